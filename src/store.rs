//! The profile's SQLite database; no other module contains SQL.
//!
//! One connection writes and one reads, with `WAL` and `synchronous=FULL` (and `fullfsync` on macOS): when a write
//! returns, it is on disk. Async calls run in `spawn_blocking`; the blocking variants are for start-up, commands and
//! tests. A message or outbox row that cannot be read is moved to `quarantine`, unchanged, and the user is told; no row
//! is dropped because it does not parse. Must not know: iced, HTTP, the wire. Tests: `tests/promise`.

pub(crate) mod accepted;
pub(crate) mod annotate;
pub(crate) mod arrival;
mod code;
pub(crate) mod conversation;
mod database_file;
pub(crate) mod draft;
mod feed;
pub(crate) mod file;
pub(crate) mod interface;
pub(crate) mod leftovers;
pub(crate) mod list;
pub(crate) mod membership;
pub mod message;
pub(crate) mod name;
pub(crate) mod outbox;
pub(crate) mod page;
pub(crate) mod quarantine;
pub(crate) mod reaction;
mod read_only;
pub(crate) mod reading;
pub(crate) mod record;
pub(crate) mod report;
pub(crate) mod review;
pub(crate) mod revision;
mod schema_check;
pub(crate) mod sync_targets;
mod tally;
pub(crate) mod thread;
pub(crate) mod unknown_types;
pub(crate) mod unreadable;

use crate::language::tr;

use database_file::{DatabaseFile, of_io};
use read_only::Opener;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
pub use rusqlite::{Connection, Transaction};
use rusqlite::{ErrorCode, OpenFlags, TransactionBehavior};

/// Schema steps, oldest first. The database's `user_version` is the number of steps already applied.
const SCHEMA: &[&str] = &[
    include_str!("store/schema/0001.sql"),
    include_str!("store/schema/0002.sql"),
    include_str!("store/schema/0003.sql"),
    include_str!("store/schema/0004.sql"),
    include_str!("store/schema/0005.sql"),
    include_str!("store/schema/0006.sql"),
    include_str!("store/schema/0007.sql"),
    include_str!("store/schema/0008.sql"),
    include_str!("store/schema/0009.sql"),
    include_str!("store/schema/0010.sql"),
    include_str!("store/schema/0011.sql"),
    include_str!("store/schema/0012.sql"),
    include_str!("store/schema/0013.sql"),
];

/// How long shutdown waits for other readers before it gives up emptying the journal.
const TIDY_PATIENCE: Duration = Duration::from_millis(200);

/// Pages that a backup copies per step.
const BACKUP_STEP: std::os::raw::c_int = 4_096;

/// How long a connection waits while another process writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// A handle to the database; clones share it.
#[derive(Debug, Clone)]
pub struct Store {
    writer: Arc<Mutex<Connection>>,
    reader: Arc<Mutex<Connection>>,
    file: Arc<DatabaseFile>,
    /// Keeps writes in the order in which they were requested: threads that wait for a mutex get it in any order.
    turn: Arc<tokio::sync::Mutex<()>>,
    /// A copy of a database that cannot be written to; deleted with the last handle.
    _copy: Option<Arc<tempfile::TempDir>>,
}

