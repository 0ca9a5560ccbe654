//! The folder of a profile, and access to it.

use confab::directory::{Directory, Error};

use std::fs;
use std::io;
use std::path::Path;

#[test]
fn a_lock_that_a_dying_process_still_holds_is_waited_for() {
    let temp = tempfile::tempdir().unwrap();
    let directory = Directory::open(temp.path()).unwrap();
    let dying = directory.lock().unwrap();
    let dead = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(60));
        drop(dying);
    });
    let _mine = directory.lock().unwrap();
    dead.join().unwrap();
}

#[test]
fn a_new_profile_is_made_with_its_parents_and_is_private() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().join("a").join("b").join("profile");
    let directory = Directory::open(&root).unwrap();
    assert_eq!(directory.root(), root);
    assert!(directory.files().is_dir() && directory.logs().is_dir());
    assert_eq!(directory.settings(), root.join("settings.toml"));
    assert_eq!(directory.database(), root.join("confab.db"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for folder in [root.clone(), directory.files(), directory.logs()] {
            assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }
    Directory::open(&root).unwrap();
}

#[test]
fn a_second_confab_is_told_that_the_profile_is_in_use() {
    let temp = tempfile::tempdir().unwrap();
    let directory = Directory::open(&temp.path().join("p")).unwrap();
    let held = directory.lock().unwrap();
    let error = directory.lock().unwrap_err();
    assert_eq!(error, Error::Held(directory.root().to_path_buf()));
    assert!(error.to_string().starts_with("Another Confab is using the profile "));
    drop(held);
    let _again = directory.lock().unwrap();
}

#[test]
fn a_lock_goes_with_its_process_and_leaves_the_file_behind() {
    let temp = tempfile::tempdir().unwrap();
    let directory = Directory::open(&temp.path().join("p")).unwrap();
    drop(directory.lock().unwrap());
    assert!(directory.root().join("lock").is_file());
    let _lock = Directory::open(directory.root()).unwrap().lock().unwrap();
}

#[test]
fn a_file_is_no_profile() {
    let temp = tempfile::tempdir().unwrap();
    let file = temp.path().join("file");
    fs::write(&file, "x").unwrap();
    assert_eq!(Directory::open(&file).unwrap_err(), Error::NotAFolder(file.clone()));
    let below = Directory::open(&file.join("below")).unwrap_err();
    assert!(matches!(below, Error::NotAFolder(_)), "{below}");
}

#[test]
fn a_folder_full_of_other_things_is_left_alone() {
    let temp = tempfile::tempdir().unwrap();
    fs::write(temp.path().join("thesis.odt"), "x").unwrap();
    let error = Directory::open(temp.path()).unwrap_err();
    assert_eq!(error, Error::NotAProfile(temp.path().to_path_buf()));
    assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 1);
}

#[test]
fn a_folder_with_settings_prepared_by_somebody_else_is_taken_and_closed_to_others() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().join("p");
    fs::create_dir(&root).unwrap();
    fs::write(root.join("settings.toml"), "").unwrap();
    fs::write(root.join("acme.pem"), "").unwrap();
    Directory::open(&root).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&root).unwrap().permissions().mode() & 0o777, 0o700);
    }
}

#[test]
fn what_the_system_says_becomes_a_sentence() {
    let path = Path::new("/somewhere/confab");
    let of = |kind: io::ErrorKind| Error::of_io(path, &io::Error::from(kind));
    assert_eq!(of(io::ErrorKind::PermissionDenied), Error::ReadOnly(path.into()));
    assert_eq!(of(io::ErrorKind::ReadOnlyFilesystem), Error::ReadOnly(path.into()));
    assert_eq!(of(io::ErrorKind::StorageFull), Error::NoSpace(path.into()));
    assert_eq!(of(io::ErrorKind::QuotaExceeded), Error::NoSpace(path.into()));
    assert_eq!(of(io::ErrorKind::NotADirectory), Error::NotAFolder(path.into()));
    for kind in [io::ErrorKind::PermissionDenied, io::ErrorKind::StorageFull, io::ErrorKind::TimedOut] {
        let sentence = of(kind).to_string();
        assert!(sentence.contains("/somewhere/confab") && sentence.ends_with('.'), "{sentence}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    // Nobody, not even root, can create folders here.
    let error = Directory::open(Path::new("/proc/confab-profile")).unwrap_err();
    assert!(error.to_string().contains("/proc/confab-profile"), "{error}");
}

#[test]
fn a_throw_away_profile_is_gone_with_its_last_clone() {
    let directory = Directory::throw_away().unwrap();
    let root = directory.root().to_path_buf();
    assert!(directory.is_throw_away());
    let clone = directory.clone();
    let lock = directory.lock().unwrap();
    drop(directory);
    assert!(root.is_dir());
    drop(lock);
    drop(clone);
    assert!(!root.exists());
}
