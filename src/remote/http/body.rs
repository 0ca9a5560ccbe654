//! Reads the body of an answer up to a limit, decompresses it if a proxy compressed it, and converts it to UTF-8.
//!
//! Compression is never requested, but proxies compress all the same. Decompression stops at the same limit, so that
//! a zip bomb takes no more memory than any other answer. Must not know: statuses, envelopes. Tests:
//! `tests/wire/body.rs`, `tests/wire/memory.rs`.

use crate::remote::wire::text;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use reqwest::Response;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};

use std::io::Read;

/// How many characters of an encoding's name are shown.
const CODING_NAME: usize = 20;

/// The reasons why there is no body.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The connection broke.
    Broke(reqwest::Error),
    /// The content encoding is not supported; its name, tidied.
    Coding(String),
}

/// Supported content encodings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Identity,
    Gzip,
    Deflate,
}

/// Reads a body up to one byte beyond the limit, so that the caller sees that it is too long. It is converted to
/// UTF-8 if the answer names its charset.
pub(super) async fn read(response: Response, cap: usize) -> Result<Vec<u8>, Trouble> {
    let coding = coding(response.headers())?;
    let charset = charset(response.headers());
    let body = take(response, cap).await.map_err(Trouble::Broke)?;
    if body.len() > cap {
        return Ok(body);
    }
    let body = inflated(body, coding, cap);
    Ok(match charset {
        Some(charset) => text::from_charset(body, &charset),
        None => body,
    })
}

async fn take(mut response: Response, cap: usize) -> Result<Vec<u8>, reqwest::Error> {
    let mut body = Vec::new();
    while body.len() <= cap {
        let Some(chunk) = response.chunk().await? else { break };
        let room = (cap + 1).saturating_sub(body.len());
        body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
    }
    Ok(body)
}

/// The content encoding. More than one is not supported.
fn coding(headers: &HeaderMap) -> Result<Coding, Trouble> {
    let mut found = Coding::Identity;
    for value in headers.get_all(CONTENT_ENCODING) {
        let value = String::from_utf8_lossy(value.as_bytes());
        for name in value.split(',').map(|name| name.trim().to_ascii_lowercase()) {
            let next = match name.as_str() {
                "" | "identity" => continue,
                "gzip" | "x-gzip" => Coding::Gzip,
                "deflate" => Coding::Deflate,
                _ => return Err(unknown(&name)),
            };
            if found != Coding::Identity {
                return Err(unknown(&value));
            }
            found = next;
        }
    }
    Ok(found)
}

fn unknown(name: &str) -> Trouble {
    Trouble::Coding(name.chars().filter(char::is_ascii_graphic).take(CODING_NAME).collect())
}

/// Decompresses a body. A truncated one yields the part that arrived; one that is not in the named encoding is
/// returned unchanged.
fn inflated(body: Vec<u8>, coding: Coding, cap: usize) -> Vec<u8> {
    // Neither JSON nor a page begins like this, whatever the header says.
    if body.starts_with(&[0x1f, 0x8b]) {
        return to_cap(MultiGzDecoder::new(body.as_slice()), cap).0;
    }
    match (coding, body.as_slice()) {
        (Coding::Deflate, [first, second, ..]) => {
            let is_zlib = first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0;
            if is_zlib {
                return to_cap(ZlibDecoder::new(body.as_slice()), cap).0;
            }
            // A raw stream has no header: any bytes may be the beginning of one.
            match to_cap(DeflateDecoder::new(body.as_slice()), cap) {
                (content, Ended::Well) => content,
                (_, Ended::Badly) => body,
            }
        }
        (Coding::Identity | Coding::Gzip | Coding::Deflate, _) => body,
    }
}

/// How a stream ended.
enum Ended {
    /// Completely, or at the limit.
    Well,
    Badly,
}

/// Reads until the end, a failure or one byte beyond the limit. The caller handles a truncated body.
fn to_cap(reader: impl Read, cap: usize) -> (Vec<u8>, Ended) {
    let mut content = Vec::new();
    match reader.take(cap as u64 + 1).read_to_end(&mut content) {
        Ok(_) => (content, Ended::Well),
        Err(_) => (content, Ended::Badly),
    }
}

/// The charset named by `Content-Type`.
fn charset(headers: &HeaderMap) -> Option<String> {
    let value = String::from_utf8_lossy(headers.get(CONTENT_TYPE)?.as_bytes()).into_owned();
    value.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"').to_owned())
    })
}
