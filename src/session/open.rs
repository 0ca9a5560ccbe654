//! Makes a session from a profile's settings: the server, the limits and the user.
//!
//! Opening the store and setting up the connection are two steps: the first happens before the first frame, the
//! second (which loads the system's certificates) must not. Must not know: iced, the commands. Tests:
//! `tests/commands`.

use super::{Session, Setup};
use crate::clock::Clock;
use crate::directory::Directory;
use crate::files::object::Access;
use crate::files::place::Places;
use crate::outbox::plan::Limits;
use crate::outbox::terms::{Measure, Terms};
use crate::remote::http::{self, Endpoint, Http, SetupError};
use crate::remote::wire::{self, TypeNames};
use crate::row::Me;
use crate::settings::secret::Token;
use crate::settings::{Format, KindName, Settings};
use crate::store::{self, Access as Opening, Store};
use crate::sync;
use crate::transfer::FileSettings;

use std::sync::Arc;

use uuid::Uuid;

/// How a window with these settings reads from the server.
pub fn plan(settings: &Settings) -> sync::Plan {
    sync::Plan { scope: settings.sync.scope }
}

/// Opens the store of a profile as a session without a server. Blocks for the disk.
///
/// # Errors
/// If the database cannot be opened.
pub fn open(
    directory: &Directory,
    settings: &Settings,
    access: Opening,
    read_every: Option<sync::Plan>,
) -> Result<Session, store::Error> {
    open_at(directory, settings, access, read_every, Clock::System)
}

/// Like [`open()`], with another clock than the system's.
///
/// # Errors
/// If the database cannot be opened.
pub fn open_at(
    directory: &Directory,
    settings: &Settings,
    access: Opening,
    read_every: Option<sync::Plan>,
    clock: Clock,
) -> Result<Session, store::Error> {
    let store = Store::open(&directory.database(), access)?;
    let session = Session::new(Setup {
        file_settings: file_settings(directory, settings),
        store,
        me: me(settings),
        clock,
        line: None,
        read_every,
        max_text: settings.publish.max_text.unwrap_or_default(),
        reports: settings.publish.reports,
        review: settings.review.clone(),
        read_marks: settings.publish.read_marks,
    });
    Ok(session.with_largest_call(settings.publish.max_bytes))
}

/// The credentials for an object store at this address; its secret has a keyring entry of its own.
pub(crate) fn access(settings: &Settings, url: &url::Url) -> Access {
    Access { ca_file: settings.server.ca_file.clone(), account: format!("files {url}"), ..Access::default() }
}

/// The places of the profile's files, with their limits.
fn file_settings(directory: &Directory, settings: &Settings) -> FileSettings {
    let files = &settings.files;
    FileSettings {
        places: Places::new(directory.files()),
        address: files.store.clone().map(|url| (url.clone(), access(settings, &url))),
        max_size: files.max_bytes,
        max_count: files.max_count,
        cache: files.cache_bytes,
    }
}

/// The server and terms of the settings. Blocks while loading the system's certificates; does not connect.
///
/// # Errors
/// If the settings name something that cannot be used, with a sentence for the user.
pub fn line(
    settings: &Settings,
    token: Option<&Token>,
) -> Result<(Arc<dyn crate::remote::Remote>, Terms), SetupError> {
    let server = &settings.server;
    let types = type_names(settings);
    let (publish, read) = (server.publish_url(), server.read_url());
    let path = |url: &url::Url| url.path().strip_prefix(server.url.path()).unwrap_or(url.path()).to_owned();
    let endpoint = Endpoint {
        url: server.url.clone(),
        publish_path: path(&publish),
        read_path: path(&read),
        format: match server.format {
            Format::Json => http::Format::Json,
            Format::Xml => http::Format::Xml,
        },
        headers: server.headers.clone().into_iter().collect(),
        ca_file: server.ca_file.clone(),
        token: token.map(|token| token.reveal().to_owned()),
        timeout: settings.publish.timeout,
        type_names: types.clone(),
    };
    Ok((Arc::new(Http::new(endpoint)?), terms(settings, types)))
}

/// The user named by the settings.
pub fn me(settings: &Settings) -> Me {
    let account = &settings.account;
    Me { id: account.user_id, name: account.name.clone(), role: account.role }
}

fn type_names(settings: &Settings) -> TypeNames {
    let server = &settings.server;
    let kinds = server.kinds();
    let listed = |(name, word): (&KindName, &String)| Some((kinds.listed(name.kind())?, word.clone()));
    TypeNames::new(server.message_type_names.iter().filter_map(listed))
}

fn terms(settings: &Settings, types: TypeNames) -> Terms {
    let none = std::iter::empty();
    let measure = match settings.server.format {
        Format::Json => Measure {
            envelope: wire::json::join_publish(Uuid::nil(), Uuid::nil(), none).len(),
            element: |element, _| element.len() + 1,
        },
        Format::Xml => Measure {
            envelope: wire::xml::join_publish(Uuid::nil(), Uuid::nil(), none).len(),
            element: |element, types| {
                // An element that cannot be read back is refused on its own when it is sent.
                wire::json::read_message(element.as_bytes())
                    .map_or(element.len(), |message| wire::xml::write_message(&message, types).len())
            },
        },
    };
    Terms {
        me: settings.account.user_id,
        me_name: settings.account.name.clone(),
        company: settings.account.company_id,
        limits: Limits { messages: settings.publish.max_messages, bytes: settings.publish.max_bytes },
        kinds: settings.server.kinds(),
        types,
        marks: settings.publish.marks,
        measure,
    }
}
