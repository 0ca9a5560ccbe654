//! The part of the play in which conversations are begun, filled, marked and left, by keyboard alone.
//!
//! Tests: `tests/commands/demo.rs`.

use super::{LIMIT, Play};
use crate::app::{self, App};
use crate::headless::{self, Chord};
use crate::theme::Theme;

use iced::Program;
use iced::keyboard::key::Named;

use std::time::Duration;

/// So long the screen gets to answer a key.
const PAUSE: Duration = Duration::from_millis(120);

impl<P> Play<P>
where
    P: Program<State = App, Message = app::Message, Theme = Theme>,
{
    /// A channel with people, marks on it, one more person; a group that is left and hidden.
    pub(super) async fn rooms(&mut self) -> Result<(), headless::Error> {
        self.begin().await;
        // The kinds stand before the people.
        self.driver.key(Chord::named(Named::Tab).shift()).await;
        self.named(Named::ArrowRight, 2).await;
        self.named(Named::Enter, 1).await;
        self.people(2).await;
        self.named(Named::Enter, 1).await;
        self.driver.type_text("launch-day").await;
        self.picture("new-channel")?;
        self.named(Named::Enter, 1).await;
        self.stands_open("#launch-day").await?;
        self.say("Everything about the launch goes here from now on.").await?;
        self.menu(1).await;
        self.driver.wait_for_text("Starred conversations", LIMIT).await?;
        self.menu(2).await;
        self.menu(0).await;
        self.people(1).await;
        self.picture("add-people")?;
        self.named(Named::Enter, 1).await;
        self.settled().await;
        self.picture("channel-of-ones-own")?;

        self.begin().await;
        self.people(2).await;
        self.named(Named::Enter, 1).await;
        self.driver.type_text("Tuesday lunch").await;
        self.picture("new-group")?;
        self.named(Named::Enter, 1).await;
        self.stands_open("Tuesday lunch").await?;
        self.say("Noon, at the corner?").await?;
        self.driver.key(Chord::character('m').command().shift()).await;
        self.driver.pause(PAUSE).await;
        // Leaving is the last line, and is asked about.
        self.named(Named::ArrowUp, 1).await;
        self.named(Named::Enter, 1).await;
        self.picture("leave")?;
        self.named(Named::Tab, 1).await;
        self.named(Named::Enter, 1).await;
        self.driver.wait_until("having left", LIMIT, |driver| driver.shows_part("You left")).await?;
        self.settled().await;
        self.picture("left")?;
        self.menu(1).await;
        self.settled().await;
        Ok(())
    }

    async fn begin(&mut self) {
        self.driver.key(Chord::character('n').command()).await;
        // The names are read from the disk.
        self.driver.pause(PAUSE * 3).await;
    }

    /// Picks so many people, each the second that is offered.
    async fn people(&mut self, count: usize) {
        for _ in 0..count {
            self.named(Named::ArrowDown, 1).await;
            self.named(Named::Enter, 1).await;
        }
    }

    /// Chooses the line of the conversation's menu that is so far down.
    async fn menu(&mut self, line: usize) {
        self.driver.key(Chord::character('m').command().shift()).await;
        self.driver.pause(PAUSE).await;
        self.named(Named::ArrowDown, line).await;
        self.named(Named::Enter, 1).await;
        self.driver.pause(PAUSE * 3).await;
    }

    async fn named(&mut self, key: Named, times: usize) {
        for _ in 0..times {
            self.driver.key(Chord::named(key)).await;
            self.driver.pause(PAUSE).await;
        }
    }

    async fn stands_open(&mut self, name: &str) -> Result<(), headless::Error> {
        self.field = format!("Message {name}");
        let field = self.field.clone();
        self.driver.wait_for_text(&field, LIMIT).await
    }
}
