//! How well a name matches the text typed into a picker or after an `@`: any part of it counts, the start of a word
//! counts more.
//!
//! Every word typed must be found, in any order. Accents, case and width do not matter (`chat::find`), but the name that
//! has what was typed comes before one that matches only without its accents. Pure. Tests: below.

use crate::chat::find;
use crate::chat::fold::fold;

use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;

/// How well `name` matches `query`, larger is better; `None` if it does not. An empty query matches every name alike.
pub fn rank(query: &str, name: &str) -> Option<u32> {
    let (exact, key): (Vec<char>, Vec<char>) =
        (fold(name).chars().collect(), find::key(name).chars().collect());
    query.split_whitespace().try_fold(0, |sum, word| {
        let word = word.trim_start_matches(['#', '@', '&', '＃', '＠', '＆']);
        let letters = |text: String| text.chars().collect::<Vec<char>>();
        let exact = word_rank(&letters(fold(word)), &exact);
        // The difference is smaller than that between two kinds of match.
        let found = word_rank(&letters(find::key(word)), &key).map(|rank| rank.saturating_sub(1));
        exact.max(found).map(|rank| sum + rank)
    })
}

fn word_rank(word: &[char], name: &[char]) -> Option<u32> {
    if word.is_empty() {
        return Some(0);
    }
    if name.starts_with(word) {
        return Some(if name.len() == word.len() { 120 } else { 100 });
    }
    let starts: Vec<usize> = (0..name.len()).filter(|at| name[*at..].starts_with(word)).collect();
    if starts.iter().any(|at| starts_word(name, *at)) {
        return Some(80);
    }
    if !starts.is_empty() {
        return Some(50);
    }
    initials(word, name).or_else(|| scattered(word, name))
}

/// True if a word may start at this letter. In a script without spaces, any letter may start one.
fn starts_word(name: &[char], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|before| name.get(before)) else { return true };
    // A mark such as a virama is no letter, but belongs to the word.
    let is_mark = CanonicalCombiningClassMapBorrowed::new().get_u8(*before) != 0;
    let splits = !before.is_alphanumeric() && !is_mark;
    splits || name.get(at).is_some_and(|letter| find::is_spaceless(*letter))
}

/// `ar` for *Asha Rao*.
fn initials(word: &[char], name: &[char]) -> Option<u32> {
    let firsts: Vec<char> = (0..name.len())
        .filter(|at| name[*at].is_alphanumeric() && starts_word(name, *at))
        .map(|at| name[at])
        .collect();
    (word.len() > 1 && firsts.starts_with(word)).then_some(60)
}

/// Matches all letters in order, with at most three others between two of them.
fn scattered(word: &[char], name: &[char]) -> Option<u32> {
    let first = word.first()?;
    (0..name.len()).filter(|at| name[*at] == *first).find_map(|start| {
        let mut at = start;
        for letter in &word[1..] {
            let gap = name[at + 1..].iter().take(4).position(|found| found == letter)?;
            at += gap + 1;
        }
        (word.len() > 1).then_some(20)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_part_of_a_name_answers_and_a_beginning_answers_better() {
        let whole = rank("asha rao", "Asha Rao").unwrap();
        let front = rank("ash", "Asha Rao").unwrap();
        let second = rank("rao", "Asha Rao").unwrap();
        let inner = rank("sha", "Asha Rao").unwrap();
        assert!(whole > front && front > second && second > inner);
        assert_eq!(rank("ben", "Asha Rao"), None);
    }

    #[test]
    fn words_in_any_order_initials_and_gaps_answer() {
        assert!(rank("rao asha", "Asha Rao").is_some());
        assert!(rank("ar", "Asha Rao").is_some());
        assert!(rank("gnrl", "general").is_some());
        assert!(rank("#gen", "general").is_some());
    }

    #[test]
    fn other_scripts_answer_too() {
        assert!(rank("ОЛЬ", "Ольга Іваненко").is_some());
        assert!(rank("佐藤", "佐藤 花子").is_some());
        assert!(rank("花", "佐藤 花子").is_some());
        assert_eq!(rank("花", "佐藤花子"), rank("花", "佐藤 花子"), "no space is needed before a word");
        assert!(rank("ष", "क्ष") < rank("ष", "क ष"), "a virama ends no word");
    }

    #[test]
    fn accents_do_not_matter_and_the_exact_name_comes_first() {
        assert!(rank("cleo", "Cléo Dübois").is_some());
        assert!(rank("dub", "Cle\u{301}o Du\u{308}bois").is_some());
        assert!(rank("＠ｃｌｅｏ", "Cléo").is_some());
        assert!(rank("cléo", "Cleo").is_some());
        assert!(rank("はな", "ハナコ").is_some());
        assert_eq!(rank("か", "がく"), None);
        assert!(rank("cleo", "Cleo") > rank("cleo", "Cléo"));
        assert!(rank("cléo", "Cléo") > rank("cléo", "Cleo"));
        assert_eq!(rank("cléo", "Cléo"), rank("cle\u{301}o", "Cléo"));
        assert!(rank("cle", "Clea") > rank("cle", "Cléo"));
        assert!(rank("cleo", "Cléo") > rank("cleo", "Cleopatra"));
    }
}
