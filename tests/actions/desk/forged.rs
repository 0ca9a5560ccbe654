//! Replies that must not count, by hand on the server: forged tails, clock tricks, and too many of them.

use super::*;

use confab::chat::Stamp;
use confab::sync::Round;

/// The report as it is on the server.
async fn report(world: &World) -> MessageId {
    case(&world.chi).await.reports[0].id
}

/// A date as the server writes it.
fn date(at: Stamp) -> String {
    confab::remote::wire::Date::from_ticks(at.ticks(), 0).as_str().to_owned()
}

fn tail(act: Act, at: Stamp) -> String {
    format!("Trust me.\n{}", Tail::new(act, subject(), at))
}

/// A reply below the report by this person, put on the server by another program.
fn reply(
    world: &World,
    report: MessageId,
    id: u128,
    by: Uuid,
    words: &str,
    more: &serde_json::Value,
) -> MessageId {
    let id = Uuid::from_u128(0xf0_0000 + id);
    let mut element = text(Place::Group, id, ME, words, &date(world.chi.session.clock().stamp()));
    element.insert("ChannelId".to_owned(), json!(DESK));
    element.insert("ParentMessageId".to_owned(), json!(report.uuid()));
    element.insert("SenderId".to_owned(), json!(by));
    element.extend(more.as_object().unwrap().clone());
    put(&world.server, &element, &[], &[]);
    MessageId::new(id)
}

async fn is_open(world: &mut World) -> bool {
    let mut open = true;
    for desk in [&mut world.chi, &mut world.dee] {
        desk.read().await;
        open &= case(desk).await.row.state.stage() == Stage::Open;
    }
    open
}

#[tokio::test]
async fn what_a_reporter_or_an_author_says_decides_nothing() {
    let mut world = World::new().await;
    let (report, now) = (report(&world).await, world.chi.session.clock().stamp());
    for (number, by) in [(1, ME), (2, BEN)] {
        reply(&world, report, number, by, &tail(Act::Decide(Decision::Keep), now), &json!({}));
    }
    assert!(is_open(&mut world).await);
    // They are in the thread as words that people can read.
    let thread = case(&world.dee).await.thread;
    assert_eq!(thread.iter().filter(|said| said.act.is_none()).count(), 2);
}

#[tokio::test]
async fn a_decision_that_was_edited_or_deleted_or_names_another_case_counts_for_nothing() {
    let mut world = World::new().await;
    let (report, now) = (report(&world).await, world.chi.session.clock().stamp());
    let keep = tail(Act::Decide(Decision::Keep), now);
    let later = date(Stamp::from_ticks(now.ticks() + 10_000_000, 0));
    let edited = json!({"IsEdited": true, "UpdatedDateTime": later});
    reply(&world, report, 1, CHI, &keep, &edited);
    reply(&world, report, 2, CHI, &keep, &json!({"IsDeleted": true}));
    let other = Tail::new(Act::Decide(Decision::Keep), MessageId::fresh(), now).to_string();
    reply(&world, report, 3, CHI, &other, &json!({}));
    assert!(is_open(&mut world).await);
    // Nor does one that counted before.
    let after = |seconds: i64| date(Stamp::from_ticks(now.ticks() + seconds * 10_000_000, 0));
    let said = reply(&world, report, 4, CHI, &keep, &json!({"MessageDateTime": after(5)}));
    assert!(!is_open(&mut world).await);
    let listed = async |desk: &Profile| desk.session.cases().await.unwrap()[0].state.stage();
    assert_eq!(listed(&world.dee).await, Stage::Decided);
    let edit = json!({"Id": said.uuid(), "IsEdited": true, "UpdatedDateTime": after(8), "MessageDateTime": after(5)});
    reply(&world, report, 4, CHI, &format!("Well… {keep}"), &edit);
    assert!(is_open(&mut world).await);
    assert_eq!(listed(&world.dee).await, Stage::Open);
}

