//! A remote that can be replaced while it is in use, for a new token: everything that holds it continues with the new
//! one.
//!
//! A running call ends with the remote it began with. Must not know: tokens. Tests: below.

use super::skew::Skew;
use super::{Call, Failure, Page, Receipt, Remote, Search};

use futures::future::BoxFuture;

use std::sync::{Arc, PoisonError, RwLock};

/// A handle; clones share the remote.
#[derive(Debug, Clone)]
pub struct Switch(Arc<RwLock<Arc<dyn Remote>>>);

impl Switch {
    /// Makes a handle to a remote.
    pub fn new(to: Arc<dyn Remote>) -> Self {
        Self(Arc::new(RwLock::new(to)))
    }

    /// Replaces the remote, from the next call on.
    pub fn set(&self, to: Arc<dyn Remote>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = to;
    }

    fn now(&self) -> Arc<dyn Remote> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Remote for Switch {
    fn publish(&self, call: Call) -> BoxFuture<'static, Result<Receipt, Failure>> {
        self.now().publish(call)
    }

    fn messages(&self, search: Search, page: u32) -> BoxFuture<'static, Result<Page, Failure>> {
        self.now().messages(search, page)
    }

    fn skew(&self) -> Option<Skew> {
        self.now().skew()
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    /// Refuses everything with the same reason.
    #[derive(Debug)]
    struct Says(&'static str);

    impl Remote for Says {
        fn publish(&self, _: Call) -> BoxFuture<'static, Result<Receipt, Failure>> {
            let words = self.0.to_owned();
            Box::pin(async move { Err(Failure::Refused(words)) })
        }

        fn messages(&self, _: Search, _: u32) -> BoxFuture<'static, Result<Page, Failure>> {
            let words = self.0.to_owned();
            Box::pin(async move { Err(Failure::Refused(words)) })
        }
    }

    #[tokio::test]
    async fn the_next_call_goes_to_the_other_and_one_under_way_ends_where_it_began() {
        let switch = Switch::new(Arc::new(Says("old")));
        let under_way = switch.messages(Search::default(), 1);
        switch.set(Arc::new(Says("new")));
        let (under_way, next) = (under_way.await, switch.clone().messages(Search::default(), 1).await);
        assert_eq!(under_way.unwrap_err(), Failure::Refused("old".to_owned()));
        assert_eq!(next.unwrap_err(), Failure::Refused("new".to_owned()));
    }
}
