//! Mounts the application in `#app`, in place of the static first paint of `index.html`.

use web::page::{App, AppProps};
use web::platform::{address, panic};

fn main() {
    panic::install();
    let root = gloo::utils::document()
        .get_element_by_id("app")
        .expect("index.html has an element #app");
    let props = AppProps {
        embed: address::is_embed(),
    };
    yew::Renderer::<App>::with_root_and_props(root, props).render();
}
