//! The page inside others: an example post, its heights and themes, a locked frame, and what an embedded page does itself.

use std::time::Duration;

use fantoccini::key::Key;
use tests::browser::{Outcome, Page, Theme, Viewport, journey};

/// Three programs start on one page.
const PATIENCE: Duration = Duration::from_secs(40);
const POST: Viewport = Viewport {
    width: 1000,
    height: 900,
};
const SMALL: Viewport = Viewport {
    width: 320,
    height: 640,
};

#[test]
fn a_post_shows_the_playground_at_the_height_of_its_content() {
    journey("post", POST, async |page| {
        page.go(&format!("{}examples/blog/", page.address())).await?;
        // The <pre>, the element once somebody wants it, and the frame that the post has itself.
        for (at, fallback) in [(0, "pre.sidecar-playground"), (1, "sidecar-playground")] {
            if at == 1 {
                only_on_demand(page).await?;
            }
            scroll(page, at).await?;
            fits(page, at).await?;
            let hidden =
                format!("return getComputedStyle(document.querySelector({fallback:?})).display === 'none'");
            assert_eq!(page.eval(&hidden).await?, true, "{fallback} makes room");
        }
        scroll(page, 2).await?;
        fits(page, 2).await?;

        inside(page, 0, async || {
            page.sees("[data-testid=card-without]", "Race lost").await?;
            page.css("[data-testid=group-native-startup-probe]").await?;
            Ok(page.by_role("button", "YAML").await?.click().await?)
        })
        .await?;
        fits(page, 0).await?;
        inside(page, 1, async || {
            page.sees("[data-testid=card-native]", "Completed").await
        })
        .await?;

        // The element's theme reaches its frame; another window's messages reach nothing.
        page.eval("document.querySelector('sidecar-playground').setAttribute('theme', 'dark')")
            .await?;
        inside(page, 1, async || {
            page.css(":root[data-theme=dark]").await?;
            page.eval("postMessage({ type: 'sidecar-playground:theme', theme: 'light' }, '*')")
                .await?;
            Ok(())
        })
        .await?;
        page.eval("postMessage({ type: 'sidecar-playground:height', height: 5000 }, '*')")
            .await?;
        fits(page, 0).await?;
        fits(page, 1).await?;
        inside(page, 1, async || {
            page.css(":root[data-theme=dark]").await.map(drop)
        })
        .await
    });
}

#[test]
fn a_locked_frame_needs_no_storage() {
    // Beside the first block: the element waits for its button.
    const FRAME: u16 = 1;
    journey("locked_frame", POST, async |page| {
        page.go(&format!("{}examples/blog/", page.address())).await?;
        scroll(page, FRAME).await?;
        inside(page, FRAME, async || {
            page.sees("[data-testid=card-native]", "Completed").await?;
            let blocked =
                "try { localStorage.length; return self.origin; } catch (error) { return error.name; }";
            assert_eq!(page.eval(blocked).await?, "SecurityError", "the frame is locked");
            // ChromeDriver tells no roles in a frame that runs in a process of its own.
            page.css(".player .button").await?.click().await?;
            page.css(".embed-text .button").await?.click().await?;
            page.sees(".cm-content", "kind: Job").await?;
            page.css(".cm-content").await?.click().await?;
            let start = [Key::Control, Key::Home, Key::Null].map(char::from);
            page.type_keys(&format!("{}[", start.iter().collect::<String>()))
                .await?;
            page.sees(".stale-reason", "Line").await
        })
        .await?;
        fits(page, FRAME).await
    });
}

