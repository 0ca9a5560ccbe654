//! A disk as bad as disks can be: unsynced data is lost, kept in part, or kept out of order.
//!
//! A write stays in memory until its file is synced; a folder entry that is created, moved or removed stays in memory
//! until its folder is synced. After a power failure everything synced is there, and any part of the rest: none of it,
//! all of it, the earliest changes, or a random choice of sectors and entries, with sectors torn in the middle. Moving
//! an entry is atomic. Syncing a folder also writes the earlier changes of folders that took part in the same move, as
//! a journal does.
//!
//! Pure: the caller's random numbers decide each failure. Must not know: FUSE (`mount`), Confab.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::ops::Range;
use std::time::SystemTime;

pub type Node = u64;
pub type Machine = u64;

/// The folder that holds the root folder of every machine.
pub const ROOT: Node = 1;

/// The unit that a disk writes at once.
const SECTOR: usize = 512;

/// The syncs that the disk carries out. A disk that skips some is like a program that does not request them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Honesty {
    Full,
    /// All except those of a database's journal, like `synchronous=NORMAL`, which leaves them to the checkpoint.
    NotTheJournal,
    /// All except those of files below `files/`.
    NotTheFiles,
    /// All except those of folders below `files/`.
    NotTheFolders,
}

/// The reasons why a step fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The machine is off.
    Off,
    Missing,
    Taken,
    NotAFolder,
    NotEmpty,
}

/// An unsynced change of a file.
#[derive(Debug, Clone)]
enum Change {
    Written { at: usize, bytes: Vec<u8> },
    Length(usize),
}

/// An atomic change of folder entries: the folder, the name, and the new target.
#[derive(Debug, Clone)]
struct Renaming(Vec<(Node, OsString, Option<Node>)>);

#[derive(Debug, Clone, Default)]
pub struct File {
    pub now: Vec<u8>,
    synced: Vec<u8>,
    unsynced: Vec<Change>,
}

#[derive(Debug, Clone, Default)]
pub struct Folder {
    pub now: BTreeMap<OsString, Node>,
    synced: BTreeMap<OsString, Node>,
}

#[derive(Debug, Clone)]
pub enum Body {
    File(File),
    Folder(Folder),
}

#[derive(Debug, Clone)]
pub struct Inode {
    pub body: Body,
    pub mode: u16,
    pub changed: SystemTime,
    machine: Machine,
    /// The part of the profile that it belongs to: [`Honesty`] may skip the syncs of a part.
    part: Part,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Journal,
    Files,
    Other,
}

struct Power {
    is_on: bool,
    root: Node,
    steps: u64,
    /// The step at which its power fails.
    fails_at: u64,
    honesty: Honesty,
    renamings: Vec<Renaming>,
}

/// All machines and what is on their disks.
pub struct Medium {
    nodes: HashMap<Node, Inode>,
    machines: HashMap<Machine, Power>,
    next: u64,
}

impl Medium {
    pub fn new() -> Self {
        let root = Inode {
            body: Body::Folder(Folder::default()),
            mode: 0o700,
            changed: SystemTime::UNIX_EPOCH,
            machine: 0,
            part: Part::Other,
        };
        Self { nodes: HashMap::from([(ROOT, root)]), machines: HashMap::new(), next: ROOT + 1 }
    }

    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Creates a machine with an empty disk, which does not fail before [`Medium::fail_at`]. Its folder is named after
    /// its number.
    pub fn begin(&mut self, honesty: Honesty) -> Machine {
        let (machine, root) = (self.number(), self.number());
        let power = Power { is_on: true, root, steps: 0, fails_at: u64::MAX, honesty, renamings: Vec::new() };
        self.machines.insert(machine, power);
        self.nodes.insert(root, Inode::new(Body::Folder(Folder::default()), 0o700, machine));
        if let Some(Body::Folder(all)) = self.nodes.get_mut(&ROOT).map(|root| &mut root.body) {
            all.now.insert(machine.to_string().into(), root);
        }
        machine
    }

    /// Forgets a machine that nobody uses any more.
    pub fn end(&mut self, machine: Machine) {
        self.machines.remove(&machine);
        self.nodes.retain(|_, node| node.machine != machine);
        if let Some(Body::Folder(all)) = self.nodes.get_mut(&ROOT).map(|root| &mut root.body) {
            all.now.remove(OsStr::new(&machine.to_string()));
        }
    }

