//! The root component: owns the session, passes events in, carries effects out, and arranges the parts.

mod effects;
mod embed;
mod full;
mod keys;
mod odds;
mod work;

use app::drafts::KEY;
use app::export::Format;
use app::session::Sheet;
use app::{Msg, Session};
use gloo::events::EventListener;
use gloo::render::AnimationFrame;
use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::components::PROMPT_ID;
use crate::platform::{address, files, host, now, storage, theme, time};
use odds::Odds;
use work::Work;

/// How the page was opened.
#[derive(Clone, PartialEq, Properties)]
pub struct AppProps {
    /// Inside another page: without bar and editor.
    pub embed: bool,
}

/// What the root component is told.
#[derive(Debug)]
pub enum Event {
    /// Something for the session.
    Session(Msg),
    /// A frame is due, at this time of the page's clock (ms).
    Frame(f64),
    /// The link may be packed now: nothing changed for a moment.
    LinkDue,
    /// The page was painted: there is time to go on with the picture of a changed text.
    WorkDue,
    /// Nothing may have happened for a while.
    OddsDue,
    /// The announcement may be read out now.
    AnnounceDue(String),
    /// The system went light or dark.
    SystemTheme,
    /// The picture shall be kept as a file.
    Exported(Format),
    /// A line of the text was asked for.
    Reveal(u32),
    /// The embedded page shows or hides its text.
    YamlToggled,
    /// The draft may be kept now.
    DraftDue,
    /// The page goes away, perhaps for ever.
    Leaving,
    /// A file is dragged over the page, or no longer.
    Dragged(bool),
    /// The embedded page's text may be edited.
    TryChosen,
    /// The embedded page shows what it was opened with.
    Reset,
}

/// The whole page.
pub struct App {
    session: Session,
    // Made once: a component is drawn anew when what it was given differs, and two callbacks always differ.
    send: Callback<Msg>,
    reveal: Callback<u32>,
    export: Callback<Format>,
    work: Work,
    odds: Odds,
    /// Counts the texts that the program put into the editor.
    revision: usize,
    /// Counts the requests to show a line, and the last one.
    reveals: (usize, u32),
    frame: Option<(AnimationFrame, f64)>,
    timers: Timers,
    said: String,
    /// A file is dragged over the page.
    dropping: bool,
    /// The embedded page: whether its text is shown and may be edited, the hash of its link, and its host.
    yaml: bool,
    tries: bool,
    link: String,
    _heights: Option<host::Heights>,
    /// The prompt shall take the keyboard once it is drawn.
    focus_prompt: bool,
    _listeners: Vec<EventListener>,
}

/// Things that happen a moment later, unless they are overtaken.
#[derive(Default)]
struct Timers {
    link: Option<Timeout>,
    announce: Option<Timeout>,
    draft: Option<Timeout>,
}

impl Component for App {
    type Message = Event;
    type Properties = AppProps;

    fn create(ctx: &Context<Self>) -> App {
        let link = ctx.link();
        let mut listeners = vec![keys::listen(link.callback(Event::Session))];
        listeners.extend(theme::listen(link.callback(|()| Event::SystemTheme)));
        let opened = link.callback(|()| Event::Session(Msg::HashOpened(address::hash())));
        listeners.push(EventListener::new(
            &gloo::utils::window(),
            "hashchange",
            move |_| opened.emit(()),
        ));
        for event in ["pagehide", "visibilitychange"] {
            let leaving = link.callback(|()| Event::Leaving);
            let listener = EventListener::new(&gloo::utils::window(), event, move |_| leaving.emit(()));
            listeners.push(listener);
        }
        if !ctx.props().embed {
            let send = link.callback(Event::Session);
            listeners.extend(files::listen(&send, link.callback(Event::Dragged)));
        } else {
            let themed = link.callback(|theme| Event::Session(Msg::ThemeChosen(theme)));
            listeners.extend(host::listen(themed));
        }
        let began = now();
        let mut session = Session::new(ctx.props().embed);
        session.update(Msg::Simulated(((now() - began) * 1_000.0) as i64));
        let mut app = App {
            session,
            send: link.callback(Event::Session),
            reveal: link.callback(Event::Reveal),
            export: link.callback(Event::Exported),
            work: Work::default(),
            odds: Odds::default(),
            revision: 0,
            reveals: (0, 1),
            frame: None,
            timers: Timers::default(),
            said: String::new(),
            dropping: false,
            yaml: false,
            tries: false,
            link: String::new(),
            _heights: host::Heights::tell().filter(|_| ctx.props().embed),
            focus_prompt: false,
            _listeners: listeners,
        };
        app.restore(ctx);
        app
    }

