//! A random play: wishes, discards, retries, skips and restarts between and during calls that succeed, get lost, are
//! refused or break the server. At the end the server accepts everything, and server and client must agree about every
//! message.
//!
//! Nothing may take effect twice: a message changes on the server at most as often as it was the subject of a wish or a
//! discard.
//!
//! `CONFAB_PLAYS` sets the number of plays, `CONFAB_SEED` their seed; a failure prints its seed.

use crate::server::{Dislike, Reply};
use crate::world::{BEN, GENERAL, ME, RANDOM, World, post, share};

use confab::chat::wish::{self, Mark, Post, Switch};
use confab::chat::{ChannelId, GroupId, MessageId, PersonId, Wish, conversation};
use confab::entry;
use confab::outbox::plan::Limits;
use confab::outbox::worker::{Publisher, Step};
use confab::row::{OutboxRow, WishState};

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};
use uuid::Uuid;

use std::collections::HashMap;

#[derive(Debug, Clone)]
enum Act {
    Post {
        place: usize,
        bad: bool,
    },
    Reply {
        to: usize,
        bad: bool,
    },
    Edit {
        message: usize,
        bad: bool,
    },
    Delete(usize),
    Pin(usize, bool),
    Star(usize, bool),
    Archive(usize, bool),
    Read(usize, bool),
    Tag(usize, usize),
    Report(usize),
    Share {
        message: usize,
        place: usize,
    },
    React(usize, bool),
    /// Mute, star or hide a conversation.
    Mark(usize, usize, bool),
    Invite(usize, u128),
    LeaveNew,
    Discard(usize),
    Retry(usize),
    Skip(usize),
}

#[derive(Debug, Clone)]
enum Beat {
    Act(Act),
    /// A call with this fate, and the user's actions while it is in flight.
    Call(Reply, Vec<Act>),
    /// As many calls as possible.
    Calls,
    Restart,
    TryNow,
    /// The server changes its treatment of bad words.
    Dislike(Dislike),
    Like,
}

fn act() -> impl Strategy<Value = Act> {
    let bad = || prop::bool::weighted(0.15);
    prop_oneof![
        6 => (0..PLACES.len(), bad()).prop_map(|(place, bad)| Act::Post { place, bad }),
        2 => (any::<usize>(), bad()).prop_map(|(to, bad)| Act::Reply { to, bad }),
        5 => (any::<usize>(), bad()).prop_map(|(message, bad)| Act::Edit { message, bad }),
        2 => any::<usize>().prop_map(Act::Delete),
        2 => any::<(usize, bool)>().prop_map(|(message, on)| Act::Pin(message, on)),
        2 => any::<(usize, bool)>().prop_map(|(message, on)| Act::Star(message, on)),
        1 => any::<(usize, bool)>().prop_map(|(message, on)| Act::Archive(message, on)),
        2 => any::<(usize, bool)>().prop_map(|(message, on)| Act::Read(message, on)),
        2 => any::<(usize, usize)>().prop_map(|(message, people)| Act::Tag(message, people)),
        1 => any::<usize>().prop_map(Act::Report),
        1 => (any::<usize>(), 0..PLACES.len()).prop_map(|(message, place)| Act::Share { message, place }),
        2 => any::<(usize, bool)>().prop_map(|(message, on)| Act::React(message, on)),
        3 => (0..PLACES.len(), 0..3_usize, any::<bool>()).prop_map(|(place, mark, on)| Act::Mark(place, mark, on)),
        1 => (0..PLACES.len(), 50..53_u128).prop_map(|(place, person)| Act::Invite(place, person)),
        1 => Just(Act::LeaveNew),
        2 => any::<usize>().prop_map(Act::Discard),
        1 => any::<usize>().prop_map(Act::Retry),
        1 => any::<usize>().prop_map(Act::Skip),
    ]
}

