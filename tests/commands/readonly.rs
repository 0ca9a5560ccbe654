//! A read-only profile can be read.

#![cfg(unix)]

use super::world::{BEN, Profile, Server, command, finish, respond};

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

/// A user who may only read files that everybody may read.
const NOBODY: u32 = 65_534;

/// Makes the profile read-only for everybody.
fn close(root: &Path) {
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        let mode = if path.is_dir() { 0o555 } else { 0o444 };
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    }
    fs::set_permissions(root, fs::Permissions::from_mode(0o555)).unwrap();
    let parent = root.parent().unwrap();
    fs::set_permissions(parent, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Root may write everywhere, so the command runs as another user.
fn as_reader(root: &Path) -> Command {
    let mut command = command(root);
    if fs::metadata(root).unwrap().uid() == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

fn look(profile: &Profile) {
    let root = profile.root();
    close(&root);
    let before: Vec<_> = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    let show = finish(as_reader(&root).args(["roster", "show"]), "");
    assert_eq!(show.code, 0, "{show:?}");
    assert!(show.out.contains(&format!("@Ben Okri  {BEN}")), "{show:?}");
    let list = finish(as_reader(&root).args(["outbox", "list", "--json"]), "");
    assert_eq!((list.code, list.lines().len()), (0, 1), "{list:?}");
    let export = finish(as_reader(&root).args(["export", "--in", "#general", "--out", "-"]), "");
    assert_eq!(export.code, 0, "{export:?}");
    assert!(export.out.contains("kept words"), "{export:?}");
    let place = tempfile::tempdir().unwrap();
    fs::set_permissions(place.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let to = place.path().join("backup.db");
    let backup = finish(as_reader(&root).arg("backup").arg(&to), "");
    assert_eq!(backup.code, 0, "{backup:?}");
    let texts = rusqlite::Connection::open(&to).unwrap();
    let count: i64 = texts.query_row("SELECT count(*) FROM message", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 1);
    let send = finish(as_reader(&root).args(["send", "--to", "#general", "x"]), "");
    assert_eq!(send.code, 2, "{send:?}");
    assert!(send.words.contains("permission to write"), "{send:?}");
    let after: Vec<_> = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(after, before, "looking makes no files");
    fs::set_permissions(&root, fs::Permissions::from_mode(0o755)).unwrap();
}

fn with_one_waiting() -> Profile {
    let server = Server::new();
    server.answer(|_| respond("503 Service Unavailable", "Retry-After: 60\r\n", ""));
    let profile = Profile::new(&server.url, "");
    assert_eq!(profile.run(&["send", "--to", "#general", "kept words"]).code, 3);
    profile
}

#[test]
fn a_read_only_profile_can_be_looked_at_and_nothing_else() {
    look(&with_one_waiting());
}

#[test]
fn what_is_still_in_the_log_of_a_read_only_profile_is_seen_too() {
    let profile = with_one_waiting();
    // As a killed process leaves it: the rows are in the log only.
    let database = profile.root().join("confab.db");
    let other = rusqlite::Connection::open(&database).unwrap();
    other.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).unwrap();
    other.execute("UPDATE message SET text = text || ' in the log'", []).unwrap();
    drop(other);
    let log = fs::metadata(profile.root().join("confab.db-wal")).unwrap().len();
    assert!(log > 0);
    let root = profile.root();
    // The index of the log is lost with the computer that made it.
    fs::remove_file(root.join("confab.db-shm")).unwrap();
    close(&root);
    let export = finish(as_reader(&root).args(["export", "--in", "#general", "--out", "-"]), "");
    assert_eq!(export.code, 0, "{export:?}");
    assert!(export.out.contains("kept words in the log"), "{export:?}");
    fs::set_permissions(&root, fs::Permissions::from_mode(0o755)).unwrap();
}
