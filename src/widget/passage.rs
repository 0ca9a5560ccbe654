//! Passages: text that can be selected and copied, such as messages.
//!
//! A passage is made of spans (plain, bold, code, links …), wraps, and opens its links. It draws the selection, but the
//! [`area`](super::selecting) around it makes one: a selection may reach over many passages. Every place in a passage is
//! a [`Spot`], so an area can compare places even when one of them is not laid out any more.
//!
//! Must not know: messages, Markdown. Tests: `passage/shaped/tests.rs`, `tests/widgets/selecting.rs`.

mod marks;
pub mod portions;
pub(super) mod reach;
mod shaped;

pub use marks::{Mark, Marked};
pub use reach::{Order, Spot};

use crate::chat::text::{Span, Target};
use crate::theme::{Role, Theme};
use crate::widget::bold;
use crate::widget::highlight::{self, Kind};
use crate::widget::tooltip;
use shaped::Shaped;

use iced::advanced::graphics::text::Paragraph;
use iced::advanced::layout::{self, Layout};
use iced::advanced::renderer::{self, Quad, Renderer as _};
use iced::advanced::text::{self, Paragraph as _, Renderer as _};
use iced::advanced::widget::operation::Operation;
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, mouse, overlay};
use iced::{Color, Element, Event, Length, Point, Rectangle, Size, Vector, alignment, border, window};

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;
use std::sync::Arc;

/// How far the pointer may move between press and release of a click on a link, in logical pixels.
const SLACK: f32 = 4.0;

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
    spans: Vec<Span>,
    shaped: Shaped,
    code: Option<Code>,
    theme: Theme,
    role: Role,
    tone: Tone,
    width: Length,
    wrapping: text::Wrapping,
    align: text::Alignment,
    order: Order,
    part: u32,
    marks: Vec<Marked>,
    on_link: Option<Box<dyn Fn(Link) -> Message + 'a>>,
    tells: Option<fn(&str) -> String>,
}

/// Code in a language; a passage may show a part of it.
#[derive(Debug, Clone)]
pub struct Code {
    /// All of the code.
    pub whole: Arc<str>,
    /// Its language.
    pub language: Arc<str>,
    /// The part that the passage shows.
    pub range: Range<usize>,
}

impl Code {
    /// The colours of the part that is shown; `None` while they are being found.
    fn colors(&self, theme: Theme) -> Option<Vec<(Range<usize>, Color)>> {
        let parts = highlight::parts(&self.whole, &self.language)?;
        let colors = theme.colors();
        let here = parts.iter().filter_map(|(range, kind)| {
            let start = range.start.max(self.range.start);
            let end = range.end.min(self.range.end);
            let color = match kind {
                Kind::Keyword => colors.accent,
                Kind::Text => colors.success,
                Kind::Comment => colors.muted,
                Kind::Number => colors.warning,
            };
            (start < end).then(|| (start - self.range.start..end - self.range.start, color))
        });
        Some(here.collect())
    }
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

/// A passage of these spans, as body text.
pub fn passage<'a, Message>(spans: Vec<Span>, theme: Theme) -> Passage<'a, Message> {
    let shaped = Shaped::of(&spans);
    Passage {
        spans,
        shaped,
        code: None,
        theme,
        role: Role::Body,
        tone: Tone::Normal,
        width: Length::Shrink,
        wrapping: text::Wrapping::WordOrGlyph,
        align: text::Alignment::Default,
        order: Order::default(),
        part: 0,
        marks: Vec::new(),
        on_link: None,
        tells: None,
    }
}

/// A passage of plain text.
pub fn plain<'a, Message>(text: impl Into<String>, theme: Theme) -> Passage<'a, Message> {
    passage(vec![Span::plain(text.into(), 0)], theme)
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

    /// Does not wrap lines.
    #[must_use]
    pub fn unwrapped(mut self) -> Self {
        self.wrapping = text::Wrapping::None;
        self
    }

    /// Sets the alignment of its lines; the default follows the direction of the text.
    #[must_use]
    pub fn align(mut self, align: text::Alignment) -> Self {
        self.align = align;
        self
    }

    /// Sets the place of the passage among the others of its area.
    #[must_use]
    pub fn at(mut self, order: Order, part: u32) -> Self {
        (self.order, self.part) = (order, part);
        self
    }

    /// Marks parts of its source; those outside of it are left out.
    #[must_use]
    pub fn marked(mut self, marks: Vec<Marked>) -> Self {
        self.marks = marks;
        self
    }

    /// Colours it as a part of this code, once its keywords are found.
    #[must_use]
    pub fn code(mut self, code: Code) -> Self {
        self.code = Some(code);
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
        let span = self.spans.get(index)?;
        match &span.target {
            Some(Target::Link(address)) => Some(Link { text: span.text.clone(), address: address.clone() }),
            Some(Target::Mention(_)) | None => None,
        }
    }

    fn color(&self) -> Color {
        let colors = self.theme.colors();
        match self.tone {
            Tone::Normal => colors.text,
            Tone::Muted => colors.muted,
        }
    }

    /// The spans as the renderer takes them; the shaped text of each.
    fn rich(&self) -> Vec<text::Span<'_, (), iced::Font>> {
        let colors = self.theme.colors();
        let font = |role| self.theme.type_of(role).font;
        self.spans
            .iter()
            .zip(self.shaped.texts())
            .map(|(span, text)| {
                let rich = text::Span::new(text);
                let style = span.style;
                let rich = if style.code {
                    rich.font(font(Role::Code)).size(self.theme.type_of(Role::Code).size)
                } else if style.italic {
                    // Where it is bold too, it is painted twice: there is no font that is both.
                    rich.font(font(Role::BodyItalic))
                } else if style.bold {
                    rich.font(font(Role::BodyBold))
                } else if matches!(span.target, Some(Target::Mention(_))) {
                    rich.font(font(Role::BodyStrong))
                } else {
                    rich
                };
                if span.target.is_some() { rich.color(colors.accent) } else { rich }
            })
            .collect()
    }

