//! Exports of cases: one ZIP file whose list of hashes `sha256sum -c` verifies after unpacking.
//!
//! Must not know: what a case is. Tests: below.

use super::folder::{self, SUMS};
use super::{Fault, FaultKind, LARGEST_LIST, Part, copy, hash, hash_file};
use crate::directory::whole_file::{Output, reason};

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _, Seek, Write as _};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Writes an export; the file is complete or not there. Returns its hash.
///
/// # Errors
/// If the system refuses, or the path is a device or a pipe.
pub fn write(path: &Path, parts: &BTreeMap<String, Part>) -> io::Result<String> {
    let mut output = Output::begin(path)?;
    let Output::Beside { file, .. } = &mut output else { return Err(io::ErrorKind::NotSeekable.into()) };
    pack(file.as_file_mut(), parts)?;
    let found = hash_file(file.path())?;
    output.finish()?;
    Ok(found)
}

fn pack(to: &mut (impl io::Write + Seek), parts: &BTreeMap<String, Part>) -> io::Result<()> {
    // Without dates and owners: the same case gives the same bytes.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default())
        .large_file(true)
        .unix_permissions(0o600);
    let mut zip = ZipWriter::new(to);
    let mut sums = BTreeMap::new();
    for (name, part) in parts {
        zip.start_file(name.as_str(), options)?;
        let hash = match part {
            Part::Bytes(bytes) => {
                zip.write_all(bytes)?;
                hash(bytes)
            }
            Part::Copy(path) => copy(&mut File::open(path)?, &mut zip)?,
        };
        sums.insert(name.clone(), hash);
    }
    zip.start_file(SUMS, options)?;
    zip.write_all(folder::lines(&sums).as_bytes())?;
    zip.finish()?;
    Ok(())
}

/// Everything in an export that is not as its list of hashes says; `known` are the hashes of the exports in the log.
pub fn check(path: &Path, known: &[String]) -> Vec<Fault> {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let unreadable = |error: &io::Error| vec![Fault::new(&*name, FaultKind::Unreadable(reason(error)))];
    let mut faults = match inner(path) {
        Ok(faults) => faults,
        Err(error) => return unreadable(&error),
    };
    match hash_file(path) {
        Ok(found) if known.contains(&found) => {}
        // Another profile's; or a byte between the files of the ZIP, or all of them and their list together.
        Ok(_) if faults.is_empty() => faults.push(Fault::new(&*name, FaultKind::Foreign)),
        Ok(_) => {}
        Err(error) => return unreadable(&error),
    }
    faults
}

fn inner(path: &Path) -> io::Result<Vec<Fault>> {
    let mut zip = ZipArchive::new(File::open(path)?)?;
    let mut list = String::new();
    match zip.by_name(SUMS) {
        Ok(file) => drop(file.take(LARGEST_LIST).read_to_string(&mut list)?),
        Err(_) => return Ok(vec![Fault::new(SUMS, FaultKind::Missing)]),
    }
    let mut sums = folder::parse(&list);
    let mut faults = Vec::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index)?;
        let name = file.name()?.into_owned();
        if name == SUMS {
            continue;
        }
        // An error is the ZIP's own check of the content.
        let found = copy(&mut file, &mut io::sink()).ok();
        match sums.remove(&name) {
            None => faults.push(Fault::new(name, FaultKind::Unlisted)),
            Some(listed) if found.as_ref() == Some(&listed) => {}
            Some(_) => faults.push(Fault::new(name, FaultKind::Changed)),
        }
    }
    faults.extend(sums.into_keys().map(|name| Fault::new(name, FaultKind::Missing)));
    Ok(faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::path::PathBuf;

    fn export() -> (tempfile::TempDir, PathBuf, String) {
        let folder = tempfile::tempdir().unwrap();
        let picture = folder.path().join("picture.png");
        std::fs::write(&picture, b"pixels").unwrap();
        let parts = BTreeMap::from([
            ("case.json".to_owned(), Part::Bytes(b"{}".to_vec())),
            ("files/1-picture.png".to_owned(), Part::Copy(picture)),
        ]);
        let path = folder.path().join("case.zip");
        let hash = write(&path, &parts).unwrap();
        assert_eq!(write(&folder.path().join("again.zip"), &parts).unwrap(), hash, "the same bytes");
        (folder, path, hash)
    }

    #[test]
    fn a_change_of_any_byte_of_an_export_is_found() {
        let (_folder, path, hash) = export();
        assert_eq!(check(&path, std::slice::from_ref(&hash)), []);
        let good = std::fs::read(&path).unwrap();
        let mut named = 0;
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1;
            std::fs::write(&path, &bad).unwrap();
            let faults = check(&path, std::slice::from_ref(&hash));
            assert!(!faults.is_empty(), "byte {at}");
            named += usize::from(faults.iter().any(|fault| fault.file == "files/1-picture.png"));
        }
        assert!(named >= 6, "a change in a file names that file: {named}");
    }

    #[test]
    fn sha256sum_verifies_an_unpacked_export() {
        let (folder, path, _) = export();
        let to = folder.path().join("unpacked");
        ZipArchive::new(File::open(path).unwrap()).unwrap().extract(&to).unwrap();
        let check = std::process::Command::new("sha256sum").args(["-c", SUMS]).current_dir(&to).output();
        // Not every system has it.
        if let Ok(output) = check {
            assert!(output.status.success(), "{output:?}");
        }
        std::fs::write(to.join("case.json"), b"[]").unwrap();
        let sums = folder::parse(&std::fs::read_to_string(to.join(SUMS)).unwrap());
        assert_ne!(sums["case.json"], hash(b"[]"));
    }
}
