//! Finds the text that was typed while the sent text was being saved, and that stays in the field.
//!
//! Must not know: the composer. Tests: below and `tests.rs` beside.

/// The part of `typed` that is not in `sent`. If the two cannot be told apart, all of `typed`: better sent twice than
/// lost.
pub(super) fn of<'a>(typed: &'a str, sent: &str) -> &'a str {
    if let Some(rest) = typed.strip_prefix(sent) {
        return rest.trim_start_matches('\n');
    }
    let before = shared(typed.chars(), sent.chars());
    let (Some(rest), Some(left)) = (typed.get(before..), sent.get(before..)) else { return typed };
    let after = shared(rest.chars().rev(), left.chars().rev());
    match rest.get(..rest.len() - after) {
        // Text was inserted somewhere, or removed.
        Some(amid) if after == left.len() || amid.is_empty() => amid,
        Some(_) | None => typed,
    }
}

/// How many bytes two texts share from the start of the iterators.
fn shared(one: impl Iterator<Item = char>, other: impl Iterator<Item = char>) -> usize {
    one.zip(other).take_while(|(one, other)| one == other).map(|(same, _)| same.len_utf8()).sum()
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn what_is_typed_after_before_or_amid_the_sent_text_is_the_rest_of_it() {
        assert_eq!(of("hello", "hello"), "");
        assert_eq!(of("hello\nmore", "hello"), "more");
        assert_eq!(of("more hello", "hello"), "more ");
        assert_eq!(of("hel🎉lo", "hello"), "🎉");
        assert_eq!(of("ééé", "éé"), "é");
    }

    #[test]
    fn what_was_taken_out_meanwhile_brings_nothing_back_and_other_words_stay_whole() {
        assert_eq!(of("", "hello"), "");
        assert_eq!(of("hell", "hello"), "");
        assert_eq!(of("something else", "hello"), "something else");
    }
}
