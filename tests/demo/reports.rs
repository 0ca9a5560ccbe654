//! The reviewers' demo: forty cases of every kind, a colleague who reviews too, and nothing of it for a member.

use super::stage::noon;

use confab::changes::Board;
use confab::chat::person::Role;
use confab::chat::{Message, MessageId, Stamp, conversation};
use confab::clock::Clock;
use confab::demo::chatter::Language;
use confab::demo::listener::{Life, Listener, Running};
use confab::demo::people::{Company, Desk, Size, cases};
use confab::demo::seeding::element;
use confab::demo::service::{Faults, Query, Service};
use confab::outbox::plan::Limits;
use confab::outbox::terms::{Measure, Terms};
use confab::remote::Remote;
use confab::remote::http::{Endpoint, Format, Http};
use confab::remote::wire::{Publish, TypeNames};
use confab::review::Stage;
use confab::row::Me;
use confab::row::review::{Case, CaseRow};
use confab::session::{Session, Setup};
use confab::settings::{Marks, MessageTypes, ReadMarks, Reports, Review, review::Destination};
use confab::store::{Access, Store};
use confab::sync::{Reader, Round};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

const SECOND: i64 = 10_000_000;

fn reviewed(seed: u64, size: Size) -> Company {
    Company::invent(seed, size, noon()).for_reviewer(seed, noon())
}

fn usual() -> Company {
    reviewed(7, Size::default())
}

fn desk(company: &Company) -> &Desk {
    company.desk.as_ref().unwrap()
}

/// Every message on the server.
fn all(company: &Company) -> impl Iterator<Item = &Message> {
    company.messages.iter().chain(&desk(company).messages)
}

fn get(company: &Company, id: MessageId) -> &Message {
    all(company).find(|message| message.id == id).unwrap()
}

/// The report of a case whose message contains these words.
fn about<'a>(company: &'a Company, words: &str) -> &'a confab::demo::people::Case {
    let is_it = |case: &&confab::demo::people::Case| get(company, case.message).text.contains(words);
    desk(company).cases.iter().find(is_it).unwrap()
}

#[test]
fn every_line_of_the_cases_reads_and_every_reason_is_given() {
    assert_eq!(cases::misread(), Vec::<&str>::new());
    let sketches = cases::sketches();
    assert_eq!(sketches.len(), 40);
    let reasons = sketches.iter().flat_map(|sketch| &sketch.reports).map(|report| report.reason);
    let kinds: BTreeSet<_> = reasons.map(|reason| reason.split(':').next().unwrap()).collect();
    assert_eq!(kinds, ["Harassment", "Sensitive content", "Something else", "Spam"].into());
}

#[test]
fn a_member_has_no_cases_and_the_company_is_the_one_that_it_was() {
    let (member, reviewer) = (Company::invent(7, Size::default(), noon()), usual());
    assert!(member.desk.is_none());
    let report = |message: &Message| message.is_private_report();
    assert!(!member.messages.iter().any(report));
    assert_eq!(Service::of_company(&member).count(), member.messages.len());
    assert!(!member.reviewers.members.contains(&member.me.id));
    // The reviewer lives in the same company.
    assert_eq!((member.me.id, member.id), (reviewer.me.id, reviewer.id));
    assert_eq!(member.conversations, reviewer.conversations);
    let known: BTreeSet<_> = reviewer.messages.iter().map(|message| message.id).collect();
    assert!(member.messages.iter().all(|message| known.contains(&message.id)));
    assert_eq!((member.me.role, reviewer.me.role), (Role::Member, Role::Support));
    assert_eq!(reviewer.people[0].role, Role::Support);
    assert_eq!(reviewer.reviewers.members, [reviewer.me.id, desk(&reviewer).colleague]);
}

