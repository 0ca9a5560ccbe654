//! Names of channels and groups: which ones can be used, and when two are the same.
//!
//! Tests: below.

use super::Kind;
use crate::chat::{fold, shown};
use crate::language::tr;

/// Characters of the longest name. The server's column is not public; this fits a header.
pub const LONGEST: usize = 80;

/// Why a name cannot be used, as sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("{}", tr::name_missing())]
    Empty,
    #[error("{}", tr::name_long(LONGEST as u64))]
    TooLong,
    #[error("{}", tr::name_unseen())]
    Unseen,
}

/// The name in a typed text: without surrounding blanks, and without the sigil that people type before it.
///
/// # Errors
/// If the text is no usable name.
pub fn parse(kind: Kind, typed: &str) -> Result<String, Fault> {
    let name = typed.trim();
    let name = name.strip_prefix(kind.sigil()).unwrap_or(name).trim();
    if name.is_empty() {
        return Err(Fault::Empty);
    }
    if name.chars().any(char::is_control) || shown::is_blank(name) {
        return Err(Fault::Unseen);
    }
    if name.chars().count() > LONGEST {
        return Err(Fault::TooLong);
    }
    Ok(name.to_owned())
}

/// True if two names differ at most in case, Unicode form and surrounding blanks.
pub fn same(one: &str, other: &str) -> bool {
    fold::same(one, other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_without_its_sigil_and_refused_in_words() {
        assert_eq!(parse(Kind::Channel, "  #launch crew "), Ok("launch crew".to_owned()));
        assert_eq!(parse(Kind::Group, "#1 fans"), Ok("#1 fans".to_owned()));
        assert_eq!(parse(Kind::Channel, " # "), Err(Fault::Empty));
        assert_eq!(parse(Kind::Channel, "a\u{7}b"), Err(Fault::Unseen));
        assert_eq!(parse(Kind::Channel, "\u{200b}"), Err(Fault::Unseen));
        assert_eq!(parse(Kind::Channel, &"x".repeat(81)), Err(Fault::TooLong));
        assert!(parse(Kind::Channel, &"界".repeat(80)).is_ok());
    }
}
