//! Notices that the network came up, so that what waits goes out at once instead of at the end of a back-off.
//!
//! Where the system does not tell, nothing is lost: the back-off ends by itself. Must not know: what waits.
//! Tests: the effect, in `tests/promise`; the system's news itself cannot be made to happen in a test.

use crate::outbox::worker::Command;

use futures::StreamExt as _;
use if_watch::IfEvent;
use if_watch::tokio::IfWatcher;
use tokio::sync::mpsc::UnboundedSender;

/// Tells the publisher of every address that comes up, until nobody listens.
pub(super) async fn watch(commands: UnboundedSender<Command>) {
    let mut watcher = match IfWatcher::new() {
        Ok(watcher) => watcher,
        Err(error) => {
            tracing::info!(%error, "the system does not tell about its network");
            return;
        }
    };
    // Those that are up already are told first; they are no news.
    let known: Vec<_> = watcher.iter().copied().collect();
    while let Some(event) = watcher.next().await {
        match event {
            Ok(IfEvent::Up(net)) if known.contains(&net) => {}
            Ok(IfEvent::Up(_)) => {
                if commands.send(Command::NetworkUp).is_err() {
                    return;
                }
            }
            Ok(IfEvent::Down(_)) => {}
            Err(error) => {
                tracing::info!(%error, "the system stopped telling about its network");
                return;
            }
        }
    }
}
