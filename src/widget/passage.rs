//! Passages: text that can be selected and copied, such as messages.
//!
//! A passage is made of pieces (plain, strong, code, links …), wraps, and handles drag, double and triple click, and
//! Ctrl+C and Ctrl+A while something in it is selected. A press elsewhere ends the selection, so there is only one at a
//! time. [`selected`] returns the selected text, for a menu.
//!
//! Must not know: messages, Markdown. Tests: in `passage/selection.rs` and `tests/widgets/`.

mod beside;
pub mod portions;
mod selection;

use crate::theme::{Role, Theme};
use selection::{Grain, Selection};

use iced::advanced::graphics::text::Paragraph;
use iced::advanced::graphics::text::cosmic_text::Cursor as Place;
use iced::advanced::layout::{self, Layout};
use iced::advanced::renderer::{self, Quad, Renderer as _};
use iced::advanced::text::{self, Paragraph as _, Renderer as _};
use iced::advanced::widget::operation::{Operation, Outcome};
use iced::advanced::widget::{self, Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, clipboard, mouse, overlay};
use iced::{
    Color, Element, Event, Length, Point, Rectangle, Size, Vector, alignment, border, keyboard, window,
};

use std::any::Any;

/// A run of text of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// The look of the text.
    pub kind: Kind,
}

/// The look of a piece.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Plain text, in the role of its passage.
    Plain,
    /// Strong emphasis.
    Bold,
    /// Emphasis.
    Italic,
    /// Inline code.
    Code,
    /// A mention of a person.
    Mention,
    /// A link to this address.
    Link(String),
}

impl Piece {
    /// Plain text.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), kind: Kind::Plain }
    }
}

/// The text colour of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// The normal text colour.
    Normal,
    /// The muted colour, for less important text.
    Muted,
}

/// The widget; see [`passage`].
pub struct Passage<'a, Message> {
    pieces: Vec<Piece>,
    whole: String,
    theme: Theme,
    role: Role,
    tone: Tone,
    width: Length,
    on_link: Option<Box<dyn Fn(Link) -> Message + 'a>>,
    tells: Option<fn(&str) -> String>,
}

/// A link that was clicked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Link {
    /// The text.
    pub text: String,
    /// The address.
    pub address: String,
}

impl std::fmt::Debug for Link {
    /// Texts stay out of logs.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Link").field("bytes", &self.address.len()).finish_non_exhaustive()
    }
}

/// A passage of these pieces, as body text.
pub fn passage<'a, Message>(pieces: Vec<Piece>, theme: Theme) -> Passage<'a, Message> {
    let whole = pieces.iter().map(|piece| piece.text.as_str()).collect();
    Passage {
        pieces,
        whole,
        theme,
        role: Role::Body,
        tone: Tone::Normal,
        width: Length::Shrink,
        on_link: None,
        tells: None,
    }
}

/// A passage of plain text.
pub fn plain<'a, Message>(text: impl Into<String>, theme: Theme) -> Passage<'a, Message> {
    passage(vec![Piece::plain(text)], theme)
}

impl<'a, Message> Passage<'a, Message> {
    /// Sets the type role.
    #[must_use]
    pub fn role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// Sets the text colour.
    #[must_use]
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// Sets the width; a selection can begin anywhere in it.
    #[must_use]
    pub fn width(mut self, width: impl Into<Length>) -> Self {
        self.width = width.into();
        self
    }

    /// Sets the hint beside a link under the pointer, made from the link's address.
    #[must_use]
    pub fn tells(mut self, words: fn(&str) -> String) -> Self {
        self.tells = Some(words);
        self
    }

    /// Publishes a message when a link is clicked.
    #[must_use]
    pub fn on_link(mut self, message: impl Fn(Link) -> Message + 'a) -> Self {
        self.on_link = Some(Box::new(message));
        self
    }

