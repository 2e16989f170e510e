//! A picture as pixels: the browser draws the SVG.

use app::export::File;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement, Url};

use super::files::{blob, give};

/// Pixels of the file for each of the picture's.
const SCALE: u32 = 2;

/// Draws the file's SVG and gives out the pixels. Needs `img-src blob:` of a Content-Security-Policy.
pub fn download(file: File) -> Option<()> {
    let address = Url::create_object_url_with_blob(&blob("image/svg+xml", &file.text)?).ok()?;
    let image = HtmlImageElement::new().ok()?;
    let (drawn, source) = (image.clone(), address.clone());
    let loaded = Closure::once_into_js(move || {
        let canvas = rasterised(&drawn);
        // An address that is not known any more needs no forgetting.
        let _ = Url::revoke_object_url(&source);
        let kept = Closure::once_into_js(move |pixels: Option<Blob>| {
            pixels.and_then(|pixels| give(&file.name, &pixels));
        });
        canvas.and_then(|canvas| canvas.to_blob(kept.unchecked_ref()).ok());
    });
    image.set_onload(Some(loaded.unchecked_ref()));
    image.set_src(&address);
    Some(())
}

fn rasterised(image: &HtmlImageElement) -> Option<HtmlCanvasElement> {
    let canvas = gloo::utils::document().create_element("canvas").ok()?;
    let canvas = canvas.dyn_into::<HtmlCanvasElement>().ok()?;
    let (width, height) = (image.natural_width() * SCALE, image.natural_height() * SCALE);
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.get_context("2d").ok()??;
    let context = context.dyn_into::<CanvasRenderingContext2d>().ok()?;
    context
        .draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, width.into(), height.into())
        .ok()?;
    Some(canvas)
}
