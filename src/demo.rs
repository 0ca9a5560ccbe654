//! The embedded demo server: somebody else's server, played honestly and as harshly as is plausible.
//!
//! `service` is the server's mind (pure), `binding` how it understands a body, `weather` what goes wrong on the way
//! (pure), `listener` the one loopback port, `people` and `chatter` who works there and what they said, `colleagues`
//! who answers, `happenings` what goes on by itself, `journal` what outlives a run, `serve` the command. It knows `remote::wire` and `chat`, and must never
//! know the store, the outbox or the screens: it is a stand-in for a program of somebody else. Tests: `tests/demo`.

pub mod attachments;
pub mod binding;
pub mod chatter;
pub mod colleagues;
pub mod happenings;
pub mod journal;
pub mod listener;
pub mod people;
pub mod seeding;
pub mod serve;
pub mod service;
pub mod transcript;
pub mod weather;

pub use listener::{Listener, Running};
pub use people::{Company, Size};
pub use serve::{Options, serve};
pub use service::{Manner, Service};
pub use weather::Weather;
