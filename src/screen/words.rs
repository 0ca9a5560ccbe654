//! Plain words for times, counts and the connection: every sentence that several screens share.
//!
//! Time and zone are arguments; a date is drawn by the zone's rules for that date, not for today.
//! Must not know: iced, the session. Tests: below.

use crate::row::{Cause, Connection, Standing, Upload};

use crate::chat::attachment::in_words;
use crate::chat::wish;
use crate::chat::{Stamp, shown};
use crate::clock::Zone;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike};

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
        0 => "Today".to_owned(),
        1 => "Yesterday".to_owned(),
        _ if day.year() == today.year() => day.format("%A, %-d %B").to_string(),
        _ => day.format("%A, %-d %B %Y").to_string(),
    }
}

/// The whole date and time, for a tooltip.
pub fn moment(at: Stamp, now: Now) -> String {
    now.local(at).format("%A, %-d %B %Y at %H:%M").to_string()
}

/// `21 Nov 2026, 14:05`: stays true whenever it is read.
pub fn stamp(at: Stamp, now: Now) -> String {
    now.local(at).format("%-d %b %Y, %H:%M").to_string()
}

/// How long ago: `just now`, `5 min`, `3 h`, `2 days`.
pub fn age(since: Stamp, now: Now) -> String {
    let minutes = now.at.millis_since(since).max(0) / 60_000;
    match minutes {
        0 => "just now".to_owned(),
        1..60 => format!("{minutes} min"),
        60..1_440 => format!("{} h", minutes / 60),
        _ => count(u64::try_from(minutes / 1_440).unwrap_or_default(), "day", "days"),
    }
}

/// Text from elsewhere as a sentence: adds a full stop if there is no final punctuation.
pub fn sentence(words: &str) -> String {
    let words = words.trim_end();
    let ended = words.is_empty() || words.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '।']);
    if ended { words.to_owned() } else { format!("{words}.") }
}

/// `1 message`, `3 messages`.
pub fn count(number: u64, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// A count in a badge: never wider than `99+`.
pub fn badge(number: u64) -> String {
    if number > 99 { "99+".to_owned() } else { number.to_string() }
}

/// How much attention the connection's line asks for.
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
    /// One or two words.
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
    let messages = |verb: &str, verbs: &str| {
        let count = count(u64::from(waiting), "message", "messages");
        format!("{count} {}", if waiting == 1 { verb } else { verbs })
    };
    match state {
        // Wishes behind a refused one are not sent automatically.
        Connection::Online if parked > 0 => Line {
            tone: Tone::Good,
            title: "Connected",
            sentence: Some(match waiting {
                0 => format!("The server refused {}.", count(u64::from(parked), "message", "messages")),
                rest => {
                    let refused = count(u64::from(parked), "message", "messages");
                    let are = if rest == 1 { "is" } else { "are" };
                    format!("The server refused {refused}; {rest} more {are} still to be sent.")
                }
            }),
            remedy: Remedy::Nothing,
        },
        Connection::Unknown | Connection::Online if waiting == 0 => Line {
            tone: if *state == Connection::Online { Tone::Good } else { Tone::Calm },
            title: if *state == Connection::Online { "Connected" } else { "Ready" },
            sentence: None,
            remedy: Remedy::Nothing,
        },
        Connection::Unknown | Connection::Online => Line {
            tone: Tone::Calm,
            title: "Sending",
            sentence: Some(format!("{}.", messages("is on its way", "are on their way"))),
            remedy: Remedy::Nothing,
        },
        Connection::Offline { next_try, cause, .. } => {
            let (title, why, then) = cause_in_words(*cause);
            let promise = match waiting {
                0 => "You can go on writing.".to_owned(),
                _ => format!("{} {then}.", messages("will send", "will send")),
            };
            Line {
                tone: Tone::Waiting,
                title,
                sentence: Some(format!("{why}{promise} Trying again {}.", until(*next_try, now))),
                remedy: Remedy::TryNow,
            }
        }
        Connection::Busy { until: then } => Line {
            tone: Tone::Waiting,
            title: "The server is busy",
            sentence: Some(format!("It asked us to wait. Going on {}.", until(*then, now))),
            remedy: Remedy::TryNow,
        },
        Connection::SignIn => Line {
            tone: Tone::Trouble,
            title: "Not signed in",
            sentence: Some(if waiting == 0 {
                "The server did not accept this profile's token. It needs a new one.".to_owned()
            } else {
                format!(
                    "The server did not accept this profile's token. {} once it has a new one.",
                    messages("will send", "will send")
                )
            }),
            remedy: Remedy::SignIn,
        },
        Connection::Misdirected(check) => Line {
            tone: Tone::Trouble,
            title: "Wrong address",
            sentence: Some(check.clone()),
            remedy: Remedy::TryNow,
        },
        Connection::Disk(advice) => Line {
            tone: Tone::Trouble,
            title: "The disk refused a write",
            sentence: Some(advice.clone()),
            remedy: Remedy::TryNow,
        },
    }
}

