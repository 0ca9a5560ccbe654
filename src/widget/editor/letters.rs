//! Where the visible character before or after the caret begins and ends, for Backspace and Delete.
//!
//! A flag, a family or a letter with its accents is one visible character, made of several code points (UAX #29). Pure.
//! Tests: below.

use unicode_script::{Script, UnicodeScript as _};
use unicode_segmentation::UnicodeSegmentation as _;

/// Where the visible character before this place of a line begins; `None` at the line's beginning.
pub(super) fn before(line: &str, at: usize) -> Option<usize> {
    let head = line.get(..at)?;
    let cluster = head.graphemes(true).next_back()?;
    let last = cluster.chars().next_back()?;
    // In Thai and Lao every program takes back one mark at a time: vowels and tones are typed and corrected singly.
    let taken = match last.script() {
        Script::Thai | Script::Lao => last.len_utf8(),
        _ => cluster.len(),
    };
    Some(at - taken)
}

/// Where the visible character after this place of a line ends; `None` at the line's end.
pub(super) fn after(line: &str, at: usize) -> Option<usize> {
    line.get(at..)?.graphemes(true).next().map(|cluster| at + cluster.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visible_character_is_taken_whole() {
        for character in [
            "a",
            "é",
            "e\u{301}",
            "e\u{323}\u{302}",
            "日",
            "🇯🇵",
            "👩‍👩‍👧‍👦",
            "👍🏽",
            "❤️",
            "1️⃣",
            "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
            "कि",
            "न्",
            "நி",
            "\u{1112}\u{1161}\u{11ab}",
            "한",
            "が",
            "か\u{3099}",
            "葛\u{e0100}",
        ] {
            let line = format!("x{character}");
            assert_eq!(before(&line, line.len()), Some(1), "{character}");
            assert_eq!(after(&line, 1), Some(line.len()), "{character}");
            let line = format!("x{character}y");
            assert_eq!(after(&line, 1), Some(line.len() - 1), "{character}");
        }
        assert_eq!(before("🇯🇵🇰🇷", 16), Some(8));
        assert_eq!((before("a", 0), after("a", 1)), (None, None));
    }

    #[test]
    fn a_thai_mark_is_taken_back_alone() {
        let line = "ที่";
        assert_eq!(before(line, line.len()), Some(6));
        assert_eq!(before(line, 6), Some(3));
        assert_eq!(after(line, 0), Some(line.len()), "Delete takes all of it");
    }
}
