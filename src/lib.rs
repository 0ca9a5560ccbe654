//! Confab: a desktop chat client that keeps a written promise about every message.

pub mod chat;
pub mod directory;
pub mod logging;
pub mod remote;
pub mod settings;
