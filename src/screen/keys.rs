//! Every key of the window, in one table: key handling, the list of keys and Ctrl+K read it.
//!
//! A key has a meaning in a [`Context`]; the current one is asked first, then [`Context::Anywhere`]. Letters are those
//! of the Latin layout, so that they work on a Cyrillic or Greek keyboard too. The primary modifier is Cmd on macOS and
//! Ctrl elsewhere. Must not know: what a command does. Tests: below and `tests/window`.

use iced::keyboard::key::{Named, Physical};
use iced::keyboard::{Key, Modifiers};

/// A command that a key can run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    Jump,
    PreviousTalk,
    NextTalk,
    PreviousUnread,
    NextUnread,
    ShowWaiting,
    /// Show the details of the open conversation.
    Details,
    /// List the starred messages of all conversations.
    Starred,
    /// List the pinned messages of the open conversation.
    Pinned,
    FirstUnread,
    /// List what the focused member wrote in it.
    MessagesFrom,
    TryNow,
    NewConversation,
    /// Open the menu of the open conversation.
    TalkMenu,
    /// Choose files to attach to the message.
    Attach,
    /// Attach what the clipboard holds besides text; the text field pastes the text.
    Paste,
    ImportRoster,
    SignIn,
    NextPane,
    PreviousPane,
    Preferences,
    Keys,
    Larger,
    Smaller,
    NormalSize,
    Leave,
    Quit,
    Move(Motion),
    /// Open or choose the focused element.
    Activate,
    Menu,
    Send,
    EditLast,
    Act(Act),
    /// Select the messages that the focus passes.
    Choose(Along),
    ChooseNothing,
    RetryAll,
    DiscardAll,
    /// Undo a deletion or archiving from a moment ago.
    Undo,
    /// Mark every conversation as read.
    ReadEverything,
    /// Remove what was added last: in a dialog the last choice, in the composer the last attachment.
    TakeBack,
    /// Zoom a picture.
    Zoom(Zoom),
}

/// A move of the focus, or a scroll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Motion {
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    /// Among elements side by side.
    Left,
    Right,
}

/// A zoom step of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Zoom {
    In,
    Out,
    Fit,
}

/// A direction through the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Along {
    Older,
    Newer,
}

/// An action on the focused element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    React,
    Thread,
    Star,
    Pin,
    Share,
    Edit,
    Copy,
    Delete,
    /// Open its picture, sound or file.
    Open,
    Save,
    Archive,
    Report,
    Unread,
    /// Select it, or deselect it.
    Choose,
    Retry,
    Discard,
    SendRest,
}

/// The place of the keyboard focus, as far as it decides the meaning of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    Anywhere,
    Sidebar,
    Messages,
    Composer,
    Waiting,
    Details,
    Found,
    Dialog,
    /// The picture viewer.
    Picture,
}

impl Context {
    /// All contexts, in the order of the list of keys.
    pub const ALL: [Self; 9] = [
        Self::Anywhere,
        Self::Sidebar,
        Self::Messages,
        Self::Composer,
        Self::Waiting,
        Self::Details,
        Self::Found,
        Self::Dialog,
        Self::Picture,
    ];

    /// The heading in the list of keys.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Anywhere => "Anywhere",
            Self::Sidebar => "In the sidebar",
            Self::Messages => "On a message",
            Self::Composer => "While writing",
            Self::Waiting => "In the Waiting panel",
            Self::Details => "In the details",
            Self::Found => "In a list of messages",
            Self::Dialog => "In a list or dialog",
            Self::Picture => "Looking at a picture",
        }
    }
}

/// A key without its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cap {
    Letter(char),
    Named(Named),
}

/// A key with its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stroke {
    cap: Cap,
    primary: bool,
    alt: bool,
    shift: bool,
}

impl Stroke {
    const fn plain(cap: Cap) -> Self {
        Self { cap, primary: false, alt: false, shift: false }
    }

    const fn primary(cap: Cap) -> Self {
        Self { primary: true, ..Self::plain(cap) }
    }

    const fn alt(cap: Cap) -> Self {
        Self { alt: true, ..Self::plain(cap) }
    }

