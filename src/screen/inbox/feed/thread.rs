//! Draws the thread panel: its conversation's name, its messages, its composer.
//!
//! Tests: the pictures of `tests/window/thread.rs`.

use super::view::{failed, gone, messages, nothing_loaded};
use super::{Feed, Message, Side};

use crate::chat::conversation::Kind;
use crate::language::tr;
use crate::screen::inbox::composer;
use crate::screen::inbox::header::{self, Exits};
use crate::screen::inbox::layout::Scene;
use crate::screen::inbox::timeline::State;
use crate::theme::{Role, container as grounds, space, text as colors};
use crate::widget::label::label;
use crate::widget::list::{Grow, Jump};
use crate::widget::one_line::one_line;
use crate::widget::over::over;
use crate::widget::tooltip::{Beside, whole_line};
use crate::widget::{Element, divider};

use iced::widget::{column, container, row};
use iced::{Alignment, Length};

/// The whole panel.
pub fn view<'a>(thread: &'a Feed, scene: Scene<'a>, jump: Option<Jump>) -> Element<'a, Message> {
    let instead: Option<Element<'a, Message>> = match thread.timeline().state() {
        State::Loading => Some(nothing_loaded(scene.theme, 2)),
        State::Failed(error) => Some(failed(scene.theme, tr::feed_thread_failed(), error)),
        State::Ready => None,
    };
    let list = messages(thread, scene, Side::Thread, Grow::Down, jump);
    let composer = gone(thread, scene).unwrap_or_else(|| composer::view::view(thread, scene, Side::Thread));
    let column = column![heading(thread, scene), divider::horizontal(), over(list).push(instead), composer];
    container(column).height(Length::Fill).width(Length::Fill).style(grounds::background).into()
}

fn heading<'a>(thread: &Feed, scene: Scene<'a>) -> Element<'a, Message> {
    let theme = scene.theme;
    let name = scene.shared.conversations.name_of(thread.id());
    let place = match thread.id().kind() {
        Kind::Channel => format!("#{name}"),
        Kind::Direct | Kind::Group => name.to_owned(),
    };
    let title = row![
        label(theme, Role::Heading, tr::feed_thread()).style(colors::normal),
        whole_line(
            theme,
            one_line(theme, Role::Small, place).style(colors::muted).width(Length::Fill),
            Beside::Below
        ),
    ]
    .spacing(space::THREE)
    .align_y(Alignment::Center);
    header::view(scene, title, Exits { back: None, close: Message::Closed })
}
