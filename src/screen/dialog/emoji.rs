//! The emoji picker: recent emoji, then all by group, with a tab for each, in the chosen skin tone, searchable by any
//! part of a name.
//!
//! The `emojis` crate knows which emoji exist; `NEWEST` limits them to those that our font can draw. Must not know: the
//! purpose of the chosen emoji. Tests: below, and the pictures of `tests/window`.

pub mod view;

use super::modal::Text;

use crate::language::tr;
use crate::preferences::SkinTone;
use crate::screen::keys::Motion;

use emojis::{Emoji, EmojiVersion, Group};

/// Lines that Page Up and Page Down skip beyond the next one.
const PAGE: usize = 6;
/// Emoji in a line.
pub const COLUMNS: usize = 9;
/// The version of the emoji list that the bundled font covers: `assets/fonts/build.py`.
const NEWEST: EmojiVersion = EmojiVersion::new(15, 0);

/// The emoji offered first to a user who has not used any yet.
const USUAL: [&str; 6] = ["👍", "❤️", "😂", "🎉", "🙏", "👀"];

/// A hand in this tone, for its button.
pub fn sample(tone: SkinTone) -> &'static str {
    toned("✋", tone)
}

/// A tone's name.
pub fn tone_words(tone: SkinTone) -> &'static str {
    match tone {
        SkinTone::None => tr::emoji_tone_none(),
        SkinTone::Light => tr::emoji_tone_light(),
        SkinTone::MediumLight => tr::emoji_tone_medium_light(),
        SkinTone::Medium => tr::emoji_tone_medium(),
        SkinTone::MediumDark => tr::emoji_tone_medium_dark(),
        SkinTone::Dark => tr::emoji_tone_dark(),
    }
}

/// An event of the picker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// The search text was changed.
    Typed(Text),
    /// The emoji at this index was pressed.
    Picked(usize),
    /// Another skin tone was chosen.
    Toned(SkinTone),
    /// The tab at this index was pressed.
    TabPressed(usize),
    /// The pointer came over the emoji at this index.
    Entered(usize),
    /// The pointer left the emoji at this index.
    Exited(usize),
}

/// A tab, which leads to a group of emoji.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tab {
    /// The emoji that stands for the group; `None` for those offered first.
    pub face: Option<&'static str>,
    pub name: &'static str,
}

/// How the list scrolls to what was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// Only as far as needed to show the chosen emoji.
    Chosen,
    /// The heading of its group to the top.
    Head,
}

/// One line of the picker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    Head(&'static str),
    /// Up to [`COLUMNS`] emoji; `first` is the index of the first among all emoji on offer.
    Emoji {
        first: usize,
        row: Vec<&'static str>,
    },
}

/// The open picker.
#[derive(Debug, Clone)]
pub struct Picker {
    query: String,
    tone: SkinTone,
    recent: Vec<String>,
    lines: Vec<Line>,
    offered: usize,
    chosen: usize,
    /// The emoji under the pointer.
    over: Option<usize>,
    /// Counts the moves after which the list scrolls to the chosen emoji.
    moved: u64,
    aim: Aim,
}

impl Picker {
    /// A picker that does not know the recent emoji yet.
    pub fn new(tone: SkinTone) -> Self {
        let mut picker = Self {
            query: String::new(),
            tone,
            recent: Vec::new(),
            lines: Vec::new(),
            offered: 0,
            chosen: 0,
            over: None,
            moved: 0,
            aim: Aim::Chosen,
        };
        picker.offer();
        picker
    }

    /// The text typed.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The skin tone that is drawn.
    pub const fn tone(&self) -> SkinTone {
        self.tone
    }

    /// The headings and emoji on offer, line by line.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The index of the chosen emoji among all on offer.
    pub const fn chosen(&self) -> usize {
        self.chosen
    }

    /// Changes whenever the list should scroll to the chosen emoji.
    pub const fn moved(&self) -> u64 {
        self.moved
    }

    /// The line of the chosen emoji.
    pub fn chosen_line(&self) -> usize {
        self.line_of(self.chosen).unwrap_or_default()
    }

