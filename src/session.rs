//! The engine's interface for the window and the commands: submit wishes, read rows, follow changes, retry, discard,
//! close.
//!
//! A session owns the profile's store and its workers. `submit` returns when the wish is on disk and never waits for
//! the network. The window starts the workers; a command runs the publisher, the reader and the uploader itself. Must
//! not know: iced, the wire. Tests: `tests/promise`, `tests/window`.

mod author;
pub mod desk;
pub mod export;
pub mod files;
mod interface_state;
mod lists;
mod network;
pub mod open;
mod outbox_rows;
mod reading;
mod redaction;
mod submit;
mod text_conflict;
mod workers;

use crate::changes::{Board, Changes};
use crate::chat::conversation::Membership;
use crate::chat::{Conversation, FeedId, MessageId, Person, PersonId, Stamp, Wish, conversation, wish};
use crate::clock::Clock;
use crate::evidence::log::Did;
use crate::outbox::terms::Terms;
use crate::outbox::worker::Command;
use crate::remote::Remote;
use crate::requests::Requests;
use crate::row::{self, Change, Connection, EntryId, Me, OutboxRow, Page, Sidebar, Span, Target, Which};
use crate::settings::{ReadMarks, Reports, Review};
use crate::store::annotate::Damaged;
use crate::store::{self, Store};
use crate::sync;
use crate::transfer::upload::UploadSignal;
use crate::transfer::{FileSettings, RunningTransfers};

use std::collections::HashSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tokio::sync::Semaphore;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

/// The reasons why a request to the session fails. Each is a full sentence.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    /// The wish is not allowed; the text says why.
    #[error("{0}")]
    Invalid(String),
    /// The disk or database refused.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// The parts of a session.
#[derive(Debug)]
pub struct Setup {
    pub store: Store,
    pub me: Me,
    pub clock: Clock,
    /// The server and the terms of calls to it; `None` if the profile is not connected yet.
    pub line: Option<(Arc<dyn Remote>, Terms)>,
    /// How to read from the server; `None` to never read.
    pub read_every: Option<sync::Plan>,
    /// The longest text in characters; 0 for no limit.
    pub max_text: usize,
    /// The way in which this server takes reports.
    pub reports: Reports,
    /// The company's policy for reports.
    pub review: Review,
    /// The conversations in which read marks are sent to the server.
    pub read_marks: ReadMarks,
    /// Where files are stored, here and in the object store.
    pub file_settings: FileSettings,
}

/// A wish that was saved to disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    pub message: MessageId,
    /// Its id in the outbox; `None` if there is nothing to send.
    pub entry: Option<EntryId>,
}

/// The result of a dry run of wishes.
enum Tried {
    Good,
    Bad(usize, Error),
}

impl From<store::Error> for Tried {
    fn from(error: store::Error) -> Self {
        Self::Bad(0, error.into())
    }
}

/// A handle to the session; clones share it.
#[derive(Debug, Clone)]
pub struct Session(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    me: Me,
    by: submit::Person,
    clock: Clock,
    board: Board,
    counted: Arc<Mutex<store::conversation::Counted>>,
    read_actions: reading::Actions,
    line: OnceLock<(Arc<dyn Remote>, Terms)>,
    read_every: Option<sync::Plan>,
    requests: Requests,
    commands: UnboundedSender<Command>,
    inbox: Mutex<Option<UnboundedReceiver<Command>>>,
    publisher: Mutex<Option<JoinHandle<()>>>,
    running_transfers: RunningTransfers,
    upload_signal: UploadSignal,
    decoders: Semaphore,
    player: crate::files::player::Player,
    /// Workers that may be aborted at any moment, and are replaced when the connection changes.
    listeners: Mutex<Vec<JoinHandle<()>>>,
    /// The cases at the reviewers' desk, so that they are read once for each change.
    cases: Arc<desk::Cached>,
    /// The cases and files that were logged as seen since the start.
    seen_cases: Mutex<HashSet<(MessageId, Did)>>,
    /// For which version of the cases, and when, their evidence was looked through last.
    evidence: tokio::sync::Mutex<Option<(i64, Stamp)>>,
    /// Upload and clean-up workers; they run until the session closes.
    movers: Mutex<Vec<JoinHandle<()>>>,
}

