//! The screens without a display: real views, real keys and clicks, and pictures of every state.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.
#![allow(clippy::wildcard_enum_match_arm, clippy::needless_pass_by_value, clippy::type_complexity)] // Tests name what they look at.
#![allow(unreachable_pub)] // One binary: every helper is as reachable as any other.

mod app;
mod attaching;
mod completion;
mod composer;
mod density;
mod desk;
mod details;
mod earlier;
mod edges;
mod exporting;
mod files;
mod gallery;
mod hostile;
mod hovering;
mod keys;
mod lightbox;
mod links;
mod meanwhile;
mod message;
mod message_list;
mod outbox_panel;
mod people;
mod pictures;
mod preferences;
mod pseudo;
mod reacting;
mod reading;
mod replies;
mod reporting;
mod rooms;
mod roster;
mod selecting;
mod sharing;
mod sidebar;
mod sign_in;
mod strangers;
mod surface;
mod switcher;
#[cfg(feature = "demo")]
mod ten_minutes;
mod text;
mod thread;
mod timeline;
mod twin;
mod undoing;
mod unread;
mod welcome;
mod world;
mod writing;
