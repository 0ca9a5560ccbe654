//! The log of what reviewers did here: an append-only file of JSON lines, each with the hash of the one before.
//!
//! Must not know: why something is logged. Tests: below.

use super::{Fault, FaultKind, hash};
use crate::directory::whole_file::reason;

use serde::{Deserialize, Serialize};

use std::collections::{HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

/// The file's name, as faults tell it.
pub const NAME: &str = "log.jsonl";
/// The hash before the first entry.
pub const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// The longest entry in bytes.
const LONGEST: u64 = 16 * 1_024;

/// A step of a reviewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Did {
    /// Evidence was stored.
    Kept,
    Saw,
    /// Had the files of a case drawn.
    Unblurred,
    Claimed,
    Released,
    Decided,
    Undid,
    Exported,
    /// The time for which evidence is kept is over.
    Removed,
}

/// An entry to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// RFC 3339.
    pub at: String,
    pub by: String,
    pub did: Did,
    /// The reported message.
    pub case: String,
    /// The decision, or the hash of what was stored or exported; may be empty.
    pub what: String,
}

/// A line without its hash, in the order in which it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    n: u64,
    at: String,
    by: String,
    did: Did,
    case: String,
    what: String,
    /// The hash of the line before.
    prev: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    hash: String,
}

impl Line {
    /// The line as it is in the file, without its end.
    fn sealed(mut self) -> io::Result<(String, String)> {
        self.hash.clear();
        let hash = hash(serde_json::to_string(&self)?.as_bytes());
        self.hash.clone_from(&hash);
        Ok((serde_json::to_string(&self)?, hash))
    }

    /// Reads a line; `None` if any byte of it is not as it was written.
    fn read(text: &str) -> Option<Self> {
        let line: Self = serde_json::from_str(text).ok()?;
        let (written, hash) = line.clone().sealed().ok()?;
        (written == text && hash == line.hash).then_some(line)
    }
}

/// The log of a profile.
#[derive(Debug, Clone)]
pub struct Log {
    path: PathBuf,
}

/// A log that is as it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    pub entries: u64,
    /// The hashes of all entries, and of none.
    pub hashes: HashSet<String>,
    /// The newest list of hashes of each case that is kept, by its hash.
    pub kept: HashMap<String, String>,
    /// The hashes of exports.
    pub exports: Vec<String>,
}

/// The seals of a case in the log; empty if there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seals {
    pub newest: String,
    /// A crash may have left the list of that time.
    pub before: String,
}

impl Log {
    /// The log in this folder.
    pub fn within(folder: &Path) -> Self {
        Self { path: folder.join(NAME) }
    }

