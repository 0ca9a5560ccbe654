//! Draws the selected case: the message as it was reported, the message here, the reports, the messages around it, and
//! what reviewers said.
//!
//! Nothing in it acts by itself: links lead nowhere, and pictures are drawn only if the reviewer asks. Must not know:
//! where a text came from. Tests: the pictures of `tests/window/desk.rs`.

use super::super::{Desk, Message, Unfolded, is_single, original};
use super::bar::{self, fold, heading};
use super::lines::{Line, lines};
use super::rows::{self, standing};

use crate::chat::attachment::format_size;
use crate::chat::{Stamp, shown};
use crate::icon::Icon;
use crate::language::tr;
use crate::review::{Act, Outcome};
use crate::row::review::{Around as Near, Case, CaseReport, Current, Said};
use crate::row::{Delivery, File};
use crate::screen::inbox::focus::Focus;
use crate::screen::inbox::layout::{HEADER, Scene};
use crate::screen::inbox::message::file::{Around, about, icon};
use crate::screen::inbox::message::{attachments, text};
use crate::screen::keys::Review;
use crate::screen::{part, words};
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::avatar::{self, Face};
use crate::widget::badge::{self, Tone};
use crate::widget::label::label;
use crate::widget::later::later;
use crate::widget::list::{Grow, Key, Rows, list};
use crate::widget::one_line::one_line;
use crate::widget::passage::Order;
use crate::widget::ring::{self, ring_inside};
use crate::widget::tooltip::{Beside, whole_line};
use crate::widget::{Element, button, divider, empty::empty, loading};

use iced::widget::{Column, column, container, row, space as gap};
use iced::{Alignment, Length, Padding};

use std::hash::{DefaultHasher, Hash, Hasher};

/// The id of the list of a case's lines.
const LIST: &str = "case";
/// The largest width of the text, in logical pixels at the normal text size.
const WIDE: f32 = 760.0;

/// The case, in this width.
pub(super) fn view<'a>(desk: &'a Desk, scene: Scene<'a>, width: f32) -> Element<'a, Message> {
    let theme = scene.theme;
    let middle: Element<'_, Message> = match (desk.selected(), desk.read()) {
        (None, _) => gap().height(Length::Fill).into(),
        (Some(_), None) => container(later(loading::messages(theme, 2))).height(Length::Fill).into(),
        (Some(_), Some(Err(error))) => empty(
            theme,
            Icon::CircleAlert,
            tr::review_case_failed(),
            error.clone(),
            Some(button::plain(theme, tr::panel_try_again(), Some(Message::Again)).into()),
        ),
        (Some(_), Some(Ok(case))) => some(desk, case, scene, width),
    };
    let column = column![top(desk, scene), divider::horizontal(), middle];
    let ground = container(column).height(Length::Fill).width(Length::Fill).style(grounds::background);
    let has_focus = desk.side() == super::Side::Case && matches!(scene.ring, Some(Focus::Panel(_)));
    // In a window with one side at a time, it is clear where the focus is.
    let here = has_focus && !is_single(scene.shared);
    ring_inside(if here { ring::Focus::Here } else { ring::Focus::Elsewhere }, ground)
}

fn some<'a>(desk: &'a Desk, case: &'a Case, scene: Scene<'a>, width: f32) -> Element<'a, Message> {
    let theme = scene.theme;
    let lines = lines(case, desk.unfolded);
    let around = 2.0 * space::FOUR + 2.0 * space::THREE;
    let room = (width - around).min(theme.scaled(WIDE)).max(0.0);
    let place = case.row.id.uuid().as_u128() as u64;
    let list = list(Lines { desk, case, scene, theme, lines, room }, theme)
        .id(LIST)
        .place(place)
        .grow(Grow::Down)
        .jump(desk.case_jump);
    column![
        bar::obstacles(case, scene),
        container(list).height(Length::Fill),
        divider::horizontal(),
        bar::view(case, scene)
    ]
    .into()
}

