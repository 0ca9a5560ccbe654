//! The pictures that the viewer shows: those of the rows around the one that was opened.
//!
//! Must not know: where the rows come from. Tests: `tests/window/lightbox.rs`.

use crate::chat::attachment::Media;
use crate::chat::{media, shown};
use crate::row::{PathAccess, Row};
use crate::screen::dialog::lightbox::{Shot, Stands};
use crate::screen::inbox::files::{Bytes, One, all_of_row};
use crate::screen::inbox::shared::Shared;
use crate::screen::words;

use std::sync::Arc;

/// The pictures of these rows, in their order.
pub fn shots<'a>(rows: impl IntoIterator<Item = &'a Arc<Row>>, shared: &Shared) -> Vec<Shot> {
    rows.into_iter()
        .filter(|row| !row.message.marks.deleted && !row.message.marks.archived)
        .flat_map(|row| all_of_row(row).map(move |one| (row, one)))
        .filter(|(_, one)| one.media() == Media::Picture)
        .filter_map(|(row, one)| shot(row, &one, shared))
        .collect()
}

fn shot(row: &Row, one: &One<'_>, shared: &Shared) -> Option<Shot> {
    let stands = match shared.files.bytes(one) {
        Bytes::Here => Stands::Here,
        Bytes::Coming { done, total } => Stands::Coming { done, total },
        Bytes::Near | Bytes::Offered if one.known.access == PathAccess::Store => Stands::Away,
        Bytes::Failed(reason) => Stands::Failed(shown::reason(reason)),
        // A picture on another server is loaded from its message, which shows the server's name.
        Bytes::Near | Bytes::Offered | Bytes::Nowhere => return None,
    };
    Some(Shot {
        at: one.at,
        path: one.attachment.path.clone(),
        name: one.attachment.name.clone(),
        author: shown::name(&row.message.author_name).into_owned(),
        when: words::stamp(row.message.sent_at, shared.now),
        content: one.known.content,
        own: one.known.facts.as_ref().and_then(|facts| facts.size),
        bytes: one.known.facts.as_ref().map(|facts| facts.bytes),
        moves: one.known.facts.as_ref().is_some_and(|facts| media::may_move(&facts.media_type)),
        stands,
    })
}