    const fn shift(mut self) -> Self {
        self.shift = true;
        self
    }

    /// Its label: `Ctrl+Shift+O`, or `⇧⌘O` on macOS.
    pub fn words(self, system: System) -> String {
        let mut words = String::new();
        let marks = match system {
            System::Mac => [(self.alt, "⌥"), (self.shift, "⇧"), (self.primary, "⌘")],
            System::Other => [(self.primary, "Ctrl+"), (self.alt, "Alt+"), (self.shift, "Shift+")],
        };
        for (held, mark) in marks {
            if held {
                words.push_str(mark);
            }
        }
        match self.cap {
            Cap::Letter('-') => words.push('−'),
            Cap::Letter(letter) => words.extend(letter.to_uppercase()),
            Cap::Named(named) => words.push_str(&name_of(named)),
        }
        words
    }

    /// True if this key was pressed.
    pub fn is(self, press: &Press) -> bool {
        if self.primary != press.modifiers.command() || self.alt != press.modifiers.alt() {
            return false;
        }
        match self.cap {
            Cap::Named(named) => press.key == Key::Named(named) && self.shift == press.modifiers.shift(),
            Cap::Letter(letter) => {
                let latin = press.key.to_latin(press.physical);
                let shown = match press.modified.as_ref() {
                    Key::Character(text) => text.chars().next(),
                    Key::Named(_) | Key::Unidentified => None,
                };
                // A sign such as `/` may need Shift on one layout and not on another.
                (latin == Some(letter) && self.shift == press.modifiers.shift())
                    || (!letter.is_alphanumeric() && shown == Some(letter))
            }
        }
    }
}

/// The system whose conventions the labels follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    Mac,
    Other,
}

impl System {
    /// The system that this program was built for.
    pub const HERE: Self = if cfg!(target_os = "macos") { Self::Mac } else { Self::Other };
}

/// A key press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Press {
    pub key: Key,
    pub modified: Key,
    pub physical: Physical,
    pub modifiers: Modifiers,
    /// True if the key is held down and this is not its first event.
    pub repeat: bool,
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    pub context: Context,
    pub stroke: Stroke,
    pub command: Command,
    /// Its effect, as a phrase. Empty for a second key of the same command, which no list shows.
    pub words: &'static str,
}

const fn bind(context: Context, stroke: Stroke, command: Command, words: &'static str) -> Binding {
    Binding { context, stroke, command, words }
}

const fn letter(letter: char) -> Cap {
    Cap::Letter(letter)
}

const fn named(named: Named) -> Cap {
    Cap::Named(named)
}

