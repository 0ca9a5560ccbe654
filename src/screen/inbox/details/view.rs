//! Draws the details of a conversation as one list, so that only the visible members cost anything.
//!
//! Each section is a function that returns its lines (`lines_of_lists`, `lines_of_members`); a new section gets a
//! function of its own. Tests: `tests/window/details.rs` and its pictures.

use super::{Detail, Details, LISTS, Members, Message, entry_key};

use crate::chat::person::Role as Duty;
use crate::chat::{conversation, shown};
use crate::icon::Icon;
use crate::language::tr;
use crate::row::{Filter, Member};
use crate::screen::inbox::focus::Focus;
use crate::screen::inbox::header::{self, Exits};
use crate::screen::inbox::layout::Scene;
use crate::screen::keys::{self, Act, Command, Context};
use crate::screen::{part, words};
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::avatar::{self, Face};
use crate::widget::button::{self, Chosen};
use crate::widget::label::label;
use crate::widget::list::{Grow, Key, Rows, list};
use crate::widget::one_line::one_line;
use crate::widget::reveal::{Ground, Place, Shown, reveal};
use crate::widget::ring::{self, ring_inside};
use crate::widget::tooltip::{Beside, whole};
use crate::widget::{Element, divider};

use iced::widget::{column, container, row, space as gap};
use iced::{Alignment, Length, Padding};

use std::hash::{DefaultHasher, Hash, Hasher};

/// The whole panel.
pub fn view<'a>(details: &'a Details, scene: Scene<'a>) -> Element<'a, Message> {
    let theme = scene.theme;
    let mut lines = vec![Line::Head];
    lines.extend(lines_of_lists());
    lines.extend(lines_of_members(details));
    let list =
        list(Lines { details, scene, theme, lines }, theme).id(LIST).grow(Grow::Down).jump(details.jump());
    let column = column![heading(scene), divider::horizontal(), container(list).height(Length::Fill)];
    container(column).height(Length::Fill).width(Length::Fill).style(grounds::surface).into()
}

fn heading<'a>(scene: Scene<'_>) -> Element<'a, Message> {
    let title = label(scene.theme, Role::Heading, tr::details_title()).style(colors::normal);
    header::view(scene, title, Exits { back: None, close: Message::Closed })
}

/// One line of the panel.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Line {
    /// The name and the kind of the conversation.
    Head,
    List(Filter),
    MembersHeading,
    Member(usize),
    /// The error if the members could not be read.
    MembersFailed,
}

fn lines_of_lists() -> impl Iterator<Item = Line> {
    LISTS.into_iter().map(Line::List)
}

fn lines_of_members(details: &Details) -> Vec<Line> {
    match details.members() {
        Members::Loading => Vec::new(),
        Members::Failed(_) => vec![Line::MembersHeading, Line::MembersFailed],
        Members::Ready(members) => {
            [Line::MembersHeading].into_iter().chain((0..members.len()).map(Line::Member)).collect()
        }
    }
}

struct Lines<'a> {
    details: &'a Details,
    scene: Scene<'a>,
    theme: Theme,
    lines: Vec<Line>,
}

/// The id of the list.
pub const LIST: &str = "details";

const HEAD: Key = Key(u128::MAX);
const MEMBERS: Key = Key(u128::MAX - 1);
const FAILED: Key = Key(u128::MAX - 2);

impl Lines<'_> {
    fn entry(&self, index: usize) -> Option<Detail> {
        match self.lines.get(index)? {
            Line::List(filter) => Some(Detail::List(*filter)),
            Line::Member(at) => self.member(*at).map(|member| Detail::Member(member.id)),
            Line::Head | Line::MembersHeading | Line::MembersFailed => None,
        }
    }

    fn member(&self, at: usize) -> Option<&Member> {
        self.details.known().get(at)
    }

    fn count(&self, filter: Filter) -> Option<u32> {
        super::count(self.details.overview()?, filter)
    }

    fn ring(&self, entry: Detail) -> ring::Focus {
        part::focus(self.scene.ring, Focus::Panel(Some(entry_key(entry))))
    }
}

