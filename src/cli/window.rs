//! `confab`: the window on the profile.
//!
//! Before the first frame: the folder, its lock, its database, and our own fonts. Nothing else.

use super::arguments::Global;
use super::begin::Beginner;
use super::{Exit, Stop, clipboard, display, opener, profile};
use crate::app::{self, App, Environment, Opened};
use crate::clock::{Clock, Zone};
use crate::files::name;
use crate::preferences::{Preferences, Renderer};
use crate::screen::inbox::message::link;
use crate::screen::welcome::Keyring;
use crate::screen::words::Now;
use crate::session::open;
use crate::settings::{self, Settings, secret};
use crate::store::Access;
use crate::theme::Theme;

use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use iced::{Size, window};
use tokio::runtime::Runtime;

/// The application's name to the desktop: its window is found by it.
const APPLICATION_ID: &str = "org.confab.Confab";
/// The line to the server waits for this long, so that reading certificates takes nothing from the first frame.
const AFTER_FIRST_FRAME: Duration = Duration::from_millis(250);
/// Nobody leaves a dialog sooner than this.
const NO_DIALOG: Duration = Duration::from_millis(400);
/// Names the renderer to iced.
const BACKEND: &str = "ICED_BACKEND";

/// Opens the window on the profile, or on Welcome when there is none yet.
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
    let beginner = Beginner::new(engine.handle().clone(), Some(directory.root().to_path_buf()));
    let Some(settings) = settings else {
        // Welcome takes the profile for itself when the form is sent.
        drop(lock);
        return run(engine, &beginner, None, Clock::System);
    };
    let session = open::open(&directory, &settings, Access::Write, Some(open::plan(&settings)))
        .map_err(|error| profile::database(&error))?;
    let preferences = engine.block_on(session.preferences()).unwrap_or_default();
    beginner.keep(directory, lock);
    start(&engine, &beginner, &session, settings);
    run(engine, &beginner, Some(Opened { session, preferences, demo: None, note: None }), Clock::System)
}

/// Connects in the background; what is wrong with the settings' line is told on the screen.
fn start(engine: &Runtime, beginner: &Beginner, session: &crate::session::Session, settings: Settings) {
    let (beginner, session) = (beginner.clone(), session.clone());
    engine.spawn(async move {
        tokio::time::sleep(AFTER_FIRST_FRAME).await;
        if let Err(words) = beginner.connect_line(&session, settings, None).await {
            session.misdirected(words);
        }
    });
}

/// Where the engine runs: beside the window, not in it.
pub(super) fn engine() -> Result<Runtime, Stop> {
    super::allocator::bound();
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("confab-engine")
        .enable_all()
        .build()
        .map_err(|error| Stop::other(format!("Confab could not start: {error}.")))
}

/// Fails if no window can be opened.
#[cfg(feature = "demo")]
pub(super) fn has_display() -> bool {
    display::find().is_ok()
}

/// The world that the screens run in. Dates are drawn by this zone.
fn environment(beginner: &Beginner, clock: Clock, zone: &'static dyn Zone) -> Environment {
    let now = move || Now { at: clock.stamp(), zone };
    let (begin, weather, sign_in) = (beginner.clone(), beginner.clone(), beginner.clone());
    let placed = beginner.clone();
    Environment {
        now: Arc::new(now),
        begin: Arc::new(move |start| Box::pin(begin.clone().begin(start))),
        weather: Arc::new(move |word| weather.weather(word)),
        follow: Arc::new(follow),
        choose: Arc::new(|| Box::pin(choose())),
        choose_files: Arc::new(|| Box::pin(choose_files())),
        clipboard: Arc::new(move || Box::pin(clipboard::read(now()))),
        save_as: Arc::new(|name| Box::pin(save_as(name))),
        open_file: Arc::new(|path, harmless| open_file(&path, harmless)),
        copy_picture: Arc::new(|picture| Box::pin(clipboard::write(picture))),
        store_files: Arc::new(move |address, secret| Box::pin(placed.clone().store_files(address, secret.0))),
        sign_in: Arc::new(move |token| Box::pin(sign_in.clone().sign_in(token.0))),
        keyring: Arc::new(|| Box::pin(keyring())),
    }
}

/// The system's own dialog. Where none answers, the path is written by hand.
async fn choose() -> Option<PathBuf> {
    let dialog = rfd::AsyncFileDialog::new().set_title("Import a roster").add_filter("Roster", &["json"]);
    Some(dialog.pick_file().await?.path().to_owned())
}

/// The time since a moment of [`Clock::steady`].
fn since(began: i64) -> Duration {
    Duration::from_millis(Clock::System.steady().saturating_sub(began).max(0).unsigned_abs())
}

