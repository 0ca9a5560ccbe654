//! Widgets: the building blocks of screens.
//!
//! A widget takes a theme and plain data and returns an element. It must not know chats, sessions, stores or servers,
//! and holds no state that the user would miss, which belongs to the state of screens. iced's selectors find every text
//! it shows, so that tests, and one day a screen reader, see what the user sees. Tests: `tests/widgets/`,
//! `tests/list/`, and the pictures of `tests/gallery/`.

pub mod appear;
pub mod avatar;
pub mod badge;
mod bold;
pub mod button;
pub mod choice;
pub mod divider;
pub mod editor;
pub mod empty;
pub mod field;
pub mod highlight;
pub mod hotspot;
mod keep;
pub mod label;
pub mod later;
pub mod lifted;
pub mod list;
pub mod loading;
pub mod named;
pub mod notice;
pub mod one_line;
pub mod over;
pub mod passage;
pub mod picture;
pub mod place_at;
pub mod progress;
pub mod reveal;
pub mod ring;
pub mod seam;
pub mod selecting;
pub mod tap;
pub mod tooltip;
pub mod viewer;
pub mod wave;
pub mod within;
pub mod wrap;

use crate::theme::Theme;

/// The element that widgets return.
pub type Element<'a, Message> = iced::Element<'a, Message, Theme>;