    /// Its power will fail at the step with this number, counted from 1 from now on.
    pub fn fail_at(&mut self, machine: Machine, step: u64) {
        if let Some(power) = self.machines.get_mut(&machine) {
            power.fails_at = power.steps.saturating_add(step);
        }
    }

    pub fn is_on(&self, machine: Machine) -> bool {
        self.machines.get(&machine).is_some_and(|power| power.is_on)
    }

    /// The number of steps until now.
    pub fn steps(&self, machine: Machine) -> u64 {
        self.machines.get(&machine).map_or(0, |power| power.steps)
    }

    pub fn look(&self, node: Node) -> Result<&Inode, Refusal> {
        let inode = self.nodes.get(&node).ok_or(Refusal::Missing)?;
        if node == ROOT || self.is_on(inode.machine) { Ok(inode) } else { Err(Refusal::Off) }
    }

    pub fn find(&self, folder: Node, name: &OsStr) -> Result<Node, Refusal> {
        match &self.look(folder)?.body {
            Body::Folder(found) => found.now.get(name).copied().ok_or(Refusal::Missing),
            Body::File(_) => Err(Refusal::NotAFolder),
        }
    }

    /// Counts a step; `false` if the power fails in the middle of it.
    fn step(&mut self, of: Node) -> Result<bool, Refusal> {
        let machine = self.look(of)?.machine;
        let power = self.machines.get_mut(&machine).ok_or(Refusal::Off)?;
        power.steps += 1;
        power.is_on = power.steps < power.fails_at;
        Ok(power.is_on)
    }

    /// The change is in memory; the caller gets an answer only if there is still power.
    fn done<T>(goes_on: bool, value: T) -> Result<T, Refusal> {
        if goes_on { Ok(value) } else { Err(Refusal::Off) }
    }

    pub fn write(&mut self, node: Node, at: usize, bytes: &[u8]) -> Result<(), Refusal> {
        self.change(node, Change::Written { at, bytes: bytes.to_vec() })
    }

    pub fn set_length(&mut self, node: Node, length: usize) -> Result<(), Refusal> {
        self.change(node, Change::Length(length))
    }

    fn change(&mut self, node: Node, change: Change) -> Result<(), Refusal> {
        let goes_on = self.step(node)?;
        let inode = self.nodes.get_mut(&node).ok_or(Refusal::Missing)?;
        inode.changed = SystemTime::now();
        match &mut inode.body {
            Body::File(file) => {
                apply(&mut file.now, &change);
                file.unsynced.push(change);
            }
            Body::Folder(_) => return Err(Refusal::Missing),
        }
        Self::done(goes_on, ())
    }

    pub fn set_mode(&mut self, node: Node, mode: u16) -> Result<(), Refusal> {
        self.look(node)?;
        self.nodes.entry(node).and_modify(|inode| inode.mode = mode);
        Ok(())
    }

    /// Creates a file or folder.
    pub fn make(&mut self, folder: Node, name: &OsStr, body: Body, mode: u16) -> Result<Node, Refusal> {
        if self.find(folder, name).is_ok() {
            return Err(Refusal::Taken);
        }
        let parent = self.look(folder)?;
        let (machine, part, text) = (parent.machine, parent.part, name.to_string_lossy());
        let is_root = self.machines.get(&machine).is_some_and(|power| power.root == folder);
        let part = match part {
            Part::Other if is_root && text == "files" => Part::Files,
            Part::Other if text.ends_with("-wal") => Part::Journal,
            same => same,
        };
        let node = self.number();
        self.nodes.insert(node, Inode { part, ..Inode::new(body, mode, machine) });
        self.rename_all(folder, vec![(folder, name.to_owned(), Some(node))])?;
        Ok(node)
    }

    /// Adds another name for a file.
    pub fn link(&mut self, node: Node, folder: Node, name: &OsStr) -> Result<(), Refusal> {
        if self.find(folder, name).is_ok() {
            return Err(Refusal::Taken);
        }
        self.rename_all(folder, vec![(folder, name.to_owned(), Some(node))])
    }

    pub fn remove(&mut self, folder: Node, name: &OsStr) -> Result<(), Refusal> {
        let node = self.find(folder, name)?;
        if matches!(&self.look(node)?.body, Body::Folder(found) if !found.now.is_empty()) {
            return Err(Refusal::NotEmpty);
        }
        self.rename_all(folder, vec![(folder, name.to_owned(), None)])
    }

