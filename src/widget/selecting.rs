//! An area in which text can be selected across passages: by dragging, by double and triple clicks, and with
//! Shift+arrows; Ctrl+C copies it and Ctrl+A extends it to whole rows.
//!
//! A drag may begin beside the text, and scrolls a list at its edges. There is one selection at a time: a press elsewhere
//! ends it. The area keeps its two ends as [`Spot`]s, so that rows may leave a virtual list meanwhile. Must not know:
//! what the text says. Tests: `tests/widgets/selecting.rs`.

use super::Element;
use super::passage::Spot;
use super::passage::reach::{self, Grain, Move};
use crate::theme::Theme;

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::operation::Operation;
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, clipboard, mouse, overlay, renderer};
use iced::keyboard::key::Named;
use iced::{Event, Length, Point, Rectangle, Size, Vector, keyboard, window};

/// How close to the upper and lower edge a drag scrolls, in logical pixels.
const EDGE: f32 = 24.0;
/// The most that it scrolls in a frame, in logical pixels.
const FASTEST: f32 = 36.0;

/// Makes the text between two places.
type Copied<'a> = Option<Box<dyn Fn(Spot, Spot) -> String + 'a>>;

/// The widget; see [`area`].
pub struct Area<'a, Message> {
    inner: Element<'a, Message>,
    place: u64,
    keys: Keys,
    copied: Copied<'a>,
    on_select: Option<Box<dyn Fn(Option<Excerpt>) -> Message + 'a>>,
}

/// An area around text.
pub fn area<'a, Message>(inner: impl Into<Element<'a, Message>>) -> Area<'a, Message> {
    Area { inner: inner.into(), place: 0, keys: Keys::Taken, copied: None, on_select: None }
}

impl<'a, Message> Area<'a, Message> {
    /// Identifies the text where one area shows many (conversations): a selection ends when another one is shown.
    #[must_use]
    pub fn place(mut self, place: u64) -> Self {
        self.place = place;
        self
    }

    /// Sets if it takes keys.
    #[must_use]
    pub fn keys(mut self, keys: Keys) -> Self {
        self.keys = keys;
        self
    }

    /// Sets the text that is copied; the default is the text as it is drawn.
    #[must_use]
    pub fn copied(mut self, text: impl Fn(Spot, Spot) -> String + 'a) -> Self {
        self.copied = Some(Box::new(text));
        self
    }

    /// Publishes the selection whenever one was made or ended.
    #[must_use]
    pub fn on_select(mut self, message: impl Fn(Option<Excerpt>) -> Message + 'a) -> Self {
        self.on_select = Some(Box::new(message));
        self
    }
}

/// Selected text, by its two ends: what it says may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Excerpt {
    pub from: Spot,
    pub to: Spot,
}

/// Tells if the keys of a selection (Ctrl+C, Ctrl+A, Shift+arrows) are meant for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keys {
    #[default]
    Taken,
    /// They are not: a dialog or menu is open.
    Left,
}

/// The text inside an area.
struct Inside<'i, 'o> {
    keys: Keys,
    copied: &'i Copied<'i>,
    operate: &'i mut reach::Operate<'o>,
}

#[derive(Default)]
struct State {
    /// The grain in which the selection began.
    anchor: Option<(Spot, Spot)>,
    /// The grain at its moving end.
    head: Option<(Spot, Spot)>,
    grain: Grain,
    click: Option<mouse::Click>,
    place: u64,
    /// The selection that was published last.
    published: Option<(Spot, Spot)>,
    dragging: bool,
    pointer: Point,
}

impl State {
    /// Both ends, in reading order; `None` if nothing is selected.
    fn selection(&self) -> Option<(Spot, Spot)> {
        let (anchor, head) = (self.anchor?, self.head?);
        let (from, to) = (anchor.0.min(head.0), anchor.1.max(head.1));
        (from < to).then_some((from, to))
    }

    /// The selected text, as typed or as it is drawn.
    fn text(&self, copied: &Copied<'_>, operate: &mut reach::Operate<'_>) -> Option<String> {
        let (from, to) = self.selection()?;
        let text = match copied {
            Some(copied) => copied(from, to),
            None => reach::words(operate),
        };
        (!text.is_empty()).then_some(text)
    }

