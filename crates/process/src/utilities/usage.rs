//! Options that a utility does not have and operands that are missing: refused in the words of coreutils or busybox
//! before the utility starts.

/// Name, least operands, the options of coreutils and those of busybox, and which options need no operands. The options
/// as getopt has them: `:` takes a value, `=` takes the rest of its word; `+` in front: they end at the first operand;
/// `*`: any.
const RULES: [&str; 36] = [
    "base64 0 diw: diw:",
    "basename 1 * *",
    "cat 0 benstuvAET bentuvA",
    "chmod 2 * *",
    "chown 2 * *",
    "cp 2 abdfilnprst:uvxHLPRS:TZ adfilnprst:uvHLPRT t",
    "cut 0 b:c:d:f:nsz b:c:d:f:nsDF:O:",
    "date 0 d:f:r:s:uI=R d:r:s:uD:I=R",
    "dirname 1 * *",
    "du 0 abcd:hklmst:xB:DHLPSX: abcd:hklmsxHL",
    "env 0 +iu:vC:S: +iu:",
    "expr 1 * *",
    "grep 1 abcd:e:f:hilm:noqrsuvwxyzA:B:C:D:EFGHILPRTUVX:Z ace:f:hilm:noqrsvwxzA:B:C:EFHILR ef",
    "head 0 c:n:qvz c:n:qv",
    "ln 1 bdfinrst:vFLPS:T bfnsvS:T t",
    "ls 0 abcdfghiklmnopqrstuvw:xABCDFGHI:LNQRST:UXZ acdghiklnprstuvw:xACFHLQRST:X",
    "mkdir 1 m:pvZ m:pv",
    "mkfifo 1 m:Z m:",
    "mktemp 0 dp:qtuV dp:qtu",
    "mv 2 bfint:uvS:TZ fint:vT t",
    "readlink 1 efmnqsvz efnqsv",
    "rm 1 dfirvIR firvR f",
    "rmdir 1 pv pv",
    "sed 1 be:f:i=l:nrsuzEV: e:f:i=nrE ef",
    "seq 1 * *",
    "sleep 1 * *",
    "sort 0 bcdfghik:mno:rst:uy:zCMRS:T:V bcdfgik:mno:rst:uzMS:T:Vh",
    "stat 1 c:ftL c:ftL",
    "tail 0 bc:fln:qs:vzF c:fn:qs:vF",
    "tee 0 aip ai",
    "timeout 2 +k:s:v +k:s:",
    "touch 1 acd:fhmr:t: acd:fhmr:t:",
    "tr 1 cdstAC cdsC",
    "uniq 0 cdf:is:uw:zD cdf:is:uw:z",
    "wc 0 clmwL clmwL",
    "xargs 0 +a:d:e=i=l=n:oprs:txE:I:L:P:0 +a:e=i=n:prs:txE:I:P:0",
];

/// Utilities of busybox that know long options.
const LONG_IN_BUSYBOX: [&str; 10] = [
    "chown", "cp", "date", "env", "ls", "mkdir", "mktemp", "mv", "sed", "touch",
];

/// What a utility says and ends with when it does not like its words; `musl`: how Alpine's C library puts it.
pub(crate) fn refused(name: &str, words: &[String], busybox: bool, musl: bool) -> Option<(String, i32)> {
    let near = |rule: &&&str| rule.bytes().next() == name.bytes().next();
    let mut columns = RULES
        .iter()
        .filter(near)
        .find_map(|rule| rule.strip_prefix(name)?.strip_prefix(' '))?
        .split(' ');
    let least: usize = columns.next()?.parse().ok()?;
    let (gnu, own) = (columns.next()?, columns.next()?);
    let options = if busybox { own } else { gnu };
    let lifting = columns.next().unwrap_or("");
    let long = !busybox || LONG_IN_BUSYBOX.contains(&name);
    let problem = match read(words, options, lifting, long) {
        Read::Unknown(option) if musl => format!("unrecognized option: {option}"),
        Read::Unknown(option) if option.len() > 1 => format!("unrecognized option '--{option}'"),
        Read::Unknown(option) => format!("invalid option -- '{option}'"),
        Read::NoValue(option) if musl => format!("option requires an argument: {option}"),
        Read::NoValue(option) => format!("option requires an argument -- '{option}'"),
        Read::Operands(count, last) if count < least => missing(name, busybox, count, last),
        _ => return None,
    };
    let front = match problem.as_str() {
        "" => problem,
        _ => format!("{name}: {problem}\n"),
    };
    Some((front + &how_to_ask(name, busybox), code(name, busybox)))
}

fn missing(name: &str, busybox: bool, count: usize, last: &str) -> String {
    let copies = matches!(name, "cp" | "mv");
    match count {
        _ if busybox || matches!(name, "grep" | "sed" | "timeout") => String::new(),
        0 if copies || matches!(name, "ln" | "touch") => "missing file operand".into(),
        0 => "missing operand".into(),
        _ if copies => format!("missing destination file operand after '{last}'"),
        _ => format!("missing operand after '{last}'"),
    }
}

