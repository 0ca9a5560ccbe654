//! `confab sync` and `confab unread`.

use super::world::{BEN, GENERAL, ME, Profile, Request, Server, respond};

use serde_json::{Value, json};

fn message(number: u32, text: &str, tags: &[&str]) -> Value {
    json!({
        "Id": format!("00000000-0000-4000-8000-{number:012}"),
        "ChannelId": GENERAL,
        "ChannelName": "general",
        "IsChannel": true,
        "SenderId": BEN,
        "SenderName": "Ben Okri",
        "Message": text,
        "MessageType": 1,
        "MessageDateTime": format!("2025-11-28T10:00:{:02}.0000000+00:00", number % 60),
        "TaggedMembers": tags,
    })
}

/// Makes the server return these messages on its first page.
fn holding(server: &Server, messages: Vec<Value>) {
    server.answer(move |request: &Request| {
        let asked = request.json();
        let first = asked["PageNumber"] == 1;
        let page = if first { messages.clone() } else { Vec::new() };
        respond("200 OK", "", &json!({ "success": true, "data": page }).to_string())
    });
}

#[test]
fn what_is_new_is_read_and_counted_and_nothing_is_published() {
    let server = Server::new();
    holding(&server, vec![message(1, "one", &[]), message(2, "two", &[])]);
    let profile = Profile::new(&server.url, "");
    let run = profile.run(&["sync", "--json"]);
    assert_eq!(run.code, 0, "{}", run.words);
    let since = "2025-11-28T10:00:02.0000000+00:00";
    assert_eq!(run.lines(), [json!({ "messages": 2, "unreadable": 0, "since": since })]);
    let run = profile.run(&["sync"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""));
    assert!(run.words.contains("Up to date. Nothing new."), "{}", run.words);
    assert!(server.requests().iter().all(|request| request.path.ends_with("GetUserOrChannelMessages")));
    // Two waiting wishes stay in the outbox.
    holding(&server, vec![message(2, "two", &[]), message(3, "three", &[])]);
    let run = profile.run(&["sync", "--json"]);
    assert_eq!(run.lines()[0]["messages"], 1);
}

#[test]
fn what_could_not_be_read_is_told_once() {
    let server = Server::new();
    let mut nobody = message(2, "who?", &[]);
    nobody["SenderId"] = Value::Null;
    holding(&server, vec![message(1, "one", &[]), nobody, json!({ "Id": "?" }), message(3, "three", &[])]);
    let profile = Profile::new(&server.url, "");
    let run = profile.run(&["sync", "--json"]);
    let read = &run.lines()[0];
    assert_eq!((&read["messages"], &read["unreadable"]), (&json!(2), &json!(2)));
    assert!(run.words.contains("2 messages could not be read."), "{}", run.words);
    let run = profile.run(&["sync", "--json"]);
    assert_eq!((&run.lines()[0]["unreadable"], run.code), (&json!(0), 0));
    assert!(!run.words.contains("could not be read"), "{}", run.words);
}

#[test]
fn numbers_that_the_server_gives_kinds_of_message_are_named_on_request_and_never_used() {
    let server = Server::new();
    let with = |number: u32, kind: u32, name: &str| {
        let mut message = message(number, "look", &[]);
        message["MessageType"] = json!(kind);
        message["Files"] = json!([{ "FilePath": format!("https://files/{name}"), "FileName": name }]);
        message
    };
    let all = [(3, "a.png"), (7, "b.ogg"), (9, "c.pdf"), (9, "d.mp4"), (1, "e.png")];
    let messages = (1..).zip(all).map(|(number, (kind, name))| with(number, kind, name)).collect();
    holding(&server, messages);
    let profile = Profile::new(&server.url, "");
    let run = profile.run(&["sync"]);
    assert!(!run.words.contains("MessageType"), "{}", run.words);
    let run = profile.run(&["sync", "-v"]);
    for words in [
        "Messages with pictures arrived with MessageType 3, which is not in server.message_types. If that is this \
         server's number for them, add image = 3. Until then, yours are sent as text.",
        "Messages with sounds arrived with MessageType 7, which",
        "add audio = 7",
        "Messages with videos and files arrived with MessageType 9, which is not in server.message_types.",
    ] {
        assert!(run.words.contains(words), "{words}: {}", run.words);
    }
    assert!(!run.words.contains("MessageType 1,"), "{}", run.words);
    let named = Profile::new(&server.url, "message_types = { text = 1, image = 3 }\n");
    let run = named.run(&["sync", "-v"]);
    assert!(!run.words.contains("MessageType 3,") && run.words.contains("MessageType 7,"), "{}", run.words);
}

