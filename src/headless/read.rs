//! Simulated sight: the visible texts with their places, and pixels.

use super::{Driver, Error};

use iced::advanced::renderer::{Headless as _, Style};
use iced::advanced::widget::Operation;
use iced::advanced::widget::operation::{self, Scrollable, TextInput};
use iced::theme::Base as _;
use iced::{Color, Event, Program, Rectangle, Size, Vector, widget, window};

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

/// A text on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The text; for an empty text field, its placeholder.
    pub text: String,
    /// The part inside the window and its scrolled panes, in logical pixels.
    pub bounds: Rectangle,
}

/// A screenshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Size in physical pixels.
    pub size: Size<u32>,
    /// Rows of red, green, blue, alpha.
    pub rgba: Vec<u8>,
}

impl<P> Driver<P>
where
    P: Program,
{
    /// Every text on the screen, in the order it is drawn.
    pub fn texts(&mut self) -> Vec<Found> {
        let window = Rectangle::with_size(self.view_size());
        self.with_interface(|interface, renderer, _, _| {
            let mut texts = Texts { found: Vec::new(), levels: vec![(window, Vector::ZERO)], inside: None };
            interface.operate(renderer, &mut operation::black_box(&mut texts));
            texts.found
        })
    }

    /// True if a text on the screen reads exactly like this.
    pub fn shows(&mut self, text: &str) -> bool {
        self.texts().iter().any(|found| found.text == text)
    }

    /// True if a text on the screen contains this.
    pub fn shows_part(&mut self, part: &str) -> bool {
        self.texts().iter().any(|found| found.text.contains(part))
    }

    /// The place of the first text that reads exactly like this.
    ///
    /// # Errors
    /// [`Error::NoText`].
    pub fn find(&mut self, text: &str) -> Result<Rectangle, Error> {
        let texts = self.texts();
        match texts.iter().find(|found| found.text == text) {
            Some(found) => Ok(found.bounds),
            None => Err(Error::NoText {
                wanted: text.to_owned(),
                seen: texts.into_iter().map(|found| found.text).collect(),
            }),
        }
    }

    /// The bounds of the element with this id, even if not all of it is visible; `None` if there is none.
    pub fn place_of(&mut self, id: impl Into<widget::Id>) -> Option<Rectangle> {
        let mut place = Place { of: id.into(), found: None };
        self.with_interface(|interface, renderer, _, _| {
            interface.operate(renderer, &mut operation::black_box(&mut place));
        });
        place.found
    }

    /// Runs an operation on the widgets: for looks at them that are not here.
    pub fn examine(&mut self, operation: &mut dyn Operation) {
        self.with_interface(|interface, renderer, _, _| {
            interface.operate(renderer, &mut operation::black_box(operation));
        });
    }

    pub(super) fn seen(&mut self) -> Vec<String> {
        self.texts().into_iter().map(|found| found.text).collect()
    }

    /// The screen as pixels, at the stage's scale, painted whole.
    pub fn picture(&mut self) -> Picture {
        let (size, factor) = self.canvas();
        let rgba = self.drawn(|renderer, ground| renderer.screenshot(size, factor, ground));
        Picture { size, rgba }
    }

    /// The window's physical size, and physical pixels per logical pixel of the view.
    pub(super) fn canvas(&self) -> (Size<u32>, f32) {
        let physical = |length: f32| (length * self.stage.scale).round().max(1.0) as u32;
        let size = Size::new(physical(self.stage.size.width), physical(self.stage.size.height));
        (size, self.stage.scale * self.program.scale_factor(&self.state, self.window))
    }

    /// Draws the interface, then passes the renderer and the window's background to `paint`.
    pub(super) fn drawn<T>(&mut self, paint: impl FnOnce(&mut P::Renderer, Color) -> T) -> T {
        let theme = self
            .program
            .theme(&self.state, self.window)
            .unwrap_or_else(|| P::Theme::default(self.stage.mode));
        let style = self.program.style(&self.state, &theme);
        let redraw = Event::Window(window::Event::RedrawRequested(Self::now().into_std()));
        self.with_interface(|interface, renderer, cursor, clipboard| {
            // Widgets settle their hover and focus looks on a redraw. The redraw before has already handled its
            // messages.
            let _ = interface.update(&[redraw], cursor, renderer, clipboard, &mut Vec::new());
            interface.draw(renderer, &theme, &Style { text_color: style.text_color }, cursor);
            paint(renderer, style.background_color)
        })
    }

    /// Writes the screen as a PNG file.
    ///
    /// # Errors
    /// [`Error::Picture`] when the file cannot be written.
    pub fn png(&mut self, path: &Path) -> Result<(), Error> {
        self.picture().write(path)
    }
}

impl Picture {
    /// Writes the picture as a PNG file.
    ///
    /// # Errors
    /// [`Error::Picture`] when the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let failed = |error: &dyn std::fmt::Display| Error::Picture(error.to_string());
        let file = File::create(path).map_err(|error| failed(&error))?;
        let mut encoder = png::Encoder::new(BufWriter::new(file), self.size.width, self.size.height);
        encoder.set_color(png::ColorType::Rgba);
        let mut writer = encoder.write_header().map_err(|error| failed(&error))?;
        writer.write_image_data(&self.rgba).map_err(|error| failed(&error))?;
        writer.finish().map_err(|error| failed(&error))
    }
}

/// Finds one container, in scrolled panes too.
struct Place {
    of: widget::Id,
    found: Option<Rectangle>,
}

impl Operation for Place {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn container(&mut self, id: Option<&widget::Id>, bounds: Rectangle) {
        if id == Some(&self.of) {
            self.found = Some(bounds);
        }
    }
}

/// Collects texts, each clipped to its visible part.
struct Texts {
    found: Vec<Found>,
    /// For each level of nesting: the visible part of the window, and the scroll offset.
    levels: Vec<(Rectangle, Vector)>,
    /// The level that a scrolled pane announced, which opens next.
    inside: Option<(Rectangle, Vector)>,
}

impl Texts {
    fn level(&self) -> (Rectangle, Vector) {
        self.levels.last().copied().unwrap_or((Rectangle::INFINITE, Vector::ZERO))
    }

    fn add(&mut self, bounds: Rectangle, text: &str) {
        let (window, shift) = self.level();
        if let Some(bounds) = window.intersection(&(bounds + shift)) {
            self.found.push(Found { text: text.to_owned(), bounds });
        }
    }
}

impl Operation for Texts {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        let level = self.inside.take().unwrap_or_else(|| self.level());
        self.levels.push(level);
        operate(self);
        let _ = self.levels.pop();
    }

    fn scrollable(
        &mut self,
        _id: Option<&widget::Id>,
        bounds: Rectangle,
        _content: Rectangle,
        translation: Vector,
        _state: &mut dyn Scrollable,
    ) {
        let (window, shift) = self.level();
        let visible = window.intersection(&(bounds + shift)).unwrap_or_default();
        self.inside = Some((visible, shift - translation));
    }

    fn text_input(&mut self, _id: Option<&widget::Id>, bounds: Rectangle, state: &mut dyn TextInput) {
        self.add(bounds, state.text());
    }

    fn text(&mut self, _id: Option<&widget::Id>, bounds: Rectangle, text: &str) {
        self.add(bounds, text);
    }
}
