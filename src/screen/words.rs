//! Plain words for times, counts and the connection: every sentence that several screens share.
//!
//! Time and zone are arguments; a date is formatted by the zone's rules for that date, not for today. Must not know:
//! iced, the session. Tests: below.

use crate::row::{Cause, Connection, Filter, Upload, WishState};

use crate::chat::attachment::format_size;
use crate::chat::wish::{self, Mark};
use crate::chat::{Stamp, shown};
use crate::clock::Zone;
use crate::language::tr;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike, Weekday};

/// The time and the time zone that a view is drawn for.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    pub at: Stamp,
    /// The user's time zone.
    pub zone: &'static dyn Zone,
}

impl Now {
    /// The current date in the zone.
    pub fn today(self) -> NaiveDate {
        self.local(self.at).date_naive()
    }

    /// A moment in local time, by the zone's rules for that moment.
    pub fn local(self, at: Stamp) -> DateTime<FixedOffset> {
        at.on(self.zone.offset(at.utc()))
    }
}

/// `14:05`.
pub fn time(at: Stamp, now: Now) -> String {
    hour(&now.local(at))
}

/// The same for a moment that is in local time already.
pub fn hour(at: &DateTime<FixedOffset>) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// `Today`, `Yesterday`, `Monday, 16 November`; with the year if it is not this year.
pub fn day(day: NaiveDate, today: NaiveDate) -> String {
    match today.signed_duration_since(day).num_days() {
        0 => tr::date_today().to_owned(),
        1 => tr::date_yesterday().to_owned(),
        _ => {
            let (weekday, month) = (weekday(day.weekday()), month(day.month0()));
            let (number, year) = (&day.day().to_string(), &day.year().to_string());
            if day.year() == today.year() {
                tr::DateDay { weekday, day: number, month }.text()
            } else {
                tr::DateDayYear { weekday, day: number, month, year }.text()
            }
        }
    }
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => tr::date_monday(),
        Weekday::Tue => tr::date_tuesday(),
        Weekday::Wed => tr::date_wednesday(),
        Weekday::Thu => tr::date_thursday(),
        Weekday::Fri => tr::date_friday(),
        Weekday::Sat => tr::date_saturday(),
        Weekday::Sun => tr::date_sunday(),
    }
}

/// The name of a month, counted from 0.
fn month(month: u32) -> &'static str {
    match month {
        0 => tr::date_january(),
        1 => tr::date_february(),
        2 => tr::date_march(),
        3 => tr::date_april(),
        4 => tr::date_may(),
        5 => tr::date_june(),
        6 => tr::date_july(),
        7 => tr::date_august(),
        8 => tr::date_september(),
        9 => tr::date_october(),
        10 => tr::date_november(),
        _ => tr::date_december(),
    }
}

/// The short name of a month, counted from 0.
fn short_month(month: u32) -> &'static str {
    match month {
        0 => tr::date_jan(),
        1 => tr::date_feb(),
        2 => tr::date_mar(),
        3 => tr::date_apr(),
        4 => tr::date_short_may(),
        5 => tr::date_jun(),
        6 => tr::date_jul(),
        7 => tr::date_aug(),
        8 => tr::date_sep(),
        9 => tr::date_oct(),
        10 => tr::date_nov(),
        _ => tr::date_dec(),
    }
}

/// `26 Nov`; with the year if it is not this year.
pub fn date(day: NaiveDate, today: NaiveDate) -> String {
    let (number, month, year) = (&day.day().to_string(), short_month(day.month0()), &day.year().to_string());
    if day.year() == today.year() {
        tr::DateShort { day: number, month }.text()
    } else {
        tr::DateShortYear { day: number, month, year }.text()
    }
}

/// The whole date and time, for a tooltip.
pub fn moment(at: Stamp, now: Now) -> String {
    let local = now.local(at);
    let (weekday, month) = (weekday(local.weekday()), month(local.month0()));
    let (day, year, time) = (&local.day().to_string(), &local.year().to_string(), &hour(&local));
    tr::DateMoment { weekday, day, month, year, time }.text()
}

/// `21 Nov 2026, 14:05`: does not depend on the current date.
pub fn stamp(at: Stamp, now: Now) -> String {
    let local = now.local(at);
    let (day, year, time) = (&local.day().to_string(), &local.year().to_string(), &hour(&local));
    tr::DateStamp { day, month: short_month(local.month0()), year, time }.text()
}

