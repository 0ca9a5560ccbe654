//! The columns of the window: which of them are shown, their widths, and the state that their views may read.
//!
//! Wide windows show sidebar, conversation and panel side by side; narrow ones show one of them. A larger text size
//! makes a window count as narrower. Must not know: any part. Tests: `tests/window`, its pictures in several sizes.

use super::focus::Focus;
use super::shared::Shared;

use crate::screen::panel::Panel;
use crate::theme::Theme;

use iced::Size;

/// Windows narrower than this show one column at a time, in logical pixels at the normal text size.
const NARROW: f32 = 720.0;
/// A panel that leaves the conversation less width than this replaces it, in logical pixels at the normal text size.
const MIDDLE: f32 = 280.0;
/// The largest share of the window's width for a column beside the conversation.
const MOST: f32 = 0.36;
/// The preferred width of the sidebar, in logical pixels at the normal text size.
const SIDEBAR: f32 = 264.0;
/// Height of the headers of conversation and panel at the normal text size, in logical pixels.
pub const HEADER: f32 = 52.0;

/// The column that a narrow window shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Sidebar,
    Conversation,
    Panel,
}

/// The state that the view of a part may read besides the part itself.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    pub shared: &'a Shared,
    pub theme: Theme,
    /// The element with the keyboard focus.
    pub focus: Focus,
    /// The element with the focus ring.
    pub ring: Option<Focus>,
    /// The open panel.
    pub panel: Panel,
}

impl Scene<'_> {
    /// True if one column is shown at a time.
    pub fn is_narrow(&self) -> bool {
        is_narrow(self.shared, self.panel)
    }

    /// The width of the sidebar.
    pub fn sidebar(&self) -> f32 {
        let width = self.shared.size.width;
        if self.is_narrow() { width } else { self.theme.scaled(SIDEBAR).min(width * MOST) }
    }

    /// The width of the open panel; 0 if none is open.
    pub fn beside(&self) -> f32 {
        let width = self.shared.size.width;
        if self.is_narrow() { width } else { self.theme.scaled(self.panel.width()).min(width * MOST) }
    }

    /// The width of the conversation.
    pub fn middle(&self) -> f32 {
        let width = self.shared.size.width;
        if self.is_narrow() { width } else { width - self.sidebar() - self.beside() }
    }
}

/// True if a window shows one column at a time.
pub fn is_narrow(shared: &Shared, panel: Panel) -> bool {
    let scale = f32::from(shared.preferences.text_size.clamp(100, 200)) / 100.0;
    let Size { width, .. } = shared.size;
    let column = |usual: f32| (usual * scale).min(width * MOST);
    let middle = width - column(SIDEBAR) - column(panel.width());
    let crowded = panel != Panel::None && middle < MIDDLE * scale;
    width < NARROW * scale.sqrt() || crowded
}
