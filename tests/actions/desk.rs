//! The reviewers' desk: what a decision puts on the wire and into the thread, and what every desk makes of it.
//!
//! Asha reports, Ben is the author, Chi and Dee review. Chi is a member of the conversation, Dee is not.

mod effects;
mod evidence;
mod forged;
mod table;

use crate::element::{BEN, CHI, DEE, Element, ME, Place, text};
use crate::table::{TARGET, THEN};
use crate::world::{Manner, Profile, kept, place_id, put, recorded, server};

use confab::chat::person::Role;
use confab::chat::wish::{Decide, Decision, Switch};
use confab::chat::{GroupId, MessageId, PersonId, Wish, conversation};
use confab::demo::listener::Running;
use confab::demo::service::Room;
use confab::review::{Act, Outcome, Stage, Standing, Tail};
use confab::row::Span;
use confab::row::review::{Case, Queue};
use confab::session::Error;
use confab::settings::{Review, review::Destination};

use serde_json::json;
use uuid::Uuid;

/// The reviewers' group.
const DESK: Uuid = Uuid::from_u128(0xa5_0020);
const REASON: &str = "Spam: the same link again";
const SPAM: &str = "Buy here: http://example.com";

fn policy() -> Review {
    let to = Destination { kind: conversation::Kind::Group, name: "Reviewers".to_owned(), id: Some(DESK) };
    let reviewers = [CHI, DEE].map(PersonId::new).to_vec();
    Review { to: Some(to), reviewers, tell_reporter: false, ..Review::default() }
}

fn member(person: Uuid) -> Manner {
    Manner { person, review: policy, ..Manner::default() }
}

fn reviewer(person: Uuid) -> Manner {
    Manner { role: Role::Support, ..member(person) }
}

fn home() -> conversation::Id {
    conversation::Id::Group(GroupId::new(DESK))
}

const fn subject() -> MessageId {
    MessageId::new(TARGET)
}

/// A server on which Ben wrote something, Asha who reported it, and two desks that have read the report.
struct World {
    server: Running,
    asha: Profile,
    chi: Profile,
    dee: Profile,
}

impl World {
    async fn new() -> Self {
        let world = Self::without_report().await;
        let mut world = world;
        let report = Wish::Report { message: subject(), reason: REASON.to_owned(), context: Switch::Off };
        world.asha.session.submit(report).await.unwrap();
        world.asha.drain().await;
        world.chi.read().await;
        world.dee.read().await;
        world
    }

    async fn without_report() -> Self {
        let server = server().await;
        let room = Room { id: DESK, name: "Reviewers".to_owned(), members: [CHI, DEE].into() };
        server.with_service(|service| service.put_room(room));
        put(&server, &text(Place::Channel, TARGET, BEN, SPAM, THEN), &[], &[BEN]);
        let asha = Profile::new(&server, member(ME)).await;
        let (chi, dee) =
            (Profile::new(&server, reviewer(CHI)).await, Profile::new(&server, reviewer(DEE)).await);
        Self { server, asha, chi, dee }
    }

    /// Both desks send, read and carry out until nothing changes any more.
    async fn settle(&mut self) {
        for _ in 0..4 {
            for desk in [&mut self.chi, &mut self.dee] {
                sync(desk).await;
            }
        }
    }

    /// The elements published after the report.
    fn published(&self) -> Vec<Element> {
        recorded(&self.server).into_iter().skip(1).collect()
    }

    /// The newest content that the server has of the reported message.
    fn target(&self) -> Element {
        kept(&self.server, TARGET).unwrap().0
    }
}

/// A desk sends, reads to the end, and carries out what it may.
async fn sync(desk: &mut Profile) {
    desk.drain().await;
    desk.read().await;
    while desk.session.tend_cases().await.unwrap() {
        desk.drain().await;
        desk.read().await;
    }
    desk.session.keep_evidence().await.unwrap();
}

