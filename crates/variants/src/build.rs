//! Making the variants.

use manifest::edit::{CannotEdit, Editor, Place};
use manifest::tree::Node;
use manifest::yaml::documents;
use manifest::{Parsed, ParsedObject, path};

use crate::VariantId;
use crate::pod_tree::{ContainerNode, List, PodTree};
use crate::sidecars::{SidecarChoice, sidecars};
use crate::startup_probe::derive;

/// What the API server refuses on a plain init container (validateInitContainers, pkg/apis/core/validation/validation.go
/// v1.36.2), and the key that makes it something else.
const NOT_ON_PLAIN_INIT: &[&str] = &[
    "restartPolicy",
    "restartPolicyRules",
    "startupProbe",
    "readinessProbe",
    "livenessProbe",
    "lifecycle",
    "resizePolicy",
];

/// What means something else, or nothing, outside `initContainers`.
const NOT_IN_CONTAINERS: &[&str] = &["restartPolicy", "restartPolicyRules"];

/// One way to write the same pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Which one.
    pub id: VariantId,
    /// A card's title.
    pub title: &'static str,
    /// The whole manifest.
    pub text: String,
    /// What a reader should know about it: a derived probe, fields that had to go. Sentences.
    pub note: Option<String>,
    /// True for the variant whose text is the user's own.
    pub as_written: bool,
}

/// Makes the variants of a manifest, each text once, in the order of [`VariantId::ALL`].
///
/// `parsed` must be what [`manifest::parse`] made of `text`. One of the results is the user's own text, marked
/// [`Variant::as_written`]: one of the four known ways when the manifest is written in it (the usual case), else a variant
/// of its own, [`VariantId::AsWritten`], which comes first. A manifest without a pod of two containers has only that one.
/// So has one that cannot be edited; the note says why.
pub fn variants(text: &str, parsed: &Parsed, choice: &SidecarChoice) -> Vec<Variant> {
    let mut made: Vec<Variant> = Vec::new();
    let mut own_note = None;
    if parsed
        .objects
        .iter()
        .any(|object| sidecars(object, choice).is_some())
    {
        for id in VariantId::ALL
            .into_iter()
            .filter(|id| *id != VariantId::AsWritten)
        {
            match make(id, text, parsed, choice) {
                Ok((new, note)) => add(&mut made, id, new, note, text),
                Err(error) => own_note = Some(format!("This manifest has no variants: {error}.")),
            }
        }
    }
    if !made.iter().any(|variant| variant.as_written) {
        let id = VariantId::AsWritten;
        let own = Variant {
            id,
            title: id.title(),
            text: text.to_owned(),
            note: own_note,
            as_written: true,
        };
        made.insert(0, own);
    }
    made
}

/// The variant with an id; [`VariantId::AsWritten`] finds the user's own text whatever its name.
pub fn find(variants: &[Variant], id: VariantId) -> Option<&Variant> {
    let same = |variant: &&Variant| variant.id == id || (id == VariantId::AsWritten && variant.as_written);
    variants.iter().find(same)
}

fn add(made: &mut Vec<Variant>, id: VariantId, new: String, note: Option<String>, text: &str) {
    if let Some(same) = made.iter_mut().find(|variant| variant.text == new) {
        // What could not be done says something about the one that stands for both.
        same.note = same.note.take().or(note);
        return;
    }
    let as_written = new == text;
    made.push(Variant {
        id,
        title: id.title(),
        text: new,
        note,
        as_written,
    });
}

fn make(
    id: VariantId,
    text: &str,
    parsed: &Parsed,
    choice: &SidecarChoice,
) -> Result<(String, Option<String>), CannotEdit> {
    let mut notes: Vec<String> = Vec::new();
    let mut result = String::new();
    let mut done = 0;
    for document in documents::split(text).0 {
        let within = |object: &&ParsedObject| {
            document.span.start <= object.span.start && object.span.start < document.span.end
        };
        let objects: Vec<&ParsedObject> = parsed.objects.iter().filter(within).collect();
        if objects.iter().all(|object| sidecars(object, choice).is_none()) {
            continue;
        }
        // Each document is edited by itself: the editor reads its text anew after every step.
        let mut editor = Editor::new(&text[document.span.clone()]);
        for (index, object) in objects.into_iter().enumerate() {
            notes.extend(make_object(id, text, &mut editor, index, object, choice)?);
        }
        result.push_str(&text[done..document.span.start]);
        result.push_str(&editor.finish());
        done = document.span.end;
    }
    result.push_str(&text[done..]);
    let note = (!notes.is_empty()).then(|| notes.join(" "));
    Ok((result, note))
}

/// Changes object number `index` of the editor's text; the notes.
fn make_object(
    id: VariantId,
    text: &str,
    editor: &mut Editor,
    index: usize,
    object: &ParsedObject,
    choice: &SidecarChoice,
) -> Result<Vec<String>, CannotEdit> {
    let mut notes = Vec::new();
    let (Some(pod), Some(found)) = (PodTree::of(object), sidecars(object, choice)) else {
        return Ok(notes);
    };
    let all = pod.containers();
    for name in &found.names {
        let Some(container) = all.iter().find(|container| container.name == name) else {
            continue;
        };
        let mut step = Step {
            editor,
            object: index,
            path: pod.path,
            name,
        };
        match id {
            VariantId::AsWritten => {}
            VariantId::Without => step.side_by_side(container)?,
            VariantId::PlainInit => notes.extend(step.plain_init(container)?),
            VariantId::Native => notes.extend(step.native(container, true)?),
            VariantId::NativeStartupProbe => {
                notes.extend(step.native(container, false)?);
                notes.extend(step.startup_probe(text, &pod, container, choice)?);
            }
        }
    }
    Ok(notes)
}

