//! Draws what can be done with a case, each with its key, and what stands in the way: somebody else works on it, or two
//! decisions are in conflict.
//!
//! Must not know: what the session allows. Tests: the pictures of `tests/window/desk.rs`.

use super::super::Message;

use crate::chat::wish::Decision;
use crate::chat::{MessageId, PersonId, shown};
use crate::icon::Icon;
use crate::language::tr;
use crate::review::Stage;
use crate::row::review::Case;
use crate::screen::inbox::layout::Scene;
use crate::screen::keys::{self, Command, Context, Review};
use crate::screen::part;
use crate::screen::words;
use crate::theme::{Role, Theme, button as styles, container as grounds, space, text as colors};
use crate::widget::Element;
use crate::widget::badge::Tone;
use crate::widget::label::label;
use crate::widget::notice::notice;

use iced::widget::text::Wrapping;
use iced::widget::{Row, button, column, container, row};
use iced::{Alignment, Length, Padding};

type Style = fn(&Theme, button::Status) -> button::Style;

/// The buttons of a case.
pub(super) fn view<'a>(case: &Case, scene: Scene<'_>) -> Element<'a, Message> {
    let theme = scene.theme;
    let is_mine = case.row.state.claimed_by(scene.shared.now.at) == Some(scene.shared.me.id);
    let claim = if is_mine { tr::review_do_release() } else { tr::review_do_claim() };
    let is_decided = case.row.state.decided_by().is_some();
    let first: Vec<Element<'a, Message>> = if is_decided {
        vec![step(theme, Icon::Undo2, tr::review_do_undo(), Review::Undo, styles::plain)]
    } else {
        vec![
            step(theme, Icon::Check, tr::review_do_keep(), Review::Keep, styles::plain),
            step(theme, Icon::Trash2, tr::review_do_remove(), Review::Remove, styles::danger),
            step(theme, Icon::Archive, tr::review_do_archive(), Review::Archive, styles::plain),
            step(theme, Icon::TriangleAlert, tr::review_do_warn(), Review::Warn, styles::plain),
        ]
    };
    let mut second =
        vec![step(theme, Icon::MessageSquareText, tr::review_do_note(), Review::Note, styles::quiet)];
    if is_decided {
        second.push(step(theme, Icon::TriangleAlert, tr::review_do_warn(), Review::Warn, styles::quiet));
    } else {
        second.extend([
            step(theme, Icon::CircleQuestionMark, tr::review_do_ask(), Review::Ask, styles::quiet),
            step(theme, Icon::Share2, tr::review_do_hand_over(), Review::HandOver, styles::quiet),
            step(theme, Icon::User, claim, Review::Claim, styles::quiet),
        ]);
    }
    let line = |steps: Vec<Element<'a, Message>>| {
        Row::with_children(steps).spacing(space::TWO).wrap().vertical_spacing(space::ONE)
    };
    container(column![line(first), line(second)].spacing(space::ONE))
        .padding(Padding::from([space::TWO, space::FOUR]))
        .width(Length::Fill)
        .style(grounds::surface)
        .into()
}

/// A button with its key.
fn step<'a>(
    theme: Theme,
    icon: Icon,
    says: &'static str,
    step: Review,
    style: Style,
) -> Element<'a, Message> {
    let key = keys::label(Context::Desk, Command::Review(step)).unwrap_or_default();
    let words = label(theme, Role::BodyStrong, says).wrapping(Wrapping::None);
    let key = label(theme, Role::Small, key).wrapping(Wrapping::None);
    let face = row![part::glyph(theme, icon, 14.0, |_| iced::widget::text::Style::default()), words, key]
        .spacing(6)
        .align_y(Alignment::Center);
    button(face).padding(Padding::from([5.0, 10.0])).style(style).on_press(Message::Stepped(step)).into()
}

/// The notices above the case that stand in the way of a decision.
pub(super) fn obstacles<'a>(case: &Case, scene: Scene<'_>) -> Option<Element<'a, Message>> {
    let (theme, state) = (scene.theme, &case.row.state);
    let now = scene.shared.now;
    let inside = if let Some(conflict) = state.conflict() {
        let step = |id: Option<MessageId>| {
            let made = state.made(id?)?;
            let name = name_of(case, made.by);
            let says =
                tr::ReviewUndoOne { decision: verb(made.decision), name: &shown::within(&name) }.text();
            Some((says, Message::Undone(made.id)))
        };
        let steps = [conflict.carried_out, conflict.stands].into_iter().filter_map(step).collect();
        notice(theme, Tone::Danger, tr::review_conflict_about(), steps)
    } else {
        let claim = state.claim.filter(|claim| claim.holds(now.at) && claim.by != scene.shared.me.id)?;
        if state.stage() != Stage::Open {
            return None;
        }
        let (name, time) = (name_of(case, claim.by), words::time(claim.at, now));
        let says = tr::ReviewClaimedSince { name: &shown::within(&name), time: &time }.text();
        notice(theme, Tone::Warning, says, Vec::new())
    };
    let padding = Padding { top: space::TWO, right: space::FOUR, bottom: 0.0, left: space::FOUR };
    Some(container(inside).padding(padding).into())
}

/// The name of a reviewer, by what they wrote in the thread.
fn name_of(case: &Case, person: PersonId) -> String {
    let said = case.thread.iter().find(|said| said.by == person).map(|said| said.by_name.clone());
    said.unwrap_or_else(|| case.row.reviewer_name.clone())
}

/// A decision, as a verb.
fn verb(decision: Decision) -> &'static str {
    match decision {
        Decision::Keep => tr::review_do_keep(),
        Decision::Remove => tr::review_do_remove(),
        Decision::Archive => tr::review_do_archive(),
        Decision::Warn => tr::review_do_warn(),
        Decision::Ask => tr::review_do_ask(),
        Decision::HandOver => tr::review_do_hand_over(),
    }
}

/// A hint with a key beside it, pressed like a link.
pub(super) fn fold<'a>(theme: Theme, says: &'static str, step: Review) -> Element<'a, Message> {
    let key = keys::label(Context::Desk, Command::Review(step));
    let key = key.map(|key| crate::widget::badge::keycap(theme, key));
    let link = crate::widget::button::link(theme, says, Some(Message::Stepped(step)));
    row![link, key].spacing(space::TWO).align_y(Alignment::Center).into()
}

/// A small heading above lines of a case.
pub(super) fn heading<'a>(theme: Theme, says: String) -> Element<'a, Message> {
    label(theme, Role::SmallStrong, says).style(colors::muted).width(Length::Fill).into()
}
