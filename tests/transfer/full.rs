//! The disk is full at each step of handling a file: the error is a sentence, no half file is left, and it works once
//! there is room.
//!
//! Each test runs on a small disk of its own (`namespace`), filled until the given number of bytes is free. If the
//! system allows no such disk, the test says that it was skipped.

use crate::desk::{Desk, HOUR, picture, walk};
use crate::namespace::{in_a_namespace, place};

use confab::chat::attachment::StagedFile;
use confab::row::{Progress, Source, Transfer, Upload, WishState};

use std::fs::{self, File};
use std::io::Write as _;
use std::path::PathBuf;
use std::time::SystemTime;

const PLENTY: u64 = 1_000_000_000;
const LENGTH: usize = 300_000;
/// From no space at all to more than enough, so that the disk is full at each step.
const ROOMS: std::ops::Range<usize> = 0..60;
const STEP: usize = 12_288;

fn on_a_disk_of_its_own(test: &str) {
    in_a_namespace(&format!("full::{test}"), "mount -t tmpfs -o size=16m tmpfs \"$1\"");
}

fn desk() -> Desk {
    Desk::at(tempfile::tempdir_in(place()).unwrap(), PLENTY)
}

/// A file that fills the disk; dropping it frees the space.
struct Ballast(PathBuf);

impl Drop for Ballast {
    fn drop(&mut self) {
        fs::remove_file(&self.0).unwrap();
    }
}

/// Fills the disk until this many bytes are left.
fn fill(leave: usize) -> Ballast {
    let path = place().join("ballast");
    let mut file = File::create(&path).unwrap();
    while file.write_all(&[0; 4_096]).is_ok() {}
    let length = file.metadata().unwrap().len();
    file.set_len(length - leave as u64).unwrap();
    Ballast(path)
}

fn bytes(number: usize) -> Vec<u8> {
    let mut bytes = vec![0; LENGTH];
    fastrand::Rng::with_seed(number as u64).fill(&mut bytes);
    bytes
}

fn assert_told(words: &str) {
    assert!(words.contains("disk is full") && words.ends_with('.'), "{words}");
}

/// Deletes files without a row, once they are old enough.
async fn sweep(desk: &Desk) {
    for original in walk(&desk.files().join("originals")) {
        let file = File::options().write(true).open(original).unwrap();
        file.set_modified(SystemTime::now() - 2 * HOUR).unwrap();
    }
    desk.tidy().await;
}

#[test]
fn a_copy_on_a_full_disk_is_told_and_leaves_nothing_half() {
    on_a_disk_of_its_own("copy");
}

#[tokio::test(start_paused = true)]
#[ignore = "run on a disk of its own by the test above it"]
async fn copy() {
    let desk = desk();
    let outside = tempfile::tempdir_in("/dev/shm").unwrap();
    let mut taken: Vec<StagedFile> = Vec::new();
    for room in ROOMS {
        let path = outside.path().join(room.to_string());
        fs::write(&path, bytes(room)).unwrap();
        let ballast = fill(room * STEP);
        match desk.session.take(vec![Source::Path(path)]).await.remove(0) {
            Ok(one) => {
                assert_eq!(fs::read(desk.original(one.content)).unwrap(), bytes(room));
                taken.push(one);
            }
            Err(words) => assert_told(&words),
        }
        assert!(desk.incoming().is_empty(), "room for {}", room * STEP);
        drop(ballast);
    }
    assert!((5..50).contains(&taken.len()), "{} were taken", taken.len());
    sweep(&desk).await;
    assert_eq!(walk(&desk.files()).len(), taken.len(), "bytes whose row found no room are swept");
    desk.sent(taken.split_off(taken.len() - 2)).await;
}

#[test]
fn a_small_picture_on_a_full_disk_is_drawn_and_not_kept() {
    on_a_disk_of_its_own("thumbnail");
}

#[tokio::test(start_paused = true)]
#[ignore = "run on a disk of its own by the test above it"]
async fn thumbnail() {
    let desk = desk();
    let (_, content) = desk.fetched("a.png", &picture(1)).await;
    for room in 0..10 {
        let ballast = fill(room * 4_096);
        desk.draw(content).await;
        assert_eq!((desk.thumbnails(content), desk.incoming().len()), (0, 0), "room for {}", room * 4_096);
        drop(ballast);
    }
    desk.draw(content).await;
    assert_eq!(desk.thumbnails(content), 1);
}

