//! Draws the open dialog over whatever is behind it.
//!
//! Everything behind is dimmed and takes no press; a press beside the dialog leaves it. Dialogs keep inside the window
//! at every size. Tests: the pictures of `tests/window`.

use super::confirm::{Button, Confirm};
use super::emoji::{self, Picker};
use super::frame::frame;
use super::menu::{self, Menu};
use super::switcher::{Answer, Switcher, Targets};
use super::{Dialog, Message, Text, earlier, forms, gather, lightbox, report, share};

use crate::chat::{conversation, shown};
use crate::icon::Icon;
use crate::row::Target;
use crate::screen::keys::{self, Context, System};
use crate::screen::part;
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::avatar::{self, Face};
use crate::widget::button::{self, Chosen};
use crate::widget::label::label;
use crate::widget::lifted::{Height, lifted};
use crate::widget::one_line::one_line;
use crate::widget::place_at::{Anchor, Side, place_at};
use crate::widget::ring::ring;
use crate::widget::{Element, badge, divider, field};

use iced::widget::{Column, center_x, column, container, mouse_area, opaque, row, scrollable, space as gap};
use iced::{Alignment, Length, Padding, Size};

use std::borrow::Cow;

/// The id of the field of *Jump to…*.
pub const FIELD: &str = "jump";
/// The id of the list of answers.
pub const ANSWERS: &str = "jump-answers";
/// The id of the panel of whatever is open.
pub const PANEL: &str = "dialog";
/// Height of one answer at the normal text size.
pub(super) const ANSWER: f32 = 36.0;
/// Width of a menu at the normal text size.
const MENU: f32 = 232.0;

/// The dialog in a window of this size.
pub fn view(dialog: &Dialog, theme: Theme, size: Size) -> Element<'_, Message> {
    match dialog {
        Dialog::Switcher(switcher) => modal(jump(switcher, theme, size), 560.0, Place::Top, theme, size),
        Dialog::Keys => modal(key_list(theme, size), 560.0, Place::Middle, theme, size),
        Dialog::Roster(import) => {
            modal(forms::roster(import, theme, size), 480.0, Place::Middle, theme, size)
        }
        Dialog::SignIn(given) => modal(forms::sign_in(given, theme, size), 480.0, Place::Middle, theme, size),
        Dialog::Confirm(confirm) => modal(question(confirm, theme, size), 420.0, Place::Middle, theme, size),
        Dialog::Message(_, menu) => floating(menu, Kind::Short, theme, size),
        Dialog::Report(given) => {
            modal(report::view::view(given, theme, size), 440.0, Place::Middle, theme, size)
        }
        Dialog::Earlier(of) => modal(earlier::view(of, theme, size), 560.0, Place::Middle, theme, size),
        Dialog::Share(share) => {
            modal(share::view::view(share, theme, size), 520.0, Place::Middle, theme, size)
        }
        Dialog::Gather(given) => {
            modal(gather::view::view(given, theme, size), 480.0, Place::Middle, theme, size)
        }
        Dialog::Talk(_, menu) => floating(menu, Kind::Short, theme, size),
        Dialog::Emoji(_, at, picker) => emoji(picker, *at, theme, size),
        Dialog::Weather(menu) => floating(menu, Kind::Explained, theme, size),
        Dialog::Lightbox(of) => lightbox::view::view(of, theme, size),
    }
}

/// How much room a line of a menu has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A word and a key.
    Short,
    /// A word, and below it what it does.
    Explained,
}

const fn chosen(at: usize, chosen: usize) -> Chosen {
    if at == chosen { Chosen::Yes } else { Chosen::No }
}

#[derive(Debug, Clone, Copy)]
enum Place {
    Top,
    Middle,
}

/// A panel over a dimmed window.
fn modal<'a>(
    panel: Element<'a, Message>,
    width: f32,
    place: Place,
    theme: Theme,
    size: Size,
) -> Element<'a, Message> {
    let width = theme.scaled(width).min(size.width - 2.0 * space::THREE);
    let panel = lifted(Height::Panel, container(panel).id(PANEL).width(width).clip(true));
    let placed = match place {
        Place::Top => container(center_x(opaque(panel)))
            .padding(Padding::ZERO.top((size.height / 8.0).min(96.0)).bottom(space::THREE)),
        Place::Middle => container(opaque(panel)).center(Length::Fill).padding(space::THREE),
    };
    let behind = mouse_area(container(placed).width(Length::Fill).height(Length::Fill).style(grounds::scrim))
        .on_press(Message::Closed);
    opaque(behind)
}

