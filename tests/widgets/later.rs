//! Placeholders that show only after a while.

use confab::headless::{Driver, Stage};
use confab::theme::Theme;
use confab::widget::Element;
use confab::widget::later::later;
use confab::widget::loading;

use iced::{Size, Task};

fn update(_: &mut (), (): ()) -> Task<()> {
    Task::none()
}

fn view(_: &()) -> Element<'_, ()> {
    later(loading::messages(Theme::default(), 2))
}

#[tokio::test(start_paused = true)]
async fn a_placeholder_shows_only_if_loading_takes_its_time() {
    let program = iced::application(|| (), update, view).theme(|(): &()| Theme::default());
    let stage = Stage { size: Size::new(300.0, 200.0), ..Stage::default() };
    let mut window = Driver::open(program, stage).await.unwrap();
    let shows_something = |window: &mut Driver<_>| {
        let picture = window.picture();
        picture.rgba.chunks_exact(4).any(|pixel| pixel != &picture.rgba[..4])
    };
    window.rest(100).await;
    assert!(!shows_something(&mut window), "a flash of a frame");
    window.rest(100).await;
    assert!(shows_something(&mut window));
}
