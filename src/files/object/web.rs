//! HTTP for files: the client, sentences for statuses, saving a body to a file; and downloads from other servers.
//!
//! A download from another server happens only when the user asks, without credentials, from public addresses only, so
//! that a message cannot make this computer access its own network. Must not know: stores. Tests:
//! `tests/files/stores.rs`.

use super::inflate::{Inflate, PIECE};
use super::{Access, Got, too_large};
use crate::chat::media;
use crate::directory::whole_file;
use crate::files::Error;
use crate::files::watch::Watch;
use crate::language::tr;
use crate::proxy;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use reqwest::header::{
    ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER,
};
use reqwest::{Certificate, Client, ClientBuilder, Response, redirect, retry};
use tokio::io::AsyncWriteExt as _;
use url::{Host, Url};

/// A connection that takes longer will not succeed.
const CONNECT: Duration = Duration::from_secs(10);
/// A transfer that has not moved for this long is broken.
pub(super) const STALL: Duration = Duration::from_secs(30);
/// The largest `ca_file` in bytes: many times the size of a system's trust store.
const CA_FILE: u64 = 10_000_000;
/// The most redirects followed on other servers.
const REDIRECTS: usize = 5;

/// A client without redirects and retries: the caller decides on these.
pub(super) fn builder() -> ClientBuilder {
    // Fails if a provider is installed already, which is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .user_agent(concat!("Confab/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .connect_timeout(CONNECT)
        .tcp_nodelay(true)
        .default_headers(HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static("identity"))]))
}

/// A client for the store at this address; without `stall`, the caller detects stalled transfers.
pub(super) fn client(address: &Url, access: &Access, stall: Option<Duration>) -> Result<Client, Error> {
    let mut builder = builder();
    if let Some(stall) = stall {
        builder = builder.read_timeout(stall);
    }
    if address.scheme() == "http" {
        // Only loopback addresses (`settings::check::store`): never through a proxy or a name server.
        let here = [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), SocketAddr::from((Ipv6Addr::LOCALHOST, 0))];
        builder = builder.no_proxy().resolve_to_addrs("localhost", &here).tls_certs_only([]);
    } else {
        (builder, _) = proxy::apply(builder, address).map_err(Error::Forbidden)?;
        if let Some(path) = &access.ca_file {
            builder = builder.tls_certs_merge(certificates(path)?);
        }
    }
    builder.build().map_err(|error| Error::Forbidden(tr::connect_tls(&error.to_string())))
}

/// Reads the certificates of a PEM file.
pub(super) fn certificates(path: &Path) -> Result<Vec<Certificate>, Error> {
    Certificate::from_pem_bundle(&pem(path)?).map_err(|error| bad_certificates(path, &error.to_string()))
}

/// Reads the bytes of a certificate file.
pub(super) fn pem(path: &Path) -> Result<Vec<u8>, Error> {
    whole_file::read(path, CA_FILE).map_err(|error| check_certificates(&whole_file::not_read(path, &error)))
}

/// A file of certificates cannot be used.
pub(super) fn bad_certificates(path: &Path, error: &str) -> Error {
    check_certificates(&tr::ConnectCaFile { path: &path.display().to_string(), error }.text())
}

fn check_certificates(why: &str) -> Error {
    Error::Forbidden(format!("{} {why}", tr::connect_ca_file_check()))
}

/// The error for a request without an answer.
pub(super) fn unreached(error: &reqwest::Error, host: &str) -> Error {
    let reason = if error.is_timeout() {
        tr::store_timeout(host)
    } else if error.is_connect() {
        tr::store_unreached(host)
    } else {
        tr::store_lost(host)
    };
    Error::Unreached { reason, after: None }
}

/// The error for a status other than success; `host` is named in its sentence.
pub(super) fn refused(status: u16, headers: &HeaderMap, host: &str) -> Error {
    let after = headers
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.trim().parse().ok())
        .map(Duration::from_secs);
    match status {
        300..=399 => Error::Forbidden(tr::store_redirected(host)),
        401 | 403 => Error::Forbidden(tr::store_forbidden(host)),
        404 | 410 => Error::Missing(tr::store_file_missing(host)),
        413 => Error::Refused(tr::store_file_large(host)),
        408 | 423 | 425 | 429 => Error::Unreached { reason: tr::store_busy(host), after },
        507 => Error::Unreached { reason: tr::store_full(host), after },
        500..=599 => {
            Error::Unreached { reason: tr::StoreError { host, status: status.into() }.text(), after }
        }
        _ => Error::Refused(tr::StoreRejected { host, status: status.into() }.text()),
    }
}

