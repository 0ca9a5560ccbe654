//! Actions on conversations: creating one, inviting people, starring, muting, hiding, leaving.
//!
//! They come from a key, a button, or the menu of a sidebar row or the header. Each goes out as a wish, so all of them
//! work offline. Must not know: how a wish is sent. Tests: `tests/window/rooms.rs`.

use super::aside::Offer;
use super::{Hand, Inbox, Told, sidebar};

use crate::chat::conversation::{self, Kind};
use crate::chat::room::{self, Change, Membership};
use crate::chat::wish::{Deed, Switch};
use crate::chat::{MessageId, Wish, shown};
use crate::dialog::Dialog;
use crate::dialog::confirm::Confirm;
use crate::dialog::gather::Gather;
use crate::dialog::menu::Menu;
use crate::dialog::talk::{self, Act};
use crate::intent::Request;
use crate::row::Change as Key;
use crate::screen::Action;
use crate::screen::inbox::conversation::view::HEADER;
use crate::widget::list::find;
use crate::widget::place_at::Anchor;

use iced::advanced::widget::operate;
use iced::{Point, Rectangle};

/// An action on conversations.
#[derive(Debug, Clone, Copy)]
pub enum Message {
    /// Create a conversation, of this kind if a section's button was pressed.
    Begun(Option<Kind>),
    /// The menu of a sidebar row was asked for by pointer.
    MenuAsked(conversation::Id, Point),
    /// Where the sidebar row is drawn whose menu a key asked for.
    Found(conversation::Id, Option<Rectangle>),
    /// The menu of the open conversation was asked for by pointer.
    HeaderAsked,
    Acted(conversation::Id, Act),
}

impl Inbox {
    pub(super) fn in_rooms(&mut self, message: Message) -> Action<super::Message> {
        match message {
            Message::Begun(kind) => {
                self.hand = Hand::Pointer;
                self.new_conversation(kind)
            }
            Message::MenuAsked(of, at) => {
                self.hand = Hand::Pointer;
                self.talk_menu(of, at)
            }
            Message::Found(of, at) => {
                let middle = Point::new(self.size.width / 3.0, self.size.height / 3.0);
                self.talk_menu(of, at.map_or_else(|| middle.into(), Anchor::from))
            }
            Message::HeaderAsked => {
                self.hand = Hand::Pointer;
                match self.open.as_ref().map(super::Conversation::id) {
                    Some(of) => self.talk_menu(of, self.pointer),
                    None => Action::none(),
                }
            }
            Message::Acted(of, act) => {
                self.hand = Hand::Pointer;
                self.act_on_talk(of, act)
            }
        }
    }

    /// Opens the dialog that asks whom to write to.
    pub(super) fn new_conversation(&mut self, kind: Option<Kind>) -> Action<super::Message> {
        self.show(Dialog::Gather(Box::new(Gather::begin(self.me.id, kind))))
    }

    /// Asks the list where a conversation's row is drawn; its menu opens beside the row.
    pub(super) fn open_beside_talk(&mut self, of: conversation::Id) -> Action<super::Message> {
        self.sidebar.reveal(of);
        let find = operate(find::row(sidebar::view::LIST, sidebar::view::key(of)));
        Action::run(find.map(move |at| super::Message::Room(Message::Found(of, at))))
    }

    /// Opens the menu of the open conversation, below its name.
    pub(super) fn header_menu(&mut self) -> Action<super::Message> {
        let Some(of) = self.open.as_ref().map(super::Conversation::id) else {
            return Action::none();
        };
        let below = HEADER * f32::from(self.preferences.text_size) / 100.0;
        self.talk_menu(of, Point::new(self.size.width, below))
    }

    fn talk_menu(&mut self, of: conversation::Id, at: impl Into<Anchor>) -> Action<super::Message> {
        let lines = self.sidebar.talk(of).map(talk::menu).unwrap_or_default();
        if lines.is_empty() {
            return Action::none();
        }
        self.show(Dialog::Talk(of, Menu::new(at, lines)))
    }

