//! Counts the work that a list does on its rows.

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, renderer};
use iced::{Element, Event, Length, Rectangle, Size, mouse};

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

#[derive(Debug, Default, Clone)]
pub(crate) struct Counts {
    builds: Arc<AtomicUsize>,
    layouts: Arc<AtomicUsize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Costs {
    pub(crate) builds: usize,
    pub(crate) layouts: usize,
}

impl Counts {
    pub(crate) fn built(&self) {
        self.builds.fetch_add(1, Ordering::SeqCst);
    }

    /// The work since the last call of this function.
    pub(crate) fn take(&self) -> Costs {
        Costs {
            builds: self.builds.swap(0, Ordering::SeqCst),
            layouts: self.layouts.swap(0, Ordering::SeqCst),
        }
    }
}

struct Counted<'a, M, T, R> {
    inner: Element<'a, M, T, R>,
    counts: Counts,
}

pub(crate) fn counted<'a, M: 'a, T: 'a, R: iced::advanced::Renderer + 'a>(
    inner: impl Into<Element<'a, M, T, R>>,
    counts: Counts,
) -> Element<'a, M, T, R> {
    Element::new(Counted { inner: inner.into(), counts })
}

impl<M, T, R: iced::advanced::Renderer> Widget<M, T, R> for Counted<'_, M, T, R> {
    fn tag(&self) -> tree::Tag {
        self.inner.as_widget().tag()
    }
    fn state(&self) -> tree::State {
        self.inner.as_widget().state()
    }
    fn children(&self) -> Vec<Tree> {
        self.inner.as_widget().children()
    }
    fn diff(&self, tree: &mut Tree) {
        self.inner.as_widget().diff(tree);
    }
    fn size(&self) -> Size<Length> {
        self.inner.as_widget().size()
    }
    fn layout(&mut self, tree: &mut Tree, renderer: &R, limits: &layout::Limits) -> layout::Node {
        self.counts.layouts.fetch_add(1, Ordering::SeqCst);
        self.inner.as_widget_mut().layout(tree, renderer, limits)
    }
    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &R, operation: &mut dyn Operation) {
        self.inner.as_widget_mut().operate(tree, layout, renderer, operation);
    }
    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &R,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, M>,
        viewport: &Rectangle,
    ) {
        self.inner.as_widget_mut().update(tree, event, layout, cursor, renderer, clipboard, shell, viewport);
    }
    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut R,
        theme: &T,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        self.inner.as_widget().draw(tree, renderer, theme, style, layout, cursor, viewport);
    }
}
