//! How Confab looks: one small value, [`Theme`], from which every colour, size and font of the interface is derived.
//!
//! A `Theme` is a scheme (light or dark), a contrast, a text size, a density of messages, and whether things move.
//! Colours are looked up while drawing, so a change of scheme needs no new view; sizes are taken while a view is built,
//! so widgets get the theme as an argument. Anything that keeps built views compares [`Theme::revision`].
//!
//! Must not know: any screen, any widget of ours, settings. Follow-the-system is the root's matter: it picks a scheme.
//! Tests: `theme/color.rs` computes the contrast of every pair used; `theme/type_scale.rs` the sizes.

pub mod button;
pub mod color;
pub mod container;
pub mod fonts;
pub mod scrollable;
pub mod space;
pub mod text;
pub mod text_editor;
pub mod text_input;
pub mod type_scale;

pub use color::Colors;
pub use type_scale::{Role, TextSize, Type};

use iced::theme::{Base, Mode, Palette, Style};

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Scheme {
    /// Dark text on white.
    #[default]
    Light,
    /// Light text on a blue-black grey.
    Dark,
}

/// The contrast of text and lines with their background.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Contrast {
    /// At least 4.5:1 for text (WCAG AA).
    #[default]
    Normal,
    /// At least 7:1 for text (WCAG AAA), visible lines around everything that can be pressed.
    High,
}

/// How much room messages take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Density {
    /// Pictures of their authors beside them, and room around each group.
    #[default]
    Comfortable,
    /// As many as possible: names are beside the texts.
    Compact,
    /// The same where there is no room for names beside the texts: they are above.
    CompactNarrow,
}

/// Tells if motion is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Motion {
    /// Nothing moves: the system asks for reduced motion, or has not answered yet.
    #[default]
    None,
    /// Panels and toasts glide in, and highlights fade.
    Full,
}

/// The look of the whole interface. Copy it freely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Theme {
    scheme: Scheme,
    contrast: Contrast,
    text: TextSize,
    density: Density,
    motion: Motion,
}

impl Theme {
    /// A theme of these three choices: comfortable, and without motion.
    pub const fn new(scheme: Scheme, contrast: Contrast, text: TextSize) -> Self {
        Self { scheme, contrast, text, density: Density::Comfortable, motion: Motion::None }
    }

    /// Light or dark.
    pub const fn scheme(self) -> Scheme {
        self.scheme
    }

    /// Normal or high contrast.
    pub const fn contrast(self) -> Contrast {
        self.contrast
    }

    /// The text size chosen by the user.
    pub const fn text_size(self) -> TextSize {
        self.text
    }

    /// How much room messages take.
    pub const fn density(self) -> Density {
        self.density
    }

    /// Tells if motion is allowed.
    pub const fn motion(self) -> Motion {
        self.motion
    }

    /// The same look in another density.
    #[must_use]
    pub const fn with_density(self, density: Density) -> Self {
        Self { density, ..self }
    }

    /// The same look, with or without motion.
    #[must_use]
    pub const fn with_motion(self, motion: Motion) -> Self {
        Self { motion, ..self }
    }

    /// The same look in another scheme.
    #[must_use]
    pub const fn with_scheme(self, scheme: Scheme) -> Self {
        Self { scheme, ..self }
    }

    /// The colours to draw with.
    pub const fn colors(self) -> &'static Colors {
        match (self.scheme, self.contrast) {
            (Scheme::Light, Contrast::Normal) => &color::LIGHT,
            (Scheme::Dark, Contrast::Normal) => &color::DARK,
            (Scheme::Light, Contrast::High) => &color::LIGHT_HIGH,
            (Scheme::Dark, Contrast::High) => &color::DARK_HIGH,
        }
    }

    /// Size, line height and font for a role of text.
    pub fn type_of(self, role: Role) -> Type {
        type_scale::type_of(role, self.text)
    }

    /// A length that grows with the text, in logical pixels: row heights, icons, avatars.
    pub fn scaled(self, pixels: f32) -> f32 {
        self.text.scale(pixels)
    }

    /// Changes whenever a view built with another theme would look different and has to be built again.
    pub const fn revision(self) -> u64 {
        let scheme = match self.scheme {
            Scheme::Light => 0,
            Scheme::Dark => 1,
        };
        let contrast = match self.contrast {
            Contrast::Normal => 0,
            Contrast::High => 2,
        };
        let density = match self.density {
            Density::Comfortable => 0,
            Density::Compact => 4,
            Density::CompactNarrow => 8,
        };
        // Motion changes what is drawn during the next frames, and no view.
        ((self.text.percent() as u64) << 4) | density | contrast | scheme
    }
}

impl Base for Theme {
    fn default(preference: Mode) -> Self {
        let scheme = match preference {
            Mode::None | Mode::Light => Scheme::Light,
            Mode::Dark => Scheme::Dark,
        };
        <Self as Default>::default().with_scheme(scheme)
    }

    fn mode(&self) -> Mode {
        match self.scheme {
            Scheme::Light => Mode::Light,
            Scheme::Dark => Mode::Dark,
        }
    }

    fn base(&self) -> Style {
        let colors = self.colors();
        Style { background_color: colors.background, text_color: colors.text }
    }

    fn palette(&self) -> Option<Palette> {
        let colors = self.colors();
        Some(Palette {
            background: colors.background,
            text: colors.text,
            primary: colors.accent,
            success: colors.success,
            warning: colors.warning,
            danger: colors.danger,
        })
    }

    fn name(&self) -> &str {
        match (self.scheme, self.contrast) {
            (Scheme::Light, Contrast::Normal) => "light",
            (Scheme::Dark, Contrast::Normal) => "dark",
            (Scheme::Light, Contrast::High) => "light, high contrast",
            (Scheme::Dark, Contrast::High) => "dark, high contrast",
        }
    }
}
