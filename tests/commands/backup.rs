//! A command leaves a single database file behind, and `confab backup` copies a database that is in use.

use super::world::{Profile, Server, respond};

use confab::directory::Directory;
use rusqlite::Connection;

use std::fs;
use std::path::Path;

fn busy() -> Profile {
    let server = Server::new();
    server.answer(|_| respond("503 Service Unavailable", "Retry-After: 600\r\n", ""));
    Profile::new(&server.url, "")
}

fn texts(database: &Path) -> Vec<String> {
    let file = Connection::open(database).unwrap();
    let mut rows = file.prepare("SELECT text FROM message ORDER BY text").unwrap();
    rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn log(profile: &Profile) -> u64 {
    fs::metadata(profile.root().join("confab.db-wal")).map_or(0, |log| log.len())
}

#[test]
fn a_command_folds_the_log_back_so_that_the_database_alone_is_complete() {
    let profile = busy();
    for text in ["one", "three", "two"] {
        assert_eq!(profile.run(&["send", "--to", "#general", text]).code, 3);
        assert_eq!(log(&profile), 0);
    }
    let copy = profile.folder.path().join("copy.db");
    fs::copy(profile.root().join("confab.db"), &copy).unwrap();
    assert_eq!(texts(&copy), ["one", "three", "two"]);
    // A command that ends early does so too.
    assert_eq!(profile.run(&["outbox", "discard", "00000000-0000-0000-0000-000000000009"]).code, 2);
    assert_eq!(profile.run(&["apply", "/nonexistent"]).code, 2);
    assert_eq!(log(&profile), 0);
}

#[test]
fn a_trial_of_many_lines_leaves_nothing_in_the_log() {
    let profile = busy();
    // Two connections: the log is not checkpointed while one of them reads.
    let other = Connection::open(profile.root().join("confab.db")).unwrap();
    other.execute_batch("BEGIN; SELECT count(*) FROM message").unwrap();
    let line = format!("{}\n", serde_json::json!({"do": "post", "to": "#general", "text": "x".repeat(900)}));
    let mut input = line.repeat(20_000);
    input.push_str(r#"{"do":"delete","message":"99999999-0000-4ef5-b004-39adaa2e15d1"}"#);
    let run = profile.run_with(&["apply", "-"], &input);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.words.starts_with("Line 20001: "), "{run:?}");
    assert!(log(&profile) < 1_000_000, "{}", log(&profile));
    drop(other);
    assert_eq!(texts(&profile.root().join("confab.db")).len(), 0);
}

#[test]
fn a_backup_is_whole_while_the_profile_is_in_use() {
    let profile = busy();
    assert_eq!(profile.run(&["send", "--to", "#general", "kept"]).code, 3);
    let directory = Directory::open(&profile.root()).unwrap();
    let _window = directory.lock().unwrap();
    // A writer whose rows are in the log only.
    let other = Connection::open(profile.root().join("confab.db")).unwrap();
    other.execute("UPDATE message SET text = 'still in the log'", []).unwrap();
    let to = profile.folder.path().join("backup.db");
    for _ in 0..2 {
        let run = profile.run(&["backup", to.to_str().unwrap()]);
        assert_eq!(run.code, 0, "{run:?}");
        assert!(run.words.contains("backup.db") && run.words.contains("files"), "{run:?}");
        assert_eq!(texts(&to), ["still in the log"]);
    }
    assert!(!profile.folder.path().join("backup.db-wal").exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // In the place of the database, the backup makes a profile again.
    let again = profile.folder.path().join("again");
    fs::create_dir(&again).unwrap();
    fs::copy(&to, again.join("confab.db")).unwrap();
    fs::copy(profile.root().join("settings.toml"), again.join("settings.toml")).unwrap();
    let list = super::world::run_in(&again, &["outbox", "list", "--json"], "", &[]);
    assert_eq!((list.code, list.lines().len()), (0, 1), "{list:?}");
}

#[test]
fn a_backup_goes_neither_into_the_profile_nor_into_a_pipe() {
    let profile = busy();
    let mut places = vec![profile.root().join("confab.db"), profile.root().join("new.db")];
    if cfg!(unix) {
        let pipe = profile.folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        places.push(pipe);
    }
    for to in places {
        let run = profile.run(&["backup", to.to_str().unwrap()]);
        assert_eq!(run.code, 2, "{to:?}: {run:?}");
    }
    assert!(!profile.root().join("new.db").exists());
    assert_eq!(profile.run(&["roster", "show"]).code, 0);
}
