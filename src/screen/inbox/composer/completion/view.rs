//! Draws the list of completions above the caret.
//!
//! Tests: `tests/window/completion.rs` and its pictures.

use super::{Answer, Completion};
use crate::chat::shown;
use crate::icon::Icon;
use crate::screen::inbox::feed::Message;
use crate::screen::part;
use crate::theme::{Role, Theme, fonts, space, text as colors};
use crate::widget::Element;
use crate::widget::avatar::{self, Face};
use crate::widget::button::{self, Chosen};
use crate::widget::lifted::{Height, lifted};
use crate::widget::one_line::one_line;
use crate::widget::place_at::{Side, place_at};

use iced::widget::{Column, container, opaque, row, text};
use iced::{Alignment, Length, Padding, Point, Rectangle, Size};

/// Width of the list and height of its lines, at the normal text size.
const WIDTH: f32 = 300.0;
const LINE: f32 = 32.0;

/// The list of completions.
pub fn view(open: &Completion, caret: Rectangle, theme: Theme, size: Size) -> Element<'_, Message> {
    let lines = open.answers().iter().enumerate().map(|(at, one)| answer(one, at, open, theme));
    let width = theme.scaled(WIDTH).min(size.width - 2.0 * space::TWO);
    let panel = container(Column::with_children(lines)).padding(space::ONE).width(width);
    // Above the line the list may cover words to the left of the caret, so it begins near the caret.
    let at = Point::new(caret.x - space::SIX, caret.y - space::TWO);
    place_at(at, Side::Above, opaque(lifted(Height::Panel, panel)))
}

fn answer<'a>(answer: &'a Answer, at: usize, open: &Completion, theme: Theme) -> Element<'a, Message> {
    let chosen = if at == open.chosen() { Chosen::Yes } else { Chosen::No };
    let (mark, words): (Element<'_, Message>, String) = match answer {
        Answer::Person(person) => {
            let face = Face { name: &person.name, id: *person.id.uuid().as_bytes() };
            (avatar::avatar(theme, face, avatar::Size::Small), shown::name(&person.name).into_owned())
        }
        Answer::Channel(channel) => {
            (part::glyph(theme, Icon::Hash, 16.0, colors::muted), shown::name(&channel.name).into_owned())
        }
        Answer::Emoji { emoji, name } => {
            (text(*emoji).font(fonts::EMOJI).size(theme.scaled(16.0)).into(), (*name).to_owned())
        }
    };
    let hint = (chosen == Chosen::Yes).then(|| part::hint(theme, "Enter"));
    let face = row![
        container(mark).center_x(theme.scaled(22.0)),
        one_line(theme, Role::Body, words).style(colors::normal).width(Length::Fill),
        hint,
    ]
    .spacing(space::TWO)
    .align_y(Alignment::Center);
    button::entry(container(face).center_y(Length::Fill), chosen, Some(Message::Taken(at)))
        .height(theme.scaled(LINE))
        .padding(Padding::from([0.0, space::TWO]))
        .width(Length::Fill)
        .into()
}
