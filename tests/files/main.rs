//! Files: copied in, inspected, drawn, uploaded and downloaded; and every kind of hostile file, by name.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test says what went wrong by panicking

mod hostile_store;
mod leftovers;
mod memory;
mod pictures;
mod probing;
mod stores;
mod taking;
mod webdav;
