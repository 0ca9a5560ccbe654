//! Actions of the user: what each of them asks for, given the rows it is about. No state, no effect of their own.
//!
//! One file for each thing that one can act on. Must not know: where on the screen a row is drawn.
//! Tests: `tests/window/message.rs`, `tests/window/selecting.rs`, `tests/window/rooms.rs`.

pub mod conversation;
pub mod message;
pub mod pictures;
pub mod selection;
