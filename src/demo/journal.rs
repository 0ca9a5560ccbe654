//! Persistence of `demo-server --data`: a file of JSON lines, one per change, written to disk before the answer.
//!
//! The first line holds the origin of the company, so that a restart invents the same one. Every other line holds
//! complete messages, so replaying needs no rules. A torn last line, after a power failure, is cut off: its call was
//! never answered. Any other line that does not parse is an error. Blocking. Tests: `tests/demo/journal.rs`.

use super::people::Size;
use super::service::{Marks, MarksKey, Outcome, Room, RoomOutcome, Service, Stored};
use crate::chat::Stamp;
use crate::remote::wire::{self, json};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

const NAME: &str = "demo-server.jsonl";

/// The arguments that a company was invented from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    pub seed: u64,
    pub size: Size,
    /// Time of invention, at which the history ends.
    pub born: Stamp,
}

/// One change.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Effect {
    pub put: Vec<Stored>,
    pub taken: Vec<Uuid>,
    pub rooms: Vec<Room>,
    pub marks: Vec<(MarksKey, Marks)>,
}

/// The open file, locked against a second server.
#[derive(Debug)]
pub struct Journal {
    file: File,
    /// Bytes of complete lines.
    length: u64,
}

/// An error on opening a journal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("{} cannot be used: {reason}.", path.display())]
    Unusable { path: PathBuf, reason: String },
    #[error("Another demo server is using {}.", .0.display())]
    Held(PathBuf),
    #[error("{}, line {line} is damaged. Move the file away to start over.", path.display())]
    Damaged { path: PathBuf, line: usize },
}

#[derive(Serialize, Deserialize)]
struct Head {
    seed: u64,
    people: usize,
    messages: usize,
    born: i64,
}

#[derive(Serialize, Deserialize)]
struct Line {
    put: Vec<Kept>,
    taken: Vec<Uuid>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rooms: Vec<KeptRoom>,
    // The name is that of older journals.
    #[serde(default, rename = "talks", skip_serializing_if = "Vec::is_empty")]
    marks: Vec<KeptMarks>,
}

#[derive(Serialize, Deserialize)]
struct KeptRoom {
    id: Uuid,
    name: String,
    members: Vec<Uuid>,
}

#[derive(Serialize, Deserialize)]
struct KeptMarks {
    person: Uuid,
    conversation: Uuid,
    muted: bool,
    starred: bool,
    hidden: bool,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    message: Box<RawValue>,
    touched: i64,
    starred: Vec<Uuid>,
    read: Vec<Uuid>,
}