/// The reasons for which the database refuses a request.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    /// The disk is full.
    #[error("{}", tr::database_full())]
    Full,
    /// The folder or file cannot be written.
    #[error("{}", tr::database_read_only())]
    ReadOnly,
    /// Written by a newer Confab.
    #[error("{}", tr::DatabaseNewer { found: found.unsigned_abs(), known: known.unsigned_abs() }.text())]
    Newer { found: i64, known: i64 },
    /// Opened for reading while an older Confab uses it, or while another one is still migrating it.
    #[error("{}", tr::DatabaseOlder { found: found.unsigned_abs(), known: known.unsigned_abs() }.text())]
    Older { found: i64, known: i64 },
    /// The file exists but is not a readable database. The reason is a sentence.
    #[error("{}", tr::DatabaseDamaged { path: &path.display().to_string(), reason }.text())]
    Damaged { path: PathBuf, reason: String },
    /// The file was moved, deleted or replaced while it was open.
    #[error("{}", tr::database_gone(&.0.display().to_string()))]
    Gone(PathBuf),
    /// Like [`Error::Damaged`], but noticed while it was open.
    #[error("{}", tr::database_malformed(.0))]
    Malformed(String),
    /// The system refused to read or write for a reason that has no variant of its own.
    #[error("{}", tr::database_disk(.0))]
    Disk(String),
    /// The process has reached its limit of open files.
    #[error("{}", tr::database_files())]
    TooManyFiles,
    /// Any other failure, in SQLite's words.
    #[error("{}", tr::database_other(.0))]
    Database(String),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            // SQLite reports journal files that cannot be created or extended as CANTOPEN and IOERR.
            Some(ErrorCode::CannotOpen) if no_file_can_be_opened() => Self::TooManyFiles,
            Some(ErrorCode::CannotOpen) => Self::ReadOnly,
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                Self::Malformed(tr::database_sqlite(&words(&error)))
            }
            Some(ErrorCode::SystemIoFailure) => Self::Disk(words(&error)),
            _ => Self::Database(words(&error)),
        }
    }
}

/// SQLite's message without the statement.
fn words(error: &rusqlite::Error) -> String {
    if let rusqlite::Error::SqlInputError { msg, .. } = error { msg.clone() } else { error.to_string() }
}

/// True if the process has no file descriptors left, which SQLite reports as a file that cannot be opened. SQLite
/// closes some of its own before it gives up, so this opens several.
fn no_file_can_be_opened() -> bool {
    let some: Result<Vec<_>, _> = (0..4).map(|_| std::fs::File::open(".")).collect();
    // EMFILE and ENFILE have no `ErrorKind` of their own.
    cfg!(unix) && some.is_err_and(|error| matches!(error.raw_os_error(), Some(23 | 24)))
}

/// The way a database is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Write,
    /// For reading while another Confab holds the profile; never migrates the schema.
    ReadOnly,
}

/// Runs a part of a transaction that is undone by itself if it fails; the rest of the transaction goes on.
///
/// # Errors
/// That of `work`, or if the database refuses.
pub(crate) fn nested<T, E: From<Error>>(
    tx: &Transaction<'_>,
    work: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    let run = |sql: &str| tx.execute_batch(sql).map_err(Error::from);
    run("SAVEPOINT nested")?;
    let done = work();
    run(if done.is_ok() { "RELEASE nested" } else { "ROLLBACK TO nested; RELEASE nested" })?;
    done
}

impl Store {
    /// Opens or creates the database at `path` and migrates its schema. Blocks: call it off the interface thread.
    ///
    /// # Errors
    /// If the file cannot be opened or written, or was written by a newer Confab.
    pub fn open(path: &Path, access: Access) -> Result<Self, Error> {
        if access == Access::Write {
            database_file::ensure(path, |connection| {
                prepare(connection)?;
                migrate(connection, access)
            })?;
        }
        let opened = match Self::open_existing(path, access) {
            Err(Error::ReadOnly) if access == Access::ReadOnly => Self::open_read_only(path),
            other => other,
        };
        opened.map_err(|error| {
            if let Error::Malformed(reason) = error { database_file::damaged(path, &reason) } else { error }
        })
    }

    /// Opens two read-only connections: see [`read_only`].
    fn open_read_only(path: &Path) -> Result<Self, Error> {
        let opener = Opener::of(path)?;
        let (mut writer, reader) = (opener.open()?, opener.open()?);
        schema_check::check(&writer)?;
        migrate(&mut writer, Access::ReadOnly)?;
        keep_statements(&reader)?;
        Ok(Self::of(path, writer, reader, opener.into_copy()))
    }

    fn open_existing(path: &Path, access: Access) -> Result<Self, Error> {
        let flags = match access {
            Access::Write | Access::ReadOnly => {
                OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX
            }
        };
        let mut writer = Connection::open_with_flags(path, flags)?;
        // Leave a damaged database and its log as they are: closing must not write one into the other. `tidy`
        // checkpoints a sound one.
        writer.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        writer.busy_timeout(BUSY_TIMEOUT)?;
        schema_check::check(&writer)?;
        prepare(&writer)?;
        migrate(&mut writer, access)?;
        let reader = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        reader.busy_timeout(BUSY_TIMEOUT)?;
        reader.pragma_update(None, "cache_size", -2_000)?;
        keep_statements(&reader)?;
        Ok(Self::of(path, writer, reader, None))
    }

