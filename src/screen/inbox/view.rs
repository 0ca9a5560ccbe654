//! Draws the main screen: lays the views of its parts side by side.
//!
//! Tests: the pictures of `tests/window`.

use super::feed;
use super::focus::Side;
use super::layout::{Column, Scene};
use super::{Inbox, Message, composer, sidebar, toast};

use crate::icon::Icon;
use crate::language::tr;
use crate::row::ListQuery;
use crate::screen::dialog;
use crate::screen::keys::Command;
use crate::screen::panel::Panel;
use crate::screen::part;
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::appear::{From, appear};
use crate::widget::badge::Tone;
use crate::widget::label::label;
use crate::widget::notice::notice;
use crate::widget::over::{layer, over};
use crate::widget::seam::seam;
use crate::widget::{Element, divider};

use iced::widget::{column, container, row, space as gap};
use iced::{Alignment, Length, Padding};

use std::hash::{DefaultHasher, Hash, Hasher};

/// The whole screen.
pub fn view(inbox: &Inbox, theme: Theme) -> Element<'_, Message> {
    let scene = inbox.scene(theme);
    let columns = if scene.is_narrow() { narrow(inbox, scene) } else { wide(inbox, scene) };
    // Optional widgets keep their place, so that the widgets below keep their state.
    let trouble = inbox.toasts.trouble().map_or_else(
        // iced leaves out a widget of the fixed height 0.
        || container(gap()),
        |sentence| {
            let dismiss = vec![(tr::panel_dismiss().to_owned(), Message::TroubleDismissed)];
            container(notice(theme, Tone::Danger, sentence.to_owned(), dismiss))
                .padding(Padding::from([space::TWO, space::FOUR]))
        },
    );
    // No background of its own: filling the window again would double the cost of a scrolled frame.
    let base = container(column![trouble, columns]).width(Length::Fill).height(Length::Fill);
    let dialog = inbox
        .overlay
        .open()
        .map(|dialog| layer(dialog::view::view(dialog, theme, scene.shared.size).map(Message::Dialog)));
    let drop = inbox.drop_words().map(|words| layer(drop_here(words, theme)));
    over(base).push(completions(inbox, scene)).push(drop).push(dialog).into()
}

/// The completions at the caret.
fn completions<'a>(inbox: &'a Inbox, scene: Scene<'a>) -> Option<Element<'a, Message>> {
    let side = scene.focus.writes().filter(|_| inbox.overlay.open().is_none());
    let open = side.and_then(|side| Some((side, inbox.feeds.composer(side)?.completion()?)));
    let ((side, open), caret) = open.zip(inbox.feeds.caret())?;
    let list = composer::completion::view::view(open, caret, scene.theme, scene.shared.size);
    Some(layer(list.map(move |message| Message::Feed(side, message))))
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

fn wide<'a>(inbox: &'a Inbox, scene: Scene<'a>) -> Element<'a, Message> {
    let theme = scene.theme;
    let left = container(sidebar(inbox, scene)).width(scene.sidebar());
    if scene.panel == Panel::Desk {
        let columns = row![left, divider::vertical(), desk(inbox, scene)].height(Length::Fill);
        return over(columns).push(Some(seam(scene.sidebar(), Message::SidebarDragged))).into();
    }
    let panel = panel(inbox, scene).map(|panel| {
        let panel = container(panel).width(scene.beside());
        row![divider::vertical(), appear(theme, hash(&scene.panel), From::Right, panel)]
    });
    let columns = row![left, divider::vertical(), middle(inbox, scene), panel].height(Length::Fill);
    over(columns).push(Some(seam(scene.sidebar(), Message::SidebarDragged))).into()
}

fn narrow<'a>(inbox: &'a Inbox, scene: Scene<'a>) -> Element<'a, Message> {
    match inbox.column {
        Column::Sidebar => sidebar(inbox, scene),
        Column::Conversation => middle(inbox, scene),
        Column::Panel if scene.panel == Panel::Desk => desk(inbox, scene),
        Column::Panel => panel(inbox, scene).unwrap_or_else(|| middle(inbox, scene)),
    }
}

fn sidebar<'a>(inbox: &'a Inbox, scene: Scene<'a>) -> Element<'a, Message> {
    let lists_stars = inbox.panels.lists(ListQuery::Starred);
    sidebar::view::view(&inbox.sidebar, scene, lists_stars).map(Message::Sidebar)
}

/// The panel on the right, or alone in a narrow window.
fn panel<'a>(inbox: &'a Inbox, scene: Scene<'a>) -> Option<Element<'a, Message>> {
    if scene.panel == Panel::Thread {
        let jump = inbox.feeds.jump_of(Side::Thread);
        let thread = inbox.feeds.thread()?;
        return Some(
            feed::thread::view(thread, scene, jump).map(|message| Message::Feed(Side::Thread, message)),
        );
    }
    inbox.panels.view(scene).map(|panel| panel.map(Message::Panel))
}

/// The reviewers' desk, in place of the conversation, with the toast over it.
fn desk<'a>(inbox: &'a Inbox, scene: Scene<'a>) -> Element<'a, Message> {
    let toast = inbox.toasts.shown().map(|toast| {
        let undo = Message::Keyed(Command::Undo);
        let dismiss = Message::ToastDismissed;
        let card = toast::view::view(toast, !scene.is_narrow(), undo, dismiss, scene.theme);
        let card = appear(scene.theme, hash(&toast.since()), From::Below, card);
        layer(container(card).align_bottom(Length::Fill).width(Length::Fill))
    });
    over(panel(inbox, scene).unwrap_or_else(|| gap().into())).push(toast).into()
}

fn middle<'a>(inbox: &'a Inbox, scene: Scene<'a>) -> Element<'a, Message> {
    let middle = match inbox.feeds.main() {
        Some(open) => {
            let toast = inbox.toasts.shown().map(|toast| {
                let undo = feed::Message::Commanded(Command::Undo);
                let shows_key = !scene.is_narrow();
                let dismiss = feed::Message::ToastDismissed;
                let card = toast::view::view(toast, shows_key, undo, dismiss, scene.theme);
                appear(scene.theme, hash(&toast.since()), From::Below, card)
            });
            let pins = inbox.panels.details.overview_of(open.id());
            feed::view::view(open, scene, inbox.feeds.jump_of(Side::Timeline), pins, toast)
        }
        None => feed::view::nothing_open(scene),
    };
    middle.map(|message| Message::Feed(Side::Timeline, message))
}

/// The key of what appears.
fn hash(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}
