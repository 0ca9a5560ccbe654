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
    assert!(run.words.contains("asked to wait"), "{run:?}");
    // It does not sit out a time that cannot be enough.
    assert!(start.elapsed().as_secs() < 20);
    assert_eq!(server.requests().len(), 1);
}
