//! Checks all texts of a window: each is in the pseudo-language or known data, and no sentence is cut.

use super::data::Data;

use confab::headless::Driver;
use confab::theme::{Contrast, Role, Scheme, TextSize, Theme, Type};
use confab::widget::one_line::SHORTENED;
use confab::widget::wrap::NAME;

use iced::advanced::graphics::text::Paragraph;
use iced::advanced::text::{self, Paragraph as _};
use iced::advanced::widget::operation::{Operation, Scrollable, TextInput};
use iced::{Program, Rectangle, Size, Vector, alignment, widget};

use std::collections::BTreeMap;

/// A text as a widget draws it.
#[derive(Debug, Clone)]
struct Drawn {
    text: String,
    bounds: Rectangle,
    /// The room that everything around it leaves; any height in a scrolled pane.
    room: Rectangle,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Label,
    /// A single line that ends with "…" because it does not fit.
    Shortened,
    /// The text or the placeholder of a field.
    Field,
    /// Names an icon; nothing is drawn.
    Name,
}

/// The surroundings of a text.
#[derive(Debug, Clone, Copy)]
struct Level {
    room: Rectangle,
    scrolled: Vector,
    /// True if the texts inside are checked.
    counts: bool,
}

/// Collects texts with their room.
struct Look {
    drawn: Vec<Drawn>,
    /// The container whose texts are checked; `None` for all.
    part: Option<widget::Id>,
    levels: Vec<Level>,
    inside: Option<Level>,
}

impl Look {
    fn level(&self) -> Level {
        *self.levels.last().unwrap()
    }

    fn add(&mut self, bounds: Rectangle, text: &str, kind: Kind) {
        let Level { room, scrolled, counts } = self.level();
        if counts && !text.is_empty() {
            self.drawn.push(Drawn { text: text.to_owned(), bounds: bounds + scrolled, room, kind });
        }
    }
}

impl Operation for Look {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        let level = self.inside.take().unwrap_or_else(|| self.level());
        self.levels.push(level);
        operate(self);
        let _ = self.levels.pop();
    }

    fn container(&mut self, id: Option<&widget::Id>, bounds: Rectangle) {
        let Level { room, scrolled, counts } = self.level();
        let room = room.intersection(&(bounds + scrolled)).unwrap_or_default();
        let counts = counts || (id.is_some() && id == self.part.as_ref());
        self.inside = Some(Level { room, scrolled, counts });
    }

    fn scrollable(
        &mut self,
        _id: Option<&widget::Id>,
        bounds: Rectangle,
        content: Rectangle,
        translation: Vector,
        _state: &mut dyn Scrollable,
    ) {
        let Level { room, scrolled, counts } = self.level();
        let seen = room.intersection(&(bounds + scrolled)).unwrap_or_default();
        // A text that is scrolled out of view is not cut. A list lays its rows out in place, beyond its own bounds.
        let all = if content == bounds {
            Rectangle { y: f32::MIN / 2.0, height: f32::MAX, ..bounds }
        } else {
            content + (scrolled - translation)
        };
        let room = Rectangle { y: all.y, height: all.height, ..seen };
        self.inside = Some(Level { room, scrolled: scrolled - translation, counts });
    }

    fn text_input(&mut self, _id: Option<&widget::Id>, bounds: Rectangle, state: &mut dyn TextInput) {
        self.add(bounds, state.text(), Kind::Field);
    }

    fn text(&mut self, id: Option<&widget::Id>, bounds: Rectangle, text: &str) {
        let kind = match id {
            Some(id) if *id == NAME => Kind::Name,
            Some(id) if *id == SHORTENED => Kind::Shortened,
            _ => Kind::Label,
        };
        self.add(bounds, text, kind);
    }
}

fn look<P: Program>(window: &mut Driver<P>, part: Option<&'static str>) -> Vec<Drawn> {
    let room = Rectangle::with_size(window.stage().size);
    let all = Level { room, scrolled: Vector::ZERO, counts: part.is_none() };
    let part = part.map(widget::Id::new);
    let mut look = Look { drawn: Vec::new(), part, levels: vec![all], inside: None };
    window.examine(&mut look);
    look.drawn
}

const ROLES: [Role; 7] = [
    Role::Small,
    Role::SmallStrong,
    Role::Body,
    Role::BodyStrong,
    Role::BodyBold,
    Role::Heading,
    Role::Title,
];

