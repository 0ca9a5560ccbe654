//! Runs third-party parsers: a panic counts as a file in which nothing was found.
//!
//! Tests: `tests/files/probing.rs`.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// The result of a parser; none if it panics.
pub(super) fn catch_panic<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}
