//! Explains why no answer came, in a sentence for people, and how far the call may have got.
//!
//! Must not know: statuses and bodies (`verdict` does). Tests: `tests/wire/http.rs`, `tests/wire/tls.rs`.

use crate::language::tr;
use crate::remote::{Failure, Reached};

use std::error::Error;
use std::time::Duration;

/// Translates an error of the client library. `host` is the server's name as the user knows it, `proxy` the environment
/// variable of the proxy in between.
pub(super) fn of(error: &reqwest::Error, host: &str, timeout: Duration, proxy: Option<&str>) -> Failure {
    // Only an error while connecting proves that nothing was sent; otherwise the server may have received the call.
    let reached = if error.is_connect() || error.is_builder() { Reached::Never } else { Reached::Perhaps };
    let words = if let Some(words) = certificate_trouble(error, host) {
        words
    } else if let Some(proxy) = proxy.filter(|_| error.is_connect() || error.is_dns()) {
        if chain(error).any(|cause| cause.to_string().contains("proxy authorization required")) {
            tr::connect_proxy_sign_in(proxy)
        } else {
            tr::ConnectProxyUnreached { host, variable: proxy }.text()
        }
    } else if error.is_dns() {
        tr::connect_not_found(host)
    } else if error.is_connect() {
        tr::connect_unreached(host)
    } else if error.is_timeout() {
        tr::ConnectTimeout { host, time: &humantime::format_duration(timeout).to_string() }.text()
    } else {
        tr::connect_lost(host)
    };
    Failure::Unreachable { reached, words }
}

/// The TLS error in a chain of causes, in plain words.
fn certificate_trouble(error: &reqwest::Error, host: &str) -> Option<String> {
    use rustls::{CertificateError as Bad, Error as Tls};

    let tls = chain(error).find_map(|cause| cause.downcast_ref::<Tls>())?;
    // A broken handshake says nothing about anybody's identity.
    let Tls::InvalidCertificate(bad) = tls else { return None };
    let words = if matches!(bad, Bad::UnknownIssuer) {
        tr::connect_certificate_unknown(host)
    } else if matches!(bad, Bad::Expired | Bad::ExpiredContext { .. }) {
        tr::connect_certificate_expired(host)
    } else if matches!(bad, Bad::NotValidYet | Bad::NotValidYetContext { .. }) {
        tr::connect_certificate_early(host)
    } else if matches!(bad, Bad::NotValidForName | Bad::NotValidForNameContext { .. }) {
        tr::connect_certificate_name(host)
    } else {
        tr::connect_certificate_bad(host)
    };
    Some(words)
}

/// An error and its causes. An `io::Error` does not return the error it wraps as its source, so it is unwrapped here.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |cause: &&'a (dyn Error + 'static)| {
        let cause: &'a (dyn Error + 'static) = *cause;
        match cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
            Some(wrapped) => Some(wrapped as &'a (dyn Error + 'static)),
            None => cause.source(),
        }
    })
}
