//! The profile's folder and its settings file, on a real disk.

// Tests may panic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod folder;
mod logs;
mod saving;
mod settings;
mod token;
