//! How far the simulation agrees with the cluster: the figures of `cargo xtask conformance`, and docs/conformance.md
//! made from them.

use std::fmt::Write;
use std::path::PathBuf;

use crate::conformance::{Expectation, cases, index, root, text_index};
use crate::texts::{Text, texts};

/// A recorded case and in what it disagrees.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// Its name.
    pub name: String,
    /// In what the simulated run agrees with none of the recorded ones.
    pub disagreements: Vec<String>,
    /// The texts that kubectl printed.
    pub texts: Vec<Text>,
}

/// One of upstream's tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What it is about.
    pub name: String,
    /// Rows that agree.
    pub agree: usize,
    /// Rows.
    pub cases: usize,
}

impl Table {
    /// Reads what a table's test prints: `table NAME AGREE CASES`, anywhere in a line.
    pub fn parse(line: &str) -> Option<Table> {
        let (_, rest) = line.split_once("table ")?;
        let mut words = rest.split(' ');
        let table = Table {
            name: words.next()?.replace('_', " "),
            agree: words.next()?.parse().ok()?,
            cases: words.next()?.trim().parse().ok()?,
        };
        words.next().is_none().then_some(table)
    }
}

/// Runs all recorded cases whose names begin with one of `prefixes` (none: all).
pub fn recorded(prefixes: &[String]) -> Vec<Recorded> {
    let wanted =
        |name: &str| prefixes.is_empty() || prefixes.iter().any(|prefix| name.starts_with(prefix.as_str()));
    let run = |case: crate::conformance::Case| Recorded {
        disagreements: case.disagreements(),
        texts: texts(&case),
        name: case.name,
    };
    cases()
        .into_iter()
        .filter(|case| wanted(&case.name))
        .map(run)
        .collect()
}

/// One set of cases in figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// What it is.
    pub name: String,
    /// Cases that agree.
    pub agree: usize,
    /// Cases.
    pub cases: usize,
}

/// The sets in figures: the recordings, their texts by kind, the tables.
pub fn sets(recorded: &[Recorded], tables: &[Table]) -> Vec<Set> {
    let set = |name: &str, agree: usize, cases: usize| Set {
        name: name.to_owned(),
        agree,
        cases,
    };
    let agree = recorded
        .iter()
        .filter(|case| case.disagreements.is_empty())
        .count();
    let mut sets = vec![set("recordings", agree, recorded.len())];
    let kind = |text: &Text| text.file.split('/').next().unwrap_or_default().to_owned();
    let mut kinds: Vec<String> = recorded
        .iter()
        .flat_map(|case| case.texts.iter().map(kind))
        .collect();
    kinds.sort();
    kinds.dedup();
    for name in kinds {
        let of_kind: Vec<&Text> = recorded
            .iter()
            .flat_map(|case| &case.texts)
            .filter(|text| kind(text) == name)
            .collect();
        let agree = of_kind.iter().filter(|text| text.difference.is_none()).count();
        sets.push(set(&format!("texts: {name}"), agree, of_kind.len()));
    }
    sets.extend(
        tables
            .iter()
            .map(|table| set(&format!("upstream: {}", table.name), table.agree, table.cases)),
    );
    sets
}

/// The document's file.
pub fn document_file() -> PathBuf {
    root().join("../../docs/conformance.md")
}

/// The document.
pub fn document(recorded: &[Recorded], tables: &[Table]) -> String {
    let mut text = String::from(
        "# Conformance\n\nMade by `cargo xtask conformance --write`; tests/conformance tells where the data comes from.\n\n\
         *Recordings*: what a real v1.36.2 cluster did; a simulated run agrees when it agrees with one of the recorded runs in\n\
         columns, exit codes, restarts and events, and in times within their spread. *Texts*: what kubectl printed at the end\n\
         of the first run, but for names, ages, addresses and times. *Upstream*: the test tables of Kubernetes.\n\n\
         | set | cases | agree |\n|---|---|---|\n",
    );
    for set in sets(recorded, tables) {
        let _ = writeln!(text, "| {} | {} | {} |", set.name, set.cases, set.agree);
    }
    text.push_str(
        "\n## Recordings that differ\n\n| case | first difference | missing mechanism |\n|---|---|---|\n",
    );
    let expectations = index();
    for case in recorded.iter().filter(|case| !case.disagreements.is_empty()) {
        let reason = expectations
            .iter()
            .find_map(|(name, expectation)| match expectation {
                Expectation::KnownDifference(reason) if *name == case.name => Some(reason.as_str()),
                _ => None,
            });
        let first = case.disagreements.first().map_or("", String::as_str);
        let _ = writeln!(
            text,
            "| {} | {} | {} |",
            case.name,
            cell(first),
            cell(reason.unwrap_or(""))
        );
    }
    text.push_str(
        "\n## Texts that differ\n\n| case | text | ours | recorded | why |\n|---|---|---|---|---|\n",
    );
    let known = text_index();
    for case in recorded {
        for found in &case.texts {
            if let Some(difference) = &found.difference {
                let (ours, theirs) = (cell(difference.ours.trim()), cell(difference.recorded.trim()));
                let same =
                    |(name, file, _): &&(String, String, String)| *name == case.name && *file == found.file;
                let why = known.iter().find(same).map_or("", |(.., why)| why);
                let _ = writeln!(
                    text,
                    "| {} | {} | {ours} | {theirs} | {} |",
                    case.name,
                    found.file,
                    cell(why)
                );
            }
        }
    }
    text
}

/// A cell of a table: no bars, not too long.
fn cell(text: &str) -> String {
    const LONGEST: usize = 160;
    let text = text.replace('|', "\\|");
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read_from_test_output() {
        let expect = Table {
            name: "compute actions".into(),
            agree: 87,
            cases: 88,
        };
        for line in [
            "table compute_actions 87 88",
            "test a::b ... table compute_actions 87 88",
        ] {
            assert_eq!(Table::parse(line), Some(expect.clone()), "{line}");
        }
        assert_eq!(Table::parse("test kubelet::table ... ok"), None);
    }
}
