//! What the program imports, by short names. wasm-bindgen ends each name with a hash of 16 digits, which stands in the wasm
//! and in its JavaScript and which no compression makes smaller: 6 KB of the page (docs/decisions/wasm-size.md).

use std::collections::HashMap;

use crate::run::Outcome;
use crate::site::{self, Parts};
use crate::wasm::{IMPORT_SECTION, bytes, description, number, push, sections, take};

/// The digits at the end of a name that wasm-bindgen made.
const HASH: usize = 16;

/// Shortens the names in the files of a site.
pub(crate) fn shorten(parts: &Parts) -> Outcome {
    let wasm = std::fs::read(&parts.wasm)
        .map_err(|error| format!("cannot read {}: {error}", parts.wasm.display()))?;
    let glue = site::read(&parts.glue)?;
    let (wasm, glue) = short(&wasm, &glue)
        .ok_or_else(|| format!("{} is no wasm file with imports", parts.wasm.display()))?;
    site::write(&parts.glue, &glue)?;
    std::fs::write(&parts.wasm, wasm)
        .map_err(|error| format!("cannot write {}: {error}", parts.wasm.display()))
}

/// Both files with short names; `None` when the first is no wasm file that this reads.
fn short(wasm: &[u8], glue: &str) -> Option<(Vec<u8>, String)> {
    let mut names = HashMap::new();
    let mut out = wasm.get(..8)?.to_vec();
    for (id, body) in sections(wasm)? {
        out.push(id);
        if id == IMPORT_SECTION {
            bytes(&mut out, &imports(body, &mut names)?);
        } else {
            bytes(&mut out, body);
        }
    }
    Some((out, renamed(glue, &names)))
}

/// The import section with short names, which `names` then has by the old ones.
fn imports(mut body: &[u8], names: &mut HashMap<String, String>) -> Option<Vec<u8>> {
    let count = number(&mut body)?;
    let mut out = Vec::new();
    push(&mut out, count);
    for _ in 0..count {
        let length = number(&mut body)?;
        bytes(&mut out, take(&mut body, length)?);
        let length = number(&mut body)?;
        let name = std::str::from_utf8(take(&mut body, length)?).ok()?;
        let next = names.len();
        let new = if is_hashed(name) {
            names.entry(name.to_owned()).or_insert_with(|| format!("${next}"))
        } else {
            name
        };
        bytes(&mut out, new.as_bytes());
        let described = description(body)?;
        out.extend(take(&mut body, described)?);
    }
    body.is_empty().then_some(out)
}

fn is_hashed(name: &str) -> bool {
    let hash = name.strip_prefix("__wb").and_then(|rest| rest.rsplit_once('_'));
    hash.is_some_and(|(_, hash)| hash.len() == HASH && hash.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

/// A script with other names for some of its words.
fn renamed(script: &str, names: &HashMap<String, String>) -> String {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$');
    let mut out = String::with_capacity(script.len());
    let mut rest = script;
    while !rest.is_empty() {
        let other = rest.find(is_word).unwrap_or(rest.len());
        let (between, after) = rest.split_at(other);
        let (word, after) = after.split_at(after.find(|letter| !is_word(letter)).unwrap_or(after.len()));
        out.push_str(between);
        out.push_str(names.get(word).map_or(word, String::as_str));
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A wasm file that imports a function, a memory and a global by these names, and a custom section.
    fn wasm(names: [&str; 3]) -> Vec<u8> {
        let descriptions: [&[u8]; 3] = [&[0, 5], &[2, 1, 1, 200, 1], &[3, 0x7f, 1]];
        let mut section = vec![3];
        for (name, description) in names.into_iter().zip(descriptions) {
            bytes(&mut section, b"./web_bg.js");
            bytes(&mut section, name.as_bytes());
            section.extend(description);
        }
        let mut file = b"\0asm\x01\0\0\0\x02".to_vec();
        bytes(&mut file, &section);
        file.push(0);
        bytes(&mut file, &[7; 300]);
        file
    }

    #[test]
    fn names_with_a_hash_become_short_in_both_files() {
        let hashed = "__wbg_call_389efe28435a9388";
        let script = format!("{{ {hashed}: f, memory, {hashed}0, '{hashed}' }}");
        let (file, script) = short(&wasm([hashed, "memory", "__wbindgen_x"]), &script).expect("it is read");
        assert_eq!(file, wasm(["$0", "memory", "__wbindgen_x"]));
        assert_eq!(script, format!("{{ $0: f, memory, {hashed}0, '$0' }}"));
        let again = short(&file, &script).expect("it is read again");
        assert_eq!(again, (file, script), "nothing is left to shorten");
    }

    #[test]
    fn what_is_no_wasm_is_refused() {
        let whole = wasm(["a", "b", "c"]);
        for cut in [0, 7, 9, 20, whole.len() - 1] {
            assert_eq!(short(&whole[..cut], ""), None, "{cut}");
        }
    }
}
