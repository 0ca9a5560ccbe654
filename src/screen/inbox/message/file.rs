//! The files under a message's text: pictures first, then sounds and cards in their order.
//!
//! A card shows the name and type of a file, its actions, a warning if name and type disagree, the reason why it is
//! missing, and its progress. Progress replaces other text, so that a card keeps its height. Must not know: where bytes
//! are stored. Tests: `tests/window/files.rs` and its pictures.

use super::Message;

use crate::chat::attachment::{Media, format_size};
use crate::chat::{attachment, media, shown};
use crate::icon::Icon;
use crate::language::tr;
use crate::row::{PathAccess, Progress, Upload};
use crate::screen::inbox::files::{Act, Bytes, Files, One, Want};
use crate::screen::{part, words};
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::label::label;
use crate::widget::one_line::one_line;
use crate::widget::picture::picture as pixels;
use crate::widget::progress::{progress, share};
use crate::widget::tooltip::{Beside, whole_line};
use crate::widget::{Element, button};

use iced::widget::{Row, column, container, row, space as gap};
use iced::{Alignment, Length, Padding, Size};
use url::Url;

use std::sync::Weak;
use std::time::Duration;

/// Cards are not wider than this at the normal text size.
const WIDTH: f32 = 400.0;
/// Cards narrower than this have everything below each other, at the normal text size.
const NARROW: f32 = 300.0;
/// How many letters of a name's stem stay before the ending.
const STEM: usize = 3;
/// How many letters an ending has at most.
const ENDING: usize = 12;

/// The context that files are drawn in.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    pub theme: Theme,
    pub files: &'a Files,
    /// The largest width of the files, in logical pixels.
    pub room: f32,
}

/// The card of a file that is neither drawn nor played.
pub(super) fn card(around: Around<'_>, one: &One<'_>) -> Element<'static, Message> {
    let Around { theme, files, .. } = around;
    let bytes = files.bytes(one);
    let tile = container(part::glyph(theme, icon(one), 20.0, colors::accent))
        .center(theme.scaled(40.0))
        .style(grounds::inset);
    let (name, about) = (name(theme, one), below(around, one, bytes));
    let actions = actions(theme, one, bytes);
    let face = row![tile].spacing(space::THREE).align_y(Alignment::Center);
    let face = if is_narrow(around) {
        let actions = container(actions).align_right(Length::Fill);
        column![face.push(name), about, actions].spacing(space::ONE).into()
    } else {
        let words = column![name, about].spacing(space::HALF).width(Length::Fill);
        face.push(words).push(actions).into()
    };
    framed(around, one, face)
}

/// True if a card has its words and actions one below the other.
pub(super) fn is_narrow(Around { theme, room, .. }: Around<'_>) -> bool {
    room < theme.scaled(NARROW)
}

/// The frame of a card, with warnings and errors about its file.
pub(super) fn framed(
    around: Around<'_>,
    one: &One<'_>,
    face: Element<'static, Message>,
) -> Element<'static, Message> {
    let Around { theme, files, room } = around;
    let warning = one.known.facts.as_ref().and_then(|facts| media::disagreement(&one.attachment.name, facts));
    let warning = warning.map(|sentence| {
        row![
            part::glyph(theme, Icon::TriangleAlert, 13.0, colors::warning),
            label(theme, Role::Small, sentence).style(colors::warning)
        ]
        .spacing(6)
        .align_y(Alignment::Center)
    });
    let trouble = trouble(theme, one, files.bytes(one));
    container(column![face, warning, trouble].spacing(space::TWO))
        .padding(Padding::from([space::TWO, space::TWO]))
        .width(theme.scaled(WIDTH).min(room))
        .style(grounds::card)
        .into()
}

/// Why a file is not here, and what the user can do.
fn trouble(theme: Theme, one: &One<'_>, bytes: Bytes<'_>) -> Option<Element<'static, Message>> {
    let (sentence, step) = match bytes {
        Bytes::Failed(reason) => (shown::reason(reason), Some((tr::panel_try_again(), Act::Again))),
        Bytes::Nowhere => {
            (tr::file_outside().to_owned(), Some((tr::message_preferences(), Act::Preferences)))
        }
        Bytes::Here | Bytes::Coming { .. } | Bytes::Near | Bytes::Offered => return None,
    };
    let step = step.map(|(says, act)| button::link(theme, says, Some(Message::File(one.at, act))));
    let sentence = label(theme, Role::Small, sentence).style(colors::muted);
    Some(column![sentence, step].spacing(space::HALF).into())
}

/// The file name in one line, shortened in the middle: the ending tells the type.
pub(super) fn name(theme: Theme, one: &One<'_>) -> Element<'static, Message> {
    let name = shown::name(&one.attachment.name).into_owned();
    let keep = ending(&name);
    let line = one_line(theme, Role::BodyStrong, name).keeping(keep).style(colors::normal);
    whole_line(theme, line, Beside::Above)
}

/// The number of letters at the end of a name that are always shown.
pub fn ending(name: &str) -> usize {
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.chars().count() <= ENDING => {
            ending.chars().count() + 1 + STEM
        }
        Some(_) | None => 2 * STEM,
    }
}

