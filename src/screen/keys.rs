//! Every key of the window, in one table for key handling, the list of keyboard shortcuts and Ctrl+K.
//!
//! A key has a meaning in a [`Context`]: first the current one is searched, then [`Context::Anywhere`]. Letters are
//! those of the Latin layout, so that they work on a Cyrillic or Greek keyboard too. The primary modifier is Cmd on
//! macOS and Ctrl elsewhere. Must not know: the effect of a command. Tests: below and `tests/window`.

mod command;
mod stroke;

pub use command::{Act, Along, Command, Format, Motion, Review, Zoom};
pub use stroke::{Cap, Press, Stroke, System};

use crate::language::tr;
use crate::preferences::SendKey;
use crate::row::review::Queue;
use crate::screen::panel::Panel;
use crate::screen::words;
use stroke::{letter, named};

use iced::keyboard::Key;
use iced::keyboard::key::Named;

/// The place of the keyboard focus, as far as it decides the meaning of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    Anywhere,
    Sidebar,
    Messages,
    Composer,
    Outbox,
    Details,
    MessageList,
    /// The reviewers' desk.
    Desk,
    Dialog,
    /// The picture viewer.
    Picture,
}

impl Context {
    /// All contexts, in the order of the list of keys.
    pub const ALL: [Self; 10] = [
        Self::Anywhere,
        Self::Sidebar,
        Self::Messages,
        Self::Composer,
        Self::Outbox,
        Self::Details,
        Self::MessageList,
        Self::Desk,
        Self::Dialog,
        Self::Picture,
    ];

    /// The heading in the list of keys.
    pub fn words(self) -> &'static str {
        match self {
            Self::Anywhere => tr::keys_anywhere(),
            Self::Sidebar => tr::keys_in_sidebar(),
            Self::Messages => tr::keys_on_message(),
            Self::Composer => tr::keys_in_composer(),
            Self::Outbox => tr::keys_in_outbox(),
            Self::Details => tr::keys_in_details(),
            Self::MessageList => tr::keys_in_messages(),
            Self::Desk => tr::keys_in_review(),
            Self::Dialog => tr::keys_in_dialog(),
            Self::Picture => tr::keys_in_picture(),
        }
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    pub context: Context,
    pub stroke: Stroke,
    pub command: Command,
    words: Option<Words>,
}

/// The function of a sentence.
type Words = fn() -> &'static str;

impl Binding {
    /// Its effect, as a phrase; `None` for a second key of the same command, which no list shows.
    pub fn words(&self) -> Option<&'static str> {
        self.words.map(|words| words())
    }
}

impl PartialEq for Binding {
    fn eq(&self, other: &Self) -> bool {
        (self.context, self.stroke, self.command) == (other.context, other.stroke, other.command)
    }
}

impl Eq for Binding {}

const fn bind(context: Context, stroke: Stroke, command: Command, words: Option<Words>) -> Binding {
    Binding { context, stroke, command, words }
}

