//! A WebDAV server, or any that accepts PUT, as a store: bodies are streamed, so that memory does not grow with a
//! file.
//!
//! Credentials are only sent to the store's own host, and no redirect is followed with them. A PUT that failed is
//! repeated from the beginning, unless the server has the whole file already. Must not know: messages. Tests:
//! `tests/files/stores.rs`.

use super::web::{self, refused, unreached};
use super::{Access, Got};
use crate::files::Error;
use crate::files::watch::Watch;
use crate::language::tr;

use std::io::{self, Read as _};
use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use futures::Stream;
use futures::stream::unfold;
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use reqwest::{Body, Client, Method, RequestBuilder, StatusCode};
use tokio::sync::mpsc::{self, UnboundedSender};
use url::Url;

/// The size of a chunk in bytes.
const PIECE: usize = 1 << 18;
/// Chunks read ahead.
const AHEAD: usize = 2;
/// How long a server may take to confirm after it has received everything.
const LAST_WORD: Duration = Duration::from_secs(120);
/// Sent to `notes` when a PUT begins: from then on the server may have the whole file.
const BEGUN: &str = "begun";

#[derive(Debug)]
pub(super) struct Dav {
    client: Client,
    /// For PUT: a read timeout starts with the request, and would end every upload that takes longer.
    putting: Client,
    base: Url,
    host: String,
    secret: Option<HeaderValue>,
}

/// The result of requesting a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Made {
    /// It exists.
    There,
    /// The server reports that its parent folder is missing.
    Unparented,
    /// The server does not create it.
    Not,
}

