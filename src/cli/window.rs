//! `confab`: opens the window on the profile.
//!
//! Only the folder, its lock, its database and our own fonts are loaded before the first frame.

use super::arguments::Global;
use super::begin::ProfileOpener;
use super::system::System;
use super::{Exit, Stop, display, profile};
use crate::app::{self, App, Environment, Opened};
use crate::clock::{Clock, Zone};
use crate::preferences::window::{LEAST, Screen};
use crate::preferences::{Preferences, Renderer};
use crate::session::open;
use crate::settings::{self, Settings};
use crate::store::Access;
use crate::theme::Theme;

use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use iced::{Point, Size, window};
use tokio::runtime::Runtime;

/// The application id, by which the desktop recognizes the window.
const APPLICATION_ID: &str = "org.confab.Confab";
/// The delay before connecting to the server, so that loading certificates does not hold up the first frame.
const AFTER_FIRST_FRAME: Duration = Duration::from_millis(250);
/// The environment variable that selects iced's renderer.
const BACKEND: &str = "ICED_BACKEND";

/// Opens the window on the profile, or on the Welcome screen if there is none yet.
pub(super) fn open(global: &Global) -> Result<Exit, Stop> {
    display::find()?;
    crate::theme::fonts::load_bundled();
    let directory = profile::directory(global)?;
    let lock = directory.lock().map_err(|error| profile::stop(&error))?;
    let _logging =
        crate::logging::start(Some(&directory), crate::logging::Verbosity::of_count(global.verbose)).ok();
    let settings = match settings::load(&directory.settings(), &profile::overrides(global)) {
        Ok(settings) => Some(settings),
        Err(settings::Error::Absent(_)) => None,
        Err(error) => return Err(Stop::usage(error.to_string())),
    };
    let engine = engine()?;
    let opener = ProfileOpener::new(engine.handle().clone(), Some(directory.root().to_path_buf()));
    let Some(settings) = settings else {
        // The Welcome screen locks the profile when its form is submitted.
        drop(lock);
        return run(engine, &opener, None, Clock::System);
    };
    let session = open::open(&directory, &settings, Access::Write, Some(open::plan(&settings)))
        .map_err(|error| profile::database(&error))?;
    let preferences = engine.block_on(session.preferences()).unwrap_or_default();
    let place = engine.block_on(session.window()).unwrap_or_default().map(|place| place.onto(&screens()));
    opener.keep(directory, lock);
    start(&engine, &opener, &session, settings);
    run(engine, &opener, Some(Opened { session, preferences, demo: None, note: None, place }), Clock::System)
}

/// Connects in the background; a problem with the connection's settings is shown on the screen.
fn start(engine: &Runtime, opener: &ProfileOpener, session: &crate::session::Session, settings: Settings) {
    let (opener, session) = (opener.clone(), session.clone());
    engine.spawn(async move {
        tokio::time::sleep(AFTER_FIRST_FRAME).await;
        if let Err(words) = opener.connect_line(&session, settings, None).await {
            session.misdirected(words);
        }
    });
}

/// The engine's runtime, on a thread beside the window's.
pub(super) fn engine() -> Result<Runtime, Stop> {
    super::allocator::bound();
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("confab-engine")
        .enable_all()
        .build()
        .map_err(|error| Stop::other(format!("Confab could not start: {error}.")))
}

/// True if a window can be opened.
#[cfg(feature = "demo")]
pub(super) fn has_display() -> bool {
    display::find().is_ok()
}

/// The iced program, for the window to run and for the headless play to drive.
pub(super) fn program(
    opener: &ProfileOpener,
    opened: Option<Opened>,
    clock: Clock,
    zone: &'static dyn Zone,
) -> iced::Application<impl iced::Program<State = App, Message = app::Message, Theme = Theme> + use<>> {
    let environment: Arc<dyn Environment> = Arc::new(System::new(opener.clone(), clock, zone));
    let place = opened.as_ref().and_then(|opened| opened.place);
    // iced may in theory ask for the first state more than once; the profile can be opened only once.
    let first = Mutex::new(Some(opened));
    let boot = move || {
        let opened = first.lock().unwrap_or_else(PoisonError::into_inner).take().flatten();
        App::boot(Arc::clone(&environment), opened)
    };
    iced::application(boot, App::update, App::view)
        .title(App::title)
        .theme(App::theme)
        .subscription(App::subscription)
        .settings(iced::Settings {
            id: Some(APPLICATION_ID.to_owned()),
            default_font: crate::theme::fonts::SANS,
            default_text_size: iced::Pixels(14.0),
            ..iced::Settings::default()
        })
        .window(window::Settings {
            size: place.map_or(app::FIRST_SIZE, |place| Size::from(place.size)),
            position: place
                .and_then(|place| place.at)
                .map_or(window::Position::Default, |at| window::Position::Specific(Point::from(at))),
            maximized: place.is_some_and(|place| place.is_maximized),
            min_size: Some(Size::from(LEAST)),
            exit_on_close_request: false,
            platform_specific: platform(),
            ..window::Settings::default()
        })
}

/// Runs the window until it is closed. Dates are shown in the computer's time zone.
pub(super) fn run(
    engine: Runtime,
    opener: &ProfileOpener,
    opened: Option<Opened>,
    clock: Clock,
) -> Result<Exit, Stop> {
    choose_renderer(opened.as_ref().map(|opened| opened.preferences).unwrap_or_default());
    let display = display::find()?;
    let ended = panic::catch_unwind(AssertUnwindSafe(|| {
        program(opener, opened, clock, &chrono::Local).subscription(App::subscription_in_window).run()
    }));
    // Workers were asked to stop; one that is stuck in a call must not keep the program running.
    engine.shutdown_timeout(Duration::from_millis(500));
    if !display.answers() {
        // In that case, winit ends its loop as if the window had been closed, or panics.
        return Err(Stop::other(
            "The display server stopped, so the window closed. Your messages and drafts are saved.",
        ));
    }
    match ended {
        Ok(Ok(())) => Ok(Exit::Done),
        Ok(Err(error)) => Err(Stop::other(format!("Could not open the window: {error}"))),
        Err(fault) => panic::resume_unwind(fault),
    }
}

/// The screens, as far as the display server lists them.
fn screens() -> Vec<Screen> {
    display::find().map(display::Display::screens).unwrap_or_default()
}

#[cfg(target_os = "linux")]
fn platform() -> window::settings::PlatformSpecific {
    window::settings::PlatformSpecific {
        application_id: APPLICATION_ID.to_owned(),
        ..window::settings::PlatformSpecific::default()
    }
}

#[cfg(not(target_os = "linux"))]
fn platform() -> window::settings::PlatformSpecific {
    let _ = APPLICATION_ID;
    window::settings::PlatformSpecific::default()
}

/// Sets the renderer. *Auto* means the software renderer: it starts faster and takes a fifth of the memory; the
/// figures are in `docs/figures.md`. A renderer named in the environment wins.
fn choose_renderer(preferences: Preferences) {
    if std::env::var_os(BACKEND).is_some() {
        return;
    }
    let backend = match preferences.renderer {
        Renderer::Auto | Renderer::Software => "tiny-skia",
        Renderer::Gpu => "wgpu,tiny-skia",
    };
    set_backend(backend);
}

#[allow(unsafe_code, reason = "iced takes its renderer from the environment alone")]
fn set_backend(backend: &str) {
    // SAFETY: nothing else reads or writes the environment at this point: the window is not open yet, and the
    // engine's only thread waits for work or opens the connection, which reads one variable through Rust's own
    // function (under the same lock).
    unsafe { std::env::set_var(BACKEND, backend) };
}
