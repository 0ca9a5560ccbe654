//! The colours, named by purpose. Greys lean a little to blue; one accent marks active controls and new content.
//!
//! Every pair that is ever drawn is listed in [`Colors::text_pairs`] and [`Colors::mark_pairs`]; the tests below
//! compute its contrast as WCAG 2.1 defines it. A widget that draws a new pair adds it there first.

use iced::Color;

/// The named colours of one theme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Colors {
    /// Behind the timeline and text fields.
    pub background: Color,
    /// Behind the sidebar, headers and panels.
    pub surface: Color,
    /// Behind menus, dialogs, tooltips and other floating panels.
    pub raised: Color,
    /// Behind a row or quiet button under the pointer.
    pub hover: Color,
    /// Behind the chosen row.
    pub selected: Color,
    /// Behind code, quotes and keycaps.
    pub inset: Color,
    /// One-pixel dividers and borders. Decoration: they carry no meaning.
    pub border: Color,
    /// Edges of fields and switches; at least 3:1.
    pub outline: Color,
    /// Text.
    pub text: Color,
    /// Less important text: times, hints, counts.
    pub muted: Color,
    /// Links, focus, unread, the *New* line.
    pub accent: Color,
    /// Behind primary buttons and count badges.
    pub accent_fill: Color,
    /// Behind a primary button under the pointer.
    pub accent_hover: Color,
    /// On `accent_fill` and `accent_hover`.
    pub on_accent: Color,
    /// A wash of the accent: notices, mentions.
    pub accent_wash: Color,
    /// Text and marks for errors and destructive actions.
    pub danger: Color,
    /// Behind a dangerous button.
    pub danger_fill: Color,
    /// On `danger_fill`.
    pub on_danger: Color,
    /// A wash of danger.
    pub danger_wash: Color,
    /// Text and marks for success.
    pub success: Color,
    /// Text and marks for what is waiting or needs attention.
    pub warning: Color,
    /// A wash of warning.
    pub warning_wash: Color,
    /// Behind selected text.
    pub selection: Color,
    /// Laid over the window behind a dialog.
    pub scrim: Color,
    /// Shadows under floating panels.
    pub shadow: Color,
}

