//! The part of the play of a reviewer: five cases are decided, by keyboard alone.
//!
//! Tests: `tests/commands/demo.rs`.

use super::{Play, state};
use crate::app::{self, App};
use crate::headless::{self, Chord};
use crate::screen::dialog::Dialog;
use crate::screen::panel::Panel;
use crate::theme::Theme;

use iced::Program;
use iced::keyboard::key::Named;

use std::time::Duration;

/// How often to look if the cases were read, and how many times.
const LOOK: Duration = Duration::from_millis(100);
const LOOKS: usize = 100;

impl<P> Play<P>
where
    P: Program<State = App, Message = app::Message, Theme = Theme>,
{
    /// Looks at a case, then keeps, removes and archives a message, warns an author, and asks a reporter.
    pub(super) async fn cases(&mut self) -> Result<(), headless::Error> {
        self.cases_read().await?;
        self.press(Chord::character('r').command().shift()).await;
        self.until("the desk", |inbox| inbox.panel() == Panel::Desk).await?;
        self.until("a case", |inbox| inbox.panels().selected_case().is_some()).await?;
        self.seen("desk").await?;
        self.press(Chord::named(Named::Space)).await;
        self.letter('v').await;
        self.seen("desk-unfolded").await?;
        self.decide('d').await?;
        self.decide('r').await?;
        self.decide('a').await?;
        self.seen("desk-decided").await?;
        self.decide_in_words('w', "Please keep to our rules from now on.", "desk-warn").await?;
        self.decide_in_words('q', "Is there more that we should see?", "desk-ask").await?;
        self.settled().await;
        self.letter('4').await;
        self.seen("desk-all-decided").await?;
        self.press(Chord::named(Named::Escape)).await;
        self.until("the conversation", |inbox| inbox.panel() != Panel::Desk).await
    }

    /// Waits until the reports were read from the server.
    async fn cases_read(&mut self) -> Result<(), headless::Error> {
        for _ in 0..LOOKS {
            if self.session.cases().await.is_ok_and(|cases| !cases.is_empty()) {
                return Ok(());
            }
            self.driver.pause(LOOK).await;
        }
        Err(state::lost("the cases"))
    }

    /// Decides the selected case by one key; the next one is selected.
    async fn decide(&mut self, key: char) -> Result<(), headless::Error> {
        let before = self.inbox(|inbox| inbox.panels().selected_case());
        self.until_loaded().await?;
        self.letter(key).await;
        self.until("the next case", |inbox| inbox.panels().selected_case() != before).await
    }

    /// Decides the selected case by a key and some words.
    async fn decide_in_words(
        &mut self,
        key: char,
        words: &str,
        picture: &str,
    ) -> Result<(), headless::Error> {
        let before = self.inbox(|inbox| inbox.panels().selected_case());
        self.until_loaded().await?;
        self.letter(key).await;
        self.until("the dialog", |inbox| matches!(inbox.dialog(), Some(Dialog::Decide(_)))).await?;
        self.driver.type_text(words).await;
        self.seen(picture).await?;
        self.press(Chord::named(Named::Enter)).await;
        self.until("the next case", |inbox| inbox.panels().selected_case() != before).await
    }

    /// A key acts on a case that was read.
    async fn until_loaded(&mut self) -> Result<(), headless::Error> {
        self.until("the case", |inbox| inbox.panels().has_case()).await
    }
}
