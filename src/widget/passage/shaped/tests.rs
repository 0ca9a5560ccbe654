//! Tests of shaped text; where its bytes are drawn is checked against the shaper's own glyphs.

use super::*;

use crate::chat::text::{Names, parse, spans};
use crate::theme::Theme;
use crate::widget::passage::{Passage, passage};

use iced::advanced::graphics::text::Paragraph;
use iced::advanced::text::{self, Paragraph as _};
use proptest::prelude::*;

fn shaped(text: &str) -> Shaped {
    let blocks = parse(text, &Names::none());
    Shaped::of(&spans(&blocks).into_iter().cloned().collect::<Vec<_>>())
}

#[test]
fn places_go_to_the_source_and_back() {
    let text = "a **b**`c` :tada: z";
    let shaped = shaped(text);
    assert_eq!(shaped.text, "a b\u{202f}c\u{202f} 🎉 z");
    for at in ["a ", "b", "c", "z"].map(|letter| text.find(letter).unwrap()) {
        let place = shaped.to_shaped(at);
        assert_eq!(shaped.to_source(place), at, "{at}");
    }
    assert_eq!(shaped.words(0..shaped.text.len()), "a bc 🎉 z");
}

#[test]
fn spans_that_meet_in_a_word_are_joined() {
    assert_eq!(shaped("(**b**)").text, "(\u{2060}b\u{2060})");
    assert_eq!(shaped("x **b** y").text, "x b y");
}

#[test]
fn a_word_is_what_a_reader_calls_one() {
    let shaped = shaped("Hello, Zoë's 日本");
    let word = |at| &shaped.text[shaped.word(at)];
    assert_eq!(word(2), "Hello");
    assert_eq!(word(5), ",");
    assert_eq!(word(8), "Zoë's");
    assert_eq!(word(999), "");
}

#[test]
fn a_step_passes_what_was_added() {
    let shaped = shaped("a`b`c");
    let mut at = 0;
    let mut sources = vec![shaped.to_source(at)];
    while let Some(next) = shaped.step(at, true) {
        at = next;
        sources.push(shaped.to_source(at));
    }
    assert!(sources.is_sorted());
    assert_eq!(sources.last(), Some(&5));
    assert!(sources.len() <= 5, "{sources:?}");
}

/// The paragraph of a text as a passage lays it out.
fn laid_out(text: &str, width: f32) -> (Shaped, Paragraph) {
    let blocks = parse(text, &Names::none());
    let spans: Vec<Span> = spans(&blocks).into_iter().cloned().collect();
    let passage: Passage<'_, ()> = passage(spans, Theme::default());
    let rich = passage.rich();
    let measures = Theme::default().type_of(crate::theme::Role::Body);
    let paragraph = Paragraph::with_spans(text::Text {
        content: rich.as_slice(),
        bounds: Size::new(width, f32::INFINITY),
        size: measures.pixels(),
        line_height: measures.line_height(),
        font: measures.font,
        align_x: text::Alignment::Default,
        align_y: iced::alignment::Vertical::Top,
        shaping: text::Shaping::Advanced,
        wrapping: text::Wrapping::WordOrGlyph,
    });
    (passage.shaped.clone(), paragraph)
}

/// Each glyph: its bytes in the whole text, its line, its left and right edge.
fn glyphs(shaped: &Shaped, buffer: &Buffer) -> Vec<(Range<usize>, f32, f32, f32)> {
    buffer
        .layout_runs()
        .flat_map(|run| {
            let start = shaped.line_start(buffer, run.line_i);
            let top = run.line_top;
            run.glyphs
                .iter()
                .map(move |glyph| (start + glyph.start..start + glyph.end, top, glyph.x, glyph.x + glyph.w))
        })
        .collect()
}

