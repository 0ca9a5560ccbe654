//! Draws the Welcome screen.
//!
//! Tests: `tests/window/welcome.rs` and its pictures.

use super::{Choice, Field, Form, Format, Message, Page, State, Welcome};

use crate::icon::Icon;
use crate::language::tr;
use crate::screen::keys::{self, Command, Context};
use crate::screen::part;
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::badge::Tone;
use crate::widget::field::{self, Note};
use crate::widget::label::label;
use crate::widget::notice::notice;
use crate::widget::ring::ring;
use crate::widget::{Element, button, choice};

use iced::widget::{Column, column, container, row, scrollable, space as gap};
use iced::{Alignment, Border, Length, Padding};

/// Width of the middle column at the normal text size.
const WIDTH: f32 = 440.0;
/// The id of the part that scrolls.
pub(super) const SCROLLS: &str = "welcome";
/// Height that the form and its buttons take at most, at the normal text size.
const HEIGHT: f32 = 780.0;

/// The whole screen.
pub fn view(welcome: &Welcome, theme: Theme) -> Element<'_, Message> {
    let page = match welcome.page() {
        Page::Choose => {
            let page = column![head(theme), trouble(welcome, theme), choose(welcome, theme)];
            scrolled(page.spacing(space::SIX), space::EIGHT, theme)
        }
        Page::Connect => {
            // The buttons stay in sight, however many errors stand above them.
            let fields = container(scrolled(column![fields(welcome, theme)], space::FOUR, theme))
                .align_bottom(Length::Fill);
            container(column![fields, foot(welcome, theme)]).max_height(theme.scaled(HEIGHT)).into()
        }
    };
    container(page).center_y(Length::Fill).width(Length::Fill).style(grounds::surface).into()
}

/// The middle column, which scrolls in a low window, with this distance above and below.
fn scrolled<'a>(page: Column<'a, Message, Theme>, around: f32, theme: Theme) -> Element<'a, Message> {
    let page = page.max_width(theme.scaled(WIDTH));
    let middle = container(page).center_x(Length::Fill).padding(Padding::from([around, space::FOUR]));
    scrollable(middle).id(SCROLLS).direction(part::bar()).width(Length::Fill).into()
}

fn head(theme: Theme) -> Element<'static, Message> {
    let white = |theme: &Theme| iced::widget::text::Style { color: Some(theme.colors().on_accent) };
    let mark = container(part::glyph(theme, Icon::MessageSquareText, 24.0, white))
        .center(theme.scaled(48.0))
        .style(|theme: &Theme| container::Style {
            border: Border { radius: 12.0.into(), ..Border::default() },
            ..grounds::flat(theme.colors().accent_fill)
        });
    column![
        mark,
        column![
            label(theme, Role::Title, tr::welcome_title()).style(colors::normal),
            label(theme, Role::Body, tr::welcome_about()).style(colors::muted).center(),
        ]
        .spacing(space::ONE)
        .align_x(Alignment::Center),
    ]
    .spacing(space::FOUR)
    .align_x(Alignment::Center)
    .width(Length::Fill)
    .into()
}

fn trouble(welcome: &Welcome, theme: Theme) -> Option<Element<'_, Message>> {
    match welcome.state() {
        State::Failed(error) => Some(notice(theme, Tone::Danger, error.clone(), Vec::new())),
        State::Still | State::Beginning => None,
    }
}

fn choose(welcome: &Welcome, theme: Theme) -> Element<'_, Message> {
    let beginning = *welcome.state() == State::Beginning;
    let demo = if beginning { tr::welcome_demo_starting() } else { tr::welcome_demo() };
    column![
        card(welcome, Choice::Demo, Icon::FlaskConical, demo, tr::welcome_demo_about(), theme,),
        card(
            welcome,
            Choice::Connect,
            Icon::Server,
            tr::welcome_connect(),
            tr::welcome_connect_about(),
            theme,
        ),
        container(part::hint(theme, keys_hint())).center_x(Length::Fill),
    ]
    .spacing(space::THREE)
    .into()
}

/// The keys that are worth knowing before anything else.
fn keys_hint() -> String {
    let key = |command| keys::label(Context::Anywhere, command).unwrap_or_default();
    let (larger, smaller) = (&key(Command::Larger), &key(Command::Smaller));
    tr::WelcomeKeys { larger, smaller, preferences: &key(Command::Preferences) }.text()
}

