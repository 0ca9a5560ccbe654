//! A full disk, a missing folder, a damaged file: nothing is lost, nothing panics, and a sentence reports the problem.

use crate::namespace::{in_a_namespace, place};
use crate::world::{GENERAL, RANDOM, World, folder, post};

use confab::chat::wish::{Mark, Switch};
use confab::directory::{self, Directory};
use confab::outbox::worker::Step;
use confab::row::{Connection, Delivery, Which, WishState};
use confab::session::{self};
use confab::store::{self, Access, Store};

use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// From now on the file must not grow, which SQLite reports as a full disk.
fn fill_disk(world: &World) {
    world
        .store
        .write_blocking(|tx| -> Result<(), store::Error> {
            let pages: i64 = tx.query_row("PRAGMA page_count", [], |row| row.get(0))?;
            tx.pragma_update(None, "max_page_count", pages)?;
            Ok(())
        })
        .unwrap();
}

/// Makes every change of the outbox fail, until called with `false`.
pub fn refuse_changes(world: &World, refuse: bool) {
    let other = rusqlite::Connection::open(world.path()).unwrap();
    for deed in ["UPDATE", "DELETE"] {
        let sql = if refuse {
            format!("CREATE TRIGGER no_{deed} BEFORE {deed} ON outbox BEGIN SELECT RAISE(ABORT, 'no'); END")
        } else {
            format!("DROP TRIGGER no_{deed}")
        };
        other.execute_batch(&sql).unwrap();
    }
}

fn make_room(world: &World) {
    world
        .store
        .write_blocking(|tx| -> Result<(), store::Error> {
            tx.pragma_update(None, "max_page_count", 1_000_000)?;
            Ok(())
        })
        .unwrap();
}

/// Posts until the disk refuses; returns how many were kept.
async fn post_until_full(world: &World) -> usize {
    for kept in 0..10_000 {
        match world.session.submit(post(GENERAL, &"x".repeat(2_000))).await {
            Ok(_) => {}
            Err(error) => {
                assert_eq!(error, session::Error::Store(store::Error::Full));
                assert_eq!(
                    error.to_string(),
                    "The disk is full. Nothing was lost; free some space and try again."
                );
                return kept;
            }
        }
    }
    panic!("the disk never fills");
}

