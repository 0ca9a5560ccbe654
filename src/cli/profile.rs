//! A profile opened for a command: folder, lock, settings, session, connection.
//!
//! Read-only commands continue without the lock if it is held, so that they work beside an open window; all others
//! end with [`Exit::Held`]. Must not know: the commands.

use super::arguments::Global;
use super::{Exit, Stop};
use crate::directory::{self, Directory, Lock};
use crate::logging::{self, Logging, Verbosity};
use crate::session::{Session, open};
use crate::settings::secret::{self, Tokens};
use crate::settings::{self, Key, Overrides, Settings};
use crate::store::{self, Access};

use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a command waits for another one to release the profile before it ends with [`Exit::Held`].
const LOCK_PATIENCE: Duration = Duration::from_secs(5);

/// An open profile, with its lock and its log.
#[derive(Debug)]
pub(super) struct Profile {
    pub(super) directory: Directory,
    pub(super) settings: Settings,
    pub(super) session: Session,
    lock: Option<Lock>,
    _logging: Option<Logging>,
}

impl Profile {
    /// Opens the profile for a command that changes something.
    pub(super) fn open(global: &Global) -> Result<Self, Stop> {
        let directory = directory(global)?;
        let lock = directory.lock_within(LOCK_PATIENCE).map_err(|error| stop(&error))?;
        Self::with(global, directory, Some(lock), Access::Write)
    }

    /// Opens the profile for a read-only command.
    pub(super) fn open_read_only(global: &Global) -> Result<Self, Stop> {
        let root = root(global)?;
        if !Directory::holds_profile(&root) {
            return Err(Stop::usage(format!(
                "There is no profile in {}. Choose another folder with --profile.",
                root.display()
            )));
        }
        let directory = match Directory::open(&root) {
            Err(directory::Error::ReadOnly(_)) => {
                let directory = Directory::open_read_only(&root).map_err(|error| stop(&error))?;
                return Self::with(global, directory, None, Access::ReadOnly);
            }
            opened => opened.map_err(|error| stop(&error))?,
        };
        match directory.lock() {
            Ok(lock) => Self::with(global, directory, Some(lock), Access::Write),
            Err(_) => Self::with(global, directory, None, Access::ReadOnly),
        }
    }

    fn with(global: &Global, directory: Directory, lock: Option<Lock>, access: Access) -> Result<Self, Stop> {
        let settings = load(global, &directory)?;
        let verbosity = Verbosity::of_count(global.verbose);
        // A read-only profile has no log; messages requested on standard error are printed all the same.
        let logging =
            logging::start(Some(&directory), verbosity).or_else(|_| logging::start(None, verbosity)).ok();
        let session = open::open(&directory, &settings, access, None).map_err(|error| database(&error))?;
        Ok(Self { directory, settings, session, lock, _logging: logging })
    }

    /// Refuses a path at which a file would overwrite what is in the profile, or that is a device or a pipe.
    pub(super) fn check_output(&self, path: &Path) -> Result<(), Stop> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let real = |folder: &Path| std::fs::canonicalize(folder).ok();
        let (folder, root) = (real(folder.unwrap_or(Path::new("."))), real(self.directory.root()));
        if folder.zip(root).is_some_and(|(folder, root)| folder.starts_with(root)) {
            return Err(Stop::usage(format!(
                "{} is inside the profile folder. Choose a path in another folder.",
                path.display()
            )));
        }
        // Before it is opened: opening a pipe would wait for its reader.
        if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            return Err(Stop::usage(format!(
                "{} is not a regular file. Choose another path.",
                path.display()
            )));
        }
        Ok(())
    }

    /// Connects the session to the server.
    pub(super) async fn connect(&self) -> Result<(), Stop> {
        let tokens = Tokens::of_environment(secret::System);
        let account = self.settings.account.keyring_name(&self.settings.server);
        let token = match tokens.get(account).await {
            Ok(token) => token,
            Err(secret::Error::Unusable(words)) => return Err(Stop::usage(words)),
            // Many servers need no token, and others will say so: then the wish is queued and safe.
            Err(error @ (secret::Error::NoKeyring(_) | secret::Error::Refused(_))) => {
                tracing::info!(%error, "going on without a token");
                None
            }
        };
        let (remote, terms) =
            open::line(&self.settings, token.as_ref()).map_err(|error| Stop::usage(error.to_string()))?;
        self.session.connect(remote, terms);
        Ok(())
    }
}

impl Drop for Profile {
    /// Empties the database's journal if the profile is locked, so that one complete file is left however the command
    /// ends.
    fn drop(&mut self) {
        if self.lock.is_some() {
            self.session.empty_journal();
        }
    }
}

/// The profile's folder, named by the command line, the environment or the platform.
pub(super) fn directory(global: &Global) -> Result<Directory, Stop> {
    Directory::open(&root(global)?).map_err(|error| stop(&error))
}

fn root(global: &Global) -> Result<PathBuf, Stop> {
    match &global.profile {
        Some(root) => Ok(root.clone()),
        None => Directory::default_root().map_err(|error| stop(&error)),
    }
}

/// The profile's settings, overridden by the environment and the command line.
pub(super) fn load(global: &Global, directory: &Directory) -> Result<Settings, Stop> {
    let path = directory.settings();
    settings::load(&path, &overrides(global)).map_err(|error| match error {
        settings::Error::Absent(_) => Stop::usage(format!(
            "{error}\nStart confab and fill in the form, write the file (see the README), or set --server and CONFAB_ACCOUNT_USER_ID, CONFAB_ACCOUNT_COMPANY_ID and CONFAB_ACCOUNT_NAME."
        )),
        settings::Error::Invalid(_) | settings::Error::Unreadable(_) | settings::Error::Unwritable(_) => {
            Stop::usage(error.to_string())
        }
    })
}

/// The settings in the environment and the command line, which override the file.
pub(super) fn overrides(global: &Global) -> Overrides {
    let mut overrides = Overrides::from_environment(std::env::vars_os());
    if let Some(server) = &global.server {
        overrides.set(Key::Url, "--server", server.clone());
    }
    overrides
}

/// The exit for a folder that cannot be used.
pub(super) fn stop(error: &directory::Error) -> Stop {
    let exit = match error {
        directory::Error::Held(_) => Exit::Held,
        directory::Error::ReadOnly(_)
        | directory::Error::NotAFolder(_)
        | directory::Error::NotAProfile(_)
        | directory::Error::NoHome => Exit::Usage,
        directory::Error::NoSpace(_)
        | directory::Error::CannotLock { .. }
        | directory::Error::Unusable { .. } => Exit::Other,
    };
    Stop { exit, words: error.to_string() }
}

/// The exit for a database that cannot be opened.
pub(super) fn database(error: &store::Error) -> Stop {
    Stop::other(error.to_string())
}
