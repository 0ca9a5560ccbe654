//! Stores: one body of test for all of them. Folder and the demo server always; the clouds' protocols against real peers
//! where their addresses are given (`.ci/stores.sh` starts them), else skipped with a printed reason.

use confab::demo::{Listener, Service};
use confab::files::Error;
use confab::files::object::{Access, Store};
use confab::files::watch::Watch;
use confab::session::row::FileReach;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use tokio::sync::mpsc::unbounded_channel;
use url::Url;

const NAME: &str = "2026/11/01980000-0000-7000-8000-000000000001/1-a.png";

struct Desk {
    store: Store,
    folder: tempfile::TempDir,
}

impl Desk {
    fn new(address: &str) -> Self {
        let url = Url::parse(address).unwrap();
        let store = tokio::task::block_in_place(|| Store::open(&url, &Access::default()).unwrap());
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
        }
        (done, told)
    }

    async fn get(&self, path: &str, limit: u64) -> Result<Vec<u8>, Error> {
        let into = self.folder.path().join("into");
        self.store.get(path, &into, limit, &Watch::default()).await?;
        Ok(std::fs::read(into).unwrap())
    }
}

/// Everything that every store does.
async fn does_what_a_store_does(desk: &Desk) {
    let path = desk.store.path_of(NAME);
    assert_eq!(desk.store.reach(&path), FileReach::Store);
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

/// A large file, stopped on its way and gone on with.
async fn goes_on_where_it_stopped(desk: &Desk) {
    let bytes: Vec<u8> = (0..21_000_000_u32).map(|at| (at / 7) as u8).collect();
    let (done, notes) = desk.put(NAME, &bytes, None).await;
    done.unwrap();
    let path = desk.store.path_of(NAME);
    assert_eq!(desk.get(&path, 30_000_000).await.unwrap(), bytes);
    // What was told of the first part, as a killed process would find it.
    let resume = notes.get(1).or(notes.first()).cloned();
    let (again, _) = desk.put(NAME, &bytes, resume).await;
    again.unwrap();
    assert_eq!(desk.get(&path, 30_000_000).await.unwrap(), bytes);
    let rubbish = Some("{\"id\":\"gone\",\"part\":8388608,\"done\":[null,null,null]}".to_owned());
    let (anew, _) = desk.put(NAME, &bytes, rubbish).await;
    anew.unwrap();
    if let Some(begun) = notes.first() {
        desk.store.abandon("2026/11/x/1-b.png", begun).await.unwrap();
    }
    desk.store.remove(NAME).await.unwrap();
}

async fn both(address: &str) {
    let desk = Desk::new(address);
    does_what_a_store_does(&desk).await;
    goes_on_where_it_stopped(&desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_a_store() {
    let share = tempfile::tempdir().unwrap();
    let url = Url::from_directory_path(share.path()).unwrap();
    both(url.as_str()).await;
    // Nothing half is left lying about.
    let left = walk(share.path());
    assert!(left.is_empty(), "{left:?}");
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
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_server_is_a_store() {
    let service = Service::of_company(&confab::demo::Company::invent(
        1,
        confab::demo::Size::default(),
        confab::chat::Stamp::from_ticks(0, 0),
    ));
    let running = Listener::new(service).start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap();
    both(running.store().unwrap().as_str()).await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for name in ["../secret", "%2e%2e/secret", "a/..%2f..%2fb", ".hidden", "a//b", "a:b"] {
        let url = format!("{}files/{name}", running.url());
        let status = client.put(&url).body("x").send().await.unwrap().status().as_u16();
        assert!((400..500).contains(&status), "{name}: {status}");
    }
    running.stop().await;
}

/// The address in a variable; none: the test is skipped and says so.
#[allow(clippy::print_stderr, reason = "a test that is skipped says so")]
fn peer(variable: &str) -> Option<String> {
    let address = std::env::var(variable).ok().filter(|address| !address.is_empty());
    if address.is_none() {
        eprintln!("skipped: {variable} is not set; .ci/stores.sh starts the peer");
    }
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn s3_is_a_store() {
    let Some(address) = peer("CONFAB_TEST_S3") else { return };
    both(&address).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn azure_is_a_store() {
    let Some(address) = peer("CONFAB_TEST_AZURE") else { return };
    both(&address).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn google_cloud_is_a_store() {
    let Some(address) = peer("CONFAB_TEST_GS") else { return };
    both(&address).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn webdav_is_a_store() {
    let Some(address) = peer("CONFAB_TEST_DAV") else { return };
    both(&address).await;
}
