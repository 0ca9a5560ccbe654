//! A thin progress bar. It can wait a moment before it shows, so that quick work shows none.
//!
//! Must not know: the work in progress. Tests: the pictures of `tests/window/files.rs`.

use super::Element;
use crate::theme::Theme;

use iced::advanced::layout::{self, Layout};
use iced::advanced::renderer::{self, Quad, Renderer as _};
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget};
use iced::{Event, Length, Rectangle, Size, border, mouse, window};

use std::time::{Duration, Instant};

/// Height of the bar in logical pixels.
const THICK: f32 = 3.0;

struct Bar {
    share: f32,
    after: Duration,
}

/// A progress bar filled to `share`, from 0 to 1; shown only once the work has taken longer than `after`.
pub fn progress<'a, Message: 'a>(share: f32, after: Duration) -> Element<'a, Message> {
    Element::new(Bar { share: share.clamp(0.0, 1.0), after })
}

/// The share of `total` bytes that is done; 0 if the total is unknown.
pub fn share(done: u64, total: Option<u64>) -> f32 {
    total.filter(|total| *total > 0).map_or(0.0, |total| (done as f64 / total as f64) as f32)
}

#[derive(Default)]
struct State {
    since: Option<Instant>,
    shows: bool,
}

impl<Message> Widget<Message, Theme, iced::Renderer> for Bar {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State { since: None, shows: self.after.is_zero() })
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, THICK.into())
    }

    fn layout(
        &mut self,
        _tree: &mut Tree,
        _renderer: &iced::Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        layout::atomic(limits, Length::Fill, THICK)
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
        if let Event::Window(window::Event::RedrawRequested(now)) = event
            && !state.shows
        {
            let due = *state.since.get_or_insert(*now) + self.after;
            if *now >= due {
                state.shows = true;
            } else {
                shell.request_redraw_at(due);
            }
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut iced::Renderer,
        theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        _viewport: &Rectangle,
    ) {
        if !tree.state.downcast_ref::<State>().shows {
            return;
        }
        let bounds = layout.bounds();
        let mut fill = |bounds, color| {
            let border = border::rounded(THICK / 2.0);
            renderer.fill_quad(Quad { bounds, border, ..Quad::default() }, color);
        };
        fill(bounds, theme.colors().border);
        // A sliver is visible from the start.
        let done = Rectangle { width: (bounds.width * self.share).max(THICK * 2.0), ..bounds };
        fill(done, theme.colors().accent);
    }
}