/// The author and the place, with the way back in a narrow window.
fn top<'a>(desk: &Desk, scene: Scene<'_>) -> Element<'a, Message> {
    let theme = scene.theme;
    let back = is_single(scene.shared)
        .then(|| button::icon(theme, Icon::ArrowLeft, tr::panel_back(), Some(Message::Back)));
    let left = if back.is_some() { space::TWO } else { space::FOUR };
    let title = desk.selected().and_then(|id| desk.cases().get(id)).map(|case| {
        let face =
            Face { name: &case.author_name, id: case.author.map_or([0; 16], |id| *id.uuid().as_bytes()) };
        let name = one_line(theme, Role::Heading, case.author_name.clone()).style(colors::normal);
        let place = one_line(theme, Role::Small, rows::place(case)).style(colors::muted);
        row![
            avatar::avatar(theme, face, avatar::Size::Medium),
            column![whole_line(theme, name, Beside::Below), whole_line(theme, place, Beside::Below)]
                .width(Length::Fill),
        ]
        .spacing(10)
        .align_y(Alignment::Center)
    });
    container(row![back, title].spacing(space::TWO).align_y(Alignment::Center))
        .padding(Padding { top: 0.0, right: space::FOUR, bottom: 0.0, left })
        .height(theme.scaled(HEADER))
        .align_y(Alignment::Center)
        .into()
}

struct Lines<'a> {
    desk: &'a Desk,
    case: &'a Case,
    scene: Scene<'a>,
    theme: Theme,
    lines: Vec<Line>,
    /// The width of texts and files.
    room: f32,
}

impl Rows<Message> for Lines<'_> {
    fn len(&self) -> usize {
        self.lines.len()
    }

    fn key(&self, index: usize) -> Key {
        self.lines.get(index).map_or(Key(0), |line| line.key())
    }

    fn version(&self, index: usize) -> u64 {
        let mut hasher = DefaultHasher::new();
        let Unfolded { context, versions, files } = self.desk.unfolded;
        (self.case.row.id, self.desk.case.version, context, versions, files).hash(&mut hasher);
        (self.room.to_bits(), self.scene.shared.now.today()).hash(&mut hasher);
        match self.lines.get(index) {
            Some(Line::Head) => self.standing().words.hash(&mut hasher),
            Some(Line::Files) if files => {
                if let Some(row) = self.desk.sent() {
                    self.scene.shared.files.version(row, self.room, &mut hasher);
                }
            }
            Some(_) | None => {}
        }
        hasher.finish()
    }

    fn index_of(&self, key: Key) -> Option<usize> {
        self.lines.iter().position(|line| line.key() == key)
    }

    fn view(&self, index: usize) -> Element<'static, Message> {
        let Some(line) = self.lines.get(index).copied() else { return gap().into() };
        let inside = match line {
            Line::Head => self.head(),
            Line::Message => self.message(),
            Line::Files => self.files(),
            Line::Now => self.now(),
            Line::Version(number) => self.version_line(number),
            Line::ReportsHeading => heading(self.theme, tr::review_reports(self.case.reports.len() as u64)),
            Line::Report(number) => {
                self.case.reports.get(number).map_or_else(empty_line, |one| self.report(one))
            }
            Line::ContextHeading => self.context_heading(),
            Line::Around(number) => {
                self.case.context.get(number).map_or_else(empty_line, |one| self.near(one))
            }
            Line::ThreadHeading => heading(self.theme, tr::review_thread().to_owned()),
            Line::Said(number) => self.case.thread.get(number).map_or_else(empty_line, |one| self.said(one)),
        };
        let above = match line {
            Line::Head | Line::ReportsHeading | Line::ContextHeading | Line::ThreadHeading => space::FOUR,
            Line::Message
            | Line::Files
            | Line::Now
            | Line::Version(_)
            | Line::Report(_)
            | Line::Around(_)
            | Line::Said(_) => space::TWO,
        };
        let is_last = index + 1 == self.lines.len();
        let below = if is_last { space::FOUR } else { 0.0 };
        let padding = Padding { top: above, right: space::FOUR, bottom: below, left: space::FOUR };
        let inside = container(inside).width(Length::Fill).max_width(self.room + 2.0 * space::THREE);
        container(inside).padding(padding).width(Length::Fill).into()
    }
}

