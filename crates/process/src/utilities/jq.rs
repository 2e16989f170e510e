//! `jq`: the common filters over JSON.

mod functions;
mod json;
mod operators;
mod over_items;
mod parse;
mod run;
mod terms;
mod update;

use super::common::Args;
use crate::commands::Call;
use json::{Json, Style};

pub(super) async fn run(call: Call) -> i32 {
    let (argv, variables) = match bindings(&call.argv) {
        Ok(read) => read,
        Err(problem) => {
            call.complain(&problem).await;
            return 2;
        }
    };
    let long = [
        ("raw-output", 'r'),
        ("join-output", 'j'),
        ("compact-output", 'c'),
        ("exit-status", 'e'),
        ("null-input", 'n'),
        ("slurp", 's'),
        ("raw-input", 'R'),
        ("sort-keys", 'S'),
    ];
    let args = Args::new(&argv, "", &long);
    let mut operands = args.rest.clone();
    let text = if operands.is_empty() {
        ".".to_string()
    } else {
        operands.remove(0)
    };
    let filter = match parse::parse(&text) {
        Ok(filter) => filter,
        Err(problem) => {
            let line = format!("jq: error: {problem}\njq: 1 compile error\n");
            let _ = call.proc.write(2, line.as_bytes()).await;
            return 3;
        }
    };
    let (input, failed) = if args.has('n') {
        (String::new(), 0)
    } else {
        call.read_text(&operands).await
    };
    let (inputs, problem) = inputs(&input, &args);
    let style = Style {
        compact: args.has('c'),
        raw: args.has('r') || args.has('j'),
        sorted: args.has('S'),
    };
    let mut last = None;
    let mut status = failed * 2;
    let mut out = String::new();
    for value in inputs {
        let mut machine = run::Machine::new(&variables);
        let result = machine.run(&filter, &value, &mut |result: Json| {
            out += &json::print(&result, style);
            if !args.has('j') {
                out.push('\n');
            }
            last = Some(result);
            Ok(())
        });
        call.print(&std::mem::take(&mut out)).await;
        if let Err(problem) = result {
            call.complain(&format!("error (at <stdin>:0): {problem}")).await;
            status = 5;
        }
    }
    if let Some(problem) = problem {
        call.complain(&format!("parse error: {problem}")).await;
        return 2;
    }
    match last {
        _ if status != 0 || !args.has('e') => status,
        None => 4,
        Some(Json::Null | Json::Bool(false)) => 1,
        Some(_) => 0,
    }
}

type Variables = Vec<(String, Json)>;

/// Takes `--arg name value`, `--argjson` and `-f` out of the words.
fn bindings(argv: &[String]) -> Result<(Vec<String>, Variables), String> {
    let mut rest = Vec::new();
    let mut variables = Vec::new();
    let mut words = argv.iter();
    while let Some(word) = words.next() {
        let json = match word.as_str() {
            "--arg" => false,
            "--argjson" => true,
            _ => {
                rest.push(word.clone());
                continue;
            }
        };
        let (Some(name), Some(value)) = (words.next(), words.next()) else {
            return Err(format!(
                "error: {word} takes two parameters (e.g. {word} varname value)"
            ));
        };
        let value = if json {
            json::read(value).map_err(|p| format!("error: invalid JSON text passed to --argjson: {p}"))?
        } else {
            Json::Text(value.clone())
        };
        variables.push((name.clone(), value));
    }
    Ok((rest, variables))
}

/// The values to run the filter on, and what is wrong after them.
fn inputs(text: &str, args: &Args) -> (Vec<Json>, Option<String>) {
    if args.has('n') {
        return (vec![Json::Null], None);
    }
    if args.has('R') {
        let lines: Vec<Json> = text.lines().map(|l| Json::Text(l.to_string())).collect();
        return if args.has('s') {
            (vec![Json::Text(text.to_string())], None)
        } else {
            (lines, None)
        };
    }
    let (values, problem) = json::read_all(text);
    if args.has('s') {
        (vec![Json::List(values)], problem)
    } else {
        (values, problem)
    }
}

#[cfg(test)]
mod tests {
    use crate::harness::{config, run_for};

