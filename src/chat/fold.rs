//! Normalizes names for comparison, so that the same name matches whichever system typed it.
//!
//! macOS writes `é` as two characters (NFD), other systems as one (NFC); wide letters and ligatures are variants of
//! plain ones (compatibility forms). Stored and sent text is not normalized. Source: UAX #15. Pure. Tests: below.

use icu_normalizer::ComposingNormalizerBorrowed;

use std::borrow::Cow;

/// Returns a text in the form used to compare letter by letter (NFKC). Case is kept.
pub fn form(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    ComposingNormalizerBorrowed::new_nfkc().normalize(text)
}

/// Returns a name in the form used to compare names: normalized, lower case, trimmed.
pub fn fold(name: &str) -> String {
    // Through upper case first, so that letters with two lower-case forms (ς σ, ß ss) become one.
    let small = form(name.trim())
        .chars()
        .flat_map(char::to_lowercase)
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect::<String>();
    form(&small).into_owned()
}

/// True if a person would read the two names as the same.
pub fn same(one: &str, other: &str) -> bool {
    one == other || fold(one) == fold(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_in_every_form_and_case() {
        for (one, other) in [
            ("Cléo Dübois", "Cle\u{301}o Du\u{308}bois"),
            ("CLÉO DÜBOIS", "cle\u{301}o du\u{308}bois"),
            ("Ａｓｈａ　Ｒａｏ", "asha rao"),
            ("Asha\u{a0}Rao", " Asha Rao "),
            ("ﬁnance", "FINANCE"),
            ("Straße", "STRASSE"),
            ("Straße", "STRAẞE"),
            ("Ὀδυσσεύς", "ὈΔΥΣΣΕΎΣ"),
            ("한글", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}"),
            ("ｶﾞｽ", "ガス"),
        ] {
            assert!(same(one, other), "{one} {other}");
        }
        for (one, other) in [("Cleo", "Cléo"), ("Ben", "Ben Okri"), ("", "a"), ("Ö", "O")] {
            assert!(!same(one, other), "{one} {other}");
        }
    }

    #[test]
    fn a_form_keeps_the_case() {
        assert_eq!(form("Ben"), "Ben");
        assert_eq!(form("Cle\u{301}o"), "Cléo");
        assert_ne!(form("ben"), form("Ben"));
    }
}
