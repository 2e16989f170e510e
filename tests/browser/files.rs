//! Files: dropped, chosen and pasted; what a cluster wrote is left out with a note.

use std::path::PathBuf;

use fantoccini::key::Key;
use serde_json::json;
use tests::browser::{Outcome, Page, Viewport, journey, repository};

fn file(name: &str) -> PathBuf {
    repository().join("tests/files").join(name)
}

#[test]
fn a_dropped_file_is_opened() {
    journey("drop", Viewport::DESKTOP, async |page| {
        page.open("").await?;
        drag(page, "dragEnter", &file("live-pod.yaml")).await?;
        drag(page, "dragOver", &file("live-pod.yaml")).await?;
        page.sees(".drop-target", "Drop to open").await?;
        drag(page, "drop", &file("live-pod.yaml")).await?;
        page.sees(".cm-content", "name: c-sidecar-app").await?;
        page.sees(".notice", "Left out what a cluster had written: status")
            .await?;
        page.sees("[data-testid=status]", "valid").await?;
        let gone = "return !/status:|kube-api-access|uid:/.test(document.querySelector('.cm-content').innerText) \
            && !document.querySelector('.drop-target')";
        assert_eq!(page.eval(gone).await?, true);
        // What is no manifest changes nothing.
        let picture = repository().join("docs/screenshots");
        let picture = std::fs::read_dir(picture)?.flatten().map(|entry| entry.path());
        let picture = picture
            .into_iter()
            .find(|path| path.extension().is_some_and(|end| end == "png"));
        let picture = picture.ok_or("a screenshot")?;
        drag(page, "dragEnter", &picture).await?;
        drag(page, "dragOver", &picture).await?;
        drag(page, "drop", &picture).await?;
        page.sees(".notice", ".png is").await?;
        page.sees(".cm-content", "name: c-sidecar-app").await
    });
}

/// Drags a file over the middle of the editor.
async fn drag(page: &Page, kind: &str, file: &std::path::Path) -> Outcome {
    let data = json!({ "items": [], "files": [file.to_string_lossy()], "dragOperationsMask": 1 });
    let event = json!({ "type": kind, "x": 300, "y": 200, "data": data });
    page.devtools("Input.dispatchDragEvent", event).await?;
    Ok(())
}

#[test]
fn files_are_chosen_and_downloaded() {
    journey("files", Viewport::DESKTOP, async |page| {
        page.open("").await?;
        page.by_role("button", "Files…").await?.click().await?;
        page.by_role("dialog", "Files and drafts").await?;
        page.is_accessible().await?;
        let chosen = page.css("input[type=file]").await?;
        chosen
            .send_keys(&file("live-pods.json").to_string_lossy())
            .await?;
        page.sees(".notice", "managedFields").await?;
        page.sees(".cm-content", "name: d-sidecar-then-init").await?;
        assert_eq!(
            page.eval("return document.querySelector('dialog')").await?,
            json!(null)
        );
        let caught = "const make = URL.createObjectURL.bind(URL); \
            URL.createObjectURL = blob => { blob.text().then(text => { window.saved = text; }); return make(blob); }; \
            HTMLAnchorElement.prototype.click = function () { window.savedAs = this.download; };";
        page.eval(caught).await?;
        page.by_role("button", "Files…").await?.click().await?;
        page.by_role("button", "Download d-sidecar-then-init.yaml")
            .await?
            .click()
            .await?;
        page.eventually("the manifest as a file", async || {
            let whole = "return window.savedAs === 'd-sidecar-then-init.yaml' && window.saved?.startsWith('apiVersion: v1')";
            Ok(page.eval(whole).await? == true)
        })
        .await
    });
}

#[test]
fn the_output_of_kubectl_is_pasted() {
    journey("paste", Viewport::DESKTOP, async |page| {
        let text = std::fs::read_to_string(file("live-pod.yaml"))?;
        page.open("").await?;
        copy(page, &text).await?;
        page.by_role("textbox", "Manifest (YAML)").await?.click().await?;
        paste(page, true).await?;
        page.sees(".notice", "Left out what a cluster had written: status")
            .await?;
        page.sees("[data-testid=status]", "valid").await?;
        let clean = "const text = document.querySelector('.cm-content').innerText; \
            return text.includes('name: c-sidecar-app') && !/status:|kube-api-access|kind: Job/.test(text)";
        page.eventually("the pod without its status", async || {
            Ok(page.eval(clean).await? == true)
        })
        .await?;
        // One step back is what was there before.
        page.type_keys(&format!("{}z{}", char::from(Key::Control), char::from(Key::Null)))
            .await?;
        page.sees(".cm-content", "kind: Job").await?;

        // Beside the editor it becomes the manifest.
        page.eval("document.activeElement.blur()").await?;
        paste(page, false).await?;
        page.sees(".cm-content", "name: c-sidecar-app").await?;
        copy(page, "hello").await?;
        page.eval("document.activeElement.blur()").await?;
        paste(page, false).await?;
        page.sees(".notice", "no manifest").await?;
        page.sees(".cm-content", "name: c-sidecar-app").await
    });
}

/// Puts a text on the clipboard, as a visitor does: from a field.
async fn copy(page: &Page, text: &str) -> Outcome {
    let field = "const area = document.createElement('textarea'); area.id = 'source'; area.value = arguments[0]; \
        document.body.append(area); area.focus();";
    page.client.execute(field, vec![text.into()]).await?;
    press(page, "a", "selectAll").await?;
    press(page, "c", "copy").await?;
    page.eval("document.getElementById('source').remove()").await?;
    Ok(())
}

/// Ctrl+V, after Ctrl+A if `all` is to be replaced.
async fn paste(page: &Page, all: bool) -> Outcome {
    if all {
        press(page, "a", "selectAll").await?;
    }
    press(page, "v", "paste").await
}

/// A letter with Ctrl, and what the browser does by it.
async fn press(page: &Page, letter: &str, command: &str) -> Outcome {
    let upper = letter.to_uppercase();
    let event = json!({ "type": "rawKeyDown", "modifiers": 2, "key": letter, "code": format!("Key{upper}"),
        "windowsVirtualKeyCode": upper.as_bytes()[0], "commands": [command] });
    page.devtools("Input.dispatchKeyEvent", event).await?;
    Ok(())
}
