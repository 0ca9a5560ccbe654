//! Databases of earlier versions, with wishes that were in the outbox then.
//!
//! Made only from the released schema files, so that a new schema file is covered as soon as it exists.

use crate::world::{GENERAL, ME};

use rusqlite::{Connection, params};
use uuid::Uuid;

use std::path::{Path, PathBuf};

/// A message that waited in a database of an earlier version.
pub struct Waited {
    pub id: Uuid,
    pub text: String,
}

fn schema() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/schema");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The number of earlier schema versions.
pub fn versions() -> usize {
    schema().len() - 1
}

/// The bytes of a database of this version, from 1, in which these messages wait.
pub fn database(version: usize, waited: &[Waited]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("older.db");
    let connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "journal_mode", "WAL").unwrap();
    let mut steps = schema().into_iter().take(version);
    let step = |path: PathBuf| connection.execute_batch(&std::fs::read_to_string(path).unwrap()).unwrap();
    steps.next().into_iter().for_each(step);
    fill(&connection, waited);
    steps.for_each(step);
    connection.pragma_update(None, "user_version", i64::try_from(version).unwrap()).unwrap();
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    connection.close().unwrap();
    std::fs::read(path).unwrap()
}

/// Fills the columns of the first schema.
fn fill(connection: &Connection, waited: &[Waited]) {
    let place = [&[0], GENERAL.uuid().as_bytes().as_slice()].concat();
    connection.execute("INSERT INTO conversation (id, name) VALUES (?1, 'general')", [&place]).unwrap();
    for (number, message) in waited.iter().enumerate() {
        let ticks = 17_000_000_000_000_000 + i64::try_from(number).unwrap();
        connection
            .execute(
                "INSERT INTO message (id, conversation, author, author_name, ticks, text, delivery)
                 VALUES (?1, ?2, ?3, 'Asha', ?4, ?5, 1)",
                params![message.id.as_bytes(), place, ME.uuid().as_bytes(), ticks, message.text],
            )
            .unwrap();
        connection
            .execute(
                "INSERT INTO outbox (message, conversation, lane, aspect, deed, touched, makes, state, made_ticks)
                 VALUES (?1, ?2, ?2, 0, 'post', 0, 1, 0, ?3)",
                params![message.id.as_bytes(), place, ticks],
            )
            .unwrap();
    }
}
