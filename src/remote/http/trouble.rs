//! Explains why no answer came, in words for people, and how far the call may have got.
//!
//! Must not know: statuses and bodies (`verdict` does). Tests: `tests/wire/http.rs`, `tests/wire/tls.rs`.

use crate::remote::{Failure, Reached};

use std::error::Error;
use std::time::Duration;

/// Translates an error of the client library. `host` is the server's name as a person knows it, `proxy` the
/// environment variable of the proxy in between.
pub(super) fn of(error: &reqwest::Error, host: &str, timeout: Duration, proxy: Option<&str>) -> Failure {
    // Only an error while connecting proves that nothing was sent; otherwise the server may have received the call.
    let reached = if error.is_connect() || error.is_builder() { Reached::Never } else { Reached::Perhaps };
    let words = if let Some(why) = certificate_trouble(error) {
        format!("The server at {host} does not prove who it is: {why}. Nothing was sent.")
    } else if let Some(proxy) = proxy.filter(|_| error.is_connect() || error.is_dns()) {
        if chain(error).any(|cause| cause.to_string().contains("proxy authorization required")) {
            format!("The proxy that {proxy} names wants a user name and a password, or others than it has.")
        } else {
            format!("Couldn't reach the server at {host} through the proxy that {proxy} names.")
        }
    } else if error.is_dns() {
        format!("Couldn't find the server {host}.")
    } else if error.is_connect() {
        format!("Couldn't reach the server at {host}.")
    } else if error.is_timeout() {
        format!("The server at {host} did not answer within {}.", humantime::format_duration(timeout))
    } else {
        format!("The connection to {host} broke off before the server answered.")
    };
    Failure::Unreachable { reached, words }
}

/// The TLS error in a chain of causes, in plain words.
fn certificate_trouble(error: &reqwest::Error) -> Option<String> {
    use rustls::{CertificateError as Bad, Error as Tls};

    let tls = chain(error).find_map(|cause| cause.downcast_ref::<Tls>())?;
    // A broken handshake says nothing about anybody's identity.
    let Tls::InvalidCertificate(bad) = tls else { return None };
    let why = if matches!(bad, Bad::UnknownIssuer) {
        "its certificate comes from an authority that this computer does not trust (`ca_file` in the settings adds one)"
    } else if matches!(bad, Bad::Expired | Bad::ExpiredContext { .. }) {
        "its certificate has expired, or this computer's clock is wrong"
    } else if matches!(bad, Bad::NotValidYet | Bad::NotValidYetContext { .. }) {
        "its certificate is not valid yet, or this computer's clock is wrong"
    } else if matches!(bad, Bad::NotValidForName | Bad::NotValidForNameContext { .. }) {
        "its certificate is for another name"
    } else {
        "its certificate cannot be trusted"
    };
    Some(why.to_owned())
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
