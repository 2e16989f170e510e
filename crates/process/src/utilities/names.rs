//! `basename` and `dirname`.

use super::common::Args;
use crate::commands::Call;
use crate::images::base_name;

/// `basename` and `dirname`.
pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(&call.argv, "s", &[]);
    let Some(path) = args.rest.first() else {
        call.complain("missing operand").await;
        return 1;
    };
    let path = if path.len() > 1 {
        path.trim_end_matches('/')
    } else {
        path
    };
    let all = args.has('a') || args.has('s') || call.name() == "dirname";
    if all && args.rest.len() > 1 {
        let suffix = args.value('s').unwrap_or("");
        let names = args.rest.iter().map(|path| match call.name() {
            "dirname" => path.rsplit_once('/').map_or(".", |p| p.0),
            _ => {
                let name = base_name(path.trim_end_matches('/'));
                name.strip_suffix(suffix).unwrap_or(name)
            }
        });
        let text: String = names.map(|name| format!("{name}\n")).collect();
        return i32::from(!call.print(&text).await);
    }
    let text = if path == "/" {
        "/"
    } else if call.name() == "dirname" {
        match path.rsplit_once('/') {
            Some(("", _)) => "/",
            Some((folder, _)) => folder,
            None => ".",
        }
    } else {
        let name = base_name(path);
        let suffix = args
            .rest
            .get(1)
            .map(String::as_str)
            .or(args.value('s'))
            .unwrap_or("");
        name.strip_suffix(suffix)
            .filter(|n| !n.is_empty())
            .unwrap_or(name)
    };
    i32::from(!call.print(&format!("{text}\n")).await)
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all("basename /a/b.txt .txt; dirname /a/b; dirname x", "b\n/a\n.\n", 0);
    }
}
