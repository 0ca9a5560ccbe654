//! Small widget compositions that several screens use.
//!
//! Must not know: any screen's messages. Tests: the pictures of `tests/window`.

use crate::icon::Icon;
use crate::row::ConversationRow;
use crate::theme::{Colors, Role, Theme, scrollable as bars, text as colors};
use crate::widget::Element;
use crate::widget::avatar::{self, Face};
use crate::widget::label::label;
use crate::widget::named::named;
use crate::widget::ring::Focus;

use iced::widget::text::{IntoFragment, Style};
use iced::widget::{Text, scrollable};

/// A muted small text.
pub fn hint<'a>(theme: Theme, words: impl IntoFragment<'a>) -> Text<'a, Theme> {
    label(theme, Role::Small, words).style(colors::muted)
}

/// An icon as decoration beside words, `pixels` high at the normal text size.
pub fn glyph<'a, Message: 'a>(
    theme: Theme,
    icon: Icon,
    pixels: f32,
    tint: fn(&Theme) -> Style,
) -> Element<'a, Message> {
    named("", icon.sized(theme, pixels).style(tint))
}

/// The focus ring is drawn if `ring` is on this element.
pub fn focus<T: PartialEq + Copy>(ring: Option<T>, on: T) -> Focus {
    if ring == Some(on) { Focus::Here } else { Focus::Elsewhere }
}

/// A thin scrollbar.
pub fn bar() -> scrollable::Direction {
    let bar = scrollable::Scrollbar::new().width(bars::WIDTH).scroller_width(bars::WIDTH).margin(2);
    scrollable::Direction::Vertical(bar)
}

/// The bar of an area that scrolls around a list with a bar: two side by side would say nothing.
pub fn no_bar() -> scrollable::Direction {
    scrollable::Direction::Vertical(scrollable::Scrollbar::hidden())
}

/// The faces of a group, in the space of one face.
pub fn faces<'a, Message: 'a>(
    theme: Theme,
    conversation: &ConversationRow,
    on: fn(&Colors) -> iced::Color,
) -> Element<'a, Message> {
    if conversation.faces.is_empty() {
        // No member is known: the group icon is shown instead.
        return glyph(theme, Icon::Users, 15.0, colors::muted);
    }
    let faces: Vec<Face<'_>> =
        conversation.faces.iter().map(|(id, name)| Face { name, id: *id.uuid().as_bytes() }).collect();
    avatar::stacked(theme, &faces, avatar::Size::Small, on)
}
