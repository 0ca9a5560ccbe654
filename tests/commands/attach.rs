//! `send --attach` and `apply` with files: files are uploaded before their message, in the order of their conversation,
//! and never lost.

use super::world::{Profile, Run, Server, refuse, run_in};

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// The smallest possible picture: one red pixel.
pub(crate) const PNG: [u8; 69] = [
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0,
    0, 1, 8, 2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 0x0c, b'I', b'D', b'A', b'T', 8, 0xd7, 0x63, 0xf8,
    0xcf, 0xc0, 0, 0, 3, 1, 1, 0, 0x18, 0xdd, 0x8d, 0xb0, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42,
    0x60, 0x82,
];

struct Desk {
    server: Server,
    profile: Profile,
    folder: tempfile::TempDir,
}

impl Desk {
    /// A profile whose object store is a folder beside it.
    fn new() -> Self {
        let desk = Self::without_store();
        std::fs::create_dir(desk.share()).unwrap();
        desk.set_store();
        desk
    }

    fn without_store() -> Self {
        let server = Server::new();
        let profile = Profile::new(&server.url, "");
        Self { server, profile, folder: tempfile::tempdir().unwrap() }
    }

    fn share(&self) -> PathBuf {
        self.folder.path().join("share")
    }

    fn set_store(&self) {
        let settings = self.profile.root().join("settings.toml");
        let text = std::fs::read_to_string(&settings).unwrap();
        let store = url::Url::from_directory_path(self.share()).unwrap();
        std::fs::write(&settings, format!("{text}[files]\nstore = \"{store}\"\n")).unwrap();
    }

    fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn stored(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        walk(&self.share(), &mut found);
        found.sort();
        found
    }

    /// The texts that the server received, in order.
    fn texts(&self) -> Vec<String> {
        let text = |element: &Value| element["Message"].as_str().unwrap_or_default().to_owned();
        self.server.elements().iter().map(text).collect()
    }

    fn waiting(&self) -> Vec<Value> {
        self.profile.run(&["outbox", "list", "--json"]).lines()
    }
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() { walk(&entry.path(), found) } else { found.push(entry.path()) }
    }
}

