//! Keeps the evidence of cases, logs what the user does with them, exports cases, and checks all of it.
//!
//! What is reported is stored when it is first seen here, while a case is not decided, and removed `keep_days` after that.
//! Files come from the company's store alone: an address elsewhere would learn that somebody looks. Must not know: SQL.
//! Tests: `tests/actions/desk/evidence.rs`.

use super::{json, read};
use crate::chat::wish::Switch;
use crate::chat::{Attachment, MessageId, Stamp, Wish};
use crate::directory::whole_file;
use crate::evidence::bundle::{self, Part};
use crate::evidence::folder::Folder;
use crate::evidence::log::{self, Did, Log};
use crate::evidence::{Fault, FaultKind};
use crate::files::name;
use crate::language::tr;
use crate::review::{Hash, Stage};
use crate::row::PathAccess;
use crate::row::review::{Case, CaseReport};
use crate::session::submit::Source;
use crate::session::{Error, Session};
use crate::store;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::json;
use tokio::task::spawn_blocking;

/// The most cases whose evidence is stored at once; the next reading goes on.
const AT_ONCE: usize = 50;
/// How often to look for evidence whose time is over, in milliseconds: one hour.
const AGAIN: i64 = 3_600_000;
/// One day, in milliseconds.
const DAY: i64 = 86_400_000;

/// A step of the user that is logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::session) struct Step {
    did: Did,
    case: MessageId,
    what: String,
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

/// The result of a check.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// The entries of the log up to the first fault.
    pub entries: u64,
    /// The cases with evidence.
    pub cases: u64,
    /// Everything that is not as it was written.
    pub faults: Vec<Fault>,
}

impl Session {
    fn review_folder(&self) -> PathBuf {
        self.0.store.folder().join("review")
    }

    /// The hash of the newest entry of the log.
    pub(in crate::session) async fn log_head(&self) -> Option<Hash> {
        if !self.has_desk() {
            return None;
        }
        let log = Log::within(&self.review_folder());
        let _turn = self.0.evidence.lock().await;
        let head = spawn_blocking(move || log.head()).await.ok()?;
        head.ok()?.parse().ok()
    }

    /// Logs that the user opened a case, or had its files drawn.
    pub async fn note_seen(&self, case: MessageId, did: Did) {
        if self.has_desk() {
            self.log(Step { did, case, what: String::new() }).await;
        }
    }

