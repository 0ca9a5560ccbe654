//! Badges: counts, labels beside a message, keycaps, dots.

use super::Element;
use super::label::label;
use crate::icon::Icon;
use crate::theme::{Role, Theme, container as ground, space, text as tone};

use iced::widget::{container, row};
use iced::{Alignment, Border, Color, Padding};

/// The emphasis of a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Addressed to the user: mentions, direct messages.
    Strong,
    /// A plain number of unread messages.
    Quiet,
}

/// A count in a pill, "99+" above 99; `None` for zero.
pub fn count<'a, Message: 'a>(theme: Theme, count: u64, weight: Weight) -> Option<Element<'a, Message>> {
    let says = match count {
        0 => return None,
        1..=99 => count.to_string(),
        _ => "99+".to_owned(),
    };
    let height = theme.scaled(16.0);
    let pill = container(label(theme, Role::SmallStrong, says).line_height(1.0).center())
        .center_y(height)
        .padding(Padding::from([0.0, theme.scaled(5.0)]))
        .style(move |theme: &Theme| {
            let colors = theme.colors();
            let (fill, text) = match weight {
                Weight::Strong => (colors.accent_fill, colors.on_accent),
                Weight::Quiet => (colors.selected, colors.text),
            };
            container::Style {
                text_color: Some(text),
                border: Border { radius: (height / 2.0).into(), ..Border::default() },
                ..ground::flat(fill)
            }
        });
    Some(pill.into())
}

/// The meaning of a badge, which sets its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A fact: edited, pinned.
    Muted,
    /// New, or addressed to the user.
    Accent,
    /// A success.
    Success,
    /// Waiting, or in need of attention.
    Warning,
    /// An error.
    Danger,
}

impl Tone {
    /// The text style in this tone.
    pub fn style(self) -> fn(&Theme) -> iced::widget::text::Style {
        match self {
            Self::Muted => tone::muted,
            Self::Accent => tone::accent,
            Self::Success => tone::success,
            Self::Warning => tone::warning,
            Self::Danger => tone::danger,
        }
    }
}

/// A small icon with a word: colour is never the only sign.
pub fn mark<'a, Message: 'a>(
    theme: Theme,
    icon: Icon,
    says: impl Into<String>,
    tone: Tone,
) -> Element<'a, Message> {
    let icon = super::named::named("", icon.sized(theme, 12.0).style(tone.style()));
    let says = label(theme, Role::Small, says.into()).style(tone.style());
    row![icon, says].spacing(space::ONE).align_y(Alignment::Center).into()
}

/// A keycap with the name of a key.
pub fn keycap<'a, Message: 'a>(theme: Theme, key: impl Into<String>) -> Element<'a, Message> {
    let height = theme.scaled(20.0);
    container(label(theme, Role::SmallStrong, key.into()).line_height(1.0).style(tone::muted).center())
        .center_y(height)
        .padding(Padding::from([0.0, 6.0]))
        .style(|theme: &Theme| {
            let colors = theme.colors();
            container::Style {
                border: Border { color: colors.border, width: space::LINE, radius: 4.0.into() },
                ..ground::flat(colors.inset)
            }
        })
        .into()
}

/// Keys pressed together, such as "Ctrl+Shift+K".
pub fn keys<'a, Message: 'a>(theme: Theme, chord: &str) -> Element<'a, Message> {
    row(chord.split('+').map(|key| keycap(theme, key))).spacing(space::HALF).into()
}

/// A dot where a count would be too much: unread, online.
pub fn dot<'a, Message: 'a>(theme: Theme, color: fn(&crate::theme::Colors) -> Color) -> Element<'a, Message> {
    let size = theme.scaled(8.0);
    container("")
        .width(size)
        .height(size)
        .style(move |theme: &Theme| container::Style {
            border: Border { radius: (size / 2.0).into(), ..Border::default() },
            ..ground::flat(color(theme.colors()))
        })
        .into()
}
