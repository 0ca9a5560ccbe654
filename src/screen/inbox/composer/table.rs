//! Turns cells copied from a spreadsheet into a Markdown table.
//!
//! Spreadsheets put lines of cells with tabs between them on the clipboard; a cell with a line break is in quotes. Pure.
//! Tests: below.

use super::fence;
use crate::widget::editor::Edit;

use iced::widget::text_editor::{Action, Edit as Change};

use std::ops::Range;

/// A longer table stays plain text, in bytes: the marks make it longer.
const LONGEST: usize = 50_000;

/// The table in what is pasted after a text, if it is one. In code it stays as it is.
pub(super) fn of_paste(edit: &Edit, before: &str) -> Option<String> {
    match edit {
        Edit::Action(Action::Edit(Change::Paste(pasted)))
            if pasted.len() <= LONGEST && fence::at_end(before) == fence::Place::Outside =>
        {
            markdown(pasted)
        }
        _ => None,
    }
}

/// A table with the line breaks that it needs in place of a range of a text: a paragraph above or below would become
/// part of it.
pub(super) fn apart(text: &str, range: &Range<usize>, table: &str) -> String {
    let breaks = |bare: bool, broken: usize| if bare { "" } else { &"\n\n"[broken.min(2)..] };
    let (before, after) =
        (text.get(..range.start).unwrap_or_default(), text.get(range.end..).unwrap_or_default());
    let above = breaks(before.trim().is_empty(), before.len() - before.trim_end_matches('\n').len());
    let below = breaks(after.trim().is_empty(), after.len() - after.trim_start_matches('\n').len());
    format!("{above}{table}{below}")
}

/// The cells as a table whose first line is the head; `None` if the text is no table.
fn markdown(pasted: &str) -> Option<String> {
    let rows = rows(pasted)?;
    let columns = rows.first()?.len();
    let is_table = rows.len() > 1
        && columns > 1
        && rows.iter().all(|row| row.len() == columns)
        // Lines that all begin with a tab are indented text.
        && rows.iter().any(|row| row.first().is_some_and(|cell| !cell.is_empty()));
    if !is_table {
        return None;
    }
    let line = |cells: &[String]| format!("| {} |", cells.join(" | "));
    let rule = line(&vec!["---".to_owned(); columns]);
    let mut lines = rows.iter().map(|row| line(row));
    let head = lines.next()?;
    Some([head, rule].into_iter().chain(lines).collect::<Vec<_>>().join("\n"))
}

/// The rows of cells; `None` if a quote is not closed.
fn rows(pasted: &str) -> Option<Vec<Vec<String>>> {
    let text = pasted.replace("\r\n", "\n").replace('\r', "\n");
    let mut rest = text.trim_end_matches('\n');
    let mut rows = vec![Vec::new()];
    loop {
        let (cell, behind) = match rest.strip_prefix('"').and_then(quoted) {
            Some(found) => found,
            None => {
                let end = rest.find(['\t', '\n']).unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        rows.last_mut()?.push(escaped(&cell));
        let mut letters = behind.chars();
        match letters.next() {
            Some('\t') => {}
            Some(_) => rows.push(Vec::new()),
            None => return Some(rows),
        }
        rest = letters.as_str();
    }
}

/// A cell in quotes and the text behind it; `None` if it is only a text that begins with a quote.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut cell = String::new();
    let mut rest = text;
    loop {
        let end = rest.find('"')?;
        cell.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(more) => {
                cell.push('"');
                rest = more;
            }
            None if rest.is_empty() || rest.starts_with(['\t', '\n']) => return Some((cell, rest)),
            None => return None,
        }
    }
}

/// A cell as it stands in a table: on one line, without a bar that would end it.
fn escaped(cell: &str) -> String {
    cell.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_a_spreadsheet_become_a_table() {
        assert_eq!(
            markdown("Part\tPrice\r\nBolt\t1.20\r\nNut\t\r\n").as_deref(),
            Some("| Part | Price |\n| --- | --- |\n| Bolt | 1.20 |\n| Nut |  |")
        );
        assert_eq!(
            markdown("a|b\t\"two\nlines\"\n\"say \"\"hi\"\"\"\t5\"").as_deref(),
            Some("| a\\|b | two lines |\n| --- | --- |\n| say \"hi\" | 5\" |")
        );
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for text in [
            "",
            "one",
            "one\ntwo",
            "one\ttwo",
            "one\ttwo\n",
            "a\tb\nc",
            "all:\n\tmake",
            "\tif a {\n\t}",
            "a\tb\n\nc\td",
        ] {
            assert_eq!(markdown(text), None, "{text:?}");
        }
    }
}
