//! Lays out the columns of the main screen, and makes iced's own focus follow the screen's.
//!
//! Wide windows show sidebar, conversation and panel side by side; narrow ones show one of them. Large text counts as a
//! narrower window. Tests: the pictures of `tests/window`.

use super::focus::Focus;
use super::thread::{self, Side};
use super::{Column, Inbox, Message, Panel, composer, conversation, details, found, sidebar, waiting};

use crate::dialog::share::{self, Part};
use crate::dialog::{self, Dialog};
use crate::icon::Icon;
use crate::screen::{Action, part};
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::badge::Tone;
use crate::widget::label::label;
use crate::widget::notice::notice;
use crate::widget::{Element, divider};

use iced::widget::{column, container, operation, row, space as gap, stack};
use iced::{Alignment, Length, Padding, Task};

/// The whole screen.
pub fn view(inbox: &Inbox, theme: Theme) -> Element<'_, Message> {
    let columns = if inbox.is_narrow() { narrow(inbox, theme) } else { wide(inbox, theme) };
    // Optional widgets keep their place, so that the widgets below keep their state.
    let trouble = inbox.trouble.as_ref().map_or_else(
        || container(gap()).height(0),
        |sentence| {
            let dismiss = vec![("Dismiss".to_owned(), Message::TroubleDismissed)];
            container(notice(theme, Tone::Danger, sentence.clone(), dismiss))
                .padding(Padding::from([space::TWO, space::FOUR]))
        },
    );
    // No background of its own: filling the window again would double the cost of a scrolled frame.
    let base = container(column![trouble, columns]).width(Length::Fill).height(Length::Fill);
    // Always a stack, so that opening a dialog does not rebuild the widgets behind it.
    let over = inbox
        .dialog
        .as_ref()
        .map(|dialog| dialog::view::view(dialog, theme, inbox.size).map(Message::Dialog));
    // The same place in the stack with and without completions.
    let side = inbox.focus.writes().unwrap_or(Side::Timeline);
    let offer = inbox.composer().and_then(composer::Composer::completion).zip(inbox.caret);
    let offer = match offer {
        Some((open, caret)) if inbox.dialog.is_none() => {
            composer::completion::view::view(open, caret, theme, inbox.size).map(move |told| side.tells(told))
        }
        Some(_) | None => container(gap()).into(),
    };
    let drop = match inbox.drop_words() {
        Some(words) => drop_here(words, theme),
        None => container(gap()).into(),
    };
    stack![base, offer, drop].push(over).into()
}

/// Covers the window while a file is dragged over it.
fn drop_here(words: String, theme: Theme) -> Element<'static, Message> {
    let inside =
        row![part::glyph(theme, Icon::Upload, 20.0, colors::accent), label(theme, Role::Heading, words)]
            .spacing(space::THREE)
            .align_y(Alignment::Center);
    let card = container(inside).padding(Padding::from([space::FOUR, space::SIX])).style(grounds::floating);
    container(card).center(Length::Fill).style(grounds::scrim).into()
}

fn wide(inbox: &Inbox, theme: Theme) -> Element<'_, Message> {
    let side = sidebar::view::width(inbox, theme);
    let left = container(sidebar::view::view(inbox, theme)).width(side);
    let panel = panel(inbox, theme)
        .map(|panel| row![divider::vertical(), container(panel).width(panel_width(inbox, theme))]);
    row![left, divider::vertical(), middle(inbox, theme), panel].height(Length::Fill).into()
}

fn narrow(inbox: &Inbox, theme: Theme) -> Element<'_, Message> {
    match inbox.column {
        Column::Sidebar => sidebar::view::view(inbox, theme),
        Column::Conversation => middle(inbox, theme),
        Column::Panel => panel(inbox, theme).unwrap_or_else(|| middle(inbox, theme)),
    }
}

/// The panel on the right, or alone in a narrow window.
fn panel(inbox: &Inbox, theme: Theme) -> Option<Element<'_, Message>> {
    match inbox.panel {
        Panel::None => None,
        Panel::Waiting => Some(waiting::view::view(inbox, theme)),
        Panel::Found => Some(found::view::view(inbox, theme)),
        Panel::Details => Some(details::view::view(inbox, theme)),
        Panel::Thread => inbox.thread().map(|thread| thread::view::view(inbox, thread, theme)),
    }
}