/// The icon of the file's type.
pub fn icon(one: &One<'_>) -> Icon {
    match one.media() {
        Media::Picture => Icon::Image,
        Media::Sound => Icon::Music,
        Media::Video => Icon::Video,
        Media::Other => match &one.known.facts {
            Some(facts) if media::warns(facts) => Icon::TriangleAlert,
            Some(facts) if facts.media_type.starts_with("text/") || facts.media_type == "application/pdf" => {
                Icon::FileText
            }
            Some(_) | None => Icon::File,
        },
    }
}

/// `12 MB · PDF document`, or the progress of a transfer.
fn below(around: Around<'_>, one: &One<'_>, bytes: Bytes<'_>) -> Element<'static, Message> {
    let Around { theme, files, .. } = around;
    if let Some(moving) = moving(theme, files, one, bytes) {
        return moving;
    }
    label(theme, Role::Small, about(one)).style(colors::muted).into()
}

/// A description of the file in words.
pub fn about(one: &One<'_>) -> String {
    let kind = media::type_words(one.known.facts.as_ref(), &one.attachment.name);
    let kind = match (one.known.here, one.known.access) {
        (false, PathAccess::Web) => match host(&one.attachment.path) {
            Some(host) => tr::FileOn { kind: &capital(&kind), host: &shown::within(&host) }.text(),
            None => capital(&kind),
        },
        (true, _) | (_, PathAccess::Store | PathAccess::None) => capital(&kind),
    };
    let size = one.known.facts.as_ref().map(|facts| format_size(facts.bytes));
    let plays = one.millis().map(attachment::clock);
    [Some(kind), size, plays].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The host of an address.
fn host(path: &str) -> Option<String> {
    Url::parse(path).ok()?.host_str().map(str::to_owned)
}

/// The progress of a transfer, which replaces other text.
pub(super) fn moving(
    theme: Theme,
    files: &Files,
    one: &One<'_>,
    bytes: Bytes<'_>,
) -> Option<Element<'static, Message>> {
    let (words, done, total) = match (&one.known.upload, files.upload(one.at), bytes) {
        (Some(Upload::Waits), Some(Progress::Running { done, total }), _) => {
            let total = total.or(one.known.facts.as_ref().map(|facts| facts.bytes));
            (words::uploading(*done, total), *done, total)
        }
        (Some(_), _, _) => {
            return Some(part::hint(theme, tr::file_not_uploaded()).into());
        }
        (None, _, Bytes::Coming { done, total }) => (words::loading(done, total), done, total),
        (None, _, Bytes::Here | Bytes::Near | Bytes::Offered | Bytes::Failed(_) | Bytes::Nowhere) => {
            return None;
        }
    };
    let words = part::hint(theme, words);
    let bar = total.map(|_| progress(share(done, total), Duration::ZERO));
    Some(row![words, bar].spacing(space::TWO).align_y(Alignment::Center).into())
}

/// The buttons for its actions, as icons.
fn actions(theme: Theme, one: &One<'_>, bytes: Bytes<'_>) -> Row<'static, Message, Theme> {
    let act =
        |icon, says: &'static str, act| button::icon(theme, icon, says, Some(Message::File(one.at, act)));
    let row = Row::new().align_y(Alignment::Center);
    if one.known.upload.is_some() {
        return row.push(act(Icon::X, tr::file_delete_message(), Act::DeleteMessage));
    }
    match bytes {
        Bytes::Coming { .. } => row.push(act(Icon::X, tr::file_stop_loading(), Act::Stop)),
        Bytes::Here => {
            let opens =
                one.known.facts.as_ref().is_some_and(|facts| media::may_open(facts, &one.attachment.name));
            let open = if opens {
                act(Icon::ExternalLink, tr::file_open(), Act::Open)
            } else {
                act(Icon::FolderOpen, tr::message_show_file(), Act::Open)
            };
            row.push(act(Icon::Download, tr::file_save(), Act::Save)).push(open)
        }
        Bytes::Near | Bytes::Offered => {
            // Pictures and sounds can be loaded, since they are shown here; other files can only be saved.
            let load = match one.media() {
                Media::Picture | Media::Sound => {
                    Some(button::link(theme, tr::file_load(), Some(Message::File(one.at, Act::Load))))
                }
                Media::Video | Media::Other => None,
            };
            row.push(load).push(act(Icon::Download, tr::file_save(), Act::Save)).spacing(space::ONE)
        }
        Bytes::Failed(_) | Bytes::Nowhere => row,
    }
}

/// A widget of no size that reports once what a visible row needs.
pub(super) fn asks(want: Option<Want>) -> Element<'static, Message> {
    match want {
        Some(want) => pixels(Size::ZERO, Weak::new(), Some(Message::Wanted(want))),
        None => gap().width(0).height(0).into(),
    }
}
