//! A list of any length whose cost depends on what is in sight: messages of a conversation, people, results.
//!
//! One's place in it is a row and where that row stands, never a distance from the start. So rows that arrive, go or change
//! their height above the place do not move what is being read. Rows are built when they come into sight or their version
//! changes, and are kept otherwise: an unchanged list costs a new view nothing but a look at each row's version.
//!
//! The loaded rows may be a part of the whole. `surrounded` says how many are before and after, for an honest
//! scrollbar; the near messages ask for more, `on_seek` for another part.
//!
//! Must not know: what a row is. `list/place.rs` places rows, `list/cache.rs` keeps them, `list/scrollbar.rs` counts.
//! Tests: in those files, and `tests/list/` with real events and counted builds.

mod cache;
mod events;
pub mod find;
mod place;
mod scrollbar;
mod state;

pub use place::Grow;

use crate::theme::Theme;

use iced::Element;
use iced::advanced::widget;

/// Names a row for as long as it exists, whatever its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(pub u128);

impl Key {
    /// From the bytes of an id.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }
}

/// The loaded rows. All of it is asked often and must be cheap, but for `view`.
pub trait Rows<Message> {
    /// How many.
    fn len(&self) -> usize;
    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The name of a row; no two have the same.
    fn key(&self, index: usize) -> Key;
    /// Changes when the row would look different.
    fn version(&self, index: usize) -> u64;
    /// Where a row is, if it is loaded.
    fn index_of(&self, key: Key) -> Option<usize>;
    /// Builds a row.
    fn view(&self, index: usize) -> Element<'static, Message, Theme>;
}

/// What is in sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visible {
    /// The first row of which something is seen.
    pub first: Key,
    /// The last one.
    pub last: Key,
    /// Whether the end of the whole list is in sight.
    pub at_end: bool,
}

/// A wish to be elsewhere, carried out once for each ticket; if its row is not loaded yet, as soon as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jump {
    /// A number not used before in this list.
    pub ticket: u64,
    /// Where to.
    pub to: Target,
}

/// Where a jump goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// To a row.
    Row {
        /// Which.
        key: Key,
        /// Where it shall stand.
        align: Align,
    },
    /// To the first loaded row.
    Start,
    /// To the end, and stays there.
    End,
    /// Back by what is in sight, less a line or two.
    PageUp,
    /// On by the same.
    PageDown,
}

/// Where a row stands after a jump.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// A little below the top.
    Top,
    /// In the middle.
    Center,
    /// Where it is if it is in sight, else at the nearer edge: what keyboard focus needs.
    Nearest,
}

/// How far rows are built above and below the window, in logical pixels.
const MARGIN: f32 = 160.0;
/// What a wheel's line is worth.
const LINE: f32 = 60.0;
/// What stays in sight over a page.
const OVERLAP: f32 = 48.0;
/// Left above and below a row that was jumped to.
const AIR: f32 = 8.0;
/// How much of its own height is left beside a row that is brought into view, for its neighbour to be seen.
const PEEK: f32 = 0.6;
/// No more than this, in pixels.
const MOST_PEEK: f32 = 40.0;

/// The widget; see [`list`].
pub struct List<'a, Message> {
    rows: Box<dyn Rows<Message> + 'a>,
    theme: Theme,
    id: Option<widget::Id>,
    place: u64,
    grow: Grow,
    before: u64,
    after: u64,
    jump: Option<Jump>,
    on_visible: Option<Box<dyn Fn(Visible) -> Message + 'a>>,
    on_near_start: Option<Box<dyn Fn() -> Message + 'a>>,
    on_near_end: Option<Box<dyn Fn() -> Message + 'a>>,
    on_seek: Option<Box<dyn Fn(u64) -> Message + 'a>>,
    on_shift_press: Option<Box<dyn Fn(Key) -> Message + 'a>>,
}

/// A list of these rows that fills the room it is given.
pub fn list<'a, Message>(rows: impl Rows<Message> + 'a, theme: Theme) -> List<'a, Message> {
    List {
        rows: Box::new(rows),
        theme,
        id: None,
        place: 0,
        grow: Grow::Down,
        before: 0,
        after: 0,
        jump: None,
        on_visible: None,
        on_near_start: None,
        on_near_end: None,
        on_seek: None,
        on_shift_press: None,
    }
}

impl<'a, Message> List<'a, Message> {
    /// For operations and tests.
    #[must_use]
    pub fn id(mut self, id: impl Into<widget::Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Which list this is, where one stands for many (conversations). One's position in each is remembered.
    #[must_use]
    pub fn place(mut self, place: u64) -> Self {
        self.place = place;
        self
    }

    /// Where few rows gather, and where it opens.
    #[must_use]
    pub fn grow(mut self, grow: Grow) -> Self {
        self.grow = grow;
        self
    }

    /// How many rows there are before and after the loaded ones.
    #[must_use]
    pub fn surrounded(mut self, before: u64, after: u64) -> Self {
        (self.before, self.after) = (before, after);
        self
    }

    /// A wish to be elsewhere; keep giving it, it happens once.
    #[must_use]
    pub fn jump(mut self, jump: Option<Jump>) -> Self {
        self.jump = jump;
        self
    }

    /// Told whenever other rows come into sight.
    #[must_use]
    pub fn on_visible(mut self, message: impl Fn(Visible) -> Message + 'a) -> Self {
        self.on_visible = Some(Box::new(message));
        self
    }

    /// Asks for earlier rows, once for each first row.
    #[must_use]
    pub fn on_near_start(mut self, message: impl Fn() -> Message + 'a) -> Self {
        self.on_near_start = Some(Box::new(message));
        self
    }

    /// Asks for later rows, once for each last row.
    #[must_use]
    pub fn on_near_end(mut self, message: impl Fn() -> Message + 'a) -> Self {
        self.on_near_end = Some(Box::new(message));
        self
    }

    /// A row was pressed while Shift was held. The row itself does not see that press.
    #[must_use]
    pub fn on_shift_press(mut self, message: impl Fn(Key) -> Message + 'a) -> Self {
        self.on_shift_press = Some(Box::new(message));
        self
    }

    /// Asks for rows around this one, counted in the whole: the scrollbar was dragged to where nothing is loaded.
    #[must_use]
    pub fn on_seek(mut self, message: impl Fn(u64) -> Message + 'a) -> Self {
        self.on_seek = Some(Box::new(message));
        self
    }
}

impl<'a, Message: 'static> From<List<'a, Message>> for Element<'a, Message, Theme> {
    fn from(list: List<'a, Message>) -> Self {
        Element::new(list)
    }
}

impl<Message> std::fmt::Debug for List<'_, Message> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("List")
            .field("rows", &self.rows.len())
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}