impl Journal {
    /// Opens the journal of a folder and creates both if they are missing; a new one starts with `origin`. Returns the
    /// journal, its origin and all changes in it.
    ///
    /// # Errors
    /// If the file cannot be used, is locked or is damaged.
    pub fn open(folder: &Path, origin: Origin) -> Result<(Self, Origin, Vec<Effect>), Error> {
        let path = folder.join(NAME);
        let unusable = |error: &io::Error| Error::Unusable { path: path.clone(), reason: error.to_string() };
        fs::create_dir_all(folder).map_err(|error| unusable(&error))?;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let mut file = options.open(&path).map_err(|error| unusable(&error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::Held(path)),
            Err(TryLockError::Error(error)) => return Err(unusable(&error)),
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|error| unusable(&error))?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let damaged = |line: usize| Error::Damaged { path: path.clone(), line };
        let mut lines =
            bytes[..whole].split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).enumerate();
        let head = match lines.next() {
            Some((_, line)) => Some(head(line).ok_or_else(|| damaged(1))?),
            None => None,
        };
        let mut effects = Vec::new();
        let mut end = whole;
        let mut lines = lines.peekable();
        while let Some((index, line)) = lines.next() {
            match effect(line) {
                Some(effect) => effects.push(effect),
                // The end of a torn line may be on disk without its middle.
                None if lines.peek().is_none() => end = whole - line.len() - 1,
                None => return Err(damaged(index + 1)),
            }
        }
        let end = u64::try_from(end).unwrap_or(u64::MAX);
        file.set_len(end).and_then(|()| file.seek(SeekFrom::Start(end))).map_err(|error| unusable(&error))?;
        let mut journal = Self { file, length: end };
        let origin = match head {
            Some(known) => known,
            None => {
                let Origin { seed, size, born } = origin;
                let head = Head { seed, people: size.people, messages: size.messages, born: born.ticks() };
                journal.write(&head).map_err(|error| unusable(&error))?;
                origin
            }
        };
        Ok((journal, origin, effects))
    }

    /// Writes a change and waits until it is on disk.
    ///
    /// # Errors
    /// If writing fails. The call must then not be answered with success.
    pub fn keep(&mut self, effect: &Effect) -> io::Result<()> {
        let names = wire::TypeNames::default();
        let kept = |stored: &Stored| {
            Ok::<_, serde_json::Error>(Kept {
                message: RawValue::from_string(json::write_message(&stored.message, &names))?,
                touched: stored.touched,
                starred: stored.starred.iter().copied().collect(),
                read: stored.read.iter().copied().collect(),
            })
        };
        let put = effect.put.iter().map(kept).collect::<Result<_, _>>()?;
        let rooms = effect.rooms.iter().cloned().map(|Room { id, name, members }| KeptRoom {
            id,
            name,
            members: members.into_iter().collect(),
        });
        let marks = effect.marks.iter().map(|((person, conversation), marks)| KeptMarks {
            person: *person,
            conversation: *conversation,
            muted: marks.muted,
            starred: marks.starred,
            hidden: marks.hidden,
        });
        self.write(&Line { put, taken: effect.taken.clone(), rooms: rooms.collect(), marks: marks.collect() })
    }

    fn write(&mut self, line: &impl Serialize) -> io::Result<()> {
        let mut bytes = serde_json::to_vec(line)?;
        bytes.push(b'\n');
        let written = self.file.write_all(&bytes).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            // The next line must not follow half a line.
            self.file.set_len(self.length)?;
            self.file.seek(SeekFrom::Start(self.length))?;
            return Err(error);
        }
        self.length += u64::try_from(bytes.len()).unwrap_or_default();
        Ok(())
    }
}

impl Effect {
    /// The change that a publish call made; `None` if it made none.
    pub fn of(service: &Service, outcome: &Outcome) -> Option<Self> {
        let put: Vec<Stored> = outcome.changed.iter().filter_map(|id| service.stored(*id).cloned()).collect();
        (!put.is_empty() || !outcome.gone.is_empty()).then(|| Self {
            put,
            taken: outcome.gone.clone(),
            ..Self::default()
        })
    }

    /// The change that a call about a conversation made; `None` if it made none.
    pub fn of_room(service: &Service, outcome: &RoomOutcome) -> Option<Self> {
        let rooms: Vec<_> = outcome.room.and_then(|id| service.room(id).cloned()).into_iter().collect();
        let marks: Vec<_> = outcome.marks.map(|key| (key, service.marks_of(key))).into_iter().collect();
        (!rooms.is_empty() || !marks.is_empty()).then(|| Self { rooms, marks, ..Self::default() })
    }

    /// Applies the change to a service.
    pub fn redo(self, service: &mut Service) {
        for id in self.taken {
            service.take(id);
        }
        for stored in self.put {
            service.put(stored);
        }
        for room in self.rooms {
            service.put_room(room);
        }
        for (key, marks) in self.marks {
            service.put_marks(key, marks);
        }
    }
}

fn head(line: &[u8]) -> Option<Origin> {
    let head: Head = serde_json::from_slice(line).ok()?;
    let size = Size { people: head.people, messages: head.messages };
    Some(Origin { seed: head.seed, size, born: Stamp::from_ticks(head.born, 0) })
}

fn effect(line: &[u8]) -> Option<Effect> {
    let line: Line = serde_json::from_slice(line).ok()?;
    let stored = |kept: Kept| {
        Some(Stored {
            message: json::read_message(kept.message.get().as_bytes()).ok()?,
            touched: kept.touched,
            starred: kept.starred.into_iter().collect(),
            read: kept.read.into_iter().collect(),
        })
    };
    let room = |KeptRoom { id, name, members }| Room { id, name, members: members.into_iter().collect() };
    let marks = |kept: KeptMarks| {
        let KeptMarks { person, conversation, muted, starred, hidden } = kept;
        ((person, conversation), Marks { muted, starred, hidden })
    };
    Some(Effect {
        put: line.put.into_iter().map(stored).collect::<Option<_>>()?,
        taken: line.taken,
        rooms: line.rooms.into_iter().map(room).collect(),
        marks: line.marks.into_iter().map(marks).collect(),
    })
}
