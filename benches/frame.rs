//! The cost of a timeline frame, by length of the history: `cargo bench --bench frame`.
//!
//! Runs the real program on a real store without a display. It sends wheel notches and keys, and measures each with all
//! its effects, and the time in which the software renderer paints the changed parts. Then it measures hostile texts, a
//! conversation of pictures, and the first reading of a long history (only that: `cargo bench --bench frame --
//! reading`).
//!
//! The harness is our own, so that a history of a million messages is created only once. `CONFAB_FRAMES` sets the
//! lengths of the histories, `CONFAB_PICTURES` the number of pictures.

// A benchmark may panic, and prints its results.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

#[path = "frame/pictures.rs"]
mod pictures;
#[path = "frame/reading.rs"]
mod reading;

use confab::app::{self, App, Environment, Opened};
use confab::chat::{ChannelId, Conversation, Message, MessageId, PersonId, Stamp, conversation};
use confab::clock::Clock;
use confab::headless::{Driver, Stage, Surface};
use confab::row::Me;
use confab::screen::words::Now;
use confab::session::{Session, Setup};
use confab::store::{Access, Store};
use confab::theme::Theme;

use chrono::Utc;
use iced::{Element, Point, Program, Subscription, Task, window};
use url::Url;
use uuid::Uuid;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const ME: PersonId = PersonId::new(Uuid::from_u128(1));
const PLACE: conversation::Id = conversation::Id::Channel(ChannelId::new(Uuid::from_u128(2)));
const NOTCHES: usize = 300;

fn main() {
    if std::env::args().any(|argument| argument == "reading") {
        return reading::report();
    }
    let wanted = std::env::var("CONFAB_FRAMES").unwrap_or_else(|_| "100,10000,1000000".to_owned());
    println!("µs, median; {NOTCHES} of each");
    println!(
        "{:>9}  {:>12}  {:>12}  {:>12}  {:>12}",
        "history", "wheel", "its painting", "key", "its painting"
    );
    for history in wanted.split(',').map(|number| number.trim().parse().expect("numbers")) {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let [wheel, wheeled, key, keyed] = runtime.block_on(measure(history)).map(median);
        println!("{history:>9}  {wheel:>12}  {wheeled:>12}  {key:>12}  {keyed:>12}");
    }
    println!(
        "\nTexts that are meant to do harm: µs, the slowest of all frames while one is unfolded, and of its wheel notches"
    );
    println!(
        "{:>11}  {:>7}  {:>12}  {:>12}  {:>12}",
        "text", "presses", "press", "its painting", "notch whole"
    );
    for (name, text) in hostile() {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let (presses, [press, painting, notch]) = runtime.block_on(unfold(text));
        println!("{name:>11}  {presses:>7}  {press:>12}  {painting:>12}  {notch:>12}");
    }
    pictures::report();
    reading::report();
}

/// One message with this text: the slowest press of *Show more*, its painting, and the slowest notch with its painting.
async fn unfold(text: String) -> (usize, [u128; 3]) {
    let folder = tempfile::tempdir().unwrap();
    let mut driver = open(&folder, [text]).await;
    let mut surface = Surface::new();
    let _ = driver.paint(&mut surface);
    let over = Point::new(700.0, 350.0);
    let (mut presses, mut worst) = (0, [0; 3]);
    let mut keep = |at: usize, time: Duration| worst[at] = worst[at].max(time.as_micros());
    for _ in 0..60 {
        driver.wheel(over, -2_000.0).await;
        let _ = driver.paint(&mut surface);
        if driver.find("Show more").is_err() {
            break;
        }
        presses += 1;
        let start = Instant::now();
        driver.click("Show more").await.unwrap();
        keep(0, start.elapsed());
        let start = Instant::now();
        driver.paint(&mut surface).expect("the software renderer");
        keep(1, start.elapsed());
    }
    for _ in 0..40 {
        let start = Instant::now();
        driver.wheel(over, 3.0).await;
        driver.paint(&mut surface).expect("the software renderer");
        keep(2, start.elapsed());
    }
    (presses, worst)
}

fn hostile() -> Vec<(&'static str, String)> {
    vec![
        ("ordinary", "An ordinary line of an ordinary day.\n".repeat(15)),
        ("zero-width", format!("x{}", "\u{200b}".repeat(2_000))),
        ("combining", format!("o{}", "\u{336}\u{489}".repeat(1_000))),
        ("words", "word and ".repeat(11_200)),
        ("one word", "w".repeat(100_000)),
        ("Arabic", "مرحبا ".repeat(9_000)),
        ("emoji", "😀👩\u{200d}💻".repeat(5_000)),
        ("marks", "**a *b `c [d](http://e) _f ".repeat(3_700)),
    ]
}

