//! While one works on the page (`cargo xtask serve`): it is loaded anew when trunk has rebuilt it.
//!
//! Trunk's own script for this stands inline in the page, which the Content-Security-Policy refuses.

use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, WebSocket};

/// Listens to trunk's messages.
pub fn listen() {
    let location = gloo::utils::window().location();
    let host = location.host().unwrap_or_default();
    let Ok(socket) = WebSocket::new(&format!("ws://{host}/.well-known/trunk/ws")) else {
        return;
    };
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let text = event.data().as_string().unwrap_or_default();
        if text.contains("\"reload\"") {
            // A page that cannot be left stays as it is.
            let _ = location.reload();
        }
    });
    socket.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    // The page listens as long as it lives.
    heard.forget();
}