    /// Performs an action on a conversation, if the action applies to it.
    pub(super) fn act_on_talk(&mut self, of: conversation::Id, act: Act) -> Action<super::Message> {
        let Some(talk) = self.sidebar.talk(of) else {
            return Action::none();
        };
        if !talk::acts(talk).contains(&act) {
            return Action::none();
        }
        let (name, title) = (talk.name.clone(), title(of, &talk.name));
        match act {
            Act::Invite => self.show(Dialog::Gather(Box::new(Gather::invite(self.me.id, of, name)))),
            Act::Star(state) => change(of, Change::Star(state)),
            Act::Mute(state) => change(of, Change::Mute(state)),
            Act::Hide => {
                let said = self
                    .say(format!("{title} is hidden until something new is written there"), Offer::Nothing);
                said.and(change(of, Change::Hide(Switch::On)))
            }
            Act::Leave => {
                let sentence =
                    "What was said until now stays here. To come back, somebody in it has to add you.";
                let confirm = Confirm::new(
                    format!("Leave {title}?"),
                    sentence.to_owned(),
                    "Leave",
                    wish(of, Change::Leave),
                );
                self.show(Dialog::Confirm(confirm))
            }
        }
    }

    /// Shows a conversation in the sidebar again when the user opens it. A newly created one appears there anyway.
    pub(super) fn unhide(&self, of: conversation::Id) -> Action<super::Message> {
        let is_read = matches!(self.sidebar.state(), sidebar::State::Ready(_));
        let is_made = matches!(&self.dialog, Some(Dialog::Gather(gather)) if gather.awaits(of));
        // This changes nothing for a conversation that is not hidden, or not known yet.
        if is_read && !is_made && self.sidebar.talk(of).is_none() {
            change(of, Change::Hide(Switch::Off))
        } else {
            Action::none()
        }
    }

    /// How many conversations are starred, and whether the open one is in the sidebar.
    pub(super) fn sidebar_marks(&self) -> (usize, bool) {
        let starred = self.sidebar.talks().iter().filter(|talk| talk.marks.starred).count();
        let open = self.open.as_ref().is_some_and(|open| self.sidebar.talk(open.id()).is_some());
        (starred, open)
    }

    /// Scrolls to the sidebar row that moved because of the user's own action.
    pub(super) fn show_moved(&mut self, (starred, was_there): (usize, bool)) {
        let (now_starred, is_there) = self.sidebar_marks();
        if now_starred > starred {
            self.sidebar.reveal_starred();
        } else if is_there
            && !was_there
            && let Some(of) = self.open.as_ref().map(super::Conversation::id)
        {
            self.sidebar.reveal(of);
        }
    }

    /// The result of a wish on a conversation.
    pub(super) fn room_submitted(
        &mut self,
        of: conversation::Id,
        deed: Deed,
        result: Told<()>,
    ) -> Action<super::Message> {
        // Another dialog may have replaced the one that asked.
        let gather = match &mut self.dialog {
            Some(Dialog::Gather(gather)) if gather.awaits(of) => Some(gather),
            Some(_) | None => None,
        };
        match (gather, result) {
            (Some(gather), Err(error)) => {
                gather.refused(error);
                Action::none()
            }
            (None, Err(error)) => {
                self.trouble = Some(error);
                Action::none()
            }
            (Some(_), Ok(())) if deed == Deed::Create => {
                let opened = self.open(of, None);
                opened.and(self.changed(Key::Sidebar))
            }
            (Some(_), Ok(())) => {
                let closed = self.close_dialog();
                closed.and(self.changed(Key::Sidebar))
            }
            (None, Ok(())) => self.changed(Key::Sidebar),
        }
    }

    /// Why nothing can be sent in the open conversation, if so.
    pub fn gone(&self) -> Option<String> {
        let talk = self.sidebar.talk(self.open.as_ref()?.id())?;
        let title = title(talk.id, &talk.name);
        match talk.membership {
            Membership::In => None,
            Membership::Left => Some(format!("You left {title}. What was said until then stays here.")),
            Membership::Unmade => {
                Some(format!("{title} was taken back before it was made, so nothing can be sent here."))
            }
        }
    }
}

fn title(of: conversation::Id, name: &str) -> String {
    let sigil = if of.kind() == Kind::Channel { "#" } else { "" };
    format!("{sigil}{}", shown::within(name))
}

fn wish(of: conversation::Id, change: Change) -> Request {
    let wish = room::Wish { id: MessageId::fresh(), conversation: of, change };
    Request::Submit { of, wish: Wish::Room(wish) }
}

fn change(of: conversation::Id, change: Change) -> Action<super::Message> {
    Action::ask(wish(of, change))
}
