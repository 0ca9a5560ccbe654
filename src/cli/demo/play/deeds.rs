//! The part of the play in which everything is done with messages that can be done, by keyboard alone.
//!
//! Tests: `tests/commands/demo.rs` holds the transcript against the list.

use super::{LIMIT, Play};
use crate::app::{self, App};
use crate::headless::{self, Chord};
use crate::theme::Theme;

use iced::Program;
use iced::keyboard::key::Named;

use std::time::Duration;

/// So long the screen gets to answer a key.
const PAUSE: Duration = Duration::from_millis(120);
/// The message of somebody else is at most so far up.
const MOST_STEPS: usize = 12;

impl<P> Play<P>
where
    P: Program<State = App, Message = app::Message, Theme = Theme>,
{
    /// Tag, react, star, pin, reply, choose, list, share, report, archive, mark as unread.
    pub(super) async fn deeds(&mut self) -> Result<(), headless::Error> {
        self.jump("engineering", "jump-to-work").await?;
        self.tag().await?;
        self.go_to_newest().await;
        self.marks().await?;
        self.thread().await?;
        self.several().await?;
        self.lists().await?;
        self.share().await?;
        self.report().await?;
        self.put_away().await?;
        self.letter('u').await;
        self.seen("unread-from-here").await?;
        self.driver.key(Chord::named(Named::Escape)).await;
        self.settled().await;
        Ok(())
    }

    async fn tag(&mut self) -> Result<(), headless::Error> {
        self.driver.type_text("@tom").await;
        self.seen("tag").await?;
        self.driver.key(Chord::named(Named::Enter)).await;
        self.driver.type_text("could you read the numbers before the call? :tad").await;
        self.seen("emoji-by-name").await?;
        self.driver.key(Chord::named(Named::Enter)).await;
        self.driver.key(Chord::named(Named::Enter)).await;
        let field = self.field.clone();
        let told = |driver: &mut headless::Driver<P>| {
            driver.shows(&field) && driver.shows_part("could you read the numbers before the call?")
        };
        self.driver.wait_until("the tag", LIMIT, told).await
    }

    async fn marks(&mut self) -> Result<(), headless::Error> {
        self.letter('r').await;
        self.driver.type_text("rocket").await;
        self.seen("react").await?;
        self.driver.key(Chord::named(Named::Enter)).await;
        self.driver.wait_for_text("🚀 1", LIMIT).await?;
        self.letter('s').await;
        self.driver.wait_for_text("Starred", LIMIT).await?;
        self.letter('p').await;
        self.driver.wait_for_text("Pinned by you", LIMIT).await?;
        self.seen("marks").await
    }

    /// A reply in the thread of the message in hand, and back to it.
    async fn thread(&mut self) -> Result<(), headless::Error> {
        self.letter('t').await;
        self.driver.type_text("I start with the first page.").await;
        self.driver.key(Chord::named(Named::Enter)).await;
        self.driver.wait_for_text("1 reply", LIMIT).await?;
        self.seen("thread").await?;
        self.driver.key(Chord::named(Named::Escape)).await;
        self.driver.wait_until("the end of the thread", LIMIT, |driver| !driver.shows("Thread")).await
    }

    /// Two messages chosen at once.
    async fn several(&mut self) -> Result<(), headless::Error> {
        self.driver.key(Chord::named(Named::ArrowUp).shift()).await;
        self.driver.wait_for_text("2 selected", LIMIT).await?;
        self.seen("several").await?;
        self.driver.key(Chord::named(Named::Escape)).await;
        self.driver.wait_until("nothing selected", LIMIT, |driver| !driver.shows("2 selected")).await
    }

    /// Who is here, and what is pinned.
    async fn lists(&mut self) -> Result<(), headless::Error> {
        self.driver.key(Chord::character('d').command().shift()).await;
        self.driver.wait_for_text("Details", LIMIT).await?;
        self.seen("details").await?;
        self.driver.key(Chord::character('p').command().shift()).await;
        self.seen("pinned").await?;
        self.driver.key(Chord::named(Named::Escape)).await;
        self.driver.key(Chord::named(Named::Escape)).await;
        Ok(())
    }

    async fn share(&mut self) -> Result<(), headless::Error> {
        let (_, group) = self.world.names();
        self.letter('x').await;
        self.driver.type_text(&group).await;
        self.driver.pause(PAUSE).await;
        self.driver.key(Chord::named(Named::Enter)).await;
        self.seen("share").await?;
        self.driver.key(Chord::named(Named::Enter).command()).await;
        let field = self.field.clone();
        self.driver.wait_until("the end of sharing", LIMIT, |driver| driver.shows(&field)).await
    }

    /// The nearest message of somebody else.
    async fn report(&mut self) -> Result<(), headless::Error> {
        for _ in 0..MOST_STEPS {
            self.driver.key(Chord::named(Named::ArrowUp)).await;
            self.letter('f').await;
            if self.driver.shows("Spam") {
                break;
            }
        }
        self.driver.key(Chord::named(Named::ArrowDown)).await;
        self.seen("report").await?;
        self.driver.key(Chord::named(Named::Enter)).await;
        self.driver.wait_until("the report", LIMIT, |driver| driver.shows_part("Reported: ")).await
    }

    async fn put_away(&mut self) -> Result<(), headless::Error> {
        self.letter('a').await;
        self.driver.wait_for_text("Bring back", LIMIT).await?;
        self.seen("archived").await?;
        self.letter('a').await;
        self.driver.wait_until("what was put away", LIMIT, |driver| !driver.shows("Bring back")).await
    }

    /// The keyboard goes to the newest message.
    async fn go_to_newest(&mut self) {
        self.driver.key(Chord::named(Named::F6).shift()).await;
        self.driver.key(Chord::named(Named::End)).await;
    }

    async fn letter(&mut self, letter: char) {
        self.driver.key(Chord::character(letter)).await;
        self.driver.pause(PAUSE).await;
    }

    /// A picture once everything stands.
    async fn seen(&mut self, name: &str) -> Result<(), headless::Error> {
        self.driver.pause(PAUSE * 2).await;
        self.picture(name)
    }
}
