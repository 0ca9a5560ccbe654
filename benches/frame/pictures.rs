//! A conversation of pictures, scrolled from its end to its beginning while they come.
//!
//! They lie in a folder as others stored them: each is fetched, looked into, decoded and cut while one scrolls. What counts is
//! the work of the thread that draws, as the system accounts for it; decoding goes on beside it. And what one reads must
//! not move when a picture comes. A virtual machine counts what its host takes away as used: frames in which that happened
//! are told apart.

use super::{ME, PLACE, Play, begin, make_place, session};

use confab::chat::message::Kind;
use confab::chat::{Attachment, Message, MessageId, Stamp};
use confab::headless::{Driver, Stage, Surface};

use chrono::Utc;
use iced::{Event, Point, Size, mouse};
use image::{Rgb, RgbImage};
use url::Url;
use uuid::Uuid;

use std::path::Path;
use std::time::Duration;

/// The time between two notches of a steady hand.
const BETWEEN: Duration = Duration::from_millis(30);

pub(super) fn report() {
    let count = std::env::var("CONFAB_PICTURES").ok().and_then(|text| text.parse().ok()).unwrap_or(500);
    let Some(_) = cpu() else {
        println!("\nPictures: left out; this system does not tell what a thread has used.");
        return;
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let Measured { mut frames, robbed, came, moved } = runtime.block_on(scroll(count));
    frames.sort();
    let at = |share: usize| frames[(frames.len() * share / 100).min(frames.len() - 1)].as_micros();
    println!(
        "\n{count} pictures of 1600×1200: µs of the drawing thread's CPU for a frame, software renderer, 1000×700"
    );
    println!(
        "{:>8}  {:>8}  {:>8}  {:>8}  {:>9}  {:>22}  {:>14}  {:>10}",
        "frames", "median", "99 %", "slowest", "over 16", "robbed by the host", "pictures came", "moved, px"
    );
    let over = frames.iter().filter(|frame| frame.as_millis() >= 16).count();
    let robbed =
        format!("{} of {}", robbed.iter().filter(|frame| frame.as_millis() >= 16).count(), robbed.len());
    println!(
        "{:>8}  {:>8}  {:>8}  {:>8}  {:>9}  {:>22}  {:>14}  {:>10}",
        frames.len(),
        at(50),
        at(99),
        at(100),
        over,
        robbed,
        came,
        moved
    );
}

struct Measured {
    frames: Vec<Duration>,
    /// The frames during which the host took processor time away.
    robbed: Vec<Duration>,
    /// The number of pictures that appeared meanwhile.
    came: usize,
    /// The most that a line moved while nobody scrolled.
    moved: f32,
}

async fn scroll(count: u32) -> Measured {
    let folder = tempfile::tempdir().unwrap();
    let shared = tempfile::tempdir().unwrap();
    let files = Url::from_directory_path(shared.path()).unwrap();
    let session = session(&folder, Some(files));
    make_place(&session).await;
    let end = Stamp::from(Utc::now()).ticks();
    let mut messages = Vec::new();
    for number in 0..count {
        let path = shared.path().join(format!("{number}.jpg"));
        invent(number, &path);
        let at = Stamp::from_ticks(end - i64::from(count - number) * 600_000_000, 0);
        let id = MessageId::new(Uuid::from_u128(1_000_000 + u128::from(number)));
        let text = format!("Number {number}");
        let mut message = Message::text(id, PLACE, ME, "Asha Rao".to_owned(), at, text);
        message.kind = Kind::Image;
        let path = path.to_string_lossy().into_owned();
        message.files.push(Attachment { path, name: format!("{number}.jpg"), duration: None });
        messages.push(message);
    }
    session.seed(messages).await.unwrap();
    // Due work is done by the clock, as in a window.
    let stage = Stage { size: Size::new(1_000.0, 700.0), ..Stage::default() };
    let mut driver = begin(session, stage).await;
    let mut surface = Surface::new();
    driver.pause(Duration::from_secs(1)).await;
    let _ = driver.paint(&mut surface);
    driver.give(&Event::Mouse(mouse::Event::CursorMoved { position: Point::new(700.0, 350.0) }));
    let scrolled =
        Event::Mouse(mouse::Event::WheelScrolled { delta: mouse::ScrollDelta::Lines { x: 0.0, y: 1.0 } });
    let (mut frames, mut robbed, mut moved) = (Vec::new(), Vec::new(), 0.0_f32);
    let first = "Number 0".to_owned();
    for notch in 0..20 * count {
        let (before, began) = (stolen(), cpu().unwrap());
        driver.give(&scrolled);
        driver.paint(&mut surface).expect("the software renderer");
        let took = cpu().unwrap() - began;
        let kept = if stolen() == before { &mut frames } else { &mut robbed };
        kept.push(took);
        // Pictures appear frame by frame.
        let until = tokio::time::Instant::now() + BETWEEN;
        loop {
            let (before, began) = (stolen(), cpu().unwrap());
            let came = driver.turn(until).await;
            driver.paint(&mut surface).expect("the software renderer");
            let took = cpu().unwrap() - began;
            let kept = if stolen() == before { &mut frames } else { &mut robbed };
            kept.push(took);
            if !came {
                break;
            }
        }
        if notch % 25 == 0 {
            let before = lines(&mut driver);
            driver.pause(Duration::from_millis(200)).await;
            for (words, y) in lines(&mut driver) {
                let was = before.iter().find(|(other, _)| *other == words).map(|(_, y)| *y);
                moved = was.map_or(moved, |was| moved.max((was - y).abs()));
            }
        }
        if driver.shows(&first) {
            break;
        }
    }
    let came = count_files(&folder.path().join("files/originals"));
    Measured { frames, robbed, came, moved }
}

/// The processor time that the host has taken from this machine, in ticks of 10 ms; 0 if the system does not report it.
fn stolen() -> u64 {
    let told = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    told.split_whitespace().nth(8).and_then(|ticks| ticks.parse().ok()).unwrap_or_default()
}

fn count_files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| if entry.path().is_dir() { count_files(&entry.path()) } else { 1 }).sum()
}

/// The visible lines and their positions.
fn lines(driver: &mut Driver<Play>) -> Vec<(String, f32)> {
    let found = driver.texts().into_iter().filter(|found| found.text.starts_with("Number "));
    // A line cut off by an edge has no reliable position.
    let whole = found.filter(|found| found.bounds.height > 15.0);
    whole.map(|found| (found.text, found.bounds.y)).collect()
}

/// Almost a photograph: large shapes, and a grain that makes it as expensive to decode.
fn invent(number: u32, path: &Path) {
    let picture = RgbImage::from_fn(1_600, 1_200, |x, y| {
        let grain = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 28;
        let shade = |part: u32| ((x * part + y * (number % 7 + 1) + number * 37) / 16 % 200 + grain) as u8;
        Rgb([shade(1), shade(2), shade(3)])
    });
    picture.save(path).unwrap();
}

/// The processor time of this thread; `None` if the system does not report it.
pub(super) fn cpu() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