    fn update(&mut self, ctx: &Context<Self>, event: Event) -> bool {
        self.find_odds_soon(ctx, &event);
        match event {
            // What was typed stands in the editor already, and what follows from it is drawn when it is known.
            Event::Session(msg @ Msg::TextEdited(_)) => {
                self.tell(ctx, msg);
                return false;
            }
            Event::Session(msg @ (Msg::CaretMoved(_) | Msg::LaneHovered(_))) => {
                let marks = |session: &Session| (session.view().marked.clone(), session.view().lines);
                let old = marks(&self.session);
                self.tell(ctx, msg);
                return old != marks(&self.session);
            }
            Event::Session(msg) => self.tell(ctx, msg),
            Event::WorkDue => self.do_some_work(ctx),
            Event::OddsDue => return self.find_some_odds(ctx),
            Event::Frame(time) => self.frame(ctx, time),
            Event::LinkDue if ctx.props().embed => self.link = self.session.hash(),
            Event::LinkDue => {
                self.timers.link = None;
                address::replace_hash(&self.session.hash());
                return false;
            }
            Event::AnnounceDue(text) => self.said = text,
            Event::Exported(format) => {
                self.keep(&format);
                return false;
            }
            Event::SystemTheme => {}
            Event::Reveal(line) => {
                self.reveals = (self.reveals.0 + 1, line);
                self.tell(ctx, Msg::SheetChosen(Sheet::Manifest));
            }
            Event::YamlToggled => self.yaml = !self.yaml,
            Event::DraftDue => {
                self.timers.draft = None;
                self.tell(ctx, Msg::DraftDue(storage::all(KEY), time()));
            }
            Event::Leaving => {
                self.flush(ctx);
                return false;
            }
            Event::Dragged(over) => return std::mem::replace(&mut self.dropping, over) != over,
            Event::TryChosen => self.tries = true,
            Event::Reset => self.reset(ctx),
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        html! {
            <>
                if ctx.props().embed { { self.embed(ctx) } } else { { self.full() } }
                <p class="visually-hidden" role="status" aria-live="polite">{ &self.said }</p>
            </>
        }
    }

    fn rendered(&mut self, _ctx: &Context<Self>, first: bool) {
        if first {
            crate::platform::mark("first-picture");
        }
        if std::mem::take(&mut self.focus_prompt)
            && let Some(prompt) = gloo::utils::document().get_element_by_id(PROMPT_ID)
            && let Ok(prompt) = prompt.dyn_into::<HtmlElement>()
        {
            // The caret goes behind the text by itself, for the text was put there before.
            let _ = prompt.focus();
        }
    }
}

impl App {
    /// Passes an event to the session and carries out what it asks for.
    fn tell(&mut self, ctx: &Context<Self>, msg: Msg) {
        let simulates = matches!(
            msg,
            Msg::ExampleChosen(_)
                | Msg::VersionChosen(_)
                | Msg::SidecarChosen(_)
                | Msg::SeedChosen(_)
                | Msg::LengthChosen(_)
        );
        if replaces_text(&msg) {
            self.flush(ctx);
        }
        let began = now();
        let effects = self.session.update(msg);
        if simulates && self.session.is_working() {
            self.work.worked = now() - began;
        } else if simulates {
            let took = ((now() - began) * 1_000.0) as i64;
            self.session.update(Msg::Simulated(took));
        }
        for effect in effects {
            self.carry_out(ctx, effect);
        }
    }
}

/// What shows another text; the present one is kept first.
fn replaces_text(msg: &Msg) -> bool {
    matches!(
        msg,
        Msg::ExampleChosen(_)
            | Msg::HashOpened(_)
            | Msg::FileOpened(..)
            | Msg::Pasted(_)
            | Msg::DraftOpened(_)
    )
}
