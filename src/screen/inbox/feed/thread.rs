//! Draws the thread panel: its conversation's name, its messages, its composer.
//!
//! Tests: the pictures of `tests/window/thread.rs`.

use super::view::{failed, gone, messages, nothing_loaded};
use super::{Feed, Message, Side};

use crate::chat::conversation::Kind;
use crate::icon::Icon;
use crate::language::tr;
use crate::screen::inbox::composer;
use crate::screen::inbox::layout::{HEADER, Scene};
use crate::screen::inbox::timeline::State;
use crate::theme::{Role, container as grounds, space, text as colors};
use crate::widget::label::label;
use crate::widget::list::{Grow, Jump};
use crate::widget::one_line::one_line;
use crate::widget::{Element, button, divider};

use iced::widget::{column, container, row, stack};
use iced::{Alignment, Length, Padding};

/// The whole panel.
pub fn view<'a>(thread: &'a Feed, scene: Scene<'a>, jump: Option<Jump>) -> Element<'a, Message> {
    let over: Option<Element<'a, Message>> = match thread.timeline().state() {
        State::Loading => Some(nothing_loaded(scene.theme, 2)),
        State::Failed(error) => Some(failed(scene.theme, tr::feed_thread_failed(), error)),
        State::Ready => None,
    };
    let list = messages(thread, scene, Side::Thread, Grow::Down, jump);
    let composer = gone(thread, scene).unwrap_or_else(|| composer::view::view(thread, scene, Side::Thread));
    let column = column![header(thread, scene), divider::horizontal(), stack![list].push(over), composer];
    container(column).height(Length::Fill).width(Length::Fill).style(grounds::background).into()
}

fn header<'a>(thread: &Feed, scene: Scene<'a>) -> Element<'a, Message> {
    let theme = scene.theme;
    let name = scene.shared.conversations.name_of(thread.id());
    let place = match thread.id().kind() {
        Kind::Channel => format!("#{name}"),
        Kind::Direct | Kind::Group => name.to_owned(),
    };
    let narrow = scene.is_narrow();
    let back = narrow.then(|| button::icon(theme, Icon::ArrowLeft, tr::panel_back(), Some(Message::Closed)));
    let close = (!narrow).then(|| button::icon(theme, Icon::X, tr::panel_close(), Some(Message::Closed)));
    let title = row![
        label(theme, Role::Heading, tr::feed_thread()).style(colors::normal),
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
