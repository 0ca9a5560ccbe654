//! `confab review`, and the lines of `confab apply` that decide.

use super::world::{Profile, Run, run_in};

use confab::demo::listener::{Listener, Running};
use confab::demo::service::{Room, Service};

use serde_json::{Value, json};
use uuid::Uuid;

use std::path::PathBuf;

const ASHA: Uuid = Uuid::from_u128(0xa5_0001);
const BEN: Uuid = Uuid::from_u128(0xa5_0002);
const CHI: Uuid = Uuid::from_u128(0xa5_0003);
const DEE: Uuid = Uuid::from_u128(0xa5_0004);
const GENERAL: Uuid = Uuid::from_u128(0xa5_0010);
const DESK: Uuid = Uuid::from_u128(0xa5_0020);
const MESSAGE: &str = "01980000-0000-7000-8000-000000000001";

/// A server, and the profiles of Asha, who reports, Ben, who wrote, and Chi and Dee, who review.
struct World {
    _runtime: tokio::runtime::Runtime,
    server: Running,
    profile: Profile,
}

impl World {
    /// With a message by Ben that Asha has reported.
    fn new() -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let room = |id, name: &str, members: &[Uuid]| Room {
            id,
            name: name.to_owned(),
            members: members.iter().copied().collect(),
        };
        let rooms = [room(GENERAL, "general", &[ASHA, BEN, CHI]), room(DESK, "Reviewers", &[CHI, DEE])];
        let service = Service::new(ASHA, [BEN, CHI, DEE], rooms);
        let server = runtime.block_on(Listener::new(service).start(([127, 0, 0, 1], 0).into())).unwrap();
        let world = Self { _runtime: runtime, profile: Profile::new(server.url().as_str(), ""), server };
        for (person, role) in [(ASHA, "member"), (BEN, "member"), (CHI, "support"), (DEE, "support")] {
            world.set_up(person, role);
        }
        let post = json!({"do": "post", "to": GENERAL, "text": "Buy now", "id": MESSAGE});
        assert_eq!(world.apply(BEN, &post).code, 0);
        assert_eq!(world.run(ASHA, &["sync"]).code, 0);
        let report = json!({"do": "report", "message": MESSAGE, "reason": "Spam"});
        assert_eq!(world.apply(ASHA, &report).code, 0);
        for desk in [CHI, DEE] {
            assert_eq!(world.run(desk, &["sync"]).code, 0);
        }
        world
    }

    fn root(&self, person: Uuid) -> PathBuf {
        self.profile.folder.path().join(person.to_string())
    }

    fn set_up(&self, person: Uuid, role: &str) {
        let root = self.root(person);
        std::fs::create_dir(&root).unwrap();
        let company = super::world::COMPANY;
        let url = self.server.url();
        let settings = format!(
            "[account]\nuser_id = \"{person}\"\ncompany_id = \"{company}\"\nname = \"{person}\"\nrole = \"{role}\"\n\
             [server]\nurl = \"{url}\"\n[review]\nto = \"&Reviewers {DESK}\"\nreviewers = [\"{CHI}\", \"{DEE}\"]\n"
        );
        std::fs::write(root.join("settings.toml"), settings).unwrap();
        let people = [(ASHA, "Asha Rao"), (BEN, "Ben Okri"), (CHI, "Chi Adu"), (DEE, "Dee Moss")];
        let people: Vec<_> = people.iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
        let mut groups = Vec::new();
        if role == "support" {
            groups.push(json!({"id": DESK, "name": "Reviewers"}));
        }
        let roster =
            json!({"people": people, "channels": [{"id": GENERAL, "name": "general"}], "groups": groups});
        let file = root.join("roster.json");
        std::fs::write(&file, roster.to_string()).unwrap();
        assert_eq!(self.run(person, &["roster", "import", file.to_str().unwrap()]).code, 0);
    }

    fn run_with(&self, person: Uuid, arguments: &[&str], input: &str) -> Run {
        let token = person.to_string();
        run_in(&self.root(person), arguments, input, &[("CONFAB_TOKEN", &token)])
    }

    fn run(&self, person: Uuid, arguments: &[&str]) -> Run {
        self.run_with(person, arguments, "")
    }

    fn apply(&self, person: Uuid, line: &Value) -> Run {
        self.run_with(person, &["apply", "--json"], &line.to_string())
    }

    fn list(&self, person: Uuid) -> Vec<Value> {
        let run = self.run(person, &["review", "list", "--all", "--json"]);
        assert_eq!(run.code, 0, "{run:?}");
        run.lines()
    }

    fn is_deleted(&self) -> bool {
        let id = Uuid::parse_str(MESSAGE).unwrap();
        self.server.with_service(|service| service.stored(id).unwrap().message.is_deleted == Some(true))
    }
}

