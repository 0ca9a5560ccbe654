//! Opens a profile for the window: an existing one, a new one from the Welcome form, or the demo's.
//!
//! Only the folder, its lock and its database are opened before the first frame; certificates, the keyring and the
//! server follow, on the engine's own runtime. Must not know: drawing.

#[cfg(feature = "demo")]
use super::demo::world::{Wanted, World};
use crate::app::Opened;
use crate::directory::{Directory, Lock};
use crate::files::object;
use crate::intent::Start;
use crate::language::tr;
use crate::outbox::terms::Terms;
use crate::remote::Remote;
use crate::remote::switch::Switch;
use crate::session::{Session, open};
use crate::settings::secret::{self, Token, Tokens};
use crate::settings::{self, Overrides, Settings};
use crate::store::Access;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;

/// Resources that live as long as the window: locks on profiles, and the demo's server.
#[derive(Debug, Default)]
pub(super) struct Kept {
    locks: Vec<(Directory, Lock)>,
    /// The connection in use, for signing in with another token.
    line: Option<Line>,
    #[cfg(feature = "demo")]
    world: Option<World>,
}

/// A connection in use.
#[derive(Debug, Clone)]
struct Line {
    session: Session,
    settings: Settings,
    switch: Switch,
}

/// Opens profiles.
#[derive(Debug, Clone)]
pub(super) struct ProfileOpener {
    pub(super) engine: Handle,
    pub(super) root: Option<PathBuf>,
    kept: Arc<Mutex<Kept>>,
}

impl ProfileOpener {
    pub(super) fn new(engine: Handle, root: Option<PathBuf>) -> Self {
        Self { engine, root, kept: Arc::default() }
    }

    /// Keeps a profile's lock for as long as the window is open.
    pub(super) fn keep(&self, directory: Directory, lock: Lock) {
        self.kept().locks.push((directory, lock));
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a profile as the Welcome screen requested. The error is a sentence.
    pub(super) async fn begin(self, start: Start) -> Result<Opened, String> {
        let engine = self.engine.clone();
        let begun = engine.spawn(async move {
            match start {
                Start::Demo => self.demo().await,
                Start::Connect { settings, token } => self.connect(settings, token).await,
            }
        });
        begun.await.map_err(|error| lost(&error))?
    }

    #[cfg(feature = "demo")]
    async fn demo(self) -> Result<Opened, String> {
        let (world, opened) = World::begin(&Wanted::default()).await?;
        self.kept().world = Some(world);
        Ok(opened)
    }

    #[cfg(not(feature = "demo"))]
    async fn demo(self) -> Result<Opened, String> {
        std::future::ready(Err(tr::demo_missing().to_owned())).await
    }

    /// Keeps a demo world that was started before the window.
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
                overrides.fill_in(key, value);
            }
            let settings =
                settings::load(&directory.settings(), &overrides).map_err(|error| error.to_string())?;
            settings::save(&directory.settings(), &settings).map_err(|error| error.to_string())?;
            let session = open::open(&directory, &settings, Access::Write, Some(open::plan(&settings)))
                .map_err(|error| error.to_string())?;
            Ok::<_, String>((directory, lock, settings, session))
        });
        let (directory, lock, settings, session) = opened.await.map_err(|error| lost(&error))??;
        self.keep(directory, lock);
        let given = if token.trim().is_empty() { None } else { Some(Token::new(&token)?) };
        let note = match given.clone() {
            Some(token) => keep_token(&settings, token).await.err(),
            None => None,
        };
        let preferences = session.preferences().await.unwrap_or_default();
        self.connect_line(&session, settings, given).await?;
        Ok(Opened { session, preferences, demo: None, note, place: None })
    }

    /// Connects a session to its server and starts its workers, on the current runtime.
    pub(super) async fn connect_line(
        &self,
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
        let (remote, terms) = line(settings.clone(), token).await?;
        let switch = Switch::new(remote);
        session.connect(Arc::new(switch.clone()), terms);
        session.start();
        self.kept().line = Some(Line { session: session.clone(), settings, switch });
        Ok(())
    }

    /// Continues with another token, without a restart. Returns where it is stored, as a sentence; the error is a
    /// sentence too.
    pub(super) async fn sign_in(self, token: String) -> Result<String, String> {
        let Some(Line { session, settings, switch }) = self.kept().line.clone() else {
            return Err(tr::token_no_server().to_owned());
        };
        let token = Token::new(&token)?;
        let engine = self.engine.clone();
        let signed_in = engine.spawn(async move {
            let (remote, _) = line(settings.clone(), Some(token.clone())).await?;
            switch.set(remote);
            session.line_changed();
            let kept = keep_token(&settings, token).await;
            Ok(kept.unwrap_or_else(|why| why))
        });
        signed_in.await.map_err(|error| lost(&error))?
    }
}

