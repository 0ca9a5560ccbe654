//! The cache of built rows, kept from view to view: each row's element, widget state and layout, until the row's
//! version, the width or the look changes. This is why a key press elsewhere costs the list nothing.

use super::{Key, Rows};
use crate::theme::Theme;

use iced::advanced::graphics::text::Version;
use iced::advanced::layout;
use iced::advanced::widget::Tree;
use iced::{Element, Size};

use std::collections::HashMap;

/// Rows kept beyond the placed ones, for scrolling back; they keep the text selected in them.
const SPARE: usize = 48;

/// Inputs of a row's layout other than the row itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Look {
    pub(super) width: f32,
    /// Revision of the theme: another one requires building the row again.
    pub(super) revision: u64,
    /// Version of the fonts: another one requires a new layout.
    pub(super) fonts: Version,
}

pub(super) struct Row<Message> {
    version: u64,
    look: Look,
    used: u64,
    stale: bool,
    pub(super) element: Element<'static, Message, Theme>,
    pub(super) tree: Tree,
    pub(super) node: layout::Node,
}

impl<Message> Row<Message> {
    /// Marks the row for a new layout, because a widget in it asked for one.
    pub(super) fn make_stale(&mut self) {
        self.stale = true;
    }
}

pub(super) struct Cache<Message> {
    rows: HashMap<Key, Row<Message>>,
    round: u64,
}

impl<Message: 'static> Cache<Message> {
    pub(super) fn new() -> Self {
        Self { rows: HashMap::new(), round: 0 }
    }

    pub(super) fn get(&self, key: Key) -> Option<&Row<Message>> {
        self.rows.get(&key)
    }

    pub(super) fn get_mut(&mut self, key: Key) -> Option<&mut Row<Message>> {
        self.rows.get_mut(&key)
    }

    /// Begins a layout pass; rows unused in the last passes may be dropped.
    pub(super) fn begin(&mut self) {
        self.round += 1;
    }

    /// Drops the rows unused for longest, beyond some spare ones.
    pub(super) fn end(&mut self, placed: usize) {
        let keep = placed + SPARE;
        if self.rows.len() <= keep + SPARE {
            return;
        }
        let mut ages: Vec<u64> = self.rows.values().map(|row| row.used).collect();
        ages.sort_unstable_by(|one, other| other.cmp(one));
        if let Some(oldest) = ages.get(keep).copied() {
            let round = self.round;
            self.rows.retain(|_, row| row.used > oldest || row.used == round);
        }
    }

    /// The height of a row, which is built and laid out if necessary.
    pub(super) fn height(
        &mut self,
        rows: &dyn Rows<Message>,
        index: usize,
        look: Look,
        renderer: &iced::Renderer,
    ) -> f32 {
        let (key, version) = (rows.key(index), rows.version(index));
        let round = self.round;
        let row = self.rows.entry(key).or_insert_with(|| {
            let element = rows.view(index);
            let tree = Tree::new(&element);
            Row {
                version,
                look,
                used: round,
                stale: true,
                element,
                tree,
                node: layout::Node::new(Size::ZERO),
            }
        });
        row.used = round;
        if row.version != version || row.look.revision != look.revision {
            row.element = rows.view(index);
            row.tree.diff(&row.element);
            row.version = version;
            row.stale = true;
        }
        if row.stale || row.look != look {
            row.look = look;
            row.stale = false;
            let limits = layout::Limits::new(Size::ZERO, Size::new(look.width, f32::INFINITY));
            row.node = row.element.as_widget_mut().layout(&mut row.tree, renderer, &limits);
        }
        // Whole pixels, so that rows do not shimmer while scrolling.
        row.node.size().height.ceil()
    }
}
