//! Makes bold text bold where its font is not: the scripts that a system's font draws often have one weight.
//!
//! Such glyphs are painted twice, half a pixel apart. Must not know: what is drawn. Tests: `tests/window/text.rs`.

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
            let letters = run.text.get(glyph.start..glyph.end).unwrap_or_default();
            if letters.is_ascii() {
                continue;
            }
            let is_thin = *known.entry(glyph.font_id).or_insert_with(|| {
                let mut fonts = font_system().write().unwrap_or_else(PoisonError::into_inner);
                let face = fonts.raw().db().face(glyph.font_id);
                // Emoji have one weight.
                face.is_some_and(|face| {
                    face.weight < Weight::SEMIBOLD && !face.post_script_name.contains("Emoji")
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
