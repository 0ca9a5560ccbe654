//! The root: it holds the session, carries out the intents of screens, and passes them the results.
//!
//! ```text
//!   Welcome ──Start──► Beginning ──opened──► Inbox        Preferences open over either
//!      ▲                   └─failed─┘
//! ```
//! Screens send an `Intent`; only `carry` turns intents into calls of the session, and calls that wait run in tasks.
//! One subscription listens to the session. It is keyed by the number of the session, so that no event of a closed
//! session arrives. Time comes from [`Environment`], so that a test can stop it. Tests: `tests/window/app.rs`.

pub mod carry;
mod environment;
pub mod frame;
mod look;
mod place;
pub mod view;

pub use environment::{Answer, Chosen, Environment};

use crate::intent::Intent;
use crate::preferences::window::Place;
use crate::preferences::{Preferences, Step};
use crate::row::Change;
use crate::screen::Action;
use crate::screen::inbox::engine::Fact;
use crate::screen::inbox::staging::Message as Staging;
use crate::screen::inbox::{self, Attention, Demo, Inbox, Pulse, files};
use crate::screen::keys::{self, Command, Context, Press, Taken};
use crate::screen::preferences::{self, Behind, Sheet};
use crate::screen::welcome::{self, Welcome};
use crate::screen::words::Now;
use crate::session::Session;
use crate::theme::Motion;
use crate::widget::highlight;

use frame::Happening;
use look::System;

use iced::{Point, Size, Subscription, Task, window};

use std::cell::Cell;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

/// Size of a new window, assumed until the real size is known, in logical pixels.
pub const FIRST_SIZE: Size = Size::new(1080.0, 720.0);
/// How long shutdown waits for pending writes.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often an open inbox checks for a new day or another time zone.
const LOOK_AT_CLOCK: Duration = Duration::from_secs(60);

/// An opened profile.
#[derive(Debug, Clone)]
pub struct Opened {
    pub session: Session,
    pub preferences: Preferences,
    pub demo: Option<Demo>,
    /// A sentence that the user should read at the start.
    pub note: Option<String>,
    /// The size and place of the window, as it was left.
    pub place: Option<Place>,
}

/// The whole interface.
#[derive(Debug)]
pub struct App {
    environment: Arc<dyn Environment>,
    stage: Stage,
    sheet: Option<Sheet>,
    preferences: Preferences,
    system: System,
    size: Size,
    /// The left upper corner of the window, if it is known.
    at: Option<Point>,
    /// The size and place that the next start restores.
    place: Option<Place>,
    /// True while the modifier is held with which the wheel changes the text size.
    is_zooming: Cell<bool>,
    /// Physical pixels per logical pixel.
    scale: f32,
    /// The number of sessions so far, which identifies the current one.
    number: u64,
    /// Counts up when all text must be shaped again, because the system's fonts were loaded.
    fonts: u64,
    leaving: Leaving,
}

#[derive(Debug)]
enum Stage {
    Welcome(Box<Welcome>),
    Inbox(Box<Ready>),
}

