//! Waits for the program's state. Never for visible text, which depends on the length of lists, the hour and the seed;
//! nor for a number of milliseconds, which depends on the machine.
//!
//! Tests: `tests` beside, `tests/commands/demo.rs`.

use super::{LIMIT, Play};
use crate::app::{self, App};
use crate::chat::{self, MessageId};
use crate::headless::{self, Chord, Driver};
use crate::row::{self, Row};
use crate::screen::dialog::beside::ConversationMenu;
use crate::screen::dialog::menu::Menu;
use crate::screen::dialog::picker::{Answer, Picker};
use crate::screen::dialog::{Dialog, conversation_menu};
use crate::screen::inbox::Inbox;
use crate::screen::inbox::feed::Feed;
use crate::screen::inbox::focus::Pane;
use crate::screen::inbox::timeline::State;
use crate::screen::panel::Panel;
use crate::theme::Theme;

use iced::Program;
use iced::keyboard::key::Named;

use std::sync::Arc;

/// The most rows or menu lines to move with an arrow key.
const MOST_STEPS: usize = 40;
/// More than the panes that F6 cycles through, and the panels that Esc closes.
const MOST_PANES: usize = 8;

impl<P> Play<P>
where
    P: Program<State = App, Message = app::Message, Theme = Theme>,
{
    /// Waits until the inbox is in the wanted state.
    pub(super) async fn until(
        &mut self,
        wanted: &str,
        mut reached: impl FnMut(&Inbox) -> bool,
    ) -> Result<(), headless::Error> {
        let reached = |driver: &mut Driver<P>| driver.state().inbox().is_some_and(&mut reached);
        self.driver.wait_until(wanted, LIMIT, reached).await
    }

    /// Waits until the window shows a fixed text, which no list can scroll out of view.
    pub(super) async fn until_shown(&mut self, text: &str) -> Result<(), headless::Error> {
        self.driver.wait_for_text(text, LIMIT).await
    }

    /// Reads something from the inbox.
    pub(super) fn inbox<T>(&self, look: impl FnOnce(&Inbox) -> Option<T>) -> Option<T> {
        self.driver.state().inbox().and_then(look)
    }

    /// Waits until the wanted conversation is open, with its messages and with keyboard focus in its composer.
    pub(super) async fn until_open(
        &mut self,
        wanted: &str,
        is: impl Fn(&Feed) -> bool,
    ) -> Result<(), headless::Error> {
        self.until(wanted, |inbox| {
            let is_open = inbox.current().is_some_and(|open| {
                is(open) && *open.timeline().state() == State::Ready && open.composer().is_settled()
            });
            is_open && inbox.dialog().is_none() && inbox.focus().pane() == Some(Pane::Composer)
        })
        .await
    }

    /// Chooses this conversation in the open switcher, wherever it is among the answers.
    pub(super) async fn pick(&mut self, conversation: &chat::Conversation) -> Result<(), headless::Error> {
        let line = |picker: &Picker| {
            let is = |answer: &Answer| matches!(answer, Answer::Conversation(target) if target.id == conversation.id);
            picker.answers().iter().position(is)
        };
        let offered = |inbox: &Inbox| match inbox.dialog() {
            Some(Dialog::Switcher(picker)) if picker.query() == conversation.name => line(picker),
            Some(Dialog::Share(share)) => line(share.picker()),
            Some(_) | None => None,
        };
        self.until("the name in the list", |inbox| offered(inbox).is_some()).await?;
        for _ in 0..self.inbox(offered).unwrap_or_default() {
            self.press(Chord::named(Named::ArrowDown)).await;
        }
        Ok(())
    }

    /// Waits until the composer is empty and the user's message with this text is in the timeline; returns the message.
    pub(super) async fn said(&mut self, text: &str) -> Result<MessageId, headless::Error> {
        self.until(text, |inbox| {
            let is_empty = inbox.current().is_some_and(|open| open.composer().is_empty());
            is_empty && written(inbox, text).is_some()
        })
        .await?;
        self.inbox(|inbox| written(inbox, text)).ok_or_else(|| lost(text))
    }

    /// Waits until this message of the open conversation is in the wanted state.
    pub(super) async fn until_row(
        &mut self,
        wanted: &str,
        of: MessageId,
        mut reached: impl FnMut(&Row) -> bool,
    ) -> Result<(), headless::Error> {
        self.until(wanted, |inbox| row(inbox, of).is_some_and(|row| reached(row))).await
    }

    /// Moves keyboard focus to a message, from wherever it is: others may be written below it meanwhile.
    pub(super) async fn go_to(&mut self, to: MessageId) -> Result<(), headless::Error> {
        for _ in 0..MOST_PANES {
            if self.inbox(|inbox| inbox.focus().pane()) == Some(Pane::Messages) {
                break;
            }
            self.press(Chord::named(Named::F6).shift()).await;
        }
        self.press(Chord::named(Named::End)).await;
        for _ in 0..MOST_STEPS {
            if self.focused() == Some(to) {
                break;
            }
            self.press(Chord::named(Named::ArrowUp)).await;
        }
        self.until("the keyboard on the message", |inbox| inbox.focus().message() == Some(to)).await
    }

    /// The message that has keyboard focus.
    pub(super) fn focused(&self) -> Option<MessageId> {
        self.inbox(|inbox| inbox.focus().message())
    }

    /// Goes back to the composer, closing all panels.
    pub(super) async fn leave_panels(&mut self) -> Result<(), headless::Error> {
        for _ in 0..MOST_PANES {
            if self.inbox(|inbox| Some(inbox.panel())) == Some(Panel::None) {
                break;
            }
            self.press(Chord::named(Named::Escape)).await;
        }
        self.until("no panel", |inbox| inbox.panel() == Panel::None).await
    }

    /// Chooses a line in the menu of the open conversation.
    pub(super) async fn choose(
        &mut self,
        wanted: &str,
        is: impl Fn(conversation_menu::Act) -> bool,
    ) -> Result<(), headless::Error> {
        self.press(Chord::character('m').command().shift()).await;
        self.until("the conversation's menu", |inbox| menu(inbox).is_some()).await?;
        let line = |inbox: &Inbox| {
            let menu = menu(inbox)?;
            Some((menu.chosen, menu.lines.iter().position(|line| is(line.what))?))
        };
        for _ in 0..MOST_STEPS {
            match self.inbox(line) {
                Some((chosen, line)) if chosen != line => self.press(Chord::named(Named::ArrowDown)).await,
                Some(_) | None => break,
            }
        }
        self.until(wanted, |inbox| menu(inbox).and_then(Menu::choice).is_some_and(&is)).await?;
        self.press(Chord::named(Named::Enter)).await;
        Ok(())
    }

    /// Waits until the open conversation's row in the sidebar is in the wanted state.
    pub(super) async fn until_conversation(
        &mut self,
        wanted: &str,
        mut reached: impl FnMut(&row::ConversationRow) -> bool,
    ) -> Result<(), headless::Error> {
        self.until(wanted, |inbox| {
            let open = inbox.current().map(Feed::id);
            open.and_then(|open| inbox.conversations().row(open)).is_some_and(&mut reached)
        })
        .await
    }

    pub(super) async fn press(&mut self, chord: Chord) {
        self.driver.key(chord).await;
    }
}

/// The user's newest message in the open conversation that contains this text.
fn written(inbox: &Inbox, text: &str) -> Option<MessageId> {
    let me = inbox.shared().me.id;
    let rows = inbox.current()?.timeline().rows();
    let row = rows.iter().rev().find(|row| row.message.author == me && row.message.text.contains(text))?;
    Some(row.message.id)
}

/// The error for something that has disappeared.
pub(super) fn lost(wanted: &str) -> headless::Error {
    headless::Error::NoText { wanted: wanted.to_owned(), seen: Vec::new() }
}

/// A message of the open conversation.
fn row(inbox: &Inbox, of: MessageId) -> Option<&Arc<Row>> {
    inbox.current()?.timeline().row(of)
}

fn menu(inbox: &Inbox) -> Option<&Menu<conversation_menu::Act>> {
    match inbox.dialog() {
        Some(Dialog::Conversation(ConversationMenu { menu, .. })) => Some(menu),
        Some(_) | None => None,
    }
}
