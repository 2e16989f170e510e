//! Packages of the distribution, where they can be installed without asking: Debian and its like, as root.

use crate::run::{Outcome, find, output, program, run, step};

/// The programs that the tests of scripts need, each with the package that has it.
const FOR_SCRIPTS: [(&str, &str); 5] = [
    ("dash", "dash"),
    ("bash", "bash"),
    ("timeout", "coreutils"),
    ("awk", "mawk"),
    ("rev", "bsdextrautils"),
];

/// Whether `install` may be called.
pub(crate) fn is_possible() -> bool {
    let is_root = || output(program("id").arg("-u")).is_some_and(|id| id == "0");
    find("apt-get").is_some() && is_root()
}

/// Installs packages.
pub(crate) fn install(packages: &[&str]) -> Outcome {
    run(program("apt-get").args(["update", "-qq"]))?;
    run(program("apt-get")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(packages))
}

/// The real shells that scripts are held against, and the tools that those scripts call.
pub(crate) fn shells() -> Outcome {
    let missing = || FOR_SCRIPTS.iter().filter(|(name, _)| find(name).is_none());
    let packages: Vec<&str> = missing().map(|(_, package)| *package).collect();
    if !packages.is_empty() && is_possible() {
        step("installing shells", "some seconds, once", || install(&packages))?;
    }
    let names: Vec<&str> = missing().map(|(name, _)| *name).collect();
    if names.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{} missing; install it (Debian: `apt-get install {}`) and run this again",
        names.join(", "),
        packages.join(" ")
    ))
}
