//! Draws the open dialog over the screen behind it.
//!
//! The screen behind gets no clicks, and is dimmed unless the dialog is a menu or picker. A click beside the dialog
//! closes it. Dialogs stay inside the window at every size. Tests: the pictures of `tests/window`.

use super::beside::EmojiPicker;
use super::confirm::{Button, Confirm};
use super::frame::{buttons, frame, is_narrow};
use super::menu::{self, Menu, Picked};
use super::shortcuts::{Desk, Shortcuts};
use super::{Dialog, Message, decide, earlier, emoji, forms, gather, lightbox, picker, report, share};

use crate::icon::Icon;
use crate::language::tr;
use crate::screen::keys::{self, Command, Context, System};
use crate::screen::panel::Panel;
use crate::screen::part;
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::button::{self, Chosen};
use crate::widget::label::{label, width};
use crate::widget::lifted::{Height, lifted};
use crate::widget::place_at::{Side, place_at};
use crate::widget::ring::ring;
use crate::widget::{Element, badge, divider};

use iced::widget::{Column, center_x, column, container, mouse_area, opaque, row, scrollable};
use iced::{Alignment, Length, Padding, Size};

/// The id of the open dialog's panel.
pub const PANEL: &str = "dialog";
/// Width of a menu at the normal text size.
const MENU: f32 = 232.0;
/// The largest width of a menu, at the normal text size: longer lines wrap.
const WIDEST: f32 = 360.0;

/// The dialog in a window of this size.
pub fn view(dialog: &Dialog, theme: Theme, size: Size) -> Element<'_, Message> {
    let (top, middle) = (
        |panel, width| modal(panel, width, Place::Top, theme, size),
        |panel, width| modal(panel, width, Place::Middle, theme, size),
    );
    match dialog {
        Dialog::Switcher(of) => top(picker::view::jump(of, theme, size).map(Message::Switcher), 560.0),
        Dialog::Keys(of) => middle(key_list(*of, theme, size), 560.0),
        Dialog::Roster(of) => middle(forms::roster(of, theme, size).map(Message::Roster), 480.0),
        Dialog::SignIn(of) => middle(forms::sign_in(of, theme, size).map(Message::SignIn), 480.0),
        Dialog::Confirm(of) => middle(question(of, theme, size).map(Message::Confirm), 420.0),
        Dialog::Report(of) => middle(report::view::view(of, theme, size).map(Message::Report), 440.0),
        Dialog::Decide(of) => middle(decide::view::view(of, theme, size).map(Message::Decide), 480.0),
        Dialog::Earlier(of) => middle(earlier::view(of, theme, size).map(|_| Message::Closed), 560.0),
        Dialog::Share(of) => middle(share::view::view(of, theme, size).map(Message::Share), 520.0),
        Dialog::Gather(of) => middle(gather::view::view(of, theme, size).map(Message::Gather), 480.0),
        Dialog::Message(of) => floating(&of.menu, Kind::Short, theme, size),
        Dialog::Conversation(of) => floating(&of.menu, Kind::Short, theme, size),
        Dialog::Person(of) => floating(&of.menu, Kind::Short, theme, size),
        Dialog::Weather(of) => floating(&of.menu, Kind::Explained, theme, size),
        Dialog::Emoji(of) => emoji_picker(of, theme, size),
        Dialog::Lightbox(of) => lightbox::view::view(of, theme, size),
    }
}

/// The layout of a menu's lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A word and a key.
    Short,
    /// A word, and a description below it.
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

fn question(confirm: &Confirm, theme: Theme, size: Size) -> Element<'_, Button> {
    let go = button::danger(theme, confirm.verb, Some(Button::Go));
    let cancel = button::plain(theme, tr::dialog_cancel(), Some(Button::Cancel));
    let buttons = buttons([
        ring(part::focus(Some(confirm.on), Button::Cancel), cancel),
        ring(part::focus(Some(confirm.on), Button::Go), go),
    ]);
    let sentence = label(theme, Role::Body, confirm.sentence.as_str()).style(colors::muted);
    frame(confirm.title.as_str(), sentence, buttons, theme, size)
}

