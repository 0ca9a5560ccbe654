//! Transfers of files and the files kept in the profile: a real session on a SQLite file, with a folder as its object
//! store.
//!
//! The scripted server and the engine are those of `tests/promise`.

// A test that cannot go on says so by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// Of our enums a test may name the one variant it is about; what the system does not allow is said on the terminal.
#![allow(clippy::wildcard_enum_match_arm, clippy::print_stderr)]
// The world has more in it than files.
#![allow(dead_code, unreachable_pub)]

#[path = "../promise/namespace.rs"]
mod namespace;
#[path = "../promise/server.rs"]
mod server;
#[path = "../promise/world.rs"]
mod world;

mod cache;
mod desk;
#[cfg(target_os = "linux")]
mod full;
