//! The words in which two versions of a text differ.
//!
//! Both texts are cut at the bounds of words, so that a mended letter marks its word; Chinese and Japanese have a bound at
//! almost every character. Pure. Must not know: how a difference is drawn. Tests: below.

use similar::{Algorithm, DiffTag, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation as _;

use std::ops::Range;

/// The most words that are compared, both texts together, without those that are equal at the beginning and the end. The
/// effort grows with its square, on the thread of the window. Beyond it, all words between count as different.
const MOST: usize = 1_000;

/// The bytes of the older text that the newer one lacks, and those of the newer one that are not in the older.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Differences {
    pub removed: Vec<Range<usize>>,
    pub added: Vec<Range<usize>>,
}

/// The differences between two versions.
pub(super) fn differences(old: &str, new: &str) -> Differences {
    let (before, after) = (words(old), words(new));
    let common = before.iter().zip(&after).take_while(|(one, other)| one.1 == other.1).count();
    let (before, after) = (&before[common..], &after[common..]);
    let tail =
        before.iter().rev().zip(after.iter().rev()).take_while(|(one, other)| one.1 == other.1).count();
    let (before, after) = (&before[..before.len() - tail], &after[..after.len() - tail]);
    let mut found = Differences::default();
    if before.len() + after.len() > MOST {
        put(&mut found.removed, span(before), old);
        put(&mut found.added, span(after), new);
        return found;
    }
    let (one, other): (Vec<&str>, Vec<&str>) =
        (before.iter().map(|word| word.1).collect(), after.iter().map(|word| word.1).collect());
    for step in capture_diff_slices(Algorithm::Myers, &one, &other) {
        let (tag, of_old, of_new) = step.as_tag_tuple();
        if tag != DiffTag::Equal {
            put(&mut found.removed, span(&before[of_old]), old);
            put(&mut found.added, span(&after[of_new]), new);
        }
    }
    found
}

/// The words of a text, and what is between them, each with its first byte.
fn words(text: &str) -> Vec<(usize, &str)> {
    text.split_word_bound_indices().collect()
}

/// The bytes from the first word to the last.
fn span(words: &[(usize, &str)]) -> Option<Range<usize>> {
    let (first, last) = (words.first()?, words.last()?);
    Some(first.0..last.0 + last.1.len())
}

/// Adds a range, without the spaces at its ends; one that only a space parts from the last is joined with it, so that a
/// sentence has one line.
fn put(ranges: &mut Vec<Range<usize>>, range: Option<Range<usize>>, text: &str) {
    let Some(range) = range else { return };
    let words = text.get(range.clone()).unwrap_or_default();
    let before = words.len() - words.trim_start().len();
    // A difference of nothing but space stays one.
    let range = match words.trim() {
        "" => range,
        trimmed => range.start + before..range.start + before + trimmed.len(),
    };
    match ranges.last_mut() {
        Some(last) if text.get(last.end..range.start).is_some_and(|between| between.trim().is_empty()) => {
            last.end = range.end;
        }
        Some(_) | None => ranges.push(range),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(old: &str, new: &str) -> (Vec<String>, Vec<String>) {
        let found = differences(old, new);
        let cut = |text: &str, ranges: Vec<Range<usize>>| {
            ranges.into_iter().map(|range| text[range].to_owned()).collect()
        };
        (cut(old, found.removed), cut(new, found.added))
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn words_that_changed_are_found_and_the_others_are_not() {
        let found = of("We meet at ten on Monday.", "We meet at nine on Monday, upstairs.");
        assert_eq!(found, (words(&["ten"]), words(&["nine", ", upstairs"])));
        assert_eq!(of("the same", "the same"), (words(&[]), words(&[])));
        assert_eq!(of("a b", "a  b"), (words(&[" "]), words(&["  "])));
        assert_eq!(of("", "all new"), (words(&[]), words(&["all new"])));
        assert_eq!(of("all gone", ""), (words(&["all gone"]), words(&[])));
    }

    #[test]
    fn neighbours_are_one_difference() {
        assert_eq!(of("one two three", "ten twenty three"), (words(&["one two"]), words(&["ten twenty"])));
    }

    #[test]
    fn other_scripts_and_emoji_are_cut_between_characters() {
        assert_eq!(of("明日は会議です", "今日は会議です").1.concat(), "今");
        assert_eq!(
            of("fine 👩\u{200d}💻", "fine 👨\u{200d}💻"),
            (words(&["👩\u{200d}💻"]), words(&["👨\u{200d}💻"]))
        );
        assert_eq!(of("שלום עולם", "שלום חבר"), (words(&["עולם"]), words(&["חבר"])));
    }

    #[test]
    fn very_long_texts_are_compared_at_their_ends_only() {
        let (old, new) = ("a b ".repeat(20_000), "c d ".repeat(20_000));
        let (old, new) = (format!("same {old}end"), format!("same {new}end"));
        let found = differences(&old, &new);
        assert_eq!((found.removed.len(), found.added.len()), (1, 1));
        assert_eq!((found.added[0].start, &new[found.added[0].end..]), (5, " end"));
    }
}
