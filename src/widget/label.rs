//! Plain text labels, by type role.

use crate::theme::{Role, Theme};

use iced::advanced::graphics::text::Paragraph;
use iced::advanced::text::{Alignment, Paragraph as _};
use iced::widget::Text;
use iced::widget::text;
use iced::widget::text::{IntoFragment, Shaping, Wrapping};
use iced::{Size, alignment};

/// A text in this role, in the text colour of its container; `.style(theme::text::muted)` and others change that. It
/// wraps.
pub fn label<'a>(theme: Theme, role: Role, content: impl IntoFragment<'a>) -> Text<'a, Theme> {
    let measures = theme.type_of(role);
    text(content)
        .font(measures.font)
        .size(measures.size)
        .line_height(measures.line_height())
        .shaping(Shaping::Advanced)
        // A word wider than the label, such as a server's reason, is broken.
        .wrapping(Wrapping::WordOrGlyph)
}

/// The width of a text on one line, in logical pixels: for a layout that depends on the length of words.
pub fn width(theme: Theme, role: Role, content: &str) -> f32 {
    let measures = theme.type_of(role);
    let line = Paragraph::with_text(iced::advanced::text::Text {
        content,
        bounds: Size::INFINITE,
        size: measures.pixels(),
        line_height: measures.line_height(),
        font: measures.font,
        align_x: Alignment::Default,
        align_y: alignment::Vertical::Top,
        shaping: Shaping::Advanced,
        wrapping: Wrapping::None,
    });
    line.min_bounds().width
}
