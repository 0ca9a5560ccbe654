//! Every wish of the contract except those of reviewers (`review`), from a line of JSON through the program to the demo server and back.

use super::world::{Profile, Run};

use confab::chat::{Stamp, conversation};
use confab::demo::{Company, Size};

use serde_json::{Value, json};

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

const POST: &str = "01980000-0000-7000-8000-000000000001";
const REPLY: &str = "01980000-0000-7000-8000-000000000002";
const SHARE: &str = "01980000-0000-7000-8000-000000000003";
const REACTION: &str = "01980000-0000-7000-8000-000000000004";
const SLIP: &str = "01980000-0000-7000-8000-000000000005";

/// `confab demo-server` as a process of its own, ended with the test.
struct Demo {
    process: Child,
    hello: Value,
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Demo {
    fn new(seed: u64) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_confab"))
            .args(["demo-server", "--seed", &seed.to_string()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { process, hello: serde_json::from_str(&line).unwrap() }
    }

    /// A message as the server returns it to the user.
    fn message(&self, id: &str) -> Value {
        let address = self.hello["url"].as_str().unwrap().trim_start_matches("http://").trim_end_matches('/');
        let body = json!({"MessageId": id, "PageSize": 9, "PageNumber": 1, "Pagination": true}).to_string();
        let mut stream = TcpStream::connect(address).unwrap();
        let path = "/Message/MessageApi/GetUserOrChannelMessages";
        let length = body.len();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let answer: Value = serde_json::from_str(&answer[answer.find("\r\n\r\n").unwrap() + 4..]).unwrap();
        let data = answer["data"].as_array().unwrap();
        assert_eq!(data.len(), 1, "{answer}");
        data[0].clone()
    }
}

/// The user's profile at the demo server, with the demo's roster.
fn profile(demo: &Demo, company: &Company) -> Profile {
    let profile = Profile::new(demo.hello["url"].as_str().unwrap(), "");
    let settings = format!(
        "[account]\nuser_id = {}\ncompany_id = {}\nname = {}\n[server]\nurl = {}\n",
        demo.hello["user_id"], demo.hello["company_id"], demo.hello["name"], demo.hello["url"]
    );
    std::fs::write(profile.root().join("settings.toml"), settings).unwrap();
    let rooms = |kind| {
        let of_kind = company.conversations.iter().filter(move |room| room.id.kind() == kind);
        of_kind.map(|room| json!({"id": room.id.uuid(), "name": room.name})).collect::<Vec<_>>()
    };
    let people: Vec<_> =
        company.people.iter().map(|it| json!({"id": it.id.uuid(), "name": it.name})).collect();
    let roster = json!({
        "people": people, "channels": rooms(conversation::Kind::Channel), "groups": rooms(conversation::Kind::Group),
    });
    let file = profile.folder.path().join("demo.json");
    std::fs::write(&file, roster.to_string()).unwrap();
    assert_eq!(profile.run(&["roster", "import", file.to_str().unwrap()]).code, 0);
    profile
}

#[track_caller]
fn accepted(run: &Run, lines: usize) {
    assert_eq!(run.code, 0, "{run:?}");
    let states: Vec<_> = run.lines().iter().map(|line| line["state"].as_str().unwrap().to_owned()).collect();
    let expected = [vec!["kept"; lines], vec!["accepted"; lines]].concat();
    assert_eq!(states, expected, "{run:?}");
}

fn lines(wishes: &[Value]) -> String {
    wishes.iter().map(Value::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_wish_reaches_the_demo_server_and_does_there_what_it_says() {
    let demo = Demo::new(7);
    let company = Company::invent(7, Size::default(), Stamp::from_ticks(0, 0));
    let profile = profile(&demo, &company);
    let place = |kind| company.conversations.iter().find(|room| room.id.kind() == kind).unwrap().id.uuid();
    let (channel, group) = (place(conversation::Kind::Channel), place(conversation::Kind::Group));
    let [one, other] = [&company.people[1], &company.people[2]];
    let (one_id, other_id) = (one.id.to_string(), other.id.to_string());
    let text = format!("Hello @{}", one.name);
    let first = lines(&[
        json!({"do": "post", "to": channel, "text": text, "tags": [one_id], "files": [], "id": POST}),
        json!({"do": "post", "to": channel, "text": "A reply", "reply_to": POST, "id": REPLY}),
        json!({"do": "post", "to": channel, "text": "A slip", "id": SLIP}),
        json!({"do": "share", "message": POST, "to": group, "text": "see this", "id": SHARE}),
        json!({"do": "react", "message": POST, "emoji": "👍🏽", "on": true, "id": REACTION}),
    ]);
    accepted(&profile.run_with(&["apply", "--json"], &first), 5);
    let second = lines(&[
        json!({"do": "edit", "message": POST, "text": format!("{text}, all")}),
        json!({"do": "tag", "message": POST, "people": [one_id, format!("@{}", other.name)]}),
        json!({"do": "pin", "message": POST, "on": true}),
        json!({"do": "star", "message": POST, "on": true}),
        json!({"do": "read", "message": REPLY, "on": true}),
        json!({"do": "archive", "message": REPLY, "on": true}),
        json!({"do": "report", "message": REPLY, "reason": "spam link"}),
        json!({"do": "delete", "message": SLIP}),
    ]);
    accepted(&profile.run_with(&["apply", "--json", "-"], &second), 8);

    let post = demo.message(POST);
    let tagged = format!("{text}, all @{}", other.name);
    let fields =
        |message: &Value, names: &[&str]| names.iter().map(|name| message[name].clone()).collect::<Vec<_>>();
    assert_eq!(
        fields(
            &post,
            &[
                "Message",
                "TaggedMembers",
                "TaggedMembersIds",
                "IsEdited",
                "IsPinned",
                "IsStarred",
                "IsDeleted"
            ]
        ),
        [
            json!(tagged),
            json!([one_id, other_id]),
            json!(format!("{one_id},{other_id}")),
            json!(true),
            json!(true),
            json!(true),
            json!(false)
        ]
    );
    assert_eq!(
        (&post["PinnedByUserId"], &post["StarredByUserId"]),
        (&demo.hello["user_id"], &demo.hello["user_id"])
    );
    let reply = demo.message(REPLY);
    assert_eq!(
        fields(&reply, &["Message", "ParentMessageId", "IsRead", "IsArchieved", "ReportMessage"]),
        [json!("A reply"), json!(POST), json!(true), json!(true), json!("spam link")]
    );
    let share = demo.message(SHARE);
    assert_eq!(
        fields(&share, &["Message", "SharedMessageId", "FromUserId", "IsGroupChat"]),
        [json!("see this"), json!(POST), demo.hello["user_id"].clone(), json!(true)]
    );
    assert_eq!(share["SharedMessage"]["Message"], json!(text), "what stood there when it was shared");
    let reaction = demo.message(REACTION);
    assert_eq!(
        fields(&reaction, &["Message", "ParentMessageId", "ReactedByUserId", "IsDeleted"]),
        [json!("👍🏽"), json!(POST), demo.hello["user_id"].clone(), json!(false)]
    );
    assert_eq!(demo.message(SLIP)["IsDeleted"], json!(true));

    let third = lines(&[
        json!({"do": "pin", "message": POST, "on": false}),
        json!({"do": "star", "message": POST, "on": false}),
        json!({"do": "react", "message": POST, "emoji": "👍🏽", "on": false}),
        json!({"do": "read", "message": REPLY, "on": false}),
        json!({"do": "archive", "message": REPLY, "on": false}),
        json!({"do": "share", "message": SHARE, "to": format!("@{}", one.name), "text": "", "tags": []}),
    ]);
    accepted(&profile.run_with(&["apply", "--json"], &third), 6);
    let (post, reply) = (demo.message(POST), demo.message(REPLY));
    assert_eq!(
        fields(&post, &["Message", "IsPinned", "IsStarred"]),
        [json!(tagged), json!(false), json!(false)]
    );
    assert_eq!(
        fields(&reply, &["IsRead", "IsArchieved", "ReportMessage"]),
        [json!(false), json!(false), json!("spam link")]
    );
    assert_eq!(demo.message(REACTION)["IsDeleted"], json!(true));
}

#[test]
fn a_bad_field_of_any_wish_is_named_with_its_line_and_nothing_is_queued() {
    let profile = Profile::new("http://127.0.0.1:9/", "");
    let post = json!({"do": "post", "to": "#general", "text": "good", "id": POST}).to_string();
    for (line, words) in [
        (json!({"do": "post", "text": "x"}), "to: missing"),
        (json!({"do": "post", "to": "#general"}), "text: missing"),
        (json!({"do": "post", "to": "#general", "text": " "}), "needs text"),
        (json!({"do": "post", "to": "#general", "text": "x", "tags": "Ben"}), "tags: must be a list"),
        (json!({"do": "post", "to": "#general", "text": "x", "tags": [7]}), "tags: each person"),
        (json!({"do": "post", "to": "#general", "text": "x", "tags": ["@Bne Okri"]}), "tags:"),
        (json!({"do": "post", "to": "#general", "text": "x", "reply_to": "y"}), "reply_to:"),
        (json!({"do": "post", "to": "#general", "text": "x", "id": "y"}), "id:"),
        (json!({"do": "edit", "message": POST}), "text: missing"),
        (json!({"do": "edit", "message": POST, "text": ""}), "needs text"),
        (json!({"do": "delete"}), "message: missing"),
        (json!({"do": "pin", "message": POST, "on": "yes"}), "on: must be true or false"),
        (json!({"do": "star", "message": POST, "on": 1}), "on: must be true or false"),
        (json!({"do": "read", "message": POST, "on": [], "text": "x"}), "on: must be true or false"),
        (json!({"do": "archive", "message": POST, "off": true}), "off: unknown field of “archive”"),
        (json!({"do": "tag", "message": POST}), "people: missing"),
        (json!({"do": "tag", "message": POST, "people": {}}), "people: must be a list"),
        (json!({"do": "share", "message": POST, "text": "x"}), "to: missing"),
        (json!({"do": "react", "message": POST, "on": true}), "emoji: missing"),
        (json!({"do": "react", "message": POST, "emoji": " ", "on": true}), "emoji"),
        (json!({"do": "report", "message": POST}), "reason: missing"),
        (json!({"do": "report", "message": POST, "reason": ""}), "reason"),
        (json!({"do": "pin", "message": REPLY, "on": true}), "no message"),
        (json!({"do": "fly"}), "do: unknown action “fly”"),
        (json!({"message": POST}), "do: missing"),
    ] {
        let run = profile.run_with(&["apply", "--json"], &format!("{post}\n\n{line}\n"));
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{line}: {run:?}");
        assert!(run.words.contains("Line 3: ") && run.words.contains(words), "{line}: {}", run.words);
    }
    assert_eq!(profile.run(&["outbox", "--json"]).out, "");
}
