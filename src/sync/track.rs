//! The progress of reading one thing: the whole account, or one conversation.
//!
//! ```text
//!   nothing known ─► first reading (history) ─────────────► done
//!                        │ as soon as the newest page is here
//!                        └─► news, from the newest date on, between two pages of history and ever after
//! ```
//! The newest date is stored digit for digit, because it is sent back to the server; the progress of the first
//! reading is stored with every page. Messages of the first reading are history and count as read. Must not know: the
//! remote.
//! Tests: below, `tests/sync`.

use super::history::{PageWalk, Seen};
use super::keep::{Newest, News};

use crate::remote::{Route, wire};
use crate::store::interface::{self, Table};
use crate::store::{self, Connection};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Key of the newest server date, stored digit for digit.
pub(super) const CURSOR: &str = "read_since";
/// Key of the progress of an unfinished first reading.
const PLACE: &str = "first_reading";

const HOUR: i64 = 36_000_000_000;
const DAY: i64 = 24 * HOUR;
/// How often reading begins an hour earlier, in milliseconds.
const LOOK_BACK: i64 = 300_000;

/// The progress of reading one thing.
#[derive(Debug, Clone)]
pub(super) struct Track {
    pub(super) route: Option<Route>,
    /// Everything after this server date is new.
    cursor: Option<wire::Date>,
    pub(super) history: History,
    pub(super) news: Pages,
    /// The ids of the previous page of history: a server may repeat its last page for every later one.
    pub(super) before: Vec<Option<Uuid>>,
    /// The latest starting point of the next reading of new messages, because the previous one held something back.
    again: Option<wire::Date>,
    /// When reading last began earlier, in milliseconds since 1970 UTC.
    looked_back: Option<i64>,
    /// The server refuses it: it is left alone until the next start, or until the user asks.
    pub(super) refused: bool,
}

/// The first reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum History {
    Under(Box<First>),
    Done,
}

/// An unfinished first reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct First {
    pub(super) walk: PageWalk,
    /// The newest date found, digit for digit.
    newest: Option<String>,
    /// The oldest date that was held back.
    held: Option<String>,
}

/// A reading of consecutive pages.
#[derive(Debug, Clone)]
pub(super) struct Pages {
    pub(super) page: u32,
    pub(super) since: Option<wire::Date>,
    /// The ids of the previous page: a server without paging returns the same one forever.
    pub(super) before: Vec<Option<Uuid>>,
    newest: Option<wire::Date>,
    /// The oldest date that was held back.
    held: Option<wire::Date>,
    /// The newest message here before it began.
    pub(super) here: Newest,
}

impl Pages {
    const BEGIN: Self =
        Self { page: 1, since: None, before: Vec::new(), newest: None, held: None, here: Newest::NONE };
}

impl First {
    fn new() -> Self {
        Self { walk: PageWalk::new(), newest: None, held: None }
    }
}

impl Track {
    /// Loads the stored progress.
    pub(super) fn load(connection: &Connection, route: Option<Route>) -> Result<Self, store::Error> {
        let get = |key: &str| interface::get(connection, Table::Connection, &key_of(key, route));
        let cursor = get(CURSOR)?.and_then(|text| wire::Date::parse(&text));
        let place = get(PLACE)?;
        let history = match place.as_deref() {
            Some(DONE) => History::Done,
            Some(text) => {
                History::Under(Box::new(serde_json::from_str(text).unwrap_or_else(|_| First::new())))
            }
            // Read to its end by a version that stored no progress.
            None if cursor.is_some() => History::Done,
            None => History::Under(Box::new(First::new())),
        };
        let news = Pages::BEGIN;
        let (again, looked_back) = (None, None);
        Ok(Self { route, cursor, history, news, before: Vec::new(), again, looked_back, refused: false })
    }

    /// The server date from which new messages are read; `None` while only history is read.
    pub(super) const fn cursor(&self) -> Option<&wire::Date> {
        self.cursor.as_ref()
    }

