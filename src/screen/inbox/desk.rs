//! The reviewers' desk: the queue of cases, and the selected case beside it.
//!
//! ```text
//!   Queue ──Enter──► Case          a wide window shows both, a narrow one the focused side
//!     ▲                │
//!     └──────Esc───────┘           Esc in the queue leaves the desk
//! ```
//! The row with the focus is the selected case. A decision selects the next case at once. While the desk is not shown,
//! the cases are read only for their number, and rarely. Requests and dialogs are made in `acts`, the queue is arranged
//! in `queue`. Drawing is in `view` beside. Must not know: how the state of a case is computed. Tests:
//! `tests/window/desk.rs`.

mod acts;
mod queue;
mod sent;
pub mod view;

pub use acts::original;
pub use queue::Cases;

use super::event::{Action, Event};
use super::files::{Of, of_row};
use super::focus::Focus;
use super::fresh::Fresh;
use super::layout;
use super::list_panel::ListPanel;
use super::message;
use super::shared::Shared;
use crate::screen::Fallible;

use crate::chat::attachment::Media;
use crate::chat::wish::Kind;
use crate::chat::{MessageId, Stamp, Wish};
use crate::intent::{Intent, Read, Request};
use crate::language::tr;
use crate::preferences::Preferences;
use crate::row::Row;
use crate::row::review::{Case, CaseOrder, CaseRow, Queue};
use crate::screen::keys::{Context, Motion, Review};
use crate::screen::panel::Panel;
use crate::widget::list::{Align, Jump, Key, Target};

use queue::{Choice, For};

use std::sync::Arc;

/// The least time between two reads for the number of cases while the desk is not shown, in milliseconds.
const RARELY: i64 = 5_000;
/// Queue and case are side by side if they have this width together, in logical pixels at the normal text size.
const BOTH: f32 = 640.0;

/// The state of the desk.
#[derive(Debug)]
pub struct Desk {
    state: State,
    cases: Cases,
    queue: Queue,
    order: CaseOrder,
    fresh: Fresh,
    /// When the cases were last asked for.
    asked_at: Option<Stamp>,
    /// Something changed that was not read yet, because the desk is not shown.
    due: bool,
    selected: Option<MessageId>,
    case: Opened,
    side: Side,
    unfolded: Unfolded,
    /// The case that the user decided last.
    decided: Option<MessageId>,
    /// The last requested scroll in the queue, and in the case.
    jump: Option<Jump>,
    case_jump: Option<Jump>,
}

/// The load state of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum State {
    #[default]
    Loading,
    Ready,
    Failed(String),
}

/// The selected case, as it was last read.
#[derive(Debug, Default)]
struct Opened {
    of: Option<MessageId>,
    read: Option<Fallible<Arc<Case>>>,
    /// The reported message with its files.
    sent: Option<Arc<Row>>,
    /// Counts the reads, so that the drawn rows follow them.
    version: u64,
    /// The case that is being read now.
    reading: Option<MessageId>,
    /// It may have changed since it was read.
    stale: bool,
}

/// The part of the desk with the keyboard focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Side {
    #[default]
    Queue,
    Case,
}

/// The parts of the case that are folded until somebody wants to see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Unfolded {
    /// The messages before and after.
    pub context: bool,
    /// The earlier versions.
    pub versions: bool,
    /// The pictures.
    pub files: bool,
}

/// An event of the desk.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// A case of the queue was pressed.
    Selected(MessageId),
    OrderChosen(CaseOrder),
    /// The button of a key was pressed.
    Stepped(Review),
    /// Undo this decision, one of two in conflict.
    Undone(MessageId),
    /// Something in the text or the files of the case.
    Content(message::Message),
    /// Back from the case to the queue, or out of the desk.
    Back,
    Closed,
    /// The cases are to be read again after a failure.
    Again,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            state: State::Loading,
            cases: Cases::default(),
            queue: Queue::Open,
            order: CaseOrder::Oldest,
            fresh: Fresh::default(),
            asked_at: None,
            due: false,
            selected: None,
            case: Opened::default(),
            side: Side::Queue,
            unfolded: Unfolded::default(),
            decided: None,
            jump: None,
            case_jump: None,
        }
    }
}