impl Rows<Message> for Lines<'_> {
    fn len(&self) -> usize {
        self.lines.len()
    }

    fn key(&self, index: usize) -> Key {
        match (self.lines.get(index), self.entry(index)) {
            (_, Some(entry)) => entry_key(entry),
            (Some(Line::MembersHeading), None) => MEMBERS,
            (Some(Line::MembersFailed), None) => FAILED,
            (Some(Line::Head | Line::List(_) | Line::Member(_)) | None, None) => HEAD,
        }
    }

    fn version(&self, index: usize) -> u64 {
        let mut hasher = DefaultHasher::new();
        if let Some(entry) = self.entry(index) {
            (self.scene.ring == Some(Focus::Panel(Some(entry_key(entry))))).hash(&mut hasher);
        }
        match self.lines.get(index) {
            Some(Line::Head) => {
                self.details.of().map(|of| (of, about(self.scene, of))).hash(&mut hasher);
            }
            Some(Line::List(filter)) => self.count(*filter).hash(&mut hasher),
            Some(Line::MembersHeading) => self.details.known().len().hash(&mut hasher),
            Some(Line::Member(at)) => {
                let known = self.member(*at).map(|member| (&member.name, member.role == Duty::Support));
                known.hash(&mut hasher);
            }
            Some(Line::MembersFailed) | None => {}
        }
        hasher.finish()
    }

    fn index_of(&self, sought: Key) -> Option<usize> {
        (0..self.lines.len()).find(|index| self.key(*index) == sought)
    }

    fn view(&self, index: usize) -> Element<'static, Message> {
        match self.lines.get(index) {
            Some(Line::Head) => head(self.details, self.scene),
            Some(Line::List(filter)) => self.list(*filter),
            Some(Line::MembersHeading) => self.members_heading(),
            Some(Line::Member(at)) => match self.member(*at) {
                Some(member) => self.person(member),
                None => gap().into(),
            },
            Some(Line::MembersFailed) => self.members_failed(),
            None => gap().into(),
        }
    }
}

/// The name and the kind of a conversation.
fn about(scene: Scene<'_>, of: conversation::Id) -> (String, &'static str) {
    let kind = match of.kind() {
        conversation::Kind::Channel => tr::details_channel(),
        conversation::Kind::Direct => tr::details_direct_message(),
        conversation::Kind::Group => tr::details_group(),
    };
    (scene.shared.conversations.name_of(of).to_owned(), kind)
}

fn head(details: &Details, scene: Scene<'_>) -> Element<'static, Message> {
    let theme = scene.theme;
    let Some(of) = details.of() else {
        return gap().height(0).into();
    };
    let (name, kind) = about(scene, of);
    let mark: Element<'static, Message> = match of {
        conversation::Id::Channel(_) => part::glyph(theme, Icon::Hash, 20.0, colors::muted),
        conversation::Id::Direct(person) => {
            let face = Face { name: &name, id: *person.uuid().as_bytes() };
            avatar::avatar(theme, face, avatar::Size::Medium)
        }
        conversation::Id::Group(_) => match scene.shared.conversations.row(of) {
            Some(conversation) => part::faces(theme, conversation, |colors| colors.surface),
            None => part::glyph(theme, Icon::Users, 20.0, colors::muted),
        },
    };
    // A long name is shown in full here.
    let words = column![label(theme, Role::Heading, name).style(colors::normal), part::hint(theme, kind),]
        .width(Length::Fill);
    container(row![mark, words].spacing(space::THREE).align_y(Alignment::Center))
        .padding(Padding::from([space::FOUR, space::FOUR]).bottom(space::THREE))
        .into()
}

