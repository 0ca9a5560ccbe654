//! Raw JSON: walking objects and arrays, reading plain values, writing strings.
//!
//! `serde_json` checks the grammar and hands out slices; nothing is built. Must not know: the models.
//! Tests: `tests/wire/json_reader.rs`.

use super::ReadError;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use std::fmt::{self, Write as _};

/// Checks the grammar of a whole text; white space around it is dropped.
pub(crate) fn parse(text: &str) -> Result<&RawValue, ReadError> {
    serde_json::from_str(text).map_err(|error| {
        let line = error.line().saturating_sub(1);
        let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        ReadError::Malformed { at: (before + error.column()) as u64 }
    })
}

/// A string's content.
pub(crate) fn string(raw: &RawValue) -> Option<String> {
    // Checked before every parse, because a failing parser also builds an error message that nobody reads.
    if raw.get().starts_with('"') { serde_json::from_str(raw.get()).ok() } else { None }
}

/// Parses `true`, `1`, `"true"`, `"1"` and their opposites; words in any case.
pub(crate) fn flag(raw: &RawValue) -> Option<bool> {
    let text = raw.get();
    let word = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text).trim();
    if word == "1" || word.eq_ignore_ascii_case("true") {
        Some(true)
    } else if word == "0" || word.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// Parses an integer; also `1.0`, as some serializers write whole numbers.
pub(crate) fn integer(text: &str) -> Option<i64> {
    let whole = || text.strip_suffix(".0").and_then(|digits| digits.parse().ok());
    text.parse().ok().or_else(whole)
}

/// Appends a JSON string; escapes only the characters that the grammar requires.
pub(crate) fn push_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if u32::from(control) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            plain => out.push(plain),
        }
    }
    out.push('"');
}

/// Walks the fields of an object.
pub(crate) struct Fields<F>(F);

impl<F: FnMut(&str, &RawValue)> Fields<F> {
    /// Calls `each` with every name and value; `false` if the value is not an object.
    pub(crate) fn walk(raw: &RawValue, each: F) -> bool {
        raw.get().starts_with('{')
            && Self(each).deserialize(&mut serde_json::Deserializer::from_str(raw.get())).is_ok()
    }
}

impl<'de, F: FnMut(&str, &RawValue)> DeserializeSeed<'de> for Fields<F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, F: FnMut(&str, &RawValue)> Visitor<'de> for Fields<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key_seed(Name)? {
            let value = map.next_value::<&RawValue>()?;
            (self.0)(&name, value);
        }
        Ok(())
    }
}

/// A field's name, borrowed unless it contains escapes.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = std::borrow::Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        #[derive(serde::Deserialize)]
        struct Borrowed<'a>(#[serde(borrow)] std::borrow::Cow<'a, str>);

        Borrowed::deserialize(deserializer).map(|name| name.0)
    }
}

/// Walks the entries of an array.
pub(crate) struct Entries<F>(F);

impl<F: FnMut(&RawValue)> Entries<F> {
    /// Calls `each` with every entry; `false` if the value is not an array.
    pub(crate) fn walk(raw: &RawValue, each: F) -> bool {
        raw.get().starts_with('[')
            && Self(each).deserialize(&mut serde_json::Deserializer::from_str(raw.get())).is_ok()
    }
}

impl<'de, F: FnMut(&RawValue)> DeserializeSeed<'de> for Entries<F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(&RawValue)> Visitor<'de> for Entries<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        while let Some(value) = seq.next_element::<&RawValue>()? {
            (self.0)(value);
        }
        Ok(())
    }
}
