//! The root on a real session and a real database: saved text is there at the next start.

use crate::world::{MINUTE, PEOPLE, channel, noon, person};

use confab::app::{Answer, App, Environment, Message, Opened};
use confab::chat::wish;
use confab::chat::{Conversation, Message as Chat, MessageId, Person, Stamp};
use confab::clock::{Clock, Zone};
use confab::headless::{Chord, Driver, Stage};
use confab::intent::Start;
use confab::outbox::terms::Terms;
use confab::remote::Remote;
use confab::row::{Me, WishState};
use confab::screen::words::Now;
use confab::session::{Session, Setup};
use confab::store::{Access, Store};
use confab::theme::Theme;

use iced::keyboard::key::Named;
use iced::{Program, Size};
use uuid::Uuid;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// A profile in a temporary folder.
pub(crate) struct Profile {
    pub session: Session,
    folder: tempfile::TempDir,
}

fn session(folder: &tempfile::TempDir) -> Session {
    session_with(folder, None)
}

pub(crate) fn session_with(folder: &tempfile::TempDir, line: Option<(Arc<dyn Remote>, Terms)>) -> Session {
    let store = Store::open(&folder.path().join("confab.db"), Access::Write).unwrap();
    Session::new(Setup {
        file_settings: confab::transfer::FileSettings::beside(&store),
        store,
        me: Me::member(person(0), PEOPLE[0]),
        clock: Clock::System,
        line,
        read_every: None,
        max_text: 0,
        reports: confab::settings::Reports::OnMessage,
        review: confab::settings::Review::default(),
        read_marks: confab::settings::ReadMarks::default(),
    })
}

/// A profile with two channels and a little history.
pub(crate) async fn begun() -> Profile {
    begun_with(None).await
}

/// The same with a connection to a server.
pub(crate) async fn begun_with(line: Option<(Arc<dyn Remote>, Terms)>) -> Profile {
    let folder = tempfile::tempdir().unwrap();
    let session = session_with(&folder, line);
    let people = PEOPLE.iter().enumerate().map(|(at, name)| Person {
        id: person(at as u128),
        name: (*name).to_owned(),
        role: Default::default(),
    });
    let members: Vec<_> = (0..4).map(person).collect();
    let conversations = [(1, "design"), (2, "general")].map(|(at, name)| Conversation {
        id: channel(at),
        name: name.to_owned(),
        members: members.clone(),
    });
    session.merge_roster(people.collect(), conversations.to_vec()).await.unwrap();
    let history = (0..12_i64).map(|number| {
        Chat::text(
            MessageId::new(Uuid::from_u128((0x0198 << 112) | number as u128)),
            channel(1),
            person(1),
            PEOPLE[1].to_owned(),
            Stamp::from_ticks(noon().ticks() - (100 - number) * MINUTE, 0),
            format!("stored message {number}"),
        )
    });
    session.seed(history.collect()).await.unwrap();
    Profile { session, folder }
}

pub(crate) type Starts = Arc<Mutex<Vec<Start>>>;

fn environment(answer: Result<(), String>, starts: &Starts) -> Arc<dyn Environment> {
    environment_at(Clock::System, answer, starts)
}

/// The environment of a window with the time of `clock`; it records the profiles that were to be opened.
pub(crate) fn environment_at(
    clock: Clock,
    answer: Result<(), String>,
    starts: &Starts,
) -> Arc<dyn Environment> {
    Arc::new(Bare { clock, answer, starts: Arc::clone(starts) })
}

/// Without dialogs, clipboard and keyring.
#[derive(Debug)]
pub(crate) struct Bare {
    pub clock: Clock,
    /// The answer to opening a profile: the error, if it fails.
    pub answer: Result<(), String>,
    pub starts: Starts,
}

impl Default for Bare {
    fn default() -> Self {
        Self { clock: Clock::System, answer: Err(String::new()), starts: Starts::default() }
    }
}

impl Environment for Bare {
    fn now(&self) -> Now {
        Now { at: self.clock.stamp(), zone: &chrono::Utc }
    }

    fn begin(&self, start: Start) -> Answer<Result<Opened, String>> {
        self.starts.lock().unwrap().push(start);
        Box::pin(std::future::ready(Err(self.answer.clone().unwrap_err())))
    }
}

pub(crate) async fn window(
    environment: Arc<dyn Environment>,
    opened: Option<Opened>,
) -> Driver<impl Program<State = App, Message = Message, Theme = Theme>> {
    let first = Mutex::new(Some(opened));
    let boot = move || App::boot(Arc::clone(&environment), first.lock().unwrap().take().flatten());
    let program = iced::application(boot, App::update, App::view)
        .theme(App::theme)
        .subscription(App::subscription)
        .default_font(confab::theme::fonts::SANS);
    let stage = Stage { size: Size::new(1_000.0, 700.0), ..Stage::default() };
    let mut driver = Driver::open(program, stage).await.unwrap();
    driver.settle().await;
    driver
}

