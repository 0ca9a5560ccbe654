//! Notices: a sentence about something that happened, with actions. Calm: a line in the page, never a dialog.

use super::badge::Tone;
use super::label::label;
use super::named::named;
use super::{Element, button};
use crate::icon::Icon;
use crate::theme::{Role, Theme, container as ground, space, text as text_tone};

use iced::widget::{Row, container, row};
use iced::{Alignment, Length, Padding};

/// A sentence on a wash of its tone, with actions beside it, or below it if there is no room.
pub fn notice<'a, Message: Clone + 'a>(
    theme: Theme,
    tone: Tone,
    sentence: impl Into<String>,
    actions: Vec<(String, Message)>,
) -> Element<'a, Message> {
    let icon = match tone {
        Tone::Muted | Tone::Accent => Icon::Info,
        Tone::Success => Icon::CircleCheck,
        Tone::Warning => Icon::TriangleAlert,
        Tone::Danger => Icon::CircleAlert,
    };
    let actions = actions.into_iter().map(|(says, message)| button::link(theme, says, Some(message)).into());
    let sentence = label(theme, Role::Small, sentence.into()).style(text_tone::normal).width(Length::Shrink);
    let words = Row::with_children(std::iter::once(sentence.into()).chain(actions));
    let words = words.spacing(space::THREE).align_y(Alignment::Center).wrap();
    let icon = named("", icon.sized(theme, 14.0).style(tone.style()));
    container(row![icon, words].spacing(space::TWO).align_y(Alignment::Start))
        .width(Length::Fill)
        .padding(Padding::from([6.0, space::THREE - 2.0]))
        .style(move |theme: &Theme| {
            let colors = theme.colors();
            ground::wash(match tone {
                Tone::Muted | Tone::Success => colors.inset,
                Tone::Accent => colors.accent_wash,
                Tone::Warning => colors.warning_wash,
                Tone::Danger => colors.danger_wash,
            })
        })
        .into()
}
