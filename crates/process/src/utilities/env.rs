//! `env` and `printenv`.

use super::spawn::run_in_place;
use crate::commands::Call;
use std::rc::Rc;

/// `env` with a command runs it; alone it prints.
pub(super) async fn run(call: Call) -> i32 {
    let mut env = (*call.env).clone();
    let mut words = call.argv[1..].iter().peekable();
    if call.name() == "printenv" {
        let names: Vec<&String> = words.collect();
        if !names.is_empty() {
            let mut status = 0;
            for name in names {
                match env.get(name.as_str()) {
                    Some(value) => {
                        call.print(&format!("{value}\n")).await;
                    }
                    None => status = 1,
                }
            }
            return status;
        }
        words = [].iter().peekable();
    }
    while let Some(word) = words.peek() {
        match word.as_str() {
            "-i" | "-" => env.clear(),
            "-u" => {
                words.next();
                if let Some(name) = words.peek() {
                    env.remove(name.as_str());
                }
            }
            "--" => {}
            word => match word.split_once('=') {
                Some((name, value)) => {
                    env.insert(name.into(), value.into());
                }
                None => break,
            },
        }
        words.next();
    }
    let command: Vec<String> = words.cloned().collect();
    if command.is_empty() {
        let text: String = env.iter().map(|(k, v)| format!("{k}={v}\n")).collect();
        return i32::from(!call.print(&text).await);
    }
    run_in_place(&call, command, Rc::new(env)).await
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "A=1 env | grep ^A=; env -i B=2 env; A=3 printenv A; printenv NOPE || echo $?",
            "A=1\nB=2\n3\n1\n",
            0,
        );
    }
}
