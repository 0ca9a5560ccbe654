//! A text on one line, shortened with "…" if it does not fit: names, previews. A file's name can keep its extension,
//! which shows the type. Selectors and screen readers get the whole text.

use super::{Element, bold};
use crate::theme::{Role, Theme, fonts};

use iced::advanced::graphics::text::Paragraph;
use iced::advanced::layout::{self, Layout};
use iced::advanced::text::{self, Paragraph as _, Renderer as _};
use iced::advanced::widget::operation::Operation;
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Widget, renderer};
use iced::widget::Id;
use iced::widget::text::Style;
use iced::{Length, Rectangle, Size, alignment, mouse};
use unicode_segmentation::UnicodeSegmentation as _;

/// Largest number of bytes shaped for a line; no screen is that wide.
const LONGEST: usize = 4_096;

/// The id under which operations get a text that is drawn shortened.
pub const SHORTENED: Id = Id::new("shortened");

/// The widget; see [`one_line`].
pub struct OneLine<'a> {
    content: String,
    theme: Theme,
    role: Role,
    width: Length,
    leave: f32,
    /// Bytes at the end that are never cut off.
    tail: usize,
    style: Box<dyn Fn(&Theme) -> Style + 'a>,
}

/// A line of text, as wide as it needs to be, up to the width available.
pub fn one_line<'a>(theme: Theme, role: Role, content: impl Into<String>) -> OneLine<'a> {
    // A line break would make two lines of it.
    let mut content = content.into().replace(['\n', '\r'], " ");
    if content.len() > LONGEST {
        content.truncate(content.floor_char_boundary(LONGEST));
        content.push('…');
    }
    OneLine {
        content,
        theme,
        role,
        width: Length::Shrink,
        leave: 0.0,
        tail: 0,
        style: Box::new(|_| Style::default()),
    }
}

impl<'a> OneLine<'a> {
    /// Sets the text style.
    #[must_use]
    pub fn style(mut self, style: impl Fn(&Theme) -> Style + 'a) -> Self {
        self.style = Box::new(style);
        self
    }

    /// Sets the width.
    #[must_use]
    pub fn width(mut self, width: impl Into<Length>) -> Self {
        self.width = width.into();
        self
    }

    /// Leaves this much of the available width, in logical pixels, to what follows in the row: a name must not push out
    /// the time.
    #[must_use]
    pub fn leave(mut self, pixels: f32) -> Self {
        self.leave = pixels;
        self
    }

    /// Shortens in the middle, keeping this many characters at the end.
    #[must_use]
    pub fn keeping(mut self, letters: usize) -> Self {
        let from = self.content.grapheme_indices(true).rev().nth(letters.saturating_sub(1));
        self.tail = from.map_or(0, |(index, _)| self.content.len() - index);
        self
    }

    /// All of the text.
    pub fn content(&self) -> &str {
        &self.content
    }

    fn shape(&self, content: &str) -> Paragraph {
        let measures = self.theme.type_of(self.role);
        Paragraph::with_text(text::Text {
            content,
            bounds: Size::INFINITE,
            size: measures.pixels(),
            line_height: measures.line_height(),
            font: measures.font,
            align_x: text::Alignment::Default,
            align_y: alignment::Vertical::Top,
            shaping: text::Shaping::Advanced,
            wrapping: text::Wrapping::None,
        })
    }

    fn line(&self, paragraph: Paragraph) -> Line {
        let is_bold = self.theme.type_of(self.role).font == fonts::SANS_BOLD;
        let thin = if is_bold { bold::thin(paragraph.buffer(), |_| true) } else { Vec::new() };
        Line { paragraph, thin }
    }

    /// The longest beginning that fits, shaped with its "…" and the kept end.
    fn cut(&self, room: f32) -> Paragraph {
        let (head, tail) = self.content.split_at(self.content.len() - self.tail);
        let ends: Vec<usize> = head.grapheme_indices(true).map(|(index, _)| index).collect();
        let shaped = |count: usize| {
            let end = ends.get(count).copied().unwrap_or(head.len());
            self.shape(&format!("{}…{tail}", head[..end].trim_end()))
        };
        let (mut fits, mut exceeds) = (0, ends.len());
        let mut best = shaped(0);
        while exceeds - fits > 1 {
            let middle = usize::midpoint(fits, exceeds);
            let paragraph = shaped(middle);
            if paragraph.min_width() <= room {
                (fits, best) = (middle, paragraph);
            } else {
                exceeds = middle;
            }
        }
        best
    }
}

/// A shaped line.
#[derive(Default)]
struct Line {
    paragraph: Paragraph,
    /// Where it should be bold but its font is not.
    thin: Vec<Rectangle>,
}

#[derive(Default)]
struct State {
    /// The content, role and theme revision that `whole` was shaped from.
    made_of: Option<(String, Role, u64)>,
    whole: Line,
    /// The shortened text, and the width that it was cut for.
    cut: Option<(f32, Line)>,
}

impl State {
    fn shown(&self) -> &Line {
        self.cut.as_ref().map_or(&self.whole, |(_, line)| line)
    }
}

impl<Message> Widget<Message, Theme, iced::Renderer> for OneLine<'_> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
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
        let revision = self.theme.revision();
        let is_same = state.made_of.as_ref().is_some_and(|(content, role, made)| {
            *content == self.content && *role == self.role && *made == revision
        });
        let measures = self.theme.type_of(self.role);
        let fonts_changed = state.whole.paragraph.compare(text::Text {
            content: (),
            bounds: Size::INFINITE,
            size: measures.pixels(),
            line_height: measures.line_height(),
            font: measures.font,
            align_x: text::Alignment::Default,
            align_y: alignment::Vertical::Top,
            shaping: text::Shaping::Advanced,
            wrapping: text::Wrapping::None,
        }) == text::Difference::Shape;
        if !is_same || fonts_changed {
            state.whole = self.line(self.shape(&self.content));
            state.made_of = Some((self.content.clone(), self.role, revision));
            state.cut = None;
        }
        let room = (limits.max().width - self.leave).max(0.0);
        // A little tolerance: a row of exactly this width must not lose its end to rounding.
        if state.whole.paragraph.min_width() <= room + 0.1 {
            state.cut = None;
        } else if state.cut.as_ref().is_none_or(|(width, _)| *width != room) {
            state.cut = Some((room, self.line(self.cut(room))));
        }
        let size = Size::new(state.shown().paragraph.min_width(), measures.line);
        layout::Node::new(limits.resolve(self.width, Length::Shrink, size))
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        _renderer: &iced::Renderer,
        operation: &mut dyn Operation,
    ) {
        let is_shortened = tree.state.downcast_ref::<State>().cut.is_some();
        operation.text(is_shortened.then_some(&SHORTENED), layout.bounds(), &self.content);
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut iced::Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        let Some(clip) = bounds.intersection(viewport) else { return };
        let color = (self.style)(theme).color.unwrap_or(style.text_color);
        let Line { paragraph, thin } = tree.state.downcast_ref::<State>().shown();
        renderer.fill_paragraph(paragraph, bounds.position(), color, clip);
        bold::thicken(renderer, paragraph, thin, bounds.position(), color, clip);
    }
}

impl<'a, Message: 'a> From<OneLine<'a>> for Element<'a, Message> {
    fn from(line: OneLine<'a>) -> Self {
        Element::new(line)
    }
}

impl std::fmt::Debug for OneLine<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("OneLine").field("bytes", &self.content.len()).finish_non_exhaustive()
    }
}
