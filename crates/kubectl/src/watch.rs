//! `kubectl get -w`: the list, then one line for every event of the watch, changed cells or not.
//! Mirrors the watch of staging/src/k8s.io/kubectl/pkg/cmd/get/get.go (v1.36.2).
//!
//! Rows never change once printed: those of a watch up to a time are the first rows of the same watch up
//! to a later time. A page can therefore compute a watch once, for the whole trace, and show the rows with
//! `at <= cursor`.

use sorted::Map;
use std::time::Duration;

use api::meta_v1::Time;
use api::{Kind, Object};
use trace::{Fact, RecordId, Trace, Verb};

use crate::get;
use crate::list;
use crate::select::Selection;
use crate::table::TableWriter;

/// One printed line of a watch.
#[derive(Clone, Debug, PartialEq)]
pub struct WatchRow<'a> {
    /// When it was printed.
    pub at: Duration,
    /// What the watch said; `None` for a line of the list in front.
    pub verb: Option<Verb>,
    /// The record that brought it; `None` for a line of the list in front.
    pub record: Option<RecordId>,
    /// The revision it shows.
    pub object: &'a Object,
    /// The cells.
    pub cells: Vec<String>,
    /// The padded line without its newline.
    pub line: String,
}

/// All that a watch printed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Watch<'a> {
    /// The padded title line without its newline; printed together with the first row.
    pub header: String,
    /// The column titles.
    pub titles: Vec<&'static str>,
    /// The lines in order of time.
    pub rows: Vec<WatchRow<'a>>,
}

/// What to watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchOptions {
    /// The kind.
    pub kind: Kind,
    /// Which objects.
    pub selection: Selection,
    /// When the command is started.
    pub from: Duration,
    /// `-o wide`.
    pub wide: bool,
    /// `--watch-only`: without the list in front.
    pub watch_only: bool,
    /// Columns besides the kind's own.
    pub extra: ExtraColumns,
}

/// Columns that flags add to a watch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExtraColumns {
    /// `--output-watch-events`: what the watch said, in front.
    pub events: bool,
    /// `-A`: the namespace, in front of the name.
    pub namespace: bool,
    /// `--show-labels`: at the end.
    pub labels: bool,
}

impl ExtraColumns {
    fn titles(self, mut titles: Vec<&'static str>) -> Vec<&'static str> {
        if self.namespace {
            titles.insert(0, "NAMESPACE");
        }
        if self.events {
            titles.insert(0, "EVENT");
        }
        if self.labels {
            titles.push("LABELS");
        }
        titles
    }

    fn cells(self, mut cells: Vec<String>, verb: Option<Verb>, object: &Object) -> Vec<String> {
        if self.namespace {
            cells.insert(0, object.meta().namespace.to_string());
        }
        if self.events {
            let event = match verb {
                None | Some(Verb::Added) => "ADDED",
                Some(Verb::Modified) => "MODIFIED",
                Some(Verb::Deleted) => "DELETED",
            };
            cells.insert(0, event.to_owned());
        }
        if self.labels {
            cells.push(get::format_labels(&object.meta().labels));
        }
        cells
    }
}

impl WatchOptions {
    /// `kubectl get pods -w`, started just before the manifest is applied.
    pub fn pods() -> WatchOptions {
        WatchOptions {
            kind: Kind::Pod,
            selection: Selection::all(),
            from: Duration::ZERO,
            wide: false,
            watch_only: false,
            extra: ExtraColumns::default(),
        }
    }
}

/// `kubectl get pods -w` of a whole trace, started just before the manifest is applied: what the pages and
/// recordings show.
pub fn pods(trace: &Trace) -> Watch<'_> {
    let options = WatchOptions::pods();
    let mut watch = Watch::new(&options);
    watch.follow(trace, &options, trace.records(), trace.end());
    watch
}

/// The watch from `options.from` up to and including `to`.
pub fn watch<'a>(trace: &'a Trace, options: &WatchOptions, to: Duration) -> Watch<'a> {
    let mut watch = Watch::new(options);
    if !options.watch_only {
        for object in list::objects(trace, options.kind, &options.selection, options.from) {
            watch.push(
                trace.wall(options.from),
                (options.from, None, None, object),
                options,
            );
        }
    }
    let records = trace.records_between(options.from, to);
    watch.follow(trace, options, records, to);
    watch
}

