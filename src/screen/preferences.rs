//! The preferences: choices of the interface, each with a sentence on its effect. All but the renderer apply at once.
//!
//! The preferences are shown over the current screen. The keyboard focus moves through all choices in display order.
//! Drawing is in `view`. Must not know: where the choices are stored. Tests: `tests/window/preferences.rs`.

pub mod view;

use crate::language::tr;
use crate::preferences::{Appearance, Contrast, Density, Preferences, Renderer, SendKey, Step};
use crate::screen::keys::{self, Command, Context, Motion};

use iced::Task;
use iced::widget::operation;

use std::borrow::Cow;

/// The screen's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sheet {
    /// The index of the choice with the keyboard focus.
    pub(crate) on: usize,
    pub(crate) ring: Ring,
    pub(crate) behind: Behind,
}

/// The screen behind the preferences; some groups need a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    Welcome,
    Inbox,
}

/// Tells if the focus ring is drawn: only once a key was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ring {
    Hidden,
    Shown,
}

/// One choice that can be pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    Appearance(Appearance),
    Contrast(Contrast),
    Text(Step),
    Density(Density),
    Send(SendKey),
    Renderer(Renderer),
    /// Not a preference: opens the form for a roster.
    Roster,
    /// Not a preference either: opens the form for the storage of files.
    Files,
}

/// A heading with its choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    Appearance,
    Contrast,
    Text,
    Density,
    Send,
    Renderer,
    People,
    Files,
}

/// A user action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    Chosen(Choice),
    Closed,
    Commanded(Command),
}

/// The request to the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Stay,
    Prefer(Preferences),
    /// Close this and open the form for a roster.
    ImportRoster,
    /// Close this and open the form for the storage of files.
    PlaceFiles,
    Close,
}

impl Group {
    /// All groups, in display order.
    pub const ALL: [Self; 8] = [
        Self::Appearance,
        Self::Contrast,
        Self::Text,
        Self::Density,
        Self::Send,
        Self::Renderer,
        Self::People,
        Self::Files,
    ];

    /// The heading.
    pub fn words(self) -> &'static str {
        match self {
            Self::Appearance => tr::preferences_appearance(),
            Self::Contrast => tr::preferences_contrast(),
            Self::Text => tr::preferences_text(),
            Self::Density => tr::preferences_density(),
            Self::Send => tr::preferences_send(),
            Self::Renderer => tr::preferences_renderer(),
            Self::People => tr::preferences_people(),
            Self::Files => tr::preferences_files(),
        }
    }

    /// Its effect, in a sentence.
    pub fn about(self) -> Cow<'static, str> {
        match self {
            Self::Appearance => tr::preferences_appearance_about().into(),
            Self::Contrast => tr::preferences_contrast_about().into(),
            Self::Text => {
                let key = |command| keys::label(Context::Anywhere, command).unwrap_or_default();
                let (larger, smaller) = (&key(Command::Larger), &key(Command::Smaller));
                tr::PreferencesTextAbout { larger, smaller }.text().into()
            }
            Self::Density => tr::preferences_density_about().into(),
            Self::Send => tr::preferences_send_about().into(),
            Self::Renderer => tr::preferences_renderer_about().into(),
            Self::Files => tr::preferences_files_about().into(),
            Self::People => tr::preferences_people_about().into(),
        }
    }

    /// True if it needs a profile, so that it is not shown over the Welcome screen.
    const fn needs_a_profile(self) -> bool {
        match self {
            Self::People | Self::Files => true,
            Self::Appearance | Self::Contrast | Self::Text | Self::Density | Self::Send | Self::Renderer => {
                false
            }
        }
    }

    /// Its choices, in order.
    pub fn choices(self) -> Vec<Choice> {
        match self {
            Self::Appearance => Appearance::ALL.iter().copied().map(Choice::Appearance).collect(),
            Self::Contrast => Contrast::ALL.iter().copied().map(Choice::Contrast).collect(),
            Self::Text => vec![Choice::Text(Step::Smaller), Choice::Text(Step::Larger)],
            Self::Density => Density::ALL.iter().copied().map(Choice::Density).collect(),
            Self::Send => SendKey::ALL.iter().copied().map(Choice::Send).collect(),
            Self::Renderer => Renderer::ALL.iter().copied().map(Choice::Renderer).collect(),
            Self::People => vec![Choice::Roster],
            Self::Files => vec![Choice::Files],
        }
    }
}

