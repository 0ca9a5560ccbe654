//! `confab apply`.

use super::world::{Profile, Server, refuse};

use serde_json::json;

const POST: &str =
    r##"{"do":"post","to":"#general","text":"one","id":"99999999-9859-4ef5-b004-39adaa2e15d1"}"##;
const ID: &str = "99999999-9859-4ef5-b004-39adaa2e15d1";

#[test]
fn every_line_is_told_twice_kept_and_settled() {
    let server = Server::new();
    let profile = Profile::new(&server.url, "");
    let input = format!("{POST}\n\n{}\n", r#"{"do":"post","to":"@Ben Okri","text":"two"}"#);
    let run = profile.run_with(&["apply", "--json", "-"], &input);
    assert_eq!(run.code, 0, "{run:?}");
    let lines = run.lines();
    assert_eq!(lines[0], json!({"line":1,"message":ID,"state":"kept","reason":null}));
    let told: Vec<_> = lines.iter().map(|line| (line["line"].clone(), line["state"].clone())).collect();
    assert_eq!(
        told,
        [
            (json!(1), json!("kept")),
            (json!(3), json!("kept")),
            (json!(1), json!("accepted")),
            (json!(3), json!("accepted"))
        ]
    );
}

#[test]
fn a_bad_line_is_named_and_nothing_is_queued() {
    let server = Server::new();
    let profile = Profile::new(&server.url, "");
    for (second, words) in [
        (
            r#"{"do":"edit","message":"99999999-0000-4ef5-b004-39adaa2e15d1","text":"x"}"#,
            "Line 2: There is no message",
        ),
        (r#"{"do":"edit","message":"x","text":"x"}"#, "Line 2: message:"),
        (r##"{"do":"post","to":"#nowhere","text":"x"}"##, "Line 2: to:"),
        ("oops", "Line 2: not a JSON object"),
        (
            r##"{"do":"post","to":"#general","text":"x","id":"00000000-0000-0000-0000-000000000000"}"##,
            "Line 2: id: an ID cannot be all zeros",
        ),
    ] {
        let run = profile.run_with(&["apply", "--json"], &format!("{POST}\n{second}\n"));
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
        assert!(run.words.contains(words), "{run:?}");
    }
    assert_eq!(profile.run(&["outbox", "--json"]).out, "");
    assert!(server.requests().is_empty());
}

#[test]
fn an_edit_of_an_unsent_post_is_one_element_and_both_lines_settle() {
    let server = Server::new();
    let profile = Profile::new(&server.url, "");
    let edit = format!(r#"{{"do":"edit","message":"{ID}","text":"one!"}}"#);
    let run = profile.run_with(&["apply", "--json"], &format!("{POST}\n{edit}\n"));
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.lines().len(), 4);
    let elements = server.elements();
    assert_eq!(elements.len(), 1);
    assert_eq!((&elements[0]["Message"], &elements[0]["IsEdited"]), (&json!("one!"), &json!(null)));
}

#[test]
fn an_edit_and_a_delete_of_a_sent_message_say_so() {
    let server = Server::new();
    let profile = Profile::new(&server.url, "");
    assert_eq!(profile.run_with(&["apply"], POST).code, 0);
    assert_eq!(
        profile.run_with(&["apply"], &format!(r#"{{"do":"edit","message":"{ID}","text":"two"}}"#)).code,
        0
    );
    assert_eq!(profile.run_with(&["apply"], &format!(r#"{{"do":"delete","message":"{ID}"}}"#)).code, 0);
    let elements = server.elements();
    assert_eq!(elements.len(), 3);
    assert_eq!((&elements[1]["Message"], &elements[1]["IsEdited"]), (&json!("two"), &json!(true)));
    assert!(elements[1]["UpdatedDateTime"].is_string() && elements[1]["IsDeleted"].is_null());
    assert_eq!((&elements[2]["Message"], &elements[2]["IsDeleted"]), (&json!("two"), &json!(true)));
    assert!(
        elements.iter().all(
            |element| element["Id"] == ID && element["MessageDateTime"] == elements[0]["MessageDateTime"]
        )
    );
}

#[test]
fn one_bad_apple_spoils_nothing() {
    let server = Server::new();
    server.answer(|request| {
        if request.text().contains("rotten") { refuse("NotThisOne") } else { super::world::accept() }
    });
    let profile = Profile::new(&server.url, "");
    let lines: Vec<_> = (0..20)
        .map(|number| {
            let to = if number % 2 == 0 { "#general" } else { "@Ben Okri" };
            let text = if number == 6 { "rotten".to_owned() } else { format!("apple {number}") };
            json!({"do":"post","to":to,"text":text}).to_string()
        })
        .collect();
    let run = profile.run_with(&["apply", "--json"], &lines.join("\n"));
    assert_eq!(run.code, 4, "{run:?}");
    let settled: Vec<_> = run.lines().into_iter().skip(20).collect();
    let state =
        |line: u64| settled.iter().find(|it| it["line"] == line).map(|it| it["state"].clone()).unwrap();
    assert_eq!(state(7), "parked");
    for line in 1..=20 {
        // Later messages of its conversation wait behind it; all others are sent.
        let expected = match line {
            7 => "parked",
            9.. if line % 2 == 1 => "waiting",
            _ => "accepted",
        };
        assert_eq!(state(line), expected, "line {line}");
    }
    let front = settled.iter().find(|it| it["line"] == 7).unwrap()["message"].as_str().unwrap();
    let list = profile.run(&["outbox", "list"]);
    assert!(list.out.contains(&format!("Waiting behind {front} in")), "who waits says for whom: {list:?}");
}

#[test]
fn the_same_line_again_has_its_effect_once() {
    let server = Server::new();
    let profile = Profile::new(&server.url, "");
    assert_eq!(profile.run_with(&["apply"], POST).code, 0);
    assert_eq!(profile.run_with(&["apply", "--json"], POST).code, 0);
    assert_eq!(server.elements().len(), 1);
}
