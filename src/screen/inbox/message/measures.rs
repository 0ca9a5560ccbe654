//! The widths and distances of a row of the timeline, by the density of messages.
//!
//! ```text
//!   comfortable               compact                            compact, narrow
//!   (avatar) Ada Varga 12:31  12:31 ✓  Ada Varga  The text,         Ada Varga 12:31 ✓
//!            The text                             from here on      The text
//! ```
//! Must not know: what a row says. Tests: below, and the pictures of `tests/window/density.rs`.

use crate::theme::{Density, Theme, space};

/// Texts are not drawn wider than this at the normal text size: long lines are hard to read.
const MEASURE: f32 = 760.0;
/// Width of the names beside the texts, at the normal text size.
const NAMES: f32 = 124.0;
/// Names are beside the texts in lists of at least this width, at the normal text size.
const BESIDE_FROM: f32 = 520.0;

/// The theme of the rows in a list of this width, in logical pixels.
pub fn fitted(theme: Theme, width: f32) -> Theme {
    match theme.density() {
        Density::Comfortable => theme,
        Density::Compact | Density::CompactNarrow if width >= theme.scaled(BESIDE_FROM) => {
            theme.with_density(Density::Compact)
        }
        Density::Compact | Density::CompactNarrow => theme.with_density(Density::CompactNarrow),
    }
}

/// Width of the gutter: the avatar, or the time and the delivery mark.
pub(super) fn gutter(theme: Theme) -> f32 {
    theme.scaled(match theme.density() {
        Density::Comfortable => 36.0,
        Density::Compact => 68.0,
        Density::CompactNarrow => 28.0,
    })
}

/// The width of the names beside the texts, if they are there.
pub(super) fn names(theme: Theme) -> Option<f32> {
    match theme.density() {
        Density::Comfortable | Density::CompactNarrow => None,
        Density::Compact => Some(theme.scaled(NAMES)),
    }
}

/// The distance between the gutter, the names and the texts.
pub(super) fn between(theme: Theme) -> f32 {
    match theme.density() {
        Density::Comfortable => space::THREE,
        Density::Compact | Density::CompactNarrow => space::TWO,
    }
}

/// The padding of a row, above and below.
pub(super) fn pad(theme: Theme) -> f32 {
    match theme.density() {
        Density::Comfortable => 3.0,
        Density::Compact | Density::CompactNarrow => 1.0,
    }
}

/// The distance above a row that begins a group.
pub(super) fn above_group(theme: Theme) -> f32 {
    match theme.density() {
        Density::Comfortable => space::TWO,
        Density::Compact => 0.0,
        Density::CompactNarrow => space::ONE,
    }
}

/// The largest width of a text.
pub(super) fn measure(theme: Theme) -> f32 {
    theme.scaled(MEASURE)
}

/// The distance from the inner edge of a row to its text.
pub(super) fn left(theme: Theme) -> f32 {
    let names = names(theme).map_or(0.0, |names| names + between(theme));
    gutter(theme) + between(theme) + names
}

/// The largest width of all that a row shows: beyond it, a wide window stays empty.
pub(super) fn column(theme: Theme) -> f32 {
    left(theme) + measure(theme) + 2.0 * space::TWO
}

/// The largest width of a message's files in a list of this width, in logical pixels.
pub fn room(theme: Theme, width: f32) -> f32 {
    let beside = left(theme) + 4.0 * space::TWO;
    (width - beside).min(measure(theme)).max(0.0)
}

/// The right edge of the message column, measured from the left edge of the list.
pub fn reach(theme: Theme) -> f32 {
    column(theme) + 2.0 * space::TWO
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::theme::{Contrast, Scheme, TextSize};

    #[test]
    fn names_are_beside_the_texts_only_where_there_is_room_at_this_text_size() {
        let at = |percent| Theme::new(Scheme::Light, Contrast::Normal, TextSize::from_percent(percent));
        for (percent, width, density) in [
            (100, 815.0, Density::Compact),
            (100, 380.0, Density::CompactNarrow),
            (200, 815.0, Density::CompactNarrow),
        ] {
            let compact = at(percent).with_density(Density::Compact);
            let fits = fitted(compact, width);
            assert_eq!(fits.density(), density, "{percent} %, {width} px");
            assert_eq!(fitted(fits, 2_000.0).density(), Density::Compact, "and again in a wider window");
            assert_ne!(fits.revision(), at(percent).revision(), "rows are built again");
        }
        assert_eq!(fitted(at(100), 380.0).density(), Density::Comfortable);
    }
}
