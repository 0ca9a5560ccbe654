//! Talks to a real server over HTTP, one request per call.
//!
//! No redirect is followed (a POST with a token must not reach another server), no request is repeated (the outbox
//! decides that), no compression is requested, and no answer is read beyond its limit. Connections are reused. Must not
//! know: the outbox, the settings file. Tests: `tests/wire/http.rs`, `tests/wire/tls.rs`.

mod body;
mod endpoint;
mod trouble;

pub use endpoint::{Endpoint, Format, SetupError, check_url, is_loopback};

use super::skew::Skew;
use super::verdict::{self, Heard};
use super::wire::conversation::{Action, Verb};
use super::wire::{Message, MessageType, json, raw, xml};
use super::{Call, Errand, Failure, Page, Remote, Rest, Route, Search, Wait, answer};
use crate::clock::Clock;
use crate::directory::whole_file;
use crate::language::tr;
use crate::proxy;

use futures::future::BoxFuture;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, DATE, HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::{Certificate, Client, Method, Response, Url, redirect, retry};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// The most messages in a page.
pub const PAGE_SIZE: usize = 100;

/// The largest `ca_file` in bytes: many times the size of a system's trust store.
const CA_FILE: u64 = 10_000_000;
/// The most bytes read of an answer other than 2xx: as many as of one that accepts, because an envelope that refuses
/// may name every element of a call.
const ERROR_CAP: usize = answer::PUBLISH_CAP;
/// A connection that takes longer will not succeed.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Shorter than the idle timeouts of common servers (IIS: 120 s), so that a call rarely meets a closing connection.
const IDLE: Duration = Duration::from_secs(60);

/// A server reached over HTTP.
#[derive(Debug, Clone)]
pub struct Http(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    client: Client,
    /// The environment variable of the proxy that is used.
    proxy: Option<&'static str>,
    endpoint: Endpoint,
    publish: Url,
    read: Url,
    skew: Skew,
}

impl Http {
    /// Checks an endpoint and prepares the client. Does not connect, but reads the system's trust store and the
    /// certificate file, so call it on a thread that may block.
    ///
    /// # Errors
    /// If the endpoint cannot be used; see [`SetupError`].
    pub fn new(endpoint: Endpoint) -> Result<Self, SetupError> {
        check_url(endpoint.url.as_str()).map_err(SetupError::Url)?;
        let (publish, read) = (endpoint.join(&endpoint.publish_path)?, endpoint.join(&endpoint.read_path)?);
        let (client, proxy) = client(&endpoint)?;
        Ok(Self(Arc::new(Inner { client, proxy, endpoint, publish, read, skew: Skew::default() })))
    }
}

impl Remote for Http {
    fn publish(&self, call: Call) -> BoxFuture<'static, Result<super::Receipt, Failure>> {
        let inner = Arc::clone(&self.0);
        Box::pin(async move {
            match call.errand {
                Errand::Messages => inner.publish(call).await,
                Errand::Conversation(action) => inner.on_conversation(action, &call).await,
            }
        })
    }

    fn messages(&self, search: Search, page: u32) -> BoxFuture<'static, Result<Page, Failure>> {
        let inner = Arc::clone(&self.0);
        Box::pin(async move { inner.messages(search, page).await })
    }

    fn skew(&self) -> Option<Skew> {
        Some(self.0.skew.clone())
    }
}

impl Inner {
    async fn publish(&self, call: Call) -> Result<super::Receipt, Failure> {
        let (body, media_type) = match self.endpoint.format {
            Format::Json => {
                let elements = call.elements.iter().map(|element| &**element);
                (json::join_publish(call.user, call.company, elements), json::MEDIA_TYPE)
            }
            Format::Xml => (self.xml_body(&call)?, xml::MEDIA_TYPE),
        };
        let heard = self.post(self.publish.clone(), media_type, body, answer::PUBLISH_CAP).await?;
        verdict::of_publish(&heard, &call, media_type)
    }

    /// Always in JSON: see [`super::wire::conversation`].
    async fn on_conversation(&self, action: Action, call: &Call) -> Result<super::Receipt, Failure> {
        let body = call.elements.first().map(|body| body.as_bytes().to_vec()).unwrap_or_default();
        let url =
            self.endpoint.join(action.path()).map_err(|error| Failure::Misdirected(error.to_string()))?;
        let verb = match action.verb() {
            Verb::Post => Method::POST,
            Verb::Put => Method::PUT,
            Verb::Delete => Method::DELETE,
        };
        let heard = self.call(verb, url, json::MEDIA_TYPE, body, answer::PUBLISH_CAP).await?;
        verdict::of_conversation(&heard, action, call)
    }