/// Saves a body to a file, at most `limit` bytes; `name` tells the expected type.
pub(super) async fn into_file(
    mut response: Response,
    name: &str,
    into: &Path,
    limit: u64,
    watch: &Watch,
) -> Result<Got, Error> {
    let host = response.url().host_str().unwrap_or_default().to_owned();
    let media_type =
        response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let is_page = media_type.as_ref().is_some_and(|kind| kind.trim_start().starts_with("text/html"));
    if is_page && media::claimed(name).is_none_or(|(_, claim)| claim != "text/html") {
        return Err(Error::Forbidden(tr::store_page(&host)));
    }
    let said: Option<u64> =
        response.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if said.is_some_and(|said| said > limit) {
        return Err(too_large(limit));
    }
    let mut inflate = Inflate::of(response.headers(), name)
        .map_err(|coding| Error::Forbidden(tr::StoreCompressed { host: &host, coding: &coding }.text()))?;
    watch.set_total(said.unwrap_or_default());
    let disk = |error: std::io::Error| crate::files::place::disk(&error);
    let damaged = |_| Error::Unreached { reason: tr::store_damaged(&host), after: None };
    let mut file = tokio::fs::File::create(into).await.map_err(disk)?;
    let (mut came, mut bytes) = (0, 0);
    loop {
        let chunk = match response.chunk().await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => break,
            Err(error) => return Err(unreached(&error, &host)),
        };
        came += chunk.len() as u64;
        for piece in chunk.chunks(if matches!(inflate, Inflate::Plain) { chunk.len().max(1) } else { PIECE })
        {
            let content = inflate.piece(piece).map_err(damaged)?;
            bytes += content.len() as u64;
            if bytes > limit {
                return Err(too_large(limit));
            }
            file.write_all(&content).await.map_err(disk)?;
        }
        watch.set_done(came);
    }
    let rest = inflate.finish().map_err(damaged)?;
    bytes += rest.len() as u64;
    if bytes > limit {
        return Err(too_large(limit));
    }
    file.write_all(&rest).await.map_err(disk)?;
    file.flush().await.map_err(disk)?;
    if said.is_some_and(|said| said != came) {
        return Err(Error::Unreached { reason: tr::store_short(&host), after: None });
    }
    Ok(Got { bytes, media_type })
}

/// Downloads a file from any web server, because the user asked: `https` only, without credentials, at most `limit`
/// bytes.
///
/// # Errors
/// If the address is not allowed, the download fails or is stopped, or the file is too large.
pub async fn fetch_elsewhere(path: &str, into: &Path, limit: u64, watch: &Watch) -> Result<Got, Error> {
    let mut url = Url::parse(path).map_err(|_| Error::Forbidden(tr::store_no_web_address().to_owned()))?;
    for _ in 0..=REDIRECTS {
        let host = url.host_str().unwrap_or_default().to_owned();
        let client = public_client(&url).await?;
        let response = client.get(url.clone()).send().await.map_err(|error| unreached(&error, &host))?;
        let status = response.status();
        if status.is_success() {
            let name = url.path().rsplit('/').next().unwrap_or_default().to_owned();
            return into_file(response, &name, into, limit, watch).await;
        }
        let next = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        match next.and_then(|next| url.join(next).ok()) {
            Some(next) if status.is_redirection() => url = next,
            Some(_) | None => return Err(refused(status.as_u16(), response.headers(), &host)),
        }
    }
    Err(Error::Forbidden(tr::store_redirects().to_owned()))
}

/// A client that connects to the host of this address only at public IP addresses, even if name resolution changes
/// meanwhile.
async fn public_client(url: &Url) -> Result<Client, Error> {
    let not_public = || Error::Forbidden(tr::store_local_address().to_owned());
    if url.scheme() != "https" || !url.username().is_empty() || url.password().is_some() {
        return Err(Error::Forbidden(tr::store_not_secure().to_owned()));
    }
    let builder = builder().read_timeout(STALL);
    let builder = match url.host() {
        Some(Host::Ipv4(address)) if is_public(address.into()) => builder,
        Some(Host::Ipv6(address)) if is_public(address.into()) => builder,
        Some(Host::Domain(name)) => {
            let port = url.port_or_known_default().unwrap_or(443);
            let found = tokio::net::lookup_host((name, port)).await;
            let found: Vec<_> = found
                .map_err(|_| Error::Unreached { reason: tr::store_not_found(name), after: None })?
                .collect();
            if found.is_empty() || !found.iter().all(|found| is_public(found.ip())) {
                return Err(not_public());
            }
            builder.no_proxy().resolve_to_addrs(name, &found)
        }
        Some(Host::Ipv4(_) | Host::Ipv6(_)) | None => return Err(not_public()),
    };
    builder.build().map_err(|error| Error::Forbidden(tr::connect_tls(&error.to_string())))
}

/// True if an IP address is public, and not of this computer or its network.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            let shared = a == 100 && (64..128).contains(&b);
            let benchmark = a == 198 && (b == 18 || b == 19);
            !(v4.is_loopback()
                || v4.is_private()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_broadcast()
                || v4.is_multicast()
                || v4.is_documentation()
                || a == 0
                || a >= 240
                || shared
                || benchmark)
        }
        IpAddr::V6(v6) => match v6.to_ipv4() {
            // An IPv4 address embedded in IPv6.
            Some(v4) => is_public(v4.into()),
            None => {
                let first = v6.segments()[0];
                let nat64 = first == 0x64 && v6.segments()[1] == 0xff9b;
                (first & 0xe000) == 0x2000 && !nat64 && first != 0x2002
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_internet_are_public() {
        for public in ["93.184.216.34", "2606:2800:220:1::1"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for other in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
        ] {
            assert!(!is_public(other.parse().unwrap()), "{other}");
        }
    }

    #[tokio::test]
    async fn nothing_but_public_https_is_fetched() {
        let folder = tempfile::tempdir().unwrap();
        let into = folder.path().join("in");
        for hostile in [
            "file:///etc/passwd",
            "http://example.org/a.png",
            "https://127.0.0.1/a.png",
            "https://localhost/a.png",
            "https://[::1]/a.png",
            "https://169.254.169.254/latest/meta-data",
            "https://user:secret@example.org/a.png",
            "nonsense",
        ] {
            let error = fetch_elsewhere(hostile, &into, 1_000, &Watch::default()).await.unwrap_err();
            assert!(matches!(error, Error::Forbidden(_)), "{hostile}: {error:?}");
        }
        assert!(!into.exists());
    }
}
