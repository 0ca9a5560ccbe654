//! Confab: a desktop chat client that keeps a written promise about every message.

pub mod app;
pub mod chat;
pub mod clock;
#[cfg(feature = "demo")]
pub mod demo;
pub mod dialog;
pub mod directory;
pub mod headless;
pub mod icon;
pub mod intent;
pub mod logging;
pub mod outbox;
pub mod remote;
pub mod screen;
pub mod session;
pub mod settings;
pub mod store;
pub mod sync;
pub mod theme;
pub mod widget;
