//! The address, credentials and format of a server, checked before the first call.
//!
//! Must not know: the settings file (`session::open` builds an [`Endpoint`] from it), the network. Tests:
//! `tests/wire/endpoint.rs`.

use crate::language::tr;
use crate::remote::wire::TypeNames;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use url::{Host, Url};

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Headers that describe the body or the connection: only Confab sets them.
const OURS: [&str; 10] = [
    "accept",
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "te",
    "transfer-encoding",
];

/// Everything that a client needs to know about a server.
#[derive(Clone)]
pub struct Endpoint {
    /// The server's address; a path prefix is kept. See [`check_url`].
    pub url: Url,
    /// Appended to the address, for instance `Message/MessageApi/PublishMessagesToServer`.
    pub publish_path: String,
    /// Appended to the address, for instance `Message/MessageApi/GetUserOrChannelMessages`.
    pub read_path: String,
    /// The format of publish calls. Read calls always use JSON: the XML namespace of the search model is not public,
    /// and a server ignores elements in another one, including paging and date.
    pub format: Format,
    /// Extra headers by name and value.
    pub headers: Vec<(String, String)>,
    /// A PEM file with certificates that are trusted in addition to the system's.
    pub ca_file: Option<PathBuf>,
    /// The bearer token.
    pub token: Option<String>,
    /// The limit for a call, from its start to the last byte of the answer.
    pub timeout: Duration,
    /// The names of message types in XML.
    pub type_names: TypeNames,
}

/// The format of publish calls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    #[default]
    Json,
    Xml,
}

impl fmt::Debug for Endpoint {
    /// Leaves out the token and the headers' values.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("url", &self.url.as_str())
            .field("format", &self.format)
            .field("headers", &self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("has_token", &self.token.is_some())
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// The reasons why an [`Endpoint`] cannot be used, as texts for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    #[error("{0}")]
    Url(String),
    #[error("{}", tr::connect_path(.0))]
    Path(String),
    #[error("{}", tr::connect_header(.0))]
    Header(String),
    #[error("{}", tr::connect_header_own(.0))]
    OwnHeader(String),
    #[error("{}", tr::connect_token())]
    Token,
    /// A sentence on what is wrong with the file.
    #[error("{check} {0}", check = tr::connect_ca_file_check())]
    Certificates(String),
    #[error("{0}")]
    Proxy(String),
    #[error("{}", tr::connect_tls(.0))]
    Tls(String),
}

/// Checks a server address from the settings or the connect form.
///
/// # Errors
/// If the text is not an address, has another scheme, uses `http` to another computer, or contains credentials, a
/// query or a fragment. The message is for people.
pub fn check_url(text: &str) -> Result<Url, String> {
    let wrong = |words: &str| Err(words.to_owned());
    let Ok(url) = Url::parse(text.trim()) else { return wrong(tr::settings_url_missing()) };
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return wrong(tr::settings_url_scheme());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return wrong(tr::settings_url_credentials());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return wrong(tr::settings_url_query());
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        return wrong(tr::settings_url_http());
    }
    Ok(url)
}

/// True if the address is this computer, decided without a name server.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.trim_end_matches('.').eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl Endpoint {
    /// The address of a path below the server's own path prefix.
    pub(super) fn join(&self, path: &str) -> Result<Url, SetupError> {
        if path.contains("://") || path.contains(['?', '#']) {
            return Err(SetupError::Path(path.to_owned()));
        }
        let mut url = self.url.clone();
        url.path_segments_mut()
            .map_err(|()| SetupError::Path(path.to_owned()))?
            .pop_if_empty()
            .extend(path.split('/').filter(|segment| !segment.is_empty()));
        Ok(url)
    }

    /// Token and extra headers, marked as sensitive so that they are neither logged nor kept in a compression table.
    pub(super) fn header_map(&self) -> Result<HeaderMap, SetupError> {
        let mut map = HeaderMap::new();
        for (name, value) in &self.headers {
            let bad = || SetupError::Header(name.clone());
            let header = HeaderName::from_bytes(name.trim().as_bytes()).map_err(|_| bad())?;
            if OURS.contains(&header.as_str()) {
                return Err(SetupError::OwnHeader(name.clone()));
            }
            let mut value = HeaderValue::from_str(value.trim()).map_err(|_| bad())?;
            value.set_sensitive(true);
            map.append(header, value);
        }
        if let Some(token) = self.token.as_deref().map(str::trim).filter(|token| !token.is_empty()) {
            let mut value =
                HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| SetupError::Token)?;
            value.set_sensitive(true);
            map.insert(AUTHORIZATION, value);
        }
        Ok(map)
    }
}