#[derive(Debug)]
struct Ready {
    session: Session,
    inbox: Inbox,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaving {
    No,
    /// Quitting as soon as everything is on disk.
    Soon,
}

/// Messages to the root.
#[derive(Debug, Clone)]
pub enum Message {
    Inbox(inbox::Message),
    Welcome(welcome::Message),
    Preferences(preferences::Message),
    Commanded(Command),
    Happened(FrameEvent),
    /// The subscription listens to the session's changes from now on.
    Listening(u64),
    /// The session reported a change.
    Changed(u64, Change),
    Began(Result<Opened, String>),
    Pulsed,
    /// Time to check for a new day or another time zone.
    ClockLookedAt,
    /// Colours of code were found: the window is to be drawn again.
    Highlighted,
    /// The window was moved or resized; true if it is maximized.
    PlaceChanged(bool),
    /// A preference was saved, or could not be.
    Preferred(Result<(), String>),
    SystemTheme(iced::theme::Mode),
    SystemMotion(Motion),
    FontsLoaded,
    CloseRequested(window::Id),
    PatienceEnded,
    /// The session has closed.
    Closed,
}

/// An event of the window.
pub type FrameEvent = Happening;

impl App {
    /// The root with an opened profile, or with the Welcome screen. Each of its tasks ends.
    pub fn boot(environment: Arc<dyn Environment>, opened: Option<Opened>) -> (Self, Task<Message>) {
        let place = opened.as_ref().and_then(|opened| opened.place);
        let mut app = Self {
            environment,
            stage: Stage::Welcome(Box::default()),
            sheet: None,
            preferences: Preferences::default(),
            system: System::default(),
            size: place.map_or(FIRST_SIZE, |place| Size::from(place.size)),
            at: place.and_then(|place| place.at).map(Point::from),
            place,
            is_zooming: Cell::new(false),
            scale: 1.0,
            number: 0,
            fonts: 0,
            leaving: Leaving::No,
        };
        let begun = match opened {
            Some(opened) => app.began(opened),
            None => Task::perform(app.environment.keyring(), |keyring| {
                Message::Welcome(welcome::Message::KeyringAsked(keyring))
            }),
        };
        let fonts = Task::perform(
            async {
                let loaded = tokio::task::spawn_blocking(crate::theme::fonts::load_system).await;
                if let Err(error) = loaded {
                    tracing::warn!(%error, "the machine's fonts could not be read");
                }
            },
            |()| Message::FontsLoaded,
        );
        (app, Task::batch([begun, fonts, iced::system::theme().map(Message::SystemTheme)]))
    }

    fn now(&self) -> Now {
        self.environment.now()
    }

    /// Handles a message.
    pub fn update(&mut self, message: Message) -> Task<Message> {
        match message {
            Message::Inbox(message) => self.in_inbox(message),
            Message::Welcome(message) => self.in_welcome(message),
            Message::Preferences(message) => self.in_preferences(message),
            Message::Commanded(command) => self.command(command),
            Message::Happened(happening) => self.happened(happening),
            Message::Listening(number) => self.refresh(number),
            Message::Changed(number, change) => self.changed(number, change),
            Message::Began(Ok(opened)) => self.began(opened),
            Message::Began(Err(error)) => self.in_welcome(welcome::Message::Failed(error)),
            Message::Pulsed => {
                let moved = self.files_moved();
                Task::batch([moved, self.in_inbox(inbox::Message::Pulsed)])
            }
            // Any message that passes the inbox the time makes it draw its dates again.
            Message::ClockLookedAt => self.in_inbox(inbox::Message::Pulsed),
            Message::Highlighted => Task::none(),
            Message::PlaceChanged(is_maximized) => {
                self.remember_place(is_maximized);
                Task::none()
            }
            Message::Preferred(result) => self.engine(Fact::Ordered(result)),
            Message::SystemTheme(mode) => {
                self.system.set_mode(mode);
                Task::none()
            }
            Message::SystemMotion(motion) => {
                self.system.set_motion(motion);
                Task::none()
            }
            Message::FontsLoaded => {
                self.fonts += 1;
                Task::none()
            }
            Message::CloseRequested(_) => self.leave(),
            Message::PatienceEnded | Message::Closed => iced::exit(),
        }
    }

    fn in_inbox(&mut self, message: inbox::Message) -> Task<Message> {
        let now = self.now();
        let Stage::Inbox(ready) = &mut self.stage else {
            return Task::none();
        };
        let action = ready.inbox.update(message, now);
        let done = self.follow(action, Message::Inbox);
        Task::batch([done, self.leave_when_settled()])
    }

    fn engine(&mut self, fact: Fact) -> Task<Message> {
        self.in_inbox(inbox::Message::Engine(fact))
    }

    fn in_welcome(&mut self, message: welcome::Message) -> Task<Message> {
        let Stage::Welcome(welcome) = &mut self.stage else {
            return Task::none();
        };
        let action = welcome.update(message);
        self.follow(action, Message::Welcome)
    }

