//! The author and the time of new wishes: the user, and the difference between the server's clock and this computer's.
//!
//! Must not know: how wishes are saved. Tests: `tests/promise/noticed.rs`.

use super::{Session, submit};

use crate::chat::Wish;
use crate::remote::skew::Skew;

impl Session {
    /// The user with the current clock difference, for a wish from this source.
    pub(super) fn by(&self, source: submit::Source) -> submit::Person {
        let ahead = self
            .skew()
            .map_or(0, |skew| skew.ahead(self.0.clock.millis(), self.0.clock.unshifted().steady()));
        submit::Person { source, ahead, read_above_limit: self.read_above_limit(), ..self.0.by.clone() }
    }

    fn skew(&self) -> Option<Skew> {
        self.0.line.get().and_then(|(remote, _)| remote.skew())
    }

    /// A notice that this computer's clock is far off the server's; returned once.
    pub fn clock_notice(&self) -> Option<String> {
        self.skew()?.notice(self.0.clock.millis(), self.0.clock.unshifted().steady())
    }
}

/// True if sending this message implies that the user read the ones above it: it was written in the conversation's
/// composer.
pub(super) fn reads_above(wish: &Wish, source: submit::Source) -> bool {
    matches!(wish, Wish::Post(post) if post.reply_to.is_none() && source == submit::Source::Composer)
}
