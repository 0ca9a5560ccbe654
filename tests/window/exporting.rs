//! Exporting and printing a conversation from its menu: by keys, by pointer, on a real profile, and pictures.

use crate::app::{begun, shown_in};
use crate::twin::{Message, Play, Setup, file_asks, open, picture};
use crate::world::{World, channel, noon};

use confab::app::{Answer, Environment};
use confab::chat::{Message as Chat, MessageId, Stamp};
use confab::headless::{Chord, Driver};
use confab::intent::files::Ask;
use confab::row::ExportFormat;
use confab::screen::dialog::Dialog;
use confab::screen::dialog::beside::ConversationMenu;
use confab::screen::inbox::Message as Screen;
use confab::screen::inbox::files::Message as File;
use confab::screen::words::Now;

use futures::FutureExt as _;
use futures::future::ready;
use iced::keyboard::key::Named;
use uuid::Uuid;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(10);

fn lines(window: &Driver<Play>) -> Vec<String> {
    match window.state().inbox.dialog() {
        Some(Dialog::Conversation(ConversationMenu { menu, .. })) => {
            menu.lines.iter().map(|line| line.words.clone()).collect()
        }
        _ => Vec::new(),
    }
}

async fn menu(window: &mut Driver<Play>) {
    window.key(Chord::character('m').command().shift()).await;
}

/// Chooses a line of the open menu with the arrow keys.
async fn choose(window: &mut Driver<Play>, words: &str) {
    let at = lines(window).iter().position(|line| line == words).unwrap();
    for _ in 0..at {
        window.key(Chord::named(Named::ArrowDown)).await;
    }
    window.key(Chord::named(Named::Enter)).await;
}

#[tokio::test]
async fn the_menu_offers_three_formats_and_asks_for_the_chosen_one() {
    for (words, format) in [
        ("Web page with pictures (.html)", ExportFormat::Html),
        ("Spreadsheet (.csv)", ExportFormat::Csv),
        ("All data (.json)", ExportFormat::Json),
    ] {
        let mut window = open(World::busy(), Setup::default()).await;
        menu(&mut window).await;
        choose(&mut window, "Export…").await;
        assert_eq!(lines(&window).len(), 3, "the same menu shows the formats");
        choose(&mut window, words).await;
        assert!(window.state().inbox.dialog().is_none());
        let name = "design".to_owned();
        assert_eq!(file_asks(&window), [Ask::Export { of: channel(1), name, format }]);
    }
    let mut window = open(World::busy(), Setup::default()).await;
    menu(&mut window).await;
    choose(&mut window, "Print…").await;
    assert_eq!(file_asks(&window), [Ask::Print { of: channel(1), name: "design".to_owned() }]);
}

#[tokio::test]
async fn the_toast_says_how_many_and_where_and_shows_the_folder() {
    let mut window = open(World::busy(), Setup::default()).await;
    let path = PathBuf::from("/home/asha/Downloads/design.html");
    let sentence = "1,234 messages exported to /home/asha/Downloads/design.html".to_owned();
    window.send(Message::Screen(Screen::Files(File::Exported(path.clone(), sentence.clone())))).await;
    assert!(window.shows(&sentence));
    window.click("Show in folder").await.unwrap();
    assert_eq!(file_asks(&window), [Ask::Reveal(path)]);
    assert!(!window.shows(&sentence));
}

#[tokio::test]
async fn exporting_looks_finished() {
    for (name, setup) in [
        ("light", Setup::default()),
        ("dark", Setup::default().dark()),
        ("480", Setup::default().sized(480.0, 640.0)),
        ("200", Setup::default().text(200)),
    ] {
        let mut window = open(World::busy(), setup).await;
        if window.find("Message #design").is_err() {
            window.click("design").await.unwrap();
        }
        menu(&mut window).await;
        window.png(&picture(&format!("exporting-menu-{name}"))).unwrap();
        choose(&mut window, "Export…").await;
        window.png(&picture(&format!("exporting-formats-{name}"))).unwrap();
        window.key(Chord::named(Named::Escape)).await;
        let path = PathBuf::from("/home/asha/Downloads/design.html");
        let sentence = "1,234 messages exported to /home/asha/Downloads/design.html".to_owned();
        window.send(Message::Screen(Screen::Files(File::Exported(path, sentence)))).await;
        window.png(&picture(&format!("exporting-toast-{name}"))).unwrap();
    }
}