    fn of(path: &Path, writer: Connection, reader: Connection, copy: Option<tempfile::TempDir>) -> Self {
        Self {
            writer: Arc::new(Mutex::new(writer)),
            reader: Arc::new(Mutex::new(reader)),
            file: Arc::new(DatabaseFile::of(path)),
            turn: Arc::default(),
            _copy: copy.map(Arc::new),
        }
    }

    /// The folder that contains the database.
    pub fn folder(&self) -> &Path {
        self.file.folder()
    }

    /// Runs `work` in one transaction, which is on disk when this returns `Ok`.
    ///
    /// # Errors
    /// If the database refuses; then nothing of `work` took effect.
    pub async fn write<T, E>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.in_turn(|writer, file| write_now(writer, file, work)).await
    }

    /// Runs `work` on a thread that may block, after the writes requested before it.
    async fn in_turn<T, E>(
        &self,
        work: impl FnOnce(&Mutex<Connection>, &DatabaseFile) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (writer, file) = (Arc::clone(&self.writer), Arc::clone(&self.file));
        let turn = Arc::clone(&self.turn).lock_owned().await;
        blocking(move || {
            let _until_done = turn;
            work(&writer, &file)
        })
        .await
    }

    /// Like [`Store::write`], on the calling thread: for start-up and tests.
    ///
    /// # Errors
    /// Like [`Store::write`].
    pub fn write_blocking<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        write_now(&self.writer, &self.file, work)
    }

    /// Empties the journal into the database, so that a clean exit leaves one file. Best effort: nothing is lost
    /// without it.
    pub async fn tidy(&self) {
        let writer = Arc::clone(&self.writer);
        if let Err(error) = blocking(move || checkpoint(&writer)).await {
            tracing::info!(%error, "the journal stays");
        }
    }

    /// Like [`Store::tidy`], on the calling thread: for the end of a command.
    pub fn tidy_blocking(&self) {
        if let Err(error) = checkpoint(&self.writer) {
            tracing::info!(%error, "the journal stays");
        }
    }

    /// Copies everything to a new database at `to` with SQLite's backup, as one consistent state, while writes go on.
    ///
    /// # Errors
    /// If the copy cannot be written or the database cannot be read.
    pub async fn back_up(&self, to: PathBuf) -> Result<(), Error> {
        let reader = Arc::clone(&self.reader);
        blocking(move || {
            let mut from = reader.lock().unwrap_or_else(PoisonError::into_inner);
            // One snapshot, so that a concurrent write does not restart the copy.
            let from = from.transaction()?;
            from.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
            let mut copy = Connection::open(&to)?;
            rusqlite::backup::Backup::new(&from, &mut copy)?.run_to_completion(
                BACKUP_STEP,
                Duration::ZERO,
                None,
            )?;
            // A single file: a copy in WAL mode would need a log beside it.
            copy.pragma_update(None, "journal_mode", "DELETE")?;
            copy.close().map_err(|(_, error)| error)?;
            Ok(())
        })
        .await
    }

    /// Runs `work` in a transaction that is always rolled back. Its pages stay in memory, whatever their number, and
    /// nothing reaches the log.
    ///
    /// # Errors
    /// Those of `work`, or if the database refuses.
    pub async fn try_out<T, E>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.in_turn(|writer, file| {
            file.check()?;
            let mut connection = writer.lock().unwrap_or_else(PoisonError::into_inner);
            let spill = |connection: &Connection, on: bool| {
                connection.pragma_update(None, "cache_spill", on).map_err(Error::from)
            };
            spill(&connection, false)?;
            let tried = {
                let transaction = connection
                    .transaction_with_behavior(TransactionBehavior::Immediate)
                    .map_err(Error::from)?;
                // Dropped without a commit.
                work(&transaction)
            };
            spill(&connection, true)?;
            tried
        })
        .await
    }

    /// Runs `work` on one consistent snapshot of the database.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn read<T, E>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let reader = Arc::clone(&self.reader);
        blocking(move || read_now(&reader, work)).await
    }
}

