//! Files: taken, looked into, drawn, stored and fetched; and everything hostile about them, by name.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test says what went wrong by panicking

mod hostile_store;
mod leftovers;
mod memory;
mod pictures;
mod probing;
mod stores;
mod taking;
mod webdav;
