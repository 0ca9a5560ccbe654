//! Confab: a desktop chat client that keeps a written promise about every message.

pub mod chat;
pub mod clock;
#[cfg(feature = "demo")]
pub mod demo;
pub mod directory;
pub mod headless;
pub mod icon;
pub mod logging;
pub mod outbox;
pub mod remote;
pub mod session;
pub mod settings;
pub mod store;
pub mod sync;
pub mod theme;
pub mod widget;
