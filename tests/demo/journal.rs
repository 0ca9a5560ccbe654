//! Persistence of the demo server's data.

use super::stage::{call, later, noon, post, service};

use confab::demo::journal::{Effect, Error, Journal, Origin};
use confab::demo::people::Size;
use confab::demo::service::{Faults, Service};
use confab::remote::wire::Message;

use uuid::Uuid;

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

fn origin(seed: u64) -> Origin {
    Origin { seed, size: Size { people: 5, messages: 10 }, born: noon() }
}

fn apply(journal: &mut Journal, service: &mut Service, message: Message) {
    let outcome = service.publish(&call(vec![message]), &Faults::new(), later(5));
    journal.keep(&Effect::of(service, &outcome).unwrap()).unwrap();
}

fn filled(folder: &Path) -> Service {
    let (mut journal, _, past) = Journal::open(folder, origin(1)).unwrap();
    assert!(past.is_empty());
    let mut service = service();
    apply(&mut journal, &mut service, post(100, "a\nb \u{1F600}"));
    apply(&mut journal, &mut service, Message { is_starred: Some(true), ..post(100, "") });
    apply(&mut journal, &mut service, post(101, "c"));
    let me = super::stage::ME;
    let reaction = |id| Message {
        parent_message_id: Some(Uuid::from_u128(101)),
        reacted_by_user_id: Some(me),
        ..post(id, "👍")
    };
    apply(&mut journal, &mut service, reaction(102));
    apply(&mut journal, &mut service, reaction(103));
    service
}

fn again(folder: &Path) -> Service {
    let (_, _, past) = Journal::open(folder, origin(2)).unwrap();
    let mut service = service();
    for effect in past {
        effect.redo(&mut service);
    }
    service
}

fn same(one: &Service, two: &Service) {
    assert_eq!(one.count(), two.count());
    for stored in one.all() {
        assert_eq!(Some(stored), two.stored(stored.message.id.unwrap()));
    }
}

#[test]
fn everything_is_there_again_and_the_first_origin_wins() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("new").join("data");
    let before = filled(&folder);
    same(&before, &again(&folder));
    let (_, kept, _) = Journal::open(&folder, origin(2)).unwrap();
    assert_eq!(kept, origin(1));
}

#[test]
fn a_torn_last_line_is_cut_off_wherever_it_broke() {
    let temp = tempfile::tempdir().unwrap();
    filled(temp.path());
    let path = temp.path().join("demo-server.jsonl");
    let whole = std::fs::read(&path).unwrap();
    let lines: Vec<usize> =
        whole.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1).collect();
    let last = lines[lines.len() - 2];
    for end in [last + 1, last + 30, whole.len() - 1] {
        std::fs::write(&path, &whole[..end]).unwrap();
        let (mut journal, _, past) = Journal::open(temp.path(), origin(1)).unwrap();
        assert_eq!(past.len(), 4, "cut at {end}");
        assert_eq!(std::fs::metadata(&path).unwrap().len(), last as u64);
        journal.keep(&Effect::default()).unwrap();
        drop(journal);
        assert_eq!(Journal::open(temp.path(), origin(1)).unwrap().2.len(), 5);
    }
}

#[test]
fn a_last_line_of_zeros_is_torn_too() {
    let temp = tempfile::tempdir().unwrap();
    filled(temp.path());
    let path = temp.path().join("demo-server.jsonl");
    OpenOptions::new().append(true).open(&path).unwrap().write_all(b"\0\0\0\0\n").unwrap();
    assert_eq!(Journal::open(temp.path(), origin(1)).unwrap().2.len(), 5);
    assert_eq!(Journal::open(temp.path(), origin(1)).unwrap().2.len(), 5);
}

#[test]
fn damage_in_the_middle_is_named_by_its_line_and_left_alone() {
    let temp = tempfile::tempdir().unwrap();
    filled(temp.path());
    let path = temp.path().join("demo-server.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines[2] = "{\"put\":";
    let damaged = lines.join("\n") + "\n";
    std::fs::write(&path, &damaged).unwrap();
    let error = Journal::open(temp.path(), origin(1)).unwrap_err();
    assert_eq!(error, Error::Damaged { path: path.clone(), line: 3 });
    assert_eq!(std::fs::read_to_string(&path).unwrap(), damaged);
}

#[test]
fn a_second_server_on_the_same_data_is_refused() {
    let temp = tempfile::tempdir().unwrap();
    let (_journal, _, _) = Journal::open(temp.path(), origin(1)).unwrap();
    assert!(matches!(Journal::open(temp.path(), origin(1)), Err(Error::Held(_))));
}
