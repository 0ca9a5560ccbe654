//! A table for spreadsheets: RFC 4180, one row per message, every field quoted.
//!
//! It begins with a byte order mark: without it, Excel reads UTF-8 as the system's 8-bit encoding.
//!
//! A spreadsheet runs a field that begins with `=`, `+`, `-` or `@` as a formula, even after blanks: such a field gets
//! a leading apostrophe. Control characters other than line breaks are shown as a placeholder. Source: OWASP, *CSV
//! Injection*. Tests: below, `tests/commands/export.rs`.

use super::{About, Form, date, kind};
use crate::chat::message::Marks;
use crate::chat::{Message, shown};
use crate::row::Record;

use std::io::{self, Write};

pub(super) struct Csv;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
const HEAD: [&str; 23] = [
    "id",
    "conversation",
    "author_id",
    "author",
    "sent_at",
    "edited_at",
    "text",
    "kind",
    "files",
    "reply_to",
    "tags",
    "shared_id",
    "shared_author",
    "shared_text",
    "from",
    "pinned_by",
    "starred_by",
    "read",
    "archived",
    "reported",
    "reactions",
    "earlier_versions",
    "reports",
];

impl Form for Csv {
    fn begin(&mut self, to: &mut dyn Write, _: &About) -> io::Result<()> {
        to.write_all(BYTE_ORDER_MARK)?;
        row(to, HEAD.map(str::to_owned))
    }

    fn record(&mut self, to: &mut dyn Write, record: &Record) -> io::Result<()> {
        let message = &record.message;
        // Names every field, so that the compiler asks for a new one.
        let Marks { deleted: _, pinned_by, starred_by, read, archived, reported } = &message.marks;
        let shared = message.shared.as_deref();
        let id = |id: Option<String>| id.unwrap_or_default();
        let yes = |is: bool| if is { "yes" } else { "" }.to_owned();
        let lines = |lines: Vec<String>| lines.join("\n");
        row(
            to,
            [
                message.id.to_string(),
                format!("{}{}", message.conversation.kind().sigil(), record.conversation_name),
                message.author.to_string(),
                message.author_name.clone(),
                date(message.sent_at),
                id(message.edited_at.map(date)),
                message.text.clone(),
                kind(message.kind),
                lines(message.files.iter().map(|file| format!("{} {}", file.name, file.path)).collect()),
                id(message.parent.map(|id| id.to_string())),
                lines(record.tag_names.clone()),
                id(shared.map(|shared| shared.id.to_string())),
                id(shared.map(|shared| shared.author_name.clone())),
                id(shared.map(|shared| shared.text.clone())),
                id(message.from.map(|id| id.to_string())),
                id(pinned_by.map(|id| id.to_string())),
                id(starred_by.map(|id| id.to_string())),
                yes(*read),
                yes(*archived),
                reported.clone().unwrap_or_default(),
                lines(record.reactions.iter().map(|it| format!("{} {}", it.text, it.author_name)).collect()),
                lines(record.versions.iter().map(|it| format!("{} {}", date(it.until), it.text)).collect()),
                lines(record.reports.iter().map(report).collect()),
            ],
        )
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

fn report(report: &Message) -> String {
    let reason = report.marks.reported.as_deref().unwrap_or_default();
    format!("{} {}: {reason}", date(report.sent_at), report.author_name)
}

fn row<const FIELDS: usize>(to: &mut dyn Write, fields: [String; FIELDS]) -> io::Result<()> {
    let fields = fields.map(|field| quoted(&field));
    to.write_all(fields.join(",").as_bytes())?;
    to.write_all(b"\r\n")
}

fn quoted(field: &str) -> String {
    let shown = shown::text(field);
    let mark = if is_formula(&shown) { "'" } else { "" };
    format!("\"{mark}{}\"", shown.replace('"', "\"\""))
}

/// True if a spreadsheet might run the field; the wide forms of the four signs count as the signs.
fn is_formula(field: &str) -> bool {
    field.starts_with(['\t', '\r', '\n'])
        || field
            .trim_start_matches(|letter: char| {
                letter.is_whitespace() || shown::is_blank(letter.encode_utf8(&mut [0; 4]))
            })
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_a_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\u{200b}=1", "\t=1", "＝1", "\n=1"] {
            assert!(quoted(formula).starts_with("\"'"), "{formula:?}");
        }
        assert_eq!(quoted("1 - 1 = 0"), "\"1 - 1 = 0\"");
    }

    #[test]
    fn quotes_and_lines_stay_in_their_field() {
        assert_eq!(quoted("say \"hi\"\nand \u{1}go"), "\"say \"\"hi\"\"\nand \u{fffd}go\"");
    }
}
