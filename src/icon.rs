//! The icons: Lucide glyphs in a font of our own, cut down to these (`assets/icons/icons.txt`, `assets/fonts/build.py`).
//!
//! An icon is decoration beside a text, or stands in a control that has a label (see `widget::button::icon`): the glyphs
//! sit in a private area of Unicode and mean nothing to a reader or a test.
//! Tests: below; every icon has a glyph.

use crate::theme::{Theme, fonts};

use iced::widget::text::{LineHeight, Shaping};
use iced::widget::{Text, text};

/// Every icon of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Icon {
    /// Lucide `archive`.
    Archive,
    /// Lucide `arrow-down`.
    ArrowDown,
    /// Lucide `arrow-left`.
    ArrowLeft,
    /// Lucide `arrow-up`.
    ArrowUp,
    /// Lucide `at-sign`.
    AtSign,
    /// Lucide `ban`.
    Ban,
    /// Lucide `bell`.
    Bell,
    /// Lucide `bell-off`.
    BellOff,
    /// Lucide `check`.
    Check,
    /// Lucide `check-check`.
    CheckCheck,
    /// Lucide `chevron-down`.
    ChevronDown,
    /// Lucide `chevron-left`.
    ChevronLeft,
    /// Lucide `chevron-right`.
    ChevronRight,
    /// Lucide `chevron-up`.
    ChevronUp,
    /// Lucide `circle-alert`.
    CircleAlert,
    /// Lucide `circle-check`.
    CircleCheck,
    /// Lucide `circle-question-mark`.
    CircleQuestionMark,
    /// Lucide `clock`.
    Clock,
    /// Lucide `cloud-lightning`.
    CloudLightning,
    /// Lucide `cloud-off`.
    CloudOff,
    /// Lucide `cloud-rain`.
    CloudRain,
    /// Lucide `copy`.
    Copy,
    /// Lucide `corner-up-left`.
    CornerUpLeft,
    /// Lucide `download`.
    Download,
    /// Lucide `ellipsis`.
    Ellipsis,
    /// Lucide `external-link`.
    ExternalLink,
    /// Lucide `eye`.
    Eye,
    /// Lucide `file`.
    File,
    /// Lucide `file-text`.
    FileText,
    /// Lucide `flag`.
    Flag,
    /// Lucide `flask-conical`.
    FlaskConical,
    /// Lucide `folder-open`.
    FolderOpen,
    /// Lucide `ghost`.
    Ghost,
    /// Lucide `hash`.
    Hash,
    /// Lucide `hourglass`.
    Hourglass,
    /// Lucide `image`.
    Image,
    /// Lucide `inbox`.
    Inbox,
    /// Lucide `info`.
    Info,
    /// Lucide `key`.
    Key,
    /// Lucide `keyboard`.
    Keyboard,
    /// Lucide `link`.
    Link,
    /// Lucide `lock`.
    Lock,
    /// Lucide `log-out`.
    LogOut,
    /// Lucide `message-square`.
    MessageSquare,
    /// Lucide `message-square-text`.
    MessageSquareText,
    /// Lucide `monitor`.
    Monitor,
    /// Lucide `moon`.
    Moon,
    /// Lucide `music`.
    Music,
    /// Lucide `panel-right`.
    PanelRight,
    /// Lucide `paperclip`.
    Paperclip,
    /// Lucide `pause`.
    Pause,
    /// Lucide `pencil`.
    Pencil,
    /// Lucide `pin`.
    Pin,
    /// Lucide `pin-off`.
    PinOff,
    /// Lucide `play`.
    Play,
    /// Lucide `plus`.
    Plus,
    /// Lucide `quote`.
    Quote,
    /// Lucide `rotate-cw`.
    RotateCw,
    /// Lucide `search`.
    Search,
    /// Lucide `send-horizontal`.
    SendHorizontal,
    /// Lucide `server`.
    Server,
    /// Lucide `settings`.
    Settings,
    /// Lucide `share-2`.
    Share2,
    /// Lucide `shield-check`.
    ShieldCheck,
    /// Lucide `sliders-horizontal`.
    SlidersHorizontal,
    /// Lucide `smile`.
    Smile,
    /// Lucide `snail`.
    Snail,
    /// Lucide `star`.
    Star,
    /// Lucide `sun`.
    Sun,
    /// Lucide `tag`.
    Tag,
    /// Lucide `traffic-cone`.
    TrafficCone,
    /// Lucide `trash-2`.
    Trash2,
    /// Lucide `triangle-alert`.
    TriangleAlert,
    /// Lucide `undo-2`.
    Undo2,
    /// Lucide `redo-2`.
    Redo2,
    /// Lucide `upload`.
    Upload,
    /// Lucide `user`.
    User,
    /// Lucide `user-plus`.
    UserPlus,
    /// Lucide `users`.
    Users,
    /// Lucide `video`.
    Video,
    /// Lucide `x`.
    X,
    /// Lucide `zoom-in`.
    ZoomIn,
    /// Lucide `zoom-out`.
    ZoomOut,
}

