//! Gives a picture a name: what an icon means is said to selectors, not its private character.

use super::Element;
use super::wrap::{Wrapper, wrap};

struct Name(String);

impl<Message> Wrapper<Message> for Name {
    fn name(&self) -> Option<&str> {
        Some(&self.0)
    }
}

/// The element, known by `name` instead of the texts inside it; with an empty name it is decoration and not known at all.
pub fn named<'a, Message: 'a>(
    name: impl Into<String>,
    inner: impl Into<Element<'a, Message>>,
) -> Element<'a, Message> {
    wrap(inner, Name(name.into()))
}
