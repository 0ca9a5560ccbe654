//! The list's event handling (scrollbar, rows, wheel) and drawing.

use super::cache::Look;
use super::find::Places;
use super::place::{self, Placed, Window};
use super::scrollbar;
use super::state::{Hold, State, drawn};
use super::{Key, LINE, List, MARGIN};
use crate::theme::scrollable::Use;
use crate::theme::{Theme, scrollable, space};

use iced::advanced::graphics::text::font_system;
use iced::advanced::layout::{self, Layout};
use iced::advanced::renderer::{self, Renderer as _};
use iced::advanced::widget::operation::Operation;
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, overlay};
use iced::{Event, Length, Point, Rectangle, Size, Vector, border, keyboard, mouse};

use std::sync::PoisonError;

impl<Message: 'static> List<'_, Message> {
    fn drag_to(&self, state: &mut State<Message>, bounds: Rectangle, y: f32, shell: &mut Shell<'_, Message>) {
        let extent = state.extent;
        let Some(handle) = scrollbar::handle(bounds, extent, 0.0) else { return };
        let Some(hold) = &mut state.hold else { return };
        hold.fraction = scrollbar::fraction_at(bounds, handle.height, y, hold.grip);
        hold.applied = None;
        let row = extent.row_at(hold.fraction) as u64;
        let loaded = self.before..self.before + self.rows.len() as u64;
        let is_new = hold.sought.is_none_or(|sought| sought.abs_diff(row) > extent.shown as u64 / 2);
        if !loaded.contains(&row)
            && is_new
            && let Some(message) = &self.on_seek
        {
            hold.sought = Some(row);
            shell.publish(message(row));
        }
        shell.invalidate_layout();
        shell.request_redraw();
    }

    /// Handles an event on the scrollbar, before the rows under it see the event.
    fn update_bar(
        &self,
        state: &mut State<Message>,
        event: &Event,
        bounds: Rectangle,
        cursor: mouse::Cursor,
        shell: &mut Shell<'_, Message>,
    ) -> Taken {
        let over = cursor.position_over(scrollbar::strip(bounds));
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                let Some(point) = over else { return Taken::No };
                let fraction = state.extent.fraction();
                let Some(handle) = scrollbar::handle(bounds, state.extent, fraction) else {
                    return Taken::No;
                };
                let inside = point.y >= handle.y && point.y <= handle.y + handle.height;
                let grip = if inside { point.y - handle.y } else { handle.height / 2.0 };
                state.hold = Some(Hold { grip, fraction, applied: None, sought: None });
                if inside {
                    // The handle is grabbed, not moved.
                    let here = (self.before, self.rows.len());
                    state.hold = state.hold.map(|hold| Hold { applied: Some(here), ..hold });
                } else {
                    self.drag_to(state, bounds, point.y, shell);
                }
                shell.capture_event();
                shell.request_redraw();
                Taken::Yes
            }
            Event::Mouse(mouse::Event::CursorMoved { position }) if state.hold.is_some() => {
                self.drag_to(state, bounds, position.y, shell);
                shell.capture_event();
                Taken::Yes
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) if state.hold.is_some() => {
                state.hold = None;
                shell.request_redraw();
                Taken::Yes
            }
            _ => Taken::No,
        }
    }

    /// Takes a press with Shift for the list, if the owner listens for it.
    fn choose(
        &self,
        state: &mut State<Message>,
        event: &Event,
        cursor: mouse::Cursor,
        bounds: Rectangle,
        shell: &mut Shell<'_, Message>,
    ) -> Taken {
        if let Event::Keyboard(keyboard::Event::ModifiersChanged(held)) = event {
            state.shift = held.shift();
        }
        let pressed = matches!(event, Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)));
        if pressed
            && state.shift
            && let Some(message) = &self.on_shift_press
            && let Some(key) = cursor.position().and_then(|point| state.row_at(point.y - bounds.y))
        {
            shell.publish(message(key));
            shell.capture_event();
            return Taken::Yes;
        }
        Taken::No
    }

    /// Publishes the visible rows if they changed, and requests more rows near the ends of the loaded part.
    fn report(&self, state: &mut State<Message>, shell: &mut Shell<'_, Message>) {
        let Some(visible) = state.visible else { return };
        if state.told != Some(visible) {
            state.told = Some(visible);
            if let Some(message) = &self.on_visible {
                shell.publish(message(visible));
            }
        }
        if state.hold.is_some() || self.rows.is_empty() {
            return;
        }
        let near = (state.extent.shown * 1.5).max(4.0);
        let above = state.extent.above - self.before as f32;
        let below = self.rows.len() as f32 - above - state.extent.shown;
        let first = self.rows.key(0);
        if self.before > 0 && above < near && state.asked_start != Some(first) {
            state.asked_start = Some(first);
            if let Some(message) = &self.on_near_start {
                shell.publish(message());
            }
        }
        let last = self.rows.key(self.rows.len() - 1);
        if self.after > 0 && below < near && state.asked_end != Some(last) {
            state.asked_end = Some(last);
            if let Some(message) = &self.on_near_end {
                shell.publish(message());
            }
        }
    }
}

