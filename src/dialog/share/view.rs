//! Draws the dialog that passes a message on: who gets it, a comment, and what will be seen.
//!
//! What stands between the heading and the buttons scrolls where the window is low. Tests: the pictures of
//! `tests/window/sharing.rs`.

use super::{Part, Share};
use crate::dialog::switcher::Targets;
use crate::dialog::{Message, Text, view as dialogs};
use crate::icon::Icon;
use crate::row::Target;
use crate::screen::inbox::message::card;
use crate::screen::part;
use crate::theme::{Role, Theme, button as style, container as grounds, space, text as colors};
use crate::widget::button::{self, Chosen};
use crate::widget::label::label;
use crate::widget::named::named;
use crate::widget::one_line::one_line;
use crate::widget::ring::ring;
use crate::widget::{Element, divider, field};

use iced::widget::{Column, Row, button as press, column, container, row, scrollable, space as gap};
use iced::{Alignment, Length, Padding, Size};

/// The id of the field that finds a conversation.
pub const FIND: &str = "share-find";
/// The id of the comment's field.
pub const COMMENT: &str = "share-comment";
/// The id of what scrolls between the heading and the buttons.
pub const BODY: &str = "share-body";
/// The id of the list of answers.
pub const ANSWERS: &str = "share-answers";
/// So many answers are in sight at once.
const IN_SIGHT: f32 = 4.5;

/// The inside of the dialog, in a window of this size.
pub fn view(share: &Share, theme: Theme, size: Size) -> Element<'_, Message> {
    let (head, more) = match share.count() {
        0 | 1 => ("Share this message".to_owned(), None),
        2 => ("Share 2 messages".to_owned(), Some("And 1 more".to_owned())),
        many => (format!("Share {many} messages"), Some(format!("And {} more", many - 1))),
    };
    let head = label(theme, Role::Heading, head).style(colors::normal);
    let more = more.map(|more| part::hint(theme, more));
    let comment = field::field(theme, "Add a comment, if you like", &share.comment)
        .id(COMMENT)
        .on_input(|text| Message::Noted(Text(text)))
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
        .direction(part::bar())
        .width(Length::Fill);
    let buttons = row![
        gap().width(Length::Fill),
        ring(
            part::focus(Some(share.on), Part::Cancel),
            button::plain(theme, "Cancel", Some(Message::Entered(Part::Cancel)))
        ),
        ring(
            part::focus(Some(share.on), Part::Go),
            button::primary(theme, go_words(share), Some(Message::Entered(Part::Go)))
        ),
    ]
    .spacing(space::TWO);
    column![
        container(head).padding(Padding { top: edge, right: edge, bottom: space::THREE, left: edge }),
        container(body).max_height(room),
        container(buttons).padding(Padding { top: space::THREE, right: edge, bottom: edge, left: edge }),
    ]
    .into()
}

fn go_words(share: &Share) -> String {
    match share.picked.len() {
        0 | 1 => "Share".to_owned(),
        several => format!("Share with {several}"),
    }
}

/// The chips of those picked, and the field that finds more.
fn to(share: &Share, theme: Theme) -> Element<'_, Message> {
    let hint = if share.picked.is_empty() { "To a channel, a person, a group…" } else { "And to…" };
    let measures = theme.type_of(Role::Body);
    let field = field::borderless(theme, hint, &share.query)
        .id(FIND)
        .on_input(|text| Message::Typed(Text(text)))
        .on_submit(Message::Entered(Part::Find))
        .size(measures.size)
        .line_height(measures.line_height());
    let line = row![part::glyph(theme, Icon::Search, 15.0, colors::muted), field]
        .spacing(space::TWO)
        .align_y(Alignment::Center);
    let inside = Column::new().push(chips(&share.picked, theme)).push(line).spacing(space::TWO);
    let frame = container(inside)
        .padding(Padding::from([space::TWO, space::THREE - 2.0]))
        .width(Length::Fill)
        .style(grounds::card);
    let lacking = share.lacking.then(|| {
        label(theme, Role::Small, "Choose at least one conversation to share it with.").style(colors::danger)
    });
    column![frame, lacking].spacing(space::ONE).into()
}

/// The chips of those picked, each to be taken off; none when there are none.
pub(in crate::dialog) fn chips(picked: &[Target], theme: Theme) -> Option<Element<'_, Message>> {
    let chips = picked.iter().enumerate().map(|(at, target)| {
        let name = dialogs::target_name(target);
        let says = format!("Take {name} off");
        let face = row![
            container(one_line(theme, Role::Small, name).style(colors::normal))
                .max_width(theme.scaled(180.0)),
            part::glyph(theme, Icon::X, 12.0, colors::muted),
        ]
        .spacing(space::ONE)
        .align_y(Alignment::Center);
        let chip = press(face)
            .padding(Padding::from([2.0, space::TWO]))
            .style(style::chip)
            .on_press(Message::TakenOff(at));
        named(says, chip)
    });
    (!picked.is_empty())
        .then(|| Row::with_children(chips).spacing(space::ONE).wrap().vertical_spacing(space::ONE).into())
}

fn answers(share: &Share, theme: Theme) -> Element<'_, Message> {
    let note = match &share.targets {
        Targets::Failed(error) => Some(format!("The names could not be read. {error}")),
        Targets::Ready(_) if share.answers.is_empty() && share.query.trim().is_empty() => {
            Some("There is nobody else to share it with.".to_owned())
        }
        Targets::Ready(_) if share.answers.is_empty() => {
            Some(format!("Nothing here is called “{}”. Any part of a name will do.", share.query.trim()))
        }
        Targets::Loading | Targets::Ready(_) => None,
    };
    if let Some(note) = note {
        return label(theme, Role::Body, note).style(colors::muted).into();
    }
    offered(&share.answers, (share.on == Part::Find).then_some(share.chosen), ANSWERS, theme)
}

/// Those that can be picked, the chosen one marked.
pub(in crate::dialog) fn offered<'a>(
    answers: &'a [Target],
    chosen: Option<usize>,
    id: &'static str,
    theme: Theme,
) -> Element<'a, Message> {
    let lines = answers.iter().enumerate().map(|(at, target)| {
        let chosen = if chosen == Some(at) { Chosen::Yes } else { Chosen::No };
        dialogs::target_line(target, at, chosen, theme)
    });
    let list = scrollable(Column::with_children(lines).padding(Padding::ZERO.right(space::THREE)))
        .id(id)
        .direction(part::bar())
        .width(Length::Fill);
    column![
        divider::horizontal(),
        container(list).max_height(theme.scaled(dialogs::ANSWER) * IN_SIGHT),
        divider::horizontal()
    ]
    .spacing(space::ONE)
    .into()
}

/// How far down the list of answers is scrolled so that the chosen one is in sight, from 0 to 1.
pub fn scrolled(share: &Share) -> f32 {
    let last = share.answers.len().saturating_sub(1).max(1);
    share.chosen as f32 / last as f32
}
