//! `kubectl get`.

use api::{Kind, Object};

use super::Moment;
use super::events;
use super::resource::Request;
use super::words::Words;
use crate::list::{self, TableOptions};
use crate::output::{self, Format, jsonpath};
use crate::reply::Reply;
use crate::select::Selection;
use crate::watch::{ExtraColumns, WatchOptions, watch};

/// Answers `kubectl get …`.
pub fn get(moment: &Moment<'_>, words: &Words) -> Result<Reply, String> {
    if let Some(first) = words.words.first()
        && ["events", "event", "ev"].contains(&first.as_str())
    {
        return events::get_events(moment, words);
    }
    let request = Request::read(words)?;
    let format = format(words)?;
    if words.on("watch") || words.on("watch-only") {
        return watched(moment, words, &request, format.as_ref());
    }
    let single = matches!(request.kinds.as_slice(), [(_, Some(_))]);
    match format {
        Some(format) => as_data(moment, words, &request, single, &format),
        None => tables(moment, words, &request),
    }
}

/// The format of `-o`; `None` for tables.
pub(super) fn format(words: &Words) -> Result<Option<Format>, String> {
    let Some(output) = words.value("output") else {
        return Ok(None);
    };
    let (name, argument) = output.split_once('=').unwrap_or((output, ""));
    Ok(Some(match name {
        "wide" => return Ok(None),
        "yaml" => Format::Yaml,
        "json" => Format::Json,
        "name" => Format::Name,
        "jsonpath" if argument.is_empty() => {
            return Err("error: template format specified but no template given".to_owned());
        }
        "jsonpath" => Format::JsonPath(argument.to_owned()),
        "custom-columns" => Format::CustomColumns {
            spec: argument.to_owned(),
            headers: !words.on("no-headers"),
        },
        _ => {
            return Err(format!(
                "error: unable to match a printer suitable for the output format \"{name}\", allowed formats are: custom-columns,json,jsonpath,name,wide,yaml"
            ));
        }
    }))
}

fn as_data(
    moment: &Moment<'_>,
    words: &Words,
    request: &Request,
    single: bool,
    format: &Format,
) -> Result<Reply, String> {
    let mut objects = Vec::new();
    for entry in &request.kinds {
        objects.extend(request.find(moment.trace, entry, moment.now)?);
    }
    sort(&mut objects, words)?;
    let values = objects.iter().map(|object| object.to_json()).collect();
    Ok(Reply::stdout(output::print(values, single, format)?))
}

fn tables(moment: &Moment<'_>, words: &Words, request: &Request) -> Result<Reply, String> {
    let qualified = request.kinds.iter().any(|(kind, _)| *kind != request.kinds[0].0);
    let options = TableOptions {
        wide: words.value("output") == Some("wide"),
        no_headers: words.on("no-headers"),
        all_namespaces: words.on("all-namespaces"),
        qualified,
    };
    let mut reply = Reply::default();
    let mut texts = Vec::new();
    for (kind, found) in groups(moment, words, request, &mut reply)? {
        let mut table = list::table(moment.trace, kind, &found, moment.now, options);
        for label in words
            .value("label-columns")
            .into_iter()
            .flat_map(|list| list.split(','))
        {
            let title = label.rsplit('/').next().unwrap_or_default();
            table.headers.push(title.to_ascii_uppercase());
            for (row, object) in table.rows.iter_mut().zip(&found) {
                row.push(object.meta().labels.get(label).cloned().unwrap_or_default());
            }
        }
        if words.on("show-labels") {
            table.headers.push("LABELS".to_owned());
            for (row, object) in table.rows.iter_mut().zip(&found) {
                row.push(crate::get::format_labels(&object.meta().labels));
            }
        }
        texts.push(table.to_text(!options.no_headers));
    }
    if texts.is_empty() && reply.code == 0 {
        reply.note(request.nothing_found());
    }
    reply
        .parts
        .insert(0, (crate::reply::To::Stdout, texts.join("\n")));
    reply.parts.retain(|(_, text)| !text.is_empty());
    Ok(reply)
}

/// The objects found, entries of one kind together; names that do not exist become errors in the reply.
fn groups<'a>(
    moment: &Moment<'a>,
    words: &Words,
    request: &Request,
    reply: &mut Reply,
) -> Result<Vec<(Kind, Vec<&'a Object>)>, String> {
    let mut groups: Vec<(Kind, Vec<&Object>)> = Vec::new();
    for entry in &request.kinds {
        match request.find(moment.trace, entry, moment.now) {
            Ok(found) if found.is_empty() => {}
            Ok(found) => match groups.last_mut().filter(|(kind, _)| *kind == entry.0) {
                Some((_, objects)) => objects.extend(found),
                None => groups.push((entry.0, found)),
            },
            Err(_) if words.on("ignore-not-found") => {}
            Err(error) => reply.fail(error),
        }
    }
    for (_, objects) in &mut groups {
        sort(objects, words)?;
    }
    Ok(groups)
}

/// `--sort-by`: by the value of a path, numbers as numbers.
fn sort(objects: &mut [&Object], words: &Words) -> Result<(), String> {
    let Some(path) = words.value("sort-by") else {
        return Ok(());
    };
    let template = jsonpath::Template::relaxed(path)?;
    objects.sort_by_cached_key(|object| {
        let json = object.to_json();
        let found = template.find(&json).unwrap_or_default();
        found.first().map(|value| (value.as_i64(), jsonpath::text(value)))
    });
    Ok(())
}

fn watched(
    moment: &Moment<'_>,
    words: &Words,
    request: &Request,
    format: Option<&Format>,
) -> Result<Reply, String> {
    let [(kind, name)] = request.kinds.as_slice() else {
        return Err("error: you may only specify a single resource type".to_owned());
    };
    if format.is_some() {
        return Err("error: only tables can be watched here (-o wide)".to_owned());
    }
    let options = WatchOptions {
        kind: *kind,
        selection: Selection {
            names: name.iter().cloned().collect(),
            ..request.selection.clone()
        },
        from: moment.started,
        wide: words.value("output") == Some("wide"),
        watch_only: words.on("watch-only"),
        extra: ExtraColumns {
            events: words.on("output-watch-events"),
            namespace: words.on("all-namespaces"),
            labels: words.on("show-labels"),
        },
    };
    let listed = list::objects(moment.trace, *kind, &options.selection, moment.started);
    if let (Some(name), true) = (name, listed.is_empty()) {
        return Err(super::resource::not_found(*kind, name));
    }
    let mut watch = watch(moment.trace, &options, moment.now);
    watch.rows.retain(|row| request.fields_match(row.object));
    let text = watch.text_until(moment.now);
    if words.on("no-headers") {
        let rows = text.split_once('\n').map_or("", |(_, rows)| rows);
        return Ok(Reply::stdout(rows));
    }
    Ok(Reply::stdout(text))
}
