//! Checks pasted text before it is inserted: removes characters that no message can contain, and limits the length.
//!
//! The user is told about both. The rule is the same for JSON and XML, so that the profile's format does not decide if
//! a character is dropped or sent. Tests: `composer/tests.rs`, `tests/window/hostile.rs`.

use crate::chat::shown;
use crate::language::tr;
use crate::widget::editor::Edit;

use iced::widget::text_editor::{Action, Edit as Change};

use std::sync::Arc;

/// A longer line is refused, in characters: typing in it would lag visibly, since a line is shaped as a whole.
const LONGEST_LINE: usize = 20_000;
/// A longer text is refused, in bytes.
const LONGEST: usize = 100_000;

/// The part of an edit that is allowed in a text of `here` bytes, and a sentence if some or all of it is left out.
pub(super) fn checked(edit: Edit, here: usize) -> (Option<Edit>, Option<String>) {
    let Edit::Action(Action::Edit(Change::Paste(text))) = &edit else { return (Some(edit), None) };
    let longest = text.split('\n').map(|line| line.chars().count()).max().unwrap_or_default();
    if longest > LONGEST_LINE {
        let (length, most) = (longest as u64, LONGEST_LINE as u64);
        return (None, Some(tr::ComposerPastedLineTooLong { length, most }.text()));
    }
    if here + text.len() > LONGEST {
        let (length, most) = (text.chars().count() as u64, LONGEST as u64);
        return (None, Some(tr::ComposerPastedTooLong { length, most }.text()));
    }
    if shown::first_unsendable(text).is_none() {
        return (Some(edit), None);
    }
    let clean: String = text.chars().filter(|letter| shown::is_sendable(*letter)).collect();
    let words = tr::composer_pasted_less((text.chars().count() - clean.chars().count()) as u64);
    (Some(Edit::Action(Action::Edit(Change::Paste(Arc::new(clean))))), Some(words))
}
