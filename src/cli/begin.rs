//! How a profile begins for the window: an existing one, a new one from the Welcome form, or the demo's.
//!
//! What stands before the first frame is the folder, its lock and its database; certificates, the keyring and the server
//! come after, on a runtime of the engine's own. Must not know: how anything is drawn.

#[cfg(feature = "demo")]
use super::demo::World;
use crate::app::Opened;
use crate::directory::{Directory, Lock};
use crate::intent::Start;
use crate::session::{Session, open};
use crate::settings::secret::{self, Token, Tokens};
use crate::settings::{self, Overrides, Settings};
use crate::store::Access;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;

/// What has to live as long as the window: locks on profiles, and the demo's server.
#[derive(Debug, Default)]
pub(super) struct Kept {
    locks: Vec<(Directory, Lock)>,
    #[cfg(feature = "demo")]
    world: Option<World>,
}

/// Begins profiles.
#[derive(Debug, Clone)]
pub(super) struct Beginner {
    pub(super) engine: Handle,
    pub(super) root: Option<PathBuf>,
    kept: Arc<Mutex<Kept>>,
}

impl Beginner {
    pub(super) fn new(engine: Handle, root: Option<PathBuf>) -> Self {
        Self { engine, root, kept: Arc::default() }
    }

    /// Keeps a profile's hold for as long as the window is open.
    pub(super) fn keep(&self, directory: Directory, lock: Lock) {
        self.kept().locks.push((directory, lock));
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a profile as the Welcome screen asks. The error is a sentence.
    pub(super) async fn begin(self, start: Start) -> Result<Opened, String> {
        let engine = self.engine.clone();
        let begun = engine.spawn(async move {
            match start {
                Start::Demo => self.demo().await,
                Start::Connect { settings, token } => self.connect(settings, token).await,
            }
        });
        begun.await.map_err(|error| error.to_string())?
    }

    #[cfg(feature = "demo")]
    async fn demo(self) -> Result<Opened, String> {
        let (world, opened) = World::begin(&super::demo::Wanted::default()).await?;
        self.kept().world = Some(world);
        Ok(opened)
    }

    #[cfg(not(feature = "demo"))]
    async fn demo(self) -> Result<Opened, String> {
        std::future::ready(Err("This Confab was built without the demo.".to_owned())).await
    }

    /// Keeps a world that was begun before the window.
    #[cfg(feature = "demo")]
    pub(super) fn keep_world(&self, world: World) {
        self.kept().world = Some(world);
    }

    /// Changes the weather of the demo's server, if there is one.
    pub(super) fn weather(&self, word: &str) {
        #[cfg(feature = "demo")]
        if let (Some(world), Some(weather)) = (&self.kept().world, crate::demo::Weather::of_word(word)) {
            world.set_weather(weather);
        }
        #[cfg(not(feature = "demo"))]
        let _ = word;
    }

    async fn connect(self, form: Vec<(settings::Key, String)>, token: String) -> Result<Opened, String> {
        let root = self.root.clone();
        let opened = tokio::task::spawn_blocking(move || {
            let root = match root {
                Some(root) => root,
                None => Directory::default_root().map_err(|error| error.to_string())?,
            };
            let directory = Directory::open(&root).map_err(|error| error.to_string())?;
            let lock = directory.lock().map_err(|error| error.to_string())?;
            let mut overrides = Overrides::none();
            for (key, value) in form {
                overrides.set(key, "the form", value);
            }
            let settings =
                settings::load(&directory.settings(), &overrides).map_err(|error| error.to_string())?;
            settings::save(&directory.settings(), &settings).map_err(|error| error.to_string())?;
            let session = open::open(&directory, &settings, Access::Write, Some(open::READ_EVERY))
                .map_err(|error| error.to_string())?;
            Ok::<_, String>((directory, lock, settings, session))
        });
        let (directory, lock, settings, session) = opened.await.map_err(|error| error.to_string())??;
        self.keep(directory, lock);
        let given = if token.trim().is_empty() { None } else { Some(Token::new(&token)?) };
        if let Some(token) = given.clone() {
            let account = settings.account.keyring_name(&settings.server);
            // Without a keyring the token serves this run; the next start asks for it in words.
            if let Err(error) = tokens().set(account, token).await {
                tracing::warn!(%error, "the token could not be kept in a keyring");
            }
        }
        let preferences = session.preferences().await.unwrap_or_default();
        let connected = connect(&session, settings, given).await;
        connected?;
        Ok(Opened { session, preferences, demo: None })
    }
}

fn tokens() -> Tokens {
    Tokens::new(std::env::var(secret::VARIABLE).ok(), secret::System)
}

/// Gives a session its line and starts its workers, on the present runtime.
pub(super) async fn connect(
    session: &Session,
    settings: Settings,
    given: Option<Token>,
) -> Result<(), String> {
    let account = settings.account.keyring_name(&settings.server);
    let token = match given {
        Some(token) => Some(token),
        None => tokens().get(account).await.unwrap_or_else(|error| {
            tracing::info!(%error, "going on without a token");
            None
        }),
    };
    let line = tokio::task::spawn_blocking(move || open::line(&settings, token.as_ref()));
    let (remote, terms) =
        line.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
    session.connect(remote, terms);
    session.start();
    Ok(())
}
