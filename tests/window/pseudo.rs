//! The screens in the pseudo-language: every sentence comes from the language file, and none is cut at any window or
//! text size.
//!
//! A sentence is in brackets and its letters have accents; names, texts by people, keys, paths and numbers are not. Of
//! the main screen, only the dialogs over it are covered so far.

use crate::app::unbegun;
use crate::twin::{Play, Setup, open, picture};
use crate::world::{MINUTE, PEOPLE, World, channel};

use confab::headless::{Chord, Driver};
use confab::language::{self, Language};
use confab::row::{Revision, WishState};
use confab::screen::dialog::view::PANEL;
use confab::theme::{Contrast, Role, Scheme, TextSize, Theme};
use confab::widget::wrap::NAME;

use iced::advanced::graphics::text::Paragraph;
use iced::advanced::text::{self, Paragraph as _};
use iced::advanced::widget::operation::{Operation, Scrollable, TextInput};
use iced::keyboard::key::Named;
use iced::{Program, Rectangle, Size, Vector, alignment, widget};

/// Windows and text sizes: narrow, common, wide, and the largest text.
const SIZES: [(f32, f32, u16); 4] =
    [(480.0, 720.0, 100), (900.0, 720.0, 100), (2560.0, 1440.0, 100), (1080.0, 900.0, 200)];

