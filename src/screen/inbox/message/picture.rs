//! Pictures under a message's text: a single one in its shape, several in a grid, each in the space that `frame`
//! computed.
//!
//! A picture that has not been downloaded, or cannot be shown, has a placeholder of the same size. Must not know: how
//! pictures are decoded. Tests: `tests/window/files.rs` and its pictures.

use super::Message;
use super::file::{Around, asks, ending};

use crate::chat::attachment::format_size;
use crate::chat::shown;
use crate::icon::Icon;
use crate::language::tr;
use crate::row::Progress;
use crate::screen::inbox::files::frame::{self, Way};
use crate::screen::inbox::files::{Act, Bytes, One, Want};
use crate::screen::inbox::pictures::Look;
use crate::screen::part;
use crate::screen::words;
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::Element;
use crate::widget::button as press;
use crate::widget::label::label;
use crate::widget::named::named;
use crate::widget::one_line::one_line;
use crate::widget::over::{layer, over};
use crate::widget::picture::picture;
use crate::widget::progress::{progress, share};
use crate::widget::tooltip::{Beside, tooltip};

use iced::widget::{Column, Row, button, column, container, row, space as gap};
use iced::{Alignment, Length, Padding, Size};

use std::time::Duration;

/// Downloads shorter than this show no progress.
const QUICK: Duration = Duration::from_millis(300);
/// A narrower frame has room for an icon and one word only.
const ROOMY: f32 = 200.0;
/// Larger downloads show a stop button, in bytes.
const LONG: u64 = 1_000_000;

/// All pictures of a message, at least one.
pub(super) fn view(around: Around<'_>, pictures: &[One<'_>]) -> Element<'static, Message> {
    if let [one] = pictures {
        let (size, way) = frame::single(around.files.size(one), around.room);
        return cell(around, one, size, way, 0);
    }
    let (frames, _) = frame::grid(pictures.len(), around.room);
    let beyond = pictures.len().saturating_sub(frame::MOST);
    let last = frames.len().saturating_sub(1);
    let cells: Vec<Element<'static, Message>> = pictures
        .iter()
        .zip(&frames)
        .enumerate()
        .map(|(at, (one, frame))| {
            let more = if at == last { beyond } else { 0 };
            cell(around, one, frame.size(), frame::in_grid(one), more)
        })
        .collect();
    arranged(cells)
}

/// Arranges the cells as `frame::grid` does.
fn arranged(cells: Vec<Element<'static, Message>>) -> Element<'static, Message> {
    let count = cells.len();
    let mut cells = cells.into_iter();
    let first = Row::with_children(cells.by_ref().take(if count == 3 { 1 } else { 2 })).spacing(frame::GAP);
    if count == 3 {
        return first.push(Column::with_children(cells).spacing(frame::GAP)).into();
    }
    column![first, Row::with_children(cells).spacing(frame::GAP)].spacing(frame::GAP).into()
}

fn cell(around: Around<'_>, one: &One<'_>, size: Size, way: Way, more: usize) -> Element<'static, Message> {
    let files = around.files;
    let cut = frame::cut(files, one, size, way);
    let look = cut.as_ref().map_or(Look::Missing, |cut| files.look(cut));
    let bytes = files.bytes(one);
    let want = match (cut, bytes) {
        (Some(cut), Bytes::Here) => Some(Want::Picture(cut)),
        (_, Bytes::Near) => Some(Want::Bytes { at: one.at, path: one.attachment.path.clone() }),
        (_, _) => None,
    };
    match look {
        Look::Here(drawn) => {
            let pixels = picture(size, drawn, want.map(Message::Wanted));
            let pressed = button(pixels).padding(0).style(bare).on_press(Message::File(one.at, Act::Show));
            let pressed = named(says(one), pressed);
            over(pressed).push(above(around, one, size, more)).into()
        }
        Look::Missing => empty(around, one, size, Why::of(bytes), want),
        Look::Coming => empty(around, one, size, Why::Soon, None),
        Look::Failed(reason) => empty(around, one, size, Why::Damaged(reason), None),
    }
}

/// The name of a picture for screen readers.
fn says(one: &One<'_>) -> String {
    tr::file_picture(&shown::within(&one.attachment.name))
}

fn bare(_theme: &Theme, _status: button::Status) -> button::Style {
    button::Style::default()
}

