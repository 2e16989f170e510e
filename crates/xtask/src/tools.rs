//! The pinned tools in `.tools/`: trunk and wasm-bindgen (built by cargo), wasm-opt, esbuild and axe-core (from npm), and rustc's wasm target.
//!
//! Why these versions: docs/decisions/trunk.md, binaryen.md and esbuild.md. `Trunk.toml` and the workspace's `Cargo.toml` name them too.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::build::SMALL_STD;
use crate::run::{Outcome, cargo, find, output, program, run, step, tools_folder};

const WASM_TARGET: &str = "wasm32-unknown-unknown";
const TRUNK: &str = "0.21.14";
const WASM_BINDGEN: &str = "0.2.129";
const BINARYEN: &str = "132.0.0";
const ESBUILD: &str = "0.28.2";
const AXE: &str = "4.10.3";

/// The tools are small programs that run for seconds: building them quickly is worth more than their own speed.
const FAST_BUILD: &str = "--config profile.release.opt-level=0 --config profile.release.lto=false \
     --config profile.release.codegen-units=16";
/// But for these two, which read and write the whole wasm file.
const WASM_READERS: &str = "--config profile.release.package.walrus.opt-level=2 --config profile.release.package.wasmparser.opt-level=2";

/// What every build of the page needs: the wasm target, wasm-bindgen, trunk.
pub(crate) fn for_the_page() -> Outcome {
    wasm_target()?;
    wasm_bindgen()?;
    if version_of("trunk").is_some_and(|version| version == TRUNK) {
        return Ok(());
    }
    step("installing trunk into .tools/", "4 minutes, once", || {
        install(&format!(
            "trunk --version {TRUNK} --no-default-features {FAST_BUILD}"
        ))
    })
}

/// wasm-bindgen and its test runner.
pub(crate) fn wasm_bindgen() -> Outcome {
    let runner = tools_folder().join("bin/wasm-bindgen-test-runner");
    if version_of("wasm-bindgen").is_some_and(|version| version == WASM_BINDGEN) && runner.is_file() {
        return Ok(());
    }
    step("installing wasm-bindgen into .tools/", "2 minutes, once", || {
        install(&format!(
            "wasm-bindgen-cli --version {WASM_BINDGEN} {FAST_BUILD} {WASM_READERS} \
             --bin wasm-bindgen --bin wasm-bindgen-test-runner"
        ))
    })
}

/// The standard library for wasm. `rust-toolchain.toml` names the target, but only rustup acts on that file.
pub(crate) fn wasm_target() -> Outcome {
    let folder = output(program("rustc").args(["--print", "target-libdir", "--target", WASM_TARGET]));
    if folder.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    if find("rustup").is_none() {
        return Err(format!(
            "this Rust has no {WASM_TARGET} target and there is no rustup to add it: install Rust by rustup"
        ));
    }
    step("adding rustc's wasm target", "some seconds, once", || {
        run(program("rustup").args(["target", "add", WASM_TARGET]))
    })
}

/// The standard library's source and the crates it needs, for release builds: trunk is offline. `false`: it could not be had.
pub(crate) fn rust_src() -> Outcome<bool> {
    let root = output(program("rustc").args(["--print", "sysroot"])).unwrap_or_default();
    let source = Path::new(&root).join("lib/rustlib/src/rust/library/Cargo.lock");
    if !source.is_file() {
        let added = step(
            "adding the standard library's source",
            "some seconds, once",
            || run(program("rustup").args(["component", "add", "rust-src"])),
        );
        if let Err(why) = added {
            println!("The page will be larger than it should be: {why}.");
            return Ok(false);
        }
    }
    run(cargo("fetch --quiet --target").arg(WASM_TARGET).envs(SMALL_STD))?;
    Ok(true)
}

