//! Draws the toast, with the button that takes its offer.
//!
//! Tests: the pictures of `tests/window/undoing.rs`.

use super::{Offer, Toast};

use crate::icon::Icon;
use crate::language::tr;
use crate::screen::keys::{self, Command, Context};
use crate::theme::{Role, Theme, space, text as colors};
use crate::widget::label::label;
use crate::widget::lifted::{Height, lifted};
use crate::widget::{Element, badge, button as press};

use iced::widget::{container, opaque, row};
use iced::{Alignment, Length, Padding, alignment};

/// The toast at the right edge, so that the row of the deleted message stays visible.
pub fn view<'a, Message: Clone + 'a>(
    toast: &'a Toast,
    shows_key: bool,
    take: Message,
    dismiss: Message,
    theme: Theme,
) -> Element<'a, Message> {
    let offer = match &toast.offer {
        Offer::Undelete(_) | Offer::Restore(_) | Offer::Unread => {
            let key = keys::label(Context::Anywhere, Command::Undo).filter(|_| shows_key);
            let key = key.map(|key| badge::keycap(theme, key));
            let undo = press::link(theme, tr::toast_undo(), Some(take));
            Some(row![undo, key].spacing(space::TWO).align_y(Alignment::Center))
        }
        Offer::Reveal(_) => Some(row![press::link(theme, tr::toast_reveal(), Some(take))]),
        Offer::Nothing => None,
    };
    let dismiss = press::icon(theme, Icon::X, tr::panel_dismiss(), Some(dismiss));
    let says = label(theme, Role::Body, toast.sentence.as_str()).style(colors::normal);
    let buttons = row![offer, dismiss].spacing(space::THREE).align_y(Alignment::Center);
    // The buttons are below a sentence that takes the whole width.
    let says = container(says).padding(Padding::from([space::ONE, 0.0]).right(space::TWO));
    let face = row![says, buttons]
        .spacing(space::ONE)
        .align_y(Alignment::Center)
        .wrap()
        .vertical_spacing(0)
        .align_x(alignment::Horizontal::Right);
    let face = container(face).padding(Padding { left: space::FOUR, ..Padding::new(space::ONE) });
    container(opaque(lifted(Height::Panel, face))).align_right(Length::Fill).padding(space::THREE).into()
}