    pub fn rename(
        &mut self,
        (from, old): (Node, &OsStr),
        (to, new): (Node, &OsStr),
        replace: Replace,
    ) -> Result<(), Refusal> {
        let node = self.find(from, old)?;
        if replace == Replace::Refuse && self.find(to, new).is_ok() {
            return Err(Refusal::Taken);
        }
        self.rename_all(from, vec![(from, old.to_owned(), None), (to, new.to_owned(), Some(node))])
    }

    fn rename_all(
        &mut self,
        folder: Node,
        names: Vec<(Node, OsString, Option<Node>)>,
    ) -> Result<(), Refusal> {
        let goes_on = self.step(folder)?;
        for (folder, name, to) in &names {
            if let Some(Body::Folder(found)) = self.nodes.get_mut(folder).map(|inode| &mut inode.body) {
                set(&mut found.now, name, *to);
            }
        }
        let machine = self.nodes.get(&folder).map_or(0, |inode| inode.machine);
        if let Some(power) = self.machines.get_mut(&machine) {
            power.renamings.push(Renaming(names));
        }
        Self::done(goes_on, ())
    }

    /// Syncs the bytes of a file or the entries of a folder, so that they survive.
    pub fn sync(&mut self, node: Node) -> Result<(), Refusal> {
        if !self.step(node)? {
            return Err(Refusal::Off);
        }
        let Some(inode) = self.nodes.get_mut(&node) else { return Err(Refusal::Missing) };
        let Some(power) = self.machines.get_mut(&inode.machine) else { return Err(Refusal::Off) };
        match (&mut inode.body, power.honesty, inode.part) {
            (Body::File(_), Honesty::NotTheJournal, Part::Journal)
            | (Body::File(_), Honesty::NotTheFiles, Part::Files)
            | (Body::Folder(_), Honesty::NotTheFolders, Part::Files) => {}
            (Body::File(file), ..) => {
                for change in std::mem::take(&mut file.unsynced) {
                    apply(&mut file.synced, &change);
                }
            }
            (Body::Folder(_), ..) => {
                let mut folders = HashSet::from([node]);
                let mut comes_along = vec![false; power.renamings.len()];
                for (Renaming(names), comes) in power.renamings.iter().zip(&mut comes_along).rev() {
                    *comes = names.iter().any(|(folder, ..)| folders.contains(folder));
                    if *comes {
                        folders.extend(names.iter().map(|(folder, ..)| *folder));
                    }
                }
                let mut comes_along = comes_along.into_iter();
                let (synced, rest) = std::mem::take(&mut power.renamings)
                    .into_iter()
                    .partition(|_| comes_along.next().unwrap_or_default());
                power.renamings = rest;
                self.settle(synced);
            }
        }
        Ok(())
    }

    fn settle(&mut self, renamings: Vec<Renaming>) {
        for (folder, name, to) in renamings.into_iter().flat_map(|Renaming(names)| names) {
            if let Some(Body::Folder(found)) = self.nodes.get_mut(&folder).map(|inode| &mut inode.body) {
                set(&mut found.synced, &name, to);
            }
        }
    }

    /// Makes the power fail, if it has not yet. The content of the disk after that belongs to the returned machine.
    pub fn fail(&mut self, machine: Machine, dice: &mut fastrand::Rng) -> Machine {
        let next = self.next_machine(machine);
        let Some(power) = self.machines.get_mut(&machine) else { return next };
        power.is_on = false;
        let renamings = std::mem::take(&mut power.renamings);
        let kept = Mood::drawn(dice).choose(renamings.len(), dice);
        let mut kept = kept.into_iter();
        self.settle(renamings.into_iter().filter(|_| kept.next().unwrap_or_default()).collect());
        let (from, to) = (self.root(machine), self.root(next));
        self.survive(from, to, next, &mut HashMap::new(), dice);
        self.end(machine);
        next
    }

    fn next_machine(&mut self, machine: Machine) -> Machine {
        let honesty = self.machines.get(&machine).map_or(Honesty::Full, |power| power.honesty);
        self.begin(honesty)
    }

    fn root(&self, machine: Machine) -> Node {
        self.machines.get(&machine).map_or(ROOT, |power| power.root)
    }

