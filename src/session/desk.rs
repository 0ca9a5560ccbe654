//! The reviewers' desk: lists cases, reads one, and carries decisions out.
//!
//! Without the role nothing here answers. Must not know: SQL, how a case is drawn. Tests: `tests/actions/desk.rs`.

mod evidence;
pub mod export;
pub mod json;
pub(super) mod logged;
mod read;

pub(super) use read::Cached;

use super::{Error, Session, submit};
use crate::chat::MessageId;
use crate::outbox::worker::Command;
use crate::review::Outcome;
use crate::row::review::{Case, CaseRow};
use crate::store;
use crate::sync::look::{Looked, look};
use submit::desk::effect::{self, Look, Tended, Wanted};

use tokio::sync::Notify;
use tokio::task::JoinHandle;

use std::sync::Arc;

impl Session {
    /// True if the user reviews reported messages.
    pub fn has_desk(&self) -> bool {
        self.0.by.review.is_reviewer(self.0.me.id, self.0.me.role)
    }

    /// All cases, oldest first.
    ///
    /// # Errors
    /// If the user is no reviewer, or the database cannot be read.
    pub async fn cases(&self) -> Result<Vec<CaseRow>, Error> {
        let (_, cases) = self.read_cases().await?;
        Ok(cases.to_vec())
    }

    /// One case, by the reported message or by a report of it.
    ///
    /// # Errors
    /// If the user is no reviewer, if there is no such case, or if the database cannot be read.
    pub async fn case(&self, id: MessageId) -> Result<Case, Error> {
        let (by, cached) = (self.by(submit::Source::Command), Arc::clone(&self.0.cases));
        self.0.store.read(move |connection| read::case(connection, id, &by, &cached)).await
    }

    /// All cases, and the version for which they were read.
    async fn read_cases(&self) -> Result<(i64, Arc<Vec<CaseRow>>), Error> {
        let (by, cached) = (self.by(submit::Source::Command), Arc::clone(&self.0.cases));
        self.0.store.read(move |connection| read::cases(connection, &by, &cached)).await
    }

    /// True if a decision of the user is not carried out yet.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn has_decisions(&self) -> Result<bool, Error> {
        let read = |connection: &store::Connection| -> Result<_, Error> {
            Ok(!store::review::pending(connection)?.is_empty())
        };
        self.0.store.read(read).await
    }

    /// True if this decision of the user, or its undoing, is not carried out yet.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn is_carrying_out(&self, reply: MessageId) -> Result<bool, Error> {
        self.0.store.read(move |connection| Ok(store::review::is_pending(connection, reply)?)).await
    }

    /// Takes the next step of each of the user's decisions. To be called after the server was read to the end. Returns
    /// true if there is something new to send.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn tend_cases(&self) -> Result<bool, Error> {
        if !self.has_desk() {
            return Ok(false);
        }
        let (by, now) = (self.by(submit::Source::Command), self.0.clock.stamp());
        let tended = self.0.store.write(move |tx| effect::tend(tx, &by, now)).await?;
        let mut sends = self.note_tended(&tended);
        for look in tended.looks {
            sends |= self.look_at(look).await?;
        }
        Ok(sends)
    }

    /// Carries decisions out whenever the server was read to the end, until the session is gone.
    pub(super) fn tending(&self, up_to_date: Arc<Notify>) -> impl Future<Output = ()> + Send + use<> {
        let inner = Arc::downgrade(&self.0);
        async move {
            let mut keeping: Option<JoinHandle<()>> = None;
            loop {
                up_to_date.notified().await;
                let Some(inner) = inner.upgrade() else { return };
                let session = Self(inner);
                if let Err(error) = session.tend_cases().await {
                    tracing::warn!(%error, "decisions could not be carried out");
                }
                // Files are brought in beside: decisions do not wait for them.
                if keeping.as_ref().is_none_or(JoinHandle::is_finished) {
                    keeping = Some(tokio::spawn(async move {
                        if let Err(error) = session.keep_evidence().await {
                            tracing::warn!(%error, "evidence could not be stored");
                        }
                    }));
                }
            }
        }
    }

    fn note_tended(&self, tended: &Tended) -> bool {
        let changed: Vec<_> = tended.changed.iter().copied().collect();
        if !changed.is_empty() {
            self.mark_changed(&changed);
            self.command(Command::Wake);
        }
        !changed.is_empty()
    }

    /// Asks the server for a message, and tells in the thread if it looks as decided.
    async fn look_at(&self, at: Look) -> Result<bool, Error> {
        let Some((remote, _)) = self.0.line.get() else { return Ok(false) };
        let outcome = match look(&**remote, at.subject, at.of).await {
            Looked::Gone => match at.wanted {
                Wanted::Deleted(deleted) => done(deleted),
                Wanted::Archived(_) => Outcome::Unconfirmed,
            },
            Looked::There { deleted, archived } => match at.wanted {
                Wanted::Deleted(wanted) => done(deleted == wanted),
                Wanted::Archived(wanted) => done(archived == wanted),
            },
            Looked::Unknown => Outcome::Unconfirmed,
            // The next reading asks again.
            Looked::Later => return Ok(false),
        };
        let (by, now) = (self.by(submit::Source::Command), self.0.clock.stamp());
        let tell = move |tx: &store::Transaction<'_>| effect::tell_look(tx, at, outcome, &by, now);
        let tended = self.0.store.write(tell).await?;
        Ok(self.note_tended(&tended))
    }
}

const fn done(is_done: bool) -> Outcome {
    if is_done { Outcome::Done } else { Outcome::Unconfirmed }
}
