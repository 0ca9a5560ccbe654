//! The headless demo: a person's half hour with Confab, through the same screens and keys, as pictures and a transcript.
//!
//! Every step waits for what it should lead to, so that a play that ends is a play that worked. Ends with 0 only if
//! everything that was sent was accepted. Tests: `tests/commands/demo.rs`.

mod deeds;
mod rooms;

use super::super::begin::Beginner;
use super::super::output::Output;
use super::super::{Exit, Stop, window};
use super::{Wanted, World};
use crate::app::{self, App};
use crate::demo::Weather;
use crate::demo::listener::Life;
use crate::headless::{self, Chord, Driver, Stage};
use crate::screen::words;
use crate::session::Session;
use crate::theme::Theme;

use std::path::{Path, PathBuf};
use std::time::Duration;

use iced::keyboard::key::Named;
use iced::{Program, Size};

/// So long a step may take on a slow machine.
const LIMIT: Duration = Duration::from_secs(20);

/// Plays the demo, writing numbered pictures and `transcript.json` into `out`.
pub(super) fn play(wanted: Wanted, out: &Path, output: &mut Output) -> Result<Exit, Stop> {
    std::fs::create_dir_all(out)
        .map_err(|error| Stop::usage(format!("{} cannot be made: {error}.", out.display())))?;
    let runtime = window::engine()?;
    let beginner = Beginner::new(runtime.handle().clone(), None);
    runtime.block_on(async {
        output.say("Starting a server with invented people …");
        // Only what the play does itself is in its pictures, whenever they are taken.
        let wanted = Wanted { life: Life::Answers, ..wanted };
        let (world, opened) = World::begin(&wanted).await.map_err(Stop::other)?;
        // The weather switch on the screen is the window's own.
        beginner.keep_world(world.clone());
        let session = opened.session.clone();
        let stage = Stage { size: Size::new(1080.0, 720.0), scale: 1.5, ..Stage::default() };
        let program = window::program(&beginner, Some(opened), wanted.clock, &chrono::Local);
        let driver = Driver::open(program, stage).await.map_err(|error| Stop::other(error.to_string()))?;
        let mut play = Play {
            driver,
            world,
            session: session.clone(),
            weather: wanted.weather,
            patience: LIMIT,
            field: String::new(),
            out: out.to_owned(),
            pictures: Vec::new(),
        };
        let played = play.run(wanted.weather, output).await;
        session.close().await;
        let transcript = play.write_transcript()?;
        for path in play.pictures.iter().chain([&transcript]) {
            output.data(&path.display().to_string());
        }
        played.map_err(|error| Stop::other(format!("The play stopped: {error}")))?;
        let left = session.sidebar().await?;
        if left.waiting == 0 {
            return Ok(Exit::Done);
        }
        let count = words::count(u64::from(left.waiting), "message", "messages");
        let verb = if left.waiting == 1 { "was" } else { "were" };
        output.say(&format!("{count} {verb} not accepted; refused: {}.", left.parked));
        Ok(if left.parked > 0 { Exit::Parked } else { Exit::Waiting })
    })
}

struct Play<P: Program> {
    driver: Driver<P>,
    world: World,
    session: Session,
    weather: Weather,
    /// How long to wait for everything to be accepted.
    patience: Duration,
    /// What the empty composer says.
    field: String,
    out: PathBuf,
    pictures: Vec<PathBuf>,
}

