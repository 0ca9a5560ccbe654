//! Makes bold text bold where its font is not: the scripts that a system's font draws often have one weight.
//!
//! Such glyphs are painted twice, half a pixel apart. Must not know: what is drawn. Tests: below.

use iced::advanced::graphics::text::cosmic_text::{Buffer, LayoutGlyph, Weight};
use iced::advanced::graphics::text::{Paragraph, font_system};
use iced::advanced::text::Renderer as _;
use iced::{Color, Point, Rectangle, Size, Vector};

use std::collections::HashMap;
use std::sync::PoisonError;

/// The shift of the second painting, in logical pixels.
const SHIFT: f32 = 0.5;

/// Where glyphs that are to be bold are drawn in a font that is not, relative to the text. `is_bold` tells which are.
pub(super) fn thin(buffer: &Buffer, is_bold: impl Fn(&LayoutGlyph) -> bool) -> Vec<Rectangle> {
    let mut thin: Vec<Rectangle> = Vec::new();
    let mut known = HashMap::new();
    for run in buffer.layout_runs() {
        for glyph in run.glyphs.iter().filter(|glyph| is_bold(glyph)) {
            let is_thin = *known.entry(glyph.font_id).or_insert_with(|| {
                let mut fonts = font_system().write().unwrap_or_else(PoisonError::into_inner);
                let face = fonts.raw().db().face(glyph.font_id);
                face.is_some_and(|face| {
                    // The weight of our own fonts is in their names, and emoji have one weight.
                    let has_weight =
                        |(name, _): &(String, _)| name.contains("Bold") || name.contains("Emoji");
                    face.weight < Weight::SEMIBOLD && !face.families.iter().any(has_weight)
                })
            });
            if !is_thin {
                continue;
            }
            let bounds =
                Rectangle::new(Point::new(glyph.x, run.line_top), Size::new(glyph.w, run.line_height));
            match thin.last_mut() {
                Some(last) if last.y == bounds.y && (last.x + last.width - bounds.x).abs() < 0.5 => {
                    last.width += bounds.width;
                }
                Some(_) | None => thin.push(bounds),
            }
        }
    }
    thin
}

/// Paints the thin parts of a text once more. `at` is the text's position, `clip` the part of the window to paint.
pub(super) fn thicken(
    renderer: &mut iced::Renderer,
    paragraph: &Paragraph,
    thin: &[Rectangle],
    at: Point,
    color: Color,
    clip: Rectangle,
) {
    for part in thin {
        let part = Rectangle { x: part.x + at.x, y: part.y + at.y, ..*part }.expand(1.0);
        if let Some(part) = part.intersection(&clip) {
            renderer.fill_paragraph(paragraph, at + Vector::new(SHIFT, 0.0), color, part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::theme::fonts;

    use iced::advanced::text::{self, Paragraph as _};

    fn thin_in(font: iced::Font, content: &str) -> usize {
        let paragraph = Paragraph::with_text(text::Text {
            content,
            bounds: Size::INFINITE,
            size: iced::Pixels(14.0),
            line_height: text::LineHeight::default(),
            font,
            align_x: text::Alignment::Default,
            align_y: iced::alignment::Vertical::Top,
            shaping: text::Shaping::Advanced,
            wrapping: text::Wrapping::None,
        });
        thin(paragraph.buffer(), |_| true).len()
    }

    #[test]
    fn only_what_a_bold_font_does_not_draw_is_thickened() {
        fonts::load();
        for (font, content, thin) in [
            (fonts::SANS_BOLD, "Asha", 0),
            (fonts::SANS_BOLD, "Łukasz Жук é", 0),
            (fonts::SANS_BOLD, "🎉", 0),
            (fonts::SANS_ITALIC, "both", 1),
        ] {
            assert_eq!(thin_in(font, content), thin, "{content} in {font:?}");
        }
    }
}
