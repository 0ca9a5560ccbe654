//! Writes a conversation, or all reported messages, in one of the file formats; and lists unknown message types.
//!
//! The history is read in portions, and each is written on a blocking thread: a long history takes no more memory than a
//! short one, and nobody waits for the disk. Must not know: where the file is. Tests: `tests/commands/export.rs`,
//! `tests/commands/reading.rs`.

mod csv;
mod html;
mod json;

use super::{Error, Session};
use crate::chat::attachment::Media;
use crate::chat::message::Kind;
use crate::chat::{Stamp, conversation, media};
use crate::clock::Zone;
use crate::files::{self, blocking, name, outside};
use crate::row::{ExportFormat, Piece, Position, Record, Records};
use crate::store::{record, unknown_types};

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use chrono::FixedOffset;

/// The subject of an export, for the head of the file.
#[derive(Debug, Clone)]
pub struct About {
    pub of: Records,
    /// The conversation's name with its sigil; `None` for reported messages.
    pub title: Option<String>,
    pub at: Stamp,
    /// The time zone of dates for people.
    pub zone: &'static dyn Zone,
}

/// Writes records in a format.
trait Form: Send {
    fn begin(&mut self, to: &mut dyn Write, about: &About) -> io::Result<()>;
    fn record(&mut self, to: &mut dyn Write, record: &Record) -> io::Result<()>;
    fn end(&mut self, to: &mut dyn Write) -> io::Result<()>;
}

/// The numbers of messages written and of messages that could not be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    pub count: u64,
    pub unreadable: u64,
}

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The profile could not be read.
    #[error(transparent)]
    Profile(#[from] Error),
    /// The file could not be written.
    #[error(transparent)]
    File(#[from] io::Error),
}

/// An export under way.
struct Export<To> {
    form: Box<dyn Form>,
    to: To,
}

impl<To: Write + Send + 'static> Export<To> {
    /// Works on a blocking thread.
    async fn step(
        mut self,
        work: impl FnOnce(&mut dyn Form, &mut dyn Write) -> io::Result<()> + Send + 'static,
    ) -> io::Result<Self> {
        let step = move || work(self.form.as_mut(), &mut self.to).map(|()| self);
        tokio::task::spawn_blocking(step).await.unwrap_or_else(|error| Err(io::Error::other(error)))
    }
}

impl Session {
    /// Writes all records, and returns the flushed target.
    ///
    /// # Errors
    /// If the profile cannot be read or the target not written.
    pub async fn export<To: Write + Send + 'static>(
        &self,
        about: About,
        format: ExportFormat,
        to: To,
    ) -> Result<(To, Written), Failure> {
        let form: Box<dyn Form> = match format {
            ExportFormat::Json => Box::new(json::Json::default()),
            ExportFormat::Csv => Box::new(csv::Csv),
            ExportFormat::Html => {
                let places = self.running_transfers().file_settings().places.clone();
                Box::new(html::Html::new(about.zone, places))
            }
        };
        let (of, mut after, mut written) = (about.of, None, Written::default());
        let mut export = Export { form, to }.step(move |form, to| form.begin(to, &about)).await?;
        loop {
            let piece = self.records(of, after).await?;
            written.unreadable += piece.unreadable;
            written.count += piece.records.len() as u64;
            after = piece.last;
            let records = piece.records;
            export = export
                .step(move |form, to| records.iter().try_for_each(|record| form.record(to, record)))
                .await?;
            if after.is_none() {
                break;
            }
        }
        let export = export.step(|form, to| form.end(to).and_then(|()| to.flush())).await?;
        Ok((export.to, written))
    }

    /// Writes all records to a new file at a path that the user chose; never replaces another file. Returns its path.
    ///
    /// # Errors
    /// If the profile cannot be read or the file not written; then there is no file.
    pub async fn export_as(
        &self,
        about: About,
        format: ExportFormat,
        to: PathBuf,
    ) -> Result<(PathBuf, Written), files::Error> {
        let begun = to.clone();
        let there = blocking(move || outside::begin(&begun)).await?;
        let (there, written) = match self.export(about, format, BufWriter::new(there)).await {
            Ok(done) => done,
            Err(Failure::File(error)) => return Err(outside::refused(&to, &error)),
            Err(Failure::Profile(error)) => return Err(files::Error::Disk(error.to_string())),
        };
        let finished = blocking(move || {
            let there = there.into_inner().map_err(|error| outside::refused(&to, &error.into_error()))?;
            outside::finish(there, &to)
        });
        Ok((finished.await?, written))
    }

    /// Writes all records as a page for the browser, in a private folder that is emptied at the next start.
    ///
    /// # Errors
    /// If the profile cannot be read or the file not written.
    pub async fn export_to_print(&self, about: About, name: &str) -> Result<PathBuf, files::Error> {
        let places = self.running_transfers().file_settings().places.clone();
        let folder = blocking(move || places.printed()).await?;
        let to = folder.join(name::for_folder(name));
        self.export_as(about, ExportFormat::Html, to).await.map(|(path, _)| path)
    }

    /// The next records after a position, oldest first, without deleted messages.
    async fn records(&self, of: Records, after: Option<Position>) -> Result<Piece, Error> {
        let read =
            move |connection: &_| -> Result<Piece, Error> { Ok(record::piece(connection, of, after)?) };
        let mut piece = self.0.store.read(read).await?;
        self.redact_records(of, &mut piece.records);
        Ok(piece)
    }

    /// The `MessageType` numbers that the settings do not name, found on other people's messages with files, each with
    /// the kinds that its files suggest. Examines only the newest messages.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn unknown_types(&self) -> Result<BTreeMap<i64, Vec<Kind>>, Error> {
        let me = self.0.by.id;
        let found = self
            .0
            .store
            .read(move |connection| Ok::<_, Error>(unknown_types::with_files(connection, me)?))
            .await?;
        let mut types: BTreeMap<i64, Vec<Kind>> = BTreeMap::new();
        for (number, names) in found {
            let sort = |name: &String| media::claimed(name).map_or(Media::Other, |(media, _)| media);
            let kind = media::kind_of(names.iter().map(sort));
            let kinds = types.entry(number).or_default();
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        Ok(types)
    }
}

/// Formats a date like the server: seven fraction digits and the author's offset.
fn date(at: Stamp) -> String {
    let offset = FixedOffset::east_opt(i32::from(at.offset()) * 60);
    let local = offset.map_or_else(|| at.utc().fixed_offset(), |offset| at.on(offset));
    let fraction = at.ticks().rem_euclid(10_000_000);
    format!("{}.{fraction:07}{}", local.format("%Y-%m-%dT%H:%M:%S"), local.format("%:z"))
}

fn kind(kind: Kind) -> String {
    match kind {
        Kind::Text => "text".to_owned(),
        Kind::File => "file".to_owned(),
        Kind::Image => "image".to_owned(),
        Kind::Audio => "audio".to_owned(),
        Kind::Video => "video".to_owned(),
        Kind::Reaction => "reaction".to_owned(),
        Kind::Unknown(number) => number.to_string(),
    }
}

const fn place_word(of: conversation::Kind) -> &'static str {
    match of {
        conversation::Kind::Channel => "channel",
        conversation::Kind::Direct => "direct",
        conversation::Kind::Group => "group",
    }
}
