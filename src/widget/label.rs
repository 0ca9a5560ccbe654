//! Plain text labels, by type role.

use crate::theme::{Role, Theme};

use iced::widget::Text;
use iced::widget::text;
use iced::widget::text::{IntoFragment, Shaping, Wrapping};

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