/// What makes release builds small: wasm-opt and esbuild. `false`: there is no npm to install them with.
pub(crate) fn shrinkers() -> Outcome<bool> {
    let major = BINARYEN.split('.').next().unwrap_or(BINARYEN);
    let wasm_opt = output(program("wasm-opt").arg("--version"))
        .is_some_and(|text| text.split(' ').any(|word| word == major));
    let esbuild = output(program("esbuild").arg("--version")).is_some_and(|version| version == ESBUILD);
    if wasm_opt && esbuild {
        return Ok(true);
    }
    if find("npm").is_none() {
        return Ok(false);
    }
    step(
        "installing binaryen (wasm-opt) and esbuild into .tools/",
        "some seconds, once",
        || {
            let tools = tools_folder();
            std::fs::create_dir_all(&tools)
                .map_err(|error| format!("cannot make {}: {error}", tools.display()))?;
            // Together: npm removes what it was not asked for.
            run(npm_install(&mut program("npm"), &tools)
                .args([format!("binaryen@{BINARYEN}"), format!("esbuild@{ESBUILD}")]))
        },
    )?;
    Ok(true)
}

/// axe-core, with which the journeys look for barriers; no part of the site. The file that holds it.
pub(crate) fn axe() -> Outcome<PathBuf> {
    // A folder of its own: npm removes what it did not install itself.
    let folder = tools_folder().join("axe");
    let package = folder.join("node_modules/axe-core");
    let file = package.join("axe.min.js");
    let known = std::fs::read_to_string(package.join("package.json"));
    if file.is_file() && known.is_ok_and(|text| text.contains(&format!("\"version\": \"{AXE}\""))) {
        return Ok(file);
    }
    if find("npm").is_none() {
        return Err("axe-core is missing and there is no npm to install it with".into());
    }
    step("installing axe-core into .tools/", "some seconds, once", || {
        std::fs::create_dir_all(&folder)
            .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
        run(npm_install(&mut program("npm"), &folder).arg(format!("axe-core@{AXE}")))
    })?;
    Ok(file)
}

/// `npm install` into a folder, leaving no trace elsewhere and running nothing of the package's own.
fn npm_install<'a>(npm: &'a mut Command, folder: &Path) -> &'a mut Command {
    npm.args([
        "install",
        "--no-save",
        "--no-package-lock",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--prefix",
    ])
    .arg(folder)
}

/// Builds and installs one crate into `.tools/`; what the build leaves behind is removed when it succeeded.
fn install(what: &str) -> Outcome {
    let (tools, scratch) = (tools_folder(), tools_folder().join("build"));
    run(cargo(&format!("install --locked --quiet {what}"))
        .arg("--root")
        .arg(&tools)
        .arg("--target-dir")
        .arg(&scratch))?;
    std::fs::remove_dir_all(&scratch).map_err(|error| format!("cannot remove {}: {error}", scratch.display()))
}

/// The version that `name --version` prints as its second word, when the program is there.
fn version_of(name: &str) -> Option<String> {
    let printed = output(program(name).arg("--version"))?;
    printed.split_whitespace().nth(1).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{BINARYEN, ESBUILD, WASM_BINDGEN};
    use crate::run::root;

    /// `file` in the repository holds `text`.
    fn check(file: &str, text: &str) {
        let content = std::fs::read_to_string(root().join(file)).unwrap();
        assert!(content.contains(text), "{file} should hold {text}");
    }

    #[test]
    fn all_places_name_the_same_versions() {
        check("Cargo.toml", &format!("wasm-bindgen = \"={WASM_BINDGEN}\""));
        check("Trunk.toml", &format!("wasm_bindgen = \"{WASM_BINDGEN}\""));
        let major = BINARYEN.split('.').next().unwrap();
        check("Trunk.toml", &format!("wasm_opt = \"version_{major}\""));
        check("web/vendor/package.json", &format!("\"esbuild\": \"{ESBUILD}\""));
    }

    #[test]
    fn the_editor_bundles_lock_file_names_no_download_address() {
        let lock = std::fs::read_to_string(root().join("web/vendor/package-lock.json")).unwrap();
        assert!(
            lock.contains("\"integrity\""),
            "packages are pinned by their content"
        );
        assert!(
            !lock.contains("\"resolved\""),
            "npm wrote addresses: remake the file with web/vendor/.npmrc in force"
        );
    }
}
