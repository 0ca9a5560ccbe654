//! Puts marks round the selection or the word at the caret, or removes them: `**bold**`, `*italic*`, `~~struck~~`,
//! `` `code` ``, and a fence round several lines of code.
//!
//! Pure: it returns the change for the composer to make. Tests: below.

use super::list;
use crate::screen::keys::Format;

use unicode_segmentation::UnicodeSegmentation as _;

use std::ops::Range;

/// A change of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// The bytes that are replaced.
    pub range: Range<usize>,
    pub with: String,
    /// The selection afterwards, in the new text.
    pub selects: Range<usize>,
}

/// The change that puts these marks round the selection, or removes them.
pub(super) fn toggle(text: &str, selection: Range<usize>, format: Format) -> Change {
    let selected = text.get(selection.clone()).unwrap_or_default();
    if selected.trim().is_empty() {
        let caret = selection.end;
        let word = word(text, caret);
        let mut change = round(text, word.clone(), format);
        // The caret stays where it is in the word.
        let into = caret - word.start;
        let caret = change.selects.start + into;
        change.selects = caret..caret;
        return change;
    }
    let trimmed = selected.trim();
    let start = selection.start + (selected.len() - selected.trim_start().len());
    let range = start..start + trimmed.len();
    match (trimmed.contains('\n'), format) {
        (false, _) => round(text, range, format),
        (true, Format::Code) => block(text, range),
        (true, _) => lines(trimmed, range, format),
    }
}

/// The word at the caret; empty if there is none.
fn word(text: &str, caret: usize) -> Range<usize> {
    let line = text[..caret].rfind('\n').map_or(0, |at| at + 1);
    let end = text[caret..].find('\n').map_or(text.len(), |at| caret + at);
    text[line..end]
        .split_word_bound_indices()
        .map(|(at, word)| (line + at..line + at + word.len(), word))
        .find(|(range, word)| {
            range.start <= caret && caret <= range.end && word.contains(char::is_alphanumeric)
        })
        .map_or(caret..caret, |(range, _)| range)
}

/// Puts marks round a range of one line, or removes those that are round it or at its ends.
fn round(text: &str, range: Range<usize>, format: Format) -> Change {
    let (before, inner, after) = (&text[..range.start], &text[range.clone()], &text[range.end..]);
    let outside = run_at_end(before, format).min(run_at_start(after, format));
    if let Some(marks) = has(outside, format) {
        let start = range.start - marks;
        return Change {
            range: start..range.end + marks,
            with: inner.to_owned(),
            selects: start..start + inner.len(),
        };
    }
    let with = changed(inner, format);
    let selects = match has(inside(inner, format), format) {
        Some(_) => range.start..range.start + with.len(),
        None => {
            let marks = (with.len() - inner.len()) / 2;
            range.start + marks..range.start + marks + inner.len()
        }
    };
    Change { range, with, selects }
}

/// A text of one line with marks at its ends, or without them.
fn changed(inner: &str, format: Format) -> String {
    if let Some(marks) = has(inside(inner, format), format) {
        return inner[marks..inner.len() - marks].to_owned();
    }
    let mark = match format {
        Format::Bold => "**".to_owned(),
        Format::Italic => "*".to_owned(),
        Format::Strikethrough => "~~".to_owned(),
        // One more backtick than stand together inside; a space keeps those at the ends apart.
        Format::Code => {
            let mark = "`".repeat(longest_run(inner) + 1);
            let ends = inner.starts_with('`') || inner.ends_with('`');
            return if ends { format!("{mark} {inner} {mark}") } else { format!("{mark}{inner}{mark}") };
        }
    };
    format!("{mark}{inner}{mark}")
}

