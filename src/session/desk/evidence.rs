//! Keeps the evidence of cases.
//!
//! A reported message is stored when it is first seen here, while its case is not decided, and removed `keep_days` after
//! the decision. Files come from the company's store alone: an address elsewhere would learn that somebody looks. Must not
//! know: SQL. Tests: `tests/actions/desk/evidence.rs`.

use super::json;
use super::logged::Step;
use crate::chat::{Attachment, MessageId, Stamp};
use crate::directory::whole_file;
use crate::evidence::Part;
use crate::evidence::folder::Folder;
use crate::evidence::log::{Did, Log};
use crate::files::name;
use crate::language::tr;
use crate::review::Stage;
use crate::row::PathAccess;
use crate::row::review::{Case, CaseReport, CaseRow};
use crate::session::submit::Source;
use crate::session::{Error, Session};
use crate::store;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::json;
use tokio::task::spawn_blocking;

/// The most cases whose evidence is stored at once; the next reading goes on.
const AT_ONCE: usize = 50;
/// How often to look for evidence whose time is over, in milliseconds: one hour.
const AGAIN: i64 = 3_600_000;
/// One day, in milliseconds.
const DAY: i64 = 86_400_000;

impl Session {
    pub(super) fn review_folder(&self) -> PathBuf {
        self.0.store.folder().join("review")
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
    pub(super) async fn keep_case(&self, case: &Case) -> Result<(), Error> {
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

pub(super) fn bytes(value: &serde_json::Value) -> Vec<u8> {
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
