//! Names for icons and pictures: selectors see an icon's meaning, not its private-use character.

use super::Element;
use super::wrap::{Wrapper, wrap};

struct Name(String);

impl<Message> Wrapper<Message> for Name {
    fn name(&self) -> Option<&str> {
        Some(&self.0)
    }
}

/// The element, which selectors find by `name` instead of the texts inside it; with an empty name it is decoration and
/// hidden from them.
pub fn named<'a, Message: 'a>(
    name: impl Into<String>,
    inner: impl Into<Element<'a, Message>>,
) -> Element<'a, Message> {
    wrap(inner, Name(name.into()))
}
