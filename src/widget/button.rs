//! Buttons. Each has a label that names its effect or, if it is an icon, a name and a tooltip. `on_press: None` makes a
//! disabled button.

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

/// The main action of a screen or dialog.
pub fn primary<'a, Message: Clone + 'a>(
    theme: Theme,
    says: impl Into<String>,
    on_press: Option<Message>,
) -> Button<'a, Message, Theme> {
    words(theme, says.into(), on_press, style::primary)
}

/// A secondary action.
pub fn plain<'a, Message: Clone + 'a>(
    theme: Theme,
    says: impl Into<String>,
    on_press: Option<Message>,
) -> Button<'a, Message, Theme> {
    words(theme, says.into(), on_press, style::plain)
}

/// A destructive action, or one that cannot be undone.
pub fn danger<'a, Message: Clone + 'a>(
    theme: Theme,
    says: impl Into<String>,
    on_press: Option<Message>,
) -> Button<'a, Message, Theme> {
    words(theme, says.into(), on_press, style::danger)
}

/// A button without a ground until the pointer is over it.
pub fn quiet<'a, Message: Clone + 'a>(
    theme: Theme,
    says: impl Into<String>,
    on_press: Option<Message>,
) -> Button<'a, Message, Theme> {
    words(theme, says.into(), on_press, style::quiet)
}

/// A button that looks like a link, in a line of small text.
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

/// A quiet button with an icon before its label.
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

/// A quiet icon button; `says` is its tooltip and its name for selectors.
pub fn icon<'a, Message: Clone + 'a>(
    theme: Theme,
    icon: Icon,
    says: impl Into<String>,
    on_press: Option<Message>,
) -> Element<'a, Message> {
    pictured(theme, icon, says.into(), on_press, style::quiet)
}

/// An icon button for the main action: Send.
pub fn primary_icon<'a, Message: Clone + 'a>(
    theme: Theme,
    icon: Icon,
    says: impl Into<String>,
    on_press: Option<Message>,
) -> Element<'a, Message> {
    pictured(theme, icon, says.into(), on_press, style::primary)
}

/// An icon button that is switched on: a starred message's star, an open panel's button.
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

/// A row that can be chosen, in the sidebar or a menu.
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

/// The selection state of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// The row is chosen.
    Yes,
    /// Another row is chosen, or none.
    No,
}
