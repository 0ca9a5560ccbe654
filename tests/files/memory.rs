//! Memory use for the worst files while they are inspected, drawn, animated and measured.

use super::pictures::{gif, webp};
use super::probing::{png, wav};

use confab::chat::attachment::{ContentHash, Size};
use confab::clock::Deadline;
use confab::files::picture::draw;
use confab::files::picture::frames;
use confab::files::probe::probe;
use confab::files::sound::{PATIENCE, waveform};
use confab::row::PictureRequest;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

const WITHIN: Size = Size { width: 1_600, height: 1_200 };
const SIDE: u32 = 4_000;
/// The memory of the decoded picture; its decoder may use as much again.
const PICTURE: u64 = (SIDE * SIDE * 4) as u64;
/// The memory of this program without any file, and of a thousand frames of a small one.
const BESIDE: u64 = 64 << 20;

/// A black square, as a sparse bitmap that takes no space on the disk.
fn black(path: &Path, side: u32) {
    let bytes = side * side * 4;
    let mut head = b"BM".to_vec();
    for word in [54 + bytes, 0, 54, 40, side, side, 32 << 16 | 1, 0, bytes, 0, 0, 0, 0] {
        head.extend(word.to_le_bytes());
    }
    sparse(path, &head, u64::from(bytes));
}

/// Two hours of silence, also in a sparse file.
pub(crate) fn two_hours(path: &Path) {
    let length = 7_200 * 16_000_u32;
    let mut head = wav(0);
    head.splice(40..44, length.to_le_bytes());
    head.splice(4..8, (length + 36).to_le_bytes());
    sparse(path, &head, u64::from(length));
}

fn sparse(path: &Path, head: &[u8], zeros: u64) {
    fs::write(path, head).unwrap();
    File::options().write(true).open(path).unwrap().set_len(head.len() as u64 + zeros).unwrap();
}

/// Runs in a process of its own, so that the memory of other tests does not count.
#[cfg(target_os = "linux")]
#[test]
fn the_worst_files_take_little_more_than_one_picture() {
    let folder = tempfile::tempdir().unwrap();
    black(&folder.path().join("black.bmp"), SIDE);
    fs::write(folder.path().join("long.gif"), gif(1_000, 100, 40)).unwrap();
    fs::write(folder.path().join("long.webp"), webp(300, 100, 40, 100)).unwrap();
    fs::write(folder.path().join("wide.webp"), webp(2, 8, 40, 4_700)).unwrap();
    fs::write(folder.path().join("huge.webp"), webp(2, 8, 40, 16_384)).unwrap();
    fs::write(folder.path().join("cut.png"), &png(2_000, 2_000)[..9_000]).unwrap();
    two_hours(&folder.path().join("two hours.wav"));
    let (peak, words) = peak_of(folder.path());
    assert!(peak < 2 * PICTURE + BESIDE, "{words}");
}

/// A gigabyte and a half of zeros, compressed by zlib to a megabyte and a half.
fn inflating() -> Vec<u8> {
    const PIECE: usize = 1 << 20;
    const PIECES: usize = 1_500;
    let mut stream = flate2::Compress::new(flate2::Compression::best(), false);
    let mut piece = Vec::with_capacity(PIECE);
    // A piece that does not depend on the bytes before it can be repeated.
    stream.compress_vec(&vec![0; PIECE], &mut piece, flate2::FlushCompress::Full).unwrap();
    let mut bytes = vec![0x78, 0xda];
    for _ in 0..PIECES {
        bytes.extend(&piece);
    }
    bytes.extend([3, 0]);
    let zeros = u32::try_from(PIECE * PIECES % 65_521).unwrap();
    bytes.extend((zeros << 16 | 1).to_be_bytes());
    bytes
}

