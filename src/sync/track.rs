//! How far one thing is read: all that the person may see, or one conversation.
//!
//! ```text
//!   nothing known ─► first reading (history) ─────────────► done
//!                        │ as soon as the newest page is here
//!                        └─► news, from the newest date on, between two pages of history and ever after
//! ```
//! The newest date is remembered digit for digit, because it goes back to the server; the first reading's place is written
//! down with every page. What the first reading brings is history and counts as read. Must not know: the remote.
//! Tests: below, `tests/sync`.

use super::history::{Seen, Walk};
use super::keep::{Newest, News};

use crate::remote::{Route, wire};
use crate::store::interface::{self, Shelf};
use crate::store::{self, Connection};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Under this name the newest server date is remembered, digit for digit.
pub(super) const CURSOR: &str = "read_since";
/// Under this name the place of a first reading that is under way is remembered.
const PLACE: &str = "first_reading";

const HOUR: i64 = 36_000_000_000;
const DAY: i64 = 24 * HOUR;
/// Every so many milliseconds reading begins an hour earlier.
const LOOK_BACK: i64 = 300_000;

/// How far something is read.
#[derive(Debug, Clone)]
pub(super) struct Track {
    pub(super) route: Option<Route>,
    /// From here on everything is news; a server date.
    cursor: Option<wire::Date>,
    pub(super) history: History,
    pub(super) news: Pages,
    /// The ids of the page of history before: a server may give its last page for every later one.
    pub(super) before: Vec<Option<Uuid>>,
    /// Where the next reading of news begins at the latest: the one before held something back.
    again: Option<wire::Date>,
    /// When it last began earlier, in milliseconds since 1970 UTC.
    looked_back: Option<i64>,
    /// The server refuses it: left alone until the next start, or until a person asks.
    pub(super) refused: bool,
}

/// The first reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum History {
    Under(Box<First>),
    Done,
}

/// A first reading under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct First {
    pub(super) walk: Walk,
    /// The newest date that it met, digit for digit.
    newest: Option<String>,
    /// The oldest date of what was held back.
    held: Option<String>,
}

/// A reading of several pages that follow one another.
#[derive(Debug, Clone)]
pub(super) struct Pages {
    pub(super) page: u32,
    pub(super) since: Option<wire::Date>,
    /// The ids of the page before: a server that knows no pages gives the same one for ever.
    pub(super) before: Vec<Option<Uuid>>,
    newest: Option<wire::Date>,
    /// The oldest date of what was held back.
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
        Self { walk: Walk::new(), newest: None, held: None }
    }
}

impl Track {
    /// How far it is, as the disk says.
    pub(super) fn load(connection: &Connection, route: Option<Route>) -> Result<Self, store::Error> {
        let get = |key: &str| interface::get(connection, Shelf::Line, &key_of(key, route));
        let cursor = get(CURSOR)?.and_then(|text| wire::Date::parse(&text));
        let place = get(PLACE)?;
        let history = match place.as_deref() {
            Some(DONE) => History::Done,
            Some(text) => {
                History::Under(Box::new(serde_json::from_str(text).unwrap_or_else(|_| First::new())))
            }
            // Read to its end by a build that kept no place.
            None if cursor.is_some() => History::Done,
            None => History::Under(Box::new(First::new())),
        };
        let news = Pages::BEGIN;
        let (again, looked_back) = (None, None);
        Ok(Self { route, cursor, history, news, before: Vec::new(), again, looked_back, refused: false })
    }

    /// The server date from which news is read; none while only history is.
    pub(super) const fn cursor(&self) -> Option<&wire::Date> {
        self.cursor.as_ref()
    }

    /// True if there is news to ask for now: its beginning is known.
    pub(super) const fn has_news(&self) -> bool {
        match self.history {
            History::Done => true,
            History::Under(_) => self.cursor.is_some(),
        }
    }

