//! Reading from a scripted server that returns pages; the session shows the result.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// a test says what went wrong by panicking
// Test modules are private to the binary; `pub` reads better than `pub(crate)` here.
#![allow(unreachable_pub)]

mod first_reading;
mod listening;
mod names;
mod scope;
mod unreadable;

use confab::changes::Board;
use confab::chat::wish::{Mark, Post, Wish};
use confab::chat::{ChannelId, MessageId, PersonId, conversation};
use confab::clock::Clock;
use confab::remote::{Call, Failure, Page, Reached, Receipt, Remote, Rest, Route, Search, Wait, wire};
use confab::row::{Connection, Delivery, Me, Span};
use confab::session::{Session, Setup};
use confab::settings::MessageTypes;
use confab::store::{Access, Store};
use confab::sync::{Reader, Round, Waits};

use std::sync::{Arc, Mutex};

use futures::future::BoxFuture;
use uuid::Uuid;

pub const ME: PersonId = PersonId::new(Uuid::from_u128(1));
pub const BEN: Uuid = Uuid::from_u128(2);
pub const GENERAL: Uuid = Uuid::from_u128(3);
pub const DAY: i64 = 17_600_000_000_000_000;

/// Returns its messages in pages of a hundred, from the requested date on (inclusive).
#[derive(Debug, Default)]
pub struct Pages {
    pub messages: Mutex<Vec<wire::Message>>,
    pub asked: Mutex<Vec<(Option<String>, u32)>>,
    /// The requested conversation of each call.
    pub within: Mutex<Vec<Option<Route>>>,
    /// The number of the call that is cut.
    pub cut: Mutex<Option<usize>>,
    /// The largest page, whatever size is requested; 0 for the requested size.
    pub most: Mutex<usize>,
    /// Returns the first page for every page number.
    pub one_page: Mutex<bool>,
    /// The answer to the next call.
    pub busy: Mutex<Option<Wait>>,
    /// The answer to every call.
    pub failure: Mutex<Option<Failure>>,
    /// Returns nothing without a conversation.
    pub scoped: Mutex<bool>,
    /// No call gets through.
    pub offline: Mutex<bool>,
    /// The calls, in order: `true` for publish calls.
    pub calls: Mutex<Vec<bool>>,
}

impl Remote for Pages {
    fn publish(&self, _: Call) -> BoxFuture<'static, Result<Receipt, Failure>> {
        self.calls.lock().unwrap().push(true);
        let answer = if *self.offline.lock().unwrap() { Err(offline()) } else { Ok(Receipt::default()) };
        Box::pin(async { answer })
    }

    fn messages(&self, search: Search, page: u32) -> BoxFuture<'static, Result<Page, Failure>> {
        let mut asked = self.asked.lock().unwrap();
        self.within.lock().unwrap().push(search.within);
        self.calls.lock().unwrap().push(false);
        asked.push((search.since.as_ref().map(|date| date.as_str().to_owned()), page));
        let cut = *self.cut.lock().unwrap() == Some(asked.len());
        let one_page = *self.one_page.lock().unwrap();
        let size = match *self.most.lock().unwrap() {
            0 => 100,
            most => most,
        };
        let from = search.since.map_or(i64::MIN, |date| date.ticks());
        let at = |message: &wire::Message| {
            let touched = message.updated_date_time.as_ref().or(message.message_date_time.as_ref());
            touched.unwrap().ticks()
        };
        let all = self.messages.lock().unwrap();
        let messages: Vec<_> = all
            .iter()
            .filter(|message| at(message) >= from)
            .filter(|message| match search.within {
                None => !*self.scoped.lock().unwrap(),
                Some(Route::Channel(id) | Route::Group(id)) => message.channel_id == Some(id),
                Some(Route::Direct(id)) => {
                    message.channel_id.is_none()
                        && [message.sender_id, message.receiver_id].contains(&Some(id))
                }
            })
            .skip(if one_page { 0 } else { (page as usize - 1) * size })
            .take(size)
            .cloned()
            .collect();
        let busy = self.busy.lock().unwrap().take();
        let offline = self.offline.lock().unwrap().then(offline);
        let failure = self.failure.lock().unwrap().clone().or(offline);
        let rest = if messages.len() < 100 { Rest::None } else { Rest::Perhaps };
        Box::pin(async move {
            if let Some(failure) = failure {
                return Err(failure);
            }
            if busy.is_some() {
                return Err(Failure::Busy { status: 429, after: busy });
            }
            if cut {
                return Err(Failure::Unreachable { reached: Reached::Perhaps, words: "cut".to_owned() });
            }
            Ok(Page { messages, notes: wire::Notes::default(), rest })
        })
    }
}

