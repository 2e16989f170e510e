//! `sed`: POSIX's commands with GNU's `-i`, `-E`, `-n`, `-s`, `-z`-less addresses and flags.

mod parse;
mod program;
mod run;
mod substitute;

use super::common::{Args, Lines};
use crate::commands::Call;
use crate::kernel::open::FileId;
use crate::kernel::syscalls::Open;
use parse::parse;
use run::{Line, Machine, Want};

const LONG: [(&str, char); 9] = [
    ("quiet", 'n'),
    ("silent", 'n'),
    ("expression", 'e'),
    ("file", 'f'),
    ("regexp-extended", 'E'),
    ("separate", 's'),
    ("unbuffered", 'u'),
    ("line-length", 'l'),
    ("posix", 'p'),
];

pub(super) async fn run(call: Call) -> i32 {
    // `-i` and `-i.bak` are words of their own: what follows the letter is the suffix.
    let in_place = |word: &&String| word.starts_with("-i") || word.starts_with("--in-place");
    let suffix = call.argv.iter().find(in_place).map(|word| {
        let inline = word.split_once('=').map(|w| w.1).or(word.strip_prefix("-i"));
        inline.filter(|s| !s.starts_with('-')).unwrap_or("").to_string()
    });
    let argv: Vec<String> = call.argv.iter().filter(|w| !in_place(w)).cloned().collect();
    let args = Args::new(&argv, "efl", &LONG);
    let mut files = args.rest.clone();
    let mut script: Vec<String> = args.values('e').map(str::to_string).collect();
    for path in args.values('f') {
        match call.proc.read_whole(path).await {
            Ok(bytes) => script.push(String::from_utf8_lossy(&bytes).trim_end().to_string()),
            Err(error) => {
                call.complain(&format!("couldn't open file {path}: {error}"))
                    .await;
                return 1;
            }
        }
    }
    if script.is_empty() && !files.is_empty() {
        script.push(files.remove(0));
    }
    let program = match parse(&script.join("\n"), args.has('E') || args.has('r')) {
        Ok(program) => program,
        Err(problem) => {
            call.complain(&format!("-e expression #1, char 0: {problem}"))
                .await;
            return 1;
        }
    };
    let quiet = args.has('n') || program.quiet;
    let mut texts = Vec::new();
    for path in &program.reads {
        // A file that is not there is read as an empty one.
        let bytes = call.proc.read_whole(path).await.unwrap_or_default();
        texts.push(String::from_utf8_lossy(&bytes).into_owned());
    }
    let mut written = Vec::new();
    for path in &program.writes {
        match call.proc.open(path, Open::Truncate).await {
            Ok(file) => written.push(file),
            Err(error) => {
                call.complain(&format!("couldn't open file {path}: {error}"))
                    .await;
                return 4;
            }
        }
    }
    let machine = || Machine::new(&program, quiet, &texts);
    match suffix {
        Some(suffix) => edit(&call, machine, &files, &suffix, &written).await,
        None => {
            if files.is_empty() {
                files.push("-".into());
            }
            stream(&call, &mut machine(), &files, &written).await
        }
    }
}

/// Writes what the machine has for its own files.
async fn flush(call: &Call, machine: &mut Machine<'_>, written: &[FileId]) {
    for (text, file) in machine.written.iter_mut().zip(written) {
        if !text.is_empty() {
            let _ = call.proc.write_file(*file, std::mem::take(text).as_bytes()).await;
        }
    }
}

/// Each file for itself, written back.
async fn edit<'a>(
    call: &Call,
    new_machine: impl Fn() -> Machine<'a>,
    files: &[String],
    suffix: &str,
    written: &[FileId],
) -> i32 {
    let mut status = 0;
    for path in files {
        let Ok(bytes) = call.proc.read_whole(path).await else {
            call.complain(&format!("can't read {path}: No such file or directory"))
                .await;
            status = if call.busybox() { 1 } else { 4 };
            continue;
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let mut machine = new_machine();
        let mut lines = text.split_inclusive('\n').peekable();
        while machine.go() == Want::Line {
            let Some(line) = lines.next() else {
                machine.end();
                break;
            };
            let text = line.trim_end_matches('\n');
            let line = Line {
                open: text.len() == line.len(),
                text: text.to_string(),
            };
            machine.feed(line, lines.peek().is_none());
        }
        let mut out = std::mem::take(&mut machine.out);
        out.extend(lines);
        flush(call, &mut machine, written).await;
        if !suffix.is_empty()
            && let Ok(file) = call.proc.open(&format!("{path}{suffix}"), Open::Truncate).await
        {
            let _ = call.proc.write_file(file, &bytes).await;
            call.proc.close_file(file);
        }
        if let Ok(file) = call.proc.open(path, Open::Truncate).await {
            let _ = call.proc.write_file(file, out.as_bytes()).await;
            call.proc.close_file(file);
        }
        status = status.max(machine.code);
    }
    status
}

/// The files one after the other, line by line: `tail -f log | sed …` prints at once.
async fn stream(call: &Call, machine: &mut Machine<'_>, files: &[String], written: &[FileId]) -> i32 {
    let mut input = Input {
        call,
        files: files.iter(),
        lines: None,
        ahead: None,
        status: 0,
    };
    loop {
        let want = machine.go();
        let out = std::mem::take(&mut machine.out);
        if !out.is_empty() && !call.print(&out).await {
            return 141;
        }
        flush(call, machine, written).await;
        if want == Want::Nothing {
            return input.status.max(machine.code);
        }
        match input.next(machine.looks_ahead()).await {
            Some((line, last)) => machine.feed(line, last),
            None => {
                machine.end();
                call.print(&std::mem::take(&mut machine.out)).await;
                return input.status.max(machine.code);
            }
        }
    }
}

struct Input<'a> {
    call: &'a Call,
    files: std::slice::Iter<'a, String>,
    lines: Option<Lines>,
    ahead: Option<Line>,
    status: i32,
}

