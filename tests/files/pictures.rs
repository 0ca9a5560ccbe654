//! Pictures and sounds as they are drawn: within limits, in the right orientation, and never enlarged.

use super::memory::two_hours;
use super::probing::{png, turned_jpeg, wav};

use confab::chat::attachment::{ContentHash, Size};
use confab::clock::Deadline;
use confab::files::Error;
use confab::files::picture::frames::{self, ALL};
use confab::files::picture::{draw, draw_kept, fit};
use confab::files::place::Places;
use confab::files::sound::{PATIENCE, Samples, waveform};
use confab::row::{Frame, PictureRequest, Waveform};

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const WITHIN: Size = Size { width: 100, height: 100 };

fn file(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("content");
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

#[test]
fn a_picture_is_made_to_fit_and_never_larger() {
    let (_folder, path) = file(&png(400, 200));
    let drawn = draw(&path, WITHIN).unwrap();
    assert_eq!(drawn.size, Size { width: 100, height: 50 });
    assert_eq!(drawn.pixels.len(), 100 * 50 * 4);
    let (_folder, path) = file(&png(40, 20));
    assert_eq!(draw(&path, WITHIN).unwrap().size, Size { width: 40, height: 20 });
    assert_eq!(fit(Size { width: 10_000, height: 1 }, WITHIN), Size { width: 100, height: 1 });
}

#[test]
fn every_turn_is_drawn_as_it_is_meant() {
    // The left half is red before it is turned.
    for (turn, red) in [(1, (2, 5)), (3, (17, 5)), (6, (5, 2)), (8, (5, 17)), (2, (17, 5)), (4, (2, 5))] {
        let (_folder, path) = file(&turned_jpeg(turn));
        let drawn = draw(&path, WITHIN).unwrap();
        let at = (red.1 * drawn.size.width as usize + red.0) * 4;
        let [r, _, b, _] = drawn.pixels[at..at + 4] else { panic!() };
        assert!(r > 150 && b < 100, "{turn}: {:?}", &drawn.pixels[at..at + 4]);
    }
}

#[test]
fn an_image_bomb_is_refused_with_its_size_before_it_is_decoded() {
    // A header that claims 50,000 x 50,000, without any data.
    let mut bomb = png(8, 8);
    bomb[16..20].copy_from_slice(&50_000_u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&50_000_u32.to_be_bytes());
    let crc = crc(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&crc.to_be_bytes());
    let (_folder, path) = file(&bomb);
    let began = Instant::now();
    let error = draw(&path, WITHIN).unwrap_err();
    assert!(error.to_string().contains("50000 × 50000"), "{error}");
    assert!(began.elapsed() < Duration::from_secs(1));
}

#[test]
fn a_picture_whose_colours_are_twice_as_deep_counts_twice() {
    // 6,000 x 6,000 with 16 bits per colour: 288 MB, only a header.
    let mut deep = png(8, 8);
    deep[16..20].copy_from_slice(&6_000_u32.to_be_bytes());
    deep[20..24].copy_from_slice(&6_000_u32.to_be_bytes());
    (deep[24], deep[25]) = (16, 6);
    let crc = crc(&deep[12..29]);
    deep[29..33].copy_from_slice(&crc.to_be_bytes());
    let (_folder, path) = file(&deep);
    assert!(draw(&path, WITHIN).unwrap_err().to_string().contains("too large"));
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |mut crc, byte| {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
        crc
    })
}

#[test]
fn a_picture_cut_short_is_told_and_not_drawn() {
    let whole = png(200, 200);
    let (_folder, path) = file(&whole[..whole.len() / 2]);
    let error = draw(&path, WITHIN).unwrap_err();
    assert_eq!(error.to_string(), "This picture is incomplete or damaged.");
    let (_folder, path) = file(b"no picture at all");
    assert!(draw(&path, WITHIN).is_err());
}

/// A GIF with one colour per frame; each frame is shown for the given milliseconds.
pub(crate) fn gif(count: u32, side: u32, millis: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    {
        let mut encoder = image::codecs::gif::GifEncoder::new_with_speed(&mut bytes, 30);
        let frame = |number: u32| {
            let pixel = image::Rgba([(number * 40 % 256) as u8, 9, 200, 255]);
            let delay = image::Delay::from_numer_denom_ms(millis, 1);
            image::Frame::from_parts(image::RgbaImage::from_pixel(side, side, pixel), 0, 0, delay)
        };
        encoder.encode_frames((0..count).map(frame)).unwrap();
    }
    bytes
}

