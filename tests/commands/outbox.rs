//! `confab outbox`.

use super::world::{Profile, Server, refuse, respond};

use std::time::Instant;

#[test]
fn what_waits_is_listed_with_everything_a_script_needs() {
    let profile = Profile::new("http://127.0.0.1:9/", "");
    let message = profile.run(&["send", "--to", "#general", "x"]).out.trim().to_owned();
    let run = profile.run(&["outbox", "list", "--json"]);
    assert_eq!(run.code, 0);
    let entry = &run.lines()[0];
    assert_eq!((&entry["message"], &entry["do"]), (&message.into(), &"post".into()));
    assert_eq!((&entry["state"], &entry["attempts"]), (&"waiting".into(), &1.into()));
    assert_eq!(entry["conversation"], "#general");
    assert!(entry["since"].is_string());
    assert!(profile.run(&["outbox"]).out.contains("post in #general"));
}

#[test]
fn a_parked_wish_is_retried_or_taken_back_by_its_message() {
    let server = Server::new();
    server.answer(|_| refuse("no"));
    let profile = Profile::new(&server.url, "");
    let id = profile.run(&["send", "--to", "#general", "x"]).out.trim().to_owned();
    assert_eq!(profile.run(&["outbox", "flush"]).code, 4);
    server.answer(|_| super::world::accept());
    assert_eq!(profile.run(&["outbox", "retry", &id]).code, 0);
    assert_eq!(profile.run(&["outbox", "flush"]).code, 0);
    server.answer(|_| refuse("no"));
    let id = profile.run(&["send", "--to", "#general", "y"]).out.trim().to_owned();
    assert_eq!(profile.run(&["outbox", "discard", &id]).code, 0);
    assert_eq!(profile.run(&["outbox", "--json"]).out, "");
    assert_eq!(profile.run(&["outbox", "discard", &id]).code, 2);
    assert_eq!(profile.run(&["outbox", "retry", "--all"]).code, 0);
}

#[test]
fn what_may_have_arrived_is_taken_back_by_saying_so() {
    let server = Server::new();
    server.answer(|_| String::new());
    let profile = Profile::new(&server.url, "");
    let id = profile.run(&["send", "--to", "#general", "x"]).out.trim().to_owned();
    server.answer(|_| super::world::accept());
    assert_eq!(profile.run(&["outbox", "discard", &id]).code, 0);
    assert_eq!(profile.run(&["outbox", "flush"]).code, 0);
    let last = server.elements().pop().unwrap();
    assert_eq!((&last["Id"], &last["IsDeleted"]), (&id.into(), &true.into()));
}

