//! The cost of the engine relative to the bare work under it: `cargo bench --bench engine`.
//!
//! Every figure is a ratio within one run. Both sides alternate on the same disk and listener, so that a slow or busy
//! machine affects both. The harness is our own, because divan measures calls that can be repeated, and none of these
//! can. `CONFAB_DRAIN` and `CONFAB_PAGES` scale the run down from 100000 wishes and 1000000 messages.

// A benchmark may panic, and prints its results.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::wildcard_enum_match_arm
)]

mod drain;
mod page;
mod submit;

use confab::chat::wish::{Post, Wish};
use confab::chat::{ChannelId, CompanyId, MessageId, PersonId, conversation};
use confab::clock::Clock;
use confab::outbox::plan::Limits;
use confab::outbox::terms::{Measure, Terms};
use confab::remote::Remote;
use confab::remote::wire::TypeNames;
use confab::row::Me;
use confab::session::{Session, Setup};
use confab::settings::MessageTypes;
use confab::store::{Access, Store};

use uuid::Uuid;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const ME: PersonId = PersonId::new(Uuid::from_u128(1));
/// As long as real messages.
const TEXT: &str =
    "The build is green again; I moved the deploy to three o'clock so that everybody can watch it.";

fn channel(number: u128) -> conversation::Id {
    conversation::Id::Channel(ChannelId::new(Uuid::from_u128(1_000 + number)))
}

fn post(to: conversation::Id) -> Wish {
    Wish::Post(Post {
        id: MessageId::fresh(),
        to,
        text: TEXT.to_owned(),
        tags: Vec::new(),
        files: Vec::new(),
        reply_to: None,
    })
}

fn session(path: &Path, remote: Option<Arc<dyn Remote>>) -> Session {
    let terms = Terms {
        me: ME,
        me_name: "Asha".to_owned(),
        company: CompanyId::new(Uuid::from_u128(99)),
        limits: Limits { messages: 100, bytes: 1_000_000 },
        kinds: MessageTypes::ALL,
        types: TypeNames::default(),
        marks: confab::settings::Marks::default(),
        measure: Measure { envelope: 120, element: |element, _| element.len() + 1 },
    };
    let store = Store::open(path, Access::Write).unwrap();
    Session::new(Setup {
        file_settings: confab::transfer::FileSettings::beside(&store),
        store,
        me: Me::member(ME, "Asha"),
        clock: Clock::System,
        line: remote.map(|remote| (remote, terms)),
        read_every: None,
        max_text: 0,
        reports: confab::settings::Reports::OnMessage,
        review: confab::settings::Review::default(),
        read_marks: confab::settings::ReadMarks::default(),
    })
}

fn number(variable: &str, usual: usize) -> usize {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Sorts the times and returns this quantile.
fn share(times: &mut [Duration], share: f64) -> Duration {
    times.sort_unstable();
    let last = times.len() - 1;
    times[(last as f64 * share) as usize]
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    // `cargo test --benches` runs this too, with small numbers, to check that it works.
    let testing = !std::env::args().any(|argument| argument == "--bench");
    let scale = if testing { 100 } else { 1 };
    runtime.block_on(async {
        submit::measure(2_000 / scale.min(20)).await;
        drain::measure(number("CONFAB_DRAIN", 100_000 / scale)).await;
        page::measure(number("CONFAB_PAGES", 1_000_000 / scale)).await;
    });
}