async fn measure(history: u64) -> [Vec<Duration>; 4] {
    let folder = tempfile::tempdir().unwrap();
    let texts = (0..history).map(|number| {
        format!("{number}: the crane is booked for nine, the second one if the wind stays low.")
    });
    let mut driver = open(&folder, texts).await;
    let over = Point::new(700.0, 350.0);
    let mut surface = Surface::new();
    let _ = driver.paint(&mut surface);
    let [mut wheel, mut wheeled, mut key, mut keyed] = [const { Vec::new() }; 4];
    for number in 0..NOTCHES {
        // Up and down again, so that a short history can scroll too.
        let lines = if number % 20 < 10 { 1.0 } else { -1.0 };
        let start = Instant::now();
        driver.wheel(over, lines).await;
        wheel.push(start.elapsed());
        let start = Instant::now();
        driver.paint(&mut surface).expect("the software renderer");
        wheeled.push(start.elapsed());
    }
    driver.click("Message #general").await.unwrap();
    for number in 0..NOTCHES {
        let start = Instant::now();
        driver.type_text(if number % 7 == 6 { " " } else { "a" }).await;
        key.push(start.elapsed());
        let start = Instant::now();
        driver.paint(&mut surface).expect("the software renderer");
        keyed.push(start.elapsed());
    }
    [wheel, wheeled, key, keyed]
}

/// The window on a conversation with these texts.
async fn open(folder: &tempfile::TempDir, texts: impl IntoIterator<Item = String>) -> Driver<Play> {
    let session = session(folder, None);
    write(&session, texts.into_iter().collect()).await;
    let mut driver = begin(session, Stage::default()).await;
    driver.pause(Duration::from_secs(1)).await;
    driver
}

/// A session whose files are stored at this address.
fn session(folder: &tempfile::TempDir, files: Option<Url>) -> Session {
    let store = Store::open(&folder.path().join("confab.db"), Access::Write).unwrap();
    let me = Me::member(ME, "Asha Rao");
    let address = files.map(|url| (url, confab::files::object::Access::default()));
    Session::new(Setup {
        file_settings: confab::transfer::FileSettings {
            address,
            ..confab::transfer::FileSettings::beside(&store)
        },
        store,
        me,
        clock: Clock::System,
        line: None,
        read_every: None,
        max_text: 0,
        reports: confab::settings::Reports::OnMessage,
        review: confab::settings::Review::default(),
        read_marks: confab::settings::ReadMarks::default(),
    })
}

async fn begin(session: Session, stage: Stage) -> Driver<Play> {
    let preferences = session.preferences().await.unwrap();
    let play = Play(Mutex::new(Some(Opened { session, preferences, demo: None, note: None, place: None })));
    let mut driver = Driver::open(play, stage).await.unwrap();
    driver.wait_for_text("Message #general", Duration::from_secs(60)).await.unwrap();
    driver
}

/// The program as a named type: partial painting must know its renderer.
struct Play(Mutex<Option<Opened>>);

impl Program for Play {
    type State = App;
    type Message = app::Message;
    type Theme = Theme;
    type Renderer = iced::Renderer;
    type Executor = iced::executor::Default;

    fn name() -> &'static str {
        "confab"
    }

    fn settings(&self) -> iced::Settings {
        iced::Settings { default_font: confab::theme::fonts::SANS, ..iced::Settings::default() }
    }

    fn window(&self) -> Option<window::Settings> {
        None
    }

    fn boot(&self) -> (App, Task<app::Message>) {
        App::boot(Arc::new(Bare), self.0.lock().unwrap().take())
    }

    fn update(&self, app: &mut App, message: app::Message) -> Task<app::Message> {
        app.update(message)
    }

    fn view<'a>(&self, app: &'a App, _window: window::Id) -> Element<'a, app::Message, Theme> {
        app.view()
    }

    fn subscription(&self, app: &App) -> Subscription<app::Message> {
        app.subscription()
    }

    fn theme(&self, app: &App, _window: window::Id) -> Option<Theme> {
        Some(app.theme())
    }
}

async fn make_place(session: &Session) {
    let general = Conversation { id: PLACE, name: "general".to_owned(), members: vec![ME] };
    session.merge_roster(Vec::new(), vec![general]).await.unwrap();
}

async fn write(session: &Session, texts: Vec<String>) {
    make_place(session).await;
    let end = Stamp::from(Utc::now()).ticks();
    let count = i64::try_from(texts.len()).unwrap();
    let mut numbered = texts.into_iter().zip(0_u32..);
    loop {
        let piece: Vec<_> = numbered.by_ref().take(20_000).collect();
        if piece.is_empty() {
            return;
        }
        let messages = piece.into_iter().map(|(text, number)| {
            let author = PersonId::new(Uuid::from_u128(10 + u128::from(number / 3 % 7)));
            let at = Stamp::from_ticks(end - (count - i64::from(number)) * 600_000_000, 0);
            let id = MessageId::new(Uuid::from_u128(1_000_000 + u128::from(number)));
            Message::text(id, PLACE, author, format!("Colleague {}", number / 3 % 7), at, text)
        });
        session.seed(messages.collect()).await.unwrap();
    }
}

/// Without dialogs, clipboard and keyring.
#[derive(Debug)]
struct Bare;

impl Environment for Bare {
    fn now(&self) -> Now {
        Now { at: Utc::now().into(), zone: &Utc }
    }
}

/// Only the median: sometimes the driver waits for a read of the store, which a window does not.
fn median(mut times: Vec<Duration>) -> String {
    times.sort();
    times[times.len() / 2].as_micros().to_string()
}