#[test]
fn flush_never_goes_past_the_servers_wait_not_even_after_a_restart() {
    let server = Server::new();
    server.answer(|_| respond("503 Service Unavailable", "Retry-After: 600\r\n", ""));
    let profile = Profile::new(&server.url, "");
    assert_eq!(profile.run(&["send", "--to", "#general", "x"]).code, 3);
    server.answer(|_| super::world::accept());
    let start = Instant::now();
    let run = profile.run(&["outbox", "flush", "--timeout", "30s"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.words.contains("asked Confab to wait"), "{run:?}");
    // It does not wait for a deadline that cannot be met.
    assert!(start.elapsed().as_secs() < 20);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn one_try_is_called_one_try_and_hostile_names_are_shut_in() {
    let profile = Profile::new("http://127.0.0.1:9/", "");
    let roster = profile.folder.path().join("hostile.json");
    let id = "44444444-9859-4ef5-b004-39adaa2e15d1";
    let names = "gpj\\u202etxt\\u001b[31m מיכל";
    std::fs::write(&roster, format!(r#"{{"people":[{{"id":"{id}","name":"{names}"}}],"channels":[{{"id":"{id}","name":"solo","members":["{id}"]}}]}}"#)).unwrap();
    assert_eq!(profile.run(&["roster", "import", roster.to_str().unwrap()]).code, 0);
    let shown = profile.run(&["roster", "show"]).out;
    assert!(shown.contains("@\u{2068}gpj\u{fffd}txt\u{fffd}[31m מיכל\u{2069}  "), "{shown:?}");
    assert!(shown.contains("#solo") && shown.contains("  1 member\n"), "{shown:?}");
    let run = profile.run(&["send", "--to", "#solo", "x"]);
    assert_eq!(run.code, 3, "{run:?}");
    let list = profile.run(&["outbox"]).out;
    assert!(list.contains(", 1 attempt\n"), "{list:?}");
}

#[test]
fn a_reading_command_makes_no_folder() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("relp");
    for arguments in [&["outbox", "list"][..], &["outbox"], &["roster", "show"]] {
        let run = super::world::run_in(&root, arguments, "", &[]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.words.contains("There is no profile in"), "{run:?}");
        assert!(!root.exists(), "{arguments:?}");
    }
    std::fs::create_dir(&root).unwrap();
    assert_eq!(super::world::run_in(&root, &["outbox"], "", &[]).code, 2);
    assert_eq!(std::fs::read_dir(&root).unwrap().count(), 0, "nor does it furnish an empty one");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_standard_output_is_told_and_a_reader_that_went_away_is_not() {
    let profile = Profile::new("http://127.0.0.1:9/", "");
    let run = |out: std::process::Stdio, arguments: &[&str]| {
        std::process::Command::new(env!("CARGO_BIN_EXE_confab"))
            .args(arguments)
            .env("CONFAB_PROFILE", profile.root())
            .stdout(out)
            .output()
            .unwrap()
    };
    for arguments in [&["roster", "show"][..], &["roster", "show", "--json"], &["--help"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let ended = run(full.into(), arguments);
        assert_eq!(ended.status.code(), Some(1), "{arguments:?} {ended:?}");
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        assert_eq!(run(writer.into(), arguments).status.code(), Some(0), "{arguments:?}");
    }
}

#[test]
fn why_the_line_does_not_go_on_is_said_beside_what_waits() {
    let server = Server::new();
    let profile = Profile::new(&server.url, "");
    let troubles = [
        ("503 Service Unavailable", "", "is busy (status 503)"),
        ("503 Service Unavailable", "Retry-After: 600\r\n", "The server asked Confab to wait. Try again in "),
        ("401 Unauthorized", "", "Sign in"),
        ("404 Not Found", "", "not know this address (status 404)"),
    ];
    for (status, headers, words) in troubles {
        server.answer(move |_| respond(status, headers, ""));
        assert_eq!(profile.run(&["send", "--to", "#general", "x"]).code, 3);
        let run = profile.run(&["outbox"]);
        assert!(run.words.contains("Last attempt: ") && run.words.contains(words), "{}", run.words);
        assert!(!run.out.contains(words), "once, not for each: {}", run.out);
        let run = profile.run(&["outbox", "--json"]);
        assert!(run.lines()[0]["reason"].as_str().unwrap().contains(words), "{}", run.out);
        assert_eq!(run.words, "");
        // As if the server's wait were over.
        forget_waits(&profile);
    }
    server.answer(|_| super::world::accept());
    assert_eq!(profile.run(&["outbox", "flush"]).code, 0);
    server.answer(|_| refuse("no"));
    assert_eq!(profile.run(&["send", "--to", "#general", "y"]).code, 4);
    let run = profile.run(&["outbox"]);
    assert!(run.out.contains("no") && !run.words.contains("Last attempt"), "{} {}", run.out, run.words);
}

fn forget_waits(profile: &Profile) {
    let file = rusqlite::Connection::open(profile.root().join("confab.db")).unwrap();
    file.execute("DELETE FROM line WHERE key IN ('not_before', 'back_off')", []).unwrap();
}

#[test]
fn what_waits_behind_a_wish_that_was_stopped_here_does_not_blame_the_server() {
    let profile = Profile::new("http://127.0.0.1:9/", "");
    let first = "99999999-9859-4ef5-b004-39adaa2e15d1";
    let wishes = [
        format!(r##"{{"do":"post","to":"#general","text":"one","id":"{first}"}}"##),
        format!(r##"{{"do":"share","message":"{first}","to":"#general"}}"##),
        format!(r##"{{"do":"delete","message":"{first}"}}"##),
        r##"{"do":"post","to":"#general","text":"two"}"##.to_owned(),
    ];
    assert_eq!(profile.run_with(&["apply"], &wishes.join("\n")).code, 4);
    let list = profile.run(&["outbox"]).out;
    assert!(list.contains("was discarded before it was sent") && list.contains("Waiting behind "), "{list}");
    assert!(!list.contains("rejected"), "{list}");
}
