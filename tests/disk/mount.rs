//! Mounts the bad disk with FUSE, as a folder for the real program: database, attachments and settings are all on it.
//!
//! One mount serves all machines, each in a folder of its own. The state after a failure is a new folder, so that the
//! kernel never sees one folder in two states. The kernel writes through, so that every write of the program is a step
//! of the medium. Must not know: the operations of the test (`play`).

use crate::medium::{Body, File, Folder, Inode, Machine, Medium, Node, Refusal, Replace};

use fuser::{
    BackgroundSession, BsdFileFlags, Config, Errno, FileAttr, FileHandle, FileType, Filesystem, FopenFlags,
    Generation, INodeNo, LockOwner, OpenFlags, RenameFlags, ReplyAttr, ReplyCreate, ReplyData,
    ReplyDirectory, ReplyEmpty, ReplyEntry, ReplyOpen, ReplyWrite, Request, TimeOrNow, WriteFlags,
};
use tempfile::TempDir;

use std::ffi::OsStr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

/// Only the kernel changes anything, so its cache stays valid.
const KNOWN: Duration = Duration::from_secs(3_600);

/// A mounted medium; unmounted when it is dropped.
pub struct Mount {
    medium: Arc<Mutex<Medium>>,
    folder: TempDir,
    _serving: BackgroundSession,
}

impl Mount {
    /// Mounts a medium; the error is the reason why this system does not allow that.
    pub fn new() -> Result<Self, String> {
        without_shared_memory();
        let medium = Arc::new(Mutex::new(Medium::new()));
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let served = Served(Arc::clone(&medium));
        let serving = fuser::spawn_mount(served, folder.path(), &Config::default())
            .map_err(|error| format!("/dev/fuse cannot be used here ({error})"))?;
        Ok(Self { medium, folder, _serving: serving })
    }

    pub fn medium(&self) -> MutexGuard<'_, Medium> {
        self.medium.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The folder of a machine's disk.
    pub fn path(&self, machine: Machine) -> PathBuf {
        self.folder.path().join(machine.to_string())
    }
}

/// Makes SQLite keep the index of its journal on the heap. If it were mapped from a folder that this process serves
/// itself, writing it back could deadlock: the kernel locks the memory map, which serving the write may need. The syncs
/// are the same.
fn without_shared_memory() {
    // SAFETY: the name ends with a null byte, SQLite's own file systems live as long as the process, and registering one
    // again only makes it the default.
    #[allow(unsafe_code, reason = "SQLite's default file system is chosen by a call that nothing safe wraps")]
    let chosen = unsafe {
        let on_the_heap = rusqlite::ffi::sqlite3_vfs_find(c"unix-excl".as_ptr());
        assert!(!on_the_heap.is_null(), "this SQLite lacks a file system");
        rusqlite::ffi::sqlite3_vfs_register(on_the_heap, 1)
    };
    assert_eq!(chosen, rusqlite::ffi::SQLITE_OK);
}

struct Served(Arc<Mutex<Medium>>);

impl Served {
    fn medium(&self) -> MutexGuard<'_, Medium> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn attributes(&self, node: Node) -> Result<FileAttr, Errno> {
        Ok(attributes(node, self.medium().look(node).map_err(errno)?))
    }

    fn empty(reply: ReplyEmpty, done: Result<(), Refusal>) {
        match done {
            Ok(()) => reply.ok(),
            Err(refusal) => reply.error(errno(refusal)),
        }
    }

    fn entry(&self, reply: ReplyEntry, node: Result<Node, Refusal>) {
        match node.map_err(errno).and_then(|node| self.attributes(node)) {
            Ok(found) => reply.entry(&KNOWN, &found, Generation(0)),
            Err(error) => reply.error(error),
        }
    }
}

fn attributes(node: Node, inode: &Inode) -> FileAttr {
    let (kind, size) = match &inode.body {
        Body::File(file) => (FileType::RegularFile, file.now.len() as u64),
        Body::Folder(_) => (FileType::Directory, 0),
    };
    FileAttr {
        ino: INodeNo(node),
        size,
        blocks: size.div_ceil(512),
        atime: inode.changed,
        mtime: inode.changed,
        ctime: inode.changed,
        crtime: inode.changed,
        kind,
        perm: inode.mode,
        nlink: 1,
        uid: nix_id(),
        gid: 0,
        rdev: 0,
        blksize: 4_096,
        flags: 0,
    }
}

/// The owner is not used.
const fn nix_id() -> u32 {
    0
}

fn errno(refusal: Refusal) -> Errno {
    match refusal {
        Refusal::Off => Errno::EIO,
        Refusal::Missing => Errno::ENOENT,
        Refusal::Taken => Errno::EEXIST,
        Refusal::NotAFolder => Errno::ENOTDIR,
        Refusal::NotEmpty => Errno::ENOTEMPTY,
    }
}

