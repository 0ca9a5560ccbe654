//! Every message action over real HTTP: a session on a real SQLite file, `remote::http`, the demo's harsh server on a
//! loopback port, and what that server recorded, compared field by field.
//!
//! `element` writes down by hand what `docs/server-api.md` part 2 says of each element; nothing here goes through
//! `remote::convert`. `table` lists the actions, `runner` plays each in every place, situation and format.

// A test that cannot go on says so by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// Of an enum of ours a test may name the variants it is about.
#![allow(clippy::wildcard_enum_match_arm)]
// Test modules are private to the binary; `pub` reads better than `pub(crate)` here.
#![allow(unreachable_pub)]

mod conversations;
mod element;
mod harmless;
mod ids;
mod leftovers;
mod marks;
mod restoring;
mod runner;
mod scroll;
mod table;
mod world;