    /// Copies the surviving part of a folder.
    fn survive(
        &mut self,
        from: Node,
        to: Node,
        machine: Machine,
        copied: &mut HashMap<Node, Node>,
        dice: &mut fastrand::Rng,
    ) {
        let Some(Body::Folder(folder)) = self.nodes.get(&from).map(|inode| &inode.body) else { return };
        for (name, node) in folder.synced.clone() {
            let Some(inode) = self.nodes.get(&node).cloned() else { continue };
            let copy = match copied.get(&node) {
                Some(copy) => *copy,
                None => self.number(),
            };
            if copied.insert(node, copy).is_none() {
                let body = match inode.body {
                    Body::File(file) => Body::File(file.after_failure(dice)),
                    Body::Folder(_) => Body::Folder(Folder::default()),
                };
                self.nodes.insert(copy, Inode { body, machine, ..inode });
                self.survive(node, copy, machine, copied, dice);
            }
            if let Some(Body::Folder(new)) = self.nodes.get_mut(&to).map(|inode| &mut inode.body) {
                new.now.insert(name.clone(), copy);
                new.synced.insert(name, copy);
            }
        }
    }
}

/// The rule for an existing name: replace it, or fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replace {
    Allow,
    Refuse,
}

impl Inode {
    fn new(body: Body, mode: u16, machine: Machine) -> Self {
        let changed = SystemTime::now();
        Self { body, mode, changed, machine, part: Part::Other }
    }
}

impl File {
    fn after_failure(self, dice: &mut fastrand::Rng) -> Self {
        let mut bytes = self.synced;
        let pieces: Vec<_> = self.unsynced.iter().flat_map(pieces).collect();
        let mood = Mood::drawn(dice);
        for (piece, kept) in pieces.iter().zip(mood.choose(pieces.len(), dice)) {
            match piece {
                Change::Written { at, bytes: piece } if kept => {
                    let Range { start, end } = mood.torn(piece.len(), dice);
                    let part = Change::Written { at: at + start, bytes: piece[start..end].to_vec() };
                    apply(&mut bytes, &part);
                }
                Change::Length(_) if kept => apply(&mut bytes, piece),
                Change::Written { .. } | Change::Length(_) => {}
            }
        }
        Self { now: bytes.clone(), synced: bytes, unsynced: Vec::new() }
    }
}

/// How much of the unsynced data survives a failure.
#[derive(Debug, Clone, Copy)]
enum Mood {
    Nothing,
    Everything,
    /// The earliest writes; the last of them may be torn.
    First,
    /// A random choice of writes, any of which may be torn.
    Any,
}

impl Mood {
    fn drawn(dice: &mut fastrand::Rng) -> Self {
        [Self::Nothing, Self::Everything, Self::First, Self::Any, Self::Any][dice.usize(..5)]
    }

    fn choose(self, count: usize, dice: &mut fastrand::Rng) -> Vec<bool> {
        let first = dice.usize(..=count);
        (0..count)
            .map(|index| match self {
                Self::Nothing => false,
                Self::Everything => true,
                Self::First => index < first,
                Self::Any => dice.bool(),
            })
            .collect()
    }

    /// The part of a sector that is new.
    fn torn(self, length: usize, dice: &mut fastrand::Rng) -> Range<usize> {
        match self {
            Self::Nothing | Self::Everything => 0..length,
            Self::First | Self::Any => match dice.u8(..8) {
                0 => 0..dice.usize(..=length),
                1 => dice.usize(..=length)..length,
                _ => 0..length,
            },
        }
    }
}

/// Splits a write into sectors.
fn pieces(change: &Change) -> Vec<Change> {
    match change {
        Change::Length(length) => vec![Change::Length(*length)],
        Change::Written { at, bytes } => {
            let mut pieces = Vec::new();
            let mut done = 0;
            while done < bytes.len() {
                let begins = at + done;
                let length = (SECTOR - begins % SECTOR).min(bytes.len() - done);
                pieces.push(Change::Written { at: begins, bytes: bytes[done..done + length].to_vec() });
                done += length;
            }
            pieces
        }
    }
}

fn apply(to: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Written { at, bytes } => {
            let end = at + bytes.len();
            if to.len() < end {
                to.resize(end, 0);
            }
            to[*at..end].copy_from_slice(bytes);
        }
        Change::Length(length) => to.resize(*length, 0),
    }
}

fn set(names: &mut BTreeMap<OsString, Node>, name: &OsStr, to: Option<Node>) {
    match to {
        Some(node) => names.insert(name.to_owned(), node),
        None => names.remove(name),
    };
}
