//! A program around the main screen alone: real screens, real keys, and answers from a [`World`].

use crate::world::World;

use confab::app::frame::frame;
use confab::chat::Wish;
use confab::headless::{Driver, Stage};
use confab::intent::files::{Ask, FileRequest};
use confab::intent::{Intent, Read, Request};
use confab::preferences::{Appearance, Preferences};
use confab::row::Change;
use confab::screen::inbox::engine::Fact;
use confab::screen::inbox::{self, Demo, Inbox, Message as Screen};
use confab::screen::{Action, keys};
use confab::theme::{Contrast, Density, Scheme, TextSize, Theme};

use iced::{Element, Program, Size, Task};

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The program's state.
pub(crate) struct Twin {
    pub inbox: Inbox,
    pub world: World,
    pub preferences: Preferences,
    size: Size,
    /// True if everything was on disk when the window closed.
    pub was_settled: bool,
    holds: bool,
}

#[derive(Debug, Clone)]
pub(crate) enum Message {
    Screen(Screen),
    Frame(confab::app::frame::Happening),
    /// Wishes are accepted but not answered yet.
    Hold,
    /// Milliseconds pass.
    Pass(i64),
    Alter(Alteration),
    /// The window is to close.
    Leave,
}

/// A change of the world, reported to the screen.
#[derive(Clone)]
pub(crate) struct Alteration {
    pub change: Change,
    pub alter: Arc<Mutex<Option<Box<dyn FnOnce(&mut World) + Send>>>>,
}

impl std::fmt::Debug for Alteration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.change)
    }
}

pub(crate) fn change(change: Change, alter: impl FnOnce(&mut World) + Send + 'static) -> Message {
    Message::Alter(Alteration { change, alter: Arc::new(Mutex::new(Some(Box::new(alter)))) })
}

impl Twin {
    fn begin(
        world: World,
        preferences: Preferences,
        demo: Option<Demo>,
        size: Size,
    ) -> (Self, Task<Message>) {
        let (mut inbox, action) = Inbox::new(world.me.clone(), preferences, demo, world.now(), size);
        inbox.set_review(Arc::clone(&world.review));
        let mut twin = Self { inbox, world, preferences, size, was_settled: true, holds: false };
        let connection = twin.world.connection.clone();
        twin.world.is_read();
        let first = twin.follow(action);
        let told = twin.screen(Screen::Engine(Fact::ConnectionChanged(connection)));
        (twin, Task::batch([first, told]))
    }

    fn update(&mut self, message: Message) -> Task<Message> {
        match message {
            Message::Screen(message) => self.screen(message),
            Message::Frame(confab::app::frame::Happening::Resized(size)) => {
                self.size = size;
                self.inbox.resize(size);
                Task::none()
            }
            Message::Frame(confab::app::frame::Happening::Pressed(at)) => {
                let action = self.inbox.pressed(at);
                self.follow(action)
            }
            Message::Frame(confab::app::frame::Happening::Rescaled(scale)) => {
                self.inbox.rescale(scale);
                Task::none()
            }
            Message::Frame(confab::app::frame::Happening::Opened) => {
                let scale = iced::window::latest().and_then(iced::window::scale_factor);
                scale.map(|scale| Message::Frame(confab::app::frame::Happening::Rescaled(scale)))
            }
            Message::Frame(happening) => {
                let attention = match happening {
                    confab::app::frame::Happening::Unfocused => inbox::Attention::Away,
                    _ => inbox::Attention::Here,
                };
                let action = self.inbox.attend(attention, self.world.now());
                self.follow(action)
            }
            Message::Hold => {
                self.holds = true;
                Task::none()
            }
            Message::Pass(millis) => {
                self.world.now = confab::chat::Stamp::from_ticks(self.world.now.ticks() + millis * 10_000, 0);
                self.screen(Screen::Pulsed)
            }
            Message::Leave => {
                let asks = self.inbox.flush();
                self.was_settled = self.inbox.is_settled();
                Task::batch(asks.into_iter().map(|request| self.answer(request.into())))
            }
            Message::Alter(Alteration { change, alter }) => {
                if let Some(alter) = alter.lock().unwrap().take() {
                    alter(&mut self.world);
                }
                if change == Change::Connection {
                    let connection = self.world.connection.clone();
                    return self.screen(Screen::Engine(Fact::ConnectionChanged(connection)));
                }
                self.screen(Screen::Engine(Fact::Changed(change)))
            }
        }
    }