/// The time if it is of today, otherwise date and time.
pub fn when(at: Stamp, now: Now) -> String {
    if now.local(at).date_naive() == now.today() { time(at, now) } else { stamp(at, now) }
}

/// How long ago: `just now`, `5 min`, `3 h`, `2 days`.
pub fn age(since: Stamp, now: Now) -> String {
    let minutes = u64::try_from(now.at.millis_since(since)).unwrap_or_default() / 60_000;
    match minutes {
        0 => tr::age_now().to_owned(),
        1..60 => tr::age_minutes(minutes),
        60..1_440 => tr::age_hours(minutes / 60),
        _ => tr::age_days(minutes / 1_440),
    }
}

/// Text from elsewhere as a sentence: adds a full stop if there is no final punctuation.
pub fn sentence(words: &str) -> String {
    let words = words.trim_end();
    let ended = words.is_empty() || words.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '।']);
    if ended { words.to_owned() } else { format!("{words}.") }
}

/// A count in a badge: never wider than `99+`.
pub fn badge(number: u64) -> String {
    if number > 99 { "99+".to_owned() } else { number.to_string() }
}

/// How much attention the state of the connection needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    Good,
    Calm,
    Waiting,
    Trouble,
}

/// The connection, as the sidebar shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub tone: Tone,
    /// A few words.
    pub title: &'static str,
    /// A sentence, if there is something to say.
    pub sentence: Option<String>,
    /// The action offered with it.
    pub remedy: Remedy,
}

/// An action on the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    Nothing,
    TryNow,
    /// Sign in with a new token.
    SignIn,
}

/// The words for a connection while `waiting` wishes are to be sent and `parked` others were refused.
pub fn connection(state: &Connection, waiting: u32, parked: u32, now: Now) -> Line {
    let (waiting, parked) = (u64::from(waiting), u64::from(parked));
    let line = |tone, title, sentence, remedy| Line { tone, title, sentence, remedy };
    match state {
        // Wishes behind a refused one are not sent automatically.
        Connection::Online if parked > 0 => {
            let more = (waiting > 0).then(|| tr::line_rejected_more(waiting));
            let sentence = sentences(Some(tr::line_rejected(parked)), more);
            line(Tone::Good, tr::line_connected(), sentence, Remedy::Nothing)
        }
        Connection::Online if waiting == 0 => line(Tone::Good, tr::line_connected(), None, Remedy::Nothing),
        Connection::Unknown if waiting == 0 => line(Tone::Calm, tr::line_ready(), None, Remedy::Nothing),
        Connection::Unknown | Connection::Online => {
            line(Tone::Calm, tr::line_sending(), Some(tr::line_sending_messages(waiting)), Remedy::Nothing)
        }
        Connection::Offline { next_try, cause, .. } => {
            let (title, why, then): (_, _, fn(u64) -> String) = cause_in_words(*cause);
            let then = if waiting == 0 { tr::line_keep_writing().to_owned() } else { then(waiting) };
            let sentence = sentences(why.map(str::to_owned), Some(then));
            let sentence = sentences(sentence, Some(retry(*next_try, now)));
            line(Tone::Waiting, title, sentence, Remedy::TryNow)
        }
        Connection::Busy { until } => {
            line(Tone::Waiting, tr::line_busy(), Some(retry(*until, now)), Remedy::TryNow)
        }
        Connection::SignIn => {
            let then =
                if waiting == 0 { tr::line_sign_in().to_owned() } else { tr::line_sign_in_to_send(waiting) };
            let sentence = sentences(Some(tr::line_token_rejected().to_owned()), Some(then));
            line(Tone::Trouble, tr::line_signed_out(), sentence, Remedy::SignIn)
        }
        Connection::Misdirected(check) => {
            line(Tone::Trouble, tr::line_wrong_address(), Some(check.clone()), Remedy::TryNow)
        }
        Connection::Disk(advice) => {
            line(Tone::Trouble, tr::line_disk(), Some(advice.clone()), Remedy::TryNow)
        }
    }
}

/// One sentence after the other.
fn sentences(first: Option<String>, second: Option<String>) -> Option<String> {
    match (first, second) {
        (Some(first), Some(second)) => Some(format!("{first} {second}")),
        (first, second) => first.or(second),
    }
}

