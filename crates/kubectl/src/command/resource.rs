//! What a command is about: `pods`, `pod x`, `pod/x`, `pods,jobs`, `all`, `-l`, `-n`.

use std::time::Duration;

use api::core_v1::{Pod, PodPhase};
use api::meta_v1::LabelSelector;
use api::{Kind, Object};
use trace::Trace;

use super::words::Words;
use crate::list;
use crate::output::jsonpath;
use crate::select::Selection;

/// What a describe command is about.
pub enum Described<'a> {
    /// The objects named, or all of a kind.
    Exactly(Vec<&'a Object>),
    /// Objects whose names begin with the word given.
    Beginning(Vec<&'a Object>),
}

/// Which objects a command names.
#[derive(Debug)]
pub struct Request {
    /// The kinds asked for; with `pod/x job/y` one entry per word.
    pub kinds: Vec<(Kind, Option<String>)>,
    /// Namespace and labels.
    pub selection: Selection,
    /// `--field-selector`: path, equal or not, value.
    fields: Vec<(String, bool, String)>,
}

impl Request {
    /// Reads the words after the verb.
    ///
    /// # Errors
    /// kubectl's words about an unknown kind, a missing one, or a selector.
    pub fn read(words: &Words) -> Result<Request, String> {
        let namespace =
            (!words.on("all-namespaces")).then(|| words.value("namespace").unwrap_or("default").to_owned());
        Ok(Request {
            kinds: kinds(&words.words)?,
            selection: Selection {
                namespace,
                names: Vec::new(),
                labels: LabelSelector::parse(words.value("selector").unwrap_or_default())?,
            },
            fields: field_selector(words.value("field-selector").unwrap_or_default())?,
        })
    }

    /// The objects of one entry of `kinds`.
    ///
    /// # Errors
    /// The API server's NotFound, when a named object does not exist.
    pub fn find<'a>(
        &self,
        trace: &'a Trace,
        (kind, name): &(Kind, Option<String>),
        at: Duration,
    ) -> Result<Vec<&'a Object>, String> {
        let selection = Selection {
            names: name.iter().cloned().collect(),
            ..self.selection.clone()
        };
        let mut found = list::objects(trace, *kind, &selection, at);
        found.retain(|object| self.fields_match(object));
        match name {
            Some(name) if found.is_empty() => Err(not_found(*kind, name)),
            _ => Ok(found),
        }
    }

    /// As `find` for all entries; a single name that does not exist may also be the beginning of names.
    ///
    /// # Errors
    /// NotFound, when a name fits nothing.
    pub fn described<'a>(&self, trace: &'a Trace, at: Duration) -> Result<Described<'a>, String> {
        if let [entry @ (kind, Some(prefix))] = self.kinds.as_slice() {
            return self
                .find(trace, entry, at)
                .map(Described::Exactly)
                .or_else(|error| {
                    let mut begin_so = list::objects(trace, *kind, &self.selection, at);
                    begin_so.retain(|object| object.meta().name.starts_with(prefix));
                    let found = !begin_so.is_empty();
                    if found {
                        Ok(Described::Beginning(begin_so))
                    } else {
                        Err(error)
                    }
                });
        }
        let mut all = Vec::new();
        for entry in &self.kinds {
            all.extend(self.find(trace, entry, at)?);
        }
        Ok(Described::Exactly(all))
    }

    /// True when every `--field-selector` holds.
    pub fn fields_match(&self, object: &Object) -> bool {
        if self.fields.is_empty() {
            return true;
        }
        let json = object.to_json();
        self.fields.iter().all(|(path, equal, value)| {
            let template = jsonpath::Template::relaxed(path);
            let found = template.ok().and_then(|template| {
                template
                    .find(&json)
                    .ok()
                    .and_then(|found| found.first().map(|value| jsonpath::text(value)))
            });
            (found.unwrap_or_default() == *value) == *equal
        })
    }

    /// What kubectl says to an empty list.
    pub fn nothing_found(&self) -> String {
        match &self.selection.namespace {
            Some(namespace) => format!("No resources found in {namespace} namespace."),
            None => "No resources found".to_owned(),
        }
    }
}

/// The API server's answer about a name.
pub fn not_found(kind: Kind, name: &str) -> String {
    let group = kind
        .api_version()
        .split_once('/')
        .map_or(String::new(), |(group, _)| format!(".{group}"));
    format!(
        "Error from server (NotFound): {}{group} \"{name}\" not found",
        kind.plural()
    )
}

fn kind_named(word: &str) -> Result<Kind, String> {
    Kind::from_argument(word)
        .ok_or_else(|| format!("error: the server doesn't have a resource type \"{word}\""))
}