fn card<'a>(
    welcome: &Welcome,
    choice: Choice,
    icon: Icon,
    words: &'a str,
    about: &'a str,
    theme: Theme,
) -> Element<'a, Message> {
    let mark = container(part::glyph(theme, icon, 18.0, colors::accent))
        .center(theme.scaled(36.0))
        .style(|theme: &Theme| grounds::rounded(theme.colors().accent_wash));
    let face = row![
        mark,
        column![
            label(theme, Role::BodyStrong, words).style(colors::normal),
            label(theme, Role::Small, about).style(colors::muted),
        ]
        .spacing(space::HALF)
        .width(Length::Fill),
        part::glyph(theme, Icon::ChevronRight, 16.0, colors::muted),
    ]
    .spacing(space::THREE)
    .align_y(Alignment::Center);
    let message = (*welcome.state() != State::Beginning).then_some(Message::Chosen(choice));
    let pressed = iced::widget::button(face)
        .padding(space::FOUR)
        .width(Length::Fill)
        .style(crate::theme::button::plain)
        .on_press_maybe(message);
    ring(part::focus(Some(welcome.choice), choice), pressed)
}

/// The fields of the form.
fn fields(welcome: &Welcome, theme: Theme) -> Element<'_, Message> {
    let fields = Field::ALL.into_iter().map(|one| entry(welcome, one, theme));
    let title = label(theme, Role::Title, tr::welcome_connect()).style(colors::normal);
    let form = Column::with_children([title.into()])
        .extend(fields)
        .push(advanced(welcome.form(), theme))
        .spacing(space::FOUR);
    container(form)
        .padding(space::SIX)
        .width(Length::Fill)
        .style(|theme: &Theme| container::Style {
            border: Border { radius: space::RADIUS_LARGE.into(), ..grounds::card(theme).border },
            ..grounds::card(theme)
        })
        .into()
}

/// The buttons of the form, and the reason why the last try failed.
fn foot(welcome: &Welcome, theme: Theme) -> Element<'_, Message> {
    let beginning = *welcome.state() == State::Beginning;
    let go = button::primary(
        theme,
        if beginning { tr::welcome_connecting() } else { tr::welcome_go() },
        (!beginning).then_some(Message::Connected),
    );
    let back = button::plain(theme, tr::welcome_back(), (!beginning).then_some(Message::WentBack));
    let buttons = row![back, gap().width(Length::Fill), go].spacing(space::TWO);
    let foot = column![trouble(welcome, theme), buttons].spacing(space::THREE).max_width(theme.scaled(WIDTH));
    container(foot)
        .center_x(Length::Fill)
        .padding(Padding::from([space::TWO, space::FOUR]).bottom(space::SIX))
        .into()
}

/// The technical settings, behind a line that shows and hides them.
fn advanced(form: &Form, theme: Theme) -> Element<'_, Message> {
    let icon = if form.advanced { Icon::ChevronDown } else { Icon::ChevronRight };
    let turn = button::with_icon(theme, icon, tr::welcome_advanced(), Some(Message::AdvancedTurned));
    column![turn, form.advanced.then(|| format(form, theme))].spacing(space::TWO).into()
}

fn entry(welcome: &Welcome, of: Field, theme: Theme) -> Element<'_, Message> {
    let entry = welcome.form().entry(of);
    let wrong = entry.trouble.is_some();
    let input = field::field(theme, of.example(), &entry.text)
        .id(of.id())
        .secure(of == Field::Token)
        .on_input(move |text| Message::Typed(of, text))
        .on_submit(Message::Entered(of))
        .style(move |theme: &Theme, status| {
            let base = crate::theme::text_input::field(theme, status);
            let colors = theme.colors();
            let border = if wrong { Border { color: colors.danger, ..base.border } } else { base.border };
            iced::widget::text_input::Style { border, background: colors.background.into(), ..base }
        });
    let hint = if of == Field::Token { Some(welcome.keyring.words()) } else { of.hint() };
    let note = match (&entry.trouble, hint) {
        (Some(trouble), _) => Note::Problem(trouble.clone()),
        (None, Some(hint)) => Note::Hint(hint.to_owned()),
        (None, None) => Note::None,
    };
    field::labelled(theme, of.label(), input, note)
}

fn format(form: &Form, theme: Theme) -> Element<'_, Message> {
    let options = [(Format::Json, "JSON".to_owned()), (Format::Xml, "XML".to_owned())];
    row![
        label(theme, Role::BodyStrong, tr::welcome_format()).style(colors::normal).width(Length::Fill),
        choice::segmented(theme, options, &form.format, Message::FormatChosen),
    ]
    .spacing(space::ONE)
    .align_y(Alignment::Center)
    .into()
}
