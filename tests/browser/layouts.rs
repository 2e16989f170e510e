//! The page in all its forms: light and dark, phone, for an audience; without barriers in each.

use tests::browser::{Outcome, Page, Theme, Viewport, journey};

#[test]
fn every_form_of_the_page_is_whole_and_without_barriers() {
    journey("layouts", Viewport::DESKTOP, async |page| {
        for theme in [Theme::Dark, Theme::Light] {
            page.prefer(theme).await?;
            page.open("").await?;
            page.css(".chart .lane").await?;
            page.is_accessible().await?;
        }
        for (tab, seen) in [("diff", ".diff"), ("fixes", ".fixes"), ("manifest", ".cm-editor")] {
            let script = format!(
                "[...document.querySelectorAll('.sheet-tabs [role=tab]')].find(tab => tab.textContent.startsWith('{tab}')).click()"
            );
            page.eval(&script).await?;
            page.eventually(tab, async || shown(page, seen).await).await?;
            page.is_accessible().await?;
        }
        page.eval("document.activeElement.blur()").await?;
        page.type_keys("?").await?;
        page.by_role("dialog", "Keys").await?;
        page.is_accessible().await?;
        page.by_role("button", "Close").await?.click().await?;

        page.type_keys("p").await?;
        page.css(".presenting .chart").await?;
        assert!(!shown(page, ".column-editor").await?);
        let large = "return document.querySelector('.chart-svg').getBoundingClientRect().height > 500";
        page.eventually("the chart in large type", async || {
            Ok(page.eval(large).await? == true)
        })
        .await?;
        page.is_accessible().await?;
        page.type_keys("p").await?;
        page.css(".app:not(.presenting)").await?;

        page.resize(Viewport::PHONE).await?;
        for (tab, seen, hidden) in [
            ("Lifecycle", ".chart", ".cm-editor"),
            ("Details", ".containers", ".chart"),
            ("YAML", ".cm-editor", ".chart"),
        ] {
            page.by_role("button", tab).await?.click().await?;
            page.eventually(tab, async || {
                Ok(shown(page, seen).await? && !shown(page, hidden).await?)
            })
            .await?;
            page.is_accessible().await?;
        }
        let narrow = "return document.documentElement.scrollWidth <= innerWidth";
        page.eventually("nothing wider than the phone", async || {
            Ok(page.eval(narrow).await? == true)
        })
        .await
    });
}

/// Whether an element takes room on the page.
async fn shown(page: &Page, selector: &str) -> Outcome<bool> {
    let script = format!("return document.querySelector({selector:?})?.getClientRects().length > 0");
    Ok(page.eval(&script).await? == true)
}
