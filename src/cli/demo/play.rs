//! The headless demo: a user's half hour with Confab, through the same screens and keys, as pictures and a transcript.
//!
//! Every step waits for its expected effect, so a play that ends has worked. Steps wait for the program's state
//! (`state`), never for visible text, which depends on the hour, the seed and the length of lists. Ends with 0 only
//! if everything that was sent was accepted. Tests: `tests` beside, `tests/commands/demo.rs`.

mod cases;
mod deeds;
mod rooms;
mod state;
#[cfg(test)]
mod tests;

use super::super::begin::ProfileOpener;
use super::super::output::Output;
use super::super::{Exit, Stop, window};
use super::{Wanted, World};
use crate::app::{self, App};
use crate::chat::draft::Aim;
use crate::chat::person::Role;
use crate::chat::{Conversation, MessageId, conversation};
use crate::cli::output::count;
use crate::clock::Zone;
use crate::demo::Weather;
use crate::demo::listener::Life;
use crate::headless::{self, Chord, Driver, Stage};
use crate::preferences::Appearance;
use crate::row::{Connection, WishState};
use crate::screen::dialog::Dialog;
use crate::screen::inbox::{self, Inbox};
use crate::screen::panel::Panel;
use crate::session::Session;
use crate::theme::Theme;

use std::path::{Path, PathBuf};
use std::time::Duration;

use iced::keyboard::key::Named;
use iced::{Program, Size};

/// Time limit of a step, for a slow machine.
const LIMIT: Duration = Duration::from_secs(60);
/// How long the play waits at its end for everything to be accepted.
const PATIENCE: Duration = Duration::from_secs(20);
/// The channel in every company.
const GENERAL: &str = "general";

/// Plays the demo, writing numbered pictures and `transcript.json` into `out`.
pub(super) fn play(wanted: Wanted, out: &Path, output: &mut Output) -> Result<Exit, Stop> {
    std::fs::create_dir_all(out)
        .map_err(|error| Stop::usage(format!("{} cannot be created: {error}.", out.display())))?;
    let runtime = window::engine()?;
    let opener = ProfileOpener::new(runtime.handle().clone(), None);
    runtime.block_on(async {
        output.say("Starting the demo server …");
        let weather = wanted.weather;
        let mut play = raise(&wanted, &opener, &chrono::Local).await?;
        play.out = Some(out.to_owned());
        let mut played = play.run(weather, output).await;
        if played.is_ok() && wanted.role == Role::Support {
            played = play.cases().await;
        }
        let session = play.session.clone();
        session.close().await;
        let transcript = play.write_transcript(out)?;
        for path in play.pictures.iter().chain([&transcript]) {
            output.data(&path.display().to_string());
        }
        played.map_err(|error| Stop::other(format!("The demo stopped early: {error}")))?;
        let left = session.sidebar().await?;
        if left.waiting == 0 {
            return Ok(Exit::Done);
        }
        let count = count(u64::from(left.waiting), "message", "messages");
        let verb = if left.waiting == 1 { "was" } else { "were" };
        output.say(&format!("{count} {verb} not accepted; rejected: {}.", left.parked));
        Ok(if left.parked > 0 { Exit::Parked } else { Exit::Waiting })
    })
}

/// Starts the demo world and opens its window, which shows dates in this time zone.
async fn raise(
    wanted: &Wanted,
    opener: &ProfileOpener,
    zone: &'static dyn Zone,
) -> Result<Play<impl Program<State = App, Message = app::Message, Theme = Theme> + use<>>, Stop> {
    // The pictures show only what the play itself does, whenever they are taken.
    let wanted = Wanted { life: Life::Answers, ..*wanted };
    let (world, opened) = World::begin(&wanted).await.map_err(Stop::other)?;
    // The window's weather switch needs the world.
    opener.keep_world(world.clone());
    let session = opened.session.clone();
    let stage = Stage { size: Size::new(1080.0, 720.0), scale: 1.5, ..Stage::default() };
    let program = window::program(opener, Some(opened), wanted.clock, zone);
    let driver = Driver::open(program, stage).await.map_err(|error| Stop::other(error.to_string()))?;
    Ok(Play {
        driver,
        world,
        session,
        weather: wanted.weather,
        patience: PATIENCE,
        out: None,
        pictures: Vec::new(),
    })
}