    fn in_preferences(&mut self, message: preferences::Message) -> Task<Message> {
        let preferences = self.preferences;
        let Some(sheet) = &mut self.sheet else {
            return Task::none();
        };
        match sheet.update(message, preferences) {
            preferences::Outcome::Stay => Task::none(),
            preferences::Outcome::Prefer(preferences) => self.carry(Intent::Prefer(preferences)),
            preferences::Outcome::ImportRoster => {
                let closed = self.close_sheet();
                Task::batch([closed, self.command(Command::ImportRoster)])
            }
            preferences::Outcome::PlaceFiles => {
                let closed = self.close_sheet();
                let asked = inbox::Message::Staging(Staging::PlaceAsked);
                Task::batch([closed, self.in_inbox(asked)])
            }
            preferences::Outcome::Close => self.close_sheet(),
        }
    }

    fn close_sheet(&mut self) -> Task<Message> {
        self.sheet = None;
        let now = self.now();
        let action = match &mut self.stage {
            Stage::Inbox(ready) => {
                let focus = ready.inbox.focus();
                ready.inbox.update(inbox::Message::Focused(focus), now).map(Message::Inbox)
            }
            Stage::Welcome(_) => Action::none(),
        };
        self.follow(action, |message| message)
    }

    fn follow<Of: Send + 'static>(
        &mut self,
        action: Action<Of>,
        to: impl Fn(Of) -> Message + Send + 'static,
    ) -> Task<Message> {
        let Action { asks, task } = action;
        let carried: Vec<Task<Message>> = asks.into_iter().map(|intent| self.carry(intent)).collect();
        Task::batch([task.map(to), Task::batch(carried)])
    }

    fn began(&mut self, opened: Opened) -> Task<Message> {
        let Opened { session, preferences, demo, note, place: _ } = opened;
        self.number += 1;
        self.preferences = preferences;
        let (mut inbox, action) = Inbox::new(session.me(), preferences, demo, self.now(), self.size);
        inbox.rescale(self.scale);
        inbox.set_review(session.review());
        if let Some(note) = note {
            inbox.tell(note);
        }
        let connection = session.connection();
        self.stage = Stage::Inbox(Box::new(Ready { session, inbox }));
        let asked = self.follow(action, Message::Inbox);
        let told = self.engine(Fact::ConnectionChanged(connection));
        Task::batch([asked, told])
    }

    fn command(&mut self, command: Command) -> Task<Message> {
        match (root_command(command), &self.sheet, &self.stage) {
            (Some(Root::Text(step)), _, _) => self.resize_text(step),
            (Some(Root::Quit), _, _) => self.leave(),
            (Some(Root::Preferences), Some(_), _) => self.close_sheet(),
            (Some(Root::Preferences), None, _) => self.open_sheet(),
            (None, Some(_), _) => self.in_preferences(preferences::Message::Commanded(command)),
            (None, None, Stage::Inbox(_)) => self.in_inbox(inbox::Message::Keyed(command)),
            (None, None, Stage::Welcome(_)) => self.in_welcome(welcome::Message::Commanded(command)),
        }
    }

    fn open_sheet(&mut self) -> Task<Message> {
        let behind = match self.stage {
            Stage::Inbox(_) => Behind::Inbox,
            Stage::Welcome(_) => Behind::Welcome,
        };
        self.sheet = Some(Sheet::new(behind));
        // The screen behind must not receive what is typed.
        preferences::unfocus().map(Message::Preferences)
    }

    fn resize_text(&mut self, step: Option<Step>) -> Task<Message> {
        let normal = Preferences::default().text_size;
        let text_size = step.map_or(normal, |step| self.preferences.text_size_step(step));
        self.carry(Intent::Prefer(Preferences { text_size, ..self.preferences }))
    }