impl Desk {
    /// Handles an event of the desk.
    pub fn update(&mut self, message: Message, shared: &Shared) -> Action<Message> {
        match message {
            Message::Selected(id) => {
                self.side = if is_single(shared) { Side::Case } else { Side::Queue };
                Action::ask(Event::Focus(Focus::Panel(Some(message::key(id)))))
            }
            Message::OrderChosen(order) => {
                self.order = order;
                self.arrange(shared);
                Action::ask(self.focus())
            }
            Message::Stepped(step) => {
                let focus = Action::ask(self.focus());
                focus.and(Action::asks(self.step_to(step, shared)))
            }
            Message::Undone(decision) => Action::from(self.undo_one(decision, shared)),
            Message::Content(message::Message::Wanted(want)) => Action::ask(Event::Want(want)),
            Message::Content(message::Message::CodeCopied(code)) => {
                Action::ask(Event::Ask(Intent::Copy(code)))
            }
            Message::Content(message::Message::LinkOpened(_)) => {
                Action::ask(Event::Toast(tr::review_links().to_owned()))
            }
            Message::Content(message::Message::File(at, act)) => Action::ask(Event::File(at, act)),
            Message::Content(_) => Action::none(),
            Message::Back if self.leave_case() => Action::ask(self.focus()),
            Message::Back | Message::Closed => Action::ask(Event::ClosePanel),
            Message::Again => {
                self.case.stale = true;
                Action::asks(self.read_again(shared.now.at).into_iter().chain(self.wants()))
            }
        }
    }

    /// A step asked for by a key or a button; returns its events.
    pub fn step_to(&mut self, step: Review, shared: &Shared) -> Vec<Event> {
        match step {
            Review::Next | Review::Previous => {
                let rows = if step == Review::Next { 1 } else { -1 };
                let next = self.cases.step(self.selected, rows);
                vec![Event::Focus(Focus::Panel(next.map(message::key)))]
            }
            Review::Open => {
                if self.selected.is_some() {
                    self.side = Side::Case;
                }
                Vec::new()
            }
            Review::Queue(queue) => {
                self.queue = queue;
                self.side = Side::Queue;
                self.selected = None;
                self.arrange(shared);
                self.select(self.cases.step(None, 0));
                vec![self.focus()]
            }
            Review::Context => self.fold(|unfolded| &mut unfolded.context),
            Review::Versions => self.fold(|unfolded| &mut unfolded.versions),
            Review::Files => {
                self.unfolded.files = !self.unfolded.files;
                let shown = self.selected.filter(|_| self.unfolded.files);
                shown.map(|case| Event::Ask(Intent::from(Request::FilesShown(case)))).into_iter().collect()
            }
            Review::Claim
            | Review::Keep
            | Review::Remove
            | Review::Archive
            | Review::Warn
            | Review::Ask
            | Review::HandOver
            | Review::Note
            | Review::Undo => self.act(step, shared),
        }
    }

    fn fold(&mut self, part: fn(&mut Unfolded) -> &mut bool) -> Vec<Event> {
        let part = part(&mut self.unfolded);
        *part = !*part;
        Vec::new()
    }

    /// The event that moves the keyboard focus to the selected case.
    fn focus(&self) -> Event {
        Event::Focus(Focus::Panel(self.selected.map(message::key)))
    }

    /// A request leaves the window: a decision on the selected case leads to the next one, whose focus this is.
    pub fn asked(&mut self, intent: &Intent) -> Option<Focus> {
        let Intent::Session(Request::Submit { wish: Wish::Decide(decide), .. }) = intent else { return None };
        self.decided = Some(decide.message);
        if self.selected != Some(decide.message) {
            return None;
        }
        let next = self.cases.beside(decide.message);
        self.side = Side::Queue;
        self.select(next);
        Some(Focus::Panel(next.map(message::key)))
    }

