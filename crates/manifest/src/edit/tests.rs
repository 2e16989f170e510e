//! Edits, each shown as the text before and after.

use super::*;

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: p  # the name
spec:
  # the app
  containers:
  # does the work
  - name: app
    image: busybox   # small
    # command: [sh]
  # ships the logs
  - name: log
    image: fluent
    args:
    - -c
  restartPolicy: Never
";

#[track_caller]
fn check(text: &str, change: impl Fn(&mut Editor) -> Result<(), CannotEdit>, expect: &str) {
    let mut editor = Editor::new(text);
    change(&mut editor).expect("can be edited");
    assert_eq!(editor.text(), expect);
    let windows = text.replace('\n', "\r\n");
    let mut editor = Editor::new(&windows);
    change(&mut editor).expect("can be edited with CRLF");
    assert_eq!(editor.text(), expect.replace('\n', "\r\n"), "with CRLF");
    let cut = text.trim_end();
    let mut editor = Editor::new(cut);
    change(&mut editor).expect("can be edited without a last line break");
    assert_eq!(
        editor.text().trim_end(),
        expect.trim_end(),
        "without a last line break"
    );
}

fn to_init(editor: &mut Editor, index: usize) -> Result<(), CannotEdit> {
    editor.move_item(
        0,
        "spec.containers",
        index,
        "spec.initContainers",
        Place::Last,
        "containers",
    )
}

#[test]
fn a_container_becomes_a_sidecar_and_back() {
    let native = "\
apiVersion: v1
kind: Pod
metadata:
  name: p  # the name
spec:
  initContainers:
  # ships the logs
  - name: log
    image: fluent
    args:
    - -c
    restartPolicy: Always
  # the app
  containers:
  # does the work
  - name: app
    image: busybox   # small
    # command: [sh]
  restartPolicy: Never
";
    let make_native = |e: &mut Editor| {
        to_init(e, 1)?;
        e.set(0, "spec.initContainers[0].restartPolicy", "Always", Place::Last)
    };
    check(POD, make_native, native);
    let back = |e: &mut Editor| {
        e.remove(0, "spec.initContainers[0].restartPolicy")?;
        e.move_item(0, "spec.initContainers", 0, "spec.containers", Place::Last, "")
    };
    check(native, back, POD);
}

#[test]
fn doing_it_twice_changes_nothing() {
    let text = "spec:\n  restartPolicy: Never\n";
    check(
        text,
        |e| e.set(0, "spec.restartPolicy", "Never", Place::Last),
        text,
    );
    check(text, |e| e.remove(0, "spec.nope"), text);
    check(
        text,
        |e| e.move_item(0, "spec.x", 0, "spec.y", Place::Last, "").or(Ok(())),
        text,
    );
}

#[test]
fn indented_lists_and_the_first_item() {
    check(
        "spec:\n    containers:\n      - name: a\n        x: |\n          deep\n      - name: b\n",
        |e| to_init(e, 0),
        "spec:\n    initContainers:\n      - name: a\n        x: |\n          deep\n    containers:\n      - name: b\n",
    );
    check(
        "spec:\n  initContainers:\n    - name: i\n  containers:\n  - name: a\n  -   name: b\n      k: v\n",
        |e| to_init(e, 1),
        "spec:\n  initContainers:\n    - name: i\n    -   name: b\n        k: v\n  containers:\n  - name: a\n",
    );
    check(
        "spec:\n  initContainers:\n  - name: i\n  - name: j\n  containers:\n  - name: a\n  - name: b\n",
        |e| e.move_item(0, "spec.containers", 0, "spec.initContainers", Place::First, ""),
        "spec:\n  initContainers:\n  - name: a\n  - name: i\n  - name: j\n  containers:\n  - name: b\n",
    );
}

#[test]
fn flow_style() {
    check(
        "spec: {containers: [{name: a}, {name: b}]}\n",
        |e| to_init(e, 1),
        "spec: {initContainers: [{name: b}], containers: [{name: a}]}\n",
    );
    check(
        "spec:\n  containers: [{name: a}, {name: b}]\n",
        |e| to_init(e, 0),
        "spec:\n  initContainers:\n  - {name: a}\n  containers: [{name: b}]\n",
    );
    check(
        "spec:\n  initContainers: [{name: i}]\n  containers:\n  - name: a\n    command: [sh, '-c']\n  - name: b\n",
        |e| to_init(e, 0),
        "spec:\n  initContainers: [{name: i}, {name: a, command: [sh, -c]}]\n  containers:\n  - name: b\n",
    );
    check(
        "{a: {b: 1}}\n",
        |e| e.set(0, "a.c", "x", Place::First),
        "{a: {c: x, b: 1}}\n",
    );
    check("{a: {b: 1, c: 2}}\n", |e| e.remove(0, "a.c"), "{a: {b: 1}}\n");
    check("{a: {b: 1, c: 2}}\n", |e| e.remove(0, "a.b"), "{a: {c: 2}}\n");
    check("a: {b: 1}\nz: 1\n", |e| e.remove(0, "a.b"), "z: 1\n");
    // Written twice: the first value must not come to count.
    check("a: {b: 1, c: 2, b: 3}\n", |e| e.remove(0, "a.b"), "a: {c: 2}\n");
    check(
        "a:\n  b: 1\n  c: 2\n  b: 3\n",
        |e| e.remove(0, "a.b"),
        "a:\n  c: 2\n",
    );
    check("a:\n  b: 1\n  b: 3\nz: 1\n", |e| e.remove(0, "a.b"), "z: 1\n");
}