    /// The emoji at that index.
    pub fn emoji(&self, number: usize) -> Option<&'static str> {
        self.lines.iter().find_map(|line| match line {
            Line::Emoji { first, row } => number.checked_sub(*first).and_then(|at| row.get(at)).copied(),
            Line::Head(_) => None,
        })
    }

    /// The emoji under the pointer, else the chosen one, which Enter takes.
    pub fn named(&self) -> Option<&'static str> {
        self.over.and_then(|over| self.emoji(over)).or_else(|| self.emoji(self.chosen))
    }

    /// The line that the list scrolls to, and how.
    pub fn aim(&self) -> (usize, Aim) {
        match self.aim {
            Aim::Chosen => (self.chosen_line(), Aim::Chosen),
            Aim::Head => (self.head(self.chosen_line()), Aim::Head),
        }
    }

    /// The tabs, in the order of the groups.
    pub fn tabs(&self) -> impl Iterator<Item = Tab> {
        let first = Tab { face: None, name: self.first_name() };
        let groups =
            Group::iter().map(|group| Tab { face: Some(group_face(group)), name: group_name(group) });
        std::iter::once(first).chain(groups)
    }

    /// The index of the chosen emoji's tab; `None` among the results of a search.
    pub fn tab(&self) -> Option<usize> {
        let above = self.lines.iter().take(self.chosen_line());
        let heads = above.filter(|line| matches!(line, Line::Head(_))).count();
        if self.is_searching() { None } else { heads.checked_sub(1) }
    }

    /// Shows a tab and chooses its first emoji; ends a search.
    pub fn show_tab(&mut self, tab: usize) {
        if self.is_searching() {
            self.typed(String::new());
        }
        let heads = self.lines.iter().enumerate().filter(|(_, line)| matches!(line, Line::Head(_)));
        let Some((head, _)) = heads.into_iter().nth(tab) else { return };
        let Some(Line::Emoji { first, .. }) = self.lines.get(head + 1) else { return };
        self.chosen = *first;
        self.moved += 1;
        self.aim = Aim::Head;
    }

    /// Shows the tab `by` tabs further on, wrapping around.
    pub fn step_tab(&mut self, by: isize) {
        let count = self.tabs().count();
        let here = self.tab().unwrap_or_default();
        self.show_tab((here + count).saturating_add_signed(by) % count);
    }

    /// The pointer entered an emoji.
    pub const fn pointer_entered(&mut self, number: usize) {
        self.over = Some(number);
    }

    /// The pointer left an emoji, perhaps for another one.
    pub fn pointer_left(&mut self, number: usize) {
        self.over = self.over.filter(|over| *over != number);
    }

    fn is_searching(&self) -> bool {
        !self.wanted().is_empty()
    }

    /// The text to search for.
    fn wanted(&self) -> &str {
        self.query.trim().trim_matches(':')
    }

    /// The heading above a line.
    fn head(&self, line: usize) -> usize {
        let above = self.lines.get(..=line).unwrap_or_default();
        above.iter().rposition(|line| matches!(line, Line::Head(_))).unwrap_or_default()
    }

    /// The heading of the emoji offered first.
    fn first_name(&self) -> &'static str {
        if self.used().next().is_some() { tr::emoji_recent() } else { tr::emoji_often() }
    }

    /// The recently used emoji.
    fn used(&self) -> impl Iterator<Item = &'static str> {
        self.recent.iter().filter_map(|used| emojis::get(used)).map(Emoji::as_str)
    }

    /// Sets the recent emoji, newest first. Once the choice was moved, the list stays as it is until the next search,
    /// so that the chosen emoji does not shift.
    pub fn remembered(&mut self, recent: Vec<String>) {
        self.recent = recent;
        if self.moved == 0 {
            self.offer();
        }
    }

    /// The search text was changed.
    pub fn typed(&mut self, query: String) {
        self.query = query;
        self.chosen = 0;
        self.offer();
    }

    /// Draws the emoji in another skin tone.
    pub fn tint(&mut self, tone: SkinTone) {
        self.tone = tone;
        self.offer();
    }

    /// Moves the choice; up and down keep the column where the line is long enough.
    pub fn step(&mut self, motion: Motion) {
        let last = self.offered.saturating_sub(1);
        self.chosen = match motion {
            Motion::Left => self.chosen.saturating_sub(1),
            Motion::Right => (self.chosen + 1).min(last),
            Motion::First => 0,
            Motion::Last => last,
            Motion::PageUp => self.beside(|line, here| line < here).rev().nth(PAGE).unwrap_or(0),
            Motion::PageDown => self.beside(|line, here| line > here).nth(PAGE).unwrap_or(last),
            Motion::Up => self.beside(|line, here| line < here).next_back().unwrap_or(0),
            Motion::Down => self.beside(|line, here| line > here).next().unwrap_or(last),
        };
        self.moved += 1;
        self.aim = Aim::Chosen;
        // The keyboard took over: its emoji is named until the pointer moves on.
        self.over = None;
    }

    /// In each line of emoji above or below the chosen one's, the index of the emoji nearest to its column.
    fn beside(&self, side: fn(usize, usize) -> bool) -> impl DoubleEndedIterator<Item = usize> {
        let here = self.chosen_line();
        let column = match self.lines.get(here) {
            Some(Line::Emoji { first, .. }) => self.chosen - first,
            Some(Line::Head(_)) | None => 0,
        };
        self.lines.iter().enumerate().filter(move |(at, _)| side(*at, here)).filter_map(move |(_, line)| {
            match line {
                Line::Emoji { first, row } => Some(first + column.min(row.len().saturating_sub(1))),
                Line::Head(_) => None,
            }
        })
    }

    fn line_of(&self, number: usize) -> Option<usize> {
        self.lines.iter().position(|line| match line {
            Line::Emoji { first, row } => (*first..first + row.len()).contains(&number),
            Line::Head(_) => false,
        })
    }

    fn offer(&mut self) {
        self.lines.clear();
        self.offered = 0;
        self.over = None;
        let query = self.wanted().to_lowercase();
        if query.is_empty() {
            let mut first: Vec<_> = self.used().collect();
            if first.is_empty() {
                first = USUAL.map(|emoji| toned(emoji, self.tone)).to_vec();
            }
            self.put(self.first_name(), &first);
            for group in Group::iter() {
                let all = drawable()
                    .filter(|emoji| emoji.group() == group)
                    .map(|one| toned(one.as_str(), self.tone));
                let all: Vec<_> = all.collect();
                self.put(group_name(group), &all);
            }
        } else {
            let mut found: Vec<(u8, &'static Emoji)> =
                drawable().filter_map(|emoji| rank(emoji, &query).map(|rank| (rank, emoji))).collect();
            found.sort_by_key(|(rank, _)| *rank);
            let tone = self.tone;
            let found: Vec<_> = found.into_iter().map(|(_, emoji)| toned(emoji.as_str(), tone)).collect();
            if !found.is_empty() {
                self.put(tr::emoji_found(), &found);
            }
        }
    }

    fn put(&mut self, head: &'static str, emoji: &[&'static str]) {
        self.lines.push(Line::Head(head));
        for row in emoji.chunks(COLUMNS) {
            self.lines.push(Line::Emoji { first: self.offered, row: row.to_vec() });
            self.offered += row.len();
        }
    }
}

