//! Pictures of all widgets for review: every theme, narrow, large text, long names, other scripts. They are written to
//! `target/tmp/gallery/`. The tests fail if something is not drawn, not if it is ugly.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod chat;
mod controls;
mod states;

use confab::headless::{Driver, Stage};
use confab::theme::{Contrast, Scheme, TextSize, Theme};

use iced::{Element, Size, Task};

use std::path::PathBuf;

#[derive(Debug, Clone, Copy)]
enum Page {
    Controls,
    Chat,
    Floating,
    States,
}

#[derive(Debug, Clone)]
pub(crate) enum Message {
    Nothing,
}

struct Gallery {
    page: Page,
    theme: Theme,
    timeline: chat::Timeline,
    draft: confab::widget::editor::Text,
}

fn view(gallery: &Gallery) -> Element<'_, Message, Theme> {
    let theme = gallery.theme;
    match gallery.page {
        Page::Controls => controls::controls(theme),
        Page::Chat => chat::chat(theme, &gallery.timeline, &gallery.draft),
        Page::Floating => {
            controls::floating_over(theme, chat::chat(theme, &gallery.timeline, &gallery.draft))
        }
        Page::States => states::states(theme),
    }
}

async fn show(name: &str, page: Page, theme: Theme, size: Size, scale: f32, expected: &[&str]) {
    let boot = move || Gallery {
        page,
        theme,
        timeline: chat::timeline(theme),
        draft: confab::widget::editor::Text::new(
            "Sounds good — I'll bring the numbers @Ben Okri\nand 😀 日本語 مرحبا",
        ),
    };
    let program = iced::application(boot, |_: &mut Gallery, _: Message| Task::none(), view)
        .theme(|gallery: &Gallery| gallery.theme);
    let mut driver = Driver::open(program, Stage { size, scale, ..Stage::default() }).await.unwrap();
    if let Page::Chat = page {
        driver.hover("Could somebody look at deploy.sh before noon?").await.ok();
        driver.rest(100).await;
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("gallery");
    std::fs::create_dir_all(&folder).unwrap();
    driver.png(&folder.join(format!("{name}.png"))).unwrap();
    for text in expected {
        assert!(driver.shows(text), "{name} does not show {text:?}: {:?}", driver.texts());
    }
}

const LARGE: Size = Size::new(1000.0, 700.0);
const NARROW: Size = Size::new(480.0, 700.0);

fn theme(scheme: Scheme, contrast: Contrast, percent: u16) -> Theme {
    Theme::new(scheme, contrast, TextSize::from_percent(percent))
}

#[tokio::test(start_paused = true)]
async fn controls_in_every_theme() {
    for (name, scheme, contrast) in [
        ("light", Scheme::Light, Contrast::Normal),
        ("dark", Scheme::Dark, Contrast::Normal),
        ("light-high", Scheme::Light, Contrast::High),
        ("dark-high", Scheme::Dark, Contrast::High),
    ] {
        let theme = theme(scheme, contrast, 100);
        show(
            &format!("controls-{name}"),
            Page::Controls,
            theme,
            LARGE,
            1.0,
            &["Send", "Attach a file", "Shift"],
        )
        .await;
        show(&format!("chat-{name}"), Page::Chat, theme, LARGE, 1.0, &["Asha Rao", "New", "Reply"]).await;
        show(&format!("floating-{name}"), Page::Floating, theme, LARGE, 1.0, &["Reply in thread  T"]).await;
        show(&format!("states-{name}"), Page::States, theme, LARGE, 1.0, &["Nothing to send"]).await;
    }
}

#[tokio::test(start_paused = true)]
async fn narrow_large_and_sharp() {
    let dark = theme(Scheme::Dark, Contrast::Normal, 100);
    let large = theme(Scheme::Light, Contrast::Normal, 200);
    show("controls-narrow", Page::Controls, dark, NARROW, 1.0, &[]).await;
    show("chat-narrow", Page::Chat, dark, NARROW, 1.0, &[]).await;
    show("chat-200", Page::Chat, large, LARGE, 1.0, &[]).await;
    show("controls-200", Page::Controls, large, LARGE, 1.0, &[]).await;
    show("chat-narrow-200", Page::Chat, large, NARROW, 1.0, &[]).await;
    show("chat-2x", Page::Chat, theme(Scheme::Light, Contrast::Normal, 100), LARGE, 2.0, &[]).await;
}
