//! The target of `export --out`: an existing file, link, pipe or device, or a new file.

#![cfg(unix)]

use super::world::{Profile, Server, command, finish, in_shell};

use std::fs;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

struct Place {
    profile: Profile,
}

impl Place {
    fn new() -> Self {
        let server = Server::new();
        let profile = Profile::new(&server.url, "");
        assert_eq!(profile.run(&["send", "--to", "#general", "exported words"]).code, 0);
        Self { profile }
    }

    fn at(&self, name: &str) -> std::path::PathBuf {
        self.profile.folder.path().join(name)
    }

    fn export(&self, to: &Path) {
        let to = to.to_str().unwrap();
        let run = self.profile.run(&["export", "--in", "#general", "--format", "csv", "--out", to]);
        assert_eq!(run.code, 0, "{run:?}");
    }

    /// Checks that no other file is left in the folder.
    fn assert_tidy(&self) {
        let left = fs::read_dir(self.profile.folder.path()).unwrap();
        let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
        assert!(left.iter().all(|name| !name.to_string_lossy().starts_with('.')), "{left:?}");
    }
}

fn holds(path: &Path) -> bool {
    fs::read_to_string(path).unwrap().contains("exported words")
}

#[test]
fn an_existing_file_keeps_its_mode_and_its_other_names() {
    let place = Place::new();
    let (file, other) = (place.at("old.csv"), place.at("other.csv"));
    fs::write(&file, "old").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o664)).unwrap();
    place.export(&file);
    assert!(holds(&file));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o664);
    fs::write(&file, "x".repeat(100_000)).unwrap();
    fs::hard_link(&file, &other).unwrap();
    let inode = fs::metadata(&file).unwrap().ino();
    place.export(&file);
    assert!(holds(&file) && holds(&other));
    assert_eq!(fs::metadata(&file).unwrap().ino(), inode);
    assert!(!fs::read_to_string(&file).unwrap().contains("xxx"), "nothing of the old is left");
    let new = place.at("new.csv");
    place.export(&new);
    assert_eq!(fs::metadata(&new).unwrap().permissions().mode() & 0o777, 0o600);
    place.assert_tidy();
}

#[test]
fn a_link_stays_and_its_target_is_written_in_its_own_folder() {
    let place = Place::new();
    let folder = place.at("elsewhere");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("target.csv"), "old").unwrap();
    for (link, target) in
        [("one.csv", "elsewhere/target.csv"), ("two.csv", "one.csv"), ("new.csv", "elsewhere/new.csv")]
    {
        symlink(target, place.at(link)).unwrap();
        place.export(&place.at(link));
        assert!(fs::symlink_metadata(place.at(link)).unwrap().is_symlink(), "{link}");
        assert!(holds(&place.at(target)), "{link}");
    }
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
    place.assert_tidy();
}

#[test]
fn a_pipe_is_written_into_and_stays_one() {
    let place = Place::new();
    let pipe = place.at("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = Command::new("cat").arg(&pipe).stdout(Stdio::piped()).spawn().unwrap();
    place.export(&pipe);
    let read = reader.wait_with_output().unwrap().stdout;
    assert!(String::from_utf8(read).unwrap().contains("exported words"));
    assert!(fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
}

/// Runs a command as another user if the tests run as root.
fn harmless(command: &mut Command) -> &mut Command {
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    if is_root { command.uid(65_534).gid(65_534) } else { command }
}

/// Makes the profile readable for everybody.
fn open_to_readers(root: &Path) {
    for folder in [root, root.parent().unwrap()] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    }
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        let mode = if path.is_dir() { 0o755 } else { 0o644 };
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    }
}

#[test]
fn devices_and_descriptors_are_written_into() {
    let place = Place::new();
    // A separate device node, never the system's own: the fault under test would replace that for everybody.
    let null = place.at("null");
    let made = Command::new("mknod").arg(&null).args(["c", "1", "3"]).output();
    if made.is_ok_and(|made| made.status.success()) && fs::OpenOptions::new().write(true).open(&null).is_ok()
    {
        place.export(&null);
        assert!(fs::metadata(&null).unwrap().file_type().is_char_device());
    } else {
        eprintln!("skipped: no device can be made here");
    }
    // As a user who may write nowhere else: the fault under test would replace the system's own files for everybody.
    let root = place.profile.root();
    open_to_readers(&root);
    let file = place.at("piped.txt");
    fs::write(&file, "first\n").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).unwrap();
    let arguments = |to: &'static str| ["export", "--in", "#general", "--out", to];
    for to in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
        if !Path::new("/proc/self/fd").exists() && to.starts_with("/proc") {
            continue;
        }
        let run = finish(harmless(command(&root).args(arguments(to))), "");
        assert_eq!(run.code, 0, "{to}: {run:?}");
        assert!(run.out.starts_with('{') && run.out.contains("exported words"), "{to}: {run:?}");
    }
    // A shell passes `>(…)` as such a name; the content that is already in the file stays.
    for (prepare, to) in [("exec 7>>", "/dev/fd/7"), ("exec >>", "/dev/stdout")] {
        let prepare = format!("{prepare}'{}'", file.display());
        let run = finish(harmless(&mut in_shell(&root, &prepare, &arguments(to))), "");
        assert_eq!(run.code, 0, "{run:?}");
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("first\n{") && text.contains("exported words"), "{text}");
        fs::write(&file, "first\n").unwrap();
    }
    place.assert_tidy();
}

#[test]
fn a_folder_is_no_file_and_an_unknown_ending_is_refused_with_those_that_are_known() {
    let place = Place::new();
    let folder = place.at("folder.csv");
    fs::create_dir(&folder).unwrap();
    let run = place.profile.run(&["export", "--in", "#general", "--out", folder.to_str().unwrap()]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(folder.is_dir() && run.words.contains("cannot be written"), "{run:?}");
    for name in ["all.txt", "all.csv.gz", "all.xlsx"] {
        let to = place.at(name);
        let run = place.profile.run(&["export", "--in", "#general", "--out", to.to_str().unwrap()]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!([".json", ".csv", ".html"].iter().all(|ending| run.words.contains(ending)), "{run:?}");
        assert!(!to.exists());
    }
    let to = place.at("ALL.HTM");
    assert_eq!(place.profile.run(&["export", "--in", "#general", "--out", to.to_str().unwrap()]).code, 0);
}

#[test]
fn an_export_that_fails_leaves_the_old_file_as_it_was() {
    let place = Place::new();
    let file = place.at("old.json");
    fs::write(&file, "old").unwrap();
    let run = place.profile.run(&["export", "--in", "#nowhere", "--out", file.to_str().unwrap()]);
    assert_eq!(run.code, 2, "{run:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "old");
}