/// All keys, in the order of the list. Which key sends is a preference, so `Enter` in the composer is not here.
pub const TABLE: &[Binding] = &{
    use Command as Do;
    use Context::{Anywhere, Composer, Details, Dialog, Found, Messages, Picture, Sidebar, Waiting};
    [
        bind(Anywhere, Stroke::primary(letter('k')), Do::Jump, "Jump to a conversation, person or command"),
        bind(Anywhere, Stroke::primary(letter('n')), Do::NewConversation, "New conversation"),
        bind(
            Anywhere,
            Stroke::primary(letter('m')).shift(),
            Do::TalkMenu,
            "Menu of this conversation: add people, star, mute, hide, leave",
        ),
        bind(Anywhere, Stroke::alt(named(Named::ArrowUp)), Do::PreviousTalk, "Previous conversation"),
        bind(Anywhere, Stroke::alt(named(Named::ArrowDown)), Do::NextTalk, "Next conversation"),
        bind(Anywhere, Stroke::alt(named(Named::ArrowUp)).shift(), Do::PreviousUnread, "Previous unread"),
        bind(Anywhere, Stroke::alt(named(Named::ArrowDown)).shift(), Do::NextUnread, "Next unread"),
        bind(Anywhere, Stroke::primary(letter('o')).shift(), Do::ShowWaiting, "Show or hide what is waiting"),
        bind(
            Anywhere,
            Stroke::primary(letter('d')).shift(),
            Do::Details,
            "Details: what is pinned, starred, archived, and who is here",
        ),
        bind(Anywhere, Stroke::primary(letter('p')).shift(), Do::Pinned, "What is pinned here"),
        bind(Anywhere, Stroke::primary(letter('s')).shift(), Do::Starred, "Starred messages, everywhere"),
        bind(Anywhere, Stroke::primary(letter('j')), Do::FirstUnread, "First unread message"),
        bind(Anywhere, Stroke::primary(letter('u')), Do::Attach, "Attach files"),
        bind(Composer, Stroke::primary(letter('v')), Do::Paste, ""),
        bind(Anywhere, Stroke::plain(named(Named::F5)), Do::TryNow, "Read and send now"),
        bind(
            Anywhere,
            Stroke::primary(letter('i')).shift(),
            Do::ImportRoster,
            "Import people and channels from a roster file",
        ),
        bind(Anywhere, Stroke::primary(letter('n')).shift(), Do::SignIn, "Sign in with a new token"),
        bind(Anywhere, Stroke::plain(named(Named::F6)), Do::NextPane, "Next pane"),
        bind(Anywhere, Stroke::plain(named(Named::F6)).shift(), Do::PreviousPane, "Previous pane"),
        bind(Anywhere, Stroke::plain(named(Named::Tab)), Do::NextPane, ""),
        bind(Anywhere, Stroke::plain(named(Named::Tab)).shift(), Do::PreviousPane, ""),
        bind(
            Anywhere,
            Stroke::plain(named(Named::Escape)),
            Do::Leave,
            "Leave what is open, then mark as read",
        ),
        bind(
            Anywhere,
            Stroke::plain(named(Named::Escape)).shift(),
            Do::ReadEverything,
            "Mark everything everywhere as read",
        ),
        bind(Anywhere, Stroke::primary(letter(',')), Do::Preferences, "Preferences"),
        bind(Anywhere, Stroke::primary(letter('/')), Do::Keys, "This list of keys"),
        bind(Anywhere, Stroke::primary(letter('=')), Do::Larger, "Larger text"),
        bind(Anywhere, Stroke::primary(letter('+')), Do::Larger, ""),
        bind(Anywhere, Stroke::primary(letter('-')), Do::Smaller, "Smaller text"),
        bind(Anywhere, Stroke::primary(letter('0')), Do::NormalSize, "Normal text size"),
        bind(Anywhere, Stroke::primary(letter('z')), Do::Undo, "Undo a deletion, for a few seconds"),
        bind(Anywhere, Stroke::primary(letter('q')), Do::Quit, "Quit"),
        bind(Sidebar, Stroke::plain(named(Named::ArrowUp)), Do::Move(Motion::Up), "Up"),
        bind(Sidebar, Stroke::plain(named(Named::ArrowDown)), Do::Move(Motion::Down), "Down"),
        bind(Sidebar, Stroke::plain(named(Named::Home)), Do::Move(Motion::First), ""),
        bind(Sidebar, Stroke::plain(named(Named::End)), Do::Move(Motion::Last), ""),
        bind(Sidebar, Stroke::plain(named(Named::Enter)), Do::Activate, "Open"),
        bind(Sidebar, Stroke::plain(named(Named::Space)), Do::Activate, ""),
        bind(Sidebar, Stroke::plain(letter('m')), Do::Menu, "Menu of the conversation"),
        bind(Sidebar, Stroke::plain(named(Named::ContextMenu)), Do::Menu, ""),
        bind(Sidebar, Stroke::plain(named(Named::F10)).shift(), Do::Menu, ""),
        bind(Messages, Stroke::plain(named(Named::ArrowUp)), Do::Move(Motion::Up), "Older message"),
        bind(Messages, Stroke::plain(named(Named::ArrowDown)), Do::Move(Motion::Down), "Newer message"),
        bind(
            Messages,
            Stroke::plain(named(Named::ArrowUp)).shift(),
            Do::Choose(Along::Older),
            "Select older ones too",
        ),
        bind(
            Messages,
            Stroke::plain(named(Named::ArrowDown)).shift(),
            Do::Choose(Along::Newer),
            "Select newer ones too",
        ),
        bind(
            Messages,
            Stroke::plain(named(Named::Space)),
            Do::Act(Act::Choose),
            "Select, or no longer; plays a sound",
        ),
        bind(Messages, Stroke::plain(named(Named::PageUp)), Do::Move(Motion::PageUp), "A page up"),
        bind(Messages, Stroke::plain(named(Named::PageDown)), Do::Move(Motion::PageDown), "A page down"),
        bind(Messages, Stroke::plain(named(Named::Home)), Do::Move(Motion::First), "Oldest message"),
        bind(Messages, Stroke::plain(named(Named::End)), Do::Move(Motion::Last), "Newest message"),
        bind(Messages, Stroke::plain(named(Named::Enter)), Do::Menu, "Its menu"),
        bind(Messages, Stroke::plain(named(Named::ContextMenu)), Do::Menu, ""),
        bind(Messages, Stroke::plain(named(Named::F10)).shift(), Do::Menu, ""),
        bind(Messages, Stroke::plain(letter('r')), Do::Act(Act::React), "React with an emoji"),
        bind(Messages, Stroke::plain(letter('t')), Do::Act(Act::Thread), "Reply in its thread"),
        bind(Messages, Stroke::plain(letter('s')), Do::Act(Act::Star), "Star, or take the star off"),
        bind(Messages, Stroke::plain(letter('p')), Do::Act(Act::Pin), "Pin or unpin"),
        bind(Messages, Stroke::plain(letter('x')), Do::Act(Act::Share), "Share with others"),
        bind(Messages, Stroke::plain(letter('e')), Do::Act(Act::Edit), "Edit"),
        bind(
            Messages,
            Stroke::plain(letter('o')),
            Do::Act(Act::Open),
            "Open its picture or file, play its sound",
        ),
        bind(Messages, Stroke::primary(letter('c')), Do::Act(Act::Copy), "Copy its text"),
        bind(Messages, Stroke::plain(named(Named::Delete)), Do::Act(Act::Delete), "Delete"),
        bind(Messages, Stroke::plain(letter('a')), Do::Act(Act::Archive), "Archive, or bring back"),
        bind(Messages, Stroke::plain(letter('u')), Do::Act(Act::Unread), "Mark as unread from here"),
        bind(Messages, Stroke::plain(letter('f')), Do::Act(Act::Report), "Flag it: report to the reviewers"),
        bind(
            Composer,
            Stroke::plain(named(Named::ArrowUp)),
            Do::EditLast,
            "Edit your last message, if nothing is written",
        ),
        bind(Composer, Stroke::plain(named(Named::PageUp)), Do::Move(Motion::PageUp), ""),
        bind(Composer, Stroke::plain(named(Named::PageDown)), Do::Move(Motion::PageDown), ""),
        bind(Waiting, Stroke::plain(named(Named::ArrowUp)), Do::Move(Motion::Up), "Up"),
        bind(Waiting, Stroke::plain(named(Named::ArrowDown)), Do::Move(Motion::Down), "Down"),
        bind(Waiting, Stroke::plain(named(Named::Enter)), Do::Activate, "Show the message"),
        bind(Waiting, Stroke::plain(letter('r')), Do::Act(Act::Retry), "Retry"),
        bind(Waiting, Stroke::plain(letter('e')), Do::Act(Act::Edit), "Edit"),
        bind(Waiting, Stroke::plain(named(Named::Delete)), Do::Act(Act::Discard), "Discard"),
        bind(
            Waiting,
            Stroke::plain(letter('s')),
            Do::Act(Act::SendRest),
            "Send the rest of its conversation",
        ),
        bind(Waiting, Stroke::plain(letter('r')).shift(), Do::RetryAll, "Retry all"),
        bind(Waiting, Stroke::plain(named(Named::Delete)).shift(), Do::DiscardAll, "Discard all"),
        bind(Details, Stroke::plain(named(Named::ArrowUp)), Do::Move(Motion::Up), "Up"),
        bind(Details, Stroke::plain(named(Named::ArrowDown)), Do::Move(Motion::Down), "Down"),
        bind(Details, Stroke::plain(named(Named::PageUp)), Do::Move(Motion::PageUp), ""),
        bind(Details, Stroke::plain(named(Named::PageDown)), Do::Move(Motion::PageDown), ""),
        bind(Details, Stroke::plain(named(Named::Home)), Do::Move(Motion::First), ""),
        bind(Details, Stroke::plain(named(Named::End)), Do::Move(Motion::Last), ""),
        bind(
            Details,
            Stroke::plain(named(Named::Enter)),
            Do::Activate,
            "Open the list, or the talk with somebody",
        ),
        bind(Details, Stroke::plain(named(Named::Space)), Do::Activate, ""),
        bind(Details, Stroke::plain(letter('m')), Do::MessagesFrom, "What somebody wrote here"),
        bind(Found, Stroke::plain(named(Named::ArrowUp)), Do::Move(Motion::Up), "Newer"),
        bind(Found, Stroke::plain(named(Named::ArrowDown)), Do::Move(Motion::Down), "Older"),
        bind(Found, Stroke::plain(named(Named::PageUp)), Do::Move(Motion::PageUp), ""),
        bind(Found, Stroke::plain(named(Named::PageDown)), Do::Move(Motion::PageDown), ""),
        bind(Found, Stroke::plain(named(Named::Home)), Do::Move(Motion::First), ""),
        bind(Found, Stroke::plain(named(Named::End)), Do::Move(Motion::Last), ""),
        bind(Found, Stroke::plain(named(Named::Enter)), Do::Activate, "Go to the message"),
        bind(Found, Stroke::plain(letter('m')), Do::Menu, "Its menu"),
        bind(Found, Stroke::plain(named(Named::ContextMenu)), Do::Menu, ""),
        bind(Found, Stroke::plain(named(Named::F10)).shift(), Do::Menu, ""),
        bind(Found, Stroke::plain(letter('s')), Do::Act(Act::Star), "Star, or take the star off"),
        bind(Found, Stroke::plain(letter('p')), Do::Act(Act::Pin), "Pin or unpin"),
        bind(Found, Stroke::plain(letter('a')), Do::Act(Act::Archive), "Archive, or bring back"),
        // The same keys as on a message in the timeline.
        bind(Found, Stroke::plain(letter('t')), Do::Act(Act::Thread), ""),
        bind(Found, Stroke::plain(letter('r')), Do::Act(Act::React), ""),
        bind(Found, Stroke::plain(letter('x')), Do::Act(Act::Share), ""),
        bind(Found, Stroke::plain(letter('e')), Do::Act(Act::Edit), ""),
        bind(Found, Stroke::primary(letter('c')), Do::Act(Act::Copy), ""),
        bind(Found, Stroke::plain(named(Named::Delete)), Do::Act(Act::Delete), ""),
        bind(Dialog, Stroke::plain(named(Named::ArrowUp)), Do::Move(Motion::Up), "Up"),
        bind(Dialog, Stroke::plain(named(Named::ArrowDown)), Do::Move(Motion::Down), "Down"),
        bind(Dialog, Stroke::plain(named(Named::ArrowLeft)), Do::Move(Motion::Left), "Left, among emoji"),
        bind(Dialog, Stroke::plain(named(Named::ArrowRight)), Do::Move(Motion::Right), "Right, among emoji"),
        bind(Dialog, Stroke::plain(named(Named::PageUp)), Do::Move(Motion::PageUp), ""),
        bind(Dialog, Stroke::plain(named(Named::PageDown)), Do::Move(Motion::PageDown), ""),
        bind(Dialog, Stroke::plain(named(Named::Enter)), Do::Activate, "Choose"),
        bind(
            Dialog,
            Stroke::primary(named(Named::Enter)),
            Do::Send,
            "Share at once, wherever the keyboard is",
        ),
        bind(
            Dialog,
            Stroke::plain(named(Named::Backspace)),
            Do::TakeBack,
            "Take off the one chosen last, while sharing",
        ),
        bind(Picture, Stroke::plain(named(Named::ArrowLeft)), Do::Move(Motion::Left), "The one before it"),
        bind(Picture, Stroke::plain(named(Named::ArrowRight)), Do::Move(Motion::Right), "The one after it"),
        bind(Picture, Stroke::plain(named(Named::ArrowUp)), Do::Move(Motion::Up), ""),
        bind(Picture, Stroke::plain(named(Named::ArrowDown)), Do::Move(Motion::Down), ""),
        bind(Picture, Stroke::plain(named(Named::Home)), Do::Move(Motion::First), ""),
        bind(Picture, Stroke::plain(named(Named::End)), Do::Move(Motion::Last), ""),
        bind(Picture, Stroke::plain(letter('+')), Do::Zoom(Zoom::In), "Closer"),
        bind(Picture, Stroke::plain(letter('=')), Do::Zoom(Zoom::In), ""),
        bind(Picture, Stroke::plain(letter('-')), Do::Zoom(Zoom::Out), "Farther"),
        bind(Picture, Stroke::plain(letter('0')), Do::Zoom(Zoom::Fit), "All of it"),
        bind(Picture, Stroke::primary(letter('=')), Do::Zoom(Zoom::In), ""),
        bind(Picture, Stroke::primary(letter('+')), Do::Zoom(Zoom::In), ""),
        bind(Picture, Stroke::primary(letter('-')), Do::Zoom(Zoom::Out), ""),
        bind(Picture, Stroke::primary(letter('0')), Do::Zoom(Zoom::Fit), ""),
        bind(Picture, Stroke::plain(letter('s')), Do::Act(Act::Save), "Save it"),
        bind(Picture, Stroke::primary(letter('s')), Do::Act(Act::Save), ""),
        bind(Picture, Stroke::primary(letter('c')), Do::Act(Act::Copy), "Copy it"),
    ]
};

