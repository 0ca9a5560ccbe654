//! A sentence on the progress of the first reading of the server.
//!
//! Tests: below and `tests/window/reading.rs`.

use crate::language::tr;
use crate::row::{FirstReading, Reading};
use crate::screen::words::{self, Now};

/// A sentence while the first read is in progress; `None` before and after.
pub(super) fn sentence(reading: Reading, now: Now) -> Option<String> {
    match reading.first {
        FirstReading::Done => None,
        FirstReading::UnderWay { back_to: None } => Some(tr::sidebar_reading().to_owned()),
        FirstReading::UnderWay { back_to: Some(at) } => {
            let day = now.local(at).date_naive();
            Some(tr::sidebar_reading_back_to(&words::date(day, now.today())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::Stamp;

    use chrono::{DateTime, Utc};

    #[test]
    fn the_day_is_named_and_the_year_only_when_it_is_another() {
        let at = |text: &str| Stamp::from(text.parse::<DateTime<Utc>>().unwrap());
        let now = Now { at: at("2026-11-29T12:00:00Z"), zone: &chrono_tz::UTC };
        let back = |text: &str| {
            let first = FirstReading::UnderWay { back_to: Some(at(text)) };
            sentence(Reading { first, unreadable: 0 }, now).unwrap()
        };
        assert_eq!(back("2026-05-03T08:00:00Z"), "Reading older messages, back to 3 May");
        assert_eq!(back("2025-05-03T08:00:00Z"), "Reading older messages, back to 3 May 2025");
        assert_eq!(sentence(Reading::default(), now), None);
    }
}