#[test]
fn a_seed_repeats_the_cases_and_another_does_not() {
    let (one, two, other) = (usual(), usual(), reviewed(8, Size::default()));
    assert_eq!(one.messages, two.messages);
    assert_eq!(desk(&one).messages, desk(&two).messages);
    assert_eq!((&desk(&one).cases, &desk(&one).later), (&desk(&two).cases, &desk(&two).later));
    assert_ne!(desk(&one).cases, desk(&other).cases);
}

#[test]
fn there_are_forty_cases_in_companies_of_any_size_and_each_is_in_order() {
    for (seed, people) in [(1, 4), (2, 5), (3, 8), (4, 24), (5, 300)] {
        let company = reviewed(seed, Size { people, messages: 200 });
        let desk = desk(&company);
        assert_eq!(desk.cases.len(), 40, "{people}");
        assert!(desk.later.is_sorted_by_key(|later| later.after) && !desk.later.is_empty());
        for case in &desk.cases {
            let subject = get(&company, case.message);
            assert!(subject.author != company.me.id && subject.author != desk.colleague || people == 4);
            assert!(!subject.text.contains("{n}") && !subject.text.contains("{@"), "{}", subject.text);
            for report in &case.reports {
                let report = get(&company, *report);
                assert!(!report.marks.reported.as_ref().unwrap().contains('{'));
                assert!(report.is_private_report() && report.author != subject.author);
                assert!(report.author != company.me.id && report.sent_at > subject.sent_at);
                assert!(report.sent_at < noon(), "{}", subject.text);
            }
        }
        let ids: BTreeSet<_> = all(&company).map(|message| message.id).collect();
        assert_eq!(ids.len(), all(&company).count());
        assert!(all(&company).all(|message| message.sent_at < noon()));
        assert!(!company.messages.iter().any(|message| message.marks.reported.is_some()));
    }
}

#[test]
fn people_of_the_cases_write_their_own_language_in_conversations_that_they_are_in() {
    let company = usual();
    let mut written = BTreeSet::new();
    for case in &desk(&company).cases {
        let message = get(&company, case.message);
        let mut reporters = case.reports.iter().map(|report| get(&company, *report).author);
        let room = company.everywhere().find(|room| room.id == message.conversation);
        match message.conversation {
            conversation::Id::Direct(to) => {
                assert!(to != message.author && to != company.me.id && reporters.all(|by| by == to));
            }
            conversation::Id::Channel(_) | conversation::Id::Group(_) => {
                let members = &room.unwrap().members;
                assert!(members.contains(&message.author), "{}", message.text);
                assert!(reporters.all(|by| members.contains(&by)), "{}", message.text);
            }
        }
        let Some(language) = Language::of(&message.text) else { continue };
        written.insert(language);
        let own = match language {
            // A quote.
            Language::Arabic => continue,
            Language::Chinese => "林 小雨",
            Language::Hebrew => "מיכל ברק",
            Language::Japanese => "佐々木 美咲",
            Language::Russian => "Артём Лебедев",
        };
        assert_eq!(message.author_name, own, "{}", message.text);
    }
    assert_eq!(written.len(), 5, "{written:?}");
}

#[test]
fn the_user_sees_the_reports_and_not_the_conversations_of_others() {
    let company = usual();
    let service = Service::of_company(&company);
    assert_eq!(service.count(), all(&company).count());
    let seen: BTreeSet<_> = service
        .messages(&Query::default(), company.me.id.uuid())
        .into_iter()
        .filter_map(|message| message.id)
        .collect();
    let (mut here, mut away) = (0, 0);
    for case in &desk(&company).cases {
        assert!(case.reports.iter().all(|report| seen.contains(&report.uuid())));
        if seen.contains(&case.message.uuid()) { here += 1 } else { away += 1 }
    }
    assert!(here >= 20 && away >= 10, "{here} here, {away} elsewhere");
}