#[test]
fn empty_and_missing_lists() {
    for list in ["", " []", " null"] {
        check(
            &format!("spec:\n  initContainers:{list}\n  containers:\n  - name: a\n  - name: b\n"),
            |e| to_init(e, 1),
            "spec:\n  initContainers:\n  - name: b\n  containers:\n  - name: a\n",
        );
    }
    check(
        "spec:\n  initContainers:\n  - name: i\n\n  containers:\n  - name: a\n",
        |e| e.move_item(0, "spec.initContainers", 0, "spec.containers", Place::Last, ""),
        "spec:\n\n  containers:\n  - name: a\n  - name: i\n",
    );
}

#[test]
fn keys() {
    let text = "list:\n- name: a\n  image: x\n- image: y\n";
    check(
        text,
        |e| e.set(0, "list[0].image", "z", Place::Last),
        "list:\n- name: a\n  image: z\n- image: y\n",
    );
    let text = "top:\n  - name: a\n    image: x\n";
    check(text, |e| e.remove(0, "top[0].name"), "top:\n  - image: x\n");
    check(text, |e| e.remove(0, "top[0].image"), "top:\n  - name: a\n");
    check(text, |e| e.remove(0, "top[0]"), "{}\n");
    check(
        text,
        |e| e.set(0, "top[0].new", "1", Place::Before("name")),
        "top:\n  - new: 1\n    name: a\n    image: x\n",
    );
    check(
        text,
        |e| {
            e.set(
                0,
                "top[0].probe",
                "httpGet:\n  port: 80\nperiodSeconds: 1",
                Place::After("name"),
            )
        },
        "top:\n  - name: a\n    probe:\n      httpGet:\n        port: 80\n      periodSeconds: 1\n    image: x\n",
    );
    check(
        "a:\n  b: 1 # one\nc: 2\n",
        |e| e.set(0, "a.b", "x: 1", Place::Last),
        "a:\n  b:\n    x: 1 # one\nc: 2\n",
    );
    check(
        "a:\n  b:\n    x: 1\nc: 2\n",
        |e| e.set(0, "a.b", "no", Place::Last),
        "a:\n  b: no\nc: 2\n",
    );
    check("a:\nc: 2\n", |e| e.set(0, "a", "5", Place::Last), "a: 5\nc: 2\n");
    check(
        "a: {x: 1}\n",
        |e| e.set(0, "a.w.z", "- 1\n- 2", Place::Last),
        "a: {x: 1, w: {z: [1, 2]}}\n",
    );
    check(
        "a:\n  # about b\n  b: |\n    text\n\n  c: 1\n",
        |e| e.remove(0, "a.b"),
        "a:\n\n  c: 1\n",
    );
}

#[test]
fn annotations() {
    let key = "behaviour.sidecar-playground.dev/app";
    check(
        "kind: Pod\nmetadata:\n  name: p\nspec: {}\n",
        |e| e.set_annotation(0, key, "exit 0 after 5s"),
        "kind: Pod\nmetadata:\n  name: p\n  annotations:\n    behaviour.sidecar-playground.dev/app: exit 0 after 5s\nspec: {}\n",
    );
    check(
        "metadata:\n  annotations:\n    'behaviour.sidecar-playground.dev/app': old\n",
        |e| e.set_annotation(0, key, "yes"),
        "metadata:\n  annotations:\n    'behaviour.sidecar-playground.dev/app': \"yes\"\n",
    );
    check(
        "kind: Pod\n",
        |e| e.set_annotation(0, key, "x"),
        "kind: Pod\nmetadata:\n  annotations:\n    behaviour.sidecar-playground.dev/app: x\n",
    );
    check(
        "metadata: {name: p}\n",
        |e| e.set_annotation(0, key, "x"),
        "metadata: {name: p, annotations: {behaviour.sidecar-playground.dev/app: x}}\n",
    );
}

#[test]
fn several_documents_and_lists_of_objects() {
    check(
        "kind: Service\n---\nkind: Pod\nspec:\n  containers:\n  - name: a\n  - name: b\n---\nkind: X\n",
        |e| {
            e.move_item(
                1,
                "spec.containers",
                0,
                "spec.initContainers",
                Place::Last,
                "containers",
            )
        },
        "kind: Service\n---\nkind: Pod\nspec:\n  initContainers:\n  - name: a\n  containers:\n  - name: b\n---\nkind: X\n",
    );
    check(
        "kind: List\nitems:\n- kind: Pod\n  spec:\n    containers:\n    - name: a\n    - name: b\n- kind: Pod\n",
        |e| to_init(e, 1),
        "kind: List\nitems:\n- kind: Pod\n  spec:\n    initContainers:\n    - name: b\n    containers:\n    - name: a\n- kind: Pod\n",
    );
}

#[test]
fn what_is_shared_stays() {
    let text = "x: &c\n  name: a\nq:\n  <<: *c\n  z: 1\nl: &l\n- 1\nm: *l\n";
    let mut editor = Editor::new(text);
    assert_eq!(
        editor.remove(0, "q.name"),
        Err(CannotEdit::Shared("q.name".to_owned()))
    );
    assert_eq!(editor.remove(0, "m[0]"), Err(CannotEdit::Shared("m".to_owned())));
    assert_eq!(
        editor
            .set(0, "nope[3].x", "1", Place::Last)
            .err()
            .map(|e| e.to_string()),
        Some("there is no nope[3]".to_owned())
    );
    assert_eq!(editor.finish(), text);
}

#[test]
fn edits_are_applied_in_order_of_place() {
    let edits = vec![
        Edit::insert(3, "z"),
        Edit::remove(0..1),
        Edit::remove(0..2),
        Edit::insert(99, "x"),
    ];
    assert_eq!(apply_edits("abc", edits), "bcz");
}