/// Puts marks round each line, or removes them if every line has them. The mark of a list or a quote stays outside.
fn lines(trimmed: &str, range: Range<usize>, format: Format) -> Change {
    let parts = |line: &str| {
        let (indent, end) = (line.len() - line.trim_start().len(), line.trim_end().len());
        list::prefix(line).max(indent).min(end)..end
    };
    let is_marked = |line: &str| {
        let says = &line[parts(line)];
        says.is_empty() || has(inside(says, format), format).is_some()
    };
    let all = trimmed.split('\n').all(is_marked);
    let with = trimmed.split('\n').map(|line| {
        let says = parts(line);
        if says.is_empty() || (is_marked(line) && !all) {
            line.to_owned()
        } else {
            [&line[..says.start], &changed(&line[says.clone()], format), &line[says.end..]].concat()
        }
    });
    let with = with.collect::<Vec<_>>().join("\n");
    Change { selects: range.start..range.start + with.len(), range, with }
}

/// Makes a fenced block of several lines, or removes its fences.
fn block(text: &str, range: Range<usize>) -> Change {
    let inner = &text[range.clone()];
    let mut lines = inner.split('\n');
    if let (Some(first), Some(last)) = (lines.next(), lines.next_back())
        && is_fence(first)
        && is_fence(last)
    {
        let code = lines.collect::<Vec<_>>().join("\n");
        return Change { selects: range.start..range.start + code.len(), range, with: code };
    }
    let (before, after) = (&text[..range.start], &text[range.end..]);
    let opens = before.strip_suffix('\n').map(|before| before.rfind('\n').map_or(0, |at| at + 1));
    let closes = after.strip_prefix('\n').map(|after| after.find('\n').unwrap_or(after.len()));
    if let (Some(opens), Some(closes)) = (opens, closes)
        && is_fence(before[opens..].trim_end())
        && is_fence(&after[1..=closes])
    {
        return Change {
            range: opens..range.end + 1 + closes,
            with: inner.to_owned(),
            selects: opens..opens + inner.len(),
        };
    }
    let fence = "`".repeat((longest_run(inner) + 1).max(3));
    let break_before = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let break_after = if after.is_empty() || after.starts_with('\n') { "" } else { "\n" };
    let start = range.start + break_before.len() + fence.len() + 1;
    Change {
        selects: start..start + inner.len(),
        with: format!("{break_before}{fence}\n{inner}\n{fence}{break_after}"),
        range,
    }
}

fn is_fence(line: &str) -> bool {
    line.starts_with("```") && !line.trim_start_matches('`').contains('`')
}

const fn letter(format: Format) -> char {
    match format {
        Format::Bold | Format::Italic => '*',
        Format::Strikethrough => '~',
        Format::Code => '`',
    }
}

fn run_at_start(text: &str, format: Format) -> usize {
    text.len() - text.trim_start_matches(letter(format)).len()
}

fn run_at_end(text: &str, format: Format) -> usize {
    text.len() - text.trim_end_matches(letter(format)).len()
}

/// How many marks are at both ends of a text that has something between them.
fn inside(text: &str, format: Format) -> usize {
    let run = run_at_start(text, format).min(run_at_end(text, format));
    if text.len() > 2 * run { run } else { 0 }
}

/// How many marks to remove from a run; `None` if the run does not mark this format. `***` is bold and italic.
const fn has(run: usize, format: Format) -> Option<usize> {
    match (format, run) {
        (Format::Bold | Format::Strikethrough, 2..) => Some(2),
        (Format::Italic, 1 | 3..) => Some(1),
        (Format::Code, 1..) => Some(run),
        _ => None,
    }
}