/// The title of a problem, a sentence on the cause if the title does not say it, and when sending continues.
const fn cause_in_words(cause: Cause) -> (&'static str, &'static str, &'static str) {
    match cause {
        Cause::Unreached => ("Offline", "", "when the connection is back"),
        Cause::Unanswered => (
            "No answer",
            "The server did not answer the last call; it may have arrived, and is asked again. ",
            "when it answers",
        ),
        Cause::Busy => ("The server is busy", "", "when it has time"),
        Cause::Broken(_) => {
            ("The server has a problem", "It answered that something broke there. ", "when it works again")
        }
    }
}

/// When a wait ends; with the day if it is not today.
fn until(then: Stamp, now: Now) -> String {
    let seconds = (then.millis_since(now.at) + 999).max(0) / 1_000;
    let (on, today) = (now.local(then).date_naive(), now.today());
    match seconds {
        0 => "now".to_owned(),
        1..100 => format!("in {seconds} s"),
        _ if on == today => format!("at {}", time(then, now)),
        _ if Some(on) == today.succ_opt() => format!("tomorrow at {}", time(then, now)),
        _ => format!("on {} at {}", day(on, today), time(then, now)),
    }
}

/// Why a wish is still in the outbox, as the Waiting panel says it.
pub fn standing(state: &Standing, connection: &Connection) -> String {
    match state {
        Standing::Queued => match connection {
            Connection::Unknown | Connection::Online => "Waits for its turn.".to_owned(),
            Connection::Offline { cause, .. } => format!(
                "Goes out {}.",
                match cause {
                    Cause::Unreached => "when the connection is back",
                    Cause::Unanswered => "when the server answers",
                    Cause::Busy => "when the server has time for it",
                    Cause::Broken(_) => "when the server works again",
                }
            ),
            Connection::Busy { .. } => "Goes out when the server is ready for more.".to_owned(),
            Connection::SignIn => "Goes out once the server accepts the token.".to_owned(),
            Connection::Misdirected(_) => "Goes out once the address is right.".to_owned(),
            Connection::Disk(_) => "Goes out once the disk takes writes again.".to_owned(),
        },
        Standing::Files(why) => upload(why),
        Standing::InFlight => "On its way to the server.".to_owned(),
        Standing::Behind(_) => "Waits behind something that the server refused.".to_owned(),
        Standing::Unanswered => {
            "Sent, but the answer was lost. It goes out again unchanged; the server knows it by its id."
                .to_owned()
        }
        Standing::Parked(reason) | Standing::Quarantined(reason) => shown::reason(reason),
    }
}

