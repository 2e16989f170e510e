//! Every golden link opens with the state that it was made from.

use app::link::{decode, encode};
use app::{Msg, Session};
use tests::link_lengths::{SEEDS, documentation, documented, lengths};
use tests::links::{describe, golden};

#[test]
fn every_golden_link_opens_with_its_state() {
    let links = golden().expect("tests/links");
    assert!(links.len() >= 8, "{} links", links.len());
    for link in links {
        let (shared, problem) = decode(&link.hash);
        assert_eq!(problem, None, "{}", link.name);
        let shared = shared.unwrap_or_else(|| panic!("{} opens", link.name));
        assert_eq!(describe(&shared), link.state, "{}", link.name);
        // What is made of it today opens with the same again.
        assert_eq!(decode(&encode(&shared)).0, Some(shared), "{}", link.name);
    }
}

#[test]
fn every_example_is_held_by_a_link() {
    let links = golden().expect("tests/links");
    for example in app::gallery::EXAMPLES {
        let name = format!("changed-{}", example.id);
        assert!(
            links.iter().any(|link| link.name == name),
            "{name}: tests/links/README.md"
        );
    }
}

#[test]
fn a_session_that_opened_a_golden_link_shares_the_same_state() {
    for link in golden().expect("tests/links") {
        let mut session = Session::new(false);
        session.update(Msg::HashOpened(format!("#{}", link.hash)));
        assert_eq!(session.notice(), None, "{}", link.name);
        assert_eq!(describe(&session.shared()), link.state, "{}", link.name);
    }
}

#[test]
fn links_are_short_and_documented() {
    let lengths = lengths().expect("the manifests");
    for seed in &lengths[..SEEDS.len()] {
        assert!(seed.link * 10 <= seed.gzip * 7, "{seed:?}");
        assert!(seed.example.is_some_and(|length| length < 60), "{seed:?}");
    }
    let table = documentation(&lengths);
    let (_, old) = documented(&table).expect("docs/performance.md");
    assert_eq!(
        old, table,
        "cargo run -p tests --bin link-lengths -- --write renews it"
    );
}
