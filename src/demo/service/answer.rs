//! The answer of a call, `CommunicatorJsonResult` in the forerunner's camelCase, with nulls.
//!
//! Its HTTP status is always 200. Tests: `tests/demo/service.rs`.

use crate::remote::wire::{self, json};

use std::fmt::Write as _;

/// The severity of an entry, with the forerunner's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Info,
    Warning,
    Error,
}

impl Level {
    /// `messageTypeEnum`.
    pub const fn number(self) -> u8 {
        match self {
            Self::Info => 0,
            Self::Warning => 1,
            Self::Error => 2,
        }
    }
}

/// One entry of `apiResponseMessages`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub level: Level,
    pub field: Option<String>,
    pub message: String,
}

/// An answer of the server.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Everything was applied.
    Done,
    /// Messages, for a reading call.
    Page(Vec<wire::Message>),
    /// An element was rejected; elements before it stay applied.
    Refused(Entry),
}

impl Answer {
    /// A rejection.
    pub fn refuse(field: Option<&str>, message: impl Into<String>) -> Self {
        let field = field.map(str::to_owned);
        Self::Refused(Entry { level: Level::Error, field, message: message.into() })
    }

    /// `true` if everything was applied.
    pub fn is_success(&self) -> bool {
        match self {
            Self::Done | Self::Page(_) => true,
            Self::Refused(_) => false,
        }
    }

    /// The body of the HTTP response.
    pub fn to_json(&self) -> String {
        match self {
            Self::Done => r#"{"success":true,"apiResponseMessages":[],"data":null,"result":null}"#.to_owned(),
            Self::Page(messages) => {
                let names = wire::TypeNames::default();
                let mut out = r#"{"success":true,"apiResponseMessages":[],"data":["#.to_owned();
                for (index, message) in messages.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    out.push_str(&json::write_message(message, &names));
                }
                out.push_str(r#"],"result":null}"#);
                out
            }
            Self::Refused(entry) => {
                let mut out = String::new();
                let _ = write!(
                    out,
                    r#"{{"success":false,"apiResponseMessages":[{{"messageTypeEnum":{},"fieldName":{},"message":{}}}],"data":null,"result":null}}"#,
                    entry.level.number(),
                    serde_json::Value::from(entry.field.clone()),
                    serde_json::Value::from(entry.message.clone()),
                );
                out
            }
        }
    }
}
