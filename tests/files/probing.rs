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

/// The type of a file and the warning about its name.
fn told(name: &str, bytes: &[u8]) -> (String, Option<String>) {
    let facts = look(name, bytes);
    let words = disagreement(name, &facts);
    (facts.media_type, words)
}

fn windows_1252(text: &str) -> Vec<u8> {
    text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect()
}

#[test]
fn a_text_is_a_text_whatever_it_begins_with() {
    let wide: Vec<u8> = "\u{feff}Name\tOrt\nMüller\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, bytes) in [
        ("bmw.txt", &b"BMW order list, 14 cars\n"[..]),
        ("names.csv", b"MZ;Mazarin;12\n"),
        ("names.tsv", b"MZ\tMazarin\t12\n"),
        ("notes.txt", b"SQLite is what we use.\n"),
        ("notes.log", b"SQLite format 3 is what we use.\n"),
        ("id3.txt", b"ID3 tags explained\n"),
        ("gif.txt", b"GIF89a or JPEG?\n"),
        ("rar.txt", b"Rar! is a format\n"),
        ("pdf.txt", b"%PDF is how they begin\n"),
        ("ps.txt", b"%!PS\n"),
        ("otto.txt", b"OTTO \n"),
        ("ftyp.txt", b"xxxxftypisom yes\n"),
        ("m4a.txt", b"M4A files are sounds\n"),
        ("bc.json", b"BC"),
        ("ogg.md", b"OggS is a magic number\n"),
        ("readme.md", b"<p align=\"center\">Relay</p>\n\n# Relay\n"),
        ("changes.md", b"<!-- keep this on top -->\n# 1.2\n"),
        ("key.txt", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"),
        ("lib.txt", b"#![forbid(unsafe_code)]\n"),
        ("umlaute.txt", &windows_1252("Grüße aus Köln\n")),
        ("excel.csv", &windows_1252("Name;Ort\nMüller;Köln\n")),
        ("unicode.txt", &wide),
        ("build.log", b"\x1b[32mok\x1b[0m compiled\n"),
        ("bom.csv", b"\xef\xbb\xbfName;Ort\n"),
        ("form.txt", b"a\x0cb\x1a\n"),
        ("data.json", b"{\"a\":1}\n"),
        ("main.ts", b"export const a = 1;\n"),
        ("feed.xml", b"<?xml version=\"1.0\"?><rss/>\n"),
    ] {
        assert_eq!(told(name, bytes), ("text/plain".to_owned(), None), "{name}");
    }
}

#[test]
fn what_is_named_rightly_is_not_warned_about() {
    let mut office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    office.extend([0; 16]);
    office.extend(b"\x3e\0\x03\0\xfe\xff\x09\0");
    office.extend([0; 600]);
    let film = |brands: &[u8]| {
        let mut bytes = u32::try_from(8 + brands.len()).unwrap().to_be_bytes().to_vec();
        bytes.extend([b"ftyp", brands, b"\0\0\0\x08mdat"].concat());
        bytes
    };
    let mut stream = [b"G".as_slice(), &[0; 187]].concat().repeat(8);
    stream.extend([0; 8]);
    let zip = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x14\0\0\0META-INF/MANIFEST.MF\0\0";
    for (name, bytes, media_type) in [
        (
            "logo.svg",
            &b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"a\"/>\n"[..],
            "image/svg+xml",
        ),
        ("icon.svg", b"<!-- made by hand --><svg xmlns=\"a\"/>\n", "image/svg+xml"),
        ("readme.html", b"<p align=\"center\">Relay</p>\n", "text/html"),
        ("plain.html", b"Relay\n", "text/html"),
        ("a.pdf", b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n", "application/pdf"),
        ("report.xlsx", &office, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("clip.m4v", &film(b"M4V \0\0\0\x01M4V isom"), "video/mp4"),
        ("clip.mov", &film(b"qt  \0\0\0\0qt  "), "video/quicktime"),
        ("clip.qt", &film(b"qt  \0\0\0\0qt  "), "video/quicktime"),
        ("clip.3gp", &film(b"3gp4\0\0\0\0isom3gp4"), "video/3gpp"),
        ("clip.mp4", &film(b"XAVC\0\0\0\0mp42"), "video/mp4"),
        ("clip.ts", &stream, "video/mp2t"),
        ("clip.mpg", &stream, "video/mp2t"),
        ("a.jar", zip, "application/zip"),
        ("a.apk", zip, "application/zip"),
        ("a.zip", zip, "application/zip"),
    ] {
        assert_eq!(told(name, bytes), (media_type.to_owned(), None), "{name}");
    }
}

#[test]
fn a_disguised_program_or_page_is_still_told() {
    let program = |begins: &[u8], header: usize| {
        let mut bytes = begins.to_vec();
        bytes.resize(60, b' ');
        bytes.extend(u32::try_from(header).unwrap().to_le_bytes());
        bytes.resize(header, b' ');
        bytes.extend(b"PE\0\0\x64\x86");
        bytes
    };
    let mut installer = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    installer.resize(1_024, 0);
    installer[30] = 9;
    installer[592..608].copy_from_slice(b"\x84\x10\x0c\0\0\0\0\0\xc0\0\0\0\0\0\0\x46");
    let windows = "but it is a program for Windows.";
    let far = program(b"MZ;Mazarin;12\n", 0x20_2020);
    assert!(far[..60].is_ascii() && far[64..8_192].is_ascii());
    for (name, bytes, words) in [
        ("names.csv", &far[..], windows),
        ("names.txt", &program(b"MZ\x90\0\x03\0\0\0", 128), windows),
        ("a.docx", &program(b"MZ\x90\0\x03\0\0\0", 128), windows),
        ("report.xlsx", &installer, windows),
        ("a.md", b"#!/bin/sh\nrm -rf /\n", "but it is a script."),
        ("a.csv", b"#!/bin/sh\n# Gr\xfc\xdfe\n", "but it is a script."),
        ("a.txt", &[&b"\x7fELF\x02\x01\x01"[..], &[b' '; 200]].concat(), "but it is a program."),
        ("a.mp4", b"\xcf\xfa\xed\xfe\x07\0\0\x01\x03\0\0\0", "but it is a program for macOS."),
        ("a.txt", b"<!DOCTYPE html><p>Sign in</p>", "but its type is web page."),
        ("a.csv", b"<?xml version='1.0'?><html/>", "but its type is web page."),
        ("a.png", b"<script>alert(1)</script>", "but its type is web page."),
        ("a.png", b"<!-- a --><p>Sign in</p>", "but its type is web page."),
        ("a.png", b"Sign in", "but its type is text."),
        ("a.svg", b"Sign in", "but its type is text."),
        ("a.csv", b"\0\x01\x02\x03", "but it is another type of file."),
    ] {
        let told = told(name, bytes).1.unwrap_or_default();
        let ending = name.rsplit_once('.').unwrap().1;
        assert_eq!(told, format!("Named .{ending}, {words}"), "{name}");
    }
}