impl Session {
    /// Creates a session that makes no calls yet: see [`Session::start`] and [`Session::publisher`].
    pub fn new(setup: Setup) -> Self {
        let (commands, inbox) = unbounded_channel();
        let line = OnceLock::new();
        if let Some(known) = setup.line {
            let _ = line.set(known);
        }
        let by = submit::Person {
            id: setup.me.id,
            name: setup.me.name.clone(),
            role: setup.me.role,
            max_text: setup.max_text,
            max_bytes: usize::MAX,
            reports: setup.reports,
            review: Arc::new(setup.review),
            read_marks: setup.read_marks,
            ahead: 0,
            read_above_limit: 0,
            log_head: None,
            source: submit::Source::Composer,
        };
        let board = Board::default();
        Self(Arc::new(Inner {
            running_transfers: RunningTransfers::new(setup.file_settings, board.clone()),
            upload_signal: UploadSignal::default(),
            decoders: Semaphore::new(files::DECODERS),
            player: files::player(&board),
            store: setup.store,
            me: setup.me,
            by,
            clock: setup.clock,
            board,
            counted: Arc::default(),
            read_actions: reading::Actions::default(),
            line,
            read_every: setup.read_every,
            requests: Requests::default(),
            commands,
            inbox: Mutex::new(Some(inbox)),
            publisher: Mutex::new(None),
            listeners: Mutex::new(Vec::new()),
            cases: Arc::default(),
            seen_cases: Mutex::default(),
            evidence: tokio::sync::Mutex::default(),
            movers: Mutex::new(Vec::new()),
        }))
    }

    /// Sets the server, once; later calls are ignored. Opening the store does not wait for it.
    pub fn connect(&self, remote: Arc<dyn Remote>, terms: Terms) {
        let _ = self.0.line.set((remote, terms));
    }

    /// The user.
    pub fn me(&self) -> Me {
        self.0.me.clone()
    }

    pub fn clock(&self) -> Clock {
        self.0.clock
    }

    /// Saves a wish. When this returns `Ok`, it is on disk and will be sent, whatever happens. For a wish made from a
    /// draft (post, edit), the same transaction deletes the draft.
    ///
    /// # Errors
    /// If the wish is not allowed, or the disk refuses; then nothing changed.
    pub async fn submit(&self, wish: Wish) -> Result<Kept, Error> {
        self.save_wish(wish, submit::Source::Composer).await
    }

    /// Like [`Session::submit`], for a wish that was not made in a composer: drafts and read positions stay as they
    /// are.
    ///
    /// # Errors
    /// Like [`Session::submit`].
    pub async fn submit_by_command(&self, wish: Wish) -> Result<Kept, Error> {
        self.save_wish(wish, submit::Source::Command).await
    }

    /// Like [`Session::submit`], for several wishes in one transaction: all or none. Used for a selection, and for
    /// the messages that a scroll has passed.
    ///
    /// # Errors
    /// Like [`Session::submit`], for the first wish that is not allowed.
    pub async fn submit_all(&self, wishes: Vec<Wish>) -> Result<Vec<Kept>, Error> {
        let (by, now) = (self.by(submit::Source::Composer), self.0.clock.stamp());
        let all = self.0.store.write(move |tx| {
            wishes.into_iter().map(|wish| submit::write(tx, wish, &by, now)).collect::<Result<Vec<_>, _>>()
        });
        let all = all.await?;
        self.mark_changed(&all.iter().map(|written| written.conversation).collect::<Vec<_>>());
        self.command(Command::Wake);
        Ok(all.into_iter().map(|written| Kept { message: written.message, entry: written.entry }).collect())
    }

    async fn save_wish(&self, wish: Wish, source: submit::Source) -> Result<Kept, Error> {
        let (mut by, now) = (self.by(source), self.0.clock.stamp());
        let step = desk::logged::Step::of(&wish).filter(|_| self.has_desk());
        let step = step.map(|step| self.log_of(&step));
        let reads_above = author::reads_above(&wish, source);
        let is_report = wish.kind() == wish::Kind::Report;
        let written = self.0.store.write(move |tx| -> Result<_, Error> {
            by.log_head = step.as_ref().and_then(desk::logged::LoggedStep::head);
            let is_repeated = step.is_some() && store::message::is_here(tx, wish.subject())?;
            let written = submit::write(tx, wish, &by, now)?;
            if let Some(step) = step.filter(|_| !is_repeated) {
                step.write()?;
            }
            let unread_above = if reads_above { reading::unread_above(tx, &written)? } else { None };
            let entry = written.entry.filter(|_| is_report);
            let entry = entry.map(|entry| store::outbox::get(tx, entry)).transpose()?.flatten();
            // A report is a message in another conversation too.
            let also = entry.map(|loaded| loaded.entry.conversation);
            Ok((written, unread_above, also.filter(|also| *also != written.conversation)))
        });
        let (written, unread_above, also) = written.await?;
        if let Some(up_to) = unread_above {
            self.read_above_in_background(written.conversation, up_to);
        }
        self.changed(written.conversation);
        if let Some(also) = also {
            self.changed(also);
        }
        self.command(Command::Wake);
        Ok(Kept { message: written.message, entry: written.entry })
    }