#[test]
fn a_case_is_listed_shown_and_decided_by_one_command_each() {
    let world = World::new();
    let cases = world.list(CHI);
    let [case] = &cases[..] else { panic!("{cases:?}") };
    assert_eq!(
        (&case["case"], &case["text"], &case["reason"]),
        (&json!(MESSAGE), &json!("Buy now"), &json!("Spam"))
    );
    assert_eq!(
        (&case["state"], &case["reports"], &case["decision"]),
        (&json!("open"), &json!(1), &Value::Null)
    );
    assert_eq!(case["conversation"]["title"], "#general");
    let words = world.run(CHI, &["review", "show", MESSAGE]);
    assert!(words.out.contains("Reported by Asha Rao") && words.out.contains("Buy now"), "{words:?}");

    let decided =
        world.run(CHI, &["review", "decide", MESSAGE, "remove", "--note", "as yesterday", "--json"]);
    assert_eq!(decided.code, 0, "{decided:?}");
    assert!(world.is_deleted());
    let [told] = &decided.lines()[..] else { panic!("{decided:?}") };
    assert_eq!((&told["state"], &told["decisions"][0]["outcome"]), (&json!("decided"), &json!("done")));
    assert_eq!(world.run(CHI, &["review", "list", "--json"]).out, "");
    assert_eq!(world.run(CHI, &["review", "list"]).words, "No reports are waiting.\n");

    assert_eq!(world.run(DEE, &["sync"]).code, 0);
    let shown = world.run(DEE, &["review", "show", MESSAGE]);
    assert!(shown.out.contains("as yesterday") && !shown.out.contains("[review/"), "{shown:?}");
    let late = world.run(DEE, &["review", "decide", MESSAGE, "keep"]);
    assert_eq!(late.code, 2, "{late:?}");
    assert!(late.words.contains("Chi Adu has already decided"), "{late:?}");

    assert_eq!(world.run(CHI, &["review", "decide", MESSAGE, "undo"]).code, 0);
    assert_eq!(world.run(CHI, &["outbox", "flush"]).code, 0);
    assert!(!world.is_deleted());
    assert_eq!(world.list(CHI)[0]["state"], "open");
}

#[test]
fn lines_of_apply_claim_and_decide_like_the_command() {
    let world = World::new();
    assert_eq!(world.apply(CHI, &json!({"do": "claim", "message": MESSAGE, "on": true})).code, 0);
    assert_eq!(world.list(CHI)[0]["claimed_by"], json!(CHI));
    let line = json!({"do": "decide", "message": MESSAGE, "decision": "archive", "note": "old news"});
    assert_eq!(world.apply(CHI, &line).code, 0);
    let case = &world.list(CHI)[0];
    assert_eq!((&case["decision"], &case["decided_by"]), (&json!("archive"), &json!(CHI)));
    let undo = json!({"do": "undo", "message": MESSAGE});
    assert_eq!(world.apply(CHI, &undo).code, 0);
    // The word of earlier versions.
    let dismissed = json!({"do": "decide", "message": MESSAGE, "decision": "dismiss"});
    assert_eq!(world.apply(CHI, &dismissed).code, 0);
    assert_eq!(world.list(CHI)[0]["decision"], "keep");
}

#[test]
fn who_is_not_in_the_conversation_hears_that_the_removal_is_refused() {
    let world = World::new();
    let decided = world.run(DEE, &["review", "decide", MESSAGE, "remove"]);
    assert_eq!(decided.code, 4, "{decided:?}");
    assert!(!world.is_deleted());
    let shown = world.run(DEE, &["review", "show", MESSAGE]);
    assert!(shown.out.contains("Hand the case over"), "{shown:?}");
    assert_eq!(world.list(DEE)[0]["state"], "waiting");
}

