//! A virtual list: however long it is, it costs only as much as its visible rows. Shows the messages of a conversation,
//! people, results.
//!
//! The scroll position is a row and that row's offset in the viewport, never a distance from the start. So the text
//! that the user is reading stays in place when rows above it arrive, go or change height. A row is built when it comes
//! into view or its version changes, and is otherwise taken from the cache: a new view of an unchanged list only
//! compares the versions of its rows.
//!
//! The loaded rows may be only a part of the whole list. `surrounded` says how many rows there are before and after
//! that part, so that the scrollbar is accurate. `on_near_start` and `on_near_end` request the next rows; `on_seek`
//! requests a different part.
//!
//! Must not know: the content of a row. `list/place.rs` places rows, `list/cache.rs` caches them, `list/scrollbar.rs`
//! computes the scrollbar. Tests: in those files, and `tests/list/` with real events and counted builds.

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

/// Identity of a row for as long as it exists, whatever its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(pub u128);

impl Key {
    /// The key made of the bytes of an id.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }
}

/// The loaded rows. Every method is called often and must be cheap, except `view`.
pub trait Rows<Message> {
    /// The number of loaded rows.
    fn len(&self) -> usize;
    /// True if no row is loaded.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The key of a row; no two rows have the same.
    fn key(&self, index: usize) -> Key;
    /// The version of a row, which changes when the row would look different.
    fn version(&self, index: usize) -> u64;
    /// The index of a row, if it is loaded.
    fn index_of(&self, key: Key) -> Option<usize>;
    /// True for the heading of the rows below it. It stays at the top of the viewport while they are scrolled under it,
    /// so it needs a ground of its own.
    fn is_heading(&self, _index: usize) -> bool {
        false
    }
    /// Builds a row.
    fn view(&self, index: usize) -> Element<'static, Message, Theme>;
}

/// The visible rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visible {
    /// The first row that is at least partly visible.
    pub first: Key,
    /// The last row that is at least partly visible.
    pub last: Key,
    /// True if the end of the whole list is visible.
    pub at_end: bool,
}

/// A request to scroll, carried out once for each ticket; if its row is not loaded yet, as soon as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jump {
    /// A number not used before in this list.
    pub ticket: u64,
    /// The target of the jump.
    pub to: Target,
}

impl Jump {
    /// The jump that follows the last one of its list.
    pub fn after(last: Option<Self>, to: Target) -> Self {
        Self { ticket: last.map_or(1, |last| last.ticket + 1), to }
    }
}

/// The target of a jump.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// To a row.
    Row {
        /// The row's key.
        key: Key,
        /// The row's place in the viewport.
        align: Align,
    },
    /// To the first loaded row.
    Start,
    /// To the end, where the list then sticks.
    End,
    /// Back by a viewport, less a line or two.
    PageUp,
    /// On by a viewport, less a line or two.
    PageDown,
}

/// A row's place in the viewport after a jump.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// A little below the top.
    Top,
    /// In the middle.
    Center,
    /// Unchanged if the row is visible, else at the nearer edge: what keyboard focus needs.
    Nearest,
}

/// Distance above and below the viewport in which rows are built, in logical pixels.
const MARGIN: f32 = 160.0;
/// Distance scrolled per line of the wheel, in logical pixels.
const LINE: f32 = 60.0;
/// Height that stays visible when paging, in logical pixels.
const OVERLAP: f32 = 48.0;
/// Least space left beside a row that was jumped to, in logical pixels.
const AIR: f32 = 8.0;
/// Space left beside a row that is brought into view, so that its neighbour shows: a share of the row's own height.
const PEEK: f32 = 0.6;
/// Upper limit of that space, in logical pixels.
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

/// A list of these rows that fills its area.
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
    /// Sets the id, for operations and tests.
    #[must_use]
    pub fn id(mut self, id: impl Into<widget::Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Identifies the list where one widget shows many (conversations). The scroll position of each is remembered.
    #[must_use]
    pub fn place(mut self, place: u64) -> Self {
        self.place = place;
        self
    }

    /// Sets where too few rows gather and where the list opens.
    #[must_use]
    pub fn grow(mut self, grow: Grow) -> Self {
        self.grow = grow;
        self
    }

    /// Sets how many rows there are before and after the loaded ones.
    #[must_use]
    pub fn surrounded(mut self, before: u64, after: u64) -> Self {
        (self.before, self.after) = (before, after);
        self
    }

    /// Requests a jump; keep passing it in each view, it is carried out once.
    #[must_use]
    pub fn jump(mut self, jump: Option<Jump>) -> Self {
        self.jump = jump;
        self
    }

    /// Publishes a message whenever the visible rows change.
    #[must_use]
    pub fn on_visible(mut self, message: impl Fn(Visible) -> Message + 'a) -> Self {
        self.on_visible = Some(Box::new(message));
        self
    }

    /// Publishes a request for earlier rows, once for each first loaded row.
    #[must_use]
    pub fn on_near_start(mut self, message: impl Fn() -> Message + 'a) -> Self {
        self.on_near_start = Some(Box::new(message));
        self
    }

    /// Publishes a request for later rows, once for each last loaded row.
    #[must_use]
    pub fn on_near_end(mut self, message: impl Fn() -> Message + 'a) -> Self {
        self.on_near_end = Some(Box::new(message));
        self
    }

    /// Publishes a message when a row is pressed with Shift held. The row itself does not see that press.
    #[must_use]
    pub fn on_shift_press(mut self, message: impl Fn(Key) -> Message + 'a) -> Self {
        self.on_shift_press = Some(Box::new(message));
        self
    }

    /// Publishes a request for the rows around an index in the whole list: the scrollbar was dragged to where nothing
    /// is loaded.
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
