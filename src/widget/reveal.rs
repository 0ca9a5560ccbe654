//! A row with actions that show while the pointer is over it, or if it has keyboard focus and the pointer is on no other
//! row. Hovering does not rebuild the row: the widget itself keeps that state, so that a list can cache its rows. The
//! actions are built when they are first shown, and kept: most rows never show theirs.
//!
//! Actions across the upper edge reach over the row above. While the pointer is on them, the widget claims it by
//! returning a mouse interaction for a point outside its bounds; the list (`list/events.rs`) leaves the pointer to it
//! then. Tests: `tests/window/hovering.rs`.

use super::Element;
use crate::theme::Theme;

use iced::advanced::layout::{self, Layout};
use iced::advanced::renderer::{self, Quad, Renderer as _};
use iced::advanced::widget::operation::Operation;
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, overlay};
use iced::{Color, Event, Length, Point, Rectangle, Size, Vector, mouse, window};

/// The condition for showing the actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown {
    /// While the pointer is over the row.
    #[default]
    OnHover,
    /// Also while the pointer is over no other row: the row has keyboard focus.
    Focused,
}

/// The ground of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ground {
    /// None, and a hover colour under the pointer.
    #[default]
    None,
    /// The ground of the chosen row.
    Selected,
    /// A wash of the accent: the row addresses the user.
    Accent,
    /// None, and a mark at the left edge: the user's own row.
    Own,
    /// A wash of the warning colour: the row needs attention.
    Warning,
}

/// The place of the actions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place {
    /// In the row, at its upper right.
    Inside,
    /// Across the row's upper edge, so that they do not cover its first line.
    Across {
        /// The largest distance of their right end from the row's left edge, in logical pixels.
        right: f32,
        /// How far they reach into the row.
        into: f32,
    },
}

/// Distance of the actions in the row from its right edge, and from its upper edge, in logical pixels.
const INSET: f32 = 16.0;
const DOWN: f32 = 2.0;
/// Distance of actions across the upper edge from the right edge, in logical pixels.
const EDGE: f32 = 4.0;
/// Width of the mark of the user's own rows.
const OWN: f32 = 3.0;

struct Reveal<'a, Message, Build> {
    row: Element<'a, Message>,
    /// Builds the actions; `None` if there are none.
    build: Option<Build>,
    /// The actions, once they were shown.
    actions: Option<Element<'a, Message>>,
    shown: Shown,
    ground: Ground,
    place: Place,
}

/// The row with the actions that `build` returns, if any.
pub fn reveal<'a, Message: 'a>(
    row: impl Into<Element<'a, Message>>,
    build: Option<impl Fn() -> Element<'a, Message> + 'a>,
    shown: Shown,
    ground: Ground,
    place: Place,
) -> Element<'a, Message> {
    Element::new(Reveal { row: row.into(), build, actions: None, shown, ground, place })
}

#[derive(Debug, Default)]
struct State {
    is_over: bool,
    /// True if the pointer is over another row.
    is_elsewhere: bool,
    /// The layout of the actions. It is no child of the row's layout, because it moves down from the viewport's edge.
    actions: layout::Node,
    /// The upper edge of the viewport.
    top: f32,
}

impl State {
    fn shows(&self, shown: Shown) -> bool {
        self.is_over || (shown == Shown::Focused && !self.is_elsewhere)
    }

    /// The actions of a row with these bounds: never above the viewport, where they would be cut.
    fn actions(&self, row: Rectangle, top: f32) -> Layout<'_> {
        let own = row.y + self.actions.bounds().y;
        let lowest = (row.y + row.height - self.actions.size().height).max(own);
        let down = (top - own).clamp(0.0, lowest - own);
        Layout::with_offset(Vector::new(row.x, row.y + down), &self.actions)
    }
}

impl<'a, Message, Build: Fn() -> Element<'a, Message>> Reveal<'a, Message, Build> {
    /// Builds the actions and lays them out in a row of this size.
    fn show(&mut self, state: &mut State, tree: &mut Tree, row: Size, renderer: &iced::Renderer) {
        let Some(build) = &self.build else { return };
        let actions = self.actions.get_or_insert_with(build);
        tree.diff(&*actions);
        let room = layout::Limits::new(Size::ZERO, Size::new(row.width, f32::INFINITY));
        let node = actions.as_widget_mut().layout(tree, renderer, &room);
        let Size { width, height } = node.size();
        let at = match self.place {
            Place::Inside => Point::new(row.width - width - INSET, DOWN),
            Place::Across { right, into } => Point::new(row.width.min(right) - width - EDGE, into - height),
        };
        state.actions = node.move_to(Point::new(at.x.max(0.0), at.y));
    }

    /// The actions, if they are shown now.
    fn shown(&self, state: &State) -> Option<&Element<'a, Message>> {
        self.actions.as_ref().filter(|_| state.shows(self.shown))
    }

    /// The actions, if they are shown now.
    fn shown_mut(&mut self, state: &State) -> Option<&mut Element<'a, Message>> {
        self.actions.as_mut().filter(|_| state.shows(self.shown))
    }
}

