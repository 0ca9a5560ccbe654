//! The reader's loop with a paused clock: how often it asks the server, and the events that end a pause early.

use crate::{DAY, ME, PLACE, Pages, element};

use confab::chat::wish::{Post, Wish};
use confab::chat::{CompanyId, MessageId};
use confab::clock::Clock;
use confab::outbox::plan::Limits;
use confab::outbox::terms::{Measure, Terms};
use confab::remote::wire::TypeNames;
use confab::remote::{Failure, Remote, Wait};
use confab::requests::Attention;
use confab::row::Me;
use confab::session::{Session, Setup};
use confab::settings::MessageTypes;
use confab::store::{Access, Store};
use confab::sync::Plan;

use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

struct Listening {
    _folder: tempfile::TempDir,
    session: Session,
    server: Arc<Pages>,
}

/// A started session on a server with a few messages.
fn listening() -> Listening {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("confab.db"), Access::Write).unwrap();
    let server = Arc::new(Pages::default());
    server.messages.lock().unwrap().extend((0..5).map(element));
    let terms = Terms {
        me: ME,
        me_name: "Asha Rao".to_owned(),
        company: CompanyId::new(Uuid::from_u128(9)),
        limits: Limits { messages: 100, bytes: 1_000_000 },
        kinds: MessageTypes::ALL,
        marks: confab::settings::Marks::default(),
        types: TypeNames::default(),
        measure: Measure { envelope: 120, element: |element, _| element.len() + 1 },
    };
    let session = Session::new(Setup {
        file_settings: confab::transfer::FileSettings::beside(&store),
        store,
        me: Me::member(ME, "Asha Rao"),
        clock: Clock::tokio(chrono::DateTime::from_timestamp(DAY / 10_000_000 + 3_600, 0).unwrap()),
        line: Some((Arc::clone(&server) as Arc<dyn Remote>, terms)),
        read_every: Some(Plan::default()),
        max_text: 0,
        reports: confab::settings::Reports::OnMessage,
        review: confab::settings::Review::default(),
        read_marks: confab::settings::ReadMarks::default(),
    });
    session.start();
    Listening { _folder: folder, session, server }
}

impl Listening {
    /// Lets this time pass in small steps, and returns the number of read calls meanwhile.
    async fn calls_in(&self, time: Duration) -> usize {
        self.server.asked.lock().unwrap().clear();
        let end = tokio::time::Instant::now() + time;
        tokio::time::sleep_until(end).await;
        self.server.asked.lock().unwrap().len()
    }

    async fn post(&self) {
        let post = Post {
            id: MessageId::fresh(),
            to: PLACE,
            text: "mine".to_owned(),
            tags: Vec::new(),
            files: Vec::new(),
            reply_to: None,
        };
        self.session.submit(Wish::Post(post)).await.unwrap();
    }

    async fn seconds(&self, seconds: u64) -> usize {
        self.calls_in(Duration::from_secs(seconds)).await
    }
}

#[tokio::test(start_paused = true)]
async fn a_window_in_front_asks_every_two_seconds_then_slower_and_one_behind_every_thirty() {
    let listening = listening();
    listening.seconds(2).await;
    let lively = listening.seconds(50).await;
    assert!((22..=28).contains(&lively), "{lively} calls in 50 s");
    listening.seconds(2_400).await;
    let silent = listening.seconds(150).await;
    assert!((9..=12).contains(&silent), "{silent} calls in 150 s");
    listening.session.set_attention(Attention::Away);
    let away = listening.seconds(300).await;
    assert!((9..=12).contains(&away), "{away} calls in 300 s");
}

#[tokio::test(start_paused = true)]
async fn a_message_that_comes_makes_it_lively_again() {
    let listening = listening();
    listening.seconds(3_000).await;
    listening.server.messages.lock().unwrap().push(element(9));
    listening.seconds(20).await;
    let lively = listening.seconds(30).await;
    assert!(lively >= 13, "{lively} calls in 30 s");
}

