//! Draws the thread panel: its conversation's name, its messages, its composer.
//!
//! Tests: the pictures of `tests/window/thread.rs`.

use super::{Message, Side};

use crate::chat::conversation::Kind;
use crate::icon::Icon;
use crate::screen::inbox::conversation::view::{HEADER, failed, gone, messages, nothing_loaded};
use crate::screen::inbox::conversation::{self, Conversation};
use crate::screen::inbox::timeline::State;
use crate::screen::inbox::{self, Inbox, composer};
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::label::label;
use crate::widget::list::Grow;
use crate::widget::one_line::one_line;
use crate::widget::{Element, button, divider};

use iced::widget::{column, container, row, stack};
use iced::{Alignment, Length, Padding};

/// The id of its list of messages.
pub const LIST: &str = "thread";
/// Width of the panel at the normal text size, in logical pixels.
pub const WIDTH: f32 = 380.0;

/// The whole panel.
pub fn view<'a>(inbox: &'a Inbox, thread: &'a Conversation, theme: Theme) -> Element<'a, inbox::Message> {
    let over: Option<Element<'a, conversation::Message>> = match thread.timeline().state() {
        State::Loading => Some(nothing_loaded(theme, 2)),
        State::Failed(error) => Some(failed(theme, "This thread could not be read", error)),
        State::Ready => None,
    };
    let over = over.map(|over| over.map(Message::Conversation).map(inbox::Message::Thread));
    let list = messages(inbox, thread, Side::Thread, Grow::Down, theme);
    let composer = gone(inbox, thread, theme).unwrap_or_else(|| {
        let composer = composer::view::view(inbox, thread, Side::Thread, theme);
        composer.map(Message::Conversation).map(inbox::Message::Thread)
    });
    let column =
        column![header(inbox, thread, theme), divider::horizontal(), stack![list].push(over), composer,];
    container(column).height(Length::Fill).width(Length::Fill).style(grounds::background).into()
}

fn header<'a>(inbox: &'a Inbox, thread: &'a Conversation, theme: Theme) -> Element<'a, inbox::Message> {
    let name = inbox.name_of(thread.id());
    let place = match thread.id().kind() {
        Kind::Channel => format!("#{name}"),
        Kind::Direct | Kind::Group => name.to_owned(),
    };
    let closed = inbox::Message::Thread(Message::Closed);
    let narrow = inbox.is_narrow();
    let back = narrow.then(|| button::icon(theme, Icon::ArrowLeft, "Back", Some(closed.clone())));
    let close = (!narrow).then(|| button::icon(theme, Icon::X, "Close", Some(closed.clone())));
    let title = row![
        label(theme, Role::Heading, "Thread").style(colors::normal),
        one_line(theme, Role::Small, place).style(colors::muted).width(Length::Fill),
    ]
    .spacing(space::THREE)
    .align_y(Alignment::Center)
    .width(Length::Fill);
    container(row![back, title, close].spacing(space::TWO).align_y(Alignment::Center))
        .padding(Padding { top: 0.0, right: space::TWO, bottom: 0.0, left: space::FOUR })
        .height(theme.scaled(HEADER))
        .align_y(Alignment::Center)
        .into()
}
