//! A row with actions that show while the pointer is over it, or always if it has keyboard focus. Hovering does not
//! rebuild the row: the widget itself keeps that state, so that a list can cache its rows.

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
    /// At all times: the row has keyboard focus.
    Always,
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
    /// A wash of the warning colour: the row needs attention.
    Warning,
}

/// Distance of the actions from the row's right edge, in logical pixels.
const INSET: f32 = 16.0;

struct Reveal<'a, Message> {
    /// The row and its actions.
    parts: [Element<'a, Message>; 2],
    shown: Shown,
    ground: Ground,
}

/// The row, with its actions at its top right.
pub fn reveal<'a, Message: 'a>(
    row: impl Into<Element<'a, Message>>,
    actions: impl Into<Element<'a, Message>>,
    shown: Shown,
    ground: Ground,
) -> Element<'a, Message> {
    Element::new(Reveal { parts: [row.into(), actions.into()], shown, ground })
}

#[derive(Debug, Default)]
struct Hover {
    is_over: bool,
}

impl<Message> Reveal<'_, Message> {
    fn shows(&self, tree: &Tree) -> bool {
        self.shown == Shown::Always || tree.state.downcast_ref::<Hover>().is_over
    }
}

fn two(layout: Layout<'_>) -> Option<(Layout<'_>, Layout<'_>)> {
    let mut parts = layout.children();
    Some((parts.next()?, parts.next()?))
}

impl<Message> Widget<Message, Theme, iced::Renderer> for Reveal<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<Hover>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(Hover::default())
    }

    fn children(&self) -> Vec<Tree> {
        self.parts.iter().map(Tree::new).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&self.parts);
    }

    fn size(&self) -> Size<Length> {
        self.parts[0].as_widget().size()
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &iced::Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let [row, actions] = &mut self.parts;
        let row = row.as_widget_mut().layout(&mut tree.children[0], renderer, limits);
        let size = row.size();
        let room = layout::Limits::new(Size::ZERO, Size::new(size.width, f32::INFINITY));
        let actions = actions.as_widget_mut().layout(&mut tree.children[1], renderer, &room);
        let x = (size.width - actions.size().width - INSET).max(0.0);
        layout::Node::with_children(size, vec![row, actions.move_to(Point::new(x, 2.0))])
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &iced::Renderer,
        operation: &mut dyn Operation,
    ) {
        let shows = self.shows(tree);
        let Some((row, actions)) = two(layout) else { return };
        self.parts[0].as_widget_mut().operate(&mut tree.children[0], row, renderer, operation);
        if shows {
            self.parts[1].as_widget_mut().operate(&mut tree.children[1], actions, renderer, operation);
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
        let is_over = cursor.is_over(layout.bounds());
        let hover = tree.state.downcast_mut::<Hover>();
        let may_change = matches!(
            event,
            Event::Mouse(mouse::Event::CursorMoved { .. } | mouse::Event::CursorLeft)
                | Event::Window(window::Event::RedrawRequested(_))
        );
        if may_change && hover.is_over != is_over {
            hover.is_over = is_over;
            shell.request_redraw();
        }
        let shows = self.shows(tree);
        let Some((row, actions)) = two(layout) else { return };
        let [row_widget, actions_widget] = &mut self.parts;
        let on_actions = shows && cursor.is_over(actions.bounds());
        if shows {
            let tree = &mut tree.children[1];
            let widget = actions_widget.as_widget_mut();
            widget.update(tree, event, actions, cursor, renderer, clipboard, shell, viewport);
        }
        if !shell.is_event_captured() {
            let cursor = if on_actions { mouse::Cursor::Unavailable } else { cursor };
            let tree = &mut tree.children[0];
            row_widget.as_widget_mut().update(tree, event, row, cursor, renderer, clipboard, shell, viewport);
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
        let is_over = tree.state.downcast_ref::<Hover>().is_over;
        let ground: Option<Color> = match self.ground {
            Ground::Selected => Some(colors.selected),
            Ground::Accent => Some(colors.accent_wash),
            Ground::Warning => Some(colors.warning_wash),
            Ground::None if is_over => Some(colors.hover.scale_alpha(0.6)),
            Ground::None => None,
        };
        if let Some(ground) = ground {
            renderer.fill_quad(Quad { bounds: layout.bounds(), ..Quad::default() }, ground);
        }
        let Some((row, actions)) = two(layout) else { return };
        self.parts[0].as_widget().draw(&tree.children[0], renderer, theme, style, row, cursor, viewport);
        if self.shows(tree)
            && let Some(above) = actions.bounds().intersection(viewport)
        {
            // The actions need a separate layer: otherwise the row's text would be drawn over their ground.
            renderer.with_layer(above, |renderer| {
                let tree = &tree.children[1];
                self.parts[1].as_widget().draw(tree, renderer, theme, style, actions, cursor, viewport);
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
        let Some((row, actions)) = two(layout) else { return mouse::Interaction::default() };
        let part = |index: usize, layout| {
            let widget = self.parts[index].as_widget();
            widget.mouse_interaction(&tree.children[index], layout, cursor, viewport, renderer)
        };
        if self.shows(tree) && cursor.is_over(actions.bounds()) { part(1, actions) } else { part(0, row) }
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &iced::Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, iced::Renderer>> {
        overlay::from_children(&mut self.parts, tree, layout, renderer, viewport, translation)
    }
}
