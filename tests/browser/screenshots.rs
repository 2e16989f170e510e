//! Pictures of the site for the README: `cargo xtask screenshots`.

use tests::browser::{Outcome, Theme, Viewport, repository, visit};

/// The file's name, the page's size and theme, and what follows its address.
const PICTURES: &[(&str, Viewport, Theme, &str)] = &[
    ("desktop-dark", Viewport::DESKTOP, Theme::Dark, ""),
    ("desktop-light", Viewport::DESKTOP, Theme::Light, ""),
    ("phone", Viewport::PHONE, Theme::Light, ""),
    (
        "embed",
        Viewport {
            width: 760,
            height: 520,
        },
        Theme::Light,
        "?embed",
    ),
];

fn main() -> Outcome {
    let folder = repository().join("docs/screenshots");
    for (name, viewport, theme, rest) in PICTURES {
        let file = folder.join(format!("{name}.png"));
        visit(*viewport, async |page| {
            page.prefer(*theme).await?;
            page.open(rest).await?;
            page.save_picture(&file).await
        })?;
        println!("{}", file.strip_prefix(repository())?.display());
    }
    Ok(())
}
