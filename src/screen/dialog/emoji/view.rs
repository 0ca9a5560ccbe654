//! Draws the emoji picker: a search field, tabs, the emoji line by line, the name of the one under the pointer or chosen,
//! and the skin tones.
//!
//! Only the visible lines are built. Tests: the pictures of `tests/window`.

use super::{Aim, COLUMNS, Line, Message, Picker, name, sample, tone_words};
use crate::icon::Icon;
use crate::language::tr;
use crate::preferences::SkinTone;
use crate::screen::dialog::modal::Text;
use crate::screen::part;
use crate::theme::{Role, Theme, fonts, space, text as colors};
use crate::widget::button::{self, Chosen};
use crate::widget::label::label;
use crate::widget::list::{Align, Grow, Jump, Key, Rows, Target, list};
use crate::widget::named::named;
use crate::widget::one_line::one_line;
use crate::widget::tooltip::{Beside, tooltip};
use crate::widget::{Element, divider, field};

use iced::widget::{Row, column, container, mouse_area, row, text};
use iced::{Alignment, Length, Padding, Size};

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// The id of the search field.
pub const FIELD: &str = "emoji";
/// Side of one emoji's button at the normal text size.
const CELL: f32 = 36.0;

/// The picker's preferred width at the normal text size.
pub const WIDTH: f32 = CELL * COLUMNS as f32 + 2.0 * space::TWO;
/// The picker's preferred height at the normal text size.
pub const HEIGHT: f32 = 396.0;
/// In pickers lower than this, at the normal text size, the emoji need the room of the tabs.
const LOW: f32 = 320.0;

/// The content of the picker's panel, which has this size.
pub fn view(picker: &Picker, theme: Theme, size: Size) -> Element<'_, Message> {
    let measures = theme.type_of(Role::Body);
    let field = field::borderless(theme, tr::emoji_find(), picker.query())
        .id(FIELD)
        .on_input(|text| Message::Typed(Text(text)))
        .size(measures.size)
        .line_height(measures.line_height());
    let top = row![part::glyph(theme, Icon::Search, 16.0, colors::muted), field]
        .spacing(space::TWO)
        .align_y(Alignment::Center)
        .padding(Padding::from([10.0, space::THREE]));
    // In a window narrower than a line of emoji, the emoji shrink.
    let cell = theme.scaled(CELL).min((size.width - 2.0 * space::TWO) / COLUMNS as f32);
    let middle: Element<'_, Message> = if picker.lines().is_empty() {
        let words = tr::emoji_none(picker.query().trim());
        container(label(theme, Role::Body, words).style(colors::muted))
            .padding(space::FOUR)
            .height(Length::Fill)
            .into()
    } else {
        let (line, aim) = picker.aim();
        let align = match aim {
            Aim::Chosen => Align::Nearest,
            Aim::Head => Align::Top,
        };
        let jump = Jump { ticket: picker.moved(), to: Target::Row { key: Key(line as u128), align } };
        list(Lines { picker, theme, cell }, theme)
            .id("emoji-list")
            .place(place(picker))
            .grow(Grow::Down)
            .jump((picker.moved() > 0).then_some(jump))
            .into()
    };
    let tabs = (size.height >= theme.scaled(LOW)).then(|| tabs(picker, theme, size.width));
    let line = divider::horizontal;
    column![top, line(), tabs, middle, line(), named_line(picker, theme), tones(picker, theme)].into()
}

/// A tab for each group.
fn tabs(picker: &Picker, theme: Theme, width: f32) -> Element<'_, Message> {
    let count = picker.tabs().count().max(1) as f32;
    let side = theme.scaled(32.0).min((width - 2.0 * space::TWO) / count);
    let tabs = picker.tabs().enumerate().map(|(at, tab)| {
        let chosen = if picker.tab() == Some(at) { Chosen::Yes } else { Chosen::No };
        let face: Element<'_, Message> = match tab.face {
            Some(face) => named("", text(face).font(fonts::EMOJI).size(side * 0.5)),
            None => named("", Icon::Clock.sized(theme, 16.0).style(colors::muted)),
        };
        let tab_button =
            button::entry(container(face).center(Length::Fill), chosen, Some(Message::TabPressed(at)))
                .width(side)
                .height(side)
                .padding(0);
        tooltip(theme, named(tab.name, tab_button), tab.name, Beside::Below)
    });
    Row::with_children(tabs).padding(Padding::from([space::ONE, space::TWO])).into()
}

