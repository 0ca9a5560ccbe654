//! Empty and loading states.

use crate::Message;

use confab::icon::Icon;
use confab::theme::{Theme, container as ground};
use confab::widget::empty::empty;
use confab::widget::{Element, button, divider, loading};

use iced::Length;
use iced::widget::{container, row};

pub(crate) fn states<'a>(theme: Theme) -> Element<'a, Message> {
    let waiting = empty(
        theme,
        Icon::CircleCheck,
        "Nothing to send",
        "Everything you wrote has reached the server. Anything that could not be sent appears here, with the reason.",
        Some(button::plain(theme, "Back to #launch", Some(Message::Nothing)).into()),
    );
    let page = row![
        container(loading::messages(theme, 8)).width(Length::FillPortion(1)),
        divider::vertical(),
        container(waiting).width(Length::FillPortion(1)),
    ];
    container(page).width(Length::Fill).height(Length::Fill).style(ground::background).into()
}