fn offline() -> Failure {
    Failure::Unreachable { reached: Reached::Never, words: "offline".to_owned() }
}

pub fn element(number: u32) -> wire::Message {
    wire::Message {
        id: Some(Uuid::from_u128(1_000 + u128::from(number))),
        channel_id: Some(GENERAL),
        channel_name: Some("general".to_owned()),
        is_channel: Some(true),
        sender_id: Some(BEN),
        sender_name: Some("Ben Okri".to_owned()),
        message: Some(format!("number {number}")),
        message_date_time: Some(wire::Date::from_ticks(DAY + i64::from(number), 330)),
        message_type: Some(wire::MessageType::TEXT),
        ..wire::Message::default()
    }
}

#[derive(Debug)]
pub struct World {
    pub _folder: tempfile::TempDir,
    pub session: Session,
    pub reader: Reader,
    pub server: Arc<Pages>,
    pub board: Board,
}

impl World {
    /// A reader, as after a restart.
    pub fn restarted(&self) -> Reader {
        let store = Store::open(&self._folder.path().join("confab.db"), Access::Write).unwrap();
        let remote: Arc<dyn Remote> = Arc::clone(&self.server) as Arc<dyn Remote>;
        Reader::new(store, remote, ME, MessageTypes::ALL, self.board.clone(), Clock::System)
    }

    /// The pages requested since the last call of this function.
    pub fn pages(&self) -> Vec<u32> {
        std::mem::take(&mut *self.server.asked.lock().unwrap()).into_iter().map(|(_, page)| page).collect()
    }
}

pub fn world(count: u32) -> World {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("confab.db"), Access::Write).unwrap();
    let server =
        Arc::new(Pages { messages: Mutex::new((0..count).map(element).collect()), ..Pages::default() });
    let board = Board::default();
    let remote: Arc<dyn Remote> = Arc::clone(&server) as Arc<dyn Remote>;
    let reader = Reader::new(store.clone(), remote, ME, MessageTypes::ALL, board.clone(), Clock::System);
    let session = Session::new(Setup {
        file_settings: confab::transfer::FileSettings::beside(&store),
        store,
        me: Me::member(ME, "Asha Rao"),
        clock: Clock::System,
        line: None,
        read_every: None,
        max_text: 0,
        reports: confab::settings::Reports::OnMessage,
        review: confab::settings::Review::default(),
        read_marks: confab::settings::ReadMarks::default(),
    });
    World { _folder: folder, session, reader, server, board }
}

#[tokio::test]
async fn a_server_that_asks_for_quiet_is_not_read_until_then() {
    let mut world = world(5);
    *world.server.busy.lock().unwrap() = Some(Wait::For(std::time::Duration::from_secs(600)));
    assert_eq!(world.reader.round().await, Ok(Round::Failed));
    assert!(matches!(world.reader.round().await, Ok(Round::Quiet { .. })));
    // Nor after a restart.
    assert!(matches!(world.restarted().round().await, Ok(Round::Quiet { .. })));
    assert_eq!(world.server.asked.lock().unwrap().len(), 1);
    assert_eq!(world.reader.round_with(Waits::Passed).await, Ok(Round::Read));
    assert_eq!(world.restarted().round().await, Ok(Round::Read));
}

#[tokio::test]
async fn a_wait_that_publishing_was_asked_for_holds_for_reading_too() {
    let mut world = world(5);
    let file = rusqlite::Connection::open(world._folder.path().join("confab.db")).unwrap();
    let until = Clock::System.millis() + 600_000;
    file.execute("INSERT INTO line VALUES ('not_before', ?1)", [until.to_string()]).unwrap();
    assert_eq!(world.reader.round().await, Ok(Round::Quiet { until }));
    assert_eq!(world.server.asked.lock().unwrap().len(), 0);
    // A wait that a person has ended is over for reading too.
    file.execute("UPDATE line SET value = '0'", []).unwrap();
    assert_eq!(world.reader.round().await, Ok(Round::Read));
}

