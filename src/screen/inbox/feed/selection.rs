//! Draws the bar over the composer while messages are selected: how many, and the actions on them.
//!
//! Tests: `tests/window/selecting.rs` and its pictures.

use super::Message;

use crate::chat::PersonId;
use crate::chat::wish::{Mark, Switch};
use crate::icon::Icon;
use crate::language::tr;
use crate::row::Row;
use crate::screen::inbox::message;
use crate::screen::keys::{self, Command, Context};
use crate::screen::part;
use crate::theme::{Role, Theme, container as grounds, space, text as colors};
use crate::widget::label::{self, label};
use crate::widget::named::named;
use crate::widget::tooltip::{Beside, tooltip};
use crate::widget::{Element, button};

use iced::widget::{self, container, responsive, row, space as gap};
use iced::{Alignment, Length, Padding};

use std::sync::Arc;

/// The actions offered, in the order of the bar.
const OFFERED: [message::Act; 5] = [
    message::Act::Share,
    message::Act::Mark(Mark::Star, Switch::On),
    message::Act::Mark(Mark::Archive, Switch::On),
    message::Act::Copy,
    message::Act::Delete,
];

/// Height of the bar at the normal text size.
const HEIGHT: f32 = 32.0;
/// The width of an icon button at the normal text size.
const ICON: f32 = 28.0;

/// How the actions are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Offers {
    Words,
    Pictures,
}

/// The bar; empty if nothing is selected.
pub fn view<'a>(chosen: &[Arc<Row>], me: PersonId, theme: Theme) -> Element<'a, Message> {
    let own = chosen.iter().filter(|row| row.message.author == me).count();
    let chosen = chosen.len();
    if chosen == 0 {
        // In its place, so that the widgets below keep their state; iced leaves out one of the fixed height 0.
        return container(gap()).into();
    }
    // Words if there is room for them.
    let bar = responsive(move |room| bar(chosen, own, room.width, theme));
    let bar = container(bar)
        .padding(Padding { top: space::ONE, right: space::ONE, bottom: space::ONE, left: space::THREE })
        .width(Length::Fill)
        .height(theme.scaled(HEIGHT) + 2.0 * space::ONE)
        .style(grounds::card);
    container(bar)
        .padding(Padding { right: space::FOUR, left: space::FOUR, bottom: space::TWO, top: 0.0 })
        .into()
}

/// The bar for this many messages, of which `own` are the user's.
fn bar(chosen: usize, own: usize, width: f32, theme: Theme) -> Element<'static, Message> {
    let says = tr::selection_count(chosen as u64);
    // The icon before the count and the button after the actions, with the gaps between all of them.
    let around = theme.scaled(16.0 + ICON) + 4.0 * space::TWO;
    let count = label::width(theme, Role::BodyStrong, &says);
    let words = |act| label::width(theme, Role::BodyStrong, word(act)) + 2.0 * space::THREE;
    let fits = |actions: f32| around + count + actions <= width;
    let offers = if fits(OFFERED.into_iter().map(words).sum()) { Offers::Words } else { Offers::Pictures };
    let is_told = offers == Offers::Words || fits(theme.scaled(ICON) * OFFERED.len() as f32);
    // Nobody deletes what others wrote.
    let offered = OFFERED.into_iter().filter(|act| own > 0 || *act != message::Act::Delete);
    let buttons = offered.filter_map(|act| {
        let (icon, _, command) = message::words(act);
        Some(offer(theme, icon, act, command?, offers))
    });
    let count = if is_told { says.clone() } else { chosen.to_string() };
    let count = named(says, label(theme, Role::BodyStrong, count).style(colors::normal));
    let clear = keys::with_key(tr::selection_clear(), Context::Anywhere, Command::Leave);
    let leave = button::icon(theme, Icon::X, clear, Some(Message::Commanded(Command::ChooseNothing)));
    row![
        part::glyph(theme, Icon::CircleCheck, 16.0, colors::accent),
        count,
        gap().width(Length::Fill),
        widget::Row::with_children(buttons),
        leave
    ]
    .spacing(space::TWO)
    .height(Length::Fill)
    .align_y(Alignment::Center)
    .into()
}

/// The label of an action on several messages.
fn word(act: message::Act) -> &'static str {
    if act == message::Act::Copy { tr::selection_copy() } else { message::words(act).1 }
}

/// The tooltip of a button.
fn says(act: message::Act) -> &'static str {
    match act {
        message::Act::Share => tr::selection_share_all(),
        message::Act::Mark(Mark::Star, _) => tr::selection_star_all(),
        message::Act::Mark(Mark::Archive, _) => tr::selection_archive_all(),
        message::Act::Delete => tr::selection_delete_all(),
        message::Act::Copy => tr::selection_copy_all(),
        other => message::words(other).1,
    }
}

/// A word if there is room, otherwise an icon; the tooltip shows the key.
fn offer(
    theme: Theme,
    icon: Icon,
    act: message::Act,
    command: Command,
    offers: Offers,
) -> Element<'static, Message> {
    let pressed = Some(Message::Commanded(command));
    match offers {
        Offers::Pictures => button::icon(theme, icon, word(act), pressed),
        Offers::Words => {
            let face = button::quiet(theme, word(act), pressed);
            tooltip(theme, face, keys::with_key(says(act), Context::Messages, command), Beside::Above)
        }
    }
}