    /// The index of the link at `point`, relative to the text.
    fn link_at(&self, paragraph: &Paragraph, point: Point) -> Option<usize> {
        self.on_link.as_ref()?;
        self.spans.iter().enumerate().find_map(|(index, span)| {
            let is_link = matches!(span.target, Some(Target::Link(_)));
            let bounds = || self.shaped.bounds(paragraph.buffer(), self.shaped.range(index));
            (is_link && bounds().iter().any(|bounds| bounds.contains(point))).then_some(index)
        })
    }
}

/// A text cut at the ends of its coloured parts.
fn colored<'t>(text: &'t str, parts: &[(Range<usize>, Color)]) -> Vec<text::Span<'t, (), iced::Font>> {
    let mut spans = Vec::with_capacity(parts.len() * 2 + 1);
    let mut at = 0;
    for (range, color) in parts {
        if let Some(before) = text.get(at..range.start).filter(|before| !before.is_empty()) {
            spans.push(text::Span::new(before));
        }
        if let Some(part) = text.get(range.clone()) {
            spans.push(text::Span::new(part).color(*color));
            at = range.end;
        }
    }
    spans.push(text::Span::new(text.get(at..).unwrap_or_default()));
    spans
}

/// The bounds of the text in the passage: at the right if its first line runs right to left.
fn text_bounds(paragraph: &Paragraph, bounds: Rectangle) -> Rectangle {
    let is_rtl = || paragraph.buffer().layout_runs().next().is_some_and(|run| run.rtl);
    let rest = (bounds.width - paragraph.min_width()).max(0.0);
    let left = match paragraph.align_x() {
        text::Alignment::Default if is_rtl() => rest,
        text::Alignment::Right => rest,
        text::Alignment::Center => (rest / 2.0).round(),
        text::Alignment::Default | text::Alignment::Left | text::Alignment::Justified => 0.0,
    };
    Rectangle { x: bounds.x + left, width: bounds.width - left, ..bounds }
}