const fn hex(rgb: u32) -> Color {
    Color::from_rgb8((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
}

/// Light, normal contrast.
pub const LIGHT: Colors = Colors {
    background: hex(0xFF_FF_FF),
    surface: hex(0xF6_F6_F8),
    raised: hex(0xFF_FF_FF),
    hover: hex(0xEE_EE_F2),
    selected: hex(0xE3_E5_F6),
    inset: hex(0xF3_F3_F6),
    border: hex(0xE1_E2_E8),
    outline: hex(0x7C_7F_8E),
    text: hex(0x1B_1C_22),
    muted: hex(0x5A_5D_6B),
    accent: hex(0x43_4E_C0),
    accent_fill: hex(0x4A_55_C8),
    accent_hover: hex(0x3E_48_B4),
    on_accent: hex(0xFF_FF_FF),
    accent_wash: hex(0xEE_EF_FB),
    danger: hex(0xB0_2F_38),
    danger_fill: hex(0xB8_32_3A),
    on_danger: hex(0xFF_FF_FF),
    danger_wash: hex(0xFC_EE_EE),
    success: hex(0x1B_70_46),
    warning: hex(0x80_53_00),
    warning_wash: hex(0xFB_F2_DF),
    selection: hex(0xCB_D1_F5),
    scrim: Color { a: 0.32, ..hex(0x12_13_1A) },
    shadow: Color { a: 0.16, ..hex(0x12_13_1A) },
};

/// Dark, normal contrast.
pub const DARK: Colors = Colors {
    background: hex(0x18_19_1E),
    surface: hex(0x12_13_17),
    raised: hex(0x23_25_2C),
    hover: hex(0x26_28_30),
    selected: hex(0x2C_30_4A),
    inset: hex(0x21_23_2A),
    border: hex(0x2C_2E_37),
    outline: hex(0x7B_7F_8E),
    text: hex(0xE6_E7_EB),
    muted: hex(0xA3_A6_B3),
    accent: hex(0x9D_A8_FF),
    accent_fill: hex(0x5A_66_DC),
    accent_hover: hex(0x4F_5A_CC),
    on_accent: hex(0xFF_FF_FF),
    accent_wash: hex(0x22_25_3A),
    danger: hex(0xFF_8A_8F),
    danger_fill: hex(0xC2_3B_44),
    on_danger: hex(0xFF_FF_FF),
    danger_wash: hex(0x36_20_25),
    success: hex(0x62_CB_93),
    warning: hex(0xE5_B7_61),
    warning_wash: hex(0x33_2A_1A),
    selection: hex(0x3A_42_78),
    scrim: Color { a: 0.56, ..hex(0x05_05_08) },
    shadow: Color { a: 0.5, ..hex(0x00_00_00) },
};

/// Light, high contrast.
pub const LIGHT_HIGH: Colors = Colors {
    background: hex(0xFF_FF_FF),
    surface: hex(0xFF_FF_FF),
    raised: hex(0xFF_FF_FF),
    hover: hex(0xE8_E8_F0),
    selected: hex(0xD9_DD_FF),
    inset: hex(0xF1_F1_F5),
    border: hex(0x6A_6C_78),
    outline: hex(0x3A_3C_46),
    text: hex(0x00_00_00),
    muted: hex(0x2E_30_38),
    accent: hex(0x22_2B_96),
    accent_fill: hex(0x22_2B_96),
    accent_hover: hex(0x16_1D_70),
    on_accent: hex(0xFF_FF_FF),
    accent_wash: hex(0xEC_EE_FF),
    danger: hex(0x86_10_1A),
    danger_fill: hex(0x86_10_1A),
    on_danger: hex(0xFF_FF_FF),
    danger_wash: hex(0xFF_EE_EE),
    success: hex(0x0A_4D_2B),
    warning: hex(0x58_38_00),
    warning_wash: hex(0xFF_F4_DC),
    selection: hex(0xB9_C2_FF),
    scrim: Color { a: 0.6, ..hex(0x00_00_00) },
    shadow: Color { a: 0.3, ..hex(0x00_00_00) },
};

/// Dark, high contrast.
pub const DARK_HIGH: Colors = Colors {
    background: hex(0x00_00_00),
    surface: hex(0x00_00_00),
    raised: hex(0x0C_0D_11),
    hover: hex(0x22_24_2C),
    selected: hex(0x2A_30_62),
    inset: hex(0x15_16_1B),
    border: hex(0x8A_8D_9B),
    outline: hex(0xB9_BC_C8),
    text: hex(0xFF_FF_FF),
    muted: hex(0xD4_D6_DF),
    accent: hex(0xC3_CA_FF),
    accent_fill: hex(0xC3_CA_FF),
    accent_hover: hex(0xE1_E5_FF),
    on_accent: hex(0x05_07_26),
    accent_wash: hex(0x17_1A_36),
    danger: hex(0xFF_B8_BB),
    danger_fill: hex(0xFF_B8_BB),
    on_danger: hex(0x2A_00_04),
    danger_wash: hex(0x33_0F_13),
    success: hex(0x96_E9_BC),
    warning: hex(0xFF_D9_8E),
    warning_wash: hex(0x2C_21_08),
    selection: hex(0x38_43_9A),
    scrim: Color { a: 0.72, ..hex(0x00_00_00) },
    shadow: Color { a: 0.0, ..hex(0x00_00_00) },
};

/// Grounds for avatars, the same in every theme so that a person keeps a colour; initials on them are white.
pub const AVATARS: [Color; 10] = [
    hex(0x5B_5F_C7),
    hex(0x7C_4D_C0),
    hex(0xA4_40_86),
    hex(0xB0_44_4A),
    hex(0x9A_52_2A),
    hex(0x7C_60_1A),
    hex(0x4C_72_2A),
    hex(0x1F_77_66),
    hex(0x23_6F_8A),
    hex(0x3B_69_B0),
];

/// The ground of words over a picture, in every theme.
pub const OVER_PICTURE: Color = Color { a: 0.66, ..hex(0x0B_0C_10) };
/// The lightbox's ground: the dark theme's texts are drawn on it.
pub const DARKNESS: Color = hex(0x0B_0C_10);
/// Words over a picture.
pub const ON_PICTURE: Color = Color::WHITE;

/// The colour of initials on avatars.
pub const ON_AVATAR: Color = Color::WHITE;

impl Colors {
    /// Every text colour with every ground it is drawn on; at least 4.5:1, in high contrast 7:1.
    pub fn text_pairs(&self) -> Vec<(Color, Color)> {
        let grounds = [
            self.background,
            self.surface,
            self.raised,
            self.hover,
            self.selected,
            self.inset,
            self.accent_wash,
            self.danger_wash,
            self.warning_wash,
        ];
        let mut pairs = Vec::new();
        for ground in grounds {
            pairs.extend([self.text, self.muted, self.accent].map(|text| (text, ground)));
        }
        for ground in [self.background, self.surface, self.raised, self.hover, self.selected] {
            pairs.extend([self.danger, self.success, self.warning].map(|text| (text, ground)));
        }
        pairs.push((self.danger, self.danger_wash));
        pairs.push((self.warning, self.warning_wash));
        pairs.push((self.on_accent, self.accent_fill));
        pairs.push((self.on_accent, self.accent_hover));
        pairs.push((self.on_danger, self.danger_fill));
        pairs.push((self.text, self.selection));
        pairs
    }

    /// Every meaningful mark (icon, edge of a control, focus ring) with its ground; at least 3:1.
    pub fn mark_pairs(&self) -> Vec<(Color, Color)> {
        let mut pairs = Vec::new();
        for ground in [self.background, self.surface, self.raised, self.hover, self.selected] {
            pairs.extend([self.outline, self.accent].map(|mark| (mark, ground)));
        }
        pairs.push((self.accent_fill, self.background));
        pairs.push((self.accent_fill, self.surface));
        pairs.push((self.accent_fill, self.raised));
        pairs
    }
}

/// The contrast ratio of two opaque colours, 1 to 21, as WCAG 2.1 defines it.
pub fn contrast(one: Color, other: Color) -> f32 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(color: Color) -> f32 {
    let linear = |part: f32| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
    0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(pairs: Vec<(Color, Color)>, least: f32) -> Vec<String> {
        pairs
            .into_iter()
            .filter(|(one, other)| contrast(*one, *other) < least)
            .map(|(one, other)| format!("{one} on {other}: {:.2}", contrast(one, other)))
            .collect()
    }

    #[test]
    fn contrast_is_what_wcag_says() {
        assert!((contrast(Color::WHITE, Color::BLACK) - 21.0).abs() < 0.01);
        assert!((contrast(hex(0x77_77_77), Color::WHITE) - 4.48).abs() < 0.01);
    }

    #[test]
    fn text_is_legible_on_every_ground_it_is_drawn_on() {
        for (colors, least) in [(LIGHT, 4.5), (DARK, 4.5), (LIGHT_HIGH, 7.0), (DARK_HIGH, 7.0)] {
            assert_eq!(complaints(colors.text_pairs(), least), Vec::<String>::new());
        }
    }

    #[test]
    fn marks_and_edges_stand_off_their_ground() {
        for (colors, least) in [(LIGHT, 3.0), (DARK, 3.0), (LIGHT_HIGH, 4.5), (DARK_HIGH, 4.5)] {
            assert_eq!(complaints(colors.mark_pairs(), least), Vec::<String>::new());
        }
    }

    #[test]
    fn words_over_a_white_picture_are_legible() {
        let mix = |over: f32| over * OVER_PICTURE.a + (1.0 - OVER_PICTURE.a);
        let ground = Color::from_rgb(mix(OVER_PICTURE.r), mix(OVER_PICTURE.g), mix(OVER_PICTURE.b));
        assert!(contrast(ON_PICTURE, ground) >= 4.5, "{}", contrast(ON_PICTURE, ground));
    }

    #[test]
    fn the_dark_themes_texts_are_legible_on_darkness() {
        for (colors, least) in [(DARK, 4.5), (DARK_HIGH, 7.0)] {
            let pairs = [colors.text, colors.muted, colors.accent].map(|text| (text, DARKNESS)).to_vec();
            assert_eq!(complaints(pairs, least), Vec::<String>::new());
        }
    }

    #[test]
    fn initials_are_legible_on_every_avatar() {
        let pairs = AVATARS.map(|ground| (ON_AVATAR, ground)).to_vec();
        assert_eq!(complaints(pairs, 4.5), Vec::<String>::new());
    }
}