/// The result of a handler that runs before the rows: an event taken, or left to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    Yes,
    No,
}

impl<Message: 'static> Widget<Message, Theme, iced::Renderer> for List<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State<Message>>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::<Message>::new())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &iced::Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let size = limits.max();
        let state = tree.state.downcast_mut::<State<Message>>();
        let fonts = font_system().read().unwrap_or_else(PoisonError::into_inner).version();
        let look = Look { width: size.width, revision: self.theme.revision(), fonts };
        state.enter(self.place);
        state.height = size.height;
        state.cache.begin();
        self.apply_hold(state);
        self.apply_jump(state, look, renderer);
        let anchor = self.anchor(state);
        let window = Window { height: size.height, margin: MARGIN, rows: self.rows.len(), grow: self.grow };
        let placed =
            place::place(anchor, window, |index| state.cache.height(&*self.rows, index, look, renderer));
        state.pinned = self.pin(state, &placed, look, renderer);
        state.cache.end(placed.len());
        self.take_stock(state, placed);
        layout::Node::new(size)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &iced::Renderer,
        operation: &mut dyn Operation,
    ) {
        let state = tree.state.downcast_mut::<State<Message>>();
        let bounds = layout.bounds();
        // Rows are laid out where they are visible: nothing is translated, but what leaves the bounds is clipped.
        operation.scrollable(self.id.as_ref(), bounds, bounds, Vector::ZERO, state);
        operation.custom(self.id.as_ref(), bounds, &mut Places::new(bounds, &state.placed));
        let origin = bounds.position();
        let State { cache, placed, pinned, .. } = state;
        operation.traverse(&mut |operation| {
            for (key, placed) in drawn(placed, *pinned) {
                if let Some(row) = cache.get_mut(key) {
                    let layout = Layout::with_offset(offset(origin, placed), &row.node);
                    row.element.as_widget_mut().operate(&mut row.tree, layout, renderer, operation);
                }
            }
        });
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
        let bounds = layout.bounds();
        let Some(window) = bounds.intersection(viewport) else { return };
        let state = tree.state.downcast_mut::<State<Message>>();
        if self.update_bar(state, event, bounds, cursor, shell) == Taken::Yes {
            return;
        }

        let on_bar = cursor.is_over(scrollbar::strip(bounds))
            && scrollbar::handle(bounds, state.extent, state.extent.fraction()).is_some();
        match event {
            Event::Keyboard(keyboard::Event::KeyPressed { key, .. }) if moves_focus(key) => state.keys = true,
            Event::Mouse(_) => state.keys = false,
            _ => {}
        }
        let is_inside = cursor.is_over(bounds) && !on_bar && !state.keys;
        let inner = if is_inside { cursor } else { mouse::Cursor::Unavailable };
        let pointed = pointed(state, bounds, inner, &window, renderer);
        state.pointed = pointed.or(state.pointed);
        if self.choose(state, event, inner, bounds, shell) == Taken::Yes {
            return;
        }
        let State { cache, placed, pinned, .. } = state;
        // Rows do not see a pointer that is over the pinned heading.
        let over_pinned = pinned.is_some_and(|(_, heading)| {
            inner.position().is_some_and(|point| point.y - bounds.y < heading.end())
        });
        for (key, placed) in drawn(placed, *pinned) {
            let Some(row) = cache.get_mut(key) else { continue };
            let layout = Layout::with_offset(offset(bounds.position(), placed), &row.node);
            let is_pinned = pinned.is_some_and(|(pinned, _)| pinned == key);
            let is_under = inner.position().is_some_and(|point| layout.bounds().contains(point));
            let cursor = if over_pinned && !is_pinned {
                mouse::Cursor::Unavailable
            } else if is_under && pointed != Some(key) {
                // The pointer may be on a part of the next row that reaches over this one.
                inner.levitate()
            } else {
                inner
            };
            let mut messages = Vec::new();
            let mut own = Shell::new(&mut messages);
            row.element.as_widget_mut().update(
                &mut row.tree,
                event,
                layout,
                cursor,
                renderer,
                clipboard,
                &mut own,
                &window,
            );
            let is_stale = own.is_layout_invalid();
            shell.merge(own, std::convert::identity);
            if is_stale {
                row.make_stale();
            }
        }

        if let Event::Window(iced::window::Event::RedrawRequested(now)) = event {
            let flash = state.flash.and_then(|flash| flash.at(*now, self.theme.motion()));
            state.flash = flash.map(|(flash, _)| flash);
            if let Some((_, next)) = flash {
                shell.request_redraw_at(next);
            }
            state.bar = if state.hold.is_some() {
                Use::Dragged
            } else if on_bar {
                Use::Hovered
            } else {
                Use::Rest
            };
            state.near = cursor.is_over(bounds);
            self.report(state, shell);
        }
        if let Event::Mouse(mouse::Event::CursorMoved { .. } | mouse::Event::CursorLeft) = event
            && (on_bar != (state.bar == Use::Hovered) || cursor.is_over(bounds) != state.near)
        {
            shell.request_redraw();
        }
        if let Event::Mouse(mouse::Event::WheelScrolled { delta }) = event
            && !shell.is_event_captured()
            && cursor.is_over(bounds)
        {
            let distance = match delta {
                mouse::ScrollDelta::Lines { y, .. } => y * LINE,
                mouse::ScrollDelta::Pixels { y, .. } => *y,
            };
            if distance != 0.0 {
                state.scroll(distance);
                shell.invalidate_layout();
                shell.request_redraw();
            }
            shell.capture_event();
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
        let bounds = layout.bounds();
        let Some(window) = bounds.intersection(viewport) else { return };
        let state = tree.state.downcast_ref::<State<Message>>();
        // The software renderer repaints what differs from an earlier frame. For a scrolled list that is everything, in
        // dozens of overlapping pieces, each painted with all that it touches; a layer of another size is one piece. So
        // the layer's size changes, by less than a pixel shows, whenever rows have moved: this halves the work of a
        // scrolled frame.
        let layer = Rectangle { height: window.height - f32::from(state.moves) / 1024.0, ..window };
        let draw = |renderer: &mut iced::Renderer, key: Key, placed: Placed| {
            let Some(row) = state.cache.get(key) else { return };
            let layout = Layout::with_offset(offset(bounds.position(), placed), &row.node);
            if layout.bounds().intersects(&window) {
                if let Some(flash) = state.flash.filter(|flash| flash.key == key) {
                    let quad = renderer::Quad { bounds: layout.bounds(), ..renderer::Quad::default() };
                    renderer.fill_quad(quad, theme.colors().accent_wash.scale_alpha(flash.strength));
                }
                row.element.as_widget().draw(&row.tree, renderer, theme, style, layout, cursor, &window);
            }
        };
        renderer.with_layer(layer, |renderer| {
            for (key, placed) in drawn(&state.placed, None) {
                draw(renderer, key, placed);
            }
        });
        if let Some((key, heading)) = state.pinned {
            // A layer of its own: within a layer, texts are painted over all grounds.
            let y = bounds.y + heading.end().round();
            let over = Rectangle { height: y + space::LINE - bounds.y, ..bounds };
            if let Some(over) = over.intersection(&window) {
                renderer.with_layer(over, |renderer| {
                    draw(renderer, key, heading);
                    let edge = renderer::Quad {
                        bounds: Rectangle { y, height: space::LINE, ..bounds },
                        ..renderer::Quad::default()
                    };
                    renderer.fill_quad(edge, theme.colors().border);
                });
            }
        }
        if !state.near && state.hold.is_none() {
            return;
        }
        let fraction = state.hold.map_or_else(|| state.extent.fraction(), |hold| hold.fraction);
        if let Some(handle) = scrollbar::handle(bounds, state.extent, fraction) {
            let layer = handle.intersection(&window).unwrap_or(handle);
            renderer.with_layer(layer, |renderer| {
                let quad = renderer::Quad {
                    bounds: handle,
                    border: border::rounded(scrollable::WIDTH / 2.0),
                    ..renderer::Quad::default()
                };
                renderer.fill_quad(quad, scrollable::handle(theme, state.bar));
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
        let state = tree.state.downcast_ref::<State<Message>>();
        let bounds = layout.bounds();
        if state.hold.is_some() || !cursor.is_over(bounds) || cursor.is_over(scrollbar::strip(bounds)) {
            return mouse::Interaction::default();
        }
        let Some(window) = bounds.intersection(viewport) else { return mouse::Interaction::default() };
        pointed(state, bounds, cursor, &window, renderer)
            .map(|key| interaction(state, key, bounds, cursor, &window, renderer))
            .unwrap_or_default()
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &iced::Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, iced::Renderer>> {
        let state = tree.state.downcast_mut::<State<Message>>();
        let origin = layout.bounds().position();
        // Only the row under the pointer is asked: asking all rows on each event would cost as much as the rest of the
        // list.
        let State { cache, placed, pinned, pointed, .. } = state;
        let (key, placed) = drawn(placed, *pinned).find(|(key, _)| Some(*key) == *pointed)?;
        let row = cache.get_mut(key)?;
        let layout = Layout::with_offset(offset(origin, placed), &row.node);
        row.element.as_widget_mut().overlay(&mut row.tree, layout, renderer, viewport, translation)
    }
}

/// Keys that move the keyboard focus; the pointer then rests, and the row under it shows nothing.
fn moves_focus(key: &keyboard::Key) -> bool {
    use keyboard::key::Named;
    let moving = [
        Named::ArrowUp,
        Named::ArrowDown,
        Named::PageUp,
        Named::PageDown,
        Named::Home,
        Named::End,
        Named::F6,
    ];
    matches!(key, keyboard::Key::Named(named) if moving.contains(named))
}

/// The row that the pointer is on: the one below the pointer's place if a part of it reaches up there.
fn pointed<Message: 'static>(
    state: &State<Message>,
    bounds: Rectangle,
    cursor: mouse::Cursor,
    window: &Rectangle,
    renderer: &iced::Renderer,
) -> Option<Key> {
    let y = cursor.position()?.y - bounds.y;
    let here = state.row_at(y)?;
    if state.pinned.is_some_and(|(pinned, _)| pinned == here) {
        return Some(here);
    }
    let at = state.placed.iter().position(|(key, _)| *key == here)?;
    let below =
        state.placed.get(at + 1).map(|(key, _)| *key).filter(|key| {
            interaction(state, *key, bounds, cursor, window, renderer) != mouse::Interaction::None
        });
    below.or(Some(here))
}

fn interaction<Message: 'static>(
    state: &State<Message>,
    key: Key,
    bounds: Rectangle,
    cursor: mouse::Cursor,
    window: &Rectangle,
    renderer: &iced::Renderer,
) -> mouse::Interaction {
    let placed = drawn(&state.placed, state.pinned).find(|(placed, _)| *placed == key);
    let Some(((_, placed), row)) = placed.zip(state.cache.get(key)) else {
        return mouse::Interaction::default();
    };
    let layout = Layout::with_offset(offset(bounds.position(), placed), &row.node);
    row.element.as_widget().mouse_interaction(&row.tree, layout, cursor, window, renderer)
}

fn offset(origin: Point, placed: Placed) -> Vector {
    Vector::new(origin.x, origin.y + placed.y.round())
}