/// A desktop that saves in a folder, and records what is opened and shown.
#[derive(Debug)]
struct Desktop {
    folder: PathBuf,
    seen: Mutex<Vec<(&'static str, PathBuf)>>,
}

impl Environment for Desktop {
    fn now(&self) -> Now {
        Now { at: noon(), zone: &chrono_tz::Asia::Kolkata }
    }

    fn save_as(&self, name: String) -> Answer<Result<Option<PathBuf>, String>> {
        ready(Ok(Some(self.folder.join(name)))).boxed()
    }

    fn open_file(&self, path: PathBuf) -> Result<(), String> {
        self.seen.lock().unwrap().push(("opened", path));
        Ok(())
    }

    fn reveal_file(&self, path: PathBuf) -> Result<(), String> {
        self.seen.lock().unwrap().push(("shown", path));
        Ok(())
    }
}

fn desktop(folder: &Path) -> Arc<Desktop> {
    Arc::new(Desktop { folder: folder.to_owned(), seen: Mutex::default() })
}

fn mode(path: &Path) -> u32 {
    #[cfg(unix)]
    return std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(path).unwrap().permissions()) & 0o777;
    #[cfg(not(unix))]
    return u32::from(path.exists()) * 0o600;
}

/// Chooses a line of a menu by its words.
macro_rules! press {
    ($window:ident, $words:expr) => {
        $window.wait_for_text($words, LIMIT).await.unwrap();
        $window.click($words).await.unwrap();
    };
}

#[tokio::test]
async fn a_conversation_is_saved_whole_and_never_over_another_file() {
    let profile = begun().await;
    let more = (0..450_u32).map(|number| {
        let id = MessageId::new(Uuid::from_u128((0x0200 << 112) | u128::from(number)));
        let at = Stamp::from_ticks(noon().ticks() - i64::from(number), 0);
        Chat::text(id, channel(1), crate::world::person(1), "Ben Okri".to_owned(), at, "more".to_owned())
    });
    profile.session.seed(more.collect()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("design.html"), "mine").unwrap();
    let desktop = desktop(folder.path());
    let preferences = profile.session.preferences().await.unwrap();
    let opened = confab::app::Opened {
        session: profile.session.clone(),
        preferences,
        demo: None,
        note: None,
        place: None,
    };
    let mut window = crate::app::window(Arc::clone(&desktop) as Arc<dyn Environment>, Some(opened)).await;
    window.wait_for_text("design", LIMIT).await.unwrap();
    window.key(Chord::character('m').command().shift()).await;
    press!(window, "Export…");
    press!(window, "Web page with pictures (.html)");
    let saved = folder.path().join("design (2).html");
    let told = format!("462 messages exported to {}", saved.display());
    window.wait_for_text(&told, LIMIT).await.unwrap();
    let page = std::fs::read_to_string(&saved).unwrap();
    assert_eq!(page.matches("</article>").count(), 462);
    assert!(page.contains("<title>#design</title>") && page.contains("UTC+05:30</time>"));
    assert_eq!(std::fs::read_to_string(folder.path().join("design.html")).unwrap(), "mine");
    assert_eq!(mode(&saved), 0o600);
    press!(window, "Show in folder");
    window.settle().await;
    assert_eq!(*desktop.seen.lock().unwrap(), [("shown", saved)]);
}

#[tokio::test]
async fn a_page_to_print_is_private_and_deleted_at_the_next_start() {
    let profile = begun().await;
    let folder = tempfile::tempdir().unwrap();
    let desktop = desktop(folder.path());
    let mut window = shown_in(&profile, Arc::clone(&desktop) as Arc<dyn Environment>).await;
    window.key(Chord::character('m').command().shift()).await;
    press!(window, "Print…");
    window
        .wait_for_text("The conversation is opening in your browser. Print it there.", LIMIT)
        .await
        .unwrap();
    let [("opened", page)] = &desktop.seen.lock().unwrap().clone()[..] else { panic!("{desktop:?}") };
    assert_eq!(page.file_name().unwrap(), "design.html");
    assert!(std::fs::read_to_string(page).unwrap().contains("stored message 11"));
    assert_eq!(mode(page), 0o600);
    #[cfg(unix)]
    assert_eq!(mode(page.parent().unwrap()), 0o700);
    let places = confab::files::place::Places::new(page.ancestors().nth(3).unwrap().to_owned());
    places.sweep_opened().unwrap();
    assert!(!page.exists() && !page.parent().unwrap().exists());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
