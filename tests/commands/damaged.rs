//! Databases that do not match their version number are reported and left unchanged.

use super::world::{Profile, Server};

use rusqlite::Connection;

use std::fs;

/// The sentence with which every command refuses the database; its bytes stay unchanged.
fn refused(profile: &Profile, change: &str) -> String {
    let database = profile.root().join("confab.db");
    let file = Connection::open(&database).unwrap();
    file.execute_batch(change).unwrap();
    drop(file);
    let before = fs::read(&database).unwrap();
    let run = profile.run(&["send", "--to", "#general", "x"]);
    assert_eq!(run.code, 1, "{run:?}");
    for command in [&["roster", "show"][..], &["outbox", "list"]] {
        let again = profile.run(command);
        assert_eq!((again.code, &again.words), (1, &run.words), "{again:?}");
    }
    assert!(
        run.words.contains("confab.db is damaged. ") && run.words.contains("restore a backup"),
        "{run:?}"
    );
    assert!(!run.words.contains("CREATE") && run.words.lines().count() == 1, "{run:?}");
    assert_eq!(fs::read(&database).unwrap(), before, "nothing in it is changed");
    run.words
}

#[test]
fn a_lost_version_number_is_damage_and_no_first_start() {
    let words = refused(&Profile::new(&Server::new().url, ""), "PRAGMA user_version = 0");
    assert!(words.contains("Its tables are there, but its version number is missing."), "{words}");
    refused(&Profile::new(&Server::new().url, ""), "PRAGMA user_version = -7");
}

#[test]
fn a_version_number_from_before_its_tables_is_damage() {
    for version in 1..6 {
        let change = format!("PRAGMA user_version = {version}");
        let words = refused(&Profile::new(&Server::new().url, ""), &change);
        assert!(words.contains("do not match its version number"), "{words}");
    }
}

#[test]
fn a_table_that_is_missing_is_named() {
    let words = refused(&Profile::new(&Server::new().url, ""), "DROP TABLE draft");
    assert!(words.contains("“draft” is missing"), "{words}");
}

#[test]
fn the_database_of_another_program_stays_as_it_is() {
    let profile = Profile::new(&Server::new().url, "");
    for name in ["confab.db", "confab.db-wal", "confab.db-shm"] {
        let _ = fs::remove_file(profile.root().join(name));
    }
    let change = "PRAGMA journal_mode = DELETE; CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url TEXT);
        INSERT INTO moz_places (url) VALUES ('https://example.org'); PRAGMA user_version = 5";
    let words = refused(&profile, change);
    assert!(words.contains("belongs to another program"), "{words}");
    assert!(!profile.root().join("confab.db-wal").exists());
}
