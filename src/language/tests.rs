//! Tests of every sentence, in both languages.

use super::*;

const SOURCE: &str = include_str!("../../assets/language/en.ftl");

/// The names of all arguments in the file.
fn names() -> Vec<&'static str> {
    let name = |rest: &'static str| {
        rest.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-' && letter != '_').next()
    };
    SOURCE.split('$').skip(1).filter_map(name).collect()
}

/// The texts that are the same in every language, the longest first.
fn literals() -> Vec<&'static str> {
    let quoted = SOURCE.split("{ \"").skip(1).filter_map(|rest| rest.split("\" }").next());
    let mut literals: Vec<_> = quoted.collect();
    literals.sort_by_key(|literal| std::cmp::Reverse(literal.len()));
    literals
}

/// Every sentence in both languages, with its own name for each argument, and this number for those that are numbers.
fn in_both(number: u64) -> Vec<(&'static str, String, String)> {
    let (english, pseudo) = (Sentences::load(Language::English), Sentences::load(Language::Pseudo));
    let arguments: FluentArgs<'_> = names()
        .into_iter()
        .map(|name| {
            let uses = [format!("${name} ->"), format!("NUMBER(${name})")];
            let is_number = uses.iter().any(|number| SOURCE.contains(number));
            (name, if is_number { number.into() } else { FluentValue::from(format!("‹{name}›")) })
        })
        .collect();
    let both = |id: &&'static str| {
        let put = |sentences: &Sentences| sentences.put(id, Some(&arguments));
        (*id, put(&english), put(&pseudo))
    };
    tr::IDS.iter().map(both).collect()
}

#[test]
fn every_sentence_is_there_without_errors_and_without_loose_ends() {
    for number in [0, 1, 2, 21] {
        for (id, english, _) in in_both(number) {
            assert!(!english.trim().is_empty(), "{id}");
            assert!(!english.contains(['{', '}', '$']), "{id}: {english}");
            assert!(!english.contains("  "), "{id}: {english}");
        }
    }
}

#[test]
fn a_pseudo_sentence_keeps_its_arguments_and_nothing_in_plain_english() {
    for number in [1, 2] {
        for (id, english, pseudo) in in_both(number) {
            assert!(pseudo.starts_with('[') && pseudo.ends_with(']'), "{id}: {pseudo}");
            let mut rest = pseudo.clone();
            for literal in literals() {
                rest = rest.replace(literal, "");
            }
            for argument in names().into_iter().map(|name| format!("‹{name}›")) {
                assert_eq!(english.contains(&argument), pseudo.contains(&argument), "{id}: {pseudo}");
                rest = rest.replace(&argument, "");
            }
            assert!(!rest.contains(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U']), "{id}: {pseudo}");
        }
    }
}

#[test]
fn the_pseudo_language_is_about_forty_percent_longer() {
    let same = |text: &str| {
        let literals = literals().into_iter().map(str::to_owned);
        let arguments = names().into_iter().map(|name| format!("‹{name}›"));
        literals.chain(arguments).fold(text.to_owned(), |rest, one| rest.replace(&one, ""))
    };
    let letters = |text: &str| same(text).chars().count();
    let (mut english, mut pseudo) = (0, 0);
    for (_, one, other) in in_both(2) {
        english += letters(&one);
        pseudo += letters(&other);
    }
    let percent = pseudo * 100 / english;
    assert!((130..=150).contains(&percent), "{percent} %");
}

#[test]
fn languages_go_by_their_tags() {
    assert_eq!(Language::of("en-XA"), Some(Language::Pseudo));
    assert_eq!(Language::of("xx"), None);
    assert_eq!(Language::ALL.map(Language::place), [0, 1]);
}

/// The cost of sentences, for `--ignored --nocapture`: what a frame pays for its words.
#[test]
#[ignore = "a measurement"]
#[allow(clippy::print_stdout, reason = "it prints a measurement")]
fn measure() {
    let time = |what: &str, run: &dyn Fn() -> usize| {
        let begun = std::time::Instant::now();
        let bytes: usize = (0..100_000).map(|_| run()).sum();
        let each = begun.elapsed().as_nanos() / 100_000;
        assert!(bytes > 0);
        println!("{what}: {each} ns");
    };
    let begun = std::time::Instant::now();
    drop(Sentences::load(Language::English));
    println!("load: {} µs for {} sentences", begun.elapsed().as_micros(), tr::IDS.len());
    time("plain", &|| std::hint::black_box(tr::preferences_title()).len());
    time("one argument", &|| tr::picker_remove(std::hint::black_box("Asha Rao")).len());
    time("plural", &|| tr::line_rejected(std::hint::black_box(3)).len());
    time("five arguments", &|| {
        tr::DateMoment { weekday: "Monday", day: "6", month: "July", year: "2026", time: "14:00" }
            .text()
            .len()
    });
}