#[test]
fn an_embedded_page_is_read_until_it_is_tried() {
    journey("embed", SMALL, async |page| {
        for theme in [Theme::Dark, Theme::Light] {
            page.prefer(theme).await?;
            page.open("?embed#example=pi-sidecar&variants=without,native")
                .await?;
            page.css("[data-testid=group-native]").await?;
            page.by_role("combobox", "Speed").await?;
            page.by_role("button", "YAML").await?.click().await?;
            page.sees(".manifest-text", "kind: Job").await?;
            page.is_accessible().await?;
            let narrow = "return document.documentElement.scrollWidth <= innerWidth";
            page.eventually("nothing wider than the frame", async || {
                Ok(page.eval(narrow).await? == true)
            })
            .await?;
        }
        assert!(
            !editor_came(page).await?,
            "the editor comes only when it is wanted"
        );
        let original = link(page).await?;
        page.by_role("button", "Try a change").await?.click().await?;
        page.sees(".cm-content", "kind: Job").await?;
        assert!(editor_came(page).await?);
        page.is_accessible().await?;
        page.by_role("textbox", "Manifest (YAML)").await?.click().await?;
        page.type_keys(&format!("{}# mine\n", char::from(Key::Home)))
            .await?;
        page.eventually("the link to follow", async || Ok(link(page).await? != original))
            .await?;
        let tried = link(page).await?;
        page.by_role("button", "Back to the original")
            .await?
            .click()
            .await?;
        page.eventually("the link to be the old one", async || {
            Ok(link(page).await? == original)
        })
        .await?;

        // What the link shows elsewhere; nothing of it became the visitor's draft.
        page.open("").await?;
        page.sees(".cm-content", "slow-sidecar").await?;
        page.go("about:blank").await?;
        page.go(&tried).await?;
        page.takes_over().await?;
        page.sees(".cm-content", "# mine").await?;

        page.open("?embed&theme=dark").await?;
        page.css(":root[data-theme=dark]").await?;
        page.go(&format!("{}embed.html#example=pi", page.address()))
            .await?;
        page.sees("[data-testid=group-as-written], [data-testid=group-without]", "")
            .await?;
        page.css(".app.embed .chart .lane").await?;
        assert!(
            !link(page).await?.contains("embed"),
            "the link leads to the whole page"
        );
        Ok(())
    });
}

/// The element waits for its button, moving it makes no second one, and the keyboard goes on in its frame.
async fn only_on_demand(page: &Page) -> Outcome {
    let frames = "return document.querySelectorAll('iframe').length";
    assert_eq!(page.eval(frames).await?, 2, "nothing is loaded unasked");
    page.eval("const place = document.querySelector('sidecar-playground'); place.after(place)")
        .await?;
    let buttons = "return document.querySelectorAll('sidecar-playground button').length";
    assert_eq!(page.eval(buttons).await?, 1);
    page.eval("document.querySelector('sidecar-playground button').focus()")
        .await?;
    page.type_keys(&char::from(Key::Enter).to_string()).await?;
    let went = "return document.activeElement.localName === 'iframe'";
    assert_eq!(page.eval(went).await?, true, "the focus is in the frame");
    assert_eq!(page.eval(frames).await?, 3);
    Ok(())
}

/// Where *Open in playground* leads.
async fn link(page: &Page) -> Outcome<String> {
    let href = page.eval("return document.querySelector('a.open').href").await?;
    Ok(href.as_str().unwrap_or_default().to_owned())
}

/// Whether the editor was ever asked for.
async fn editor_came(page: &Page) -> Outcome<bool> {
    let requests = page.requests().await?;
    Ok(requests.iter().any(|address| address.contains("codemirror")))
}

/// Brings a frame of the post into view.
async fn scroll(page: &Page, frame: u16) -> Outcome {
    let script =
        format!("document.querySelectorAll('iframe')[{frame}].scrollIntoView({{ block: 'center' }})");
    page.eval(&script).await?;
    Ok(())
}

/// Runs `steps` in a frame of the post.
async fn inside(page: &Page, frame: u16, steps: impl AsyncFnOnce() -> Outcome) -> Outcome {
    page.client.enter_frame(frame).await?;
    let result = steps().await;
    page.client.enter_parent_frame().await?;
    result
}

/// Waits until a frame is exactly as high as what it shows, and can be seen.
async fn fits(page: &Page, frame: u16) -> Outcome {
    let outer = format!(
        "const frame = document.querySelectorAll('iframe')[{frame}], style = getComputedStyle(frame); \
         return style.opacity === '1' && style.position === 'static' ? frame.clientHeight : 0"
    );
    let what = format!("frame {frame} to be as high as its content");
    page.within(PATIENCE, &what, async || {
        let height = page.eval(&outer).await?.as_i64();
        page.client.enter_frame(frame).await?;
        let content = "const app = document.querySelector('.app.embed'); return app ? Math.ceil(app.getBoundingClientRect().height) : -1";
        let content = page.eval(content).await;
        page.client.enter_parent_frame().await?;
        Ok(height == content?.as_i64())
    })
    .await
}