impl Icon {
    /// All of them.
    pub const ALL: [Self; 83] = [
        Self::Archive,
        Self::ArrowDown,
        Self::ArrowLeft,
        Self::ArrowUp,
        Self::AtSign,
        Self::Ban,
        Self::Bell,
        Self::BellOff,
        Self::Check,
        Self::CheckCheck,
        Self::ChevronDown,
        Self::ChevronLeft,
        Self::ChevronRight,
        Self::ChevronUp,
        Self::CircleAlert,
        Self::CircleCheck,
        Self::CircleQuestionMark,
        Self::Clock,
        Self::CloudLightning,
        Self::CloudOff,
        Self::CloudRain,
        Self::Copy,
        Self::CornerUpLeft,
        Self::Download,
        Self::Ellipsis,
        Self::ExternalLink,
        Self::Eye,
        Self::File,
        Self::FileText,
        Self::Flag,
        Self::FlaskConical,
        Self::FolderOpen,
        Self::Ghost,
        Self::Hash,
        Self::Hourglass,
        Self::Image,
        Self::Inbox,
        Self::Info,
        Self::Key,
        Self::Keyboard,
        Self::Link,
        Self::Lock,
        Self::LogOut,
        Self::MessageSquare,
        Self::MessageSquareText,
        Self::Monitor,
        Self::Moon,
        Self::Music,
        Self::PanelRight,
        Self::Paperclip,
        Self::Pause,
        Self::Pencil,
        Self::Pin,
        Self::PinOff,
        Self::Play,
        Self::Plus,
        Self::Quote,
        Self::RotateCw,
        Self::Search,
        Self::SendHorizontal,
        Self::Server,
        Self::Settings,
        Self::Share2,
        Self::ShieldCheck,
        Self::SlidersHorizontal,
        Self::Smile,
        Self::Snail,
        Self::Star,
        Self::Sun,
        Self::Tag,
        Self::TrafficCone,
        Self::Trash2,
        Self::TriangleAlert,
        Self::Undo2,
        Self::Redo2,
        Self::Upload,
        Self::User,
        Self::UserPlus,
        Self::Users,
        Self::Video,
        Self::X,
        Self::ZoomIn,
        Self::ZoomOut,
    ];

