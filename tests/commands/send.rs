//! `confab send`.

use super::world::{BEN, COMPANY, CREW, GENERAL, ME, Profile, Server, refuse, respond, run_in};

use serde_json::{Value, json};

#[test]
fn a_channel_message_goes_out_as_decided() {
    let server = Server::new();
    let profile = Profile::new(&format!("{}some/prefix", server.url), "");
    let run = profile.run(&["send", "--to", "#general", "--tag", "Ben Okri", "--json", "Hello @Ben Okri"]);
    assert_eq!(run.code, 0, "{run:?}");
    let settled = &run.lines()[0];
    assert_eq!(settled["state"], "accepted");
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].path, "/some/prefix/Message/MessageApi/PublishMessagesToServer");
    assert!(requests[0].content_type.starts_with("application/json"));
    let body = requests[0].json();
    assert_eq!((&body["UserId"], &body["CompanyId"]), (&json!(ME), &json!(COMPANY)));
    let element = &body["Messages"][0];
    assert_eq!(element["Id"], settled["message"]);
    for (field, value) in [
        ("ChannelId", json!(GENERAL)),
        ("ChannelName", json!("general")),
        ("IsChannel", json!(true)),
        ("IsGroupChat", json!(false)),
        ("SenderId", json!(ME)),
        ("SenderName", json!("Asha Rao")),
        ("Message", json!("Hello @Ben Okri")),
        ("MessageType", json!(1)),
        ("TaggedMembers", json!([BEN])),
        ("TaggedMembersIds", json!(BEN)),
        ("ReceiverId", Value::Null),
        ("IsEdited", Value::Null),
        ("IsStarred", Value::Null),
    ] {
        assert_eq!(element[field], value, "{field}");
    }
}

#[test]
fn a_direct_and_a_group_message_are_routed_by_their_kind() {
    let server = Server::new();
    let profile = Profile::new(&server.url, "");
    assert_eq!(profile.run(&["send", "--to", "@Ben Okri", "hi"]).code, 0);
    assert_eq!(profile.run(&["send", "--to", "&Launch crew", "-v", "there"]).code, 0);
    let elements = server.elements();
    let route = |element: &Value| {
        ["ReceiverId", "ReceiverName", "ChannelId", "ChannelName", "IsChannel", "IsGroupChat"]
            .map(|field| element[field].clone())
    };
    assert_eq!(
        route(&elements[0]),
        [json!(BEN), json!("Ben Okri"), Value::Null, Value::Null, json!(false), json!(false)]
    );
    assert_eq!(
        route(&elements[1]),
        [Value::Null, Value::Null, json!(CREW), json!("Launch crew"), json!(false), json!(true)]
    );
}

#[test]
fn xml_is_written_when_the_profile_says_so() {
    let server = Server::new();
    let profile = Profile::new(&server.url, "format = \"xml\"\n");
    assert_eq!(profile.run(&["send", "--to", "&Launch crew", "a < b & c"]).code, 0);
    let request = &server.requests()[0];
    assert!(request.content_type.starts_with("application/xml"));
    let text = request.text();
    assert!(text.contains("<Message>a &lt; b &amp; c</Message>"), "{text}");
    assert!(text.contains("<MessageType>Text</MessageType>"), "{text}");
    assert!(!text.contains("IsChannel"), "{text}");
    let order: Vec<_> = ["<ChannelId>", "<ChannelName>", "<Id>", "<IsGroupChat>", "<Message>", "<SenderId>"]
        .iter()
        .map(|name| text.find(name).unwrap_or_else(|| panic!("{name} is missing in {text}")))
        .collect();
    assert!(order.is_sorted(), "{text}");
}

#[test]
fn the_text_may_come_from_standard_input() {
    let server = Server::new();
    let profile = Profile::new(&server.url, "");
    assert_eq!(profile.run_with(&["send", "--to", "#general", "-"], "two\nlines\n").code, 0);
    assert_eq!(server.elements()[0]["Message"], "two\nlines");
}

#[test]
fn a_token_goes_into_the_header_and_nowhere_else() {
    let server = Server::new();
    let profile = Profile::new(&server.url, "");
    let run = run_in(&profile.root(), &["send", "--to", "#general", "x"], "", &[("CONFAB_TOKEN", "s3cret")]);
    assert_eq!(run.code, 0);
    assert_eq!(server.requests()[0].authorization.as_deref(), Some("Bearer s3cret"));
    for entry in std::fs::read_dir(profile.root()).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        let bytes = std::fs::read(entry.path()).unwrap();
        assert!(!bytes.windows(6).any(|window| window == b"s3cret"), "{:?}", entry.path());
    }
}

