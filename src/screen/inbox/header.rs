//! The header of a panel: its title, and the button that leaves it. A narrow window shows a way back instead of closing.
//!
//! Must not know: the content of the panel. Tests: the pictures of `tests/window`.

use super::layout::{HEADER, Scene};

use crate::icon::Icon;
use crate::language::tr;
use crate::screen::keys::{self, Command, Context};
use crate::theme::space;
use crate::widget::{Element, button};

use iced::widget::{container, row};
use iced::{Alignment, Length, Padding};

/// The ways out of a panel.
#[derive(Debug, Clone)]
pub struct Exits<Message> {
    /// The label of the way back, and its message; shown in a wide window too.
    pub back: Option<(&'static str, Message)>,
    pub close: Message,
}

/// The header with this title.
pub fn view<'a, Message: Clone + 'a>(
    scene: Scene<'_>,
    title: impl Into<Element<'a, Message>>,
    exits: Exits<Message>,
) -> Element<'a, Message> {
    let theme = scene.theme;
    let narrow = scene.is_narrow();
    let Exits { back, close } = exits;
    let back = back.or_else(|| narrow.then(|| (tr::panel_back(), close.clone())));
    let left = if back.is_some() { space::TWO } else { space::FOUR };
    let back = back.map(|(says, message)| button::icon(theme, Icon::ArrowLeft, says, Some(message)));
    let close = (!narrow).then(|| {
        button::icon(
            theme,
            Icon::X,
            keys::with_key(tr::panel_close(), Context::Anywhere, Command::Leave),
            Some(close),
        )
    });
    let title = container(title).width(Length::Fill);
    container(row![back, title, close].spacing(space::TWO).align_y(Alignment::Center))
        .padding(Padding { top: 0.0, right: space::TWO, bottom: 0.0, left })
        .height(theme.scaled(HEADER))
        .align_y(Alignment::Center)
        .into()
}
