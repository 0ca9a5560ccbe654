//! The server's own models, exactly as they stand on the wire: its spelling, its order, its nulls.
//!
//! Source: the help page of `PublishMessagesToServer` and its two samples, which `tests/wire`
//! reads and writes back. Nothing here knows `chat`; `remote::convert` is the only border.
//! Tests: `tests/wire`.

pub mod json;
pub mod room;
pub mod xml;

mod date;
mod extra;
mod kind;
mod model;
mod note;
pub(crate) mod text;

pub use date::Date;
pub use extra::Extra;
pub use kind::{MessageType, TypeNames};
pub use note::{Note, Notes, ReadError, Why};

use uuid::Uuid;

/// The most bytes that a reader of this module looks at; a longer body is [`ReadError::TooLong`].
///
/// Four times what ASP.NET takes by default, so that a page of messages always fits. A reader never holds more than
/// twelve times the body's length (that is a body of nothing but control characters) and 64 MiB for
/// [`MAX_ENTRIES`] entries; `tests/wire/memory.rs` measures it.
pub const MAX_BODY: usize = 16 * 1024 * 1024;

/// The most messages that a reader keeps of one body; further ones are noted as lost. Of shorter entries (files, tags) it
/// keeps as many as take the room of these.
pub const MAX_ENTRIES: usize = 50_000;

/// The body of one publish call, `PublishMesssageModel` (three s: the server's spelling).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Publish {
    pub user_id: Option<Uuid>,
    pub company_id: Option<Uuid>,
    pub messages: Vec<Message>,
}

/// One element, `MessageUpsertInputModel`, fields in the order of the server's JSON sample.
///
/// `None` is the wire's null: for flags it means "untouched".
#[derive(Clone, Default, PartialEq)]
pub struct Message {
    pub id: Option<Uuid>,
    pub channel_id: Option<Uuid>,
    pub sender_id: Option<Uuid>,
    pub receiver_id: Option<Uuid>,
    pub message: Option<String>,
    pub is_deleted: Option<bool>,
    pub is_edited: Option<bool>,
    pub message_date_time: Option<Date>,
    pub updated_date_time: Option<Date>,
    pub message_type: Option<MessageType>,
    pub files: Option<Vec<File>>,
    pub files_xml: Option<String>,
    pub sender_name: Option<String>,
    pub receiver_name: Option<String>,
    pub channel_name: Option<String>,
    pub is_pinned: Option<bool>,
    pub is_starred: Option<bool>,
    pub is_read: Option<bool>,
    pub pinned_by_user_id: Option<Uuid>,
    pub reacted_by_user_id: Option<Uuid>,
    pub report_message: Option<String>,
    pub tagged_members: Option<Vec<Uuid>>,
    pub tagged_members_ids: Option<String>,
    pub parent_message_id: Option<Uuid>,
    pub from_user_id: Option<Uuid>,
    pub is_channel: Option<bool>,
    pub is_group_chat: Option<bool>,
    /// The server's spelling.
    pub is_archieved: Option<bool>,
    pub shared_message: Option<Box<Shared>>,
    pub shared_message_id: Option<Uuid>,
    pub starred_by_user_id: Option<Uuid>,
    /// Fields that have no place above; one replaces a field of the same name.
    pub extra: Extra,
}

impl std::fmt::Debug for Message {
    /// Bodies and names stay out of logs: the id and the length of the text are enough.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("wire::Message")
            .field("id", &self.id)
            .field("text_bytes", &self.message.as_ref().map(String::len))
            .finish_non_exhaustive()
    }
}

/// `FileModel`: a pointer to something already stored; it carries no bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File {
    pub path: Option<String>,
    pub name: Option<String>,
    /// `hh:mm:ss` for audio and video.
    pub duration: Option<String>,
}

/// `SharedMessageModel`: a snapshot of the message that is shared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shared {
    pub id: Option<Uuid>,
    pub channel_id: Option<Uuid>,
    pub sender_id: Option<Uuid>,
    pub receiver_id: Option<Uuid>,
    pub message: Option<String>,
    pub message_date_time: Option<Date>,
    pub message_type: Option<MessageType>,
    pub files: Option<Vec<File>>,
    pub report_message: Option<String>,
    pub tagged_members_list: Option<Vec<Tagged>>,
    pub tagged_members: Option<Vec<Uuid>>,
    pub parent_message_id: Option<Uuid>,
    pub sender_name: Option<String>,
}

/// `TaggedOutputModel`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tagged {
    pub member_id: Option<Uuid>,
    pub full_name: Option<String>,
}
