//! The columns of the window: which of them are shown, their widths, and the state that their views may read.
//!
//! Wide windows show sidebar, conversation and panel side by side; narrow ones show one of them. A larger text size
//! makes a window count as narrower. Must not know: any part. Tests: `tests/window`, its pictures in several sizes.

use super::focus::Focus;
use super::shared::Shared;

use crate::preferences::Preferences;
use crate::screen::panel::Panel;
use crate::theme::Theme;

use iced::Size;

/// Windows narrower than this show one column at a time, in logical pixels at the normal text size.
const NARROW: f32 = 720.0;
/// A panel that leaves the conversation less width than this replaces it, in logical pixels at the normal text size.
const MIDDLE: f32 = 280.0;
/// The largest share of the window's width for a column beside the conversation.
const MOST: f32 = 0.36;
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

    /// The width of the sidebar: the preferred one, as far as the conversation keeps enough.
    pub fn sidebar(&self) -> f32 {
        let width = self.shared.size.width;
        if self.is_narrow() {
            return width;
        }
        let Preferences { sidebar, .. } = self.shared.preferences;
        let normal = Preferences::default().sidebar.min(sidebar);
        let [wanted, least] = [sidebar, normal].map(|width| self.theme.scaled(f32::from(width)));
        wanted.min((width - self.beside() - self.theme.scaled(MIDDLE)).max(least)).min(width * MOST)
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
    // A sidebar that was dragged wide makes room for a panel first.
    let sidebar = shared.preferences.sidebar.min(Preferences::default().sidebar);
    let middle = width - column(f32::from(sidebar)) - column(panel.width());
    let crowded = panel != Panel::None && middle < MIDDLE * scale;
    width < NARROW * scale.sqrt() || crowded
}

/// The preferences with the sidebar dragged to this width.
pub fn dragged(shared: &Shared, width: f32) -> Preferences {
    let (least, most) = (*Preferences::SIDEBAR.start(), *Preferences::SIDEBAR.end());
    let most = (f32::from(most)).min(shared.size.width * MOST / shared.scale()).max(f32::from(least));
    let sidebar = (width / shared.scale()).clamp(f32::from(least), most).round() as u16;
    Preferences { sidebar, ..shared.preferences }
}
