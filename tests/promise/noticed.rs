//! Promise 8: a message that arrives late is unread all the same, and no clock, ours or another's, hides a message.
//!
//! Uses a server that returns the given messages, a reader, and a session to look through.

use crate::world::{BEN, ME, folder, noon, session_with};

use confab::changes::Board;
use confab::chat::wish::{Mark, Post, Switch, Wish};
use confab::chat::{ChannelId, MessageId, Stamp, conversation};
use confab::clock::Clock;
use confab::outbox::plan::Limits;
use confab::remote::skew::Skew;
use confab::remote::{Call, Failure, Page, Receipt, Remote, Rest, Search, wire};
use confab::row::{Position, Row, Seen, Span};
use confab::session::Session;
use confab::settings::MessageTypes;
use confab::store::{Access, Store};
use confab::sync::{Reader, Round};
use confab::transfer::FileSettings;

use futures::future::BoxFuture;
use tempfile::TempDir;
use uuid::Uuid;

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const CHANNEL: Uuid = Uuid::from_u128(10);
const PLACE: conversation::Id = conversation::Id::Channel(ChannelId::new(CHANNEL));
const TALK: conversation::Id = conversation::Id::Direct(BEN);
const MINUTE: i64 = 600_000_000;

/// Returns all its messages, for every request.
#[derive(Debug, Clone, Default)]
struct News {
    messages: Arc<Mutex<Vec<wire::Message>>>,
    published: Arc<Mutex<Vec<wire::Message>>>,
    skew: Skew,
}

impl Remote for News {
    fn publish(&self, call: Call) -> BoxFuture<'static, Result<Receipt, Failure>> {
        let read = |element: &Arc<str>| wire::json::read_message(element.as_bytes()).unwrap();
        self.published.lock().unwrap().extend(call.elements.iter().map(read));
        Box::pin(async { Ok(Receipt::default()) })
    }

    fn messages(&self, _: Search, _: u32) -> BoxFuture<'static, Result<Page, Failure>> {
        let messages = self.messages.lock().unwrap().clone();
        Box::pin(async { Ok(Page { messages, notes: wire::Notes::default(), rest: Rest::None }) })
    }

    fn skew(&self) -> Option<Skew> {
        Some(self.skew.clone())
    }
}

struct World {
    folder: TempDir,
    server: News,
    session: Session,
    reader: Reader,
    clock: Clock,
}

fn engine(folder: &Path, server: &News, clock: Clock) -> (Session, Reader) {
    let store = Store::open(&folder.join("confab.db"), Access::Write).unwrap();
    let remote = || Arc::new(server.clone()) as Arc<dyn Remote>;
    let kinds = MessageTypes::default();
    let reader = Reader::new(store.clone(), remote(), ME, kinds, Board::default(), clock);
    let limits = Limits { messages: 100, bytes: 1_000_000 };
    (session_with(FileSettings::beside(&store), store, server, clock, limits), reader)
}

/// A message by Ben, the given number of minutes after noon (or before).
fn element(number: u32, minutes: i64) -> wire::Message {
    wire::Message {
        id: Some(Uuid::from_u128(1_000 + u128::from(number))),
        channel_id: Some(CHANNEL),
        channel_name: Some("general".to_owned()),
        is_channel: Some(true),
        sender_id: Some(BEN.uuid()),
        sender_name: Some("Ben".to_owned()),
        message: Some(format!("number {number}")),
        message_date_time: Some(wire::Date::from_ticks(ticks(minutes), 330)),
        message_type: Some(wire::MessageType::TEXT),
        ..wire::Message::default()
    }
}

fn direct(number: u32, minutes: i64) -> wire::Message {
    wire::Message {
        channel_id: None,
        channel_name: None,
        is_channel: Some(false),
        receiver_id: Some(ME.uuid()),
        ..element(number, minutes)
    }
}

fn ticks(minutes: i64) -> i64 {
    Stamp::from(noon()).ticks() + minutes * MINUTE
}

/// A clock that is off by the given number of minutes.
fn moved(minutes: i64) -> Clock {
    Clock::tokio(noon() + chrono::TimeDelta::minutes(minutes))
}

impl World {
    /// A profile that has read ten messages, one a minute, the last a minute ago.
    async fn new() -> Self {
        let (folder, server, clock) = (folder(), News::default(), Clock::tokio(noon()));
        let (session, reader) = engine(folder.path(), &server, clock);
        let mut world = Self { folder, server, session, reader, clock };
        world.comes((1..=10).map(|number| element(number, i64::from(number) - 11)).collect()).await;
        world
    }