impl Input<'_> {
    /// The next line, and whether it is the last one, if somebody wants to know.
    async fn next(&mut self, look_ahead: bool) -> Option<(Line, bool)> {
        let line = match self.ahead.take() {
            Some(line) => line,
            None => self.line().await?,
        };
        if look_ahead {
            self.ahead = self.line().await;
        }
        let last = look_ahead && self.ahead.is_none();
        Some((line, last))
    }

    async fn line(&mut self) -> Option<Line> {
        loop {
            if let Some(lines) = &mut self.lines
                && let Some(text) = lines.next().await
            {
                let open = lines.open;
                return Some(Line { text, open });
            }
            if let Some(lines) = self.lines.take() {
                lines.close();
            }
            let path = self.files.next()?;
            match self.open(path).await {
                Some(file) => self.lines = Some(Lines::new(&self.call.proc, file)),
                None => self.status = 2,
            }
        }
    }

    async fn open(&self, path: &str) -> Option<FileId> {
        match self.call.open_operand(path).await {
            Ok(file) => Some(file),
            Err(error) if self.call.busybox() => {
                self.call.complain(&format!("{path}: {error}")).await;
                None
            }
            Err(error) => {
                self.call.complain(&format!("can't read {path}: {error}")).await;
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    fn check(script: &str, input: &str, out: &str) {
        check_all(&format!("printf '{input}' | sed {script}"), out, 0);
    }

    #[test]
    fn substitutions() {
        check("s/l/L/", "hello\\n", "heLlo\n");
        check("s/l/L/g", "hello\\n", "heLLo\n");
        check("s/l/L/2", "hello\\n", "helLo\n");
        check("-E 's/^(.*)-([0-9]+)$/\\2:\\1/'", "a-1\\n", "1:a\n");
        check("'s|a|<&>|'", "ab\\n", "<a>b\n");
        check("-n 's/a/b/p'", "a\\nc\\n", "b\n");
        check("'s/A/x/I'", "a\\n", "x\n");
        check("'s/hello/bye/I'", "Hello\\n", "bye\n");
        check("-E 's/(.)(.*)/\\U\\1\\E\\2/'", "abc\\n", "Abc\n");
        check("y/abc/xyz/", "aabbcc\\n", "xxyyzz\n");
    }

    #[test]
    fn addresses() {
        check("-n 2p", "a\\nb\\nc\\n", "b\n");
        check("2,3d", "a\\nb\\nc\\n", "a\n");
        check("'/a/!d'", "a\\nb\\n", "a\n");
        check("'$a end'", "a\\nb\\n", "a\nb\nend\n");
        check("-n '2,+1p'", "a\\nb\\nc\\nd\\n", "b\nc\n");
        check("-n '1~2p'", "a\\nb\\nc\\n", "a\nc\n");
        check("-n '/b/,/c/p'", "a\\nb\\nx\\nc\\nd\\n", "b\nx\nc\n");
        check("'1{/a/d}'", "a\\na\\n", "a\n");
        check("-n '\\|/x|p'", "/x\\ny\\n", "/x\n");
    }

    #[test]
    fn hold_space_and_branches() {
        check("-n '1!G;h;$p'", "a\\nb\\nc\\n", "c\nb\na\n");
        check("'N;s/\\n/,/'", "a\\nb\\n", "a,b\n");
        check("':a;N;$!ba;s/\\n/ /g'", "a\\nb\\nc\\n", "a b c\n");
        check("-n '$!{h;d};x;G;p'", "a\\nb\\n", "a\nb\n");
        check("'n;d'", "a\\nb\\nc\\nd\\n", "a\nc\n");
        check("-e 's/x/y/;ta' -e 's/$/!/;:a'", "x\\nz\\n", "y\nz!\n");
        check("'1q'", "a\\nb\\n", "a\n");
        check("'$!N;P;D'", "a\\nb\\nc\\n", "a\nb\nc\n");
    }

    #[test]
    fn files() {
        check("s/a/b/ && echo .", "a", "b.\n");
        check("'$a end'", "a", "a\nend\n");
        check("p && echo .", "a", "a\na.\n");
        check_all(
            "printf 'x\\ny\\n' > in; echo 1 | sed -e '/1/r in' -e '/1/d'; printf 'a\\nb' | sed -n 's/a/A/w out'; cat out",
            "x\ny\nA\n",
            0,
        );
        check_all(
            "echo x > f; sed -i 's/x/y/' f; cat f; sed -i.bak s/y/z/ f; cat f f.bak",
            "y\nz\ny\n",
            0,
        );
        check_all(
            "sed 1q nope 2>/dev/null; echo $?; echo a | sed 'q5'; echo $?",
            "2\na\n5\n",
            0,
        );
        check_all(
            "printf 'a\\n' | sed -e 'i\\' -e 'one' -e 'a two' -e 'c three'",
            "one\nthree\ntwo\n",
            0,
        );
        check_all(
            "(echo a; sleep 5; echo b) | sed s/a/A/ | (read x; date +%s > t1; echo $x)",
            "A\n",
            0,
        );
    }
}
