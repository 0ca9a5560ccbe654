//! The server's models exactly as on the wire: its spelling, its order, its nulls.
//!
//! Source: the help page of `PublishMessagesToServer` and its two samples, which `tests/wire` reads and writes back.
//! Must not know: `chat` (`remote::convert` converts). Tests: `tests/wire`.

pub mod conversation;
pub mod json;
pub mod xml;

mod date;
mod extra;
mod kind;
mod model;
mod note;
pub(crate) mod raw;
pub(crate) mod text;

pub use date::Date;
pub use extra::Extra;
pub use kind::{MessageType, TypeNames};
pub use note::{Note, Notes, ReadError, Why};

use uuid::Uuid;

/// The most bytes of a body that the readers accept; a longer one is [`ReadError::TooLong`].
///
/// Four times the default limit of ASP.NET, so that a page of messages always fits. A reader uses at most twelve
/// times the body's length in memory (for a body of only control characters) plus 64 MiB for [`MAX_ENTRIES`] entries;
/// `tests/wire/memory.rs` measures it.
pub const MAX_BODY: usize = 16 * 1024 * 1024;

/// The most messages that a reader keeps of one body; further ones are noted as lost. Of smaller entries (files,
/// tags) it keeps as many as fit in the same memory.
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
/// `None` is the wire's null, which for flags means "untouched".
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
    /// Fields without a place above, and raw values that replace one of those.
    pub extra: Extra,
}

impl std::fmt::Debug for Message {
    /// Leaves out texts and names: they must not reach the logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("wire::Message")
            .field("id", &self.id)
            .field("text_bytes", &self.message.as_ref().map(String::len))
            .finish_non_exhaustive()
    }
}

/// `FileModel`: a pointer to a stored file, without its bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File {
    pub path: Option<String>,
    pub name: Option<String>,
    /// `hh:mm:ss` for audio and video.
    pub duration: Option<String>,
}

/// `SharedMessageModel`: a snapshot of the shared message.
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
