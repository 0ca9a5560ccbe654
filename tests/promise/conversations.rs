//! Wishes on conversations keep the promise too: saved with the change that is drawn, sent once, in order with the
//! messages, never dropped, reported truthfully, and blocking nothing else.

use crate::server::{Dislike, Reply};
use crate::world::{BEN, GENERAL, ME, RANDOM, World, drain, is_parked, post};

use confab::chat::conversation::Membership;
use confab::chat::wish::{self, Mark, Switch};
use confab::chat::{ChannelId, GroupId, MessageId, PersonId, Wish, conversation};
use confab::outbox::worker::Step;
use confab::remote::Errand;
use confab::row::{ConversationRow, Which, WishState};
use confab::session::Error;

use uuid::Uuid;

const CLEO: PersonId = PersonId::new(Uuid::from_u128(3));
const LAUNCH: conversation::Id = conversation::Id::Channel(ChannelId::new(Uuid::from_u128(77)));
const CREW: conversation::Id = conversation::Id::Group(GroupId::new(Uuid::from_u128(78)));

fn create(conversation: conversation::Id, name: &str) -> Wish {
    Wish::Create { id: MessageId::fresh(), conversation, name: name.to_owned(), people: vec![BEN] }
}

fn invite(conversation: conversation::Id, person: PersonId) -> Wish {
    Wish::Invite { id: MessageId::fresh(), conversation, people: vec![person] }
}

fn leave(conversation: conversation::Id) -> Wish {
    Wish::Leave { id: MessageId::fresh(), conversation }
}

fn mute(conversation: conversation::Id, state: Switch) -> Wish {
    Wish::Mute { id: MessageId::fresh(), conversation, state }
}

fn star(conversation: conversation::Id, state: Switch) -> Wish {
    Wish::StarConversation { id: MessageId::fresh(), conversation, state }
}

fn hide(conversation: conversation::Id, state: Switch) -> Wish {
    Wish::Hide { id: MessageId::fresh(), conversation, state }
}

impl World {
    /// True if a retraction of the message is in the outbox.
    async fn is_retracted(&self, message: MessageId) -> bool {
        self.waiting().await.iter().any(|line| line.message == message && line.kind == wish::Kind::Delete)
    }

    async fn refused(&self, wish: Wish) -> String {
        match self.session.submit(wish).await {
            Err(Error::Invalid(words)) => words,
            other => panic!("{other:?}"),
        }
    }

    async fn known(&self, id: conversation::Id, name: &str, members: &[PersonId]) {
        let members = members.to_vec();
        let known = confab::chat::Conversation { id, name: name.to_owned(), members };
        self.session.merge_roster(Vec::new(), vec![known]).await.unwrap();
    }

    async fn conversation(&self, id: conversation::Id) -> Option<ConversationRow> {
        self.session
            .sidebar()
            .await
            .unwrap()
            .conversations
            .into_iter()
            .find(|conversation| conversation.id == id)
    }

    async fn kinds(&self) -> Vec<wish::Kind> {
        self.waiting().await.iter().map(|waiting| waiting.kind).collect()
    }

    /// The calls that arrived, in order; for a publish call, its texts.
    fn arrived(&self) -> Vec<String> {
        let words = |seen: &crate::server::Seen| match seen.errand {
            Errand::Messages => seen
                .elements
                .iter()
                .map(|e| e.message.clone().unwrap_or_default())
                .collect::<Vec<_>>()
                .join("+"),
            Errand::Conversation(action) => format!("{action:?}"),
        };
        self.server.book().calls.iter().map(words).collect()
    }

    fn members(&self, id: conversation::Id) -> Vec<Uuid> {
        self.server.book().rooms[&id.uuid()].members.iter().copied().collect()
    }
}