type Printed<'a> = (Duration, Option<Verb>, Option<RecordId>, &'a Object);

impl<'a> Watch<'a> {
    fn new(options: &WatchOptions) -> Watch<'a> {
        Watch {
            titles: options.extra.titles(get::headers(options.kind, options.wide)),
            ..Watch::default()
        }
    }

    fn push(&mut self, now: Time, (at, verb, record, object): Printed<'a>, options: &WatchOptions) {
        let cells = options
            .extra
            .cells(get::cells(object, now, options.wide), verb, object);
        let line = String::new();
        self.rows.push(WatchRow {
            at,
            verb,
            record,
            object,
            cells,
            line,
        });
    }

    /// Adds the rows of `records` and pads everything.
    fn follow(
        &mut self,
        trace: &'a Trace,
        options: &WatchOptions,
        records: &'a [trace::Record],
        to: Duration,
    ) {
        let listed = self.rows.len();
        for record in records.iter().take_while(|record| record.at <= to) {
            if let Fact::Object { verb, object } = &record.fact
                && object.kind() == options.kind
                && options.selection.matches(object.meta())
            {
                let printed = (record.at, Some(*verb), Some(record.id), object);
                self.push(trace.wall(record.at), printed, options);
            }
        }
        self.pad(listed);
    }

    /// The titles share their widths with the list, or with the first row when the list is empty.
    fn pad(&mut self, listed: usize) {
        let mut writer = TableWriter::default();
        let titles: Vec<String> = self.titles.iter().map(ToString::to_string).collect();
        let first = listed.max(1).min(self.rows.len());
        let mut batch: Vec<&[String]> = vec![&titles];
        batch.extend(self.rows[..first].iter().map(|row| row.cells.as_slice()));
        let mut lines = writer.write(&batch).into_iter();
        self.header = lines.next().map(without_newline).unwrap_or_default();
        for (row, line) in self.rows.iter_mut().zip(lines) {
            row.line = without_newline(line);
        }
        for row in &mut self.rows[first..] {
            row.line = writer
                .write(&[&row.cells])
                .into_iter()
                .map(without_newline)
                .collect();
        }
    }

    /// The rows printed up to and including `to`.
    pub fn until(&self, to: Duration) -> &[WatchRow<'a>] {
        &self.rows[..self.rows.partition_point(|row| row.at <= to)]
    }

    /// What the terminal shows at `to`: nothing before the first row.
    pub fn text_until(&self, to: Duration) -> String {
        let rows = self.until(to);
        if rows.is_empty() {
            return String::new();
        }
        let mut text = format!("{}\n", self.header);
        for row in rows {
            text.push_str(&row.line);
            text.push('\n');
        }
        text
    }

    /// The rows that differ from the row before them of the same object in any cell but AGE and the "ago"
    /// of RESTARTS: for pods the changes of READY, STATUS and RESTARTS, as recordings list them.
    pub fn distinct(&self) -> Vec<&WatchRow<'a>> {
        let mut last: Map<&str, Vec<&str>> = Map::new();
        let mut rows = Vec::new();
        for row in &self.rows {
            let cells: Vec<&str> = self.compared_cells(row);
            if last.get(row.object.meta().uid.as_str()) != Some(&cells) {
                last.insert(&row.object.meta().uid, cells);
                rows.push(row);
            }
        }
        rows
    }

    fn compared_cells<'b>(&self, row: &'b WatchRow<'a>) -> Vec<&'b str> {
        let cells = self.titles.iter().zip(&row.cells);
        let kept = cells.filter(|(title, _)| !matches!(**title, "AGE" | "DURATION" | "LAST SCHEDULE"));
        kept.map(|(title, cell)| match (*title, cell.split_once(' ')) {
            ("RESTARTS", Some((count, _))) => count,
            _ => cell.as_str(),
        })
        .collect()
    }
}

fn without_newline(line: String) -> String {
    line.trim_end_matches('\n').to_owned()
}
