//! Reading and writing wasm files, as far as the commands need it: sections, numbers, imports.

/// The custom sections.
pub(crate) const CUSTOM_SECTION: u8 = 0;
/// The section that lists what a file imports.
pub(crate) const IMPORT_SECTION: u8 = 2;
/// The section with each function's type.
pub(crate) const FUNCTION_SECTION: u8 = 3;
/// The section with each function's body.
pub(crate) const CODE_SECTION: u8 = 10;

/// The sections, each with its number; `None` when this is no wasm file.
pub(crate) fn sections(wasm: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let mut rest = wasm.strip_prefix(b"\0asm\x01\0\0\0")?;
    let mut sections = Vec::new();
    while let Some((&id, after)) = rest.split_first() {
        rest = after;
        let length = number(&mut rest)?;
        sections.push((id, take(&mut rest, length)?));
    }
    Some(sections)
}

/// Takes so many bytes.
pub(crate) fn take<'a>(from: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, rest) = from.split_at_checked(count)?;
    *from = rest;
    Some(taken)
}

/// Takes a number of seven bits a byte, the lowest first (LEB128).
pub(crate) fn number(from: &mut &[u8]) -> Option<usize> {
    let mut value = 0;
    for shift in [0, 7, 14, 21, 28] {
        let byte = usize::from(take(from, 1)?[0]);
        value |= (byte & 127) << shift;
        if byte < 128 {
            return Some(value);
        }
    }
    None
}

/// Writes such a number.
pub(crate) fn push(out: &mut Vec<u8>, mut value: usize) {
    while value > 127 {
        out.push((value & 127) as u8 | 128);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Writes bytes after their number.
pub(crate) fn bytes(out: &mut Vec<u8>, content: &[u8]) {
    push(out, content.len());
    out.extend(content);
}

/// How long the description of an import is: its kind, then its type or limits.
pub(crate) fn description(body: &[u8]) -> Option<usize> {
    let (kind, mut rest) = body.split_first()?;
    match kind {
        // A function's type.
        0 => drop(number(&mut rest)?),
        // A table: the type of what it holds, then limits. A memory: limits.
        1 | 2 => {
            take(&mut rest, usize::from(*kind == 1))?;
            let flags = number(&mut rest)?;
            number(&mut rest)?;
            if flags & 1 == 1 {
                number(&mut rest)?;
            }
        }
        // A global: type and whether it changes.
        3 => drop(take(&mut rest, 2)?),
        _ => return None,
    }
    Some(body.len() - rest.len())
}