/// The system's own dialog. One that is left sooner than anybody could have done it never stood there.
async fn choose_files() -> Result<Option<Vec<PathBuf>>, String> {
    let began = Clock::System.steady();
    let chosen = rfd::AsyncFileDialog::new().set_title("Attach files").pick_files().await;
    match chosen {
        Some(files) => Ok(Some(files.iter().map(|file| file.path().to_owned()).collect())),
        None if since(began) < NO_DIALOG => Err("No dialog for files answers on this system.".to_owned()),
        None => Ok(None),
    }
}

/// The system's own dialog; where none answers, the person's folder for downloads.
async fn save_as(name: String) -> Result<Option<PathBuf>, String> {
    let began = Clock::System.steady();
    let name = name::for_folder(&name);
    let downloads = directories::UserDirs::new().and_then(|dirs| dirs.download_dir().map(Path::to_owned));
    let mut dialog = rfd::AsyncFileDialog::new().set_title("Save as").set_file_name(&name);
    if let Some(folder) = &downloads {
        dialog = dialog.set_directory(folder);
    }
    match dialog.save_file().await {
        Some(file) => Ok(Some(file.path().to_owned())),
        None if since(began) >= NO_DIALOG => Ok(None),
        None => match downloads.filter(|folder| folder.is_dir()) {
            Some(folder) => Ok(Some(folder.join(name))),
            None => Err("No dialog for files answers on this system, and it names no folder for downloads."
                .to_owned()),
        },
    }
}

/// Opens a file with the system's program for its sort. What could run is only shown, in its folder.
fn open_file(path: &Path, harmless: bool) -> Result<(), String> {
    let what = if harmless { Some(path) } else { path.parent() };
    let what = what.ok_or_else(|| "It has no folder.".to_owned())?;
    opener::open(what).map_err(|error| {
        tracing::warn!(%error, "no program opens files here");
        format!("No program opens it on this system. It is {}", path.display())
    })
}

async fn keyring() -> Keyring {
    let answers = tokio::task::spawn_blocking(|| secret::System.answers().is_ok()).await;
    if answers.unwrap_or(false) { Keyring::Answers } else { Keyring::Absent }
}

/// Opens a link with the system's own program: the three harmless kinds, nothing else, and of a mail what was shown.
fn follow(address: &str) {
    let Some(address) = link::opened(address) else { return };
    if let Err(error) = opener::open(address) {
        tracing::warn!(%error, "no program opens links here");
    }
}

/// The program as the window runs it and as the headless play drives it.
pub(super) fn program(
    beginner: &Beginner,
    opened: Option<Opened>,
    clock: Clock,
    zone: &'static dyn Zone,
) -> iced::Application<impl iced::Program<State = App, Message = app::Message, Theme = Theme> + use<>> {
    let environment = environment(beginner, clock, zone);
    // iced may ask for the first state more than once in theory; the profile is there once.
    let first = Mutex::new(Some(opened));
    let boot = move || {
        let opened = first.lock().unwrap_or_else(PoisonError::into_inner).take().flatten();
        App::boot(environment.clone(), opened)
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
            size: app::FIRST_SIZE,
            min_size: Some(Size::new(480.0, 360.0)),
            exit_on_close_request: false,
            platform_specific: platform(),
            ..window::Settings::default()
        })
}

/// Runs the window until it is closed. Dates are drawn by the computer's own zone.
pub(super) fn run(
    engine: Runtime,
    beginner: &Beginner,
    opened: Option<Opened>,
    clock: Clock,
) -> Result<Exit, Stop> {
    choose_renderer(opened.as_ref().map(|opened| opened.preferences).unwrap_or_default());
    let display = display::find()?;
    let ended =
        panic::catch_unwind(AssertUnwindSafe(|| program(beginner, opened, clock, &chrono::Local).run()));
    // Workers have been told to stop; one that hangs in a call must not keep the program.
    engine.shutdown_timeout(Duration::from_millis(500));
    if !display.answers() {
        // winit ends its loop then as if the window had been closed, or panics.
        return Err(Stop::other(
            "The display server has ended, and Confab's window with it. Messages and drafts are saved.",
        ));
    }
    match ended {
        Ok(Ok(())) => Ok(Exit::Done),
        Ok(Err(error)) => Err(Stop::other(format!("The window could not be opened: {error}"))),
        Err(fault) => panic::resume_unwind(fault),
    }
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

/// *Auto* is the software renderer: it starts faster and takes a fifth of the memory; the figures are in the README.
/// A renderer named in the environment wins.
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
    // SAFETY: nothing else reads or writes the environment at this point: the window is not open yet, the engine's one
    // thread waits for work or opens the line, which asks Rust's own reader (under the same lock) for one variable.
    unsafe { std::env::set_var(BACKEND, backend) };
}
