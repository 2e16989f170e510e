//! `cd`.

use super::super::Dialect;
use super::super::exec::{Running, Tail};
use super::super::state::{Flow, Shell};

pub(super) fn cd(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        let asked = argv[1..]
            .iter()
            .find(|a| !matches!(a.as_str(), "-P" | "-L" | "--"));
        let target = match asked.map(String::as_str) {
            None => shell.get("HOME").unwrap_or_else(|| "/".into()),
            Some("-") => shell.get("OLDPWD").unwrap_or_else(|| "/".into()),
            Some(path) => path.to_string(),
        };
        let there = shell.proc.is_dir(&target);
        if there || !shell.proc.exists(&target) && shell.proc.assume_folder(&target) {
            let old = shell.proc.cwd();
            let full = shell.proc.absolute(&target);
            shell.proc.set_cwd(&full);
            shell.set_text("OLDPWD", &old);
            shell.set_text("PWD", &full);
            if asked.is_some_and(|a| a == "-") {
                let _ = shell.proc.write(1, format!("{full}\n").as_bytes()).await;
            }
            shell.status = 0;
            return Flow::Normal;
        }
        let problem = if shell.proc.exists(&target) {
            "Not a directory"
        } else {
            "No such file or directory"
        };
        let text = match shell.dialect {
            Dialect::Bash => format!("cd: {target}: {problem}"),
            _ => format!(
                "cd: can't cd to {target}{}",
                if shell.dialect == Dialect::Ash {
                    format!(": {problem}")
                } else {
                    String::new()
                }
            ),
        };
        shell.complain(&text).await;
        shell.status = if shell.bash() { 1 } else { 2 };
        Flow::Normal
    })
}
