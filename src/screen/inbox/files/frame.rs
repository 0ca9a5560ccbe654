//! The space for pictures in a message, computed before they are decoded, so that nothing moves when they appear.
//!
//! A single picture keeps its shape; several form a grid, cropped to their middles. The declared size of a picture may
//! be false, so nothing but the space depends on it. Pure. Tests: below.

use super::{Bytes, Files, Of, One, of_row};

use crate::chat::attachment::{Media, Size as Pixels};
use crate::row::{PathAccess, Row};
use crate::screen::inbox::pictures::Cut;

use iced::{Point, Rectangle, Size};

/// The largest width of a picture, in logical pixels.
pub const WIDTH: f32 = 360.0;
/// The largest height of a picture, in logical pixels.
const HEIGHT: f32 = 280.0;
/// The space for a picture whose size is not known.
const UNKNOWN: Size = Size::new(320.0, 200.0);
/// The least length of a side: thinner pictures are cropped.
const LEAST: f32 = 64.0;
/// The gap between the pictures of a grid.
pub const GAP: f32 = 4.0;
/// How many pictures a grid shows; the last one says how many more there are.
pub const MOST: usize = 5;

/// How a picture is fitted into its frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Way {
    Whole,
    Filling(Pixels),
}

/// The frame of a single picture.
pub fn single(own: Option<Pixels>, room: f32) -> (Size, Way) {
    let most = Size::new(room.clamp(LEAST, WIDTH), HEIGHT);
    let Some(own) = own.filter(|own| own.width > 0 && own.height > 0) else {
        let width = UNKNOWN.width.min(most.width);
        return (Size::new(width, (UNKNOWN.height * width / UNKNOWN.width).round()), Way::Whole);
    };
    let (width, height) = (own.width as f32, own.height as f32);
    let by = (most.width / width).min(most.height / height).min(1.0);
    let (fitted, least) = (Size::new(width * by, height * by), LEAST.min(most.width));
    let frame = Size::new(fitted.width.round().max(least), fitted.height.round().max(least));
    // A long thin picture is cropped to its middle to fill the frame; a small one keeps its size.
    let is_cut = by < 1.0 && (fitted.width < least || fitted.height < least);
    (frame, if is_cut { Way::Filling(own) } else { Way::Whole })
}

/// The frames of several pictures, at most [`MOST`], and the space they take together.
pub fn grid(count: usize, room: f32) -> (Vec<Rectangle>, Size) {
    let width = room.clamp(LEAST * 2.0 + GAP, WIDTH).floor();
    let half = ((width - GAP) / 2.0).floor();
    let third = ((width - 2.0 * GAP) / 3.0).floor();
    let frame =
        |x: f32, y: f32, width: f32, height: f32| Rectangle::new(Point::new(x, y), Size::new(width, height));
    // The last frame of a line gets the pixels left over by rounding.
    let rest = |taken: f32| width - taken;
    let second = half + GAP;
    let frames = match count {
        0 => Vec::new(),
        1 => vec![frame(0.0, 0.0, width, half)],
        2 => vec![frame(0.0, 0.0, half, half), frame(second, 0.0, rest(second), half)],
        3 => {
            let left = third * 2.0 + GAP;
            let (high, x) = (third, left + GAP);
            vec![
                frame(0.0, 0.0, left, 2.0 * high + GAP),
                frame(x, 0.0, rest(x), high),
                frame(x, high + GAP, rest(x), high),
            ]
        }
        4 => {
            let high = (half * 0.75).floor();
            vec![
                frame(0.0, 0.0, half, high),
                frame(second, 0.0, rest(second), high),
                frame(0.0, high + GAP, half, high),
                frame(second, high + GAP, rest(second), high),
            ]
        }
        _ => {
            let (high, low) = ((half * 0.75).floor(), third);
            let (y, last) = (high + GAP, 2.0 * (third + GAP));
            vec![
                frame(0.0, 0.0, half, high),
                frame(second, 0.0, rest(second), high),
                frame(0.0, y, third, low),
                frame(third + GAP, y, third, low),
                frame(last, y, rest(last), low),
            ]
        }
    };
    let height = frames.iter().map(|frame| frame.y + frame.height).fold(0.0, f32::max);
    (frames, Size::new(width, height))
}

