//! Draws the dialog that shares messages: the conversations, a comment, and a preview of the quote.
//!
//! The body between heading and buttons scrolls in a low window. Tests: the pictures of `tests/window/sharing.rs`.

use super::{Message, Share};
use crate::language::tr;
use crate::screen::dialog::frame::buttons;
use crate::screen::dialog::modal::{Part, Text};
use crate::screen::dialog::picker::view::{self as picker, Words};
use crate::screen::inbox::message::card;
use crate::screen::part;
use crate::theme::{Role, Theme, space, text as colors};
use crate::widget::label::label;
use crate::widget::ring::ring;
use crate::widget::{Element, button, field};

use iced::widget::{column, container, scrollable};
use iced::{Length, Padding, Size};

/// The id of the field that finds a conversation.
pub const FIND: &str = "share-find";
/// The id of the comment's field.
pub const COMMENT: &str = "share-comment";
/// The id of the scrollable body between heading and buttons.
pub const BODY: &str = "share-body";
/// The id of the list of answers.
pub const ANSWERS: &str = "share-answers";

/// The content of the dialog, in a window of this size.
pub fn view(share: &Share, theme: Theme, size: Size) -> Element<'_, Message> {
    let count = share.count().max(1) as u64;
    let head = label(theme, Role::Heading, tr::share_title(count)).style(colors::normal);
    let more = (count > 1).then(|| part::hint(theme, tr::share_more(count - 1)));
    let comment = field::field(theme, tr::share_comment(), &share.comment)
        .id(COMMENT)
        .on_input(|text| Message::Comment(Text(text)))
        .on_submit(Message::Entered(Part::Comment));
    let body = column![
        to(share, theme),
        answers(share, theme),
        comment,
        card::view(theme, &share.quoted, None, card::excerpt(theme, &share.quoted)),
        more,
    ]
    .spacing(space::THREE);
    let edge = space::FOUR;
    let around = theme.scaled(56.0) + theme.scaled(52.0) + 2.0 * space::THREE;
    let room = (size.height - around).max(theme.scaled(80.0));
    let body = scrollable(container(body).padding(Padding::from([0.0, edge])))
        .id(BODY)
        .direction(part::no_bar())
        .width(Length::Fill);
    let buttons = buttons([
        ring(
            part::focus(Some(share.on), Part::Cancel),
            button::plain(theme, tr::dialog_cancel(), Some(Message::Entered(Part::Cancel))),
        ),
        ring(
            part::focus(Some(share.on), Part::Go),
            button::primary(theme, go_words(share), Some(Message::Entered(Part::Go))),
        ),
    ]);
    column![
        container(head).padding(Padding { top: edge, right: edge, bottom: space::THREE, left: edge }),
        container(body).max_height(room),
        container(buttons).padding(Padding { top: space::THREE, right: edge, bottom: edge, left: edge }),
    ]
    .into()
}

fn go_words(share: &Share) -> String {
    match share.picker.picked().len() {
        0 | 1 => tr::share_go().to_owned(),
        several => tr::share_go_several(several as u64),
    }
}

/// The conversations picked, and an error if sharing was tried with none.
fn to(share: &Share, theme: Theme) -> Element<'_, Message> {
    let hint = if share.picker.picked().is_empty() { tr::share_find() } else { tr::share_find_more() };
    let lacking =
        share.lacking.then(|| label(theme, Role::Small, tr::share_no_conversation()).style(colors::danger));
    let search = picker::search(&share.picker, FIND, hint, theme).map(Message::Picker);
    column![ring(part::focus(Some(share.on), Part::Find), search), lacking].spacing(space::ONE).into()
}

fn answers(share: &Share, theme: Theme) -> Element<'_, Message> {
    let words = Words { nobody: tr::share_nobody(), none: tr::picker_nothing };
    picker::answers(&share.picker, ANSWERS, share.on == Part::Find, words, theme).map(Message::Picker)
}
