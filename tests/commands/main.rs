//! The commands of the contract as a script sees them: the real program, a real profile and a real server.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test says what went wrong by panicking

mod apply;
mod attach;
mod backup;
mod damaged;
mod demo;
mod display;
mod environment;
mod export;
mod limits;
mod names;
mod out;
mod outbox;
mod private;
mod proxy;
mod reading;
mod readonly;
mod review;
mod roster;
mod send;
mod wishes;
mod world;
