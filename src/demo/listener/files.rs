//! The file store on the same port: PUT, GET, HEAD, DELETE and MKCOL below `/files/`, as in WebDAV.
//!
//! Bodies are streamed to and from disk. Names cannot leave the folder, and a file appears when it is complete. The
//! weather applies as to every other call. Tests: `tests/demo/files.rs`.

use super::Shared;
use super::line::Scissors;
use super::reply::{HEAD, JSON, bearer, built, complaint, plain, unapplied};
use crate::demo::attachments;
use crate::demo::weather::{Fate, Turn};

use axum::body::Body;
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use futures::{StreamExt as _, stream};
use tokio::fs::{self, File};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Prefix of every path.
pub(super) const PREFIX: &str = "/files/";
/// Bytes in one chunk.
const PIECE: usize = 1 << 16;

/// The folder with the files.
#[derive(Debug)]
pub(super) enum Table {
    /// Deleted with the server.
    Passing(tempfile::TempDir),
    Folder(PathBuf),
}

impl Table {
    /// Opens a folder, or a temporary one.
    pub(super) fn open(folder: Option<PathBuf>) -> io::Result<Self> {
        match folder {
            Some(folder) => {
                std::fs::create_dir_all(&folder)?;
                Ok(Self::Folder(folder))
            }
            None => tempfile::Builder::new().prefix("confab-demo-").tempdir().map(Self::Passing),
        }
    }

    fn root(&self) -> &Path {
        match self {
            Self::Passing(folder) => folder.path(),
            Self::Folder(folder) => folder,
        }
    }

    /// The place of a file on disk; `None` if the path is not valid.
    fn place(&self, path: &str) -> Option<PathBuf> {
        let name = path.strip_prefix(PREFIX)?.trim_end_matches('/');
        let plain = |part: &str| {
            let letters = part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
            letters && !part.is_empty() && !part.starts_with('.')
        };
        let parts: Vec<&str> = name.split('/').collect();
        (parts.len() <= 8 && parts.iter().copied().all(plain))
            .then(|| parts.into_iter().fold(self.root().to_owned(), |path, part| path.join(part)))
    }
}

/// `true` for the path of a file.
pub(super) fn is_about(path: &str) -> bool {
    path.starts_with(PREFIX)
}

/// Answers one call.
pub(super) async fn answer(
    shared: &Arc<Shared>,
    scissors: &Scissors,
    request: Request<Body>,
    fate: Fate,
) -> Response<Body> {
    let token = shared.manner.token.as_deref();
    if token.is_some() && token != bearer(request.headers()) {
        return plain(
            StatusCode::UNAUTHORIZED,
            JSON,
            complaint("Authorization has been denied for this request."),
        );
    }
    if let Some((_, refusal)) = unapplied(fate.turn) {
        return built(refusal);
    }
    let (parts, body) = request.into_parts();
    let Some(place) = shared.shelf.place(parts.uri.path()) else {
        return status(StatusCode::FORBIDDEN);
    };
    if let Err(error) = invent(parts.uri.path(), &place).await {
        return refused(&error);
    }
    let answered = match parts.method.as_str() {
        "PUT" => put(&place, &parts.headers, body).await,
        "GET" => get(&place, With::Body).await,
        "HEAD" => get(&place, With::Nothing).await,
        "DELETE" => delete(&place, shared.shelf.root()).await,
        "MKCOL" => make(&place).await,
        _ => Ok(status(StatusCode::METHOD_NOT_ALLOWED)),
    };
    let response = answered.unwrap_or_else(|error| refused(&error));
    let length =
        response.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    match fate.turn {
        Turn::CutAfter => scissors.cut_after(0),
        Turn::Torn => scissors.cut_after(HEAD + length.unwrap_or(0_usize) / 2),
        Turn::Serve | Turn::CutBefore | Turn::Busy(_) | Turn::Broken => {}
    }
    response
}

