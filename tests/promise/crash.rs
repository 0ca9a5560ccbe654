//! The process may end at any moment. Every acknowledged wish still arrives, once and in order.
//!
//! There are two kinds of end. **Cut**: the publisher's future is dropped at its n-th poll, for every n until it
//! completes; a write that was already handed to the blocking thread still happens, as when the process dies a moment
//! later. **Power off**: the files are copied whenever a call arrives and whenever it has been applied, and the engine
//! starts again from the copy, so that no later write ever happened. Both kinds start from the same scenarios.
//!
//! Known to catch: sending and settling in the wrong order, with `carry_out(…, Fate::Accepted, …)` committed before
//! `remote.publish` in `Publisher::step`. Then the first three tests here fail in the first scenario ("one post:
//! conversation 0 after 3 polls: left [], right ["a"]", "… after copy 0, Arrived", "… never reached the server"), and
//! so does `races::what_was_in_flight_at_a_crash_goes_out_again_unchanged`.

use crate::server::{Book, Dislike, Moment, Reply, Server};
use crate::world::{
    BEN, GENERAL, World, assert_agreement, channel, drain, folder, is_parked, noon, open, post,
};

use confab::chat::MessageId;
use confab::chat::wish::{Switch, Wish};
use confab::clock::Clock;
use confab::outbox::plan::Limits;

use uuid::Uuid;

use std::future::Future;
use std::path::Path;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

/// The wishes made before the crash, and the behaviour of the server.
#[derive(Clone)]
struct Scenario {
    name: &'static str,
    limits: Limits,
    script: &'static [Reply],
    dislike: Option<Dislike>,
    /// Conversation and text, in order.
    posts: &'static [(u128, &'static str)],
}

const ALL: [Scenario; 5] = [
    Scenario {
        name: "one post",
        limits: Limits { messages: 100, bytes: 1_000_000 },
        script: &[],
        dislike: None,
        posts: &[(0, "a")],
    },
    Scenario {
        name: "several batches of several conversations",
        limits: Limits { messages: 3, bytes: 1_000_000 },
        script: &[],
        dislike: None,
        posts: &[(0, "a"), (1, "b"), (0, "c"), (2, "d"), (1, "e"), (0, "f"), (2, "g"), (0, "h")],
    },
    Scenario {
        name: "halving",
        limits: Limits { messages: 100, bytes: 1_000_000 },
        script: &[],
        dislike: Some(Dislike::FromCulpritOn),
        posts: &[(0, "a"), (1, "b"), (3, "bad"), (0, "c"), (2, "d"), (1, "e")],
    },
    Scenario {
        name: "answers lost",
        limits: Limits { messages: 2, bytes: 1_000_000 },
        script: &[Reply::LoseAnswer, Reply::LoseCall, Reply::Rubbish, Reply::LoseAnswer],
        dislike: None,
        posts: &[(0, "a"), (1, "b"), (0, "c"), (1, "d")],
    },
    Scenario {
        name: "busy, then named culprits",
        limits: Limits { messages: 4, bytes: 1_000_000 },
        script: &[Reply::Busy { status: 503, after: None }],
        dislike: Some(Dislike::ByName),
        posts: &[(0, "a"), (3, "bad"), (1, "b"), (0, "c"), (2, "d"), (1, "e")],
    },
];

impl Scenario {
    async fn begin(&self) -> World {
        let world = World::with_limits(self.limits);
        for (number, text) in self.posts {
            world.post(channel(*number), text).await;
        }
        world.server.script(self.script.iter().cloned());
        self.prepare(&world.server);
        world
    }

    fn prepare(&self, server: &Server) {
        if let Some(how) = self.dislike {
            server.dislike("bad", how);
        }
    }

    /// Checks that everything is on the server once and in order, and that disliked messages are parked here.
    #[track_caller]
    fn assert_kept(&self, server: &Server, path: &Path, case: &str) {
        server.assert_well_treated();
        let effects = server.book().effects;
        for number in 0..4 {
            let of = |place: Uuid| effects.iter().filter(move |effect| effect.after.place == Some(place));
            let got: Vec<_> = of(channel(number).uuid()).map(|effect| effect.after.text.as_str()).collect();
            let wished = self.posts.iter().filter(|(of, text)| *of == number && *text != "bad");
            let wished: Vec<_> = wished.map(|(_, text)| *text).collect();
            assert_eq!(got, wished, "{}: conversation {number} after {case}", self.name);
        }
        if self.dislike.is_none() {
            assert_agreement(path, server);
        }
    }
}