#[tokio::test(start_paused = true)]
async fn a_channel_is_drawn_and_kept_before_any_call_and_its_posts_wait_for_its_making() {
    let mut world = World::new();
    world.server.lacks(LAUNCH.uuid());
    world.submit(create(LAUNCH, "#launch")).await;
    world.post(LAUNCH, "first").await;
    world.post(GENERAL, "elsewhere").await;
    let conversation = world.conversation(LAUNCH).await.unwrap();
    assert_eq!(
        (conversation.name.as_str(), conversation.members, conversation.membership),
        ("launch", 2, Membership::In)
    );
    assert_eq!(world.server.calls(), 0);
    world.restart();
    world.drain().await;
    assert_eq!(world.arrived(), ["CreateChannel", "first+elsewhere"]);
    assert_eq!(world.members(LAUNCH), [ME.uuid(), BEN.uuid()]);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_refused_making_parks_with_the_reason_and_holds_its_own_conversation_alone() {
    let world = World::new();
    world.server.lacks(LAUNCH.uuid());
    world.server.dislike("bad", Dislike::WholeCall);
    let made = world.submit(create(LAUNCH, "bad")).await;
    let inside = world.post(LAUNCH, "inside").await;
    world.post(GENERAL, "elsewhere").await;
    world.drain().await;
    assert_eq!(world.arrived(), ["CreateChannel", "elsewhere"]);
    let parked = world.parked().await;
    assert_eq!((parked.kind, parked.conversation_name.as_str()), (wish::Kind::Create, "bad"));
    assert_eq!(parked.state, WishState::Parked("This name is bad.".to_owned()));
    assert_eq!(world.wish_state(inside.entry.unwrap()).await, Some(WishState::Behind(made.entry.unwrap())));
    assert!(matches!(world.session.skip(made.entry.unwrap()).await, Err(Error::Invalid(_))));
    world.server.like_everything();
    world.retry(made.entry.unwrap()).await.unwrap();
    world.drain().await;
    assert_eq!(world.arrived()[2..], ["CreateChannel", "inside"]);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn what_was_frozen_when_the_power_failed_can_be_taken_back_while_the_line_is_down() {
    let mut world = World::new();
    world.server.lacks(LAUNCH.uuid());
    let made = world.submit(create(LAUNCH, "launch")).await.entry.unwrap();
    let inside = world.post(LAUNCH, "inside").await.entry.unwrap();
    let elsewhere = world.post(GENERAL, "elsewhere").await;
    // Each in a separate call, in order, and in flight.
    world.tampered(|file| {
        file.execute_batch("UPDATE outbox SET state = 1, batch = entry, attempts = 1, element = '{}'")
            .unwrap();
    });
    world.server.script([Reply::Unreached]);
    assert!(matches!(world.publisher().step().await, Ok(Step::BackOff { .. })));
    world.discard(made).await.unwrap();
    let standing = world.wish_state(inside).await;
    assert!(matches!(&standing, Some(WishState::Parked(reason)) if reason == confab::entry::unmade()));
    // It may have arrived, so discarding it queues a retraction.
    world.discard(elsewhere.entry.unwrap()).await.unwrap();
    assert!(world.is_retracted(elsewhere.message).await);
}

#[tokio::test(start_paused = true)]
async fn what_leaves_its_call_behind_a_mark_after_a_power_cut_may_have_arrived() {
    let mut world = World::new();
    let pinned = world.delivered(GENERAL, "pinned").await;
    world.submit(Wish::Mark { message: pinned, mark: Mark::Pin, state: Switch::On }).await;
    let post = world.post(GENERAL, "hello").await;
    world.tampered(|file| {
        file.execute_batch("UPDATE outbox SET state = 1, batch = 1, attempts = 1, element = '{}'").unwrap();
    });
    world.server.script([Reply::Unreached, Reply::Unreached]);
    assert!(matches!(world.publisher().step().await, Ok(Step::BackOff { .. })));
    world.discard(post.entry.unwrap()).await.unwrap();
    assert!(world.is_retracted(post.message).await, "it may be at the server");
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_makes_no_second_channel_and_the_same_words_go_again() {
    for reply in [Reply::LoseAnswer, Reply::LoseCall, Reply::Rubbish] {
        let world = World::new();
        world.server.lacks(LAUNCH.uuid());
        world.server.script([reply]);
        let made = world.submit(create(LAUNCH, "launch")).await;
        world.post(LAUNCH, "first").await;
        assert!(matches!(world.publisher().step().await, Ok(Step::BackOff { .. })));
        assert_eq!(world.wish_state(made.entry.unwrap()).await, Some(WishState::Unanswered));
        world.drain().await;
        let book = world.server.book();
        assert_eq!(book.calls[0].raw, book.calls[1].raw);
        assert_eq!(book.changes, ["launch with 2"]);
        assert_eq!(world.arrived()[1..], ["CreateChannel", "first"]);
        world.assert_agreement();
    }
}

#[tokio::test(start_paused = true)]
async fn posts_made_before_a_leaving_go_before_it_and_none_comes_after() {
    let world = World::new();
    world.known(GENERAL, "general", &[ME, BEN]).await;
    let theirs = world.history(1, "theirs").await;
    world.post(GENERAL, "goodbye").await;
    // A read mark is collected for a moment, and the leave entry waits for it.
    world.submit(Wish::Read { message: theirs, state: Switch::On }).await;
    world.submit(leave(GENERAL)).await;
    assert_eq!(world.conversation(GENERAL).await.unwrap().membership, Membership::Left);
    let refused = world.session.submit(post(GENERAL, "too late")).await;
    assert_eq!(refused.unwrap_err().to_string(), "You left #general.");
    assert_eq!(world.refused(invite(GENERAL, CLEO)).await, "You left #general.");
    world.drain().await;
    assert_eq!(world.arrived(), ["goodbye", "theirs", "LeaveChannel"]);
    assert_eq!(world.drawn(GENERAL).await, ["theirs", "goodbye"], "the history stays");
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_deletion_behind_a_leaving_does_not_hold_what_the_leaving_waits_for() {
    let world = World::new();
    world.known(GENERAL, "general", &[ME, BEN]).await;
    let written = world.post(GENERAL, "too hasty").await;
    let mut publisher = world.publisher();
    world.server.hold();
    let meanwhile = async {
        world.server.arrived(1).await;
        world
            .submit(Wish::Report {
                message: written.message,
                reason: "spam".to_owned(),
                context: Switch::Off,
            })
            .await;
        world.submit(leave(GENERAL)).await;
        // It is in flight: discarding it queues a deletion behind the leave entry.
        world.discard(written.entry.unwrap()).await.unwrap();
        world.server.release();
    };
    let (step, ()) = tokio::join!(publisher.step(), meanwhile);
    step.unwrap();
    drop(publisher);
    world.drain().await;
    let arrived = world.arrived();
    assert!(arrived.contains(&"LeaveChannel".to_owned()), "{arrived:?} {:?}", world.waiting().await);
}

#[tokio::test(start_paused = true)]
async fn a_leaving_does_not_wait_for_what_hangs_on_a_message_that_was_passed() {
    let world = World::new();
    world.known(GENERAL, "general", &[ME]).await;
    world.server.dislike("bad", Dislike::WholeCall);
    let bad = world.post(GENERAL, "bad").await;
    world.star(bad.message, Switch::On).await;
    world.submit(leave(GENERAL)).await;
    world.drain().await;
    assert_eq!(world.kinds().await, [wish::Kind::Post, wish::Kind::Mark(Mark::Star), wish::Kind::Leave]);
    world.session.skip(bad.entry.unwrap()).await.unwrap();
    world.drain().await;
    assert_eq!(world.kinds().await, [wish::Kind::Post, wish::Kind::Mark(Mark::Star)], "the leaving has gone");
}

#[tokio::test(start_paused = true)]
async fn a_roster_from_before_a_leaving_does_not_undo_it() {
    let world = World::new();
    world.known(GENERAL, "general", &[ME, BEN]).await;
    world.submit(leave(GENERAL)).await;
    world.known(GENERAL, "general", &[ME, BEN]).await;
    assert_eq!(world.conversation(GENERAL).await.unwrap().membership, Membership::Left);
    world.drain().await;
    // A roster imported afterwards shows that somebody has added the user again.
    world.known(GENERAL, "general", &[ME, BEN]).await;
    assert_eq!(world.conversation(GENERAL).await.unwrap().membership, Membership::In);
}

#[tokio::test(start_paused = true)]
async fn a_leaving_that_is_taken_back_leaves_everything_as_it_was() {
    let world = World::new();
    world.known(GENERAL, "general", &[ME, BEN]).await;
    let left = world.submit(leave(GENERAL)).await;
    assert_eq!(world.conversation(GENERAL).await.unwrap().members, 1);
    // If marks that are never sent could be set meanwhile, profile and server would differ afterwards.
    for mark in [mute(GENERAL, Switch::On), star(GENERAL, Switch::On)] {
        assert_eq!(world.refused(mark).await, "You left #general.");
    }
    world.submit(hide(GENERAL, Switch::On)).await;
    world.discard(left.entry.unwrap()).await.unwrap();
    let conversation = world.conversation(GENERAL).await.unwrap();
    assert_eq!((conversation.membership, conversation.members), (Membership::In, 2));
    assert_eq!(conversation.marks, conversation::Marks::default());
    world.post(GENERAL, "still here").await;
    world.drain().await;
    assert_eq!(world.arrived(), ["still here"]);
}

#[tokio::test(start_paused = true)]
async fn a_mark_that_is_taken_off_before_it_was_sent_sends_nothing_and_the_last_wins() {
    let world = World::new();
    world.known(GENERAL, "general", &[ME, BEN]).await;
    for mark in [mute, star, hide] {
        world.submit(mark(GENERAL, Switch::On)).await;
        assert_eq!(world.submit(mark(GENERAL, Switch::Off)).await.entry, None);
    }
    assert_eq!(world.waiting().await, []);
    world.submit(mute(GENERAL, Switch::On)).await;
    world.submit(star(GENERAL, Switch::On)).await;
    let conversation = world.conversation(GENERAL).await.unwrap();
    assert!(conversation.marks.muted && conversation.marks.starred);
    world.drain().await;
    assert_eq!(world.arrived(), ["UpsertConversation"; 2]);
    assert_eq!(world.server.book().conversations[&GENERAL.uuid()], [true, true, false]);
    // While *on* is in flight, *off* is queued behind it.
    world.server.script([Reply::LoseAnswer]);
    world.submit(mute(GENERAL, Switch::Off)).await;
    world.publisher().step().await.unwrap();
    world.submit(mute(GENERAL, Switch::On)).await;
    world.drain().await;
    assert_eq!(world.server.book().conversations[&GENERAL.uuid()], [true, true, false]);
    assert!(world.conversation(GENERAL).await.unwrap().marks.muted);
}

#[tokio::test(start_paused = true)]
async fn a_mark_waits_for_the_making_of_its_conversation_and_for_nothing_else() {
    let world = World::new();
    world.server.lacks(LAUNCH.uuid());
    world.known(GENERAL, "general", &[ME, BEN]).await;
    world.server.dislike("launch", Dislike::WholeCall);
    world.submit(create(LAUNCH, "launch")).await;
    world.submit(star(LAUNCH, Switch::On)).await;
    world.submit(mute(GENERAL, Switch::On)).await;
    world.submit(star(conversation::Id::Direct(BEN), Switch::On)).await;
    world.drain().await;
    assert_eq!(world.arrived(), ["CreateChannel", "UpsertConversation", "UpsertConversation"]);
    world.server.like_everything();
    world.session.retry(Which::All).await.unwrap();
    world.drain().await;
    assert_eq!(world.server.book().conversations[&LAUNCH.uuid()], [false, true, false]);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn what_may_have_arrived_is_not_forgotten_when_a_later_mark_takes_its_place() {
    let world = World::new();
    world.known(GENERAL, "general", &[ME, BEN]).await;
    world.server.script([Reply::LoseAnswer]);
    let muted = world.submit(mute(GENERAL, Switch::On)).await;
    world.publisher().step().await.unwrap();
    world.submit(mute(GENERAL, Switch::Off)).await;
    world.discard(muted.entry.unwrap()).await.unwrap();
    // The server has the mark: setting and clearing it again must not cancel out.
    world.submit(mute(GENERAL, Switch::On)).await;
    world.submit(mute(GENERAL, Switch::Off)).await;
    world.drain().await;
    assert!(!world.server.book().conversations[&GENERAL.uuid()][0]);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_refused_mark_is_told_and_taking_it_back_restores_what_is_drawn() {
    let world = World::new();
    world.known(GENERAL, "general", &[ME, BEN]).await;
    world.server.script([Reply::Refuse]);
    let muted = world.submit(mute(GENERAL, Switch::On)).await;
    world.post(GENERAL, "passes").await;
    world.drain().await;
    assert_eq!(world.parked().await.kind, wish::Kind::Mute);
    assert_eq!(world.server.texts(), ["passes"]);
    world.discard(muted.entry.unwrap()).await.unwrap();
    assert!(!world.conversation(GENERAL).await.unwrap().marks.muted);
    assert_eq!(world.waiting().await, []);
    // A mark that may have arrived is undone by a new wish.
    world.server.script([Reply::LoseAnswer]);
    let starred = world.submit(star(GENERAL, Switch::On)).await;
    world.publisher().step().await.unwrap();
    world.discard(starred.entry.unwrap()).await.unwrap();
    world.drain().await;
    assert!(!world.server.book().conversations[&GENERAL.uuid()][1]);
    assert!(!world.conversation(GENERAL).await.unwrap().marks.starred);
}

#[tokio::test(start_paused = true)]
async fn people_come_in_together_and_after_what_was_said_before() {
    let world = World::new();
    world.server.lacks(LAUNCH.uuid());
    let alone = Wish::Create {
        id: MessageId::fresh(),
        conversation: LAUNCH,
        name: "launch".to_owned(),
        people: vec![],
    };
    let made = world.submit(alone).await;
    assert_eq!(world.submit(invite(LAUNCH, BEN)).await.entry, made.entry, "still unsent: with the making");
    world.post(LAUNCH, "before Cleo").await;
    let brings = world.submit(invite(LAUNCH, CLEO)).await;
    world.post(LAUNCH, "after Cleo").await;
    assert_eq!(world.submit(invite(LAUNCH, CLEO)).await, brings, "she is in when that wish is accepted");
    assert_eq!(world.submit(invite(LAUNCH, ME)).await.entry, None);
    world.drain().await;
    assert_eq!(world.arrived(), ["CreateChannel", "before Cleo", "AddMembers", "after Cleo"]);
    assert_eq!(world.members(LAUNCH), [ME.uuid(), BEN.uuid(), CLEO.uuid()]);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_group_is_made_filled_and_left_by_its_one_call() {
    let world = World::new();
    world.server.lacks(CREW.uuid());
    world.submit(create(CREW, "Crew")).await;
    world.post(CREW, "hello").await;
    world.submit(invite(CREW, CLEO)).await;
    world.submit(leave(CREW)).await;
    world.drain().await;
    assert_eq!(world.arrived(), ["GroupMembers", "hello", "GroupMembers", "GroupMembers"]);
    assert_eq!(world.members(CREW), [BEN.uuid(), CLEO.uuid()]);
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn taking_a_making_back_parks_what_was_written_there_and_drops_nothing() {
    let world = World::new();
    world.server.lacks(LAUNCH.uuid());
    let made = world.submit(create(LAUNCH, "launch")).await;
    world.submit(star(LAUNCH, Switch::On)).await;
    let inside = world.post(LAUNCH, "inside").await;
    world.discard(made.entry.unwrap()).await.unwrap();
    let parked = world.parked().await;
    assert_eq!(parked.entry, inside.entry.unwrap());
    assert!(
        matches!(&parked.state, WishState::Parked(why) if why.contains("discarded before it was created"))
    );
    assert_eq!(world.conversation(LAUNCH).await.unwrap().membership, Membership::Unmade);
    assert_eq!(world.drawn(LAUNCH).await, ["inside"]);
    assert!(world.retry(parked.entry).await.unwrap_err().to_string().contains("before it was created"));
    assert_eq!(world.session.retry(Which::All).await, Ok(0));
    world.drain().await;
    assert_eq!(world.server.calls(), 0);
    world.discard(inside.entry.unwrap()).await.unwrap();
    assert_eq!(world.conversation(LAUNCH).await, None, "with nothing in it, it is gone");
    let name_is_free = world.session.submit(create(conversation::Id::Channel(ChannelId::fresh()), "launch"));
    assert!(name_is_free.await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn taking_back_a_making_that_may_have_arrived_leaves_the_channel() {
    let world = World::new();
    world.server.lacks(LAUNCH.uuid());
    world.server.script([Reply::LoseAnswer, Reply::Unreached]);
    let made = world.submit(create(LAUNCH, "launch")).await;
    world.post(LAUNCH, "inside").await;
    let mut publisher = world.publisher();
    publisher.step().await.unwrap();
    world.discard(made.entry.unwrap()).await.unwrap();
    assert_eq!(world.conversation(LAUNCH).await.unwrap().membership, Membership::Left);
    drain(&mut publisher, world.clock).await;
    assert_eq!(world.members(LAUNCH), [BEN.uuid()]);
    assert_eq!(world.server.texts(), Vec::<String>::new());
    assert_eq!(world.waiting().await.iter().filter(|line| is_parked(line)).count(), 1);
    world.server.assert_well_treated();
}

#[tokio::test(start_paused = true)]
async fn what_is_on_its_way_is_not_taken_back() {
    let world = World::new();
    world.server.hold();
    let made = world.submit(create(LAUNCH, "launch")).await;
    let clock = world.clock;
    let mut publisher = world.publisher();
    let running = tokio::spawn(async move { drain(&mut publisher, clock).await });
    world.server.arrived(1).await;
    let refused = world.discard(made.entry.unwrap()).await.unwrap_err();
    assert!(refused.to_string().contains("being sent"));
    world.server.release();
    running.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn discarding_everything_leaves_nothing_behind() {
    let world = World::new();
    world.known(GENERAL, "general", &[ME, BEN]).await;
    world.submit(create(LAUNCH, "launch")).await;
    world.post(LAUNCH, "inside").await;
    world.submit(invite(LAUNCH, CLEO)).await;
    world.submit(mute(GENERAL, Switch::On)).await;
    world.submit(leave(GENERAL)).await;
    world.session.discard(Which::All).await.unwrap();
    assert_eq!(world.kinds().await, []);
    let conversation = world.conversation(GENERAL).await.unwrap();
    assert_eq!((conversation.membership, conversation.marks.muted), (Membership::In, false));
}

#[tokio::test(start_paused = true)]
async fn a_hidden_conversation_comes_back_when_something_is_written_there() {
    let world = World::new();
    world.known(GENERAL, "general", &[ME, BEN]).await;
    world.submit(hide(GENERAL, Switch::On)).await;
    assert_eq!(world.conversation(GENERAL).await, None);
    world.drain().await;
    assert_eq!(world.conversation(GENERAL).await, None);
    world.history(1, "news").await;
    assert!(world.conversation(GENERAL).await.is_some());
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_is_refused_in_words_and_changes_nothing() {
    let world = World::new();
    world.known(RANDOM, "random", &[ME, BEN]).await;
    let direct = conversation::Id::Direct(BEN);
    assert_eq!(world.refused(create(LAUNCH, "  ")).await, "Enter a name.");
    assert!(world.refused(create(LAUNCH, &"x".repeat(81))).await.contains("too long"));
    assert!(world.refused(create(LAUNCH, "#Random")).await.contains("already a channel called #Random"));
    assert!(world.refused(create(RANDOM, "other")).await.contains("Another conversation already"));
    let alone = Wish::Create {
        id: MessageId::fresh(),
        conversation: CREW,
        name: "Crew".to_owned(),
        people: vec![ME],
    };
    assert_eq!(world.refused(alone).await, "A group needs at least one other person.");
    assert!(world.refused(create(direct, "x")).await.contains("direct message"));
    assert!(world.refused(invite(direct, CLEO)).await.contains("Start a group"));
    assert!(world.refused(leave(direct)).await.contains("Hide it instead"));
    assert!(world.refused(leave(LAUNCH)).await.contains("no conversation with the ID"));
    // Unhiding a person without a conversation is no wish and creates no row.
    assert_eq!(world.submit(hide(direct, Switch::Off)).await.entry, None);
    assert_eq!(world.conversation(direct).await, None);
    assert_eq!(world.waiting().await, []);
    assert_eq!(world.conversation(LAUNCH).await, None);
}

#[tokio::test(start_paused = true)]
async fn a_making_that_breaks_the_server_steps_aside_and_stands_in_nobodys_way() {
    let world = World::new();
    world.server.lacks(LAUNCH.uuid());
    world.server.dislike("breaker", Dislike::Breaks);
    world.submit(create(LAUNCH, "breaker")).await;
    world.post(LAUNCH, "inside").await;
    world.post(GENERAL, "elsewhere").await;
    let mut publisher = world.publisher();
    while world.server.texts().is_empty() {
        publisher.step().await.unwrap();
        tokio::time::sleep(std::time::Duration::from_secs(150)).await;
    }
    assert_eq!(world.server.texts(), ["elsewhere"]);
    world.server.like_everything();
    world.drain().await;
    world.assert_agreement();
}

#[tokio::test(start_paused = true)]
async fn a_refused_post_holds_a_leaving_behind_it_and_still_goes_before_it() {
    let world = World::new();
    world.known(GENERAL, "general", &[ME, BEN]).await;
    world.server.dislike("bad", Dislike::WholeCall);
    let bad = world.post(GENERAL, "bad").await;
    let left = world.submit(leave(GENERAL)).await;
    world.drain().await;
    assert_eq!(world.wish_state(left.entry.unwrap()).await, Some(WishState::Behind(bad.entry.unwrap())));
    world.server.like_everything();
    world.retry(bad.entry.unwrap()).await.unwrap();
    world.drain().await;
    assert_eq!(world.arrived(), ["bad", "bad", "LeaveChannel"]);
    world.assert_agreement();
}
