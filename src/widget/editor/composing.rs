//! Words that an input method is composing: drawn between the words of the text, in the accent color, but no part of it.
//!
//! ```text
//!   Compose("に") ─► Compose("日本", 0..6 chosen) ─┬─ Compose("") and a paste ─► part of the text
//!                                                  └─ EndComposing (another field, another text) ─► part of the text
//! ```
//! iced draws such words over the text, and lets them move to whatever field has keyboard focus next. Must not know:
//! the widget. Tests: `text.rs` beside, `tests/widgets/composing.rs`.

use iced::advanced::text::Highlighter;
use iced::widget::text_editor::Content;

use std::ops::Range;

/// The text with the words that are being composed.
#[derive(Debug)]
pub(super) struct Composing {
    pub(super) content: Content,
    pub(super) shown: String,
    pub(super) words: String,
    pub(super) mark: Mark,
}

/// Where the words are: the bytes of a line. Each composition has another number, so that its content is colored anew.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) number: u64,
    pub(super) line: usize,
    pub(super) columns: Range<usize>,
}

/// Colors the words of a [`Mark`].
#[derive(Debug)]
pub(super) struct Colored {
    mark: Mark,
    line: usize,
}

impl Highlighter for Colored {
    type Settings = Mark;
    type Highlight = ();
    type Iterator<'a> = std::option::IntoIter<(Range<usize>, ())>;

    fn new(mark: &Mark) -> Self {
        Self { mark: mark.clone(), line: 0 }
    }

    fn update(&mut self, mark: &Mark) {
        *self = Self::new(mark);
    }

    fn change_line(&mut self, line: usize) {
        self.line = self.line.min(line);
    }

    fn highlight_line(&mut self, line: &str) -> Self::Iterator<'_> {
        let here = self.line == self.mark.line && self.mark.columns.end <= line.len();
        self.line += 1;
        (here && !self.mark.columns.is_empty()).then(|| (self.mark.columns.clone(), ())).into_iter()
    }

    fn current_line(&self) -> usize {
        // Without words there is nothing to color.
        if self.mark.columns.is_empty() { usize::MAX } else { self.line }
    }
}
