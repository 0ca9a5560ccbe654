//! Widgets under real events, each in a small program made for it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod composing;
mod editing;
mod later;
mod over;
mod pressing;
mod selecting;
mod tooltip;
