//! `watch`: a command again and again.

use super::spawn::run_command;
use crate::commands::Call;
use crate::time::parse_seconds;
use std::time::Duration;

pub(super) async fn run(call: Call) -> i32 {
    let mut pause = Duration::from_secs(2);
    let mut words = call.argv[1..].iter();
    let mut argv: Vec<String> = Vec::new();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-n" => pause = words.next().and_then(|w| parse_seconds(w)).unwrap_or(pause),
            flag if flag.starts_with("-n") => pause = parse_seconds(&flag[2..]).unwrap_or(pause),
            flag if flag.starts_with('-') => {}
            word => {
                argv.push(word.to_string());
                argv.extend(words.by_ref().cloned());
            }
        }
    }
    loop {
        let script = vec!["sh".to_string(), "-c".into(), argv.join(" ")];
        run_command(&call, script).await;
        call.proc.sleep(pause.max(Duration::from_millis(100))).await;
    }
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "timeout 5 watch -n 2 echo tick >/dev/null; echo $? | cut -c1",
            "1\n",
            0,
        );
    }
}
