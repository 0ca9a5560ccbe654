//! Proves the send promise: a real engine on a real SQLite file, a server scripted call by call, and a clock that only
//! moves while somebody waits.
//!
//! `server` is the scripted server, and `world` is an engine connected to it. Each of the other modules proves one part
//! of the promise, named in its header.

// Tests may panic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// Tests that the system does not allow print a note. A test may match only the variants of our enums that it is about.
#![allow(clippy::print_stderr, clippy::wildcard_enum_match_arm)]
// Every module uses a different part of the world.
#![allow(dead_code)]
// Test modules are private to the binary; `pub` reads better than `pub(crate)` here.
#![allow(unreachable_pub)]

mod namespace;
mod rules;
mod server;
mod world;

mod arrows;
mod conversations;
mod crash;
mod damage;
mod flow;
mod gate;
mod kill;
mod kill_files;
mod line;
mod noticed;
mod races;
mod random;
mod random_people;
mod refusals;
