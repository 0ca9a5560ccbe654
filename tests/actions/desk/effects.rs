//! Decisions on their way: crashes, refusals, deletions, and two people at once.

use super::*;

#[tokio::test]
async fn one_decision_that_cannot_be_carried_out_does_not_keep_the_others_waiting() {
    let mut world = World::new().await;
    // Handed over to a group that Chi leaves before it takes effect.
    let crew = place_id(Place::Group);
    let over = Decide { to: Some(crew), ..decide(Decision::HandOver) };
    world.chi.session.submit(Wish::Decide(over.clone())).await.unwrap();
    let leave = Wish::Leave { id: MessageId::fresh(), conversation: crew };
    world.chi.session.submit(leave).await.unwrap();
    let remove = submit(&world.chi, Decision::Remove).await;
    world.settle().await;
    let acts = acts(&world.dee).await;
    assert!(acts.contains(&Act::Tell(over.id, Outcome::Refused)), "{acts:?}");
    assert!(acts.contains(&Act::Tell(remove, Outcome::Done)), "{acts:?}");
}

#[tokio::test]
async fn a_warning_that_is_discarded_is_not_told_as_done() {
    let mut world = World::new().await;
    let warn = submit(&world.chi, Decision::Warn).await;
    world.chi.drain().await;
    world.chi.read().await;
    assert!(world.chi.session.tend_cases().await.unwrap());
    let waiting = world.chi.session.outbox().await.unwrap();
    let [entry] = &waiting[..] else { panic!("{waiting:?}") };
    world.chi.session.discard(confab::row::Which::One(entry.entry)).await.unwrap();
    world.settle().await;
    assert!(acts(&world.dee).await.contains(&Act::Tell(warn, Outcome::Refused)));
    let direct =
        world.published().into_iter().filter(|element| element.get("ReceiverId") == Some(&json!(BEN)));
    assert_eq!(direct.count(), 0);
}

#[tokio::test]
async fn a_reading_that_ends_early_carries_nothing_out() {
    let mut world = World::new().await;
    submit(&world.chi, Decision::Remove).await;
    world.chi.drain().await;
    // A reader that nobody told to note the end: the decision itself is read back.
    world.chi.read_a_part().await;
    assert!(!world.chi.session.tend_cases().await.unwrap());
    world.chi.read().await;
    assert!(world.chi.session.tend_cases().await.unwrap());
}

#[tokio::test]
async fn two_who_undo_the_same_decision_do_not_undo_the_next_one() {
    let mut world = World::new().await;
    let remove = submit(&world.chi, Decision::Remove).await;
    world.settle().await;
    // Ben's colleague Asha is a reviewer too, and in the channel.
    let undo = || Wish::Undo { id: MessageId::fresh(), message: subject(), decision: Some(remove) };
    world.chi.session.submit(undo()).await.unwrap();
    world.settle().await;
    assert!(!is_deleted(&world.target()));
    assert!(refused(&world.chi, undo()).await.contains("no decision"), "it is undone already");
    submit(&world.chi, Decision::Remove).await;
    world.settle().await;
    assert!(is_deleted(&world.target()));
}

#[tokio::test]
async fn nobody_undoes_a_decision_on_a_message_of_their_own() {
    let mut world = World::without_report().await;
    put(&world.server, &text(Place::Channel, TARGET, CHI, SPAM, THEN), &[], &[CHI]);
    world.asha = Profile::new(&world.server, member(ME)).await;
    let report = Wish::Report { message: subject(), reason: REASON.to_owned(), context: Switch::Off };
    world.asha.session.submit(report).await.unwrap();
    world.asha.drain().await;
    world.chi = Profile::new(&world.server, reviewer(CHI)).await;
    world.dee.read().await;
    submit(&world.dee, Decision::Warn).await;
    world.settle().await;
    let undo = Wish::Undo { id: MessageId::fresh(), message: subject(), decision: None };
    assert!(refused(&world.chi, undo).await.contains("your own"));
}

#[tokio::test]
async fn a_case_reported_on_the_message_alone_has_nobody_to_ask() {
    let mut world = World::without_report().await;
    let mut element = text(Place::Channel, TARGET, BEN, SPAM, THEN);
    element.insert("ReportMessage".to_owned(), json!(REASON));
    put(&world.server, &element, &[], &[BEN]);
    world.chi = Profile::new(&world.server, reviewer(CHI)).await;
    let ask = submit(&world.chi, Decision::Ask).await;
    world.settle().await;
    assert!(acts(&world.dee).await.contains(&Act::Tell(ask, Outcome::Refused)));
    assert!(world.published().iter().all(|element| element.get("ReceiverId") != Some(&json!(BEN))));
}

