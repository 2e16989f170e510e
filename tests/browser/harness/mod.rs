//! Drives the built page in a real Chromium; README.md in the folder above says how to write a journey.

mod chromium;
mod log;
mod page;
mod server;

use std::any::Any;
use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};

pub use log::Console;
pub use page::{Page, Theme, Viewport};

/// What a step gives; any error ends the journey.
pub type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// One browser journey as a test: runs `steps` in a fresh profile, then checks that the page wrote no error to the
/// console and asked no other origin for anything.
///
/// # Panics
///
/// When a step fails or panics or a check does not hold; `tests/browser/out/NAME.png` then shows the page.
#[track_caller]
pub fn journey(name: &str, viewport: Viewport, steps: impl AsyncFnOnce(&Page) -> Outcome) {
    let picture = repository().join("tests/browser/out").join(format!("{name}.png"));
    // A picture of an earlier failure would mislead.
    let _ = std::fs::remove_file(&picture);
    let result = visit(viewport, async |page| {
        let failure = match caught(page, steps).await {
            Ended::Well => page.complaints().await.err(),
            Ended::Failed(error) => Some(error),
            Ended::Panicked(payload) => {
                page.save_picture(&picture).await?;
                return Ok(Some(payload));
            }
        };
        match failure {
            None => Ok(None),
            Some(error) => {
                page.save_picture(&picture).await?;
                Err(format!("{error}\nthe page is shown in {}", picture.display()).into())
            }
        }
    });
    match result {
        Ok(None) => {}
        Ok(Some(payload)) => resume_unwind(payload),
        Err(error) => panic!("journey {name}: {error}"),
    }
}

/// Serves the built site, opens a browser with a fresh profile, runs `steps` and closes all of it again.
///
/// # Errors
///
/// When the site is missing, the browser cannot be started, or `steps` fails.
pub fn visit<T>(viewport: Viewport, steps: impl AsyncFnOnce(&Page) -> Outcome<T>) -> Outcome<T> {
    let server = server::Server::start(&site()?)?;
    let chromium = chromium::Chromium::start()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let page = Page::new(chromium.connect().await?, server.address(), viewport).await?;
        let result = steps(&page).await;
        page.close().await?;
        result
    })
}

/// The repository's root folder.
pub fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// The folder with the built page, named by `SIDECAR_DIST`; a relative path counts from the repository's root.
///
/// # Errors
///
/// When nothing is named, or no page is there.
pub fn site() -> Outcome<PathBuf> {
    let missing = "SIDECAR_DIST must name the built site: run `cargo xtask test`, or `cargo xtask build` and set it to dist";
    let folder = repository().join(std::env::var_os("SIDECAR_DIST").ok_or(missing)?);
    if folder.join("index.html").is_file() {
        return Ok(folder);
    }
    Err(format!("SIDECAR_DIST names {}, where no index.html is", folder.display()).into())
}

/// How a journey's steps came to their end.
enum Ended {
    Well,
    Failed(Box<dyn Error>),
    Panicked(Box<dyn Any + Send>),
}

/// Runs the steps and catches what a failed `assert!` throws, so that the page can still be pictured.
async fn caught(page: &Page, steps: impl AsyncFnOnce(&Page) -> Outcome) -> Ended {
    let mut steps = Box::pin(steps(page));
    let polled = std::future::poll_fn(|context| {
        match catch_unwind(AssertUnwindSafe(|| steps.as_mut().poll(context))) {
            Ok(poll) => poll.map(Ok),
            Err(payload) => std::task::Poll::Ready(Err(payload)),
        }
    });
    match polled.await {
        Ok(Ok(())) => Ended::Well,
        Ok(Err(error)) => Ended::Failed(error),
        Err(payload) => Ended::Panicked(payload),
    }
}
