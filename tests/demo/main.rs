//! The demo server: its rules, weather, HTTP server and people. Uses no network but loopback.

// Tests may panic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(feature = "demo")]

mod binding;
mod colleagues;
mod files;
mod happenings;
mod journal;
mod listener;
mod people;
mod reports;
mod room;
mod serve;
mod service;
mod stage;
mod weather;
