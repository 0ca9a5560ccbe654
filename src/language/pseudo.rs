//! The pseudo-language `en-XA`: shows how a longer language fits a screen, and stays readable.
//!
//! Pure. Tests: below.

use std::borrow::Cow;

/// A piece of a sentence between arguments, with an accent on most letters and each vowel twice.
pub(super) fn accented(text: &str) -> Cow<'_, str> {
    let mut longer = String::with_capacity(text.len() * 2);
    for letter in text.chars() {
        let plain = letter.to_ascii_lowercase();
        longer.push(accent(letter));
        if matches!(plain, 'a' | 'e' | 'i' | 'o' | 'u') {
            longer.push(accent(plain));
        }
    }
    Cow::Owned(longer)
}

/// A whole sentence, so that a cut at either end can be seen.
pub(super) fn bracketed(text: &str) -> String {
    format!("[{text}]")
}

const fn accent(letter: char) -> char {
    match letter {
        'A' => 'Á',
        'C' => 'Ç',
        'D' => 'Ď',
        'E' => 'É',
        'G' => 'Ĝ',
        'I' => 'Í',
        'N' => 'Ñ',
        'O' => 'Ó',
        'R' => 'Ŕ',
        'S' => 'Š',
        'T' => 'Ť',
        'U' => 'Ú',
        'Y' => 'Ý',
        'Z' => 'Ž',
        'a' => 'á',
        'c' => 'ç',
        'd' => 'ď',
        'e' => 'é',
        'g' => 'ĝ',
        'i' => 'í',
        'n' => 'ñ',
        'o' => 'ó',
        'r' => 'ŕ',
        's' => 'š',
        't' => 'ť',
        'u' => 'ú',
        'y' => 'ý',
        'z' => 'ž',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_get_accents_and_vowels_come_twice() {
        assert_eq!(accented("Open files"), "Óópééñ fíílééš");
        assert_eq!(bracketed(&accented("Ok, 5 %…")), "[Óók, 5 %…]");
    }
}