fn key_list<'a>(of: Shortcuts, theme: Theme, size: Size) -> Element<'a, Message> {
    let mut list = Column::new().spacing(space::ONE).padding(Padding {
        top: 0.0,
        right: space::SIX,
        bottom: space::SIX,
        left: space::SIX,
    });
    let is_narrow = is_narrow(theme, size);
    let line = |words, stroke| {
        let line = if is_narrow { key_below(theme, words, stroke) } else { key_line(theme, words, stroke) };
        container(line).width(Length::Fill)
    };
    let has_desk = of.desk == Desk::Here;
    for context in Context::ALL.into_iter().filter(|context| has_desk || *context != Context::Desk) {
        list = list.push(
            container(label(theme, Role::SmallStrong, context.words()).style(colors::muted))
                .padding(Padding::ZERO.top(space::FOUR).bottom(space::HALF)),
        );
        if context == Context::Composer {
            list = list.push(line(tr::keys_send(), keys::send_label(of.send_key)));
        }
        let opens_desk = |key: &keys::Binding| key.command == Command::Panel(Panel::Desk);
        let of_context = keys::TABLE.iter().filter(|key| key.context == context);
        for key in of_context.filter(|key| has_desk || !opens_desk(key)) {
            list = list.push(key.words().map(|words| line(words, key.stroke.words(System::HERE))));
        }
    }
    let head = row![
        label(theme, Role::Heading, tr::keys_title()).style(colors::normal).width(Length::Fill),
        button::icon(
            theme,
            Icon::X,
            keys::with_key(tr::dialog_close(), Context::Anywhere, Command::Leave),
            Some(Message::Closed)
        ),
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

/// The same in a narrow window.
fn key_below<'a>(theme: Theme, words: &'static str, stroke: String) -> Element<'a, Message> {
    column![label(theme, Role::Body, words).style(colors::normal), badge::keycap(theme, stroke)].into()
}

/// The emoji picker beside an anchor, inside the window.
fn emoji_picker(of: &EmojiPicker, theme: Theme, size: Size) -> Element<'_, Message> {
    let width = theme.scaled(emoji::view::WIDTH).min(size.width - 2.0 * space::TWO);
    let height = theme.scaled(emoji::view::HEIGHT).min(size.height - 2.0 * space::TWO);
    let picker = emoji::view::view(&of.picker, theme, Size::new(width, height)).map(Message::Emoji);
    let panel = container(picker).id(PANEL).width(width).height(height).clip(true);
    let placed = place_at(of.at, Side::Below, opaque(lifted(Height::Panel, panel)));
    opaque(mouse_area(placed).on_press(Message::Closed).on_right_press(Message::Closed))
}

/// A menu beside its anchor, inside the window.
fn floating<T: Clone>(menu: &Menu<T>, kind: Kind, theme: Theme, size: Size) -> Element<'_, Message> {
    let width = match kind {
        Kind::Explained => theme.scaled(MENU * 1.75),
        Kind::Short => {
            let around = theme.scaled(15.0) + 10.0 + 2.0 * (space::ONE + space::TWO) + 2.0;
            let lines = menu.lines.iter().map(|line| {
                let key = line.note.as_ref().map_or(0.0, |key| width(theme, Role::Small, key) + 10.0);
                around + width(theme, Role::Body, &line.words) + key
            });
            lines.fold(theme.scaled(MENU), f32::max).min(theme.scaled(WIDEST)).ceil()
        }
    };
    let width = width.min(size.width - 2.0 * space::TWO);
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
        // No fixed height: the description takes as many lines as it needs at any text size.
        let about = note.map(|note| part::hint(theme, note));
        let face = row![column![words, about].width(Length::Fill), current]
            .spacing(space::TWO)
            .align_y(Alignment::Center);
        return button::entry(face, chosen, Some(Message::Menu(Picked(at))))
            .padding(Padding::from([space::ONE, space::TWO]))
            .width(Length::Fill)
            .into();
    }
    let face: Element<'_, Message> = {
        let key = note.map(|note| part::hint(theme, note));
        row![icon, words.width(Length::Fill), key, current].spacing(10).align_y(Alignment::Center).into()
    };
    // Words that need a second line make the line higher.
    let around = (height - theme.type_of(Role::Body).line) / 2.0;
    button::entry(face, chosen, Some(Message::Menu(Picked(at))))
        .padding(Padding::from([around, space::TWO]))
        .width(Length::Fill)
        .into()
}
