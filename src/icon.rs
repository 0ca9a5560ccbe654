//! The icons: Lucide glyphs in a font of our own. To add one, add its name to `assets/icons/icons.txt` and run
//! `assets/fonts/build.py`, which writes the font and `glyphs`.
//!
//! An icon is decoration beside a text, or part of a control that has a label (see `widget::button::icon`): the glyphs
//! sit in a private area of Unicode and mean nothing to a reader or a test. Tests: below.

use crate::theme::{Theme, fonts};

use iced::widget::text::{LineHeight, Shaping};
use iced::widget::{Text, text};

/// Makes the enum of icons from their names and their characters in the icon font.
macro_rules! icons {
    ($($icon:ident $name:literal $glyph:literal,)*) => {
        /// Every icon of the interface.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Icon {
            $(#[doc = concat!("The icon `", $name, "`.")] $icon,)*
        }

        impl Icon {
            /// Every icon, by its name.
            pub const ALL: &[Self] = &[$(Self::$icon,)*];

            /// Its name in `assets/icons/icons.txt`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$icon => $name,)*
                }
            }

            /// Its character in the icon font.
            pub const fn glyph(self) -> char {
                match self {
                    $(Self::$icon => $glyph,)*
                }
            }
        }
    };
}
use icons;

mod glyphs;

pub use glyphs::Icon;

impl Icon {
    /// The icon as text, as large as body text needs it: 16 px at the normal text size.
    pub fn view<'a>(self, theme: Theme) -> Text<'a, Theme> {
        self.sized(theme, 16.0)
    }

    /// The icon `pixels` high at the normal text size; it grows with the text.
    pub fn sized<'a>(self, theme: Theme, pixels: f32) -> Text<'a, Theme> {
        text(String::from(self.glyph()))
            .font(fonts::ICONS)
            .size(theme.scaled(pixels))
            .line_height(LineHeight::Relative(1.0))
            .shaping(Shaping::Basic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_icons_are_those_of_the_list() {
        let list = include_str!("../assets/icons/icons.txt").lines();
        let listed: Vec<&str> = list.filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        let names: Vec<&str> = Icon::ALL.iter().map(|icon| icon.name()).collect();
        assert_eq!(names, listed);
    }

    use std::collections::HashSet;

    #[test]
    fn every_icon_has_a_glyph_of_its_own() {
        let glyphs: HashSet<char> = Icon::ALL.iter().map(|icon| icon.glyph()).collect();
        assert_eq!(glyphs.len(), Icon::ALL.len());
        for icon in Icon::ALL {
            assert!(fonts::icons_have(icon.glyph()), "{icon:?}");
        }
    }
}
