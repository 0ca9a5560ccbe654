//! Draws the composer: the notice of an edit, the text, the send button, and errors.
//!
//! Tests: `tests/window/composer.rs` and its pictures.

use super::strip;
use crate::chat::draft::Aim;
use crate::icon::Icon;
use crate::language::tr;
use crate::screen::inbox::feed::{Feed, Message};
use crate::screen::inbox::focus::{Focus, Side};
use crate::screen::inbox::layout::Scene;
use crate::screen::inbox::shared::Shared;
use crate::screen::inbox::staging::Message as Staging;
use crate::screen::keys::{self, Command, Context};
use crate::screen::{part, words};
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::badge::Tone;
use crate::widget::label::label;
use crate::widget::notice::notice;
use crate::widget::{Element, button, editor};

use iced::widget::{column, container, row, space as gap};
use iced::{Alignment, Border, Length, Padding};

/// The padding of the text, above and below.
const FIELD: f32 = 6.0;
/// The sign that starts the completion of an emoji, for the tooltip.
const EMOJI: &str = ":";

/// The text field's id.
pub const fn field(side: Side) -> &'static str {
    match side {
        Side::Timeline => "composer",
        Side::Thread => "thread-composer",
    }
}

/// The composer of the open conversation, or of the thread beside it.
pub fn view<'a>(feed: &'a Feed, scene: Scene<'a>, side: Side) -> Element<'a, Message> {
    let Scene { theme, shared, .. } = scene;
    let composer = feed.composer();
    let focused = scene.focus == Focus::composer(side);
    let feed_id = feed.feed_id();
    let field = editor::editor(composer.text(), theme, move |edit| Message::Edited(feed_id, edit))
        .id(field(side))
        .about(feed_id)
        .placeholder(placeholder(feed, shared))
        .max_height((shared.size.height / 3.0).max(theme.scaled(40.0)));
    let field = if composer.completion().is_some() { field.on_caret(Message::Caret) } else { field };
    let send = {
        let (icon, words) = match composer.aim() {
            Aim::Edit(_) => (Icon::Check, tr::composer_save_edit()),
            Aim::New => (Icon::SendHorizontal, tr::composer_send()),
        };
        let says = words::with_key(words, &keys::send_label(shared.preferences.send_key));
        if !composer.has_something() {
            button::icon(theme, icon, says, None)
        } else {
            button::primary_icon(theme, icon, says, Some(Message::Sent))
        }
    };
    let attach = match composer.aim() {
        Aim::New => button::icon(
            theme,
            Icon::Paperclip,
            keys::with_key(tr::composer_attach(), Context::Anywhere, Command::Attach),
            Some(Message::Staging(Staging::Asked(side))),
        ),
        Aim::Edit(_) => container(gap()).into(),
    };
    let emoji = button::icon(
        theme,
        Icon::Smile,
        words::with_key(tr::composer_emoji(), EMOJI),
        Some(Message::EmojiAsked),
    );
    // Beside the first line of the text, whatever the text size.
    let line_height = (theme.scaled(20.0) + 2.0 * FIELD).max(theme.scaled(28.0));
    let beside = |button| container(button).center_y(line_height);
    let strip = strip::view(composer, &shared.files, side, theme).map(Message::Staging);
    let line = row![
        beside(attach),
        beside(emoji),
        container(field).width(Length::Fill).padding(Padding::from([FIELD, 0.0])),
        beside(send)
    ]
    .spacing(space::TWO)
    .align_y(Alignment::End)
    .padding(Padding { top: space::ONE, right: space::ONE, bottom: space::ONE, left: space::ONE });
    let frame = container(column![aim(composer.aim(), theme), strip, line]).width(Length::Fill).style(
        move |theme: &Theme| {
            let colors = theme.colors();
            let (color, width) = if focused { (colors.accent, 1.5) } else { (colors.outline, space::LINE) };
            container::Style {
                border: Border { color, width, radius: 8.0.into() },
                ..grounds::flat(colors.background)
            }
        },
    );
    // Optional widgets keep their place, so that the field keeps its state.
    let trouble: Element<'_, Message> = match composer.trouble() {
        Some(sentence) => container(notice(theme, Tone::Danger, sentence, Vec::new()))
            .padding(Padding::ZERO.bottom(space::TWO))
            .into(),
        None => container(gap()).into(),
    };
    column![trouble, frame]
        .padding(Padding { top: 0.0, right: space::FOUR, bottom: space::FOUR, left: space::FOUR })
        .into()
}

fn placeholder(feed: &Feed, shared: &Shared) -> String {
    match (feed.composer().aim(), feed.feed_id().root) {
        (Aim::Edit(_), _) => tr::composer_new_text().to_owned(),
        (Aim::New, Some(_)) => tr::composer_reply().to_owned(),
        (Aim::New, None) => {
            let name = shared.conversations.name_of(feed.id());
            tr::composer_message(&feed.id().title(name))
        }
    }
}

/// Says that an edit is in progress; empty for a new message.
fn aim<'a>(aim: Aim, theme: Theme) -> Element<'a, Message> {
    let words = match aim {
        Aim::New => return container(gap()).into(),
        Aim::Edit(_) => tr::composer_editing(),
    };
    let leave = button::link(
        theme,
        keys::with_key(tr::composer_cancel(), Context::Anywhere, Command::Leave),
        Some(Message::EditLeft),
    );
    let line = row![
        part::glyph(theme, Icon::Pencil, 12.0, colors::accent),
        label(theme, Role::SmallStrong, words).style(colors::accent).width(Length::Fill),
        leave
    ]
    .spacing(6)
    .align_y(Alignment::Center);
    container(line)
        .padding(Padding { top: space::ONE, right: space::TWO, bottom: 0.0, left: space::THREE })
        .into()
}
