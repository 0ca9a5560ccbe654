//! The first screen: try the demo, or connect to a server; errors in the settings are shown in words while typing.
//!
//! An error appears when a field with text is left, or at once if the field was wrong before, and disappears as soon as
//! the text is valid. Empty fields show theirs only when *Connect* is tried. Nothing here uses the disk or the network:
//! `Intent::Start` does. Drawing is in `view`. Tests: `tests/window/welcome.rs`.

pub mod view;

use crate::intent::{Intent, Start};
use crate::language::tr;
use crate::screen::Action;
use crate::screen::keys::{self, Command, Context, Motion, Press, Taken};
use crate::settings::{Key, check};

use iced::widget::operation;

/// The screen's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Welcome {
    pub(crate) page: Page,
    pub(crate) form: Form,
    pub(crate) state: State,
    pub(crate) choice: Choice,
    pub(crate) keyring: Keyring,
}

/// Tells if the system's keyring can store tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keyring {
    /// Not asked yet.
    #[default]
    Unknown,
    Answers,
    Absent,
}

impl Keyring {
    /// Where a token is stored, in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unknown => tr::welcome_token_unknown(),
            Self::Answers => tr::welcome_token_keyring(),
            Self::Absent => tr::welcome_token_no_keyring(),
        }
    }
}

/// The page that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    Choose,
    Connect,
}

/// A choice of the first page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Choice {
    Demo,
    Connect,
}

/// The progress of starting a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Still,
    Beginning,
    /// It could not be started; holds the reason in words.
    Failed(String),
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    Url,
    Name,
    UserId,
    CompanyId,
    Token,
}

/// The text of a field, and its error.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Entry {
    pub text: String,
    pub trouble: Option<String>,
}

impl std::fmt::Debug for Entry {
    /// Tokens and names stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry").field("bytes", &self.text.len()).field("trouble", &self.trouble).finish()
    }
}

/// The form: one entry per field, in the order of [`Field::ALL`], and the format of calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    entries: [Entry; Field::ALL.len()],
    pub format: Format,
    /// True if the technical settings are shown.
    pub advanced: bool,
    /// Which field has the keyboard; `None` for the buttons below.
    pub on: Option<Field>,
}

/// The format of calls to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Format {
    #[default]
    Json,
    Xml,
}

/// An event of the screen.
#[derive(Clone, PartialEq, Eq)]
pub enum Message {
    Chosen(Choice),
    Typed(Field, String),
    /// Enter in a field.
    Entered(Field),
    FormatChosen(Format),
    /// The technical settings were shown or hidden.
    AdvancedTurned,
    Connected,
    WentBack,
    Failed(String),
    KeyringAsked(Keyring),
    Commanded(Command),
}

impl std::fmt::Debug for Message {
    /// Typed text stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = match self {
            Self::Chosen(_) => "Chosen",
            Self::Typed(..) => "Typed",
            Self::Entered(_) => "Entered",
            Self::FormatChosen(_) => "FormatChosen",
            Self::AdvancedTurned => "AdvancedTurned",
            Self::Connected => "Connected",
            Self::WentBack => "WentBack",
            Self::Failed(_) => "Failed",
            Self::KeyringAsked(_) => "KeyringAsked",
            Self::Commanded(_) => "Commanded",
        };
        f.write_str(name)
    }
}

impl Field {
    /// All fields, in the order of the form.
    pub const ALL: [Self; 5] = [Self::Url, Self::Name, Self::UserId, Self::CompanyId, Self::Token];

