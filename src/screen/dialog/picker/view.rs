//! Draws *Jump to…*, and the parts of a picker inside another dialog: its search field with chips, and its answers.
//!
//! Tests: the pictures of `tests/window/switcher.rs`, `sharing.rs` and `rooms.rs`.

use super::{Answer, Message, Offers, Picker, Section, Targets};
use crate::chat::{conversation, shown};
use crate::icon::Icon;
use crate::language::tr;
use crate::row::{ConversationRow, Target};
use crate::screen::dialog::frame::is_narrow;
use crate::screen::dialog::modal::Text;
use crate::screen::keys::System;
use crate::screen::part;
use crate::theme::{Role, Theme, button as style, container as grounds, space, text as colors};
use crate::widget::avatar::{self, Face};
use crate::widget::badge::Weight;
use crate::widget::button::{self, Chosen};
use crate::widget::label::label;
use crate::widget::named::named;
use crate::widget::one_line::one_line;
use crate::widget::tooltip::{Beside, whole};
use crate::widget::{Element, badge, divider, field};

use iced::widget::{Column, Row, button as press, column, container, row, scrollable};
use iced::{Alignment, Length, Padding, Size};

/// The id of the field of *Jump to…*.
pub const FIELD: &str = "jump";
/// The id of the list of answers in *Jump to…*.
pub const ANSWERS: &str = "jump-answers";
/// Least height of one answer at the normal text size.
pub(super) const ANSWER: f32 = 36.0;
/// Height of a heading at the normal text size.
pub(super) const HEAD: f32 = 28.0;
/// Number of answers visible at once inside another dialog.
const IN_SIGHT: f32 = 4.0;

/// *Jump to…*, in a window of this size.
pub fn jump(picker: &Picker, theme: Theme, size: Size) -> Element<'_, Message> {
    let measures = theme.type_of(Role::Heading);
    let field = field::borderless(theme, tr::picker_example(), picker.query())
        .id(FIELD)
        .on_input(|text| Message::Typed(Text(text)))
        .size(measures.size)
        .line_height(measures.line_height())
        .padding(0);
    // A narrow window leaves the whole line to the field.
    let is_narrow = is_narrow(theme, size);
    let escape = (!is_narrow).then(|| badge::keycap(theme, "Esc"));
    let top = row![part::glyph(theme, Icon::Search, 18.0, colors::muted), field, escape]
        .spacing(space::THREE)
        .align_y(Alignment::Center)
        .padding(Padding::from([space::THREE, space::FOUR]));
    let note = note(picker, "", tr::switcher_nothing).map(|note| {
        container(label(theme, Role::Body, note).style(colors::muted))
            .padding(Padding::from([space::THREE, space::FOUR]))
    });
    let list = container(Column::with_children(lines(picker, Some(picker.chosen), is_narrow, theme)))
        .padding(space::TWO);
    let room = (size.height * 0.6 - theme.scaled(ANSWER)).max(theme.scaled(ANSWER) * 2.0);
    let list =
        container(scrollable(list).id(ANSWERS).direction(part::bar()).width(Length::Fill)).max_height(room);
    column![top, divider::horizontal(), note, (!picker.answers.is_empty()).then_some(list)].into()
}

/// The chips of the items picked, and the field that finds more.
pub fn search<'a>(
    picker: &'a Picker,
    id: &'static str,
    hint: &'static str,
    theme: Theme,
) -> Element<'a, Message> {
    let measures = theme.type_of(Role::Body);
    let field = field::borderless(theme, hint, &picker.query)
        .id(id)
        .on_input(|text| Message::Typed(Text(text)))
        .on_submit(Message::Entered)
        .size(measures.size)
        .line_height(measures.line_height());
    let line = row![part::glyph(theme, Icon::Search, 15.0, colors::muted), field]
        .spacing(space::TWO)
        .align_y(Alignment::Center);
    let inside = Column::new().push(chips(&picker.picked, theme)).push(line).spacing(space::TWO);
    container(inside)
        .padding(Padding::from([space::TWO, space::THREE - 2.0]))
        .width(Length::Fill)
        .style(grounds::card)
        .into()
}

/// Chips that remove the items picked; `None` if nothing is picked.
fn chips(picked: &[Target], theme: Theme) -> Option<Element<'_, Message>> {
    let chips = picked.iter().enumerate().map(|(at, target)| {
        let name = name(target);
        let says = tr::picker_remove(&name);
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

/// Words for a list without answers.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// With nothing typed.
    pub nobody: &'static str,
    /// The sentence for a search without a match.
    pub none: fn(&str) -> String,
}

/// The answers of a picker inside another dialog; the chosen one is marked while the list has keyboard focus.
pub fn answers<'a>(
    picker: &'a Picker,
    id: &'static str,
    has_keyboard: bool,
    words: Words,
    theme: Theme,
) -> Element<'a, Message> {
    // Always as high: what is typed moves nothing below.
    let height = theme.scaled(ANSWER) * IN_SIGHT;
    if let Some(note) = note(picker, words.nobody, words.none) {
        let note = label(theme, Role::Body, note).style(colors::muted);
        return container(note).height(height + 2.0 * (space::LINE + space::ONE)).into();
    }
    let lines = lines(picker, has_keyboard.then_some(picker.chosen), false, theme);
    let list = scrollable(Column::with_children(lines).padding(Padding::ZERO.right(space::THREE)))
        .id(id)
        .direction(part::bar())
        .width(Length::Fill);
    column![divider::horizontal(), container(list).height(height), divider::horizontal()]
        .spacing(space::ONE)
        .into()
}

