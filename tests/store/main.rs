//! The store, tested through the session: pages and their counts, drafts, rosters, preferences, damage.
//!
//! Uses real SQLite files, no server and no clock. The outbox's use of its rows is tested in `tests/promise`.

// Tests may panic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// Test modules are private to the binary; `pub` reads better than `pub(crate)` here.
#![allow(unreachable_pub)]

mod bounds;
mod keeping;
mod lists;
mod pages;
mod reading;
mod threads;

use confab::chat::{ChannelId, Message, MessageId, PersonId, Stamp, conversation};
use confab::clock::Clock;
use confab::row::Me;
use confab::session::{Session, Setup};
use confab::settings::Reports;
use confab::store::{Access, Store};

use tempfile::TempDir;
use uuid::Uuid;

use std::path::Path;

pub const ME: PersonId = PersonId::new(Uuid::from_u128(1));
pub const BEN: PersonId = PersonId::new(Uuid::from_u128(2));
pub const GENERAL: conversation::Id = conversation::Id::Channel(ChannelId::new(Uuid::from_u128(10)));

/// A session without a server, on the database in this folder.
pub fn open(folder: &Path) -> Session {
    with(folder, Reports::default())
}

/// The same for a server that takes reports in this way.
pub fn with(folder: &Path, reports: Reports) -> Session {
    let store = Store::open(&folder.join("confab.db"), Access::Write).unwrap();
    Session::new(Setup {
        file_settings: confab::transfer::FileSettings::beside(&store),
        store,
        me: Me::member(ME, "Asha"),
        clock: Clock::System,
        line: None,
        read_every: None,
        reports,
        review: confab::settings::Review::default(),
        read_marks: confab::settings::ReadMarks::All,
        max_text: 0,
    })
}

pub fn fresh() -> (TempDir, Session) {
    let folder = tempfile::tempdir().unwrap();
    let session = open(folder.path());
    (folder, session)
}

/// A message by Ben at this time, in ticks.
pub fn message(number: u128, ticks: i64) -> Message {
    let (id, at) = (MessageId::new(Uuid::from_u128(0xbe5_0000 + number)), Stamp::from_ticks(ticks, 0));
    Message::text(id, GENERAL, BEN, "Ben".to_owned(), at, format!("number {number}"))
}
