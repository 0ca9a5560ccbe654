//! Draws a row of the queue: who wrote the message and where, its beginning, the reason, and who works on it.
//!
//! Must not know: the content of a case. Tests: the pictures of `tests/window/desk.rs`.

use super::super::{Desk, Message, Side};

use crate::chat::wish::Decision;
use crate::chat::{PersonId, conversation, shown};
use crate::icon::Icon;
use crate::language::tr;
use crate::review::{Outcome, Stage, State};
use crate::row::review::CaseRow;
use crate::screen::inbox::focus::Focus;
use crate::screen::inbox::layout::Scene;
use crate::screen::inbox::message;
use crate::screen::part;
use crate::screen::words::{self, Now};
use crate::theme::{Role, Theme, space, text as colors};
use crate::widget::Element;
use crate::widget::badge::Tone;
use crate::widget::button::{self, Chosen};
use crate::widget::label::label;
use crate::widget::list::{Key, Rows};
use crate::widget::one_line::one_line;
use crate::widget::ring::ring_inside;
use crate::widget::tooltip::{Beside, whole_line};

use iced::widget::{column, container, row, space as gap};
use iced::{Alignment, Length, Padding};

use std::hash::{DefaultHasher, Hash, Hasher};

/// The rows of the queue.
pub(super) struct Listing<'a> {
    pub desk: &'a Desk,
    pub scene: Scene<'a>,
}

/// The state of a case: its icon, its tone, and who did it, in words.
pub(super) struct Standing {
    pub icon: Icon,
    pub tone: Tone,
    pub words: String,
}

/// The state of a case for this person.
pub(super) fn standing(row: &CaseRow, me: PersonId, now: Now) -> Standing {
    let state = &row.state;
    let name = shown::within(&row.reviewer_name);
    let of = |icon, tone, words: String| Standing { icon, tone, words };
    if state.conflict().is_some() {
        return of(Icon::TriangleAlert, Tone::Danger, tr::review_conflict().to_owned());
    }
    match state.stage() {
        Stage::Open => match state.claimed_by(now.at) {
            Some(other) if other == me => of(Icon::User, Tone::Accent, tr::review_yours().to_owned()),
            Some(_) => of(Icon::User, Tone::Muted, tr::review_claimed(&name)),
            None => of(Icon::CircleDot, Tone::Warning, tr::review_unclaimed().to_owned()),
        },
        Stage::Waiting => match state.standing().next().and_then(|made| made.outcome) {
            Some(Outcome::Unconfirmed) => {
                of(Icon::CircleQuestionMark, Tone::Warning, tr::review_unconfirmed().to_owned())
            }
            Some(_) => of(Icon::CircleAlert, Tone::Danger, tr::review_refused().to_owned()),
            None => of(Icon::Hourglass, Tone::Warning, tr::review_asked(&name)),
        },
        Stage::Decided if is_pending(state) => of(Icon::Clock, Tone::Muted, tr::review_pending(&name)),
        Stage::Decided => {
            let words = match state.standing().next().map(|made| made.decision) {
                Some(Decision::Remove) => tr::review_removed(&name),
                Some(Decision::Archive) => tr::review_archived(&name),
                Some(Decision::Warn) => tr::review_warned(&name),
                Some(Decision::Keep | Decision::Ask | Decision::HandOver) | None => tr::review_kept(&name),
            };
            of(Icon::CircleCheck, Tone::Success, words)
        }
    }
}

/// True if a decision that stands was not carried out yet, as far as is known.
fn is_pending(state: &State) -> bool {
    state.standing().any(|made| made.decision.has_effect() && made.outcome.is_none())
}

impl Rows<Message> for Listing<'_> {
    fn len(&self) -> usize {
        self.desk.cases().len()
    }

    fn key(&self, index: usize) -> Key {
        self.desk.cases().listed(index).map_or(Key(0), |row| message::key(row.id))
    }

    fn version(&self, index: usize) -> u64 {
        let mut hasher = DefaultHasher::new();
        if let Some(row) = self.desk.cases().listed(index) {
            let (shared, key) = (self.scene.shared, message::key(row.id));
            (&row.author_name, &row.place_name, &row.excerpt, &row.reason).hash(&mut hasher);
            (row.files, row.reports, &row.reviewer_name, &*row.state).hash(&mut hasher);
            (self.desk.selected() == Some(row.id)).hash(&mut hasher);
            let has_ring = self.scene.ring == Some(Focus::Panel(Some(key)));
            (has_ring && self.desk.side() == Side::Queue).hash(&mut hasher);
            (row.state.claimed_by(shared.now.at), words::age(row.reported_at, shared.now)).hash(&mut hasher);
        }
        hasher.finish()
    }

    fn index_of(&self, key: Key) -> Option<usize> {
        self.desk.cases().place(message::id(key))
    }

    fn view(&self, index: usize) -> Element<'static, Message> {
        match self.desk.cases().listed(index) {
            Some(row) => self.row(row),
            None => gap().into(),
        }
    }
}