/// Why there are no answers.
fn note(picker: &Picker, nobody: &str, none: fn(&str) -> String) -> Option<String> {
    let typed = picker.query.trim();
    match &picker.targets {
        Targets::Failed(error) => Some(tr::picker_failed(error)),
        Targets::Ready(_) if picker.answers.is_empty() && typed.is_empty() && !nobody.is_empty() => {
            Some(nobody.to_owned())
        }
        Targets::Ready(_) if picker.answers.is_empty() => Some(none(typed)),
        Targets::Loading | Targets::Ready(_) => None,
    }
}

/// The answers; in a narrow list, the key of a command is below its words.
fn lines(
    picker: &Picker,
    chosen: Option<usize>,
    is_narrow: bool,
    theme: Theme,
) -> impl Iterator<Item = Element<'_, Message>> {
    picker.answers.iter().enumerate().map(move |(at, answer)| {
        let head = picker.heading(at).map(|section| heading(section, theme));
        let chosen = if chosen == Some(at) { Chosen::Yes } else { Chosen::No };
        let (mark, words, note): Parts<'_> = match answer {
            Answer::Conversation(target) => conversation_parts(picker, target, theme),
            Answer::Command(binding) => {
                let words = label(theme, Role::Body, binding.words().unwrap_or_default());
                let key = badge::keycap(theme, binding.stroke.words(System::HERE));
                let (below, beside) = if is_narrow { (Some(key), None) } else { (None, Some(key)) };
                let words = column![words.style(colors::normal), below].padding([space::ONE, 0.0]);
                (part::glyph(theme, Icon::Keyboard, 16.0, colors::muted), words.into(), beside)
            }
        };
        // A command that needs a second line makes its answer higher.
        let face = row![
            container(mark).center_x(theme.scaled(20.0)).center_y(theme.scaled(ANSWER)),
            container(words).width(Length::Fill),
            note,
        ]
        .spacing(10)
        .align_y(Alignment::Center);
        let pressed = button::entry(face, chosen, Some(Message::Picked(at)))
            .padding(Padding::from([0.0, space::TWO]))
            .width(Length::Fill);
        let pressed = match answer {
            Answer::Conversation(target) => whole(theme, pressed, shown::name(&target.name), Beside::Below),
            Answer::Command(_) => pressed.into(),
        };
        column![head, pressed].into()
    })
}

/// The heading above the answers of a kind.
fn heading<'a>(section: Section, theme: Theme) -> Element<'a, Message> {
    let words = match section {
        Section::Channels => tr::switcher_channels(),
        Section::People => tr::switcher_people(),
        Section::Groups => tr::switcher_groups(),
        Section::Commands => tr::switcher_commands(),
    };
    container(label(theme, Role::SmallStrong, words).style(colors::muted))
        .height(theme.scaled(HEAD))
        .align_y(Alignment::End)
        .padding(Padding::from([space::ONE, space::TWO]))
        .into()
}

/// `#design`, `Ben Okri`.
fn name(target: &Target) -> String {
    let name = shown::within(&target.name);
    match target.id {
        conversation::Id::Channel(_) => format!("#{name}"),
        conversation::Id::Direct(_) | conversation::Id::Group(_) => name.into_owned(),
    }
}

/// The mark, the words and the note of an answer.
type Parts<'a> = (Element<'a, Message>, Element<'a, Message>, Option<Element<'a, Message>>);

fn conversation_parts<'a>(picker: &'a Picker, target: &'a Target, theme: Theme) -> Parts<'a> {
    let row = picker.row(target.id);
    let mark = match target.id {
        conversation::Id::Channel(_) => part::glyph(theme, Icon::Hash, 16.0, colors::muted),
        conversation::Id::Direct(person) => {
            let face = Face { name: &target.name, id: *person.uuid().as_bytes() };
            avatar::avatar(theme, face, avatar::Size::Small)
        }
        conversation::Id::Group(_) => match row {
            Some(row) => part::faces(theme, row, |colors| colors.raised),
            None => part::glyph(theme, Icon::Users, 16.0, colors::muted),
        },
    };
    // Among answers of all kinds, headings say the kind.
    let (role, note) = if picker.offers == Offers::Everything {
        let count = row.filter(|row| !row.marks.muted).and_then(|row| unread(row, theme));
        (if count.is_some() { Role::BodyStrong } else { Role::Body }, count)
    } else {
        let kind = match target.id.kind() {
            conversation::Kind::Channel => tr::picker_channel(),
            conversation::Kind::Direct => tr::picker_person(),
            conversation::Kind::Group => tr::picker_group(),
        };
        (Role::Body, Some(part::hint(theme, kind).into()))
    };
    let name = one_line(theme, role, shown::name(&target.name)).style(colors::normal);
    (mark, name.into(), note)
}

/// The number of unread messages, as in the sidebar; `None` for zero.
fn unread<'a>(row: &ConversationRow, theme: Theme) -> Option<Element<'a, Message>> {
    let is_strong = row.mentions > 0 || row.id.kind() == conversation::Kind::Direct;
    let weight = if is_strong { Weight::Strong } else { Weight::Quiet };
    let count = badge::count(theme, u64::from(row.unread), weight)?;
    let at = (row.mentions > 0).then(|| part::glyph(theme, Icon::AtSign, 13.0, colors::accent));
    Some(Row::new().push(at).push(count).spacing(space::ONE).align_y(Alignment::Center).into())
}
