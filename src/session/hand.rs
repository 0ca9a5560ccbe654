//! Who wishes, at which moment: the person, and how far the server's clock is from this computer's.
//!
//! Must not know: what is wished. Tests: `tests/promise/noticed.rs`.

use super::{Session, submit};

use crate::chat::Wish;
use crate::remote::skew::Skew;

impl Session {
    /// Who wishes, and how far the server's clock is from this computer's by now.
    pub(super) fn by(&self, source: submit::Source) -> submit::Person {
        let ahead = self
            .skew()
            .map_or(0, |skew| skew.ahead(self.0.clock.millis(), self.0.clock.unshifted().steady()));
        submit::Person { source, ahead, stood_above: self.stood_above(), ..self.0.by.clone() }
    }

    fn skew(&self) -> Option<Skew> {
        self.0.line.get().and_then(|(remote, _)| remote.skew())
    }

    /// A notice about this computer's clock: once, when it is far from the server's.
    pub fn clock_notice(&self) -> Option<String> {
        self.skew()?.notice(self.0.clock.millis(), self.0.clock.unshifted().steady())
    }
}

/// True if sending this message means having read the ones above it: it was typed in the conversation's composer.
pub(super) fn reads_above(wish: &Wish, source: submit::Source) -> bool {
    matches!(wish, Wish::Post(post) if post.reply_to.is_none() && source == submit::Source::Composer)
}
