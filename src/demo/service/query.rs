//! The reading call, `GetUserOrChannelMessages`: the messages that a person may see, since a moment, in pages.
//!
//! A message is found up to the latest of its own dates and the server's last change, inclusive, so a reader may use any
//! date of a page as its next `LastSyncDateTime`. Pages are ordered by date and id, so that they stay apart while they
//! are read. Tests: `tests/demo/service.rs`.

use super::{Service, Stored};
use crate::remote::wire::{Date, Message};

use serde_json::Value;
use uuid::Uuid;

/// The supported part of `MessageSearchInputModel`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    pub channel_id: Option<Uuid>,
    pub message_id: Option<Uuid>,
    /// The other person in a direct message.
    pub receiver_id: Option<Uuid>,
    pub parent_message_id: Option<Uuid>,
    pub search_text: Option<String>,
    pub is_pinned: bool,
    pub is_starred: bool,
    pub is_read: Option<bool>,
    /// Not nullable at the server: absent is 0, which gives an empty page.
    pub page_size: usize,
    /// Starts at 1; 0 is also the first page.
    pub page_number: usize,
    /// Without it, everything is in one page.
    pub pagination: Option<bool>,
    pub last_sync: Option<Date>,
}

impl Query {
    /// Binds a JSON body. Names may have any case; unknown names and invalid values are ignored.
    pub fn of_json(body: &Value) -> Self {
        let find = |name: &str| {
            body.as_object()?
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(name))
                .map(|(_, value)| value)
                .filter(|value| !value.is_null())
        };
        let id = |name: &str| find(name)?.as_str().and_then(|text| Uuid::parse_str(text).ok());
        let text = |name: &str| find(name)?.as_str().map(str::to_owned);
        let flag = |name: &str| find(name)?.as_bool();
        let whole = |name: &str| find(name)?.as_u64().and_then(|number| usize::try_from(number).ok());
        Self {
            channel_id: id("ChannelId"),
            message_id: id("MessageId"),
            receiver_id: id("ReceiverId"),
            parent_message_id: id("ParentMessageId"),
            search_text: text("SearchText").filter(|text| !text.is_empty()),
            is_pinned: flag("IsPinned").unwrap_or_default(),
            is_starred: flag("IsStarred").unwrap_or_default(),
            is_read: flag("IsRead"),
            page_size: whole("PageSize").unwrap_or_default(),
            page_number: whole("PageNumber").unwrap_or_default(),
            pagination: flag("Pagination"),
            last_sync: text("LastSyncDateTime").and_then(|text| Date::parse(&text)),
        }
    }
}

pub(super) fn messages(service: &Service, query: &Query, asker: Uuid) -> Vec<Message> {
    let from = query.last_sync.as_ref().map_or(i64::MIN, Date::ticks);
    let mut found: Vec<(i64, Uuid, &Stored)> = service
        .order
        .range((from, Uuid::nil())..)
        .filter_map(|(_, id)| service.stored.get(id).map(|stored| (*id, stored)))
        .filter(|(_, stored)| visible(service, stored, asker) && matches(query, stored, asker))
        .map(|(id, stored)| (stored.message.message_date_time.as_ref().map_or(0, Date::ticks), id, stored))
        .collect();
    found.sort_unstable_by_key(|(date, id, _)| (*date, *id));
    let page = match query.pagination {
        Some(true) => {
            let skip = query.page_number.saturating_sub(1).saturating_mul(query.page_size);
            let start = skip.min(found.len());
            let end = start.saturating_add(query.page_size).min(found.len());
            &found[start..end]
        }
        Some(false) | None => &found[..],
    };
    page.iter().map(|(_, _, stored)| seen_by(stored, asker)).collect()
}

fn visible(service: &Service, stored: &Stored, asker: Uuid) -> bool {
    let message = &stored.message;
    match message.channel_id {
        Some(channel) => match service.rooms.get(&channel) {
            Some(room) => room.members.contains(&asker),
            None => message.sender_id == Some(asker),
        },
        None => message.sender_id == Some(asker) || message.receiver_id == Some(asker),
    }
}

fn matches(query: &Query, stored: &Stored, asker: Uuid) -> bool {
    let message = &stored.message;
    let direct_with = |other: Uuid| {
        message.channel_id.is_none()
            && (message.receiver_id == Some(other) || message.sender_id == Some(other))
    };
    let contains = |part: &String| {
        let text = message.message.as_deref().unwrap_or_default();
        text.to_lowercase().contains(&part.to_lowercase())
    };
    query.channel_id.is_none_or(|channel| message.channel_id == Some(channel))
        && query.message_id.is_none_or(|id| message.id == Some(id))
        && query.receiver_id.is_none_or(direct_with)
        && query.parent_message_id.is_none_or(|parent| message.parent_message_id == Some(parent))
        && query.search_text.as_ref().is_none_or(contains)
        && (!query.is_pinned || message.is_pinned == Some(true))
        && (!query.is_starred || stored.starred.contains(&asker))
        && query.is_read.is_none_or(|read| stored.read.contains(&asker) == read)
}

/// The message with the personal marks of the reader.
fn seen_by(stored: &Stored, asker: Uuid) -> Message {
    let starred = stored.starred.contains(&asker);
    Message {
        is_starred: Some(starred),
        starred_by_user_id: starred.then_some(asker),
        is_read: Some(stored.read.contains(&asker)),
        ..stored.message.clone()
    }
}
