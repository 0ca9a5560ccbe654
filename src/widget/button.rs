//! Buttons. Each has a text that says what it does, or, when it is an icon, a name and a tooltip.
//! `on_press: None` makes a button that cannot be pressed.

use super::Element;
use super::label::label;
use super::named::named;
use super::tooltip::{Beside, tooltip};
use crate::icon::Icon;
use crate::theme::{Role, Theme, button as style, space};

use iced::widget::button::{Status, Style};
use iced::widget::{Button, button, row};
use iced::{Alignment, Padding};

type Styler = fn(&Theme, Status) -> Style;

/// The one thing to do here.
pub fn primary<'a, Message: Clone + 'a>(
    theme: Theme,
    says: impl Into<String>,
    on_press: Option<Message>,
) -> Button<'a, Message, Theme> {
    words(theme, says.into(), on_press, style::primary)
}

/// Another thing one may do.
pub fn plain<'a, Message: Clone + 'a>(
    theme: Theme,
    says: impl Into<String>,
    on_press: Option<Message>,
) -> Button<'a, Message, Theme> {
    words(theme, says.into(), on_press, style::plain)
}

/// Destroys, or cannot be undone.
pub fn danger<'a, Message: Clone + 'a>(
    theme: Theme,
    says: impl Into<String>,
    on_press: Option<Message>,
) -> Button<'a, Message, Theme> {
    words(theme, says.into(), on_press, style::danger)
}

/// Only words until the pointer is over it.
pub fn quiet<'a, Message: Clone + 'a>(
    theme: Theme,
    says: impl Into<String>,
    on_press: Option<Message>,
) -> Button<'a, Message, Theme> {
    words(theme, says.into(), on_press, style::quiet)
}

/// Reads as a link, in a line of small text.
pub fn link<'a, Message: Clone + 'a>(
    theme: Theme,
    says: impl Into<String>,
    on_press: Option<Message>,
) -> Button<'a, Message, Theme> {
    button(label(theme, Role::SmallStrong, says.into()))
        .on_press_maybe(on_press)
        .padding(0)
        .style(style::link)
}

fn words<'a, Message: Clone + 'a>(
    theme: Theme,
    says: String,
    on_press: Option<Message>,
    style: Styler,
) -> Button<'a, Message, Theme> {
    let says = label(theme, Role::BodyStrong, says).center().wrapping(iced::widget::text::Wrapping::None);
    button(says).on_press_maybe(on_press).padding(Padding::from([6.0, space::THREE])).style(style)
}

/// A button with an icon before its words, quiet.
pub fn with_icon<'a, Message: Clone + 'a>(
    theme: Theme,
    icon: Icon,
    says: impl Into<String>,
    on_press: Option<Message>,
) -> Button<'a, Message, Theme> {
    let words = label(theme, Role::BodyStrong, says.into()).wrapping(iced::widget::text::Wrapping::None);
    button(row![named("", icon.view(theme)), words].spacing(6).align_y(Alignment::Center))
        .on_press_maybe(on_press)
        .padding(Padding::from([6.0, space::TWO]))
        .style(style::quiet)
}

/// An icon alone, quiet; `says` is its tooltip and what selectors find.
pub fn icon<'a, Message: Clone + 'a>(
    theme: Theme,
    icon: Icon,
    says: impl Into<String>,
    on_press: Option<Message>,
) -> Element<'a, Message> {
    pictured(theme, icon, says.into(), on_press, style::quiet)
}

/// An icon alone, as the one thing to do here: Send.
pub fn primary_icon<'a, Message: Clone + 'a>(
    theme: Theme,
    icon: Icon,
    says: impl Into<String>,
    on_press: Option<Message>,
) -> Element<'a, Message> {
    pictured(theme, icon, says.into(), on_press, style::primary)
}

/// An icon alone that is switched on: a starred message's star, an open panel's button.
pub fn active_icon<'a, Message: Clone + 'a>(
    theme: Theme,
    icon: Icon,
    says: impl Into<String>,
    on_press: Option<Message>,
) -> Element<'a, Message> {
    pictured(theme, icon, says.into(), on_press, |theme, status| Style {
        text_color: theme.colors().accent,
        ..style::quiet(theme, status)
    })
}

fn pictured<'a, Message: Clone + 'a>(
    theme: Theme,
    icon: Icon,
    says: String,
    on_press: Option<Message>,
    style: Styler,
) -> Element<'a, Message> {
    let picture = button(icon.view(theme)).on_press_maybe(on_press).padding(6).style(style);
    tooltip(theme, named(says.clone(), picture), says, Beside::Above)
}

/// A row that can be chosen: of the sidebar, of a menu.
pub fn entry<'a, Message: Clone + 'a>(
    inner: impl Into<Element<'a, Message>>,
    chosen: Chosen,
    on_press: Option<Message>,
) -> Button<'a, Message, Theme> {
    button(inner).on_press_maybe(on_press).style(match chosen {
        Chosen::Yes => style::selected_row,
        Chosen::No => style::row,
    })
}

/// Whether a row is the chosen one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// It is.
    Yes,
    /// Another one is, or none.
    No,
}