#[tokio::test(start_paused = true)]
async fn a_full_disk_refuses_the_wish_with_a_sentence_and_keeps_what_was_there() {
    let mut world = World::new();
    world.post(GENERAL, "before").await;
    fill_disk(&world);
    let kept = post_until_full(&world).await;
    assert_eq!(world.waiting().await.len(), kept + 1);
    assert_eq!(world.drawn(GENERAL).await.len(), kept + 1, "no bubble without its wish");
    make_room(&world);
    world.post(GENERAL, "after").await;
    world.restart();
    world.drain().await;
    assert_eq!(world.server.effects(), kept + 2);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_disk_that_fills_during_a_call_is_said_and_the_call_is_made_again() {
    let world = World::new();
    world.post(GENERAL, "one").await;
    world.session.start();
    world.server.hold();
    world.server.arrived(1).await;
    // The disk is full when the answer arrives.
    refuse_changes(&world, true);
    world.server.release();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(matches!(world.session.connection(), Connection::Disk(_)), "{:?}", world.session.connection());
    refuse_changes(&world, false);
    tokio::time::sleep(Duration::from_secs(60)).await;
    world.session.close().await;
    assert_eq!(world.session.connection(), Connection::Online);
    assert_eq!(world.server.texts(), ["one"]);
    world.assert_agreement();
}

#[test]
fn a_disk_that_is_really_full_loses_nothing() {
    in_a_namespace("damage::on_a_small_disk", "mount -t tmpfs -o size=600k tmpfs \"$1\"");
}

#[tokio::test(start_paused = true)]
#[ignore = "run in a namespace by the test above it"]
async fn on_a_small_disk() {
    let world = World::at(&place());
    let mut kept = 0;
    let error = loop {
        match world.session.submit(post(GENERAL, &"x".repeat(2_000))).await {
            Ok(_) => kept += 1,
            Err(error) => break error,
        }
    };
    assert!(kept > 2, "{kept}");
    assert_eq!(error, session::Error::Store(store::Error::Full), "{error}");
    // Settling needs space too. Without any, the call is repeated, and nothing is lost.
    let mut publisher = world.publisher();
    for _ in 0..5 {
        let _ = publisher.step().await;
    }
    drop(publisher);
    // Space is freed.
    let grown = Command::new("mount").args(["-o", "remount,size=20m"]).arg(place()).status().unwrap();
    assert!(grown.success());
    world.drain().await;
    assert_eq!(world.server.effects(), kept);
    world.assert_agreement();
}

#[test]
fn a_read_only_folder_is_refused_with_a_sentence() {
    in_a_namespace("damage::on_a_read_only_disk", "mount -t tmpfs -o size=2m,ro tmpfs \"$1\"");
    // Nobody can create a file here, not even root.
    if Path::new("/proc/self").is_dir() {
        let error = Store::open(Path::new("/proc/self/confab.db"), Access::Write).unwrap_err();
        assert_eq!(error, store::Error::ReadOnly);
    }
}

#[test]
#[ignore = "run in a namespace by the test above it"]
fn on_a_read_only_disk() {
    let error = Store::open(&place().join("confab.db"), Access::Write).unwrap_err();
    assert_eq!(error.to_string(), "The profile folder cannot be written to. Check its permissions.");
    let error = Directory::open(&place()).unwrap_err();
    assert!(matches!(error, directory::Error::ReadOnly(_)), "{error}");
}

#[test]
fn a_second_process_finds_the_profile_held_until_the_first_ends() {
    let folder = folder();
    let directory = Directory::open(folder.path()).unwrap();
    let child = |expect: &str| {
        let exe = std::env::current_exe().unwrap();
        let out = Command::new(exe)
            .args(["--exact", "damage::the_second_process", "--ignored", "--nocapture"])
            .env("CONFAB_TEST_PLACE", folder.path())
            .env("CONFAB_TEST_EXPECT", expect)
            .output()
            .unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
    };
    let lock = directory.lock().unwrap();
    child("held");
    drop(lock);
    child("free");
}

#[test]
#[ignore = "run as a process of its own by the test above it"]
fn the_second_process() {
    let result = Directory::open(&place()).unwrap().lock();
    match std::env::var("CONFAB_TEST_EXPECT").unwrap().as_str() {
        "held" => assert!(matches!(result, Err(directory::Error::Held(_)))),
        _ => assert!(result.is_ok()),
    }
}

/// The ways in which a stored wish can be unreadable.
const BAD_WISHES: [&str; 6] = [
    "deed = 'dance'",
    "message = x'0102'",
    "conversation = x'09'",
    "state = 77",
    "aspect = 'x'",
    "touched = 99999999",
];

#[tokio::test(start_paused = true)]
async fn a_wish_on_a_message_that_cannot_be_read_is_parked_and_says_why() {
    let mut world = World::new();
    let kept = world.post(GENERAL, "damaged").await;
    world.post(RANDOM, "fine").await;
    world.tampered(|file| {
        file.execute("UPDATE message SET author = 5 WHERE text = 'damaged'", []).unwrap();
    });
    world.drain().await;
    assert_eq!(world.server.texts(), ["fine"]);
    let Some(WishState::Parked(reason)) = world.wish_state(kept.entry.unwrap()).await else { panic!() };
    assert!(reason.starts_with("A stored message could not be read ("), "{reason}");
}

#[tokio::test(start_paused = true)]
async fn an_emptied_file_is_never_taken_for_a_first_start() {
    let world = World::new();
    world.post(GENERAL, "hello").await;
    let path = world.path();
    drop(world.publisher());
    let copy = folder();
    let emptied = copy.path().join("confab.db");
    for journal in [true, false] {
        std::fs::write(&emptied, []).unwrap();
        if journal {
            std::fs::copy(path.with_file_name("confab.db-wal"), copy.path().join("confab.db-wal")).unwrap();
        } else {
            std::fs::remove_file(copy.path().join("confab.db-wal")).unwrap();
        }
        let error = Store::open(&emptied, Access::Write).unwrap_err();
        let words = error.to_string();
        assert!(matches!(error, store::Error::Damaged { .. }), "{words}");
        assert!(words.contains(&*emptied.to_string_lossy()) && words.contains("backup"), "{words}");
        assert_eq!(std::fs::metadata(&emptied).unwrap().len(), 0);
    }
    // Nor is a journal without its database.
    std::fs::copy(path.with_file_name("confab.db-wal"), copy.path().join("confab.db-wal")).unwrap();
    std::fs::remove_file(&emptied).unwrap();
    assert!(matches!(Store::open(&emptied, Access::Write), Err(store::Error::Damaged { .. })));
    assert!(std::fs::metadata(copy.path().join("confab.db-wal")).unwrap().len() > 0);
}

#[tokio::test(start_paused = true)]
async fn a_profile_that_is_taken_away_is_noticed_at_the_next_write_and_goes_on_when_it_is_back() {
    let outer = folder();
    let (here, there) = (outer.path().join("profile"), outer.path().join("moved"));
    std::fs::create_dir(&here).unwrap();
    let world = World::at(&here);
    world.post(GENERAL, "before").await;
    std::fs::rename(&here, &there).unwrap();
    for replaced in [false, true] {
        if replaced {
            std::fs::create_dir(&here).unwrap();
            drop(Store::open(&here.join("confab.db"), Access::Write).unwrap());
        }
        let error = world.session.submit(post(GENERAL, "lost?")).await.unwrap_err();
        assert!(matches!(error, session::Error::Store(store::Error::Gone(_))), "{error}");
        assert!(error.to_string().contains(&*here.to_string_lossy()), "{error}");
    }
    world.session.start();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(matches!(world.session.connection(), Connection::Disk(words) if words.contains("moved")));
    std::fs::remove_dir_all(&here).unwrap();
    std::fs::rename(&there, &here).unwrap();
    tokio::time::sleep(Duration::from_secs(60)).await;
    world.post(GENERAL, "after").await;
    world.session.close().await;
    world.drain().await;
    assert_eq!(world.server.texts(), ["before", "after"]);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_clean_end_leaves_no_journal() {
    let world = World::new();
    world.delivered(GENERAL, "hello").await;
    assert!(std::fs::metadata(world.path().with_file_name("confab.db-wal")).unwrap().len() > 0);
    world.session.close().await;
    assert_eq!(std::fs::metadata(world.path().with_file_name("confab.db-wal")).unwrap().len(), 0);
}

/// The schema version of a database.
fn version(file: &rusqlite::Connection) -> i64 {
    file.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_database_of_a_newer_confab_is_left_alone_with_a_sentence() {
    let folder = folder();
    let path = folder.path().join("confab.db");
    drop(Store::open(&path, Access::Write).unwrap());
    let file = rusqlite::Connection::open(&path).unwrap();
    let known = version(&file);
    file.pragma_update(None, "user_version", known + 2).unwrap();
    let error = Store::open(&path, Access::Write).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "This profile was used by a newer Confab (schema {}; this version supports {known}). Update Confab.",
            known + 2
        )
    );
}

#[test]
fn looking_beside_an_older_confab_says_what_to_do_and_changes_nothing() {
    let folder = folder();
    let path = folder.path().join("confab.db");
    drop(Store::open(&path, Access::Write).unwrap());
    let file = rusqlite::Connection::open(&path).unwrap();
    let known = version(&file);
    file.pragma_update(None, "user_version", 2).unwrap();
    let error = Store::open(&path, Access::ReadOnly).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "This profile is in use by an older Confab (schema 2; this version supports {known}). Close that one and try again."
        )
    );
    assert_eq!(version(&file), 2);
}