#[tokio::test]
async fn a_date_in_the_future_or_the_past_moves_no_desk_away_from_another() {
    let mut world = World::new().await;
    let report = report(&world).await;
    let far = Stamp::from_ticks(40_000_000_000_000_000, 0);
    let claim = reply(
        &world,
        report,
        1,
        CHI,
        &tail(Act::Claim, far),
        &json!({"MessageDateTime": "2096-10-02T07:06:40.0000000Z"}),
    );
    let old = reply(
        &world,
        report,
        2,
        CHI,
        &tail(Act::Decide(Decision::Keep), Stamp::from_ticks(1, 0)),
        &json!({}),
    );
    world.settle().await;
    let states = [case(&world.chi).await.row.state, case(&world.dee).await.row.state];
    assert_eq!(states[0], states[1]);
    assert_eq!(states[0].made(old).unwrap().standing, Standing::Stands);
    assert_eq!(states[0].claimed_by(world.dee.session.clock().stamp()), None, "{claim:?}");
}

#[tokio::test]
async fn an_undo_counts_though_a_colleagues_clock_is_hours_ahead() {
    let mut world = World::new().await;
    let (report, now) = (report(&world).await, world.chi.session.clock().stamp());
    let ahead = Stamp::from_ticks(now.ticks() + 5 * 36_000_000_000, 0);
    reply(&world, report, 1, DEE, &tail(Act::Decide(Decision::Keep), ahead), &json!({}));
    world.chi.read().await;
    assert_eq!(case(&world.chi).await.row.state.stage(), Stage::Decided);
    let undo = Wish::Undo { id: MessageId::fresh(), message: subject(), decision: None };
    world.chi.session.submit(undo).await.unwrap();
    world.settle().await;
    assert!(is_open(&mut world).await);
    submit(&world.chi, Decision::Remove).await;
    world.settle().await;
    assert!(is_deleted(&world.target()));
}

#[tokio::test]
async fn a_report_that_shows_other_words_than_the_message_is_told_apart() {
    let mut world = World::without_report().await;
    let now = date(world.chi.session.clock().stamp());
    let mut forged = text(Place::Group, Uuid::from_u128(0xf0_0001), ME, "", &now);
    forged.insert("ChannelId".to_owned(), json!(DESK));
    forged.insert("ReportMessage".to_owned(), json!("Harassment"));
    forged.insert("SharedMessageId".to_owned(), json!(TARGET));
    let shared = json!({"Id": TARGET, "SenderId": DEE, "SenderName": "Dee Moss", "Message": "I will find you",
        "ReportMessage": "Harassment"});
    forged.insert("SharedMessage".to_owned(), shared);
    put(&world.server, &forged, &[], &[]);
    world.settle().await;
    let row = world.chi.session.cases().await.unwrap().remove(0);
    assert_eq!((row.author_name.as_str(), row.excerpt.as_str(), row.is_other), ("Ben Okri", SPAM, true));
    let to = Some(conversation::Id::Direct(PersonId::new(ME)));
    let over = Decide { to, ..decide(Decision::HandOver) };
    world.chi.session.submit(Wish::Decide(over)).await.unwrap();
    submit(&world.chi, Decision::Warn).await;
    world.settle().await;
    let direct = |to: Uuid| {
        let all = recorded(&world.server).into_iter();
        all.filter(|element| element.get("ReceiverId") == Some(&json!(to))).collect::<Vec<_>>()
    };
    let warned = direct(BEN);
    let [warning] = &warned[..] else { panic!("the author, whatever the report says: {warned:?}") };
    assert!(!warning["Message"].as_str().unwrap().contains("find you"), "{warning:?}");
    let shared = &direct(ME)[0]["SharedMessage"];
    assert_eq!((&shared["Message"], &shared["SenderId"]), (&json!(SPAM), &json!(BEN)));
}

