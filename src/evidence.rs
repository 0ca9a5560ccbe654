//! The evidence of cases in the profile's `review/`: what was reported, as it was first seen here, and the log of what
//! reviewers did with it.
//!
//! ```text
//!   review/log.jsonl           one entry per line, each with the hash of the one before (`log`)
//!   review/cases/<message>/    report-<id>.json, seen.json, files/…, SHA256SUMS (`folder`)
//!   <export>.zip               the same, with case.json and the case's entries of the log (`bundle`)
//! ```
//! Somebody who can write these files can replace all of them together. Therefore each decision writes the newest hash of
//! the log into its thread, where the other reviewers have it. Blocking. Must not know: the store, the session, the rules of a
//! case. Tests: below each part, `tests/actions/desk/evidence.rs`.

pub mod bundle;
pub mod folder;
pub mod log;

use crate::review::Hash;

use sha2::{Digest as _, Sha256};

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// The largest list of hashes that is read, in bytes.
const LARGEST_LIST: u64 = 10_000_000;

/// A place in the evidence that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, relative to `review/` or inside the export.
    pub file: String,
    pub kind: FaultKind,
}

/// The fault of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    Missing,
    /// Its content is not that of its hash.
    Changed,
    /// It is not in the list of hashes.
    Unlisted,
    /// It is an export that this profile did not make; its own list of hashes is right.
    Foreign,
    /// This line is not as it was written, or does not follow the one before it.
    Line(u64),
    /// Lines after this one are missing: a hash that was told to others is not in the log.
    Cut(u64),
    /// It could not be read; the reason.
    Unreadable(String),
}

/// A file to be stored or exported.
#[derive(Debug, Clone)]
pub enum Part {
    Bytes(Vec<u8>),
    Copy(PathBuf),
}

impl fmt::Display for Fault {
    /// For the command line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = &self.file;
        match &self.kind {
            FaultKind::Missing => write!(f, "{file} is missing."),
            FaultKind::Changed => write!(f, "{file} was changed."),
            FaultKind::Unlisted => write!(f, "{file} was added."),
            FaultKind::Foreign => {
                write!(
                    f,
                    "{file} was not exported by this profile, or was changed; its own list of hashes matches."
                )
            }
            FaultKind::Line(line) => write!(f, "{file}: line {line} was changed, added or removed."),
            FaultKind::Cut(line) => {
                write!(f, "{file}: entries are missing after line {line}, or were written anew.")
            }
            FaultKind::Unreadable(why) => write!(f, "{file} could not be read: {why}"),
        }
    }
}

impl Fault {
    fn new(file: impl Into<String>, kind: FaultKind) -> Self {
        Self { file: file.into(), kind }
    }
}

/// The SHA-256 of these bytes in hexadecimal, as `sha256sum` prints it.
pub fn hash(bytes: &[u8]) -> String {
    Hash(Sha256::digest(bytes).into()).to_string()
}

/// Like [`hash`], for a file of any size.
///
/// # Errors
/// If it cannot be read.
pub fn hash_file(path: &Path) -> io::Result<String> {
    copy(&mut File::open(path)?, &mut io::sink())
}

/// Copies everything that can be read, and returns its hash.
fn copy(from: &mut impl Read, to: &mut impl Write) -> io::Result<String> {
    let (mut hasher, mut block) = (Sha256::new(), vec![0; 64 * 1_024]);
    loop {
        let read = match from.read(&mut block) {
            Ok(0) => return Ok(Hash(hasher.finalize().into()).to_string()),
            Ok(read) => block.get(..read).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hasher.update(read);
        to.write_all(read)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_written_as_sha256sum_writes_it() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(hash(b""), empty);
        let file = tempfile::NamedTempFile::new().unwrap();
        assert_eq!(hash_file(file.path()).unwrap(), empty);
    }
}
