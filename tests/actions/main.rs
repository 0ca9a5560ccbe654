//! Every action on a message over real HTTP: a session on a SQLite file, `remote::http`, and the demo's harsh server on
//! a loopback port, whose record is compared field by field.
//!
//! `element` contains the expected elements by hand, from `docs/server-api.md` part 2; nothing here uses
//! `remote::convert`. `table` lists the actions, and `runner` plays each of them in every conversation, situation and
//! format.

// Tests may panic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// A test may match only the variants of our enums that it is about.
#![allow(clippy::wildcard_enum_match_arm)]
// Test modules are private to the binary; `pub` reads better than `pub(crate)` here.
#![allow(unreachable_pub)]

mod conversations;
mod desk;
mod element;
mod harmless;
mod ids;
mod leftovers;
mod marks;
mod reports;
mod restoring;
mod runner;
mod scroll;
mod table;
mod world;