struct Play<P: Program> {
    driver: Driver<P>,
    world: World,
    session: Session,
    weather: Weather,
    /// How long to wait for everything to be accepted.
    patience: Duration,
    /// Where pictures are written, if any are taken.
    out: Option<PathBuf>,
    pictures: Vec<PathBuf>,
}

impl<P> Play<P>
where
    P: Program<State = App, Message = app::Message, Theme = Theme>,
{
    /// Plays all parts.
    async fn run(&mut self, weather: Weather, output: &mut Output) -> Result<(), headless::Error> {
        output.say("Opening the inbox (1 of 7) …");
        self.opening().await?;
        output.say("Writing, editing and deleting in a channel (2 of 7) …");
        self.channel().await?;
        output.say("Writing to a person and to a group (3 of 7) …");
        self.direct_and_group().await?;
        output.say("Trying every message action (4 of 7) …");
        self.deeds().await?;
        output.say("Creating a channel and a group, and leaving one (5 of 7) …");
        self.rooms().await?;
        output.say("Going offline, getting a rejection, and recovering (6 of 7) …");
        self.storm(weather).await?;
        output.say("Changing the appearance (7 of 7) …");
        self.looks().await?;
        // The last messages seen must still be reported to the server as read.
        self.settled().await;
        Ok(())
    }

    /// The window opens with the conversation that has the newest message, whichever it is at this hour.
    async fn opening(&mut self) -> Result<(), headless::Error> {
        self.until_open("the inbox", |_| true).await?;
        self.driver.pause(Duration::from_millis(600)).await;
        self.picture("inbox")
    }

    /// Jump to a channel, write, edit, delete.
    async fn channel(&mut self) -> Result<(), headless::Error> {
        self.jump(conversation::Kind::Channel, GENERAL, "jump").await?;
        self.say("Morning all! The new build is on the shared drive, please try it before lunch.").await?;
        self.say("Two things to look at: drafts after a restart, and writing offline.").await?;
        let last = self.say("I'll collect your feedback.").await?;
        self.colleagues().await;
        self.picture("channel")?;
        self.press(Chord::named(Named::ArrowUp)).await;
        let edits =
            |inbox: &Inbox| inbox.current().is_some_and(|open| open.composer().aim() == Aim::Edit(last));
        self.until("the edit", edits).await?;
        self.press(Chord::character('a').command()).await;
        let edited = "I'll collect your feedback until four.";
        self.driver.type_text(edited).await;
        self.picture("edit")?;
        self.press(Chord::named(Named::Enter)).await;
        self.until_row("the edited message", last, |row| row.message.text == edited).await?;
        let slip = self.say("Wrong channel, sorry.").await?;
        self.delete(slip).await?;
        self.settled().await;
        self.picture("edited-and-deleted")
    }

    async fn direct_and_group(&mut self) -> Result<(), headless::Error> {
        self.jump(conversation::Kind::Direct, "", "jump-to-a-person").await?;
        self.say("Have you got ten minutes this afternoon?").await?;
        self.colleagues().await;
        self.picture("direct")?;
        self.jump(conversation::Kind::Group, "", "jump-to-a-group").await?;
        self.say("Agenda for tomorrow:\n- what's left\n- who tests what\n- when we tell people").await?;
        self.settled().await;
        self.picture("group")
    }

    /// Offline and back, then a refused message and its retry.
    async fn storm(&mut self, weather: Weather) -> Result<(), headless::Error> {
        self.jump(conversation::Kind::Channel, GENERAL, "jump-back").await?;
        self.change_weather(Weather::Offline).await?;
        self.say("We're in a tunnel, so I'm offline.").await?;
        self.say("Nothing's lost, though: this waits here").await?;
        self.say("and will be sent when I'm back online.").await?;
        self.until("the lost line", |inbox| inbox.shared().connection != Connection::Online).await?;
        self.driver.pause(Duration::from_millis(1_500)).await;
        self.picture("offline")?;
        self.show_waiting(|_| true).await?;
        self.picture("waiting")?;
        self.change_weather(Weather::Refusing).await?;
        self.session.try_now();
        self.settled().await;
        self.leave_panels().await?;
        self.say("The server won't like this one: !refuse").await?;
        self.until("the refusal", |inbox| inbox.conversations().parked() > 0).await?;
        self.show_waiting(|state| matches!(state, WishState::Parked(_))).await?;
        self.picture("refused")?;
        self.change_weather(weather).await?;
        self.until_shown("Retry").await?;
        self.driver.click("Retry").await?;
        self.settled().await;
        self.leave_panels().await?;
        self.driver.pause(Duration::from_millis(300)).await;
        self.picture("all-accepted")
    }

    /// Opens the outbox panel and waits until a wish in it is in this state.
    async fn show_waiting(&mut self, is: impl Fn(&WishState) -> bool) -> Result<(), headless::Error> {
        self.press(Chord::character('o').command().shift()).await;
        self.until("the panel of what waits", |inbox| {
            inbox.panel() == Panel::Outbox
                && inbox.panels().outbox().lines().iter().any(|line| is(&line.state))
        })
        .await?;
        self.driver.pause(Duration::from_millis(300)).await;
        Ok(())
    }

    /// Preferences, dark theme, key list, narrow window, large text.
    async fn looks(&mut self) -> Result<(), headless::Error> {
        self.press(Chord::character(',').command()).await;
        self.until_shown("Dark").await?;
        self.picture("preferences")?;
        self.driver.click("Dark").await?;
        self.until("dark", |inbox| inbox.shared().preferences.appearance == Appearance::Dark).await?;
        self.press(Chord::named(Named::Escape)).await;
        self.driver.pause(Duration::from_millis(300)).await;
        self.picture("dark")?;
        self.press(Chord::character('/').command()).await;
        self.until("the keys", |inbox| matches!(inbox.dialog(), Some(Dialog::Keys(_)))).await?;
        self.picture("keys")?;
        self.press(Chord::named(Named::Escape)).await;
        self.until("no dialog", |inbox| inbox.dialog().is_none()).await?;
        self.driver.resize(Size::new(480.0, 720.0)).await;
        self.driver.pause(Duration::from_millis(200)).await;
        self.picture("narrow")?;
        self.driver.resize(Size::new(1080.0, 720.0)).await;
        for _ in 0..5 {
            self.press(Chord::character('=').command()).await;
        }
        self.until("large text", |inbox| inbox.shared().preferences.text_size > 100).await?;
        self.driver.pause(Duration::from_millis(200)).await;
        self.picture("large-text")?;
        self.press(Chord::character('0').command()).await;
        Ok(())
    }

    /// Opens a conversation as a user would: Ctrl+K, its name, Enter. An empty name means the first of its kind.
    async fn jump(
        &mut self,
        kind: conversation::Kind,
        name: &str,
        picture: &str,
    ) -> Result<Conversation, headless::Error> {
        let found = self
            .world
            .conversations(kind)
            .find(|conversation| name.is_empty() || conversation.name == name)
            .cloned();
        let Some(conversation) = found else {
            return Err(state::lost(name));
        };
        self.press(Chord::character('k').command()).await;
        self.until("the switcher", |inbox| matches!(inbox.dialog(), Some(Dialog::Switcher(_)))).await?;
        self.driver.type_text(&conversation.name).await;
        self.pick(&conversation).await?;
        self.picture(picture)?;
        self.press(Chord::named(Named::Enter)).await;
        self.until_open(&conversation.name, |open| open.id() == conversation.id).await?;
        Ok(conversation)
    }

    /// Writes a message and waits until it is in the timeline: then it is on disk.
    async fn say(&mut self, text: &str) -> Result<MessageId, headless::Error> {
        for (number, line) in text.lines().enumerate() {
            if number > 0 {
                self.press(Chord::named(Named::Enter).shift()).await;
            }
            self.driver.type_text(line).await;
        }
        self.press(Chord::named(Named::Enter)).await;
        self.said(text).await
    }

    /// Deletes one of the user's own messages from the timeline.
    async fn delete(&mut self, message: MessageId) -> Result<(), headless::Error> {
        self.go_to(message).await?;
        self.press(Chord::named(Named::Delete)).await;
        self.until("the deletion", |inbox| inbox.toasts().shown().is_some()).await?;
        self.picture("delete")?;
        // Deletion can be undone for a few seconds; moving keyboard focus elsewhere ends them.
        self.press(Chord::named(Named::F6)).await;
        self.until_row("the deleted message", message, |row| row.message.marks.deleted).await
    }

    /// Changes the weather as a user would: with the switch, then the menu.
    async fn change_weather(&mut self, to: Weather) -> Result<(), headless::Error> {
        let now = std::mem::replace(&mut self.weather, to);
        let (now, label) = (label(now), label(to));
        self.click_last(&now).await?;
        self.until("the weather's menu", |inbox| matches!(inbox.dialog(), Some(Dialog::Weather(_)))).await?;
        if to == Weather::Offline {
            self.picture("weather")?;
        }
        self.click_last(&label).await?;
        self.until(&label, |inbox| {
            inbox.dialog().is_none()
                && inbox.shared().demo.as_ref().is_some_and(|demo| demo.current == to.word())
        })
        .await
    }

    /// Clicks the last occurrence of a text: menus are drawn over everything else.
    async fn click_last(&mut self, text: &str) -> Result<(), headless::Error> {
        self.until_shown(text).await?;
        let last = self.driver.texts().into_iter().rev().find(|found| found.text == text);
        if let Some(found) = last {
            self.driver.click_at(found.bounds.center()).await;
        }
        Ok(())
    }

    /// Waits for the colleagues' answers.
    async fn colleagues(&mut self) {
        self.settled().await;
        self.driver.pause(Duration::from_secs(4)).await;
    }

    /// Waits until the outbox is empty; if wishes remain at the end, the exit code says so.
    async fn settled(&mut self) {
        if tokio::time::timeout(self.patience, self.nothing_waits()).await.is_err() {
            // In weather that lets nothing through, one long wait is enough.
            self.patience = Duration::from_secs(2);
        }
    }

    async fn nothing_waits(&mut self) {
        loop {
            self.driver.pause(Duration::from_millis(100)).await;
            if self.is_settled().await {
                self.driver.pause(Duration::from_millis(700)).await;
                // An answer may have arrived meanwhile and been read, so that its read mark is on its way to the
                // server.
                if self.is_settled().await {
                    return;
                }
            }
        }
    }

    async fn is_settled(&self) -> bool {
        self.session.sidebar().await.is_ok_and(|sidebar| sidebar.waiting == 0)
    }

    fn picture(&mut self, name: &str) -> Result<(), headless::Error> {
        let Some(out) = &self.out else { return Ok(()) };
        let path = out.join(format!("{:02}-{name}.png", self.pictures.len() + 1));
        self.driver.png(&path)?;
        self.pictures.push(path);
        Ok(())
    }

    fn write_transcript(&self, out: &Path) -> Result<PathBuf, Stop> {
        let path = out.join("transcript.json");
        let write = || -> std::io::Result<()> {
            let calls = self.world.transcript()?;
            let file = std::io::BufWriter::new(std::fs::File::create(&path)?);
            serde_json::to_writer_pretty(file, &calls)?;
            Ok(())
        };
        write().map_err(|error| Stop::other(format!("{} cannot be written: {error}.", path.display())))?;
        Ok(path)
    }
}

/// The label of a weather in its menu.
fn label(weather: Weather) -> String {
    inbox::Weather::of_word(weather.word()).label
}
