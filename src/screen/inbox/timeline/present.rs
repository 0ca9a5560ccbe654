//! The presentation of each message in a timeline: day lines, the *New* line, group heads, folds, delivery marks.
//!
//! All of these belong to the row that follows them, so that a timeline is a list of messages and nothing else. An
//! [`Item`]'s version covers everything that changes how its row is drawn; the list rebuilds a row only when it
//! changes. Pure: time is an argument. Tests: below.

use super::fold::{Fold, fold};

use crate::chat::{MessageId, PersonId, Stamp};
use crate::language::tr;
use crate::row::{Delivery, Position, Row};
use crate::screen::words::{self, Now};

use chrono::NaiveDate;

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// Messages of one author within this time form a group, in milliseconds.
const GROUP: i64 = 5 * 60_000;
/// No delivery mark is drawn before a wish is this old, in milliseconds.
pub const UNMARKED: i64 = 500;
/// The presentation of one message.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Item {
    pub id: MessageId,
    /// Changes whenever the row has to be rebuilt.
    pub version: u64,
    /// The day line above it.
    pub day: Option<String>,
    pub new_line: NewLine,
    pub head: Head,
    pub fold: Fold,
    pub tick: Tick,
    /// When the server accepted it: `12:31`, or `21 Nov 2026, 05:10`.
    pub accepted: Option<String>,
    pub quote: Quote,
    pub editing: Editing,
    pub focus: Focused,
    pub gone: Gone,
    pub chosen: Chosen,
    pub place: Place,
    /// `2 replies · last 14:05`; in its own thread, the line below the message.
    pub replies: Option<String>,
    /// `14:05`.
    pub time: String,
    /// `arrived at 15:10`, for a message that came noticeably later than its date.
    pub came: Option<String>,
}

/// Tells if the *New* line is above the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NewLine {
    Here,
    /// All was marked as read: the line is gone, but its place stays, so that nothing moves under the pointer.
    Past,
    No,
}

/// Tells if a reply in the timeline quotes the message that it replies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quote {
    Shown,
    /// The message above replies to the same one, and quotes it.
    Above,
}

/// Tells if the message is being edited in the composer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Editing {
    Yes,
    No,
}

/// The *New* line of a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// It is above the first message of another author from here on.
    pub from: Position,
    /// [`NewLine::Here`], or [`NewLine::Past`].
    pub look: NewLine,
}

impl Line {
    /// A line that is drawn.
    pub const fn here(from: Position) -> Self {
        Self { from, look: NewLine::Here }
    }
}

/// Tells if the row shows its author.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Head {
    /// First of a group: avatar, name, time.
    Shown,
    /// Continues a group.
    Continued,
}

/// The delivery mark of the user's own message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tick {
    None,
    Waiting,
    Unanswered,
    Accepted,
    Seen,
    Parked,
}

/// Tells if the row has the keyboard focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Focused {
    Yes,
    No,
}

/// Tells if the message is drawn as deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gone {
    Yes,
    No,
}

/// Tells if the message is selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Chosen {
    Yes,
    No,
}

/// Where a row is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    Timeline,
    /// The message that a thread is under, in its thread.
    Root,
    /// A reply in the thread.
    Thread,
}

/// The context of a presentation besides the rows.
#[derive(Debug)]
pub struct Around<'a> {
    pub now: Now,
    pub me: PersonId,
    /// The message that the thread is under, if the rows are of a thread.
    pub root: Option<MessageId>,
    pub line: Option<Line>,
    /// How many older messages are not loaded.
    pub before: u64,
    /// How many times each long message was expanded.
    pub unfolded: &'a HashMap<MessageId, usize>,
    /// Messages drawn as deleted before they are deleted in the store.
    pub hidden: &'a HashSet<MessageId>,
    pub chosen: &'a HashSet<MessageId>,
    pub focused: Option<MessageId>,
    pub edited: Option<MessageId>,
}

