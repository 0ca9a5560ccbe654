//! A placeholder that shows only if what it stands for takes its time: one that flashes for a frame is worse than none.
//!
//! It takes its room at once, and takes no events. Tests: `tests/widgets/later.rs`.

use super::Element;
use crate::theme::Theme;

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, renderer};
use iced::{Event, Length, Rectangle, Size, mouse, window};

use std::time::{Duration, Instant};

/// How long nothing shows.
const DELAY: Duration = Duration::from_millis(150);

struct Later<'a, Message> {
    inner: Element<'a, Message>,
}

/// The element, invisible at first.
pub fn later<'a, Message: 'a>(inner: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    Element::new(Later { inner: inner.into() })
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first frame.
    #[default]
    New,
    /// Shows from this moment on.
    Waits(Instant),
    Shown,
}

impl<Message> Widget<Message, Theme, iced::Renderer> for Later<'_, Message> {
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

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &iced::Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        self.inner.as_widget_mut().layout(&mut tree.children[0], renderer, limits)
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
        let Event::Window(window::Event::RedrawRequested(now)) = event else { return };
        let state = tree.state.downcast_mut::<State>();
        *state = match *state {
            State::New => State::Waits(*now + DELAY),
            State::Waits(until) if *now >= until => State::Shown,
            State::Waits(_) | State::Shown => *state,
        };
        if let State::Waits(until) = *state {
            shell.request_redraw_at(until);
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
        if *tree.state.downcast_ref::<State>() == State::Shown {
            self.inner.as_widget().draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
        }
    }
}