pub const PLACE: conversation::Id = conversation::Id::Channel(ChannelId::new(GENERAL));

#[tokio::test]
async fn a_history_of_full_pages_is_read_once_and_then_only_what_is_new() {
    let mut world = world(400);
    assert_eq!(world.reader.round().await, Ok(Round::Read));
    let page = world.session.page(PLACE, Span::Latest).await.unwrap();
    assert_eq!(page.before + page.rows.len() as u64, 400);
    // History counts as read, later messages do not.
    assert_eq!(world.session.sidebar().await.unwrap().conversations[0].unread, 0);
    assert_eq!(world.board.connection(), Connection::Online);
    world.server.asked.lock().unwrap().clear();
    assert_eq!(world.reader.round().await, Ok(Round::Read));
    // The newest date is sent back digit for digit, including the offset.
    let newest = element(399).message_date_time.unwrap().as_str().to_owned();
    assert_eq!(*world.server.asked.lock().unwrap(), [(Some(newest), 1)]);
    world.server.messages.lock().unwrap().push(element(400));
    assert_eq!(world.reader.round().await, Ok(Round::Read));
    assert_eq!(world.session.sidebar().await.unwrap().conversations[0].unread, 1);
}

/// A message published just now, dated this many minutes before the newest one.
fn late(number: u32, minutes: i64) -> wire::Message {
    let at = element(4).message_date_time.unwrap().ticks() - minutes * 600_000_000;
    wire::Message { message_date_time: Some(wire::Date::from_ticks(at, 330)), ..element(number) }
}

pub async fn count(session: &Session) -> u64 {
    let page = session.page(PLACE, Span::Latest).await.unwrap();
    page.before + page.rows.len() as u64
}

fn reader(world: &World, clock: Clock) -> Reader {
    let store = Store::open(&world._folder.path().join("confab.db"), Access::Write).unwrap();
    let remote: Arc<dyn Remote> = Arc::clone(&world.server) as Arc<dyn Remote>;
    Reader::new(store, remote, ME, MessageTypes::ALL, Board::default(), clock)
}

#[tokio::test(start_paused = true)]
async fn what_is_published_late_is_seen_within_the_hour_or_at_the_next_start() {
    let clock = Clock::tokio(chrono::DateTime::from_timestamp(DAY / 10_000_000, 0).unwrap());
    let mut world = world(5);
    world.reader = reader(&world, clock);
    assert_eq!(world.reader.round().await, Ok(Round::Read));
    world.server.messages.lock().unwrap().insert(0, late(50, 59));
    world.server.messages.lock().unwrap().insert(0, late(51, 60 * 23));
    // The first reading of news after a start begins a day earlier, then one in five minutes an hour earlier.
    world.reader = reader(&world, clock);
    assert_eq!(world.reader.round().await, Ok(Round::Read));
    assert_eq!(count(&world.session).await, 7);
    world.server.messages.lock().unwrap().insert(0, late(52, 58));
    world.server.messages.lock().unwrap().insert(0, late(53, 60 * 22));
    world.pages();
    for seconds in [2, 290, 20] {
        tokio::time::advance(std::time::Duration::from_secs(seconds)).await;
        assert_eq!(world.reader.round().await, Ok(Round::Read));
        assert_eq!(count(&world.session).await, if seconds == 20 { 8 } else { 7 });
    }
    assert_eq!(world.pages(), [1, 1, 1], "one page a round, however often it looks back");
    let mut next = reader(&world, clock);
    assert_eq!(next.round().await, Ok(Round::Read));
    assert_eq!(count(&world.session).await, 9);
}

#[tokio::test]
async fn a_message_from_the_future_hides_nobody_elses() {
    let mut world = world(5);
    let mut future = element(60);
    future.message_date_time = Some(wire::Date::from_ticks(DAY * 2, 0));
    world.server.messages.lock().unwrap().push(future);
    assert_eq!(world.reader.round().await, Ok(Round::Read));
    world.server.messages.lock().unwrap().insert(5, element(5));
    assert_eq!(world.reader.round().await, Ok(Round::Read));
    assert_eq!(count(&world.session).await, 7);
}