fn reply() -> impl Strategy<Value = Reply> {
    prop_oneof![
        4 => Just(Reply::Ordinary),
        1 => Just(Reply::Refuse),
        2 => Just(Reply::LoseAnswer),
        1 => Just(Reply::LoseCall),
        1 => Just(Reply::Unreached),
        1 => Just(Reply::Rubbish),
        1 => Just(Reply::SignIn),
        1 => Just(Reply::Busy { status: 500, after: None }),
        1 => Just(Reply::Busy { status: 429, after: None }),
    ]
}

fn beat() -> impl Strategy<Value = Beat> {
    prop_oneof![
        8 => act().prop_map(Beat::Act),
        5 => (reply(), prop::collection::vec(act(), 0..3)).prop_map(|(reply, acts)| Beat::Call(reply, acts)),
        1 => Just(Beat::Calls),
        1 => Just(Beat::Restart),
        1 => Just(Beat::TryNow),
        1 => prop_oneof![
            Just(Dislike::WholeCall),
            Just(Dislike::FromCulpritOn),
            Just(Dislike::ByName),
            Just(Dislike::ByNameAndNothingElse),
            Just(Dislike::Breaks),
        ]
        .prop_map(Beat::Dislike),
        1 => Just(Beat::Like),
    ]
}

/// Created first in every play.
const NEW: conversation::Id = conversation::Id::Channel(ChannelId::new(Uuid::from_u128(77)));

const PLACES: [conversation::Id; 5] = [
    NEW,
    GENERAL,
    RANDOM,
    conversation::Id::Direct(BEN),
    conversation::Id::Group(GroupId::new(Uuid::from_u128(12))),
];

struct Play {
    world: World,
    messages: Vec<MessageId>,
    words: usize,
    /// The number of wishes and discards for each message.
    wishes: HashMap<Uuid, usize>,
}

impl Play {
    fn words(&mut self, bad: bool) -> String {
        self.words += 1;
        format!("{}{}", if bad { "bad " } else { "" }, self.words)
    }

    fn message(&self, pick: usize) -> Option<MessageId> {
        (!self.messages.is_empty()).then(|| self.messages[pick % self.messages.len()])
    }

    async fn wish(&mut self, wish: Wish) {
        // Many are not allowed (deleted, somebody else's message), which is part of the play.
        if let Ok(kept) = self.world.session.submit(wish).await {
            *self.wishes.entry(kept.message.uuid()).or_default() += 1;
            if !self.messages.contains(&kept.message) {
                self.messages.push(kept.message);
            }
        }
    }

    /// A wish on a conversation. Many are refused: that is part of the play.
    async fn change(&mut self, wish: Wish) {
        let _ = self.world.session.submit(wish).await;
    }

    async fn picked(&self, pick: usize) -> Option<OutboxRow> {
        let mut waiting = self.world.waiting().await;
        (!waiting.is_empty()).then(|| waiting.swap_remove(pick % waiting.len()))
    }

