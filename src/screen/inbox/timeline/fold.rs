//! Long messages are folded, and unfold by steps.
//!
//! Pure. Tests: below.

use crate::chat::MessageId;
use crate::row::Row;

use std::collections::HashMap;

/// A message longer than this many lines is folded.
const FOLD_LINES: usize = 20;
/// How many more lines each step shows: as many as one frame can lay out, whatever they contain.
const STEP_LINES: usize = 100;
/// Characters in a line, for estimating how often a long one wraps.
const LINE_CHARS: usize = 90;

/// Tells if a long text is shown in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fold {
    Short,
    /// Only this many lines of the text, and of the shared text, are drawn.
    Folded(usize),
    Unfolded,
}

/// The fold of a message that was expanded this many times.
pub(super) fn fold(row: &Row, unfolded: &HashMap<MessageId, usize>) -> Fold {
    let steps = unfolded.get(&row.message.id).copied().unwrap_or_default();
    let lines = FOLD_LINES + steps * STEP_LINES;
    let shared = row.message.shared.as_ref().and_then(|shared| folded_length(&shared.text, lines));
    match folded_length(&row.message.text, lines).or(shared) {
        Some(_) => Fold::Folded(lines),
        None if steps == 0 => Fold::Short,
        None => Fold::Unfolded,
    }
}

impl Fold {
    /// The part of a text that is drawn.
    pub fn of(self, text: &str) -> &str {
        let length = match self {
            Self::Folded(lines) => folded_length(text, lines),
            Self::Short | Self::Unfolded => None,
        };
        length.and_then(|length| text.get(..length)).unwrap_or(text)
    }
}

/// How many bytes of a text fit into this many lines; `None` if it is shown in full.
fn folded_length(text: &str, shown: usize) -> Option<usize> {
    if text.len() < shown {
        return None;
    }
    let (mut lines, mut column) = (1, 0);
    let mut cut = None;
    for (at, character) in text.char_indices() {
        if character == '\n' || column >= LINE_CHARS {
            lines += 1;
            column = 0;
            if lines == shown + 1 {
                cut = Some(at);
            }
        }
        // A few more lines are not worth a button, so the text is not folded.
        if lines > shown + 4 {
            return cut;
        }
        column += match character {
            // The most that a tab is drawn as (`message::tabs`).
            '\t' => 10,
            '\0'..'\u{1100}' => 1,
            // Ideographs and emoji are twice as wide.
            _ => 2,
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::chat::{ChannelId, Message, PersonId, Stamp, conversation};

    use uuid::Uuid;

    fn row(text: &str) -> Row {
        let message = Message::text(
            MessageId::new(Uuid::from_u128(1)),
            conversation::Id::Channel(ChannelId::new(Uuid::from_u128(1))),
            PersonId::new(Uuid::from_u128(1)),
            "Somebody".to_owned(),
            Stamp::from_ticks(0, 0),
            text.to_owned(),
        );
        Row::of(message)
    }

    #[test]
    fn a_long_text_folds_after_twenty_lines_and_a_slightly_long_one_does_not() {
        let lines = |number: usize| vec!["line"; number].join("\n");
        assert_eq!(folded_length(&lines(24), FOLD_LINES), None);
        let long = lines(60);
        assert_eq!(Fold::Folded(FOLD_LINES).of(&long).lines().count(), 20);
        assert_eq!(Fold::Unfolded.of(&long), long);
        let wall = "ж".repeat(4_000);
        assert!(wall.is_char_boundary(folded_length(&wall, FOLD_LINES).unwrap()));
        assert_eq!(Fold::Folded(FOLD_LINES).of(&wall).chars().count(), FOLD_LINES * LINE_CHARS);
    }

    #[test]
    fn a_very_long_text_unfolds_by_steps() {
        let wall = row(&"w".repeat(100_000));
        let mut unfolded = HashMap::new();
        assert_eq!(fold(&wall, &unfolded), Fold::Folded(20));
        unfolded.insert(wall.message.id, 2);
        assert_eq!(fold(&wall, &unfolded), Fold::Folded(220));
        unfolded.insert(wall.message.id, 11);
        assert_eq!(fold(&wall, &unfolded), Fold::Unfolded);
    }
}
