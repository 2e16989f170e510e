//! `nohup`, `nice`, `su`, `sudo`, `gosu` and their like: become the command after their own words.

use super::spawn::run_in_place;
use crate::commands::Call;

/// `nohup`, `nice`, `setsid`, `su`, `sudo`, `gosu` …: what comes after their own words runs in their place.
pub(super) async fn run(call: Call) -> i32 {
    let own = call.name().to_string();
    let mut words: Vec<String> = call.argv[1..].to_vec();
    if own == "su" {
        if let Some(flag) = words.iter().position(|w| w == "-c") {
            let script = words.get(flag + 1).cloned().unwrap_or_default();
            words = vec!["sh".into(), "-c".into(), script];
        } else {
            return 0;
        }
    } else {
        while words.first().is_some_and(|w| w.starts_with('-')) {
            let takes_value = matches!(words[0].as_str(), "-n" | "-u" | "-g");
            words.drain(..(1 + usize::from(takes_value)).min(words.len()));
        }
        if matches!(own.as_str(), "gosu" | "su-exec" | "chroot") && !words.is_empty() {
            words.remove(0);
        }
    }
    if words.is_empty() {
        return 0;
    }
    let env = call.env.clone();
    run_in_place(&call, words, env).await
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "su -c 'echo hi' nobody; nohup echo x; sudo -u a echo y",
            "hi\nx\ny\n",
            0,
        );
    }
}