impl Listing<'_> {
    fn row(&self, case: &CaseRow) -> Element<'static, Message> {
        let (theme, shared) = (self.scene.theme, self.scene.shared);
        let standing = standing(case, shared.me.id, shared.now);
        let sign = container(part::glyph(theme, standing.icon, 15.0, standing.tone.style()))
            .center(theme.scaled(20.0));
        let lines = column![self.head(case), excerpt(theme, case), self.foot(case, standing)]
            .spacing(space::HALF)
            .width(Length::Fill);
        let face = row![sign, lines].spacing(space::TWO);
        let chosen = if self.desk.selected() == Some(case.id) { Chosen::Yes } else { Chosen::No };
        let pressed = button::entry(face, chosen, Some(Message::Selected(case.id)))
            .padding(Padding::from([space::TWO, space::TWO]))
            .width(Length::Fill);
        let ring = self.scene.ring.filter(|_| self.desk.side() == Side::Queue);
        let focus = part::focus(ring, Focus::Panel(Some(message::key(case.id))));
        let ringed = ring_inside(focus, pressed);
        container(ringed).padding(Padding::from([1.0, space::TWO])).into()
    }

    fn head(&self, case: &CaseRow) -> Element<'static, Message> {
        let theme = self.scene.theme;
        let name = one_line(theme, Role::BodyStrong, case.author_name.clone()).style(colors::normal);
        row![
            whole_line(theme, name.width(Length::Fill), Beside::Below),
            part::hint(theme, words::age(case.reported_at, self.scene.shared.now)),
        ]
        .spacing(space::TWO)
        .align_y(Alignment::Center)
        .into()
    }

    /// The place and the reason; the number of reports, and who works on it.
    fn foot(&self, case: &CaseRow, standing: Standing) -> Element<'static, Message> {
        let theme = self.scene.theme;
        let place = place(case);
        let about = match (place.is_empty(), case.reason.is_empty()) {
            (false, false) => format!("{place} · {}", case.reason),
            (true, _) => case.reason.clone(),
            (false, true) => place,
        };
        let about = one_line(theme, Role::Small, about).style(colors::muted).width(Length::Fill);
        let many = (case.reports > 1).then(|| {
            let says = tr::review_reports(u64::from(case.reports));
            label(theme, Role::SmallStrong, says).style(colors::warning)
        });
        let is_unclaimed = standing.icon == Icon::CircleDot;
        let who = (!is_unclaimed).then(|| {
            let line = one_line(theme, Role::Small, standing.words).style(standing.tone.style());
            whole_line(theme, line, Beside::Below)
        });
        column![
            row![whole_line(theme, about, Beside::Below), many]
                .spacing(space::TWO)
                .align_y(Alignment::Center),
            who,
        ]
        .into()
    }
}

/// The conversation of the reported message, or its kind if its name is not known; empty if nothing is known.
pub(super) fn place(case: &CaseRow) -> String {
    let is_named = !case.place_name.is_empty();
    match case.place {
        Some(conversation::Id::Direct(_)) => tr::message_from_direct().to_owned(),
        Some(of) if is_named => of.title(&case.place_name),
        Some(conversation::Id::Channel(_)) => tr::message_from_channel().to_owned(),
        Some(conversation::Id::Group(_)) => tr::message_from_group().to_owned(),
        None => String::new(),
    }
}

fn excerpt(theme: Theme, case: &CaseRow) -> Element<'static, Message> {
    if !case.excerpt.is_empty() {
        let line =
            one_line(theme, Role::Body, case.excerpt.clone()).style(colors::normal).width(Length::Fill);
        return line.into();
    }
    let files = tr::review_files(u64::from(case.files));
    row![
        part::glyph(theme, Icon::Paperclip, 13.0, colors::muted),
        label(theme, Role::Body, files).style(colors::muted)
    ]
    .spacing(6)
    .align_y(Alignment::Center)
    .into()
}