    async fn comes(&mut self, messages: Vec<wire::Message>) {
        *self.server.messages.lock().unwrap() = messages;
        assert_eq!(self.reader.round().await, Ok(Round::Read));
    }

    /// Restarts the process with this clock.
    fn restart(&mut self, clock: Clock) {
        (self.session, self.reader) = engine(self.folder.path(), &self.server, clock);
        self.clock = clock;
    }

    async fn unread(&self) -> (u32, u32) {
        let conversations = self.session.sidebar().await.unwrap().conversations;
        let all = |of: fn(&confab::row::ConversationRow) -> u32| conversations.iter().map(of).sum();
        (all(|conversation| conversation.unread), all(|conversation| conversation.mentions))
    }

    async fn rows(&self) -> Vec<Arc<Row>> {
        self.session.page(PLACE, Span::Latest).await.unwrap().rows
    }

    async fn texts(&self) -> Vec<String> {
        self.rows().await.iter().map(|row| row.message.text.clone()).collect()
    }

    async fn row(&self, number: u32) -> Arc<Row> {
        let text = format!("number {number}");
        self.rows().await.into_iter().find(|row| row.message.text == text).unwrap()
    }

    /// The user looks at the end of the conversation.
    async fn look_at_the_end(&self, seen: Vec<MessageId>) {
        let last = self.rows().await.last().unwrap().position();
        self.session.mark_seen(PLACE, last, Seen::These(seen)).await.unwrap();
    }

    async fn post(&self, text: &str) -> MessageId {
        let (id, text) = (MessageId::fresh(), text.to_owned());
        let post = Post { id, to: PLACE, text, tags: Vec::new(), files: Vec::new(), reply_to: None };
        self.session.submit(Wish::Post(post)).await.unwrap().message
    }

    async fn publish(&self) -> Vec<wire::Message> {
        crate::world::drain(&mut self.session.publisher().unwrap(), self.clock).await;
        std::mem::take(&mut *self.server.published.lock().unwrap())
    }

