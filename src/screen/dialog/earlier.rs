//! The edit history of a message: the list of its versions, the current one first.
//!
//! Each version is formatted as it was drawn, and compared word by word: what is new in it is underlined, and what the
//! next version left out is struck through. It opens at once and fills when the store answers. Must not know: the
//! session. Tests: below, `tests/window/earlier.rs`.

mod differences;
mod version;

use super::modal::{Modal, Outcome, PAGE};

use differences::differences;
use version::Version;

use crate::chat::{MessageId, Stamp};
use crate::icon::Icon;
use crate::language::tr;
use crate::row::Revision;
use crate::screen::keys::{self, Command, Context, Motion};
use crate::screen::part;
use crate::screen::words::{self, Now};
use crate::theme::{Role, Theme, space, text as colors};
use crate::widget::label::label;
use crate::widget::passage::portions::portions;
use crate::widget::passage::{Mark, Marked, Order};
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
    /// The current version.
    present: Version,
    /// The marks of each version, the current one first.
    marks: Vec<Vec<Marked>>,
    state: State,
    at: usize,
}

#[derive(Debug, Clone)]
enum State {
    Loading,
    /// Oldest first.
    Ready(Vec<Version>),
    Failed(String),
}

impl Earlier {
    /// Edit history of `message`, whose current `text` dates from `since`.
    pub fn new(message: MessageId, text: String, since: Stamp, now: Now) -> Self {
        let present = Version::of(&Revision { text, at: since });
        Self { message, now, present, marks: Vec::new(), state: State::Loading, at: 0 }
    }

    /// The message whose versions are listed.
    pub const fn message(&self) -> MessageId {
        self.message
    }

    /// The earlier versions were read, or could not be.
    pub fn loaded(&mut self, versions: Result<Vec<Revision>, String>) {
        self.state = match versions {
            Ok(versions) => {
                let versions: Vec<_> = versions.iter().map(Version::of).collect();
                self.marks = marks(&self.present, &versions);
                State::Ready(versions)
            }
            Err(error) => State::Failed(error),
        };
    }

    fn last(&self) -> usize {
        match &self.state {
            State::Ready(versions) => versions.len(),
            State::Loading | State::Failed(_) => 0,
        }
    }

    fn has_marks(&self) -> bool {
        self.marks.iter().any(|marks| !marks.is_empty())
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
        button::icon(
            theme,
            Icon::X,
            keys::with_key(tr::dialog_close(), Context::Anywhere, Command::Leave),
            Some(Closed)
        ),
    ]
    .align_y(Alignment::Center)
    .padding(Padding { top: space::THREE, right: space::THREE, bottom: space::TWO, left: space::SIX });
    let legend = earlier.has_marks().then(|| part::hint(theme, tr::history_legend()));
    let marks = |number: usize| earlier.marks.get(number).map_or(&[][..], Vec::as_slice);
    let now = tr::history_now(&words::stamp(earlier.present.at, earlier.now));
    let mut list = Column::new().spacing(space::FOUR).push(legend);
    list = list.push(version(theme, now, &earlier.present, marks(0), 0));
    match &earlier.state {
        State::Loading => {}
        State::Ready(versions) => {
            for (number, one) in versions.iter().rev().enumerate() {
                let since = tr::history_before(&words::stamp(one.at, earlier.now));
                let place = i64::try_from(number).unwrap_or(i64::MAX).saturating_add(1);
                list = list.push(version(theme, since, one, marks(number + 1), place));
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

fn version<'a>(
    theme: Theme,
    when: String,
    version: &Version,
    marks: &[Marked],
    number: i64,
) -> Element<'a, Closed> {
    let portions = portions(version.spans.clone());
    let text = (0..).zip(portions).map(|(part, spans)| {
        let passage = passage::passage(spans, theme).marked(marks.to_vec());
        passage.width(Length::Fill).at(Order(number, 0), part).into()
    });
    let text = Column::with_children(text);
    column![label(theme, Role::SmallStrong, when).style(colors::muted), text].spacing(space::HALF).into()
}

/// The marks of each version, the current one first, from `versions`, the oldest first.
fn marks(present: &Version, versions: &[Version]) -> Vec<Vec<Marked>> {
    let texts: Vec<&str> =
        std::iter::once(present).chain(versions.iter().rev()).map(|version| version.text.as_str()).collect();
    let mut marks = vec![Vec::new(); texts.len()];
    for (number, pair) in texts.windows(2).enumerate() {
        let [newer, older] = pair else { continue };
        let found = differences(older, newer);
        if let Some([of_newer, of_older]) = marks.get_mut(number..number + 2) {
            of_newer.extend(found.added.into_iter().map(|range| (range, Mark::Added)));
            of_older.extend(found.removed.into_iter().map(|range| (range, Mark::Removed)));
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_marks_what_is_new_in_it_and_what_the_next_one_left_out() {
        let version =
            |text: &str| Version::of(&Revision { text: text.to_owned(), at: Stamp::from_ticks(0, 0) });
        let (first, second) = (version("We meet at ten."), version("We meet at nine."));
        let marks = marks(&version("We eat at nine."), &[first, second]);
        let (added, removed) = (Mark::Added, Mark::Removed);
        assert_eq!(
            marks,
            [vec![(3..6, added)], vec![(3..7, removed), (11..15, added)], vec![(11..14, removed)],]
        );
    }
}