fn decide(decision: Decision) -> Decide {
    Decide {
        id: MessageId::fresh(),
        message: subject(),
        decision,
        to: None,
        text: String::new(),
        note: String::new(),
    }
}

async fn submit(desk: &Profile, decision: Decision) -> MessageId {
    desk.session.submit(Wish::Decide(decide(decision))).await.unwrap().message
}

async fn refused(desk: &Profile, wish: Wish) -> String {
    match desk.session.submit(wish).await {
        Err(Error::Invalid(sentence)) => sentence,
        other => panic!("not refused: {other:?}"),
    }
}

async fn case(desk: &Profile) -> Case {
    desk.session.case(subject()).await.unwrap()
}

/// The acts in the thread that count.
async fn acts(desk: &Profile) -> Vec<Act> {
    case(desk).await.thread.iter().filter_map(|said| said.act).collect()
}

fn is_deleted(element: &Element) -> bool {
    element.get("IsDeleted") == Some(&json!(true))
}

#[tokio::test]
async fn a_report_is_a_case_at_every_desk_and_at_no_other_profile() {
    let world = World::new().await;
    for desk in [&world.chi, &world.dee] {
        let cases = desk.session.cases().await.unwrap();
        let [row] = &cases[..] else { panic!("{cases:?}") };
        assert_eq!((row.id, row.reports, row.reason.as_str()), (subject(), 1, REASON));
        assert_eq!((row.author_name.as_str(), row.excerpt.as_str()), ("Ben Okri", SPAM));
        assert!(row.is_in(Queue::Open, PersonId::new(CHI), desk.session.clock().stamp()));
        let case = case(desk).await;
        assert_eq!((case.reports[0].by.uuid(), case.reports[0].by_name.as_str()), (ME, "Asha Rao"));
        assert_eq!(case.root.map(|(place, _)| place), Some(home()));
        // A report names the case too.
        assert_eq!(desk.session.case(case.reports[0].id).await.unwrap().row.id, subject());
    }
    assert_eq!(case(&world.chi).await.current.unwrap().text, SPAM);
    assert_eq!(case(&world.dee).await.current, None, "Dee is not in the channel");
    for outcome in
        [world.asha.session.cases().await.map(drop), world.asha.session.case(subject()).await.map(drop)]
    {
        assert!(matches!(outcome, Err(Error::Invalid(_))));
    }
    let nobody = MessageId::fresh();
    assert!(matches!(world.chi.session.case(nobody).await, Err(Error::Invalid(_))));
}

#[tokio::test]
async fn a_removal_goes_out_after_the_thread_was_read_back_and_is_confirmed() {
    let mut world = World::new().await;
    let reply = submit(&world.chi, Decision::Remove).await;
    assert_eq!(world.published().len(), 0);
    world.chi.session.tend_cases().await.unwrap();
    world.chi.drain().await;
    let published = world.published();
    let [said] = &published[..] else { panic!("the decision and nothing else: {published:?}") };
    assert_eq!((&said["ChannelId"], &said["Id"]), (&json!(DESK), &json!(reply.uuid())));
    let words = said["Message"].as_str().unwrap();
    assert!(words.starts_with("Decided: the message is removed.\n[review/1 remove "), "{words}");
    assert!(!world.chi.session.tend_cases().await.unwrap(), "it was not read back");

    world.chi.read().await;
    assert!(world.chi.session.tend_cases().await.unwrap());
    world.chi.drain().await;
    let removal = world.published().pop().unwrap();
    assert_eq!((&removal["Id"], &removal["SenderId"]), (&json!(TARGET), &json!(BEN)));
    assert_eq!((&removal["IsDeleted"], &removal["Message"]), (&json!(true), &json!(SPAM)));
    assert!(!removal.contains_key("ReportMessage") && !removal.contains_key("IsEdited"));
    world.settle().await;
    for desk in [&world.chi, &world.dee] {
        assert_eq!(acts(desk).await, [Act::Decide(Decision::Remove), Act::Tell(reply, Outcome::Done)]);
        let state = case(desk).await.row.state;
        assert_eq!((state.stage(), state.decided_by()), (Stage::Decided, Some(PersonId::new(CHI))));
    }
    // Nothing is left to do, and the same line of a script takes effect once.
    let before = world.published().len();
    let again = Decide { id: reply, ..decide(Decision::Remove) };
    world.chi.session.submit(Wish::Decide(again)).await.unwrap();
    world.settle().await;
    assert_eq!(world.published().len(), before);
}

