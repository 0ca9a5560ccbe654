//! The router: the only code that sees more than one part of the inbox.
//!
//! Facts of the session arrive in `facts`, keys and buttons in `commands`, requests of the parts in `events`.
//! Operations on several parts at once, such as opening a conversation, are in `navigation`; attaching files to a
//! composer is in `staging`, and the reviewers' desk in `desk`. Tests: `tests/window`.

mod commands;
mod desk;
mod events;
mod facts;
mod navigation;
mod staging;
