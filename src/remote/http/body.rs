//! The bytes of an answer: read to a cap, inflated where somebody on the way compressed them, and in UTF-8.
//!
//! Nothing compressed is ever asked for, but proxies compress all the same. What is inflated stops at the same cap as
//! what is not, so that a bomb takes no more memory than any other answer.
//! Must not know: statuses, envelopes. Tests: `tests/wire/body.rs`, `tests/wire/memory.rs`.

use crate::remote::wire::text;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use reqwest::Response;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};

use std::io::Read;

/// Characters of a coding's name that are shown.
const CODING_NAME: usize = 20;

/// Why there is no body.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The connection broke off.
    Broke(reqwest::Error),
    /// It came in a coding that cannot be read here; its name, tidy.
    Coding(String),
}

/// Codings that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Identity,
    Gzip,
    Deflate,
}

/// Reads a body up to one byte beyond its cap, so that the reader sees that there was more. It is in UTF-8 as far as the
/// answer names its charset.
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

/// The one coding that was applied, by `Content-Encoding`.
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

/// The content of a body. What breaks off is as long as it came; what is not what the header says is left alone.
fn inflated(body: Vec<u8>, coding: Coding, cap: usize) -> Vec<u8> {
    // Neither JSON nor a page begins so, whatever the header says.
    if body.starts_with(&[0x1f, 0x8b]) {
        return to_cap(MultiGzDecoder::new(body.as_slice()), cap).0;
    }
    match (coding, body.as_slice()) {
        (Coding::Deflate, [first, second, ..]) => {
            let is_zlib = first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0;
            if is_zlib {
                return to_cap(ZlibDecoder::new(body.as_slice()), cap).0;
            }
            // Without a head: any bytes may be the beginning of it.
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
    /// With its end, or at the cap.
    Well,
    Badly,
}

/// Reads until the end, a failure or one byte beyond the cap. The caller judges a body that broke off.
fn to_cap(reader: impl Read, cap: usize) -> (Vec<u8>, Ended) {
    let mut content = Vec::new();
    match reader.take(cap as u64 + 1).read_to_end(&mut content) {
        Ok(_) => (content, Ended::Well),
        Err(_) => (content, Ended::Badly),
    }
}

/// The charset that `Content-Type` names.
fn charset(headers: &HeaderMap) -> Option<String> {
    let value = String::from_utf8_lossy(headers.get(CONTENT_TYPE)?.as_bytes()).into_owned();
    value.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"').to_owned())
    })
}