#[test]
fn a_database_made_before_the_lists_had_indexes_gets_them() {
    const LATE: [&str; 9] = [
        "outbox_marks",
        "message_pinned",
        "message_starred",
        "message_starred_anywhere",
        "message_files",
        "message_tagged",
        "message_archived",
        "message_author",
        "message_thread",
    ];
    let folder = folder();
    let path = folder.path().join("confab.db");
    drop(Store::open(&path, Access::Write).unwrap());
    let file = rusqlite::Connection::open(&path).unwrap();
    for index in LATE {
        file.execute_batch(&format!("DROP INDEX {index}")).unwrap();
    }
    file.execute_batch(
        "DROP INDEX outbox_after; DROP INDEX outbox_rooms; ALTER TABLE outbox DROP COLUMN reported_before;
         DROP INDEX outbox_uploads; ALTER TABLE outbox DROP COLUMN uploads; ALTER TABLE draft DROP COLUMN files;
         DROP TABLE content; DROP TABLE located; DROP TABLE upload; ALTER TABLE outbox DROP COLUMN wait;
         ALTER TABLE message DROP COLUMN came; ALTER TABLE message DROP COLUMN server_text; DROP TABLE restored;
         DROP TRIGGER message_arrived; DROP TRIGGER message_moved; DROP INDEX message_unread; DROP TABLE arrival;
         ALTER TABLE message DROP COLUMN arrival; ALTER TABLE message DROP COLUMN arrived;
         ALTER TABLE message DROP COLUMN behind; ALTER TABLE message DROP COLUMN undated;
         ALTER TABLE message DROP COLUMN unread; DROP TABLE accepted_mark;
         ALTER TABLE message DROP COLUMN accepted_ticks; DROP INDEX message_reports; DROP TABLE own_report; DROP TRIGGER message_from_inside;
         DROP INDEX message_reported; DROP TRIGGER reply_changed; DROP TABLE decision; DROP TABLE told;
         ALTER TABLE conversation ADD COLUMN read_ticks INTEGER; ALTER TABLE conversation ADD COLUMN read_id BLOB;
         ALTER TABLE person DROP COLUMN named_by; ALTER TABLE person DROP COLUMN named_ticks;
         ALTER TABLE conversation DROP COLUMN named_by; ALTER TABLE conversation DROP COLUMN named_ticks;
         DROP TABLE unreadable;",
    )
    .unwrap();
    file.pragma_update(None, "user_version", 3).unwrap();
    drop(Store::open(&path, Access::Write).unwrap());
    for index in LATE {
        let sql = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?1)";
        assert!(file.query_row(sql, [index], |row| row.get::<_, bool>(0)).unwrap(), "{index} is missing");
    }
}

