//! A form of text for finding: a person who types `cleo` finds *Cléo*, and `はなこ` finds *ハナコ*.
//!
//! [`key`] removes what people leave out or cannot type: case, accents, vowel points, width. Marks that are letters of
//! their script stay, such as the vowel signs of Devanagari and the dakuten of kana. `fold` beside is stricter: two
//! names that differ in an accent are different names. Whoever acts on a name uses [`means`], because a message must
//! not go to the wrong person. Pure. Tests: below.

use super::fold::{fold, form};

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use unicode_script::{Script, UnicodeScript as _};
use unicode_segmentation::UnicodeSegmentation as _;

/// The form of a text in which parts of it are found: without case and accents, with single spaces, trimmed.
pub fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !key.is_empty() {
            key.push(' ');
        }
        if word.is_ascii() {
            key.extend(word.chars().map(|letter| letter.to_ascii_lowercase()));
        } else {
            key.push_str(&bare(word));
        }
    }
    key
}

/// True if a name as somebody wrote it can mean this name: the letters are the same, and each accent that was written is
/// in the name. `Cleo` can mean *Cléo*, but `Jörg` cannot mean *Jorg*.
pub fn means(written: &str, name: &str) -> bool {
    if fold(written) == fold(name) {
        return true;
    }
    let (written, name) = (Spelling::of(written), Spelling::of(name));
    written.letters.len() == name.letters.len()
        && written.letters.iter().zip(&name.letters).all(|(one, other)| {
            one.letter == other.letter && {
                let spelled = written.clusters.get(one.cluster);
                spelled.is_some_and(|spelled| spelled.is_bare) || spelled == name.clusters.get(other.cluster)
            }
        })
}

/// The entries whose name matches `written`: exact matches, else matches in another case, else with accents left out.
pub fn matching<'a, T: Copy>(known: &[(T, &'a str)], written: &str) -> Vec<(T, &'a str)> {
    let (exact, folded) = (form(written.trim()), fold(written));
    let all = |matches: &dyn Fn(&str) -> bool| -> Option<Vec<(T, &'a str)>> {
        let found: Vec<_> = known.iter().copied().filter(|(_, name)| matches(name)).collect();
        (!found.is_empty()).then_some(found)
    };
    all(&|name| form(name.trim()) == exact)
        .or_else(|| all(&|name| fold(name) == folded))
        .or_else(|| all(&|name| means(written, name)))
        .unwrap_or_default()
}

/// True for a letter of a script that writes words without spaces between them.
pub fn is_spaceless(letter: char) -> bool {
    const SPACELESS: [Script; 15] = [
        Script::Han,
        Script::Hiragana,
        Script::Katakana,
        Script::Bopomofo,
        Script::Yi,
        Script::Thai,
        Script::Lao,
        Script::Khmer,
        Script::Myanmar,
        Script::Tibetan,
        Script::Tai_Le,
        Script::New_Tai_Lue,
        Script::Tai_Tham,
        Script::Javanese,
        Script::Balinese,
    ];
    let scripts = letter.script_extension();
    !letter.is_ascii()
        && !matches!(letter.script(), Script::Latin | Script::Inherited)
        && SPACELESS.into_iter().any(|script| scripts.contains_script(script))
}

/// A name with the letters of its key and where each of them comes from.
struct Spelling {
    letters: Vec<Letter>,
    clusters: Vec<Cluster>,
}

struct Letter {
    letter: char,
    /// The index of the visible character that it comes from.
    cluster: usize,
}

/// A visible character.
#[derive(PartialEq, Eq)]
struct Cluster {
    /// It has no accent that its key lacks.
    is_bare: bool,
    /// Its form with accents.
    accented: String,
}

impl Spelling {
    fn of(name: &str) -> Self {
        let mut spelling = Self { letters: Vec::new(), clusters: Vec::new() };
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        for (cluster, character) in name.graphemes(true).enumerate() {
            let (accented, bare) = (accented(character), bare(character));
            spelling.letters.extend(bare.chars().map(|letter| Letter { letter, cluster }));
            spelling.clusters.push(Cluster { is_bare: accented == bare, accented });
        }
        spelling
    }
}

/// A text without case, width and accents.
fn bare(text: &str) -> String {
    let letters = decomposed(text).filter(|letter| !is_accent(*letter)).flat_map(cased);
    let letters = letters.flat_map(|letter| {
        let (one, more) = plain_letter(letter);
        std::iter::once(one).chain(more)
    });
    // Composed again, so that か is no part of が.
    ComposingNormalizerBorrowed::new_nfc().normalize_iter(letters.map(variant)).collect()
}

/// A text without case and width, with its accents.
fn accented(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc()
        .normalize_iter(decomposed(text).flat_map(cased).map(variant))
        .collect()
}

/// The letters of a text without width, each followed by its marks; without characters that have no look.
fn decomposed(text: &str) -> impl Iterator<Item = char> {
    DecomposingNormalizerBorrowed::new_nfkd()
        .normalize_iter(text.chars())
        .filter(|letter| !is_invisible(*letter))
}

