//! Runs the opening of the play at 48 times over a week, one for each half hour of the day, in three zones, with ten
//! seeds.
//!
//! All combinations would be 1,440 plays; here every time is played once, with alternating zones and seeds, so that
//! each zone gets 16 times and each seed at least four, in all three zones. It runs the real program (server, disk,
//! window) up to the first message, without pictures. Several plays run in parallel: this takes a minute or two in a
//! debug build.

use super::{Play, raise, window};
use crate::app::{self, App};
use crate::chat::conversation;
use crate::cli::begin::ProfileOpener;
use crate::cli::demo::Wanted;
use crate::clock::{Clock, Zone};
use crate::headless;
use crate::screen::words::{self, Now};
use crate::theme::Theme;

use chrono::{DateTime, TimeDelta, Utc};
use iced::Program;

use std::sync::atomic::{AtomicUsize, Ordering};

/// On the Sunday of this week, the clocks in Berlin are set back.
const MONDAY: &str = "2026-10-19T00:25:00Z";
const INSTANTS: usize = 48;
/// Seven days in 48 steps, which together cover every half hour of the day.
const STEP: TimeDelta = TimeDelta::minutes(7 * 24 * 60 / 48);
const ZONES: [&dyn Zone; 3] =
    [&chrono_tz::Europe::Berlin, &chrono_tz::America::St_Johns, &chrono_tz::Pacific::Apia];
const SEEDS: usize = 10;
/// Plays running in parallel.
const HANDS: usize = 3;

/// Plays the opening and the first message; returns the time and day shown beside it.
async fn first_words<P>(play: &mut Play<P>) -> Result<(String, Option<String>), headless::Error>
where
    P: Program<State = App, Message = app::Message, Theme = Theme>,
{
    play.opening().await?;
    play.jump(conversation::Kind::Channel, super::GENERAL, "jump").await?;
    let said = play.say("Is anybody here at this hour?").await?;
    play.until("the newest message in sight", |inbox| {
        inbox.current().is_some_and(|open| open.timeline().at_latest())
    })
    .await?;
    let drawn = play.inbox(|inbox| {
        let timeline = inbox.current()?.timeline();
        let item = timeline.items().get(timeline.index(said)?)?;
        let day = timeline.items().iter().rev().find_map(|item| item.day.clone());
        Some((item.time.clone(), day))
    });
    drawn.ok_or_else(|| super::state::lost("the message"))
}

fn play_at(number: usize) {
    let moment = MONDAY.parse::<DateTime<Utc>>().unwrap() + STEP * i32::try_from(number).unwrap();
    let (zone, seed) = (ZONES[number % ZONES.len()], (number % SEEDS) as u64 + 1);
    let runtime = window::engine().unwrap();
    let opener = ProfileOpener::new(runtime.handle().clone(), None);
    let clock = Clock::starting_at(moment);
    let wanted = Wanted { seed, clock, ..Wanted::default() };
    let words = || words::time(clock.stamp(), Now { at: clock.stamp(), zone });
    let played = runtime.block_on(async {
        let mut play = raise(&wanted, &opener, zone).await.map_err(|stop| stop.words)?;
        let begun = words();
        let (time, day) = first_words(&mut play).await.map_err(|error| error.to_string())?;
        play.session.close().await;
        // The minute, and with it the day, may change while it is played.
        let shown = time >= begun && time <= words() || begun > words();
        if shown && (day.as_deref() == Some("Today") || begun > words()) {
            Ok(())
        } else {
            Err(format!("the first message is drawn with {time} below {day:?}, and it was {begun}"))
        }
    });
    assert!(played.is_ok(), "{moment}, {zone:?}, --seed {seed}: {}", played.unwrap_err());
}

#[test]
fn the_opening_plays_at_every_half_hour_of_the_day_whatever_the_zone_and_the_seed() {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..HANDS {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= INSTANTS {
                        break;
                    }
                    play_at(number);
                }
            });
        }
    });
}
