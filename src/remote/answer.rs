//! Reads the server's answers.
//!
//! Every body results in a typed outcome. The forms of an answer are in `docs/server-api.md` 2.11, 2.12 and 2.17.
//!
//! With status 200, an **empty body, a hollow wrapper, a web page or a broken answer** is [`Answer::Unreadable`]:
//! this server uses 200 for failures too and always writes an envelope, so *accepted* must not be guessed. An
//! envelope without any complaint, even `{}`, means success (2.12). (204 means that there is nothing to say; `http`
//! treats it as accepted without calling this module.)
//! Must not know: HTTP. Tests: `tests/wire/answer.rs`.

mod plain;
mod survey;
mod words;

pub(super) use plain::is_removed;
pub use plain::plain;
pub use words::words;

use super::wire::raw::{Entries, Fields, parse, string};
use super::wire::text::{decode, mend_json};
use super::wire::{Message, Notes, ReadError, json};
use crate::language::tr;

use serde_json::value::RawValue;
use uuid::Uuid;

/// The most bytes read of the answer to a publish call; a longer one is unreadable. Reading takes at most 16 MiB of
/// memory for any answer (measured in `tests/wire/memory.rs`).
pub const PUBLISH_CAP: usize = 1024 * 1024;

/// The most bytes read of a page of messages.
pub const PAGE_CAP: usize = super::wire::MAX_BODY;

/// How deep an envelope may be nested in wrappers and in strings that contain JSON.
const MAX_DEPTH: usize = 8;

/// The answer to a publish call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Accepted,
    Refused {
        /// The server's reason, tidied.
        reason: String,
        /// Single elements that the envelope names by id, with their reasons.
        elements: Vec<(Uuid, String)>,
        /// The outcome of the call as a whole.
        whole: Whole,
    },
    /// The answer proves neither success nor failure.
    Unreadable {
        hint: String,
    },
}

/// An envelope that refuses something may call the whole call a failure (`success: false`); then the outcome of
/// elements it does not name is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    Failed,
    /// It only lists errors.
    Unsaid,
}

#[must_use]
pub fn read(body: &[u8]) -> Answer {
    if body.len() > PUBLISH_CAP {
        return unreadable(tr::remote_reply_long());
    }
    match with_value(body, |raw| survey::of(raw).verdict()) {
        Ok(answer) => answer,
        Err(error) => unreadable(hint(body, &error)),
    }
}

/// Reads a page of messages: the first list in the envelope whose objects have an `Id`.
///
/// # Errors
/// [`Answer::Refused`] if the envelope refuses the call, [`Answer::Unreadable`] if there is no such list.
pub fn read_messages(body: &[u8]) -> Result<(Vec<Message>, Notes), Answer> {
    let found = with_value(body, |raw| {
        let mut hunt = Hunt::default();
        if !raw.get().starts_with('[') {
            match survey::of(raw).verdict() {
                Answer::Accepted => {}
                refused @ (Answer::Refused { .. } | Answer::Unreadable { .. }) => return Err(refused),
            }
        }
        hunt.visit(raw, 0);
        match hunt {
            Hunt { found: Some(page), .. } => Ok(page),
            Hunt { found: None, strangers: false } => Ok((Vec::new(), Notes::default())),
            Hunt { found: None, strangers: true } => Err(unreadable(tr::remote_reply_no_id())),
        }
    });
    found.unwrap_or_else(|error| Err(unreadable(hint(body, &error))))
}

/// Parses the body as a JSON value and passes it to `read`.
fn with_value<T>(body: &[u8], read: impl FnOnce(&RawValue) -> T) -> Result<T, ReadError> {
    let text = decode(body)?;
    let text = mend_json(&text);
    Ok(read(parse(&text)?))
}

/// Parses a JSON value inside a string, as written by servers that encode twice.
fn with_inner<T>(raw: &RawValue, read: impl FnOnce(&RawValue) -> T) -> Option<T> {
    let text = string(raw)?;
    if !text.trim_start().starts_with(['{', '[', '"']) {
        return None;
    }
    with_value(text.as_bytes(), read).ok()
}

fn unreadable(hint: impl Into<String>) -> Answer {
    Answer::Unreadable { hint: hint.into() }
}

/// A description of a body that is no answer.
fn hint(body: &[u8], error: &ReadError) -> String {
    let looks_like_markup = decode(body).is_ok_and(|text| text.trim_start().starts_with('<'));
    match error {
        ReadError::Empty => tr::remote_reply_empty(),
        ReadError::TooLong(_) => tr::remote_reply_long(),
        ReadError::Malformed { .. } | ReadError::Unexpected(_) if looks_like_markup => {
            tr::remote_reply_page()
        }
        ReadError::Malformed { .. } => tr::remote_reply_damaged(),
        ReadError::Unexpected(_) => tr::remote_reply_unknown(),
    }
    .to_owned()
}

/// The search for the list of messages, in document order.
#[derive(Default)]
struct Hunt {
    found: Option<(Vec<Message>, Notes)>,
    /// There was a list of objects, but none of them has an id.
    strangers: bool,
}

impl Hunt {
    fn visit(&mut self, raw: &RawValue, depth: usize) {
        if self.found.is_some() || depth > MAX_DEPTH {
            return;
        }
        match raw.get().as_bytes().first() {
            Some(b'{') => {
                Fields::walk(raw, |name, value| {
                    if !is_furniture(name) {
                        self.visit(value, depth + 1);
                    }
                });
            }
            Some(b'[') => {
                self.found = json::read_page(raw);
                Entries::walk(raw, |entry| {
                    self.strangers |= entry.get().starts_with('{');
                    self.visit(entry, depth + 1);
                });
            }
            Some(b'"') => {
                with_inner(raw, |inner| self.visit(inner, depth + 1));
            }
            _ => {}
        }
    }
}

/// Parts of an envelope and of `JsonResult` with lists of other things.
fn is_furniture(name: &str) -> bool {
    ["apiResponseMessages", "SerializerSettings", "Encoding", "Request"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}