    /// The label above the field.
    pub fn label(self) -> &'static str {
        match self {
            Self::Url => tr::welcome_url(),
            Self::Name => tr::welcome_name(),
            Self::UserId => tr::welcome_user_id(),
            Self::CompanyId => tr::welcome_company_id(),
            Self::Token => tr::welcome_token(),
        }
    }

    /// The placeholder of the empty field.
    pub fn example(self) -> &'static str {
        match self {
            Self::Url => "https://chat.example.org/",
            Self::Name => tr::welcome_name_example(),
            Self::UserId => "b1129105-9859-4ef5-b004-39adaa2e15d1",
            Self::CompanyId => "b1f7d1ba-3b14-4d28-95c7-a56ab95b1a89",
            Self::Token => tr::welcome_token_example(),
        }
    }

    /// The sentence below the field while it has no error.
    pub fn hint(self) -> Option<&'static str> {
        match self {
            Self::Url => Some(tr::welcome_url_hint()),
            // The hint of the token depends on the system: `Keyring`.
            Self::Token | Self::Name | Self::UserId | Self::CompanyId => None,
        }
    }

    /// The setting that the field is saved as; the token is not a setting.
    pub const fn key(self) -> Option<Key> {
        match self {
            Self::Url => Some(Key::Url),
            Self::Name => Some(Key::Name),
            Self::UserId => Some(Key::UserId),
            Self::CompanyId => Some(Key::CompanyId),
            Self::Token => None,
        }
    }

    /// The error of a text in this field, in words.
    pub fn check(self, text: &str) -> Option<String> {
        match self {
            Self::Url => check::url(text).err(),
            Self::Name => check::name(text).err(),
            Self::UserId => check::user_id(text).err(),
            Self::CompanyId => check::company_id(text).err(),
            Self::Token => text
                .trim()
                .chars()
                .any(|c| !c.is_ascii_graphic())
                .then(|| tr::welcome_token_invalid().to_owned()),
        }
    }

    /// The id of the text field.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Url => "welcome-url",
            Self::Name => "welcome-name",
            Self::UserId => "welcome-user-id",
            Self::CompanyId => "welcome-company-id",
            Self::Token => "welcome-token",
        }
    }

    const fn index(self) -> usize {
        self as usize
    }
}

impl Form {
    fn new() -> Self {
        Self { entries: Default::default(), format: Format::default(), advanced: false, on: Some(Field::Url) }
    }

    /// The entry of a field.
    pub const fn entry(&self, field: Field) -> &Entry {
        &self.entries[field.index()]
    }

    fn typed(&mut self, field: Field, text: String) {
        self.left(field);
        let entry = &mut self.entries[field.index()];
        entry.text = text;
        // A wrong field is checked with each key; a new text only when the field is left.
        if entry.trouble.is_some() {
            entry.trouble = field.check(&entry.text);
        }
    }

    /// The focus moved to another field: the one left is checked, unless it is empty.
    fn left(&mut self, to: Field) {
        if let Some(from) = self.on.replace(to)
            && from != to
            && !self.entry(from).text.is_empty()
        {
            self.check(from);
        }
    }

    fn check(&mut self, field: Field) {
        let entry = &mut self.entries[field.index()];
        entry.trouble = field.check(&entry.text);
    }

    /// The field that Enter leads to: this one if its text is wrong, else the next one that is empty or wrong.
    fn next(&mut self, field: Field) -> Option<Field> {
        if !self.entry(field).text.is_empty() {
            self.check(field);
            if self.entry(field).trouble.is_some() {
                return Some(field);
            }
        }
        let needs = |entry: &Entry| entry.text.is_empty() || entry.trouble.is_some();
        Field::ALL.into_iter().skip(field.index() + 1).find(|after| needs(self.entry(*after)))
    }

    /// Checks all fields; returns the settings if all are right, else the first wrong field.
    fn finish(&mut self) -> Result<Start, Field> {
        for field in Field::ALL {
            self.check(field);
        }
        match Field::ALL.into_iter().find(|field| self.entry(*field).trouble.is_some()) {
            Some(field) => Err(field),
            None => {
                let mut settings: Vec<(Key, String)> = Field::ALL
                    .into_iter()
                    .filter_map(|field| {
                        field.key().map(|key| (key, self.entry(field).text.trim().to_owned()))
                    })
                    .collect();
                let format = match self.format {
                    Format::Json => "json",
                    Format::Xml => "xml",
                };
                settings.push((Key::Format, format.to_owned()));
                let token = self.entry(Field::Token).text.trim().to_owned();
                Ok(Start::Connect { settings, token })
            }
        }
    }
}

impl Welcome {
    /// The screen with its first page.
    pub fn new() -> Self {
        Self {
            page: Page::Choose,
            form: Form::new(),
            state: State::Still,
            choice: Choice::Demo,
            keyring: Keyring::Unknown,
        }
    }

    /// The form.
    pub const fn form(&self) -> &Form {
        &self.form
    }