/// Why a message waits for its attachments.
pub fn upload(why: &Upload) -> String {
    match why {
        Upload::Waits => "Its files are stored first.".to_owned(),
        Upload::NoStore => "Waits for a place to store its files: none is set ([files] store).".to_owned(),
        Upload::Trouble(reason) => format!("Its files are not stored yet. {}", shown::reason(reason)),
    }
}

/// `Storing 3.1 of 12 MB`.
pub fn so_far(verb: &str, done: u64, total: Option<u64>) -> String {
    match total {
        None if done == 0 => format!("{verb}…"),
        None => format!("{verb} {}", in_words(done)),
        Some(total) => {
            let (done, total) = (in_words(done.min(total)), in_words(total));
            // A unit that both share is said once.
            let unit = total.rsplit(' ').next().unwrap_or_default();
            let done = done.strip_suffix(unit).map_or(done.as_str(), str::trim_end);
            format!("{verb} {done} of {total}")
        }
    }
}

/// The verb for a wish in the Waiting panel.
pub const fn verb(kind: wish::Kind) -> &'static str {
    match kind {
        wish::Kind::Post => "Send",
        wish::Kind::Edit => "Edit",
        wish::Kind::Delete => "Delete",
        wish::Kind::Pin => "Pin",
        wish::Kind::Star => "Star",
        wish::Kind::Read => "Mark as read",
        wish::Kind::Archive => "Archive",
        wish::Kind::Tag => "Tag",
        wish::Kind::Share => "Share",
        wish::Kind::React => "React",
        wish::Kind::Report => "Report",
        wish::Kind::Decide => "Decide",
        wish::Kind::Create => "Create",
        wish::Kind::Invite => "Add people",
        wish::Kind::Leave => "Leave",
        wish::Kind::Mute => "Mute or unmute",
        wish::Kind::StarConversation => "Star or unstar",
        wish::Kind::Hide => "Hide or show",
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
            Some("3 messages will send when the connection is back. Trying again in 8 s.")
        );
        assert_eq!(line.tone, Tone::Waiting);
    }

    #[test]
    fn refused_messages_are_said_and_those_that_wait_behind_them_are_counted_apart() {
        let says = |waiting, parked| connection(&Connection::Online, waiting, parked, now(0)).sentence;
        assert_eq!(says(0, 0), None);
        assert_eq!(says(0, 1).as_deref(), Some("The server refused 1 message."));
        let behind = "The server refused 2 messages; 1 more is still to be sent.";
        assert_eq!(says(1, 2).as_deref(), Some(behind));
    }

    #[test]
    fn a_moment_of_another_day_is_named_with_its_day_and_none_that_has_passed_is_named() {
        let hour = 3_600;
        let noon = 12 * hour;
        assert_eq!(until(at(noon + 99), now(noon)), "in 99 s");
        assert_eq!(until(at(noon + hour), now(noon)), "at 13:00");
        assert_eq!(until(at(noon + 24 * hour), now(noon)), "tomorrow at 12:00");
        assert_eq!(until(at(noon + 48 * hour), now(noon)), "on Saturday, 3 January at 12:00");
        assert_eq!(until(at(noon - 1), now(noon)), "now");
        assert_eq!(until(at(0), now(noon)), "now");
    }

    fn offline(cause: Cause) -> Connection {
        Connection::Offline { next_try: at(8), cause, detail: "no route".to_owned() }
    }

    #[test]
    fn a_lost_answer_is_not_called_offline_and_a_broken_server_not_busy() {
        let of = |cause| connection(&offline(cause), 1, 0, now(0));
        let lost = of(Cause::Unanswered);
        assert_eq!(lost.title, "No answer");
        assert_eq!(
            lost.sentence.as_deref(),
            Some(
                "The server did not answer the last call; it may have arrived, and is asked again. 1 message will send when it answers. Trying again in 8 s."
            )
        );
        assert_eq!(of(Cause::Broken(500)).title, "The server has a problem");
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
        // Apia had no 30 December 2011: it went over to the other side of the date line.
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
