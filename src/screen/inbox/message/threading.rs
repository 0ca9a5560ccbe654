//! A row's links to its thread: the message it replies to, above its text; the number of replies, below it.
//!
//! Each is a button that opens the thread. In the thread itself neither is repeated: a line under the first message
//! shows the number of replies. Tests: `tests/window/thread.rs` and its pictures.

use super::Message;

use crate::chat::text::{self, Names};
use crate::chat::{MessageId, shown};
use crate::icon::Icon;
use crate::language::tr;
use crate::row::{Parent, Row as Stored};
use crate::screen::inbox::timeline::present::{Item, Place, Quote};
use crate::screen::part;
use crate::theme::{Role, Theme, button as style, space, text as colors};
use crate::widget::avatar::{self, Face};
use crate::widget::label::label;
use crate::widget::named::named;
use crate::widget::one_line::one_line;
use crate::widget::tooltip::{Beside, tooltip};
use crate::widget::{Element, divider};

use iced::widget::{Row, button, container, row};
use iced::{Alignment, Length, Padding};

/// The message that it replies to.
pub(super) fn reply_to(theme: Theme, stored: &Stored, item: &Item) -> Option<Element<'static, Message>> {
    let shows = item.place == Place::Timeline && item.quote == Quote::Shown;
    let root = stored.message.parent.filter(|_| shows)?;
    let words = words(stored.parent.as_ref());
    let words: Element<'static, Message> = match stored.parent {
        Some(Parent::Here { .. }) => one_line(theme, Role::Small, words).style(colors::muted).into(),
        Some(Parent::Deleted | Parent::Unknown) | None => part::hint(theme, words).into(),
    };
    let line = row![part::glyph(theme, Icon::CornerUpLeft, 12.0, colors::muted), words]
        .spacing(space::ONE)
        .align_y(Alignment::Center);
    Some(into_thread(line.into(), stored, root))
}

/// The sign of a reply whose parent is quoted above; it says which one on hover.
pub(super) fn again(theme: Theme, stored: &Stored, item: &Item) -> Option<Element<'static, Message>> {
    let shows = item.place == Place::Timeline && item.quote == Quote::Above;
    let root = stored.message.parent.filter(|_| shows)?;
    let says = words(stored.parent.as_ref());
    let sign = Icon::CornerUpLeft.sized(theme, 12.0).style(colors::muted);
    let sign = into_thread(named(says.clone(), sign), stored, root);
    Some(tooltip(theme, container(sign).center_y(theme.scaled(20.0)), says, Beside::Above))
}

/// `Reply to Asha Rao: first words`, without formatting marks.
fn words(parent: Option<&Parent>) -> String {
    match parent {
        Some(Parent::Here { author, excerpt }) => {
            let says = text::lines(&text::parse(excerpt, &Names::none())).join("\n");
            let (author, excerpt) = (shown::within(author), shown::line(&says).into_owned());
            if shown::is_blank(&excerpt) {
                tr::message_reply_to(&author)
            } else {
                tr::MessageReplyToText { name: &author, text: &shown::within(&excerpt) }.text()
            }
        }
        Some(Parent::Deleted) => tr::message_reply_to_deleted().to_owned(),
        Some(Parent::Unknown) | None => tr::message_reply_to_earlier().to_owned(),
    }
}

/// How many replied, who, and when last.
pub(super) fn replies(theme: Theme, stored: &Stored, item: &Item) -> Option<Element<'static, Message>> {
    let told = item.replies.as_ref().filter(|_| item.place != Place::Root)?;
    let faces = stored.replies.people.iter().map(|(id, name)| {
        let name = shown::name(name);
        avatar::avatar(theme, Face { name: &name, id: *id.uuid().as_bytes() }, avatar::Size::Small)
    });
    let told = label(theme, Role::SmallStrong, told.clone()).style(colors::accent);
    let line = Row::with_children(faces).spacing(2).push(container(told).padding(Padding::ZERO.left(2)));
    let pressed = into_thread(line.align_y(Alignment::Center).into(), stored, stored.message.id);
    Some(container(pressed).padding(Padding::ZERO.top(space::HALF)).into())
}

/// The line between the first message of a thread and its replies.
pub(super) fn divided(theme: Theme, item: &Item) -> Option<Element<'static, Message>> {
    let told = item.replies.as_ref().filter(|_| item.place == Place::Root)?;
    let line = row![part::hint(theme, told.clone()), divider::horizontal()]
        .spacing(space::THREE)
        .align_y(Alignment::Center);
    let edges = Padding { top: space::TWO, right: space::FOUR, bottom: space::ONE, left: space::FOUR };
    Some(container(line).padding(edges).width(Length::Fill).into())
}

fn into_thread(
    face: Element<'static, Message>,
    stored: &Stored,
    root: MessageId,
) -> Element<'static, Message> {
    let opened = Message::ThreadOpened(stored.message.conversation, root);
    button(face).padding(0).style(style::line).on_press(opened).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parent_is_told_in_one_line_that_turns_nothing_round() {
        let parent = |author: &str, excerpt: &str| Parent::Here {
            author: author.to_owned(),
            excerpt: excerpt.to_owned(),
        };
        assert_eq!(words(Some(&parent("Ben Okri", "one\ntwo"))).lines().count(), 1);
        assert_eq!(words(Some(&parent("Ben Okri", " \u{200b}"))), "Reply to Ben Okri");
        let turned = words(Some(&parent("Ben\u{202e}", "\u{202e}abc")));
        assert!(!turned.contains('\u{202e}'), "{turned:?}");
        assert_eq!(
            words(Some(&parent("Ben Okri", "**Two** things:\n- the `header`\n```\nlet x = 1;"))),
            "Reply to Ben Okri: Two things: • the header let x = 1;"
        );
        assert_eq!(words(Some(&Parent::Deleted)), "Reply to a deleted message");
        assert_eq!(words(None), "Reply to an earlier message");
    }
}
