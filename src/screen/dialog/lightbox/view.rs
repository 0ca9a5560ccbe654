//! Draws the lightbox: a picture on a dark background in every theme, details and buttons above it, arrows beside it.
//!
//! Tests: `tests/window/lightbox.rs` and its pictures.

use super::super::Message as Dialog;
use super::{Lightbox, Message, Shot, Stands};

use crate::chat::attachment::format_size;
use crate::chat::shown;
use crate::icon::Icon;
use crate::language::tr;
use crate::screen::dialog::frame::is_narrow;
use crate::screen::inbox::message::file::ending;
use crate::screen::keys::{self, Act, Command, Context, Motion, Zoom};
use crate::screen::part;
use crate::screen::words;
use crate::theme::{Role, Scheme, Theme, container as grounds, space, text as colors};
use crate::widget::Element;
use crate::widget::button as press;
use crate::widget::label::{label, width};
use crate::widget::one_line::one_line;
use crate::widget::over::{layer, over};
use crate::widget::tooltip::{Beside, whole_line};
use crate::widget::viewer::{View, Wish, viewer};

use iced::widget::{Row, column, container, opaque, row, space as gap, themer};
use iced::{Alignment, Length, Padding, Size};

use std::time::Duration;

/// Least height of the bar above the picture, at the normal text size.
const BAR: f32 = 52.0;
/// In windows at least this wide, at the normal text size, the bar has room for all buttons.
const ROOMY: f32 = 640.0;

/// The lightbox, in a window of this size.
pub fn view(lightbox: &Lightbox, theme: Theme, size: Size) -> Element<'_, Dialog> {
    let theme = theme.with_scheme(Scheme::Dark);
    let seen = View {
        drawn: lightbox.drawn().cloned(),
        size: lightbox.size(),
        shift: lightbox.shift(),
        scale: lightbox.scale,
        stands: lightbox.stands().map(|millis| Duration::from_millis(millis.into())),
    };
    let picture = viewer(seen, lightbox.room, |wish| match wish {
        Wish::Fits(room) => Dialog::Lightbox(Message::Fits(room)),
        Wish::Zoom { by, around } => Dialog::Lightbox(Message::Zoomed { by, around }),
        Wish::Move(by) => Dialog::Lightbox(Message::Moved(by)),
        Wish::Next => Dialog::Lightbox(Message::Next),
        Wish::Leave => Dialog::Closed,
    });
    let instead = instead(lightbox, theme);
    let (place, of) = lightbox.place();
    let ways = row![
        way(
            theme,
            Icon::ChevronLeft,
            &says(tr::lightbox_previous(), Command::Move(Motion::Left)),
            -1,
            place > 1
        ),
        gap().width(Length::Fill),
        way(
            theme,
            Icon::ChevronRight,
            &says(tr::lightbox_next(), Command::Move(Motion::Right)),
            1,
            place < of
        ),
    ]
    .align_y(Alignment::Center)
    .height(Length::Fill)
    .padding(space::THREE);
    let middle = over(picture).push(instead.map(layer)).push(Some(layer(ways)));
    let all =
        column![bar(lightbox, theme, size), container(middle).padding(Padding::ZERO.bottom(space::TWO))];
    let all = container(all).width(Length::Fill).height(Length::Fill).style(grounds::darkness);
    opaque(themer(Some(theme), all))
}

/// The error or placeholder shown while there is no picture.
fn instead<'a>(lightbox: &Lightbox, theme: Theme) -> Option<Element<'a, Dialog>> {
    if let Some(reason) = lightbox.trouble() {
        let sentence = label(theme, Role::Body, reason.to_owned()).style(colors::normal).center();
        let again = press::plain(theme, tr::lightbox_retry(), Some(Dialog::Lightbox(Message::Again)));
        let words = column![part::glyph(theme, Icon::CircleAlert, 28.0, colors::muted), sentence, again]
            .spacing(space::THREE)
            .align_x(Alignment::Center)
            .max_width(theme.scaled(360.0));
        return Some(container(words).center(Length::Fill).into());
    }
    if lightbox.drawn().is_some() {
        return None;
    }
    let coming = match lightbox.shot().map(|shot| &shot.stands) {
        Some(Stands::Coming { done, total }) => Some(words::loading(*done, *total)),
        Some(Stands::Here | Stands::Away | Stands::Failed(_)) | None => None,
    };
    let words = coming.map(|words| label(theme, Role::Body, words).style(colors::muted));
    let column = column![part::glyph(theme, Icon::Image, 32.0, colors::muted), words]
        .spacing(space::THREE)
        .align_x(Alignment::Center);
    Some(container(column).center(Length::Fill).into())
}