    async fn act(&mut self, act: Act) {
        let switch = |on| if on { Switch::On } else { Switch::Off };
        let wish = match act {
            Act::Post { place, bad } => post(PLACES[place], &self.words(bad)),
            Act::Reply { to, bad } => {
                let Some(parent) = self.message(to) else { return };
                let Wish::Post(new) = post(GENERAL, &self.words(bad)) else { unreachable!() };
                Wish::Post(Post { reply_to: Some(parent), ..new })
            }
            Act::Edit { message, bad } => {
                let Some(message) = self.message(message) else { return };
                Wish::Edit { message, text: self.words(bad) }
            }
            Act::Share { message, place } => {
                let Some(message) = self.message(message) else { return };
                share(message, PLACES[place], &self.words(false))
            }
            Act::React(message, on) => {
                let Some(message) = self.message(message) else { return };
                Wish::React { id: MessageId::fresh(), message, emoji: "👍".to_owned(), state: switch(on) }
            }
            Act::Tag(pick, people) => {
                let Some(message) = self.message(pick) else { return };
                let people = [vec![], vec![BEN], vec![ME, BEN]][people % 3].clone();
                Wish::Tag { message, people }
            }
            Act::Report(pick) => {
                let Some(message) = self.message(pick) else { return };
                Wish::Report { message, reason: self.words(false), context: Switch::Off }
            }
            Act::Delete(pick)
            | Act::Pin(pick, _)
            | Act::Star(pick, _)
            | Act::Archive(pick, _)
            | Act::Read(pick, _) => {
                let Some(message) = self.message(pick) else { return };
                match act {
                    Act::Pin(_, on) => Wish::Mark { message, mark: Mark::Pin, state: switch(on) },
                    Act::Star(_, on) => Wish::Mark { message, mark: Mark::Star, state: switch(on) },
                    Act::Read(_, on) => Wish::Read { message, state: switch(on) },
                    Act::Archive(_, on) => Wish::Mark { message, mark: Mark::Archive, state: switch(on) },
                    _ => Wish::Delete { message },
                }
            }
            Act::Mark(place, mark, on) => {
                let (id, conversation, state) = (MessageId::fresh(), PLACES[place], switch(on));
                let mark = match mark {
                    0 => Wish::Mute { id, conversation, state },
                    1 => Wish::StarConversation { id, conversation, state },
                    _ => Wish::Hide { id, conversation, state },
                };
                return self.change(mark).await;
            }
            Act::Invite(place, person) => {
                let people = vec![PersonId::new(Uuid::from_u128(person))];
                let invite = Wish::Invite { id: MessageId::fresh(), conversation: PLACES[place], people };
                return self.change(invite).await;
            }
            Act::LeaveNew => {
                return self.change(Wish::Leave { id: MessageId::fresh(), conversation: NEW }).await;
            }
            Act::Discard(pick) => {
                if let Some(line) = self.picked(pick).await {
                    self.discard(line).await;
                }
                return;
            }
            Act::Retry(pick) => {
                if let Some(line) = self.picked(pick).await {
                    let _ = self.world.retry(line.entry).await;
                }
                return;
            }
            Act::Skip(pick) => {
                // Not for a refused retraction: if the user leaves after it, the message stays on the server.
                if let Some(line) = self.picked(pick).await
                    && line.kind != wish::Kind::Delete
                {
                    let _ = self.world.session.skip(line.entry).await;
                }
                return;
            }
        };
        self.wish(wish).await;
    }

    /// Not for a refused retraction, whose message would stay on the server without being drawn here. Nor for a leave
    /// entry that may have arrived, because there is no way to rejoin.
    async fn discard(&mut self, line: OutboxRow) {
        if line.kind != wish::Kind::Delete && !(line.kind == wish::Kind::Leave && line.unanswered) {
            self.take_back(line).await;
        }
    }

    async fn take_back(&mut self, line: OutboxRow) {
        *self.wishes.entry(line.message.uuid()).or_default() += 1;
        let _ = self.world.discard(line.entry).await;
    }

    /// Checks that marks are as drawn, and that the members of the new channel are exactly those drawn.
    async fn assert_conversations_agree(&self) {
        let book = self.world.server.book();
        let (_, all) = self.world.session.roster().await.unwrap();
        let file = rusqlite::Connection::open(self.world.path()).unwrap();
        let sql = "SELECT muted, starred, hidden, membership FROM conversation WHERE substr(id, 2) = ?1";
        for place in all.iter().map(|known| known.id) {
            let (marks, membership): ([bool; 3], i64) = file
                .query_row(sql, [place.uuid().as_bytes()], |row| {
                    Ok(([row.get(0)?, row.get(1)?, row.get(2)?], row.get(3)?))
                })
                .unwrap();
            let theirs = book.conversations.get(&place.uuid()).copied().unwrap_or_default();
            if membership == 0 {
                // A new message unhides a conversation here, and at the server by its own rule.
                assert_eq!(marks[..2], theirs[..2], "muted and starred in {place:?}");
                assert!(!marks[2] || theirs[2], "hidden in {place:?}");
            }
            if place == NEW {
                let room = book.rooms.get(&NEW.uuid());
                let is_in = room.is_some_and(|room| room.members.contains(&ME.uuid()));
                assert_eq!(is_in, membership == 0, "in the new channel; {membership}");
            }
        }
    }