    fn screen(&mut self, message: Screen) -> Task<Message> {
        let action = self.inbox.update(message, self.world.now());
        self.follow(action)
    }

    fn follow(&mut self, action: Action<Screen>) -> Task<Message> {
        let answers: Vec<Task<Message>> = action.asks.into_iter().map(|intent| self.answer(intent)).collect();
        Task::batch([action.task.map(Message::Screen), Task::batch(answers)])
    }

    fn state_of(&self, message: confab::chat::MessageId) -> confab::chat::conversation::Id {
        let rows = self.world.history.values().flatten();
        rows.map(|row| &row.message).find(|row| row.id == message).expect("it is here").conversation
    }

    fn answer(&mut self, intent: Intent) -> Task<Message> {
        self.world.asked.push(intent.clone());
        match intent {
            Intent::Session(request) => self.answer_session(request),
            Intent::Copy(text) => {
                self.world.copied = Some(text);
                Task::none()
            }
            Intent::Weather(word) => told(Fact::WeatherChanged(word)),
            Intent::ChooseRoster => told(Fact::RosterChosen(None)),
            Intent::SignIn(_) => told(Fact::SignedIn(Ok("Kept.".to_owned()))),
            Intent::Prefer(preferences) => {
                self.preferences = preferences;
                self.inbox.prefer(preferences);
                Task::none()
            }
            Intent::Files(ask) => match crate::pictures::answer_system(&ask) {
                Some(message) => Task::done(Message::Screen(Screen::Files(message))),
                None => Task::none(),
            },
            Intent::Open(_) | Intent::Follow(_) | Intent::Start(_) | Intent::Quit => Task::none(),
        }
    }

