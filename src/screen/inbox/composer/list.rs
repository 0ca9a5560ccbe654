//! Continues a list or a quote on a new line, and ends it on an empty item.
//!
//! Pure: it returns what the composer inserts. Tests: below.

use super::fence;

use std::ops::Range;

/// The effect of a line break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Break {
    /// A line break alone.
    Plain,
    /// A line break and the beginning of the next item.
    Next(String),
    /// The item is empty: its mark is replaced by this, and no line is added.
    End(Range<usize>, String),
}

/// The effect of a line break at the caret.
pub(super) fn line_break(text: &str, caret: usize) -> Break {
    let (Some(before), Some(after)) = (text.get(..caret), text.get(caret..)) else { return Break::Plain };
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = caret + after.find('\n').unwrap_or(after.len());
    let line = &text[start..end];
    let mark = Mark::of(line);
    let is_before_words = caret < start + mark.length;
    if mark.length == 0 || is_before_words || fence::at_end(&text[..start]) == fence::Place::InBlock {
        return Break::Plain;
    }
    if line[mark.length..].trim().is_empty() {
        let outer = if mark.item.is_some() { mark.quotes } else { "" };
        return Break::End(start..end, outer.to_owned());
    }
    Break::Next(format!("\n{}{}{}", mark.quotes, mark.indent, mark.item.unwrap_or_default()))
}

/// The mark of an item that was typed again, after a line break had inserted it.
pub(super) fn repeated(text: &str, caret: usize) -> Option<Range<usize>> {
    let (before, after) = (text.get(..caret)?, text.get(caret..)?);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = &text[start..caret];
    let mark = Mark::of(line);
    let (inserted, typed) = line.split_at(mark.length);
    let is_repeated =
        mark.item.is_some() && inserted.get(mark.quotes.len() + mark.indent.len()..) == Some(typed);
    let is_alone = start > 0 && (after.is_empty() || after.starts_with('\n'));
    (is_repeated && is_alone).then(|| start + mark.length..caret)
}

/// How many bytes at the beginning of a line are the mark of a list or a quote.
pub(super) fn prefix(line: &str) -> usize {
    Mark::of(line).length
}

/// The beginning of a line: quote marks, and the mark of an item.
#[derive(Debug, Default)]
struct Mark<'a> {
    quotes: &'a str,
    indent: &'a str,
    /// The mark of the next item.
    item: Option<String>,
    length: usize,
}

impl<'a> Mark<'a> {
    fn of(line: &'a str) -> Self {
        let mut quoted = 0;
        while line[quoted..].starts_with("> ") {
            quoted += 2;
        }
        let rest = &line[quoted..];
        let spaces = rest.len() - rest.trim_start_matches(' ').len();
        let (quotes, indent) = (&line[..quoted], &rest[..spaces]);
        match item(&rest[spaces..]) {
            Some((length, next)) => {
                Self { quotes, indent, item: Some(next), length: quoted + spaces + length }
            }
            None => Self { quotes, indent: "", item: None, length: quoted },
        }
    }
}

/// The length of the mark of an item, and the mark of the next one.
fn item(text: &str) -> Option<(usize, String)> {
    for bullet in ["- ", "* ", "• "] {
        let Some(rest) = text.strip_prefix(bullet) else { continue };
        for task in ["[ ] ", "[x] ", "[X] "] {
            if rest.starts_with(task) {
                return Some((bullet.len() + task.len(), format!("{bullet}[ ] ")));
            }
        }
        return Some((bullet.len(), bullet.to_owned()));
    }
    let digits = text.len() - text.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let sign = [". ", ") "].into_iter().find(|sign| text[digits..].starts_with(sign))?;
    // More digits are no number of an item.
    let number: u32 = text[..digits].parse().ok().filter(|_| digits <= 3)?;
    Some((digits + sign.len(), format!("{}{sign}", number + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text after a line break at the `|`, with a `|` at the caret.
    fn broken(marked: &str) -> String {
        let caret = marked.find('|').unwrap();
        let text = marked.replacen('|', "", 1);
        let (before, after) = text.split_at(caret);
        match line_break(&text, caret) {
            Break::Plain => format!("{before}\n|{after}"),
            Break::Next(more) => format!("{before}{more}|{after}"),
            Break::End(range, with) => format!("{}{with}|{}", &text[..range.start], &text[range.end..]),
        }
    }

    #[test]
    fn a_line_break_continues_a_list() {
        for (before, after) in [
            ("- one|", "- one\n- |"),
            ("* one|", "* one\n* |"),
            ("1. one|", "1. one\n2. |"),
            ("9. nine|", "9. nine\n10. |"),
            ("3) three|", "3) three\n4) |"),
            ("- [ ] one|", "- [ ] one\n- [ ] |"),
            ("- [x] one|", "- [x] one\n- [ ] |"),
            ("> said|", "> said\n> |"),
            ("> - said|", "> - said\n> - |"),
            ("  - inner|", "  - inner\n  - |"),
            ("a\n- one|\nb", "a\n- one\n- |\nb"),
            ("- one| two", "- one\n- | two"),
        ] {
            assert_eq!(broken(before), after);
        }
    }

    #[test]
    fn a_line_break_on_an_empty_item_ends_the_list() {
        for (before, after) in [
            ("- one\n- |", "- one\n|"),
            ("1. one\n2. |\nb", "1. one\n|\nb"),
            ("- [ ] |", "|"),
            ("> said\n> |", "> said\n|"),
            ("> - said\n> - |", "> - said\n> |"),
        ] {
            assert_eq!(broken(before), after);
        }
    }

    #[test]
    fn a_mark_typed_by_habit_is_not_doubled() {
        for (text, kept) in [
            ("- one\n- - ", "- one\n- "),
            ("1. one\n2. 2. ", "1. one\n2. "),
            ("> - one\n> - - ", "> - one\n> - "),
            ("- [ ] one\n- [ ] - [ ] ", "- [ ] one\n- [ ] "),
        ] {
            let range = repeated(text, text.len()).unwrap();
            assert_eq!([&text[..range.start], &text[range.end..]].concat(), kept);
        }
        for text in ["- - ", "- one\n- -", "- one\n- * ", "> one\n> > ", "a\n- ", "1. one\n2. 3. "] {
            assert_eq!(repeated(text, text.len()), None, "{text:?}");
        }
        assert_eq!(repeated("a\n- - b", 6), None);
    }

    #[test]
    fn other_lines_are_only_broken() {
        for (before, after) in [
            ("one|", "one\n|"),
            ("|- one", "\n|- one"),
            ("- |one", "- \n- |one"),
            ("-one|", "-one\n|"),
            ("1984. A year|", "1984. A year\n|"),
            (">_>|", ">_>\n|"),
            ("```\n- one|", "```\n- one\n|"),
            ("  indented|", "  indented\n|"),
        ] {
            assert_eq!(broken(before), after);
        }
    }
}
