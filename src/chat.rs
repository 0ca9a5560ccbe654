//! The vocabulary: messages, conversations, people, and the wishes a person makes about them.
//!
//! Pure. Must not know: serde, SQL, HTTP, iced, or any other module of ours.
//! A [`Message`] is what is drawn; a [`Wish`] is what a person wants of a message or conversation; everything else names their
//! parts.
//! Tests: beside each type.

pub mod attachment;
pub mod conversation;
pub mod draft;
pub mod feed;
pub mod fold;
pub mod id;
pub mod media;
pub mod mention;
pub mod message;
pub mod person;
pub mod shown;
pub mod stamp;
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
