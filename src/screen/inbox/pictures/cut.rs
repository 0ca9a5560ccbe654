//! A picture as it is painted: fitted into a frame in screen pixels, with rounded corners.
//!
//! Painting must be copying: the software renderer would scale a picture again for each frame. So cropping, the rare
//! scaling up and the round corners are done once, off the UI thread. Pure. Tests: below.

use crate::chat::attachment::{ContentHash, Size};
use crate::row::{Picture, PictureRequest};
use crate::theme::space;
use crate::widget::picture::Drawn;

use image::imageops::{self, FilterType};
use image::{Rgba, RgbaImage};

/// A picture in a frame, in screen pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cut {
    /// The decoded picture that it is made of.
    pub sight: PictureRequest,
    /// The frame: a larger picture is cropped on both sides, a smaller one leaves a margin.
    pub frame: Size,
    /// The radius of its corners.
    pub corner: u32,
    /// The largest factor for scaling up a small picture, in thousandths: one of its pixels becomes one logical pixel.
    pub most: u32,
}

/// A logical length in pixels of a screen of this scale.
fn physical(length: f32, scale: f32) -> u32 {
    ((length * scale).round() as u32).max(1)
}

impl Cut {
    /// The whole picture in a frame of this size in logical pixels.
    pub fn whole(content: ContentHash, frame: iced::Size, scale: f32) -> Self {
        let frame = Size { width: physical(frame.width, scale), height: physical(frame.height, scale) };
        Self { sight: PictureRequest { content, within: frame }, ..Self::framed(content, frame, scale) }
    }

    /// The middle of a picture of this size, so that it fills the frame.
    pub fn filling(content: ContentHash, own: Size, frame: iced::Size, scale: f32) -> Self {
        let frame = Size { width: physical(frame.width, scale), height: physical(frame.height, scale) };
        let (width, height) = (f64::from(own.width.max(1)), f64::from(own.height.max(1)));
        let by = (f64::from(frame.width) / width).max(f64::from(frame.height) / height).min(1.0);
        let side = |own: f64, frame: u32| ((own * by).round() as u32).max(frame.min(own as u32)).max(1);
        let within = Size { width: side(width, frame.width), height: side(height, frame.height) };
        Self { sight: PictureRequest { content, within }, ..Self::framed(content, frame, scale) }
    }

    fn framed(content: ContentHash, frame: Size, scale: f32) -> Self {
        Self {
            sight: PictureRequest { content, within: frame },
            frame,
            corner: (space::RADIUS * scale).round() as u32,
            most: ((scale * 1_000.0).round() as u32).max(1_000),
        }
    }

    /// Makes the painted picture from the decoded one. Takes milliseconds.
    pub fn of(&self, picture: &Picture) -> Drawn {
        let Size { width, height } = picture.size;
        let Some(mut pixels) = RgbaImage::from_raw(width, height, picture.pixels.to_vec()) else {
            return Drawn::new(1, 1, vec![0; 4]);
        };
        let larger = self.larger(picture.size);
        if larger != picture.size {
            pixels = imageops::resize(&pixels, larger.width, larger.height, FilterType::Triangle);
        }
        let (x, y) = (
            i64::from(self.frame.width) - i64::from(larger.width),
            i64::from(self.frame.height) - i64::from(larger.height),
        );
        // A picture with a margin has rounded corners itself, on the background that is painted there.
        let has_rest = x > 0 || y > 0;
        if has_rest {
            take_corners_off(&mut pixels, self.corner);
        }
        if x != 0 || y != 0 {
            let mut framed = RgbaImage::new(self.frame.width, self.frame.height);
            imageops::replace(&mut framed, &pixels, x.div_euclid(2), y.div_euclid(2));
            pixels = framed;
        }
        if !has_rest {
            take_corners_off(&mut pixels, self.corner);
        }
        let drawn = Drawn::new(self.frame.width, self.frame.height, pixels.into_raw());
        if has_rest { drawn.with_rest() } else { drawn }
    }