    fn happened(&mut self, happening: Happening) -> Task<Message> {
        let attention = match happening {
            Happening::Resized(size) => {
                self.size = size;
                if let Stage::Inbox(ready) = &mut self.stage {
                    ready.inbox.resize(size);
                }
                return place::ask_if_maximized();
            }
            Happening::Pressed(at) => {
                return match &mut self.stage {
                    Stage::Inbox(ready) => {
                        let action = ready.inbox.pressed(at);
                        self.follow(action, Message::Inbox)
                    }
                    Stage::Welcome(_) => Task::none(),
                };
            }
            Happening::FileHovered => return self.in_inbox(inbox::Message::Staging(Staging::Hovered)),
            Happening::FileDropped(path) => {
                return self.in_inbox(inbox::Message::Staging(Staging::Dropped(path)));
            }
            Happening::FilesLeft => return self.in_inbox(inbox::Message::Staging(Staging::TakenAway)),
            Happening::Moved(at) => {
                self.at = Some(at);
                return place::ask_if_maximized();
            }
            Happening::Opened => {
                let scale = window::latest().and_then(window::scale_factor);
                let scale = scale.map(|scale| Message::Happened(Happening::Rescaled(scale)));
                return Task::batch([self.maximize(), scale]);
            }
            Happening::Rescaled(scale) => {
                self.scale = scale;
                if let Stage::Inbox(ready) = &mut self.stage {
                    ready.inbox.rescale(scale);
                }
                return Task::none();
            }
            Happening::Focused => Attention::Here,
            Happening::Unfocused => Attention::Away,
        };
        let now = self.now();
        match &mut self.stage {
            Stage::Inbox(ready) => {
                ready.session.set_attention(attention.into());
                let action = ready.inbox.attend(attention, now);
                self.follow(action, Message::Inbox)
            }
            Stage::Welcome(_) => Task::none(),
        }
    }

    /// Handles a change of the session; drops one of an earlier session.
    fn changed(&mut self, number: u64, change: Change) -> Task<Message> {
        if number != self.number {
            return Task::none();
        }
        let told = self.tell_of_clock();
        let read = match (&self.stage, change) {
            (Stage::Inbox(ready), Change::Connection) => {
                let connection = ready.session.connection();
                self.engine(Fact::ConnectionChanged(connection))
            }
            (Stage::Inbox(ready), Change::Reading) => {
                let reading = ready.session.reading();
                self.engine(Fact::ReadingChanged(reading))
            }
            (Stage::Inbox(ready), Change::Transfers) => {
                let transfers = ready.session.transfers();
                self.in_inbox(inbox::Message::Files(files::Message::TransfersRead(transfers)))
            }
            (Stage::Inbox(ready), Change::Playback) => {
                let playback = ready.session.playback();
                self.in_inbox(inbox::Message::Files(files::Message::PlaybackRead(playback)))
            }
            (Stage::Inbox(_), change) => self.engine(Fact::Changed(change)),
            (Stage::Welcome(_), _) => Task::none(),
        };
        Task::batch([told, read])
    }

    /// Reports once that this computer's clock is far from the server's.
    fn tell_of_clock(&mut self) -> Task<Message> {
        let Stage::Inbox(ready) = &self.stage else { return Task::none() };
        match ready.session.clock_notice() {
            Some(sentence) => self.engine(Fact::Ordered(Err(sentence))),
            None => Task::none(),
        }
    }

    /// Reads the progress of file transfers, if any is under way.
    fn files_moved(&mut self) -> Task<Message> {
        match &self.stage {
            Stage::Inbox(ready) if ready.inbox.files().moves() => {
                self.changed(self.number, Change::Transfers)
            }
            Stage::Inbox(_) | Stage::Welcome(_) => Task::none(),
        }
    }

    /// Reads again what may have changed before the subscription began: connection, reading state, outbox, open
    /// conversation.
    fn refresh(&mut self, number: u64) -> Task<Message> {
        let open = self.inbox().and_then(Inbox::current).map(|open| Change::Conversation(open.id()));
        let all = [Some(Change::Connection), Some(Change::Reading), Some(Change::Outbox), open];
        let tasks: Vec<Task<Message>> =
            all.into_iter().flatten().map(|change| self.changed(number, change)).collect();
        Task::batch(tasks)
    }

    /// Saves everything, then quits.
    fn leave(&mut self) -> Task<Message> {
        if self.leaving == Leaving::Soon {
            return Task::none();
        }
        self.leaving = Leaving::Soon;
        let asks = match &mut self.stage {
            Stage::Inbox(ready) => ready.inbox.flush(),
            Stage::Welcome(_) => Vec::new(),
        };
        let kept: Vec<Task<Message>> = asks.into_iter().map(|request| self.carry(request.into())).collect();
        let patience = Task::perform(tokio::time::sleep(PATIENCE), |()| Message::PatienceEnded);
        Task::batch([Task::batch(kept), patience, self.leave_when_settled()])
    }