    /// The page that is shown.
    pub const fn page(&self) -> Page {
        self.page
    }

    /// The progress of starting a profile.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// Handles one message.
    pub fn update(&mut self, message: Message) -> Action<Message> {
        if self.state == State::Beginning && !matches!(message, Message::Failed(_) | Message::KeyringAsked(_))
        {
            return Action::none();
        }
        match message {
            Message::Chosen(choice) => self.choose(choice),
            Message::Typed(field, text) => {
                self.form.typed(field, text);
                Action::none()
            }
            Message::Entered(field) => self.entered(field),
            Message::FormatChosen(format) => {
                self.form.format = format;
                Action::none()
            }
            Message::AdvancedTurned => {
                self.form.advanced = !self.form.advanced;
                Action::none()
            }
            Message::Connected => self.connect(),
            Message::WentBack => {
                self.page = Page::Choose;
                self.state = State::Still;
                Action::none()
            }
            Message::Failed(error) => {
                self.state = State::Failed(error);
                Action::none()
            }
            Message::KeyringAsked(keyring) => {
                self.keyring = keyring;
                Action::none()
            }
            Message::Commanded(command) => self.command(command),
        }
    }

    /// The handling of a key. In a field, Enter, Backspace and the arrows to the side go to the field.
    pub fn key(&self, press: &Press) -> Option<Taken<Command>> {
        let command = keys::command(Context::Dialog, press)?;
        let is_for_field = matches!(
            command,
            Command::Activate | Command::TakeBack | Command::Move(Motion::Left | Motion::Right)
        );
        (self.page != Page::Connect || !is_for_field).then_some(Taken::First(command))
    }

    fn choose(&mut self, choice: Choice) -> Action<Message> {
        self.choice = choice;
        match choice {
            Choice::Demo => {
                self.state = State::Beginning;
                Action::ask(Intent::Start(Start::Demo))
            }
            Choice::Connect => {
                self.page = Page::Connect;
                self.state = State::Still;
                self.on(Field::Url)
            }
        }
    }

    fn on(&mut self, field: Field) -> Action<Message> {
        self.form.left(field);
        // In a low window the field may be scrolled out of sight.
        let y = field.index() as f32 / (Field::ALL.len() - 1) as f32;
        let seen = operation::snap_to(view::SCROLLS, operation::RelativeOffset { x: 0.0, y });
        Action::run(operation::focus(field.id())).and(Action::run(seen))
    }

    /// Enter: on to the next field that needs something; after the last one, connect.
    fn entered(&mut self, field: Field) -> Action<Message> {
        match self.form.next(field) {
            Some(next) => self.on(next),
            None => self.connect(),
        }
    }

    fn connect(&mut self) -> Action<Message> {
        match self.form.finish() {
            Ok(start) => {
                self.state = State::Beginning;
                Action::ask(Intent::Start(start))
            }
            Err(field) => self.on(field),
        }
    }

    fn command(&mut self, command: Command) -> Action<Message> {
        match (self.page, command) {
            (
                Page::Choose,
                Command::NextPane
                | Command::PreviousPane
                | Command::NextStop
                | Command::PreviousStop
                | Command::Move(_),
            ) => {
                self.choice = match self.choice {
                    Choice::Demo => Choice::Connect,
                    Choice::Connect => Choice::Demo,
                };
                Action::none()
            }
            (Page::Choose, Command::Activate) => self.choose(self.choice),
            (Page::Connect, Command::NextPane | Command::NextStop | Command::Move(Motion::Down)) => {
                self.step(1)
            }
            (Page::Connect, Command::PreviousPane | Command::PreviousStop | Command::Move(Motion::Up)) => {
                self.step(-1)
            }
            (Page::Connect, Command::Leave) => self.update(Message::WentBack),
            (_, _) => Action::none(),
        }
    }

    fn step(&mut self, by: isize) -> Action<Message> {
        let count = Field::ALL.len();
        let here = self.form.on.map_or(0, Field::index);
        let there = (here + count).saturating_add_signed(by) % count;
        Field::ALL.get(there).map_or_else(Action::none, |field| self.on(*field))
    }
}

impl Default for Welcome {
    fn default() -> Self {
        Self::new()
    }
}
