//! `kubectl get events` and `kubectl events`.

use std::sync::Arc;

use api::Kind;
use api::core_v1::Event;
use trace::Fact;

use super::Moment;
use super::words::Words;
use crate::events::{self, EventOrder};
use crate::get::event as printer;
use crate::output;
use crate::reply::Reply;
use crate::select::Selection;
use crate::table::TableWriter;

/// Answers `kubectl get events …`.
pub fn get_events(moment: &Moment<'_>, words: &Words) -> Result<Reply, String> {
    let wide = words.value("output") == Some("wide");
    if words.on("watch") || words.on("watch-only") {
        return Ok(watched(moment, words, wide));
    }
    let mut found = stored(moment, words);
    events::sort(&mut found, order(words)?);
    if let Some(format) = super::get::format(words)? {
        let values = found.iter().map(|event| events::to_json(event)).collect();
        return Ok(Reply::stdout(output::print(values, false, &format)?));
    }
    if found.is_empty() {
        return Ok(nothing(words, "No resources found"));
    }
    let table = events::table(&found, moment.trace.wall(moment.now), wide);
    Ok(Reply::stdout(table.to_text(!words.on("no-headers"))))
}

/// Answers `kubectl events …`.
pub fn events(moment: &Moment<'_>, words: &Words) -> Result<Reply, String> {
    let found = stored(moment, words);
    if found.is_empty() {
        return Ok(nothing(words, "No events found"));
    }
    let table = events::events_table(&found, moment.trace.wall(moment.now));
    Ok(Reply::stdout(table.to_text(!words.on("no-headers"))))
}

fn nothing(words: &Words, sentence: &str) -> Reply {
    let mut reply = Reply::default();
    reply.note(match (words.on("all-namespaces"), words.value("namespace")) {
        (true, _) => sentence.to_owned(),
        (false, namespace) => format!("{sentence} in {} namespace.", namespace.unwrap_or("default")),
    });
    reply
}

fn order(words: &Words) -> Result<EventOrder, String> {
    let Some(path) = words.value("sort-by") else {
        return Ok(EventOrder::Stored);
    };
    match path.trim_matches(['{', '}', '.']) {
        "metadata.creationTimestamp" | "firstTimestamp" => Ok(EventOrder::Created),
        "lastTimestamp" => Ok(EventOrder::LastTimestamp),
        "metadata.name" => Ok(EventOrder::Stored),
        _ => Err(format!(
            "error: events can be sorted here by .lastTimestamp, .metadata.creationTimestamp and .metadata.name, not by {path}"
        )),
    }
}

fn stored<'a>(moment: &Moment<'a>, words: &Words) -> Vec<&'a Arc<Event>> {
    let mut found = events::stored(moment.trace, &Selection::all(), moment.now);
    found.retain(|event| wanted(event, words));
    found
}

/// Namespace, `--for`, `--types`, `--field-selector`.
fn wanted(event: &Event, words: &Words) -> bool {
    let about = &event.involved_object;
    let namespace = words.value("namespace").unwrap_or("default");
    let of = words.value("for").is_none_or(|word| match word.split_once('/') {
        Some((kind, name)) => {
            let kind = Kind::from_argument(kind).map_or("", Kind::name);
            about.kind == kind && about.name == name
        }
        None => false,
    });
    let types = words.value("types").is_none_or(|types| {
        types
            .split(',')
            .any(|kind| kind.eq_ignore_ascii_case(event.kind.name()))
    });
    let fields = words
        .value("field-selector")
        .unwrap_or_default()
        .split(',')
        .filter(|part| !part.is_empty());
    let mut fields = fields.filter_map(|part| part.split_once('='));
    let fields_fit = fields.all(|(path, value)| {
        let value = value.trim_start_matches('=');
        let got = match path.trim_end_matches('!') {
            "involvedObject.name" | "regarding.name" => about.name.as_str(),
            "involvedObject.kind" | "regarding.kind" => &about.kind,
            "involvedObject.uid" => &about.uid,
            "type" => event.kind.name(),
            "reason" => &event.reason,
            _ => "",
        };
        (got == value) != path.ends_with('!')
    });
    (words.on("all-namespaces") || about.namespace == namespace) && of && types && fields_fit
}

/// The list at the start, then a line per event that was stored or counted up.
fn watched(moment: &Moment<'_>, words: &Words, wide: bool) -> Reply {
    let (headers, cells): (_, fn(&Event, _) -> Vec<String>) = if wide {
        (printer::WIDE_HEADERS, printer::wide_cells)
    } else {
        (printer::HEADERS, printer::cells)
    };
    let start = Moment {
        now: moment.started,
        ..*moment
    };
    let wall = moment.trace.wall(moment.started);
    let mut lines: Vec<Vec<String>> = stored(&start, words)
        .iter()
        .map(|event| cells(event, wall))
        .collect();
    let listed = lines.len();
    for record in moment.trace.records_between(moment.started, moment.now) {
        if let Fact::Event(event) = &record.fact
            && wanted(event, words)
        {
            lines.push(cells(event, moment.trace.wall(record.at)));
        }
    }
    let titles: Vec<String> = headers.iter().map(ToString::to_string).collect();
    let first = listed.max(1).min(lines.len());
    if first == 0 {
        return Reply::default();
    }
    let mut writer = TableWriter::default();
    let mut batch: Vec<&[String]> = vec![&titles];
    batch.extend(lines[..first].iter().map(Vec::as_slice));
    let mut text = writer.write(&batch).concat();
    for line in &lines[first..] {
        text.push_str(&writer.write(&[line]).concat());
    }
    Reply::stdout(text)
}
