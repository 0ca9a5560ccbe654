//! A message quoted in another one: its author, time, place and text.
//!
//! It is a snapshot that was sent with the share, so it is drawn as it was, even if the original has changed. The same
//! card is the preview before sharing. Tests: `tests/window/sharing.rs` and its pictures.

use crate::chat::message::Shared;
use crate::chat::{Message as Chat, PersonId, conversation, shown};
use crate::icon::Icon;
use crate::language::tr;
use crate::screen::part;
use crate::screen::words::{self, Now};
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::Element;
use crate::widget::avatar::{self, Face};
use crate::widget::label::label;
use crate::widget::one_line::one_line;

use iced::widget::{Column, column, container, row, space as gap};
use iced::{Alignment, Length, Padding};

/// The width that the card adds to its content, in logical pixels.
pub const AROUND: f32 = 2.0 * space::THREE + 3.0 + 10.0;
/// A preview shows at most this many lines and letters.
const LINES: usize = 4;
const LETTERS: usize = 320;

/// The content of the card.
#[derive(Clone, PartialEq, Eq)]
pub struct Quoted {
    author: Option<PersonId>,
    name: String,
    /// Date and time; empty if the share left them out.
    when: String,
    /// The conversation it was written in, in words; empty if it is not known.
    place: String,
    /// Its name, if it is known and not private.
    place_name: Option<String>,
    text: String,
    files: Vec<String>,
}

impl std::fmt::Debug for Quoted {
    /// Texts and names stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Quoted").field("text_bytes", &self.text.len()).finish_non_exhaustive()
    }
}

impl Quoted {
    /// A snapshot; `place` is the name of its conversation, if that is known here.
    pub fn snapshot(shared: &Shared, place: Option<&str>, now: Now) -> Self {
        Self {
            author: shared.author,
            name: shown::name(&shared.author_name).into_owned(),
            when: shared.sent_at.map(|at| words::stamp(at, now)).unwrap_or_default(),
            place: shared.conversation.map(|of| place_words(of, place)).unwrap_or_default(),
            place_name: shared.conversation.and_then(|of| place_name(of, place)),
            text: shared.text.clone(),
            files: shared.files.iter().map(|file| shown::name(&file.name).into_owned()).collect(),
        }
    }

    /// A preview of sharing this message. Sharing a share passes on the message it shared.
    pub fn preview(message: &Chat, place: &str, passed_on: Option<&str>, now: Now) -> Self {
        if let Some(shared) = &message.shared {
            return Self::snapshot(shared, passed_on, now);
        }
        Self {
            author: Some(message.author),
            name: shown::name(&message.author_name).into_owned(),
            when: words::stamp(message.sent_at, now),
            place: place_words(message.conversation, Some(place)),
            place_name: place_name(message.conversation, Some(place)),
            text: message.text.clone(),
            files: message.files.iter().map(|file| shown::name(&file.name).into_owned()).collect(),
        }
    }

    /// Without its files, which are drawn separately.
    #[must_use]
    pub fn without_files(mut self) -> Self {
        self.files.clear();
        self
    }

    /// The label of the button that shows the message where it was written.
    pub fn original(&self) -> String {
        match &self.place_name {
            Some(name) => tr::message_original_in(name),
            None => tr::message_original().to_owned(),
        }
    }
}

/// `#design`, or the kind of the conversation if its name is not shown.
fn place_words(of: conversation::Id, name: Option<&str>) -> String {
    place_name(of, name).unwrap_or_else(|| {
        let kind = match of {
            conversation::Id::Channel(_) => tr::message_from_channel(),
            conversation::Id::Direct(_) => tr::message_from_direct(),
            conversation::Id::Group(_) => tr::message_from_group(),
        };
        kind.to_owned()
    })
}

/// `#design`; a direct message is not named after the other person in it.
fn place_name(of: conversation::Id, name: Option<&str>) -> Option<String> {
    let name = name.filter(|name| !name.is_empty());
    match of {
        conversation::Id::Channel(_) | conversation::Id::Group(_) => name.map(|name| of.title(name)),
        conversation::Id::Direct(_) => None,
    }
}

/// The card; `source` replaces the place if the user can go there.
pub fn view<'a, Message: 'a>(
    theme: Theme,
    quoted: &Quoted,
    source: Option<Element<'a, Message>>,
    body: Element<'a, Message>,
) -> Element<'a, Message> {
    let id = quoted.author.map(|person| *person.uuid().as_bytes()).unwrap_or_default();
    let face = avatar::avatar(theme, Face { name: &quoted.name, id }, avatar::Size::Small);
    let who = row![face, one_line(theme, Role::BodyBold, quoted.name.clone()).style(colors::normal)]
        .spacing(space::TWO)
        .align_y(Alignment::Center);
    let said: Vec<&str> = [quoted.when.as_str(), if source.is_none() { quoted.place.as_str() } else { "" }]
        .into_iter()
        .filter(|words| !words.is_empty())
        .collect();
    let said = (!said.is_empty()).then(|| part::hint(theme, said.join(" · ")));
    // Below the name if there is no room beside it.
    let head = row![who, said, source].spacing(space::TWO).align_y(Alignment::Center).wrap();
    let files = quoted.files.iter().map(|name| {
        row![
            part::glyph(theme, Icon::Paperclip, 13.0, colors::muted),
            one_line(theme, Role::Body, name.clone()).style(colors::normal)
        ]
        .spacing(6)
        .align_y(Alignment::Center)
        .into()
    });
    let inside = column![head, body, Column::with_children(files)].spacing(space::ONE);
    let stroke = container(gap()).width(3).height(Length::Fill).style(grounds::line);
    let inside = row![stroke, container(inside).width(Length::Fill)].spacing(10).height(Length::Shrink);
    container(inside)
        .padding(Padding::from([space::TWO, space::THREE]))
        .width(Length::Fill)
        .style(grounds::card)
        .into()
}

/// The beginning of the text, for a preview.
pub fn excerpt<'a, Message: 'a>(theme: Theme, quoted: &Quoted) -> Element<'a, Message> {
    let text = shown::text(&quoted.text);
    if shown::is_blank(&text) {
        return gap().height(0).into();
    }
    let lines: Vec<&str> = text.lines().take(LINES).collect();
    let mut seen: String = lines.join("\n").chars().take(LETTERS).collect();
    if seen.len() < text.trim_end().len() {
        seen.push('…');
    }
    label(theme, Role::Body, seen).style(colors::normal).into()
}
