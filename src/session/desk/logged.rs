//! Logs what the user does with cases (`evidence::log`).
//!
//! Must not know: SQL. Tests: `tests/actions/desk/evidence.rs`.

use super::json;
use crate::chat::wish::Switch;
use crate::chat::{MessageId, Wish};
use crate::directory::whole_file;
use crate::evidence::log::{self, Did, Log};
use crate::language::tr;
use crate::review::Hash;
use crate::session::{Error, Session};

use std::path::Path;
use std::sync::PoisonError;

use tokio::task::spawn_blocking;

/// A step of the user that is logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::session) struct Step {
    pub(super) did: Did,
    pub(super) case: MessageId,
    pub(super) what: String,
}

impl Step {
    /// The step that a wish is, if it is one on a case.
    pub(in crate::session) fn of(wish: &Wish) -> Option<Self> {
        let (did, case, what) = match wish {
            Wish::Decide(decide) => (Did::Decided, decide.message, decide.decision.word()),
            Wish::Claim { message, state: Switch::On, .. } => (Did::Claimed, *message, ""),
            Wish::Claim { message, state: Switch::Off, .. } => (Did::Released, *message, ""),
            Wish::Undo { message, .. } => (Did::Undid, *message, ""),
            Wish::Post(_)
            | Wish::Edit { .. }
            | Wish::Delete { .. }
            | Wish::Mark { .. }
            | Wish::Read { .. }
            | Wish::Tag { .. }
            | Wish::Share(_)
            | Wish::React { .. }
            | Wish::Report { .. }
            | Wish::Create { .. }
            | Wish::Invite { .. }
            | Wish::Leave { .. }
            | Wish::Mute { .. }
            | Wish::StarConversation { .. }
            | Wish::Hide { .. } => return None,
        };
        Some(Self { did, case, what: what.to_owned() })
    }
}

/// A step that is logged when it is written, before the transaction ends: a step that is not logged is not taken.
#[derive(Debug, Clone)]
pub(in crate::session) struct LoggedStep {
    log: Log,
    entry: log::Entry,
}

impl LoggedStep {
    /// The hash of the newest entry before this step.
    pub(in crate::session) fn head(&self) -> Option<Hash> {
        self.log.head().ok()?.parse().ok()
    }

    /// Logs the step.
    pub(in crate::session) fn write(self) -> Result<(), Error> {
        let log = tr::desk_log();
        self.log
            .append(self.entry)
            .map(drop)
            .map_err(|error| Error::Invalid(whole_file::not_written(Path::new(log), &error)))
    }
}

impl Session {
    /// The log, for a step that is written in a transaction.
    pub(in crate::session) fn log_of(&self, step: &Step) -> LoggedStep {
        LoggedStep { log: Log::within(&self.review_folder()), entry: self.entry(step) }
    }

    /// Logs that the user opened a case, or had its files drawn; once for each since the start.
    pub async fn note_seen(&self, case: MessageId, did: Did) {
        let is_new = {
            let mut seen = self.0.seen_cases.lock().unwrap_or_else(PoisonError::into_inner);
            seen.insert((case, did))
        };
        if is_new && self.has_desk() {
            self.log(Step { did, case, what: String::new() }).await;
        }
    }

    /// Logs a step that was taken.
    pub(super) async fn log(&self, step: Step) {
        let (log, entry) = (Log::within(&self.review_folder()), self.entry(&step));
        match spawn_blocking(move || log.append(entry)).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the log of reviews could not be written"),
            Err(error) => tracing::warn!(%error, "the log of reviews was not written"),
        }
    }

    pub(super) fn entry(&self, step: &Step) -> log::Entry {
        log::Entry {
            at: json::date(self.0.clock.stamp()),
            by: self.0.me.id.to_string(),
            did: step.did,
            case: step.case.to_string(),
            what: step.what.clone(),
        }
    }
}
