//! The wire format in XML: `application/xml`, as a `DataContractSerializer` requires it.
//!
//! Elements must be in ordinal alphabetical order and in the server's namespace, or the server silently skips them;
//! `None` is left out; `IsChannel` does not exist here (the server's sample omits it); a message type is written by
//! name. The reader is as tolerant as the JSON one and only notes order and namespaces. A document type declaration
//! is skipped: entities that it declares are never expanded.
//! Must not know: JSON, `chat`. Tests: `tests/wire/samples.rs`, `xml_reader.rs`, `round_trip.rs`.

mod read;

use super::model::{Cell, Model};
use super::{Message, Notes, Publish, ReadError, TypeNames};

use uuid::Uuid;

use std::fmt::Write as _;

/// The `Content-Type` of these bodies.
pub const MEDIA_TYPE: &str = "application/xml; charset=utf-8";

/// The namespace of the server's models.
pub const MODELS: &str = "http://schemas.datacontract.org/2004/07/Communicator.Models.Messages";
/// The namespace of the `guid` elements in lists of GUIDs.
pub const ARRAYS: &str = "http://schemas.microsoft.com/2003/10/Serialization/Arrays";
/// The namespace of `nil`.
pub const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Fields of the JSON sample that the XML sample does not have.
const JSON_ONLY: [&str; 1] = ["IsChannel"];
/// The depth of a message in the document: model, list, message.
const MESSAGE_DEPTH: usize = 3;

/// Reads one publish call; [`inspect_publish`] also returns notes on losses.
///
/// # Errors
/// Only if nothing can be read: empty, too long, malformed, or another root element.
pub fn read_publish(body: &[u8]) -> Result<Publish, ReadError> {
    inspect_publish(body).map(|(publish, _)| publish)
}

/// Reads one publish call, with notes on everything that could not be used or that the server would have skipped.
///
/// # Errors
/// Like [`read_publish`].
pub fn inspect_publish(body: &[u8]) -> Result<(Publish, Notes), ReadError> {
    read::body(body)
}

/// Reads one element from [`write_message`].
///
/// # Errors
/// Like [`read_publish`].
pub fn read_message(element: &[u8]) -> Result<Message, ReadError> {
    read::body(element).map(|(message, _)| message)
}

/// Writes the body of one publish call.
#[must_use]
pub fn write_publish(publish: &Publish, types: &TypeNames) -> Vec<u8> {
    let mut out = root();
    push_fields(&mut out, publish, types, 1);
    close(&mut out, Publish::NAME);
    out.into_bytes()
}

/// Writes one element of a call, to be passed to [`join_publish`]; it relies on the root's namespaces.
#[must_use]
pub fn write_message(message: &Message, types: &TypeNames) -> String {
    let mut out = String::new();
    push_model(&mut out, message, types, MESSAGE_DEPTH);
    out
}

/// Joins elements to a body; byte for byte the same as [`write_publish`] with the same messages.
#[must_use]
pub fn join_publish<'a>(user: Uuid, company: Uuid, elements: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut out = root();
    let _ = write!(out, "<CompanyId>{company}</CompanyId><Messages>");
    elements.for_each(|element| out.push_str(element));
    let _ = write!(out, "</Messages><UserId>{user}</UserId></{}>", Publish::NAME);
    out.into_bytes()
}

/// The root's start tag, with attributes in the sample's order.
fn root() -> String {
    format!("<{} xmlns:i=\"{INSTANCE}\" xmlns=\"{MODELS}\">", Publish::NAME)
}

fn open(out: &mut String, name: &str) {
    let _ = write!(out, "<{name}>");
}

fn close(out: &mut String, name: &str) {
    let _ = write!(out, "</{name}>");
}

fn push_model<M: Model>(out: &mut String, model: &M, types: &TypeNames, depth: usize) {
    open(out, M::NAME);
    push_fields(out, model, types, depth);
    close(out, M::NAME);
}

/// `depth` is that of the parent element; the root has 1.
fn push_fields<M: Model>(out: &mut String, model: &M, types: &TypeNames, depth: usize) {
    let mut cells = model.cells();
    cells.retain(|(name, _)| !JSON_ONLY.contains(name));
    cells.sort_unstable_by_key(|(name, _)| *name);
    for (name, cell) in cells {
        push_cell(out, name, cell, types, depth + 1);
    }
}

fn push_cell(out: &mut String, name: &str, cell: Cell<'_>, types: &TypeNames, depth: usize) {
    match cell {
        Cell::Guid(Some(guid)) => push_leaf(out, name, &guid.to_string()),
        Cell::Text(Some(text)) => push_leaf(out, name, text),
        Cell::Flag(Some(flag)) => push_leaf(out, name, if *flag { "true" } else { "false" }),
        Cell::Date(Some(date)) => push_leaf(out, name, date.as_str()),
        Cell::Kind(Some(kind)) => push_leaf(out, name, types.xml_name(kind)),
        Cell::Guids(Some(guids)) => push_guids(out, name, guids, depth),
        Cell::Files(Some(files)) => push_models(out, name, files, types, depth),
        Cell::Tagged(Some(tagged)) => push_models(out, name, tagged, types, depth),
        Cell::Messages(messages) => push_models(out, name, messages, types, depth),
        Cell::Shared(Some(shared)) => {
            open(out, name);
            push_fields(out, shared.as_ref(), types, depth);
            close(out, name);
        }
        // An absent field is null for the server, as in the sample.
        Cell::Guid(None)
        | Cell::Text(None)
        | Cell::Flag(None)
        | Cell::Date(None)
        | Cell::Kind(None)
        | Cell::Guids(None)
        | Cell::Files(None)
        | Cell::Tagged(None)
        | Cell::Shared(None) => {}
    }
}

fn push_leaf(out: &mut String, name: &str, text: &str) {
    open(out, name);
    push_text(out, text);
    close(out, name);
}

fn push_models<M: Model>(out: &mut String, name: &str, models: &[M], types: &TypeNames, depth: usize) {
    open(out, name);
    for model in models {
        push_model(out, model, types, depth + 1);
    }
    close(out, name);
}

/// The serializer names its prefixes by depth: `d4p1` in a message, `d5p1` in a shared one.
fn push_guids(out: &mut String, name: &str, guids: &[Uuid], depth: usize) {
    let prefix = format!("d{depth}p1");
    let _ = write!(out, "<{name} xmlns:{prefix}=\"{ARRAYS}\">");
    for guid in guids {
        let _ = write!(out, "<{prefix}:guid>{guid}</{prefix}:guid>");
    }
    close(out, name);
}

/// Escapes text so that it is read back unchanged. A bare carriage return would be read as a line feed, so it is
/// written as a reference; characters that XML 1.0 does not allow are left out.
fn push_text(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#xD;"),
            carried if is_xml_char(carried) => out.push(carried),
            _ => {}
        }
    }
}

/// True if XML 1.0 allows the character (its production `Char`).
#[must_use]
pub fn is_xml_char(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => true,
        '\u{FFFE}' | '\u{FFFF}' => false,
        other => u32::from(other) >= 0x20,
    }
}
