//! The export menu: what it gives out is whole, can be opened again, and the keyboard suffices.

use std::path::{Path, PathBuf};

use fantoccini::key::Key;
use serde_json::json;
use tests::browser::{Outcome, Page, Viewport, journey};

const WITH: &str = "[data-testid=card-native-startup-probe]";

/// A folder of its own that the browser keeps files in.
async fn downloads(page: &Page, name: &str) -> Outcome<PathBuf> {
    let folder = std::env::temp_dir().join(format!("sidecar-playground-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let behaviour = json!({ "behavior": "allow", "downloadPath": folder.to_string_lossy() });
    page.devtools("Browser.setDownloadBehavior", behaviour).await?;
    Ok(folder)
}

/// Chooses an item of the menu and waits for its file.
async fn export(page: &Page, item: &str, file: &Path) -> Outcome<Vec<u8>> {
    page.by_role("button", "Export").await?.click().await?;
    page.by_role("menuitem", item).await?.click().await?;
    page.eventually(&format!("{}", file.display()), async || {
        Ok(std::fs::metadata(file).is_ok_and(|file| file.len() > 0))
    })
    .await?;
    Ok(std::fs::read(file)?)
}

#[test]
fn a_picture_carries_its_manifest_and_opens_again() {
    journey("export_svg", Viewport::DESKTOP, async |page| {
        page.open("").await?;
        page.sees(WITH, "Completed").await?;
        page.css("[data-testid=card-native]").await?.click().await?;
        let folder = downloads(page, "svg").await?;
        let file = folder.join("race-lifecycle.svg");
        let svg = String::from_utf8(export(page, "Picture (SVG)", &file).await?)?;
        let back = app::export::read_back(&svg).ok_or("no session in the picture")?;
        assert_eq!(Some(&*back.text), app::gallery::text(app::gallery::FIRST));
        let shown = ["without", "native", "native-startup-probe"].map(str::to_owned);
        assert_eq!(back.variants.map(|ids| ids.len()), Some(shown.len()));

        // The browser itself finds no fault in it, and nothing that is not in it.
        let parsed = "const document = new DOMParser().parseFromString(arguments[0], 'image/svg+xml'); \
            return document.querySelector('parsererror') === null && document.querySelectorAll('text').length > 20";
        let parsed = parsed.replace("arguments[0]", &serde_json::to_string(&svg)?);
        assert_eq!(page.eval(&parsed).await?, true);

        // Dropped on another page it shows the same.
        page.open("?again#").await?;
        page.by_role("combobox", "Example").await?;
        let choose = "const list = document.querySelector('select[aria-label=Example]'); list.value = 'pi'; \
            list.dispatchEvent(new Event('change', { bubbles: true }));";
        page.eval(choose).await?;
        page.sees(".cm-content", "name: pi").await?;
        for kind in ["dragEnter", "dragOver", "drop"] {
            let data = json!({ "items": [], "files": [file.to_string_lossy()], "dragOperationsMask": 1 });
            let event = json!({ "type": kind, "x": 300, "y": 200, "data": data });
            page.devtools("Input.dispatchDragEvent", event).await?;
        }
        page.sees(".cm-content", "name: race").await?;
        page.css("[data-testid=card-native][aria-pressed=true]").await?;
        std::fs::remove_dir_all(folder)?;
        Ok(())
    });
}

#[test]
fn a_picture_becomes_pixels() {
    journey("export_png", Viewport::DESKTOP, async |page| {
        page.open("").await?;
        page.sees(WITH, "Completed").await?;
        let folder = downloads(page, "png").await?;
        let svg = export(page, "Picture (SVG)", &folder.join("race-lifecycle.svg")).await?;
        let png = export(page, "Picture (PNG)", &folder.join("race-lifecycle.png")).await?;
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
        let number = |at: usize| u32::from_be_bytes([png[at], png[at + 1], png[at + 2], png[at + 3]]);
        let svg = String::from_utf8(svg)?;
        let width: u32 = svg
            .split_once("width=\"")
            .and_then(|(_, rest)| rest.split_once('"'))
            .ok_or("no width")?
            .0
            .parse()?;
        assert_eq!(number(16), 2 * width, "two pixels for each of the picture's");
        assert!(number(20) > 400 && png.len() > 20_000, "{} bytes", png.len());
        std::fs::remove_dir_all(folder)?;
        Ok(())
    });
}

#[test]
fn texts_are_exported_by_keyboard() {
    journey("export_texts", Viewport::DESKTOP, async |page| {
        page.open("").await?;
        page.sees(WITH, "Completed").await?;
        let folder = downloads(page, "texts").await?;
        let focus = "document.querySelector('[aria-haspopup=menu]').focus()";
        let at = "return document.activeElement.textContent";
        page.eval(focus).await?;
        page.type_keys(&char::from(Key::Enter).to_string()).await?;
        page.by_role("menu", "Export").await?;
        page.is_accessible().await?;
        assert_eq!(page.eval(at).await?, "Picture (SVG)");
        page.type_keys(&char::from(Key::Escape).to_string()).await?;
        assert_eq!(page.eval(at).await?, "Export▾");
        let steps: [(usize, &str, &str); 3] = [
            (2, "race-report.md", "# Job race"),
            (3, "race-lifecycle.mmd", "section Without sidecar"),
            (4, "race-without.yaml", "kind: Job"),
        ];
        for (down, name, part) in steps {
            page.type_keys(&char::from(Key::Enter).to_string()).await?;
            page.by_role("menu", "Export").await?;
            for _ in 0..down {
                page.type_keys(&char::from(Key::Down).to_string()).await?;
            }
            page.type_keys(&char::from(Key::Enter).to_string()).await?;
            let file = folder.join(name);
            page.eventually(name, async || {
                Ok(std::fs::read_to_string(&file).is_ok_and(|text| text.contains(part)))
            })
            .await?;
            assert_eq!(page.eval(at).await?, "Export▾", "the keyboard is where it was");
        }
        std::fs::remove_dir_all(folder)?;
        Ok(())
    });
}
