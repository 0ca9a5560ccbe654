//! The send promise, proven: a real engine on a real SQLite file, a server that is scripted call by call, a clock
//! that stands still unless somebody waits.
//!
//! `server` stands in for the server and keeps book, `world` puts an engine beside it. Each other module proves one
//! part of the promise and says in its header which.

// A test that cannot go on says so by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// What the system does not allow is said on the terminal; of our enums a test may name the one variant it is about.
#![allow(clippy::print_stderr, clippy::wildcard_enum_match_arm)]
// Every module uses another part of the world.
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