impl Lines<'_> {
    fn list(&self, filter: Filter) -> Element<'static, Message> {
        let theme = self.theme;
        let icon = match filter {
            Filter::Pinned => Icon::Pin,
            Filter::Starred => Icon::Star,
            Filter::Files => Icon::Paperclip,
            Filter::TaggedMe => Icon::AtSign,
            Filter::Archived => Icon::Archive,
            Filter::From(_) => Icon::User,
        };
        let count = self.count(filter);
        let tint = if count == Some(0) { colors::muted } else { colors::normal };
        let face = row![
            container(part::glyph(theme, icon, 15.0, colors::muted)).center_x(theme.scaled(20.0)),
            one_line(theme, Role::Body, words::filter(filter)).style(tint).width(Length::Fill),
            count.map(|count| part::hint(theme, count.to_string())),
            part::glyph(theme, Icon::ChevronRight, 14.0, colors::muted),
        ]
        .spacing(space::TWO)
        .height(theme.scaled(22.0))
        .align_y(Alignment::Center);
        self.pressed(face.into(), Detail::List(filter))
    }

    fn pressed(&self, face: Element<'static, Message>, entry: Detail) -> Element<'static, Message> {
        let pressed = button::entry(face, Chosen::No, Some(Message::Chosen(entry)))
            .padding(Padding::from([space::ONE, space::TWO]))
            .width(Length::Fill);
        container(ring_inside(self.ring(entry), pressed)).padding(Padding::from([1.0, space::THREE])).into()
    }

    fn members_heading(&self) -> Element<'static, Message> {
        let known = self.details.known().len() as u64;
        let words = if known == 0 { tr::details_members().to_owned() } else { tr::feed_members(known) };
        container(label(self.theme, Role::SmallStrong, words).style(colors::muted))
            .padding(Padding { top: space::FOUR, right: space::FOUR, bottom: space::ONE, left: 20.0 })
            .into()
    }

    fn members_failed(&self) -> Element<'static, Message> {
        let says = match self.details.members() {
            Members::Failed(error) => tr::details_members_failed(error),
            Members::Loading | Members::Ready(_) => String::new(),
        };
        let again = button::link(self.theme, tr::panel_try_again(), Some(Message::Again));
        container(column![part::hint(self.theme, says), again].spacing(space::ONE))
            .padding(Padding::from([space::ONE, space::FOUR]))
            .into()
    }

    fn person(&self, member: &Member) -> Element<'static, Message> {
        let theme = self.theme;
        let id = member.id;
        let name =
            if member.name.is_empty() { tr::details_no_name().to_owned() } else { member.name.clone() };
        let face = Face { name: &name, id: *id.uuid().as_bytes() };
        let me = id == self.scene.shared.me.id;
        let duty = match (me, member.role) {
            (true, Duty::Support) => Some(tr::details_you_support()),
            (true, Duty::Member) => Some(tr::details_you()),
            (false, Duty::Support) => Some(tr::details_support()),
            (false, Duty::Member) => None,
        };
        let line = row![
            avatar::avatar(theme, face, avatar::Size::Small),
            one_line(theme, Role::Body, shown::within(&name).into_owned())
                .style(colors::normal)
                .width(Length::Fill),
            duty.map(|duty| part::hint(theme, duty)),
        ]
        .spacing(space::TWO)
        .height(theme.scaled(24.0))
        .align_y(Alignment::Center);
        let row = self.pressed(line.into(), Detail::Member(id));
        let row = whole(theme, row, shown::within(&name), Beside::Above);
        let shown = match self.ring(Detail::Member(id)) {
            ring::Focus::Here => Shown::Focused,
            ring::Focus::Elsewhere => Shown::OnHover,
        };
        let messages = move || {
            let says = keys::with_key(
                tr::details_messages_from(),
                Context::Details,
                Command::Act(Act::MessagesFrom),
            );
            let button = button::icon(theme, Icon::MessageSquareText, says, Some(Message::MessagesFrom(id)));
            // The button is inside the focus ring.
            container(container(button).style(grounds::surface)).padding(Padding::ZERO.top(3.0)).into()
        };
        reveal(row, Some(messages), shown, Ground::None, Place::Inside)
    }
}
