//! `kubectl get` of stored objects at a time: list order, tables, several kinds at once.

use std::time::Duration;

use api::{Kind, Object};
use trace::Trace;

use crate::get;
use crate::select::Selection;
use crate::table::Table;

/// How a table is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableOptions {
    /// `-o wide`.
    pub wide: bool,
    /// `--no-headers`.
    pub no_headers: bool,
    /// `-A`: a NAMESPACE column in front.
    pub all_namespaces: bool,
    /// Names as `pod/x`, as when several kinds are asked for.
    pub qualified: bool,
}

/// The objects of a kind at `at`, in the API server's list order: by namespace and name.
pub fn objects<'a>(trace: &'a Trace, kind: Kind, selection: &Selection, at: Duration) -> Vec<&'a Object> {
    let mut objects = trace.objects_at(kind, at);
    objects.retain(|object| selection.matches(object.meta()));
    objects
}

/// The table of these objects (all of `kind`) at `at`.
pub fn table(trace: &Trace, kind: Kind, objects: &[&Object], at: Duration, options: TableOptions) -> Table {
    let now = trace.wall(at);
    let mut table = Table::new(&get::headers(kind, options.wide));
    for object in objects {
        let mut cells = get::cells(object, now, options.wide);
        if options.qualified {
            cells[0] = format!("{}/{}", kind.qualified(), cells[0]);
        }
        table.rows.push(cells);
    }
    if options.all_namespaces {
        let namespaces = objects.iter().map(|object| object.meta().namespace.to_string());
        return table.with_first_column("NAMESPACE", namespaces);
    }
    table
}

/// `kubectl get KIND` at `at`: the table, or an empty text when there is nothing.
pub fn get(trace: &Trace, kind: Kind, selection: &Selection, at: Duration, options: TableOptions) -> String {
    let objects = objects(trace, kind, selection, at);
    if objects.is_empty() {
        return String::new();
    }
    table(trace, kind, &objects, at, options).to_text(!options.no_headers)
}

/// `kubectl get pods` at `at`, of all namespaces, without a NAMESPACE column.
pub fn pods(trace: &Trace, at: Duration, wide: bool) -> String {
    let options = TableOptions {
        wide,
        ..TableOptions::default()
    };
    get(trace, Kind::Pod, &Selection::all(), at, options)
}