    async fn messages(&self, search: Search, page: u32) -> Result<Page, Failure> {
        let body = search_body(&search, page);
        let heard = self.post(self.read.clone(), json::MEDIA_TYPE, body, answer::PAGE_CAP).await?;
        if !(200..=299).contains(&heard.status) {
            return Err(verdict::of_reading(&heard, json::MEDIA_TYPE));
        }
        let (mut messages, notes) = answer::read_messages(&heard.body).map_err(|answer| match answer {
            answer::Answer::Refused { reason, .. } => Failure::Refused(reason),
            answer::Answer::Unreadable { hint } => Failure::Unclear(hint),
            answer::Answer::Accepted => Failure::Unclear(tr::remote_reply_nothing().to_owned()),
        })?;
        for message in &mut messages {
            self.number_kinds(message);
        }
        // Elements that could not be read were still on the page.
        let count = messages.len() + notes.lost().len();
        let rest = if count < PAGE_SIZE { Rest::None } else { Rest::Perhaps };
        Ok(Page { messages, notes, rest })
    }

    /// Sets the profile's number of a kind that was received by name. The name is sent back unchanged.
    fn number_kinds(&self, message: &mut Message) {
        if let Some(MessageType::Name(name)) = &message.message_type
            && let Some(number) = self.endpoint.type_names.number_of(name)
        {
            let mut value = String::new();
            raw::push_string(&mut value, name);
            message.extra.keep("MessageType", &value);
            message.message_type = Some(MessageType::Number(number));
        }
    }

    /// Writes the same elements in XML. An element that cannot be read refuses the call, so that halving finds it.
    fn xml_body(&self, call: &Call) -> Result<Vec<u8>, Failure> {
        let rewrite = |element: &Arc<str>| {
            json::read_message(element.as_bytes())
                .map(|message| xml::write_message(&message, &self.endpoint.type_names))
                .map_err(|_| Failure::Refused(tr::remote_damaged().to_owned()))
        };
        let elements = call.elements.iter().map(rewrite).collect::<Result<Vec<_>, _>>()?;
        Ok(xml::join_publish(call.user, call.company, elements.iter().map(String::as_str)))
    }

    async fn post(&self, url: Url, media_type: &str, body: Vec<u8>, cap: usize) -> Result<Heard, Failure> {
        self.call(Method::POST, url, media_type, body, cap).await
    }

    async fn call(
        &self,
        verb: Method,
        url: Url,
        media_type: &str,
        body: Vec<u8>,
        cap: usize,
    ) -> Result<Heard, Failure> {
        let sent = self
            .client
            .request(verb, url)
            .header(CONTENT_TYPE, media_type)
            .header(ACCEPT, "application/json")
            .header(ACCEPT_ENCODING, "identity");
        let asked = Clock::System.steady();
        let response = sent.body(body).send().await.map_err(|error| self.trouble(&error))?;
        if let Some(date) = dated(response.headers()) {
            self.skew.measure(date, asked, Clock::System.steady());
            if let Some(ahead) = self.skew.news(Clock::System.millis(), Clock::System.steady()) {
                tracing::info!(ahead_ms = ahead, "the server's clock and this computer's differ");
            }
        }
        let status = response.status().as_u16();
        let after = wait(response.headers());
        let location = place(&response);
        let is_success = response.status().is_success();
        let body = match body::read(response, if is_success { cap } else { ERROR_CAP }).await {
            Ok(body) => body,
            Err(body::Trouble::Broke(error)) if is_success => return Err(self.trouble(&error)),
            Err(body::Trouble::Coding(name)) if is_success => {
                return Err(Failure::Unclear(tr::remote_reply_compressed(&name)));
            }
            // The status decides; the body would only have given a reason.
            Err(body::Trouble::Broke(_) | body::Trouble::Coding(_)) => Vec::new(),
        };
        Ok(Heard { status, after, location, body })
    }

    fn trouble(&self, error: &reqwest::Error) -> Failure {
        let host = self.endpoint.url.host_str().unwrap_or_default();
        trouble::of(error, host, self.endpoint.timeout, self.proxy)
    }
}