/// The handling of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken<Message> {
    /// Widgets do not get the key.
    First(Message),
    /// Used only if no widget handled the key.
    IfIgnored(Message),
    /// Used in addition to what widgets do with the key.
    Also(Message),
}

impl<Message> Taken<Message> {
    /// Converts the message for the parent.
    pub fn map<Outer>(self, to: impl FnOnce(Message) -> Outer) -> Taken<Outer> {
        match self {
            Self::First(message) => Taken::First(to(message)),
            Self::IfIgnored(message) => Taken::IfIgnored(to(message)),
            Self::Also(message) => Taken::Also(to(message)),
        }
    }
}

/// The modifier that is held with Enter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    Nothing,
    Shift,
    Primary,
}

/// The modifier that is held, if this is Enter; with Alt it is another key.
pub fn enter(press: &Press) -> Option<Held> {
    if press.key != Key::Named(Named::Enter) || press.modifiers.alt() {
        return None;
    }
    if press.modifiers.command() {
        Some(Held::Primary)
    } else if press.modifiers.shift() {
        Some(Held::Shift)
    } else {
        Some(Held::Nothing)
    }
}

/// The command of a key in this context, if any.
pub fn command(context: Context, press: &Press) -> Option<Command> {
    let of = |context| TABLE.iter().find(|line| line.context == context && line.stroke.is(press));
    of(context).or_else(|| of(Context::Anywhere)).map(|line| line.command)
}

/// The label of the first key of a command, for tooltips and menus.
pub fn label(context: Context, command: Command) -> Option<String> {
    TABLE
        .iter()
        .find(|line| line.context == context && line.command == command)
        .map(|line| line.stroke.words(System::HERE))
}

/// The commands that Ctrl+K offers, with their phrases and keys.
pub fn offered() -> impl Iterator<Item = &'static Binding> {
    TABLE.iter().filter(|line| {
        line.context == Context::Anywhere
            && !line.words.is_empty()
            && !matches!(
                line.command,
                Command::Jump | Command::NextPane | Command::PreviousPane | Command::Leave
            )
    })
}

fn name_of(named: Named) -> String {
    let known = [
        (Named::ArrowUp, "↑"),
        (Named::ArrowDown, "↓"),
        (Named::PageUp, "Page Up"),
        (Named::PageDown, "Page Down"),
        (Named::Escape, "Esc"),
        (Named::Delete, "Del"),
        (Named::ContextMenu, "Menu"),
    ];
    known
        .iter()
        .find(|(key, _)| *key == named)
        .map_or_else(|| format!("{named:?}"), |(_, words)| (*words).to_owned())
}

#[cfg(test)]
mod tests;