pub(super) struct State {
    paragraph: Paragraph,
    /// The text that the paragraph was made of.
    shaped: Shaped,
    spans: Vec<Span>,
    /// The colours of code.
    tints: Vec<(Range<usize>, Color)>,
    /// True while they are being found.
    awaits_colors: bool,
    /// Where bold text is drawn in a font that is not bold.
    faux_bold: Vec<Rectangle>,
    colors: u64,
    order: Order,
    part: u32,
    /// A hash of its text.
    revision: u64,
    /// The selected bytes of the shaped text.
    selected: Option<Range<usize>>,
    pressed: Option<(usize, Point)>,
    /// The link under the pointer.
    over: Option<usize>,
    /// Widget tree of the hint beside that link; kept, since the renderer draws shaped text from where it is kept.
    hint: Tree,
}

impl<Message> Widget<Message, Theme, iced::Renderer> for Passage<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State {
            paragraph: Paragraph::default(),
            shaped: Shaped::default(),
            spans: Vec::new(),
            tints: Vec::new(),
            awaits_colors: false,
            faux_bold: Vec::new(),
            colors: 0,
            order: Order::default(),
            part: 0,
            revision: 0,
            selected: None,
            pressed: None,
            over: None,
            hint: Tree::empty(),
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
        (state.order, state.part) = (self.order, self.part);
        layout::sized(limits, self.width, Length::Shrink, |limits| {
            let measures = self.theme.type_of(self.role);
            let tints = self.code.as_ref().and_then(|code| code.colors(self.theme));
            state.awaits_colors = self.code.is_some() && tints.is_none();
            // While they are being found again, those of before stay.
            let before = || if state.spans == self.spans { state.tints.clone() } else { Vec::new() };
            let tints = tints.unwrap_or_else(before);
            let spans = if tints.is_empty() { self.rich() } else { colored(&self.shaped.text, &tints) };
            let text = text::Text {
                content: spans.as_slice(),
                bounds: limits.max(),
                size: measures.pixels(),
                line_height: measures.line_height(),
                font: measures.font,
                align_x: self.align,
                align_y: alignment::Vertical::Top,
                shaping: text::Shaping::Advanced,
                wrapping: self.wrapping,
            };
            let is_same =
                state.spans == self.spans && state.colors == self.theme.revision() && state.tints == tints;
            match state.paragraph.compare(text.with_content(())) {
                text::Difference::None if is_same => {}
                text::Difference::Bounds if is_same => state.paragraph.resize(limits.max()),
                text::Difference::None | text::Difference::Bounds | text::Difference::Shape => {
                    state.paragraph = Paragraph::with_spans(text);
                    if state.spans != self.spans {
                        (state.selected, state.over, state.pressed) = (None, None, None);
                        let mut hasher = DefaultHasher::new();
                        self.shaped.text.hash(&mut hasher);
                        state.revision = hasher.finish();
                    }
                    state.spans.clone_from(&self.spans);
                    state.shaped.clone_from(&self.shaped);
                    state.tints.clone_from(&tints);
                    state.colors = self.theme.revision();
                }
            }
            let has_bold = self.role == Role::Heading || self.spans.iter().any(|span| span.style.bold);
            state.faux_bold = if has_bold {
                bold::thin(state.paragraph.buffer(), |glyph| {
                    self.role == Role::Heading
                        || self.spans.get(glyph.metadata).is_some_and(|span| span.style.bold)
                })
            } else {
                Vec::new()
            };
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
        operation.text(None, layout.bounds(), &self.shaped.plain());
        let state = tree.state.downcast_mut::<State>();
        operation.custom(None, layout.bounds(), state);
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
        let text = text_bounds(&state.paragraph, bounds);
        let inside = |point: Point| Point::ORIGIN + (point - text.position());
        // A new frame counts too: something may have come to cover the link meanwhile.
        let checks_hover = match event {
            Event::Mouse(mouse::Event::CursorMoved { .. } | mouse::Event::CursorLeft) => true,
            Event::Mouse(mouse::Event::ButtonPressed(_))
            | Event::Window(window::Event::RedrawRequested(_)) => state.over.is_some(),
            _ => false,
        };
        if checks_hover {
            let pressed = matches!(event, Event::Mouse(mouse::Event::ButtonPressed(_)));
            let point = cursor.position_over(bounds).filter(|_| !pressed);
            let over = point.and_then(|point| self.link_at(&state.paragraph, inside(point)));
            if over != state.over {
                state.over = over;
                // The hint beside the link needs a new layout.
                shell.invalidate_layout();
                shell.request_redraw();
            }
        }
        match event {
            Event::Window(window::Event::RedrawRequested(_))
                if state.awaits_colors
                    && self.code.as_ref().is_some_and(|code| code.colors(self.theme).is_some()) =>
            {
                shell.invalidate_layout();
            }
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                let point = cursor.position_over(bounds);
                state.pressed = point.and_then(|point| {
                    self.link_at(&state.paragraph, inside(point)).map(|index| (index, point))
                });
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) => {
                if let Some((index, from)) = state.pressed.take()
                    && cursor.position_over(bounds).is_some_and(|point| point.distance(from) <= SLACK)
                    && let (Some(message), Some(link)) = (&self.on_link, self.link(index))
                {
                    shell.publish(message(link));
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
        let colors = theme.colors();
        let buffer = state.paragraph.buffer();
        let parts = |index| self.shaped.bounds(buffer, self.shaped.range(index));
        for (index, _) in self.spans.iter().enumerate().filter(|(_, span)| span.style.code) {
            for part in parts(index) {
                let ground = Rectangle { y: part.y + 1.0, height: part.height - 2.0, ..part };
                let border = border::rounded(4.0).color(colors.border).width(1.0);
                renderer.fill_quad(Quad { bounds: ground + shift, border, ..Quad::default() }, colors.inset);
            }
        }
        let marks = || {
            self.marks.iter().flat_map(|(range, mark)| {
                let range = self.shaped.to_shaped(range.start)..self.shaped.to_shaped(range.end);
                self.shaped.bounds(buffer, range).into_iter().map(move |part| (part + shift, *mark))
            })
        };
        for (part, mark) in marks() {
            fill(renderer, part, mark.ground(theme));
        }
        if let Some(selected) = state.selected.clone() {
            for part in self.shaped.bounds(buffer, selected) {
                fill(renderer, part + shift, colors.selection);
            }
        }
        for (index, span) in self.spans.iter().enumerate() {
            if matches!(span.target, Some(Target::Link(_))) {
                for part in parts(index) {
                    let y = (part.y + part.height * 0.84).round();
                    let line = Rectangle { y, height: 1.0, ..part };
                    fill(renderer, line + shift, colors.accent.scale_alpha(0.5));
                }
            }
        }
        renderer.fill_paragraph(&state.paragraph, text.position(), self.color(), clip);
        bold::thicken(renderer, &state.paragraph, &state.faux_bold, text.position(), self.color(), clip);
        for (index, _) in self.spans.iter().enumerate().filter(|(_, span)| span.style.strike) {
            for part in parts(index) {
                let y = (part.y + part.height * 0.54).round();
                fill(renderer, Rectangle { y, height: 1.0, ..part } + shift, self.color());
            }
        }
        for (part, mark) in marks() {
            fill(renderer, mark.line(part), mark.color(theme));
        }
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
        let Some(point) = cursor.position_over(bounds) else { return mouse::Interaction::default() };
        match self.link_at(&state.paragraph, Point::ORIGIN + (point - text.position())) {
            Some(_) => mouse::Interaction::Pointer,
            None => mouse::Interaction::Text,
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
        let parts = self.shaped.bounds(state.paragraph.buffer(), self.shaped.range(index));
        let part = parts.into_iter().next()?;
        let at = part + (text.position() - Point::ORIGIN) + translation;
        Some(tooltip::above(self.theme, says, at, &mut state.hint))
    }
}

fn fill(renderer: &mut iced::Renderer, bounds: Rectangle, color: Color) {
    renderer.fill_quad(Quad { bounds, ..Quad::default() }, color);
}

impl<'a, Message: 'a> From<Passage<'a, Message>> for Element<'a, Message, Theme> {
    fn from(passage: Passage<'a, Message>) -> Self {
        Element::new(passage)
    }
}

impl<Message> std::fmt::Debug for Passage<'_, Message> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Only the length: the text is private.
        formatter.debug_struct("Passage").field("bytes", &self.shaped.text.len()).finish_non_exhaustive()
    }
}
