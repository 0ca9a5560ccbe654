//! How much memory the worst files take while they are looked into, drawn, moved and heard.

use super::pictures::gif;
use super::probing::{png, wav};

use confab::chat::attachment::{Content, Size};
use confab::files::picture::draw;
use confab::files::picture::frames::frames;
use confab::files::probe::probe;
use confab::files::sound::waveform;
use confab::row::Sight;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

const WITHIN: Size = Size { width: 1_600, height: 1_200 };
const SIDE: u32 = 4_000;
/// What it takes as it comes out: once, and as much again for its decoder.
const PICTURE: u64 = (SIDE * SIDE * 4) as u64;
/// What this program takes without any file, and a thousand frames of a small one.
const BESIDE: u64 = 64 << 20;

/// A black square, as a bitmap that takes no room on the disk.
fn black(path: &Path, side: u32) {
    let bytes = side * side * 4;
    let mut head = b"BM".to_vec();
    for word in [54 + bytes, 0, 54, 40, side, side, 32 << 16 | 1, 0, bytes, 0, 0, 0, 0] {
        head.extend(word.to_le_bytes());
    }
    sparse(path, &head, u64::from(bytes));
}

/// Two hours of silence that take no room on the disk either.
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

/// In a process of its own, so that what other tests take does not count.
#[cfg(target_os = "linux")]
#[test]
fn the_worst_files_take_little_more_than_one_picture() {
    let folder = tempfile::tempdir().unwrap();
    black(&folder.path().join("black.bmp"), SIDE);
    fs::write(folder.path().join("long.gif"), gif(1_000, 100, 40)).unwrap();
    fs::write(folder.path().join("cut.png"), &png(2_000, 2_000)[..9_000]).unwrap();
    two_hours(&folder.path().join("two hours.wav"));
    let out = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "memory::every_file_of_a_folder", "--ignored", "--nocapture"])
        .env("CONFAB_TEST_PLACE", folder.path())
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success() && words.contains("1 passed"), "{words}");
    let peak: u64 = words.lines().find_map(|line| line.strip_prefix("peak ")).unwrap().parse().unwrap();
    assert!(peak < 2 * PICTURE + BESIDE, "{words}");
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
        let moving =
            frames(&path, Sight { content: Content::new([7; 32]), within: WITHIN }).map(|all| all.len());
        let heard = waveform(&path).is_ok();
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
