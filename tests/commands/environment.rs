//! Environment variables of other programs, and every variable named in the README.

use super::world::{Profile, Server, command, finish};

use std::collections::BTreeSet;
use std::ffi::OsString;

/// A name that is not UTF-8.
#[cfg(unix)]
fn odd(text: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStringExt as _;
    OsString::from_vec(text.to_vec())
}

#[cfg(unix)]
#[test]
fn a_foreign_variable_and_a_folder_that_are_no_utf8_change_nothing() {
    let server = Server::new();
    let profile = Profile::new(&server.url, "");
    let folder = profile.folder.path().join(odd(b"lat\xe9"));
    std::fs::create_dir(&folder).unwrap();
    let root = profile.root();
    let mut show = command(&root);
    show.args(["roster", "show"])
        .env("OLDNAME", odd(b"caf\xe9"))
        .env(odd(b"N\xc3ME"), "x")
        .env("PWD", &folder)
        .current_dir(&folder);
    let run = finish(&mut show, "");
    assert_eq!((run.code, run.words.as_str()), (0, ""), "{run:?}");
    assert_eq!(run.out, profile.run(&["roster", "show"]).out);
    // A profile whose own path is no UTF-8, made from there.
    let odd_root = folder.join(odd(b"pr\xffofil"));
    std::fs::create_dir(&odd_root).unwrap();
    std::fs::copy(root.join("settings.toml"), odd_root.join("settings.toml")).unwrap();
    let mut send = command(&odd_root);
    send.args(["send", "--to", "11111111-9859-4ef5-b004-39adaa2e15d1", "hello"]).current_dir(&folder);
    let run = finish(&mut send, "");
    assert_eq!(run.code, 2, "nobody of that id is known, which is all that is wrong: {run:?}");
    let out = folder.join(odd(b"all\xfe.json"));
    let mut export = command(&root);
    export.args(["export", "--in", "#general", "--out"]).arg(&out).current_dir(&folder);
    let run = finish(&mut export, "");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(std::fs::read(&out).unwrap().starts_with(b"{"));
}

#[cfg(unix)]
#[test]
fn a_variable_of_ours_that_is_no_utf8_is_named() {
    let profile = Profile::new(&Server::new().url, "");
    for name in ["CONFAB_SERVER_URL", "CONFAB_FILES_SECRET"] {
        let mut show = command(&profile.root());
        let run = finish(show.args(["roster", "show"]).env(name, odd(b"\xff")), "");
        assert_eq!(run.code, 2, "{run:?}");
        assert_eq!(run.words, format!("Check {name}. The value is not UTF-8 text.\n"));
    }
    let mut send = command(&profile.root());
    let run = finish(send.args(["send", "--to", "#general", "x"]).env("CONFAB_TOKEN", odd(b"\xff")), "");
    assert_eq!(run.code, 3, "kept, and told why it waits: {run:?}");
    assert!(run.words.contains("CONFAB_TOKEN is not UTF-8 text."), "{run:?}");
}

#[test]
fn every_variable_that_the_readme_names_is_accepted() {
    let readme = include_str!("../../README.md");
    let is_name = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_';
    let mut named: BTreeSet<&str> = readme
        .match_indices("CONFAB_")
        .map(|(at, _)| {
            let rest = &readme[at..];
            &rest[..rest.find(|letter| !is_name(letter)).unwrap_or(rest.len())]
        })
        .collect();
    // This is the naming rule, not a variable.
    assert!(named.remove("CONFAB_SECTION_KEY"));
    assert!(named.contains("CONFAB_FILES_SECRET") && named.contains("CONFAB_TOKEN"), "{named:?}");
    named.extend(["CONFAB_PROFILE", "CONFAB_STORES", "CONFAB_TEST_PLACE"]);
    let server = Server::new();
    let profile = Profile::new(&server.url, "");
    for name in named {
        let value = match name {
            "CONFAB_SERVER_URL" => server.url.clone(),
            "CONFAB_PROFILE" => profile.root().display().to_string(),
            _ => "user:password".to_owned(),
        };
        let mut send = command(&profile.root());
        let run = finish(send.args(["send", "--to", "#general", "hello"]).env(name, value), "");
        assert_eq!(run.code, 0, "{name}: {run:?}");
    }
}

#[test]
fn a_slip_in_the_name_of_the_secret_is_led_to_it() {
    let profile = Profile::new(&Server::new().url, "");
    let mut show = command(&profile.root());
    let run = finish(show.args(["roster", "show"]).env("CONFAB_FILES_SECRT", "x"), "");
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.words.ends_with("Did you mean CONFAB_FILES_SECRET?\n"), "{run:?}");
}