/// A WebP with one colour per frame, on a canvas of this size; each frame is shown for the given milliseconds.
pub(crate) fn webp(count: u32, side: u32, millis: u32, canvas: u32) -> Vec<u8> {
    let chunk = |name: &[u8; 4], content: &[u8]| {
        let length = u32::try_from(content.len()).unwrap().to_le_bytes();
        let padding = vec![0; content.len() % 2];
        [name.as_slice(), &length, content, &padding].concat()
    };
    let three = |number: u32| number.to_le_bytes()[..3].to_vec();
    let size = |side: u32| [three(side - 1), three(side - 1)].concat();
    let mut body = b"WEBP".to_vec();
    body.extend(chunk(b"VP8X", &[vec![0x02, 0, 0, 0], size(canvas)].concat()));
    body.extend(chunk(b"ANIM", &[0; 6]));
    for number in 0..count {
        let pixel = image::Rgb([(number * 40 % 256) as u8, 9, 200]);
        let mut still = std::io::Cursor::new(Vec::new());
        let picture = image::RgbImage::from_pixel(side, side, pixel);
        picture.write_to(&mut still, image::ImageFormat::WebP).unwrap();
        let frame =
            [vec![0; 6], size(side), three(millis), vec![0], still.into_inner()[12..].to_vec()].concat();
        body.extend(chunk(b"ANMF", &frame));
    }
    chunk(b"RIFF", &body)
}

fn all_frames(path: &Path) -> Result<Vec<Frame>, Error> {
    frames::frames(path, request(), Deadline::after(frames::PATIENCE))
}

#[test]
fn of_a_thousand_frames_only_the_first_is_decoded() {
    let (_folder, path) = file(&gif(1_000, 64, 40));
    let began = Instant::now();
    assert_eq!(draw(&path, WITHIN).unwrap().size, Size { width: 64, height: 64 });
    assert!(began.elapsed() < Duration::from_secs(1));
}

fn request() -> PictureRequest {
    PictureRequest { content: ContentHash::new([7; 32]), within: WITHIN }
}

#[test]
fn each_frame_stands_as_long_as_it_says_within_reason() {
    let (_folder, path) = file(&gif(3, 300, 250));
    let moving = all_frames(&path).unwrap();
    assert_eq!(moving.iter().map(|frame| frame.millis).collect::<Vec<_>>(), [250; 3]);
    assert!(moving.iter().all(|frame| frame.picture.size == WITHIN), "they are made to fit");
    assert_ne!(moving[0].picture.pixels, moving[1].picture.pixels);
    // Faster than any screen, and slower than anybody would wait.
    let (_folder, path) = file(&gif(2, 8, 0));
    assert_eq!(all_frames(&path).unwrap()[0].millis, 100);
    let (_folder, path) = file(&gif(2, 8, 600_000));
    assert_eq!(all_frames(&path).unwrap()[0].millis, 10_000);
}

#[test]
fn of_a_long_one_only_so_much_moves() {
    let within = Size { width: 2_000, height: 2_000 };
    let (_folder, path) = file(&gif(300, 400, 40));
    let moving =
        frames::frames(&path, PictureRequest { within, ..request() }, Deadline::after(frames::PATIENCE))
            .unwrap();
    let bytes: usize = moving.iter().map(|frame| frame.picture.pixels.len()).sum();
    assert!(bytes <= ALL && moving.len() < 300, "{} frames, {bytes} bytes", moving.len());
}

#[test]
fn one_that_breaks_off_moves_as_far_as_it_came() {
    let whole = gif(4, 64, 40);
    let (_folder, path) = file(&whole[..whole.len() * 7 / 10]);
    let moving = all_frames(&path).unwrap();
    assert!((1..4).contains(&moving.len()), "{}", moving.len());
    let (_folder, path) = file(&whole[..20]);
    assert_eq!(all_frames(&path).unwrap_err().to_string(), "This picture is incomplete or damaged.");
    let (_folder, path) = file(&png(8, 8));
    assert!(all_frames(&path).is_err(), "no GIF");
}