    fn link(&self, index: usize) -> Option<Link> {
        let piece = self.pieces.get(index)?;
        match &piece.kind {
            Kind::Link(address) => Some(Link { text: piece.text.clone(), address: address.clone() }),
            _ => None,
        }
    }

    fn color(&self) -> Color {
        let colors = self.theme.colors();
        match self.tone {
            Tone::Normal => colors.text,
            Tone::Muted => colors.muted,
        }
    }

    fn spans(&self) -> Vec<text::Span<'_, (), iced::Font>> {
        let colors = self.theme.colors();
        let role = |role| self.theme.type_of(role);
        let mut spans = Vec::with_capacity(self.pieces.len());
        for Piece { text, kind } in &self.pieces {
            let span = text::Span::new(text.as_str());
            spans.push(match kind {
                Kind::Plain => span,
                Kind::Bold => span.font(role(Role::BodyBold).font),
                Kind::Italic => span.font(role(Role::BodyItalic).font),
                Kind::Code => span.font(role(Role::Code).font).size(role(Role::Code).size),
                Kind::Mention => span.font(role(Role::BodyStrong).font).color(colors.accent),
                Kind::Link(_) => span.color(colors.accent),
            });
        }
        spans
    }

    /// The index of the piece at `point`, if that is a link.
    fn link_at(&self, paragraph: &Paragraph, point: Point) -> Option<usize> {
        let index = paragraph.hit_span(point)?;
        match &self.pieces.get(index)?.kind {
            Kind::Link(_) => Some(index),
            _ => None,
        }
    }
}

/// The bounds of the text in the passage: at the right if its first line runs right to left.
fn text_bounds(paragraph: &Paragraph, bounds: Rectangle) -> Rectangle {
    let is_rtl = paragraph.buffer().layout_runs().next().is_some_and(|run| run.rtl);
    let rest = (bounds.width - paragraph.min_width()).max(0.0);
    if is_rtl { Rectangle { x: bounds.x + rest, width: bounds.width - rest, ..bounds } } else { bounds }
}

struct State {
    paragraph: Paragraph,
    /// The pieces that the paragraph was made of.
    pieces: Vec<Piece>,
    colors: u64,
    selection: Option<Selection>,
    click: Option<mouse::Click>,
    dragging: bool,
    pressed_link: Option<usize>,
    /// The link under the pointer.
    over: Option<usize>,
    /// Widget tree of the hint beside that link; kept, since the renderer draws shaped text from where it is kept.
    beside: Tree,
}

/// A passage's answer to an operation that asks for the selected text.
struct Selected(Option<String>);

/// Asks all passages for the selected text, for `iced::advanced::widget::operate`; ends with `None` if none is
/// selected.
pub fn selected() -> impl Operation<Option<String>> + 'static {
    struct Ask(Option<String>);

    impl Operation<Option<String>> for Ask {
        fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<Option<String>>)) {
            operate(self);
        }

        fn custom(&mut self, _id: Option<&widget::Id>, _bounds: Rectangle, state: &mut dyn Any) {
            if let Some(Selected(Some(text))) = state.downcast_ref() {
                self.0 = Some(text.clone());
            }
        }

        fn finish(&self) -> Outcome<Option<String>> {
            Outcome::Some(self.0.clone())
        }
    }

    Ask(None)
}

