//! Tooltips: a few words beside the control under the pointer, after it has rested there.
//!
//! A press and a key close the tooltip until the pointer comes back: it must not cover what they brought about, such as
//! a toast or a dialog. It stays inside the window and takes no events. Tests: `tests/widgets/tooltip.rs`.

use super::Element;
use super::label::label;
use super::lifted::{Height, lifted};
use super::one_line::{OneLine, SHORTENED};
use crate::theme::{Role, Theme, space};

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, mouse, overlay, renderer};
use iced::widget::{Id, container};
use iced::{Event, Length, Padding, Point, Rectangle, Size, Vector, keyboard, window};

use std::time::{Duration, Instant};

/// The side on which the tooltip shows, if there is room for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// Above.
    Above,
    /// Below.
    Below,
    /// To the right.
    Right,
}

/// How long the pointer rests before the tooltip shows.
const DELAY: Duration = Duration::from_millis(450);

/// The largest widths of a tooltip, and of one that tells an address, in logical pixels at the normal text size.
const NARROW: f32 = 280.0;
const WIDE: f32 = 360.0;

/// When the tooltip shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    Always,
    /// Only if a text of the element is drawn shortened.
    Shortened,
}

struct Tooltip<'a, Message> {
    theme: Theme,
    inner: Element<'a, Message>,
    says: String,
    beside: Beside,
    when: When,
}

/// The element with a tooltip.
pub fn tooltip<'a, Message: 'a>(
    theme: Theme,
    inner: impl Into<Element<'a, Message>>,
    says: impl Into<String>,
    beside: Beside,
) -> Element<'a, Message> {
    Element::new(Tooltip { theme, inner: inner.into(), says: says.into(), beside, when: When::Always })
}

/// The element with a tooltip that says all of a name, if the element had to shorten it.
pub fn whole<'a, Message: 'a>(
    theme: Theme,
    inner: impl Into<Element<'a, Message>>,
    says: impl Into<String>,
    beside: Beside,
) -> Element<'a, Message> {
    Element::new(Tooltip { theme, inner: inner.into(), says: says.into(), beside, when: When::Shortened })
}

/// A line of text with a tooltip that says all of it, if it had to be shortened.
pub fn whole_line<'a, Message: 'a>(theme: Theme, line: OneLine<'a>, beside: Beside) -> Element<'a, Message> {
    let says = line.content().to_owned();
    whole(theme, line, says, beside)
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Away,
    /// The pointer has just arrived; the delay starts with the next frame.
    Arrived,
    /// The pointer has been over the element since then.
    Resting(Instant),
    Shown,
    /// A press or a key closed it, and the pointer is still there.
    Closed,
}

struct State {
    phase: Phase,
    /// The state of the words, which are built only when shown: a list has about a hundred tooltips.
    words: Tree,
}

impl<Message> Tooltip<'_, Message> {
    /// True if the tooltip has something to say.
    fn is_wanted(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &iced::Renderer) -> bool {
        match self.when {
            When::Always => true,
            When::Shortened => {
                let mut seen = Shortened(false);
                self.inner.as_widget_mut().operate(tree, layout, renderer, &mut seen);
                seen.0
            }
        }
    }
}

/// Looks for a text that is drawn shortened.
struct Shortened(bool);

impl Operation for Shortened {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn text(&mut self, id: Option<&Id>, _bounds: Rectangle, _text: &str) {
        self.0 |= id == Some(&SHORTENED);
    }
}

impl<'a, Message: 'a> Widget<Message, Theme, iced::Renderer> for Tooltip<'a, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State { phase: Phase::Away, words: Tree::empty() })
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.inner)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.inner));
    }

    fn size(&self) -> Size<Length> {
        self.inner.as_widget().size()
    }

    fn size_hint(&self) -> Size<Length> {
        self.inner.as_widget().size_hint()
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &iced::Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        self.inner.as_widget_mut().layout(&mut tree.children[0], renderer, limits)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &iced::Renderer,
        operation: &mut dyn Operation,
    ) {
        self.inner.as_widget_mut().operate(&mut tree.children[0], layout, renderer, operation);
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
        let before = tree.state.downcast_ref::<State>().phase;
        let is_over = cursor.is_over(layout.bounds());
        let after = match event {
            _ if !is_over && matches!(event, Event::Mouse(_) | Event::Window(_)) => Phase::Away,
            // The release of a key comes here even if its press was a command.
            Event::Mouse(mouse::Event::ButtonPressed(_) | mouse::Event::WheelScrolled { .. })
            | Event::Keyboard(keyboard::Event::KeyPressed { .. } | keyboard::Event::KeyReleased { .. }) => {
                match before {
                    Phase::Away => Phase::Away,
                    Phase::Arrived | Phase::Resting(_) | Phase::Shown | Phase::Closed => Phase::Closed,
                }
            }
            // Only a movement counts: the element may have appeared under a resting pointer, as when a dialog closes.
            Event::Mouse(mouse::Event::CursorMoved { .. }) if before == Phase::Away => {
                shell.request_redraw();
                Phase::Arrived
            }
            Event::Window(window::Event::RedrawRequested(now)) => match before {
                Phase::Arrived => {
                    shell.request_redraw_at(*now + DELAY);
                    Phase::Resting(*now)
                }
                Phase::Resting(since) if now.duration_since(since) < DELAY => {
                    shell.request_redraw_at(since + DELAY);
                    before
                }
                Phase::Resting(_) if self.is_wanted(&mut tree.children[0], layout, renderer) => Phase::Shown,
                Phase::Resting(_) => Phase::Closed,
                Phase::Away | Phase::Shown | Phase::Closed => before,
            },
            _ => before,
        };
        if (before == Phase::Shown) != (after == Phase::Shown) {
            // The overlay appears or goes with a new layout.
            shell.invalidate_layout();
            shell.request_redraw();
        }
        tree.state.downcast_mut::<State>().phase = after;
        self.inner.as_widget_mut().update(
            &mut tree.children[0],
            event,
            layout,
            cursor,
            renderer,
            clipboard,
            shell,
            viewport,
        );
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &iced::Renderer,
    ) -> mouse::Interaction {
        self.inner.as_widget().mouse_interaction(&tree.children[0], layout, cursor, viewport, renderer)
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
        self.inner.as_widget().draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
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
        let state = state.downcast_mut::<State>();
        let inner = self.inner.as_widget_mut();
        let inner = inner.overlay(children.first_mut()?, layout, renderer, viewport, translation);
        let hint = (state.phase == Phase::Shown).then(|| {
            let words = bubble(self.theme, self.says.clone(), NARROW);
            hint(words, layout.bounds() + translation, self.beside, &mut state.words)
        });
        let both: Vec<_> = inner.into_iter().chain(hint).collect();
        (!both.is_empty()).then(|| overlay::Group::with_children(both).overlay())
    }
}

