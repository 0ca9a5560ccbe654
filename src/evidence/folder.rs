//! The evidence of one case: files that are written once, and the list of their hashes.
//!
//! The list has the form of `sha256sum`, so that anybody can check it without Confab. Must not know: what the files are.
//! Tests: below.

use super::{Fault, FaultKind, LARGEST_LIST, Part, copy, hash, hash_file};
use crate::directory::whole_file::{self, Output, reason};

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// The list of hashes.
pub const SUMS: &str = "SHA256SUMS";

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

    /// True if anything of the case is stored.
    pub fn exists(&self) -> bool {
        self.path.is_dir()
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

    /// Stores files, unless they are there. `seal` is told the hash of the new list before the list is replaced, so that
    /// what a crash has cut short is known.
    ///
    /// # Errors
    /// If the system refuses, or `seal` does.
    pub fn add(
        &self,
        parts: Vec<(String, Part)>,
        seal: impl FnOnce(&str) -> io::Result<()>,
    ) -> io::Result<()> {
        self.remove_leftovers();
        let mut sums = self.sums()?;
        let before = sums.len();
        for (name, part) in parts {
            if sums.contains_key(&name) {
                continue;
            }
            let found = match part {
                Part::Bytes(bytes) => self.write(&name, &bytes)?,
                Part::Copy(path) => self.copy(&name, &path)?,
            };
            sums.insert(name, found);
        }
        if sums.len() == before {
            return Ok(());
        }
        let list = lines(&sums);
        seal(&hash(list.as_bytes()))?;
        whole_file::replace(&self.path.join(SUMS), list.as_bytes())
    }

    /// Removes what a killed process was just writing.
    fn remove_leftovers(&self) {
        let is_leftover =
            |name: &str| name.rsplit('/').next().is_some_and(|last| last.starts_with(whole_file::BESIDE));
        for name in self.stored().iter().filter(|name| is_leftover(name)) {
            if let Err(error) = fs::remove_file(self.path.join(name)) {
                tracing::info!(%error, "a leftover beside evidence stays");
            }
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<String> {
        let path = self.path.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        whole_file::replace(&path, bytes)?;
        Ok(hash(bytes))
    }

    fn copy(&self, name: &str, from: &Path) -> io::Result<String> {
        let path = self.path.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&self.path))?;
        let mut to = Output::begin(&path)?;
        let found = copy(&mut File::open(from)?, &mut to)?;
        to.finish()?;
        Ok(found)
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
        let mut folders = vec![String::new()];
        while let Some(within) = folders.pop() {
            let Ok(entries) = fs::read_dir(self.path.join(&within)) else { continue };
            for entry in entries.flatten() {
                let name = format!("{within}{}", entry.file_name().to_string_lossy());
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => folders.push(format!("{name}/")),
                    Ok(_) | Err(_) => names.push(name),
                }
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

    fn bytes(name: &str, bytes: &[u8]) -> (String, Part) {
        (name.to_owned(), Part::Bytes(bytes.to_vec()))
    }

    fn folder() -> (tempfile::TempDir, Folder, String) {
        let review = tempfile::tempdir().unwrap();
        let folder = Folder::of(review.path(), "m1");
        let picture = review.path().join("picture.png");
        fs::write(&picture, b"pixels").unwrap();
        let parts = [
            bytes("report-1.json", b"{\"reason\":\"spam\"}"),
            ("files/1-picture.png".to_owned(), Part::Copy(picture)),
        ];
        let mut told = String::new();
        let tell = |seal: &str| {
            seal.clone_into(&mut told);
            Ok(())
        };
        folder.add(parts.into(), tell).unwrap();
        let seal = folder.seal().unwrap().unwrap();
        assert_eq!(told, seal);
        (review, folder, seal)
    }

    #[test]
    fn what_is_stored_stays_as_it_was_first_seen() {
        let (_review, folder, seal) = folder();
        folder.add(vec![bytes("report-1.json", b"{\"reason\":\"nothing\"}")], |_| Ok(())).unwrap();
        assert_eq!(fs::read(folder.path("report-1.json")).unwrap(), b"{\"reason\":\"spam\"}");
        assert_eq!((folder.check(&seal), folder.seal().unwrap()), (Vec::new(), Some(seal)));
        folder.remove().unwrap();
        assert!(!folder.has("report-1.json"));
    }

    #[test]
    fn a_file_that_was_written_just_before_a_crash_is_written_again() {
        let (_review, folder, _) = folder();
        fs::write(folder.path("report-2.json"), b"half").unwrap();
        fs::write(folder.path("files/.confab-AbCdEf"), b"half").unwrap();
        folder.add(vec![bytes("report-2.json", b"{}")], |_| Ok(())).unwrap();
        let seal = folder.seal().unwrap().unwrap();
        assert_eq!(folder.check(&seal), []);
        assert_eq!(fs::read(folder.path("report-2.json")).unwrap(), b"{}");
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
        fs::create_dir_all(folder.path("files/more")).unwrap();
        fs::write(folder.path("files/more/2.png"), b"x").unwrap();
        fs::remove_file(folder.path("report-1.json")).unwrap();
        let kinds: Vec<_> = folder.check(&seal).into_iter().map(|fault| fault.kind).collect();
        assert_eq!(kinds, [FaultKind::Missing, FaultKind::Unlisted]);
    }
}
