//! Transfers of files and the files kept in the profile: a real session on a SQLite file, with a folder as its object
//! store.
//!
//! The scripted server and the engine are those of `tests/promise`.

// Tests may panic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// Tests that the system does not allow print a note. A test may match only the variants of our enums that it is about.
#![allow(clippy::wildcard_enum_match_arm, clippy::print_stderr)]
// These tests need only a part of the world.
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