    fn leave_when_settled(&mut self) -> Task<Message> {
        if self.leaving == Leaving::No {
            return Task::none();
        }
        match &self.stage {
            Stage::Inbox(ready) if ready.inbox.is_settled() => {
                let (session, place) = (ready.session.clone(), self.place);
                let close = async move {
                    place::save(&session, place).await;
                    session.close().await;
                };
                Task::perform(close, |()| Message::Closed)
            }
            Stage::Inbox(_) => Task::none(),
            Stage::Welcome(_) => iced::exit(),
        }
    }

    /// The message for a key press, if the key means something here.
    pub fn key(&self, press: &Press) -> Option<Taken<Message>> {
        if self.sheet.is_some() {
            return keys::command(Context::Dialog, press)
                .map(|command| Taken::First(Message::Commanded(command)));
        }
        let taken = match &self.stage {
            Stage::Inbox(ready) => ready.inbox.key(press),
            Stage::Welcome(welcome) => welcome.key(press),
        };
        taken.map(|taken| taken.map(Message::Commanded))
    }

    /// The window's title, with the number of unread messages.
    pub fn title(&self) -> String {
        match &self.stage {
            Stage::Inbox(ready) => ready.inbox.title(),
            Stage::Welcome(_) => "Confab".to_owned(),
        }
    }

    /// Subscribes to the session's changes, the time, the day, the system's theme, and requests to close the window.
    pub fn subscription(&self) -> Subscription<Message> {
        let mut all = vec![
            window::close_requests().map(Message::CloseRequested),
            iced::system::theme_changes().map(Message::SystemTheme),
            highlight::finished().map(|()| Message::Highlighted),
        ];
        if let Stage::Inbox(ready) = &self.stage {
            let listening = Listening { number: self.number, session: ready.session.clone() };
            all.push(Subscription::run_with(listening, listen));
            all.push(iced::time::every(LOOK_AT_CLOCK).map(|_| Message::ClockLookedAt));
            all.extend(ready.inbox.pulse().map(|pulse| {
                let every = match pulse {
                    Pulse::Tenth => Duration::from_millis(100),
                    Pulse::Quarter => Duration::from_millis(250),
                    Pulse::Second => Duration::from_secs(1),
                };
                iced::time::every(every).map(|_| Message::Pulsed)
            }));
        }
        Subscription::batch(all)
    }

    /// The Welcome screen, until a profile is open.
    pub fn welcome(&self) -> Option<&Welcome> {
        match &self.stage {
            Stage::Welcome(welcome) => Some(welcome),
            Stage::Inbox(_) => None,
        }
    }

    /// The inbox, once a profile is open.
    pub fn inbox(&self) -> Option<&Inbox> {
        match &self.stage {
            Stage::Inbox(ready) => Some(&ready.inbox),
            Stage::Welcome(_) => None,
        }
    }
}

/// The commands that the root handles itself.
enum Root {
    /// A step of the text size, or `None` for back to normal.
    Text(Option<Step>),
    Preferences,
    Quit,
}

fn root_command(command: Command) -> Option<Root> {
    let own = [
        (Command::Larger, Root::Text(Some(Step::Larger))),
        (Command::Smaller, Root::Text(Some(Step::Smaller))),
        (Command::NormalSize, Root::Text(None)),
        (Command::Preferences, Root::Preferences),
        (Command::Quit, Root::Quit),
    ];
    own.into_iter().find(|(other, _)| *other == command).map(|(_, root)| root)
}

/// The subscription to a session's changes, identified by the session's number.
struct Listening {
    number: u64,
    session: Session,
}

impl Hash for Listening {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

fn listen(listening: &Listening) -> impl futures::Stream<Item = Message> + use<> {
    use futures::StreamExt as _;

    let number = listening.number;
    let changes = listening.session.changes().into_stream();
    // Changes made before the subscription began are read again: subscribe first, read second.
    let first = futures::stream::once(async move { Message::Listening(number) });
    first.chain(changes.map(move |change| Message::Changed(number, change)))
}