impl Dav {
    pub(super) fn open(address: &Url, access: &Access) -> Result<Self, Error> {
        let mut base = address.clone();
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", address.path()));
        }
        let secret = access.secret().map(|secret| authorization(&secret)).transpose()?;
        let host = base.host_str().unwrap_or_default().to_owned();
        let client = web::client(address, access, Some(web::STALL))?;
        Ok(Self { client, putting: web::client(address, access, None)?, base, host, secret })
    }

    fn url(&self, name: &str) -> Result<Url, Error> {
        self.base.join(name).map_err(|error| Error::Refused(tr::store_no_file_name(&error.to_string())))
    }

    fn ask(&self, method: Method, url: Url) -> RequestBuilder {
        self.signed(self.client.request(method, url))
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.secret {
            Some(secret) => request.header(AUTHORIZATION, secret.clone()),
            None => request,
        }
    }

    pub(super) async fn put(
        &self,
        name: &str,
        from: &Path,
        media_type: &str,
        resume: Option<String>,
        notes: &UnboundedSender<String>,
        watch: &Watch,
    ) -> Result<(), Error> {
        let disk = |error: io::Error| crate::files::place::disk(&error);
        let file = tokio::fs::File::open(from).await.map_err(disk)?.into_std().await;
        let length = file.metadata().map_err(disk)?.len();
        watch.set_total(length);
        if resume.is_some() && self.length(name).await? == Some(length) {
            watch.set_done(length);
            return Ok(());
        }
        self.make_folders(name).await?;
        let _ = notes.send(BEGUN.to_owned());
        watch.set_done(0);
        let body = Body::wrap_stream(pieces(file, watch.clone()));
        let sent = self
            .signed(self.putting.put(self.url(name)?))
            .header(CONTENT_TYPE, media_type)
            .header(CONTENT_LENGTH, length)
            .body(body)
            .send();
        let response = tokio::select! {
            response = sent => response.map_err(|error| unreached(&error, &self.host))?,
            () = stalled(watch, length) => {
                return Err(Error::Unreached { reason: tr::store_timeout(&self.host), after: None });
            }
        };
        let status = response.status();
        match status.as_u16() {
            200..=299 => {}
            // The folder for the file is missing.
            status @ (404 | 409 | 410) => return Err(self.no_folder(status)),
            status => return Err(refused(status, response.headers(), &self.host)),
        }
        // A server that stores the file answers "created" or with an empty body; a server that answers everything with
        // a page says OK.
        let said = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let is_page = status == StatusCode::OK && said.is_some_and(|said| said.starts_with("text/html"));
        if is_page && self.length(name).await? != Some(length) {
            return Err(Error::Forbidden(tr::store_page_stored(&self.host)));
        }
        Ok(())
    }

    /// Creates the folders of a name, as far as the server supports that; otherwise the PUT reports the error. If the
    /// server cannot be reached now, the attempt ends: a PUT without its folders would be refused for good.
    async fn make_folders(&self, name: &str) -> Result<(), Error> {
        for (at, (end, _)) in name.match_indices('/').enumerate() {
            let folder = self.url(&name[..=end])?;
            let mut answer = self.make_folder(folder.clone()).await?;
            if at == 0 && answer == Made::Unparented && self.make_base().await? {
                answer = self.make_folder(folder).await?;
            }
            // Some servers answer for an existing folder like others do for a missing parent.
            if answer == Made::Not {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Creates the store's own folder and missing ones above it; `false` if that failed. Searches for existing
    /// folders upwards, so that the server is not asked about folders that are not ours.
    async fn make_base(&self) -> Result<bool, Error> {
        let mut missing = Vec::new();
        for folder in self.above() {
            match self.make_folder(folder.clone()).await? {
                Made::There => break,
                Made::Unparented => missing.push(folder),
                Made::Not => return Ok(false),
            }
        }
        for folder in missing.into_iter().rev() {
            if self.make_folder(folder).await? != Made::There {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The store's own folder and those above it, without the server's root.
    fn above(&self) -> Vec<Url> {
        let path = self.base.path();
        let mut found: Vec<Url> = path
            .match_indices('/')
            .filter(|(at, _)| *at > 0)
            .map(|(at, _)| {
                let mut folder = self.base.clone();
                folder.set_path(&path[..=at]);
                folder
            })
            .collect();
        found.reverse();
        found
    }

    async fn make_folder(&self, folder: Url) -> Result<Made, Error> {
        let Ok(mkcol) = Method::from_bytes(b"MKCOL") else { return Ok(Made::Not) };
        let asked = self.ask(mkcol, folder).timeout(web::STALL).send().await;
        let answer = asked.map_err(|error| unreached(&error, &self.host))?;
        match answer.status().as_u16() {
            // Status 405: it exists.
            200..=299 | 405 => Ok(Made::There),
            409 | 404 => Ok(Made::Unparented),
            status @ (408 | 423 | 425 | 429 | 502..=504 | 507) => {
                Err(refused(status, answer.headers(), &self.host))
            }
            // This server has no folders.
            _ => Ok(Made::Not),
        }
    }

    fn no_folder(&self, status: u16) -> Error {
        Error::Forbidden(
            tr::StoreNoFolder { host: &self.host, status: status.into(), folder: self.base.path() }.text(),
        )
    }

    /// The length of a stored file.
    async fn length(&self, name: &str) -> Result<Option<u64>, Error> {
        let asked = self.ask(Method::HEAD, self.url(name)?).timeout(web::STALL).send().await;
        let answer = asked.map_err(|error| unreached(&error, &self.host))?;
        let length = answer.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
        Ok(length.filter(|_| answer.status().is_success()))
    }

    pub(super) async fn get(&self, path: &str, into: &Path, limit: u64, watch: &Watch) -> Result<Got, Error> {
        let url =
            Url::parse(path).map_err(|error| Error::Missing(tr::store_no_address(&error.to_string())))?;
        let name = url.path().rsplit('/').next().unwrap_or_default().to_owned();
        let asked = self.ask(Method::GET, url).send().await;
        let response = asked.map_err(|error| unreached(&error, &self.host))?;
        let status = response.status();
        if !status.is_success() {
            return Err(refused(status.as_u16(), response.headers(), &self.host));
        }
        web::into_file(response, &name, into, limit, watch).await
    }

    pub(super) async fn remove(&self, name: &str) -> Result<(), Error> {
        let asked = self.ask(Method::DELETE, self.url(name)?).timeout(web::STALL).send().await;
        let answer = asked.map_err(|error| unreached(&error, &self.host))?;
        match answer.status().as_u16() {
            200..=299 | 404 | 410 => Ok(()),
            status => Err(refused(status, answer.headers(), &self.host)),
        }
    }
}

/// Streams the bytes of a file, reading ahead while earlier chunks are sent; reports sent bytes to `moving`.
fn pieces(mut file: std::fs::File, moving: Watch) -> impl Stream<Item = io::Result<Vec<u8>>> {
    let (read, ready) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        loop {
            let mut piece = vec![0; PIECE];
            let piece = match file.read(&mut piece) {
                Ok(0) => break,
                Ok(read) => {
                    piece.truncate(read);
                    Ok(piece)
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => Err(error),
            };
            let broke = piece.is_err();
            // The receiver is gone: the upload was given up.
            if read.blocking_send(piece).is_err() || broke {
                break;
            }
        }
    });
    unfold((ready, moving), |(mut ready, moving)| async {
        let piece = ready.recv().await?;
        if let Ok(piece) = &piece {
            moving.add(piece.len() as u64);
        }
        Some((piece, (ready, moving)))
    })
}

/// Returns when nothing has moved for too long.
async fn stalled(watch: &Watch, length: u64) {
    let mut last = watch.done();
    loop {
        let patience = if last >= length { LAST_WORD } else { web::STALL };
        tokio::time::sleep(patience).await;
        let now = watch.done();
        if now == last {
            return;
        }
        last = now;
    }
}

/// Parses `user:password`, or a complete header value.
fn authorization(secret: &str) -> Result<HeaderValue, Error> {
    let secret = secret.trim();
    let is_whole = ["Bearer ", "Basic "].iter().any(|scheme| secret.starts_with(scheme));
    let text = if is_whole { secret.to_owned() } else { format!("Basic {}", BASE64_STANDARD.encode(secret)) };
    let mut value =
        HeaderValue::from_str(&text).map_err(|_| Error::Forbidden(tr::store_secret().to_owned()))?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that takes its time to confirm a file: longer than the timeout of a stalled read.
    #[tokio::test(flavor = "multi_thread")]
    async fn an_upload_may_take_longer_than_a_read() {
        use std::io::{Read as _, Write as _};
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let (mut heard, mut piece) = (Vec::new(), [0; 4_096]);
                while !heard.ends_with(b"words") {
                    let read = stream.read(&mut piece).unwrap();
                    heard.extend_from_slice(&piece[..read]);
                }
                std::thread::sleep(Duration::from_millis(600));
                let _ = stream
                    .write_all(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            }
        });
        let mut dav = Dav::open(&address, &Access::default()).unwrap();
        dav.client = web::builder().read_timeout(Duration::from_millis(200)).build().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let from = folder.path().join("from");
        std::fs::write(&from, "words").unwrap();
        let (notes, _noted) = tokio::sync::mpsc::unbounded_channel();
        dav.put("a.png", &from, "image/png", None, &notes, &Watch::default()).await.unwrap();
    }

    #[test]
    fn a_name_and_password_become_a_basic_header() {
        assert_eq!(authorization("Aladdin:open sesame").unwrap(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert_eq!(authorization("Bearer x").unwrap(), "Bearer x");
        assert!(authorization("Bearer \u{7}").is_err());
    }
}