impl ProfileOpener {
    /// Uses an object store from now on, if it works, and saves its address and secret for the next start.
    pub(super) async fn store_files(self, address: String, secret: String) -> Result<String, String> {
        let Some(Line { session, settings, .. }) = self.kept().line.clone() else {
            return Err(tr::storage_no_profile().to_owned());
        };
        let url = settings::check::store(&address)?;
        let path = self.kept().locks.last().map(|(directory, _)| directory.settings());
        let engine = self.engine.clone();
        let placed = engine.spawn(async move {
            let given = Some(secret.trim().to_owned()).filter(|secret| !secret.is_empty());
            let access = object::Access { secret: given.clone(), ..open::access(&settings, &url) };
            let (of, with) = (url.clone(), access.clone());
            let opened = tokio::task::spawn_blocking(move || object::ObjectStore::open(&of, &with)).await;
            let store = opened.map_err(|error| lost(&error))?.map_err(|error| error.to_string())?;
            store.check().await.map_err(|error| error.to_string())?;
            let account = access.account.clone();
            session.set_object_store(url.clone(), access);
            let keeping = tokio::task::spawn_blocking(move || keep_store(path, url, &account, given));
            keeping.await.map_err(|error| lost(&error))
        });
        placed.await.map_err(|error| lost(&error))?
    }
}

/// Saves the address and secret of an object store for the next start. A failure is a sentence too, not an error,
/// because the store is in use already.
fn keep_store(path: Option<PathBuf>, url: url::Url, account: &str, secret: Option<String>) -> String {
    use secret::Keyring as _;

    let saved = path.ok_or(None).and_then(|path| {
        let words = |error: settings::Error| Some(error.to_string());
        let mut kept = settings::load(&path, &Overrides::none()).map_err(words)?;
        kept.files.store = Some(url);
        settings::save(&path, &kept).map_err(words)
    });
    let ring = secret.map(|secret| secret::System.set(account, &secret));
    match (saved, ring) {
        (Err(Some(error)), _) => tr::storage_set_until_quit(&error),
        // A profile that is not kept, as the demo's.
        (Err(None), _) => tr::storage_set_for_now().to_owned(),
        (Ok(()), Some(Err(error))) => {
            tracing::warn!(%error, "a secret could not be kept in a keyring");
            tr::storage_set_secret_lost(&error.to_string())
        }
        (Ok(()), Some(Ok(()))) => tr::storage_set_secret().to_owned(),
        (Ok(()), None) => tr::storage_set().to_owned(),
    }
}

/// A task of ours that ended before its end, as a sentence.
fn lost(error: &tokio::task::JoinError) -> String {
    tr::error_internal(&error.to_string())
}

fn tokens() -> Tokens {
    Tokens::of_environment(secret::System)
}

/// Saves a token for the next start: both outcomes are sentences. A token that cannot be saved is used until Confab
/// ends.
async fn keep_token(settings: &Settings, token: Token) -> Result<String, String> {
    let account = settings.account.keyring_name(&settings.server);
    match tokens().set(account, token).await {
        Ok(()) if std::env::var(secret::VARIABLE).is_ok_and(|text| !text.trim().is_empty()) => {
            Err(tr::token_kept_overridden().to_owned())
        }
        Ok(()) => Ok(tr::token_kept().to_owned()),
        Err(error) => {
            tracing::warn!(%error, "the token could not be kept in a keyring");
            Err(tr::token_not_kept(&error.to_string()))
        }
    }
}

/// A connection with a token. It is made on a blocking thread, because it reads the system's certificates.
async fn line(settings: Settings, token: Option<Token>) -> Result<(Arc<dyn Remote>, Terms), String> {
    let made = tokio::task::spawn_blocking(move || open::line(&settings, token.as_ref()));
    made.await.map_err(|error| lost(&error))?.map_err(|error| error.to_string())
}
