//! The user's preferences for the interface: stored in the profile's database, not in `settings.toml`.
//!
//! Each choice is stored as a word; an unknown word means the default, so that an older version accepts the database
//! of a newer one. Must not know: iced. Tests: below.

pub mod window;

/// The preferences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preferences {
    pub appearance: Appearance,
    pub contrast: Contrast,
    /// Text size as a percentage, one of [`Preferences::TEXT_SIZES`].
    pub text_size: u16,
    pub density: Density,
    pub send_key: SendKey,
    pub renderer: Renderer,
    pub skin_tone: SkinTone,
    /// The width of the sidebar, in logical pixels at the normal text size.
    pub sidebar: u16,
}

impl Preferences {
    /// The widths that the sidebar may be dragged to.
    pub const SIDEBAR: std::ops::RangeInclusive<u16> = 200..=560;
    /// The steps of Ctrl+= and Ctrl+−, in per cent.
    pub const TEXT_SIZES: [u16; 8] = [80, 90, 100, 110, 125, 150, 175, 200];

    /// The next larger or smaller step; the same size at the ends.
    pub fn text_size_step(self, step: Step) -> u16 {
        let here = Self::TEXT_SIZES.iter().position(|size| *size >= self.text_size).unwrap_or(2);
        let next = match step {
            Step::Larger => (here + 1).min(Self::TEXT_SIZES.len() - 1),
            Step::Smaller => here.saturating_sub(1),
        };
        Self::TEXT_SIZES[next]
    }
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            appearance: Appearance::default(),
            contrast: Contrast::default(),
            text_size: 100,
            density: Density::default(),
            send_key: SendKey::default(),
            renderer: Renderer::default(),
            skin_tone: SkinTone::default(),
            sidebar: 264,
        }
    }
}

/// A direction of a change of the text size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Larger,
    Smaller,
}

macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub enum $name {
            $($(#[$variant_doc])* $variant),+
        }

        impl $name {
            /// Every choice, in the order of the menu.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word under which it is stored.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            /// The choice with this word, or the default.
            pub fn of_word(word: &str) -> Self {
                Self::ALL.iter().copied().find(|choice| choice.word() == word).unwrap_or_default()
            }
        }
    };
}

choice!(
    /// Light or dark.
    Appearance {
        /// Match the system.
        #[default]
        System = "system",
        Light = "light",
        Dark = "dark",
    }
);
choice!(
    /// The contrast of text and lines.
    Contrast {
        #[default]
        Normal = "normal",
        High = "high",
    }
);
choice!(
    /// How much room messages take.
    Density {
        /// With pictures of their authors, and room around each group.
        #[default]
        Comfortable = "comfortable",
        /// As many as possible.
        Compact = "compact",
    }
);
choice!(
    /// The key that sends the text in the composer.
    SendKey {
        /// Enter sends, Shift+Enter starts a new line.
        #[default]
        Enter = "enter",
        /// Enter starts a new line, Ctrl+Enter sends.
        CtrlEnter = "ctrl+enter",
        /// Enter sends, but starts a new line inside an open code block.
        EnterOutsideCode = "enter-outside-code",
    }
);
choice!(
    /// The renderer of the window; takes effect at the next start.
    Renderer {
        /// Chosen by measurement; see `docs/figures.md`.
        #[default]
        Auto = "auto",
        Software = "software",
        Gpu = "gpu",
    }
);

choice!(
    /// The skin tone of emoji that have one.
    SkinTone {
        #[default]
        None = "none",
        Light = "light",
        MediumLight = "medium-light",
        Medium = "medium",
        MediumDark = "medium-dark",
        Dark = "dark",
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back_and_a_strange_one_is_the_default() {
        for choice in SendKey::ALL {
            assert_eq!(SendKey::of_word(choice.word()), *choice);
        }
        assert_eq!(Renderer::of_word("quantum"), Renderer::Auto);
    }

    #[test]
    fn text_size_stops_at_both_ends() {
        let mut preferences = Preferences { text_size: 200, ..Preferences::default() };
        assert_eq!(preferences.text_size_step(Step::Larger), 200);
        preferences.text_size = 80;
        assert_eq!(preferences.text_size_step(Step::Smaller), 80);
        preferences.text_size = 100;
        assert_eq!(preferences.text_size_step(Step::Larger), 110);
    }
}
