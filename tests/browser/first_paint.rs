//! Remakes the static first paint in `index.html` from the built page, so that the app takes it over without a
//! jump: `SIDECAR_DIST=dist cargo run -p tests --features browser --bin first-paint`.

use tests::browser::{Outcome, Theme, Viewport, repository, visit};

/// The part of `index.html` between these lines is remade.
const BEGIN: &str = "<!-- first paint -->";
const END: &str = "<!-- end of first paint -->";

/// The page as it is, made static: without the editor (its text stands for it), test ids, style attributes (the policy forbids
/// them), states of the pointer and the choices of the lists. `web/boot.js` makes it inert where scripts run.
const STATIC: &str = r#"
    const app = document.querySelector('.app').cloneNode(true);
    const text = [...document.querySelectorAll('.cm-line')].map(line => line.textContent).join('\n');
    const editor = document.createElement('pre');
    editor.className = 'first-text';
    editor.textContent = text;
    app.querySelector('.editor').replaceWith(editor);
    app.querySelectorAll('.chart-table table').forEach(table => table.remove());
    app.querySelectorAll('input').forEach(input => input.setAttribute('value', input.value));
    app.querySelector('.status-speed').textContent = '';
    app.querySelectorAll('option:not(:checked)').forEach(option => option.remove());
    app.querySelectorAll('title').forEach(title => title.remove());
    app.querySelectorAll('[data-testid]').forEach(element => element.removeAttribute('data-testid'));
    const chart = app.querySelector('.chart-svg');
    chart.removeAttribute('height');
    chart.setAttribute('width', '100%');
    app.querySelectorAll('[style]').forEach(element => element.removeAttribute('style'));
    return app.outerHTML;
"#;

fn main() -> Outcome {
    let file = repository().join("index.html");
    let page = std::fs::read_to_string(&file)?;
    let (before, rest) = page.split_once(BEGIN).ok_or("index.html has no first paint")?;
    let (_, after) = rest
        .split_once(END)
        .ok_or("index.html has no end of its first paint")?;
    let paint = visit(Viewport::DESKTOP, async |page| {
        page.prefer(Theme::Light).await?;
        page.open("").await?;
        page.css(".cm-line").await?;
        page.css(".chart-svg .lane").await?;
        page.eval(STATIC).await
    })?;
    let paint = paint.as_str().ok_or("the page gave no text")?;
    std::fs::write(&file, format!("{before}{BEGIN}\n    {paint}\n    {END}{after}"))?;
    println!("index.html: {} bytes of first paint", paint.len());
    Ok(())
}
