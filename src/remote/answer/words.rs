//! The reason in an error answer, whatever its form.
//!
//! Tests: `tests/wire/answer.rs`.

use super::plain::plain;
use super::{Entries, Fields, MAX_DEPTH, string, survey, with_value};
use crate::remote::wire::text::decode;

use serde_json::value::RawValue;

/// The reason in an error answer (any status but 2xx) of any form: an envelope, ASP.NET's own report, problem details,
/// a page's title, one line of text. `None` if it contains nothing to show.
#[must_use]
pub fn words(body: &[u8]) -> Option<String> {
    let said = match with_value(body, |raw| survey::of(raw).said().or_else(|| from_json(raw, 0))) {
        Ok(said) => said,
        Err(_) => {
            let text = decode(body).ok()?;
            match text.trim_start().chars().next()? {
                '<' => title(&text),
                // Broken JSON: its first line would be brackets.
                '{' | '[' => None,
                _ => first_line(&text),
            }
        }
    };
    said.map(|said| plain(&said)).filter(|said| !said.is_empty())
}

/// The number of ranks by which fields of an error report are ordered; the first field of the best rank is shown.
const RANKS: usize = 4;

/// The rank of a field by its name; `None` if it is ignored.
fn rank(name: &str, value: &RawValue, depth: usize) -> Option<usize> {
    let is_text = value.get().starts_with('"');
    match name.to_ascii_lowercase().as_str() {
        // Details come before summaries: "The request is invalid." explains nothing.
        "apiresponsemessages" | "modelstate" | "errors" | "detail" | "content" => Some(0),
        "message" | "title" | "error" | "reason" | "errormessage" | "error_description" => Some(1),
        // Names of fields and codes are only shown if there is nothing else.
        "fieldname" | "field" | "property" | "path" | "pointer" | "code" | "errorcode" | "type"
            if depth > 0 && is_text =>
        {
            Some(3)
        }
        "messagetypeenum" | "id" | "messageid" | "traceid" | "instance" | "status" | "timestamp"
            if is_text =>
        {
            None
        }
        "data" | "result" | "value" => Some(2),
        // A dictionary of fields: the keys are the server's names, the values its messages.
        _ => (depth > 0 && (is_text || value.get().starts_with(['[', '{']))).then_some(2),
    }
}

fn from_json(raw: &RawValue, depth: usize) -> Option<String> {
    if depth > MAX_DEPTH {
        return None;
    }
    if let Some(text) = string(raw) {
        return Some(text).filter(|text| !text.trim().is_empty());
    }
    let mut said: [Option<String>; RANKS] = [const { None }; RANKS];
    Fields::walk(raw, |name, value| {
        if let Some(into) = rank(name, value, depth).and_then(|rank| said.get_mut(rank))
            && into.is_none()
        {
            *into = from_json(value, depth + 1);
        }
    });
    said.into_iter().flatten().next().or_else(|| first_entry(raw, depth))
}

fn first_entry(raw: &RawValue, depth: usize) -> Option<String> {
    let mut found = None;
    Entries::walk(raw, |entry| {
        if found.is_none() {
            found = from_json(entry, depth + 1);
        }
    });
    found
}

/// The title of a page, without markup.
fn title(page: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let from = start + lower.get(start..)?.find('>')? + 1;
    let until = from + lower.get(from..)?.find('<')?;
    page.get(from..until).map(str::trim).filter(|title| !title.is_empty()).map(str::to_owned)
}

fn first_line(text: &str) -> Option<String> {
    text.lines().map(str::trim).find(|line| !line.is_empty()).map(str::to_owned)
}
