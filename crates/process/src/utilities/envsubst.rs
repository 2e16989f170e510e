//! `envsubst`: `$NAME` and `${NAME}` of the input by the environment.

use crate::commands::Call;

pub(super) async fn run(call: Call) -> i32 {
    // A format names the only variables that count: `envsubst '$HOST $PORT'`.
    let only: Option<String> = call.argv.get(1).filter(|w| !w.starts_with('-')).cloned();
    let text = String::from_utf8_lossy(&call.read_input().await).into_owned();
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let (name, end) = match after.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            Some((name, _)) => (name, name.len() + 2),
            None => {
                let length = after
                    .bytes()
                    .take_while(|c| c.is_ascii_alphanumeric() || *c == b'_')
                    .count();
                (&after[..length], length)
            }
        };
        let valid = !name.is_empty() && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_');
        let counts = only
            .as_ref()
            .is_none_or(|only| only.contains(&format!("${name}")) || only.contains(&format!("${{{name}}}")));
        if valid && counts {
            out.push_str(call.env.get(name).map_or("", |text| &**text));
            rest = &after[end..];
        } else {
            out.push('$');
            rest = after;
        }
    }
    out.push_str(rest);
    i32::from(!call.print(&out).await)
}

#[cfg(test)]
mod tests {
    use crate::harness::{config, run_for};

    #[test]
    fn works() {
        let script = "export A=1 B=2; echo '$A ${B} $C. $ x$' | envsubst; echo '$A $B' | envsubst '$A'";
        let ran = run_for(config("team/app", &["sh", "-c", script]), &[], 5);
        assert_eq!(ran.out, "1 2 . $ x$\n1 $B\n");
    }
}
