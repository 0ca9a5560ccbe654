//! A decoded picture, painted pixel for pixel.
//!
//! It holds its pixels weakly: their owner may drop them, and a picture that is still visible then reports this once
//! and shows its ground meanwhile. Its size is fixed, whatever it shows. Must not know: where pixels come from.
//! Tests: `tests/window/files.rs`.

use super::Element;
use crate::theme::{Theme, space};

use iced::advanced::image::{self, Renderer as _};
use iced::advanced::layout::{self, Layout};
use iced::advanced::renderer::{self, Quad, Renderer as _};
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget};
use iced::widget::image::Handle;
use iced::{Event, Length, Rectangle, Size, border, mouse, window};

use std::sync::Weak;

/// Pixels that can be painted.
#[derive(Debug)]
pub struct Drawn {
    handle: Handle,
    size: (u32, u32),
    has_rest: bool,
}

impl Drawn {
    /// A picture of `width` by `height` pixels, four bytes each: red, green, blue, alpha.
    pub fn new(width: u32, height: u32, pixels: Vec<u8>) -> Self {
        Self { handle: Handle::from_rgba(width, height, pixels), size: (width, height), has_rest: false }
    }

    /// Marks the picture as partly transparent, so that a ground is painted behind it.
    #[must_use]
    pub const fn with_rest(mut self) -> Self {
        self.has_rest = true;
        self
    }

    /// True if a ground must be painted behind it.
    pub const fn has_rest(&self) -> bool {
        self.has_rest
    }

    /// The image handle for the renderer.
    pub const fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Width and height in pixels.
    pub const fn size(&self) -> (u32, u32) {
        self.size
    }

    /// The memory that its pixels take, in bytes.
    pub const fn bytes(&self) -> usize {
        self.size.0 as usize * self.size.1 as usize * 4
    }
}

struct Picture<Message> {
    size: Size,
    drawn: Weak<Drawn>,
    on_missing: Option<Message>,
}

/// A picture of this size in logical pixels. While its pixels are missing, `on_missing` is published once for each
/// built view.
pub fn picture<'a, Message: Clone + 'a>(
    size: Size,
    drawn: Weak<Drawn>,
    on_missing: Option<Message>,
) -> Element<'a, Message> {
    Element::new(Picture { size, drawn, on_missing })
}

#[derive(Default)]
struct State {
    told: bool,
}

impl<Message: Clone> Widget<Message, Theme, iced::Renderer> for Picture<Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn diff(&self, tree: &mut Tree) {
        tree.state.downcast_mut::<State>().told = false;
    }

    fn size(&self) -> Size<Length> {
        if self.size == Size::ZERO {
            // A column leaves out a child of size zero, and `on_missing` with it.
            return Size::new(Length::Shrink, Length::Shrink);
        }
        Size::new(self.size.width.into(), self.size.height.into())
    }

    fn layout(
        &mut self,
        _tree: &mut Tree,
        _renderer: &iced::Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        layout::atomic(limits, self.size.width, self.size.height)
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        _layout: Layout<'_>,
        _cursor: mouse::Cursor,
        _renderer: &iced::Renderer,
        _clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        _viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_mut::<State>();
        if let Event::Window(window::Event::RedrawRequested(_)) = event
            && !state.told
            && let Some(message) = &self.on_missing
            && self.drawn.strong_count() == 0
        {
            state.told = true;
            shell.publish(message.clone());
        }
    }

    fn draw(
        &self,
        _tree: &Tree,
        renderer: &mut iced::Renderer,
        theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        let drawn = self.drawn.upgrade();
        if self.size != Size::ZERO && drawn.as_ref().is_none_or(|drawn| drawn.has_rest()) {
            let ground = Quad { bounds, border: border::rounded(space::RADIUS), ..Quad::default() };
            renderer.fill_quad(ground, theme.colors().hover);
        }
        if let Some(drawn) = drawn {
            renderer.draw_image(image::Image::new(drawn.handle()).snap(true), bounds, *viewport);
        }
    }
}