/// Generates a file of the invented people on its first request.
async fn invent(path: &str, place: &Path) -> io::Result<()> {
    let name = path.strip_prefix(PREFIX).and_then(|path| path.strip_prefix(attachments::PREFIX));
    let Some(name) = name.filter(|name| !name.contains('/')) else { return Ok(()) };
    if fs::try_exists(place).await? {
        return Ok(());
    }
    let (name, place) = (name.to_owned(), place.to_owned());
    let made = tokio::task::spawn_blocking(move || {
        let folder = place.parent().unwrap_or(&place);
        std::fs::create_dir_all(folder)?;
        let mut file = tempfile::Builder::new().prefix(".in-").tempfile_in(folder)?;
        io::Write::write_all(&mut file, &attachments::bytes(&name))?;
        file.persist(&place).map(drop).map_err(|error| error.error)
    });
    made.await.map_err(io::Error::other)?
}

fn status(code: StatusCode) -> Response<Body> {
    plain(code, JSON, String::new())
}

#[allow(clippy::wildcard_enum_match_arm, reason = "the standard library's list grows")]
fn refused(error: &io::Error) -> Response<Body> {
    status(match error.kind() {
        io::ErrorKind::NotFound => StatusCode::NOT_FOUND,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StatusCode::INSUFFICIENT_STORAGE,
        io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory => StatusCode::CONFLICT,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    })
}

async fn put(place: &Path, headers: &HeaderMap, body: Body) -> io::Result<Response<Body>> {
    let folder = place.parent().unwrap_or(place);
    if !fs::try_exists(folder).await? {
        // WebDAV requires the folder to exist.
        return Ok(status(StatusCode::CONFLICT));
    }
    let said: Option<u64> =
        headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let folder = folder.to_owned();
    let made = tokio::task::spawn_blocking(move || {
        tempfile::Builder::new().prefix(".in-").tempfile_in(folder).map(tempfile::NamedTempFile::into_parts)
    });
    let (file, beside) = made.await.map_err(io::Error::other)??;
    let mut file = File::from_std(file);
    let mut bytes = 0_u64;
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(io::Error::other)?;
        bytes += piece.len() as u64;
        file.write_all(&piece).await?;
    }
    file.flush().await?;
    if said.is_some_and(|said| said != bytes) {
        return Ok(status(StatusCode::BAD_REQUEST));
    }
    let there = fs::try_exists(place).await?;
    beside.persist(place).map_err(|error| error.error)?;
    Ok(status(if there { StatusCode::NO_CONTENT } else { StatusCode::CREATED }))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum With {
    Body,
    Nothing,
}

async fn get(place: &Path, with: With) -> io::Result<Response<Body>> {
    let file = File::open(place).await?;
    let found = file.metadata().await?;
    if !found.is_file() {
        return Ok(status(StatusCode::NOT_FOUND));
    }
    let body = match with {
        With::Nothing => Body::empty(),
        With::Body => Body::from_stream(stream::try_unfold(file, |mut file| async {
            let mut piece = vec![0; PIECE];
            let read = file.read(&mut piece).await?;
            piece.truncate(read);
            Ok::<_, io::Error>((read > 0).then_some((piece, file)))
        })),
    };
    Response::builder()
        .header(header::CONTENT_TYPE, media_type(place))
        .header(header::CONTENT_LENGTH, found.len())
        .body(body)
        .map_err(io::Error::other)
}

async fn delete(place: &Path, root: &Path) -> io::Result<Response<Body>> {
    fs::remove_file(place).await?;
    if let Some(folder) = place.parent().filter(|folder| *folder != root) {
        let _ = fs::remove_dir(folder).await;
    }
    Ok(status(StatusCode::NO_CONTENT))
}

async fn make(place: &Path) -> io::Result<Response<Body>> {
    #[allow(clippy::wildcard_enum_match_arm, reason = "the standard library's list grows")]
    match fs::create_dir(place).await {
        Ok(()) => Ok(status(StatusCode::CREATED)),
        Err(error) => match error.kind() {
            io::ErrorKind::AlreadyExists => Ok(status(StatusCode::METHOD_NOT_ALLOWED)),
            io::ErrorKind::NotFound => Ok(status(StatusCode::CONFLICT)),
            _ => Err(error),
        },
    }
}

fn media_type(place: &Path) -> &'static str {
    let name = place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    crate::chat::media::claimed(&name).map_or("application/octet-stream", |(_, claimed)| claimed)
}
