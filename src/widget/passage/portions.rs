//! Splits a long text into several passages, one below the other, so that only the visible ones are painted and no
//! single piece of work is large.
//!
//! It is cut at the end of a line, else between words, else between grapheme clusters, else anywhere. Must not know:
//! the meaning of the text. Tests: below, `tests/window/hostile.rs`.

use crate::chat::text::Span;

use unicode_segmentation::UnicodeSegmentation as _;

/// Largest size of one passage, in characters; a line break counts for many, and so does each span.
pub const MOST: usize = 1_500;
const LINE: usize = 30;
const PIECE: usize = 8;

/// Splits the spans, in order, into as many passages as needed; a line break where two passages meet is dropped.
pub fn portions(spans: Vec<Span>) -> Vec<Vec<Span>> {
    let left = spans.iter().try_fold(MOST, |room, span| after(&span.text, room));
    if left.is_some() {
        return vec![spans];
    }
    let mut portions = Vec::new();
    let mut portion = Vec::new();
    let mut room = MOST;
    for span in spans {
        let mut at = 0;
        loop {
            let rest = &span.text[at..];
            if let Some(left) = after(rest, room) {
                room = left;
                portion.push(span.part(at..span.text.len()));
                break;
            }
            let (here, beyond) = cut(rest, room.saturating_sub(PIECE), portion.is_empty());
            if !here.is_empty() {
                portion.push(span.part(at..at + here.len()));
            }
            portions.push(std::mem::take(&mut portion));
            room = MOST;
            at = span.text.len() - beyond.len();
            if beyond.is_empty() {
                break;
            }
        }
    }
    portions.push(portion);
    portions.retain(|portion| !portion.is_empty());
    portions
}

/// The room left after a piece with this text; `None` if it does not fit. Reads no further than the room goes.
fn after(text: &str, room: usize) -> Option<usize> {
    let room = room.checked_sub(PIECE)?;
    text.chars().try_fold(room, |room, letter| room.checked_sub(if letter == '\n' { LINE } else { 1 }))
}

/// Splits a text that does not fit into the part that fits and the rest. The part may be empty unless it would be the
/// `first` of its passage.
fn cut(text: &str, room: usize, first: bool) -> (&str, &str) {
    let mut used = 0;
    let end = text.char_indices().find(|(_, letter)| {
        used += if *letter == '\n' { LINE } else { 1 };
        used > room
    });
    let end = end.map_or(text.len(), |(at, _)| at);
    let (here, _) = text.split_at_checked(end).unwrap_or((text, ""));
    if let Some(at) = here.rfind('\n').filter(|at| *at > 0 || !first) {
        return (&text[..at], &text[at + 1..]);
    }
    if let Some((at, blank)) =
        here.char_indices().rev().find(|(at, letter)| *at > 0 && letter.is_whitespace())
    {
        return text.split_at(at + blank.len_utf8());
    }
    if !first {
        // The whole text begins the next passage.
        return ("", text);
    }
    let whole = here.grapheme_indices(true).next_back().map_or(0, |(at, _)| at);
    // The last grapheme cluster may go on beyond the cut; one that fills the whole passage is cut all the same.
    let at = match (whole, end) {
        (0, 0) => text.chars().next().map_or(0, char::len_utf8),
        (0, end) => end,
        (whole, _) => whole,
    };
    text.split_at(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let portions = portions(vec![Span::plain(text, 0)]);
        portions.into_iter().map(|spans| spans.into_iter().map(|span| span.text).collect()).collect()
    }

    #[test]
    fn a_short_text_is_one_passage() {
        assert_eq!(of("a few\nwords"), ["a few\nwords"]);
        assert_eq!(of(""), [""]);
    }

    #[test]
    fn a_long_text_is_cut_between_words_and_nothing_is_lost() {
        let long = "word and ".repeat(2_000);
        let parts = of(&long);
        assert_eq!(parts.concat(), long);
        assert!(parts.iter().all(|part| part.chars().count() <= MOST));
        assert!(parts.iter().all(|part| part.ends_with(' ')));
    }

    #[test]
    fn lines_are_cut_where_they_end() {
        let long = vec!["x"; 5_000].join("\n");
        let parts = of(&long);
        assert_eq!(parts.join("\n"), long);
        assert!(parts.iter().all(|part| part.lines().count() <= 50 && !part.starts_with('\n')));
    }

    #[test]
    fn what_is_drawn_as_one_character_stays_whole_unless_it_alone_is_too_much() {
        let technologist = "👩\u{200d}💻";
        let parts = of(&technologist.repeat(3_000));
        assert!(parts.iter().all(|part| part.chars().count() % 3 == 0));
        assert_eq!(parts.concat(), technologist.repeat(3_000));
        let one = format!("o{}", "\u{336}".repeat(9_000));
        let parts = of(&one);
        assert_eq!(parts.concat(), one);
        assert!(parts.iter().all(|part| part.chars().count() <= MOST));
    }

    #[test]
    fn many_small_pieces_are_several_passages_in_their_order() {
        let spans: Vec<Span> = (0..3_000).map(|number| Span::plain(format!("{number} "), 0)).collect();
        let parts = portions(spans.clone());
        assert!(parts.len() > 10);
        assert_eq!(parts.concat(), spans);
    }
}
