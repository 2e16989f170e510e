//! The editor takes Tab for itself, and still lets a keyboard user out.

use fantoccini::key::Key;
use tests::browser::{Outcome, Page, Viewport, journey};

#[test]
fn tab_indents_and_escape_tab_leaves() {
    journey("editor_keys", Viewport::DESKTOP, async |page| {
        page.open("").await?;
        page.by_role("textbox", "Manifest (YAML)").await?.click().await?;
        let before = indent(page).await?;
        page.type_keys(&Key::Tab.to_string()).await?;
        let indented = indent(page).await?;
        assert_eq!(indented, before + 2, "Tab indents the line by two spaces");
        page.type_keys(&Key::Escape.to_string()).await?;
        page.type_keys(&Key::Tab.to_string()).await?;
        page.eventually("the focus to leave the editor", async || {
            Ok(page
                .eval("return document.activeElement.closest('.cm-editor') === null")
                .await?
                == true)
        })
        .await?;
        assert_eq!(indent(page).await?, indented, "that Tab indented nothing");
        Ok(())
    });
}

#[test]
fn the_caret_blinks_without_an_animation() {
    journey("caret", Viewport::DESKTOP, async |page| {
        page.open("").await?;
        page.by_role("textbox", "Manifest (YAML)").await?.click().await?;
        for (state, visibility) in [("hidden", "hidden"), ("shown again", "")] {
            let look = format!(
                "return document.querySelector('.cm-cursorLayer').style.visibility === '{visibility}'"
            );
            let state = format!("the caret to be {state}");
            page.eventually(&state, async || Ok(page.eval(&look).await? == true))
                .await?;
        }
        // As long as one runs, what is typed waits for the next frame (docs/performance.md).
        page.eventually("no animation to run", async || {
            Ok(page.eval("return document.getAnimations().length").await? == 0)
        })
        .await
    });
}

/// How many spaces begin the line with the caret.
async fn indent(page: &Page) -> Outcome<u64> {
    let line = "return document.querySelector('.cm-activeLine').textContent.match(/^ */)[0].length";
    page.eval(line)
        .await?
        .as_u64()
        .ok_or_else(|| "no line is active".into())
}