    /// A wish of the desk was refused: the case that was left is selected again. Returns the focus if it moves.
    pub fn refused(&mut self, kind: Kind) -> Option<Focus> {
        let case = self.decided.take_if(|_| kind == Kind::Decide)?;
        self.cases.place(case)?;
        Some(Focus::Panel(Some(message::key(case))))
    }

    /// Goes back from the case to the queue; false if the queue has the focus already.
    pub fn leave_case(&mut self) -> bool {
        std::mem::take(&mut self.side) == Side::Case
    }

    /// Scrolls the case, if it has the focus; false if the queue has it.
    pub fn scroll(&mut self, motion: Motion) -> bool {
        if self.side == Side::Queue {
            return false;
        }
        let to = match motion {
            Motion::Up | Motion::PageUp | Motion::Left => Target::PageUp,
            Motion::Down | Motion::PageDown | Motion::Right => Target::PageDown,
            Motion::First => Target::Start,
            Motion::Last => Target::End,
        };
        self.case_jump = Some(Jump::after(self.case_jump, to));
        true
    }

    /// The desk is opened: returns the reads it needs.
    pub fn opened(&mut self, shared: &Shared) -> Vec<Request> {
        self.side = Side::Queue;
        self.case.stale = true;
        let (me, now) = (shared.me.id, shared.now.at);
        let selected = self.selected.and_then(|id| self.cases.get(id));
        if selected.is_none_or(|row| !row.is_in(self.queue, me, now)) {
            // It was decided meanwhile, or was chosen while the desk was not shown.
            self.select(None);
            self.arrange(shared);
            self.select(self.cases.listed(0).map(|row| row.id));
        }
        self.arrange(shared);
        self.read_again(shared.now.at).into_iter().chain(self.wants()).collect()
    }

    /// A conversation changed; returns the reads that are needed while the desk is shown.
    pub fn changed(&mut self, now: Stamp) -> Vec<Request> {
        self.case.stale = true;
        self.read_again(now).into_iter().chain(self.wants()).collect()
    }

    /// A conversation changed while the desk is not shown: the number of cases is read again, but rarely.
    pub fn changed_unseen(&mut self, now: Stamp) -> Option<Request> {
        self.case.stale = true;
        self.due = true;
        self.pulsed(now)
    }

    /// Time passed: a read that was put off may be due.
    pub fn pulsed(&mut self, now: Stamp) -> Option<Request> {
        let is_early = self.asked_at.is_some_and(|asked| now.millis_since(asked).abs() < RARELY);
        if self.due && !is_early { self.read_again(now) } else { None }
    }

    fn read_again(&mut self, now: Stamp) -> Option<Request> {
        self.due = false;
        self.asked_at = Some(now);
        self.fresh.changed().then_some(Request::Read(Read::Cases))
    }

    /// The cases were read; returns the next read.
    pub fn cases_loaded(&mut self, cases: Fallible<Vec<CaseRow>>, shared: &Shared) -> Option<Request> {
        match cases {
            Ok(rows) => {
                let place = self.selected.and_then(|selected| self.cases.place(selected));
                self.cases = Cases::new(rows);
                self.state = State::Ready;
                self.arrange(shared);
                if self.selected.is_none_or(|selected| self.cases.place(selected).is_none()) {
                    let last = self.cases.len().saturating_sub(1);
                    let near = self.cases.listed(place.unwrap_or_default().min(last)).map(|row| row.id);
                    self.select(near);
                }
            }
            Err(error) if self.cases.is_empty() => self.state = State::Failed(error),
            // The loaded rows stay.
            Err(_) => {}
        }
        self.fresh.came().then_some(Request::Read(Read::Cases))
    }

