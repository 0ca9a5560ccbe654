//! Avatars: initials on a colour derived from the id, the same on every machine and in every theme.

use super::Element;
use super::named::named;
use super::over::{layer, over};
use crate::theme::color::{AVATARS, ON_AVATAR};
use crate::theme::{Colors, Theme, container as ground, fonts};

use iced::widget::{center, container, pin, text};
use iced::{Border, Color};

/// Size of an avatar, in logical pixels at the normal text size; it grows with the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// 20: in the sidebar and in lines of text.
    Small,
    /// 36: beside messages.
    Medium,
    /// 64: in the details panel.
    Large,
}

impl Size {
    const fn pixels(self) -> f32 {
        match self {
            Self::Small => 20.0,
            Self::Medium => 36.0,
            Self::Large => 64.0,
        }
    }
}

/// The person or group that an avatar shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Face<'a> {
    /// The displayed name.
    pub name: &'a str,
    /// The id's bytes.
    pub id: [u8; 16],
}

/// The avatar of one person. It is decoration beside the name, so selectors do not see it.
pub fn avatar<'a, Message: 'a>(theme: Theme, face: Face<'_>, size: Size) -> Element<'a, Message> {
    disc(theme, &initials(face.name), color(face.id), size.pixels(), None)
}

/// The avatar of several people: the first two, overlapping in the space of one. `ring` is the colour of the ground
/// behind them.
pub fn stacked<'a, Message: 'a>(
    theme: Theme,
    faces: &[Face<'_>],
    size: Size,
    ring: fn(&Colors) -> Color,
) -> Element<'a, Message> {
    let room = theme.scaled(size.pixels());
    match faces {
        [] => disc(theme, "", color([0; 16]), size.pixels(), None),
        [face] => avatar(theme, *face, size),
        [back, front, ..] => {
            let small = size.pixels() * 0.72;
            let offset = room - theme.scaled(small);
            let first = |face: &Face<'_>| initials(face.name).chars().take(1).collect::<String>();
            let back = disc(theme, &first(back), color(back.id), small, None);
            let front = disc(theme, &first(front), color(front.id), small, Some(ring));
            let back = container(back).width(room).height(room);
            // The letter of the one behind must not be drawn over the one in front.
            over(back).push(Some(pin(layer(front)).x(offset).y(offset))).into()
        }
    }
}

fn disc<'a, Message: 'a>(
    theme: Theme,
    letters: &str,
    fill: Color,
    pixels: f32,
    ring: Option<fn(&Colors) -> Color>,
) -> Element<'a, Message> {
    let pixels = theme.scaled(pixels);
    let size = (pixels * if letters.chars().count() > 1 { 0.4 } else { 0.5 }).max(8.0);
    let letters =
        text(letters.to_owned()).font(fonts::SANS_MEDIUM).size(size).line_height(1.0).color(ON_AVATAR);
    let disc = container(center(letters)).width(pixels).height(pixels).style(move |theme: &Theme| {
        let (edge, width) = ring.map_or((Color::TRANSPARENT, 0.0), |ring| (ring(theme.colors()), 1.5));
        let border = Border { color: edge, width, radius: (pixels / 2.0).into() };
        container::Style { border, ..ground::flat(fill) }
    });
    named("", disc)
}

/// The avatar colour of an id.
pub fn color(id: [u8; 16]) -> Color {
    // FNV-1a: ids are often made in sequence and differ in only a few bytes.
    let hash =
        id.iter().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    let index = (hash >> 7) as usize % AVATARS.len();
    AVATARS.get(index).copied().unwrap_or(Color::BLACK)
}

/// One or two letters for a name.
pub fn initials(name: &str) -> String {
    let letter = |word: &str| {
        word.chars()
            .find(|character| character.is_alphanumeric())
            .map(|character| character.to_uppercase().to_string())
    };
    let mut letters = name.split_whitespace().filter_map(letter);
    let first = letters.next();
    // Two ideographs are a whole name; one is enough to recognize it.
    let is_wide =
        first.as_deref().and_then(|letter| letter.chars().next()).is_some_and(|letter| letter >= '\u{2e80}');
    let last = if is_wide { None } else { letters.next_back() };
    match (first, last) {
        (Some(first), Some(last)) => first + &last,
        (Some(first), None) => first,
        (None, _) => "?".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::collections::HashSet;

    #[test]
    fn initials_come_from_the_first_and_last_word() {
        assert_eq!(initials("Asha Rao"), "AR");
        assert_eq!(initials("Ben van der Berg"), "BB");
        assert_eq!(initials("zoë"), "Z");
        assert_eq!(initials("  (ops) team  "), "OT");
        assert_eq!(initials("山田 太郎"), "山");
        assert_eq!(initials("ليلى حسن"), "لح");
        assert_eq!(initials("🦊"), "?");
        assert_eq!(initials(""), "?");
    }

    #[test]
    fn a_colour_stays_with_its_id_and_all_are_used() {
        let id = |number: u8| {
            let mut id = [7; 16];
            id[15] = number;
            id
        };
        assert_eq!(color(id(3)), color(id(3)));
        let used: HashSet<String> = (0..=255).map(|number| color(id(number)).to_string()).collect();
        assert_eq!(used.len(), AVATARS.len());
    }
}