fn reason(run: &Run) -> String {
    run.lines()[0]["reason"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_file_is_stored_before_its_message_goes() {
    let desk = Desk::new();
    let picture = desk.file("a red dot.png", &PNG);
    let run = desk.profile.run(&["send", "--to", "#general", "--attach", &picture, "--json", "look"]);
    assert_eq!(run.code, 0, "{run:?}");
    let id = run.lines()[0]["message"].as_str().unwrap().to_owned();
    let elements = desk.server.elements();
    let [element] = &elements[..] else { panic!("{elements:?}") };
    assert_eq!(
        (&element["Message"], &element["MessageType"]),
        (&json!("look"), &json!(1)),
        "a kind without a number goes as text"
    );
    let file = &element["Files"][0];
    assert_eq!((&file["FileName"], &file["FileDuration"]), (&json!("a red dot.png"), &Value::Null));
    let path = file["FilePath"].as_str().unwrap();
    assert!(path.ends_with(&format!("/{id}/1-a_red_dot.png")), "{path}");
    assert_eq!(desk.stored(), [PathBuf::from(path)]);
    assert_eq!(std::fs::read(path).unwrap(), PNG);
    let xml = element["FilesXml"].as_str().unwrap();
    assert!(xml.contains(&format!("<FilePath>{path}</FilePath><FileName>a red dot.png</FileName>")), "{xml}");
}

#[test]
fn files_alone_make_a_message_and_the_same_bytes_are_kept_once() {
    let desk = Desk::new();
    let (one, two) = (desk.file("a.png", &PNG), desk.file("b.txt", b"words"));
    let again = desk.file("c.png", &PNG);
    let arguments = ["send", "--to", "#general", "--attach", &one, "--attach", &two, "--attach", &again];
    assert_eq!(desk.profile.run(&arguments).code, 0);
    let element = &desk.server.elements()[0];
    assert_eq!((&element["Message"], &element["MessageType"]), (&json!(""), &json!(1)));
    assert_eq!(element["Files"].as_array().unwrap().len(), 3);
    assert_eq!(desk.stored().len(), 3);
    let mut kept = Vec::new();
    walk(&desk.profile.root().join("files/originals"), &mut kept);
    assert_eq!(kept.len(), 2, "{kept:?}");
    let run = desk.profile.run(&["send", "--to", "#general"]);
    assert_eq!(run.code, 2, "{run:?}");
}

#[test]
fn what_is_not_what_its_name_says_is_told() {
    let desk = Desk::new();
    let program = desk.file("cat.png", &[b"\x7fELF\x02\x01\x01".as_slice(), &[0; 200]].concat());
    let run = desk.profile.run(&["send", "--to", "#general", "--attach", &program]);
    assert!(run.code == 0 && run.words.contains("cat.png: Named .png, but it is a program."), "{run:?}");
}

#[test]
fn without_a_store_a_message_waits_with_that_reason_and_holds_its_conversation_alone() {
    let desk = Desk::without_store();
    let picture = desk.file("a.png", &PNG);
    let run = desk.profile.run(&["send", "--to", "#general", "--attach", &picture, "--json", "first"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(reason(&run).contains("file storage is not set up"), "{run:?}");
    // The original is no longer needed.
    std::fs::remove_file(&picture).unwrap();
    assert_eq!(desk.profile.run(&["send", "--to", "#general", "second"]).code, 3);
    assert_eq!(desk.profile.run(&["send", "--to", "&Launch crew", "elsewhere"]).code, 0);
    assert_eq!(desk.texts(), ["elsewhere"]);
    assert_eq!(desk.waiting().len(), 2);
    std::fs::create_dir(desk.share()).unwrap();
    desk.set_store();
    assert_eq!(desk.profile.run(&["outbox", "flush"]).code, 0);
    assert_eq!(desk.texts(), ["elsewhere", "first", "second"]);
    assert_eq!(std::fs::read(&desk.stored()[0]).unwrap(), PNG);
    assert!(desk.waiting().is_empty());
}

#[test]
fn a_share_that_is_not_there_is_waited_for_and_not_made() {
    let desk = Desk::without_store();
    desk.set_store();
    let picture = desk.file("a.png", &PNG);
    let run = desk.profile.run(&["send", "--to", "#general", "--attach", &picture, "--json", "first"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(reason(&run).contains("Is the share connected?"), "{run:?}");
    assert!(!desk.share().exists());
    std::fs::create_dir(desk.share()).unwrap();
    assert_eq!(desk.profile.run(&["outbox", "flush"]).code, 0);
    assert_eq!(desk.texts(), ["first"]);
}

#[test]
fn what_cannot_be_attached_queues_nothing() {
    let desk = Desk::new();
    let fine = desk.file("a.png", &PNG);
    let gone = desk.folder.path().join("gone.png").to_str().unwrap().to_owned();
    let run = desk.profile.run(&["send", "--to", "#general", "--attach", &fine, "--attach", &gone, "x"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.words.contains("There is no file at gone.png"), "{run:?}");
    let line =
        |files: Value| json!({"do": "post", "to": "#general", "text": "x", "files": files}).to_string();
    for (files, words) in [
        (json!([gone]), "Line 2: files: There is no file at gone.png"),
        (json!([fine, 7]), "Line 2: files: each path must be text, not a number"),
        (json!(fine), "Line 2: files: must be a list of paths"),
        (json!(vec![fine.clone(); 21]), "at most 20 files, not 21"),
    ] {
        let lines = format!("{}\n{}\n", line(json!([])), line(files));
        let run = desk.profile.run_with(&["apply", "-"], &lines);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.words.contains(words), "{run:?}");
    }
    assert!(desk.waiting().is_empty() && desk.server.requests().is_empty());
}

#[test]
fn apply_takes_files_and_tells_each_line() {
    let desk = Desk::new();
    let picture = desk.file("a.png", &PNG);
    let lines = format!(
        "{}\n{}\n",
        json!({"do": "post", "to": "#general", "files": [picture]}),
        json!({"do": "post", "to": "#general", "text": "after"})
    );
    let run = desk.profile.run_with(&["apply", "--json", "-"], &lines);
    assert_eq!(run.code, 0, "{run:?}");
    let states: Vec<_> = run.lines().iter().map(|line| line["state"].clone()).collect();
    assert_eq!(states, [json!("kept"), json!("kept"), json!("accepted"), json!("accepted")]);
    assert_eq!(desk.texts(), ["", "after"]);
}

#[test]
fn a_message_taken_back_before_it_went_leaves_nothing_in_the_store() {
    let desk = Desk::new();
    let picture = desk.file("a.png", &PNG);
    desk.server.answer(|_| refuse("No pictures here"));
    let run = desk.profile.run(&["send", "--to", "#general", "--attach", &picture, "--json", "x"]);
    assert_eq!(run.code, 4, "{run:?}");
    assert_eq!(desk.stored().len(), 1);
    let id = run.lines()[0]["message"].as_str().unwrap().to_owned();
    assert_eq!(desk.profile.run(&["outbox", "discard", &id]).code, 0);
    assert_eq!(desk.profile.run(&["outbox", "flush"]).code, 0);
    assert!(desk.stored().is_empty());
}

#[test]
fn a_folder_that_lets_nobody_write_is_told_and_waited_for() {
    let desk = Desk::new();
    let picture = desk.file("a.png", &PNG);
    // A file in place of the folder of the year: nobody can write there, not even root. The year may change meanwhile.
    let years = years();
    for year in &years {
        std::fs::write(desk.share().join(year), "in the way").unwrap();
    }
    let run = desk.profile.run(&["send", "--to", "#general", "--attach", &picture, "--json", "x"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(reason(&run).contains("The file storage"), "{run:?}");
    for year in &years {
        std::fs::remove_file(desk.share().join(year)).unwrap();
    }
    assert_eq!(desk.profile.run(&["outbox", "flush"]).code, 0);
    assert_eq!(desk.texts(), ["x"]);
}

/// The current year, and the year in an hour.
fn years() -> BTreeSet<String> {
    let now = chrono::Utc::now();
    [now, now + chrono::TimeDelta::hours(1)].map(|at| at.format("%Y").to_string()).into()
}

#[test]
fn limits_of_the_settings_are_told_before_anything_is_copied() {
    let desk = Desk::new();
    let large = desk.file("large.bin", &[7; 3_000]);
    let limits = [("CONFAB_FILES_MAX_BYTES", "2000"), ("CONFAB_FILES_MAX_COUNT", "1")];
    let run =
        run_in(&desk.profile.root(), &["send", "--to", "#general", "--attach", &large, "x"], "", &limits);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.words.contains("large.bin has a size of 3.0 kB; the limit is 2.0 kB"), "{run:?}");
    let small = desk.file("small.bin", &[7; 300]);
    let two = ["send", "--to", "#general", "--attach", &small, "--attach", &small, "x"];
    let run = run_in(&desk.profile.root(), &two, "", &limits);
    assert!(run.code == 2 && run.words.contains("at most 1 file, not 2"), "{run:?}");
    let mut kept = Vec::new();
    walk(&desk.profile.root().join("files"), &mut kept);
    assert!(kept.is_empty(), "{kept:?}");
}
