//! The size and place of the window, which the next start restores.
//!
//! Lengths are logical pixels. Must not know: iced, the display server. Tests: below, `tests/window/app.rs`.

use std::str::FromStr;

/// The size and place of a window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Width and height, while the window is not maximized.
    pub size: (f32, f32),
    /// The left upper corner, while the window is not maximized; `None` if it is not known, as on Wayland.
    pub at: Option<(f32, f32)>,
    /// True if the window fills its screen.
    pub is_maximized: bool,
    /// Physical pixels per logical pixel.
    pub scale: f32,
}

/// A screen, in physical pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    pub left: i32,
    pub top: i32,
    pub width: i32,
    pub height: i32,
}

/// The smallest size of a window.
pub const LEAST: (f32, f32) = (480.0, 360.0);
/// The largest length that is accepted, against damaged values.
const MOST: f32 = 20_000.0;

impl Place {
    /// Moves the window onto one of these screens, the one that it covers most, and makes it no larger than that screen.
    /// Without screens to check, it has no place.
    #[must_use]
    pub fn onto(self, screens: &[Screen]) -> Self {
        let Some((left, top)) = self.at else { return self };
        let (width, height) = self.size;
        let scale = self.scale;
        let of = |screen: &Screen| {
            let lengths = [screen.left, screen.top, screen.width, screen.height];
            lengths.map(|length| length as f32 / scale)
        };
        let covered = |screen: &Screen| {
            let [x, y, wide, high] = of(screen);
            let across = (left + width).min(x + wide) - left.max(x);
            let down = (top + height).min(y + high) - top.max(y);
            across.max(0.0) * down.max(0.0)
        };
        let best = screens.iter().rev().max_by(|one, other| covered(one).total_cmp(&covered(other)));
        let Some([x, y, wide, high]) = best.map(of) else { return Self { at: None, ..self } };
        let (width, height) = (width.min(wide).max(LEAST.0), height.min(high).max(LEAST.1));
        let at = (left.min(x + wide - width).max(x), top.min(y + high - height).max(y));
        Self { size: (width, height), at: Some(at), ..self }
    }

    /// The stored form: `1080x720`, `1080x720+300+100`, or `1080x720+300+100 max 2`, where the last number is the scale.
    pub fn words(self) -> String {
        let at = self.at.map(|(left, top)| format!("{left:+.0}{top:+.0}")).unwrap_or_default();
        let state = if self.is_maximized { "max" } else { "normal" };
        format!("{:.0}x{:.0}{at} {state} {}", self.size.0, self.size.1, self.scale)
    }
}

/// The stored place cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("not a window's place")]
pub struct Unreadable;

impl FromStr for Place {
    type Err = Unreadable;

    fn from_str(words: &str) -> Result<Self, Unreadable> {
        let length =
            |text: &str| text.parse().ok().filter(|length: &f32| length.abs() <= MOST).ok_or(Unreadable);
        let mut parts = words.split(' ');
        let place = parts.next().unwrap_or_default();
        let (size, at) = place.split_at(place.find(['+', '-']).unwrap_or(place.len()));
        let (width, height) = size.split_once('x').ok_or(Unreadable)?;
        let size = (length(width)?.max(LEAST.0), length(height)?.max(LEAST.1));
        let at = match at.char_indices().skip(1).find(|(_, sign)| matches!(sign, '+' | '-')) {
            Some((middle, _)) => Some((length(&at[..middle])?, length(&at[middle..])?)),
            None => None,
        };
        let is_maximized = parts.next() == Some("max");
        let scale = parts.next().and_then(|scale| scale.parse().ok());
        let scale = scale.filter(|scale| (0.5..=8.0).contains(scale)).unwrap_or(1.0);
        Ok(Self { size, at, is_maximized, scale })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place =
        Place { size: (900.0, 600.0), at: Some((300.0, 100.0)), is_maximized: false, scale: 1.0 };
    const LEFT: Screen = Screen { left: 0, top: 0, width: 1920, height: 1080 };
    const RIGHT: Screen = Screen { left: 1920, top: 0, width: 1280, height: 720 };

    #[test]
    fn a_place_reads_back_as_it_was_and_a_strange_one_is_refused() {
        let left = Place { at: Some((-1200.0, -3.0)), is_maximized: true, scale: 1.5, ..PLACE };
        for place in [PLACE, left, Place { at: None, ..PLACE }] {
            assert_eq!(place.words().parse::<Place>().unwrap(), place, "{}", place.words());
        }
        for strange in
            ["", "x", "900", "900x", "900xNaN", "1e9x600", "900x600+inf+3", "900x600+1e8-3", "🙂x+"]
        {
            assert!(strange.parse::<Place>().is_err(), "{strange}");
        }
        assert_eq!("1x1".parse::<Place>().unwrap().size, LEAST);
    }

    #[test]
    fn a_window_comes_back_onto_a_screen_that_is_there() {
        let at = |place: Place, screens: &[Screen]| place.onto(screens).at;
        assert_eq!(PLACE.onto(&[LEFT, RIGHT]), PLACE);
        let right = Place { at: Some((2000.0, 50.0)), ..PLACE };
        assert_eq!(at(right, &[LEFT, RIGHT]), Some((2000.0, 50.0)));
        assert_eq!(at(right, &[LEFT]), Some((1020.0, 50.0)), "its screen was unplugged");
        assert_eq!(at(Place { at: Some((-5000.0, 9000.0)), ..PLACE }, &[LEFT]), Some((0.0, 480.0)));
        assert_eq!(at(Place { at: Some((-20.0, -20.0)), ..PLACE }, &[LEFT]), Some((0.0, 0.0)));
        assert_eq!(at(PLACE, &[]), None, "nothing is known of the screens");
    }

    #[test]
    fn a_window_is_no_larger_than_its_screen_unless_the_screen_is_tiny() {
        let large = Place { size: (4000.0, 3000.0), at: Some((0.0, 0.0)), ..PLACE };
        assert_eq!(large.onto(&[RIGHT]).size, (1280.0, 720.0));
        let tiny = Screen { left: 0, top: 0, width: 320, height: 240 };
        assert_eq!(large.onto(&[tiny]), Place { size: LEAST, at: Some((0.0, 0.0)), ..PLACE });
        let twice = Place { scale: 2.0, ..large };
        assert_eq!(twice.onto(&[LEFT]).size, (960.0, 540.0), "the screen is in physical pixels");
    }
}