fn empty_line() -> Element<'static, Message> {
    gap().into()
}

impl Lines<'_> {
    fn when(&self, at: Stamp) -> String {
        words::when(at, self.scene.shared.now)
    }

    fn standing(&self) -> rows::Standing {
        standing(&self.case.row, self.scene.shared.me.id, self.scene.shared.now)
    }

    /// The state, and how often the author was reported.
    fn head(&self) -> Element<'static, Message> {
        let (theme, standing) = (self.theme, self.standing());
        let others = match self.case.author_cases {
            (0, _) => None,
            (count, decided) => {
                let (count, decided) = (u64::from(count), u64::from(decided));
                Some(part::hint(theme, tr::ReviewAuthorCases { count, decided }.text()))
            }
        };
        let state = badge::mark(theme, standing.icon, standing.words, standing.tone);
        row![state, others].spacing(space::FOUR).align_y(Alignment::Center).wrap().into()
    }

    /// The message as its first reporter sent it.
    fn message(&self) -> Element<'static, Message> {
        let theme = self.theme;
        let (says, tagged): (&str, Vec<String>) = match (original(self.case), &self.case.current) {
            (Some(sent), _) => (&sent.text, sent.tags.iter().map(|(_, name)| name.clone()).collect()),
            (None, Some(current)) => (&current.text, Vec::new()),
            (None, None) => ("", Vec::new()),
        };
        let written = original(self.case).and_then(|sent| sent.sent_at);
        let written = written.map(|at| part::hint(theme, tr::review_written(&self.when(at))));
        let body: Element<'static, Message> = if shown::is_blank(says) {
            part::hint(theme, tr::review_no_text()).into()
        } else {
            self.text(1, says, &tagged)
        };
        container(column![written, body].spacing(space::ONE))
            .padding(Padding::from([10.0, space::THREE]))
            .width(Length::Fill)
            .style(grounds::card)
            .into()
    }

    fn text(&self, number: i64, says: &str, tagged: &[String]) -> Element<'static, Message> {
        let order = Order(number, self.case.row.id.uuid().as_u128());
        text::draw(self.theme, order, says, tagged).map(Message::Content)
    }

    /// The files by their names; drawn only if the reviewer asks.
    fn files(&self) -> Element<'static, Message> {
        let theme = self.theme;
        let Some(row) = self.desk.sent() else {
            return part::hint(theme, tr::review_files(u64::from(self.case.row.files))).into();
        };
        let has_pictures = self.desk.shows_pictures();
        if self.desk.unfolded.files {
            let around = Around { theme, files: &self.scene.shared.files, room: self.room };
            let drawn = attachments::view(around, row, crate::screen::inbox::files::Of::Message);
            let drawn = drawn.map(|drawn| drawn.map(Message::Content));
            return column![drawn, fold(theme, tr::review_hide_files(), Review::Files)]
                .spacing(space::TWO)
                .into();
        }
        let mut list = Column::new().spacing(space::ONE);
        for one in crate::screen::inbox::files::of_row(row, crate::screen::inbox::files::Of::Message) {
            let name = shown::name(&one.attachment.name).into_owned();
            let line = row![
                part::glyph(theme, icon(&one), 14.0, colors::muted),
                one_line(theme, Role::Body, name).style(colors::normal),
                part::hint(theme, size(one.known).unwrap_or_else(|| about(&one))),
            ];
            list = list.push(line.spacing(6).align_y(Alignment::Center));
        }
        let says = if has_pictures { tr::review_pictures_hidden() } else { tr::review_files_closed() };
        let show = row![part::hint(theme, says), fold(theme, tr::review_show_files(), Review::Files)]
            .spacing(space::TWO)
            .align_y(Alignment::Center)
            .wrap();
        list.push(show).into()
    }

    /// How the message here differs from the reported one.
    fn now(&self) -> Element<'static, Message> {
        let theme = self.theme;
        let Some(current) = &self.case.current else {
            return part::hint(theme, tr::review_not_here()).into();
        };
        let is_other = original(self.case).is_some_and(|sent| sent.text.trim() != current.text.trim());
        let (icon, says, tone) = match current {
            _ if self.case.row.is_other => (Icon::TriangleAlert, tr::review_other(), Tone::Danger),
            Current { deleted: true, .. } => (Icon::Trash2, tr::review_now_deleted(), Tone::Warning),
            Current { archived: true, .. } => (Icon::Archive, tr::review_now_archived(), Tone::Warning),
            Current { .. } if is_other => (Icon::Pencil, tr::review_now_edited(), Tone::Warning),
            Current { .. } => (Icon::Check, tr::review_now_same(), Tone::Muted),
        };
        let differs = is_other && !current.deleted;
        let has_versions = differs || !current.earlier.is_empty();
        let is_open = self.desk.unfolded.versions;
        let link = if is_open { tr::review_hide_versions() } else { tr::review_show_versions() };
        let link = has_versions.then(|| fold(theme, link, Review::Versions));
        let line = row![badge::mark(theme, icon, says, tone), link].spacing(space::THREE);
        let line = line.align_y(Alignment::Center).wrap();
        let text = (differs && is_open).then(|| {
            let since = current.edited_at.map(|at| part::hint(theme, tr::review_text_since(&self.when(at))));
            self.quoted(column![since, self.text(2, &current.text, &[])])
        });
        column![line, text].spacing(space::TWO).into()
    }

    fn version_line(&self, number: usize) -> Element<'static, Message> {
        let versions = self.case.current.as_ref().map(|current| current.earlier.as_slice());
        let Some(version) = versions.and_then(|versions| versions.get(number)) else { return empty_line() };
        let since = part::hint(self.theme, tr::review_text_before(&self.when(version.at)));
        let place = i64::try_from(number).unwrap_or(i64::MAX).saturating_add(100);
        self.quoted(column![since, self.text(place, &version.text, &[])])
    }

    /// A text beside a stroke.
    fn quoted(&self, inside: Column<'static, Message, Theme>) -> Element<'static, Message> {
        let stroke = container(gap()).width(3).height(Length::Fill).style(grounds::line);
        row![stroke, inside.spacing(space::HALF).width(Length::Fill)]
            .spacing(10)
            .height(Length::Shrink)
            .into()
    }

    fn report(&self, report: &CaseReport) -> Element<'static, Message> {
        let theme = self.theme;
        let name = shown::name(&report.by_name).into_owned();
        let face = Face { name: &name, id: *report.by.uuid().as_bytes() };
        let avatar = avatar::avatar(theme, face, avatar::Size::Small);
        let when = part::hint(theme, self.when(report.at));
        let name = one_line(theme, Role::BodyStrong, name).style(colors::normal);
        let withdrawn =
            report.withdrawn.then(|| badge::mark(theme, Icon::Undo2, tr::review_withdrawn(), Tone::Muted));
        let others = (report.others > 0)
            .then(|| part::hint(theme, tr::review_reporter_others(u64::from(report.others))));
        let reason = shown::text(&report.reason).into_owned();
        let reason = (!reason.is_empty()).then(|| label(theme, Role::Body, reason).style(colors::normal));
        let head = row![name, when, withdrawn].spacing(space::TWO).align_y(Alignment::Center).wrap();
        row![avatar, column![head, reason, others].width(Length::Fill)].spacing(space::TWO).into()
    }

    fn context_heading(&self) -> Element<'static, Message> {
        let theme = self.theme;
        let is_open = self.desk.unfolded.context;
        let link = if is_open { tr::review_hide_context() } else { tr::review_show_context() };
        let head = label(theme, Role::SmallStrong, tr::review_context(self.case.context.len() as u64));
        row![head.style(colors::muted), fold(theme, link, Review::Context)]
            .spacing(space::THREE)
            .align_y(Alignment::Center)
            .wrap()
            .into()
    }

    fn near(&self, near: &Near) -> Element<'static, Message> {
        let theme = self.theme;
        let is_subject = near.id == self.case.row.id;
        let name = one_line(theme, Role::BodyStrong, shown::name(&near.author_name).into_owned());
        let when = near.at.map(|at| part::hint(theme, self.when(at)));
        let flag = is_subject.then(|| badge::mark(theme, Icon::Flag, tr::review_this_one(), Tone::Warning));
        let from = near.from.as_ref().map(|name| part::hint(theme, tr::review_sent_by(&shown::within(name))));
        let head = row![name.style(colors::normal), when, flag, from];
        let head = head.spacing(space::TWO).align_y(Alignment::Center).wrap();
        let mut says = shown::text(&near.text).into_owned();
        if shown::is_blank(&says) && near.files > 0 {
            says = tr::review_files(u64::from(near.files));
        }
        let says =
            label(theme, Role::Body, says).style(if is_subject { colors::normal } else { colors::muted });
        self.quoted(column![head, says])
    }

    fn said(&self, said: &Said) -> Element<'static, Message> {
        let theme = self.theme;
        let (icon, tone) = sign(said.act);
        let sign = container(part::glyph(theme, icon, 14.0, tone.style())).center(theme.scaled(20.0));
        let name = one_line(theme, Role::BodyStrong, shown::name(&said.by_name).into_owned());
        let when = part::hint(theme, self.when(said.at));
        let delivery = match &said.delivery {
            Delivery::Settled | Delivery::Seen => None,
            Delivery::Waiting { .. } => Some((Icon::Clock, tr::message_mark_waiting(), Tone::Muted)),
            Delivery::Accepted => Some((Icon::CircleCheck, tr::message_mark_sent(), Tone::Muted)),
            Delivery::Parked { .. } => Some((Icon::CircleAlert, tr::message_mark_rejected(), Tone::Danger)),
        };
        let delivery = delivery.map(|(icon, says, tone)| badge::mark(theme, icon, says, tone));
        let head = row![name.style(colors::normal), when, delivery];
        let head = head.spacing(space::TWO).align_y(Alignment::Center).wrap();
        let says = shown::text(&said.text).into_owned();
        let says = (!says.is_empty()).then(|| label(theme, Role::Body, says).style(colors::normal));
        row![sign, column![head, says].width(Length::Fill)].spacing(space::TWO).into()
    }
}

/// The sign of an act in the thread.
fn sign(act: Option<Act>) -> (Icon, Tone) {
    match act {
        None => (Icon::MessageSquareText, Tone::Muted),
        Some(Act::Claim | Act::Release) => (Icon::User, Tone::Muted),
        Some(Act::Decide(_)) => (Icon::ShieldCheck, Tone::Accent),
        Some(Act::Undo(_)) => (Icon::Undo2, Tone::Muted),
        Some(Act::Tell(_, Outcome::Done | Outcome::Gone)) => (Icon::CircleCheck, Tone::Success),
        Some(Act::Tell(_, Outcome::Skipped)) => (Icon::Info, Tone::Muted),
        Some(Act::Tell(_, Outcome::Refused | Outcome::Unconfirmed)) => (Icon::CircleAlert, Tone::Danger),
    }
}

fn size(known: &File) -> Option<String> {
    known.facts.as_ref().map(|facts| format_size(facts.bytes))
}