#[test]
fn a_file_that_is_no_database_is_left_alone_with_a_sentence() {
    let folder = folder();
    let path = folder.path().join("confab.db");
    let rubbish = "this is no database, but somebody's letter. ".repeat(100);
    std::fs::write(&path, &rubbish).unwrap();
    let error = Store::open(&path, Access::Write).unwrap_err();
    let words = error.to_string();
    assert!(words.contains(&*path.to_string_lossy()) && words.contains("backup"), "{words}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), rubbish);
}

/// Waiting wishes may be in the journal only, which is needed to repair the file.
#[tokio::test(start_paused = true)]
async fn a_damaged_file_and_its_journal_stay_as_they_are() {
    let world = World::new();
    world.post(GENERAL, "in the file").await;
    world.store.tidy().await;
    world.post(GENERAL, "in the journal alone").await;
    let sound = std::fs::read(world.path()).unwrap();
    let journal = std::fs::read(world.path().with_file_name("confab.db-wal")).unwrap();
    assert!(journal.len() > 4_096);
    let header = [b"no database at all".as_slice(), &sound[18..]].concat();
    let mut schema = sound.clone();
    schema[100..108].fill(0xff);
    for (what, bytes) in [("header", &header[..]), ("schema", &schema[..]), ("end", &sound[..5_000])] {
        let folder = folder();
        let (path, log) = (folder.path().join("confab.db"), folder.path().join("confab.db-wal"));
        std::fs::write(&path, bytes).unwrap();
        std::fs::write(&log, &journal).unwrap();
        for access in [Access::Write, Access::ReadOnly, Access::Write] {
            let error = Store::open(&path, access).unwrap_err();
            assert!(matches!(error, store::Error::Damaged { .. }), "{what}: {error}");
            assert!(std::fs::read(&path).unwrap() == bytes, "{what}: the file was changed");
            assert!(std::fs::read(&log).unwrap() == journal, "{what}: the journal was changed");
        }
    }
}

#[test]
fn two_first_starts_at_once_make_one_database() {
    for _ in 0..100 {
        let folder = folder();
        let path = folder.path().join("confab.db");
        let starts: Vec<_> = (0..4)
            .map(|_| {
                let path = path.clone();
                std::thread::spawn(move || Store::open(&path, Access::Write).map(drop))
            })
            .collect();
        for start in starts {
            assert_eq!(start.join().unwrap(), Ok(()));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_step_that_the_disk_refuses_can_be_made_again() {
    let world = World::new();
    world.post(GENERAL, "one").await;
    refuse_changes(&world, true);
    let mut publisher = world.publisher();
    assert!(publisher.step().await.is_err());
    refuse_changes(&world, false);
    assert_eq!(publisher.step().await, Ok(Step::Idle { wake_at: None }));
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_wish_that_cannot_be_read_is_put_aside_shown_and_holds_nobody() {
    for bad in BAD_WISHES {
        let mut world = World::new();
        let lost = world.post(GENERAL, "lost").await;
        world.post(RANDOM, "fine").await;
        let sql = format!("UPDATE outbox SET {bad} WHERE entry = {}", lost.entry.unwrap().0);
        world.tampered(|file| assert_eq!(file.execute(&sql, []).unwrap(), 1));
        // It is shown before anything is sent, and the message does not look accepted.
        let waiting = world.waiting().await;
        let aside: Vec<_> =
            waiting.iter().filter(|line| matches!(line.state, WishState::Quarantined(_))).collect();
        assert_eq!(aside.len(), 1, "{bad}: {waiting:?}");
        let delivery = world.delivery(GENERAL, lost.message).await;
        assert!(
            matches!(delivery, Delivery::Parked { .. } | Delivery::Waiting { .. }),
            "{bad}: {delivery:?}"
        );
        assert_eq!(world.session.sidebar().await.unwrap().waiting, 2, "{bad}");
        world.drain().await;
        assert_eq!(world.server.texts(), ["fine"], "{bad}");
        let waiting = world.waiting().await;
        assert_eq!(waiting.len(), 1, "{bad}: {waiting:?}");
        world.restart();
        assert_eq!(world.waiting().await, waiting, "{bad}");
        // It stays until the user discards it.
        world.session.discard(Which::All).await.unwrap();
        assert_eq!(world.waiting().await, waiting, "{bad}");
        world.discard(waiting[0].entry).await.unwrap();
        assert_eq!(world.waiting().await, []);
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_that_cannot_be_read_costs_itself_alone() {
    let bad = [
        "id = x'0000000000000000000000000000000f', author = x'01'",
        "author = 5",
        "text = x'ff'",
        "tags = 'not a blob'",
        "tags = x'0102'",
        "files = 'not json'",
        "shared = '{}'",
        "parent = x'01'",
        "kind = 'x'",
        "delivery = 'x'",
        "edited_ticks = 'x'",
        "deleted = 'x'",
    ];
    for bad in bad {
        let mut world = World::new();
        let theirs = world.history(1, "damaged").await;
        world.history(2, "whole").await;
        let sql = format!("UPDATE message SET {bad} WHERE id = x'{}'", theirs.uuid().simple());
        world.tampered(|file| assert_eq!(file.execute(&sql, []).unwrap(), 1));
        let sidebar = world.session.sidebar().await.unwrap_or_else(|error| panic!("{bad}: {error}"));
        assert_eq!(sidebar.conversations.len(), 1, "{bad}");
        world.post(GENERAL, "mine").await;
        assert_eq!(world.drawn(GENERAL).await, ["whole", "mine"], "{bad}");
        // Quarantined, shown, and complete after a restart.
        let aside = world.waiting().await;
        let aside: Vec<_> = aside.iter().filter(|line| line.entry.0 < 0).collect();
        assert_eq!(aside.len(), 1, "{bad}");
        let content: String = rusqlite::Connection::open(world.path())
            .unwrap()
            .query_row("SELECT content FROM quarantine WHERE source = 'message'", [], |row| row.get(0))
            .unwrap();
        assert!(content.contains("author_name") && content.contains("\"shown\":1"), "{content}");
        let star = confab::chat::Wish::Mark { message: theirs, mark: Mark::Star, state: Switch::On };
        assert!(world.session.submit(star).await.is_err(), "{bad}");
        world.drain().await;
        assert_eq!(world.server.texts(), ["mine"], "{bad}");
        world.restart();
        assert_eq!(world.drawn(GENERAL).await, ["whole", "mine"], "{bad}");
    }
}