/// A window on an opened profile.
pub(crate) async fn shown(
    profile: &Profile,
) -> Driver<impl Program<State = App, Message = Message, Theme = Theme> + use<>> {
    let preferences = profile.session.preferences().await.unwrap();
    let opened =
        Opened { session: profile.session.clone(), preferences, demo: None, note: None, place: None };
    let mut window = window(environment(Err(String::new()), &Starts::default()), Some(opened)).await;
    window.wait_for_text("stored message 11", std::time::Duration::from_secs(10)).await.unwrap();
    window
}

/// A window with the Welcome screen; opening a profile is recorded and gets this answer.
pub(crate) async fn unbegun(
    answer: Result<(), String>,
) -> (Driver<impl Program<State = App, Message = Message, Theme = Theme> + use<>>, Starts) {
    let starts = Starts::default();
    let window = window(environment(answer, &starts), None).await;
    (window, starts)
}

#[tokio::test]
async fn what_is_written_is_on_disk_when_the_bubble_appears() {
    let profile = begun().await;
    let mut window = shown(&profile).await;
    window.type_text("kept for good").await;
    window.key(Chord::named(Named::Enter)).await;
    window.wait_for_text("Message #design", std::time::Duration::from_secs(10)).await.unwrap();
    window.wait_for_text("kept for good", std::time::Duration::from_secs(10)).await.unwrap();
    let mut waiting = profile.session.outbox().await.unwrap();
    // Read marks for the messages seen meanwhile are in the outbox too.
    waiting.retain(|line| line.kind != wish::Kind::Read);
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].state, WishState::Queued);
    drop(window);

    let Profile { session: old, folder } = profile;
    old.close().await;
    drop(old);
    let again = Profile { session: session(&folder), folder };
    let mut window = shown(&again).await;
    window.wait_for_text("kept for good", std::time::Duration::from_secs(10)).await.unwrap();
}

#[tokio::test]
async fn closing_keeps_the_draft_first() {
    let profile = begun().await;
    let mut window = shown(&profile).await;
    window.type_text("not yet finished").await;
    window.ask_to_close().await;
    window
        .wait_until("the end", std::time::Duration::from_secs(10), |window| window.is_over())
        .await
        .unwrap();
    let draft = profile.session.draft(channel(1)).await.unwrap();
    assert_eq!(draft.text, "not yet finished");
}

#[tokio::test]
async fn a_change_of_the_store_is_drawn_by_itself() {
    let profile = begun().await;
    let mut window = shown(&profile).await;
    let wish = confab::chat::Wish::Post(confab::chat::wish::Post {
        id: MessageId::fresh(),
        to: channel(1),
        text: "from somewhere else".to_owned(),
        tags: Vec::new(),
        files: Vec::new(),
        reply_to: None,
    });
    profile.session.submit(wish).await.unwrap();
    window.wait_for_text("from somewhere else", std::time::Duration::from_secs(10)).await.unwrap();
}

#[tokio::test]
async fn an_idle_window_asks_for_no_time() {
    let profile = begun().await;
    let window = shown(&profile).await;
    assert_eq!(window.state().inbox().unwrap().pulse(), None);
    let frames = window.frames();
    let mut window = window;
    window.pause(std::time::Duration::from_millis(300)).await;
    assert!(window.frames() - frames <= 2, "nothing but a caret moves");
}

/// The days and times drawn beside the messages of the open conversation.
fn dated(app: &App) -> Vec<(Option<String>, String)> {
    let items = app.inbox().unwrap().current().unwrap().timeline().items();
    items.iter().map(|item| (item.day.clone(), item.time.clone())).collect()
}

#[tokio::test(start_paused = true)]
async fn an_idle_window_turns_today_into_yesterday_at_midnight() {
    let profile = begun().await;
    let clock = Clock::tokio("2026-11-22T23:59:30Z".parse().unwrap());
    let mut window = shown_in(&profile, Arc::new(Bare { clock, ..Bare::default() })).await;
    assert_eq!(dated(window.state())[0].0.as_deref(), Some("Today"));
    window.pause(std::time::Duration::from_secs(61)).await;
    assert_eq!(dated(window.state())[0].0.as_deref(), Some("Yesterday"));
}

/// A time zone that changes from Berlin to St John's at noon.
#[derive(Debug, Default)]
struct Traveller(AtomicBool);

impl Environment for Traveller {
    fn now(&self) -> Now {
        let zones: [&dyn Zone; 2] = [&chrono_tz::Europe::Berlin, &chrono_tz::America::St_Johns];
        Now { at: noon(), zone: zones[usize::from(self.0.load(Ordering::Relaxed))] }
    }
}

#[tokio::test(start_paused = true)]
async fn a_zone_that_is_changed_while_the_window_is_open_is_drawn_within_a_minute() {
    let profile = begun().await;
    let traveller = Arc::new(Traveller::default());
    let mut window = shown_in(&profile, Arc::clone(&traveller) as Arc<dyn Environment>).await;
    let at_home = dated(window.state());
    assert!(window.shows(&at_home[0].1), "{:?}", window.texts());
    traveller.0.store(true, Ordering::Relaxed);
    window.pause(std::time::Duration::from_secs(61)).await;
    let abroad = dated(window.state());
    assert!(at_home.iter().zip(&abroad).all(|(home, away)| home.1 != away.1), "{at_home:?} {abroad:?}");
    assert!(window.shows(&abroad[0].1) && !window.shows(&at_home[0].1), "{:?}", window.texts());
}

