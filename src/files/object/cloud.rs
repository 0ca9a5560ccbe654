//! S3, Azure Blob and Google Cloud Storage: uploads large files in parallel parts, and resumes after a restart.
//!
//! Memory: [`AT_ONCE`] parts of a file, whatever its size. Must not know: messages. Tests: `tests/files/stores.rs`.

#![allow(clippy::wildcard_enum_match_arm, reason = "the crate's list of errors grows")]

use super::{Access, Got, too_large, web};
use crate::files::Error;
use crate::files::watch::Watch;
use crate::language::tr;
use crate::settings::check::is_loopback;

use std::path::Path as File;
use std::sync::Arc;
use std::time::Duration;

use futures::{StreamExt as _, TryStreamExt as _};
use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::multipart::{MultipartStore, PartId};
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, BackoffConfig, Certificate, ClientOptions, ObjectStore, ObjectStoreExt as _,
    PutMultipartOptions, PutOptions, RetryConfig,
};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _};
use tokio::sync::mpsc::UnboundedSender;
use url::Url;

/// The size of a part in bytes; stores accept ten thousand parts, so larger files have larger ones.
const PART: u64 = 8 << 20;
const MOST_PARTS: u64 = 9_000;
/// Parts uploaded at the same time.
const AT_ONCE: usize = 4;

#[derive(Debug)]
pub(super) struct Cloud {
    objects: Arc<dyn ObjectStore>,
    parts: Parts,
    base: Path,
    host: String,
}

struct Parts(Arc<dyn MultipartStore>);

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Parts")
    }
}

/// The stored parts of a file, recorded after each part so that a restart can resume.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Resume {
    id: String,
    part: u64,
    done: Vec<Option<String>>,
}