/// The session of the user, who has read the server.
async fn session(company: &Company, server: &Running) -> (Session, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("confab.db"), Access::Write).unwrap();
    let me = company.me.id;
    let endpoint = Endpoint {
        url: server.url().clone(),
        publish_path: "Message/MessageApi/PublishMessagesToServer".to_owned(),
        read_path: "Message/MessageApi/GetUserOrChannelMessages".to_owned(),
        format: Format::Json,
        headers: Vec::new(),
        ca_file: None,
        token: Some(me.to_string()),
        timeout: Duration::from_secs(20),
        type_names: TypeNames::default(),
    };
    let remote: Arc<dyn Remote> = Arc::new(Http::new(endpoint).unwrap());
    let terms = Terms {
        me,
        me_name: company.me.name.clone(),
        company: company.id,
        limits: Limits { messages: 100, bytes: 1_000_000 },
        kinds: MessageTypes::ALL,
        types: TypeNames::default(),
        marks: Marks::Whole,
        measure: Measure { envelope: 200, element: |element, _| element.len() + 1 },
    };
    let clock = Clock::starting_at(noon().utc());
    let conversation::Id::Group(to) = company.reviewers.id else { panic!("a group") };
    let session = Session::new(Setup {
        file_settings: confab::transfer::FileSettings::beside(&store),
        store: store.clone(),
        me: Me { role: company.me.role, ..Me::member(me, &company.me.name) },
        clock,
        line: Some((Arc::clone(&remote), terms)),
        read_every: None,
        max_text: 0,
        reports: Reports::OnMessage,
        review: Review {
            to: Some(Destination {
                kind: conversation::Kind::Group,
                name: company.reviewers.name.clone(),
                id: Some(to.uuid()),
            }),
            reviewers: company.reviewers.members.clone(),
            ..Review::default()
        },
        read_marks: ReadMarks::All,
    });
    let rooms = company.conversations.iter().chain([&company.reviewers]).cloned().collect();
    session.merge_roster(company.people.clone(), rooms).await.unwrap();
    let mut reader = Reader::new(store, remote, me, MessageTypes::ALL, Board::default(), clock);
    assert_eq!(reader.round().await, Ok(Round::Read));
    (session, folder)
}

async fn start(company: &Company, life: Life) -> Running {
    let listener = Listener::of_company(company.clone()).life(life);
    let clock = Clock::starting_at(noon().utc());
    listener.clock(clock).start(([127, 0, 0, 1], 0).into()).await.unwrap()
}

