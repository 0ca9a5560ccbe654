//! The profile on a disk that loses power. Database, attachments and settings are written by the real code to a FUSE
//! folder that tears writes, reorders them between syncs and loses unsynced data (`medium`).
//!
//! No acknowledged change is lost, every file that opens is intact, attachments have their bytes, and in the end
//! everything is at the server exactly once. `CONFAB_PLAYS` sets the number of plays, `CONFAB_SEED` the first seed; a
//! failure prints its seed.
//!
//! A folder, and not a SQLite VFS, so that attachments, settings and folder entries are on the bad disk too, and the
//! program under test is the one that people run. Without /dev/fuse the tests print a note and pass; with
//! `CONFAB_FUSE=required` they fail.
//!
//! Known to catch: with `synchronous=NORMAL` the first play loses a wish. If the disk skips the syncs of the journal,
//! of the attachments or of their folders, two of five plays notice (the last three tests). These tests found three
//! real bugs: a new profile, a new database and a new attachment whose folder entries were not synced (`directory`,
//! `store::database_file`, `files::place`).

#![cfg(target_os = "linux")]
// Tests may panic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// Tests that the system does not allow print a note. A test may match only the variants of our enums that it is about.
#![allow(clippy::wildcard_enum_match_arm, clippy::print_stderr)]
// These tests need only a part of the world.
#![allow(dead_code, unreachable_pub)]

#[path = "../promise/namespace.rs"]
mod namespace;
#[path = "../promise/server.rs"]
mod server;
#[path = "../promise/world.rs"]
mod world;

mod medium;
mod mount;
mod older;
mod play;

use medium::Honesty;
use mount::Mount;
use play::{Counts, play};

use std::panic::{AssertUnwindSafe, catch_unwind};

fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

fn mounted() -> Option<Mount> {
    match Mount::new() {
        Ok(mount) => Some(mount),
        Err(reason) if std::env::var("CONFAB_FUSE").is_ok_and(|word| word == "required") => {
            panic!("CONFAB_FUSE=required, and {reason}")
        }
        Err(reason) => {
            eprintln!("skipped: {reason}");
            None
        }
    }
}

#[test]
fn whatever_the_disk_forgets_nothing_acknowledged_is_lost() {
    let Some(mount) = mounted() else { return };
    let first = asked("CONFAB_SEED").unwrap_or_else(|| fastrand::u64(..));
    let mut all = Counts::default();
    let plays = asked("CONFAB_PLAYS").unwrap_or(300);
    for number in 0..plays {
        let seed = first.wrapping_add(number);
        let played = catch_unwind(AssertUnwindSafe(|| play(&mount, seed, Honesty::Full)));
        let Ok(counts) = played else { panic!("CONFAB_SEED={seed} CONFAB_PLAYS=1, after {number} plays") };
        all.failures += counts.failures;
        all.acknowledged += counts.acknowledged;
        all.steps += counts.steps;
    }
    eprintln!("{plays} plays: {all:?}");
    assert!(plays < 50 || all.acknowledged > plays, "{all:?}");
}

/// The number of plays that notice a disk which skips some syncs.
fn noticed(honesty: Honesty) -> usize {
    let Some(mount) = mounted() else { return 1 };
    let notices = |seed: &u64| catch_unwind(AssertUnwindSafe(|| play(&mount, *seed, honesty))).is_err();
    (0..asked("CONFAB_PLAYS").unwrap_or(20).min(200)).filter(notices).count()
}

#[test]
fn a_journal_that_is_not_synced_with_each_commit_is_noticed() {
    let noticed = noticed(Honesty::NotTheJournal);
    eprintln!("{noticed} plays noticed it");
    assert!(noticed > 0);
}

#[test]
fn attachments_that_are_not_synced_are_noticed() {
    let noticed = noticed(Honesty::NotTheFiles);
    eprintln!("{noticed} plays noticed it");
    assert!(noticed > 0);
}

#[test]
fn names_of_attachments_that_are_not_synced_are_noticed() {
    let noticed = noticed(Honesty::NotTheFolders);
    eprintln!("{noticed} plays noticed it");
    assert!(noticed > 0);
}
