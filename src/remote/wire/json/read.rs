//! Reads the wire's JSON one raw value at a time, so that a bad value affects only itself.
//!
//! `serde_json` checks the grammar of the whole body once and returns raw slices; unknown fields are never built,
//! however deeply they are nested. Recursion follows the models, which are three levels deep. Tests:
//! `tests/wire/json_reader.rs`.

use super::super::model::{Model, Slot};
use super::super::note::Trail;
use super::super::raw::{Entries, Fields, flag, integer, parse, string};
use super::super::text::{decode, mend_json};
use super::super::{Date, Extra, Message, MessageType, Notes, ReadError, Why};

use serde_json::value::RawValue;
use uuid::Uuid;

/// Reads a model from a whole body.
pub(super) fn body<M: Model>(bytes: &[u8]) -> Result<(M, Notes), ReadError> {
    let text = decode(bytes)?;
    let text = mend_json(&text);
    let raw = parse(&text)?;
    let mut trail = Trail::new();
    let model = fill(raw, &mut trail).ok_or(ReadError::Unexpected("an object"))?;
    Ok((model, trail.into_notes()))
}

/// Reads a list of messages; `None` if no entry has an id.
pub(super) fn page(raw: &RawValue) -> Option<(Vec<Message>, Notes)> {
    let mut trail = Trail::new();
    let messages = list(raw, &mut trail, |raw, trail| {
        let message = entry(raw, trail).and_then(|message: Message| {
            trail.or_note(message.id.is_some().then_some(message), Why::WrongType)
        });
        if message.is_none() {
            trail.leave_out(raw.get());
        }
        message
    })?;
    (!messages.is_empty()).then(|| (messages, trail.into_notes()))
}

/// Reads a model; `None` if the value is not an object.
fn fill<M: Model>(raw: &RawValue, trail: &mut Trail) -> Option<M> {
    let mut model = M::default();
    let mut extra = Extra::default();
    let each = |name: &str, value: &RawValue| {
        let before = trail.losses();
        let name = match model.slot(name) {
            Some((name, slot)) => {
                trail.within(name, |trail| fill_slot(slot, value, trail));
                name
            }
            None => {
                trail.lose();
                name
            }
        };
        if !M::KEEPS_EXTRA {
            return;
        }
        // If any part of this field is missing from the model, the raw field is sent back.
        if trail.losses() > before {
            extra.keep(name, value.get());
        } else {
            extra.remove(name);
        }
    };
    let is_object = Fields::walk(raw, each);
    model.set_extra(extra);
    is_object.then_some(model)
}

/// If a name comes twice, the last one counts, as with Json.NET.
fn fill_slot(slot: Slot<'_>, raw: &RawValue, trail: &mut Trail) {
    match slot {
        Slot::Guid(into) => *into = present(raw).and_then(|raw| guid(raw, trail)),
        Slot::Text(into) => *into = present(raw).and_then(|raw| trail.or_note(string(raw), Why::WrongType)),
        Slot::Flag(into) => *into = present(raw).and_then(|raw| trail.or_note(flag(raw), Why::WrongType)),
        Slot::Date(into) => *into = present(raw).and_then(|raw| date(raw, trail)),
        Slot::Kind(into) => *into = present(raw).and_then(|raw| trail.or_note(kind(raw), Why::WrongType)),
        Slot::Guids(into) => *into = present(raw).and_then(|raw| list(raw, trail, guid)),
        Slot::Files(into) => *into = present(raw).and_then(|raw| list(raw, trail, entry)),
        Slot::Tagged(into) => *into = present(raw).and_then(|raw| list(raw, trail, entry)),
        Slot::Shared(into) => *into = present(raw).and_then(|raw| entry(raw, trail)).map(Box::new),
        Slot::Messages(into) => {
            *into = present(raw).and_then(|raw| list(raw, trail, entry)).unwrap_or_default();
        }
    }
}

fn present(raw: &RawValue) -> Option<&RawValue> {
    (raw.get() != "null").then_some(raw)
}

fn entry<M: Model>(raw: &RawValue, trail: &mut Trail) -> Option<M> {
    let model = fill(raw, trail);
    trail.or_note(model, Why::WrongType)
}

fn list<T>(
    raw: &RawValue,
    trail: &mut Trail,
    read: impl Fn(&RawValue, &mut Trail) -> Option<T>,
) -> Option<Vec<T>> {
    let (mut entries, mut index) = (Vec::new(), 0);
    let is_list = Entries::walk(raw, |raw| {
        trail.at_entry(index, |trail| {
            if trail.admit::<T>() {
                entries.extend(read(raw, trail));
            }
        });
        index += 1;
    });
    trail.or_note(is_list.then_some(entries), Why::WrongType)
}

fn guid(raw: &RawValue, trail: &mut Trail) -> Option<Uuid> {
    let text = trail.or_note(string(raw), Why::WrongType)?;
    trail.or_note(Uuid::try_parse(text.trim()).ok(), Why::NotAGuid)
}

fn date(raw: &RawValue, trail: &mut Trail) -> Option<Date> {
    let text = trail.or_note(string(raw), Why::WrongType)?;
    trail.or_note(Date::parse(&text), Why::NotADate)
}

/// A number, a number as a string, or a name.
fn kind(raw: &RawValue) -> Option<MessageType> {
    if let Some(text) = string(raw) {
        return match integer(text.trim()) {
            Some(number) => Some(MessageType::Number(number)),
            None => MessageType::named(&text),
        };
    }
    integer(raw.get()).map(MessageType::Number)
}
