//! The wire's dates: seven fraction digits and an offset, kept as text.
//!
//! A server's date is sent back digit for digit, so a [`Date`] *is* its text; the point in time is computed once,
//! when the text is parsed. Must not know: time zones by name, the clock.
//! Tests: `tests/wire/date.rs`.

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike};

use std::fmt;
use std::hash::{Hash, Hasher};

/// 100 ns steps in one second, the resolution of .NET's dates.
const PER_SECOND: i64 = 10_000_000;
/// The widest offset that .NET's `DateTimeOffset` accepts, in minutes.
const WIDEST_OFFSET: i32 = 14 * 60;

/// A date exactly as it was written, with the point in time it means.
///
/// Two dates are equal if their *texts* are; compare [`Date::ticks`] to compare points in time.
#[derive(Clone)]
pub struct Date {
    text: Box<str>,
    ticks: i64,
    offset: i32,
}

impl Date {
    /// Formats a point in time like the server's samples: `2025-12-14T01:24:46.8208821+00:00`.
    ///
    /// `ticks` are 100 ns steps since 1970-01-01T00:00:00Z; `offset` is in minutes east of UTC. Both are clamped to
    /// the range of .NET (years 1 to 9999, 14 hours each way).
    #[must_use]
    pub fn from_ticks(ticks: i64, offset: i32) -> Self {
        let offset = offset.clamp(-WIDEST_OFFSET, WIDEST_OFFSET);
        let shift = i64::from(offset) * 60 * PER_SECOND;
        let (first, last) = range();
        let local = ticks.saturating_add(shift).clamp(first, last);
        let text = match at(local) {
            Some(time) => format!(
                "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:07}{}{:02}:{:02}",
                time.year(),
                time.month(),
                time.day(),
                time.hour(),
                time.minute(),
                time.second(),
                local.rem_euclid(PER_SECOND),
                if offset < 0 { '-' } else { '+' },
                offset.abs() / 60,
                offset.abs() % 60,
            ),
            // Unreachable after the clamp above; the epoch is at least a date.
            None => "1970-01-01T00:00:00.0000000+00:00".to_owned(),
        };
        Self { text: text.into(), ticks: local - shift, offset }
    }

    /// Parses RFC 3339 with 0 to 9 fraction digits, also with a blank for the `T` or without an offset (then UTC),
    /// and the `/Date(1734139486820+0100)/` of old ASP.NET. `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (ticks, offset) = epoch_form(text).or_else(|| iso_form(text))?;
        Some(Self { text: text.into(), ticks, offset })
    }

    /// The text as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// 100 ns steps since 1970-01-01T00:00:00Z; finer digits are only in the text.
    #[must_use]
    pub fn ticks(&self) -> i64 {
        self.ticks
    }

    /// Minutes east of UTC.
    #[must_use]
    pub fn offset(&self) -> i32 {
        self.offset
    }
}

impl PartialEq for Date {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Date {}

impl Hash for Date {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Date({})", self.text)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The first and the last tick of .NET's calendar, 0001-01-01 and 9999-12-31T23:59:59.9999999.
fn range() -> (i64, i64) {
    (-62_135_596_800 * PER_SECOND, 253_402_300_800 * PER_SECOND - 1)
}

fn at(ticks: i64) -> Option<NaiveDateTime> {
    let epoch = NaiveDateTime::default();
    epoch.checked_add_signed(TimeDelta::try_seconds(ticks.div_euclid(PER_SECOND))?)
}

/// Parses `/Date(<milliseconds since 1970>[+hhmm])/`. The offset is that of the writer and does not change the point
/// in time.
fn epoch_form(text: &str) -> Option<(i64, i32)> {
    let inner = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let sign = inner.rfind(['+', '-']).filter(|&at| at > 0);
    let (millis, offset) = match sign {
        Some(at) => (inner.get(..at)?, offset_of(inner.get(at..)?)?),
        None => (inner, 0),
    };
    let digits = millis.strip_prefix('-').unwrap_or(millis);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let ticks = millis.parse::<i64>().ok()?.checked_mul(PER_SECOND / 1000)?;
    let (first, last) = range();
    (first..=last).contains(&ticks).then_some((ticks, offset))
}

fn iso_form(text: &str) -> Option<(i64, i32)> {
    let day = text.get(..10)?;
    if day.as_bytes().get(4) != Some(&b'-') || day.as_bytes().get(7) != Some(&b'-') {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(
        i32::try_from(number(day.get(..4)?)?).ok()?,
        number(day.get(5..7)?)?,
        number(day.get(8..)?)?,
    )
    .filter(|date| date.year() >= 1)?;
    let rest = text.get(10..)?.strip_prefix(['T', 't', ' '])?;
    let clock = rest.get(..8)?;
    if clock.as_bytes().get(2) != Some(&b':') || clock.as_bytes().get(5) != Some(&b':') {
        return None;
    }
    let time =
        date.and_hms_opt(number(clock.get(..2)?)?, number(clock.get(3..5)?)?, number(clock.get(6..)?)?)?;
    let mut rest = rest.get(8..)?;
    let mut fraction = 0;
    if let Some(after) = rest.strip_prefix('.') {
        let count = after.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=9).contains(&count) {
            return None;
        }
        let digits = after.get(..count.min(7))?;
        fraction = i64::from(number(digits)?) * 10_i64.pow(7 - u32::try_from(digits.len()).ok()?);
        rest = after.get(count..)?;
    }
    let offset = match rest {
        "" | "Z" | "z" => 0,
        written => offset_of(written)?,
    };
    let local = time.and_utc().timestamp() * PER_SECOND + fraction;
    Some((local - i64::from(offset) * 60 * PER_SECOND, offset))
}

/// `+hh:mm` or `+hhmm`, in minutes.
fn offset_of(text: &str) -> Option<i32> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'+' => (1, text.get(1..)?),
        b'-' => (-1, text.get(1..)?),
        _ => return None,
    };
    let minutes = match digits.len() {
        4 => digits.get(2..)?,
        5 if digits.as_bytes().get(2) == Some(&b':') => digits.get(3..)?,
        _ => return None,
    };
    let (hours, minutes) = (number(digits.get(..2)?)?, number(minutes)?);
    (hours < 24 && minutes < 60).then_some(())?;
    Some(sign * i32::try_from(hours * 60 + minutes).ok()?)
}

/// Parses digits only: `str::parse` would accept a sign.
fn number(digits: &str) -> Option<u32> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}
