//! A profile is private to its owner, whatever the umask.

#![cfg(unix)]

use super::world::{Profile, Server, finish, in_shell, respond};

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

fn all(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all(&path, found);
        }
        found.push(path);
    }
}

#[test]
fn nothing_in_a_profile_is_open_to_others() {
    let server = Server::new();
    server.answer(|_| respond("503 Service Unavailable", "", ""));
    let profile = Profile::new(&server.url, "");
    let settings = fs::read(profile.root().join("settings.toml")).unwrap();
    let root = profile.folder.path().join("fresh");
    fs::create_dir(&root).unwrap();
    fs::write(root.join("settings.toml"), settings).unwrap();
    fs::set_permissions(root.join("settings.toml"), fs::Permissions::from_mode(0o600)).unwrap();
    let roster = profile.folder.path().join("roster.json");
    let attached = profile.folder.path().join("plan.txt");
    fs::write(&attached, "a plan").unwrap();
    for arguments in [
        &["roster", "import", roster.to_str().unwrap()][..],
        &["send", "--to", "#general", "--attach", attached.to_str().unwrap(), "hello"],
    ] {
        let run = finish(&mut in_shell(&root, "umask 000", arguments), "");
        assert!([0, 3].contains(&run.code), "{run:?}");
    }
    let mut found = Vec::new();
    all(&root, &mut found);
    assert!(found.iter().any(|path| path.extension().is_some_and(|ending| ending == "log")), "{found:?}");
    assert!(found.iter().any(|path| path.ends_with("confab.db")), "{found:?}");
    for path in found {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, if path.is_dir() { 0o700 } else { 0o600 }, "{}: {mode:o}", path.display());
    }
}