    fn answer_session(&mut self, request: Request) -> Task<Message> {
        match request {
            Request::Read(Read::Sidebar) => told(Fact::SidebarLoaded(Ok(self.world.sidebar()))),
            Request::Read(Read::Page { of, span }) => {
                told(Fact::PageLoaded { of, span, page: Ok(self.world.page(of, span)) })
            }
            Request::Read(Read::Draft(of)) => {
                let draft = self.world.drafts.get(&of).cloned().unwrap_or_default();
                told(Fact::DraftLoaded { of, draft: Ok(draft) })
            }
            Request::Read(Read::Outbox) => told(Fact::OutboxLoaded(Ok(self.world.waiting.clone()))),
            Request::Read(Read::Targets) => told(Fact::TargetsLoaded(Ok(self.world.targets()))),
            Request::Read(Read::Emoji) => told(Fact::EmojiLoaded(Ok(self.world.emoji.clone()))),
            Request::Read(Read::Earlier(of)) => {
                let versions = Ok(self.world.earlier.get(&of).cloned().unwrap_or_default());
                told(Fact::EarlierLoaded { of, versions })
            }
            Request::Read(Read::List { of, span }) => {
                told(Fact::ListLoaded { of, span, listed: self.world.found(of, span) })
            }
            Request::Read(Read::Overview(of)) => {
                told(Fact::OverviewLoaded { of, overview: Ok(self.world.overview(of)) })
            }
            Request::Read(Read::Members(of)) => {
                told(Fact::MembersLoaded { of, members: Ok(self.world.members(of)) })
            }
            Request::Read(Read::Cases) => told(Fact::CasesLoaded(self.world.cases())),
            Request::Read(Read::Case(of)) => told(Fact::CaseLoaded { of, case: self.world.case(of) }),
            Request::Files(request) => match crate::pictures::answer_session(&mut self.world, &request) {
                Some(message) => Task::done(Message::Screen(Screen::Files(message))),
                None => Task::none(),
            },
            Request::UseEmoji(emoji) => {
                self.world.emoji.retain(|other| *other != emoji);
                self.world.emoji.insert(0, emoji);
                told(Fact::Ordered(Ok(())))
            }
            Request::Submit { .. } if self.holds => Task::none(),
            Request::Submit { of, wish } => {
                let result = self.world.submit(&wish).map(|_| ());
                let (subject, kind) = (wish.subject(), wish.kind());
                let told_of = told(Fact::Submitted { of, subject, kind, result });
                Task::batch([told_of, told(Fact::Changed(Change::Conversation(of)))])
            }
            Request::SubmitAll { .. } if self.holds => Task::none(),
            Request::SubmitAll { of, wishes } => {
                let subjects = wishes.iter().map(|wish| (wish.subject(), wish.kind())).collect();
                let done: Result<Vec<_>, _> = wishes.iter().map(|wish| self.world.submit(wish)).collect();
                let result = done.map(|_| ());
                let told_of = told(Fact::SubmittedAll { of, wishes: subjects, result });
                Task::batch([told_of, told(Fact::Changed(Change::Conversation(of)))])
            }
            Request::Keep { of, draft } => {
                let result = match &self.world.refuses {
                    Some(error) => Err(error.clone()),
                    None => {
                        self.world.drafts.insert(of, draft);
                        Ok(())
                    }
                };
                told(Fact::Kept { of, result })
            }
            Request::MarkRead { of, up_to, seen } => {
                self.world.mark_read(of, up_to, &seen);
                for conversation in
                    self.world.conversations.iter_mut().filter(|conversation| conversation.id == of)
                {
                    (conversation.unread, conversation.mentions) = (0, 0);
                }
                let again = told(Fact::Changed(Change::Conversation(of)));
                Task::batch([told(Fact::Changed(Change::Sidebar)), again])
            }
            Request::SettleWords { message, words } => {
                self.world.resolve_text_conflict(message, words);
                let of = self.state_of(message);
                told(Fact::Changed(Change::Conversation(of)))
            }
            Request::MarkUnread { of, from } => {
                self.world.mark_unread(of, from);
                let again = told(Fact::Changed(Change::Conversation(of)));
                Task::batch([told(Fact::Changed(Change::Sidebar)), again])
            }
            Request::FilesShown(_) => Task::none(),
            Request::MarkEverythingRead => {
                let before = self.world.conversations.iter_mut().map(|conversation| {
                    let unread = std::mem::take(&mut conversation.unread);
                    (conversation.id, unread, std::mem::take(&mut conversation.mentions))
                });
                let before: Vec<_> = before.collect();
                if before.iter().any(|(_, unread, _)| *unread > 0) {
                    self.world.unread_before = before;
                }
                told(Fact::Changed(Change::Sidebar))
            }
            Request::UndoMarkEverythingRead => {
                let before = std::mem::take(&mut self.world.unread_before);
                for conversation in &mut self.world.conversations {
                    for (_, unread, mentions) in before.iter().filter(|(of, ..)| *of == conversation.id) {
                        (conversation.unread, conversation.mentions) = (*unread, *mentions);
                    }
                }
                told(Fact::Changed(Change::Sidebar))
            }
            Request::Order(order) => {
                self.world.order(order);
                Task::batch([told(Fact::Ordered(Ok(()))), told(Fact::Changed(Change::Outbox))])
            }
            Request::ImportRoster(_) => told(Fact::RosterImported(Ok("1 person".to_owned()))),
            Request::Opened(_) => Task::none(),
        }
    }

    fn theme(&self) -> Theme {
        let scheme =
            if self.preferences.appearance == Appearance::Dark { Scheme::Dark } else { Scheme::Light };
        let contrast = match self.preferences.contrast {
            confab::preferences::Contrast::Normal => Contrast::Normal,
            confab::preferences::Contrast::High => Contrast::High,
        };
        let density = match self.preferences.density {
            confab::preferences::Density::Comfortable => Density::Comfortable,
            confab::preferences::Density::Compact => Density::Compact,
        };
        Theme::new(scheme, contrast, TextSize::from_percent(self.preferences.text_size)).with_density(density)
    }

