//! Exports cases with their evidence, and checks evidence, log and exports.
//!
//! Must not know: SQL. Tests: `tests/actions/desk/evidence.rs`, `tests/commands/review.rs`.

use super::evidence::bytes;
use super::logged::Step;
use super::{json, read};
use crate::chat::MessageId;
use crate::directory::whole_file;
use crate::evidence::folder::Folder;
use crate::evidence::log::{self, Did, Log};
use crate::evidence::{Fault, FaultKind, Part, bundle};
use crate::language::tr;
use crate::review::Hash;
use crate::session::submit::Source;
use crate::session::{Error, Session};
use crate::store;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tokio::task::spawn_blocking;

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