/// The items of these rows, oldest first.
pub fn items(rows: &[Arc<Row>], around: &Around<'_>) -> Vec<Item> {
    let today = around.now.today();
    let mut previous: Option<&Row> = None;
    let mut day_before: Option<NaiveDate> = None;
    let mut line_due = around.line;
    let gone = |row: &Row| row.message.marks.deleted || around.hidden.contains(&row.message.id);
    // A deleted or archived message neither starts nor continues a group, and is no news.
    let quiet = |row: &Row| gone(row) || row.message.marks.archived;
    rows.iter()
        .map(|row| {
            let sent_at = around.now.local(row.message.sent_at);
            let day = sent_at.date_naive();
            let starts_day = day_before.replace(day) != Some(day);
            let is_news = row.message.author != around.me && !quiet(row);
            let new_line = match line_due.filter(|line| is_news && row.position() >= line.from) {
                // If older rows are not loaded, the *New* line of the first row may belong further up, so it is not
                // drawn.
                Some(line) => {
                    line_due = None;
                    if previous.is_some() || around.before == 0 { line.look } else { NewLine::No }
                }
                None => NewLine::No,
            };
            let is_in_run = previous.is_some_and(|before| {
                row.message.parent.is_some() && before.message.parent == row.message.parent && !quiet(before)
            });
            let quote =
                if is_in_run && !starts_day && new_line == NewLine::No { Quote::Above } else { Quote::Shown };
            let head = match previous {
                Some(before)
                    if !starts_day
                        && new_line == NewLine::No
                        && !quiet(before)
                        && !quiet(row)
                        && row.came_late.is_none()
                        && around.root != Some(before.message.id)
                        && continues(before, row) =>
                {
                    Head::Continued
                }
                Some(_) | None => Head::Shown,
            };
            let mut item = Item {
                id: row.message.id,
                version: 0,
                day: starts_day.then(|| words::day(day, today)),
                new_line,
                head,
                fold: fold(row, around.unfolded),
                tick: tick(row, around.me, around.now.at),
                accepted: row.accepted_at.map(|at| words::when(at, around.now)),
                quote,
                editing: if around.edited == Some(row.message.id) { Editing::Yes } else { Editing::No },
                focus: if around.focused == Some(row.message.id) { Focused::Yes } else { Focused::No },
                gone: if gone(row) { Gone::Yes } else { Gone::No },
                chosen: if around.chosen.contains(&row.message.id) { Chosen::Yes } else { Chosen::No },
                place: place(row, around.root),
                replies: replies(row, around),
                time: words::hour(&sent_at),
                came: came(row, day, around.now),
            };
            item.version = version(row, &item, around.now);
            previous = Some(row);
            item
        })
        .collect()
}

/// The delivery mark at a moment. The user's own messages that other programs sent have one, too.
pub fn tick(row: &Row, me: PersonId, now: Stamp) -> Tick {
    match &row.delivery {
        Delivery::Settled if row.message.author == me => Tick::Seen,
        Delivery::Settled => Tick::None,
        Delivery::Waiting { unanswered: true, .. } => Tick::Unanswered,
        Delivery::Waiting { since, .. } if now.millis_since(*since) < UNMARKED => Tick::None,
        Delivery::Waiting { .. } => Tick::Waiting,
        Delivery::Accepted => Tick::Accepted,
        Delivery::Seen => Tick::Seen,
        Delivery::Parked { .. } => Tick::Parked,
    }
}

/// When a late message arrived; with the day if that is not the day of the message.
fn came(row: &Row, day: NaiveDate, now: Now) -> Option<String> {
    let at = row.came_late?;
    let time = words::time(at, now);
    let on = now.local(at).date_naive();
    Some(if on == day {
        tr::message_arrived(&time)
    } else if on == now.today() {
        tr::message_arrived_today(&time)
    } else {
        tr::MessageArrivedOn { day: &words::date(on, now.today()), time: &time }.text()
    })
}

fn place(row: &Row, root: Option<MessageId>) -> Place {
    match root {
        None => Place::Timeline,
        Some(root) if root == row.message.id => Place::Root,
        Some(_) => Place::Thread,
    }
}