#[tokio::test]
async fn a_message_is_gone_for_its_readers_and_comes_back_if_the_removal_is_undone() {
    let mut world = World::new().await;
    submit(&world.chi, Decision::Remove).await;
    world.settle().await;
    let seen = |page: confab::row::Page| {
        page.rows.iter().find(|row| row.message.id == subject()).unwrap().message.clone()
    };
    world.asha.read().await;
    let page = world.asha.session.page(place_id(Place::Channel), Span::Latest).await.unwrap();
    assert!(seen(page).marks.deleted);
    let undo = || Wish::Undo { id: MessageId::fresh(), message: subject(), decision: None };
    assert!(refused(&world.dee, undo()).await.contains("bring it back"), "she is not in the channel");
    world.chi.session.submit(undo()).await.unwrap();
    world.settle().await;
    world.asha.read().await;
    let page = world.asha.session.page(place_id(Place::Channel), Span::Latest).await.unwrap();
    let message = seen(page);
    assert_eq!((message.marks.deleted, message.text.as_str()), (false, SPAM));
    for desk in [&world.chi, &world.dee] {
        assert_eq!(case(desk).await.row.state.stage(), Stage::Open);
    }
}

#[tokio::test]
async fn two_decisions_at_once_are_one_and_the_later_is_not_carried_out() {
    let mut world = World::new().await;
    let keep = submit(&world.dee, Decision::Keep).await;
    let remove = submit(&world.chi, Decision::Remove).await;
    // Chi's arrives first, and yet Dee's is older.
    world.chi.drain().await;
    world.dee.drain().await;
    world.settle().await;
    assert!(!is_deleted(&world.target()));
    for desk in [&world.chi, &world.dee] {
        let state = case(desk).await.row.state;
        assert_eq!(state.made(keep).unwrap().standing, Standing::Stands);
        assert_eq!(state.made(remove).unwrap().standing, Standing::Late { first: keep });
        assert_eq!(state.conflict(), None);
        assert!(acts(desk).await.contains(&Act::Tell(remove, Outcome::Skipped)));
    }
    let sentence = refused(&world.chi, Wish::Decide(decide(Decision::Archive))).await;
    assert!(sentence.contains("Dee Moss"), "{sentence}");
}

#[tokio::test]
async fn an_older_decision_that_arrives_after_the_effect_is_a_conflict_at_both_desks() {
    let mut world = World::new().await;
    let keep = submit(&world.dee, Decision::Keep).await;
    let remove = submit(&world.chi, Decision::Remove).await;
    // Dee is offline while Chi's decision is carried out.
    for _ in 0..3 {
        sync(&mut world.chi).await;
    }
    assert!(is_deleted(&world.target()));
    world.settle().await;
    for desk in [&world.chi, &world.dee] {
        let state = case(desk).await.row.state;
        let conflict = state.conflict().unwrap();
        assert_eq!((conflict.carried_out, conflict.stands), (Some(remove), Some(keep)));
        assert_eq!(state.stage(), Stage::Waiting);
    }
    // Dee gives in: the removal stands, and nothing more is sent.
    let undo = Wish::Undo { id: MessageId::fresh(), message: subject(), decision: Some(keep) };
    world.dee.session.submit(undo).await.unwrap();
    world.settle().await;
    assert!(is_deleted(&world.target()));
    for desk in [&world.chi, &world.dee] {
        let state = case(desk).await.row.state;
        assert_eq!((state.conflict(), state.decided_by()), (None, Some(PersonId::new(CHI))));
    }
}