    /// Handles an event after the widgets inside.
    fn react<Message>(
        &mut self,
        event: &Event,
        bounds: Rectangle,
        cursor: mouse::Cursor,
        Inside { keys, copied, operate }: Inside<'_, '_>,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
    ) {
        let before = self.selection();
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                match cursor.position_over(bounds).filter(|_| !shell.is_event_captured()) {
                    Some(point) => self.press(point, operate, shell),
                    // A menu is over it, which may be about the selection.
                    None if cursor.is_levitating() => {}
                    None => self.clear(),
                }
            }
            Event::Mouse(mouse::Event::CursorMoved { position }) if self.dragging => {
                self.pointer = *position;
                self.drag(operate);
                if edge(self.pointer, bounds) != 0.0 {
                    shell.request_redraw();
                }
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) if self.dragging => {
                self.pointer = cursor.position().unwrap_or(self.pointer);
                self.drag(operate);
                self.dragging = false;
                if let Some(text) = self.text(copied, operate) {
                    clipboard.write(clipboard::Kind::Primary, text);
                }
            }
            Event::Window(window::Event::RedrawRequested(_)) if before.is_some() || self.dragging => {
                if self.dragging && edge(self.pointer, bounds) != 0.0 {
                    self.drag(operate);
                }
                // Rows may have come into sight, or have been edited.
                if !reach::mark(self.selection(), operate) {
                    self.clear();
                }
            }
            Event::Keyboard(keyboard::Event::KeyPressed { key, physical_key, modifiers, .. })
                if before.is_some() && keys == Keys::Taken && !shell.is_event_captured() =>
            {
                match key.to_latin(*physical_key) {
                    Some('c') if modifiers.command() => {
                        if let Some(text) = self.text(copied, operate) {
                            clipboard.write(clipboard::Kind::Standard, text);
                            shell.capture_event();
                        }
                    }
                    Some('a') if modifiers.command() => {
                        self.select_rows(operate);
                        shell.capture_event();
                    }
                    _ => {
                        if let Some(by) = step(key).filter(|_| modifiers.shift()) {
                            self.step(by, operate);
                            shell.capture_event();
                        }
                    }
                }
            }
            _ => {}
        }
        if self.selection() != before {
            if !reach::mark(self.selection(), operate) {
                self.clear();
            }
            shell.request_redraw();
        }
    }

    fn press<Message>(
        &mut self,
        point: Point,
        operate: &mut reach::Operate<'_>,
        shell: &mut Shell<'_, Message>,
    ) {
        let click = mouse::Click::new(point, mouse::Button::Left, self.click);
        let grain = match click.kind() {
            mouse::click::Kind::Single => Grain::Character,
            mouse::click::Kind::Double => Grain::Word,
            mouse::click::Kind::Triple => Grain::Line,
        };
        self.click = Some(click);
        let Some(hit) = reach::hit(point, grain, operate) else { return };
        (self.anchor, self.head) = (Some(hit.spots), Some(hit.spots));
        (self.grain, self.dragging, self.pointer) = (grain, true, point);
        if hit.inside {
            shell.capture_event();
        }
    }

    /// Moves the end of the selection to the pointer.
    fn drag(&mut self, operate: &mut reach::Operate<'_>) {
        if let Some(hit) = reach::hit(self.pointer, self.grain, operate) {
            self.head = Some(hit.spots);
        }
    }

    /// Extends the selection to all text of the rows that it touches.
    fn select_rows(&mut self, operate: &mut reach::Operate<'_>) {
        let rows = self.selection().map(|(from, to)| (from.order, to.order));
        if let Some((first, last)) = rows.and_then(|rows| reach::whole(rows, operate)) {
            (self.anchor, self.head) = (Some((first, first)), Some((last, last)));
        }
    }

    /// Moves the end of the selection by a key.
    fn step(&mut self, by: Move, operate: &mut reach::Operate<'_>) {
        let (Some(anchor), Some(head)) = (self.anchor, self.head) else { return };
        let end = if head.0 < anchor.0 { head.0 } else { head.1 };
        if let Some(spot) = reach::moved(end, by, operate) {
            self.head = Some((spot, spot));
        }
    }

    fn clear(&mut self) {
        (self.anchor, self.head, self.dragging) = (None, None, false);
    }
}

