//! Text sizes by role, and the user's text size, which scales all of them.

use super::fonts;

use iced::widget::text::LineHeight;
use iced::{Font, Pixels};

/// The role of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Times, counts, hints: 12 on 16.
    Small,
    /// Small, in medium weight: section headings, badges.
    SmallStrong,
    /// Messages and nearly everything else: 14 on 20.
    Body,
    /// Names, unread conversations, labels of controls.
    BodyStrong,
    /// Emphasis in a message.
    BodyItalic,
    /// Strong emphasis in a message, authors.
    BodyBold,
    /// Headings of conversations, panels and dialogs: 16 on 24.
    Heading,
    /// The large headline of Welcome and empty screens: 22 on 28.
    Title,
    /// Code: 13 on 20.
    Code,
}

/// Measures of one role at one text size, in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Type {
    /// Font size: the height of the em.
    pub size: f32,
    /// Distance from one line to the next, whole pixels.
    pub line: f32,
    /// Family, weight and slant.
    pub font: Font,
}

impl Type {
    /// For iced's `size`.
    pub fn pixels(self) -> Pixels {
        Pixels(self.size)
    }

    /// For iced's `line_height`.
    pub fn line_height(self) -> LineHeight {
        LineHeight::Absolute(Pixels(self.line))
    }
}

/// The text size that the user chose, in percent; 100 is the design's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextSize(u16);

impl TextSize {
    /// The smallest size on offer.
    pub const SMALLEST: Self = Self(80);
    /// The largest size on offer.
    pub const LARGEST: Self = Self(200);
    /// The steps of Ctrl+= and Ctrl+−.
    pub const STEPS: [Self; 9] = [
        Self::SMALLEST,
        Self(90),
        Self(100),
        Self(110),
        Self(125),
        Self(140),
        Self(160),
        Self(180),
        Self::LARGEST,
    ];

    /// This size, limited to the smallest and largest on offer.
    pub const fn from_percent(percent: u16) -> Self {
        if percent < Self::SMALLEST.0 {
            Self::SMALLEST
        } else if percent > Self::LARGEST.0 {
            Self::LARGEST
        } else {
            Self(percent)
        }
    }

    /// The size in percent.
    pub const fn percent(self) -> u16 {
        self.0
    }

    /// One step larger, or the same at the end.
    #[must_use]
    pub fn larger(self) -> Self {
        Self::STEPS.into_iter().find(|step| *step > self).unwrap_or(Self::LARGEST)
    }

    /// One step smaller, or the same at the end.
    #[must_use]
    pub fn smaller(self) -> Self {
        Self::STEPS.into_iter().rev().find(|step| *step < self).unwrap_or(Self::SMALLEST)
    }

    /// A length that grows with the text, rounded to whole pixels so that lines stay crisp.
    pub fn scale(self, pixels: f32) -> f32 {
        (pixels * f32::from(self.0) / 100.0).round()
    }
}

impl Default for TextSize {
    fn default() -> Self {
        Self(100)
    }
}

pub(super) fn type_of(role: Role, text: TextSize) -> Type {
    let (size, line, font) = match role {
        Role::Small => (12.0, 16.0, fonts::SANS),
        Role::SmallStrong => (12.0, 16.0, fonts::SANS_MEDIUM),
        Role::Body => (14.0, 20.0, fonts::SANS),
        Role::BodyStrong => (14.0, 20.0, fonts::SANS_MEDIUM),
        Role::BodyItalic => (14.0, 20.0, fonts::SANS_ITALIC),
        Role::BodyBold => (14.0, 20.0, fonts::SANS_BOLD),
        Role::Heading => (16.0, 24.0, fonts::SANS_BOLD),
        Role::Title => (22.0, 28.0, fonts::SANS_BOLD),
        Role::Code => (13.0, 20.0, fonts::MONO),
    };
    Type { size: size * f32::from(text.percent()) / 100.0, line: text.scale(line), font }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_on_whole_pixels_at_every_text_size() {
        for step in TextSize::STEPS {
            for role in [Role::Small, Role::Body, Role::Heading, Role::Title, Role::Code] {
                assert_eq!(type_of(role, step).line.fract(), 0.0);
            }
        }
    }

    #[test]
    fn steps_go_up_and_down_and_stop_at_the_ends() {
        let middle = TextSize::default();
        assert_eq!(middle.larger().percent(), 110);
        assert_eq!(middle.smaller().percent(), 90);
        assert_eq!(TextSize::LARGEST.larger(), TextSize::LARGEST);
        assert_eq!(TextSize::SMALLEST.smaller(), TextSize::SMALLEST);
        assert_eq!(TextSize::from_percent(10), TextSize::SMALLEST);
        assert_eq!(TextSize::from_percent(130).larger().percent(), 140);
    }
}