#[tokio::test]
async fn a_server_that_gives_fewer_than_it_is_asked_for_is_read_to_its_end() {
    for newest_first in [false, true] {
        let mut world = world(180);
        *world.server.most.lock().unwrap() = 50;
        if newest_first {
            world.server.messages.lock().unwrap().reverse();
        }
        while world.reader.round().await.unwrap() != Round::Read {}
        assert_eq!(count(&world.session).await, 180);
        let mut more: Vec<_> = (180..360).map(element).collect();
        if newest_first {
            more.reverse();
        }
        world.server.messages.lock().unwrap().splice(0..0, more);
        world.pages();
        while world.reader.round().await.unwrap() != Round::Read {}
        assert_eq!(count(&world.session).await, 360);
        // A page of few elements is the last.
        world.pages();
        assert_eq!(world.reader.round().await, Ok(Round::Read));
        assert_eq!(world.pages(), [1]);
    }
}

#[tokio::test]
async fn a_server_that_knows_no_pages_is_not_read_for_ever() {
    let mut world = world(100);
    *world.server.one_page.lock().unwrap() = true;
    assert_eq!(world.reader.round().await, Ok(Round::Read));
    assert_eq!(world.server.asked.lock().unwrap().len(), 2);
    assert_eq!(count(&world.session).await, 100);
}

#[tokio::test]
async fn what_others_change_is_taken_while_only_a_mark_of_ours_waits() {
    let mut world = world(1);
    assert_eq!(world.reader.round().await, Ok(Round::Read));
    let theirs = MessageId::new(element(0).id.unwrap());
    let pin = Wish::Mark { message: theirs, mark: Mark::Pin, state: confab::chat::wish::Switch::On };
    let kept = world.session.submit(pin).await.unwrap();
    // The author edits it meanwhile, and others keep writing.
    let updated = wire::Date::from_ticks(DAY + 50, 330);
    let edited = wire::Message {
        message: Some("other words".to_owned()),
        is_edited: Some(true),
        updated_date_time: Some(updated),
        ..element(0)
    };
    *world.server.messages.lock().unwrap() = vec![edited, element(1), element(2)];
    let first = async |session: &Session| {
        session.page(PLACE, Span::Latest).await.unwrap().rows[0].message.text.clone()
    };
    assert_eq!(world.reader.round().await, Ok(Round::Read));
    assert_eq!(first(&world.session).await, "other words");
    let pinned = world.session.page(PLACE, Span::Latest).await.unwrap().rows[0].message.marks.pinned_by;
    assert_eq!(pinned, Some(ME), "the mark that waits is drawn on top");
    let which = confab::row::Which::One(kept.entry.unwrap());
    world.session.discard(which).await.unwrap();
    let row = world.session.page(PLACE, Span::Latest).await.unwrap().rows[0].clone();
    assert_eq!((row.message.text.as_str(), row.message.marks.pinned_by), ("other words", None));
}

#[tokio::test]
async fn a_page_read_before_our_edit_left_is_read_again_afterwards() {
    let mut world = world(0);
    let id = MessageId::new(Uuid::from_u128(78));
    let post =
        Post { id, to: PLACE, text: "first".to_owned(), tags: Vec::new(), files: Vec::new(), reply_to: None };
    let kept = world.session.submit(Wish::Post(post)).await.unwrap();
    let theirs = wire::Message {
        id: Some(id.uuid()),
        sender_id: Some(ME.uuid()),
        message: Some("other words".to_owned()),
        ..element(0)
    };
    *world.server.messages.lock().unwrap() = vec![theirs, element(1), element(2)];
    for _ in 0..3 {
        assert_eq!(world.reader.round().await, Ok(Round::Read));
        let page = world.session.page(PLACE, Span::Latest).await.unwrap();
        assert!(page.rows.iter().any(|row| row.message.text == "first"));
    }
    world.session.discard(confab::row::Which::One(kept.entry.unwrap())).await.unwrap();
    assert_eq!(world.reader.round().await, Ok(Round::Read));
    let page = world.session.page(PLACE, Span::Latest).await.unwrap();
    assert!(page.rows.iter().any(|row| row.message.text == "other words"));
}