/// How far a drag at a point scrolls in a frame: upwards if negative.
fn edge(point: Point, bounds: Rectangle) -> f32 {
    let above = (bounds.y + EDGE - point.y).max(0.0);
    let below = (point.y - bounds.y - bounds.height + EDGE).max(0.0);
    (below - above).clamp(-FASTEST, FASTEST)
}

fn step(key: &keyboard::Key) -> Option<Move> {
    match key {
        keyboard::Key::Named(Named::ArrowLeft) => Some(Move::Back),
        keyboard::Key::Named(Named::ArrowRight) => Some(Move::On),
        keyboard::Key::Named(Named::ArrowUp) => Some(Move::Up),
        keyboard::Key::Named(Named::ArrowDown) => Some(Move::Down),
        keyboard::Key::Named(Named::Home) => Some(Move::LineStart),
        keyboard::Key::Named(Named::End) => Some(Move::LineEnd),
        _ => None,
    }
}

impl<Message> Widget<Message, Theme, iced::Renderer> for Area<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
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
        match tree.children.first_mut() {
            Some(child) => self.inner.as_widget_mut().layout(child, renderer, limits),
            None => layout::Node::default(),
        }
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &iced::Renderer,
        operation: &mut dyn Operation,
    ) {
        if let Some(child) = tree.children.first_mut() {
            self.inner.as_widget_mut().operate(child, layout, renderer, operation);
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
        let Tree { state, children, .. } = tree;
        let state = state.downcast_mut::<State>();
        let Some(child) = children.first_mut() else { return };
        let inner = self.inner.as_widget_mut();
        if state.place != self.place {
            state.clear();
            state.place = self.place;
            let _ = reach::mark(None, &mut |operation| inner.operate(child, layout, renderer, operation));
        }
        inner.update(child, event, layout, cursor, renderer, clipboard, shell, viewport);
        let by = edge(state.pointer, layout.bounds());
        if state.dragging && by != 0.0 && matches!(event, Event::Window(window::Event::RedrawRequested(_))) {
            // A list scrolls by the wheel alone.
            let delta = mouse::ScrollDelta::Pixels { x: 0.0, y: -by };
            let wheel = Event::Mouse(mouse::Event::WheelScrolled { delta });
            let center = mouse::Cursor::Available(layout.bounds().center());
            inner.update(child, &wheel, layout, center, renderer, clipboard, shell, viewport);
            shell.request_redraw();
        }
        let operate: &mut reach::Operate<'_> =
            &mut |operation| inner.operate(child, layout, renderer, operation);
        let inside = Inside { keys: self.keys, copied: &self.copied, operate };
        state.react(event, layout.bounds(), cursor, inside, clipboard, shell);
        let selection = state.selection();
        if let Some(message) = &self.on_select
            && !state.dragging
            && state.published != selection
        {
            state.published = selection;
            shell.publish(message(selection.map(|(from, to)| Excerpt { from, to })));
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
        if let Some(child) = tree.children.first() {
            self.inner.as_widget().draw(child, renderer, theme, style, layout, cursor, viewport);
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
        tree.children.first().map_or(mouse::Interaction::default(), |child| {
            self.inner.as_widget().mouse_interaction(child, layout, cursor, viewport, renderer)
        })
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &iced::Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, iced::Renderer>> {
        let child = tree.children.first_mut()?;
        self.inner.as_widget_mut().overlay(child, layout, renderer, viewport, translation)
    }
}

impl<'a, Message: 'a> From<Area<'a, Message>> for Element<'a, Message> {
    fn from(area: Area<'a, Message>) -> Self {
        Element::new(area)
    }
}

impl<Message> std::fmt::Debug for Area<'_, Message> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Area").finish_non_exhaustive()
    }
}
