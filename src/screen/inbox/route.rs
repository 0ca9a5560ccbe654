//! The router: the only code that sees more than one part of the inbox.
//!
//! Facts of the session come in by `facts`, keys and buttons by `commands`, requests of the parts by `events`. What
//! concerns several parts at once, such as opening a conversation, is in `navigation`; files on their way into a composer
//! are in `staging`. Tests: `tests/window`.

mod commands;
mod events;
mod facts;
mod navigation;
mod staging;
