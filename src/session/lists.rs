//! Lists messages by mark, and the members of a conversation.
//!
//! Must not know: SQL. Tests: `tests/store/lists.rs`.

use super::{Error, Session};
use crate::chat::conversation;
use crate::row::{ListPage, ListQuery, ListSpan, Member, Overview};
use crate::store;

impl Session {
    /// Returns messages by mark, newest first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn list_messages(&self, query: ListQuery, span: ListSpan) -> Result<ListPage, Error> {
        let me = self.0.me.id;
        let (mut page, _) =
            self.read_rows(move |connection| store::list::listed(connection, query, span, me)).await?;
        page.listed.iter_mut().for_each(|listed| self.annotate(&mut listed.row));
        Ok(page)
    }

    /// The number of messages in each list of a conversation. The cost depends on those messages, not on the history.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn overview(&self, of: conversation::Id) -> Result<Overview, Error> {
        let me = self.0.me.id;
        let read = move |connection: &store::Connection| -> Result<_, Error> {
            Ok(store::list::overview(connection, of, me)?)
        };
        let mut overview = self.0.store.read(read).await?;
        overview.newest_pin.iter_mut().for_each(|row| self.annotate(row));
        Ok(overview)
    }

    /// The known members of a conversation and everyone who wrote in it, sorted by name.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn members(&self, of: conversation::Id) -> Result<Vec<Member>, Error> {
        let me = self.0.me.id;
        self.0.store.read(move |connection| Ok(store::list::members(connection, of, me)?)).await
    }
}
