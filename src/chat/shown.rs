//! Makes text by other people safe to show: invisible names are made visible, and reordering characters are
//! contained.
//!
//! A name or a reason may contain characters that are invisible, that break the line, or that reorder the text around
//! them. Stored and sent text is not changed. Source: UAX #9 (bidirectional controls), UAX #44
//! (`Default_Ignorable_Code_Point`). Pure. Tests: below.

use crate::language::tr;

use unicode_segmentation::UnicodeSegmentation as _;

use std::borrow::Cow;

/// First Strong Isolate: the text after it has its own direction and does not reorder anything outside.
const FSI: char = '\u{2068}';
/// Pop Directional Isolate.
const PDI: char = '\u{2069}';
/// Replaces a character that cannot be shown.
const STAND_IN: char = '\u{fffd}';

/// The longest name that is shown whole, in characters.
pub const NAME: usize = 200;
/// How many characters at the end of a longer name are kept: a file's extension shows its type.
const END: usize = 40;
/// The longest line (a preview, an excerpt) that is shown whole, in characters.
pub const LINE: usize = 1_000;
/// The longest reason that is shown whole, in characters.
pub const REASON: usize = 2_000;
/// The longest name that is stored here, in bytes. Data that goes back to the server is not cut.
pub const KEPT: usize = 4_096;

/// True if a text is invisible: only spaces and characters that are drawn as nothing.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|letter| letter.is_whitespace() || letter.is_control() || is_invisible(letter))
}

/// Makes a name, or another one-line text by somebody else, safe to show: one line, without controls. An invisible
/// name is replaced with a note, and the middle of one longer than [`NAME`] is left out.
pub fn name(text: &str) -> Cow<'_, str> {
    if is_blank(text) {
        return Cow::Borrowed(tr::name_invisible());
    }
    match shortened(text, NAME, END) {
        Cow::Borrowed(text) => clean(text),
        Cow::Owned(text) => Cow::Owned(clean(&text).into_owned()),
    }
}

/// Limits a name to [`KEPT`] bytes for storage by leaving out its middle.
pub fn kept(text: String) -> String {
    if text.len() <= KEPT {
        return text;
    }
    // As many characters as surely fit.
    shortened(&text, KEPT / 4, END).into_owned()
}

/// Leaves out the middle of a text that is longer than `characters`: the result ends with its last `end` characters,
/// and "…" counts as one.
fn shortened(text: &str, characters: usize, end: usize) -> Cow<'_, str> {
    if text.len() <= characters || text.char_indices().nth(characters).is_none() {
        return Cow::Borrowed(text);
    }
    let head = text.char_indices().nth(characters.saturating_sub(end + 1)).map_or(text.len(), |(at, _)| at);
    let tail =
        if end == 0 { text.len() } else { text.char_indices().nth_back(end - 1).map_or(0, |(at, _)| at) };
    let part = |range: Option<&str>| range.unwrap_or_default().to_owned();
    Cow::Owned(part(text.get(..head)) + "…" + &part(text.get(tail..)))
}

/// A name for use inside a sentence or a line of output: like [`name`], and isolated if it contains right-to-left
/// letters, so that it does not reorder the text around it.
pub fn within(text: &str) -> Cow<'_, str> {
    isolated(name(text))
}

/// Replaces a name with the form that is shown.
pub fn put(text: &mut String) {
    if let Cow::Owned(shown) = name(text) {
        *text = shown;
    } else if is_blank(text) {
        *text = name("").into_owned();
    }
}

/// The longest window title, in graphemes.
const TITLE: usize = 80;

/// A name for the window's title, which the system draws: without control characters, and cut to fit a title bar.
/// Some systems end a program over a NUL in it.
pub fn title(name: &str) -> String {
    let plain: String = name.chars().filter(|letter| !is_control_like(*letter)).take(TITLE * 16).collect();
    let mut graphemes = plain.graphemes(true);
    let mut title: String = graphemes.by_ref().take(TITLE).collect();
    if graphemes.next().is_some() {
        title.push('…');
    }
    title
}

/// Makes a one-line text that may be empty safe to show, like [`name`]. The end of one longer than [`LINE`] is cut
/// off.
pub fn line(text: &str) -> Cow<'_, str> {
    match shortened(text, LINE, 0) {
        Cow::Borrowed(text) => clean(text),
        Cow::Owned(text) => Cow::Owned(clean(&text).into_owned()),
    }
}

fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(|letter| letter == ' ' || letter.is_ascii_graphic()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .filter_map(|letter| match letter {
                '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' | '\u{85}' => Some(' '),
                letter if letter.is_control() => Some(STAND_IN),
                letter if is_override(letter) => Some(STAND_IN),
                letter if is_direction(letter) => None,
                letter => Some(letter),
            })
            .collect(),
    )
}

fn isolated(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.chars().any(goes_left) { Cow::Owned(format!("{FSI}{text}{PDI}")) } else { text }
}

/// Makes a text of several lines by somebody else safe to show: line breaks stay, controls and overrides are
/// replaced.
pub fn text(text: &str) -> Cow<'_, str> {
    let bad = |letter: char| is_override(letter) || (letter.is_control() && !matches!(letter, '\n' | '\t'));
    if !text.contains(bad) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    Cow::Owned(text.chars().map(|letter| if bad(letter) { STAND_IN } else { letter }).collect())
}