fn jump<'a>(switcher: &'a Switcher, theme: Theme, size: Size) -> Element<'a, Message> {
    let measures = theme.type_of(Role::Heading);
    let field = field::borderless(theme, "A channel, a person, a command…", switcher.query())
        .id(FIELD)
        .on_input(|text| Message::Typed(Text(text)))
        .size(measures.size)
        .line_height(measures.line_height())
        .padding(0);
    let top = row![part::glyph(theme, Icon::Search, 18.0, colors::muted), field, badge::keycap(theme, "Esc")]
        .spacing(space::THREE)
        .align_y(Alignment::Center)
        .padding(Padding::from([space::THREE, space::FOUR]));
    let note = match switcher.targets() {
        Targets::Failed(error) => Some(format!("The names could not be read. {error}")),
        Targets::Ready(_) if switcher.answers().is_empty() => {
            Some(format!("Nothing here is called “{}”. Any part of a name will do.", switcher.query().trim()))
        }
        Targets::Loading | Targets::Ready(_) => None,
    };
    let note = note.map(|note| {
        container(label(theme, Role::Body, note).style(colors::muted))
            .padding(Padding::from([space::THREE, space::FOUR]))
    });
    let answers = switcher
        .answers()
        .iter()
        .enumerate()
        .map(|(at, one)| answer(one, at, chosen(at, switcher.chosen()), theme));
    let list = container(Column::with_children(answers)).padding(space::TWO);
    let room = (size.height * 0.6 - theme.scaled(ANSWER)).max(theme.scaled(ANSWER) * 2.0);
    let list =
        container(scrollable(list).id(ANSWERS).direction(part::bar()).width(Length::Fill)).max_height(room);
    column![top, divider::horizontal(), note, (!switcher.answers().is_empty()).then_some(list)].into()
}

/// A conversation to choose, as its own line.
pub(super) fn target_line(target: &Target, at: usize, chosen: Chosen, theme: Theme) -> Element<'_, Message> {
    let (mark, words, note) = target_parts(target, theme);
    line(mark, words, note, at, chosen, theme)
}

/// `#design`, `Ben Okri`.
pub(super) fn target_name(target: &Target) -> String {
    let name = shown::within(&target.name);
    match target.id {
        conversation::Id::Channel(_) => format!("#{name}"),
        conversation::Id::Direct(_) | conversation::Id::Group(_) => name.into_owned(),
    }
}

type Parts<'a> = (Element<'a, Message>, Cow<'a, str>, Element<'a, Message>);

fn target_parts(target: &Target, theme: Theme) -> Parts<'_> {
    let mark = match target.id {
        conversation::Id::Channel(_) => part::glyph(theme, Icon::Hash, 16.0, colors::muted),
        conversation::Id::Direct(person) => {
            let face = Face { name: &target.name, id: *person.uuid().as_bytes() };
            avatar::avatar(theme, face, avatar::Size::Small)
        }
        conversation::Id::Group(_) => part::glyph(theme, Icon::Users, 16.0, colors::muted),
    };
    let kind = match target.id.kind() {
        conversation::Kind::Channel => "Channel",
        conversation::Kind::Direct => "Person",
        conversation::Kind::Group => "Group",
    };
    (mark, shown::name(&target.name), part::hint(theme, kind).into())
}

fn answer(answer: &Answer, at: usize, chosen: Chosen, theme: Theme) -> Element<'_, Message> {
    let (mark, words, note) = match answer {
        Answer::Talk(target) => target_parts(target, theme),
        Answer::Do(binding) => (
            part::glyph(theme, Icon::Keyboard, 16.0, colors::muted),
            binding.words.into(),
            badge::keycap(theme, binding.stroke.words(System::HERE)),
        ),
    };
    line(mark, words, note, at, chosen, theme)
}

fn line<'a>(
    mark: Element<'a, Message>,
    words: Cow<'a, str>,
    note: Element<'a, Message>,
    at: usize,
    chosen: Chosen,
    theme: Theme,
) -> Element<'a, Message> {
    let face = row![
        container(mark).center_x(theme.scaled(20.0)),
        one_line(theme, Role::Body, words).style(colors::normal).width(Length::Fill),
        note,
    ]
    .spacing(10)
    .align_y(Alignment::Center);
    button::entry(container(face).center_y(Length::Fill), chosen, Some(Message::Picked(at)))
        .height(theme.scaled(ANSWER))
        .padding(Padding::from([0.0, space::TWO]))
        .width(Length::Fill)
        .into()
}

/// How far down the list of answers is scrolled so that the chosen one is in sight, from 0 to 1.
pub fn scrolled(switcher: &Switcher) -> f32 {
    let last = switcher.answers().len().saturating_sub(1).max(1);
    switcher.chosen() as f32 / last as f32
}

fn question(confirm: &Confirm, theme: Theme, size: Size) -> Element<'_, Message> {
    let go = button::danger(theme, confirm.verb, Some(Message::Pressed(Button::Go)));
    let cancel = button::plain(theme, "Cancel", Some(Message::Pressed(Button::Cancel)));
    let buttons = row![
        gap().width(Length::Fill),
        ring(part::focus(Some(confirm.on), Button::Cancel), cancel),
        ring(part::focus(Some(confirm.on), Button::Go), go),
    ]
    .spacing(space::TWO);
    let sentence = label(theme, Role::Body, confirm.sentence.as_str()).style(colors::muted);
    frame(confirm.title.as_str(), sentence, buttons, theme, size)
}