#[tokio::test]
async fn the_next_start_begins_with_the_conversation_that_was_open_and_its_draft() {
    let profile = begun().await;
    let mut window = shown(&profile).await;
    window.click("general").await.unwrap();
    window.type_text("to be gone on with").await;
    window.ask_to_close().await;
    let limit = std::time::Duration::from_secs(10);
    window.wait_until("the end", limit, |window| window.is_over()).await.unwrap();
    drop(window);
    let Profile { session: old, folder } = profile;
    drop(old);
    let again = Profile { session: session(&folder), folder };
    let preferences = again.session.preferences().await.unwrap();
    let opened = Opened { session: again.session.clone(), preferences, demo: None, note: None, place: None };
    let mut window = window_on(opened).await;
    window.wait_for_text("to be gone on with", limit).await.unwrap();
    assert_eq!(window.state().inbox().unwrap().current().unwrap().id(), channel(2));
}

async fn window_on(
    opened: Opened,
) -> Driver<impl Program<State = App, Message = Message, Theme = Theme> + use<>> {
    window(environment(Err(String::new()), &Starts::default()), Some(opened)).await
}

/// A window on a profile, in an environment of the test.
pub(crate) async fn shown_in(
    profile: &Profile,
    environment: Arc<dyn Environment>,
) -> Driver<impl Program<State = App, Message = Message, Theme = Theme> + use<>> {
    let preferences = profile.session.preferences().await.unwrap();
    let opened =
        Opened { session: profile.session.clone(), preferences, demo: None, note: None, place: None };
    let mut window = window(environment, Some(opened)).await;
    window.wait_for_text("stored message 11", std::time::Duration::from_secs(10)).await.unwrap();
    window
}

#[tokio::test]
async fn an_edit_in_progress_and_what_stood_aside_for_it_are_there_after_a_restart() {
    let profile = begun().await;
    let limit = std::time::Duration::from_secs(10);
    let mut window = shown(&profile).await;
    window.type_text("mine to edit").await;
    window.key(Chord::named(Named::Enter)).await;
    window.wait_for_text("mine to edit", limit).await.unwrap();
    window.type_text("half a thought").await;
    window.key(Chord::named(Named::F6)).await;
    window.type_text("e").await;
    window.type_text(", edited").await;
    assert!(window.shows("mine to edit, edited"));
    window.ask_to_close().await;
    window.wait_until("the end", limit, |window| window.is_over()).await.unwrap();
    drop(window);
    let Profile { session: old, folder } = profile;
    drop(old);
    let again = Profile { session: session(&folder), folder };
    let mut window = shown(&again).await;
    window.wait_for_text("Editing your message", limit).await.unwrap();
    window.wait_for_text("mine to edit, edited", limit).await.unwrap();
    window.key(Chord::named(Named::Enter)).await;
    window.wait_for_text("half a thought", limit).await.unwrap();
    assert!(!window.shows("Editing your message"));
    assert_eq!(again.session.draft(channel(1)).await.unwrap().text, "half a thought");
}

#[tokio::test]
async fn the_size_and_place_of_the_window_are_there_after_a_restart() {
    let profile = begun().await;
    let mut window = shown(&profile).await;
    window.resize(Size::new(900.0, 600.0)).await;
    window.event(iced::Event::Window(iced::window::Event::Moved(iced::Point::new(300.0, 100.0)))).await;
    window.ask_to_close().await;
    let limit = std::time::Duration::from_secs(10);
    window.wait_until("the end", limit, |window| window.is_over()).await.unwrap();
    let place = profile.session.window().await.unwrap().unwrap();
    assert_eq!((place.size, place.at, place.is_maximized), ((900.0, 600.0), Some((300.0, 100.0)), false));
}

#[tokio::test]
async fn the_wheel_changes_the_text_size_while_ctrl_is_held() {
    use iced::keyboard::{Event, Modifiers};

    let profile = begun().await;
    let mut window = shown(&profile).await;
    let size = async || profile.session.preferences().await.unwrap().text_size;
    let over = iced::Point::new(600.0, 300.0);
    window.wheel(over, 1.0).await;
    assert_eq!(size().await, 100);
    window.event(iced::Event::Keyboard(Event::ModifiersChanged(Modifiers::COMMAND))).await;
    window.wheel(over, 1.0).await;
    assert_eq!(size().await, 110);
    window.wheel(over, -1.0).await;
    window.wheel(over, -1.0).await;
    assert_eq!(size().await, 90);
    window.event(iced::Event::Keyboard(Event::ModifiersChanged(Modifiers::empty()))).await;
    window.wheel(over, 1.0).await;
    assert_eq!(size().await, 90);
}