/// The words, over everything else.
struct Hint<'b, Message> {
    words: Element<'b, Message>,
    tree: &'b mut Tree,
    /// The bounds of the element in the window.
    of: Rectangle,
    beside: Beside,
}

/// The words of a tooltip.
fn bubble<'a, Message: 'a>(theme: Theme, says: String, width: f32) -> Element<'a, Message> {
    let words = container(label(theme, Role::Small, says))
        .padding(Padding::from([space::ONE, space::TWO]))
        .max_width(theme.scaled(width));
    lifted(Height::Hint, words)
}

/// A tooltip above a part of a widget, which says when it shows.
pub(super) fn above<'a, Message: 'a>(
    theme: Theme,
    says: String,
    of: Rectangle,
    tree: &'a mut Tree,
) -> overlay::Element<'a, Message, Theme, iced::Renderer> {
    hint(bubble(theme, says, WIDE), of, Beside::Above, tree)
}

/// The overlay of the words. The tree outlives the frame: the renderer draws shaped text from where it is kept.
fn hint<'a, Message: 'a>(
    words: Element<'a, Message>,
    of: Rectangle,
    beside: Beside,
    tree: &'a mut Tree,
) -> overlay::Element<'a, Message, Theme, iced::Renderer> {
    tree.diff(&words);
    overlay::Element::new(Box::new(Hint { words, tree, of, beside }))
}

impl<Message> overlay::Overlay<Message, Theme, iced::Renderer> for Hint<'_, Message> {
    fn layout(&mut self, renderer: &iced::Renderer, bounds: Size) -> layout::Node {
        let limits = layout::Limits::new(Size::ZERO, bounds);
        let node = self.words.as_widget_mut().layout(self.tree, renderer, &limits);
        let at = place(node.size(), self.of, self.beside, bounds);
        node.move_to(at)
    }

    fn draw(
        &self,
        renderer: &mut iced::Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
    ) {
        let bounds = layout.bounds();
        self.words.as_widget().draw(self.tree, renderer, theme, style, layout, cursor, &bounds);
    }

    fn operate(&mut self, layout: Layout<'_>, renderer: &iced::Renderer, operation: &mut dyn Operation) {
        self.words.as_widget_mut().operate(self.tree, layout, renderer, operation);
    }
}

/// The place of words of this size beside an element, inside the window: on the other side if there is no room.
fn place(words: Size, of: Rectangle, beside: Beside, window: Size) -> Point {
    let (above, below) = (of.y - words.height - space::ONE, of.y + of.height + space::ONE);
    let fits_below = below + words.height <= window.height;
    let middle = of.center();
    let (x, y) = match beside {
        Beside::Above if above < 0.0 && fits_below => (middle.x - words.width / 2.0, below),
        Beside::Above => (middle.x - words.width / 2.0, above),
        Beside::Below if !fits_below => (middle.x - words.width / 2.0, above),
        Beside::Below => (middle.x - words.width / 2.0, below),
        Beside::Right => {
            let right = of.x + of.width + space::ONE;
            let left = of.x - words.width - space::ONE;
            let x = if right + words.width > window.width && left >= 0.0 { left } else { right };
            (x, middle.y - words.height / 2.0)
        }
    };
    let inside = |at: f32, size: f32, room: f32| at.min(room - size).max(0.0);
    Point::new(inside(x, words.width, window.width), inside(y, words.height, window.height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tooltip_is_inside_the_window_and_beside_its_element() {
        let (words, window) = (Size::new(100.0, 20.0), Size::new(400.0, 300.0));
        let at = |x, y, beside| {
            let of = Rectangle::new(Point::new(x, y), Size::new(30.0, 30.0));
            let bounds = Rectangle::new(place(words, of, beside, window), words);
            assert!(bounds.is_within(&Rectangle::with_size(window)), "{bounds:?}");
            assert!(bounds.intersection(&of).is_none(), "{bounds:?} covers {of:?}");
        };
        for beside in [Beside::Above, Beside::Below, Beside::Right] {
            for (x, y) in [(0.0, 0.0), (370.0, 0.0), (0.0, 270.0), (370.0, 270.0), (180.0, 140.0)] {
                at(x, y, beside);
            }
        }
    }
}
