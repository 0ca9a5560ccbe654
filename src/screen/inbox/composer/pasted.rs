//! What is pasted, before it is in the text: without what no message can carry, and not more than can be written in.
//!
//! Both are said. The same for JSON and XML: what one format drops and the other sends must not differ by the profile.
//! Tests: `composer/tests.rs`, `tests/window/hostile.rs`.

use crate::chat::shown;
use crate::widget::editor::Edit;

use iced::widget::text_editor::{Action, Edit as Change};

use std::sync::Arc;

/// A line of more characters is not taken: each key in it would be seen to lag, since a line is shaped as a whole.
const LONGEST_LINE: usize = 20_000;
/// Nor is a text of more.
const LONGEST: usize = 100_000;

/// The edit as it may be done in a text of so many bytes, and a sentence when something is left out of it, or all of it.
pub(super) fn checked(edit: Edit, here: usize) -> (Option<Edit>, Option<String>) {
    let Edit::Action(Action::Edit(Change::Paste(text))) = &edit else { return (Some(edit), None) };
    let too_long = |what: &str, has: usize, most: usize| {
        let sentence = format!(
            "What you pasted has {what}{has} characters; more than {most} cannot be written here. \
             Paste it in parts."
        );
        (None, Some(sentence))
    };
    let longest = text.split('\n').map(|line| line.chars().count()).max().unwrap_or_default();
    if longest > LONGEST_LINE {
        return too_long("a line of ", longest, LONGEST_LINE);
    }
    if here + text.len() > LONGEST {
        return too_long("", text.chars().count(), LONGEST);
    }
    if shown::uncarried(text).is_none() {
        return (Some(edit), None);
    }
    let clean: String = text.chars().filter(|letter| shown::is_carried(*letter)).collect();
    let words = match text.chars().count() - clean.chars().count() {
        1 => "One character that no message can carry was left out of what you pasted.".to_owned(),
        many => format!("{many} characters that no message can carry were left out of what you pasted."),
    };
    (Some(Edit::Action(Action::Edit(Change::Paste(Arc::new(clean))))), Some(words))
}