/// A letter without case. Letters with two lower-case forms (σ ς, ß ẞ) become one on the way through upper case.
fn cased(letter: char) -> impl Iterator<Item = char> {
    letter.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase)
}

/// One letter for those that only differ by keyboard: kana as hiragana, Persian as Arabic, quotes and dashes as ASCII.
fn variant(letter: char) -> char {
    match letter {
        '\u{30a1}'..='\u{30f6}' | '\u{30fd}' | '\u{30fe}' => {
            char::from_u32(u32::from(letter) - 0x60).unwrap_or(letter)
        }
        'ى' | 'ی' => 'ي',
        'ک' => 'ك',
        'ہ' | 'ۀ' => 'ه',
        '’' | '‘' | 'ʼ' | 'ʻ' | '′' | '´' | '`' => '\'',
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        _ => letter,
    }
}

/// The letter that people type for one with a stroke or for a ligature, which Unicode does not decompose.
fn plain_letter(letter: char) -> (char, Option<char>) {
    match letter {
        'ø' => ('o', None),
        'đ' | 'ð' | 'ɗ' => ('d', None),
        'ł' | 'ƚ' => ('l', None),
        'ħ' => ('h', None),
        'ŧ' => ('t', None),
        'ŋ' => ('n', None),
        'ı' | 'ɨ' => ('i', None),
        'ɓ' => ('b', None),
        'ƙ' => ('k', None),
        'ƴ' => ('y', None),
        'æ' => ('a', Some('e')),
        'œ' => ('o', Some('e')),
        'þ' => ('t', Some('h')),
        'ة' => ('ه', None),
        _ => (letter, None),
    }
}

/// Accents and vowel points, which people leave out. Marks of other scripts are letters.
const fn is_accent(letter: char) -> bool {
    matches!(letter,
        // Latin, Greek, Cyrillic
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}'
        // Hebrew
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        // Arabic, with the hamza above a letter, and the tatweel that only widens a word
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}'
        | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}'
        // Syriac
        | '\u{711}' | '\u{730}'..='\u{74a}')
}

/// Joiners, direction marks, soft hyphens and variation selectors.
const fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_without_its_accents_case_and_width() {
        for (written, name) in [
            ("cleo dubois", "Cléo Dübois"),
            ("cleo dubois", "Cle\u{301}o Du\u{308}bois"),
            ("strasse", "Straße"),
            ("strasse", "STRAẞE"),
            ("soren", "Søren"),
            ("lukasz", "Łukasz"),
            ("dorde", "Đorđe"),
            ("aether", "Æther"),
            ("thora", "Þóra"),
            ("ilker isik", "İlker Işık"),
            ("ILKER ISIK", "ilker ışık"),
            ("nguyen thi anh", "Nguyễn Thị Ánh"),
            ("οδυσσευσ", "Ὀδυσσεύς"),
            ("алена йорк", "Алёна Йорк"),
            ("o'brien", "O’Brien"),
            ("jean-luc", "Jean\u{2011}Luc"),
            ("محمد", "مُحَمَّد"),
            ("احمد", "أحمد"),
            ("علیرضا", "علي\u{200c}رضا"),
            ("שלום", "שָׁלוֹם"),
            ("asha rao", "Ａｓｈａ　Ｒａｏ"),
            ("asha  rao ", "Asha\u{a0}Rao"),
            ("はなこ", "ハナコ"),
            ("がす", "ｶﾞｽ"),
            ("한글", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}"),
        ] {
            assert_eq!(key(written), key(name), "{written} {name}");
            assert!(means(written, name), "{written} {name}");
        }
    }

    #[test]
    fn marks_that_are_letters_stay() {
        for (one, other) in [("か", "が"), ("ハ", "パ"), ("कि", "क"), ("की", "कि"), ("กา", "กำ"), ("ரி", "ர")]
        {
            assert_ne!(key(one), key(other), "{one} {other}");
        }
        assert!(!key("がく").contains(&key("か")));
    }

    #[test]
    fn an_accent_that_is_written_is_meant() {
        for (written, name) in
            [("Jörg", "Jorg"), ("Clèo", "Cléo"), ("Søren", "Soren"), ("Cléo", "Cleo\u{301}"), ("Ann", "Anna")]
        {
            assert!(!means(written, name), "{written} {name}");
        }
        assert!(means("Łukasz Muller", "Łukasz Müller"), "some of them may be missing");
        assert!(means("ハナコ", "はなこ"), "kana are the same letters");
    }

    #[test]
    fn scripts_without_spaces_are_known() {
        for letter in "佐花さサー々ไมြ".chars().filter(|letter| letter.is_alphanumeric()) {
            assert!(is_spaceless(letter), "{letter}");
        }
        for letter in "aéДمש한न1_".chars() {
            assert!(!is_spaceless(letter), "{letter}");
        }
    }
}