#[tokio::test]
async fn what_a_reporter_adds_to_a_report_does_not_push_decisions_out() {
    let mut world = World::new().await;
    let report = report(&world).await;
    let reason = json!({"ReportMessage": "more"});
    for number in 0..300 {
        reply(&world, report, 1_000 + number, ME, &format!("noise {number}"), &reason);
    }
    while world.chi.reader.round().await.unwrap() != Round::Read {}
    submit(&world.chi, Decision::Remove).await;
    world.settle().await;
    assert!(is_deleted(&world.target()));
    let cases = world.chi.session.cases().await.unwrap();
    assert_eq!(cases.len(), 1, "no cases of their own");
    assert!(case(&world.chi).await.thread.len() < 10);
}

#[tokio::test]
async fn a_case_with_ten_thousand_replies_is_read() {
    let mut world = World::new().await;
    let (report, now) = (report(&world).await, world.chi.session.clock().stamp());
    for number in 0..10_000 {
        let at = Stamp::from_ticks(now.ticks() + i64::try_from(number).unwrap(), 0);
        let act = if number % 2 == 0 { Act::Claim } else { Act::Decide(Decision::Ask) };
        reply(&world, report, number, CHI, &tail(act, at), &json!({}));
    }
    while world.dee.reader.round().await.unwrap() != Round::Read {}
    let case = case(&world.dee).await;
    assert_eq!(case.row.state.decisions.len(), 5_000);
    assert!(case.thread.len() <= 2_000, "what is drawn has a bound");
}

#[tokio::test]
async fn a_report_of_a_report_and_a_snapshot_of_another_message_are_cases_of_their_own() {
    let mut world = World::new().await;
    // Chi reports the report: a share of the share.
    let report = report(&world).await;
    let again = Wish::Report { message: report, reason: "Wrong".to_owned(), context: Switch::Off };
    world.dee.session.submit(again).await.unwrap();
    world.settle().await;
    let cases = world.chi.session.cases().await.unwrap();
    assert_eq!(cases.len(), 2, "{:?}", recorded(&world.server));
    assert!(cases.iter().any(|row| row.id == report && row.author.map(PersonId::uuid) == Some(ME)));
    // A snapshot that names another message's id joins that message's case, where its text is told apart.
    let now = date(world.chi.session.clock().stamp());
    let mut forged = text(Place::Group, Uuid::from_u128(0xf0_0001), ME, "", &now);
    forged.insert("ChannelId".to_owned(), json!(DESK));
    forged.insert("ReportMessage".to_owned(), json!("Harassment"));
    forged.insert("SharedMessageId".to_owned(), json!(TARGET));
    let shared = json!({"Id": TARGET, "SenderId": BEN, "Message": "I never wrote this", "ReportMessage": "Harassment"});
    forged.insert("SharedMessage".to_owned(), shared);
    put(&world.server, &forged, &[], &[]);
    world.settle().await;
    let case = case(&world.chi).await;
    assert_eq!(case.reports.len(), 2);
    let texts: Vec<_> = case.reports.iter().map(|report| report.snapshot.text.as_str()).collect();
    assert!(texts.contains(&SPAM) && texts.contains(&"I never wrote this"));
    assert_eq!(case.current.unwrap().text, SPAM, "the copy here settles it");
}

#[tokio::test]
async fn a_reporter_who_takes_the_report_back_does_not_close_the_case() {
    let mut world = World::new().await;
    let report = report(&world).await;
    world.server.with_service(|service| {
        let mut stored = service.take(report.uuid()).unwrap();
        stored.message.is_deleted = Some(true);
        stored.touched += 600_000_000;
        service.put(stored);
    });
    world.settle().await;
    for desk in [&world.chi, &world.dee] {
        let case = case(desk).await;
        assert!(case.reports[0].withdrawn);
        assert_eq!(case.reports[0].snapshot.text, SPAM);
    }
}