#[test]
fn without_the_role_every_command_says_so_and_saves_nothing() {
    let world = World::new();
    for arguments in [
        &["review", "list"][..],
        &["review", "show", MESSAGE],
        &["review", "decide", MESSAGE, "remove"],
        &["review", "decide", MESSAGE, "claim"],
    ] {
        let run = world.run(ASHA, arguments);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.words.contains("Only support staff"), "{run:?}");
    }
    for line in [
        json!({"do": "decide", "message": MESSAGE, "decision": "remove"}),
        json!({"do": "claim", "message": MESSAGE}),
    ] {
        let run = world.apply(ASHA, &line);
        assert_eq!(run.code, 2, "{run:?}");
    }
    assert_eq!(world.run(ASHA, &["outbox", "--json"]).out, "");
    let odd = world.run(CHI, &["review", "show", "the one from yesterday"]);
    assert!(odd.code == 2 && odd.words.contains("confab review list"), "{odd:?}");
}

#[test]
fn a_decision_without_a_connection_waits_and_is_carried_out_by_the_next_flush() {
    let world = World::new();
    let offline = ["review", "decide", MESSAGE, "remove", "--server", "http://127.0.0.1:9/"];
    assert_eq!(world.run(CHI, &offline).code, 3);
    assert!(!world.is_deleted());
    assert_eq!(world.run(CHI, &["outbox", "flush"]).code, 0);
    assert!(world.is_deleted());
    let thread = world.run(CHI, &["review", "show", MESSAGE]).out;
    assert_eq!(thread.matches("Done.").count(), 1, "{thread}");
}

#[test]
fn an_export_goes_neither_into_the_profile_nor_into_a_pipe() {
    let world = World::new();
    let root = world.root(CHI);
    let mut places = vec![root.join("confab.db"), root.join("review/case.zip")];
    if cfg!(unix) {
        let pipe = world.profile.folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        places.push(pipe);
    }
    std::fs::create_dir_all(root.join("review")).unwrap();
    for to in places {
        let run = world.run(CHI, &["review", "export", MESSAGE, "--out", to.to_str().unwrap()]);
        assert!(run.code == 2 && run.words.contains("Choose a"), "{to:?}: {run:?}");
    }
    assert_eq!(world.list(CHI).len(), 1, "the database is whole");
}

#[test]
fn words_that_nobody_would_get_are_refused() {
    let world = World::new();
    for decision in ["claim", "release", "undo"] {
        let run = world.run(CHI, &["review", "decide", MESSAGE, decision, "--note", "Mine"]);
        assert!(run.code == 2 && run.words.contains("--note"), "{run:?}");
    }
    assert_eq!(world.list(CHI)[0]["claimed_by"], json!(null));
}

#[test]
fn an_export_is_verified_and_a_change_of_it_is_named() {
    let world = World::new();
    let to = world.profile.folder.path().join("case.zip");
    let path = to.to_str().unwrap();
    let exported = world.run(CHI, &["review", "export", MESSAGE, "--out", path]);
    assert_eq!(exported.code, 0, "{exported:?}");
    let verified = world.run(CHI, &["review", "verify", path]);
    assert!(verified.code == 0 && verified.words.starts_with("Nothing was changed"), "{verified:?}");
    let mut bytes = std::fs::read(&to).unwrap();
    let at = bytes.windows(7).position(|part| part == b"Buy now").unwrap();
    bytes[at] = b'C';
    std::fs::write(&to, bytes).unwrap();
    let changed = world.run(CHI, &["review", "verify", path]);
    assert!(changed.code == 1 && changed.out.contains(".json was changed."), "{changed:?}");
    let log = world.root(CHI).join("review/log.jsonl");
    let text = std::fs::read_to_string(&log).unwrap().replacen("exported", "exportee", 1);
    std::fs::write(&log, text).unwrap();
    let changed = world.run(CHI, &["review", "verify", "--json"]);
    assert_eq!(changed.code, 1);
    assert!(changed.lines()[0]["faults"][0].as_str().unwrap().starts_with("log.jsonl: line"), "{changed:?}");
}