impl<Message> Widget<Message, Theme, iced::Renderer> for Passage<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State {
            paragraph: Paragraph::default(),
            pieces: Vec::new(),
            colors: 0,
            selection: None,
            click: None,
            dragging: false,
            pressed_link: None,
            over: None,
            beside: Tree::empty(),
        })
    }

    fn size(&self) -> Size<Length> {
        Size::new(self.width, Length::Shrink)
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        _renderer: &iced::Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let state = tree.state.downcast_mut::<State>();
        layout::sized(limits, self.width, Length::Shrink, |limits| {
            let measures = self.theme.type_of(self.role);
            let spans = self.spans();
            let text = text::Text {
                content: spans.as_slice(),
                bounds: limits.max(),
                size: measures.pixels(),
                line_height: measures.line_height(),
                font: measures.font,
                align_x: text::Alignment::Default,
                align_y: alignment::Vertical::Top,
                shaping: text::Shaping::Advanced,
                wrapping: text::Wrapping::WordOrGlyph,
            };
            let is_same = state.pieces == self.pieces && state.colors == self.theme.revision();
            match state.paragraph.compare(text.with_content(())) {
                text::Difference::None if is_same => {}
                text::Difference::Bounds if is_same => state.paragraph.resize(limits.max()),
                text::Difference::None | text::Difference::Bounds | text::Difference::Shape => {
                    state.paragraph = Paragraph::with_spans(text);
                    if state.pieces != self.pieces {
                        (state.selection, state.over) = (None, None);
                    }
                    state.pieces.clone_from(&self.pieces);
                    state.colors = self.theme.revision();
                }
            }
            state.paragraph.min_bounds()
        })
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        _renderer: &iced::Renderer,
        operation: &mut dyn Operation,
    ) {
        operation.text(None, layout.bounds(), &self.whole);
        let state = tree.state.downcast_ref::<State>();
        let text = state.selection.and_then(|selection| selection.text(state.paragraph.buffer()));
        operation.custom(None, layout.bounds(), &mut Selected(text));
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &iced::Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        _viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_mut::<State>();
        let bounds = layout.bounds();
        let text = text_bounds(&state.paragraph, bounds);
        let place = |point: Point| -> Option<Place> {
            state.paragraph.buffer().hit(point.x - text.x, point.y - text.y)
        };
        // A new frame counts too: something may have come to cover the link meanwhile.
        let looks = match event {
            Event::Mouse(mouse::Event::CursorMoved { .. } | mouse::Event::CursorLeft) => true,
            Event::Mouse(mouse::Event::ButtonPressed(_))
            | Event::Window(window::Event::RedrawRequested(_)) => state.over.is_some(),
            _ => false,
        };
        if looks {
            let pressed = matches!(event, Event::Mouse(mouse::Event::ButtonPressed(_)));
            let inside = cursor.position_over(bounds).filter(|_| !pressed);
            let inside = inside.map(|point| Point::ORIGIN + (point - text.position()));
            let over = inside.and_then(|inside| self.link_at(&state.paragraph, inside));
            if over != state.over {
                state.over = over;
                // The hint beside the link needs a new layout.
                shell.invalidate_layout();
                shell.request_redraw();
            }
        }
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                let Some(point) = cursor.position_over(bounds) else {
                    if state.selection.take().is_some() {
                        shell.request_redraw();
                    }
                    state.dragging = false;
                    return;
                };
                let Some(place) = place(point) else { return };
                let click = mouse::Click::new(point, mouse::Button::Left, state.click);
                let grain = match click.kind() {
                    mouse::click::Kind::Single => Grain::Character,
                    mouse::click::Kind::Double => Grain::Word,
                    mouse::click::Kind::Triple => Grain::Line,
                };
                state.click = Some(click);
                state.dragging = true;
                state.selection = Some(Selection::at(place, grain));
                let inside = Point::ORIGIN + (point - text.position());
                state.pressed_link = self.link_at(&state.paragraph, inside);
                shell.request_redraw();
                shell.capture_event();
            }
            Event::Mouse(mouse::Event::CursorMoved { position }) if state.dragging => {
                if let (Some(place), Some(selection)) = (place(*position), state.selection) {
                    let moved = selection.to(place);
                    if moved != selection {
                        state.selection = Some(moved);
                        shell.request_redraw();
                    }
                }
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) if state.dragging => {
                state.dragging = false;
                let text = state.selection.and_then(|selection| selection.text(state.paragraph.buffer()));
                match (text, state.pressed_link.take()) {
                    (Some(text), _) => clipboard.write(clipboard::Kind::Primary, text),
                    (None, Some(link)) if cursor.is_over(bounds) => {
                        if let (Some(message), Some(link)) = (&self.on_link, self.link(link)) {
                            shell.publish(message(link));
                        }
                    }
                    (None, _) => {}
                }
            }
            Event::Keyboard(keyboard::Event::KeyPressed { key, physical_key, modifiers, .. })
                if modifiers.command() && !shell.is_event_captured() =>
            {
                let selected = state.selection.and_then(|selection| selection.text(state.paragraph.buffer()));
                let Some(text) = selected else { return };
                match key.to_latin(*physical_key) {
                    Some('c') => {
                        clipboard.write(clipboard::Kind::Standard, text);
                        shell.capture_event();
                    }
                    Some('a') => {
                        state.selection = Some(Selection::all(state.paragraph.buffer()));
                        shell.request_redraw();
                        shell.capture_event();
                    }
                    _ => {}
                }
            }
            _ => {}
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
        viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_ref::<State>();
        let bounds = layout.bounds();
        let Some(clip) = bounds.intersection(viewport) else { return };
        let text = text_bounds(&state.paragraph, bounds);
        let shift = text.position() - Point::ORIGIN;
        for (index, piece) in self.pieces.iter().enumerate() {
            match piece.kind {
                Kind::Code => {
                    for part in state.paragraph.span_bounds(index) {
                        let ground = Rectangle { y: part.y + 1.0, height: part.height - 2.0, ..part }
                            .expand([0.0, 3.0]);
                        fill(renderer, ground + shift, 4.0, theme.colors().inset);
                    }
                }
                Kind::Link(_) => {
                    for part in state.paragraph.span_bounds(index) {
                        let y = (part.y + part.height * 0.84).round();
                        let line = Rectangle { y, height: 1.0, ..part };
                        fill(renderer, line + shift, 0.0, theme.colors().accent.scale_alpha(0.5));
                    }
                }
                _ => {}
            }
        }
        if let Some(selection) = state.selection {
            for part in selection.bounds(state.paragraph.buffer()) {
                fill(renderer, part + shift, 0.0, theme.colors().selection);
            }
        }
        renderer.fill_paragraph(&state.paragraph, text.position(), self.color(), clip);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _viewport: &Rectangle,
        _renderer: &iced::Renderer,
    ) -> mouse::Interaction {
        let state = tree.state.downcast_ref::<State>();
        let bounds = layout.bounds();
        let text = text_bounds(&state.paragraph, bounds);
        match cursor.position_over(bounds) {
            Some(point)
                if self.link_at(&state.paragraph, Point::ORIGIN + (point - text.position())).is_some() =>
            {
                mouse::Interaction::Pointer
            }
            Some(_) => mouse::Interaction::Text,
            None => mouse::Interaction::default(),
        }
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        _renderer: &iced::Renderer,
        _viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, iced::Renderer>> {
        let state = tree.state.downcast_mut::<State>();
        let (index, tells) = (state.over?, self.tells?);
        let says = tells(&self.link(index)?.address);
        let text = text_bounds(&state.paragraph, layout.bounds());
        let part = state.paragraph.span_bounds(index).into_iter().next()?;
        let at = part + (text.position() - Point::ORIGIN) + translation;
        Some(beside::beside(says, at, self.theme, &mut state.beside))
    }
}

fn fill(renderer: &mut iced::Renderer, bounds: Rectangle, radius: f32, color: Color) {
    renderer.fill_quad(Quad { bounds, border: border::rounded(radius), ..Quad::default() }, color);
}

impl<'a, Message: 'a> From<Passage<'a, Message>> for Element<'a, Message, Theme> {
    fn from(passage: Passage<'a, Message>) -> Self {
        Element::new(passage)
    }
}

impl<Message> std::fmt::Debug for Passage<'_, Message> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Only the length: the text is private.
        formatter.debug_struct("Passage").field("bytes", &self.whole.len()).finish_non_exhaustive()
    }
}