#[tokio::test(start_paused = true)]
async fn coming_to_the_front_the_network_a_person_and_our_own_message_are_heard_at_once() {
    let listening = listening();
    listening.seconds(3).await;
    let soon = Duration::from_millis(900);
    for case in ["focus", "network", "a person", "our own message"] {
        listening.session.set_attention(Attention::Away);
        listening.seconds(3).await;
        assert_eq!(listening.calls_in(soon).await, 0, "{case}");
        match case {
            "focus" => listening.session.set_attention(Attention::Here),
            "network" => listening.session.network_up(),
            "a person" => listening.session.try_now(),
            _ => listening.post().await,
        }
        assert!(listening.calls_in(soon).await >= 1, "{case}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_asked_for_quiet_is_read_when_a_person_asks_and_by_nobody_else() {
    let listening = listening();
    *listening.server.busy.lock().unwrap() = Some(Wait::For(Duration::from_secs(600)));
    listening.seconds(3).await;
    listening.session.set_attention(Attention::Away);
    listening.session.set_attention(Attention::Here);
    listening.session.network_up();
    assert_eq!(listening.seconds(500).await, 0);
    listening.session.try_now();
    assert!(listening.seconds(1).await >= 1);
}

#[tokio::test(start_paused = true)]
async fn a_401_or_404_is_asked_again_by_a_person_and_by_itself_within_a_day() {
    for failure in [Failure::SignIn, Failure::Misdirected("no such call".to_owned())] {
        let listening = listening();
        *listening.server.failure.lock().unwrap() = Some(failure);
        listening.seconds(20).await;
        listening.session.set_attention(Attention::Away);
        listening.session.set_attention(Attention::Here);
        assert_eq!(listening.seconds(300).await, 0);
        listening.session.try_now();
        assert_eq!(listening.seconds(5).await, 1);
        let day = listening.seconds(24 * 3_600).await;
        assert!((4..=9).contains(&day), "{day} calls in a day");
    }
}

#[tokio::test(start_paused = true)]
async fn failures_make_it_slower_and_a_success_quick_again() {
    let listening = listening();
    let words = "cut".to_owned();
    let reached = confab::remote::Reached::Never;
    *listening.server.failure.lock().unwrap() = Some(Failure::Unreachable { reached, words });
    listening.seconds(120).await;
    let failing = listening.seconds(300).await;
    assert!((4..=7).contains(&failing), "{failing} calls in 300 s");
    *listening.server.failure.lock().unwrap() = None;
    listening.session.try_now();
    listening.seconds(3).await;
    assert!(listening.seconds(20).await >= 8);
}

#[tokio::test(start_paused = true)]
async fn after_the_network_was_away_what_others_wrote_is_read_before_anything_leaves() {
    let listening = listening();
    listening.seconds(3).await;
    *listening.server.offline.lock().unwrap() = true;
    listening.post().await;
    listening.seconds(300).await;
    *listening.server.offline.lock().unwrap() = false;
    listening.server.calls.lock().unwrap().clear();
    listening.session.network_up();
    listening.seconds(3).await;
    let calls = listening.server.calls.lock().unwrap().clone();
    assert_eq!(calls[..2], [false, true], "a reading, then the message: {calls:?}");
}

#[tokio::test(start_paused = true)]
async fn publishing_that_found_nobody_there_is_not_followed_by_readings_until_it_tries_again() {
    let listening = listening();
    listening.seconds(3).await;
    *listening.server.offline.lock().unwrap() = true;
    listening.post().await;
    listening.seconds(600).await;
    listening.server.calls.lock().unwrap().clear();
    listening.seconds(600).await;
    let calls = listening.server.calls.lock().unwrap().clone();
    let published = calls.iter().filter(|publishes| **publishes).count();
    assert!(calls.len() <= published * 2 + 2, "{} calls, {published} to publish", calls.len());
}