#[test]
fn a_server_that_cannot_be_read_now_ends_with_3_and_says_why() {
    let server = Server::new();
    let profile = Profile::new(&server.url, "");
    for (status, headers, words) in [
        ("401 Unauthorized", "", "Sign in"),
        ("404 Not Found", "", ""),
        ("503 Service Unavailable", "Retry-After: 600\r\n", "asked Confab to wait"),
    ] {
        server.answer(move |_| respond(status, headers, ""));
        let run = profile.run(&["sync", "--json", "--timeout", "3s"]);
        assert_eq!(run.code, 3, "{status}: {}", run.words);
        assert!(run.words.contains(words), "{status}: {}", run.words);
        assert_eq!(run.lines()[0]["messages"], 0);
    }
    let away = Profile::new("http://127.0.0.1:9/", "");
    let run = away.run(&["sync", "--timeout", "1s"]);
    assert_eq!((run.code, run.out.as_str()), (3, ""), "{}", run.words);
}

#[test]
fn a_server_that_refuses_every_reading_is_not_up_to_date() {
    for scope in ["account", "conversation", "auto"] {
        let server = Server::new();
        server.answer(|_| {
            respond("200 OK", "", &json!({ "success": false, "message": "YouAreNotAllowed" }).to_string())
        });
        let profile = Profile::new(&server.url, &format!("[sync]\nscope = \"{scope}\"\n"));
        let run = profile.run(&["sync", "--timeout", "1s"]);
        assert_eq!(run.code, 3, "{scope}: {}", run.words);
        assert!(run.words.contains("YouAreNotAllowed. Nothing new so far"), "{scope}: {}", run.words);
    }
}

#[test]
fn a_time_that_ends_too_early_is_said_and_the_next_sync_goes_on() {
    let server = Server::new();
    // An endless history, and no new messages.
    server.answer(|request| {
        let asked = request.json();
        let page = asked["PageNumber"].as_u64().unwrap();
        let number = |at: u64| u32::try_from(1_000_000 - page * 100 - at).unwrap();
        let count = if asked["LastSyncDateTime"].is_null() { 100 } else { 0 };
        let all: Vec<Value> = (0..count).map(|at| dated(number(at))).collect();
        respond("200 OK", "", &json!({ "success": true, "data": all }).to_string())
    });
    let profile = Profile::new(&server.url, "");
    let run = profile.run(&["sync", "--json", "--timeout", "1s"]);
    assert_eq!(run.code, 3, "{}", run.words);
    assert!(run.words.contains("The timeout has passed."), "{}", run.words);
    let before = server.requests().len();
    let _ = profile.run(&["sync", "--timeout", "1s"]);
    let asked: Vec<u64> = server.requests()[before..]
        .iter()
        .map(|request| request.json()["PageNumber"].as_u64().unwrap())
        .collect();
    assert_eq!(asked[0], 1, "what is new comes first");
    assert!(asked[1] > 2, "then the history goes on: {:?}", &asked[..2]);
}

/// A message whose date is derived from its number.
fn dated(number: u32) -> Value {
    let mut message = message(number, "x", &[]);
    let at = chrono::DateTime::from_timestamp(1_760_000_000 + i64::from(number), 0).unwrap();
    message["MessageDateTime"] = at.format("%Y-%m-%dT%H:%M:%S.0000000+00:00").to_string().into();
    message
}

#[test]
fn what_is_unread_is_told_without_the_network_and_beside_an_open_window() {
    let server = Server::new();
    holding(&server, vec![]);
    let profile = Profile::new(&server.url, "");
    assert_eq!(profile.run(&["sync"]).code, 0);
    assert_eq!(profile.run(&["unread"]).out, "0\t0\ttotal\n");
    holding(&server, vec![message(1, "one", &[]), message(2, "@Asha Rao two", &[ME])]);
    assert_eq!(profile.run(&["sync"]).code, 0);
    let calls = server.requests().len();
    let lock = confab::directory::Directory::open(&profile.root()).unwrap().lock().unwrap();
    assert_eq!(profile.run(&["unread"]).out, "2\t1\ttotal\n2\t1\t#general\n");
    let general = json!({
        "id": GENERAL, "kind": "channel", "name": "general", "unread": 2, "mentions": 1, "late": 0,
    });
    assert_eq!(
        profile.run(&["unread", "--json"]).lines(),
        [json!({ "unread": 2, "mentions": 1, "conversations": [general] })]
    );
    assert_eq!(server.requests().len(), calls, "no network");
    // Reading changes the profile, which is locked by its owner.
    assert_eq!(profile.run(&["sync"]).code, 5);
    // A late message: written an hour before those that are already here.
    drop(lock);
    let mut late = message(3, "late", &[]);
    late["MessageDateTime"] = json!("2025-11-28T09:00:00.0000000+00:00");
    holding(&server, vec![late]);
    assert_eq!(profile.run(&["sync"]).code, 0);
    let general = &profile.run(&["unread", "--json"]).lines()[0]["conversations"][0];
    assert_eq!((&general["unread"], &general["late"]), (&json!(3), &json!(1)));
}
