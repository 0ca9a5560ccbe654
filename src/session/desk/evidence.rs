//! Keeps the evidence of cases, logs what the user does with them, exports cases, and checks all of it.
//!
//! A reported message is stored when it is first seen here, while its case is not decided, and removed `keep_days` after
//! the decision.
//! Files come from the company's store alone: an address elsewhere would learn that somebody looks. Must not know: SQL.
//! Tests: `tests/actions/desk/evidence.rs`.

use super::{json, read};
use crate::chat::wish::Switch;
use crate::chat::{Attachment, MessageId, Stamp, Wish};
use crate::directory::whole_file;
use crate::evidence::bundle;
use crate::evidence::folder::Folder;
use crate::evidence::log::{self, Did, Log};
use crate::evidence::{Fault, FaultKind, Part};
use crate::files::name;
use crate::language::tr;
use crate::review::{Hash, Stage};
use crate::row::PathAccess;
use crate::row::review::{Case, CaseReport, CaseRow};
use crate::session::submit::Source;
use crate::session::{Error, Session};
use crate::store;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

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
    async fn log(&self, step: Step) {
        let (log, entry) = (Log::within(&self.review_folder()), self.entry(&step));
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
    ///
    /// # Errors
    /// If the user is no reviewer, or the database cannot be read.
    pub async fn keep_evidence(&self) -> Result<(), Error> {
        if !self.has_desk() {
            return Ok(());
        }
        let (review, now) = (self.review_folder(), self.0.clock.stamp());
        let (version, cases) = self.read_cases().await?;
        let looked = *self.0.evidence.lock().await;
        let is_recent = |at: Stamp| now.millis_since(at).abs() < AGAIN;
        if looked.is_some_and(|(known, at)| known == version && is_recent(at)) {
            return Ok(());
        }
        let keep = i64::try_from(self.0.by.review.keep_days).unwrap_or(i64::MAX).saturating_mul(DAY);
        let first = looked.is_none();
        let sort = spawn_blocking(move || Tasks::of(&cases, &review, now, keep, first)).await;
        let tasks = sort.map_err(|error| Error::Invalid(tr::error_internal(&error.to_string())))?;
        // A decision is dated by its author; the time counts from when this computer heard of it.
        let ahead = self.by(Source::Command).ahead;
        for (case, decisions) in tasks.over {
            let settled = move |connection: &store::Connection| -> Result<_, Error> {
                let mut last = None;
                for decision in decisions {
                    last = last.max(store::review::settled_at(connection, decision)?);
                }
                Ok(last)
            };
            let last = self.0.store.read(settled).await?;
            if last.is_some_and(|last| now.millis_since(last).saturating_add(ahead) > keep) {
                self.remove_evidence(case).await;
            }
        }
        let is_all = tasks.keep.len() < AT_ONCE;
        for case in tasks.keep {
            let case = self.case(case).await?;
            if let Err(error) = self.keep_case(&case).await {
                tracing::warn!(%error, "evidence could not be stored");
            }
        }
        if is_all {
            *self.0.evidence.lock().await = Some((version, now));
        }
        Ok(())
    }

    async fn remove_evidence(&self, case: MessageId) {
        // Logged first: after a crash in between, it is removed by the next look.
        self.log(Step { did: Did::Removed, case, what: String::new() }).await;
        let folder = Folder::of(&self.review_folder(), &case.to_string());
        match spawn_blocking(move || folder.remove()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "evidence could not be removed"),
            Err(error) => tracing::warn!(%error, "evidence was not removed"),
        }
    }

    /// Stores the reports of a case, the message as it is here, and its files.
    async fn keep_case(&self, case: &Case) -> Result<(), Error> {
        let review = self.review_folder();
        let id = case.row.id.to_string();
        let folder = Folder::of(&review, &id);
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
        let (step, me) = (Step { did: Did::Kept, case: case.row.id, what: String::new() }, self.clone());
        let stored = spawn_blocking(move || -> Result<(), String> {
            let log = Log::within(&review);
            let seals = log.seals().unwrap_or_default().remove(&id).unwrap_or_default();
            let seal = folder.seal().map_err(|error| error.to_string())?.unwrap_or_default();
            if seal != seals.newest && seal != seals.before {
                // Somebody changed it: that is told by a check, and is not made valid here.
                return Ok(());
            }
            let told = |seal: &str| log.append(me.entry(&Step { what: seal.to_owned(), ..step })).map(drop);
            folder.add(parts, told).map_err(|error| whole_file::not_written(&folder.path(""), &error))
        });
        match stored.await {
            Ok(stored) => stored.map_err(Error::Invalid),
            Err(error) => Err(Error::Invalid(tr::error_internal(&error.to_string()))),
        }
    }

    /// Stores the evidence of one case that is about to be decided.
    ///
    /// # Errors
    /// If there is no such case, or the evidence cannot be stored.
    pub async fn keep_one(&self, case: MessageId) -> Result<(), Error> {
        if !self.has_desk() {
            return Ok(());
        }
        let case = self.case(case).await?;
        if case.row.state.stage() == Stage::Decided {
            return Ok(());
        }
        self.keep_case(&case).await
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
            self.keep_case(&case).await?;
            parts.insert(format!("{id}/case.json"), Part::Bytes(bytes(&json::case(&case, now))));
            exported.push(id);
        }
        let (ids, path) = (exported.clone(), to.clone());
        let written = spawn_blocking(move || -> Result<String, String> {
            let not_written = |error: &std::io::Error| whole_file::not_written(&path, error);
            for id in ids {
                let folder = Folder::of(&review, &id.to_string());
                let seals = Log::within(&review).seals().unwrap_or_default();
                let seal = seals.get(&id.to_string()).map(|seals| seals.newest.as_str());
                if let Some(fault) = seal.and_then(|seal| folder.check(seal).into_iter().next()) {
                    return Err(tr::desk_tampered(&fault.to_string()));
                }
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
        let verified = spawn_blocking(move || verified(&review, &told, &exports)).await;
        verified.map_err(|error| Error::Invalid(tr::error_internal(&error.to_string())))
    }
}

/// The cases whose evidence is to be stored, and those whose time is over.
struct Tasks {
    keep: Vec<MessageId>,
    /// With the decisions that ended them.
    over: Vec<(MessageId, Vec<MessageId>)>,
}

impl Tasks {
    /// Looks through the folders of all cases. After a start, what a crash has kept out of the log is found too.
    fn of(cases: &[CaseRow], review: &Path, now: Stamp, keep: i64, first: bool) -> Self {
        let seals = if first { Log::within(review).seals().unwrap_or_default() } else { HashMap::new() };
        let (mut new, mut again, mut over) = (Vec::new(), Vec::new(), Vec::new());
        for row in cases {
            let folder = Folder::of(review, &row.id.to_string());
            if row.state.stage() == Stage::Decided {
                let ended = row.state.standing().map(|made| made.at).max().unwrap_or(now);
                if now.millis_since(ended) > keep && folder.exists() {
                    over.push((row.id, row.state.standing().map(|made| made.id).collect()));
                }
                continue;
            }
            let is_logged = || {
                let seal = folder.seal().ok().flatten();
                let logged = seals.get(&row.id.to_string()).map(|seals| &seals.newest);
                !first || seal.is_some() && seal.as_ref() == logged
            };
            if !folder.has(SEEN) || folder.reports() < row.reports || !is_logged() {
                new.push(row.id);
            } else if folder.files() < row.files {
                // The store could not be reached, or the file is elsewhere.
                again.push(row.id);
            }
        }
        again.truncate(AT_ONCE / 2);
        new.extend(again);
        new.truncate(AT_ONCE);
        Self { keep: new, over }
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
    if told.iter().any(|hash| !checked.hashes.contains(&hash.to_string())) {
        let file = log::NAME.to_owned();
        faults.push(Fault { file, kind: FaultKind::Cut(checked.entries) });
    }
    for (case, seal) in &checked.kept {
        faults.extend(Folder::of(review, case).check(seal));
    }
    let cases = std::fs::read_dir(review.join("cases")).into_iter().flatten().flatten();
    let names = cases.map(|case| case.file_name().to_string_lossy().into_owned());
    let added = names.filter(|name| !checked.kept.contains_key(name));
    faults.extend(added.map(|name| Fault { file: format!("cases/{name}"), kind: FaultKind::Unlisted }));
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
