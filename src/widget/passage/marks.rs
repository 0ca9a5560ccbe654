//! Marks on parts of a passage: what an edit added, and what it removed. Shapes tell them apart, not only colours.

use crate::theme::Theme;

use iced::{Color, Rectangle};

use std::ops::Range;

/// A part of the source of a passage, and its mark.
pub type Marked = (Range<usize>, Mark);

/// The meaning of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Underlined.
    Added,
    /// Struck through.
    Removed,
}

impl Mark {
    /// The ground behind the marked words.
    pub(super) fn ground(self, theme: &Theme) -> Color {
        self.color(theme).scale_alpha(0.14)
    }

    /// The color of its line.
    pub(super) fn color(self, theme: &Theme) -> Color {
        match self {
            Self::Added => theme.colors().success,
            Self::Removed => theme.colors().danger,
        }
    }

    /// The line on words with these bounds.
    pub(super) fn line(self, words: Rectangle) -> Rectangle {
        let at = match self {
            Self::Added => 0.88,
            Self::Removed => 0.54,
        };
        Rectangle { y: (words.y + words.height * at).round(), height: 2.0, ..words }
    }
}