    /// A reading of news begins, or goes on where it was.
    pub(super) fn begin_news(&mut self, now: i64) {
        if self.news.page > 1 {
            return;
        }
        self.news = Pages::BEGIN;
        let earlier = match (&self.history, self.looked_back) {
            // Older messages are history, and come as such.
            (History::Under(_), _) => 0,
            (History::Done, None) => DAY,
            (History::Done, Some(then)) if !(0..LOOK_BACK).contains(&now.saturating_sub(then)) => HOUR,
            (History::Done, Some(_)) => 0,
        };
        if earlier > 0 {
            self.looked_back = Some(now);
        }
        self.news.since = self.cursor.as_ref().map(|cursor| match earlier {
            // Digit for digit as it came.
            0 => cursor.clone(),
            _ => wire::Date::from_ticks(cursor.ticks().saturating_sub(earlier), cursor.offset()),
        });
        if let (Some(since), Some(again)) = (&mut self.news.since, &self.again)
            && again.ticks() < since.ticks()
        {
            again.clone_into(since);
        }
    }

    /// An element of a page of news. Later dates than `believed`, in ticks, say nothing of how far the server was read.
    pub(super) fn pass_news(&mut self, date: Option<wire::Date>, news: News, believed: i64) {
        let Some(date) = date else { return };
        let pages = &mut self.news;
        if news == News::HeldBack && pages.held.as_ref().is_none_or(|held| date.ticks() < held.ticks()) {
            pages.held = Some(date.clone());
        }
        let is_newer = pages.newest.as_ref().is_none_or(|newest| date.ticks() > newest.ticks());
        if is_newer && date.ticks() <= believed {
            pages.newest = Some(date);
        }
    }

    /// The last page of news has been read: the date moves, but not past what was held back.
    pub(super) fn end_news(&mut self) {
        let pages = std::mem::replace(&mut self.news, Pages::BEGIN);
        let newest = pages
            .newest
            .filter(|newest| self.cursor.as_ref().is_none_or(|then| newest.ticks() > then.ticks()));
        match pages.held {
            // The next round reads the same beginning again, whichever date the server goes by. The date stays: what began
            // earlier than that must not make the one after it begin earlier still.
            Some(_) if self.cursor.is_some() => self.again = pages.since,
            Some(held) => self.cursor = Some(held),
            None => (self.cursor, self.again) = (newest.or_else(|| self.cursor.take()), None),
        }
    }

    /// An element of a page of history.
    pub(super) fn pass_history(&mut self, date: Option<&wire::Date>, news: News, believed: i64) {
        let (History::Under(first), Some(date)) = (&mut self.history, date) else { return };
        let known = |text: &Option<String>| text.as_deref().and_then(wire::Date::parse);
        if news == News::HeldBack && known(&first.held).is_none_or(|held| date.ticks() < held.ticks()) {
            first.held = Some(date.as_str().to_owned());
        }
        let is_newer = known(&first.newest).is_none_or(|newest| date.ticks() > newest.ticks());
        if is_newer && date.ticks() <= believed {
            first.newest = Some(date.as_str().to_owned());
        }
    }

    /// A page of history has been read.
    pub(super) fn passed(&mut self, seen: Seen, now: i64) {
        if let History::Under(first) = &mut self.history {
            first.walk.passed(seen);
        }
        self.end_history_page(now);
    }

    /// After a page of history: news begins as soon as the newest is here, and all is news once history is done.
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

    /// Writes down how far it is.
    pub(super) fn save(&self, connection: &Connection) -> Result<(), store::Error> {
        let set =
            |key: &str, value: &str| interface::set(connection, Shelf::Line, &key_of(key, self.route), value);
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

/// The word for a first reading that is done.
const DONE: &str = "done";

/// The server date from which news of a conversation is read, where it is read by itself.
pub(super) fn cursor_of(connection: &Connection, route: Route) -> Result<Option<wire::Date>, store::Error> {
    let text = interface::get(connection, Shelf::Line, &key_of(CURSOR, Some(route)))?;
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
