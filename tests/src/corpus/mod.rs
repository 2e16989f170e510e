//! Folders of manifests as a body of evidence: their scripts, and figures over them (`cargo xtask corpus`).

mod report;
mod scripts;

use std::fs;
use std::path::{Path, PathBuf};

pub use report::{Figures, FileFigures, documentation, figures, page, renewed};
pub use scripts::{Place, Script, scripts_of};

/// The manifests that the repository brings along.
pub fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// The YAML files of a folder and the folders below it: path from the folder, and text; by path. Files that cannot be
/// read as text are left out.
///
/// # Errors
/// One sentence when the folder cannot be read.
pub fn manifests(folder: &Path) -> Result<Vec<(String, String)>, String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        let entries =
            fs::read_dir(&next).map_err(|error| format!("cannot read {}: {error}", next.display()))?;
        for path in entries.flatten().map(|entry| entry.path()) {
            let is_yaml = path.extension().is_some_and(|e| e == "yaml" || e == "yml");
            if path.is_dir() {
                folders.push(path);
            } else if is_yaml && let Ok(text) = fs::read_to_string(&path) {
                let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
                found.push((name, text));
            }
        }
    }
    found.sort();
    Ok(found)
}