    /// Tries out wishes in order and keeps none of them.
    ///
    /// # Errors
    /// The number of the first wish that is not allowed, counted from 0, and the reason.
    pub async fn check(&self, wishes: Vec<Wish>) -> Result<(), (usize, Error)> {
        let (by, now) = (self.by(submit::Source::Composer), self.0.clock.stamp());
        let tried = self.0.store.try_out(move |tx| -> Result<(), Tried> {
            for (number, wish) in wishes.into_iter().enumerate() {
                submit::write(tx, wish, &by, now).map_err(|error| Tried::Bad(number, error))?;
            }
            // This error rolls the transaction back: no wish was saved.
            Err(Tried::Good)
        });
        match tried.await {
            Ok(()) | Err(Tried::Good) => Ok(()),
            Err(Tried::Bad(number, error)) => Err((number, error)),
        }
    }

    /// The state of a wish; `None` if it has left the outbox.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn wish_state(&self, entry: EntryId) -> Result<Option<row::WishState>, Error> {
        let read = self
            .0
            .store
            .read(move |connection| -> Result<_, Error> { Ok(outbox_rows::wish_state(connection, entry)?) });
        let mut state = read.await?;
        state.iter_mut().for_each(|state| self.annotate_state(state));
        Ok(state)
    }

    fn changed(&self, conversation: conversation::Id) {
        self.0.board.mark(Change::Conversation(conversation));
        self.0.board.mark(Change::Outbox);
        self.0.board.mark(Change::Sidebar);
    }

    /// The sidebar.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn sidebar(&self) -> Result<Sidebar, Error> {
        let (me, counted) = (self.0.me.id, Arc::clone(&self.0.counted));
        self.0
            .store
            .read(move |connection| {
                let outbox_rows::Counts { waiting, marks, parked } = outbox_rows::counts(connection)?;
                let mut counted = counted.lock().unwrap_or_else(PoisonError::into_inner);
                let sidebar = store::conversation::sidebar(connection, me, &mut counted)?;
                Ok(Sidebar { waiting, marks, parked, ..sidebar })
            })
            .await
    }

    /// A page of a conversation's history, or of a thread with its root in front.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn page(&self, of: impl Into<FeedId>, span: Span) -> Result<Page, Error> {
        let of = of.into();
        let (mut page, is_mended) =
            self.read_rows(move |connection| store::page::page(connection, of, span)).await?;
        if is_mended {
            self.changed(of.of);
        }
        self.annotate_page(&mut page);
        Ok(page)
    }

    /// Reads rows. Those that are damaged are quarantined and the rest is read again; true if that happened. Beside
    /// another Confab or on a full disk they cannot be quarantined: the rest is returned all the same.
    async fn read_rows<T: Send + 'static>(
        &self,
        read: impl Fn(&store::Connection) -> Result<(T, Damaged), store::Error> + Copy + Send + 'static,
    ) -> Result<(T, bool), Error> {
        let (rows, damaged) = self.0.store.read(read).await?;
        if damaged.0.is_empty() {
            return Ok((rows, false));
        }
        let now = self.0.clock.stamp();
        let quarantined =
            self.0.store.write(move |tx| store::message::quarantine_unreadable(tx, &damaged.0, now)).await;
        if let Err(error) = quarantined {
            tracing::warn!(%error, "unreadable messages cannot be quarantined");
            return Ok((rows, false));
        }
        let (rows, _) = self.0.store.read(read).await?;
        Ok((rows, true))
    }

    /// The wishes in the outbox, oldest first, up to the limit of a panel; then the quarantined rows.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn outbox(&self) -> Result<Vec<OutboxRow>, Error> {
        self.outbox_up_to(outbox_rows::LISTED).await
    }

    /// All wishes in the outbox, without a limit; then the quarantined rows.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn whole_outbox(&self) -> Result<Vec<OutboxRow>, Error> {
        self.outbox_up_to(u32::MAX).await
    }

    /// The reason why the last call failed; `None` if it succeeded.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn trouble(&self) -> Result<Option<row::Trouble>, Error> {
        let clock = self.0.clock;
        self.0.store.read(move |connection| Ok(outbox_rows::trouble(connection, clock)?)).await
    }

    async fn outbox_up_to(&self, limit: u32) -> Result<Vec<OutboxRow>, Error> {
        let damaged = self.0.store.read(move |connection| outbox_rows::is_damaged(connection, limit)).await?;
        if damaged {
            self.0.store.write(move |tx| outbox_rows::quarantine_unreadable(tx, limit)).await?;
        }
        let read = move |connection: &store::Connection| -> Result<_, Error> {
            Ok(outbox_rows::list(connection, limit)?)
        };
        Ok(self.annotate_outbox(self.0.store.read(read).await?))
    }

    /// Every conversation and person that can be opened, most recent first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn targets(&self) -> Result<Vec<Target>, Error> {
        let me = self.0.me.id;
        self.0.store.read(move |connection| Ok(store::conversation::targets(connection, me)?)).await
    }

    /// All known people and conversations.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn roster(&self) -> Result<(Vec<Person>, Vec<Conversation>), Error> {
        self.0
            .store
            .read(|connection| {
                Ok((store::conversation::people(connection)?, store::conversation::all(connection)?))
            })
            .await
    }

    /// Merges people and conversations by id.
    ///
    /// # Errors
    /// If the disk refuses; then nothing was merged.
    pub async fn merge_roster(
        &self,
        people: Vec<Person>,
        conversations: Vec<Conversation>,
    ) -> Result<(), Error> {
        let me = self.0.me.id;
        self.0
            .store
            .write(move |tx| -> Result<(), Error> {
                for person in &people {
                    store::name::merge_person(tx, person)?;
                }
                for conversation in &conversations {
                    store::name::declare(tx, conversation)?;
                    let leaves =
                        store::outbox::on_conversation::has_leave_behind(tx, conversation.id, EntryId(0))?;
                    if conversation.members.contains(&me) && !leaves {
                        // The roster says that the user is a member again. This is ignored while a leave entry is in
                        // the outbox, because the roster cannot know about that yet.
                        store::membership::set(tx, conversation.id, me, Membership::In)?;
                    }
                }
                Ok(())
            })
            .await?;
        self.0.board.mark(Change::Sidebar);
        Ok(())
    }

    /// The earlier texts of an edited message, oldest first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn revisions(&self, of: MessageId) -> Result<Vec<row::Revision>, Error> {
        self.0.store.read(move |connection| Ok(store::revision::all(connection, of)?)).await
    }

    /// Queues parked wishes again, unchanged. Returns their number.
    ///
    /// # Errors
    /// If a single wish is named and is not parked, or the disk refuses.
    pub async fn retry(&self, which: Which) -> Result<u32, Error> {
        let retried = self.0.store.write(move |tx| outbox_rows::retry(tx, which)).await?;
        self.mark_changed(&retried);
        self.command(Command::Wake);
        Ok(count(&retried))
    }

    /// Marks wishes that were being sent when their process ended as not in flight any more, so that they can be
    /// discarded. For commands, while nothing publishes.
    ///
    /// # Errors
    /// If the disk refuses.
    pub async fn end_flights(&self) -> Result<(), Error> {
        Ok(self.0.store.write(|tx| store::outbox::end_flights(tx)).await.map(drop)?)
    }

    /// Discards wishes because the user asked. Returns their number.
    ///
    /// # Errors
    /// If a single wish is named and is not in the outbox or is being sent, or the disk refuses.
    pub async fn discard(&self, which: Which) -> Result<u32, Error> {
        let (me, now) = (self.0.me.id, self.0.clock.stamp());
        let discarded = self.0.store.write(move |tx| outbox_rows::discard(tx, which, me, now)).await?;
        self.mark_changed(&discarded);
        self.command(Command::Wake);
        Ok(count(&discarded))
    }

    /// Skips a parked wish: the rest of its conversation is sent.
    ///
    /// # Errors
    /// If the wish is not parked, or the disk refuses.
    pub async fn skip(&self, entry: EntryId) -> Result<(), Error> {
        self.0.store.write(move |tx| outbox_rows::skip(tx, entry)).await?;
        self.0.board.mark(Change::Outbox);
        self.command(Command::Wake);
        Ok(())
    }

    fn mark_changed(&self, conversations: &[conversation::Id]) {
        for id in conversations {
            self.0.board.mark(Change::Conversation(*id));
        }
        self.0.board.mark(Change::Outbox);
        self.0.board.mark(Change::Sidebar);
    }

    fn command(&self, command: Command) {
        // A new or discarded wish, or a change of the connection, concerns the uploader too.
        match command {
            Command::Wake => self.0.upload_signal.wake(),
            Command::TryNow | Command::NetworkUp => self.0.upload_signal.wake_now(),
            Command::Stop => {}
        }
        // If the workers were never started, nobody receives this, and nothing has to wake.
        let _ = self.0.commands.send(command);
    }

    /// The state of the connection to the server.
    pub fn connection(&self) -> Connection {
        self.0.board.connection()
    }

    /// Reports that there is no connection because a setting cannot be used; `check` names the setting.
    pub fn misdirected(&self, check: String) {
        self.0.board.set_connection(Connection::Misdirected(check));
    }

    /// Receives every change from now on. Subscribe before the first read, so that no change is missed.
    pub fn changes(&self) -> Changes {
        self.0.board.subscribe()
    }
}

fn count(of: &[conversation::Id]) -> u32 {
    u32::try_from(of.len()).unwrap_or(u32::MAX)
}

impl Me {
    /// A member with this id and name.
    pub fn member(id: PersonId, name: impl Into<String>) -> Self {
        Self { id, name: name.into(), role: crate::chat::person::Role::Member }
    }
}
