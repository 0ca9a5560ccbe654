//! The files that the invented people send, generated on request. The name determines the contents.
//!
//! Valid files of each sort: JPEG, PNG, WAV, PDF and CSV. Must not know: who sends them. Tests: `tests/demo/files.rs`.

use crate::chat::attachment::{Media, duration};
use crate::chat::media;
use crate::chat::message::Kind;

use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, Rgb, RgbImage};

use std::io::Cursor;

/// Prefix of their paths, until a running server replaces it with its address.
pub const PREFIX: &str = "demo/";
/// Audio samples per second.
const RATE: u32 = 16_000;
/// Length of a voice note.
const SECONDS: u32 = 7;

/// The kind of a message with this file.
pub fn kind(name: &str) -> Kind {
    match sort(name) {
        Media::Picture => Kind::Image,
        Media::Sound => Kind::Audio,
        Media::Video => Kind::Video,
        Media::Other => Kind::File,
    }
}

/// The duration of a sound, formatted as in a message.
pub fn length(name: &str) -> Option<String> {
    (sort(name) == Media::Sound).then(|| duration(u64::from(SECONDS) * 1_000))
}

fn sort(name: &str) -> Media {
    media::claimed(name).map_or(Media::Other, |(media, _)| media)
}

/// The contents of a file.
pub fn bytes(name: &str) -> Vec<u8> {
    let seed = name.bytes().fold(7_u32, |seed, byte| seed.wrapping_mul(31).wrapping_add(u32::from(byte)));
    let ending = name.rsplit('.').next().unwrap_or_default();
    match ending {
        "jpg" => photograph(seed),
        "png" => drawing(seed),
        "wav" => voice(seed),
        "pdf" => page(name),
        _ => "place,plants,height in cm\nfield 1,412,31\nfield 2,398,28\nfield 3,405,33\n"
            .repeat(12)
            .into_bytes(),
    }
}

/// A JPEG of hills under an evening sky.
fn photograph(seed: u32) -> Vec<u8> {
    let (width, height) = (1_600_u32, 1_066_u32);
    let turn = seed as f32 / 1_000.0 % 6.0;
    let ridge = |x: f32, rank: f32| {
        let wave = (x * (2.0 + rank) + turn * (rank + 1.0)).sin() * 0.5 + (x * 7.0 + rank * 2.0).sin() * 0.12;
        0.55 + rank * 0.14 + wave * (0.05 + 0.03 * rank)
    };
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let (across, down) = (x as f32 / width as f32 * 3.0, y as f32 / height as f32);
        let covered = [2.0, 1.0, 0.0].into_iter().find(|rank| down > ridge(across, *rank));
        let (sun_x, sun_y) = (across - 2.1, (down - 0.24) * 2.0);
        let grain = ((x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(2_246_822_519)) >> 29) as f32;
        let color = match covered {
            Some(rank) => {
                let light = 1.0 - rank * 0.28;
                [70.0 * light, (104.0 + 18.0 * (seed % 3) as f32) * light, 104.0 * light]
            }
            None if sun_x * sun_x + sun_y * sun_y < 0.012 => [255.0, 240.0, 200.0],
            None => [150.0 + 95.0 * down, 178.0 + 28.0 * down, 236.0 - 60.0 * down],
        };
        Rgb(color.map(|part| (part + grain).clamp(0.0, 255.0) as u8))
    });
    let mut bytes = Vec::new();
    // Writing to memory cannot fail.
    let _ = JpegEncoder::new_with_quality(&mut bytes, 85).encode_image(&picture);
    bytes
}

/// A PNG of a floor plan.
fn drawing(seed: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(1_200, 760, |x, y| {
        let (column, line) = (x / 200, y / 190);
        let edge = x % 200 < 6 || y % 190 < 6 || x > 1_193 || y > 753;
        let marked = (column * 5 + line * 3 + seed).is_multiple_of(4);
        match (edge, marked) {
            (true, _) => Rgb([52, 64, 92]),
            (false, true) => Rgb([214, 226, 250]),
            (false, false) => Rgb([250, 250, 252]),
        }
    });
    let mut bytes = Cursor::new(Vec::new());
    let _ = picture.write_to(&mut bytes, ImageFormat::Png);
    bytes.into_inner()
}

/// A WAV that rises and falls like speech.
fn voice(seed: u32) -> Vec<u8> {
    let count = RATE * SECONDS;
    let samples = (0..count).flat_map(|number| {
        let at = number as f32 / RATE as f32;
        let syllable = (at * 3.1 + seed as f32 % 5.0).sin().max(0.0) * (0.6 + 0.4 * (at * 0.9).sin());
        let tone =
            (at * 130.0 * std::f32::consts::TAU).sin() + 0.5 * (at * 260.0 * std::f32::consts::TAU).sin();
        ((tone * syllable * 9_000.0) as i16).to_le_bytes()
    });
    let length = count * 2;
    let mut bytes = Vec::with_capacity(length as usize + 44);
    bytes.extend(b"RIFF");
    bytes.extend((length + 36).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16_u32.to_le_bytes());
    bytes.extend([1_u16.to_le_bytes(), 1_u16.to_le_bytes()].concat());
    bytes.extend([RATE.to_le_bytes(), (RATE * 2).to_le_bytes()].concat());
    bytes.extend([2_u16.to_le_bytes(), 16_u16.to_le_bytes()].concat());
    bytes.extend(b"data");
    bytes.extend(length.to_le_bytes());
    bytes.extend(samples);
    bytes
}

/// A PDF with one page that shows the file's name.
fn page(name: &str) -> Vec<u8> {
    let name: String =
        name.chars().filter(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(*letter)).collect();
    let text = format!("BT /F1 28 Tf 72 720 Td ({name}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut out = "%PDF-1.4\n".to_owned();
    let mut starts = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        starts.push(format!("{:010} 00000 n \n", out.len()));
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let table = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n{}", objects.len() + 1, starts.concat()));
    out.push_str(&format!(
        "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    ));
    out.into_bytes()
}
