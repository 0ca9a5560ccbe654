//! The evidence of a case: its content, how long it is kept, and how a change of it is found.

use super::*;

use confab::evidence::log::Did;
use confab::evidence::{Fault, FaultKind};
use confab::session::desk::export::Verified;

use std::fs;
use std::path::{Path, PathBuf};

fn review(desk: &Profile) -> PathBuf {
    desk.path().parent().unwrap().join("review")
}

fn of_case(desk: &Profile) -> PathBuf {
    review(desk).join("cases").join(TARGET.to_string())
}

async fn verified(desk: &Profile) -> Verified {
    desk.session.verify_evidence(Vec::new()).await.unwrap()
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    found
}

#[tokio::test]
async fn a_reported_message_is_kept_as_it_was_first_seen() {
    let mut world = World::new().await;
    world.settle().await;
    let ben = Profile::new(&world.server, member(BEN)).await;
    ben.session.submit(Wish::Edit { message: subject(), text: "Good morning".to_owned() }).await.unwrap();
    ben.drain().await;
    world.settle().await;
    ben.session.submit(Wish::Delete { message: subject() }).await.unwrap();
    ben.drain().await;
    world.settle().await;
    for desk in [&world.chi, &world.dee] {
        let report = case(desk).await.reports[0].id;
        let kept = fs::read_to_string(of_case(desk).join(format!("report-{report}.json"))).unwrap();
        assert!(kept.contains(SPAM) && kept.contains(REASON), "{kept}");
        assert_eq!(verified(desk).await.faults, []);
    }
    let seen = fs::read_to_string(of_case(&world.chi).join("seen.json")).unwrap();
    assert!(seen.contains(SPAM) && !seen.contains("Good morning"), "{seen}");
    let case = case(&world.chi).await;
    let current = case.current.unwrap();
    assert!(current.deleted, "the deletion is shown");
    assert_eq!(current.earlier.iter().map(|version| version.text.as_str()).collect::<Vec<_>>(), [SPAM]);
    // A member keeps nothing of the kind.
    assert!(!review(&world.asha).exists());
}

#[tokio::test]
async fn a_change_of_any_file_is_found_and_named() {
    let mut world = World::new().await;
    world.settle().await;
    submit(&world.chi, Decision::Remove).await;
    world.settle().await;
    world.chi.session.note_seen(subject(), Did::Saw).await;
    let good = verified(&world.chi).await;
    assert_eq!((good.faults.len(), good.cases), (0, 1));
    assert!(good.entries >= 3, "kept, decided, saw: {good:?}");
    for file in files(&review(&world.chi)) {
        let name = file.strip_prefix(review(&world.chi)).unwrap().to_string_lossy().replace('\\', "/");
        let before = fs::read(&file).unwrap();
        let mut changed = before.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        fs::write(&file, &changed).unwrap();
        let faults = verified(&world.chi).await.faults;
        assert!(faults.len() == 1 && faults[0].file == name, "{name}: {faults:?}");
        fs::remove_file(&file).unwrap();
        let faults = verified(&world.chi).await.faults;
        assert!(faults.iter().any(|fault| fault.file == name), "{name}: {faults:?}");
        fs::write(&file, &before).unwrap();
    }
    assert_eq!(verified(&world.chi).await, good);
    fs::create_dir(review(&world.chi).join("cases/more")).unwrap();
    let faults = verified(&world.chi).await.faults;
    assert_eq!(faults, [Fault { file: "cases/more".to_owned(), kind: FaultKind::Unlisted }]);
}

#[tokio::test]
async fn a_log_that_is_written_anew_does_not_match_what_was_told_to_the_others() {
    let mut world = World::new().await;
    world.settle().await;
    world.chi.session.note_seen(subject(), Did::Unblurred).await;
    submit(&world.chi, Decision::Keep).await;
    world.settle().await;
    let log = review(&world.chi).join("log.jsonl");
    let honest = fs::read_to_string(&log).unwrap();
    // A log of the same length without the entry that she would like to be forgotten, its hashes computed anew.
    fs::remove_file(&log).unwrap();
    let forged = confab::evidence::log::Log::within(&review(&world.chi));
    for line in honest.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| line[key].as_str().unwrap().to_owned();
        let did = if line["did"] == "unblurred" { json!("saw") } else { line["did"].clone() };
        let entry = confab::evidence::log::Entry {
            at: text("at"),
            by: text("by"),
            did: serde_json::from_value(did).unwrap(),
            case: text("case"),
            what: text("what"),
        };
        forged.append(entry).unwrap();
    }
    let faults = verified(&world.chi).await.faults;
    let lines = u64::try_from(honest.lines().count()).unwrap();
    assert_eq!(faults, [Fault { file: "log.jsonl".to_owned(), kind: FaultKind::Cut(lines) }]);
}