/// Makes a reason given by somebody else safe to show, like [`text`], and keeps a word with a mark before it
/// (`!refuse`) on one line. The end of one longer than [`REASON`] is cut off.
pub fn reason(words: &str) -> String {
    let words = shortened(words, REASON, 0);
    let mut kept = String::with_capacity(words.len());
    let mut before = ' ';
    for letter in text(&words).chars() {
        // A word joiner: a line may be broken after `!`, even if a word follows directly.
        if before == '!' && letter.is_alphanumeric() {
            kept.push('\u{2060}');
        }
        kept.push(letter);
        before = letter;
    }
    isolated(Cow::Owned(kept)).into_owned()
}

/// True if a message can contain the character in every wire format (XML 1.0, production `Char`).
pub const fn is_sendable(letter: char) -> bool {
    match letter {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        other => other >= ' ',
    }
}

/// The first character that no message can contain, and its position in the text, counted from 1.
pub fn first_unsendable(text: &str) -> Option<(usize, char)> {
    text.chars().enumerate().find(|(_, letter)| !is_sendable(*letter)).map(|(at, letter)| (at + 1, letter))
}

/// True for characters that control a terminal or the text around them instead of being drawn: controls, line ends,
/// directions.
pub fn is_control_like(letter: char) -> bool {
    letter.is_control()
        || is_override(letter)
        || is_direction(letter)
        || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// Reorders letters unconditionally: the only use in a name is to deceive.
const fn is_override(letter: char) -> bool {
    matches!(letter, '\u{202d}' | '\u{202e}')
}

/// Directional marks, embeddings and isolates.
const fn is_direction(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202c}' | '\u{2066}'..='\u{2069}')
}

/// True for letters of right-to-left scripts.
pub const fn goes_left(letter: char) -> bool {
    matches!(letter,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Drawn as nothing: default-ignorable characters, and letters with an empty glyph.
const fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_has_nothing_that_steers_and_an_end() {
        assert_eq!(title("gen\0eral\u{1b}[2J\n\u{202e}x"), "general[2Jx");
        assert_eq!(title("佐藤 花子"), "佐藤 花子");
        let long = title(&"👩\u{200d}💻".repeat(1_000_000));
        assert_eq!(long, format!("{}…", "👩\u{200d}💻".repeat(80)));
        assert!(title(&format!("a{}", "\u{301}".repeat(1_000_000))).len() < 10_000);
    }

    #[test]
    fn a_text_of_spaces_and_invisible_characters_is_blank() {
        for blank in
            ["", " \n\t", "\u{200b}", "\u{2060}\u{ad}", "\u{feff}\u{3000}", "\u{2800}\u{3164}", "\u{fe0f}"]
        {
            assert!(is_blank(blank), "{blank:?}");
        }
        for seen in ["a", ".", "👩\u{200d}💻", "\u{200b}x", "你"] {
            assert!(!is_blank(seen), "{seen:?}");
        }
    }

    #[test]
    fn a_name_cannot_turn_round_what_stands_beside_it() {
        assert_eq!(name("Asha Rao"), "Asha Rao");
        assert_eq!(name("Siobhán"), "Siobhán");
        assert_eq!(name("gpj\u{202e}txt"), "gpj\u{fffd}txt");
        assert_eq!(name("a\u{2066}b\u{200f}"), "ab");
        assert_eq!(name("מיכל"), "מיכל");
        assert_eq!(within("מיכל"), "\u{2068}מיכל\u{2069}");
        assert_eq!(within("Asha"), "Asha");
    }

    #[test]
    fn a_name_is_one_line_and_can_be_seen() {
        assert_eq!(name("a\nb\u{1b}[31m"), "a b\u{fffd}[31m");
        assert_eq!(name("\u{200b}\u{2060} "), "(no visible name)");
        assert_eq!(line(""), "");
    }

    #[test]
    fn a_long_name_is_cut_in_its_middle_and_keeps_its_ending() {
        let whole = "é".repeat(NAME);
        assert_eq!(name(&whole), whole);
        let long = format!("{}.tar.gz", "é".repeat(1_000_000));
        for cut in [name(&long).into_owned(), kept(long.clone()), within(&long).into_owned()] {
            assert!(cut.len() <= KEPT && cut.starts_with("éé") && cut.contains('…'), "{}", cut.len());
            assert!(cut.ends_with("é.tar.gz"));
        }
        assert_eq!(name(&long).chars().count(), NAME);
        assert_eq!(name(&kept(long)).chars().count(), NAME);
        // An extension that is pushed out of sight must still show.
        assert!(name(&format!("{}.pdf{}.exe", "a".repeat(150), " ".repeat(900))).ends_with(".exe"));
        assert_eq!(kept("é".repeat(KEPT / 2)).len(), KEPT);
        assert_eq!(name(&" ".repeat(1_000_000)), "(no visible name)");
        assert_eq!(within(&"מ".repeat(1_000)).chars().count(), NAME + 2);
    }

    #[test]
    fn a_long_line_or_reason_is_cut_at_its_end() {
        let long = "word ".repeat(1_000_000);
        assert_eq!(line(&long).chars().count(), LINE);
        assert!(line(&long).ends_with('…') && reason(&long).ends_with('…'));
        assert_eq!(reason(&long).chars().count(), REASON);
        assert_eq!(line(&long[..LINE]), long[..LINE]);
        assert!(reason(&"!a".repeat(1_000_000)).chars().count() < 2 * REASON);
    }

    #[test]
    fn a_reason_keeps_its_lines_and_its_marked_words() {
        assert_eq!(reason("no\r\nway\u{7}"), "no\nway\u{fffd}");
        assert_eq!(reason("with !refuse in it!"), "with !\u{2060}refuse in it!");
        assert_eq!(text("a\u{202e}b\tc"), "a\u{fffd}b\tc");
    }
}
