//! The root widget: it sees every key press first, and reports the window's size, scale and other window events.
//!
//! Key presses are handled here, not by a subscription, so that a shortcut never also types a letter, and so that the
//! same path runs without a display. Must not know: the meaning of a key (`screen::keys`). Tests:
//! `tests/window/keys.rs`.

use crate::preferences::Step;
use crate::requests;
use crate::screen::inbox;
use crate::screen::keys::{Press, Taken};
use crate::widget::Element;
use crate::widget::wrap::{Wrapper, wrap};

use iced::advanced::Shell;
use iced::{Event, Point, Rectangle, Size, keyboard, mouse, window};

use std::cell::Cell;
use std::path::PathBuf;

/// An event of the window.
#[derive(Debug, Clone, PartialEq)]
pub enum Happening {
    /// The new size, in logical pixels.
    Resized(Size),
    /// The new left upper corner, in logical pixels. Wayland reports none.
    Moved(Point),
    /// The window is open: its scale factor must be asked for.
    Opened,
    /// The new scale factor: physical pixels per logical pixel.
    Rescaled(f32),
    Focused,
    Unfocused,
    /// A left press at this point: a menu that it opens goes beside it.
    Pressed(Point),
    /// A file is dragged over the window.
    FileHovered,
    /// A file was dropped on the window. Several arrive one by one.
    FileDropped(PathBuf),
    /// The dragged files left the window.
    FilesLeft,
}

type Keys<'a, Message> = Box<dyn Fn(&Press) -> Option<Taken<Message>> + 'a>;

struct Frame<'a, Message, Happened> {
    known: Size,
    key: Keys<'a, Message>,
    happened: Happened,
}

/// The frame around the whole window. `known` is the size that the program believes the window has.
pub fn frame<'a, Message: 'a>(
    inner: impl Into<Element<'a, Message>>,
    known: Size,
    key: impl Fn(&Press) -> Option<Taken<Message>> + 'a,
    happened: impl Fn(Happening) -> Message + 'a,
) -> Element<'a, Message> {
    wrap(inner, Frame { known, key: Box::new(key), happened })
}

impl<Message, Happened: Fn(Happening) -> Message> Wrapper<Message> for Frame<'_, Message, Happened> {
    fn event(
        &self,
        event: &Event,
        bounds: Rectangle,
        cursor: mouse::Cursor,
        shell: &mut Shell<'_, Message>,
        inside: impl FnOnce(&mut Shell<'_, Message>),
    ) {
        let taken = match event {
            Event::Keyboard(keyboard::Event::KeyPressed {
                key,
                modified_key,
                physical_key,
                modifiers,
                repeat,
                ..
            }) => (self.key)(&Press {
                key: key.clone(),
                modified: modified_key.clone(),
                physical: *physical_key,
                modifiers: *modifiers,
                repeat: *repeat,
            }),
            Event::Window(event) => {
                if let Some(happening) = self.happening(event, bounds.size()) {
                    shell.publish((self.happened)(happening));
                }
                None
            }
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                if let Some(at) = cursor.position() {
                    shell.publish((self.happened)(Happening::Pressed(at)));
                }
                None
            }
            Event::Keyboard(_) | Event::Mouse(_) | Event::Touch(_) | Event::InputMethod(_) => None,
        };
        let last = match taken {
            Some(Taken::First(message)) => Some(message),
            Some(Taken::IfIgnored(message)) => {
                inside(shell);
                (!shell.is_event_captured()).then_some(message)
            }
            Some(Taken::Also(message)) => {
                inside(shell);
                shell.publish(message);
                None
            }
            None => return inside(shell),
        };
        if let Some(message) = last {
            shell.publish(message);
            shell.capture_event();
        }
    }
}

impl<Message, Happened> Frame<'_, Message, Happened> {
    fn happening(&self, event: &window::Event, size: Size) -> Option<Happening> {
        match event {
            window::Event::Focused => Some(Happening::Focused),
            window::Event::Unfocused => Some(Happening::Unfocused),
            window::Event::RedrawRequested(_) if size != self.known => Some(Happening::Resized(size)),
            window::Event::Opened { .. } => Some(Happening::Opened),
            window::Event::Rescaled(scale) => Some(Happening::Rescaled(*scale)),
            window::Event::Moved(at) => Some(Happening::Moved(*at)),
            window::Event::RedrawRequested(_)
            | window::Event::Closed
            | window::Event::Resized(_)
            | window::Event::CloseRequested => None,
            window::Event::FileHovered(_) => Some(Happening::FileHovered),
            window::Event::FileDropped(path) => Some(Happening::FileDropped(path.clone())),
            window::Event::FilesHoveredLeft => Some(Happening::FilesLeft),
        }
    }
}

struct Zoom<'a, Turned> {
    is_held: &'a Cell<bool>,
    turned: Turned,
}

/// A frame in which the wheel, turned while the primary modifier is held, publishes `turned` instead of scrolling.
/// `is_held` remembers the modifier from one event to the next.
pub fn zoom<'a, Message: 'a>(
    inner: impl Into<Element<'a, Message>>,
    is_held: &'a Cell<bool>,
    turned: impl Fn(Step) -> Message + 'a,
) -> Element<'a, Message> {
    wrap(inner, Zoom { is_held, turned })
}

impl<Message, Turned: Fn(Step) -> Message> Wrapper<Message> for Zoom<'_, Turned> {
    fn event(
        &self,
        event: &Event,
        _bounds: Rectangle,
        _cursor: mouse::Cursor,
        shell: &mut Shell<'_, Message>,
        inside: impl FnOnce(&mut Shell<'_, Message>),
    ) {
        match event {
            Event::Keyboard(keyboard::Event::ModifiersChanged(held)) => self.is_held.set(held.command()),
            // A key that goes up in another window is not reported.
            Event::Window(window::Event::Unfocused) => self.is_held.set(false),
            Event::Mouse(mouse::Event::WheelScrolled { delta }) if self.is_held.get() => {
                let (mouse::ScrollDelta::Lines { y, .. } | mouse::ScrollDelta::Pixels { y, .. }) = *delta;
                if y != 0.0 {
                    shell.publish((self.turned)(if y > 0.0 { Step::Larger } else { Step::Smaller }));
                }
                return shell.capture_event();
            }
            _ => {}
        }
        inside(shell);
    }
}

impl From<inbox::Attention> for requests::Attention {
    fn from(attention: inbox::Attention) -> Self {
        match attention {
            inbox::Attention::Here => Self::Here,
            inbox::Attention::Away => Self::Away,
        }
    }
}
