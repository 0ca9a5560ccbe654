//! The wire format in JSON: `application/json`, fields in the server's order, null written as null.
//!
//! The writer always writes every field; the reader accepts any case and order, ignores unknown fields, and loses no
//! more than a field that it cannot read. A message can be written alone (the outbox freezes it); such elements
//! joined give the same bytes as writing them at once.
//! Must not know: XML, `chat`. Tests: `tests/wire/samples.rs`, `json_reader.rs`, `round_trip.rs`.

pub(crate) mod read;

use super::model::{Cell, Model};
use super::raw::push_string;
use super::{Extra, Message, MessageType, Notes, Publish, ReadError, TypeNames};

use serde_json::value::RawValue;
use uuid::Uuid;

use std::fmt::Write as _;

/// The `Content-Type` of these bodies.
pub const MEDIA_TYPE: &str = "application/json; charset=utf-8";

/// Reads one publish call; [`inspect_publish`] also returns notes on losses.
///
/// # Errors
/// Only if nothing can be read: empty, too long, malformed, or not an object.
pub fn read_publish(body: &[u8]) -> Result<Publish, ReadError> {
    inspect_publish(body).map(|(publish, _)| publish)
}

/// Reads one publish call, with notes on everything that could not be used.
///
/// # Errors
/// Like [`read_publish`].
pub fn inspect_publish(body: &[u8]) -> Result<(Publish, Notes), ReadError> {
    read::body(body)
}

/// Reads one element from [`write_message`] or from a server's page.
///
/// # Errors
/// Like [`read_publish`].
pub fn read_message(element: &[u8]) -> Result<Message, ReadError> {
    inspect_message(element).map(|(message, _)| message)
}

/// Reads one element, with notes on everything that could not be used.
///
/// # Errors
/// Like [`read_publish`].
pub fn inspect_message(element: &[u8]) -> Result<(Message, Notes), ReadError> {
    read::body(element)
}

/// Reads a list with at least one object that has an `Id`; entries without one are left out and noted.
pub(crate) fn read_page(raw: &RawValue) -> Option<(Vec<Message>, Notes)> {
    read::page(raw)
}

/// Writes the body of one publish call.
#[must_use]
pub fn write_publish(publish: &Publish, types: &TypeNames) -> Vec<u8> {
    let mut out = String::new();
    push_model(&mut out, publish, types);
    out.into_bytes()
}

/// Writes one element of a call, to be frozen and later passed to [`join_publish`].
#[must_use]
pub fn write_message(message: &Message, types: &TypeNames) -> String {
    let mut out = String::new();
    push_model(&mut out, message, types);
    out
}

/// Joins frozen elements to a body; byte for byte the same as [`write_publish`] with the same messages.
#[must_use]
pub fn join_publish<'a>(user: Uuid, company: Uuid, elements: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut out = format!("{{\"UserId\":\"{user}\",\"CompanyId\":\"{company}\",\"Messages\":");
    push_list(&mut out, elements, String::push_str);
    out.push('}');
    out.into_bytes()
}

fn push_model<M: Model>(out: &mut String, model: &M, types: &TypeNames) {
    out.push('{');
    let cells = model.cells();
    let names: Vec<_> = cells.iter().map(|(name, _)| *name).collect();
    for (index, (name, cell)) in cells.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        // The names are the server's own and consist of letters only.
        let _ = write!(out, "\"{name}\":");
        match model.extra().and_then(|extra| extra.get(name)) {
            Some(raw) => out.push_str(raw),
            None => push_cell(out, cell, types),
        }
    }
    let unknown = |name: &str| !names.iter().any(|known| known.eq_ignore_ascii_case(name));
    for (name, raw) in model.extra().into_iter().flat_map(Extra::iter).filter(|(name, _)| unknown(name)) {
        out.push(',');
        push_string(out, name);
        out.push(':');
        out.push_str(raw);
    }
    out.push('}');
}

/// The parts of an element that would be lost or changed if another one were sent in its place: fields with these
/// names that differ, and all without a place in the model, as raw JSON.
#[must_use]
pub fn leftovers(came: &Message, goes: &Message, names: &[&str]) -> Extra {
    let known: Vec<_> = goes.cells();
    let is_known = |name: &str| known.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
    let mut left = came.extra.filtered(|name| names.contains(&name) || !is_known(name));
    for ((name, theirs), (_, ours)) in came.cells().into_iter().zip(&known) {
        if !names.contains(&name) || left.get(name).is_some() {
            continue;
        }
        if theirs != *ours {
            left.keep(name, &raw(theirs));
        }
    }
    left
}

/// The raw value of a field; a kind with a name as that name.
fn raw(cell: Cell<'_>) -> String {
    let mut out = String::new();
    if let Cell::Kind(Some(MessageType::Name(name))) = cell {
        push_string(&mut out, name);
    } else {
        push_cell(&mut out, cell, &TypeNames::default());
    }
    out
}

fn push_cell(out: &mut String, cell: Cell<'_>, types: &TypeNames) {
    match cell {
        Cell::Guid(Some(guid)) => push_guid(out, guid),
        Cell::Text(Some(text)) => push_string(out, text),
        Cell::Flag(Some(flag)) => out.push_str(if *flag { "true" } else { "false" }),
        Cell::Date(Some(date)) => push_string(out, date.as_str()),
        Cell::Kind(Some(kind)) => push_kind(out, kind, types),
        Cell::Guids(Some(guids)) => push_list(out, guids, push_guid),
        Cell::Files(Some(files)) => push_list(out, files, |out, file| push_model(out, file, types)),
        Cell::Tagged(Some(tagged)) => push_list(out, tagged, |out, person| push_model(out, person, types)),
        Cell::Shared(Some(shared)) => push_model(out, shared.as_ref(), types),
        Cell::Messages(messages) => push_list(out, messages, |out, message| push_model(out, message, types)),
        Cell::Guid(None)
        | Cell::Text(None)
        | Cell::Flag(None)
        | Cell::Date(None)
        | Cell::Kind(None)
        | Cell::Guids(None)
        | Cell::Files(None)
        | Cell::Tagged(None)
        | Cell::Shared(None) => out.push_str("null"),
    }
}

/// Writes the number of a kind if it is known. A name without a number came from a server that writes names, which
/// can also read it.
fn push_kind(out: &mut String, kind: &MessageType, types: &TypeNames) {
    match (types.resolve(kind), kind) {
        (None, MessageType::Name(name)) => push_string(out, name),
        (None, MessageType::Number(number)) => out.push_str(&number.to_string()),
        (Some(number), MessageType::Number(_) | MessageType::Name(_)) => out.push_str(&number.to_string()),
    }
}

fn push_guid(out: &mut String, guid: &Uuid) {
    let _ = write!(out, "\"{guid}\"");
}

fn push_list<T>(out: &mut String, entries: impl IntoIterator<Item = T>, push: impl Fn(&mut String, T)) {
    out.push('[');
    for (index, entry) in entries.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        push(out, entry);
    }
    out.push(']');
}
