//! Object stores, all with the same test body. A folder and the demo server always run; the protocols of the clouds run
//! against real servers if their addresses are given (`.ci/stores.sh` starts them), and are otherwise skipped with a
//! printed reason.

use confab::demo::{Listener, Service};
use confab::files::Error;
use confab::files::object::{Access, ObjectStore};
use confab::files::watch::Watch;
use confab::row::PathAccess;

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use tokio::sync::mpsc::unbounded_channel;
use url::Url;

const NAME: &str = "2026/11/01980000-0000-7000-8000-000000000001/1-a.png";

struct Desk {
    store: ObjectStore,
    folder: tempfile::TempDir,
}

impl Desk {
    fn new(address: &str) -> Self {
        Self::with(address, None)
    }

    fn with(address: &str, secret: Option<String>) -> Self {
        let url = Url::parse(address).unwrap();
        let access = Access { secret, ..Access::default() };
        let store = tokio::task::block_in_place(|| ObjectStore::open(&url, &access).unwrap());
        Self { store, folder: tempfile::tempdir().unwrap() }
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    async fn put(
        &self,
        name: &str,
        bytes: &[u8],
        resume: Option<String>,
    ) -> (Result<(), Error>, Vec<String>) {
        let from = self.file("from", bytes);
        let (notes, mut noted) = unbounded_channel();
        let watch = Watch::default();
        let done = self.store.put(name, &from, "image/png", resume, &notes, &watch).await;
        drop(notes);
        let mut told = Vec::new();
        while let Some(note) = noted.recv().await {
            told.push(note);
        }
        if done.is_ok() {
            assert_eq!(watch.done(), bytes.len() as u64);
            assert_eq!(watch.total(), Some(bytes.len() as u64));
        }
        (done, told)
    }

    async fn get(&self, path: &str, limit: u64) -> Result<Vec<u8>, Error> {
        let into = self.folder.path().join("into");
        self.store.get(path, &into, limit, &Watch::default()).await?;
        Ok(std::fs::read(into).unwrap())
    }

    /// The media type that the store returns for a file stored as a picture.
    async fn kind(&self, bytes: &[u8]) -> Option<String> {
        self.put(NAME, bytes, None).await.0.unwrap();
        let (path, into) = (self.store.path_of(NAME), self.folder.path().join("into"));
        self.store.get(&path, &into, 30_000_000, &Watch::default()).await.unwrap().media_type
    }

    /// An upload that is stopped after the given number of notes: its result, its notes, and its progress.
    async fn put_stopped(&self, bytes: &[u8], after: usize) -> (Result<(), Error>, Vec<String>, u64) {
        let from = self.file("from", bytes);
        let (notes, mut noted) = unbounded_channel();
        let watch = Watch::default();
        let stopping = async {
            let mut told = Vec::new();
            while let Some(note) = noted.recv().await {
                told.push(note);
                if told.len() == after {
                    watch.stop();
                }
            }
            told
        };
        let putting = async {
            let done = self.store.put(NAME, &from, "image/png", None, &notes, &watch).await;
            drop(notes);
            done
        };
        let (done, told) = tokio::join!(putting, stopping);
        (done, told, watch.done())
    }
}

/// The behaviour common to all stores.
async fn does_what_a_store_does(desk: &Desk) {
    let path = desk.store.path_of(NAME);
    assert_eq!(desk.store.path_access(&path), PathAccess::Store);
    assert_eq!(desk.store.name_of(&path).as_deref(), Some(NAME));
    let missing = desk.get(&path, 1_000).await.unwrap_err();
    assert!(matches!(missing, Error::Missing(_)), "{missing:?}");
    desk.put(NAME, b"first words", None).await.0.unwrap();
    assert_eq!(desk.get(&path, 1_000).await.unwrap(), b"first words");
    desk.put(NAME, b"other words", None).await.0.unwrap();
    assert_eq!(desk.get(&path, 1_000).await.unwrap(), b"other words");
    let large = desk.get(&path, 5).await.unwrap_err();
    assert!(matches!(large, Error::Refused(_)), "{large:?}");
    desk.store.remove(NAME).await.unwrap();
    desk.store.remove(NAME).await.unwrap();
    assert!(matches!(desk.get(&path, 1_000).await.unwrap_err(), Error::Missing(_)));
}

/// Enough bytes for three parts of a cloud upload.
fn large() -> Vec<u8> {
    (0..21_000_000_u32).map(|at| (at / 7) as u8).collect()
}

/// A large file; and resuming an upload that had finished, or that the store does not know.
async fn takes_a_large_file(desk: &Desk) {
    let bytes = large();
    let (done, notes) = desk.put(NAME, &bytes, None).await;
    done.unwrap();
    let path = desk.store.path_of(NAME);
    assert_eq!(desk.get(&path, 30_000_000).await.unwrap(), bytes);
    if let Some(begun) = notes.first() {
        desk.store.abandon(NAME, begun).await.unwrap();
    }
    assert_eq!(desk.get(&path, 30_000_000).await.unwrap(), bytes);
    desk.store.remove(NAME).await.unwrap();
}

async fn goes_on_though_the_store_has_forgotten(desk: &Desk) {
    let bytes = large();
    let path = desk.store.path_of(NAME);
    let (done, notes) = desk.put(NAME, &bytes, None).await;
    done.unwrap();
    // Killed after everything had arrived, before that was recorded.
    let (again, _) = desk.put(NAME, &bytes, notes.get(1).or(notes.first()).cloned()).await;
    again.unwrap();
    assert_eq!(desk.get(&path, 30_000_000).await.unwrap(), bytes);
    let rubbish = Some("{\"id\":\"gone\",\"part\":8388608,\"done\":[\"x\",null,null]}".to_owned());
    let (anew, _) = desk.put(NAME, &bytes, rubbish).await;
    anew.unwrap();
    assert_eq!(desk.get(&path, 30_000_000).await.unwrap(), bytes);
    desk.store.remove(NAME).await.unwrap();
}

/// Stopped after the first part: nobody sees half a file, and the first part is not sent again.
async fn goes_on_where_it_stopped(desk: &Desk) {
    let bytes = large();
    let path = desk.store.path_of(NAME);
    let (stopped, told, done) = desk.put_stopped(&bytes, 2).await;
    assert_eq!(stopped, Err(Error::Cancelled));
    assert!((1..bytes.len() as u64).contains(&done), "{done}");
    assert!(matches!(desk.get(&path, 30_000_000).await.unwrap_err(), Error::Missing(_)));
    let last = told.last().unwrap();
    let (rest, told) = desk.put(NAME, &bytes, Some(last.clone())).await;
    rest.unwrap();
    assert_eq!(told.first(), Some(last));
    assert_eq!(told.len(), 1 + last.matches("null").count(), "{told:?}");
    assert_eq!(desk.get(&path, 30_000_000).await.unwrap(), bytes);
    // And abandoned.
    desk.store.remove(NAME).await.unwrap();
    let (_, told, _) = desk.put_stopped(&bytes, 2).await;
    desk.store.abandon(NAME, told.last().unwrap()).await.unwrap();
    assert!(matches!(desk.get(&path, 30_000_000).await.unwrap_err(), Error::Missing(_)));
}

/// With a wrong secret every operation reports that, so that nothing is retried forever.
async fn forbids(desk: &Desk) {
    let path = desk.store.path_of(NAME);
    let answers = [
        desk.put(NAME, b"words", None).await.0,
        desk.put(NAME, &large(), None).await.0,
        desk.get(&path, 1_000).await.map(drop),
        desk.store.remove(NAME).await,
    ];
    for (at, answer) in answers.into_iter().enumerate() {
        assert!(matches!(answer, Err(Error::Forbidden(_))), "{at}: {answer:?}");
    }
}

async fn all(address: &str) {
    let desk = Desk::new(address);
    does_what_a_store_does(&desk).await;
    takes_a_large_file(&desk).await;
    goes_on_though_the_store_has_forgotten(&desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_a_store() {
    let share = tempfile::tempdir().unwrap();
    let url = Url::from_directory_path(share.path()).unwrap();
    all(url.as_str()).await;
    // No half file is left.
    let left = walk(share.path());
    assert!(left.is_empty(), "{left:?}");
}

/// The check in the preferences before a store is used; it must leave the store unchanged.
async fn checked_while_empty(address: &str) {
    let desk = Desk::new(address);
    desk.store.check().await.unwrap();
    desk.put("2026/11/a/1-a.txt", b"words", None).await.0.unwrap();
    desk.store.remove("2026/11/a/1-a.txt").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_is_tried_while_it_is_empty_stays() {
    let share = tempfile::tempdir().unwrap();
    checked_while_empty(Url::from_directory_path(share.path()).unwrap().as_str()).await;
    let service = Service::of_company(&confab::demo::Company::invent(
        1,
        confab::demo::Size::default(),
        confab::chat::Stamp::from_ticks(0, 0),
    ));
    let running = Listener::new(service).start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap();
    checked_while_empty(running.store().unwrap().as_str()).await;
    running.stop().await;
}

fn walk(folder: &std::path::Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .flat_map(|entry| if entry.path().is_dir() { walk(&entry.path()) } else { vec![entry.path()] })
        .collect()
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_leads_out_of_the_folder_is_not_followed() {
    let share = tempfile::tempdir().unwrap();
    let url = Url::from_directory_path(share.path()).unwrap();
    let desk = Desk::new(url.as_str());
    std::os::unix::fs::symlink("/etc/passwd", share.path().join("p.png")).unwrap();
    let path = share.path().join("p.png").to_str().unwrap().to_owned();
    let error = desk.get(&path, 1_000_000).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(_)), "{error:?}");
    let error = desk.get("/etc/passwd", 1_000_000).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(_)), "{error:?}");
    let elsewhere = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), share.path().join("2026")).unwrap();
    let error = desk.put("2026/11/a/1-a.png", b"words", None).await.0.unwrap_err();
    assert!(matches!(error, Error::Refused(_)) && walk(elsewhere.path()).is_empty(), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_server_is_a_store() {
    let service = Service::of_company(&confab::demo::Company::invent(
        1,
        confab::demo::Size::default(),
        confab::chat::Stamp::from_ticks(0, 0),
    ));
    let running = Listener::new(service).start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap();
    all(running.store().unwrap().as_str()).await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for name in ["../secret", "%2e%2e/secret", "a/..%2f..%2fb", ".hidden", "a//b", "a:b"] {
        let url = format!("{}files/{name}", running.url());
        let status = client.put(&url).body("x").send().await.unwrap().status().as_u16();
        assert!((400..500).contains(&status), "{name}: {status}");
    }
    running.stop().await;
}

/// The address in a variable; `None` if the test is skipped, with a note.
fn peer(variable: &str) -> Option<String> {
    let address = std::env::var(variable).ok().filter(|address| !address.is_empty());
    if address.is_none() {
        // Bypasses the test runner, which shows the output of failed tests only.
        let _ = writeln!(std::io::stderr(), "skipped: {variable} is not set; .ci/stores.sh starts the peer");
    }
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn s3_is_a_store() {
    let Some(address) = peer("CONFAB_TEST_S3") else { return };
    let desk = Desk::new(&address);
    does_what_a_store_does(&desk).await;
    takes_a_large_file(&desk).await;
    goes_on_where_it_stopped(&desk).await;
    assert_eq!(desk.kind(b"words").await.as_deref(), Some("image/png"));
    assert_eq!(desk.kind(&large()).await.as_deref(), Some("image/png"));
    // Not tested: an upload that the store no longer knows. S3 answers 404 to that, but this server breaks with 500.
    let key = std::env::var("AWS_ACCESS_KEY_ID").unwrap();
    forbids(&Desk::with(&address, Some(format!("{key}:wrong")))).await;
    forbids(&Desk::with(&address, Some("nobody:wrong".to_owned()))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn azure_is_a_store() {
    let Some(address) = peer("CONFAB_TEST_AZURE") else { return };
    all(&address).await;
    let desk = Desk::new(&address);
    goes_on_where_it_stopped(&desk).await;
    assert_eq!(desk.kind(b"words").await.as_deref(), Some("image/png"));
    // Multipart uploads have no media type there: see `cloud::begin`.
    assert_eq!(desk.kind(&large()).await.as_deref(), Some("application/octet-stream"));
    forbids(&Desk::with(&address, Some("devstoreaccount1:d3Jvbmc=".to_owned()))).await;
}

/// A service account that needs no token, at the address of the test server.
fn google(base: &str) -> Option<String> {
    Some(format!(
        r#"{{"client_email":"","private_key":"","private_key_id":"","disable_oauth":true,"gcs_base_url":"{base}"}}"#
    ))
}

/// Of the XML API that we use, the emulator supports only missing files and PUT, not DELETE or multipart uploads. Its
/// answers lack the `ETag` that real ones always have, so that even a successful PUT ends in an error here. The test
/// reads the stored file through the JSON API.
#[tokio::test(flavor = "multi_thread")]
async fn google_cloud_is_a_store() {
    let Some(base) = peer("CONFAB_TEST_GS") else { return };
    let desk = Desk::with("gs://confab/chat", google(&base));
    let missing = desk.get(&desk.store.path_of(NAME), 1_000).await.unwrap_err();
    assert!(matches!(missing, Error::Missing(_)), "{missing:?}");
    let lacking = desk.put(NAME, b"words", None).await.0.unwrap_err();
    assert!(lacking.to_string().contains("ETag"), "{lacking:?}");
    let url = format!("{base}/storage/v1/b/confab/o/chat%2F{}", NAME.replace('/', "%2F"));
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let facts = client.get(&url).send().await.unwrap().text().await.unwrap();
    assert!(facts.contains("\"contentType\": \"image/png\""), "{facts}");
    let got = client.get(format!("{url}?alt=media")).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(&got[..], b"words");
}

/// The rest of Google's XML API equals that of S3 except for the signature, so an S3 server that requires none replaces
/// it. Not tested: wrong secrets, and an upload that the store no longer knows, as above.
#[tokio::test(flavor = "multi_thread")]
async fn google_clouds_xml_is_spoken() {
    let Some(base) = peer("CONFAB_TEST_GS_XML") else { return };
    let desk = Desk::with("gs://confab/chat", google(&base));
    does_what_a_store_does(&desk).await;
    takes_a_large_file(&desk).await;
    goes_on_where_it_stopped(&desk).await;
    assert_eq!(desk.kind(b"words").await.as_deref(), Some("image/png"));
    assert_eq!(desk.kind(&large()).await.as_deref(), Some("image/png"));
}

#[tokio::test(flavor = "multi_thread")]
async fn webdav_is_a_store() {
    let Some(address) = peer("CONFAB_TEST_DAV") else { return };
    let secret = std::env::var("CONFAB_TEST_DAV_SECRET").ok();
    let desk = Desk::with(&address, secret);
    does_what_a_store_does(&desk).await;
    takes_a_large_file(&desk).await;
    goes_on_though_the_store_has_forgotten(&desk).await;
    let bytes = large();
    let (stopped, told, done) = desk.put_stopped(&bytes, 1).await;
    assert_eq!(stopped, Err(Error::Cancelled));
    assert!(done < bytes.len() as u64, "{done}");
    let (rest, _) = desk.put(NAME, &bytes, told.last().cloned()).await;
    rest.unwrap();
    assert_eq!(desk.get(&desk.store.path_of(NAME), 30_000_000).await.unwrap(), bytes);
    forbids(&Desk::with(&address, Some("asha:wrong".to_owned()))).await;
    forbids(&Desk::new(&address)).await;
}