fn words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "plan",
        "הקובץ",
        "נמצא",
        "مرحبا",
        "بالعالم",
        "12:30",
        "佐藤",
        "です",
        "👩‍💻",
        "é",
        "(",
        ")",
        "fi",
        "office",
        "**bold**",
        "`code`",
        "https://e.org/a",
        "שלום",
        "«",
        "ไทย",
        "ffi",
        "הַקּוֹבֶץ",
        "\n",
        "—",
    ]);
    prop::collection::vec((word, prop::bool::weighted(0.7)), 1..14).prop_map(|words| {
        words
            .into_iter()
            .map(|(word, spaced)| if spaced { format!("{word} ") } else { word.to_owned() })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(120) })]

    #[test]
    fn what_is_selected_lies_on_its_glyphs_and_on_no_others(
        text in words(), width in 60.0f32..600.0, ends in (0usize..100, 0usize..100),
    ) {
        let (shaped, paragraph) = laid_out(&text, width);
        let buffer = paragraph.buffer();
        let places: Vec<usize> = shaped.text.grapheme_indices(true).map(|(at, _)| at).chain([shaped.text.len()]).collect();
        let (one, other) = (places[ends.0 % places.len()], places[ends.1 % places.len()]);
        let range = one.min(other)..one.max(other);
        let bounds = shaped.bounds(buffer, range.clone());
        for (bytes, top, left, right) in glyphs(&shaped, buffer).into_iter().filter(|(_, _, left, right)| right - left > 1.0) {
            let covered: f32 = bounds
                .iter()
                .filter(|part| (part.y - top).abs() < 0.5)
                .map(|part| ((part.x + part.width).min(right) - part.x.max(left)).max(0.0))
                .sum();
            let share = covered / (right - left);
            if range.start <= bytes.start && bytes.end <= range.end {
                prop_assert!(share > 0.95, "{text:?} {range:?} {bytes:?}: {share}");
            } else if bytes.end <= range.start || range.end <= bytes.start {
                prop_assert!(share < 0.05, "{text:?} {range:?} {bytes:?}: {share}");
            }
        }
    }

    #[test]
    fn a_point_on_a_glyph_is_a_place_in_it_and_the_caret_is_at_its_edge(text in words(), width in 60.0f32..600.0) {
        let (shaped, paragraph) = laid_out(&text, width);
        let buffer = paragraph.buffer();
        for (bytes, top, left, right) in glyphs(&shaped, buffer).into_iter().filter(|(_, _, left, right)| right - left > 2.0) {
            let at = shaped.hit(buffer, Point::new((left + right) / 2.0, top + 10.0));
            prop_assert!(bytes.start <= at && at <= bytes.end, "{text:?} {bytes:?} {at}");
            let caret = shaped.caret(buffer, bytes.start).unwrap();
            let near = (caret.x - left).abs().min((caret.x - right).abs());
            // Several glyphs may stand for one letter.
            prop_assert!((caret.y - top).abs() > 0.5 || near < right - left + 40.0, "{text:?} {bytes:?} {caret:?}");
        }
    }

    #[test]
    fn every_link_is_found_where_its_glyphs_are(text in words(), width in 120.0f32..600.0) {
        let blocks = parse(&text, &Names::none());
        let spans: Vec<Span> = spans(&blocks).into_iter().cloned().collect();
        let passage = passage(spans.clone(), Theme::default()).on_link(|_| ());
        let (shaped, paragraph) = laid_out(&text, width);
        let buffer = paragraph.buffer();
        for (index, span) in spans.iter().enumerate() {
            let range = shaped.range(index);
            let is_link = matches!(span.target, Some(crate::chat::text::Target::Link(_)));
            for (bytes, top, left, right) in glyphs(&shaped, buffer) {
                if right - left > 2.0 && range.start <= bytes.start && bytes.end <= range.end {
                    let point = Point::new((left + right) / 2.0, top + 10.0);
                    prop_assert_eq!(passage.link_at(&paragraph, point), is_link.then_some(index), "{:?}", text);
                }
            }
        }
    }
}
