//! Every screen in the pseudo-language: every sentence comes from the language file, and none is cut at any window or
//! text size.
//!
//! A sentence is in brackets and its letters have accents; names, texts by people, keys, paths and numbers are not, and
//! `data` lists them. The windows are higher than real ones if they are to show more at once.

mod check;
mod composer;
mod data;
mod dialogs;
mod lists;
mod outbox;
mod place;
mod sidebar;
mod timeline;

use check::{Faults, Shot};
use data::Data;

use crate::app::unbegun;
use crate::twin::{Message, Play, Setup, open, picture};
use crate::world::World;

use confab::app::Message as Root;
use confab::chat::conversation;
use confab::headless::{Chord, Driver};
use confab::language::{self, Language};
use confab::screen::inbox::Message as Screen;
use confab::screen::inbox::engine::Fact;
use confab::screen::inbox::sidebar as side;
use confab::screen::welcome;
use confab::theme::TextSize;

use iced::keyboard::key::Named;
use iced::{Program, Size};

/// The size of a window and of its text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Sizes {
    pub width: f32,
    pub height: f32,
    /// The text size.
    pub percent: u16,
}

impl Sizes {
    const fn new(width: f32, height: f32, percent: u16) -> Self {
        Self { width, height, percent }
    }

    /// The same in a window that shows a whole list.
    const fn high(self) -> Self {
        Self { height: 9_000.0, ..self }
    }

    fn setup(self) -> Setup {
        Setup::default().sized(self.width, self.height).text(self.percent)
    }

    /// Of these sizes, one is drawn light and one dark; the others look like them.
    fn draws(self) -> bool {
        self.width < 500.0 || self.percent > 100
    }
}

/// Narrow, common and wide windows, and the largest text.
const SIZES: [Sizes; 5] = [
    Sizes::new(480.0, 720.0, 100),
    Sizes::new(900.0, 720.0, 100),
    Sizes::new(2560.0, 1440.0, 100),
    Sizes::new(1080.0, 900.0, 200),
    Sizes::new(480.0, 900.0, 200),
];

/// Sets the size of the window, and the text size with keys.
async fn sized<P: Program>(window: &mut Driver<P>, size: Sizes) {
    window.resize(Size::new(size.width, size.height)).await;
    let steps = TextSize::STEPS.iter().filter(|step| (101..=size.percent).contains(&step.percent())).count();
    for _ in 0..steps {
        window.key(Chord::character('=').command()).await;
    }
}

/// A window on a world, dark if the text is large.
async fn begin(world: World, size: Sizes) -> Driver<Play> {
    let setup = if size.percent > 100 { size.setup().dark() } else { size.setup() };
    open(world, setup).await
}

/// Opens a conversation.
async fn enter(window: &mut Driver<Play>, of: conversation::Id) {
    window.send(Message::Screen(Screen::Sidebar(side::Message::Opened(of)))).await;
    window.settle().await;
}

/// Tells the screen something.
async fn tell(window: &mut Driver<Play>, fact: Fact) {
    window.send(Message::Screen(Screen::Engine(fact))).await;
}

/// Draws the window if its size is drawn.
fn draw<P: Program>(window: &mut Driver<P>, shot: Shot<'_>) {
    let Shot { name, size } = shot;
    if size.draws() {
        window.png(&picture(&format!("pseudo-{name}-{}-{}", size.width, size.percent))).unwrap();
    }
}

#[tokio::test]
async fn welcome_and_the_form_are_in_the_language_and_whole() {
    language::choose_here(Language::Pseudo);
    let data = Data::of(&["https://chat.example.org/", "JSON", "XML", "Ctrl+=", "Ctrl+−", "Ctrl+,"])
        .with(&["b1129105-9859-4ef5-b004-39adaa2e15d1", "b1f7d1ba-3b14-4d28-95c7-a56ab95b1a89"]);
    let mut faults = Faults::default();
    for size in SIZES {
        let (mut window, _) = unbegun(Err("[Šťóóppééď.]".to_owned())).await;
        sized(&mut window, size).await;
        let shot = |name| Shot { name, size };
        draw(&mut window, shot("welcome"));
        faults.check(&mut window, shot("welcome"), None, &data);
        window.key(Chord::named(Named::ArrowDown)).await;
        window.key(Chord::named(Named::Enter)).await;
        faults.check(&mut window, shot("connect"), None, &data);
        for _ in 0..5 {
            window.key(Chord::named(Named::Enter)).await;
        }
        window.type_text(" ").await;
        window.send(Root::Welcome(welcome::Message::AdvancedTurned)).await;
        draw(&mut window, shot("connect"));
        faults.check(&mut window, shot("connect, wrong"), None, &data);
    }
    faults.none();
}

#[tokio::test]
async fn preferences_are_in_the_language_and_whole() {
    language::choose_here(Language::Pseudo);
    let data = Data::of(&["A−", "A+", "Ctrl+=", "Ctrl+−", "Ctrl+,"]);
    let mut faults = Faults::default();
    for size in SIZES {
        let (mut window, _) = unbegun(Err(String::new())).await;
        sized(&mut window, size).await;
        window.key(Chord::character(',').command()).await;
        let shot = Shot { name: "preferences", size };
        draw(&mut window, shot);
        faults.check(&mut window, shot, None, &data);
    }
    faults.none();
}

impl Faults {
    /// Draws the window, and checks its texts or those of one container.
    fn see<P: Program>(
        &mut self,
        window: &mut Driver<P>,
        shot: Shot<'_>,
        part: Option<&'static str>,
        data: &Data,
    ) {
        draw(window, shot);
        self.check(window, shot, part, data);
    }
}
