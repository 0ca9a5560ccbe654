//! Replies in the framework's own words, and the head of a request.
//!
//! Must not know: the service. Tests: `tests/demo/listener.rs`.

use crate::demo::weather::{RetryAfter, Turn};

use axum::body::Body;
use axum::http::{HeaderMap, Response, StatusCode, header};

use std::time::SystemTime;

pub(super) const JSON: &str = "application/json; charset=utf-8";
pub(super) const HTML: &str = "text/html; charset=utf-8";
/// About the length of an answer's head: a torn answer breaks off behind it.
pub(super) const HEAD: usize = 130;

/// A response before it has a body type: status with headers, and text.
pub(super) type Said = (axum::http::response::Builder, String);

/// The answer of a server that does nothing with the call.
pub(super) fn unapplied(turn: Turn) -> Option<(u16, Said)> {
    match turn {
        Turn::Busy(after) => {
            let after = match after {
                RetryAfter::Seconds(seconds) => seconds.to_string(),
                RetryAfter::Date(at) => httpdate::fmt_http_date(SystemTime::from(at)),
            };
            let head = status(StatusCode::TOO_MANY_REQUESTS, JSON).header(header::RETRY_AFTER, after);
            Some((429, (head, complaint("Too many requests."))))
        }
        Turn::Broken => Some((500, (status(StatusCode::INTERNAL_SERVER_ERROR, HTML), page("Runtime Error")))),
        Turn::Serve | Turn::CutBefore | Turn::CutAfter | Turn::Torn => None,
    }
}

pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The framework's own error for a request that reached no action.
pub(super) fn complaint(text: &str) -> String {
    serde_json::json!({ "Message": text }).to_string()
}

pub(super) fn page(title: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    )
}

pub(super) fn status(code: StatusCode, media: &str) -> axum::http::response::Builder {
    Response::builder().status(code).header(header::CONTENT_TYPE, media)
}

pub(super) fn plain(code: StatusCode, media: &str, text: String) -> Response<Body> {
    built((status(code, media), text))
}

pub(super) fn built((head, text): Said) -> Response<Body> {
    // Fails only on a bad header, and the headers above are valid.
    head.body(Body::from(text)).unwrap_or_default()
}
