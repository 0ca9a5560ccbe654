//! Turns the server's reasons into text for people.
//!
//! Known codes get a sentence followed by the original; anything else is shown without control characters and
//! shortened. Must not know: envelopes. Tests: `tests/wire/answer.rs`.

use super::{Entries, Fields, MAX_DEPTH, string, survey, with_value};
use crate::remote::wire::text::decode;

use serde_json::value::RawValue;

/// The longest text by a server that is shown whole, in characters.
const MAX_CHARACTERS: usize = 400;

/// Codes that servers of this family are known to send (`docs/server-api.md` 2.15 and 2.17).
const KNOWN: [(&str, &str); 1] = [(REMOVED, "You are no longer a member of this channel.")];
const REMOVED: &str = "SeemsYouAreRemovedFromTheChannel";

/// True if a result of [`plain`] means that the person is not a member of the channel.
pub(in crate::remote) fn is_removed(said: &str) -> bool {
    said.contains(REMOVED)
}

/// Replaces a known code with a sentence and the original in brackets; anything else is only tidied.
#[must_use]
pub fn plain(said: &str) -> String {
    let tidy = shorten(said);
    match KNOWN.iter().find(|(code, _)| tidy.trim_end_matches('.').eq_ignore_ascii_case(code)) {
        Some((_, sentence)) => format!("{sentence} ({tidy})"),
        None => tidy,
    }
}

/// Makes one line without control characters, of at most 400 characters.
pub(super) fn shorten(said: &str) -> String {
    let clean: String = said.chars().map(|read| if read.is_control() { ' ' } else { read }).collect();
    let mut line = String::new();
    for word in clean.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if line.chars().count() > MAX_CHARACTERS {
        line = line.chars().take(MAX_CHARACTERS - 1).collect();
        line.push('…');
    }
    line
}

/// Extracts the reason from an error answer (any status but 2xx) in any form: an envelope, ASP.NET's own report,
/// problem details, a page's title, one line of text. `None` if nothing in it is fit to be shown.
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
        // Names of places and codes tell a person nothing unless there is nothing else.
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