/// The words about the thread under a message.
fn replies(row: &Row, around: &Around<'_>) -> Option<String> {
    let replies = &row.replies;
    let count = u64::from(replies.count);
    if around.root == Some(row.message.id) {
        return Some(if count == 0 {
            tr::message_replies_none().to_owned()
        } else {
            tr::message_replies(count)
        });
    }
    let Some(last) = replies.last_at else {
        return replies.draft.then(|| tr::message_reply_draft().to_owned());
    };
    let (last, today) = (around.now.local(last), around.now.today());
    let (time, day) = (&words::hour(&last), &words::date(last.date_naive(), today));
    Some(match (last.date_naive() == today, replies.draft) {
        (true, false) => tr::MessageRepliesToday { count, time }.text(),
        (true, true) => tr::MessageRepliesTodayDraft { count, time }.text(),
        (false, false) => tr::MessageRepliesOn { count, day }.text(),
        (false, true) => tr::MessageRepliesOnDraft { count, day }.text(),
    })
}

fn continues(before: &Row, row: &Row) -> bool {
    before.message.author == row.message.author
        && row.message.sent_at.millis_since(before.message.sent_at) < GROUP
}

/// The version of an item whose own `version` is still 0.
fn version(row: &Row, item: &Item, now: Now) -> u64 {
    let mut hasher = DefaultHasher::new();
    // The system's time zone may change while the window is open, and with it the dates that the row draws.
    let local = |at| now.local(at).naive_local();
    let shared_at = row.message.shared.as_ref().and_then(|shared| shared.sent_at);
    (row.version, local(row.message.sent_at), shared_at.map(local), item).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::chat::{ChannelId, Message, conversation};

    use crate::chat::message::Shared;
    use crate::clock::Zone;

    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    const SECOND: i64 = 10_000_000;
    const DAY: i64 = 86_400 * SECOND;

    fn person(number: u128) -> PersonId {
        PersonId::new(Uuid::from_u128(number))
    }

    fn row(number: u128, author: u128, ticks: i64, text: &str) -> Arc<Row> {
        let message = Message::text(
            MessageId::new(Uuid::from_u128(number)),
            conversation::Id::Channel(ChannelId::new(Uuid::from_u128(1))),
            person(author),
            "Somebody".to_owned(),
            Stamp::from_ticks(ticks, 0),
            text.to_owned(),
        );
        Arc::new(Row::of(message))
    }

    fn present(rows: &[Arc<Row>], new_from: Option<Position>) -> Vec<Item> {
        presented(rows, new_from, Now { at: Stamp::from_ticks(10 * DAY, 0), zone: &Utc })
    }

    fn presented(rows: &[Arc<Row>], new_from: Option<Position>, now: Now) -> Vec<Item> {
        let (steps, none) = (HashMap::new(), HashSet::new());
        let me = person(9);
        items(
            rows,
            &Around {
                now,
                me,
                root: None,
                line: new_from.map(Line::here),
                before: 0,
                unfolded: &steps,
                hidden: &none,
                chosen: &none,
                focused: None,
                edited: None,
            },
        )
    }

    #[test]
    fn one_author_within_five_minutes_is_one_group() {
        let rows = [
            row(1, 1, 0, "a"),
            row(2, 1, 299 * SECOND, "b"),
            row(3, 1, 600 * SECOND, "c"),
            row(4, 2, 601 * SECOND, "d"),
        ];
        let heads: Vec<Head> = present(&rows, None).iter().map(|item| item.head).collect();
        assert_eq!(heads, [Head::Shown, Head::Continued, Head::Shown, Head::Shown]);
    }

    #[test]
    fn a_new_day_starts_a_line_and_a_group() {
        let items = present(&[row(1, 1, DAY - SECOND, "a"), row(2, 1, DAY, "b")], None);
        assert!(items[0].day.is_some());
        assert_eq!(items[1].day.as_deref(), Some("Friday, 2 January"));
        assert_eq!(items[1].head, Head::Shown);
    }

    /// Messages written at these moments, as they are drawn in this zone at noon (UTC) on 29 November 2026.
    fn written(moments: &[&str], zone: &'static dyn Zone) -> Vec<Item> {
        let stamp = |text: &str| Stamp::from(text.parse::<DateTime<Utc>>().unwrap());
        let rows: Vec<_> =
            moments.iter().zip(1..).map(|(at, number)| row(number, 1, stamp(at).ticks(), "a")).collect();
        presented(&rows, None, Now { at: stamp("2026-11-29T12:00:00Z"), zone })
    }

    #[test]
    fn day_lines_follow_the_clock_of_the_date_across_a_change_of_the_clocks() {
        let days = |moments: &[&str], zone: &'static dyn Zone| -> Vec<Option<String>> {
            written(moments, zone).into_iter().map(|item| item.day).collect()
        };
        let day = |words: &str| Some(words.to_owned());
        let berlin: &'static dyn Zone = &chrono_tz::Europe::Berlin;
        let autumn =
            ["2026-10-24T21:59:00Z", "2026-10-24T22:00:00Z", "2026-10-25T22:30:00Z", "2026-10-25T23:00:00Z"];
        assert_eq!(
            days(&autumn, berlin),
            [day("Saturday, 24 October"), day("Sunday, 25 October"), None, day("Monday, 26 October")]
        );
        let spring =
            ["2026-03-28T22:59:00Z", "2026-03-28T23:00:00Z", "2026-03-29T21:59:00Z", "2026-03-29T22:00:00Z"];
        assert_eq!(
            days(&spring, berlin),
            [day("Saturday, 28 March"), day("Sunday, 29 March"), None, day("Monday, 30 March")]
        );
        let summer = ["2026-07-07T21:59:00Z", "2026-07-07T22:30:00Z"];
        assert_eq!(days(&summer, berlin), [day("Tuesday, 7 July"), day("Wednesday, 8 July")]);
        let half = ["2026-07-07T02:29:00Z", "2026-07-07T02:30:00Z"];
        assert_eq!(
            days(&half, &chrono_tz::America::St_Johns),
            [day("Monday, 6 July"), day("Tuesday, 7 July")]
        );
        let apia = ["2026-11-28T10:59:00Z", "2026-11-28T11:00:00Z"];
        assert_eq!(days(&apia, &chrono_tz::Pacific::Apia), [day("Saturday, 28 November"), day("Yesterday")]);
    }

    #[test]
    fn a_change_of_the_zone_gives_every_row_that_draws_a_date_another_version() {
        let moments = ["2026-07-06T12:00:00Z", "2026-07-06T12:30:00Z"];
        let berlin = written(&moments, &chrono_tz::Europe::Berlin);
        let st_johns = written(&moments, &chrono_tz::America::St_Johns);
        assert_eq!(berlin.iter().map(|item| item.time.as_str()).collect::<Vec<_>>(), ["14:00", "14:30"]);
        assert_eq!(st_johns.iter().map(|item| item.time.as_str()).collect::<Vec<_>>(), ["09:30", "10:00"]);
        assert!(berlin.iter().zip(&st_johns).all(|(one, other)| one.version != other.version));
        // Clocks on the two sides of the date line show the same hour on different days, and the tooltip shows the day.
        let apia = written(&moments, &chrono_tz::Pacific::Apia);
        let pago_pago = written(&moments, &chrono_tz::Pacific::Pago_Pago);
        assert_eq!(apia[1].time, pago_pago[1].time);
        assert!(apia.iter().zip(&pago_pago).all(|(one, other)| one.version != other.version));
        // On 1 January 1970 London and Paris were both an hour ahead of UTC, but not when the message shared here was
        // written.
        let mut sharing = Row::clone(&row(1, 1, 0, "a"));
        sharing.message.shared = Some(Box::new(shared_at("1995-07-01T12:00:00Z")));
        let version = |zone: &'static dyn Zone| {
            presented(&[Arc::new(sharing.clone())], None, Now { at: Stamp::from_ticks(10 * DAY, 0), zone })[0]
                .version
        };
        assert_ne!(version(&chrono_tz::Europe::London), version(&chrono_tz::Europe::Paris));
    }

    fn shared_at(moment: &str) -> Shared {
        Shared {
            id: MessageId::new(Uuid::from_u128(7)),
            conversation: None,
            author: None,
            author_name: String::new(),
            sent_at: Some(moment.parse::<DateTime<Utc>>().unwrap().into()),
            text: String::new(),
            kind: crate::chat::message::Kind::Text,
            files: Vec::new(),
            more_files: 0,
            tags: Vec::new(),
            parent: None,
            reported: None,
        }
    }

    #[test]
    fn the_new_line_stands_above_the_first_unread_of_somebody_else() {
        let rows = [row(1, 1, 0, "a"), row(2, 9, SECOND, "mine"), row(3, 1, 2 * SECOND, "new")];
        let items = present(&rows, Some(rows[1].position()));
        let lines: Vec<NewLine> = items.iter().map(|item| item.new_line).collect();
        assert_eq!(lines, [NewLine::No, NewLine::No, NewLine::Here]);
    }

    #[test]
    fn what_was_deleted_or_archived_is_no_news() {
        let quiet = |number, mark: fn(&mut Row)| {
            let mut row = (*row(number, 1, 0, "a")).clone();
            mark(&mut row);
            Arc::new(row)
        };
        let rows = [
            quiet(1, |row| row.message.marks.deleted = true),
            quiet(2, |row| row.message.marks.archived = true),
            row(3, 1, SECOND, "new"),
        ];
        let lines = |rows: &[Arc<Row>]| -> Vec<NewLine> {
            present(rows, Some(rows[0].position())).iter().map(|item| item.new_line).collect()
        };
        assert_eq!(lines(&rows), [NewLine::No, NewLine::No, NewLine::Here]);
        assert_eq!(lines(&rows[..2]), [NewLine::No, NewLine::No]);
    }

    #[test]
    fn a_run_of_replies_to_one_message_quotes_it_once() {
        let reply = |number, author, ticks, to: u128| {
            let mut row = (*row(number, author, ticks, "a")).clone();
            row.message.parent = Some(MessageId::new(Uuid::from_u128(to)));
            Arc::new(row)
        };
        let rows = [
            reply(1, 1, 0, 90),
            reply(2, 2, SECOND, 90),
            reply(3, 2, 2 * SECOND, 90),
            reply(4, 1, 3 * SECOND, 91),
            row(5, 1, 4 * SECOND, "a"),
            reply(6, 1, 5 * SECOND, 91),
            reply(7, 1, DAY, 91),
        ];
        let quotes = |new_from| -> Vec<bool> {
            present(&rows, new_from).iter().map(|item| item.quote == Quote::Shown).collect()
        };
        assert_eq!(quotes(None), [true, false, false, true, true, true, true]);
        assert_eq!(quotes(Some(rows[2].position())), [true, false, true, true, true, true, true]);
    }

    #[test]
    fn a_late_message_says_when_it_came_and_begins_a_group() {
        let late = |ticks| {
            let mut row = (*row(2, 1, 9 * DAY + SECOND, "late")).clone();
            row.came_late = Some(Stamp::from_ticks(ticks, 0));
            Arc::new(row)
        };
        let first = row(1, 1, 9 * DAY, "a");
        let items = present(&[first.clone(), late(9 * DAY + 3_600 * SECOND)], None);
        assert_eq!(items[1].came.as_deref(), Some("arrived at 01:00"));
        assert_eq!((items[0].came.as_deref(), items[1].head), (None, Head::Shown));
        let items = present(&[first.clone(), late(10 * DAY)], None);
        assert_eq!(items[1].came.as_deref(), Some("arrived today at 00:00"));
        let earlier = Arc::new({
            let mut row = (*late(9 * DAY)).clone();
            row.message.sent_at = Stamp::from_ticks(8 * DAY, 0);
            row
        });
        assert_eq!(present(&[earlier], None)[0].came.as_deref(), Some("arrived on 10 Jan at 00:00"));
    }

    #[test]
    fn a_row_changes_its_version_when_a_neighbour_changes_its_head() {
        let alone = present(&[row(2, 1, SECOND, "b")], None);
        let grouped = present(&[row(1, 1, 0, "a"), row(2, 1, SECOND, "b")], None);
        assert_ne!(alone[0].version, grouped[1].version);
    }

    #[test]
    fn a_young_wish_has_no_mark_yet() {
        let at = |millis: i64| Stamp::from_ticks(millis * 10_000, 0);
        let mut row = (*row(1, 9, 0, "a")).clone();
        row.delivery = Delivery::Waiting { since: at(0), unanswered: false };
        assert_eq!(tick(&row, person(9), at(499)), Tick::None);
        assert_eq!(tick(&row, person(9), at(500)), Tick::Waiting);
    }

    #[test]
    fn an_old_message_of_the_user_has_the_mark_of_a_delivered_one() {
        let rows = [row(1, 9, 0, "mine"), row(2, 1, SECOND, "theirs")];
        let marks: Vec<Tick> = present(&rows, None).iter().map(|item| item.tick).collect();
        assert_eq!(marks, [Tick::Seen, Tick::None]);
    }
}
