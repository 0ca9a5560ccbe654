//! The evidence of one case: files that are written once, and the list of their hashes.
//!
//! The list has the form of `sha256sum`, so that anybody can check it without Confab. Must not know: what the files are.
//! Tests: below.

use super::{Fault, FaultKind, hash, hash_file};
use crate::directory::whole_file::{self, reason};

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The list of hashes.
pub const SUMS: &str = "SHA256SUMS";
/// The largest list that is read, in bytes.
const LARGEST_LIST: u64 = 10_000_000;

/// The folder of a case.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    /// As faults tell it.
    name: String,
}

impl Folder {
    /// The folder of a case within the profile's `review/`.
    pub fn of(review: &Path, case: &str) -> Self {
        let name = format!("cases/{case}");
        Self { path: review.join(&name), name }
    }

    /// True if a file with this name is stored.
    pub fn has(&self, name: &str) -> bool {
        self.path.join(name).is_file()
    }

    /// The number of reports in it.
    pub fn reports(&self) -> u32 {
        let is_report = |name: &&String| name.starts_with("report-");
        u32::try_from(self.stored().iter().filter(is_report).count()).unwrap_or(u32::MAX)
    }

    /// The number of the reported message's files in it.
    pub fn files(&self) -> u32 {
        let is_file = |name: &&String| name.starts_with("files/");
        u32::try_from(self.stored().iter().filter(is_file).count()).unwrap_or(u32::MAX)
    }

    /// The path of a file in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Stores a file, unless it is there.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        if self.has(name) {
            return Ok(());
        }
        let path = self.path.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        whole_file::replace(&path, bytes)?;
        self.list(name, hash(bytes))
    }

    /// Stores a copy of a file, unless it is there.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn put_copy(&self, name: &str, from: &Path) -> io::Result<()> {
        if self.has(name) {
            return Ok(());
        }
        let path = self.path.join(name);
        let parent = path.parent().unwrap_or(&self.path);
        fs::create_dir_all(parent)?;
        let beside = tempfile::NamedTempFile::new_in(parent)?;
        fs::copy(from, beside.path())?;
        beside.as_file().sync_all()?;
        let found = hash_file(beside.path())?;
        beside.persist(&path).map_err(|error| error.error)?;
        self.list(name, found)
    }

    fn list(&self, name: &str, hash: String) -> io::Result<()> {
        let mut sums = self.sums()?;
        sums.insert(name.to_owned(), hash);
        whole_file::replace(&self.path.join(SUMS), lines(&sums).as_bytes())
    }

    /// The listed files with their hashes.
    ///
    /// # Errors
    /// If the list cannot be read.
    pub fn sums(&self) -> io::Result<BTreeMap<String, String>> {
        match whole_file::read(&self.path.join(SUMS), LARGEST_LIST) {
            Ok(bytes) => Ok(parse(&String::from_utf8_lossy(&bytes))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(error),
        }
    }

    /// The hash of the list; `None` if nothing is stored.
    ///
    /// # Errors
    /// If the list cannot be read.
    pub fn seal(&self) -> io::Result<Option<String>> {
        match whole_file::read(&self.path.join(SUMS), LARGEST_LIST) {
            Ok(bytes) => Ok(Some(hash(&bytes))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Everything that is not as it was stored. `seal` is the hash of the list as the log knows it.
    pub fn check(&self, seal: &str) -> Vec<Fault> {
        let fault = |file: &str, kind| Fault::new(format!("{}/{file}", self.name), kind);
        match self.seal() {
            Ok(Some(found)) if found == seal => {}
            Ok(Some(_)) => return vec![fault(SUMS, FaultKind::Changed)],
            Ok(None) => return vec![fault(SUMS, FaultKind::Missing)],
            Err(error) => return vec![fault(SUMS, FaultKind::Unreadable(reason(&error)))],
        }
        let sums = self.sums().unwrap_or_default();
        let mut faults = Vec::new();
        for (name, listed) in &sums {
            match hash_file(&self.path.join(name)) {
                Ok(found) if found == *listed => {}
                Ok(_) => faults.push(fault(name, FaultKind::Changed)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    faults.push(fault(name, FaultKind::Missing));
                }
                Err(error) => faults.push(fault(name, FaultKind::Unreadable(reason(&error)))),
            }
        }
        let stored = self.stored();
        let added = stored.iter().filter(|name| *name != SUMS && !sums.contains_key(*name));
        faults.extend(added.map(|name| fault(name, FaultKind::Unlisted)));
        faults
    }

    /// The names of all files that are in it.
    fn stored(&self) -> Vec<String> {
        let mut names = Vec::new();
        for within in ["", "files"] {
            let Ok(entries) = fs::read_dir(self.path.join(within)) else { continue };
            for entry in entries.flatten().filter(|entry| entry.path().is_file()) {
                let name = entry.file_name().to_string_lossy().into_owned();
                names.push(if within.is_empty() { name } else { format!("{within}/{name}") });
            }
        }
        names.sort();
        names
    }

    /// Deletes everything in it.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn remove(&self) -> io::Result<()> {
        match fs::remove_dir_all(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

/// The list as `sha256sum` writes it.
pub(super) fn lines(sums: &BTreeMap<String, String>) -> String {
    sums.iter().map(|(name, hash)| format!("{hash}  {name}\n")).collect()
}

pub(super) fn parse(text: &str) -> BTreeMap<String, String> {
    let entry = |line: &str| line.split_once("  ").map(|(hash, name)| (name.to_owned(), hash.to_owned()));
    text.lines().filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, Folder, String) {
        let review = tempfile::tempdir().unwrap();
        let folder = Folder::of(review.path(), "m1");
        folder.put("report-1.json", b"{\"reason\":\"spam\"}").unwrap();
        let picture = review.path().join("picture.png");
        fs::write(&picture, b"pixels").unwrap();
        folder.put_copy("files/1-picture.png", &picture).unwrap();
        let seal = folder.seal().unwrap().unwrap();
        (review, folder, seal)
    }

    #[test]
    fn what_is_stored_stays_as_it_was_first_seen() {
        let (_review, folder, seal) = folder();
        folder.put("report-1.json", b"{\"reason\":\"nothing\"}").unwrap();
        assert_eq!(fs::read(folder.path("report-1.json")).unwrap(), b"{\"reason\":\"spam\"}");
        assert_eq!((folder.check(&seal), folder.seal().unwrap()), (Vec::new(), Some(seal)));
        folder.remove().unwrap();
        assert!(!folder.has("report-1.json"));
    }

    #[test]
    fn a_change_of_any_byte_is_found_and_named() {
        let (_review, folder, seal) = folder();
        for name in ["report-1.json", "files/1-picture.png", SUMS] {
            let good = fs::read(folder.path(name)).unwrap();
            for at in 0..good.len() {
                let mut bad = good.clone();
                bad[at] ^= 1;
                fs::write(folder.path(name), &bad).unwrap();
                let faults = folder.check(&seal);
                assert_eq!(faults, [Fault::new(format!("cases/m1/{name}"), FaultKind::Changed)], "byte {at}");
            }
            fs::write(folder.path(name), &good).unwrap();
        }
        fs::write(folder.path("files/2-more.png"), b"x").unwrap();
        fs::remove_file(folder.path("report-1.json")).unwrap();
        let kinds: Vec<_> = folder.check(&seal).into_iter().map(|fault| fault.kind).collect();
        assert_eq!(kinds, [FaultKind::Missing, FaultKind::Unlisted]);
    }
}