#[test]
fn an_animated_webp_moves_within_the_limits_of_a_gif() {
    let (_folder, path) = file(&webp(3, 300, 250, 300));
    let moving = all_frames(&path).unwrap();
    assert_eq!(moving.iter().map(|frame| frame.millis).collect::<Vec<_>>(), [250; 3]);
    assert!(moving.iter().all(|frame| frame.picture.size == WITHIN), "they are made to fit");
    assert_ne!(moving[0].picture.pixels, moving[1].picture.pixels);
    let (_folder, path) = file(&webp(2, 8, 0, 8));
    assert_eq!(all_frames(&path).unwrap()[0].millis, 100);
    // No more frames than fit in memory, and no more than come in time.
    let within = Size { width: 2_000, height: 2_000 };
    let (_folder, path) = file(&webp(150, 400, 40, 400));
    let wide = PictureRequest { within, ..request() };
    let moving = frames::frames(&path, wide, Deadline::after(frames::PATIENCE)).unwrap();
    let bytes: usize = moving.iter().map(|frame| frame.picture.pixels.len()).sum();
    assert!(bytes <= ALL && moving.len() < 150, "{} frames, {bytes} bytes", moving.len());
    assert_eq!(frames::frames(&path, wide, Deadline::after(Duration::ZERO)).unwrap().len(), 1);
    // A canvas that takes a gigabyte.
    let (_folder, path) = file(&webp(2, 8, 40, 16_384));
    assert!(all_frames(&path).is_err());
    // One that breaks off, and one that stands still.
    let whole = webp(4, 64, 40, 64);
    let (_folder, path) = file(&whole[..whole.len() - 90]);
    let moving = all_frames(&path).unwrap();
    assert!((1..4).contains(&moving.len()), "{}", moving.len());
    let mut still = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(8, 8).write_to(&mut still, image::ImageFormat::WebP).unwrap();
    let (_folder, path) = file(still.get_ref());
    assert_eq!(all_frames(&path).unwrap(), []);
}

#[test]
fn a_small_copy_is_kept_and_a_damaged_one_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let places = Places::new(folder.path().join("files"));
    let request = PictureRequest { content: ContentHash::new([7; 32]), within: WITHIN };
    let original = places.original(request.content);
    std::fs::create_dir_all(original.parent().unwrap()).unwrap();
    std::fs::write(&original, png(800, 800)).unwrap();
    let drawn = draw_kept(&places, request).unwrap();
    let small = places.thumbnail(request);
    assert!(small.is_file());
    assert_eq!(draw_kept(&places, request).unwrap(), drawn);
    std::fs::write(&small, "rubbish").unwrap();
    assert_eq!(draw_kept(&places, request).unwrap(), drawn);
    places.remove(request.content).unwrap();
    assert!(!small.exists() && !original.exists());
}

#[test]
fn a_waveform_shows_where_it_is_loud() {
    let (_folder, path) = file(&wav(8));
    let Waveform(bars) = waveform(&path, Deadline::after(PATIENCE)).unwrap();
    assert_eq!(bars.len(), Waveform::BARS);
    // Silent in the first second of four, loudest in the last.
    assert!(bars[2] < 10 && bars[Waveform::BARS / 2 - 4] > 200, "{bars:?}");
    let (_folder, path) = file(b"no sound");
    assert!(waveform(&path, Deadline::after(PATIENCE)).is_err());
}

#[test]
fn after_the_deadline_a_picture_moves_as_far_as_it_is_decoded_and_a_sound_has_the_bars_it_got() {
    let over = Deadline::after(Duration::ZERO);
    let (_folder, path) = file(&gif(20, 8, 50));
    assert_eq!(all_frames(&path).unwrap().len(), 20);
    assert_eq!(frames::frames(&path, request(), over).unwrap().len(), 1);
    let (_folder, path) = file(&wav(8));
    let Waveform(bars) = waveform(&path, over).unwrap();
    assert_eq!(bars.len(), Waveform::BARS);
    assert!(bars.iter().all(|bar| *bar == bars[0]), "one piece for all bars: {bars:?}");
    let (_folder, path) = file(&[]);
    two_hours(&path);
    assert!(waveform(&path, over).unwrap().0.iter().all(|bar| *bar == 0));
}

#[test]
fn two_hours_of_sound_are_looked_at_here_and_there() {
    let (_folder, path) = file(&[]);
    two_hours(&path);
    let began = Instant::now();
    assert_eq!(waveform(&path, Deadline::after(PATIENCE)).unwrap().0.len(), Waveform::BARS);
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    let mut samples = Samples::open(&path, 7_199_000).unwrap();
    let mut pairs = 0;
    while let Some(piece) = samples.next_chunk() {
        pairs += piece.len();
    }
    assert!(pairs <= 3 * 8_000, "{pairs}");
}
