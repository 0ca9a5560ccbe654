//! Draws the files of a message (pictures, sounds and cards), and the reason why the message waits for them.
//!
//! Must not know: how each kind is drawn. Tests: `tests/window/files.rs` and its pictures.

use super::file::{self, Around};
use super::{Message, picture, sound};

use crate::chat::attachment::Media;
use crate::chat::shown;
use crate::icon::Icon;
use crate::language::tr;
use crate::row::{Progress, Row as Stored, Upload};
use crate::screen::inbox::files::{Act, Bytes, Of, One, frame, of_row};
use crate::screen::part;
use crate::theme::{Role, space, text as colors};
use crate::widget::label::label;
use crate::widget::{Element, button};

use iced::widget::{Column, Row, container, row};
use iced::{Alignment, Padding};

/// All files of a message or of the message it shares; `None` if there are none.
pub(in crate::screen::inbox) fn view(
    around: Around<'_>,
    stored: &Stored,
    of: Of,
) -> Option<Element<'static, Message>> {
    let (pictures, rest): (Vec<One<'_>>, Vec<One<'_>>) =
        of_row(stored, of).partition(|one| frame::is_picture(around.files, one));
    if pictures.is_empty() && rest.is_empty() {
        return None;
    }
    let mut parts = Column::new().spacing(space::ONE);
    if !pictures.is_empty() {
        parts = parts.push(picture::view(around, &pictures));
    }
    for one in &rest {
        parts = parts.push(match one.media() {
            Media::Sound if around.files.bytes(one) != Bytes::Nowhere => sound::view(around, one),
            Media::Sound | Media::Picture | Media::Video | Media::Other => file::card(around, one),
        });
    }
    let more = match of {
        Of::Message => stored.message.more_files,
        Of::Shared => stored.message.shared.as_deref().map_or(0, |shared| shared.more_files),
    };
    if more > 0 {
        let says = tr::file_more(u64::from(more));
        parts = parts.push(label(around.theme, Role::Small, says).style(colors::muted));
    }
    let held = if of == Of::Message { held(around, stored) } else { None };
    Some(container(parts.push(held)).padding(Padding::ZERO.top(space::HALF).bottom(space::HALF)).into())
}

/// The reason why a message waits for its attachments, shown once for all of them.
fn held(around: Around<'_>, stored: &Stored) -> Option<Element<'static, Message>> {
    let Around { theme, files, .. } = around;
    let waiting = || of_row(stored, Of::Message).filter(|one| one.known.upload.is_some());
    let stands = |of: fn(&Upload) -> bool| waiting().find(|one| one.known.upload.as_ref().is_some_and(of));
    let line = |icon, sentence: String, steps: Vec<(&'static str, Message)>| {
        let steps = steps.into_iter().map(|(says, told)| button::link(theme, says, Some(told)).into());
        let words = label(theme, Role::Small, sentence).style(colors::muted).into();
        let words = Row::with_children(std::iter::once(words).chain(steps));
        let words = words.spacing(space::THREE).wrap().vertical_spacing(0);
        row![part::glyph(theme, icon, 13.0, colors::muted), words]
            .spacing(6)
            .align_y(Alignment::Center)
            .into()
    };
    if let Some(one) = stands(|upload| *upload == Upload::NoStore) {
        let steps = vec![
            (tr::message_preferences(), Message::File(one.at, Act::Preferences)),
            (tr::message_delete(), Message::File(one.at, Act::DeleteMessage)),
        ];
        return Some(line(Icon::Clock, tr::file_no_storage().to_owned(), steps));
    }
    let told = waiting().find_map(|one| match (&one.known.upload, files.upload(one.at)) {
        // It is being tried again right now.
        (_, Some(Progress::Running { .. })) | (None | Some(Upload::Waits | Upload::NoStore), None) => None,
        (Some(Upload::Trouble(reason)), None) | (_, Some(Progress::Failed(reason))) => {
            Some((one.at, shown::reason(reason)))
        }
    });
    told.map(|(at, reason)| {
        let steps = vec![
            (tr::panel_try_again(), Message::File(at, Act::Again)),
            (tr::message_delete(), Message::File(at, Act::DeleteMessage)),
        ];
        line(Icon::CircleAlert, reason, steps)
    })
}