/// The emoji that best match a name begun after a colon, each with its name.
pub fn complete(typed: &str, tone: SkinTone, limit: usize) -> Vec<(&'static str, &'static str)> {
    let typed = typed.to_lowercase();
    let mut found: Vec<_> =
        drawable().filter_map(|emoji| rank(emoji, &typed).map(|rank| (rank, emoji))).collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().take(limit).map(|(_, emoji)| (toned(emoji.as_str(), tone), emoji.name())).collect()
}

/// The emoji's English name; the emoji itself when it has none.
pub fn name(emoji: &str) -> &str {
    emojis::get(emoji).map_or(emoji, Emoji::name)
}

/// True if the text is an emoji.
pub fn is_known(text: &str) -> bool {
    emojis::get(text).is_some()
}

fn drawable() -> impl Iterator<Item = &'static Emoji> {
    emojis::iter().filter(|emoji| emoji.emoji_version() <= NEWEST)
}

/// How well an emoji matches, 0 best: its shortcode, the start of one, the start of a word, any part.
fn rank(emoji: &Emoji, query: &str) -> Option<u8> {
    let begins = |text: &str| text.split(['_', ' ', '-']).any(|word| word.starts_with(query));
    let joined = query.replace(' ', "_");
    if emoji.shortcodes().any(|code| code == joined) {
        Some(0)
    } else if emoji.shortcodes().any(|code| code.starts_with(&joined)) {
        Some(1)
    } else if begins(emoji.name()) || emoji.shortcodes().any(begins) {
        Some(2)
    } else if emoji.name().contains(query) || emoji.shortcodes().any(|code| code.contains(&joined)) {
        Some(3)
    } else {
        None
    }
}

fn toned(emoji: &'static str, tone: SkinTone) -> &'static str {
    let known = match tone {
        SkinTone::None => emojis::SkinTone::Default,
        SkinTone::Light => emojis::SkinTone::Light,
        SkinTone::MediumLight => emojis::SkinTone::MediumLight,
        SkinTone::Medium => emojis::SkinTone::Medium,
        SkinTone::MediumDark => emojis::SkinTone::MediumDark,
        SkinTone::Dark => emojis::SkinTone::Dark,
    };
    emojis::get(emoji).and_then(|emoji| emoji.with_skin_tone(known)).map_or(emoji, Emoji::as_str)
}

fn group_name(group: Group) -> &'static str {
    match group {
        Group::SmileysAndEmotion => tr::emoji_smileys(),
        Group::PeopleAndBody => tr::emoji_people(),
        Group::AnimalsAndNature => tr::emoji_nature(),
        Group::FoodAndDrink => tr::emoji_food(),
        Group::TravelAndPlaces => tr::emoji_travel(),
        Group::Activities => tr::emoji_activities(),
        Group::Objects => tr::emoji_objects(),
        Group::Symbols => tr::emoji_symbols(),
        Group::Flags => tr::emoji_flags(),
    }
}