#[test]
fn a_fetch_on_a_full_disk_is_told_and_can_be_tried_again() {
    on_a_disk_of_its_own("fetch");
}

#[tokio::test(start_paused = true)]
#[ignore = "run on a disk of its own by the test above it"]
async fn fetch() {
    let desk = desk();
    let mut fetched = 0;
    for room in ROOMS {
        let path = desk.shared(&format!("{room}.bin"), &bytes(room));
        let ballast = fill(room * STEP);
        let result = desk.session.fetch(path.clone(), "a.bin".to_owned()).await;
        assert!(desk.incoming().is_empty(), "room for {}", room * STEP);
        drop(ballast);
        if let Err(words) = &result {
            assert_told(words);
            let of = Transfer::Fetch(path.clone());
            assert_eq!(desk.session.transfers().0.get(&of), Some(&Progress::Failed(words.clone())));
            desk.session.stop_transfer(&of);
            let content = desk.session.fetch(path.clone(), "a.bin".to_owned()).await.unwrap().unwrap();
            assert_eq!(fs::read(desk.original(content)).unwrap(), bytes(room));
            fs::remove_file(desk.original(content)).unwrap();
        } else {
            fetched += 1;
            fs::remove_file(desk.original(result.unwrap().unwrap())).unwrap();
        }
        fs::remove_file(path).unwrap();
    }
    assert!((5..50).contains(&fetched), "{fetched} were fetched");
}

#[test]
fn saving_to_a_full_disk_is_told_and_leaves_nothing_half() {
    on_a_disk_of_its_own("save");
}

#[tokio::test(start_paused = true)]
#[ignore = "run on a disk of its own by the test above it"]
async fn save() {
    let desk = desk();
    let (_, content) = desk.fetched("a.bin", &bytes(1)).await;
    let there = desk.home.path().join("downloads");
    fs::create_dir(&there).unwrap();
    let save =
        || desk.session.save_file(Some(content), String::new(), "a.bin".to_owned(), there.join("a.bin"));
    let open = || desk.session.copy_to_open(Some(content), String::new(), "a.bin".to_owned());
    for room in [0, 4_096, LENGTH / 2, LENGTH - 8_192] {
        let ballast = fill(room);
        let words = save().await.unwrap_err().to_string();
        assert!(words.starts_with("There is no space left in "), "{words}");
        assert!(walk(&there).is_empty());
        let words = open().await.unwrap_err().to_string();
        assert!(words.contains("no space left") || words.contains("disk is full"), "{words}");
        assert!(walk(&desk.files().join("opened")).is_empty());
        drop(ballast);
    }
    assert_eq!(fs::read(save().await.unwrap()).unwrap(), bytes(1));
    assert_eq!(fs::read(open().await.unwrap().0).unwrap(), bytes(1));
}

#[test]
fn a_full_store_is_waited_for_and_holds_nothing_half() {
    on_a_disk_of_its_own("store");
}

#[tokio::test(start_paused = true)]
#[ignore = "run on a disk of its own by the test above it"]
async fn store() {
    let desk = desk();
    let taken = desk.take("a.bin", &bytes(1)).await;
    let kept = desk.post(vec![taken]).await;
    let ballast = fill(LENGTH / 2);
    assert_eq!(desk.session.uploader().once().await.unwrap(), 0);
    let standing = desk.session.wish_state(kept.entry.unwrap()).await.unwrap();
    let Some(WishState::Files(Upload::Trouble(words))) = standing else { panic!("{standing:?}") };
    assert!(words.contains("The file storage") && words.contains("is full"), "{words}");
    assert!(desk.share().is_empty());
    drop(ballast);
    desk.session.uploader().end_waits().await.unwrap();
    desk.send().await;
    assert!(desk.session.outbox().await.unwrap().is_empty());
    assert_eq!(fs::read(&desk.share()[0]).unwrap(), bytes(1));
}
