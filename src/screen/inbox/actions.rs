//! User actions: turns an action on given rows into events. Has no state and no other effect.
//!
//! One file for each kind of target. Must not know: where on the screen a row is drawn. Tests:
//! `tests/window/message.rs`, `tests/window/selecting.rs`, `tests/window/rooms.rs`.

pub mod conversation;
pub mod message;
pub mod pictures;
pub mod selection;