    /// Appends an entry, on disk when this returns. An entry that a crash has cut is removed first. Returns its hash.
    ///
    /// # Errors
    /// If the file cannot be read or written, or its last entry is damaged.
    pub fn append(&self, entry: Entry) -> io::Result<String> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&self.path)?;
        // Commands may log while a window does; the lock ends with the file.
        file.lock()?;
        let (end, last) = last_line(&mut file)?;
        let length = file.seek(SeekFrom::End(0))?;
        if length - end < LONGEST {
            file.set_len(end)?;
            file.seek(SeekFrom::Start(end))?;
        } else {
            // No crash leaves so much without an end: it is damage, and stays as it is.
            file.write_all(b"\n")?;
        }
        let Entry { at, by, did, case, what } = entry;
        let (n, prev) = match &last {
            // A damaged entry is followed all the same: nothing that is done later may go unrecorded.
            Some(text) => match Line::read(text) {
                Some(line) => (line.n + 1, line.hash),
                None => (0, hash(text.as_bytes())),
            },
            None => (1, NOTHING.to_owned()),
        };
        let (text, hash) = Line { n, at, by, did, case, what, prev, hash: String::new() }.sealed()?;
        file.write_all(format!("{text}\n").as_bytes())?;
        file.sync_data()?;
        Ok(hash)
    }

    /// The hash of the newest entry.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn head(&self) -> io::Result<String> {
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(NOTHING.to_owned()),
            Err(error) => return Err(error),
        };
        let (_, last) = last_line(&mut file)?;
        Ok(last.map_or_else(
            || NOTHING.to_owned(),
            |text| Line::read(&text).map_or_else(|| hash(text.as_bytes()), |line| line.hash),
        ))
    }

    /// Checks every entry.
    ///
    /// # Errors
    /// The first line that is not as it was written.
    pub fn check(&self) -> Result<Checked, Fault> {
        let mut checked = Checked::default();
        checked.hashes.insert(NOTHING.to_owned());
        let mut prev = NOTHING.to_owned();
        self.each(|number, text| {
            let line = Line::read(text).filter(|line| line.n == number && line.prev == prev);
            let line = line.ok_or_else(|| Fault::new(NAME, FaultKind::Line(number)))?;
            checked.entries = number;
            checked.hashes.insert(line.hash.clone());
            match line.did {
                Did::Kept => drop(checked.kept.insert(line.case, line.what)),
                Did::Removed => drop(checked.kept.remove(&line.case)),
                Did::Exported => checked.exports.push(line.what),
                Did::Saw | Did::Unblurred | Did::Claimed | Did::Released | Did::Decided | Did::Undid => {}
            }
            prev = line.hash;
            Ok(())
        })?;
        Ok(checked)
    }

    /// The hashes of the newest list of hashes of each case that is kept, and of the one before.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn seals(&self) -> Result<HashMap<String, Seals>, Fault> {
        let mut seals = HashMap::new();
        self.each(|_, text| {
            match serde_json::from_str::<Line>(text) {
                Ok(line) if line.did == Did::Kept => {
                    let of: &mut Seals = seals.entry(line.case).or_default();
                    of.before = std::mem::replace(&mut of.newest, line.what);
                }
                Ok(line) if line.did == Did::Removed => drop(seals.remove(&line.case)),
                Ok(_) | Err(_) => {}
            }
            Ok(())
        })?;
        Ok(seals)
    }

    /// The entries about one case, as they are in the file.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn about(&self, case: &str) -> Result<String, Fault> {
        let mut found = String::new();
        self.each(|_, text| {
            if serde_json::from_str::<Line>(text).is_ok_and(|line| line.case == case) {
                found.push_str(text);
                found.push('\n');
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Calls `with` for each line, numbered from 1. A last line without its end was cut by a crash and does not count.
    fn each(&self, mut with: impl FnMut(u64, &str) -> Result<(), Fault>) -> Result<(), Fault> {
        let unreadable = |error: &io::Error| Fault::new(NAME, FaultKind::Unreadable(reason(error)));
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(unreadable(&error)),
        };
        let mut reader = BufReader::new(file);
        for number in 1.. {
            let mut bytes = Vec::new();
            reader
                .by_ref()
                .take(LONGEST)
                .read_until(b'\n', &mut bytes)
                .map_err(|error| unreadable(&error))?;
            if bytes.is_empty() {
                return Ok(());
            }
            if bytes.pop() != Some(b'\n') {
                let is_cut = bytes.len() as u64 + 1 < LONGEST;
                return if is_cut { Ok(()) } else { Err(Fault::new(NAME, FaultKind::Line(number))) };
            }
            let Ok(text) = str::from_utf8(&bytes) else {
                return Err(Fault::new(NAME, FaultKind::Line(number)));
            };
            with(number, text)?;
        }
        Ok(())
    }
}

/// The last whole line, and the position at its end.
fn last_line(file: &mut File) -> io::Result<(u64, Option<String>)> {
    let length = file.seek(SeekFrom::End(0))?;
    let from = length.saturating_sub(2 * LONGEST);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    io::Read::by_ref(file).take(2 * LONGEST).read_to_end(&mut bytes)?;
    let Some(end) = bytes.iter().rposition(|byte| *byte == b'\n') else { return Ok((from, None)) };
    bytes.truncate(end);
    let begin = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let text = String::from_utf8_lossy(bytes.get(begin..).unwrap_or_default()).into_owned();
    Ok((from + end as u64 + 1, Some(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: usize) -> Entry {
        Entry {
            at: format!("2026-11-30T20:00:{number:02}Z"),
            by: "chi".to_owned(),
            did: if number.is_multiple_of(2) { Did::Saw } else { Did::Decided },
            case: format!("case {}", number % 3),
            what: "remove".to_owned(),
        }
    }

    fn written(count: usize) -> (tempfile::TempDir, Log) {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::within(folder.path());
        assert_eq!(log.head().unwrap(), NOTHING);
        for number in 0..count {
            let hash = log.append(entry(number)).unwrap();
            assert_eq!(log.head().unwrap(), hash);
        }
        (folder, log)
    }

    #[test]
    fn a_log_is_whole_and_knows_the_entries_of_a_case() {
        let (_folder, log) = written(9);
        let checked = log.check().unwrap();
        assert_eq!((checked.entries, checked.hashes.len()), (9, 10));
        assert_eq!(log.about("case 1").unwrap().lines().count(), 3);
    }

    #[test]
    fn a_change_of_any_byte_is_found_in_its_line() {
        let (_folder, log) = written(4);
        let good = fs::read(&log.path).unwrap();
        let mut line = 1;
        for at in 0..good.len() {
            for flip in [1, 0x20] {
                let mut bad = good.clone();
                bad[at] ^= flip;
                fs::write(&log.path, &bad).unwrap();
                let fault = log.check();
                let is_end = at + 1 == good.len();
                match fault {
                    Err(Fault { kind: FaultKind::Line(found), .. }) => {
                        assert!(found == line || found == line + 1, "byte {at}: line {found}, not {line}");
                    }
                    // Without its end, the last entry looks like one that a crash has cut.
                    Ok(checked) => assert!(is_end && checked.entries == 3, "byte {at}"),
                    other => panic!("byte {at}: {other:?}"),
                }
            }
            line += u64::from(good[at] == b'\n');
        }
    }

    #[test]
    fn a_line_that_is_removed_added_or_moved_is_found() {
        let (_folder, log) = written(5);
        let text = fs::read_to_string(&log.path).unwrap();
        let lines: Vec<_> = text.lines().collect();
        let mut without = lines.clone();
        without.remove(1);
        let mut swapped = lines.clone();
        swapped.swap(2, 3);
        let mut twice = lines.clone();
        twice.insert(2, lines[1]);
        for (changed, at) in [(without, 2), (swapped, 3), (twice, 3)] {
            fs::write(&log.path, changed.join("\n") + "\n").unwrap();
            assert_eq!(log.check().unwrap_err().kind, FaultKind::Line(at));
        }
    }

    #[test]
    fn an_entry_that_a_crash_has_cut_is_written_over() {
        let (_folder, log) = written(3);
        let length = fs::metadata(&log.path).unwrap().len();
        OpenOptions::new().write(true).open(&log.path).unwrap().set_len(length - 5).unwrap();
        assert_eq!(log.check().unwrap().entries, 2);
        log.append(entry(7)).unwrap();
        assert_eq!(log.check().unwrap().entries, 3);
    }

    #[test]
    fn a_damage_without_any_end_of_a_line_is_left_as_it_is() {
        let (_folder, log) = written(0);
        fs::create_dir_all(log.path.parent().unwrap()).unwrap();
        let damage = vec![b'x'; 40_000];
        fs::write(&log.path, &damage).unwrap();
        log.append(entry(1)).unwrap();
        assert!(fs::read(&log.path).unwrap().starts_with(&damage));
        assert_eq!(log.check().unwrap_err().kind, FaultKind::Line(1));
    }

    #[test]
    fn what_is_done_after_a_damage_is_recorded_and_the_damage_stays_found() {
        let (_folder, log) = written(3);
        let text = fs::read_to_string(&log.path).unwrap().replace("20:00:02", "20:00:09");
        fs::write(&log.path, text).unwrap();
        log.append(entry(4)).unwrap();
        assert_eq!(fs::read_to_string(&log.path).unwrap().lines().count(), 4);
        assert_eq!(log.check().unwrap_err().kind, FaultKind::Line(3));
    }
}
