//! Draws the preferences.
//!
//! Tests: `tests/window/preferences.rs` and its pictures.

use super::{Choice, Group, Held, Message, Ring, Sheet};

use crate::icon::Icon;
use crate::language::tr;
use crate::preferences::{Preferences, Step};
use crate::screen::keys::{self, Command, Context};
use crate::screen::part;
use crate::theme::{Role, Theme, button as buttons, container as grounds, space, text as colors};
use crate::widget::button as press;
use crate::widget::label::label;
use crate::widget::ring::{self, Focus};
use crate::widget::{Element, divider};

use iced::widget::{Column, Row, button, column, container, row, scrollable, space as gap};
use iced::{Alignment, Border, Length, Padding};

/// Width of the middle column at the normal text size.
const WIDTH: f32 = 560.0;

/// The whole screen.
pub fn view(sheet: &Sheet, in_force: Preferences, theme: Theme) -> Element<'_, Message> {
    let head = container(
        row![
            press::icon(
                theme,
                Icon::ArrowLeft,
                keys::with_key(tr::preferences_back(), Context::Anywhere, Command::Leave),
                Some(Message::Closed)
            ),
            label(theme, Role::Heading, tr::preferences_title()).style(colors::normal),
        ]
        .spacing(space::TWO)
        .align_y(Alignment::Center),
    )
    .padding(Padding::from([0.0, space::THREE]))
    .center_y(theme.scaled(52.0));
    let groups = sheet.groups().map(|one| group(sheet, one, in_force, theme));
    let column = Column::with_children(groups).spacing(space::EIGHT).max_width(theme.scaled(WIDTH));
    let middle = container(column).center_x(Length::Fill).padding(Padding::from([space::EIGHT, space::SIX]));
    let scrolled =
        scrollable(middle).id("preferences").direction(part::bar()).width(Length::Fill).height(Length::Fill);
    container(column![head, divider::horizontal(), scrolled])
        .width(Length::Fill)
        .height(Length::Fill)
        .style(grounds::background)
        .into()
}

fn group(sheet: &Sheet, group: Group, in_force: Preferences, theme: Theme) -> Element<'_, Message> {
    let controls: Element<'_, Message> = match group {
        Group::Appearance | Group::Contrast | Group::Density => segments(sheet, group, in_force, theme),
        Group::Text => text_size(sheet, in_force, theme),
        Group::Send | Group::Renderer => lines(sheet, group, in_force, theme),
        Group::People => form(sheet, Choice::Roster, theme),
        Group::Files => form(sheet, Choice::Files, theme),
    };
    column![
        column![
            label(theme, Role::BodyBold, group.words()).style(colors::normal),
            label(theme, Role::Small, group.about()).style(colors::muted),
        ]
        .spacing(space::HALF),
        controls,
    ]
    .spacing(space::THREE)
    .into()
}

fn focus(sheet: &Sheet, choice: Choice) -> Focus {
    let here = sheet.choices().get(sheet.on) == Some(&choice);
    if here && sheet.ring == Ring::Shown { Focus::Here } else { Focus::Elsewhere }
}

/// Buttons side by side if there is room, one of them selected.
fn segments(sheet: &Sheet, group: Group, in_force: Preferences, theme: Theme) -> Element<'_, Message> {
    let each = group.choices().into_iter().map(|choice| {
        let held = choice.holds(in_force);
        let pressed = button(label(theme, Role::BodyStrong, choice.words()))
            .padding(Padding::from([5.0, space::FOUR]))
            .style(move |theme: &Theme, status| segment(theme, status, held))
            .on_press(Message::Chosen(choice));
        ring::ring(focus(sheet, choice), pressed)
    });
    container(Row::with_children(each).spacing(space::HALF).wrap())
        .padding(space::HALF)
        .style(|theme: &Theme| container::Style {
            border: Border { radius: 8.0.into(), ..grounds::card(theme).border },
            ..grounds::flat(theme.colors().inset)
        })
        .into()
}

fn segment(theme: &Theme, status: button::Status, held: Held) -> button::Style {
    let colors = theme.colors();
    match held {
        Held::Yes => button::Style {
            background: Some(colors.raised.into()),
            text_color: colors.text,
            border: Border { color: colors.outline, width: space::LINE, radius: space::RADIUS.into() },
            ..buttons::row(theme, button::Status::Active)
        },
        Held::No => button::Style { text_color: colors.muted, ..buttons::row(theme, status) },
    }
}

/// The button that opens a form.
fn form<'a>(sheet: &Sheet, choice: Choice, theme: Theme) -> Element<'a, Message> {
    let pressed = press::plain(theme, choice.words(), Some(Message::Chosen(choice)));
    ring::ring(focus(sheet, choice), pressed)
}

fn text_size(sheet: &Sheet, in_force: Preferences, theme: Theme) -> Element<'_, Message> {
    let step = |step, words: &'static str| {
        let choice = Choice::Text(step);
        let more = in_force.text_size_step(step) != in_force.text_size;
        let pressed = button(label(theme, Role::BodyStrong, words))
            .padding(Padding::from([5.0, space::THREE]))
            .style(buttons::plain)
            .on_press_maybe(more.then_some(Message::Chosen(choice)));
        ring::ring(focus(sheet, choice), pressed)
    };
    row![
        step(Step::Smaller, "A−"),
        container(label(theme, Role::BodyStrong, format!("{} %", in_force.text_size)).style(colors::normal))
            .center_x(theme.scaled(64.0)),
        step(Step::Larger, "A+"),
        gap().width(Length::Fill),
    ]
    .align_y(Alignment::Center)
    .into()
}

/// One choice per line, with its sentence.
fn lines(sheet: &Sheet, group: Group, in_force: Preferences, theme: Theme) -> Element<'_, Message> {
    let each = group.choices().into_iter().map(|choice| {
        let held = choice.holds(in_force);
        let about = choice.about().map(|about| label(theme, Role::Small, about).style(colors::muted));
        let face = row![
            container(dot(held, theme)).padding(Padding::ZERO.top(space::HALF)),
            column![label(theme, Role::Body, choice.words()).style(colors::normal), about]
                .width(Length::Fill),
        ]
        .spacing(10);
        let pressed = button(face)
            .padding(Padding::from([6.0, 10.0]))
            .width(Length::Fill)
            .style(buttons::row)
            .on_press(Message::Chosen(choice));
        ring::ring(focus(sheet, choice), pressed)
    });
    container(Column::with_children(each).spacing(space::HALF)).padding(Padding::ZERO.left(0.0)).into()
}

/// A radio button's dot.
fn dot(held: Held, theme: Theme) -> Element<'static, Message> {
    let inner =
        container(gap()).width(theme.scaled(8.0)).height(theme.scaled(8.0)).style(move |theme: &Theme| {
            let colors = theme.colors();
            match held {
                Held::Yes => container::Style {
                    border: Border { radius: 99.0.into(), ..Border::default() },
                    ..grounds::flat(colors.accent)
                },
                Held::No => container::Style::default(),
            }
        });
    container(inner)
        .center(theme.scaled(16.0))
        .style(move |theme: &Theme| {
            let colors = theme.colors();
            let color = match held {
                Held::Yes => colors.accent,
                Held::No => colors.outline,
            };
            container::Style {
                border: Border { color, width: 1.5, radius: 99.0.into() },
                ..container::Style::default()
            }
        })
        .into()
}
