//! `confab demo --headless` and `confab demo-server`.

use super::world::{Profile, run_in};

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use serde_json::Value;

#[test]
fn without_a_display_the_demo_is_played_and_everything_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    // The last minutes of a leap day: it passes midnight during the play.
    let arguments = ["demo", "--headless", "--out", out.to_str().unwrap(), "--at", "2028-02-29T23:59:40Z"];
    let run = run_in(folder.path(), &arguments, "", &[]);
    assert_eq!(run.code, 0, "{run:?}");
    let paths: Vec<_> = run.out.lines().map(std::path::PathBuf::from).collect();
    assert!(run.words.lines().count() >= 5 && run.words.contains("(7 of 7)"), "{}", run.words);
    let (transcript, pictures) = paths.split_last().expect("paths on standard output");
    assert!(pictures.len() >= 12, "{pictures:?}");
    for picture in pictures {
        let file = std::fs::File::open(picture).unwrap();
        let mut reader = png::Decoder::new(BufReader::new(file)).read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        reader.next_frame(&mut pixels).expect("all its rows");
        let first = &pixels[..4];
        assert!(pixels.chunks(4).any(|pixel| pixel != first), "{} is of one colour", picture.display());
    }
    let calls: Vec<Value> = serde_json::from_slice(&std::fs::read(transcript).unwrap()).unwrap();
    let sample: Value = serde_json::from_str(include_str!("../wire/samples/publish-request.json")).unwrap();
    let fields = |message: &Value| message.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let mut kinds = std::collections::BTreeSet::new();
    for call in &calls {
        assert!(call["format"] == "json" && call["status"].is_u64(), "{call}");
        let at = call["at"].as_str().unwrap();
        assert!(at.starts_with("2028-02-29T23:59:") || at.starts_with("2028-03-01T00:"), "{at}");
        for message in call["body"]["Messages"].as_array().unwrap() {
            assert_eq!(fields(message), fields(&sample["Messages"][0]));
            kinds.insert((message["IsChannel"] == true, message["IsGroupChat"] == true));
        }
    }
    assert_eq!(kinds.len(), 3, "channel, direct and group: {kinds:?}");
    let said = |text: &str| calls.iter().any(|call| call["body"].to_string().contains(text));
    let flags = ["Edited", "Deleted", "Starred", "Pinned", "Archieved"];
    for flag in flags {
        assert!(said(&format!("\"Is{flag}\":true")), "nothing was {flag}");
    }
    assert!(said("Everything about the launch goes here from now on."), "nothing was said in a new channel");
    assert!(said("\"IsArchieved\":false") && said("\"ReportMessage\":\"spam\""));
    let messages = || calls.iter().flat_map(|call| call["body"]["Messages"].as_array().unwrap());
    for field in ["SharedMessage", "ReactedByUserId", "ParentMessageId", "TaggedMembers"] {
        assert!(messages().any(|message| !message[field].is_null()), "no message had {field}");
    }
}

#[test]
fn a_reviewers_demo_decides_five_cases_and_everything_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let arguments = ["demo", "--headless", "--as", "reviewer", "--out", out.to_str().unwrap()];
    let run = run_in(folder.path(), &arguments, "", &[]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("desk-all-decided.png"), "{run:?}");
    let calls: Vec<Value> =
        serde_json::from_slice(&std::fs::read(out.join("transcript.json")).unwrap()).unwrap();
    let messages = || calls.iter().flat_map(|call| call["body"]["Messages"].as_array().unwrap());
    for act in ["keep", "remove", "archive", "warn", "ask"] {
        let tail = format!("[review/1 {act} ");
        let said = |message: &&Value| message["Message"].as_str().is_some_and(|text| text.contains(&tail));
        assert!(messages().find(said).is_some(), "{act}");
    }
}