#[tokio::test]
async fn a_claim_is_seen_at_every_desk_and_can_be_given_back() {
    let mut world = World::new().await;
    let claim = |state| Wish::Claim { id: MessageId::fresh(), message: subject(), state };
    world.chi.session.submit(claim(Switch::On)).await.unwrap();
    world.settle().await;
    let now = world.chi.session.clock().stamp();
    for desk in [&world.chi, &world.dee] {
        assert_eq!(case(desk).await.row.state.claimed_by(now), Some(PersonId::new(CHI)));
    }
    let sentence = refused(&world.dee, claim(Switch::On)).await;
    assert!(sentence.contains("Chi Adu"), "{sentence}");
    world.chi.session.submit(claim(Switch::Off)).await.unwrap();
    world.settle().await;
    assert_eq!(case(&world.dee).await.row.state.claimed_by(now), None);
    world.dee.session.submit(claim(Switch::On)).await.unwrap();
}

#[tokio::test]
async fn the_author_is_warned_and_the_reporter_asked_once_each_by_direct_message() {
    let mut world = World::new().await;
    let ask = submit(&world.chi, Decision::Ask).await;
    world.settle().await;
    assert_eq!(case(&world.dee).await.row.state.stage(), Stage::Waiting);
    let warn = Decide { text: "Please stop.".to_owned(), ..decide(Decision::Warn) };
    world.chi.session.submit(Wish::Decide(warn.clone())).await.unwrap();
    world.settle().await;
    world.settle().await;
    let direct = |to: Uuid| {
        world
            .published()
            .into_iter()
            .filter(|element| element.get("ReceiverId") == Some(&json!(to)))
            .collect::<Vec<_>>()
    };
    let (to_ben, to_asha) = (direct(BEN), direct(ME));
    assert_eq!((to_ben.len(), to_asha.len()), (1, 1));
    assert_eq!(to_ben[0]["Message"], json!("Please stop."));
    let question = to_asha[0]["Message"].as_str().unwrap();
    assert!(
        question.contains("Buy here") && !question.contains("http"),
        "links are not passed on: {question}"
    );
    for element in [&to_ben[0], &to_asha[0]] {
        assert!(!element["Message"].as_str().unwrap().contains("[review/"), "{element:?}");
    }
    let acts = acts(&world.dee).await;
    assert!(
        acts.contains(&Act::Tell(ask, Outcome::Done)) && acts.contains(&Act::Tell(warn.id, Outcome::Done))
    );
    assert_eq!(case(&world.dee).await.row.state.stage(), Stage::Decided);
    let thread = case(&world.dee).await.thread;
    assert!(
        thread.iter().any(|said| said.text.contains("> Please stop.")),
        "the others see what was written"
    );
}

#[tokio::test]
async fn a_case_is_handed_over_with_the_message_and_without_the_reason() {
    let mut world = World::new().await;
    let to = conversation::Id::Direct(PersonId::new(ME));
    let over = Decide { to: Some(to), note: "Yours?".to_owned(), ..decide(Decision::HandOver) };
    world.chi.session.submit(Wish::Decide(over)).await.unwrap();
    world.settle().await;
    let published = world.published();
    let share = published.iter().find(|element| element.get("ReceiverId") == Some(&json!(ME))).unwrap();
    assert_eq!(share["SharedMessage"]["Message"], json!(SPAM));
    assert!(
        !share.contains_key("ReportMessage")
            && !serde_json::Value::Object(share.clone()).to_string().contains("Spam")
    );
    // Not to the people who must not know.
    let back = Decide { to: Some(place_id(Place::Channel)), ..decide(Decision::HandOver) };
    assert!(refused(&world.chi, Wish::Decide(back)).await.contains("members"));
    // To a colleague it is a claim, and nothing is shared.
    let before = world.published().len();
    let to = conversation::Id::Direct(PersonId::new(DEE));
    world
        .chi
        .session
        .submit(Wish::Decide(Decide { to: Some(to), ..decide(Decision::HandOver) }))
        .await
        .unwrap();
    world.settle().await;
    let more: Vec<_> = world.published().into_iter().skip(before).collect();
    assert!(more.iter().all(|element| element["ChannelId"] == json!(DESK)), "{more:?}");
    let now = world.dee.session.clock().stamp();
    assert_eq!(case(&world.dee).await.row.state.claimed_by(now), Some(PersonId::new(DEE)));
}