/// Writes the used part of `MessageSearchInputModel`. Nullable fields are only written when needed; the others are
/// always written (`docs/server-api.md` 2.27).
fn search_body(search: &Search, page: u32) -> Vec<u8> {
    let mut body = format!(
        "{{\"IsPinned\":false,\"IsStarred\":false,\"PageSize\":{PAGE_SIZE},\"PageNumber\":{},\"Pagination\":true",
        page.max(1)
    );
    match search.within {
        Some(Route::Channel(id)) => {
            body.push_str(&format!(",\"ChannelId\":\"{id}\",\"IsChannel\":true,\"IsGroupChat\":false"));
        }
        Some(Route::Group(id)) => {
            body.push_str(&format!(",\"ChannelId\":\"{id}\",\"IsChannel\":false,\"IsGroupChat\":true"));
        }
        Some(Route::Direct(id)) => {
            body.push_str(&format!(",\"ReceiverId\":\"{id}\",\"IsChannel\":false,\"IsGroupChat\":false"));
        }
        None => {}
    }
    if let Some(id) = search.message {
        body.push_str(&format!(",\"MessageId\":\"{id}\""));
    }
    if let Some(since) = &search.since {
        body.push_str(",\"LastSyncDateTime\":");
        raw::push_string(&mut body, since.as_str());
    }
    body.push('}');
    body.into_bytes()
}

/// Parses `Retry-After`, in seconds or as a date. A date is compared with the server's own clock if it is known,
/// because this computer's may be wrong.
fn wait(headers: &HeaderMap) -> Option<Wait> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let asked = text(RETRY_AFTER)?;
    if let Ok(seconds) = asked.parse::<u64>() {
        return Some(Wait::For(Duration::from_secs(seconds)));
    }
    let until = httpdate::parse_http_date(asked).ok()?;
    Some(match dated(headers) {
        Some(now) => Wait::For(until.duration_since(now).unwrap_or_default()),
        None => Wait::Until(until),
    })
}

/// The time of the answer by the server's clock.
fn dated(headers: &HeaderMap) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?.trim()).ok()
}

/// The target of a redirect, without parts that may be secret.
fn place(response: &Response) -> Option<String> {
    let location = response.headers().get(LOCATION)?.to_str().ok()?;
    let mut url = response.url().join(location).ok()?;
    url.set_query(None);
    url.set_fragment(None);
    let _ = url.set_username("");
    let _ = url.set_password(None);
    Some(url.as_str().chars().take(200).collect())
}

fn client(endpoint: &Endpoint) -> Result<(Client, Option<&'static str>), SetupError> {
    // Fails if a provider is installed already, which is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .user_agent(concat!("Confab/", env!("CARGO_PKG_VERSION")))
        .default_headers(endpoint.header_map()?)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .connect_timeout(CONNECT_TIMEOUT.min(endpoint.timeout))
        .timeout(endpoint.timeout)
        .pool_idle_timeout(IDLE)
        .tcp_nodelay(true);
    let mut through = None;
    if endpoint.url.scheme() == "http" {
        // Only loopback addresses (`check_url`): these must not pass through a proxy or a name server, and need no
        // certificates, so none are loaded.
        let here = [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), SocketAddr::from((Ipv6Addr::LOCALHOST, 0))];
        builder = builder.no_proxy().resolve_to_addrs("localhost", &here).tls_certs_only([]);
    } else {
        (builder, through) = proxy::apply(builder, &endpoint.url).map_err(SetupError::Proxy)?;
        if let Some(path) = &endpoint.ca_file {
            builder = builder.tls_certs_merge(certificates(path)?);
        }
    }
    let client = builder.build().map_err(|error| SetupError::Tls(deepest(&error)))?;
    Ok((client, through))
}

/// Reads every certificate of a PEM file and tries it as an authority, so that a bad one is reported with its file.
fn certificates(path: &Path) -> Result<Vec<Certificate>, SetupError> {
    let named = || path.display().to_string();
    let bad =
        |error: String| SetupError::Certificates(tr::ConnectCaFile { path: &named(), error: &error }.text());
    let pem = whole_file::read(path, CA_FILE)
        .map_err(|error| SetupError::Certificates(whole_file::not_read(path, &error)))?;
    let mut found = Vec::new();
    for read in CertificateDer::pem_slice_iter(&pem) {
        let der = read.map_err(|error| bad(error.to_string()))?;
        RootCertStore::empty().add(der.clone()).map_err(|error| bad(error.to_string()))?;
        found.push(Certificate::from_der(&der).map_err(|error| bad(deepest(&error)))?);
    }
    if found.is_empty() {
        return Err(SetupError::Certificates(tr::connect_ca_file_none(&named())));
    }
    Ok(found)
}

/// The innermost cause of an error says more than "builder error".
fn deepest(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