    /// Its character in the icon font.
    pub const fn glyph(self) -> char {
        match self {
            Self::Archive => '\u{e041}',
            Self::ArrowDown => '\u{e042}',
            Self::ArrowLeft => '\u{e048}',
            Self::ArrowUp => '\u{e04a}',
            Self::AtSign => '\u{e04e}',
            Self::Ban => '\u{e051}',
            Self::Bell => '\u{e059}',
            Self::BellOff => '\u{e05a}',
            Self::Check => '\u{e06c}',
            Self::CheckCheck => '\u{e38e}',
            Self::ChevronDown => '\u{e06d}',
            Self::ChevronLeft => '\u{e06e}',
            Self::ChevronRight => '\u{e06f}',
            Self::ChevronUp => '\u{e070}',
            Self::CircleAlert => '\u{e077}',
            Self::CircleCheck => '\u{e226}',
            Self::CircleQuestionMark => '\u{e082}',
            Self::Clock => '\u{e087}',
            Self::CloudLightning => '\u{e08c}',
            Self::CloudOff => '\u{e08d}',
            Self::CloudRain => '\u{e08e}',
            Self::Copy => '\u{e09e}',
            Self::CornerUpLeft => '\u{e0a7}',
            Self::Download => '\u{e0b2}',
            Self::Ellipsis => '\u{e0b6}',
            Self::ExternalLink => '\u{e0b9}',
            Self::Eye => '\u{e0ba}',
            Self::File => '\u{e0c0}',
            Self::FileText => '\u{e0cc}',
            Self::Flag => '\u{e0d1}',
            Self::FlaskConical => '\u{e0d5}',
            Self::FolderOpen => '\u{e247}',
            Self::Ghost => '\u{e20e}',
            Self::Hash => '\u{e0ef}',
            Self::Hourglass => '\u{e296}',
            Self::Image => '\u{e0f6}',
            Self::Inbox => '\u{e0f7}',
            Self::Info => '\u{e0f9}',
            Self::Key => '\u{e0fd}',
            Self::Keyboard => '\u{e284}',
            Self::Link => '\u{e102}',
            Self::Lock => '\u{e10b}',
            Self::LogOut => '\u{e10e}',
            Self::MessageSquare => '\u{e117}',
            Self::MessageSquareText => '\u{e575}',
            Self::Monitor => '\u{e11d}',
            Self::Moon => '\u{e11e}',
            Self::Music => '\u{e122}',
            Self::PanelRight => '\u{e431}',
            Self::Paperclip => '\u{e12d}',
            Self::Pause => '\u{e12e}',
            Self::Pencil => '\u{e1f9}',
            Self::Pin => '\u{e259}',
            Self::PinOff => '\u{e2b6}',
            Self::Play => '\u{e13c}',
            Self::Plus => '\u{e13d}',
            Self::Quote => '\u{e239}',
            Self::RotateCw => '\u{e149}',
            Self::Search => '\u{e151}',
            Self::SendHorizontal => '\u{e4f2}',
            Self::Server => '\u{e153}',
            Self::Settings => '\u{e154}',
            Self::Share2 => '\u{e156}',
            Self::ShieldCheck => '\u{e1ff}',
            Self::SlidersHorizontal => '\u{e29a}',
            Self::Smile => '\u{e164}',
            Self::Snail => '\u{e4f8}',
            Self::Star => '\u{e176}',
            Self::Sun => '\u{e178}',
            Self::Tag => '\u{e17f}',
            Self::TrafficCone => '\u{e505}',
            Self::Trash2 => '\u{e18e}',
            Self::TriangleAlert => '\u{e193}',
            Self::Undo2 => '\u{e2a1}',
            Self::Redo2 => '\u{e2a0}',
            Self::Upload => '\u{e19e}',
            Self::User => '\u{e19f}',
            Self::UserPlus => '\u{e1a2}',
            Self::Users => '\u{e1a4}',
            Self::Video => '\u{e1a5}',
            Self::X => '\u{e1b2}',
            Self::ZoomIn => '\u{e1b6}',
            Self::ZoomOut => '\u{e1b7}',
        }
    }

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

    use std::collections::HashSet;

    #[test]
    fn every_icon_has_a_glyph_of_its_own() {
        let glyphs: HashSet<char> = Icon::ALL.into_iter().map(Icon::glyph).collect();
        assert_eq!(glyphs.len(), Icon::ALL.len());
        for icon in Icon::ALL {
            assert!(fonts::icons_have(icon.glyph()), "{icon:?}");
        }
    }
}
