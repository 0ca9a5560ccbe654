//! The wire: the server's samples, tolerant readers, answers, and HTTP against a scripted server.
//!
//! Use `PROPTEST_CASES=200000 cargo test --test wire -- property` for a long run, in place of a fuzz target.

// Tests may panic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// The canonicalizer matches the events of another crate and panics at any other.
#![allow(clippy::wildcard_enum_match_arm)]

mod answer;
mod arbitrary;
mod body;
mod bounds;
mod canonical;
mod conversations;
mod date;
mod endpoint;
mod http;
mod json_reader;
mod kind;
mod memory;
mod round_trip;
mod samples;
mod server;
mod tls;
mod xml_reader;