#[test]
fn a_moment_that_is_none_is_a_usage_error_that_shows_how_one_is_written() {
    let folder = tempfile::tempdir().unwrap();
    for moment in
        ["yesterday", "2026-11-29", "2026-11-29T12:25:00", "2026-11-29T25:00:00Z", "1969-12-31T23:59:59Z"]
    {
        let run = run_in(folder.path(), &["demo", "--headless", "--at", moment], "", &[]);
        assert_eq!(run.code, 2, "{moment}: {run:?}");
        assert!(run.words.contains("--at") && run.words.contains(moment), "{run:?}");
    }
    let run = run_in(folder.path(), &["demo", "--headless", "--at", "yesterday"], "", &[]);
    assert!(run.words.contains("2026-11-29T12:25:00Z"), "{run:?}");
}

#[test]
fn the_demo_refuses_a_profile_or_a_server_of_ones_own_instead_of_ignoring_it() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own");
    let options = [("--profile", own.to_str().unwrap()), ("--server", "https://chat.example.org/")];
    for command in ["demo", "demo-server"] {
        for (option, value) in options {
            let run = run_in(folder.path(), &[command, option, value], "", &[]);
            assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
            assert!(run.words.contains(option) && run.words.contains(command), "{run:?}");
        }
    }
    assert!(!own.exists(), "nothing is made there");
}

#[test]
fn an_unknown_weather_is_a_usage_error_that_names_the_known_ones() {
    let folder = tempfile::tempdir().unwrap();
    let run = run_in(folder.path(), &["demo", "--headless", "--weather", "hail"], "", &[]);
    assert_eq!(run.code, 2);
    assert!(run.words.contains("storm"), "{run:?}");
}

#[test]
fn an_unknown_part_is_a_usage_error_that_names_the_known_ones() {
    let folder = tempfile::tempdir().unwrap();
    for part in ["admin", "Reviewer", ""] {
        let run = run_in(folder.path(), &["demo", "--headless", "--as", part], "", &[]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{part}: {run:?}");
        assert!(run.words.contains("--as"), "{run:?}");
    }
    let run = run_in(folder.path(), &["demo", "--headless", "--as", "admin"], "", &[]);
    assert!(run.words.contains("member") && run.words.contains("reviewer"), "{run:?}");
}

#[test]
fn a_window_without_a_display_names_the_headless_demo() {
    let folder = tempfile::tempdir().unwrap();
    let run = run_in(folder.path(), &[], "", &[]);
    assert_eq!(run.code, 2);
    assert!(run.words.contains("confab demo --headless"), "{run:?}");
}

#[test]
fn a_profile_can_talk_to_the_demo_server() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_confab"))
        .args(["demo-server", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let hello: Value = serde_json::from_str(&line).expect("one line of JSON");
    let profile = Profile::new(hello["url"].as_str().unwrap(), "");
    let names = [
        ("CONFAB_ACCOUNT_USER_ID", hello["user_id"].as_str().unwrap()),
        ("CONFAB_ACCOUNT_COMPANY_ID", hello["company_id"].as_str().unwrap()),
        ("CONFAB_ACCOUNT_NAME", hello["name"].as_str().unwrap()),
    ];
    // Not a channel of this company: the server refuses it with its own reason.
    let run = run_in(&profile.root(), &["send", "--to", "#general", "hello"], "", &names);
    // With the people and channels from the server's line of output it is a channel.
    let second = Profile::new(hello["url"].as_str().unwrap(), "");
    let roster = second.root().join("roster.json");
    std::fs::write(&roster, hello["roster"].to_string()).unwrap();
    let imported = run_in(&second.root(), &["roster", "import", roster.to_str().unwrap()], "", &names);
    let sent = run_in(&second.root(), &["send", "--to", "#kitchen", "hello"], "", &names);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(run.code, 4, "{run:?}");
    assert_eq!((imported.code, sent.code), (0, 0), "{imported:?} {sent:?}");
    let outside = Command::new(env!("CARGO_BIN_EXE_confab"))
        .args(["demo-server", "--listen", "0.0.0.0:0"])
        .output()
        .unwrap();
    assert_eq!(outside.status.code(), Some(2));
}
