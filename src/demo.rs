//! The embedded demo server: a stand-in for the real server, as strict as is plausible.
//!
//! - `service`: the server's state and rules (pure); `binding`: parses request bodies as ASP.NET does
//! - `weather`: simulated network trouble (pure); `listener`: the HTTP server on a loopback port
//! - `people` and `chatter`: the invented company, its conversations and reported messages; `attachments`: its files
//! - `colleagues`: replies to new messages; `happenings`: the script of the first minute
//! - `seeding`: converts between `chat` and the wire; `journal`: persistence; `transcript`: a record of all calls
//! - `serve`: the command `demo-server`
//!
//! Knows `remote::wire` and `chat`. Must not know: the store, the outbox, the screens. Tests: `tests/demo`.

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
