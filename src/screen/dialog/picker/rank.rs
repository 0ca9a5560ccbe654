//! How well a name matches the text typed into *Jump to…*: any part of it counts, the start of a word counts more.
//!
//! Every word typed must be found, in any order. Pure. Tests: below.

/// How well `name` matches `query`, larger is better; `None` if it does not. An empty query matches every name alike.
pub fn rank(query: &str, name: &str) -> Option<u32> {
    let name: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    query.split_whitespace().try_fold(0, |sum, word| {
        let word: Vec<char> =
            word.trim_start_matches(['#', '@', '&']).chars().flat_map(char::to_lowercase).collect();
        word_rank(&word, &name).map(|rank| sum + rank)
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
    if starts.iter().any(|at| !name[at - 1].is_alphanumeric()) {
        return Some(80);
    }
    if !starts.is_empty() {
        return Some(50);
    }
    initials(word, name).or_else(|| scattered(word, name))
}

/// `ar` for *Asha Rao*.
fn initials(word: &[char], name: &[char]) -> Option<u32> {
    let firsts: Vec<char> = (0..name.len())
        .filter(|at| name[*at].is_alphanumeric() && (*at == 0 || !name[at - 1].is_alphanumeric()))
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
    }
}