fn longest_run(text: &str) -> usize {
    text.split(|letter| letter != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text with its selection in brackets, or `|` for the caret, after the change.
    fn after(marked: &str, format: Format) -> String {
        let (text, selection) = match marked.find('|') {
            Some(at) => (marked.replace('|', ""), at..at),
            None => {
                let (start, end) = (marked.find('⟦').unwrap(), marked.find('⟧').unwrap());
                (marked.replace(['⟦', '⟧'], ""), start..end - '⟦'.len_utf8())
            }
        };
        let Change { range, with, selects } = toggle(&text, selection, format);
        let text = [&text[..range.start], &with, &text[range.end..]].concat();
        if selects.is_empty() {
            return format!("{}|{}", &text[..selects.start], &text[selects.start..]);
        }
        let (before, inner, after) = (&text[..selects.start], &text[selects.clone()], &text[selects.end..]);
        format!("{before}⟦{inner}⟧{after}")
    }

    #[test]
    fn marks_go_round_the_selection_and_again_remove_them() {
        use Format::{Bold, Code, Italic, Strikethrough};
        for (plain, format, marked) in [
            ("a ⟦b c⟧ d", Bold, "a **⟦b c⟧** d"),
            ("a ⟦b c⟧ d", Italic, "a *⟦b c⟧* d"),
            ("a ⟦b c⟧ d", Strikethrough, "a ~~⟦b c⟧~~ d"),
            ("a ⟦b c⟧ d", Code, "a `⟦b c⟧` d"),
            ("a ⟦b ` c⟧ d", Code, "a ``⟦b ` c⟧`` d"),
            ("**⟦b⟧**", Italic, "***⟦b⟧***"),
            ("*⟦b⟧*", Bold, "***⟦b⟧***"),
            ("wo|rd", Bold, "**wo|rd**"),
            ("a word|", Italic, "a *word|*"),
            ("a | b", Bold, "a **|** b"),
            ("|", Code, "`|`"),
            ("日本⟦語⟧", Bold, "日本**⟦語⟧**"),
            ("⟦one\ntwo⟧", Code, "```\n⟦one\ntwo⟧\n```"),
            ("a\n⟦one\n```\ntwo⟧\nb", Code, "a\n````\n⟦one\n```\ntwo⟧\n````\nb"),
        ] {
            assert_eq!(after(plain, format), marked);
            assert_eq!(after(marked, format), plain);
        }
    }

    #[test]
    fn marks_inside_the_selection_are_removed_too() {
        assert_eq!(after("a ⟦**b c**⟧ d", Format::Bold), "a ⟦b c⟧ d");
        assert_eq!(after("⟦```\none\ntwo\n```⟧", Format::Code), "⟦one\ntwo⟧");
        assert_eq!(after("⟦**b**⟧", Format::Italic), "*⟦**b**⟧*", "bold is not italic");
    }

    #[test]
    fn spaces_at_the_ends_stay_outside() {
        assert_eq!(after("a⟦ b ⟧c", Format::Bold), "a **⟦b⟧** c");
        assert_eq!(after("a⟦ ⟧b", Format::Bold).matches("**").count(), 2);
    }

    #[test]
    fn each_of_several_lines_has_its_own_marks() {
        assert_eq!(after("⟦one\n\n- two⟧", Format::Bold), "⟦**one**\n\n- **two**⟧");
        assert_eq!(after("⟦**one**\n\n- **two**⟧", Format::Bold), "⟦one\n\n- two⟧");
        assert_eq!(after("⟦**one**\ntwo⟧", Format::Bold), "⟦**one**\n**two**⟧");
        assert_eq!(after("x ⟦one\ntwo⟧ y", Format::Code), "x \n```\n⟦one\ntwo⟧\n```\n y");
    }

    #[test]
    fn no_place_makes_it_stumble() {
        let text = "é `a` **b**\n```\n> - ~~日~~ 👩‍👩‍👧‍👦\n\n";
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for start in &places {
            for end in places.iter().filter(|end| *end >= start) {
                for format in [Format::Bold, Format::Italic, Format::Strikethrough, Format::Code] {
                    let Change { range, with, selects } = toggle(text, *start..*end, format);
                    let text = [&text[..range.start], &with, &text[range.end..]].concat();
                    assert!(text.get(selects).is_some());
                }
            }
        }
    }
}
