//! The decisions of every weather, and that a seed repeats them.

use confab::demo::weather::{Fate, RetryAfter, Sky, Turn, Weather};

use chrono::{DateTime, TimeDelta, Utc};

use std::collections::BTreeSet;

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_176_000, 0).unwrap()
}

/// The fates of calls ten seconds apart, when no `Retry-After` is pending any more.
fn fates(weather: Weather, seed: u64, count: i64) -> Vec<Fate> {
    let mut sky = Sky::new(weather, seed);
    (0..count).map(|n| sky.decide(noon() + TimeDelta::seconds(10 * n))).collect()
}

fn turns(weather: Weather) -> BTreeSet<String> {
    let name = |turn: &Turn| match turn {
        Turn::Serve => "serve",
        Turn::CutBefore => "before",
        Turn::CutAfter => "after",
        Turn::Torn => "torn",
        Turn::Busy(_) => "busy",
        Turn::Broken => "broken",
    };
    fates(weather, 3, 400).iter().map(|fate| name(&fate.turn).to_owned()).collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn each_weather_does_what_its_name_says() {
    assert_eq!(turns(Weather::Clear), set(&["serve"]));
    assert_eq!(turns(Weather::Slow), set(&["serve"]));
    assert_eq!(turns(Weather::Refusing), set(&["serve"]));
    assert_eq!(turns(Weather::Offline), set(&["before"]));
    assert_eq!(turns(Weather::Flaky), set(&["serve", "before", "after", "torn"]));
    assert_eq!(turns(Weather::Busy), set(&["serve", "busy"]));
    assert_eq!(turns(Weather::Lost), set(&["serve", "after"]));
    assert_eq!(turns(Weather::Storm), set(&["serve", "before", "after", "torn", "busy", "broken"]));
}

#[test]
fn a_seed_repeats_the_weather_and_another_one_does_not() {
    for weather in Weather::ALL {
        assert_eq!(fates(weather, 5, 100), fates(weather, 5, 100));
    }
    assert_ne!(fates(Weather::Storm, 5, 100), fates(Weather::Storm, 6, 100));
}

#[test]
fn slow_takes_seconds_and_clear_takes_none() {
    for fate in fates(Weather::Slow, 1, 50) {
        assert!((1_500..=6_000).contains(&fate.wait.as_millis()), "{fate:?}");
    }
    assert!(fates(Weather::Clear, 1, 50).iter().all(|fate| fate.wait.is_zero()));
}

#[test]
fn busy_means_its_retry_after_and_says_it_in_both_forms() {
    let mut sky = Sky::new(Weather::Busy, 11);
    let (mut seconds_seen, mut dates_seen) = (0, 0);
    let mut now = noon();
    for _ in 0..200 {
        now += TimeDelta::seconds(60);
        let Turn::Busy(after) = sky.decide(now).turn else { continue };
        let until = match after {
            RetryAfter::Seconds(seconds) => {
                seconds_seen += 1;
                now + TimeDelta::seconds(i64::from(seconds))
            }
            RetryAfter::Date(at) => {
                dates_seen += 1;
                DateTime::from_timestamp(at.timestamp(), 0).unwrap()
            }
        };
        assert!(until > now, "the promise is in the future");
        assert!(
            matches!(sky.decide(now + TimeDelta::milliseconds(500)).turn, Turn::Busy(_)),
            "early is too early"
        );
        // A client that waits as requested meets no rest of this wait: a new one may start, but none that is shorter.
        if let Turn::Busy(RetryAfter::Seconds(seconds)) = sky.decide(until).turn {
            assert!(seconds >= 2, "a rest of the old promise: {seconds}");
        }
    }
    assert!(seconds_seen > 20 && dates_seen > 5, "{seconds_seen} {dates_seen}");
}

#[test]
fn a_change_of_weather_calls_off_the_promise() {
    let mut sky = Sky::new(Weather::Busy, 11);
    while !matches!(sky.decide(noon()).turn, Turn::Busy(_)) {}
    sky.set(Weather::Clear);
    assert_eq!(sky.decide(noon()).turn, Turn::Serve);
    assert_eq!(sky.weather(), Weather::Clear);
}

#[test]
fn every_weather_has_a_word() {
    for weather in Weather::ALL {
        assert_eq!(Weather::of_word(weather.word()), Some(weather));
    }
    assert_eq!(Weather::of_word("sunny"), None);
    assert_eq!(Weather::default(), Weather::Clear);
}

#[test]
fn every_weather_has_a_label_and_a_sentence_in_the_menu() {
    for weather in Weather::ALL {
        let shown = confab::screen::inbox::Weather::of_word(weather.word());
        assert!(shown.label != weather.word() && shown.about.ends_with('.'), "{shown:?}");
    }
}