#[tokio::test]
async fn without_the_role_or_a_place_on_the_list_nothing_is_decided() {
    fn others() -> Review {
        Review { reviewers: vec![PersonId::new(DEE)], ..policy() }
    }
    fn nowhere() -> Review {
        Review::default()
    }
    let world = World::new().await;
    let claim = Wish::Claim { id: MessageId::fresh(), message: subject(), state: Switch::On };
    let undo = Wish::Undo { id: MessageId::fresh(), message: subject(), decision: None };
    let unlisted = Profile::new(&world.server, Manner { review: others, ..reviewer(CHI) }).await;
    let before = recorded(&world.server).len();
    for wish in [Wish::Decide(decide(Decision::Remove)), claim.clone(), undo] {
        assert!(refused(&world.asha, wish.clone()).await.contains("role"));
        assert!(refused(&unlisted, wish).await.contains("not on the list"));
    }
    let without = Profile::new(&world.server, Manner { review: nowhere, ..reviewer(CHI) }).await;
    assert!(refused(&without, claim).await.contains("review.to"));
    for profile in [&world.asha, &unlisted, &without] {
        profile.drain().await;
        assert_eq!(profile.session.sidebar().await.unwrap().waiting, 0);
    }
    assert_eq!(recorded(&world.server).len(), before);
    // Nobody decides on a message of their own.
    put(&world.server, &text(Place::Channel, TARGET, CHI, SPAM, THEN), &[], &[CHI]);
    let chi = Profile::new(&world.server, reviewer(CHI)).await;
    assert!(refused(&chi, Wish::Decide(decide(Decision::Keep))).await.contains("your own"));
}

#[tokio::test]
async fn without_a_reviewers_conversation_a_decision_changes_the_message_at_once() {
    fn nowhere() -> Review {
        Review::default()
    }
    for decision in [Decision::Keep, Decision::Remove, Decision::Archive] {
        let server = server().await;
        let mut element = text(Place::Channel, TARGET, BEN, SPAM, THEN);
        element.insert("ReportMessage".to_owned(), json!(REASON));
        put(&server, &element, &[], &[BEN]);
        let chi = Profile::new(&server, Manner { review: nowhere, ..reviewer(CHI) }).await;
        submit(&chi, decision).await;
        chi.drain().await;
        let published = recorded(&server);
        let [element] = &published[..] else { panic!("{published:?}") };
        let expected = match decision {
            Decision::Keep => ("ReportMessage", json!("")),
            Decision::Remove => ("IsDeleted", json!(true)),
            _ => ("IsArchieved", json!(true)),
        };
        assert_eq!(element[expected.0], expected.1, "{decision:?}");
        assert_eq!(element["Message"], json!(SPAM));
    }
}

