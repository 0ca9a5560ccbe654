//! The part of the play that does everything possible with messages, by keyboard alone.
//!
//! Tests: `tests/commands/demo.rs` compares the transcript with the list.

use super::{Play, state};
use crate::app::{self, App};
use crate::chat::{Conversation, MessageId, conversation};
use crate::headless::{self, Chord};
use crate::screen::dialog::Dialog;
use crate::screen::dialog::beside::EmojiPicker;
use crate::screen::inbox::Inbox;
use crate::screen::inbox::composer::completion::{Answer, Completion};
use crate::screen::inbox::focus::Pane;
use crate::screen::panel::Panel;
use crate::theme::Theme;

use iced::Program;
use iced::keyboard::key::Named;

use std::time::Duration;

/// How long to wait before a picture, until nothing moves.
const PAUSE: Duration = Duration::from_millis(250);
/// The most rows up to a message of somebody else.
const MOST_STEPS: usize = 12;
/// The channel in which this part plays.
const WORK: &str = "engineering";
const QUESTION: &str = "could you read the numbers before the call?";
const ROCKET: &str = "🚀";

impl<P> Play<P>
where
    P: Program<State = App, Message = app::Message, Theme = Theme>,
{
    /// Tag, react, star, pin, reply, choose, list, share, report, archive, mark as unread.
    pub(super) async fn deeds(&mut self) -> Result<(), headless::Error> {
        let work = self.jump(conversation::Kind::Channel, WORK, "jump-to-work").await?;
        let question = self.tag(&work).await?;
        self.marks(question).await?;
        self.thread(question).await?;
        self.several(question).await?;
        self.lists().await?;
        self.share(question).await?;
        let reported = self.report(question).await?;
        self.put_away(reported).await?;
        self.letter('u').await;
        self.seen("unread-from-here").await?;
        self.press(Chord::named(Named::Escape)).await;
        self.settled().await;
        Ok(())
    }

    /// Asks a colleague in the channel a question, with a mention.
    async fn tag(&mut self, work: &Conversation) -> Result<MessageId, headless::Error> {
        let Some(asked) = self.world.colleague(work).cloned() else { return Err(state::lost("a colleague")) };
        let given = asked.name.split(' ').next().unwrap_or_default();
        self.driver.type_text(&format!("@{given}")).await;
        let offered = |inbox: &Inbox| {
            let is = |answer: &Answer| matches!(answer, Answer::Person(person) if person.id == asked.id);
            let completion = completion(inbox)?;
            Some((completion.chosen(), completion.answers().iter().position(is)?))
        };
        self.until("the name among those offered", |inbox| offered(inbox).is_some()).await?;
        for _ in 0..MOST_STEPS {
            match self.inbox(offered) {
                Some((chosen, place)) if chosen != place => {
                    self.press(Chord::named(Named::ArrowDown)).await;
                }
                Some(_) | None => break,
            }
        }
        self.seen("tag").await?;
        self.press(Chord::named(Named::Enter)).await;
        self.until("the tag", |inbox| completion(inbox).is_none()).await?;
        self.driver.type_text(&format!("{QUESTION} :tad")).await;
        self.until("an emoji among those offered", |inbox| completion(inbox).is_some()).await?;
        self.seen("emoji-by-name").await?;
        self.press(Chord::named(Named::Enter)).await;
        self.until("the emoji", |inbox| completion(inbox).is_none()).await?;
        self.press(Chord::named(Named::Enter)).await;
        self.said(QUESTION).await
    }

    async fn marks(&mut self, on: MessageId) -> Result<(), headless::Error> {
        let me = self.session.me().id;
        self.go_to(on).await?;
        self.letter('r').await;
        self.until("the emoji picker", |inbox| matches!(inbox.dialog(), Some(Dialog::Emoji(..)))).await?;
        self.driver.type_text("rocket").await;
        let chosen = |inbox: &Inbox| match inbox.dialog() {
            Some(Dialog::Emoji(EmojiPicker { picker, .. })) => picker.emoji(picker.chosen()) == Some(ROCKET),
            Some(_) | None => false,
        };
        self.until("the rocket", chosen).await?;
        self.seen("react").await?;
        self.press(Chord::named(Named::Enter)).await;
        self.until_row("the reaction", on, |row| {
            row.reactions.iter().any(|reaction| reaction.emoji == ROCKET && reaction.is_by(me))
        })
        .await?;
        self.go_to(on).await?;
        self.letter('s').await;
        self.until_row("the star", on, |row| row.message.marks.starred_by == Some(me)).await?;
        self.letter('p').await;
        self.until_row("the pin", on, |row| row.message.marks.pinned_by == Some(me)).await?;
        self.seen("marks").await
    }

    /// Replies in the thread of a message, and returns to the message.
    async fn thread(&mut self, of: MessageId) -> Result<(), headless::Error> {
        self.go_to(of).await?;
        self.letter('t').await;
        self.until("the thread", |inbox| inbox.focus().pane() == Some(Pane::ReplyComposer)).await?;
        let reply = "I'll start with the first page.";
        self.driver.type_text(reply).await;
        self.press(Chord::named(Named::Enter)).await;
        self.until("the reply", |inbox| {
            inbox.thread().is_some_and(|thread| {
                thread.timeline().rows().iter().any(|row| row.message.text == reply)
                    && thread.composer().is_empty()
            })
        })
        .await?;
        self.seen("thread").await?;
        self.leave_panels().await
    }

    /// Selects two messages at once.
    async fn several(&mut self, from: MessageId) -> Result<(), headless::Error> {
        let chosen = |inbox: &Inbox| inbox.current().map_or(0, |open| open.timeline().chosen().len());
        self.go_to(from).await?;
        self.press(Chord::named(Named::ArrowUp).shift()).await;
        self.until("two messages chosen", |inbox| chosen(inbox) == 2).await?;
        self.seen("several").await?;
        self.press(Chord::named(Named::Escape)).await;
        self.until("nothing chosen", |inbox| chosen(inbox) == 0).await
    }

    /// Opens the details panel and the pinned messages.
    async fn lists(&mut self) -> Result<(), headless::Error> {
        self.press(Chord::character('d').command().shift()).await;
        self.until("the details", |inbox| inbox.panel() == Panel::Details).await?;
        self.seen("details").await?;
        self.press(Chord::character('p').command().shift()).await;
        self.until("what is pinned", |inbox| inbox.panel() == Panel::MessageList).await?;
        self.seen("pinned").await?;
        self.leave_panels().await
    }

    async fn share(&mut self, message: MessageId) -> Result<(), headless::Error> {
        let Some(group) = self.world.conversations(conversation::Kind::Group).next().cloned() else {
            return Err(state::lost("a group"));
        };
        self.go_to(message).await?;
        self.letter('x').await;
        self.until("the dialog for sharing", |inbox| picked(inbox).is_some()).await?;
        self.driver.type_text(&group.name).await;
        self.pick(&group).await?;
        self.press(Chord::named(Named::Enter)).await;
        self.until("the group picked", |inbox| picked(inbox) == Some(1)).await?;
        self.seen("share").await?;
        self.press(Chord::named(Named::Enter).command()).await;
        self.until("the end of sharing", |inbox| inbox.dialog().is_none()).await
    }

    /// Reports the nearest message of somebody else above this one; returns it.
    async fn report(&mut self, below: MessageId) -> Result<MessageId, headless::Error> {
        let asks = |inbox: &Inbox| matches!(inbox.dialog(), Some(Dialog::Report(_)));
        self.go_to(below).await?;
        let mut reported = below;
        for _ in 0..MOST_STEPS {
            self.press(Chord::named(Named::ArrowUp)).await;
            reported = self.focused().unwrap_or(reported);
            self.letter('f').await;
            if self.inbox(|inbox| Some(asks(inbox))) == Some(true) {
                break;
            }
        }
        self.until("the dialog for reporting", asks).await?;
        self.press(Chord::named(Named::ArrowDown)).await;
        self.seen("report").await?;
        self.press(Chord::named(Named::Enter)).await;
        self.until_row("the report", reported, |row| !row.reports.is_empty()).await?;
        Ok(reported)
    }

    async fn put_away(&mut self, message: MessageId) -> Result<(), headless::Error> {
        self.go_to(message).await?;
        self.letter('a').await;
        self.until_row("what was put away", message, |row| row.message.marks.archived).await?;
        self.seen("archived").await?;
        self.letter('a').await;
        self.until_row("what was brought back", message, |row| !row.message.marks.archived).await
    }

    pub(super) async fn letter(&mut self, letter: char) {
        self.press(Chord::character(letter)).await;
    }

    /// Takes a picture once nothing moves.
    pub(super) async fn seen(&mut self, name: &str) -> Result<(), headless::Error> {
        self.driver.pause(PAUSE).await;
        self.picture(name)
    }
}

/// The list of completions in the open conversation's composer.
fn completion(inbox: &Inbox) -> Option<&Completion> {
    inbox.current()?.composer().completion()
}

/// The number of conversations picked in the share dialog, while it is open.
fn picked(inbox: &Inbox) -> Option<usize> {
    match inbox.dialog() {
        Some(Dialog::Share(share)) => Some(share.picker().picked().len()),
        Some(_) | None => None,
    }
}
