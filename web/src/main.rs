//! Mounts the application in `#app`, in place of the static first paint of `index.html`.

fn main() {
    let root = gloo::utils::document()
        .get_element_by_id("app")
        .expect("index.html has an element #app");
    yew::Renderer::<web::page::App>::with_root(root).render();
}
