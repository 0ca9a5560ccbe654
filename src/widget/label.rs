//! Plain text labels, by type role.

use crate::theme::{Role, Theme, Type};

use iced::advanced::graphics::text::{Paragraph, Version, font_system};
use iced::advanced::text::{Alignment, Paragraph as _};
use iced::widget::Text;
use iced::widget::text;
use iced::widget::text::{IntoFragment, Shaping, Wrapping};
use iced::{Font, Size, alignment};

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::PoisonError;

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

/// How many widths are cached.
const WIDTHS: usize = 256;
/// The longest text whose width is cached, in bytes.
const LONGEST: usize = 128;

thread_local! {
    /// The widths of short texts: views ask for those of the same few words in every frame.
    static KNOWN: RefCell<HashMap<Measured, f32>> = RefCell::default();
}

/// A text as it was measured.
#[derive(PartialEq, Eq, Hash)]
struct Measured {
    content: String,
    font: Font,
    size: u32,
    /// The fonts at that time: another one may be loaded later.
    fonts: Version,
}

/// The width of a text on one line, in logical pixels: for a layout that depends on the length of words.
pub fn width(theme: Theme, role: Role, content: &str) -> f32 {
    let measures = theme.type_of(role);
    if content.len() > LONGEST {
        return measure(measures, content);
    }
    let fonts = font_system().read().unwrap_or_else(PoisonError::into_inner).version();
    let size = measures.size.to_bits();
    let asked = Measured { content: content.to_owned(), font: measures.font, size, fonts };
    KNOWN.with_borrow_mut(|known| {
        if known.len() >= WIDTHS && !known.contains_key(&asked) {
            known.clear();
        }
        *known.entry(asked).or_insert_with(|| measure(measures, content))
    })
}

fn measure(measures: Type, content: &str) -> f32 {
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
