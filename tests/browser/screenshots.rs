//! Pictures of the site for the README: `cargo xtask screenshots`.

use tests::browser::{Outcome, Theme, Viewport, repository, visit};

/// The file's name, the page's size and theme, what follows its address, and keys to press.
const PICTURES: &[(&str, Viewport, Theme, &str, &str)] = &[
    ("desktop-dark", Viewport::DESKTOP, Theme::Dark, "", ""),
    ("desktop-light", Viewport::DESKTOP, Theme::Light, "", ""),
    ("phone", Viewport::PHONE, Theme::Light, "", ""),
    ("presentation", Viewport::DESKTOP, Theme::Dark, "", "p"),
    (
        "embed",
        Viewport {
            width: 760,
            height: 520,
        },
        Theme::Light,
        "?embed",
        "",
    ),
];

/// The chart fills its frame: what was laid out for another width has been laid out again.
const SETTLED: &str = "const svg = document.querySelector('.chart-svg'), wide = document.querySelector('.app.presenting') ? 1.65 : 1; \
    return svg !== null && Math.abs(svg.getBoundingClientRect().width / svg.viewBox.baseVal.width - wide) < 0.01";

/// Every card tells its odds; an embedded page finds none.
const FOUND: &str = "const odds = [...document.querySelectorAll('.card-odds')]; \
    return document.querySelector('.app.embed') !== null || odds.length === 4 && odds.every(one => one.innerText.includes('/40'))";

fn main() -> Outcome {
    let folder = repository().join("docs/screenshots");
    for (name, viewport, theme, rest, keys) in PICTURES {
        let file = folder.join(format!("{name}.png"));
        visit(*viewport, async |page| {
            page.prefer(*theme).await?;
            page.open(rest).await?;
            if !keys.is_empty() {
                page.type_keys(keys).await?;
            }
            page.eventually("the chart to fill its frame", async || {
                Ok(page.eval(SETTLED).await? == true)
            })
            .await?;
            page.eventually("the odds on every card", async || {
                Ok(page.eval(FOUND).await? == true)
            })
            .await?;
            page.save_picture(&file).await
        })?;
        println!("{}", file.strip_prefix(repository())?.display());
    }
    Ok(())
}
