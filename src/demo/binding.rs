//! Parses request bodies as ASP.NET Web API binds them, silent omissions included (`docs/server-api.md` 1.3).
//!
//! JSON is bound leniently, value by value. The XML reader behaves like `DataContractSerializer`: members out of ordinal
//! order or outside their namespace are silently ignored, and one value that does not parse makes the whole call null.
//! It deliberately shares no code with the client's XML writer. Must not know: the meaning of a call.
//! Tests: `tests/demo/binding.rs`.

mod contract;
mod tree;

use super::service::{Faults, Query};
use crate::remote::wire::{MessageType, Publish, Why, json};

/// A format of the publish call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Json,
    Xml,
}

impl Format {
    /// The format for a `Content-Type`; `None` if the media type is not supported.
    pub fn of_media_type(content_type: &str) -> Option<Self> {
        let name = content_type.split(';').next().unwrap_or_default().trim();
        match name.to_ascii_lowercase().as_str() {
            "application/json" | "text/json" => Some(Self::Json),
            "application/xml" | "text/xml" => Some(Self::Xml),
            _ => None,
        }
    }

    /// The name in a transcript.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Xml => "xml",
        }
    }
}

/// A bound request body.
#[derive(Debug, Clone, PartialEq)]
pub enum Bound {
    /// A call, and its elements with a value that does not parse.
    Call { publish: Publish, faults: Faults },
    /// The action gets null.
    Null,
}

/// Binds the body of a publish call.
pub fn publish(format: Format, body: &[u8]) -> Bound {
    match format {
        Format::Json => of_json(body),
        Format::Xml => contract::publish(body)
            .map_or(Bound::Null, |publish| Bound::Call { publish: zeroed(publish), faults: Faults::new() }),
    }
}

/// Binds the body of a reading call; `None` for null.
pub fn query(format: Format, body: &[u8]) -> Option<Query> {
    let value = match format {
        Format::Json => serde_json::from_slice(body).ok().filter(serde_json::Value::is_object)?,
        Format::Xml => contract::query(body)?,
    };
    Some(Query::of_json(&value))
}

fn of_json(body: &[u8]) -> Bound {
    let Ok((mut publish, notes)) = json::inspect_publish(body) else { return Bound::Null };
    let mut faults = Faults::new();
    for note in notes.kept() {
        if matches!(note.why, Why::OutOfOrder | Why::Foreign) {
            continue;
        }
        if let Some((index, field)) = element(&note.place) {
            faults.entry(index).or_insert_with(|| field.to_owned());
        }
    }
    for (index, message) in publish.messages.iter_mut().enumerate() {
        // An unknown enum name is an error of the element.
        if matches!(&message.message_type, Some(MessageType::Name(name)) if name.parse::<i64>().is_err()) {
            message.message_type = None;
            faults.entry(index).or_insert_with(|| "MessageType".to_owned());
        }
    }
    Bound::Call { publish: zeroed(publish), faults }
}

/// The server's `MessageType` is not nullable: null and absent are 0.
fn zeroed(mut publish: Publish) -> Publish {
    for message in &mut publish.messages {
        message.message_type.get_or_insert(MessageType::Number(0));
    }
    publish
}

/// Splits `Messages[3].SharedMessage.Id` into element 3 and field `SharedMessage.Id`.
fn element(place: &str) -> Option<(usize, &str)> {
    let rest = place.strip_prefix("Messages[")?;
    let (index, rest) = rest.split_once(']')?;
    Some((index.parse().ok()?, rest.strip_prefix('.').unwrap_or(rest)))
}
