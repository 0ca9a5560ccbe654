//! Draws the attachments of a message: a card for each, above the text.
//!
//! Tests: `tests/window/attaching.rs` and its pictures.

use super::Composer;
use crate::chat::attachment::{Media, StagedFile, duration, format_size};
use crate::chat::{media, shown};
use crate::icon::Icon;
use crate::language::tr;
use crate::screen::inbox::files::{Files, Want};
use crate::screen::inbox::focus::Side;
use crate::screen::inbox::message::file::ending;
use crate::screen::inbox::pictures::{Cut, Look};
use crate::screen::inbox::staging::Message;
use crate::screen::part;
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::label::label;
use crate::widget::one_line::one_line;
use crate::widget::picture::picture;
use crate::widget::tooltip::{Beside, whole_line};
use crate::widget::{Element, button};

use iced::widget::{Row, column, container, row, scrollable, space as gap};
use iced::{Alignment, Length, Padding, Size};

use std::sync::Weak;

/// A card's width, in logical pixels at the normal text size.
const CARD: f32 = 208.0;
/// The side of a card's preview, in logical pixels at the normal text size.
const FACE: f32 = 36.0;
/// The largest height of the strip, in logical pixels at the normal text size; more cards are scrolled to.
const TALLEST: f32 = 116.0;

/// The strip; empty if there are no attachments.
pub fn view<'a>(composer: &Composer, seen: &Files, side: Side, theme: Theme) -> Element<'a, Message> {
    let files = composer.files();
    if files.is_empty() && composer.coming() == 0 {
        return container(gap()).into();
    }
    let cards = files.iter().enumerate().map(|(at, file)| card(file, at, seen, side, theme));
    let coming = (composer.coming() > 0).then(|| {
        let count = composer.coming() as u64;
        let words = if composer.sends_when_here() {
            tr::composer_sending_with_files(count)
        } else {
            tr::composer_adding_files(count)
        };
        let line = row![part::glyph(theme, Icon::Hourglass, 14.0, colors::muted), part::hint(theme, words)];
        container(line.spacing(space::TWO).align_y(Alignment::Center)).padding(space::TWO).into()
    });
    let all = Row::with_children(cards.chain(coming)).spacing(space::TWO).wrap().vertical_spacing(space::TWO);
    let all = container(all).width(Length::Fill).padding(Padding::ZERO.right(space::TWO));
    let all = scrollable(all).direction(part::bar()).height(Length::Shrink);
    container(all)
        .max_height(theme.scaled(TALLEST))
        .padding(Padding { top: space::TWO, right: space::HALF, bottom: 0.0, left: space::TWO })
        .into()
}

fn card<'a>(file: &StagedFile, at: usize, seen: &Files, side: Side, theme: Theme) -> Element<'a, Message> {
    let name = shown::name(&file.name).into_owned();
    let length = file.facts.millis.map(|millis| format!(" · {}", short(millis))).unwrap_or_default();
    let size = format!("{}{length}", format_size(file.facts.bytes));
    let warning = media::disagreement(&file.name, &file.facts);
    let said = match warning {
        Some(words) => label(theme, Role::Small, words).style(colors::warning),
        None => label(theme, Role::Small, size).style(colors::muted),
    };
    let words = column![
        whole_line(
            theme,
            one_line(theme, Role::SmallStrong, name.clone()).keeping(ending(&name)).style(colors::normal),
            Beside::Above
        ),
        said
    ];
    let remove =
        button::icon(theme, Icon::X, tr::composer_remove_file(&name), Some(Message::Removed(side, at)));
    let inside = row![face(file, seen, theme), container(words).width(Length::Fill), remove]
        .spacing(space::TWO)
        .align_y(Alignment::Center);
    container(inside)
        .width(theme.scaled(CARD))
        .padding(Padding { top: space::ONE, right: space::HALF, bottom: space::ONE, left: space::TWO })
        .style(grounds::card)
        .into()
}

/// The picture itself, or an icon for the type of file.
fn face<'a>(file: &StagedFile, seen: &Files, theme: Theme) -> Element<'a, Message> {
    let side = theme.scaled(FACE);
    let size = Size::new(side, side);
    if let (Media::Picture, Some(own)) = (file.facts.media, file.facts.size) {
        let cut = Cut::filling(file.content, own, size, seen.scale());
        let look = seen.look(&cut);
        if !matches!(look, Look::Failed(_)) {
            let drawn = if let Look::Here(drawn) = look { drawn } else { Weak::new() };
            return picture(size, drawn, Some(Message::Wanted(Want::Picture(cut))));
        }
    }
    container(part::glyph(theme, icon(file.facts.media), 18.0, colors::muted)).center(side).into()
}

/// The icon of a type of file.
pub const fn icon(media: Media) -> Icon {
    match media {
        Media::Picture => Icon::Image,
        Media::Sound => Icon::Music,
        Media::Video => Icon::Video,
        Media::Other => Icon::FileText,
    }
}

/// A duration without the hours if it has none.
fn short(millis: u64) -> String {
    let long = duration(millis);
    long.strip_prefix("00:").map_or_else(|| long.clone(), str::to_owned)
}
