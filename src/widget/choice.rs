//! Controls for a choice: segmented buttons and a switch.

use super::Element;
use super::button::Chosen;
use super::label::label;
use super::named::named;
use crate::theme::{Role, Theme, button as style, container as ground, space};

use iced::widget::{Row, button, container, row};
use iced::{Alignment, Border, Color, Length, Padding};

/// Segmented buttons: one of a few options, side by side if there is room.
pub fn segmented<'a, Value, Message>(
    theme: Theme,
    options: impl IntoIterator<Item = (Value, String)>,
    chosen: &Value,
    on_choose: impl Fn(Value) -> Message,
) -> Element<'a, Message>
where
    Value: PartialEq,
    Message: Clone + 'a,
{
    let parts = options.into_iter().map(|(value, says)| {
        let is_chosen = value == *chosen;
        button(label(theme, Role::BodyStrong, says).wrapping(iced::widget::text::Wrapping::None))
            .padding(Padding::from([4.0, 10.0]))
            .on_press(on_choose(value))
            .style(move |theme: &Theme, status| {
                let colors = theme.colors();
                if is_chosen {
                    let border = Border { color: colors.outline, width: space::LINE, radius: 5.0.into() };
                    let background = Some(colors.raised.into());
                    button::Style {
                        border,
                        background,
                        text_color: colors.text,
                        ..style::quiet(theme, status)
                    }
                } else {
                    style::quiet(theme, status)
                }
            })
            .into()
    });
    // Options that need more room than a line go on below.
    container(Row::with_children(parts).spacing(space::HALF).wrap())
        .padding(space::HALF)
        .style(|theme: &Theme| ground::rounded(theme.colors().inset))
        .into()
}

/// The mark of one of several options of which one can be chosen: a circle, filled for the chosen one. It is decoration:
/// the option around it is pressed.
pub fn radio<'a, Message: 'a>(theme: Theme, chosen: Chosen) -> Element<'a, Message> {
    let size = theme.scaled(16.0);
    let dot = container("").width(size / 2.0).height(size / 2.0).style(move |theme: &Theme| {
        let fill = if chosen == Chosen::Yes { theme.colors().accent } else { Color::TRANSPARENT };
        container::Style {
            border: Border { radius: (size / 4.0).into(), ..Border::default() },
            ..ground::flat(fill)
        }
    });
    let circle = container(dot).center(size).style(move |theme: &Theme| {
        let colors = theme.colors();
        let edge = if chosen == Chosen::Yes { colors.accent } else { colors.outline };
        container::Style {
            border: Border { color: edge, width: 1.5, radius: (size / 2.0).into() },
            ..ground::flat(colors.background)
        }
    });
    named("", circle)
}

/// The state of a switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

impl Switch {
    /// The opposite state.
    #[must_use]
    pub const fn turned(self) -> Self {
        match self {
            Self::On => Self::Off,
            Self::Off => Self::On,
        }
    }
}

/// A switch with its label; a press anywhere on it publishes `on_turn`.
pub fn switch<'a, Message: Clone + 'a>(
    theme: Theme,
    says: impl Into<String>,
    state: Switch,
    on_turn: Message,
) -> Element<'a, Message> {
    let (width, height) = (theme.scaled(30.0), theme.scaled(18.0));
    let knob_size = height - 6.0;
    let knob = container("").width(knob_size).height(knob_size).style(move |theme: &Theme| {
        let colors = theme.colors();
        let fill = match state {
            Switch::On => colors.on_accent,
            Switch::Off => colors.outline,
        };
        container::Style {
            border: Border { radius: (knob_size / 2.0).into(), ..Border::default() },
            ..ground::flat(fill)
        }
    });
    let track = container(knob).width(width).height(height).padding(3).align_y(Alignment::Center);
    let track = match state {
        Switch::On => track.align_right(width),
        Switch::Off => track.align_left(width),
    };
    let track = track.style(move |theme: &Theme| {
        let colors = theme.colors();
        let (fill, edge) = match state {
            Switch::On => (colors.accent_fill, colors.accent_fill),
            Switch::Off => (colors.background, colors.outline),
        };
        container::Style {
            border: Border { color: edge, width: space::LINE, radius: (height / 2.0).into() },
            ..ground::flat(fill)
        }
    });
    let words = label(theme, Role::Body, says.into()).width(Length::Fill);
    button(row![named("", track), words].spacing(space::THREE - 2.0).align_y(Alignment::Center))
        .padding(Padding::from([space::ONE, space::ONE]))
        .on_press(on_turn)
        .style(style::row)
        .into()
}