    /// Checks that every change of a message on the server has a separate wish.
    fn assert_nothing_took_effect_twice(&self) {
        let mut changes: HashMap<Uuid, usize> = HashMap::new();
        for effect in self.world.server.book().effects {
            *changes.entry(effect.id).or_default() += 1;
        }
        for (id, changes) in changes {
            let wishes = self.wishes.get(&id).copied().unwrap_or_default();
            assert!(changes <= wishes, "{changes} changes of {id} and {wishes} wishes");
        }
    }

    async fn call(&mut self, publisher: &mut Publisher, reply: Reply, meanwhile: Vec<Act>) {
        let server = self.world.server.clone();
        server.script([reply]);
        let calls = server.calls();
        server.hold();
        let meddle = async {
            server.arrived(calls + 1).await;
            for act in meanwhile {
                self.act(act).await;
            }
            server.release();
            std::future::pending::<()>().await;
        };
        tokio::select! {
            biased;
            step = publisher.step() => drop(step.unwrap()),
            () = meddle => {}
        }
        server.release();
        server.forget_script();
    }

    /// The server accepts everything; refused entries are retried, and those without a parent are discarded.
    async fn settle(&mut self) {
        self.world.server.like_everything();
        for _ in 0..20 {
            assert_eq!(self.world.drain().await, Step::Idle { wake_at: None });
            let waiting = self.world.waiting().await;
            if waiting.is_empty() {
                return;
            }
            for line in waiting {
                match &line.state {
                    WishState::Parked(reason)
                        if [entry::orphaned(), entry::unmade()].contains(&reason.as_str()) =>
                    {
                        self.take_back(line).await;
                    }
                    // An entry that cannot be sent any more, because the user has left, is discarded.
                    WishState::Parked(_) if self.world.retry(line.entry).await.is_err() => {
                        self.take_back(line).await;
                    }
                    _ => {}
                }
            }
        }
        panic!("still waiting: {:?}", self.world.waiting().await);
    }
}

async fn play(beats: Vec<Beat>, limits: Limits) {
    let mut play =
        Play { world: World::with_limits(limits), messages: Vec::new(), words: 0, wishes: HashMap::new() };
    play.world.server.lacks(NEW.uuid());
    let (id, name) = (MessageId::fresh(), "new".to_owned());
    play.change(Wish::Create { id, conversation: NEW, name, people: vec![BEN] }).await;
    let mut publisher = play.world.publisher();
    for beat in beats {
        match beat {
            Beat::Act(act) => play.act(act).await,
            Beat::Call(reply, acts) => play.call(&mut publisher, reply, acts).await,
            Beat::Calls => while publisher.step().await.unwrap() == Step::Went {},
            Beat::Restart => {
                play.world.restart();
                publisher = play.world.publisher();
            }
            Beat::TryNow => publisher.forget_back_off().await.unwrap(),
            Beat::Dislike(how) => {
                play.world.server.like_everything();
                play.world.server.dislike("bad", how);
            }
            Beat::Like => play.world.server.like_everything(),
        }
        play.world.server.assert_well_treated();
    }
    drop(publisher);
    play.settle().await;
    play.world.assert_agreement();
    play.assert_nothing_took_effect_twice();
    play.assert_conversations_agree().await;
}

#[test]
fn after_any_play_server_and_client_agree() {
    let told = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let seed = told("CONFAB_SEED").unwrap_or_else(|| fastrand::u64(..));
    let config = ProptestConfig {
        cases: told("CONFAB_PLAYS").map_or(64, |plays| u32::try_from(plays).unwrap()),
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 2_000,
        ..ProptestConfig::default()
    };
    let plays = (prop::collection::vec(beat(), 1..40), 1..6_usize);
    let played = TestRunner::new(config).run(&plays, |(beats, messages)| {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(play(beats, Limits { messages, bytes: 1_000_000 }));
        Ok(())
    });
    if let Err(error) = played {
        panic!("CONFAB_SEED={seed}: {error}");
    }
}