/// True if a file is drawn among the pictures of its message, not as a card. A file in the profile's own store has its
/// space from the beginning; one from elsewhere is a card until it is downloaded.
pub fn is_picture(files: &Files, one: &One<'_>) -> bool {
    one.media() == Media::Picture
        && (files.bytes(one) == Bytes::Here || one.known.access == PathAccess::Store)
}

/// The picture of a file in a frame; `None` if its bytes were never here.
pub fn cut(files: &Files, one: &One<'_>, frame: Size, way: Way) -> Option<Cut> {
    let content = one.known.content?;
    Some(match way {
        Way::Whole => Cut::whole(content, frame, files.scale()),
        Way::Filling(own) => Cut::filling(content, own, frame, files.scale()),
    })
}

/// How a picture is fitted into a frame of a grid.
pub fn in_grid(one: &One<'_>) -> Way {
    let own = one.known.facts.as_ref().and_then(|facts| facts.size);
    own.map_or(Way::Whole, Way::Filling)
}

/// All cuts that a row's pictures are drawn from.
pub fn cuts(files: &Files, row: &Row, of: Of, room: f32) -> Vec<Cut> {
    let pictures: Vec<One<'_>> = of_row(row, of).filter(|one| is_picture(files, one)).collect();
    match pictures.as_slice() {
        [] => Vec::new(),
        [one] => {
            let (frame, way) = single(files.size(one), room);
            cut(files, one, frame, way).into_iter().collect()
        }
        several => {
            let (frames, _) = grid(several.len(), room);
            let cut = |(one, frame): (&One<'_>, &Rectangle)| cut(files, one, frame.size(), in_grid(one));
            several.iter().zip(&frames).filter_map(cut).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn pixels(width: u32, height: u32) -> Option<Pixels> {
        Some(Pixels { width, height })
    }

    #[test]
    fn a_picture_keeps_its_shape_and_is_never_made_larger() {
        assert_eq!(single(pixels(4_000, 3_000), 700.0), (Size::new(360.0, 270.0), Way::Whole));
        assert_eq!(single(pixels(3_000, 4_000), 700.0), (Size::new(210.0, 280.0), Way::Whole));
        assert_eq!(single(pixels(120, 90), 700.0), (Size::new(120.0, 90.0), Way::Whole));
        assert_eq!(single(pixels(4_000, 3_000), 200.0), (Size::new(200.0, 150.0), Way::Whole));
        assert_eq!(single(None, 700.0), (UNKNOWN, Way::Whole));
    }

    #[test]
    fn a_strange_shape_has_room_to_be_seen_and_pressed() {
        let thin = pixels(16_000, 20);
        assert_eq!(single(thin, 700.0), (Size::new(360.0, LEAST), Way::Filling(thin.unwrap())));
        assert_eq!(single(pixels(1, 1), 700.0), (Size::new(LEAST, LEAST), Way::Whole));
        assert_eq!(single(pixels(0, 5), 700.0).0, UNKNOWN);
        let (frame, _) = single(pixels(u32::MAX, u32::MAX), 10.0);
        assert!(frame.width >= LEAST && frame.height <= HEIGHT, "{frame:?}");
    }

    #[test]
    fn frames_of_a_grid_do_not_overlap_and_fill_its_width() {
        for room in [100.0, 243.5, 360.0, 800.0] {
            for count in 2..9 {
                let (frames, size) = grid(count, room);
                assert_eq!(frames.len(), count.min(MOST));
                for (at, one) in frames.iter().enumerate() {
                    assert!(one.x + one.width <= size.width && one.y + one.height <= size.height);
                    assert!(frames[at + 1..].iter().all(|other| one.intersection(other).is_none()));
                }
                let right = frames.iter().map(|frame| frame.x + frame.width).fold(0.0, f32::max);
                assert!((right - size.width).abs() < 0.01);
            }
        }
    }
}