/// All keys, in the order of the list. Which key sends is a preference, so `Enter` in the composer is not here.
pub const TABLE: &[Binding] = &{
    use Command as Do;
    use Context::{
        Anywhere, Composer, Desk, Details, Dialog, MessageList, Messages, Outbox, Picture, Sidebar,
    };
    [
        bind(Anywhere, Stroke::primary(letter('k')), Do::Jump, Some(tr::keys_jump)),
        bind(Anywhere, Stroke::primary(letter('n')), Do::NewConversation, Some(tr::keys_new_conversation)),
        bind(
            Anywhere,
            Stroke::primary(letter('m')).shift(),
            Do::ConversationMenu,
            Some(tr::keys_conversation_menu),
        ),
        bind(
            Anywhere,
            Stroke::alt(named(Named::ArrowUp)),
            Do::PreviousConversation,
            Some(tr::keys_previous_conversation),
        ),
        bind(
            Anywhere,
            Stroke::alt(named(Named::ArrowDown)),
            Do::NextConversation,
            Some(tr::keys_next_conversation),
        ),
        bind(
            Anywhere,
            Stroke::alt(named(Named::ArrowUp)).shift(),
            Do::PreviousUnread,
            Some(tr::keys_previous_unread),
        ),
        bind(
            Anywhere,
            Stroke::alt(named(Named::ArrowDown)).shift(),
            Do::NextUnread,
            Some(tr::keys_next_unread),
        ),
        bind(Anywhere, Stroke::primary(letter('o')).shift(), Do::Panel(Panel::Outbox), Some(tr::keys_outbox)),
        bind(
            Anywhere,
            Stroke::primary(letter('d')).shift(),
            Do::Panel(Panel::Details),
            Some(tr::keys_details),
        ),
        bind(Anywhere, Stroke::primary(letter('p')).shift(), Do::Pinned, Some(tr::keys_pinned)),
        bind(Anywhere, Stroke::primary(letter('s')).shift(), Do::Starred, Some(tr::keys_starred)),
        bind(Anywhere, Stroke::primary(letter('r')).shift(), Do::Panel(Panel::Desk), Some(tr::keys_review)),
        bind(Anywhere, Stroke::primary(letter('j')), Do::FirstUnread, Some(tr::keys_first_unread)),
        bind(Anywhere, Stroke::primary(letter('u')), Do::Attach, Some(tr::keys_attach)),
        bind(Composer, Stroke::primary(letter('v')), Do::Paste, None),
        bind(Anywhere, Stroke::plain(named(Named::F5)), Do::TryNow, Some(tr::keys_sync)),
        bind(Anywhere, Stroke::primary(letter('i')).shift(), Do::ImportRoster, Some(tr::keys_import_roster)),
        bind(Anywhere, Stroke::primary(letter('n')).shift(), Do::SignIn, Some(tr::keys_sign_in)),
        bind(Anywhere, Stroke::plain(named(Named::F6)), Do::NextPane, Some(tr::keys_next_pane)),
        bind(
            Anywhere,
            Stroke::plain(named(Named::F6)).shift(),
            Do::PreviousPane,
            Some(tr::keys_previous_pane),
        ),
        bind(Anywhere, Stroke::plain(named(Named::Tab)), Do::NextStop, Some(tr::keys_next_stop)),
        bind(
            Anywhere,
            Stroke::plain(named(Named::Tab)).shift(),
            Do::PreviousStop,
            Some(tr::keys_previous_stop),
        ),
        bind(Anywhere, Stroke::plain(named(Named::Escape)), Do::Leave, Some(tr::keys_close)),
        bind(
            Anywhere,
            Stroke::plain(named(Named::Escape)).shift(),
            Do::ReadEverything,
            Some(tr::keys_read_all),
        ),
        bind(Anywhere, Stroke::primary(letter(',')), Do::Preferences, Some(tr::keys_preferences)),
        bind(Anywhere, Stroke::primary(letter('/')), Do::Keys, Some(tr::keys_keyboard_shortcuts)),
        bind(Anywhere, Stroke::primary(letter('=')), Do::Larger, Some(tr::keys_larger)),
        bind(Anywhere, Stroke::primary(letter('+')), Do::Larger, None),
        bind(Anywhere, Stroke::primary(letter('-')), Do::Smaller, Some(tr::keys_smaller)),
        bind(Anywhere, Stroke::primary(letter('0')), Do::NormalSize, Some(tr::keys_normal_size)),
        bind(Anywhere, Stroke::primary(letter('z')), Do::Undo, Some(tr::keys_undo)),
        bind(Anywhere, Stroke::primary(letter('q')), Do::Quit, Some(tr::keys_quit)),
        bind(Sidebar, Stroke::plain(named(Named::ArrowUp)), Do::Move(Motion::Up), Some(tr::keys_up)),
        bind(Sidebar, Stroke::plain(named(Named::ArrowDown)), Do::Move(Motion::Down), Some(tr::keys_down)),
        bind(Sidebar, Stroke::plain(named(Named::Home)), Do::Move(Motion::First), None),
        bind(Sidebar, Stroke::plain(named(Named::End)), Do::Move(Motion::Last), None),
        bind(Sidebar, Stroke::plain(named(Named::Enter)), Do::Activate, Some(tr::keys_open)),
        bind(Sidebar, Stroke::plain(named(Named::Space)), Do::Activate, None),
        bind(Sidebar, Stroke::plain(letter('m')), Do::Menu, Some(tr::keys_conversation_menu)),
        bind(Sidebar, Stroke::plain(named(Named::ContextMenu)), Do::Menu, None),
        bind(Sidebar, Stroke::plain(named(Named::F10)).shift(), Do::Menu, None),
        bind(
            Messages,
            Stroke::plain(named(Named::ArrowUp)),
            Do::Move(Motion::Up),
            Some(tr::keys_older_message),
        ),
        bind(
            Messages,
            Stroke::plain(named(Named::ArrowDown)),
            Do::Move(Motion::Down),
            Some(tr::keys_newer_message),
        ),
        bind(
            Messages,
            Stroke::plain(named(Named::ArrowUp)).shift(),
            Do::Choose(Along::Older),
            Some(tr::keys_select_older),
        ),
        bind(
            Messages,
            Stroke::plain(named(Named::ArrowDown)).shift(),
            Do::Choose(Along::Newer),
            Some(tr::keys_select_newer),
        ),
        bind(Messages, Stroke::plain(named(Named::Space)), Do::Act(Act::Choose), Some(tr::keys_select)),
        bind(Messages, Stroke::plain(named(Named::PageUp)), Do::Move(Motion::PageUp), Some(tr::keys_page_up)),
        bind(
            Messages,
            Stroke::plain(named(Named::PageDown)),
            Do::Move(Motion::PageDown),
            Some(tr::keys_page_down),
        ),
        bind(Messages, Stroke::plain(named(Named::Home)), Do::Move(Motion::First), Some(tr::keys_oldest)),
        bind(Messages, Stroke::plain(named(Named::End)), Do::Move(Motion::Last), Some(tr::keys_newest)),
        bind(Messages, Stroke::plain(named(Named::Enter)), Do::Menu, Some(tr::keys_message_menu)),
        bind(Messages, Stroke::plain(named(Named::ContextMenu)), Do::Menu, None),
        bind(Messages, Stroke::plain(named(Named::F10)).shift(), Do::Menu, None),
        bind(Messages, Stroke::plain(letter('r')), Do::Act(Act::React), Some(tr::keys_react)),
        bind(Messages, Stroke::plain(letter('t')), Do::Act(Act::Thread), Some(tr::keys_thread)),
        bind(Messages, Stroke::plain(letter('s')), Do::Act(Act::Star), Some(tr::keys_star)),
        bind(Messages, Stroke::plain(letter('p')), Do::Act(Act::Pin), Some(tr::keys_pin)),
        bind(Messages, Stroke::plain(letter('x')), Do::Act(Act::Share), Some(tr::keys_share)),
        bind(Messages, Stroke::plain(letter('e')), Do::Act(Act::Edit), Some(tr::keys_edit)),
        bind(Messages, Stroke::plain(letter('o')), Do::Act(Act::Open), Some(tr::keys_open_attachment)),
        bind(Messages, Stroke::primary(letter('c')), Do::Act(Act::Copy), Some(tr::keys_copy)),
        bind(Messages, Stroke::plain(letter('q')), Do::Act(Act::Quote), Some(tr::keys_quote)),
        bind(Messages, Stroke::plain(named(Named::Delete)), Do::Act(Act::Delete), Some(tr::keys_delete)),
        bind(Messages, Stroke::plain(letter('a')), Do::Act(Act::Archive), Some(tr::keys_archive)),
        bind(Messages, Stroke::plain(letter('u')), Do::Act(Act::Unread), Some(tr::keys_unread)),
        bind(Messages, Stroke::plain(letter('f')), Do::Act(Act::Report), Some(tr::keys_report)),
        bind(Composer, Stroke::plain(named(Named::ArrowUp)), Do::EditLast, Some(tr::keys_edit_last)),
        bind(Composer, Stroke::primary(letter('b')), Do::Format(Format::Bold), Some(tr::keys_bold)),
        bind(Composer, Stroke::primary(letter('i')), Do::Format(Format::Italic), Some(tr::keys_italic)),
        bind(
            Composer,
            Stroke::primary(letter('x')).shift(),
            Do::Format(Format::Strikethrough),
            Some(tr::keys_strikethrough),
        ),
        bind(Composer, Stroke::primary(letter('c')).shift(), Do::Format(Format::Code), Some(tr::keys_code)),
        bind(Composer, Stroke::plain(named(Named::PageUp)), Do::Move(Motion::PageUp), None),
        bind(Composer, Stroke::plain(named(Named::PageDown)), Do::Move(Motion::PageDown), None),
        bind(Outbox, Stroke::plain(named(Named::ArrowUp)), Do::Move(Motion::Up), Some(tr::keys_up)),
        bind(Outbox, Stroke::plain(named(Named::ArrowDown)), Do::Move(Motion::Down), Some(tr::keys_down)),
        bind(Outbox, Stroke::plain(named(Named::Enter)), Do::Activate, Some(tr::keys_show_message)),
        bind(Outbox, Stroke::plain(letter('r')), Do::Act(Act::Retry), Some(tr::keys_retry)),
        bind(Outbox, Stroke::plain(letter('e')), Do::Act(Act::Edit), Some(tr::keys_edit)),
        bind(Outbox, Stroke::plain(named(Named::Delete)), Do::Act(Act::Discard), Some(tr::keys_discard)),
        bind(Outbox, Stroke::plain(letter('s')), Do::Act(Act::SendRest), Some(tr::keys_send_rest)),
        bind(Outbox, Stroke::plain(letter('r')).shift(), Do::RetryAll, Some(tr::keys_retry_all)),
        bind(Outbox, Stroke::plain(named(Named::Delete)).shift(), Do::DiscardAll, Some(tr::keys_discard_all)),
        bind(Details, Stroke::plain(named(Named::ArrowUp)), Do::Move(Motion::Up), Some(tr::keys_up)),
        bind(Details, Stroke::plain(named(Named::ArrowDown)), Do::Move(Motion::Down), Some(tr::keys_down)),
        bind(Details, Stroke::plain(named(Named::PageUp)), Do::Move(Motion::PageUp), None),
        bind(Details, Stroke::plain(named(Named::PageDown)), Do::Move(Motion::PageDown), None),
        bind(Details, Stroke::plain(named(Named::Home)), Do::Move(Motion::First), None),
        bind(Details, Stroke::plain(named(Named::End)), Do::Move(Motion::Last), None),
        bind(Details, Stroke::plain(named(Named::Enter)), Do::Activate, Some(tr::keys_open_list)),
        bind(Details, Stroke::plain(named(Named::Space)), Do::Activate, None),
        bind(Details, Stroke::plain(letter('m')), Do::Act(Act::MessagesFrom), Some(tr::keys_messages_from)),
        bind(MessageList, Stroke::plain(named(Named::ArrowUp)), Do::Move(Motion::Up), Some(tr::keys_newer)),
        bind(
            MessageList,
            Stroke::plain(named(Named::ArrowDown)),
            Do::Move(Motion::Down),
            Some(tr::keys_older),
        ),
        bind(MessageList, Stroke::plain(named(Named::PageUp)), Do::Move(Motion::PageUp), None),
        bind(MessageList, Stroke::plain(named(Named::PageDown)), Do::Move(Motion::PageDown), None),
        bind(MessageList, Stroke::plain(named(Named::Home)), Do::Move(Motion::First), None),
        bind(MessageList, Stroke::plain(named(Named::End)), Do::Move(Motion::Last), None),
        bind(MessageList, Stroke::plain(named(Named::Enter)), Do::Activate, Some(tr::keys_go_to_message)),
        bind(MessageList, Stroke::plain(letter('m')), Do::Menu, Some(tr::keys_message_menu)),
        bind(MessageList, Stroke::plain(named(Named::ContextMenu)), Do::Menu, None),
        bind(MessageList, Stroke::plain(named(Named::F10)).shift(), Do::Menu, None),
        bind(MessageList, Stroke::plain(letter('s')), Do::Act(Act::Star), Some(tr::keys_star)),
        bind(MessageList, Stroke::plain(letter('p')), Do::Act(Act::Pin), Some(tr::keys_pin)),
        bind(MessageList, Stroke::plain(letter('a')), Do::Act(Act::Archive), Some(tr::keys_archive)),
        // The same keys as on a message in the timeline.
        bind(MessageList, Stroke::plain(letter('t')), Do::Act(Act::Thread), None),
        bind(MessageList, Stroke::plain(letter('r')), Do::Act(Act::React), None),
        bind(MessageList, Stroke::plain(letter('x')), Do::Act(Act::Share), None),
        bind(MessageList, Stroke::plain(letter('e')), Do::Act(Act::Edit), None),
        bind(MessageList, Stroke::primary(letter('c')), Do::Act(Act::Copy), None),
        bind(MessageList, Stroke::plain(named(Named::Delete)), Do::Act(Act::Delete), None),
        bind(Desk, Stroke::plain(letter('j')), Do::Review(Review::Next), Some(tr::keys_next_case)),
        bind(Desk, Stroke::plain(letter('k')), Do::Review(Review::Previous), Some(tr::keys_previous_case)),
        bind(Desk, Stroke::plain(named(Named::ArrowUp)), Do::Move(Motion::Up), None),
        bind(Desk, Stroke::plain(named(Named::ArrowDown)), Do::Move(Motion::Down), None),
        bind(Desk, Stroke::plain(named(Named::PageUp)), Do::Move(Motion::PageUp), None),
        bind(Desk, Stroke::plain(named(Named::PageDown)), Do::Move(Motion::PageDown), None),
        bind(Desk, Stroke::plain(named(Named::Home)), Do::Move(Motion::First), None),
        bind(Desk, Stroke::plain(named(Named::End)), Do::Move(Motion::Last), None),
        bind(Desk, Stroke::plain(named(Named::Enter)), Do::Review(Review::Open), Some(tr::keys_open_case)),
        bind(Desk, Stroke::plain(letter('c')), Do::Review(Review::Claim), Some(tr::keys_claim)),
        bind(Desk, Stroke::plain(letter('d')), Do::Review(Review::Keep), Some(tr::keys_keep)),
        bind(Desk, Stroke::plain(letter('r')), Do::Review(Review::Remove), Some(tr::keys_remove)),
        bind(Desk, Stroke::plain(letter('a')), Do::Review(Review::Archive), Some(tr::keys_archive_for_all)),
        bind(Desk, Stroke::plain(letter('w')), Do::Review(Review::Warn), Some(tr::keys_warn)),
        bind(Desk, Stroke::plain(letter('q')), Do::Review(Review::Ask), Some(tr::keys_ask)),
        bind(Desk, Stroke::plain(letter('h')), Do::Review(Review::HandOver), Some(tr::keys_hand_over)),
        bind(Desk, Stroke::plain(letter('n')), Do::Review(Review::Note), Some(tr::keys_note)),
        bind(Desk, Stroke::plain(letter('z')), Do::Review(Review::Undo), Some(tr::keys_undo_decision)),
        bind(Desk, Stroke::plain(named(Named::Space)), Do::Review(Review::Context), Some(tr::keys_around)),
        bind(Desk, Stroke::plain(letter('v')), Do::Review(Review::Versions), Some(tr::keys_versions)),
        bind(Desk, Stroke::plain(letter('b')), Do::Review(Review::Files), Some(tr::keys_show_files)),
        bind(
            Desk,
            Stroke::plain(letter('1')),
            Do::Review(Review::Queue(Queue::Open)),
            Some(tr::keys_queue_open),
        ),
        bind(
            Desk,
            Stroke::plain(letter('2')),
            Do::Review(Review::Queue(Queue::Mine)),
            Some(tr::keys_queue_mine),
        ),
        bind(
            Desk,
            Stroke::plain(letter('3')),
            Do::Review(Review::Queue(Queue::Waiting)),
            Some(tr::keys_queue_waiting),
        ),
        bind(
            Desk,
            Stroke::plain(letter('4')),
            Do::Review(Review::Queue(Queue::Decided)),
            Some(tr::keys_queue_decided),
        ),
        bind(Dialog, Stroke::plain(named(Named::ArrowUp)), Do::Move(Motion::Up), Some(tr::keys_up)),
        bind(Dialog, Stroke::plain(named(Named::ArrowDown)), Do::Move(Motion::Down), Some(tr::keys_down)),
        bind(Dialog, Stroke::plain(named(Named::ArrowLeft)), Do::Move(Motion::Left), Some(tr::keys_left)),
        bind(Dialog, Stroke::plain(named(Named::ArrowRight)), Do::Move(Motion::Right), Some(tr::keys_right)),
        bind(Dialog, Stroke::plain(named(Named::PageUp)), Do::Move(Motion::PageUp), None),
        bind(Dialog, Stroke::plain(named(Named::PageDown)), Do::Move(Motion::PageDown), None),
        bind(Dialog, Stroke::plain(named(Named::Enter)), Do::Activate, Some(tr::keys_choose)),
        bind(Dialog, Stroke::primary(named(Named::Enter)), Do::Send, Some(tr::keys_confirm)),
        bind(Dialog, Stroke::plain(named(Named::Backspace)), Do::TakeBack, Some(tr::keys_remove_last)),
        bind(
            Picture,
            Stroke::plain(named(Named::ArrowLeft)),
            Do::Move(Motion::Left),
            Some(tr::keys_previous_picture),
        ),
        bind(
            Picture,
            Stroke::plain(named(Named::ArrowRight)),
            Do::Move(Motion::Right),
            Some(tr::keys_next_picture),
        ),
        bind(Picture, Stroke::plain(named(Named::ArrowUp)), Do::Move(Motion::Up), None),
        bind(Picture, Stroke::plain(named(Named::ArrowDown)), Do::Move(Motion::Down), None),
        bind(Picture, Stroke::plain(named(Named::Home)), Do::Move(Motion::First), None),
        bind(Picture, Stroke::plain(named(Named::End)), Do::Move(Motion::Last), None),
        bind(Picture, Stroke::plain(letter('+')), Do::Zoom(Zoom::In), Some(tr::keys_zoom_in)),
        bind(Picture, Stroke::plain(letter('=')), Do::Zoom(Zoom::In), None),
        bind(Picture, Stroke::plain(letter('-')), Do::Zoom(Zoom::Out), Some(tr::keys_zoom_out)),
        bind(Picture, Stroke::plain(letter('0')), Do::Zoom(Zoom::Fit), Some(tr::keys_fit)),
        bind(Picture, Stroke::primary(letter('=')), Do::Zoom(Zoom::In), None),
        bind(Picture, Stroke::primary(letter('+')), Do::Zoom(Zoom::In), None),
        bind(Picture, Stroke::primary(letter('-')), Do::Zoom(Zoom::Out), None),
        bind(Picture, Stroke::primary(letter('0')), Do::Zoom(Zoom::Fit), None),
        bind(Picture, Stroke::plain(letter('s')), Do::Act(Act::Save), Some(tr::keys_save)),
        bind(Picture, Stroke::primary(letter('s')), Do::Act(Act::Save), None),
        bind(Picture, Stroke::primary(letter('c')), Do::Act(Act::Copy), Some(tr::keys_copy_picture)),
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

/// The character that a key types: a letter, digit or sign, without a modifier that makes it a shortcut.
pub fn typed(press: &Press) -> Option<char> {
    let is_shortcut = press.modifiers.control() || press.modifiers.alt() || press.modifiers.logo();
    let Key::Character(text) = &press.modified else { return None };
    let mut characters = text.chars();
    match (is_shortcut, characters.next(), characters.next()) {
        (false, Some(character), None) if !character.is_control() => Some(character),
        _ => None,
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

/// The words of a control with the key of its command, for a tooltip: `Details  Ctrl+Shift+D`.
pub fn with_key(words: &str, context: Context, command: Command) -> String {
    label(context, command).map_or_else(|| words.to_owned(), |key| words::with_key(words, &key))
}

/// The label of the key that sends.
pub fn send_label(send_key: SendKey) -> String {
    let enter = named(Named::Enter);
    match send_key {
        SendKey::Enter | SendKey::EnterOutsideCode => Stroke::plain(enter),
        SendKey::CtrlEnter => Stroke::primary(enter),
    }
    .words(System::HERE)
}

/// The commands that Ctrl+K offers, with their phrases and keys.
pub fn offered() -> impl Iterator<Item = &'static Binding> {
    TABLE.iter().filter(|line| {
        line.context == Context::Anywhere
            && line.words.is_some()
            && !matches!(
                line.command,
                Command::Jump
                    | Command::NextPane
                    | Command::PreviousPane
                    | Command::NextStop
                    | Command::PreviousStop
                    | Command::Leave
                    // Only reviewers have a desk.
                    | Command::Panel(Panel::Desk)
            )
    })
}

#[cfg(test)]
mod tests;