impl Cloud {
    pub(super) fn open(address: &Url, access: &Access) -> Result<Self, Error> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let bucket = address.host_str().unwrap_or_default().to_owned();
        let secret = access.secret();
        let pair = secret.as_deref().and_then(|secret| secret.split_once(':'));
        let bad = |error: object_store::Error| {
            Error::Forbidden(tr::StoreAddress { address: address.as_str(), error: &error.to_string() }.text())
        };
        let options = options(access)?;
        let (objects, parts): (Arc<dyn ObjectStore>, Arc<dyn MultipartStore>) = match address.scheme() {
            "s3" => {
                let mut builder = AmazonS3Builder::from_env().with_bucket_name(&bucket).with_retry(retry());
                if let Some((key, secret)) = pair {
                    builder = builder.with_access_key_id(key).with_secret_access_key(secret);
                }
                let plain = plain(&["AWS_ENDPOINT", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"]);
                let store = Arc::new(builder.with_client_options(options(plain)).build().map_err(bad)?);
                (Arc::clone(&store) as _, store)
            }
            "az" => {
                let mut builder =
                    MicrosoftAzureBuilder::from_env().with_container_name(&bucket).with_retry(retry());
                if let Some((account, key)) = pair {
                    builder = builder.with_account(account).with_access_key(key);
                }
                let plain = plain(&["AZURE_ENDPOINT", "AZURE_STORAGE_ENDPOINT", "AZURITE_BLOB_STORAGE_URL"]);
                let store = Arc::new(builder.with_client_options(options(plain)).build().map_err(bad)?);
                (Arc::clone(&store) as _, store)
            }
            "gs" => {
                let mut builder =
                    GoogleCloudStorageBuilder::from_env().with_bucket_name(&bucket).with_retry(retry());
                if let Some(key) = &secret {
                    builder = builder.with_service_account_key(key);
                }
                let plain = plain(&["GOOGLE_BASE_URL", "STORAGE_EMULATOR_HOST"]);
                let store = Arc::new(builder.with_client_options(options(plain)).build().map_err(bad)?);
                (Arc::clone(&store) as _, store)
            }
            other => return Err(Error::Forbidden(tr::store_unknown(other))),
        };
        let base = Path::from(address.path().trim_matches('/'));
        Ok(Self { objects, parts: Parts(parts), base, host: bucket })
    }

    fn path(&self, name: &str) -> Path {
        name.split('/').fold(self.base.clone(), Path::join)
    }

    /// The path of a name that is escaped for an address of this store.
    fn path_in_address(&self, name: &str) -> Path {
        Path::from_url_path(name)
            .map_or_else(|_| self.path(name), |path| path.parts().fold(self.base.clone(), Path::join))
    }

    pub(super) async fn put(
        &self,
        name: &str,
        from: &File,
        media_type: &str,
        resume: Option<String>,
        notes: &UnboundedSender<String>,
        watch: &Watch,
    ) -> Result<(), Error> {
        let path = self.path(name);
        let disk = |error: std::io::Error| crate::files::place::disk(&error);
        let length = tokio::fs::metadata(from).await.map_err(disk)?.len();
        watch.set_total(length);
        let attributes = Attributes::from_iter([(Attribute::ContentType, media_type.to_owned())]);
        if length <= PART {
            let bytes = tokio::fs::read(from).await.map_err(disk)?;
            let options = PutOptions { attributes, ..PutOptions::default() };
            self.objects.put_opts(&path, bytes.into(), options).await.map_err(|error| self.words(&error))?;
            watch.set_done(length);
            return Ok(());
        }
        let known: Option<Resume> = resume.and_then(|text| serde_json::from_str(&text).ok());
        let part = length.div_ceil(MOST_PARTS).max(PART);
        let count = usize::try_from(length.div_ceil(part)).unwrap_or(usize::MAX);
        let known = known.filter(|known| known.part == part && known.done.len() == count);
        let was_known = known.is_some();
        let begun = match known {
            Some(known) => known,
            None => self.begin(&path, attributes.clone(), part, count).await?,
        };
        let done = self.put_parts(&path, from, begun, length, notes, watch).await;
        match done {
            // The store may have lost the parts: start over, once.
            Err(Error::Missing(_) | Error::Refused(_)) if was_known => {
                let begun = self.begin(&path, attributes, part, count).await?;
                self.put_parts(&path, from, begun, length, notes, watch).await
            }
            done => done,
        }
    }

    async fn begin(
        &self,
        path: &Path,
        attributes: Attributes,
        part: u64,
        count: usize,
    ) -> Result<Resume, Error> {
        let options = PutMultipartOptions { attributes, ..PutMultipartOptions::default() };
        let id = match self.parts.0.create_multipart_opts(path, options).await {
            // Azure has no multipart upload that takes a media type, so its large files are stored without one.
            Err(object_store::Error::NotSupported { .. }) => self.parts.0.create_multipart(path).await,
            created => created,
        }
        .map_err(|error| self.words(&error))?;
        Ok(Resume { id, part, done: vec![None; count] })
    }

    async fn put_parts(
        &self,
        path: &Path,
        from: &File,
        mut resume: Resume,
        length: u64,
        notes: &UnboundedSender<String>,
        watch: &Watch,
    ) -> Result<(), Error> {
        let part = resume.part;
        let size = |index: usize| (length - index as u64 * part).min(part);
        let have = resume.done.iter().enumerate().filter(|(_, id)| id.is_some());
        watch.set_done(have.map(|(index, _)| size(index)).sum());
        note(notes, &resume);
        let id = resume.id.clone();
        let missing: Vec<usize> =
            resume.done.iter().enumerate().filter(|(_, id)| id.is_none()).map(|(index, _)| index).collect();
        let id_of = &id;
        let puts = futures::stream::iter(missing).map(|index| async move {
            let bytes = read(from, index as u64 * part, size(index)).await?;
            let put = self.parts.0.put_part(path, id_of, index, bytes.into()).await;
            put.map(|put| (index, put.content_id)).map_err(|error| self.words(&error))
        });
        let mut puts = puts.buffer_unordered(AT_ONCE);
        while let Some((index, content)) = puts.try_next().await? {
            resume.done[index] = Some(content);
            watch.add(size(index));
            note(notes, &resume);
        }
        drop(puts);
        let parts: Vec<PartId> =
            resume.done.into_iter().flatten().map(|content_id| PartId { content_id }).collect();
        self.parts.0.complete_multipart(path, &id, parts).await.map(drop).map_err(|error| self.words(&error))
    }

    pub(super) async fn get(&self, name: &str, into: &File, limit: u64, watch: &Watch) -> Result<Got, Error> {
        let disk = |error: std::io::Error| crate::files::place::disk(&error);
        let found =
            self.objects.get(&self.path_in_address(name)).await.map_err(|error| self.words(&error))?;
        if found.meta.size > limit {
            return Err(too_large(limit));
        }
        watch.set_total(found.meta.size);
        let media_type = found.attributes.get(&Attribute::ContentType).map(|kind| kind.as_ref().to_owned());
        let mut stream = found.into_stream();
        let mut file = tokio::fs::File::create(into).await.map_err(disk)?;
        let mut bytes = 0;
        loop {
            let next =
                tokio::time::timeout(web::STALL, stream.try_next()).await.map_err(|_| self.broke_off())?;
            let Some(chunk) = next.map_err(|error| self.words(&error))? else { break };
            bytes += chunk.len() as u64;
            if bytes > limit {
                return Err(too_large(limit));
            }
            file.write_all(&chunk).await.map_err(disk)?;
            watch.set_done(bytes);
        }
        file.flush().await.map_err(disk)?;
        Ok(Got { bytes, media_type })
    }

    pub(super) async fn remove(&self, name: &str) -> Result<(), Error> {
        match self.objects.delete(&self.path(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.words(&error)),
        }
    }

    pub(super) async fn abandon(&self, name: &str, resume: &str) -> Result<(), Error> {
        let Ok(resume) = serde_json::from_str::<Resume>(resume) else { return Ok(()) };
        match self.parts.0.abort_multipart(&self.path(name), &resume.id).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.words(&error)),
        }
    }

    fn broke_off(&self) -> Error {
        Error::Unreached { reason: tr::store_timeout(&self.host), after: None }
    }

    fn words(&self, error: &object_store::Error) -> Error {
        use object_store::Error as Found;
        let host = &self.host;
        let missing = || Error::Missing(tr::store_place_missing(host));
        let forbidden = || Error::Forbidden(tr::store_forbidden_key(host));
        match error {
            Found::NotFound { .. } => missing(),
            Found::PermissionDenied { .. } | Found::Unauthenticated { .. } => forbidden(),
            Found::InvalidPath { .. } | Found::NotSupported { .. } | Found::NotImplemented { .. } => {
                Error::Refused(tr::StoreUnsupported { host, error: &error.to_string() }.text())
            }
            // Errors of uploading parts have no kind of their own.
            _ => match status(error) {
                Some(401 | 403) => forbidden(),
                Some(400) if is_expired(error) => forbidden(),
                Some(404) => missing(),
                Some(400 | 405..=407 | 409..=422) if !passes(error) => {
                    Error::Refused(tr::StoreRejectedWhy { host, error: &first(error) }.text())
                }
                Some(_) | None => Error::Unreached {
                    reason: tr::StoreFailed { host, error: &first(error) }.text(),
                    after: None,
                },
            },
        }
    }
}