#[test]
fn no_server_leaves_it_queued_and_safe_and_the_next_send_takes_it_along() {
    let server = Server::new();
    let profile = Profile::new("http://127.0.0.1:9/", "");
    let run = profile.run(&["send", "--to", "#general", "first", "--json"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert_eq!(run.lines()[0]["state"], "waiting");
    assert_eq!(profile.run(&["send", "--server", &server.url, "--to", "#general", "second"]).code, 0);
    let texts: Vec<_> = server.elements().iter().map(|element| element["Message"].clone()).collect();
    assert_eq!(texts, [json!("first"), json!("second")]);
}

#[test]
fn a_refusal_is_parked_with_the_servers_reason() {
    let server = Server::new();
    server.answer(|_| refuse("SeemsYouAreRemovedFromTheChannel"));
    let profile = Profile::new(&server.url, "");
    let run = profile.run(&["send", "--to", "#general", "x"]);
    assert_eq!(run.code, 4, "{run:?}");
    assert!(run.words.contains("no longer a member"), "{run:?}");
}

#[test]
fn a_lost_answer_is_told_as_waiting_and_goes_out_again_under_the_same_id() {
    let server = Server::new();
    server.answer(|_| String::new());
    let profile = Profile::new(&server.url, "");
    assert_eq!(profile.run(&["send", "--to", "#general", "x"]).code, 3);
    server.answer(|_| super::world::accept());
    assert_eq!(profile.run(&["outbox", "flush"]).code, 0);
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].body, requests[1].body);
}

#[test]
fn busy_servers_are_waited_for_when_asked_to() {
    let server = Server::new();
    let first = std::sync::atomic::AtomicBool::new(true);
    server.answer(move |_| {
        if first.swap(false, std::sync::atomic::Ordering::SeqCst) {
            respond("429 Too Many Requests", "Retry-After: 1\r\n", "")
        } else {
            super::world::accept()
        }
    });
    let profile = Profile::new(&server.url, "");
    let run = profile.run(&["send", "--to", "#general", "x", "--wait", "20s"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_wrong_address_parks_nothing_and_says_what_to_check() {
    let server = Server::new();
    server.answer(|_| respond("404 Not Found", "", ""));
    let profile = Profile::new(&server.url, "");
    let run = profile.run(&["send", "--to", "#general", "x"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.words.contains("publish path"), "{run:?}");
    assert_eq!(profile.run(&["outbox", "--json"]).lines()[0]["state"], "waiting");
}

#[test]
fn wrong_input_ends_with_two_and_queues_nothing() {
    let server = Server::new();
    let profile = Profile::new(&server.url, "");
    for (arguments, words) in [
        (&["send", "--to", "#genral", "x"][..], "#general"),
        (&["send", "--to", "general", "x"], "#channel"),
        (&["send", "--to", "#general", "  "], "needs text"),
        (&["send", "--to", "#general", "--tag", "Nobody", "x"], "Nobody"),
        (&["send", "--to", "#general", "--reply-to", "7", "x"], "--reply-to"),
        (&["send", "--to", "#general"], "Enter some text"),
        (&["send", "--server", "http://chat.example.org/", "--to", "#general", "x"], "http"),
        (&["dance"], "dance"),
    ] {
        let run = profile.run(arguments);
        assert_eq!(run.code, 2, "{arguments:?} {run:?}");
        assert!(run.words.contains(words), "{arguments:?} {run:?}");
    }
    assert_eq!(profile.run(&["outbox", "--json"]).out, "");
    assert!(server.requests().is_empty());
}

#[test]
fn a_profile_in_other_hands_ends_with_five() {
    let server = Server::new();
    let profile = Profile::new(&server.url, "");
    let _lock = confab::directory::Directory::open(&profile.root()).unwrap().lock().unwrap();
    assert_eq!(profile.run(&["send", "--to", "#general", "x"]).code, 5);
    assert_eq!(profile.run(&["outbox", "flush"]).code, 5);
    assert_eq!(profile.run(&["outbox", "list"]).code, 0);
    assert_eq!(profile.run(&["roster", "show", "--json"]).code, 0);
}

#[test]
fn broken_settings_are_named_by_file_and_line() {
    let profile = Profile::new("http://127.0.0.1:9/", "");
    std::fs::write(profile.root().join("settings.toml"), "[server]\nurl = 7\ncolour = \"red\"\n").unwrap();
    let run = profile.run(&["send", "--to", "#general", "x"]);
    assert_eq!(run.code, 2);
    assert!(run.words.contains("line 2") && run.words.contains("line 3"), "{run:?}");
}

#[test]
fn no_time_to_keep_trying_is_one_try() {
    let server = Server::new();
    let profile = Profile::new(&server.url, "");
    let run = profile.run(&["send", "--to", "#general", "x", "--wait", "0s"]);
    assert_eq!((run.code, server.requests().len()), (0, 1), "{run:?}");
}

#[test]
fn a_second_send_waits_for_the_first_to_be_done() {
    let server = Server::new();
    server.answer(|_| {
        std::thread::sleep(std::time::Duration::from_millis(700));
        super::world::accept()
    });
    let profile = Profile::new(&server.url, "");
    let runs = std::thread::scope(|scope| {
        let send = |text: &'static str| {
            scope.spawn({
                let root = profile.root();
                move || run_in(&root, &["send", "--to", "#general", text], "", &[])
            })
        };
        let both = [send("one"), send("two")];
        both.map(|run| run.join().unwrap())
    });
    assert!(runs.iter().all(|run| run.code == 0), "{runs:?}");
    assert_eq!(server.elements().len(), 2);
}

#[test]
fn a_text_of_invisible_characters_is_wrong_input() {
    let profile = Profile::new("http://127.0.0.1:9/", "");
    let run = profile.run(&["send", "--to", "#general", "\u{200b}\u{2060}"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.words.contains("needs text"), "{run:?}");
}