#[tokio::test]
async fn a_public_report_becomes_a_case_when_a_reviewer_takes_it() {
    let mut world = World::without_report().await;
    let mut element = text(Place::Channel, TARGET, BEN, SPAM, THEN);
    element.insert("ReportMessage".to_owned(), json!(REASON));
    put(&world.server, &element, &[], &[BEN]);
    let chi = Profile::new(&world.server, reviewer(CHI)).await;
    world.chi = chi;
    let cases = world.chi.session.cases().await.unwrap();
    assert_eq!((cases.len(), cases[0].reason.as_str()), (1, REASON));
    assert!(world.dee.session.cases().await.unwrap().is_empty(), "she is not in the channel");
    let claim = Wish::Claim { id: MessageId::fresh(), message: subject(), state: Switch::On };
    world.chi.session.submit(claim).await.unwrap();
    world.settle().await;
    let cases = world.dee.session.cases().await.unwrap();
    assert_eq!((cases.len(), cases[0].excerpt.as_str()), (1, SPAM));
    assert_eq!(acts(&world.dee).await, [Act::Claim]);
    assert_eq!(world.chi.session.cases().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_decision_cannot_be_edited_or_deleted_and_an_id_is_one_step() {
    let mut world = World::new().await;
    let reply = submit(&world.chi, Decision::Warn).await;
    world.settle().await;
    let edit = Wish::Edit { message: reply, text: "Hm".to_owned() };
    for wish in [edit, Wish::Delete { message: reply }] {
        assert!(refused(&world.chi, wish).await.contains("Undo it"));
    }
    let other = Decide { id: reply, ..decide(Decision::Remove) };
    assert!(refused(&world.chi, Wish::Decide(other)).await.contains(&reply.to_string()));
    let ben = conversation::Id::Direct(PersonId::new(BEN));
    let to_author = Decide { to: Some(ben), ..decide(Decision::HandOver) };
    assert!(refused(&world.chi, Wish::Decide(to_author)).await.contains("author"));
}

#[tokio::test]
async fn the_reporter_is_told_by_direct_message_and_at_the_message() {
    fn telling() -> Review {
        Review { tell_reporter: true, tell_author: true, ..policy() }
    }
    let mut world = World::new().await;
    world.chi = Profile::new(&world.server, Manner { review: telling, ..reviewer(CHI) }).await;
    submit(&world.chi, Decision::Remove).await;
    world.settle().await;
    let direct = |to: Uuid| {
        let all = world.published().into_iter();
        all.filter(|element| element.get("ReceiverId") == Some(&json!(to))).collect::<Vec<_>>()
    };
    let (to_asha, to_ben) = (direct(ME), direct(BEN));
    assert_eq!((to_asha.len(), to_ben.len()), (1, 1));
    assert!(to_asha[0]["Message"].as_str().unwrap().contains("[review/1 remove"));
    let to_author = to_ben[0]["Message"].as_str().unwrap();
    assert!(to_author.contains("Buy here") && !to_author.contains("[review/") && !to_author.contains(REASON));

    world.asha.read().await;
    let told = async |profile: &Profile| -> Option<(Uuid, Option<Decision>)> {
        let page = profile.session.page(place_id(Place::Channel), Span::Latest).await.unwrap();
        let row = page.rows.into_iter().find(|row| row.message.id == subject()).unwrap();
        row.reports.first()?.told.first().map(|told| (told.by.uuid(), told.decision))
    };
    assert_eq!(told(&world.asha).await, Some((CHI, Some(Decision::Remove))));
    let with_chi = conversation::Id::Direct(PersonId::new(CHI));
    let page = world.asha.session.page(with_chi, Span::Latest).await.unwrap();
    assert!(!page.rows[0].message.text.contains("[review/"), "people read words alone");

    let undo = Wish::Undo { id: MessageId::fresh(), message: subject(), decision: None };
    world.chi.session.submit(undo).await.unwrap();
    world.settle().await;
    world.asha.read().await;
    assert_eq!(told(&world.asha).await, Some((CHI, None)));
    // The words of somebody else about it do not count.
    let forged = Tail::new(Act::Decide(Decision::Keep), subject(), world.asha.session.clock().stamp());
    let ben = Profile::new(&world.server, member(BEN)).await;
    let to_asha = conversation::Id::Direct(PersonId::new(ME));
    ben.session
        .submit(Wish::Post(crate::world::post(to_asha, &format!("It stays.\n{forged}"))))
        .await
        .unwrap();
    ben.drain().await;
    world.asha.read().await;
    assert_eq!(told(&world.asha).await, Some((CHI, None)));
}