/// The work on one sidecar. Places are looked up anew for each edit, as edits move them.
struct Step<'a> {
    editor: &'a mut Editor,
    object: usize,
    path: &'static str,
    name: &'a str,
}

impl Step<'_> {
    fn spec(&self) -> Option<&Node> {
        Some(path::find(self.editor.tree(self.object)?, self.path)?.node)
    }

    /// Where the container is now.
    fn position(&self, list: List) -> Option<usize> {
        let items = self.spec()?.get(list.key())?.items();
        items
            .iter()
            .position(|item| item.get("name").and_then(Node::as_str) == Some(self.name))
    }

    fn list_path(&self, list: List) -> String {
        format!("{}.{}", self.path, list.key())
    }

    fn field(&self, list: List, key: &str) -> Result<String, CannotEdit> {
        let list_path = self.list_path(list);
        let index = self
            .position(list)
            .ok_or_else(|| CannotEdit::NoSuchField(list_path.clone()))?;
        Ok(format!("{list_path}[{index}].{key}"))
    }

    /// Moves the container to the end of the other list. A new list comes right behind `containers`.
    fn move_to(&mut self, to: List) -> Result<(), CannotEdit> {
        let from = if to == List::Init { List::App } else { List::Init };
        let Some(index) = self.position(from) else {
            return Ok(());
        };
        let behind = self.spec().and_then(|spec| {
            let mut entries = spec
                .entries()
                .iter()
                .skip_while(|entry| entry.key != "containers");
            entries.nth(1).map(|entry| entry.key.clone())
        });
        let (from, to) = (self.list_path(from), self.list_path(to));
        self.editor.move_item(
            self.object,
            &from,
            index,
            &to,
            Place::Last,
            behind.as_deref().unwrap_or_default(),
        )
    }

    /// Removes keys; the ones that were there.
    fn remove(&mut self, list: List, keys: &[&'static str]) -> Result<Vec<&'static str>, CannotEdit> {
        let mut removed = Vec::new();
        for key in keys.iter().copied() {
            let field = self.field(list, key)?;
            let there = self
                .editor
                .tree(self.object)
                .is_some_and(|tree| path::find(tree, &field).is_some());
            if there {
                self.editor.remove(self.object, &field)?;
                removed.push(key);
            }
        }
        Ok(removed)
    }

    /// Into `containers`. A container that is there already stays as the user wrote it.
    fn side_by_side(&mut self, container: &ContainerNode<'_>) -> Result<(), CannotEdit> {
        if container.list == List::Init {
            self.remove(List::Init, NOT_IN_CONTAINERS)?;
            self.move_to(List::App)?;
        }
        Ok(())
    }

    fn plain_init(&mut self, container: &ContainerNode<'_>) -> Result<Option<String>, CannotEdit> {
        self.remove(container.list, NOT_ON_PLAIN_INIT)
            .map(|mut removed| {
                removed.retain(|key| !NOT_IN_CONTAINERS.contains(key));
                let list = removed.join(", ");
                let gone = format!(
                    "A plain init container cannot have {list}, so {} loses it.",
                    self.name
                );
                (!removed.is_empty()).then_some(gone)
            })
            .and_then(|note| self.move_to(List::Init).map(|()| note))
    }

    /// Makes it a native sidecar; `bare`: without a startupProbe.
    fn native(&mut self, container: &ContainerNode<'_>, bare: bool) -> Result<Option<String>, CannotEdit> {
        let without: &[&str] = if bare { &["startupProbe"] } else { &[] };
        let removed = self.remove(container.list, without)?;
        if container.list == List::App {
            self.move_to(List::Init)?;
        }
        let field = self.field(List::Init, "restartPolicy")?;
        self.editor
            .set(self.object, &field, "Always", Place::After("image"))?;
        let note = format!("This is without the startupProbe of {}.", self.name);
        Ok((!removed.is_empty()).then_some(note))
    }

    /// Gives it a startupProbe when it has none.
    fn startup_probe(
        &mut self,
        text: &str,
        pod: &PodTree<'_>,
        container: &ContainerNode<'_>,
        choice: &SidecarChoice,
    ) -> Result<Option<String>, CannotEdit> {
        if container.node.get("startupProbe").is_some() {
            return Ok(None);
        }
        let name = self.name;
        let probe = match derive(text, pod, container, &choice.hints) {
            Ok(Some(probe)) => probe,
            Ok(None) => return Ok(None),
            Err(reason) => return Ok(Some(reason)),
        };
        let arguments = self.field(List::Init, "args")?;
        for argument in probe.arguments {
            self.editor
                .insert_item(self.object, &arguments, Place::Last, argument, "")?;
        }
        let field = self.field(List::Init, "startupProbe")?;
        self.editor.set(self.object, &field, &probe.yaml, Place::Last)?;
        Ok(Some(format!(
            "The startupProbe of {name} is derived from {}.",
            probe.from
        )))
    }
}