    fn check(filter: &str, input: &str, out: &str) {
        let script = format!("echo '{input}' | jq -c {filter}");
        let ran = run_for(config("stedolan/jq", &["sh", "-c", &script]), &[], 5);
        assert_eq!((ran.out.as_str(), ran.err.as_str()), (out, ""), "{filter}");
    }

    #[test]
    fn paths() {
        let input = r#"{"a": {"b": [1, 2, {"c": "x"}]}, "d-e": null, "n": 1.50}"#;
        check(
            ".",
            input,
            "{\"a\":{\"b\":[1,2,{\"c\":\"x\"}]},\"d-e\":null,\"n\":1.50}\n",
        );
        check(".a.b[0]", input, "1\n");
        check("'.a.b[-1].c'", input, "\"x\"\n");
        check("-r '.a.b[2].c'", input, "x\n");
        check("'.a.b[1:]|length'", input, "2\n");
        check("'.[\"d-e\"], .n'", input, "null\n1.50\n");
        check("'.a.b[]'", "{\"a\":{\"b\":[1,[2]]}}", "1\n[2]\n");
        check("'.x?.y // \"none\"'", input, "\"none\"\n");
        check("'..|numbers'", "[1,[2]]", "1\n2\n");
    }

    #[test]
    fn filters() {
        check(
            "'map(select(.a > 1) | .b)'",
            r#"[{"a":1,"b":2},{"a":2,"b":3}]"#,
            "[3]\n",
        );
        check(
            "'{x: .a, \"y\": (.b + 1), c}'",
            r#"{"a":"q","b":2,"c":true}"#,
            "{\"x\":\"q\",\"y\":3,\"c\":true}\n",
        );
        check("'[.[] | . * 2] | add'", "[1,2,3]", "12\n");
        check(
            "'if .a == 1 and (.b | not) then \"yes\" else \"no\" end'",
            r#"{"a":1,"b":false}"#,
            "\"yes\"\n",
        );
        check("-r '\"\\(.a)-\\(.b)\"'", r#"{"a":"x","b":[1]}"#, "x-[1]\n");
        check(
            "'to_entries | map(\"\\(.key)=\\(.value)\") | join(\",\")'",
            r#"{"a":1,"b":2}"#,
            "\"a=1,b=2\"\n",
        );
        check(
            "'.items | length, (map(.n) | sort | first), any(.n > 2)'",
            r#"{"items":[{"n":3},{"n":1}]}"#,
            "2\n1\ntrue\n",
        );
        check("'split(\",\") | .[1]'", "\"a,b\"", "\"b\"\n");
        check("'.[] | tonumber? // 0'", r#"["4","x"]"#, "4\n0\n");
        check(
            "'keys, has(\"a\"), (.a|type)'",
            r#"{"b":1,"a":[]}"#,
            "[\"a\",\"b\"]\ntrue\n\"array\"\n",
        );
        check("'reduce .[] as $x (0; . + $x)'", "[1,2,3]", "6\n");
        check("--arg v q '.[$v], $v'", r#"{"q":7}"#, "7\n\"q\"\n");
        check("-r '.a | @base64d'", r#"{"a":"aGk="}"#, "hi\n");
        check(
            "'.a |= . + 1 | .b = 2 | del(.c)'",
            r#"{"a":1,"c":3}"#,
            "{\"a\":2,\"b\":2}\n",
        );
        check(
            "'test(\"^a.c$\"), sub(\"b\"; \"x\"), (ascii_upcase|startswith(\"AB\"))'",
            "\"abc\"",
            "true\n\"axc\"\ntrue\n",
        );
    }

    #[test]
    fn exit_codes() {
        let code = |script: &str| {
            let ran = run_for(config("stedolan/jq", &["sh", "-c", script]), &[], 5);
            ran.exit.map(|e| e.0)
        };
        assert_eq!(code("echo '{}' | jq -e .a"), Some(1));
        assert_eq!(code("echo '{' | jq ."), Some(2));
        assert_eq!(code("echo '1' | jq '.['"), Some(3));
        assert_eq!(code("echo '1' | jq .a"), Some(5));
        assert_eq!(code("jq -n '1 + 1' | grep -qx 2"), Some(0));
    }
}
