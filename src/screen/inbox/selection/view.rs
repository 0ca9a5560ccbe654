//! Draws the bar over the composer while messages are chosen: how many, and what can be done with them.
//!
//! Tests: `tests/window/selecting.rs` and its pictures.

use crate::chat::wish::Switch;
use crate::icon::Icon;
use crate::screen::inbox::{Inbox, Message, message};
use crate::screen::keys::{self, Command, Context};
use crate::screen::part;
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::label::label;
use crate::widget::named::named;
use crate::widget::tooltip::{Beside, tooltip};
use crate::widget::{Element, button};

use iced::widget::{Row, container, responsive, row, space as gap};
use iced::{Alignment, Length, Padding};

/// What is offered, in the order of the bar.
const OFFERED: [message::Act; 5] = [
    message::Act::Share,
    message::Act::Star(Switch::On),
    message::Act::Archive(Switch::On),
    message::Act::Copy,
    message::Act::Delete,
];

/// Height of the bar at the normal text size.
const HEIGHT: f32 = 30.0;
/// Less room than this is for pictures, at the normal text size.
const WORDS: f32 = 440.0;
/// Less than this is for the number alone.
const COUNT: f32 = 280.0;

/// How the deeds are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Offers {
    Words,
    Pictures,
}

/// The bar, or nothing in its place.
pub fn view(inbox: &Inbox, theme: Theme) -> Element<'_, Message> {
    let chosen = inbox.chosen().len();
    if chosen == 0 {
        // The same kind of thing, so that what stands below keeps its state.
        return container(gap()).height(0).into();
    }
    // As much in words as there is room for.
    let bar = responsive(move |room| bar(chosen, room.width, theme));
    let bar = container(bar)
        .padding(Padding { top: space::ONE, right: space::ONE, bottom: space::ONE, left: space::THREE })
        .width(Length::Fill)
        .height(theme.scaled(HEIGHT) + 2.0 * space::ONE)
        .style(grounds::card);
    container(bar)
        .padding(Padding { right: space::FOUR, left: space::FOUR, bottom: space::TWO, top: 0.0 })
        .into()
}

fn bar(chosen: usize, width: f32, theme: Theme) -> Element<'static, Message> {
    let offers = if width < theme.scaled(WORDS) { Offers::Pictures } else { Offers::Words };
    let buttons = OFFERED.into_iter().filter_map(|act| {
        let (icon, _, command) = message::words(act);
        Some(offer(theme, icon, word(act), command?, offers))
    });
    let says = format!("{chosen} selected");
    let count = if width < theme.scaled(COUNT) { chosen.to_string() } else { says.clone() };
    let count = named(says, label(theme, Role::BodyStrong, count).style(colors::normal));
    let leave = button::icon(theme, Icon::X, "Select none", Some(Message::Commanded(Command::ChooseNothing)));
    row![
        part::glyph(theme, Icon::CircleCheck, 16.0, colors::accent),
        count,
        gap().width(Length::Fill),
        Row::with_children(buttons),
        leave
    ]
    .spacing(space::TWO)
    .height(Length::Fill)
    .align_y(Alignment::Center)
    .into()
}

/// The word of the same deed, done with several.
fn word(act: message::Act) -> &'static str {
    if act == message::Act::Copy { "Copy" } else { message::words(act).1 }
}

/// A word where there is room, a picture where there is not; the key is told beside it.
fn offer(
    theme: Theme,
    icon: Icon,
    says: &'static str,
    command: Command,
    offers: Offers,
) -> Element<'static, Message> {
    let pressed = Some(Message::Commanded(command));
    match offers {
        Offers::Pictures => button::icon(theme, icon, says, pressed),
        Offers::Words => {
            let key = keys::label(Context::Messages, command).unwrap_or_default();
            let face = button::quiet(theme, says, pressed);
            tooltip(theme, face, format!("{says} all that is selected  {key}"), Beside::Above)
        }
    }
}