#[tokio::test]
async fn what_somebody_else_edits_is_kept_as_it_was() {
    let mut world = world(1);
    assert_eq!(world.reader.round().await, Ok(Round::Read));
    let edited = |text: &str, after: i64| wire::Message {
        message: Some(text.to_owned()),
        is_edited: Some(true),
        updated_date_time: Some(wire::Date::from_ticks(DAY + after, 330)),
        ..element(0)
    };
    for element in [edited("other words", 50), edited("yet other words", 90), edited("yet other words", 90)] {
        *world.server.messages.lock().unwrap() = vec![element];
        assert_eq!(world.reader.round().await, Ok(Round::Read));
    }
    let id = MessageId::new(element(0).id.unwrap());
    let earlier = world.session.revisions(id).await.unwrap();
    let said: Vec<_> = earlier.iter().map(|one| (one.text.as_str(), one.at.ticks() - DAY)).collect();
    assert_eq!(said, [("number 0", 0), ("other words", 50)]);
}

#[tokio::test]
async fn a_round_cut_short_goes_on_where_it_stopped_and_loses_nothing() {
    let mut world = world(250);
    *world.server.cut.lock().unwrap() = Some(2);
    assert_eq!(world.reader.round().await, Ok(Round::Failed));
    assert_eq!(world.reader.round().await, Ok(Round::Read));
    let asked = world.server.asked.lock().unwrap().clone();
    assert_eq!(
        asked.iter().map(|(since, page)| (since.is_none(), *page)).collect::<Vec<_>>(),
        // The oldest messages come first here: the last page is searched for, and read before the pages between.
        [(true, 1), (true, 2), (true, 2), (true, 4), (true, 3)]
    );
    let page = world.session.page(PLACE, Span::Latest).await.unwrap();
    assert_eq!(page.before + page.rows.len() as u64, 250);
}

#[tokio::test]
async fn our_own_message_with_unsent_words_is_not_overwritten() {
    let mut world = world(0);
    let id = MessageId::new(Uuid::from_u128(77));
    let post =
        Post { id, to: PLACE, text: "mine".to_owned(), tags: Vec::new(), files: Vec::new(), reply_to: None };
    world.session.submit(Wish::Post(post)).await.unwrap();
    let mut theirs = element(1);
    theirs.id = Some(id.uuid());
    theirs.sender_id = Some(ME.uuid());
    theirs.message = Some("an old copy".to_owned());
    world.server.messages.lock().unwrap().push(theirs);
    assert_eq!(world.reader.round().await, Ok(Round::Read));
    let page = world.session.page(PLACE, Span::Latest).await.unwrap();
    assert_eq!(page.rows[0].message.text, "mine");
    assert!(matches!(page.rows[0].delivery, Delivery::Waiting { .. }));
}

#[tokio::test]
async fn a_guid_of_zeros_is_no_guid_and_no_message_answers_itself() {
    let mut world = world(1);
    let zeros = wire::Message {
        parent_message_id: Some(Uuid::nil()),
        reacted_by_user_id: Some(Uuid::nil()),
        from_user_id: Some(Uuid::nil()),
        ..element(1)
    };
    let circle = wire::Message { parent_message_id: element(2).id, ..element(2) };
    let nobody = wire::Message { id: Some(Uuid::nil()), ..element(3) };
    let nowhere = wire::Message { channel_id: None, receiver_id: Some(Uuid::nil()), ..element(4) };
    world.server.messages.lock().unwrap().extend([zeros, circle, nobody, nowhere]);
    assert_eq!(world.reader.round().await, Ok(Round::Read));
    let page = world.session.page(PLACE, Span::Latest).await.unwrap();
    let texts: Vec<_> = page.rows.iter().map(|row| row.message.text.clone()).collect();
    assert_eq!(texts, ["number 0", "number 1", "number 2"]);
    assert!(page.rows.iter().all(|row| row.parent.is_none()));
    assert_eq!(world.session.sidebar().await.unwrap().conversations.len(), 1);
}