/// The emoji under the pointer, or the chosen one, and its name.
fn named_line(picker: &Picker, theme: Theme) -> Element<'_, Message> {
    let emoji = picker.named();
    let face = emoji.map(|emoji| named("", text(emoji).font(fonts::EMOJI).size(theme.scaled(18.0))));
    let words = one_line(theme, Role::Body, emoji.map_or("", name)).style(colors::normal);
    row![face, words.width(Length::Fill)]
        .spacing(space::TWO)
        .align_y(Alignment::Center)
        .height(theme.scaled(30.0))
        .padding(Padding::from([0.0, space::THREE]))
        .into()
}

/// The skin tones.
fn tones(picker: &Picker, theme: Theme) -> Element<'_, Message> {
    let tones = SkinTone::ALL.iter().map(|&tone| {
        let chosen = if tone == picker.tone() { Chosen::Yes } else { Chosen::No };
        let face = text(sample(tone)).font(fonts::EMOJI).size(theme.scaled(17.0));
        let tone_button = button::entry(face, chosen, Some(Message::Toned(tone))).padding(space::ONE);
        tooltip(theme, named(tone_words(tone), tone_button), tone_words(tone), Beside::Above)
    });
    let words = label(theme, Role::Small, tr::emoji_tone()).style(colors::muted).width(Length::Fill);
    row![words, Row::with_children(tones)]
        .spacing(space::TWO)
        .align_y(Alignment::Center)
        .padding(Padding { top: 0.0, right: space::TWO, bottom: space::ONE, left: space::THREE })
        .into()
}

/// Identity of the list: another search is another list, which starts at the top.
fn place(picker: &Picker) -> u64 {
    let mut hasher = DefaultHasher::new();
    picker.query().hash(&mut hasher);
    hasher.finish()
}

struct Lines<'a> {
    picker: &'a Picker,
    theme: Theme,
    /// The side of one emoji's button.
    cell: f32,
}

impl Rows<Message> for Lines<'_> {
    fn len(&self) -> usize {
        self.picker.lines().len()
    }

    fn key(&self, index: usize) -> Key {
        Key(index as u128)
    }

    fn version(&self, index: usize) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.cell.to_bits().hash(&mut hasher);
        match self.picker.lines().get(index) {
            Some(Line::Head(words)) => words.hash(&mut hasher),
            Some(Line::Emoji { first, row }) => {
                row.hash(&mut hasher);
                self.picker.chosen().checked_sub(*first).filter(|at| *at < row.len()).hash(&mut hasher);
            }
            None => {}
        }
        hasher.finish()
    }

    fn index_of(&self, key: Key) -> Option<usize> {
        usize::try_from(key.0).ok().filter(|index| *index < self.len())
    }

    fn view(&self, index: usize) -> Element<'static, Message> {
        let theme = self.theme;
        match self.picker.lines().get(index) {
            Some(Line::Head(words)) => {
                container(label(theme, Role::SmallStrong, *words).style(colors::muted))
                    .padding(Padding {
                        top: space::TWO,
                        right: space::THREE,
                        bottom: space::ONE,
                        left: space::THREE,
                    })
                    .into()
            }
            Some(Line::Emoji { first, row }) => {
                let cells = row.iter().enumerate().map(|(at, emoji)| {
                    let number = first + at;
                    let chosen = if number == self.picker.chosen() { Chosen::Yes } else { Chosen::No };
                    let face = text(*emoji).font(fonts::EMOJI).size(self.cell * (20.0 / CELL));
                    let cell = button::entry(
                        container(face).center(Length::Fill),
                        chosen,
                        Some(Message::Picked(number)),
                    )
                    .width(self.cell)
                    .height(self.cell)
                    .padding(0);
                    let cell =
                        mouse_area(cell).on_enter(Message::Entered(number)).on_exit(Message::Exited(number));
                    named(name(emoji), cell)
                });
                Row::with_children(cells).padding(Padding::from([0.0, space::TWO])).into()
            }
            None => container("").into(),
        }
    }
}
