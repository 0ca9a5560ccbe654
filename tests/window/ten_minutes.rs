//! The whole program through ten minutes offline: a real window, session and database, with the embedded demo service
//! in place of the network. Time is tokio's, and moves only while something waits for it.

use crate::app::{Starts, environment_at, window};
use crate::world::noon;

use confab::app::Opened;
use confab::chat::{Stamp, conversation};
use confab::clock::Clock;
use confab::demo::binding::{self, Bound, Format};
use confab::demo::service::{Query, Service};
use confab::demo::weather::{Sky, Turn};
use confab::demo::{Company, Size, Weather};
use confab::headless::Chord;
use confab::outbox::plan::Limits;
use confab::outbox::terms::{Measure, Terms};
use confab::remote::answer::{self, Answer};
use confab::remote::wire::{TypeNames, json};
use confab::remote::{Call, Failure, Page, Reached, Receipt, Remote, Rest, Search};
use confab::row::{Connection, Me};
use confab::session::{Session, Setup};
use confab::settings::MessageTypes;
use confab::store::{Access, Store};

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use iced::keyboard::key::Named;
use tempfile::TempDir;
use uuid::Uuid;

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
/// In tokio's time, so it costs nothing.
const PATIENT: Duration = Duration::from_secs(150);
/// The page size of a read call.
const PAGE: usize = 200;

/// The demo server without its port: takes bodies and returns answers, under the demo's weather.
#[derive(Clone)]
struct Embedded {
    clock: Clock,
    inside: Arc<Mutex<Inside>>,
}

struct Inside {
    service: Service,
    sky: Sky,
    /// Texts in the order in which the server accepted them.
    taken: Vec<String>,
    /// The number of elements that arrived for a known id.
    again: usize,
}

impl std::fmt::Debug for Embedded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Embedded")
    }
}

impl Embedded {
    fn of(company: &Company, clock: Clock) -> Self {
        let inside = Inside {
            service: Service::of_company(company),
            sky: Sky::new(Weather::Clear, 7),
            taken: Vec::new(),
            again: 0,
        };
        Self { clock, inside: Arc::new(Mutex::new(inside)) }
    }

    fn set_weather(&self, weather: Weather) {
        self.inside.lock().unwrap().sky.set(weather);
    }

    fn taken(&self) -> Vec<String> {
        self.inside.lock().unwrap().taken.clone()
    }

    fn turn(&self) -> Result<(), Failure> {
        match self.inside.lock().unwrap().sky.decide(self.clock.now()).turn {
            Turn::Serve => Ok(()),
            other => {
                assert_eq!(other, Turn::CutBefore, "this play knows clear and offline");
                let words = "Couldn't reach the server.".to_owned();
                Err(Failure::Unreachable { reached: Reached::Never, words })
            }
        }
    }
}

impl Remote for Embedded {
    fn publish(&self, call: Call) -> BoxFuture<'static, Result<Receipt, Failure>> {
        let here = self.clone();
        Box::pin(async move {
            // The duration of a call: the user sees the mark *saved* before *accepted*.
            tokio::time::sleep(Duration::from_millis(700)).await;
            here.turn()?;
            let elements = call.elements.iter().map(|element| &**element);
            let body = json::join_publish(call.user, call.company, elements);
            let Bound::Call { publish, faults } = binding::publish(Format::Json, &body) else {
                panic!("the service understands what is sent");
            };
            let mut inside = here.inside.lock().unwrap();
            let known = |id: Option<Uuid>| id.is_some_and(|id| inside.service.stored(id).is_some());
            inside.again += publish.messages.iter().filter(|message| known(message.id)).count();
            inside.taken.extend(publish.messages.iter().filter_map(|message| message.message.clone()));
            let outcome = inside.service.publish(&publish, &faults, here.clock.stamp());
            match answer::read(outcome.answer.to_json().as_bytes()) {
                Answer::Accepted => Ok(Receipt::default()),
                other => panic!("the service took it: {other:?}"),
            }
        })
    }

    fn messages(&self, search: Search, page: u32) -> BoxFuture<'static, Result<Page, Failure>> {
        let here = self.clone();
        Box::pin(async move {
            here.turn()?;
            let query = Query {
                page_size: PAGE,
                page_number: page as usize,
                pagination: Some(true),
                last_sync: search.since,
                ..Query::default()
            };
            let inside = here.inside.lock().unwrap();
            let messages = inside.service.messages(&query, inside.service.person());
            let rest = if messages.len() < PAGE { Rest::None } else { Rest::Perhaps };
            Ok(Page { messages, notes: Default::default(), rest })
        })
    }
}

/// Starts the program on a profile, without the window.
fn begin(folder: &Path, company: &Company, server: &Embedded) -> Session {
    let terms = Terms {
        me: company.me.id,
        me_name: company.me.name.clone(),
        company: company.id,
        limits: Limits { messages: 100, bytes: 1_000_000 },
        kinds: MessageTypes::ALL,
        types: TypeNames::default(),
        marks: confab::settings::Marks::default(),
        measure: Measure { envelope: 120, element: |element, _| element.len() + 1 },
    };
    let store = Store::open(&folder.join("confab.db"), Access::Write).unwrap();
    let session = Session::new(Setup {
        file_settings: confab::transfer::FileSettings::beside(&store),
        store,
        me: Me::member(company.me.id, company.me.name.clone()),
        clock: server.clock,
        line: Some((Arc::new(server.clone()), terms)),
        read_every: Some(confab::sync::Plan::default()),
        max_text: 0,
        reports: confab::settings::Reports::OnMessage,
        review: confab::settings::Review::default(),
        read_marks: confab::settings::ReadMarks::default(),
    });
    session.start();
    session
}

