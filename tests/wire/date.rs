//! Dates are kept digit for digit, and name the right moment.

use confab::remote::wire::Date;
use proptest::prelude::*;

/// 2025-12-14T01:24:46.8208821Z.
const SAMPLE: i64 = 17_656_754_868_208_821;

#[test]
fn the_samples_date_is_read_and_written_to_the_digit() {
    let date = Date::parse("2025-12-14T01:24:46.8208821+00:00").unwrap();
    assert_eq!((date.ticks(), date.offset()), (SAMPLE, 0));
    assert_eq!(Date::from_ticks(SAMPLE, 0), date);
}

#[test]
fn an_offset_moves_the_clock_and_not_the_instant() {
    for (offset, text) in [
        (330, "2025-12-14T06:54:46.8208821+05:30"),
        (-210, "2025-12-13T21:54:46.8208821-03:30"),
        (0, "2025-12-14T01:24:46.8208821+00:00"),
    ] {
        let date = Date::from_ticks(SAMPLE, offset);
        assert_eq!(date.as_str(), text);
        assert_eq!((date.ticks(), date.offset()), (SAMPLE, offset));
        assert_eq!(Date::parse(text).unwrap().ticks(), SAMPLE);
    }
}

#[test]
fn every_usual_spelling_is_read_and_kept_as_it_is() {
    for (text, ticks, offset) in [
        ("1970-01-01T00:00:00Z", 0, 0),
        ("1970-01-01t00:00:00z", 0, 0),
        ("1970-01-01 00:00:00", 0, 0),
        ("1970-01-01T00:00:00.1", 1_000_000, 0),
        ("1970-01-01T00:00:00.123456789Z", 1_234_567, 0),
        ("1970-01-01T01:00:00.0000001+0100", 1, 60),
        ("1969-12-31T23:59:59.9999999-00:00", -1, 0),
        ("1970-01-01T00:00:00.0+23:59", -863_400_000_000, 1439),
        ("0001-01-01T00:00:00", -621_355_968_000_000_000, 0),
        ("9999-12-31T23:59:59.9999999", 2_534_023_007_999_999_999, 0),
        ("2024-02-29T12:00:00Z", 17_092_080_000_000_000, 0),
        ("/Date(1765675486820)/", 17_656_754_868_200_000, 0),
        ("/Date(-1+0530)/", -10_000, 330),
    ] {
        let date = Date::parse(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!((date.as_str(), date.ticks(), date.offset()), (text, ticks, offset));
    }
}

#[test]
fn what_is_no_date_is_none() {
    for text in [
        "",
        "now",
        "2025-02-29T00:00:00Z",
        "2025-13-01T00:00:00Z",
        "2025-12-14",
        "2025-12-14T24:00:00Z",
        "2025-12-14T01:24:60Z",
        "2025-12-14T01:24:46.Z",
        "2025-12-14T01:24:46.1234567890Z",
        "2025-12-14T01:24:46+24:00",
        "2025-12-14T01:24:46+5",
        "2025-12-14T01:24:46ZZ",
        "+025-12-14T01:24:46Z",
        "0000-01-01T00:00:00Z",
        "12/14/2025 01:24:46",
        "２０２５-12-14T01:24:46Z",
        "/Date()/",
        "/Date(9999999999999999999)/",
        "/Date(+)/",
    ] {
        assert_eq!(Date::parse(text), None, "{text}");
    }
}

#[test]
fn instants_beyond_the_calendar_are_moved_into_it() {
    assert_eq!(Date::from_ticks(i64::MAX, 0).as_str(), "9999-12-31T23:59:59.9999999+00:00");
    assert_eq!(Date::from_ticks(i64::MIN, 0).as_str(), "0001-01-01T00:00:00.0000000+00:00");
    assert_eq!(Date::from_ticks(0, i32::MAX).as_str(), "1970-01-01T14:00:00.0000000+14:00");
}

proptest! {
    #[test]
    fn property_any_instant_survives_its_own_text(ticks in any::<i64>(), offset in any::<i32>()) {
        let date = Date::from_ticks(ticks, offset);
        let read = Date::parse(date.as_str()).unwrap();
        prop_assert_eq!((read.ticks(), read.offset()), (date.ticks(), date.offset()));
        prop_assert_eq!(Date::from_ticks(date.ticks(), date.offset()), date);
    }

    #[test]
    fn property_any_text_is_a_date_or_none(text in "\\PC*|[0-9TZ:+. /Date()-]{0,40}") {
        if let Some(date) = Date::parse(&text) {
            prop_assert_eq!(date.as_str(), text.trim());
        }
    }
}