/// Polls a future the given number of times, then drops it.
struct Cut<F> {
    future: Option<Pin<Box<F>>>,
    polls: usize,
}

fn cut<F: Future>(future: F, polls: usize) -> Cut<F> {
    Cut { future: Some(Box::pin(future)), polls }
}

impl<F: Future> Future for Cut<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls == 0 {
            self.future = None;
        }
        self.polls = self.polls.saturating_sub(1);
        match &mut self.future {
            Some(future) => future.as_mut().poll(context).map(Some),
            None => Poll::Ready(None),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn cut_at_every_poll_and_started_again_everything_arrives_once_and_in_order() {
    // A quick write offers no await to be dropped at, so several rounds are needed to hit them all.
    for scenario in ALL.into_iter().cycle().take(3 * ALL.len()) {
        for polls in 1.. {
            let mut world = scenario.begin().await;
            let clock = world.clock;
            let mut publisher = world.publisher();
            let run = async move { drain(&mut publisher, clock).await };
            let completed = cut(run, polls).await.is_some();
            // A write that was running when the future was dropped still happens; wait for it.
            world.session.merge_roster(Vec::new(), Vec::new()).await.unwrap();
            world.restart();
            world.drain().await;
            scenario.assert_kept(&world.server, &world.path(), &format!("{polls} polls"));
            let waiting = world.waiting().await;
            assert!(waiting.iter().all(is_parked), "{waiting:?}");
            assert_eq!(waiting.len(), usize::from(scenario.dislike.is_some()));
            if completed {
                assert!(polls > 2, "{}: {polls} polls are too few to have met every await", scenario.name);
                break;
            }
        }
    }
}

/// The copies of the files, each with the server's book at that moment.
type Copies = Arc<Mutex<Vec<(tempfile::TempDir, Moment, Book)>>>;

fn copy_at_every_moment(world: &World) -> Copies {
    let copies = Copies::default();
    let (kept, path) = (Arc::clone(&copies), world.path());
    world.server.hook(move |moment, book| {
        let copy = folder();
        for suffix in ["", "-wal"] {
            let name = format!("confab.db{suffix}");
            std::fs::copy(path.with_file_name(&name), copy.path().join(&name)).unwrap();
        }
        kept.lock().unwrap().push((copy, moment, book.clone()));
    });
    copies
}

#[tokio::test(start_paused = true)]
async fn power_off_at_every_call_and_every_answer_everything_arrives_once_and_in_order() {
    for scenario in ALL {
        let world = scenario.begin().await;
        let copies = copy_at_every_moment(&world);
        world.drain().await;
        let copies = std::mem::take(&mut *copies.lock().unwrap());
        assert!(copies.len() >= 2, "{}", scenario.name);
        for (number, (copy, moment, book)) in copies.into_iter().enumerate() {
            let server = Server::with(book);
            scenario.prepare(&server);
            let (path, clock) = (copy.path().join("confab.db"), Clock::tokio(noon()));
            let session = open(&path, &server, clock, scenario.limits);
            drain(&mut session.publisher().unwrap(), clock).await;
            scenario.assert_kept(&server, &path, &format!("copy {number}, {moment:?}"));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_submit_that_is_dropped_anywhere_is_wholly_there_or_not_at_all() {
    for polls in 1.. {
        let mut world = World::new();
        let session = world.session.clone();
        let submit = async move { session.submit(post(GENERAL, "hello")).await };
        let completed = cut(submit, polls).await.is_some();
        world.session.merge_roster(Vec::new(), Vec::new()).await.unwrap();
        world.restart();
        let (drawn, waiting) = (world.drawn(GENERAL).await.len(), world.waiting().await.len());
        assert_eq!(drawn, waiting, "the bubble and its wish come together");
        world.drain().await;
        assert_eq!(world.server.effects(), drawn);
        world.assert_agreement();
        if completed {
            assert_eq!(drawn, 1, "what was acknowledged is there");
            break;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_wish_acknowledged_during_a_call_survives_the_cut_of_that_call() {
    for polls in 1..40 {
        let mut world = World::new();
        let first = world.post(GENERAL, "first").await;
        world.server.script([Reply::LoseAnswer]);
        let (clock, mut publisher) = (world.clock, world.publisher());
        let mut run = pin!(cut(async move { drain(&mut publisher, clock).await }, polls));
        tokio::select! {
            biased;
            _ = &mut run => {}
            () = async {
                world.server.arrived(1).await;
                world.edit(first.message, "second").await;
                world.post(GENERAL, "third").await;
                std::future::pending::<()>().await;
            } => {}
        }
        world.session.merge_roster(Vec::new(), Vec::new()).await.unwrap();
        let acknowledged = world.drawn(GENERAL).await;
        world.restart();
        world.drain().await;
        assert_eq!(world.drawn(GENERAL).await, acknowledged);
        let texts = world.server.texts();
        assert!(texts.is_sorted_by_key(|text| ["first", "second", "third"].iter().position(|t| t == text)));
        world.assert_agreement();
    }
}

#[tokio::test(start_paused = true)]
async fn a_making_with_its_first_words_cut_at_every_poll_happens_once_and_in_order() {
    let launch = channel(7);
    let create = || Wish::Create {
        id: MessageId::fresh(),
        conversation: launch,
        name: "launch".to_owned(),
        people: vec![BEN],
    };
    let mute = || Wish::Mute { id: MessageId::fresh(), conversation: launch, state: Switch::On };
    let leave = || Wish::Leave { id: MessageId::fresh(), conversation: launch };
    let scripts = [&[][..], &[Reply::LoseAnswer, Reply::LoseCall, Reply::Rubbish, Reply::LoseAnswer][..]];
    for script in scripts.into_iter().cycle().take(3 * scripts.len()) {
        for polls in 1.. {
            let mut world = World::new();
            world.server.lacks(launch.uuid());
            world.server.script(script.iter().cloned());
            world.submit(create()).await;
            world.post(launch, "a").await;
            world.submit(mute()).await;
            world.post(launch, "b").await;
            world.submit(leave()).await;
            let (clock, mut publisher) = (world.clock, world.publisher());
            let run = async move { drain(&mut publisher, clock).await };
            let completed = cut(run, polls).await.is_some();
            world.session.merge_roster(Vec::new(), Vec::new()).await.unwrap();
            world.restart();
            world.drain().await;
            assert_eq!(world.server.texts(), ["a", "b"], "after {polls} polls");
            let changes = world.server.book().changes;
            assert_eq!(changes.first().map(String::as_str), Some("launch with 2"), "after {polls} polls");
            assert_eq!(changes.last().map(String::as_str), Some("launch with 1"), "after {polls} polls");
            assert_eq!(changes.len(), 3, "{changes:?} after {polls} polls");
            world.assert_agreement();
            if completed {
                break;
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_said_before_a_leaving_is_never_refused_because_of_it() {
    // The server refuses a person who has left everything that is sent again after a crash, so a leave entry must not
    // be sent before all others are settled on disk. The files are from the moment when a call is sent, the server's
    // book is from the moment when it has been applied.
    let left = channel(7);
    for limit in 1..=3 {
        let world = World::with_limits(Limits { messages: limit, bytes: 1_000_000 });
        world.server.refuse_who_left();
        for number in 0..7 {
            world.post(left, &format!("number {number}")).await;
            world.post(GENERAL, "elsewhere").await;
        }
        world.submit(Wish::Leave { id: MessageId::fresh(), conversation: left }).await;
        world.post(GENERAL, "afterwards").await;
        let copies = copy_at_every_moment(&world);
        world.drain().await;
        let copies = std::mem::take(&mut *copies.lock().unwrap());
        for pair in copies.windows(2) {
            let [(copy, Moment::Arrived, _), (_, Moment::Applied, book)] = pair else { continue };
            let server = Server::with(book.clone());
            let clock = Clock::tokio(noon());
            let session = open(&copy.path().join("confab.db"), &server, clock, world.limits);
            drain(&mut session.publisher().unwrap(), clock).await;
            let waiting = session.outbox().await.unwrap();
            assert!(waiting.is_empty(), "{limit} a call, {} calls: {waiting:?}", book.calls.len());
        }
    }
}