    /// The size of a decoded picture in the frame: scaled up only if it is small.
    fn larger(&self, decoded: Size) -> Size {
        let fills =
            self.sight.within.width > self.frame.width || self.sight.within.height > self.frame.height;
        let wide = f64::from(self.frame.width) / f64::from(decoded.width.max(1));
        let high = f64::from(self.frame.height) / f64::from(decoded.height.max(1));
        let by = if fills { wide.max(high) } else { wide.min(high) };
        let by = by.min(f64::from(self.most) / 1_000.0);
        if by <= 1.0 {
            return decoded;
        }
        let side = |length: u32| ((f64::from(length) * by).round() as u32).max(1);
        Size { width: side(decoded.width), height: side(decoded.height) }
    }
}

/// Rounds the corners, with smooth edges.
fn take_corners_off(pixels: &mut RgbaImage, corner: u32) {
    let (width, height) = pixels.dimensions();
    let corner = corner.min(width / 2).min(height / 2);
    let radius = corner as f32;
    for y in 0..corner {
        for x in 0..corner {
            let (dx, dy) = (radius - x as f32 - 0.5, radius - y as f32 - 0.5);
            let covered = (radius + 0.5 - dx.hypot(dy)).clamp(0.0, 1.0);
            if covered < 1.0 {
                for (x, y) in
                    [(x, y), (width - 1 - x, y), (x, height - 1 - y), (width - 1 - x, height - 1 - y)]
                {
                    let Rgba([_, _, _, alpha]) = pixels.get_pixel_mut(x, y);
                    *alpha = (f32::from(*alpha) * covered).round() as u8;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use iced::widget::image::Handle;

    fn of_size(width: u32, height: u32) -> Picture {
        let pixels = (0..width * height).flat_map(|at| [(at % width) as u8, (at / width) as u8, 9, 255]);
        Picture { size: Size { width, height }, pixels: pixels.collect() }
    }

    fn pixel(drawn: &Drawn, x: u32, y: u32) -> [u8; 4] {
        let Handle::Rgba { width, pixels, .. } = drawn.handle() else { panic!("pixels") };
        let at = ((y * width + x) * 4) as usize;
        pixels[at..at + 4].try_into().unwrap()
    }

    fn content() -> ContentHash {
        ContentHash::new([1; 32])
    }

    #[test]
    fn a_picture_that_fits_is_painted_as_it_is_but_for_its_corners() {
        let cut = Cut::whole(content(), iced::Size::new(40.0, 30.0), 1.0);
        assert_eq!(cut.sight.within, Size { width: 40, height: 30 });
        let drawn = cut.of(&of_size(40, 30));
        assert_eq!(drawn.size(), (40, 30));
        assert_eq!(pixel(&drawn, 20, 11), [20, 11, 9, 255]);
        assert_eq!(pixel(&drawn, 0, 0)[3], 0);
        assert_eq!(pixel(&drawn, 39, 29)[3], 0);
        assert_eq!(pixel(&drawn, 0, 15)[3], 255);
    }

    #[test]
    fn a_frame_is_filled_with_the_middle_of_a_wide_picture() {
        let own = Size { width: 400, height: 100 };
        let cut = Cut::filling(content(), own, iced::Size::new(50.0, 50.0), 1.0);
        assert_eq!(cut.sight.within, Size { width: 200, height: 50 });
        let drawn = cut.of(&of_size(200, 50));
        assert_eq!(drawn.size(), (50, 50));
        assert_eq!(pixel(&drawn, 25, 25), [100, 25, 9, 255]);
    }

    #[test]
    fn a_small_picture_grows_with_the_screen_and_no_more() {
        let own = Size { width: 20, height: 10 };
        let cut = Cut::whole(content(), iced::Size::new(48.0, 48.0), 2.0);
        assert_eq!(cut.larger(own), Size { width: 40, height: 20 });
        let drawn = cut.of(&of_size(20, 10));
        assert_eq!(drawn.size(), (96, 96));
        assert_eq!(pixel(&drawn, 48, 20)[3], 0, "clear above it");
        assert!(drawn.has_rest() && pixel(&drawn, 28, 38)[3] < 255, "its own corner is round");
        assert_eq!(pixel(&drawn, 48, 48)[3], 255);
        assert_eq!(Cut::whole(content(), iced::Size::new(48.0, 48.0), 1.0).larger(own), own);
    }
}
