//! Finds the display server for the window before winit does, because winit ends the program if the name leads
//! nowhere.
//!
//! A stale `WAYLAND_DISPLAY` beside a running X server is common: then X is used. Must not know: windows. Tests:
//! `tests/commands/display.rs`.

use super::Stop;
use crate::preferences::window::Screen;

use std::sync::OnceLock;

/// The display server for windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Display {
    #[cfg_attr(not(all(unix, not(target_os = "macos"))), allow(dead_code, reason = "one system has one"))]
    Wayland,
    #[cfg_attr(not(all(unix, not(target_os = "macos"))), allow(dead_code, reason = "one system has one"))]
    X11,
    /// A display server that lasts as long as the program: the system's own, or a connection that the program
    /// inherited.
    Own,
}

/// The first display server found, used by the process from then on.
static FOUND: OnceLock<Display> = OnceLock::new();

/// Returns the display server that answers. Call this first before there is a second thread: it may change the
/// environment, so that winit uses the same server.
///
/// # Errors
/// If no display server is named, or none of those named answers.
pub(super) fn find() -> Result<Display, Stop> {
    match FOUND.get() {
        Some(found) => Ok(*found),
        None => {
            let found = look()?;
            Ok(*FOUND.get_or_init(|| found))
        }
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn look() -> Result<Display, Stop> {
    // winit uses this one first, and removes it from the environment.
    if text(WAYLAND_SOCKET).is_some() {
        return Ok(Display::Own);
    }
    let named: Vec<String> = [WAYLAND, X11]
        .into_iter()
        .filter_map(|name| Some(format!("{name}={}", text(name)?.chars().take(100).collect::<String>())))
        .collect();
    if Display::Wayland.answers() {
        return Ok(Display::Wayland);
    }
    if Display::X11.answers() {
        if text(WAYLAND).is_some() {
            forget_wayland();
        }
        return Ok(Display::X11);
    }
    Err(Stop::usage(if named.is_empty() {
        "No display found, so the window cannot open. To try Confab without a display: confab demo --headless"
            .to_owned()
    } else {
        format!(
            "No display server responds at {}. Start one, or correct the variable. To try Confab without a display: confab demo --headless",
            named.join(" or ")
        )
    }))
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn look() -> Result<Display, Stop> {
    Ok(Display::Own)
}

#[cfg(all(unix, not(target_os = "macos")))]
const WAYLAND: &str = "WAYLAND_DISPLAY";
/// A connection that the parent process has already opened.
#[cfg(all(unix, not(target_os = "macos")))]
const WAYLAND_SOCKET: &str = "WAYLAND_SOCKET";
#[cfg(all(unix, not(target_os = "macos")))]
const X11: &str = "DISPLAY";

/// A variable as winit reads it: an empty one, or one that is not UTF-8, counts as not set.
#[cfg(all(unix, not(target_os = "macos")))]
fn text(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.is_empty())
}

impl Display {
    /// True if it accepts a connection now.
    #[cfg(all(unix, not(target_os = "macos")))]
    pub(super) fn answers(self) -> bool {
        use std::os::unix::net::UnixStream;
        use std::path::PathBuf;

        match self {
            Self::Wayland => text(WAYLAND).is_some_and(|name| {
                // An absolute name replaces the folder.
                let folder = std::env::var_os("XDG_RUNTIME_DIR").unwrap_or_default();
                UnixStream::connect(PathBuf::from(folder).join(name)).is_ok()
            }),
            Self::X11 => text(X11).is_some() && x11rb::connect(None).is_ok(),
            Self::Own => true,
        }
    }

    /// The screens. A place on Wayland means nothing, and no other system was asked yet: there are none then.
    #[cfg(all(unix, not(target_os = "macos")))]
    pub(super) fn screens(self) -> Vec<Screen> {
        match self {
            Self::X11 => monitors().unwrap_or_default(),
            Self::Wayland | Self::Own => Vec::new(),
        }
    }

    /// The screens. None, because the system was not asked yet.
    #[cfg(not(all(unix, not(target_os = "macos"))))]
    pub(super) fn screens(self) -> Vec<Screen> {
        match self {
            Self::Wayland | Self::X11 | Self::Own => Vec::new(),
        }
    }

    /// True if it accepts a connection now.
    #[cfg(not(all(unix, not(target_os = "macos"))))]
    pub(super) fn answers(self) -> bool {
        match self {
            Self::Wayland | Self::X11 | Self::Own => true,
        }
    }
}

/// The monitors of the X server, or its whole root window if it cannot tell them apart.
#[cfg(all(unix, not(target_os = "macos")))]
fn monitors() -> Option<Vec<Screen>> {
    use x11rb::connection::Connection as _;
    use x11rb::protocol::randr;

    let (connection, number) = x11rb::connect(None).ok()?;
    let root = connection.setup().roots.get(number)?;
    let asked = randr::get_monitors(&connection, root.root, true).ok().and_then(|asked| asked.reply().ok());
    let monitors: Vec<Screen> = asked
        .into_iter()
        .flat_map(|answer| answer.monitors)
        .map(|monitor| Screen {
            left: monitor.x.into(),
            top: monitor.y.into(),
            width: monitor.width.into(),
            height: monitor.height.into(),
        })
        .filter(|screen| screen.width > 0 && screen.height > 0)
        .collect();
    let (width, height) = (root.width_in_pixels.into(), root.height_in_pixels.into());
    Some(if monitors.is_empty() { vec![Screen { left: 0, top: 0, width, height }] } else { monitors })
}

#[cfg(all(unix, not(target_os = "macos")))]
#[allow(unsafe_code, reason = "winit takes its display server from the environment alone")]
fn forget_wayland() {
    // SAFETY: nothing else reads or writes the environment: `find` looks once, before the program has a second thread.
    unsafe { std::env::remove_var(WAYLAND) };
}