    /// Logs a step. It was taken, so that a full disk is told only here.
    pub(in crate::session) async fn log(&self, step: Step) {
        let (log, entry) = (Log::within(&self.review_folder()), self.entry(&step));
        let _turn = self.0.evidence.lock().await;
        match spawn_blocking(move || log.append(entry)).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the log of reviews could not be written"),
            Err(error) => tracing::warn!(%error, "the log of reviews was not written"),
        }
    }

    fn entry(&self, step: &Step) -> log::Entry {
        log::Entry {
            at: json::date(self.0.clock.stamp()),
            by: self.0.me.id.to_string(),
            did: step.did,
            case: step.case.to_string(),
            what: step.what.clone(),
        }
    }

    /// Stores what was reported since the last time, and removes what was kept long enough.
    pub(super) async fn keep_evidence(&self) -> Result<(), Error> {
        let (review, now) = (self.review_folder(), self.0.clock.stamp());
        let keep = i64::try_from(self.0.by.review.keep_days).unwrap_or(i64::MAX).saturating_mul(DAY);
        let (version, cases) = self.read_cases().await?;
        let looked = *self.0.evidence.lock().await;
        let is_recent = |at: Stamp| now.millis_since(at).abs() < AGAIN;
        if looked.is_some_and(|(known, at)| known == version && is_recent(at)) {
            return Ok(());
        }
        let (mut new, mut again) = (Vec::new(), Vec::new());
        for row in cases.iter() {
            let folder = Folder::of(&review, &row.id.to_string());
            if row.state.stage() == Stage::Decided {
                let ended = row.state.standing().map(|made| made.at).max().unwrap_or(now);
                if now.millis_since(ended) > keep && folder.has(SEEN) {
                    self.remove_evidence(row.id, folder).await;
                }
            } else if !folder.has(SEEN) || folder.reports() < row.reports {
                new.push(row.id);
            } else if folder.files() < row.files {
                // The store could not be reached, or the file is elsewhere.
                again.push(row.id);
            }
        }
        again.truncate(AT_ONCE);
        new.extend(again);
        new.truncate(AT_ONCE);
        let is_all = new.len() < AT_ONCE;
        for case in new {
            let case = self.case(case).await?;
            self.keep_case(&case, &review).await;
        }
        if is_all {
            *self.0.evidence.lock().await = Some((version, now));
        }
        Ok(())
    }

    async fn remove_evidence(&self, case: MessageId, folder: Folder) {
        let removed = spawn_blocking(move || folder.remove()).await;
        match removed {
            Ok(Ok(())) => self.log(Step { did: Did::Removed, case, what: String::new() }).await,
            Ok(Err(error)) => tracing::warn!(%error, "evidence could not be removed"),
            Err(error) => tracing::warn!(%error, "evidence was not removed"),
        }
    }

    /// Stores the reports of a case, the message as it is here, and its files.
    async fn keep_case(&self, case: &Case, review: &Path) {
        let folder = Folder::of(review, &case.row.id.to_string());
        let mut parts = vec![(SEEN.to_owned(), Part::Bytes(bytes(&seen(case, self.0.clock.stamp()))))];
        for report in &case.reports {
            parts.push((format!("report-{}.json", report.id), Part::Bytes(bytes(&of_report(report)))));
            for (number, file) in report.snapshot.files.iter().enumerate() {
                let name =
                    format!("files/{}", name::stored(number + 1, &format!("{}-{}", report.id, file.name)));
                if !folder.has(&name)
                    && let Some(path) = self.file_of(file).await
                {
                    parts.push((name, Part::Copy(path)));
                }
            }
        }
        let stored = spawn_blocking(move || -> std::io::Result<Option<String>> {
            let before = folder.seal()?;
            for (name, part) in parts {
                match part {
                    Part::Bytes(bytes) => folder.put(&name, &bytes)?,
                    Part::Copy(path) => folder.put_copy(&name, &path)?,
                }
            }
            let after = folder.seal()?;
            Ok(after.filter(|after| Some(after) != before.as_ref()))
        });
        match stored.await {
            Ok(Ok(Some(seal))) => {
                self.log(Step { did: Did::Kept, case: case.row.id, what: seal }).await;
            }
            Ok(Ok(None)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "evidence could not be stored"),
            Err(error) => tracing::warn!(%error, "evidence was not stored"),
        }
    }

    /// The content of a file, brought from the company's store if it is not here.
    async fn file_of(&self, file: &Attachment) -> Option<PathBuf> {
        if self.running_transfers().path_access(&file.path) != PathAccess::Store {
            return None;
        }
        let content = self.fetch(file.path.clone(), file.name.clone()).await.ok()??;
        Some(self.original(content))
    }

    /// Writes cases into one ZIP file, with the evidence of each and its entries of the log.
    ///
    /// # Errors
    /// If a case is not known, or the file cannot be written.
    pub async fn export_cases(&self, cases: Vec<MessageId>, to: PathBuf) -> Result<(), Error> {
        let (review, now) = (self.review_folder(), self.0.clock.stamp());
        let mut parts = BTreeMap::new();
        let mut exported = Vec::new();
        for id in cases {
            let case = self.case(id).await?;
            let id = case.row.id;
            self.keep_case(&case, &review).await;
            parts.insert(format!("{id}/case.json"), Part::Bytes(bytes(&json::case(&case, now))));
            exported.push(id);
        }
        let _turn = self.0.evidence.lock().await;
        let (ids, path) = (exported.clone(), to.clone());
        let written = spawn_blocking(move || -> Result<String, String> {
            let not_written = |error: &std::io::Error| whole_file::not_written(&path, error);
            for id in ids {
                let folder = Folder::of(&review, &id.to_string());
                for name in folder.sums().map_err(|error| not_written(&error))?.into_keys() {
                    let copy = Part::Copy(folder.path(&name));
                    parts.insert(format!("{id}/{name}"), copy);
                }
                let about = Log::within(&review).about(&id.to_string()).map_err(|fault| fault.to_string())?;
                parts.insert(format!("{id}/{}", log::NAME), Part::Bytes(about.into_bytes()));
            }
            bundle::write(&path, &parts).map_err(|error| not_written(&error))
        });
        let hash = match written.await {
            Ok(written) => written.map_err(Error::Invalid)?,
            Err(error) => return Err(Error::Invalid(tr::error_internal(&error.to_string()))),
        };
        drop(_turn);
        for case in exported {
            self.log(Step { did: Did::Exported, case, what: hash.clone() }).await;
        }
        Ok(())
    }

    /// Checks the log, the evidence of all cases, and these exports.
    ///
    /// # Errors
    /// If the user is no reviewer, or the database cannot be read.
    pub async fn verify_evidence(&self, exports: Vec<PathBuf>) -> Result<Verified, Error> {
        let by = self.by(Source::Command);
        let told = move |connection: &store::Connection| read::told_hashes(connection, &by);
        let told = self.0.store.read(told).await?;
        let review = self.review_folder();
        let _turn = self.0.evidence.lock().await;
        let verified = spawn_blocking(move || verified(&review, &told, &exports)).await;
        verified.map_err(|error| Error::Invalid(tr::error_internal(&error.to_string())))
    }
}

