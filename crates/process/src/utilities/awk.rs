//! `awk`: the common one-liners: patterns, `BEGIN`/`END`, fields, `print`, `printf`, `if`, `while`, `for`,
//! variables, arrays, arithmetic on integers and decimals, and the usual functions.

mod expressions;
mod functions;
mod parse;
mod run;
mod text;
mod value;

use crate::commands::Call;
use parse::parse;
use run::Machine;

pub(super) async fn run(call: Call) -> i32 {
    let mut separator = None;
    let mut variables = Vec::new();
    let mut words = call.argv[1..].iter();
    let mut program = None;
    let mut operands = Vec::new();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--" => {}
            "-F" => separator = words.next().cloned(),
            "-v" => variables.extend(words.next().cloned()),
            "-f" => {
                let Some(path) = words.next() else { return 2 };
                match call.proc.read_whole(path).await {
                    Ok(bytes) => program = Some(String::from_utf8_lossy(&bytes).into_owned()),
                    Err(error) => {
                        call.cannot_open(path, error).await;
                        return 2;
                    }
                }
            }
            flag if program.is_none() && flag.len() > 2 && flag.starts_with("-F") => {
                separator = Some(flag[2..].into())
            }
            flag if program.is_none() && flag.len() > 2 && flag.starts_with("-v") => {
                variables.push(flag[2..].into())
            }
            text if program.is_none() => program = Some(text.to_string()),
            operand => operands.push(operand.to_string()),
        }
    }
    let Some(rules) = program.as_deref().and_then(parse) else {
        call.complain("syntax error (or a construct that is not emulated)")
            .await;
        return 2;
    };
    let mut machine = Machine::new(&rules, separator.as_deref());
    for variable in &variables {
        if let Some((name, value)) = variable.split_once('=') {
            machine.set(name, value);
        }
    }
    for (name, value) in call.env.iter() {
        machine.set_environment(name, value);
    }
    let mut status = 0;
    machine.begin();
    if machine.reads_input() && machine.code().is_none() {
        let files: Vec<String> = operands
            .into_iter()
            .filter(|o| !is_assignment(o, &mut machine))
            .collect();
        let (text, failed) = call.read_text(&files).await;
        status = failed * 2;
        for line in text.lines() {
            machine.line(line);
            if machine.code().is_some() {
                break;
            }
            if machine.out.len() > 4_096 && !call.print(&std::mem::take(&mut machine.out)).await {
                return 141;
            }
        }
    }
    machine.end();
    call.print(&machine.out).await;
    machine.code().unwrap_or(status)
}

fn is_assignment(word: &str, machine: &mut Machine) -> bool {
    match word.split_once('=') {
        Some((name, value))
            if name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_') && !name.is_empty() =>
        {
            machine.set(name, value);
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn one_liners() {
        check_all(
            "echo 'a b c' | awk '{print $2}'; echo a:b | awk -F: '{print $NF, NR}'",
            "b\nb 1\n",
            0,
        );
        check_all(
            "printf '1\\n2\\n3\\n' | awk '{s+=$1} END {print s, s/NR}'",
            "6 2\n",
            0,
        );
        check_all(
            "printf 'a 1\\nb 2\\n' | awk '/b/ {print $2}'; printf 'a 5\\nb 20\\n' | awk '$2 > 10'",
            "2\nb 20\n",
            0,
        );
        check_all(
            "awk 'BEGIN {for (i=0;i<3;i++) printf \"%d \", i; print \"\"; print 7/2, 2^3, length(\"abc\")}'",
            "0 1 2 \n3.5 8 3\n",
            0,
        );
        check_all(
            "printf 'x\\ny\\nx\\n' | awk '{c[$1]++} END {for (k in c) print k, c[k]}'",
            "x 2\ny 1\n",
            0,
        );
        check_all(
            "echo 'a b' | awk -v x=5 '{ if (x > 3 && $1 == \"a\") print x \"-\" toupper($2); else print \"no\" }'",
            "5-B\n",
            0,
        );
        check_all(
            "echo 'k=v' | awk '{split($0, p, \"=\"); gsub(/v/, \"w\"); print p[1], $0; exit 3}'",
            "k k=w\n",
            3,
        );
        check_all(
            "printf 'h\\n1\\n2\\n' | awk 'NR>1 {print substr($1,1,1); next} {print \"first\"}'",
            "first\n1\n2\n",
            0,
        );
        check_all(
            "awk 'BEGIN { if (!(1 ~ /2/)) print \"ok\"; print (3<2)?\"a\":\"b\"; x[\"a\"]; print (\"a\" in x) }'",
            "ok\nb\n1\n",
            0,
        );
    }
}
