//! Whole histories, piece by piece, for the export: never more in memory than a piece.
//!
//! Must not know: formats. Tests: `tests/commands/export.rs`.

use super::{Error, Session};
use crate::row::{Piece, Position, Records};
use crate::store::record;

impl Session {
    /// The next records after a position, oldest first. Deleted messages are left out.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn records(&self, of: Records, after: Option<Position>) -> Result<Piece, Error> {
        self.0.store.read(move |connection| Ok(record::piece(connection, of, after)?)).await
    }
}