#[tokio::test]
async fn undoing_a_removal_does_not_bring_back_what_the_author_deleted() {
    // Known or not known when the removal is decided.
    for is_known in [true, false] {
        let mut world = World::new().await;
        let ben = Profile::new(&world.server, member(BEN)).await;
        if !is_known {
            submit(&world.chi, Decision::Remove).await;
            world.chi.drain().await;
            world.chi.read().await;
            assert!(world.chi.session.tend_cases().await.unwrap(), "the removal is in the outbox");
        }
        ben.session.submit(Wish::Delete { message: subject() }).await.unwrap();
        ben.drain().await;
        if is_known {
            world.settle().await;
            submit(&world.chi, Decision::Remove).await;
        }
        world.settle().await;
        let acts = acts(&world.dee).await;
        assert!(acts.iter().any(|act| matches!(act, Act::Tell(_, Outcome::Gone))), "{is_known}: {acts:?}");
        let undo = Wish::Undo { id: MessageId::fresh(), message: subject(), decision: None };
        world.chi.session.submit(undo).await.unwrap();
        world.settle().await;
        assert!(is_deleted(&world.target()), "{is_known}");
    }
}

/// The direct messages about a removal of a message with these words.
async fn letters(words: &str, max_text: usize, is_deleted_first: bool) -> Vec<(Uuid, String)> {
    fn telling() -> Review {
        Review { tell_reporter: true, tell_author: true, ..policy() }
    }
    let mut world = World::without_report().await;
    put(&world.server, &text(Place::Channel, TARGET, BEN, words, THEN), &[], &[BEN]);
    world.asha = Profile::new(&world.server, member(ME)).await;
    let report = Wish::Report { message: subject(), reason: REASON.to_owned(), context: Switch::Off };
    world.asha.session.submit(report).await.unwrap();
    world.asha.drain().await;
    world.chi = Profile::new(&world.server, Manner { review: telling, max_text, ..reviewer(CHI) }).await;
    if is_deleted_first {
        let ben = Profile::new(&world.server, member(BEN)).await;
        ben.session.submit(Wish::Delete { message: subject() }).await.unwrap();
        ben.drain().await;
    }
    let remove = submit(&world.chi, Decision::Remove).await;
    world.settle().await;
    assert!(is_deleted(&world.target()));
    let expected = if is_deleted_first { Outcome::Gone } else { Outcome::Done };
    assert!(acts(&world.dee).await.contains(&Act::Tell(remove, expected)));
    let direct = |element: Element| {
        let to = element.get("ReceiverId")?.as_str()?.parse().unwrap();
        Some((to, element["Message"].as_str().unwrap().to_owned()))
    };
    world.published().into_iter().filter_map(direct).collect()
}

#[tokio::test]
async fn nobody_is_told_of_a_removal_that_its_author_was_quicker_with() {
    let letters = letters(SPAM, 0, true).await;
    let [(to, words)] = &letters[..] else { panic!("the reporter alone: {letters:?}") };
    assert_eq!(*to, ME);
    assert!(words.contains("Ben Okri") && words.contains("already deleted"), "{words}");
    assert!(!words.contains("removed") && !words.contains("[review/") && !words.contains("Buy"), "{words}");
}

#[tokio::test]
async fn a_letter_that_is_too_long_for_the_server_is_left_out_and_the_removal_is_done() {
    let long = "Buy this. ".repeat(60);
    let to = |letters: Vec<(Uuid, String)>| letters.into_iter().map(|(to, _)| to).collect::<Vec<_>>();
    assert_eq!(to(letters(&long, 0, false).await), [ME, BEN]);
    assert_eq!(to(letters(&long, 240, false).await), [ME]);
}

#[tokio::test]
async fn a_decision_survives_the_end_of_the_program_at_every_step() {
    let mut world = World::new().await;
    let reply = submit(&world.chi, Decision::Remove).await;
    // Every step happens in a session of its own.
    for _ in 0..4 {
        world.chi = world.chi.restarted(&world.server, reviewer(CHI)).await;
        world.chi.drain().await;
        world.chi = world.chi.restarted(&world.server, reviewer(CHI)).await;
        world.chi.read().await;
        world.chi = world.chi.restarted(&world.server, reviewer(CHI)).await;
        world.chi.session.tend_cases().await.unwrap();
    }
    world.settle().await;
    assert_eq!(acts(&world.dee).await, [Act::Decide(Decision::Remove), Act::Tell(reply, Outcome::Done)]);
    let removals = world.published().into_iter().filter(|element| element["Id"] == json!(TARGET)).count();
    assert_eq!(removals, 1);
}

#[tokio::test]
async fn a_decision_that_is_discarded_before_it_leaves_has_no_effect() {
    let mut world = World::new().await;
    let kept = world.chi.session.submit(Wish::Decide(decide(Decision::Remove))).await.unwrap();
    world.chi.session.discard(confab::row::Which::One(kept.entry.unwrap())).await.unwrap();
    world.settle().await;
    assert!(world.published().is_empty() && !is_deleted(&world.target()));
    assert_eq!(case(&world.chi).await.row.state.stage(), Stage::Open);
}