/// The overlay of a picture: how many more there are, the upload, or the GIF badge.
fn above(around: Around<'_>, one: &One<'_>, size: Size, more: usize) -> Option<Element<'static, Message>> {
    let Around { theme, files, .. } = around;
    if more > 0 {
        let many = label(theme, Role::Title, format!("+{more}"));
        let all = container(many).center(Length::Fill).width(size.width).height(size.height);
        return Some(layer(all.style(grounds::over_picture)));
    }
    if one.known.upload.is_some() {
        let words = match files.upload(one.at) {
            Some(Progress::Running { done, total }) => {
                let total = total.or(one.known.facts.as_ref().map(|facts| facts.bytes));
                words::uploading(*done, total)
            }
            Some(Progress::Failed(_)) | None => tr::file_not_uploaded().to_owned(),
        };
        let words = label(theme, Role::Small, words).style(colors::normal).width(Length::Fill);
        let back = Message::File(one.at, Act::DeleteMessage);
        let back = press::icon(theme, Icon::X, tr::file_delete_message(), Some(back));
        let strip = container(row![words, back].align_y(Alignment::Center))
            .padding(Padding { left: space::TWO, ..Padding::new(0.0) })
            .style(grounds::strip);
        return Some(container(layer(strip)).align_bottom(size.height).width(size.width).into());
    }
    let is_gif = one.known.facts.as_ref().is_some_and(|facts| facts.media_type == "image/gif");
    is_gif.then(|| {
        let badge = container(label(theme, Role::SmallStrong, "GIF"))
            .padding(Padding::from([0.0, 6.0]))
            .style(grounds::over_picture);
        container(layer(badge)).padding(6).into()
    })
}

/// Why a picture is not shown.
#[derive(Clone, Copy)]
enum Why<'a> {
    /// It will appear in a moment.
    Soon,
    Loading {
        done: u64,
        total: Option<u64>,
    },
    Offered,
    Lost(&'a str),
    Damaged(&'a str),
}

impl<'a> Why<'a> {
    fn of(bytes: Bytes<'a>) -> Self {
        match bytes {
            Bytes::Here | Bytes::Near | Bytes::Nowhere => Self::Soon,
            Bytes::Coming { done, total } => Self::Loading { done, total },
            Bytes::Offered => Self::Offered,
            Bytes::Failed(reason) => Self::Lost(reason),
        }
    }
}

/// The placeholder of a picture that is not shown now.
fn empty(
    around: Around<'_>,
    one: &One<'_>,
    size: Size,
    why: Why<'_>,
    want: Option<Want>,
) -> Element<'static, Message> {
    let theme = around.theme;
    let roomy = size.width >= ROOMY && size.height >= theme.scaled(100.0);
    let (icon, sentence) = match why {
        Why::Soon | Why::Loading { .. } | Why::Offered => (Icon::Image, None),
        Why::Lost(reason) | Why::Damaged(reason) => (Icon::CircleAlert, Some(shown::reason(reason))),
    };
    let name = shown::name(&one.attachment.name).into_owned();
    let steps: Vec<(String, Act)> = match why {
        Why::Soon => Vec::new(),
        Why::Loading { total, .. } if total.is_some_and(|total| total > LONG) => {
            vec![(tr::file_stop().to_owned(), Act::Stop)]
        }
        Why::Loading { .. } => Vec::new(),
        Why::Offered => {
            let size = one.known.facts.as_ref().map(|facts| tr::file_load_size(&format_size(facts.bytes)));
            vec![(size.unwrap_or_else(|| tr::file_load().to_owned()), Act::Load)]
        }
        Why::Lost(_) => vec![(tr::panel_try_again().to_owned(), Act::Again)],
        Why::Damaged(_) if roomy => {
            vec![(tr::panel_try_again().to_owned(), Act::Again), (tr::file_save().to_owned(), Act::Save)]
        }
        Why::Damaged(_) => vec![(tr::file_save().to_owned(), Act::Save)],
    };
    let steps = steps
        .into_iter()
        .map(|(says, act)| press::link(theme, says, Some(Message::File(one.at, act))).into());
    let steps = Row::with_children(steps).spacing(space::THREE);
    let keep = ending(&name);
    let named_line = one_line(theme, Role::Small, name.clone()).keeping(keep).style(colors::muted);
    let words: Option<Element<'static, Message>> = match (&sentence, roomy) {
        (Some(sentence), true) => {
            Some(label(theme, Role::Small, sentence.clone()).style(colors::muted).center().into())
        }
        (None, true) => Some(match why {
            Why::Loading { done, total: Some(total) } if total > LONG => {
                part::hint(theme, words::loading(done, Some(total))).into()
            }
            Why::Soon | Why::Loading { .. } | Why::Offered | Why::Lost(_) | Why::Damaged(_) => {
                named_line.into()
            }
        }),
        (_, false) => None,
    };
    let sign = part::glyph(theme, icon, if roomy { 24.0 } else { 18.0 }, colors::muted);
    let middle = column![sign, words, steps].spacing(space::ONE).align_x(Alignment::Center);
    let bar: Element<'static, Message> = match why {
        Why::Loading { done, total } => progress(share(done, total), QUICK),
        Why::Soon | Why::Offered | Why::Lost(_) | Why::Damaged(_) => gap().height(3).into(),
    };
    let inside = column![asks(want), container(middle).center(Length::Fill), bar];
    let ground = container(inside)
        .width(size.width)
        .height(size.height)
        .padding(Padding::from([space::ONE, space::TWO]))
        .clip(true)
        .style(grounds::vacant);
    match sentence {
        Some(sentence) if !roomy => tooltip(theme, ground, sentence, Beside::Above),
        Some(_) => ground.into(),
        None if roomy => ground.into(),
        None => tooltip(theme, ground, name, Beside::Above),
    }
}
