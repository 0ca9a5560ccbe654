//! A sound under a message's text: play and pause, its waveform, its position.
//!
//! A sound that is not here yet is downloaded first when it is played. Must not know: the player. Tests:
//! `tests/window/files.rs` and its pictures.

use super::Message;
use super::file::{self, Around, asks, framed};

use crate::chat::attachment::{ContentHash, clock, format_size};
use crate::chat::shown;
use crate::icon::Icon;
use crate::language::tr;
use crate::row::{Playback, Waveform};
use crate::screen::inbox::files::{Act, Bytes, One, Want};
use crate::screen::part;
use crate::theme::{Role, Theme, space, text as colors};
use crate::widget::label::label;
use crate::widget::named::named;
use crate::widget::tooltip::{Beside, tooltip};
use crate::widget::wave::wave;
use crate::widget::{Element, button as press};

use iced::widget::{button, column, container, row, space as gap};
use iced::{Alignment, Length, Padding};

use std::sync::Arc;

/// Height of the bars at the normal text size.
const BARS: f32 = 28.0;
/// The button's diameter at the normal text size.
const BUTTON: f32 = 40.0;

/// The playback state of one sound.
enum Plays<'a> {
    Not,
    Now(u64),
    Rests(u64),
    Failed(&'a str),
}

impl<'a> Plays<'a> {
    fn of(playback: &'a Playback, content: Option<ContentHash>) -> Self {
        match playback {
            Playback::Playing { content: of, at } if content == Some(*of) => Self::Now(*at),
            Playback::Paused { content: of, at } if content == Some(*of) => Self::Rests(*at),
            Playback::Failed { content: of, reason } if content == Some(*of) => Self::Failed(reason),
            Playback::Silent
            | Playback::Playing { .. }
            | Playback::Paused { .. }
            | Playback::Failed { .. } => Self::Not,
        }
    }
}

/// The card of a sound.
pub(super) fn view(around: Around<'_>, one: &One<'_>) -> Element<'static, Message> {
    let Around { theme, files, .. } = around;
    let bytes = files.bytes(one);
    let plays = Plays::of(files.playback(), one.known.content);
    let (at, failed) = match plays {
        Plays::Not => (0, None),
        Plays::Now(at) | Plays::Rests(at) => (at, None),
        Plays::Failed(reason) => (0, Some(shown::reason(reason))),
    };
    let is_here = bytes == Bytes::Here;
    let content = one.known.content.filter(|_| is_here);
    let want = match (bytes, content) {
        (Bytes::Near, _) => Some(Want::Bytes { at: one.at, path: one.attachment.path.clone() }),
        (_, Some(content)) if files.lacks_wave(content) => Some(Want::Wave(content)),
        (_, _) => None,
    };
    let loud = one.known.content.and_then(|content| files.wave(content));
    let loud = loud.map_or_else(|| Arc::from([0_u8; Waveform::BARS]), |wave| Arc::clone(&wave.0));
    let whole = one.millis();
    let played = whole.filter(|whole| *whole > 0).map_or(0.0, |whole| at as f32 / whole as f32);
    let of = one.at;
    let seek = whole.filter(|_| is_here).map(|whole| {
        move |share: f32| Message::File(of, Act::Seek((f64::from(share) * whole as f64) as u64))
    });
    let bars = wave(loud, played, theme.scaled(BARS), seek);
    let words = match file::moving(theme, files, one, bytes) {
        Some(moving) => moving,
        None => time(theme, one, at, whole),
    };
    let save = is_here
        .then(|| press::icon(theme, Icon::Download, tr::file_save(), Some(Message::File(one.at, Act::Save))));
    let stop = match (&one.known.upload, bytes) {
        (Some(_), _) => Some((tr::file_delete_message(), Act::DeleteMessage)),
        (None, Bytes::Coming { .. }) => Some((tr::file_stop_loading(), Act::Stop)),
        (None, Bytes::Here | Bytes::Near | Bytes::Offered | Bytes::Failed(_) | Bytes::Nowhere) => None,
    };
    let stop = stop.map(|(says, act)| press::icon(theme, Icon::X, says, Some(Message::File(one.at, act))));
    let words = container(words).width(Length::Fill);
    let lines = column![asks(want), file::name(theme, one), bars].width(Length::Fill);
    let face = row![play(theme, one, &plays)].spacing(space::THREE).align_y(Alignment::Center);
    let actions = row![save, stop].spacing(space::THREE);
    let face: Element<'static, Message> = if file::is_narrow(around) {
        let words = row![words, actions].spacing(space::TWO).align_y(Alignment::Center);
        column![face.push(lines), words].spacing(space::ONE).into()
    } else {
        face.push(lines.push(words)).push(actions).into()
    };
    let failed = failed.map(|reason| label(theme, Role::Small, reason).style(colors::danger));
    framed(around, one, column![face, failed].spacing(space::ONE).into())
}

/// The position, the duration and the size.
fn time(theme: Theme, one: &One<'_>, at: u64, whole: Option<u64>) -> Element<'static, Message> {
    let time = match (whole, at) {
        (Some(whole), 0) => clock(whole),
        (Some(whole), at) => format!("{} / {}", clock(at.min(whole)), clock(whole)),
        (None, at) => clock(at),
    };
    let size = one.known.facts.as_ref().map(|facts| part::hint(theme, format_size(facts.bytes)));
    row![part::hint(theme, time), gap().width(Length::Fill), size].into()
}

fn play(theme: Theme, one: &One<'_>, plays: &Plays<'_>) -> Element<'static, Message> {
    let (icon, says) = match plays {
        Plays::Now(_) => (Icon::Pause, tr::file_pause()),
        Plays::Not | Plays::Rests(_) | Plays::Failed(_) => (Icon::Play, tr::file_play()),
    };
    let side = theme.scaled(BUTTON);
    let face = container(part::glyph(theme, icon, 18.0, |_| iced::widget::text::Style::default()));
    let button = button(face.center(side))
        .padding(Padding::ZERO)
        .style(move |theme: &Theme, status| {
            let style = crate::theme::button::primary(theme, status);
            button::Style { border: iced::Border { radius: (side / 2.0).into(), ..style.border }, ..style }
        })
        .on_press(Message::File(one.at, Act::Play));
    tooltip(theme, named(says, button), says, Beside::Above)
}