/// The status of the store's answer. The crate hides it in most cases, so it is read from the error's text.
fn status(error: &object_store::Error) -> Option<u16> {
    let text = error.to_string();
    let (_, after) = text.split_once("Server returned non-2xx status code: ")?;
    after.get(..3)?.parse().ok()
}

/// True for errors of S3 that may pass: its codes for a connection that was too slow or broke.
fn passes(error: &object_store::Error) -> bool {
    let text = error.to_string();
    ["RequestTimeout", "IncompleteBody"].iter().any(|code| text.contains(code))
}

/// True for a bad request that new credentials would resolve: codes of S3, and Google's code for tokens.
fn is_expired(error: &object_store::Error) -> bool {
    let text = error.to_string();
    ["ExpiredToken", "InvalidToken", "TokenRefreshRequired", "invalid_grant"]
        .iter()
        .any(|code| text.contains(code))
}

/// The first line of an error, shortened.
fn first(error: &object_store::Error) -> String {
    error.to_string().lines().next().unwrap_or_default().chars().take(200).collect()
}

fn note(notes: &UnboundedSender<String>, resume: &Resume) {
    if let Ok(text) = serde_json::to_string(resume) {
        let _ = notes.send(text);
    }
}

async fn read(from: &File, at: u64, length: u64) -> Result<Vec<u8>, Error> {
    let disk = |error: std::io::Error| crate::files::place::disk(&error);
    let mut file = tokio::fs::File::open(from).await.map_err(disk)?;
    file.seek(std::io::SeekFrom::Start(at)).await.map_err(disk)?;
    let mut bytes = vec![0; usize::try_from(length).unwrap_or(usize::MAX)];
    file.read_exact(&mut bytes).await.map_err(disk)?;
    Ok(bytes)
}

/// True if one of these variables contains a loopback address, the only kind allowed over plain HTTP.
fn plain(variables: &[&str]) -> bool {
    let local = |name: &&str| {
        let url = std::env::var(name).ok().and_then(|text| Url::parse(&text).ok());
        url.is_some_and(|url| url.scheme() == "http" && is_loopback(&url))
    };
    variables.iter().any(local)
}

/// The client options for every cloud, depending on plain HTTP being allowed.
fn options(access: &Access) -> Result<impl Fn(bool) -> ClientOptions, Error> {
    let mut certificates = Vec::new();
    if let Some(path) = &access.ca_file {
        certificates = Certificate::from_pem_bundle(&super::web::pem(path)?)
            .map_err(|error| super::web::bad_certificates(path, &error.to_string()))?;
    }
    Ok(move |plain| {
        let options = ClientOptions::new()
            .with_connect_timeout(Duration::from_secs(10))
            // A large file may take any time; one part of an upload, or silence, no longer than this.
            .with_timeout_disabled()
            .with_read_timeout(Duration::from_secs(300))
            .with_allow_http(plain);
        certificates.iter().cloned().fold(options, ClientOptions::with_root_certificate)
    })
}

/// Retries only short failures; longer ones are handled by the uploader, which tells the user.
fn retry() -> RetryConfig {
    RetryConfig { backoff: BackoffConfig::default(), max_retries: 2, retry_timeout: Duration::from_secs(20) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_has_run_out_is_told_apart_from_a_bad_request() {
        let said = |code: &str| object_store::Error::Generic {
            store: "S3",
            source: format!("Server returned non-2xx status code: 400 Bad Request: <Code>{code}</Code>")
                .into(),
        };
        let of = |code| (status(&said(code)), is_expired(&said(code)), passes(&said(code)));
        assert_eq!(of("ExpiredToken"), (Some(400), true, false));
        assert_eq!(of("EntityTooLarge"), (Some(400), false, false));
        assert_eq!(of("RequestTimeout"), (Some(400), false, true));
    }
}
