//! Asks the server for one message, to see what became of a change, without storing the answer.
//!
//! Must not know: why it is asked. Tests: `tests/actions/desk.rs`.

use super::fresh::route;
use crate::chat::{MessageId, conversation};
use crate::remote::{Failure, Remote, Search};

/// How the message looks on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Looked {
    There {
        deleted: bool,
        archived: bool,
    },
    /// The server does not return it any more.
    Gone,
    /// The server cannot be asked for one message, or not by this person.
    Unknown,
    /// The server could not be reached, or is busy.
    Later,
}

/// Asks for a message in its conversation.
pub(crate) async fn look(remote: &dyn Remote, id: MessageId, of: conversation::Id) -> Looked {
    let search = Search { message: Some(id.uuid()), within: Some(route(of)), ..Search::default() };
    match remote.messages(search, 1).await {
        Ok(page) => match page.messages.iter().find(|element| element.id == Some(id.uuid())) {
            Some(element) => Looked::There {
                deleted: element.is_deleted == Some(true),
                archived: element.is_archieved == Some(true),
            },
            None if page.messages.is_empty() => Looked::Gone,
            // It returns other messages: it does not know this search.
            None => Looked::Unknown,
        },
        Err(Failure::Refused(_) | Failure::Unreadable(_) | Failure::Misdirected(_)) => Looked::Unknown,
        Err(Failure::Unreachable { .. } | Failure::Busy { .. } | Failure::Unclear(_) | Failure::SignIn) => {
            Looked::Later
        }
    }
}
