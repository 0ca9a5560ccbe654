//! The part of the play that creates, marks and leaves conversations and adds people to them, by keyboard alone.
//!
//! Tests: `tests/commands/demo.rs`.

use super::Play;
use crate::app::{self, App};
use crate::chat::conversation;
use crate::chat::conversation::Membership;
use crate::chat::wish::Switch;
use crate::headless::{self, Chord};
use crate::screen::dialog::confirm::Button;
use crate::screen::dialog::gather::Gather;
use crate::screen::dialog::modal::Part;
use crate::screen::dialog::{Dialog, conversation_menu};
use crate::screen::inbox::Inbox;
use crate::screen::inbox::feed::Feed;
use crate::theme::Theme;

use iced::Program;
use iced::keyboard::key::Named;

const CHANNEL: &str = "launch-day";
const GROUP: &str = "Tuesday lunch";

impl<P> Play<P>
where
    P: Program<State = App, Message = app::Message, Theme = Theme>,
{
    /// A channel with people and marks, one more person; then a group that is left and hidden.
    pub(super) async fn rooms(&mut self) -> Result<(), headless::Error> {
        self.begin().await?;
        // The kinds come before the people in focus order.
        self.press(Chord::named(Named::Tab).shift()).await;
        self.until_gathering("the kinds", |gather| gather.on() == Part::Choice).await?;
        for _ in 0..2 {
            self.press(Chord::named(Named::ArrowRight)).await;
        }
        self.until_gathering("a channel", |gather| gather.kind() == conversation::Kind::Channel).await?;
        self.press(Chord::named(Named::Enter)).await;
        self.name(CHANNEL, "new-channel").await?;
        // A channel is named first.
        self.press(Chord::named(Named::Enter)).await;
        self.people(2).await?;
        self.opens(CHANNEL).await?;
        self.say("Everything about the launch goes here from now on.").await?;
        self.choose("Star", |act| act == conversation_menu::Act::Star(Switch::On)).await?;
        self.until_conversation("the starred channel", |conversation| conversation.marks.starred).await?;
        self.choose("Mute", |act| act == conversation_menu::Act::Mute(Switch::On)).await?;
        self.until_conversation("the muted channel", |conversation| conversation.marks.muted).await?;
        self.choose("Add people", |act| act == conversation_menu::Act::Invite).await?;
        self.people(1).await?;
        self.picture("add-people")?;
        self.press(Chord::named(Named::Enter)).await;
        self.until("the end of adding people", |inbox| inbox.dialog().is_none()).await?;
        self.settled().await;
        self.picture("channel-of-ones-own")?;

        self.begin().await?;
        self.people(2).await?;
        self.press(Chord::named(Named::Enter)).await;
        self.name(GROUP, "new-group").await?;
        self.opens(GROUP).await?;
        self.say("Noon, at the corner?").await?;
        self.choose("Leave", |act| act == conversation_menu::Act::Leave).await?;
        let asked = |inbox: &Inbox| match inbox.dialog() {
            Some(Dialog::Confirm(confirm)) => Some(confirm.on),
            Some(_) | None => None,
        };
        self.until("the question before leaving", |inbox| asked(inbox).is_some()).await?;
        self.picture("leave")?;
        self.press(Chord::named(Named::Tab)).await;
        self.until("Leave", |inbox| asked(inbox) == Some(Button::Go)).await?;
        self.press(Chord::named(Named::Enter)).await;
        self.until_conversation("having left", |conversation| conversation.membership == Membership::Left)
            .await?;
        self.settled().await;
        self.picture("left")?;
        self.choose("Hide", |act| act == conversation_menu::Act::Hide).await?;
        self.until("the hidden group", |inbox| {
            let open = inbox.current().map(Feed::id);
            open.and_then(|open| inbox.conversations().row(open))
                .is_none_or(|conversation| conversation.marks.hidden)
        })
        .await?;
        self.settled().await;
        Ok(())
    }

    async fn begin(&mut self) -> Result<(), headless::Error> {
        self.press(Chord::character('n').command()).await;
        self.until_gathering("the people to write to", |gather| !gather.picker().answers().is_empty()).await
    }

    /// Picks `count` people, each time the second suggestion.
    async fn people(&mut self, count: usize) -> Result<(), headless::Error> {
        let offered = |gather: &Gather| gather.on() == Part::Find && !gather.picker().answers().is_empty();
        for picked in 0..count {
            self.until_gathering("people to pick", |gather| {
                offered(gather) && gather.picker().picked().len() == picked
            })
            .await?;
            self.press(Chord::named(Named::ArrowDown)).await;
            self.press(Chord::named(Named::Enter)).await;
        }
        self.until_gathering("the people picked", |gather| gather.picker().picked().len() == count).await
    }

    /// Names the new conversation.
    async fn name(&mut self, name: &str, picture: &str) -> Result<(), headless::Error> {
        self.until_gathering("the field for the name", |gather| gather.on() == Part::Comment).await?;
        self.driver.type_text(name).await;
        self.picture(picture)
    }

    /// Presses Enter and waits until the new conversation is open.
    async fn opens(&mut self, name: &str) -> Result<(), headless::Error> {
        self.press(Chord::named(Named::Enter)).await;
        let is_here = |inbox: &Inbox| inbox.current().is_some_and(|open| inbox.name_of(open.id()) == name);
        self.until(name, is_here).await?;
        self.until_open(name, |_| true).await
    }

    /// Waits until the dialog for picking people is in the wanted state.
    async fn until_gathering(
        &mut self,
        wanted: &str,
        reached: impl Fn(&Gather) -> bool,
    ) -> Result<(), headless::Error> {
        self.until(wanted, |inbox| match inbox.dialog() {
            Some(Dialog::Gather(gather)) => reached(gather),
            Some(_) | None => false,
        })
        .await
    }
}
