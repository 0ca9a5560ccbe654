//! A picture that can be zoomed and panned: the wheel zooms, a drag pans, a press beside the picture is reported; for
//! an animated picture, so is the time of its next frame.
//!
//! The zoom and position are its owner's state; input is reported as wishes. Must not know: the content of the picture.
//! Tests: `tests/window/lightbox.rs`.

use super::Element;
use super::picture::Drawn;
use crate::theme::Theme;

use iced::advanced::image::{self, Renderer as _};
use iced::advanced::layout::{self, Layout};
use iced::advanced::renderer::{self, Renderer as _};
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget};
use iced::{Event, Length, Point, Rectangle, Size, Vector, mouse, window};

use std::sync::Arc;
use std::time::{Duration, Instant};

/// An event that the viewer reports to its owner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wish {
    /// The viewer's area has another size than `known`.
    Fits(Size),
    /// Zoom by a factor around a point, measured from the middle of the area.
    Zoom {
        by: f32,
        around: Vector,
    },
    Move(Vector),
    /// The time of the current frame is over.
    Next,
    /// A press beside the picture.
    Leave,
}

/// Zoom factor of one notch of the wheel.
const NOTCH: f32 = 1.25;
/// Touchpad pixels that count as one notch.
const PIXELS: f32 = 80.0;
/// A press that moves no further than this is not a drag, in logical pixels.
const STILL: f32 = 3.0;

/// The picture to show, and where.
#[derive(Debug, Clone)]
pub struct View {
    pub drawn: Option<Arc<Drawn>>,
    /// Size of the picture, in logical pixels.
    pub size: Size,
    /// Offset of the picture's middle from the area's.
    pub shift: Vector,
    /// Physical pixels per logical pixel.
    pub scale: f32,
    /// How long the current frame of an animated picture is shown.
    pub stands: Option<Duration>,
}

struct Viewer<'a, Message> {
    view: View,
    known: Size,
    told: Box<dyn Fn(Wish) -> Message + 'a>,
}

/// A viewer that fills its area, whose size its owner believes to be `known`.
pub fn viewer<'a, Message: 'a>(
    view: View,
    known: Size,
    told: impl Fn(Wish) -> Message + 'a,
) -> Element<'a, Message> {
    Element::new(Viewer { view, known, told: Box::new(told) })
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// When the next frame is due.
    due: Option<Instant>,
}

impl State {
    /// Requests the next frame of an animated picture if it is due, else a redraw for when it will be.
    fn next_due<Message>(
        &mut self,
        now: Instant,
        stands: Option<Duration>,
        shell: &mut Shell<'_, Message>,
        told: impl Fn(Wish) -> Message,
    ) {
        let Some(stands) = stands else {
            self.due = None;
            return;
        };
        let due = *self.due.get_or_insert(now + stands);
        if now < due {
            shell.request_redraw_at(due);
        } else {
            self.due = None;
            shell.publish(told(Wish::Next));
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Held {
    from: Point,
    last: Point,
    moved: bool,
}

impl<Message> Viewer<'_, Message> {
    /// The picture's bounds, on whole physical pixels.
    fn place(&self, bounds: Rectangle) -> Rectangle {
        let View { size, shift, scale, .. } = self.view;
        let corner = bounds.center() + shift - Vector::new(size.width / 2.0, size.height / 2.0);
        let whole = |length: f32| (length * scale).round() / scale;
        Rectangle::new(Point::new(whole(corner.x), whole(corner.y)), size)
    }
}

impl<Message> Widget<Message, Theme, iced::Renderer> for Viewer<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(
        &mut self,
        _tree: &mut Tree,
        _renderer: &iced::Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        layout::atomic(limits, Length::Fill, Length::Fill)
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &iced::Renderer,
        _clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        _viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_mut::<State>();
        let bounds = layout.bounds();
        if let Event::Window(window::Event::RedrawRequested(now)) = event {
            state.next_due(*now, self.view.stands, shell, &self.told);
        }
        match event {
            Event::Window(window::Event::RedrawRequested(_)) if bounds.size() != self.known => {
                shell.publish((self.told)(Wish::Fits(bounds.size())));
            }
            Event::Mouse(mouse::Event::WheelScrolled { delta }) => {
                let Some(at) = cursor.position_over(bounds) else { return };
                let notches = match delta {
                    mouse::ScrollDelta::Lines { y, .. } => *y,
                    mouse::ScrollDelta::Pixels { y, .. } => y / PIXELS,
                };
                if notches != 0.0 {
                    let around = at - bounds.center();
                    shell.publish((self.told)(Wish::Zoom { by: NOTCH.powf(notches), around }));
                }
                shell.capture_event();
            }
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                if let Some(at) = cursor.position_over(bounds) {
                    state.held = Some(Held { from: at, last: at, moved: false });
                    shell.capture_event();
                }
            }
            Event::Mouse(mouse::Event::CursorMoved { position }) => {
                if let Some(held) = &mut state.held {
                    held.moved |= position.distance(held.from) > STILL;
                    if held.moved {
                        shell.publish((self.told)(Wish::Move(*position - held.last)));
                        held.last = *position;
                    }
                    shell.capture_event();
                }
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
                if let Some(held) = state.held.take()
                    && !held.moved
                    && !self.place(bounds).contains(held.from)
                {
                    shell.publish((self.told)(Wish::Leave));
                    shell.capture_event();
                }
            }
            _ => {}
        }
    }

    fn draw(
        &self,
        _tree: &Tree,
        renderer: &mut iced::Renderer,
        _theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        let (Some(drawn), Some(clip)) = (&self.view.drawn, bounds.intersection(viewport)) else { return };
        renderer.with_layer(clip, |renderer| {
            renderer.draw_image(image::Image::new(drawn.handle()).snap(true), self.place(bounds), clip);
        });
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _viewport: &Rectangle,
        _renderer: &iced::Renderer,
    ) -> mouse::Interaction {
        let bounds = layout.bounds();
        let larger = self.view.size.width > bounds.width || self.view.size.height > bounds.height;
        let over = cursor.position_over(bounds).is_some_and(|at| self.place(bounds).contains(at));
        match (tree.state.downcast_ref::<State>().held, larger && over) {
            (Some(held), true) if held.moved => mouse::Interaction::Grabbing,
            (_, true) => mouse::Interaction::Grab,
            (_, false) => mouse::Interaction::default(),
        }
    }
}