/// The title of a problem, a sentence on the cause if the title does not say it, and when waiting messages are sent.
fn cause_in_words(cause: Cause) -> (&'static str, Option<&'static str>, fn(u64) -> String) {
    match cause {
        Cause::Unreached => (tr::line_offline(), None, tr::line_offline_messages),
        Cause::Unanswered => (tr::line_no_reply(), Some(tr::line_no_reply_why()), tr::line_no_reply_messages),
        Cause::Busy => (tr::line_busy(), None, tr::line_busy_messages),
        Cause::Broken(_) => (tr::line_broken(), Some(tr::line_broken_why()), tr::line_broken_messages),
    }
}

/// When the next try is; with the day if it is not today.
fn retry(then: Stamp, now: Now) -> String {
    let seconds = u64::try_from(then.millis_since(now.at) + 999).unwrap_or_default() / 1_000;
    let (on, today) = (now.local(then).date_naive(), now.today());
    match seconds {
        0 => tr::line_retry_now().to_owned(),
        1..100 => tr::line_retry_soon(seconds),
        _ if on == today => tr::line_retry_today(&time(then, now)),
        _ if Some(on) == today.succ_opt() => tr::line_retry_tomorrow(&time(then, now)),
        _ => tr::LineRetryLater { day: &day(on, today), time: &time(then, now) }.text(),
    }
}

/// Why a wish is still in the outbox, as shown in the outbox panel.
pub fn standing(state: &WishState, connection: &Connection) -> String {
    let words = match state {
        WishState::Queued => match connection {
            Connection::Unknown | Connection::Online => tr::outbox_queued(),
            Connection::Offline { cause, .. } => match cause {
                Cause::Unreached => tr::outbox_offline(),
                Cause::Unanswered => tr::outbox_no_reply(),
                Cause::Busy => tr::outbox_busy(),
                Cause::Broken(_) => tr::outbox_broken(),
            },
            Connection::Busy { .. } => tr::outbox_busy(),
            Connection::SignIn => tr::outbox_signed_out(),
            Connection::Misdirected(_) => tr::outbox_wrong_address(),
            Connection::Disk(_) => tr::outbox_disk(),
        },
        WishState::Files(why) => return upload(why),
        WishState::InFlight => tr::outbox_in_flight(),
        WishState::Behind(_) => tr::outbox_behind(),
        WishState::Unanswered => tr::outbox_unanswered(),
        WishState::Parked(reason) | WishState::Quarantined(reason) => return shown::reason(reason),
    };
    words.to_owned()
}

/// Why a message waits for its attachments.
pub fn upload(why: &Upload) -> String {
    match why {
        Upload::Waits => tr::outbox_files().to_owned(),
        Upload::NoStore => tr::outbox_files_no_storage().to_owned(),
        Upload::Trouble(reason) => tr::outbox_files_trouble(&shown::reason(reason)),
    }
}

/// `Loading 3.1 of 12 MB`.
pub fn loading(done: u64, total: Option<u64>) -> String {
    match total {
        None if done == 0 => tr::transfer_loading().to_owned(),
        None => tr::transfer_loading_bytes(&format_size(done)),
        Some(total) => {
            let (done, total) = (&so_far_of(done, total), &format_size(total));
            tr::TransferLoadingOf { done, total }.text()
        }
    }
}

/// The bytes done; if both numbers have the same unit, only the total shows it.
fn so_far_of(done: u64, total: u64) -> String {
    let (done, total) = (format_size(done.min(total)), format_size(total));
    let unit = total.rsplit(' ').next().unwrap_or_default();
    done.strip_suffix(unit).map_or(done.as_str(), str::trim_end).to_owned()
}

/// The words of a control with its key, for a tooltip.
pub fn with_key(words: &str, key: &str) -> String {
    format!("{words}  {key}")
}

/// `Uploading 3.1 of 12 MB`.
pub fn uploading(done: u64, total: Option<u64>) -> String {
    match total {
        None if done == 0 => tr::transfer_uploading().to_owned(),
        None => tr::transfer_uploading_bytes(&format_size(done)),
        Some(total) => {
            let (done, total) = (&so_far_of(done, total), &format_size(total));
            tr::TransferUploadingOf { done, total }.text()
        }
    }
}

/// The name of a list of messages.
pub fn filter(filter: Filter) -> &'static str {
    match filter {
        Filter::Pinned => tr::list_pinned(),
        Filter::Starred => tr::list_starred(),
        Filter::Files => tr::list_files(),
        Filter::TaggedMe => tr::list_mentions(),
        Filter::From(_) => tr::list_from_person(),
        Filter::Archived => tr::list_archived(),
    }
}

