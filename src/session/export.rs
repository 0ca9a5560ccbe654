//! Reads the history in portions for export, so that no more than one portion is in memory; and lists unknown message
//! types.
//!
//! Must not know: formats. Tests: `tests/commands/export.rs`, `tests/commands/reading.rs`.

use super::{Error, Session};
use crate::chat::attachment::Media;
use crate::chat::media;
use crate::chat::message::Kind;
use crate::row::{Piece, Position, Records};
use crate::store::{record, unknown_types};

use std::collections::BTreeMap;

impl Session {
    /// The next records after a position, oldest first, without deleted messages.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn records(&self, of: Records, after: Option<Position>) -> Result<Piece, Error> {
        self.0.store.read(move |connection| Ok(record::piece(connection, of, after)?)).await
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
