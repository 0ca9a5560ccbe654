//! Wire fields without a place in a model: unknown ones, and known ones whose value could not be read.
//!
//! An upsert overwrites everything it leaves out with null, so these values are kept as raw JSON and sent back
//! unchanged (`docs/server-api.md` 2.21). XML cannot carry fields that the server's model does not have, so there
//! they are left out. Must not know: the meaning of a field. Tests: below, `tests/wire/json_reader.rs`.

use super::raw::{Fields, parse, push_string};

use std::collections::BTreeMap;

/// The most bytes kept of one message, including [`PER_FIELD`] for each field; a longer element could not be sent
/// back anyway.
const MAX_BYTES: usize = 1_000_000;
/// Bytes counted for a field in addition to its text.
const PER_FIELD: usize = 200;

/// Raw JSON values by field name, in any case.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Extra {
    /// By the name in lower case: the original name, and the value.
    fields: BTreeMap<Box<str>, (Box<str>, Box<str>)>,
    bytes: usize,
    is_cut: bool,
}

impl std::fmt::Debug for Extra {
    /// Leaves out values: they must not reach the logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter().map(|(name, _)| name)).finish()
    }
}

impl Extra {
    /// True if nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && !self.is_cut
    }

    /// True if more was received than is kept: the message cannot be sent back unchanged.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The raw value of a field, by its name in any case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        if self.fields.is_empty() {
            return None;
        }
        self.fields.get(&*name.to_ascii_lowercase()).map(|(_, raw)| &**raw)
    }

    /// All fields with their raw values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.values().map(|(name, raw)| (&**name, &**raw))
    }

    /// Keeps a raw value; the last one counts if a name comes twice.
    pub fn keep(&mut self, name: &str, raw: &str) {
        self.remove(name);
        let bytes = PER_FIELD + name.len() + raw.len();
        if self.is_cut || self.bytes + bytes > MAX_BYTES {
            *self = Self { is_cut: true, ..Self::default() };
            return;
        }
        self.bytes += bytes;
        self.fields.insert(name.to_ascii_lowercase().into(), (name.into(), raw.into()));
    }

    /// Removes a field.
    pub fn remove(&mut self, name: &str) {
        if self.fields.is_empty() {
            return;
        }
        if let Some((name, raw)) = self.fields.remove(&*name.to_ascii_lowercase()) {
            self.bytes -= PER_FIELD + name.len() + raw.len();
        }
    }

    /// The fields that `keep` selects by name.
    #[must_use]
    pub fn filtered(&self, keep: impl Fn(&str) -> bool) -> Self {
        let mut found = Self { is_cut: self.is_cut, ..Self::default() };
        self.iter().filter(|(name, _)| keep(name)).for_each(|(name, raw)| found.keep(name, raw));
        found
    }

    /// Formats the fields as one JSON object; empty if more was received than is kept.
    #[must_use]
    pub fn to_json(&self) -> String {
        if self.is_cut {
            return String::new();
        }
        let mut out = String::from("{");
        for (index, (name, raw)) in self.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            push_string(&mut out, name);
            out.push(':');
            out.push_str(raw);
        }
        out.push('}');
        out
    }

    /// Parses the result of [`Extra::to_json`]; `None` for anything else.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        let mut extra = Self::default();
        if text.is_empty() {
            extra.is_cut = true;
            return Some(extra);
        }
        Fields::walk(parse(text).ok()?, |name, raw| extra.keep(name, raw.get())).then_some(extra)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_letter_for_letter() {
        let mut extra = Extra::default();
        extra.keep("Weight", "1.50e3");
        extra.keep("naïve \"name\"", r#"{ "a" : [ 1 , null ] }"#);
        extra.keep("weight", "2.0");
        assert_eq!(extra.to_json(), r#"{"naïve \"name\"":{ "a" : [ 1 , null ] },"weight":2.0}"#);
        assert_eq!(Extra::from_json(&extra.to_json()), Some(extra));
    }

    #[test]
    fn more_than_can_be_sent_is_not_kept_and_says_so() {
        let mut extra = Extra::default();
        extra.keep("a", &"9".repeat(MAX_BYTES));
        assert!(extra.is_cut() && extra.get("a").is_none());
        assert!(Extra::from_json(&extra.to_json()).unwrap().is_cut());
    }
}