/// The button to the previous or next picture, if `there_is` one.
fn way<'a>(theme: Theme, icon: Icon, says: &str, by: isize, there_is: bool) -> Option<Element<'a, Dialog>> {
    let way = there_is.then(|| press::icon(theme, icon, says, Some(Dialog::Lightbox(Message::Step(by)))));
    way.map(|way| container(way).style(grounds::strip).into())
}

/// The words of a control of the viewer, with its key.
fn says(words: &str, command: Command) -> String {
    keys::with_key(words, Context::Picture, command)
}

fn bar<'a>(lightbox: &'a Lightbox, theme: Theme, size: Size) -> Element<'a, Dialog> {
    let shot = lightbox.shot();
    let name = shot.map(|shot| shown::name(&shot.name).into_owned()).unwrap_or_default();
    let keep = ending(&name);
    let words = column![
        whole_line(
            theme,
            one_line(theme, Role::BodyStrong, name).keeping(keep).style(colors::normal),
            Beside::Below
        ),
        shot.map(|shot| by(theme, size, shot, lightbox.place())),
    ]
    .width(Length::Fill);
    let act = |icon, words, command, message| {
        press::icon(theme, icon, says(words, command), Some(Dialog::Lightbox(message)))
    };
    let roomy = size.width >= theme.scaled(ROOMY);
    let percent = format!("{:.0} %", lightbox.factor() * 100.0);
    let zoom = roomy.then(|| {
        row![
            act(Icon::ZoomOut, tr::lightbox_smaller(), Command::Zoom(Zoom::Out), Message::Zoom(Zoom::Out)),
            container(part::hint(theme, percent)).center_x(theme.scaled(48.0)),
            act(Icon::ZoomIn, tr::lightbox_larger(), Command::Zoom(Zoom::In), Message::Zoom(Zoom::In)),
        ]
        .align_y(Alignment::Center)
    });
    let buttons = Row::new()
        .push(zoom)
        .push(act(Icon::Copy, tr::lightbox_copy(), Command::Act(Act::Copy), Message::Copy))
        .push(act(Icon::Download, tr::lightbox_save(), Command::Act(Act::Save), Message::Save))
        .push(press::icon(
            theme,
            Icon::X,
            keys::with_key(tr::lightbox_close(), Context::Anywhere, Command::Leave),
            Some(Dialog::Closed),
        ))
        .spacing(space::ONE)
        .align_y(Alignment::Center);
    // At least this high, and higher if the words need more lines.
    let height = gap().height(theme.scaled(BAR));
    container(row![height, words, buttons].spacing(space::THREE).align_y(Alignment::Center))
        .padding(Padding { top: 0.0, right: space::THREE, bottom: 0.0, left: space::ONE })
        .into()
}

/// The author and the description: beside each other, with room left by a long name, or below each other.
fn by<'a>(theme: Theme, size: Size, shot: &Shot, place: (usize, usize)) -> Element<'a, Dialog> {
    let about = about(shot, place);
    let author = one_line(theme, Role::Small, shown::within(&shot.author).into_owned());
    let author = author.style(colors::muted);
    if is_narrow(theme, size) {
        return column![author, part::hint(theme, about)].into();
    }
    let about = format!(" · {about}");
    let author = author.leave(width(theme, Role::Small, &about));
    row![author, part::hint(theme, about)].into()
}

/// `21 Nov 2026, 14:05 · 3.1 MB · 3 of 7`.
fn about(shot: &Shot, (place, of): (usize, usize)) -> String {
    let size = shot.bytes.map(format_size);
    let place = (of > 1).then(|| tr::LightboxPlace { place: place as u64, count: of as u64 }.text());
    let parts = [Some(shot.when.clone()), size, place].into_iter().flatten();
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