fn place(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn mode(mode: u32) -> u16 {
    u16::try_from(mode & 0o7777).unwrap_or_default()
}

impl Filesystem for Served {
    fn lookup(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEntry) {
        let found = self.medium().find(parent.0, name);
        self.entry(reply, found);
    }

    fn getattr(&self, _: &Request, ino: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        match self.attributes(ino.0) {
            Ok(found) => reply.attr(&KNOWN, &found),
            Err(error) => reply.error(error),
        }
    }

    fn setattr(
        &self,
        _: &Request,
        ino: INodeNo,
        new_mode: Option<u32>,
        _: Option<u32>,
        _: Option<u32>,
        size: Option<u64>,
        _: Option<TimeOrNow>,
        _: Option<TimeOrNow>,
        _: Option<SystemTime>,
        _: Option<FileHandle>,
        _: Option<SystemTime>,
        _: Option<SystemTime>,
        _: Option<SystemTime>,
        _: Option<BsdFileFlags>,
        reply: ReplyAttr,
    ) {
        let length = size.map(|size| self.medium().set_length(ino.0, place(size)));
        let chosen = new_mode.map(|new| self.medium().set_mode(ino.0, mode(new)));
        let done = length.into_iter().chain(chosen).collect::<Result<(), _>>().map_err(errno);
        match done.and_then(|()| self.attributes(ino.0)) {
            Ok(found) => reply.attr(&KNOWN, &found),
            Err(error) => reply.error(error),
        }
    }

    fn mkdir(&self, _: &Request, parent: INodeNo, name: &OsStr, new: u32, _: u32, reply: ReplyEntry) {
        let made = self.medium().make(parent.0, name, Body::Folder(Folder::default()), mode(new));
        self.entry(reply, made);
    }

    fn create(
        &self,
        _: &Request,
        parent: INodeNo,
        name: &OsStr,
        new: u32,
        _: u32,
        _: i32,
        reply: ReplyCreate,
    ) {
        let made = self.medium().make(parent.0, name, Body::File(File::default()), mode(new));
        match made.map_err(errno).and_then(|node| self.attributes(node)) {
            Ok(found) => {
                reply.created(&KNOWN, &found, Generation(0), FileHandle(0), FopenFlags::FOPEN_KEEP_CACHE);
            }
            Err(error) => reply.error(error),
        }
    }

    fn unlink(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        Self::empty(reply, self.medium().remove(parent.0, name));
    }

    fn rmdir(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        Self::empty(reply, self.medium().remove(parent.0, name));
    }

    fn rename(
        &self,
        _: &Request,
        parent: INodeNo,
        name: &OsStr,
        newparent: INodeNo,
        newname: &OsStr,
        flags: RenameFlags,
        reply: ReplyEmpty,
    ) {
        let replace =
            if flags.contains(RenameFlags::RENAME_NOREPLACE) { Replace::Refuse } else { Replace::Allow };
        Self::empty(reply, self.medium().rename((parent.0, name), (newparent.0, newname), replace));
    }

    fn link(&self, _: &Request, ino: INodeNo, newparent: INodeNo, newname: &OsStr, reply: ReplyEntry) {
        let linked = self.medium().link(ino.0, newparent.0, newname);
        self.entry(reply, linked.map(|()| ino.0));
    }

    fn open(&self, _: &Request, ino: INodeNo, _: OpenFlags, reply: ReplyOpen) {
        match self.medium().look(ino.0) {
            Ok(_) => reply.opened(FileHandle(0), FopenFlags::FOPEN_KEEP_CACHE),
            Err(refusal) => reply.error(errno(refusal)),
        }
    }

    fn read(
        &self,
        _: &Request,
        ino: INodeNo,
        _: FileHandle,
        offset: u64,
        size: u32,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyData,
    ) {
        match self.medium().look(ino.0).map(|inode| &inode.body) {
            Ok(Body::File(File { now, .. })) => {
                let start = place(offset).min(now.len());
                let end = start.saturating_add(size as usize).min(now.len());
                reply.data(&now[start..end]);
            }
            Ok(Body::Folder(_)) => reply.error(Errno::EISDIR),
            Err(refusal) => reply.error(errno(refusal)),
        }
    }

    fn write(
        &self,
        _: &Request,
        ino: INodeNo,
        _: FileHandle,
        offset: u64,
        data: &[u8],
        _: WriteFlags,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyWrite,
    ) {
        match self.medium().write(ino.0, place(offset), data) {
            Ok(()) => reply.written(u32::try_from(data.len()).unwrap_or(u32::MAX)),
            Err(refusal) => reply.error(errno(refusal)),
        }
    }

    fn fsync(&self, _: &Request, ino: INodeNo, _: FileHandle, _: bool, reply: ReplyEmpty) {
        Self::empty(reply, self.medium().sync(ino.0));
    }

    fn fsyncdir(&self, _: &Request, ino: INodeNo, _: FileHandle, _: bool, reply: ReplyEmpty) {
        Self::empty(reply, self.medium().sync(ino.0));
    }

    fn readdir(&self, _: &Request, ino: INodeNo, _: FileHandle, offset: u64, mut reply: ReplyDirectory) {
        let medium = self.medium();
        match medium.look(ino.0).map(|inode| &inode.body) {
            Ok(Body::Folder(folder)) => {
                for (index, (name, node)) in folder.now.iter().enumerate().skip(place(offset)) {
                    let kind = match medium.look(*node).map(|inode| &inode.body) {
                        Ok(Body::Folder(_)) => FileType::Directory,
                        Ok(Body::File(_)) | Err(_) => FileType::RegularFile,
                    };
                    if reply.add(INodeNo(*node), index as u64 + 1, kind, name) {
                        break;
                    }
                }
                reply.ok();
            }
            Ok(Body::File(_)) => reply.error(Errno::ENOTDIR),
            Err(refusal) => reply.error(errno(refusal)),
        }
    }
}