fn kinds(words: &[String]) -> Result<Vec<(Kind, Option<String>)>, String> {
    let Some((first, names)) = words.split_first() else {
        return Err("error: Required resource not specified.".to_owned());
    };
    if first.contains('/') {
        let pair = |word: &String| {
            let (kind, name) = word.split_once('/').ok_or(
                "error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form",
            )?;
            Ok((kind_named(kind)?, Some(name.to_owned())))
        };
        return words.iter().map(pair).collect();
    }
    if first == "all" {
        return Ok(Kind::OF_ALL.iter().map(|kind| (*kind, None)).collect());
    }
    let kinds: Result<Vec<Kind>, String> = first.split(',').map(kind_named).collect();
    let kinds = kinds?;
    if names.is_empty() {
        return Ok(kinds.into_iter().map(|kind| (kind, None)).collect());
    }
    let named = |kind: Kind| names.iter().map(move |name| (kind, Some(name.clone())));
    Ok(kinds.into_iter().flat_map(named).collect())
}

fn field_selector(text: &str) -> Result<Vec<(String, bool, String)>, String> {
    let parts = text.split(',').filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (path, value) = part.split_once('=').ok_or_else(|| {
                format!(
                    "Error from server (BadRequest): invalid selector: '{part}'; can't understand '{part}'"
                )
            })?;
            let equal = !path.ends_with('!');
            let value = value.strip_prefix('=').unwrap_or(value);
            Ok((path.trim_end_matches('!').to_owned(), equal, value.to_owned()))
        })
        .collect()
}

/// The pods whose logs are asked for.
pub struct LogPods<'a> {
    /// Those that are printed.
    pub pods: Vec<&'a Pod>,
    /// How many there are; more than are printed when a workload was named.
    pub found: usize,
}

/// The pods of `logs p`, `logs pod/p`, `logs job/j`, `logs -l app=x`.
///
/// # Errors
/// kubectl's words about a pod or workload that does not exist.
pub fn pods_of_logs<'a>(trace: &'a Trace, words: &Words, at: Duration) -> Result<LogPods<'a>, String> {
    let namespace = words.value("namespace").unwrap_or("default");
    let everything = Selection {
        namespace: Some(namespace.to_owned()),
        names: Vec::new(),
        labels: LabelSelector::parse(words.value("selector").unwrap_or_default())?,
    };
    let as_pods = |objects: Vec<&'a Object>| -> Vec<&'a Pod> {
        objects
            .into_iter()
            .filter_map(|object| object.as_pod().map(|pod| pod.as_ref()))
            .collect()
    };
    if words.value("selector").is_some() {
        let pods = as_pods(list::objects(trace, Kind::Pod, &everything, at));
        return Ok(LogPods {
            found: pods.len(),
            pods,
        });
    }
    let word = words.words.first().ok_or(
        "error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
    )?;
    let (kind, name) = match word.split_once('/') {
        Some((kind, name)) => (kind_named(kind)?, name),
        None => (Kind::Pod, word.as_str()),
    };
    let named = Selection {
        names: vec![name.to_owned()],
        ..everything.clone()
    };
    let object = list::objects(trace, kind, &named, at).into_iter().next();
    let Some(object) = object else {
        return Err(match kind {
            Kind::Pod => format!(
                "error: error from server (NotFound): pods \"{name}\" not found in namespace \"{namespace}\""
            ),
            kind => not_found(kind, name),
        });
    };
    if let Some(pod) = object.as_pod() {
        return Ok(LogPods {
            pods: vec![pod.as_ref()],
            found: 1,
        });
    }
    let mut pods = as_pods(list::objects(trace, Kind::Pod, &everything, at));
    pods.retain(|pod| controlled_by(trace, pod, object, at));
    pods.sort_by_key(|pod| by_logging(pod));
    let found = pods.len();
    pods.truncate(1);
    Ok(LogPods { pods, found })
}

/// True when a pod belongs to a workload, directly or through a ReplicaSet or Job.
fn controlled_by(trace: &Trace, pod: &Pod, workload: &Object, at: Duration) -> bool {
    let Some(owner) = pod.metadata.controller() else {
        return false;
    };
    let through = |kind| {
        let between = trace
            .objects_at(kind, at)
            .into_iter()
            .find(|object| object.meta().uid == owner.uid);
        let above = between.and_then(|object| object.meta().controller());
        above.is_some_and(|above| above.uid == workload.meta().uid)
    };
    owner.uid == workload.meta().uid || through(Kind::ReplicaSet) || through(Kind::Job)
}

/// The most telling pod first: placed, not pending, ready, often restarted, old.
fn by_logging(pod: &Pod) -> impl Ord + use<> {
    let restarts = pod
        .status
        .container_statuses
        .iter()
        .map(|status| status.restart_count)
        .max();
    (
        pod.spec.node_name.is_empty(),
        pod.status.phase == PodPhase::Pending,
        !pod.status.condition_is_true("Ready"),
        std::cmp::Reverse(restarts),
        pod.metadata.creation_timestamp,
    )
}