    /// Checks the counts before and after a page around every rank.
    async fn assert_ranks(&self) {
        let all = self.rows().await;
        for (rank, row) in all.iter().enumerate() {
            let page = self.session.page(PLACE, Span::Rank(rank as u64)).await.unwrap();
            assert_eq!(page.before + page.rows.len() as u64 + page.after, all.len() as u64);
            let middle = page.rows.iter().position(|other| other.message.id == row.message.id).unwrap();
            assert_eq!(page.before + middle as u64, rank as u64);
            let after = self.session.page(PLACE, Span::After(row.position())).await.unwrap();
            assert_eq!(after.rows.len(), all.len() - rank - 1);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_from_a_tunnel_stands_where_its_time_says_is_unread_and_says_when_it_came() {
    let mut world = World::new().await;
    assert_eq!(world.unread().await, (0, 0), "the first reading brings history");
    let mut late = element(20, -60);
    late.tagged_members = Some(vec![ME.uuid()]);
    world.comes(vec![late]).await;
    assert_eq!(world.unread().await, (1, 1));
    assert_eq!(world.texts().await[0], "number 20", "it stands where its time says");
    let row = world.row(20).await;
    assert!(row.unread);
    assert_eq!(row.came_late, Some(Stamp::from(noon())));
    assert_eq!(world.session.page(PLACE, Span::Latest).await.unwrap().first_unread, Some(row.position()));
    // Looking at messages below it does not mark it as read, however often.
    world.comes(vec![element(11, 0)]).await;
    assert_eq!(world.unread().await, (2, 1));
    world.look_at_the_end(vec![world.row(11).await.message.id]).await;
    world.look_at_the_end(Vec::new()).await;
    assert_eq!(world.unread().await, (1, 1));
    world.post("an answer to what is below").await;
    assert_eq!(world.unread().await, (1, 1));
    // Seeing it does.
    world.look_at_the_end(vec![row.message.id]).await;
    assert_eq!(world.unread().await, (0, 0));
    assert!(!world.row(20).await.unread);
    world.restart(world.clock);
    assert_eq!(world.unread().await, (0, 0));
    world.assert_ranks().await;
}

#[tokio::test(start_paused = true)]
async fn a_persons_word_reads_what_came_late_too() {
    let mut world = World::new().await;
    world.comes(vec![element(20, -60), element(21, -5)]).await;
    assert_eq!(world.unread().await.0, 2);
    let last = world.rows().await.last().unwrap().position();
    world.session.mark_seen(PLACE, last, Seen::All).await.unwrap();
    assert_eq!(world.unread().await.0, 0);
    world.comes(vec![element(22, -60)]).await;
    world.session.mark_everything_read().await.unwrap();
    assert_eq!(world.unread().await.0, 0);
    // And from there on messages are unread again, in display order.
    world.session.mark_unread(world.row(21).await.message.id).await.unwrap();
    let stands: Vec<bool> = world.rows().await.iter().map(|row| row.unread).collect();
    let from = world.rows().await.iter().position(|row| row.message.text == "number 21").unwrap();
    assert_eq!(stands, (0..13).map(|at| at >= from).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn one_dated_in_the_future_hides_nothing_that_comes_later_and_stands_where_it_came() {
    for minutes in [6, 60, 525_600, 5_256_000] {
        let mut world = World::new().await;
        world.comes(vec![element(30, minutes)]).await;
        world.look_at_the_end(vec![world.row(30).await.message.id]).await;
        assert_eq!(world.unread().await.0, 0);
        tokio::time::sleep(Duration::from_secs(60)).await;
        world.comes(vec![element(31, 1)]).await;
        assert_eq!(world.unread().await.0, 1, "{minutes}");
        world.post("my answer").await;
        let texts = world.texts().await;
        assert_eq!(texts[texts.len() - 3..], ["number 30", "number 31", "my answer"], "{minutes}");
        // Reading it again does not move it.
        tokio::time::sleep(Duration::from_secs(60)).await;
        world.comes(vec![element(30, minutes)]).await;
        assert_eq!(world.texts().await, texts);
        assert!(world.rows().await.iter().all(|row| row.came_late.is_none()));
        world.assert_ranks().await;
    }
    // A clock that is a little ahead keeps the order of its own messages.
    let mut world = World::new().await;
    world.comes(vec![element(31, 4), element(30, 3)]).await;
    let texts = world.texts().await;
    assert_eq!(texts[texts.len() - 2..], ["number 30", "number 31"]);
}

#[tokio::test(start_paused = true)]
async fn on_a_slow_clock_what_comes_stands_below_what_was_here_in_the_order_it_was_written() {
    for (minutes, dates) in [(-60, [0, 1, 2]), (0, [6, 7, 8]), (0, [600, 60, 6])] {
        let mut world = World::new().await;
        world.restart(moved(minutes));
        world.comes(vec![element(32, dates[2]), element(30, dates[0]), element(31, dates[1])]).await;
        let mut written = [(dates[0], "number 30"), (dates[1], "number 31"), (dates[2], "number 32")];
        written.sort_unstable();
        let texts = world.texts().await;
        assert_eq!(texts[texts.len() - 3..], written.map(|(_, text)| text), "{minutes} {dates:?}");
        assert_eq!(world.unread().await.0, 3);
        // Writing in the conversation means having seen them.
        world.post("my answer").await;
        assert_eq!(world.unread().await.0, 0, "{minutes} {dates:?}");
        world.assert_ranks().await;
    }
}

#[tokio::test(start_paused = true)]
async fn one_without_a_date_stands_where_it_came_until_a_right_one_is_known() {
    let mut world = World::new().await;
    let undated = wire::Message { message_date_time: None, ..element(40, 0) };
    world.comes(vec![undated.clone()]).await;
    tokio::time::sleep(Duration::from_secs(60)).await;
    world.comes(vec![undated.clone(), element(41, 1)]).await;
    let texts = world.texts().await;
    assert_eq!(texts[texts.len() - 2..], ["number 40", "number 41"]);
    assert_eq!((world.unread().await.0, world.row(40).await.came_late), (2, None));
    world.comes(vec![element(40, -60)]).await;
    assert_eq!(world.texts().await[0], "number 40");
    assert_eq!(world.unread().await.0, 2);
    world.assert_ranks().await;
    // Another date changes nothing: the message does not move again.
    world.comes(vec![element(40, -5), undated]).await;
    assert_eq!(world.texts().await[0], "number 40");
}

#[tokio::test(start_paused = true)]
async fn an_odd_date_goes_back_to_the_server_as_it_came() {
    let mut world = World::new().await;
    let undated = wire::Message { message_date_time: None, ..element(41, 0) };
    world.comes(vec![element(40, 525_600), undated]).await;
    for number in [40, 41] {
        let message = world.row(number).await.message.id;
        world.session.submit(Wish::Mark { message, mark: Mark::Pin, state: Switch::On }).await.unwrap();
    }
    let sent = world.publish().await;
    let date = |number: u32| {
        let id = element(number, 0).id;
        sent.iter().find(|element| element.id == id).unwrap().message_date_time.clone()
    };
    assert_eq!(date(40), element(40, 525_600).message_date_time);
    assert_eq!(date(41), None);
}

#[tokio::test(start_paused = true)]
async fn what_was_said_while_nobody_read_is_unread_and_not_late() {
    let mut world = World::new().await;
    tokio::time::sleep(Duration::from_secs(3 * 3_600)).await;
    // The user's own message is below it: it waited here, offline.
    world.post("written offline").await;
    let order = [50, 52, 51, 54, 53];
    world.comes(order.iter().map(|number| element(*number, i64::from(*number))).collect()).await;
    assert_eq!(world.unread().await.0, 5);
    assert!(world.rows().await.iter().all(|row| row.came_late.is_none()), "whatever order they came in");
    assert_eq!(world.texts().await.last().unwrap(), "written offline");
}

#[tokio::test(start_paused = true)]
async fn a_direct_message_that_was_read_on_another_device_is_read_here_with_what_stands_above() {
    let mut world = World::new().await;
    world.comes(vec![direct(60, -3), direct(61, -2), direct(62, -1)]).await;
    assert_eq!(world.unread().await.0, 3);
    let read = |message: wire::Message| wire::Message { is_read: Some(true), ..message };
    world.comes(vec![read(direct(61, -2))]).await;
    assert_eq!(world.unread().await.0, 1);
    let first = world.session.page(TALK, Span::Latest).await.unwrap().first_unread.unwrap();
    assert_eq!(first.id.uuid(), direct(62, 0).id.unwrap());
    // A message that was read elsewhere before it arrived is not unread.
    world.comes(vec![read(direct(63, 0))]).await;
    assert_eq!(world.unread().await.0, 0);
    // In a channel the read mark may be another member's.
    world.comes(vec![read(element(64, 0))]).await;
    assert_eq!(world.unread().await.0, 1);
}

#[tokio::test(start_paused = true)]
async fn what_is_written_stands_below_what_one_wrote_before_however_the_clock_jumps() {
    let mut world = World::new().await;
    let mut wanted = Vec::new();
    for (number, minutes) in [0, -60, 60, -525_600, 0, 525_600, -1].into_iter().enumerate() {
        world.restart(moved(minutes));
        let text = format!("own {number}");
        let id = world.post(&text).await;
        world.session.submit(Wish::Edit { message: id, text: format!("{text}, edited") }).await.unwrap();
        wanted.push(format!("{text}, edited"));
        world.publish().await;
    }
    let texts = world.texts().await;
    assert_eq!(texts[texts.len() - wanted.len()..], wanted);
    let dates: Vec<Stamp> = world
        .rows()
        .await
        .iter()
        .filter(|row| row.message.author == ME)
        .map(|row| row.message.sent_at)
        .collect();
    assert!(
        dates.windows(2).all(|pair| pair[1].millis_since(pair[0]) >= 1),
        "a server may keep milliseconds"
    );
    world.assert_ranks().await;
}

#[tokio::test(start_paused = true)]
async fn an_edit_is_never_older_than_its_message() {
    let mut world = World::new().await;
    let id = world.post("first").await;
    world.publish().await;
    for (minutes, text) in [(-60, "second"), (-525_600, "third")] {
        world.restart(moved(minutes));
        world.session.submit(Wish::Edit { message: id, text: text.to_owned() }).await.unwrap();
        let sent = world.publish().await.pop().unwrap();
        let date = |date: &Option<wire::Date>| date.as_ref().unwrap().ticks();
        assert!(date(&sent.updated_date_time) > date(&sent.message_date_time), "{text}");
    }
    let row = world.rows().await.pop().unwrap();
    assert!(row.message.edited_at > Some(row.message.sent_at));
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_far_from_the_servers_is_corrected_on_the_wire_and_told_once() {
    for minutes in [-60, 60, 525_600] {
        let mut world = World::new().await;
        world.restart(moved(minutes));
        let steady = world.clock.steady();
        world.server.skew.measure(noon().into(), steady, steady);
        let id = world.post("what time is it").await;
        world.session.submit(Wish::Edit { message: id, text: "what time is it?".to_owned() }).await.unwrap();
        let sent = world.publish().await.pop().unwrap();
        let off = sent.message_date_time.unwrap().ticks() - ticks(0);
        assert!((0..MINUTE).contains(&off), "{minutes}: {off}");
        assert!(world.session.clock_notice().is_some_and(|words| words.contains("This computer’s clock is")));
        assert_eq!(world.session.clock_notice(), None);
        // Messages by others are sorted by the right time too.
        world.comes(vec![element(70, 1)]).await;
        assert_eq!(world.texts().await.last().unwrap(), "number 70");
        // The mark of a waiting message appears by the user's own clock.
        let waits = world.post("waits").await;
        let waiting = world.session.outbox().await.unwrap();
        let line = waiting.iter().find(|line| line.message == waits).unwrap();
        assert_eq!(line.since, world.clock.stamp());
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_some_seconds_fast_or_slow_leaves_nobody_unheard_and_nothing_out_of_order() {
    for seconds in [-90, -20, 30, 90] {
        let mut world = World::new().await;
        world.restart(Clock::tokio(noon() + chrono::TimeDelta::seconds(seconds)));
        let steady = world.clock.steady();
        world.server.skew.measure(noon().into(), steady, steady);
        // A question written just now by the server's clock.
        world.comes(vec![element(80, 0)]).await;
        world.post("the answer").await;
        let texts = world.texts().await;
        assert_eq!(texts[texts.len() - 2..], ["number 80", "the answer"], "{seconds}");
        let sent = world.publish().await;
        world.comes(sent).await;
        let since = wire::Date::parse(&world.reader.since().unwrap()).unwrap();
        assert!(since.ticks() <= ticks(0), "{seconds}: what others say now is asked for");
    }
}

#[tokio::test(start_paused = true)]
async fn a_mark_that_was_accepted_is_not_taken_back_by_an_older_copy_and_hides_no_later_change() {
    for minutes in [0, -60, 60] {
        let mut world = World::new().await;
        world.restart(moved(minutes));
        if minutes != 0 {
            let steady = world.clock.steady();
            world.server.skew.measure(noon().into(), steady, steady);
        }
        let id = world.post("a slip").await;
        let posted = world.publish().await.pop().unwrap();
        world.session.submit(Wish::Delete { message: id }).await.unwrap();
        let pinned = world.row(3).await.message.id;
        world
            .session
            .submit(Wish::Mark { message: pinned, mark: Mark::Pin, state: Switch::On })
            .await
            .unwrap();
        assert_eq!(world.publish().await.len(), 2);
        let marks = async |world: &World| {
            let rows = world.rows().await;
            let of = |id| rows.iter().find(|row| row.message.id == id).unwrap().message.marks.clone();
            (of(id).deleted, of(pinned).pinned_by.is_some())
        };
        // An older copy, twice, with somebody's star.
        for _ in 0..2 {
            tokio::time::sleep(Duration::from_secs(10)).await;
            world.comes(vec![posted.clone(), element(3, -8)]).await;
            assert_eq!(marks(&world).await, (true, true));
        }
        // A later change has the date at which it was made.
        let later = wire::Date::from_ticks(world.clock.stamp().ticks() - minutes * MINUTE, 0);
        let edited =
            wire::Message { is_edited: Some(true), updated_date_time: Some(later), ..element(3, -8) };
        world.comes(vec![edited]).await;
        assert_eq!(marks(&world).await, (true, false));
        // A change without a date is believed if the server still shows it after a minute.
        tokio::time::sleep(Duration::from_secs(60)).await;
        world.comes(vec![posted]).await;
        assert_eq!(marks(&world).await, (false, false));
    }
}

#[tokio::test(start_paused = true)]
async fn reading_a_long_stretch_reads_all_of_it_and_nothing_that_came_meanwhile() {
    let mut world = World::new().await;
    world.comes((100..2_100).map(|number| element(number, -1)).collect()).await;
    assert_eq!(world.unread().await.0, 1_000, "as many as are counted");
    let first = world.session.page(PLACE, Span::Latest).await.unwrap().first_unread.unwrap();
    let from = Position { ticks: first.ticks, id: MessageId::new(element(1_300, 0).id.unwrap()) };
    world.session.mark_read(PLACE, from).await.unwrap();
    assert_eq!(world.unread().await.0, 799);
    world.session.mark_everything_read().await.unwrap();
    assert_eq!(world.unread().await.0, 0);
    world.comes(vec![element(3_000, -2)]).await;
    assert_eq!(world.unread().await.0, 1);
}