/// The window of a started session.
macro_rules! shown {
    ($session:expr) => {{
        let preferences = $session.preferences().await.unwrap();
        let opened = Opened { session: $session.clone(), preferences, demo: None, note: None, place: None };
        let environment = environment_at($session.clock(), Err(String::new()), &Starts::default());
        window(environment, Some(opened)).await
    }};
}

const KEPT: &str = "Waiting to be sent";
const ACCEPTED: &str = "Sent";
const SEEN: &str = "Delivered";

#[tokio::test(start_paused = true)]
async fn ten_minutes_without_a_line_and_a_restart_lose_nothing_and_send_nothing_twice() {
    let really = std::time::Instant::now();
    let base: DateTime<Utc> = DateTime::from_timestamp(noon().ticks() / 10_000_000, 0).unwrap();
    let clock = Clock::tokio(base);
    let company = Company::invent(7, Size { people: 5, messages: 0 }, Stamp::from(base));
    let folder: TempDir = tempfile::tempdir().unwrap();
    let server = Embedded::of(&company, clock);
    let session = begin(folder.path(), &company, &server);
    session.merge_roster(company.people.clone(), company.conversations.clone()).await.unwrap();
    let channel =
        company.conversations.iter().find(|of| of.id.kind() == conversation::Kind::Channel).unwrap();
    let (of, field) = (channel.id, format!("Message #{}", channel.name));

    // After Enter the message appears at once with its mark, and the field is empty.
    let mut window = shown!(session);
    window.click(&channel.name).await.unwrap();
    window.type_text("the first").await;
    let entered = clock.millis();
    window.key(Chord::named(Named::Enter)).await;
    window.wait_for_text("the first", PATIENT).await.unwrap();
    assert!(window.shows(&field), "the composer is empty");
    assert!(clock.millis() - entered < 700, "nobody waited for the server");
    window.wait_for_text(KEPT, PATIENT).await.unwrap();
    assert!(server.taken().is_empty(), "kept comes before sent");
    // It may be read back at once, so that *accepted* is never shown.
    window
        .wait_until(ACCEPTED, PATIENT, |window| window.shows(ACCEPTED) || window.shows(SEEN))
        .await
        .unwrap();
    assert_eq!(server.taken(), ["the first"]);
    assert!(!window.shows(KEPT));
    window.wait_for_text(SEEN, PATIENT).await.unwrap();

    // The connection fails. Messages written meanwhile wait, and the sidebar shows until when.
    server.set_weather(Weather::Offline);
    for text in ["without a line, one", "without a line, two"] {
        window.type_text(text).await;
        window.key(Chord::named(Named::Enter)).await;
        window.wait_for_text(text, PATIENT).await.unwrap();
    }
    window.wait_for_text("Offline", PATIENT).await.unwrap();
    window.pause(5 * MINUTE).await;
    assert!(window.shows(KEPT));
    assert!(
        window.shows_part("2 messages will be sent when you are back online. Retrying"),
        "the line says what will happen: {:?}",
        window.texts().iter().map(|found| found.text.clone()).collect::<Vec<_>>()
    );
    window.type_text("half a thought").await;
    window.pause(Duration::from_secs(1)).await;

    // Everything is restarted on the same folder, still offline.
    window.ask_to_close().await;
    window.wait_until("the end", PATIENT, |window| window.is_over()).await.unwrap();
    drop(window);
    drop(session);
    let session = begin(folder.path(), &company, &server);
    let mut window = shown!(session);
    for text in ["the first", "without a line, one", "without a line, two", "half a thought"] {
        window.wait_for_text(text, PATIENT).await.unwrap();
    }
    assert_eq!(session.outbox().await.unwrap().len(), 2);
    window.wait_for_text("Offline", PATIENT).await.unwrap();
    window.type_text(", ended").await;
    window.key(Chord::named(Named::Enter)).await;
    window.wait_for_text("half a thought, ended", PATIENT).await.unwrap();
    assert!(window.shows(&field), "the draft went with its message");
    window.pause(5 * MINUTE).await;
    assert!(matches!(session.connection(), Connection::Offline { .. }));
    assert!(window.shows_part("3 messages will be sent when you are back online. Retrying"));
    assert_eq!(server.taken(), ["the first"], "ten minutes, and nothing has gone");

    // The connection is back: everything is sent, once, in the order in which it was written.
    server.set_weather(Weather::Clear);
    window.wait_for_text("Connected", PATIENT).await.unwrap();
    window.wait_until("no mark of waiting", PATIENT, |window| !window.shows(KEPT)).await.unwrap();
    window.pause(MINUTE).await;
    assert!(!window.shows(ACCEPTED), "all came back: {:?}", server.taken());
    assert_eq!(window.texts().iter().filter(|found| found.text == SEEN).count(), 4);
    let written = ["the first", "without a line, one", "without a line, two", "half a thought, ended"];
    assert_eq!(server.taken(), written);
    {
        let inside = server.inside.lock().unwrap();
        assert_eq!((inside.again, inside.service.count()), (0, written.len()), "each was sent once");
    }
    let page = session.page(of, confab::row::Span::Latest).await.unwrap();
    let shown: Vec<_> = page.rows.iter().map(|row| row.message.text.as_str()).collect();
    assert_eq!(shown, written);
    assert!(session.outbox().await.unwrap().is_empty());
    assert!(clock.millis() - entered > 11 * 60_000, "that was long");
    assert!(really.elapsed() < Duration::from_secs(60), "and took {:?}", really.elapsed());
}