    /// True if new messages can be requested: their starting date is known.
    pub(super) const fn has_news(&self) -> bool {
        match self.history {
            History::Done => true,
            History::Under(_) => self.cursor.is_some(),
        }
    }

    /// Begins a reading of new messages, or continues an unfinished one.
    pub(super) fn begin_news(&mut self, now: i64) {
        if self.news.page > 1 {
            return;
        }
        self.news = Pages::BEGIN;
        let earlier = match (&self.history, self.looked_back) {
            // Older messages are history, which is read separately.
            (History::Under(_), _) => 0,
            (History::Done, None) => DAY,
            (History::Done, Some(then)) if !(0..LOOK_BACK).contains(&now.saturating_sub(then)) => HOUR,
            (History::Done, Some(_)) => 0,
        };
        if earlier > 0 {
            self.looked_back = Some(now);
        }
        self.news.since = self.cursor.as_ref().map(|cursor| match earlier {
            // Digit for digit as received.
            0 => cursor.clone(),
            _ => wire::Date::from_ticks(cursor.ticks().saturating_sub(earlier), cursor.offset()),
        });
        if let (Some(since), Some(again)) = (&mut self.news.since, &self.again)
            && again.ticks() < since.ticks()
        {
            again.clone_into(since);
        }
    }

    /// Records an element of a page of new messages. Dates later than `latest_trusted_date`, in ticks, do not tell how far the
    /// server was read.
    pub(super) fn pass_news(&mut self, date: Option<wire::Date>, news: News, latest_trusted_date: i64) {
        let Some(date) = date else { return };
        let pages = &mut self.news;
        if news == News::HeldBack && pages.held.as_ref().is_none_or(|held| date.ticks() < held.ticks()) {
            pages.held = Some(date.clone());
        }
        let is_newer = pages.newest.as_ref().is_none_or(|newest| date.ticks() > newest.ticks());
        if is_newer && date.ticks() <= latest_trusted_date {
            pages.newest = Some(date);
        }
    }

    /// Ends a reading of new messages: the date moves forward, but not past anything that was held back.
    pub(super) fn end_news(&mut self) {
        let pages = std::mem::replace(&mut self.news, Pages::BEGIN);
        let newest = pages
            .newest
            .filter(|newest| self.cursor.as_ref().is_none_or(|then| newest.ticks() > then.ticks()));
        match pages.held {
            // The next round begins at the same point again, whichever date the server uses. The date stays: a round
            // that began earlier must not make the next one begin earlier still.
            Some(_) if self.cursor.is_some() => self.again = pages.since,
            Some(held) => self.cursor = Some(held),
            None => (self.cursor, self.again) = (newest.or_else(|| self.cursor.take()), None),
        }
    }

    /// Records an element of a page of history.
    pub(super) fn pass_history(&mut self, date: Option<&wire::Date>, news: News, latest_trusted_date: i64) {
        let (History::Under(first), Some(date)) = (&mut self.history, date) else { return };
        let known = |text: &Option<String>| text.as_deref().and_then(wire::Date::parse);
        if news == News::HeldBack && known(&first.held).is_none_or(|held| date.ticks() < held.ticks()) {
            first.held = Some(date.as_str().to_owned());
        }
        let is_newer = known(&first.newest).is_none_or(|newest| date.ticks() > newest.ticks());
        if is_newer && date.ticks() <= latest_trusted_date {
            first.newest = Some(date.as_str().to_owned());
        }
    }

    /// Records a page of history.
    pub(super) fn record_page(&mut self, seen: Seen, now: i64) {
        if let History::Under(first) = &mut self.history {
            first.walk.record_page(seen);
        }
        self.end_history_page(now);
    }

    /// Ends a page of history: new messages can be read as soon as the newest date is known, and history ends with
    /// the last page.
    fn end_history_page(&mut self, now: i64) {
        let History::Under(first) = &mut self.history else { return };
        if !first.walk.has_newest() {
            return;
        }
        if self.cursor.is_none() {
            self.cursor = first.newest.as_deref().and_then(wire::Date::parse);
        }
        if first.walk.page().is_some() {
            return;
        }
        let held = first.held.as_deref().and_then(wire::Date::parse);
        if let Some(held) = held
            && self.cursor.as_ref().is_some_and(|cursor| held.ticks() < cursor.ticks())
        {
            self.cursor = Some(held);
        }
        self.history = History::Done;
        // All of it has just been read.
        self.looked_back = Some(now);
    }