    fn view(&self) -> Element<'_, Message, Theme> {
        let screen = inbox::view::view(&self.inbox, self.theme()).map(Message::Screen);
        let key = |press: &keys::Press| {
            self.inbox.key(press).map(|taken| taken.map(|command| Message::Screen(Screen::Keyed(command))))
        };
        frame(screen, self.size, key, Message::Frame)
    }
}

fn told(fact: Fact) -> Task<Message> {
    Task::done(Message::Screen(Screen::Engine(fact)))
}

/// The initial state of a window.
#[derive(Clone)]
pub(crate) struct Setup {
    pub size: Size,
    pub preferences: Preferences,
    pub demo: Option<Demo>,
    /// Physical pixels per logical pixel.
    pub scale: f32,
}

impl Default for Setup {
    fn default() -> Self {
        Self { size: Size::new(1080.0, 720.0), preferences: Preferences::default(), demo: None, scale: 1.0 }
    }
}

impl Setup {
    pub fn dark(mut self) -> Self {
        self.preferences.appearance = Appearance::Dark;
        self
    }

    pub fn sized(mut self, width: f32, height: f32) -> Self {
        self.size = Size::new(width, height);
        self
    }

    pub fn text(mut self, percent: u16) -> Self {
        self.preferences.text_size = percent;
        self
    }
}

/// The program around a world. A named type, because [`Driver::paint`] must know the renderer.
pub(crate) struct Play(Mutex<Option<(World, Setup)>>);

impl Program for Play {
    type State = Twin;
    type Message = Message;
    type Theme = Theme;
    type Renderer = iced::Renderer;
    type Executor = iced::executor::Default;

    fn name() -> &'static str {
        "twin"
    }

    fn settings(&self) -> iced::Settings {
        iced::Settings { default_font: confab::theme::fonts::SANS, ..iced::Settings::default() }
    }

    fn window(&self) -> Option<iced::window::Settings> {
        None
    }

    fn boot(&self) -> (Twin, Task<Message>) {
        let (world, setup) = self.0.lock().unwrap().take().expect("booted once");
        Twin::begin(world, setup.preferences, setup.demo, setup.size)
    }

    fn update(&self, twin: &mut Twin, message: Message) -> Task<Message> {
        twin.update(message)
    }

    fn view<'a>(&self, twin: &'a Twin, _window: iced::window::Id) -> Element<'a, Message, Theme> {
        twin.view()
    }

    fn theme(&self, twin: &Twin, _window: iced::window::Id) -> Option<Theme> {
        Some(twin.theme())
    }
}

/// A window on a world.
pub(crate) async fn open(world: World, setup: Setup) -> Driver<Play> {
    let stage =
        Stage { size: setup.size, scale: setup.scale, patience: Duration::from_secs(2), ..Stage::default() };
    let mut driver = Driver::open(Play(Mutex::new(Some((world, setup)))), stage).await.unwrap();
    driver.settle().await;
    driver
}

/// The intents of one kind so far, in order.
fn intents<T>(window: &Driver<Play>, of_kind: impl Fn(&Intent) -> Option<T>) -> Vec<T> {
    window.state().world.asked.iter().filter_map(of_kind).collect()
}

/// The requests to the session about files, in order.
pub(crate) fn file_requests(window: &Driver<Play>) -> Vec<FileRequest> {
    intents(window, |intent| match intent {
        Intent::Session(Request::Files(request)) => Some(request.clone()),
        _ => None,
    })
}

/// The intents about files that need the system, in order.
pub(crate) fn file_asks(window: &Driver<Play>) -> Vec<Ask> {
    intents(window, |intent| match intent {
        Intent::Files(ask) => Some(ask.clone()),
        _ => None,
    })
}

/// The wishes that were submitted one by one, in order.
pub(crate) fn wishes(window: &Driver<Play>) -> Vec<Wish> {
    intents(window, |intent| match intent {
        Intent::Session(Request::Submit { wish, .. }) => Some(wish.clone()),
        _ => None,
    })
}

/// The path of a picture.
pub(crate) fn picture(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(format!("{name}.png"))
}
