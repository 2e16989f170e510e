//! The order of the functions in the program: those of one size and one type side by side, by their code, so that brotli
//! finds what is alike nearby: 11 KB of the page (docs/decisions/wasm-size.md). binaryen sorts by names, so each function is
//! given its place as its name, which the result does not keep.

use std::path::Path;

use crate::run::{Outcome, program, run};
use crate::wasm::{
    CODE_SECTION, CUSTOM_SECTION, FUNCTION_SECTION, IMPORT_SECTION, bytes, description, number, push,
    sections, take,
};

/// The name of the section with names, and the number of its part with those of functions.
const NAMES: &[u8] = b"name";
const FUNCTION_NAMES: u8 = 1;

/// Puts the functions of a program in order.
pub(crate) fn reorder(wasm: &Path) -> Outcome {
    let at = |error: std::io::Error| format!("{}: {error}", wasm.display());
    let named = named(&std::fs::read(wasm).map_err(at)?)
        .ok_or_else(|| format!("{} is no wasm file", wasm.display()))?;
    std::fs::write(wasm, named).map_err(at)?;
    run(program("wasm-opt")
        .arg("--reorder-functions-by-name")
        .arg(wasm)
        .arg("-o")
        .arg(wasm))
}

/// The file with a place for each function as its name; `None` when it is no wasm file that this reads.
fn named(wasm: &[u8]) -> Option<Vec<u8>> {
    let mut out = wasm.get(..8)?.to_vec();
    let (mut imported, mut types, mut bodies) = (0, Vec::new(), Vec::new());
    for (id, body) in sections(wasm)? {
        match id {
            IMPORT_SECTION => imported = imported_functions(body)?,
            FUNCTION_SECTION => types = list(body, number)?,
            CODE_SECTION => {
                bodies = list(body, |rest| {
                    let length = number(rest)?;
                    take(rest, length)
                })?;
            }
            CUSTOM_SECTION if is_names(body) => continue,
            _ => {}
        }
        out.push(id);
        bytes(&mut out, body);
    }
    let mut order: Vec<usize> = (0..bodies.len()).collect();
    order.sort_by_key(|at| {
        (
            bodies[*at].len().checked_ilog2(),
            types.get(*at).copied(),
            bodies[*at],
        )
    });
    let mut places = vec![0; order.len()];
    for (place, at) in order.into_iter().enumerate() {
        places[at] = place;
    }
    let mut names = Vec::new();
    push(&mut names, places.len());
    for (at, place) in places.into_iter().enumerate() {
        push(&mut names, imported + at);
        bytes(&mut names, format!("{place:08}").as_bytes());
    }
    let mut section = Vec::new();
    bytes(&mut section, NAMES);
    section.push(FUNCTION_NAMES);
    bytes(&mut section, &names);
    out.push(CUSTOM_SECTION);
    bytes(&mut out, &section);
    Some(out)
}

fn is_names(mut custom: &[u8]) -> bool {
    number(&mut custom).is_some_and(|length| custom.get(..length) == Some(NAMES))
}

/// The items of a section.
fn list<'a, T>(mut section: &'a [u8], item: impl Fn(&mut &'a [u8]) -> Option<T>) -> Option<Vec<T>> {
    let count = number(&mut section)?;
    (0..count).map(|_| item(&mut section)).collect()
}

/// How many functions are imported: they are counted before the file's own.
fn imported_functions(section: &[u8]) -> Option<usize> {
    let kinds = list(section, |rest| {
        for _name in ["module", "item"] {
            let length = number(rest)?;
            take(rest, length)?;
        }
        let kind = *rest.first()?;
        let length = description(rest)?;
        take(rest, length)?;
        Some(kind)
    })?;
    Some(kinds.into_iter().filter(|kind| *kind == 0).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_get_their_places_as_names() {
        let section = |id: u8, items: &[&[u8]]| {
            let mut body = vec![items.len() as u8];
            items.iter().for_each(|item| body.extend(*item));
            [&[id, body.len() as u8], &body[..]].concat()
        };
        let imports = section(
            IMPORT_SECTION,
            &[b"\x01a\x01f\x00\x05", b"\x01a\x01m\x02\x00\x01"],
        );
        let types = section(FUNCTION_SECTION, &[&[1], &[1], &[0], &[1]]);
        // A long one, then three short ones of two types.
        let long = [&[40][..], &[7; 40]].concat();
        let code = section(CODE_SECTION, &[&long, &[2, 9, 9], &[2, 8, 8], &[2, 3, 3]]);
        let file = [&b"\0asm\x01\0\0\0"[..], &imports, &types, &code].concat();
        let named = named(&file).expect("it is read");
        let names = &named[file.len()..];
        let place = |function: u8, place: u8| [&[function, 8][..], b"0000000", &[b'0' + place]].concat();
        let expect = [place(1, 3), place(2, 2), place(3, 0), place(4, 1)].concat();
        assert!(names.ends_with(&expect), "{names:?}");
        // Names that it had are replaced.
        assert_eq!(super::named(&named), Some(named.clone()));
        assert_eq!(super::named(b"no wasm file"), None);
    }
}