/// A small PNG with a chunk before its pixels.
fn with_chunk(name: &[u8; 4], head: &[u8], compressed: &[u8]) -> Vec<u8> {
    let mut picture = png(8, 8);
    let content = [head, compressed].concat();
    let mut chunk = u32::try_from(content.len()).unwrap().to_be_bytes().to_vec();
    chunk.extend(name);
    chunk.extend(content);
    let mut sum = flate2::Crc::new();
    sum.update(&chunk[4..]);
    chunk.extend(sum.sum().to_be_bytes());
    picture.splice(33..33, chunk);
    picture
}

/// A small WebP that claims four gigabytes of Exif data.
fn claiming_webp() -> Vec<u8> {
    let mut plain = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(8, 8).write_to(&mut plain, image::ImageFormat::WebP).unwrap();
    let plain = plain.into_inner();
    let mut bytes = b"RIFF\xf0\xff\xff\xffWEBPVP8X\x0a\0\0\0".to_vec();
    // The Exif flag is set; eight by eight pixels.
    bytes.extend([0x08, 0, 0, 0, 7, 0, 0, 7, 0, 0]);
    bytes.extend(&plain[12..]);
    bytes.extend(b"EXIF\0\0\0\xf0short");
    bytes
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_beside_the_pixels_of_a_picture_is_inflated() {
    let folder = tempfile::tempdir().unwrap();
    let inflating = inflating();
    assert!(inflating.len() < 2_000_000, "{}", inflating.len());
    for (name, head) in [
        (b"iCCP", &b"p\0\0"[..]),
        (b"zTXt", b"XML:com.adobe.xmp\0\0"),
        (b"iTXt", b"XML:com.adobe.xmp\0\x01\0\0\0"),
    ] {
        let picture = with_chunk(name, head, &inflating);
        fs::write(folder.path().join(String::from_utf8_lossy(name).as_ref()), &picture).unwrap();
        assert_eq!(draw_bytes(&picture).unwrap().size, Size { width: 8, height: 8 });
    }
    fs::write(folder.path().join("webp"), claiming_webp()).unwrap();
    assert_eq!(draw_bytes(&claiming_webp()).unwrap().size, Size { width: 8, height: 8 });
    // The JPEG decoder reads the whole file before it checks the header.
    sparse(&folder.path().join("jpeg"), b"\xff\xd8\xff\xe0\0\x10JFIF\0", 3 << 30);
    let (peak, words) = peak_of(folder.path());
    assert!(peak < BESIDE, "{words}");
}

fn draw_bytes(bytes: &[u8]) -> Result<confab::row::Picture, confab::files::Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("picture");
    fs::write(&path, bytes).unwrap();
    draw(&path, WITHIN)
}

/// The peak memory in bytes of a process that inspects every file of a folder, and its output.
#[cfg(target_os = "linux")]
fn peak_of(folder: &Path) -> (u64, String) {
    let out = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "memory::every_file_of_a_folder", "--ignored", "--nocapture"])
        .env("CONFAB_TEST_PLACE", folder)
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(out.status.success() && words.contains("1 passed"), "{words}");
    let peak = words.lines().find_map(|line| line.strip_prefix("peak ")).unwrap().parse().unwrap();
    (peak, words)
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "run in a process of its own by the test above it"]
fn every_file_of_a_folder() {
    let began = std::time::Instant::now();
    let folder = PathBuf::from(std::env::var_os("CONFAB_TEST_PLACE").unwrap());
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let probed = probe(&path, "a").map(|facts| facts.media_type);
        let drawn = draw(&path, WITHIN).map(|picture| picture.size);
        let request = PictureRequest { content: ContentHash::new([7; 32]), within: WITHIN };
        let moving = frames::frames(&path, request, Deadline::after(frames::PATIENCE)).map(|all| all.len());
        let heard = waveform(&path, Deadline::after(PATIENCE)).is_ok();
        println!(
            "{path:?}: {probed:?}, {drawn:?}, {moving:?} frames, heard: {heard}; {} MB, {:?}",
            peak() >> 20,
            began.elapsed()
        );
    }
    println!("peak {}", peak());
}

/// The largest resident set of this process so far, in bytes.
#[cfg(target_os = "linux")]
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1_024
}
