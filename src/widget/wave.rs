//! A waveform: loudness over time as bars, the played part in the accent colour. A press seeks to that place.
//!
//! Must not know: the sound. Tests: `tests/window/files.rs` and its pictures.

use super::Element;
use crate::theme::Theme;

use iced::advanced::layout::{self, Layout};
use iced::advanced::renderer::{self, Quad, Renderer as _};
use iced::advanced::widget::Tree;
use iced::advanced::{Clipboard, Shell, Widget};
use iced::{Event, Length, Rectangle, Size, border, mouse};

use std::sync::Arc;

/// Least width of a bar, and half the least distance between two, in logical pixels.
const LEAST: f32 = 1.0;
/// Height of a silent bar, in logical pixels.
const SILENT: f32 = 3.0;

struct Wave<'a, Message> {
    loud: Arc<[u8]>,
    played: f32,
    height: f32,
    on_seek: Option<Box<dyn Fn(f32) -> Message + 'a>>,
}

/// The waveform of a sound: loudness from 0 to 255, and the share (0 to 1) that was played. A press reports a share
/// too.
pub fn wave<'a, Message: 'a>(
    loud: Arc<[u8]>,
    played: f32,
    height: f32,
    on_seek: Option<impl Fn(f32) -> Message + 'a>,
) -> Element<'a, Message> {
    let on_seek = on_seek.map(|on_seek| Box::new(on_seek) as Box<dyn Fn(f32) -> Message + 'a>);
    Element::new(Wave { loud, played: played.clamp(0.0, 1.0), height, on_seek })
}

impl<Message> Widget<Message, Theme, iced::Renderer> for Wave<'_, Message> {
    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, self.height.into())
    }

    fn layout(
        &mut self,
        _tree: &mut Tree,
        _renderer: &iced::Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        layout::atomic(limits, Length::Fill, self.height)
    }

    fn update(
        &mut self,
        _tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &iced::Renderer,
        _clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        _viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        if let Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) = event
            && let Some(on_seek) = &self.on_seek
            && let Some(at) = cursor.position_over(bounds)
        {
            shell.publish(on_seek(((at.x - bounds.x) / bounds.width.max(1.0)).clamp(0.0, 1.0)));
            shell.capture_event();
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
        _viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        // As many bars as fit, each as high as the loudest value it covers.
        let room = ((bounds.width / (2.0 * LEAST)) as usize).max(1);
        let each = self.loud.len().div_ceil(room).max(1);
        let bars = self.loud.len().div_ceil(each).max(1);
        let step = bounds.width / bars as f32;
        let width = (step * 0.6).max(LEAST);
        let colors = theme.colors();
        for (at, loud) in self.loud.chunks(each).enumerate() {
            let loud = f32::from(loud.iter().copied().max().unwrap_or_default()) / 255.0;
            let height = SILENT + (bounds.height - SILENT) * loud;
            let x = bounds.x + step * at as f32;
            let bar = Rectangle { x, y: bounds.center_y() - height / 2.0, width, height };
            let is_played = (at as f32 + 0.5) / bars as f32 <= self.played;
            let color = if is_played { colors.accent } else { colors.outline };
            renderer.fill_quad(
                Quad { bounds: bar, border: border::rounded(width / 2.0), snap: false, ..Quad::default() },
                color,
            );
        }
    }

    fn mouse_interaction(
        &self,
        _tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _viewport: &Rectangle,
        _renderer: &iced::Renderer,
    ) -> mouse::Interaction {
        if self.on_seek.is_some() && cursor.is_over(layout.bounds()) {
            mouse::Interaction::Pointer
        } else {
            mouse::Interaction::default()
        }
    }
}
