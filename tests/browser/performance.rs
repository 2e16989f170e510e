//! How fast the page is in a real Chromium, as rows for docs/performance.md: `cargo xtask performance`.

use serde_json::{Value, json};
use tests::browser::{Outcome, Page, Viewport, visit};

/// So many keys are typed into each manifest.
const KEYS: usize = 200;
/// A quick typist's keys follow each other after this many ms, and up to that many more.
const PAUSE: (u64, u64) = (60, 60);
/// So many filler lines make the long manifest.
const LINES: usize = 300;

/// After so many of them a new line begins.
const LINE: usize = 50;

/// Notes for every keystroke how long the page worked on it (its events, then the frame that shows it), when that frame was
/// painted, counted from the moment the browser had the key, and when the picture that belongs to it was.
const LISTEN: &str = "window.typed = []; \
    const painted = then => requestAnimationFrame(() => { \
        const began = performance.now(); \
        const channel = new MessageChannel(); \
        channel.port1.onmessage = () => then(performance.now() - began); channel.port2.postMessage(0); \
    }); \
    if (!window.pictures) { \
        document.addEventListener('keydown', event => { \
            if (event.key.length > 1) return; \
            const entry = { began: event.timeStamp, handling: performance.now() }; window.typed.push(entry); \
            painted(frame => { \
                entry.worked = entry.handled + frame; entry.painted = performance.now() - entry.began; \
            }); \
        }, true); \
        window.addEventListener('input', () => { \
            const entry = window.typed.at(-1); if (entry) entry.handled ??= performance.now() - entry.handling; \
        }); \
        (window.pictures = new PerformanceObserver(list => { \
            if (list.getEntriesByName('picture').length) painted(() => { \
                for (const entry of window.typed) entry.picture ??= performance.now() - entry.began; \
            }); \
        })).observe({ type: 'mark' }); \
    }";

/// Moves the scrubber in every frame, from the beginning to the end, and gives the frames' lengths.
const SCRUB: &str = "const done = arguments[0]; const scrubber = document.querySelector('.scrubber'); \
    const frames = []; let last = null, value = 0; \
    const step = now => { \
        if (last !== null) frames.push(now - last); \
        last = now; value += 50; \
        if (value > 10000) return done(frames); \
        scrubber.value = value; scrubber.dispatchEvent(new InputEvent('input', { bubbles: true })); \
        requestAnimationFrame(step); \
    }; requestAnimationFrame(step);";

fn main() -> Outcome {
    visit(Viewport::DESKTOP, async |page| {
        page.open("").await?;
        page.css(".chart .lane").await?;
        let first = "const paint = performance.getEntriesByName('first-contentful-paint')[0]; \
            return [paint?.startTime ?? 0, performance.getEntriesByName('first-picture')[0].startTime]";
        let times = numbers(&page.eval(first).await?);
        println!("| first paint | {:.0} ms |", times[0]);
        println!("| ready: the app's own picture | {:.0} ms |", times[1]);
        let end = [("End", 35)];
        keystrokes(page, "in a comment of the seeds' manifest", &end, true).await?;
        keystrokes(page, "there, without a pause", &end, false).await?;
        let frames = numbers(&page.client.execute_async(SCRUB, Vec::new()).await?);
        println!(
            "| frame while scrubbing, {} frames | {} |",
            frames.len(),
            quantiles(frames)
        );
        lengthen(page).await?;
        keystrokes(page, "in a comment of a manifest of 300 lines", &end, true).await?;
        image(page, "in an image's name (all variants are simulated)", true).await?;
        image(page, "there, without a pause", false).await
    })
}

/// Types in the name of the first image of a fresh page.
async fn image(page: &Page, what: &str, pauses: bool) -> Outcome {
    page.open("").await?;
    let line = "return [...document.querySelectorAll('.cm-line')].findIndex(line => line.textContent.includes('image:'))";
    let down = page.eval(line).await?.as_u64().unwrap_or(0);
    let mut keys = vec![("Home", 36)];
    keys.extend((0..down).map(|_| ("ArrowDown", 40)));
    keys.push(("End", 35));
    keystrokes(page, what, &keys, pauses).await
}

/// Goes somewhere by keys (the first with Ctrl), types there as a person does or without a pause and prints how long that took.
async fn keystrokes(page: &Page, what: &str, keys: &[(&str, u32)], pauses: bool) -> Outcome {
    page.css(".cm-content").await?.click().await?;
    for (at, (key, number)) in keys.iter().enumerate() {
        let modifiers = if at == 0 { 2 } else { 0 };
        page.devtools(
            "Input.dispatchKeyEvent",
            json!({ "type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": number, "modifiers": modifiers }),
        )
        .await?;
    }
    let comment = keys.len() == 1;
    page.eval(LISTEN).await?;
    for at in 0..KEYS {
        if comment && at % LINE == 0 {
            page.devtools("Input.insertText", json!({ "text": "\n# " }))
                .await?;
        }
        let letter = char::from(b'a' + (at % 26) as u8);
        let key = letter.to_string();
        let number = u32::from(letter.to_ascii_uppercase());
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { key.as_str() } else { "" };
            page.devtools(
                "Input.dispatchKeyEvent",
                json!({ "type": kind, "key": key, "windowsVirtualKeyCode": number, "text": text }),
            )
            .await?;
        }
        if pauses {
            let more = (at as u64 * 37) % PAUSE.1;
            std::thread::sleep(std::time::Duration::from_millis(PAUSE.0 + more));
        }
    }
    page.eventually("all keystrokes to be painted", async || {
        Ok(page.eval("return window.typed.every(entry => entry.painted !== undefined && entry.picture !== undefined)").await? == true)
    })
    .await?;
    for (field, words) in [
        ("worked", "worked on"),
        ("painted", "painted"),
        ("picture", "to its picture,"),
    ] {
        let all = page
            .eval(&format!("return window.typed.map(entry => entry.{field})"))
            .await?;
        println!("| keystroke {words} {what} | {} |", quantiles(numbers(&all)));
    }
    Ok(())
}

/// Adds a config map of many lines to the text.
async fn lengthen(page: &Page) -> Outcome {
    let lines: String = (0..LINES).map(|line| format!("  key-{line}: value\n")).collect();
    let text = format!("\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: long\ndata:\n{lines}");
    page.devtools("Input.insertText", json!({ "text": text })).await?;
    page.sees("[data-testid=status]", "valid").await
}

fn numbers(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_f64)
        .collect()
}

/// `p50 3.1 ms, p95 5.2 ms`.
fn quantiles(mut all: Vec<f64>) -> String {
    all.sort_by(f64::total_cmp);
    let at = |share: usize| {
        all.get(all.len().saturating_sub(1) * share / 100)
            .copied()
            .unwrap_or(0.0)
    };
    format!("p50 {:.1} ms, p95 {:.1} ms", at(50), at(95))
}
