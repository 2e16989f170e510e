//! A visitor opens the page and starts to type.

use tests::browser::{Viewport, journey};

#[test]
fn the_app_replaces_the_first_paint() {
    journey("first_load", Viewport::DESKTOP, async |page| {
        page.open("").await?;
        let editor = page.by_role("textbox", "Manifest (YAML)").await?;
        assert!(
            editor.text().await?.contains("apiVersion: batch/v1"),
            "the editor shows a manifest"
        );
        Ok(())
    });
}