/// The emoji that stands for a group.
fn group_face(group: Group) -> &'static str {
    match group {
        Group::SmileysAndEmotion => "😀",
        Group::PeopleAndBody => "👋",
        Group::AnimalsAndNature => "🐻",
        Group::FoodAndDrink => "🍎",
        Group::TravelAndPlaces => "🚗",
        Group::Activities => "⚽",
        Group::Objects => "💡",
        Group::Symbols => "🔣",
        Group::Flags => "🏁",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picker() -> Picker {
        Picker::new(SkinTone::None)
    }

    fn found(query: &str) -> Vec<&'static str> {
        let mut picker = picker();
        picker.typed(query.to_owned());
        (0..12).map_while(|number| picker.emoji(number)).collect()
    }

    #[test]
    fn a_shortcode_stands_before_what_only_contains_it() {
        assert_eq!(found("tada")[0], "🎉");
        assert_eq!(found(":+1:")[0], "👍");
        assert_eq!(found("heart")[0], "❤️");
        assert!(found("thumbs up").contains(&"👍"));
        assert!(found("xyzzy").is_empty());
    }

    #[test]
    fn the_tone_is_put_on_hands_and_on_nothing_else() {
        let mut picker = picker();
        picker.tint(SkinTone::Dark);
        picker.typed("+1".to_owned());
        assert_eq!(picker.emoji(0), Some("👍🏿"));
        picker.typed("tada".to_owned());
        assert_eq!(picker.emoji(0), Some("🎉"));
    }

    #[test]
    fn what_was_used_stands_first() {
        let mut picker = picker();
        picker.remembered(vec!["🎉".to_owned(), "👍".to_owned()]);
        assert_eq!((picker.emoji(0), picker.emoji(1)), (Some("🎉"), Some("👍")));
        assert_eq!(picker.lines()[0], Line::Head(tr::emoji_recent()));
    }

    #[test]
    fn what_was_used_takes_the_place_of_nothing_that_is_chosen_already() {
        let mut picker = picker();
        picker.step(Motion::Right);
        let chosen = picker.named();
        picker.remembered(vec!["🎉".to_owned(), "💥".to_owned()]);
        assert_eq!(picker.named(), chosen);
        // It comes first from the next search on.
        picker.typed("x".to_owned());
        picker.typed(String::new());
        assert_eq!(picker.emoji(0), Some("🎉"));
    }

    #[test]
    fn up_and_down_keep_the_column_and_step_over_heads() {
        let mut picker = picker();
        for _ in 0..2 {
            picker.step(Motion::Right);
        }
        picker.step(Motion::Down);
        assert_eq!(picker.chosen(), USUAL.len() + 2);
        picker.step(Motion::Up);
        assert_eq!(picker.chosen(), 2);
        picker.step(Motion::Up);
        assert_eq!(picker.chosen(), 0);
        picker.step(Motion::Last);
        let last = picker.chosen();
        picker.step(Motion::Down);
        assert_eq!((picker.chosen(), picker.emoji(last + 1)), (last, None));
        // Every emoji has one index and one line.
        assert!((0..=last).all(|number| picker.emoji(number).is_some()));
    }

    #[test]
    fn a_tab_leads_to_its_group_and_ends_a_search() {
        let mut picker = picker();
        assert_eq!(picker.tab(), Some(0));
        picker.show_tab(4);
        let (line, aim) = picker.aim();
        assert_eq!((&picker.lines()[line], aim), (&Line::Head(tr::emoji_food()), Aim::Head));
        assert_eq!(picker.tab(), Some(4));
        picker.typed("tada".to_owned());
        assert_eq!(picker.tab(), None);
        picker.show_tab(9);
        assert_eq!((picker.query(), picker.tab()), ("", Some(9)));
        // Tab goes around.
        picker.step_tab(1);
        assert_eq!(picker.tab(), Some(0));
        picker.step_tab(-1);
        assert_eq!(picker.tabs().nth(picker.tab().unwrap()).unwrap().name, tr::emoji_flags());
    }

    #[test]
    fn the_emoji_under_the_pointer_is_named_before_the_chosen_one() {
        let mut picker = picker();
        let (first, third) = (picker.emoji(0), picker.emoji(2));
        picker.pointer_entered(1);
        picker.pointer_entered(2);
        picker.pointer_left(1);
        assert_eq!(picker.named(), third);
        picker.pointer_left(2);
        assert_eq!(picker.named(), first);
    }

    #[test]
    fn our_font_draws_every_emoji_that_is_offered() {
        let missing: Vec<_> =
            drawable().map(Emoji::as_str).filter(|emoji| !crate::theme::fonts::emoji_has(emoji)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