/// The largest share of the window's width for a column beside the conversation.
pub const MOST: f32 = 0.36;

/// The preferred width of a panel, in logical pixels at the normal text size.
pub const fn beside(panel: Panel) -> f32 {
    match panel {
        Panel::None => 0.0,
        Panel::Waiting | Panel::Found | Panel::Details => waiting::view::WIDTH,
        Panel::Thread => thread::view::WIDTH,
    }
}

fn panel_width(inbox: &Inbox, theme: Theme) -> f32 {
    theme.scaled(beside(inbox.panel)).min(inbox.size.width * MOST)
}

/// The width of the thread panel.
pub fn thread_width(inbox: &Inbox, theme: Theme) -> f32 {
    if inbox.is_narrow() { inbox.size.width } else { panel_width(inbox, theme) }
}

/// The width of the conversation.
pub fn middle_width(inbox: &Inbox, theme: Theme) -> f32 {
    if inbox.is_narrow() {
        return inbox.size.width;
    }
    inbox.size.width - sidebar::view::width(inbox, theme) - panel_width(inbox, theme)
}

fn middle(inbox: &Inbox, theme: Theme) -> Element<'_, Message> {
    match &inbox.open {
        Some(open) => conversation::view::view(inbox, open, theme),
        None => conversation::view::nothing_open(inbox, theme),
    }
}

/// No field has this id: focusing it takes the caret from any field.
const NO_FIELD: &str = "nothing";

/// Makes iced's focus, which knows only text fields, follow the screen's.
pub fn follow(focus: Focus, dialog: Option<&Dialog>) -> Action<Message> {
    let field = match (focus, dialog) {
        (Focus::Composer, _) => composer::view::field(Side::Timeline),
        (Focus::ReplyComposer, _) => composer::view::field(Side::Thread),
        (Focus::Dialog, Some(dialog)) => dialog.field().unwrap_or(NO_FIELD),
        (
            Focus::Dialog
            | Focus::Sidebar(_)
            | Focus::Message(_)
            | Focus::Reply(_)
            | Focus::Waiting(_)
            | Focus::Found(_)
            | Focus::Details(_),
            _,
        ) => NO_FIELD,
    };
    Action::run(operation::focus(field))
}

/// Scrolls the chosen row of a dialog's list into view.
pub fn reveal(dialog: Option<&Dialog>) -> Action<Message> {
    match dialog {
        Some(Dialog::Switcher(switcher)) => Action::run(operation::snap_to(
            dialog::picker::view::ANSWERS,
            operation::RelativeOffset { x: 0.0, y: switcher.scrolled() },
        )),
        Some(Dialog::Share(share)) => {
            let to = |list, y| Action::run(operation::snap_to(list, operation::RelativeOffset { x: 0.0, y }));
            // In a low window the focused field is scrolled into view.
            let low = if share.on() == Part::Find { 0.0 } else { 1.0 };
            to(share::view::ANSWERS, share.picker().scrolled()).and(to(share::view::BODY, low))
        }
        Some(Dialog::Gather(gather)) => {
            let to = |list, y| Action::run(operation::snap_to(list, operation::RelativeOffset { x: 0.0, y }));
            let low = if matches!(gather.on(), Part::Choice | Part::Find) { 0.0 } else { 1.0 };
            to(dialog::gather::view::ANSWERS, gather.picker().scrolled()).and(to(dialog::frame::BODY, low))
        }
        Some(Dialog::Earlier(earlier)) => Action::run(operation::snap_to(
            dialog::earlier::VERSIONS,
            operation::RelativeOffset { x: 0.0, y: earlier.scrolled() },
        )),
        Some(
            Dialog::Report(_)
            | Dialog::Roster(_)
            | Dialog::SignIn(_)
            | Dialog::Keys
            | Dialog::Confirm(_)
            | Dialog::Message(..)
            | Dialog::Emoji(..)
            | Dialog::Talk(..)
            | Dialog::Lightbox(_)
            | Dialog::Weather(_),
        )
        | None => Action::run(Task::none()),
    }
}
