//! `awk`: the common one-liners: patterns, `BEGIN`/`END`, fields, `print`, `printf`, `if`, `while`, `for`,
//! variables, arrays, arithmetic on integers and decimals, and the usual functions.

mod ast;
mod calls;
mod eval;
mod expressions;
mod for_loops;
mod functions;
mod literals;
mod output;
mod parse;
mod run;
mod statements;
mod text;
mod value;

use super::common::Lines;
use crate::commands::Call;
use crate::kernel::syscalls::MAX_WHOLE;
use output::Sinks;
use parse::parse;
use run::Machine;
use std::collections::VecDeque;

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
    let Some(program) = program.as_deref().and_then(parse) else {
        call.complain("syntax error (or a construct that is not emulated)")
            .await;
        return 2;
    };
    let read = |path: &str| {
        let node = call.proc.node(path).ok()?;
        let kernel = call.proc.kernel();
        let bytes = kernel.files.read_at(node, 0, MAX_WHOLE);
        Some(String::from_utf8_lossy(bytes).into_owned())
    };
    let mut machine = Machine::new(&program, separator.as_deref(), &read);
    machine.set(" now", &super::date::now(&call.proc).to_string());
    for variable in &variables {
        if let Some((name, value)) = variable.split_once('=') {
            machine.set(name, value);
        }
    }
    for (name, value) in call.env.iter() {
        machine.set_environment(name, value);
    }
    let mut sinks = Sinks::default();
    let status = match work(&call, &mut machine, operands, &mut sinks).await {
        Ok(status) => status,
        Err(()) => return 141,
    };
    let _ = step(&call, &mut machine, &mut sinks, |m| m.special(false)).await;
    sinks.close(&call).await;
    machine.code().unwrap_or(status)
}

/// Most commands that one step reads from.
const MAX_COMMANDS: usize = 20;

/// One step of the machine: when it needs what a command prints, the command runs and the step begins again. An error:
/// nobody reads its output any more.
async fn step<'a>(
    call: &Call,
    machine: &mut Machine<'a>,
    sinks: &mut Sinks,
    work: impl Fn(&mut Machine<'a>),
) -> Result<(), ()> {
    let before = machine.runs_commands().then(|| machine.clone());
    let mut answers = VecDeque::new();
    loop {
        work(machine);
        let wanted = machine.wants.take().filter(|_| answers.len() < MAX_COMMANDS);
        let (Some(command), Some(before)) = (wanted, &before) else {
            break;
        };
        answers.push_back(output::printed_by(call, &command).await);
        *machine = before.clone();
        machine.answers = answers.clone();
    }
    sinks.flush(call, machine).await
}

/// A text in records; an empty separator: at empty lines.
fn records(text: &str, separator: &str) -> Vec<String> {
    let mut records: Vec<String> = match separator {
        "" => {
            let parts = text.split("\n\n").map(|part| part.trim_matches('\n'));
            parts
                .filter(|part| !part.is_empty())
                .map(str::to_string)
                .collect()
        }
        separator if separator.chars().count() == 1 => text.split(separator).map(str::to_string).collect(),
        separator => text::split(text, separator),
    };
    if records.last().is_some_and(String::is_empty) {
        records.pop();
    }
    records
}

