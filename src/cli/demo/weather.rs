//! The demo's weathers in the window's menu.
//!
//! The demo's server is somebody else's and has no sentences of the window. Tests: below.

use crate::demo::Weather;
use crate::language::tr;

/// The name in the menu.
pub(super) fn label(weather: Weather) -> &'static str {
    match weather {
        Weather::Clear => tr::demo_clear(),
        Weather::Slow => tr::demo_slow(),
        Weather::Flaky => tr::demo_flaky(),
        Weather::Offline => tr::demo_offline(),
        Weather::Busy => tr::demo_busy(),
        Weather::Lost => tr::demo_lost(),
        Weather::Refusing => tr::demo_rejecting(),
        Weather::Storm => tr::demo_storm(),
    }
}

/// The description in the menu.
pub(super) fn about(weather: Weather) -> &'static str {
    match weather {
        Weather::Clear => tr::demo_clear_about(),
        Weather::Slow => tr::demo_slow_about(),
        Weather::Flaky => tr::demo_flaky_about(),
        Weather::Offline => tr::demo_offline_about(),
        Weather::Busy => tr::demo_busy_about(),
        Weather::Lost => tr::demo_lost_about(),
        Weather::Refusing => tr::demo_rejecting_about(),
        Weather::Storm => tr::demo_storm_about(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_weather_has_a_label_and_a_line() {
        for weather in Weather::ALL {
            assert!(about(weather).ends_with('.') && !label(weather).is_empty());
        }
    }
}