    /// Lists the cases again, after a change or because time passed.
    pub fn arrange(&mut self, shared: &Shared) {
        let choice = Choice { queue: self.queue, order: self.order, kept: self.selected };
        self.cases.arrange(choice, For { me: shared.me.id, now: shared.now.at });
    }

    fn select(&mut self, case: Option<MessageId>) {
        if self.selected != case {
            self.selected = case;
            self.unfolded = Unfolded::default();
        }
    }

    /// The read that the selected case needs; at most one is in progress.
    pub fn wants(&mut self) -> Option<Request> {
        let selected = self.selected?;
        let is_here = self.case.of == Some(selected) && !self.case.stale;
        if is_here || self.case.reading.is_some() {
            return None;
        }
        self.case.stale = false;
        self.case.reading = Some(selected);
        Some(Request::Read(Read::Case(selected)))
    }

    /// A case was read; returns the next read.
    pub fn case_loaded(&mut self, of: MessageId, case: Fallible<Arc<Case>>) -> Option<Request> {
        self.case.reading = None;
        if self.selected == Some(of) {
            self.case.of = Some(of);
            self.case.sent = case.as_ref().ok().and_then(|case| sent::row(case));
            self.case.read = Some(case);
            self.case.version += 1;
        }
        self.wants()
    }

    /// The number of open cases.
    pub fn open(&self) -> Option<u32> {
        (self.state == State::Ready).then(|| self.cases.count(Queue::Open))
    }

    /// The load state of the queue.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The cases of the chosen queue.
    pub const fn cases(&self) -> &Cases {
        &self.cases
    }

    /// The chosen queue.
    pub const fn queue(&self) -> Queue {
        self.queue
    }

    /// The selected case.
    pub const fn selected(&self) -> Option<MessageId> {
        self.selected
    }

    /// The part with the keyboard focus.
    pub const fn side(&self) -> Side {
        self.side
    }

    /// The selected case with everything that is known; `None` while it is being read.
    fn read(&self) -> Option<&Fallible<Arc<Case>>> {
        self.case.read.as_ref().filter(|_| self.case.of == self.selected)
    }

    /// The reported message of the selected case with its files, once it was read.
    pub fn sent(&self) -> Option<&Arc<Row>> {
        self.case.sent.as_ref().filter(|_| self.case.of == self.selected)
    }

    /// True if there are pictures to show.
    fn shows_pictures(&self) -> bool {
        self.sent().is_some_and(|row| of_row(row, Of::Message).any(|one| one.media() == Media::Picture))
    }

    /// The selected case, once it was read.
    pub fn case(&self) -> Option<&Case> {
        self.read().and_then(|read| read.as_deref().ok())
    }
}

/// True if queue and case take turns.
fn is_single(shared: &Shared) -> bool {
    let sidebar = f32::from(shared.preferences.sidebar.min(Preferences::default().sidebar));
    layout::is_narrow(shared, Panel::Desk) || shared.size.width < (sidebar + BOTH) * shared.scale()
}

impl ListPanel for Desk {
    fn list(&self) -> &'static str {
        view::LIST
    }

    fn context(&self) -> Context {
        Context::Desk
    }

    fn has(&self, row: Key) -> bool {
        self.cases.place(message::id(row)).is_some()
    }

    fn entrance(&self) -> Option<Key> {
        self.selected.or_else(|| self.cases.step(None, 0)).map(message::key)
    }

    fn step(&self, from: Option<Key>, rows: isize) -> Option<Key> {
        self.cases.step(from.map(message::id), rows).map(message::key)
    }

    /// The row with the focus is the selected case.
    fn reveal(&mut self, row: Key) {
        self.select(Some(message::id(row)));
        self.jump = Some(Jump::after(self.jump, Target::Row { key: row, align: Align::Nearest }));
    }

    fn activate(&self, _row: Key, _shared: &Shared) -> Vec<Event> {
        Vec::new()
    }
}
