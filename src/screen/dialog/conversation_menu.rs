//! The actions on a conversation: the lines of its menu.
//!
//! Must not know: how a choice is carried out. Tests: `tests/window/rooms.rs`.

use super::menu::{Line, Tone};

use crate::chat::conversation;
use crate::chat::conversation::Membership;
use crate::chat::wish::Switch;
use crate::icon::Icon;
use crate::language::tr;
use crate::row::{ConversationRow, ExportFormat};

/// An action on a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Invite,
    Star(Switch),
    Mute(Switch),
    /// Choose a format for an export: the menu turns to [`formats`].
    Export,
    ExportAs(ExportFormat),
    Print,
    Hide,
    Leave,
}

/// The actions that apply to a conversation, in the order of its menu.
pub fn acts(conversation: &ConversationRow) -> Vec<Act> {
    let other = |is_on: bool| if is_on { Switch::Off } else { Switch::On };
    let has_members = conversation.id.kind() != conversation::Kind::Direct;
    let is_in = conversation.membership == Membership::In;
    let mut acts = Vec::new();
    if is_in && has_members {
        acts.push(Act::Invite);
    }
    if is_in {
        acts.push(Act::Star(other(conversation.marks.starred)));
        acts.push(Act::Mute(other(conversation.marks.muted)));
    }
    acts.extend([Act::Export, Act::Print, Act::Hide]);
    if is_in && has_members {
        acts.push(Act::Leave);
    }
    acts
}

/// The lines of a conversation's menu.
pub fn menu(conversation: &ConversationRow) -> Vec<Line<Act>> {
    acts(conversation).into_iter().map(line).collect()
}

/// The lines of the formats of an export.
pub fn formats() -> Vec<Line<Act>> {
    [ExportFormat::Html, ExportFormat::Csv, ExportFormat::Json].map(Act::ExportAs).map(line).into()
}

fn line(act: Act) -> Line<Act> {
    let (icon, words, tone) = match act {
        Act::Invite => (Icon::UserPlus, tr::conversation_menu_invite(), Tone::Plain),
        Act::Star(Switch::On) => (Icon::Star, tr::conversation_menu_star(), Tone::Plain),
        Act::Star(Switch::Off) => (Icon::Star, tr::conversation_menu_unstar(), Tone::Plain),
        Act::Mute(Switch::On) => (Icon::BellOff, tr::conversation_menu_mute(), Tone::Plain),
        Act::Mute(Switch::Off) => (Icon::Bell, tr::conversation_menu_unmute(), Tone::Plain),
        Act::Export => (Icon::Download, tr::conversation_menu_export(), Tone::Plain),
        Act::ExportAs(ExportFormat::Html) => {
            (Icon::FileText, tr::conversation_menu_export_html(), Tone::Plain)
        }
        Act::ExportAs(ExportFormat::Csv) => (Icon::FileText, tr::conversation_menu_export_csv(), Tone::Plain),
        Act::ExportAs(ExportFormat::Json) => {
            (Icon::FileText, tr::conversation_menu_export_json(), Tone::Plain)
        }
        Act::Print => (Icon::ExternalLink, tr::conversation_menu_print(), Tone::Plain),
        Act::Hide => (Icon::EyeOff, tr::conversation_menu_hide(), Tone::Plain),
        Act::Leave => (Icon::LogOut, tr::conversation_menu_leave(), Tone::Danger),
    };
    Line { icon: Some(icon), words: words.to_owned(), note: None, tone, what: act }
}