#[tokio::test]
async fn an_export_contains_the_evidence_and_a_change_of_it_is_found() {
    let mut world = World::new().await;
    world.settle().await;
    let to = review(&world.chi).join("case.zip");
    world.chi.session.export_cases(vec![subject()], to.clone()).await.unwrap();
    let zip = fs::read(&to).unwrap();
    for part in ["case.json", "seen.json", "report-", "log.jsonl", "SHA256SUMS", SPAM, REASON] {
        assert!(zip.windows(part.len()).any(|bytes| bytes == part.as_bytes()), "{part}");
    }
    let check = async || world.chi.session.verify_evidence(vec![to.clone()]).await.unwrap().faults;
    assert_eq!(check().await, []);
    let at = zip.windows(SPAM.len()).position(|bytes| bytes == SPAM.as_bytes()).unwrap();
    let mut changed = zip.clone();
    changed[at] ^= 1;
    fs::write(&to, changed).unwrap();
    assert!(check().await.iter().any(|fault| fault.kind == FaultKind::Changed));
    let nobody = MessageId::fresh();
    assert!(world.chi.session.export_cases(vec![nobody], to.clone()).await.is_err());
    assert!(world.asha.session.export_cases(vec![subject()], to.clone()).await.is_err());
    let nowhere = review(&world.chi).join("no/such/folder/case.zip");
    let Err(Error::Invalid(sentence)) = world.chi.session.export_cases(vec![subject()], nowhere).await else {
        panic!("written")
    };
    assert!(sentence.contains("case.zip"), "{sentence}");
}

#[tokio::test]
async fn evidence_that_was_changed_is_not_made_valid_by_what_is_stored_later() {
    let mut world = World::new().await;
    world.settle().await;
    let report = case(&world.chi).await.reports[0].id;
    let file = of_case(&world.chi).join(format!("report-{report}.json"));
    let forged = fs::read_to_string(&file).unwrap().replace("Buy here", "Die here");
    fs::write(&file, &forged).unwrap();
    let sums = of_case(&world.chi).join("SHA256SUMS");
    let listed = fs::read_to_string(&sums).unwrap();
    let old = listed.lines().find(|line| line.contains("report-")).unwrap().split(' ').next().unwrap();
    fs::write(&sums, listed.replace(old, &confab::evidence::hash(forged.as_bytes()))).unwrap();
    fs::remove_file(of_case(&world.chi).join("seen.json")).unwrap();
    // A second report, and a new start.
    let again = Wish::Report { message: subject(), reason: "Other".to_owned(), context: Switch::Off };
    world.dee.session.submit(again).await.ok();
    world.settle().await;
    world.chi = world.chi.restarted(&world.server, reviewer(CHI)).await;
    world.settle().await;
    assert!(!verified(&world.chi).await.faults.is_empty());
    let to = world.chi.path().with_file_name("case.zip");
    let Err(Error::Invalid(sentence)) = world.chi.session.export_cases(vec![subject()], to).await else {
        panic!("exported")
    };
    assert!(sentence.contains("SHA256SUMS"), "{sentence}");
}

#[tokio::test]
async fn evidence_is_removed_when_its_time_is_over_and_not_before() {
    fn short() -> Review {
        Review { keep_days: 0, ..policy() }
    }
    let mut world = World::new().await;
    world.chi = Profile::new(&world.server, Manner { review: short, ..reviewer(CHI) }).await;
    world.settle().await;
    assert!(of_case(&world.chi).exists(), "the case is open");
    submit(&world.chi, Decision::Keep).await;
    world.settle().await;
    assert!(!of_case(&world.chi).exists());
    assert!(of_case(&world.dee).exists(), "90 days");
    assert_eq!(verified(&world.chi).await, Verified { cases: 0, ..verified(&world.chi).await });
    assert_eq!(verified(&world.chi).await.faults, []);
    let undo = Wish::Undo { id: MessageId::fresh(), message: subject(), decision: None };
    world.dee.session.submit(undo).await.unwrap();
    world.settle().await;
    assert!(of_case(&world.chi).exists(), "it is open again");
    assert_eq!(verified(&world.chi).await.faults, []);
}