/// The first file of a case: the message as it was first seen here.
const SEEN: &str = "seen.json";

fn verified(review: &Path, told: &[Hash], exports: &[PathBuf]) -> Verified {
    let checked = match Log::within(review).check() {
        Ok(checked) => checked,
        Err(fault) => return Verified { faults: vec![fault], ..Verified::default() },
    };
    let mut faults = Vec::new();
    if told.iter().any(|hash| !checked.hashes.contains_key(&hash.to_string())) {
        let file = log::NAME.to_owned();
        faults.push(Fault { file, kind: FaultKind::Cut(checked.entries) });
    }
    for (case, seal) in &checked.kept {
        faults.extend(Folder::of(review, case).check(seal));
    }
    faults.extend(exports.iter().flat_map(|export| bundle::check(export, &checked.exports)));
    faults.sort();
    let cases = u64::try_from(checked.kept.len()).unwrap_or(u64::MAX);
    Verified { entries: checked.entries, cases, faults }
}

fn bytes(value: &serde_json::Value) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// A report as it came.
fn of_report(report: &CaseReport) -> serde_json::Value {
    let snapshot = &report.snapshot;
    let files: Vec<_> =
        snapshot.files.iter().map(|file| json!({"name": file.name, "path": file.path})).collect();
    json!({
        "report": report.id.to_string(),
        "by": {"id": report.by.to_string(), "name": report.by_name},
        "at": json::date(report.at),
        "reason": report.reason,
        "message": {
            "id": snapshot.id.to_string(),
            "conversation": snapshot.conversation.map(|place| place.uuid().to_string()),
            "author": {"id": snapshot.author.map(|id| id.to_string()), "name": snapshot.author_name},
            "sent_at": snapshot.sent_at.map(json::date),
            "text": snapshot.text,
            "files": files,
        },
    })
}

/// The message as it is here now.
fn seen(case: &Case, now: Stamp) -> serde_json::Value {
    let current = case.current.as_ref().map(|current| {
        let earlier: Vec<_> = current
            .earlier
            .iter()
            .map(|version| json!({"text": version.text, "at": json::date(version.at)}))
            .collect();
        json!({"text": current.text, "deleted": current.deleted, "earlier": earlier})
    });
    let context: Vec<_> = case
        .context
        .iter()
        .map(|around| json!({"id": around.id.to_string(), "author": around.author_name, "text": around.text}))
        .collect();
    json!({"case": case.row.id.to_string(), "seen_at": json::date(now), "here": current, "context": context})
}
