//! Mounts the application in `#app`, in place of the static first paint of `index.html`.

use web::page::{App, AppProps};
use web::platform::{address, panic, reload};

fn main() {
    panic::install();
    let root = gloo::utils::document()
        .get_element_by_id("app")
        .expect("index.html has an element #app");
    let props = AppProps {
        embed: address::is_embed(),
    };
    if option_env!("SIDECAR_RELOAD").is_some() {
        reload::listen();
    }
    yew::Renderer::<App>::with_root_and_props(root, props).render();
}