impl<'a, Message, Build: Fn() -> Element<'a, Message>> Widget<Message, Theme, iced::Renderer>
    for Reveal<'a, Message, Build>
{
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.row), Tree::empty()]
    }

    fn diff(&self, tree: &mut Tree) {
        // The tree of the actions is compared when they are built.
        tree.children[0].diff(&self.row);
    }

    fn size(&self) -> Size<Length> {
        self.row.as_widget().size()
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &iced::Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let Tree { state, children, .. } = tree;
        let state = state.downcast_mut::<State>();
        let [row_tree, actions_tree] = children.as_mut_slice() else { return layout::Node::default() };
        let row = self.row.as_widget_mut().layout(row_tree, renderer, limits);
        if state.shows(self.shown) {
            self.show(state, actions_tree, row.size(), renderer);
        }
        layout::Node::with_children(row.size(), vec![row])
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &iced::Renderer,
        operation: &mut dyn Operation,
    ) {
        let Some(row) = layout.children().next() else { return };
        self.row.as_widget_mut().operate(&mut tree.children[0], row, renderer, operation);
        let state = tree.state.downcast_ref::<State>();
        if let Some(actions) = self.shown_mut(state) {
            let layout = state.actions(layout.bounds(), state.top);
            actions.as_widget_mut().operate(&mut tree.children[1], layout, renderer, operation);
        }
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &iced::Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let Some(row) = layout.children().next() else { return };
        let bounds = layout.bounds();
        let Tree { state, children, .. } = tree;
        let state = state.downcast_mut::<State>();
        let [row_tree, actions_tree] = children.as_mut_slice() else { return };
        state.top = viewport.y;
        let reached =
            self.shown(state).is_some() && cursor.is_over(state.actions(bounds, viewport.y).bounds());
        let is_over = cursor.is_over(bounds) || reached;
        let is_elsewhere = !is_over && cursor.land().is_over(*viewport);
        let may_change = matches!(
            event,
            Event::Mouse(mouse::Event::CursorMoved { .. } | mouse::Event::CursorLeft)
                | Event::Window(window::Event::RedrawRequested(_))
        );
        if may_change && (state.is_over, state.is_elsewhere) != (is_over, is_elsewhere) {
            let showed = state.shows(self.shown);
            let was_over = state.is_over;
            (state.is_over, state.is_elsewhere) = (is_over, is_elsewhere);
            match (showed, state.shows(self.shown)) {
                (false, true) => self.show(state, actions_tree, bounds.size(), renderer),
                // Hidden actions get no events: a press or a tooltip must not last until they are shown again.
                (true, false) => *actions_tree = Tree::empty(),
                (true, true) | (false, false) => {}
            }
            if showed != state.shows(self.shown) || was_over != is_over {
                shell.request_redraw();
            }
        }
        let mut on_actions = false;
        if let Some(actions) = self.shown_mut(state) {
            let layout = state.actions(bounds, viewport.y);
            on_actions = cursor.is_over(layout.bounds());
            let widget = actions.as_widget_mut();
            widget.update(actions_tree, event, layout, cursor, renderer, clipboard, shell, viewport);
        }
        if !shell.is_event_captured() {
            let cursor = if on_actions { mouse::Cursor::Unavailable } else { cursor };
            let widget = self.row.as_widget_mut();
            widget.update(row_tree, event, row, cursor, renderer, clipboard, shell, viewport);
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut iced::Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let colors = theme.colors();
        let state = tree.state.downcast_ref::<State>();
        let bounds = layout.bounds();
        let ground: Option<Color> = match self.ground {
            Ground::Selected => Some(colors.selected),
            Ground::Accent => Some(colors.accent_wash),
            Ground::Warning => Some(colors.warning_wash),
            Ground::None | Ground::Own => None,
        };
        let hover = (state.is_over && self.ground != Ground::Selected).then(|| colors.hover.scale_alpha(0.6));
        for color in ground.into_iter().chain(hover) {
            renderer.fill_quad(Quad { bounds, ..Quad::default() }, color);
        }
        if self.ground == Ground::Own {
            let mark = Rectangle { width: OWN, ..bounds };
            renderer.fill_quad(Quad { bounds: mark, ..Quad::default() }, colors.accent.scale_alpha(0.5));
        }
        let Some(row) = layout.children().next() else { return };
        self.row.as_widget().draw(&tree.children[0], renderer, theme, style, row, cursor, viewport);
        let Some(widget) = self.shown(state) else { return };
        let actions = state.actions(bounds, viewport.y);
        if let Some(above) = actions.bounds().intersection(viewport) {
            // The actions need a separate layer: otherwise the row's text would be drawn over their ground.
            renderer.with_layer(above, |renderer| {
                let tree = &tree.children[1];
                widget.as_widget().draw(tree, renderer, theme, style, actions, cursor, viewport);
            });
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &iced::Renderer,
    ) -> mouse::Interaction {
        let Some(row) = layout.children().next() else { return mouse::Interaction::default() };
        let state = tree.state.downcast_ref::<State>();
        let actions = self.shown(state).map(|actions| (actions, state.actions(layout.bounds(), viewport.y)));
        if let Some((widget, actions)) = actions.filter(|(_, layout)| cursor.is_over(layout.bounds())) {
            let widget = widget.as_widget();
            // Between two buttons, too, the pointer is on the actions.
            widget
                .mouse_interaction(&tree.children[1], actions, cursor, viewport, renderer)
                .max(mouse::Interaction::Idle)
        } else if cursor.is_over(layout.bounds()) {
            let widget = self.row.as_widget();
            widget.mouse_interaction(&tree.children[0], row, cursor, viewport, renderer)
        } else {
            mouse::Interaction::None
        }
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &iced::Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, iced::Renderer>> {
        let Tree { state, children, .. } = tree;
        let [row_tree, actions_tree] = children.as_mut_slice() else { return None };
        let state = state.downcast_ref::<State>();
        let shows = state.shows(self.shown);
        let over = self.actions.as_mut().filter(|_| shows).and_then(|actions| {
            let layout = state.actions(layout.bounds(), state.top);
            actions.as_widget_mut().overlay(actions_tree, layout, renderer, viewport, translation)
        });
        // Only one of them is under the pointer.
        over.or_else(|| {
            let layout = layout.children().next()?;
            self.row.as_widget_mut().overlay(row_tree, layout, renderer, viewport, translation)
        })
    }
}