fn key_list<'a>(theme: Theme, size: Size) -> Element<'a, Message> {
    let mut list = Column::new().spacing(space::ONE).padding(Padding {
        top: 0.0,
        right: space::SIX,
        bottom: space::SIX,
        left: space::SIX,
    });
    for context in Context::ALL {
        list = list.push(
            container(label(theme, Role::SmallStrong, context.words()).style(colors::muted))
                .padding(Padding::ZERO.top(space::FOUR).bottom(space::HALF)),
        );
        if context == Context::Composer {
            list = list.push(key_line(theme, "Send, as chosen in the preferences", "Enter".to_owned()));
        }
        for line in keys::TABLE.iter().filter(|line| line.context == context && !line.words.is_empty()) {
            list = list.push(key_line(theme, line.words, line.stroke.words(System::HERE)));
        }
    }
    let head = row![
        label(theme, Role::Heading, "Keys").style(colors::normal).width(Length::Fill),
        button::icon(theme, Icon::X, "Close", Some(Message::Closed)),
    ]
    .align_y(Alignment::Center)
    .padding(Padding { top: space::THREE, right: space::THREE, bottom: space::TWO, left: space::SIX });
    let list = scrollable(list).direction(part::bar()).width(Length::Fill);
    column![head, divider::horizontal(), container(list).max_height(size.height * 0.72)].into()
}

fn key_line<'a>(theme: Theme, words: &'static str, stroke: String) -> Element<'a, Message> {
    row![
        label(theme, Role::Body, words).style(colors::normal).width(Length::Fill),
        badge::keycap(theme, stroke),
    ]
    .spacing(space::TWO)
    .align_y(Alignment::Center)
    .into()
}

/// The picker of emoji beside a place, inside the window.
fn emoji(picker: &Picker, at: Anchor, theme: Theme, size: Size) -> Element<'_, Message> {
    let width = theme.scaled(emoji::view::WIDTH).min(size.width - 2.0 * space::TWO);
    let height = theme.scaled(emoji::view::HEIGHT).min(size.height - 2.0 * space::TWO);
    let panel =
        container(emoji::view::view(picker, theme, width)).id(PANEL).width(width).height(height).clip(true);
    let placed = place_at(at, Side::Below, opaque(lifted(Height::Panel, panel)));
    opaque(mouse_area(placed).on_press(Message::Closed).on_right_press(Message::Closed))
}

/// A menu beside the pointer, inside the window.
fn floating<T: Clone>(menu: &Menu<T>, kind: Kind, theme: Theme, size: Size) -> Element<'_, Message> {
    let width = match kind {
        Kind::Explained => MENU * 1.75,
        Kind::Short => MENU,
    };
    let width = theme.scaled(width).min(size.width - 2.0 * space::TWO);
    let line = theme.scaled(30.0);
    let height = size.height - 2.0 * space::TWO;
    let lines = menu
        .lines
        .iter()
        .enumerate()
        .map(|(at, one)| menu_line(one, at, chosen(at, menu.chosen), kind, line, theme));
    let list = scrollable(Column::with_children(lines).padding(space::ONE)).direction(part::bar());
    let panel = lifted(Height::Panel, container(list).id(PANEL).width(width).max_height(height));
    let placed = place_at(menu.at, Side::Below, opaque(panel));
    opaque(mouse_area(placed).on_press(Message::Closed).on_right_press(Message::Closed))
}

fn menu_line<T>(
    line: &menu::Line<T>,
    at: usize,
    chosen: Chosen,
    kind: Kind,
    height: f32,
    theme: Theme,
) -> Element<'_, Message> {
    let tint = match line.tone {
        menu::Tone::Plain | menu::Tone::Current => colors::normal,
        menu::Tone::Danger => colors::danger,
    };
    let faint = match line.tone {
        menu::Tone::Danger => colors::danger,
        menu::Tone::Plain | menu::Tone::Current => colors::muted,
    };
    let icon = line.icon.map(|icon| part::glyph(theme, icon, 15.0, faint));
    let current =
        (line.tone == menu::Tone::Current).then(|| part::glyph(theme, Icon::Check, 15.0, colors::accent));
    let words = label(theme, Role::Body, line.words.as_str()).style(tint);
    let note = line.note.clone();
    if kind == Kind::Explained {
        // As many lines as the sentence needs, whatever the size of the text.
        let about = note.map(|note| part::hint(theme, note));
        let face = row![column![words, about].width(Length::Fill), current]
            .spacing(space::TWO)
            .align_y(Alignment::Center);
        return button::entry(face, chosen, Some(Message::Picked(at)))
            .padding(Padding::from([space::ONE, space::TWO]))
            .width(Length::Fill)
            .into();
    }
    let face: Element<'_, Message> = {
        let key = note.map(|note| part::hint(theme, note));
        row![icon, words.width(Length::Fill), key, current].spacing(10).align_y(Alignment::Center).into()
    };
    button::entry(container(face).center_y(Length::Fill), chosen, Some(Message::Picked(at)))
        .height(height)
        .padding(Padding::from([0.0, space::TWO]))
        .width(Length::Fill)
        .into()
}
