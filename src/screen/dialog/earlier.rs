//! The edit history of a message: the list of its versions, the current one first.
//!
//! It opens at once and fills when the store answers. Must not know: the session. Tests: `tests/window/earlier.rs`.

use super::modal::{Modal, Outcome, PAGE};

use crate::chat::text::Span;
use crate::chat::{MessageId, Stamp, shown};
use crate::icon::Icon;
use crate::language::tr;
use crate::row::Revision;
use crate::screen::keys::Motion;
use crate::screen::part;
use crate::screen::words::{self, Now};
use crate::theme::{Role, Theme, space, text as colors};
use crate::widget::label::label;
use crate::widget::passage::Order;
use crate::widget::passage::portions::portions;
use crate::widget::selecting::area;
use crate::widget::{Element, button, divider, passage};

use iced::widget::{Column, column, container, row, scrollable};
use iced::{Alignment, Length, Padding, Size};

/// The id of the list of versions.
pub const VERSIONS: &str = "earlier-versions";

/// The close button was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed;

/// The state of the dialog.
#[derive(Debug, Clone)]
pub struct Earlier {
    message: MessageId,
    now: Now,
    present: Revision,
    state: State,
    at: usize,
}

#[derive(Debug, Clone)]
enum State {
    Loading,
    /// Oldest first.
    Ready(Vec<Revision>),
    Failed(String),
}

impl Earlier {
    /// Edit history of `message`, whose current `text` dates from `since`.
    pub const fn new(message: MessageId, text: String, since: Stamp, now: Now) -> Self {
        Self { message, now, present: Revision { text, at: since }, state: State::Loading, at: 0 }
    }

    /// The message whose versions are listed.
    pub const fn message(&self) -> MessageId {
        self.message
    }

    /// The earlier versions were read, or could not be.
    pub fn loaded(&mut self, versions: Result<Vec<Revision>, String>) {
        self.state = match versions {
            Ok(versions) => State::Ready(versions),
            Err(error) => State::Failed(error),
        };
    }

    fn last(&self) -> usize {
        match &self.state {
            State::Ready(versions) => versions.len(),
            State::Loading | State::Failed(_) => 0,
        }
    }

    /// How far down the list is scrolled, from 0 to 1.
    pub fn scrolled(&self) -> f32 {
        self.at as f32 / self.last().max(1) as f32
    }
}

impl Modal for Earlier {
    /// Moves down the list of versions, not beyond the ends.
    fn step(&mut self, motion: Motion) -> Outcome {
        self.at = self.at.saturating_add_signed(motion.lines(PAGE)).min(self.last());
        Outcome::Stay
    }
}

/// The content of the dialog, in a window of this size.
pub fn view(earlier: &Earlier, theme: Theme, size: Size) -> Element<'_, Closed> {
    let head = row![
        label(theme, Role::Heading, tr::history_title()).style(colors::normal).width(Length::Fill),
        button::icon(theme, Icon::X, tr::dialog_close(), Some(Closed)),
    ]
    .align_y(Alignment::Center)
    .padding(Padding { top: space::THREE, right: space::THREE, bottom: space::TWO, left: space::SIX });
    let now = tr::history_now(&words::stamp(earlier.present.at, earlier.now));
    let mut list = Column::new().spacing(space::FOUR).push(version(theme, now, &earlier.present.text, 0));
    match &earlier.state {
        State::Loading => {}
        State::Ready(versions) => {
            for (number, one) in (1..).zip(versions.iter().rev()) {
                let since = words::stamp(one.at, earlier.now);
                list = list.push(version(theme, tr::history_before(&since), &one.text, number));
            }
        }
        State::Failed(error) => {
            let sentence = tr::history_failed(error);
            list = list.push(label(theme, Role::Body, sentence).style(colors::danger));
        }
    }
    let list = area(container(list).padding(Padding::from([space::FOUR, space::SIX])));
    let list = scrollable(list).id(VERSIONS).direction(part::bar()).width(Length::Fill);
    column![head, divider::horizontal(), container(list).max_height(size.height * 0.66)].into()
}

fn version<'a>(theme: Theme, when: String, text: &str, number: i64) -> Element<'a, Closed> {
    let portions = portions(vec![Span::plain(shown::text(text), 0)]);
    let text = (0..).zip(portions).map(|(part, spans)| {
        passage::passage(spans, theme).width(Length::Fill).at(Order(number, 0), part).into()
    });
    let text = Column::with_children(text);
    column![label(theme, Role::SmallStrong, when).style(colors::muted), text].spacing(space::HALF).into()
}
