//! The vocabulary: messages, conversations, people, and the wishes of the user about them.
//!
//! A [`Message`] is the current content, a [`Wish`] is a change that the user makes to a message or conversation, and
//! the other types are their parts. Pure, except that new ids come from the clock and chance (`id`). Must not know:
//! serde, SQL, HTTP, iced, or any other module of ours except `language`. Tests: beside each type.

pub mod attachment;
pub mod conversation;
pub mod draft;
pub mod feed;
pub mod find;
pub mod fold;
pub mod id;
pub mod link;
pub mod media;
pub mod mention;
pub mod message;
pub mod person;
pub mod shown;
pub mod stamp;
pub mod text;
pub mod wish;

pub use attachment::Attachment;
pub use conversation::Conversation;
pub use draft::Draft;
pub use feed::FeedId;
pub use id::{ChannelId, CompanyId, GroupId, MessageId, PersonId};
pub use message::Message;
pub use person::Person;
pub use stamp::Stamp;
pub use wish::Wish;