/// Runs the program over its input, line by line. An error: nobody reads its output any more.
async fn work(
    call: &Call,
    machine: &mut Machine<'_>,
    operands: Vec<String>,
    sinks: &mut Sinks,
) -> Result<i32, ()> {
    let mut status = 0;
    let mut files: Vec<String> = operands
        .into_iter()
        .filter(|o| !is_assignment(o, machine))
        .collect();
    if files.is_empty() {
        files.push("-".into());
    }
    if machine.takes_lines() {
        // Lines that the program takes by itself must be there when it asks.
        let (text, failed) = call.read_text(&files).await;
        status = failed * 2;
        machine.input = text.lines().map(str::to_string).collect();
        step(call, machine, sinks, |m| m.special(true)).await?;
        while !machine.only_begins() && machine.code().is_none() {
            let Some(line) = machine.input.pop_front() else {
                break;
            };
            step(call, machine, sinks, |m| m.line(&line)).await?;
        }
        return Ok(status);
    }
    step(call, machine, sinks, |m| m.special(true)).await?;
    if !machine.reads_input() || machine.code().is_some() {
        return Ok(status);
    }
    let separator = machine.text_of("RS");
    if separator != "\n" {
        let (text, failed) = call.read_text(&files).await;
        for record in records(&text, &separator) {
            step(call, machine, sinks, |m| m.line(&record)).await?;
            if machine.code().is_some() {
                break;
            }
        }
        return Ok(failed * 2);
    }
    for path in &files {
        let file = match call.open_operand(path).await {
            Ok(file) => file,
            Err(error) => {
                call.cannot_open(path, error).await;
                status = 2;
                continue;
            }
        };
        machine.file(path.strip_prefix('-').unwrap_or(path));
        let mut lines = Lines::new(&call.proc, file);
        while let Some(line) = lines.next().await {
            step(call, machine, sinks, |m| m.line(&line)).await?;
            if machine.code().is_some() {
                return Ok(status);
            }
        }
        lines.close();
    }
    Ok(status)
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
        check_all(
            "printf '3 4\\n' | awk 'function add(a, b,  c) { c = a + b; return c } {print add($1, $2)}'",
            "7\n",
            0,
        );
        check_all(
            "printf '5\\n6\\n' | awk 'function f(n) { return n < 2 ? 1 : n * f(n - 1) } {print f($1)}'",
            "120\n720\n",
            0,
        );
        check_all(
            "awk 'function fill(a) { a[1] = \"x\"; a[2] = \"y\" } BEGIN { fill(t); print t[1] t[2], length(t) }'",
            "xy 2\n",
            0,
        );
        check_all(
            "printf 'a\\nb\\n' > f; awk 'BEGIN { while ((getline l < \"f\") > 0) print \"<\" l \">\" }'",
            "<a>\n<b>\n",
            0,
        );
        check_all(
            "printf 'a\\nb\\nc\\n' | awk '/a/ {getline; print; getline x; print x, NR}'",
            "b\nc 3\n",
            0,
        );
        check_all(
            "echo 'b a' | awk '{print $1 > \"o\"; print $2 >> \"o\"; print $2 | \"cat\"}'; cat o",
            "a\nb\na\n",
            0,
        );
        check_all(
            "echo 1 2 | awk '{printf(\"%d-%s\\n\", $1, $2); print($2, $1)}'",
            "1-2\n2 1\n",
            0,
        );
        check_all(
            "awk 'BEGIN { i = 0; do { i++ } while (i < 5); print i; a[1,2] = 3; print ((1,2) in a) }'",
            "5\n1\n",
            0,
        );
        check_all(
            "printf 'a\\n' > f; printf 'b\\n' > g; awk 'NR == FNR {x = $0; next} {print x $0, FILENAME}' f g",
            "ab g\n",
            0,
        );
        check_all(
            "printf 'a b\\n' | awk '{ \"echo x; echo \" $2 | getline y; \"echo x; echo \" $2 | getline z; print y, z, NR }'",
            "x b 1\n",
            0,
        );
        check_all(
            "awk 'BEGIN { while ((\"seq 3\" | getline n) > 0) s += n; print s; c = \"echo q\"; c | getline a; close(c); c | getline b; print a b }'",
            "6\nqq\n",
            0,
        );
        check_all(
            "printf 'a;b;c' | awk 'BEGIN{RS=\";\"} {print NR $0}'; printf 'a 1\\nb\\n\\nc\\n' | awk -v RS= '{print $1, NF}'",
            "1a\n2b\n3c\na 3\nc 1\n",
            0,
        );
        check_all(
            "(echo a; sleep 3; echo b) | awk '{print; exit}'; awk 'BEGIN {print sqrt(16)}'",
            "a\n4\n",
            0,
        );
    }
}
