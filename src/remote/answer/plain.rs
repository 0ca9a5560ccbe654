//! Turns the server's error texts into sentences for people.
//!
//! A known code gets a sentence, followed by the original; any other text is shown as it is, shortened and without
//! control characters. Must not know: envelopes. Tests: `tests/wire/answer.rs`.

use crate::language::tr;

/// The longest text of a server that is shown whole, in characters.
const MAX_CHARACTERS: usize = 400;

/// Codes that servers of this family are known to answer (`docs/server-api.md` 2.15 and 2.17).
const KNOWN: [(&str, Sentence); 1] = [(REMOVED, tr::remote_removed)];
/// The function of a sentence.
type Sentence = fn() -> &'static str;
const REMOVED: &str = "SeemsYouAreRemovedFromTheChannel";

/// True if a text made by [`plain`] says that the user is not in the channel.
pub(in crate::remote) fn is_removed(said: &str) -> bool {
    said.contains(REMOVED)
}

/// A known code as a sentence with the original in brackets; anything else unchanged but tidy.
#[must_use]
pub fn plain(said: &str) -> String {
    let tidy = shorten(said);
    match KNOWN.iter().find(|(code, _)| tidy.trim_end_matches('.').eq_ignore_ascii_case(code)) {
        Some((_, sentence)) => format!("{} ({tidy})", sentence()),
        None => tidy,
    }
}

/// One line, without control characters, at most 400 characters.
pub(super) fn shorten(said: &str) -> String {
    let clean: String = said.chars().map(|read| if read.is_control() { ' ' } else { read }).collect();
    let mut line = String::new();
    for word in clean.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if line.chars().count() > MAX_CHARACTERS {
        line = line.chars().take(MAX_CHARACTERS - 1).collect();
        line.push('…');
    }
    line
}