async fn blocking<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        // Only if the runtime shuts down before the work began: nothing was written.
        Err(error) => Err(Error::Database(error.to_string()).into()),
    }
}

fn write_now<T, E: From<Error>>(
    writer: &Mutex<Connection>,
    file: &DatabaseFile,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let mut connection = writer.lock().unwrap_or_else(PoisonError::into_inner);
    file.check()?;
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(Error::from)?;
    let value = work(&transaction)?;
    transaction.commit().map_err(Error::from)?;
    Ok(value)
}

fn read_now<T, E: From<Error>>(
    reader: &Mutex<Connection>,
    work: impl FnOnce(&Connection) -> Result<T, E>,
) -> Result<T, E> {
    let mut connection = reader.lock().unwrap_or_else(PoisonError::into_inner);
    let transaction = connection.transaction().map_err(Error::from)?;
    work(&transaction)
}

/// Copies the log back into the database. Waits only briefly: another process may be reading.
fn checkpoint(writer: &Mutex<Connection>) -> Result<(), Error> {
    let connection = writer.lock().unwrap_or_else(PoisonError::into_inner);
    connection.busy_timeout(TIDY_PATIENCE)?;
    let folded = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    connection.busy_timeout(BUSY_TIMEOUT)?;
    Ok(folded?)
}

fn prepare(connection: &Connection) -> Result<(), Error> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    switch_to_wal(connection)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // The platform where fsync alone does not reach the disk.
    connection.pragma_update(None, "fullfsync", cfg!(target_os = "macos"))?;
    connection.pragma_update(None, "cache_size", -4_000)?;
    // "FAST" would not overwrite pages that become free: all of a long deleted text but its beginning.
    connection.pragma_update(None, "secure_delete", "ON")?;
    keep_statements(connection)
}

/// Caches prepared statements. Without the stability guarantee (QPSG) SQLite plans a query again for every bound
/// value next to a partial index, which cost more than running it (measured: `benches/engine`).
fn keep_statements(connection: &Connection) -> Result<(), Error> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Switches to WAL. This statement ignores the busy timeout, so it is repeated while another first start holds the
/// file.
fn switch_to_wal(connection: &Connection) -> Result<(), Error> {
    let give_up = Instant::now() + BUSY_TIMEOUT;
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && Instant::now() < give_up =>
            {
                std::thread::sleep(Duration::from_millis(5));
            }
            result => return result.map_err(Error::from),
        }
    }
}

fn migrate(connection: &mut Connection, access: Access) -> Result<(), Error> {
    let known = i64::try_from(SCHEMA.len()).unwrap_or(i64::MAX);
    let version = |connection: &Connection| connection.query_row("PRAGMA user_version", [], |row| row.get(0));
    let found: i64 = version(connection)?;
    if found > known {
        return Err(Error::Newer { found, known });
    }
    if found == known {
        return Ok(());
    }
    match access {
        Access::Write => {}
        // A reader changes nothing, least of all under an older Confab that still uses the schema.
        Access::ReadOnly => return Err(Error::Older { found, known }),
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another first start may have migrated it meanwhile: only the version read under the lock counts.
    let done = usize::try_from(version(&transaction)?).unwrap_or_default();
    for step in SCHEMA.iter().skip(done) {
        transaction.execute_batch(step).map_err(misfit)?;
    }
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(())
}

/// Treats a failed schema step as damage: the tables are not those of their version.
fn misfit(error: rusqlite::Error) -> Error {
    let is_misfit = matches!(error, rusqlite::Error::SqlInputError { .. })
        || error.sqlite_error_code() == Some(ErrorCode::Unknown);
    if is_misfit {
        return Error::Malformed(tr::database_misfit(&words(&error)));
    }
    error.into()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Connection, SCHEMA};

    /// An empty database in memory.
    pub(crate) fn database() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        for step in SCHEMA {
            connection.execute_batch(step).unwrap();
        }
        connection
    }

    /// SQLite's query plan for a statement.
    pub(crate) fn explained(connection: &Connection, sql: &str) -> String {
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let steps = statement.raw_query().mapped(|row| row.get::<_, String>(3)).map(Result::unwrap);
        steps.collect::<Vec<_>>().join("\n")
    }
}
