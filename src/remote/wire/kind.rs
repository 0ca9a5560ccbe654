//! `MessageType`: a number in JSON, a member name in XML, and the profile's table between the two.
//!
//! Only 1 = `Text` is public, so other numbers and names pass through unchanged. Must not know: the meaning of a kind
//! (`remote::convert` does). Tests: `tests/wire/kind.rs`.

/// The member that the two samples prove.
const TEXT_NUMBER: i64 = 1;
const TEXT_NAME: &str = "Text";

/// The kind of a message, as the server numbers or names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum MessageType {
    Number(i64),
    /// A member name other than `Text`, which is always [`MessageType::TEXT`].
    Name(String),
}

impl MessageType {
    /// The only member that the two samples prove.
    pub const TEXT: Self = Self::Number(TEXT_NUMBER);

    /// A member by name; `Text` in any case is [`MessageType::TEXT`]. `None` for a blank name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim();
        if name.is_empty() {
            None
        } else if name.eq_ignore_ascii_case(TEXT_NAME) {
            Some(Self::TEXT)
        } else {
            Some(Self::Name(name.to_owned()))
        }
    }
}

/// A profile's member names by number (`message_types` with `message_type_names` in the settings).
///
/// 1 = `Text` needs no entry. An entry for 1 overrides it when writing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypeNames(Vec<(i64, String)>);

impl TypeNames {
    /// The first entry for a number counts; blank names are ignored.
    pub fn new(entries: impl IntoIterator<Item = (i64, String)>) -> Self {
        let mut names: Vec<(i64, String)> = Vec::new();
        for (number, name) in entries {
            let name = name.trim();
            if !name.is_empty() && names.iter().all(|(known, _)| *known != number) {
                names.push((number, name.to_owned()));
            }
        }
        Self(names)
    }

    /// The name of a number, `Text` for 1; `None` if neither the samples nor the profile name it.
    #[must_use]
    pub fn name_of(&self, number: i64) -> Option<&str> {
        let listed = self.0.iter().find(|(known, _)| *known == number).map(|(_, name)| name.as_str());
        listed.or((number == TEXT_NUMBER).then_some(TEXT_NAME))
    }

    /// The number of a name: an exact match first, then in any case.
    #[must_use]
    pub fn number_of(&self, name: &str) -> Option<i64> {
        let exact = self.0.iter().find(|(_, known)| known == name);
        let close = || self.0.iter().find(|(_, known)| known.eq_ignore_ascii_case(name));
        let listed = exact.or_else(close).map(|(number, _)| *number);
        listed.or(name.eq_ignore_ascii_case(TEXT_NAME).then_some(TEXT_NUMBER))
    }

    /// The number of a type; works for names that are listed here or consist of digits.
    #[must_use]
    pub fn resolve(&self, kind: &MessageType) -> Option<i64> {
        match kind {
            MessageType::Number(number) => Some(*number),
            MessageType::Name(name) => self.number_of(name).or_else(|| name.parse().ok()),
        }
    }

    /// The name to use in XML. One unknown name would spoil the whole call, so a kind without a name is sent as
    /// `Text`.
    #[must_use]
    pub fn xml_name(&self, kind: &MessageType) -> &str {
        self.resolve(kind).and_then(|number| self.name_of(number)).unwrap_or(TEXT_NAME)
    }
}