impl Choice {
    /// The label.
    pub fn words(self) -> &'static str {
        match self {
            Self::Appearance(Appearance::System) => tr::preferences_appearance_system(),
            Self::Appearance(Appearance::Light) => tr::preferences_appearance_light(),
            Self::Appearance(Appearance::Dark) => tr::preferences_appearance_dark(),
            Self::Contrast(Contrast::Normal) => tr::preferences_contrast_normal(),
            Self::Contrast(Contrast::High) => tr::preferences_contrast_high(),
            Self::Text(Step::Smaller) => tr::preferences_text_smaller(),
            Self::Text(Step::Larger) => tr::preferences_text_larger(),
            Self::Density(Density::Comfortable) => tr::preferences_density_comfortable(),
            Self::Density(Density::Compact) => tr::preferences_density_compact(),
            Self::Send(SendKey::Enter) => tr::preferences_send_enter(),
            Self::Send(SendKey::CtrlEnter) => tr::preferences_send_ctrl_enter(),
            Self::Send(SendKey::EnterOutsideCode) => tr::preferences_send_outside_code(),
            Self::Renderer(Renderer::Auto) => tr::preferences_renderer_auto(),
            Self::Renderer(Renderer::Software) => tr::preferences_renderer_software(),
            Self::Renderer(Renderer::Gpu) => tr::preferences_renderer_gpu(),
            Self::Roster => tr::preferences_people_import(),
            Self::Files => tr::preferences_files_place(),
        }
    }

    /// Its effect, if the label alone does not say it.
    pub fn about(self) -> Option<&'static str> {
        match self {
            Self::Send(SendKey::Enter) => Some(tr::preferences_send_enter_about()),
            Self::Send(SendKey::CtrlEnter) => Some(tr::preferences_send_ctrl_enter_about()),
            Self::Send(SendKey::EnterOutsideCode) => Some(tr::preferences_send_outside_code_about()),
            Self::Renderer(Renderer::Auto) => Some(tr::preferences_renderer_auto_about()),
            Self::Renderer(Renderer::Software) => Some(tr::preferences_renderer_software_about()),
            Self::Renderer(Renderer::Gpu) => Some(tr::preferences_renderer_gpu_about()),
            Self::Appearance(_)
            | Self::Contrast(_)
            | Self::Text(_)
            | Self::Density(_)
            | Self::Roster
            | Self::Files => None,
        }
    }

    /// Tells if it is in force; a step of the text size never is.
    pub fn holds(self, in_force: Preferences) -> Held {
        let holds = match self {
            Self::Appearance(appearance) => appearance == in_force.appearance,
            Self::Contrast(contrast) => contrast == in_force.contrast,
            Self::Text(_) | Self::Roster | Self::Files => false,
            Self::Density(density) => density == in_force.density,
            Self::Send(key) => key == in_force.send_key,
            Self::Renderer(renderer) => renderer == in_force.renderer,
        };
        if holds { Held::Yes } else { Held::No }
    }

    /// The preferences with this choice applied.
    pub fn applied(self, to: Preferences) -> Preferences {
        match self {
            Self::Appearance(appearance) => Preferences { appearance, ..to },
            Self::Contrast(contrast) => Preferences { contrast, ..to },
            Self::Text(step) => Preferences { text_size: to.text_size_step(step), ..to },
            Self::Density(density) => Preferences { density, ..to },
            Self::Send(send_key) => Preferences { send_key, ..to },
            Self::Renderer(renderer) => Preferences { renderer, ..to },
            Self::Roster | Self::Files => to,
        }
    }
}

/// Tells if a choice is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    Yes,
    No,
}

impl Sheet {
    /// The preferences with the focus on the first choice.
    pub const fn new(behind: Behind) -> Self {
        Self { on: 0, ring: Ring::Hidden, behind }
    }

    /// The groups that are shown.
    pub fn groups(&self) -> impl Iterator<Item = Group> + use<> {
        let behind = self.behind;
        Group::ALL.into_iter().filter(move |group| !group.needs_a_profile() || behind == Behind::Inbox)
    }

    /// All choices, in the order of the keyboard focus.
    pub fn choices(&self) -> Vec<Choice> {
        self.groups().flat_map(Group::choices).collect()
    }

    fn chosen(choice: Choice, in_force: Preferences) -> Outcome {
        match choice {
            Choice::Roster => Outcome::ImportRoster,
            Choice::Files => Outcome::PlaceFiles,
            Choice::Appearance(_)
            | Choice::Contrast(_)
            | Choice::Text(_)
            | Choice::Density(_)
            | Choice::Send(_)
            | Choice::Renderer(_) => Outcome::Prefer(choice.applied(in_force)),
        }
    }

    /// Handles one message; `in_force` are the current preferences.
    pub fn update(&mut self, message: Message, in_force: Preferences) -> Outcome {
        match message {
            Message::Chosen(choice) => {
                self.on = self.choices().iter().position(|other| *other == choice).unwrap_or(self.on);
                Self::chosen(choice, in_force)
            }
            Message::Closed => Outcome::Close,
            Message::Commanded(command) => self.command(command, in_force),
        }
    }

    fn command(&mut self, command: Command, in_force: Preferences) -> Outcome {
        let last = self.choices().len() - 1;
        self.ring = Ring::Shown;
        match command {
            Command::Leave => return Outcome::Close,
            Command::Activate => {
                if let Some(choice) = self.choices().get(self.on) {
                    return Self::chosen(*choice, in_force);
                }
            }
            Command::NextPane | Command::NextStop => self.on = if self.on == last { 0 } else { self.on + 1 },
            Command::PreviousPane | Command::PreviousStop => self.on = self.on.checked_sub(1).unwrap_or(last),
            Command::Move(Motion::Down) => self.on = (self.on + 1).min(last),
            Command::Move(Motion::Up) => self.on = self.on.saturating_sub(1),
            Command::Move(Motion::First | Motion::PageUp) => self.on = 0,
            Command::Move(Motion::Last | Motion::PageDown) => self.on = last,
            Command::Move(Motion::Left | Motion::Right) => {}
            // Commands for the screen behind do nothing while the preferences are open.
            _ => {}
        }
        Outcome::Stay
    }
}

/// Takes the caret from the screen behind.
pub fn unfocus() -> Task<Message> {
    operation::focus("nothing")
}
