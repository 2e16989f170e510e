//! `cargo xtask single-file`: the whole page in one HTML file, which opens from disk and never asks the network.
//!
//! Scripts and styles stand in it in clear and are allowed by their hashes; the program and the editor as data blocks,
//! gzip in base64, which `web/single.js` unpacks. node packs and hashes, as it measures for `cargo xtask size`.

use std::path::{Path, PathBuf};

use crate::run::{Outcome, output, program, root};
use crate::site::{Parts, read, replace, write};
use crate::{build, site, size};

/// The file's name in the site.
pub(crate) const NAME: &str = "sidecar-playground.html";
/// More bytes fail.
const LIMIT: usize = 2_000_000;
/// Prints per file: its SHA-256 as a policy names it, and its gzip in base64.
const PACK: &str = "const {readFileSync} = require('fs'), {createHash} = require('crypto'), {gzipSync} = require('zlib');\
    for (const file of process.argv.slice(1)) {\
      const bytes = readFileSync(file);\
      console.log(createHash('sha256').update(bytes).digest('base64'), gzipSync(bytes, {level: 9}).toString('base64'));\
    }";

/// Makes the file in the site that is named, else in `dist/`, which is built first.
pub(crate) fn single_file(arguments: &[String]) -> Outcome {
    let site = match arguments {
        [site] => {
            site::finish(Path::new(site), false)?;
            PathBuf::from(site)
        }
        _ => {
            build::build(&[])?;
            root().join("dist")
        }
    };
    make(&site)?;
    Ok(())
}

/// Makes the file from a built site and returns where it is.
pub(crate) fn make(site: &Path) -> Outcome<PathBuf> {
    let file = site.join(NAME);
    let page = read(&site.join("index.html"))?;
    let page = page_of(&page, &Parts::read(site, &page)?)?;
    write(&file, &page)?;
    if page.len() > LIMIT {
        return Err(format!(
            "{} has {} bytes, {LIMIT} are allowed",
            file.display(),
            page.len()
        ));
    }
    println!(
        "{}: {} KiB, opens from disk",
        file.display(),
        size::kib(page.len() as u64)
    );
    Ok(file)
}

/// The page with everything in it.
fn page_of(page: &str, parts: &Parts) -> Outcome<String> {
    let unpack = root().join("web/single.js");
    let scripts = [&unpack, &parts.boot];
    let policy = policy(
        &hashes(&scripts)?,
        &hashes(&parts.styles.iter().collect::<Vec<_>>())?,
    );
    let mut inside = String::new();
    for style in &parts.styles {
        inside += &format!("<style>{}</style>\n", read(style)?);
    }
    for script in scripts {
        inside += &format!("<script>{}</script>\n", read(script)?);
    }
    let mut data = String::new();
    let packed = pack(&[&parts.glue, &parts.wasm, &parts.editor])?;
    for (name, (_, packed)) in ["glue", "wasm", "editor"].iter().zip(&packed) {
        data += &format!("<script type=\"application/gzip\" id=\"part-{name}\">{packed}</script>\n");
    }
    let page = replace(
        page,
        ["<meta http-equiv=\"Content-Security-Policy\" content=\"", ">"],
        &policy,
    )?;
    // From the first style sheet to the end of the head nothing is but what stands in the file now.
    let page = replace(
        &page,
        ["<link rel=\"stylesheet\"", "</head>"],
        &(inside + "</head>"),
    )?;
    replace(&page, ["</body>", ""], &(data + "</body>"))
}

/// Scripts and styles by their hashes, the parts as blobs of the document, nothing from anywhere.
fn policy(scripts: &[String], styles: &[String]) -> String {
    let list = |hashes: &[String]| {
        let quoted: Vec<_> = hashes.iter().map(|hash| format!("'sha256-{hash}'")).collect();
        quoted.join(" ")
    };
    format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {} blob: 'wasm-unsafe-eval'; \
         style-src {}; img-src blob: data:; connect-src blob:; base-uri 'none'; form-action 'none'\">",
        list(scripts),
        list(styles)
    )
}

fn hashes(files: &[&PathBuf]) -> Outcome<Vec<String>> {
    Ok(pack(files)?.into_iter().map(|(hash, _)| hash).collect())
}

/// Hash and packed content of each file.
fn pack(files: &[&PathBuf]) -> Outcome<Vec<(String, String)>> {
    let printed = output(program("node").args(["-e", PACK, "--"]).args(files))
        .ok_or("node is needed to pack the files, and could not be run")?;
    let lines = printed.lines().filter_map(|line| line.split_once(' '));
    Ok(lines
        .map(|(hash, packed)| (hash.to_owned(), packed.to_owned()))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::policy;

    #[test]
    fn the_policy_allows_what_has_the_hashes_and_nothing_from_elsewhere() {
        let policy = policy(&["a=".to_owned(), "b=".to_owned()], &["c=".to_owned()]);
        assert!(
            policy.contains("script-src 'sha256-a=' 'sha256-b=' blob: 'wasm-unsafe-eval';"),
            "{policy}"
        );
        assert!(policy.contains("style-src 'sha256-c=';"), "{policy}");
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("http:"),
            "{policy}"
        );
    }
}