/// The size of a text in this type and width.
fn shaped(content: &str, measures: Type, width: f32, wrapping: text::Wrapping) -> Size {
    let paragraph = Paragraph::with_text(text::Text {
        content,
        bounds: Size::new(width, f32::INFINITY),
        size: measures.pixels(),
        line_height: measures.line_height(),
        font: measures.font,
        align_x: text::Alignment::Default,
        align_y: alignment::Vertical::Top,
        shaping: text::Shaping::Advanced,
        wrapping,
    });
    paragraph.min_bounds()
}

/// True if the text has its whole size, with no word broken; the end of a line may leave out data, such as a long name.
fn is_whole(drawn: &Drawn, theme: Theme, data: &Data) -> bool {
    let Drawn { text, bounds, room, kind } = drawn;
    if *kind == Kind::Name {
        return true;
    }
    let inside = bounds.x >= room.x - 1.0
        && bounds.x + bounds.width <= room.x + room.width + 1.0
        && bounds.y >= room.y - 1.0
        && bounds.y + bounds.height <= room.y + room.height + 1.0;
    let types = ROLES.map(|role| theme.type_of(role));
    inside
        && match kind {
            Kind::Name => true,
            Kind::Field => {
                let fits = |measures: Type, around: Size| {
                    let needs = shaped(text, measures, f32::INFINITY, text::Wrapping::None);
                    (measures.line + around.height - bounds.height).abs() < 0.5
                        && needs.width <= bounds.width - around.width
                };
                // The padding of a field with a border.
                let padding = Size::new(20.0, 12.0);
                types.into_iter().any(|measures| fits(measures, Size::ZERO) || fits(measures, padding))
            }
            Kind::Shortened => {
                let begins = format!("{}…", data.without_end(text));
                types.into_iter().filter(|measures| (measures.line - bounds.height).abs() < 0.5).all(
                    |measures| {
                        let needs = shaped(&begins, measures, f32::INFINITY, text::Wrapping::None);
                        needs.width <= bounds.width + 1.0
                    },
                )
            }
            Kind::Label => {
                // The types that the text can have, since it is drawn in this size.
                let width = bounds.width + 0.5;
                let mut fitting = types
                    .into_iter()
                    .filter(|measures| {
                        let is = shaped(text, *measures, width, text::Wrapping::WordOrGlyph);
                        (is.height - bounds.height).abs() < 1.0
                    })
                    .peekable();
                fitting.peek().is_some()
                    && fitting.any(|measures| {
                        let needs = shaped(text, measures, width, text::Wrapping::Word);
                        needs.width <= bounds.width + 1.0 && (needs.height - bounds.height).abs() < 1.0
                    })
            }
        }
}

/// What was checked: a name, and the size of the window and the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shot<'a> {
    pub name: &'a str,
    pub size: super::Sizes,
}

/// The faults of several checks; each is told once.
#[derive(Debug, Default)]
pub(crate) struct Faults(BTreeMap<String, Vec<String>>);

impl Faults {
    /// Checks all texts of the window, or of one container.
    pub fn check<P: Program>(
        &mut self,
        window: &mut Driver<P>,
        shot: Shot<'_>,
        part: Option<&'static str>,
        data: &Data,
    ) {
        let Shot { name, size } = shot;
        let theme = Theme::new(Scheme::Light, Contrast::Normal, TextSize::from_percent(size.percent));
        let drawn = look(window, part);
        let place = format!("{name} at {} px, {} %", size.width, size.percent);
        let mut add = |fault: String, more: &str| {
            self.0.entry(fault).or_default().push(format!("{place}{more}"));
        };
        if !drawn.iter().any(|one| one.text.contains('[')) {
            add(format!("no sentence at all: {name}"), "");
        }
        for one in &drawn {
            if let Some(rest) = data.plain_part(&one.text) {
                add(format!("plain: {:?}, from {rest:?}", one.text), "");
            } else if one.text.contains('[') && !is_whole(one, theme, data) {
                let where_ = format!(" in {:?}, in {:?}", one.bounds, one.room);
                add(format!("cut: {:?}", one.text), &where_);
            }
        }
    }

    /// Fails if there is a fault.
    pub fn none(self) {
        let told: Vec<String> = self
            .0
            .iter()
            .map(|(fault, places)| {
                let more = places.len() - 1;
                format!("{fault}: {}, and {more} more", places[0])
            })
            .collect();
        assert!(told.is_empty(), "{} faults:\n{}", told.len(), told.join("\n"));
    }
}
