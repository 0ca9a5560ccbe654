//! Inspecting files: the content decides, no claim is believed, and every inspection is quick.

use confab::chat::attachment::{Facts, Media, Size};
use confab::chat::media::disagreement;
use confab::files::probe::probe;

use std::time::{Duration, Instant};

use proptest::prelude::*;

fn look(name: &str, bytes: &[u8]) -> Facts {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("content");
    std::fs::write(&path, bytes).unwrap();
    let began = Instant::now();
    let facts = probe(&path, name).unwrap();
    assert!(began.elapsed() < Duration::from_secs(5));
    facts
}

pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, 90]));
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// The given number of seconds of a tone, 8,000 samples per second.
pub(crate) fn wav(seconds: u32) -> Vec<u8> {
    let length = seconds * 8_000 * 2;
    let mut bytes = Vec::new();
    bytes.extend(b"RIFF");
    bytes.extend((36 + length).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16_u32.to_le_bytes());
    bytes.extend([1, 0, 1, 0]);
    bytes.extend(8_000_u32.to_le_bytes());
    bytes.extend(16_000_u32.to_le_bytes());
    bytes.extend([2, 0, 16, 0]);
    bytes.extend(b"data");
    bytes.extend(length.to_le_bytes());
    for at in 0..seconds * 8_000 {
        let loud = f64::from(at / 8_000 % 4) / 4.0;
        let sample = (f64::from(at) * 0.35).sin() * loud * 20_000.0;
        bytes.extend((sample as i16).to_le_bytes());
    }
    bytes
}

#[test]
fn a_picture_has_its_size_and_a_sound_its_length() {
    let facts = look("a.png", &png(31, 17));
    assert_eq!((facts.media, facts.media_type.as_str()), (Media::Picture, "image/png"));
    assert_eq!(facts.size, Some(Size { width: 31, height: 17 }));
    let facts = look("a.wav", &wav(3));
    assert_eq!((facts.media, facts.millis), (Media::Sound, Some(3_000)));
}

#[test]
fn an_elf_named_png_is_told_as_a_program() {
    let mut elf = b"\x7fELF\x02\x01\x01".to_vec();
    elf.resize(200, 0);
    let facts = look("holiday.png", &elf);
    assert_eq!(facts.media, Media::Other);
    assert_eq!(disagreement("holiday.png", &facts).unwrap(), "Named .png, but it is a program.");
}

#[test]
fn a_script_a_page_and_a_drawing_are_what_they_are() {
    assert_eq!(look("a.txt", b"#!/bin/sh\nrm -rf /\n").media_type, "text/x-shellscript");
    assert_eq!(look("a.png", b"<!DOCTYPE html><p>Sign in</p>").media_type, "text/html");
    let drawing = look("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>");
    assert_eq!((drawing.media, drawing.media_type.as_str()), (Media::Other, "image/svg+xml"));
    assert_eq!(look("notes", "größer\n".as_bytes()).media_type, "text/plain");
    assert_eq!(look("data", &[0, 159, 146, 150]).media_type, "application/octet-stream");
}

#[test]
fn a_picture_that_says_it_is_turned_has_the_size_it_is_seen_with() {
    for (turn, turned) in [(1, false), (3, false), (6, true), (8, true)] {
        let facts = look("a.jpg", &turned_jpeg(turn));
        let size = if turned { Size { width: 10, height: 20 } } else { Size { width: 20, height: 10 } };
        assert_eq!(facts.size, Some(size), "{turn}");
    }
}

/// 20 pixels wide, 10 high, the left half red, with this EXIF orientation.
pub(crate) fn turned_jpeg(turn: u8) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture =
        image::RgbImage::from_fn(20, 10, |x, _| image::Rgb(if x < 10 { [255, 0, 0] } else { [0, 0, 255] }));
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    let bytes = bytes.into_inner();
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([turn, 0, 0, 0, 0, 0, 0, 0]);
    let mut out = bytes[..2].to_vec();
    out.extend([0xff, 0xe1]);
    out.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    out.extend(exif);
    out.extend(&bytes[2..]);
    out
}

#[test]
fn lengths_that_lie_allocate_nothing() {
    // A box of four exabytes, a table of contents of two gigabytes.
    let mut film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".to_vec();
    film.extend([0x7f, 0xff, 0xff, 0xff]);
    film.extend(b"moov");
    assert_eq!(look("a.mp4", &film).millis, None);
    let mut film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x01free".to_vec();
    film.extend([0x7f; 8]);
    assert_eq!(look("a.mp4", &film).millis, None);
    // A sound that claims four gigabytes.
    let mut sound = wav(1);
    sound[40..44].copy_from_slice(&[0xff; 4]);
    assert_eq!(look("a.wav", &sound).media, Media::Sound);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_is_in_a_file_is_looked_at_without_harm(
        which in 0..4_usize,
        at in 0..400_usize,
        noise in proptest::collection::vec(any::<u8>(), 0..64),
    ) {
        let mut bytes = match which {
            0 => png(8, 8),
            1 => turned_jpeg(6),
            2 => wav(1),
            _ => noise.clone(),
        };
        for (offset, byte) in noise.iter().enumerate() {
            if let Some(place) = bytes.get_mut(at + offset) {
                *place = *byte;
            }
        }
        let _ = look(["a.png", "a.jpg", "a.wav", "a.mp4"][which], &bytes);
    }
}