/// The verb for a wish in the outbox panel.
pub fn verb(kind: wish::Kind) -> &'static str {
    match kind {
        wish::Kind::Post => tr::outbox_verb_send(),
        wish::Kind::Edit => tr::outbox_verb_edit(),
        wish::Kind::Delete => tr::outbox_verb_delete(),
        wish::Kind::Mark(Mark::Pin) => tr::outbox_verb_pin(),
        wish::Kind::Mark(Mark::Star) => tr::outbox_verb_star(),
        wish::Kind::Mark(Mark::Archive) => tr::outbox_verb_archive(),
        wish::Kind::Read => tr::outbox_verb_read(),
        wish::Kind::Tag => tr::outbox_verb_tag(),
        wish::Kind::Share => tr::outbox_verb_share(),
        wish::Kind::React => tr::outbox_verb_react(),
        wish::Kind::Report => tr::outbox_verb_report(),
        wish::Kind::Decide => tr::outbox_verb_decide(),
        wish::Kind::Claim => tr::outbox_verb_claim(),
        wish::Kind::Undo => tr::outbox_verb_undo(),
        wish::Kind::Create => tr::outbox_verb_create(),
        wish::Kind::Invite => tr::outbox_verb_invite(),
        wish::Kind::Leave => tr::outbox_verb_leave(),
        wish::Kind::Mute => tr::outbox_verb_mute(),
        wish::Kind::StarConversation => tr::outbox_verb_star_conversation(),
        wish::Kind::Hide => tr::outbox_verb_hide(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use chrono::Utc;

    fn at(seconds: i64) -> Stamp {
        Stamp::from_ticks(seconds * 10_000_000, 0)
    }

    fn now(seconds: i64) -> Now {
        Now { at: at(seconds), zone: &Utc }
    }

    #[test]
    fn offline_is_a_calm_sentence_with_the_count_and_the_next_try() {
        let state = offline(Cause::Unreached);
        let line = connection(&state, 3, 0, now(0));
        assert_eq!(
            line.sentence.as_deref(),
            Some("3 messages will be sent when you are back online. Retrying in 8 s.")
        );
        assert_eq!(line.tone, Tone::Waiting);
    }

    #[test]
    fn refused_messages_are_said_and_those_that_wait_behind_them_are_counted_apart() {
        let says = |waiting, parked| connection(&Connection::Online, waiting, parked, now(0)).sentence;
        assert_eq!(says(0, 0), None);
        assert_eq!(says(0, 1).as_deref(), Some("The server rejected 1 message."));
        let behind = "The server rejected 2 messages. 1 more is waiting to be sent.";
        assert_eq!(says(1, 2).as_deref(), Some(behind));
    }

    #[test]
    fn a_moment_of_another_day_is_named_with_its_day_and_none_that_has_passed_is_named() {
        let hour = 3_600;
        let noon = 12 * hour;
        assert_eq!(retry(at(noon + 99), now(noon)), "Retrying in 99 s.");
        assert_eq!(retry(at(noon + hour), now(noon)), "Retrying at 13:00.");
        assert_eq!(retry(at(noon + 24 * hour), now(noon)), "Retrying tomorrow at 12:00.");
        assert_eq!(retry(at(noon + 48 * hour), now(noon)), "Retrying on Saturday, 3 January at 12:00.");
        assert_eq!(retry(at(noon - 1), now(noon)), "Retrying now.");
        assert_eq!(retry(at(0), now(noon)), "Retrying now.");
    }

    fn offline(cause: Cause) -> Connection {
        Connection::Offline { next_try: at(8), cause, detail: "no route".to_owned() }
    }

    #[test]
    fn a_lost_answer_is_not_called_offline_and_a_broken_server_not_busy() {
        let of = |cause| connection(&offline(cause), 1, 0, now(0));
        let lost = of(Cause::Unanswered);
        assert_eq!(lost.title, "No reply");
        assert_eq!(
            lost.sentence.as_deref(),
            Some(
                "The server did not reply. Your last message may have arrived; Confab is checking. 1 message will be sent when the server replies. Retrying in 8 s."
            )
        );
        assert_eq!(of(Cause::Broken(500)).title, "Server error");
        assert_eq!(of(Cause::Busy).title, "The server is busy");
        assert_eq!(of(Cause::Unreached).title, "Offline");
    }

    #[test]
    fn a_day_has_a_name_when_it_is_near_and_a_year_when_it_is_far() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let of = |year, month, number| day(NaiveDate::from_ymd_opt(year, month, number).unwrap(), today);
        assert_eq!(of(2026, 11, 22), "Today");
        assert_eq!(of(2026, 11, 21), "Yesterday");
        assert_eq!(of(2026, 11, 16), "Monday, 16 November");
        assert_eq!(of(2025, 12, 31), "Wednesday, 31 December 2025");
    }

    #[test]
    fn the_day_turns_by_the_persons_own_clock() {
        let late = Now { at: at(23 * 3_600), zone: &chrono_tz::Africa::Cairo };
        assert_eq!(late.today(), NaiveDate::from_ymd_opt(1970, 1, 2).unwrap());
    }

    fn moment_of(text: &str) -> Stamp {
        text.parse::<DateTime<Utc>>().unwrap().into()
    }

    /// Today is 29 November 2026, 13:00 in Berlin.
    fn in_november(zone: &'static dyn Zone) -> Now {
        Now { at: moment_of("2026-11-29T12:00:00Z"), zone }
    }

    #[test]
    fn a_summer_date_is_drawn_in_summer_time_in_november() {
        let now = in_november(&chrono_tz::Europe::Berlin);
        let summer = moment_of("2026-07-06T14:00:00+02:00");
        assert_eq!(time(summer, now), "14:00");
        assert_eq!(stamp(summer, now), "6 Jul 2026, 14:00");
        assert_eq!(moment(summer, now), "Monday, 6 July 2026 at 14:00");
        let late = moment_of("2026-07-07T22:30:00Z");
        assert_eq!(time(late, now), "00:30");
        assert_eq!(day(now.local(late).date_naive(), now.today()), "Wednesday, 8 July");
    }

    #[test]
    fn half_hours_and_the_far_side_of_the_date_line_are_drawn_as_their_clocks_show_them() {
        let st_johns = in_november(&chrono_tz::America::St_Johns);
        let late = moment_of("2026-07-07T02:00:00Z");
        assert_eq!(stamp(late, st_johns), "6 Jul 2026, 23:30");
        assert_eq!(stamp(moment_of("2026-11-29T03:29:59Z"), st_johns), "28 Nov 2026, 23:59");
        let apia = in_november(&chrono_tz::Pacific::Apia);
        assert_eq!(stamp(late, apia), "7 Jul 2026, 15:00");
        assert_eq!(apia.today(), NaiveDate::from_ymd_opt(2026, 11, 30).unwrap());
        // Apia had no 30 December 2011, because it moved to the other side of the date line.
        let before = apia.local(moment_of("2011-12-30T09:59:59Z"));
        let after = apia.local(moment_of("2011-12-30T10:00:00Z"));
        assert_eq!((before.day(), after.day()), (29, 31));
    }

    #[test]
    fn on_the_days_on_which_clocks_change_every_hour_is_drawn_as_it_was_shown() {
        let drawn = |zone: &'static dyn Zone, texts: [&str; 3]| {
            texts.map(|text| time(moment_of(text), in_november(zone)))
        };
        let berlin: &'static dyn Zone = &chrono_tz::Europe::Berlin;
        let spring = drawn(berlin, ["2026-03-29T00:59:00Z", "2026-03-29T01:00:00Z", "2026-03-29T22:00:00Z"]);
        assert_eq!(spring, ["01:59", "03:00", "00:00"]);
        let autumn = drawn(berlin, ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T22:59:00Z"]);
        assert_eq!(autumn, ["02:30", "02:30", "23:59"]);
        let st_johns: &'static dyn Zone = &chrono_tz::America::St_Johns;
        let spring =
            drawn(st_johns, ["2026-03-08T05:29:00Z", "2026-03-08T05:30:00Z", "2026-03-09T02:29:00Z"]);
        assert_eq!(spring, ["01:59", "03:00", "23:59"]);
        let autumn =
            drawn(st_johns, ["2026-11-01T04:00:00Z", "2026-11-01T05:00:00Z", "2026-11-02T03:30:00Z"]);
        assert_eq!(autumn, ["01:30", "01:30", "00:00"]);
    }

    #[test]
    fn an_age_is_short() {
        assert_eq!(age(at(0), now(30)), "just now");
        assert_eq!(age(at(0), now(300)), "5 min");
        assert_eq!(age(at(0), now(7_200)), "2 h");
        assert_eq!(age(at(0), now(86_400)), "1 day");
    }
}