/// A text as a widget draws it.
#[derive(Debug, Clone)]
struct Drawn {
    text: String,
    bounds: Rectangle,
    /// The room that everything around it leaves; as high as the content in a scrolled pane.
    room: Rectangle,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Label,
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
        let scrolled = scrolled - translation;
        // A text that is scrolled out of view is not cut.
        let all = content + scrolled;
        let room = Rectangle { y: all.y, height: all.height, ..seen };
        self.inside = Some(Level { room, scrolled, counts });
    }

    fn text_input(&mut self, _id: Option<&widget::Id>, bounds: Rectangle, state: &mut dyn TextInput) {
        self.add(bounds, state.text(), Kind::Field);
    }

    fn text(&mut self, id: Option<&widget::Id>, bounds: Rectangle, text: &str) {
        self.add(bounds, text, if id == Some(&NAME) { Kind::Name } else { Kind::Label });
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

/// True if the text has its whole size in one of the roles.
fn is_whole(drawn: &Drawn, theme: Theme) -> bool {
    let roles = [
        Role::Small,
        Role::SmallStrong,
        Role::Body,
        Role::BodyStrong,
        Role::BodyBold,
        Role::Heading,
        Role::Title,
    ];
    let (bounds, room) = (drawn.bounds, drawn.room);
    let inside = bounds.x >= room.x - 1.0
        && bounds.x + bounds.width <= room.x + room.width + 1.0
        && bounds.y >= room.y - 1.0
        && bounds.y + bounds.height <= room.y + room.height + 1.0;
    let fits = roles.into_iter().any(|role| {
        let measures = theme.type_of(role);
        let width = if drawn.kind == Kind::Field { f32::INFINITY } else { bounds.width + 0.5 };
        let shaped = Paragraph::with_text(text::Text {
            content: &drawn.text,
            bounds: Size::new(width, f32::INFINITY),
            size: measures.pixels(),
            line_height: measures.line_height(),
            font: measures.font,
            align_x: text::Alignment::Default,
            align_y: alignment::Vertical::Top,
            shaping: text::Shaping::Advanced,
            wrapping: text::Wrapping::WordOrGlyph,
        });
        let needs = shaped.min_bounds();
        match drawn.kind {
            // A button or a field can be higher than its words, but no word is broken to fit.
            Kind::Label => (needs.height - bounds.height).abs() < 1.0 && needs.width <= bounds.width + 1.0,
            Kind::Field => needs.width <= bounds.width,
            Kind::Name => true,
        }
    });
    (inside && fits) || drawn.kind == Kind::Name
}

/// True if a text is from the file of sentences, or needs no sentence: a name, a key, a path, a number.
fn is_told(text: &str, names: &[&str]) -> bool {
    let keys = [
        "Enter",
        "Esc",
        "Ctrl",
        "Alt",
        "Shift",
        "Tab",
        "Space",
        "Home",
        "End",
        "Page Up",
        "Page Down",
        "Delete",
        "Backspace",
        "Menu",
    ];
    text.split(" · ").all(|part| {
        let (words, key) = part.split_once("  ").unwrap_or((part, ""));
        let is_key = |word: &str| word.split('+').all(|cap| cap.chars().count() <= 3 || keys.contains(&cap));
        let is_sentence = words.starts_with('[') && words.ends_with(']');
        let is_no_word = !words.chars().any(|letter| "aeiouAEIOU".contains(letter));
        is_key(key)
            && (is_sentence
                || is_no_word
                || is_key(words)
                || names.contains(&words.trim_start_matches('#'))
                || is_emoji(words))
    })
}

/// True for the name of an emoji; the list of emoji has English names only.
fn is_emoji(name: &str) -> bool {
    emojis::iter().any(|emoji| emoji.name() == name)
}

/// Checks all texts of the window, or of one container.
fn check<P: Program>(
    window: &mut Driver<P>,
    (what, percent): (&str, u16),
    part: Option<&'static str>,
    names: &[&str],
) {
    let theme = Theme::new(Scheme::Light, Contrast::Normal, TextSize::from_percent(percent));
    let drawn = look(window, part);
    assert!(drawn.iter().any(|one| one.text.starts_with('[')), "{what}: no sentence at all");
    let plain =
        drawn.iter().filter(|one| !is_told(&one.text, names)).map(|one| format!("plain: {:?}", one.text));
    let cut = drawn.iter().filter(|one| one.text.starts_with('[') && !is_whole(one, theme));
    let cut = cut.map(|one| format!("cut: {:?} in {:?}, in {:?}", one.text, one.bounds, one.room));
    let faults: Vec<_> = plain.chain(cut).collect();
    let width = window.stage().size.width;
    assert!(faults.is_empty(), "{what}, {width} px, {percent} %:\n{}", faults.join("\n"));
}

/// Sets the size of the window, and the text size with keys.
async fn sized<P: Program>(window: &mut Driver<P>, (width, height, percent): (f32, f32, u16)) {
    window.resize(Size::new(width, height)).await;
    let steps = TextSize::STEPS.iter().filter(|step| (101..=percent).contains(&step.percent())).count();
    for _ in 0..steps {
        window.key(Chord::character('=').command()).await;
    }
}

#[tokio::test]
async fn welcome_and_the_form_are_in_the_language_and_whole() {
    language::choose_here(Language::Pseudo);
    let examples = ["https://chat.example.org/", "b1129105-9859-4ef5-b004-39adaa2e15d1", "JSON", "XML"];
    for size in SIZES {
        let (mut window, _) = unbegun(Err("[Stopped.]".to_owned())).await;
        sized(&mut window, size).await;
        window.png(&picture(&format!("pseudo-welcome-{}-{}", size.0, size.2))).unwrap();
        check(&mut window, ("welcome", size.2), None, &examples);
        window.key(Chord::named(Named::ArrowDown)).await;
        window.key(Chord::named(Named::Enter)).await;
        check(&mut window, ("connect", size.2), None, &examples);
        for _ in 0..6 {
            window.key(Chord::named(Named::Enter)).await;
            window.type_text(" ").await;
        }
        window.png(&picture(&format!("pseudo-connect-{}-{}", size.0, size.2))).unwrap();
        check(&mut window, ("connect, wrong", size.2), None, &examples);
    }
}

#[tokio::test]
async fn preferences_are_in_the_language_and_whole() {
    language::choose_here(Language::Pseudo);
    for size in SIZES {
        let (mut window, _) = unbegun(Err(String::new())).await;
        sized(&mut window, size).await;
        window.key(Chord::character(',').command()).await;
        window.png(&picture(&format!("pseudo-preferences-{}-{}", size.0, size.2))).unwrap();
        check(&mut window, ("preferences", size.2), None, &["A−", "A+"]);
    }
}

fn world() -> World {
    let mut world = World::busy();
    let now = world.now.ticks();
    let id = world.say_at(channel(1), 2, now - 2 * MINUTE, "The plan for Monday, once more.");
    world.alter(id, |row| {
        row.earlier = 1;
        row.message.edited_at = Some(row.message.sent_at);
    });
    let at = confab::chat::Stamp::from_ticks(now - 3 * MINUTE, 0);
    world.earlier.insert(id, vec![Revision { text: "The plan for Monday.".to_owned(), at }]);
    world.wait(
        channel(2),
        id,
        "Could somebody help?",
        WishState::Parked("You are not a member.".to_owned()),
        4,
    );
    world
}

async fn dialog(way: &(&str, Chord, &str), size: (f32, f32, u16)) -> Driver<Play> {
    let (name, key, typed) = way;
    let mut window = open(world(), Setup::default().sized(size.0, size.1).text(size.2)).await;
    if window.state().inbox.is_narrow() {
        window.key(Chord::named(Named::Enter)).await;
    }
    window.key(Chord::named(Named::F6).shift()).await;
    window.key(key.clone()).await;
    assert!(window.state().inbox.dialog().is_some(), "{name}");
    if !typed.is_empty() {
        window.type_text(typed).await;
    }
    window
}

#[tokio::test]
async fn dialogs_are_in_the_language_and_whole() {
    language::choose_here(Language::Pseudo);
    let control = |letter| Chord::character(letter).command();
    let ways = [
        ("switcher", control('k'), ""),
        ("switcher-none", control('k'), "qqq"),
        ("keys", control('/'), ""),
        ("roster", control('i').shift(), ""),
        ("roster-missing", control('i').shift(), "\n"),
        ("sign-in", control('n').shift(), ""),
        ("sign-in-missing", control('n').shift(), "\n"),
        ("gather", control('n'), ""),
        ("gather-none", control('n'), "qqq"),
        ("conversation-menu", control('m').shift(), ""),
        ("emoji", Chord::character('r'), ""),
        ("emoji-none", Chord::character('r'), "qqq"),
        ("share", Chord::character('x'), ""),
        ("share-none", Chord::character('x'), "qqq"),
        ("report", Chord::character('f'), ""),
        ("report-missing", Chord::character('f'), "\n"),
    ];
    let mut names = PEOPLE.to_vec();
    names.extend(["/home/you/roster.json", "The plan for Monday, once more.", "qqq"]);
    let conversations: Vec<String> =
        world().conversations.iter().map(|conversation| conversation.name.clone()).collect();
    names.extend(conversations.iter().map(String::as_str));
    for size in SIZES {
        for way in &ways {
            let mut window = dialog(way, size).await;
            window.png(&picture(&format!("pseudo-{}-{}-{}", way.0, size.0, size.2))).unwrap();
            check(&mut window, (way.0, size.2), Some(PANEL), &names);
        }
    }
}