    /// Stores the progress.
    pub(super) fn save(&self, connection: &Connection) -> Result<(), store::Error> {
        let set = |key: &str, value: &str| {
            interface::set(connection, Table::Connection, &key_of(key, self.route), value)
        };
        if let Some(cursor) = &self.cursor {
            set(CURSOR, cursor.as_str())?;
        }
        match &self.history {
            History::Done => set(PLACE, DONE),
            History::Under(first) => match serde_json::to_string(first) {
                Ok(text) => set(PLACE, &text),
                Err(error) => {
                    tracing::warn!(%error, "the place of the first reading is not kept; a restart begins anew");
                    Ok(())
                }
            },
        }
    }
}

/// The stored value of a finished first reading.
const DONE: &str = "done";

/// The server date from which new messages of a conversation are read, if it is read separately.
pub(super) fn cursor_of(connection: &Connection, route: Route) -> Result<Option<wire::Date>, store::Error> {
    let text = interface::get(connection, Table::Connection, &key_of(CURSOR, Some(route)))?;
    Ok(text.and_then(|text| wire::Date::parse(&text)))
}

fn key_of(key: &str, route: Option<Route>) -> String {
    match route {
        None => key.to_owned(),
        Some(Route::Channel(id)) => format!("{key} #{id}"),
        Some(Route::Group(id)) => format!("{key} &{id}"),
        Some(Route::Direct(id)) => format!("{key} @{id}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 17_600_000_000_000_000;

    fn date(ticks: i64) -> wire::Date {
        wire::Date::from_ticks(NOON + ticks, 0)
    }

    /// One that has read everything up to noon.
    fn at_noon() -> Track {
        Track {
            route: None,
            cursor: Some(date(0)),
            history: History::Done,
            news: Pages::BEGIN,
            before: Vec::new(),
            again: None,
            looked_back: Some(0),
            refused: false,
        }
    }

    #[test]
    fn a_date_ahead_of_the_server_moves_the_beginning_once_it_has_passed_there() {
        let mut track = at_noon();
        track.begin_news(1);
        track.pass_news(Some(date(30)), News::Kept, NOON + 20);
        track.pass_news(Some(date(10)), News::Kept, NOON + 20);
        track.end_news();
        assert_eq!(track.cursor(), Some(&date(10)));
        track.begin_news(2);
        track.pass_news(Some(date(30)), News::Known, NOON + 25);
        track.pass_news(Some(date(24)), News::Kept, NOON + 25);
        track.end_news();
        assert_eq!(track.cursor(), Some(&date(24)));
        track.begin_news(3);
        track.pass_news(Some(date(30)), News::Known, NOON + 31);
        track.end_news();
        assert_eq!(track.cursor(), Some(&date(30)));
    }

    #[test]
    fn what_is_held_back_for_days_makes_reading_begin_an_hour_earlier_and_no_more() {
        let mut track = at_noon();
        for minutes in 1..3_000 {
            track.begin_news(minutes * 60_000);
            let since = track.news.since.clone().unwrap().ticks();
            assert!(since >= NOON - HOUR, "after {minutes} minutes");
            track.pass_news(Some(date(-1)), News::HeldBack, NOON + HOUR);
            track.pass_news(Some(date(1)), News::Kept, NOON + HOUR);
            track.end_news();
            assert_eq!(track.cursor(), Some(&date(0)));
        }
        // Read again from where that was found, and then from the newest date.
        track.begin_news(180_000_001);
        assert_eq!(track.news.since, Some(date(-HOUR)));
        track.pass_news(Some(date(1)), News::Kept, NOON + HOUR);
        track.end_news();
        track.begin_news(180_000_002);
        assert_eq!(track.news.since, Some(date(1)));
    }
}