impl<P> Play<P>
where
    P: Program<State = App, Message = app::Message, Theme = Theme>,
{
    /// The half hour.
    async fn run(&mut self, weather: Weather, output: &mut Output) -> Result<(), headless::Error> {
        output.say("Opening the inbox (1 of 7) …");
        self.driver.wait_until("the sidebar", LIMIT, |driver| driver.shows("general")).await?;
        self.driver.pause(Duration::from_millis(600)).await;
        self.picture("inbox")?;
        output.say("Writing, editing and deleting in a channel (2 of 7) …");
        self.channel().await?;
        output.say("Writing to a person and to a group (3 of 7) …");
        self.direct_and_group().await?;
        output.say("Doing everything that can be done with a message (4 of 7) …");
        self.deeds().await?;
        output.say("Beginning a channel and a group, and leaving one (5 of 7) …");
        self.rooms().await?;
        output.say("Losing the line, being refused, and getting through (6 of 7) …");
        self.storm(weather).await?;
        output.say("Trying other looks (7 of 7) …");
        self.looks().await?;
        // What was looked at last is still to be told to the server.
        self.settled().await;
        Ok(())
    }

    /// Jump to a channel, write, edit, delete.
    async fn channel(&mut self) -> Result<(), headless::Error> {
        self.jump("general", "jump").await?;
        self.say("Morning all! The new build is on the shared drive, please try it before lunch.").await?;
        self.say("Two things to look at: drafts over a restart, and writing without a connection.").await?;
        self.say("I will collect what you find.").await?;
        self.colleagues().await;
        self.picture("channel")?;
        self.driver.key(Chord::named(Named::ArrowUp)).await;
        self.driver.key(Chord::character('a').command()).await;
        self.driver.type_text("I will collect what you find, until four.").await;
        self.picture("edit")?;
        self.driver.key(Chord::named(Named::Enter)).await;
        self.driver.wait_for_text("I will collect what you find, until four.", LIMIT).await?;
        self.say("Wrong channel, sorry.").await?;
        self.delete_last().await?;
        self.settled().await;
        self.picture("edited-and-deleted")
    }

    async fn direct_and_group(&mut self) -> Result<(), headless::Error> {
        let (person, group) = self.world.names();
        self.jump(&person, "jump-to-a-person").await?;
        self.say("Have you got ten minutes this afternoon?").await?;
        self.colleagues().await;
        self.picture("direct")?;
        self.jump(&group, "jump-to-a-group").await?;
        self.say("Agenda for tomorrow:\n- what is left\n- who tests what\n- when we tell people").await?;
        self.settled().await;
        self.picture("group")
    }

    /// Offline and back, then a refusal and its mending.
    async fn storm(&mut self, weather: Weather) -> Result<(), headless::Error> {
        self.jump("general", "jump-back").await?;
        self.change_weather(Weather::Offline).await?;
        self.say("The train went into a tunnel.").await?;
        self.say("Nothing is lost: this waits here").await?;
        self.say("and goes out when the line is back.").await?;
        self.driver.pause(Duration::from_millis(1_500)).await;
        self.picture("offline")?;
        self.driver.key(Chord::character('o').command().shift()).await;
        self.driver.pause(Duration::from_millis(300)).await;
        self.picture("waiting")?;
        self.change_weather(Weather::Refusing).await?;
        self.try_now();
        self.settled().await;
        self.driver.key(Chord::named(Named::Escape)).await;
        self.say("This one the server does not like !refuse").await?;
        self.driver.wait_until("the refusal", LIMIT, |driver| driver.shows_part("refused")).await?;
        self.driver.key(Chord::character('o').command().shift()).await;
        self.driver.pause(Duration::from_millis(300)).await;
        self.picture("refused")?;
        self.change_weather(weather).await?;
        self.retry_all().await?;
        self.settled().await;
        self.driver.key(Chord::named(Named::Escape)).await;
        self.driver.pause(Duration::from_millis(300)).await;
        self.picture("all-accepted")
    }

    /// Dark, narrow, large text, preferences, keys.
    async fn looks(&mut self) -> Result<(), headless::Error> {
        self.driver.key(Chord::character(',').command()).await;
        self.picture("preferences")?;
        self.driver.click("Dark").await?;
        self.driver.key(Chord::named(Named::Escape)).await;
        self.driver.pause(Duration::from_millis(300)).await;
        self.picture("dark")?;
        self.driver.key(Chord::character('/').command()).await;
        self.picture("keys")?;
        self.driver.key(Chord::named(Named::Escape)).await;
        self.driver.resize(Size::new(480.0, 720.0)).await;
        self.driver.pause(Duration::from_millis(200)).await;
        self.picture("narrow")?;
        self.driver.resize(Size::new(1080.0, 720.0)).await;
        for _ in 0..5 {
            self.driver.key(Chord::character('=').command()).await;
        }
        self.driver.pause(Duration::from_millis(200)).await;
        self.picture("large-text")?;
        self.driver.key(Chord::character('0').command()).await;
        Ok(())
    }

    /// Opens a conversation as a person would: Ctrl+K, some letters, Enter.
    async fn jump(&mut self, name: &str, picture: &str) -> Result<(), headless::Error> {
        self.driver.key(Chord::character('k').command()).await;
        self.driver.type_text(name).await;
        self.driver.pause(Duration::from_millis(100)).await;
        self.picture(picture)?;
        self.driver.key(Chord::named(Named::Enter)).await;
        let fields = [format!("Message {name}"), format!("Message #{name}")];
        let shown = |driver: &mut Driver<P>| fields.iter().find(|field| driver.shows(field)).cloned();
        self.driver.wait_until(name, LIMIT, |driver| shown(driver).is_some()).await?;
        self.field = shown(&mut self.driver).unwrap_or_default();
        Ok(())
    }

    /// Writes a message and waits for its bubble: then it is on disk.
    async fn say(&mut self, text: &str) -> Result<(), headless::Error> {
        for (number, line) in text.lines().enumerate() {
            if number > 0 {
                self.driver.key(Chord::named(Named::Enter).shift()).await;
            }
            self.driver.type_text(line).await;
        }
        self.driver.key(Chord::named(Named::Enter)).await;
        // The field is empty again and the bubble is there; of a list, the first line is enough.
        let (field, first) = (self.field.clone(), text.lines().next().unwrap_or_default());
        self.driver.wait_until(text, LIMIT, |driver| driver.shows(&field) && driver.shows(first)).await
    }

    /// Deletes the person's newest message from the timeline.
    async fn delete_last(&mut self) -> Result<(), headless::Error> {
        self.driver.key(Chord::named(Named::F6).shift()).await;
        self.driver.key(Chord::named(Named::End)).await;
        self.driver.key(Chord::named(Named::Delete)).await;
        self.picture("delete")?;
        // It can be undone for a few seconds; going elsewhere ends them.
        self.driver.key(Chord::named(Named::F6)).await;
        Ok(())
    }

    /// Changes the weather as a person would: the switch, then the menu.
    async fn change_weather(&mut self, to: Weather) -> Result<(), headless::Error> {
        let now = std::mem::replace(&mut self.weather, to);
        self.click_last(now.label()).await?;
        self.driver.pause(Duration::from_millis(100)).await;
        if to == Weather::Offline {
            self.picture("weather")?;
        }
        self.click_last(to.label()).await
    }

    /// Clicks the last of the texts that read like this: menus are drawn over everything else.
    async fn click_last(&mut self, text: &str) -> Result<(), headless::Error> {
        self.driver.find(text)?;
        let last = self.driver.texts().into_iter().rev().find(|found| found.text == text);
        if let Some(found) = last {
            self.driver.click_at(found.bounds.center()).await;
        }
        Ok(())
    }

    async fn retry_all(&mut self) -> Result<(), headless::Error> {
        self.driver.click("Retry all").await
    }

    fn try_now(&self) {
        self.session.try_now();
    }

    /// Colleagues take a moment to answer.
    async fn colleagues(&mut self) {
        self.settled().await;
        self.driver.pause(Duration::from_secs(4)).await;
    }

    /// Waits until nothing waits any more; what does not go out by then is told by the exit code.
    async fn settled(&mut self) {
        let until = tokio::time::Instant::now() + self.patience;
        while tokio::time::Instant::now() < until {
            self.driver.pause(Duration::from_millis(100)).await;
            if self.is_settled().await {
                self.driver.pause(Duration::from_millis(700)).await;
                // An answer may have come in that while, been read, and be on its way to the server as read.
                if self.is_settled().await {
                    return;
                }
            }
        }
        // In a weather that lets nothing through, one long wait is enough.
        self.patience = Duration::from_secs(2);
    }

    async fn is_settled(&self) -> bool {
        self.session.sidebar().await.is_ok_and(|sidebar| sidebar.waiting == 0)
    }

    fn picture(&mut self, name: &str) -> Result<(), headless::Error> {
        let path = self.out.join(format!("{:02}-{name}.png", self.pictures.len() + 1));
        self.driver.png(&path)?;
        self.pictures.push(path);
        Ok(())
    }

    fn write_transcript(&self) -> Result<PathBuf, Stop> {
        let path = self.out.join("transcript.json");
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