async fn case(session: &Session, company: &Company, words: &str) -> Case {
    session.case(about(company, words).message).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_finds_forty_cases_in_every_state() {
    let company = usual();
    let server = start(&company, Life::Answers).await;
    let (session, _folder) = session(&company, &server).await;
    let cases = session.cases().await.unwrap();
    assert_eq!(cases.len(), 40);
    let colleague = desk(&company).colleague;
    let count = |test: &dyn Fn(&CaseRow) -> bool| cases.iter().filter(|row| test(row)).count();
    let now = noon();
    assert_eq!(count(&|row| row.state.stage() == Stage::Decided), 5);
    assert_eq!(count(&|row| row.state.stage() == Stage::Waiting), 2);
    assert_eq!(count(&|row| row.state.stage() == Stage::Open), 33);
    let is_claimed = |row: &CaseRow| row.state.claimed_by(now) == Some(colleague);
    assert_eq!(count(&|row| row.state.stage() == Stage::Open && is_claimed(row)), 3);
    assert!(count(&|row| row.reports >= 3) >= 3 && count(&|row| row.reports == 1) >= 20);
    assert!(count(&|row| row.files > 0) >= 6);
    assert!(count(&|row| row.excerpt.chars().count() == 160) >= 1, "a long one");
    let mut authors: BTreeMap<_, u32> = BTreeMap::new();
    cases.iter().for_each(|row| *authors.entry(row.author).or_default() += 1);
    assert!(authors.values().any(|count| *count >= 3), "{authors:?}");

    let spam = case(&session, &company, "spin.example.com").await;
    assert_eq!((spam.reports.len(), spam.current.is_some()), (4, true));
    let angry = case(&session, &company, "Whoever ate the cake").await;
    assert!(angry.reports[0].others >= 8, "{}", angry.reports[0].others);
    let direct = case(&session, &company, "the party").await;
    assert_eq!((direct.current.is_none(), direct.row.state.stage()), (true, Stage::Waiting));
    assert!(direct.context.iter().all(|around| around.from.is_some()) && direct.context.len() == 1);
    let gone = case(&session, &company, "back gate").await;
    assert!(gone.current.unwrap().deleted && !gone.reports[0].snapshot.text.is_empty());
    let edited = case(&session, &company, "is in the vault").await;
    assert!(edited.current.unwrap().edited_at.is_some());
    assert!(edited.reports[0].snapshot.text.contains("tk_demo"));
    let taken_back = case(&session, &company, "dishwasher").await;
    assert!(taken_back.reports[1].withdrawn);
    server.stop().await;
}

/// The server at the end of the demo.
async fn afterwards(company: &Company, server: &Running) {
    let last = desk(company).later.last().unwrap().after;
    tokio::time::sleep(last + Duration::from_secs(30)).await;
    // The last message may still be on its way to the service.
    for _ in 0..50 {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    assert!(server.with_service(|service| service.count()) > all(company).count());
}

#[tokio::test(start_paused = true)]
async fn meanwhile_the_colleague_decides_and_authors_edit_and_delete() {
    let company = usual();
    let server = start(&company, Life::GoesOn).await;
    afterwards(&company, &server).await;
    let stored = |words: &str| {
        let id = about(&company, words).message.uuid();
        server.with_service(|service| service.stored(id).unwrap().message.clone())
    };
    assert_eq!(stored("билеты").is_deleted, Some(true), "removed");
    assert_eq!(stored("voucher").is_deleted, Some(true), "by its author");
    assert!(stored("coffee machine").message.unwrap().contains("Sorry"));
    assert_ne!(stored("Whoever ate the cake").is_deleted, Some(true), "kept");
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn the_colleague_leaves_a_case_alone_that_the_user_works_on() {
    let company = usual();
    let server = start(&company, Life::GoesOn).await;
    let case = about(&company, "билеты").clone();
    let mut note = Message::text(
        MessageId::fresh(),
        company.reviewers.id,
        company.me.id,
        company.me.name.clone(),
        Stamp::from_ticks(noon().ticks() + SECOND, 0),
        "Mine.".to_owned(),
    );
    note.parent = Some(case.reports[0]);
    let publish = Publish {
        user_id: Some(company.me.id.uuid()),
        company_id: Some(company.id.uuid()),
        messages: vec![element(&company, &note)],
    };
    server.with_service(|service| service.publish(&publish, &Faults::new(), noon()));
    afterwards(&company, &server).await;
    let is_deleted = |id: MessageId| {
        server.with_service(|service| service.stored(id.uuid()).unwrap().message.is_deleted == Some(true))
    };
    assert!(!is_deleted(case.message));
    assert!(is_deleted(about(&company, "voucher").message));
    server.stop().await;
}

#[test]
#[ignore = "for the eye: prints the cases"]
fn print_the_cases() {
    let company = usual();
    for case in &desk(&company).cases {
        let subject = get(&company, case.message);
        println!(
            "\n== {} {}: {}",
            subject.sent_at.utc().format("%a %d %H:%M"),
            subject.author_name,
            subject.text
        );
        for report in &case.reports {
            let report = get(&company, *report);
            println!("   > {}: {}", report.author_name, report.marks.reported.as_deref().unwrap_or_default());
        }
        let replies = all(&company).filter(|reply| reply.parent == case.reports.first().copied());
        replies.for_each(|reply| println!("   = {}: {}", reply.author_name, reply.text.replace('\n', " ⏎ ")));
    }
}