/// What the words of a call are.
enum Read<'a> {
    /// An option that is not known: its letter, or its name.
    Unknown(&'a str),
    NoValue(char),
    /// So many operands, and the last of them.
    Operands(usize, &'a str),
    /// Any number of operands will do.
    Enough,
}

/// `long`: it knows options with names. Which ones is not looked at.
fn read<'a>(words: &'a [String], options: &str, lifting: &str, long: bool) -> Read<'a> {
    let (mut count, mut last, mut enough) = (0, "", false);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let is_option = word.len() > 1 && word.starts_with('-') && options != "*";
        if !is_option || word == "--" {
            if is_option || options.starts_with('+') {
                count += usize::from(!is_option) + words.len();
                break;
            }
            (count, last) = (count + 1, word);
            continue;
        }
        if let Some(name) = word.strip_prefix("--") {
            if !long && name != "help" && !name.starts_with("color") {
                return Read::Unknown(name);
            }
            // Its value may be the next word, or stand for an operand.
            enough = true;
            continue;
        }
        for (at, letter) in word.char_indices().skip(1) {
            if letter.is_ascii_digit() {
                continue;
            }
            let after = at + letter.len_utf8();
            let Some(place) = options.find(letter).filter(|_| !"+:=".contains(letter)) else {
                return Read::Unknown(&word[at..after]);
            };
            enough |= lifting.contains(letter);
            match options.as_bytes().get(place + 1) {
                Some(b'=') => break,
                Some(b':') => {
                    if after == word.len() && words.next().is_none() {
                        return Read::NoValue(letter);
                    }
                    break;
                }
                _ => {}
            }
        }
    }
    if enough {
        Read::Enough
    } else {
        Read::Operands(count, last)
    }
}

/// Where help is to be had.
fn how_to_ask(name: &str, busybox: bool) -> String {
    if busybox {
        return format!("BusyBox v1.36.1 multi-call binary.\n\nUsage: {name} [OPTIONS] ...\n");
    }
    let front = match name {
        "grep" => "Usage: grep [OPTION]... PATTERNS [FILE]...\n",
        "sed" => return "Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n".into(),
        _ => "",
    };
    format!("{front}Try '{name} --help' for more information.\n")
}

fn code(name: &str, busybox: bool) -> i32 {
    match name {
        "expr" | "grep" | "sort" => 2,
        "ls" if !busybox => 2,
        "env" | "timeout" if !busybox => 125,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::refused;

    fn check(line: &str, busybox: bool, musl: bool, expect: Option<(&str, i32)>) {
        let words: Vec<String> = line.split(' ').map(str::to_string).collect();
        let found = refused(&words[0], &words[1..], busybox, musl);
        let first = found.as_ref().map(|f| (f.0.lines().next().unwrap_or(""), f.1));
        assert_eq!(first, expect, "{line}");
    }

    #[test]
    fn what_is_there_is_taken() {
        for line in [
            "cp -a b c",
            "cp -t dir a",
            "head -5 f",
            "tail -fn0 f",
            "xargs -0 -n1 rm -rf",
            "xargs -I{} cp {} x",
            "timeout -k 5 10 cmd --nosuch",
            "env -i A=b cmd -z",
            "sed -i.bak s/a/b/ f",
            "sed -ne p",
            "grep -e x",
            "ls -la1",
            "date -Iseconds",
            "date +%s",
            "rm -f",
            "chmod -x f",
            "seq -3 3",
            "cut -d : -f 1,3",
            "sort -rnk2",
            "mkdir -p -- -x",
            "cat -",
            "timeout 5 -x",
            "unheard --of",
        ] {
            check(line, false, false, None);
            check(line, true, true, None);
        }
        check("chmod --reference=a b", false, false, None);
        check("grep --quiet x f", false, false, None);
        check("grep --color=auto x f", true, false, None);
    }

    #[test]
    fn what_is_not_there_is_refused() {
        check(
            "cp a",
            false,
            false,
            Some(("cp: missing destination file operand after 'a'", 1)),
        );
        check("cp", false, false, Some(("cp: missing file operand", 1)));
        check(
            "chmod 755",
            false,
            false,
            Some(("chmod: missing operand after '755'", 1)),
        );
        check(
            "timeout",
            false,
            false,
            Some(("Try 'timeout --help' for more information.", 125)),
        );
        check("ls -Y", false, false, Some(("ls: invalid option -- 'Y'", 2)));
        check(
            "head -n",
            false,
            false,
            Some(("head: option requires an argument -- 'n'", 1)),
        );
        check(
            "grep -P x f",
            true,
            true,
            Some(("grep: unrecognized option: P", 2)),
        );
        check(
            "grep -P x f",
            true,
            false,
            Some(("grep: invalid option -- 'P'", 2)),
        );
        check(
            "base64 --decode",
            true,
            true,
            Some(("base64: unrecognized option: decode", 1)),
        );
        check(
            "wc --lines f",
            true,
            false,
            Some(("wc: unrecognized option '--lines'", 1)),
        );
        check(
            "mv a",
            true,
            true,
            Some(("BusyBox v1.36.1 multi-call binary.", 1)),
        );
    }
}
