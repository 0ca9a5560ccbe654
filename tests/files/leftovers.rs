//! What a process leaves in a store when it is killed, and what a store that cannot be asked must not be taken for.

use confab::files::Error;
use confab::files::object::{Access, Store};
use confab::files::watch::Watch;

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use tokio::sync::mpsc::unbounded_channel;
use url::Url;

const NAME: &str = "2026/11/01980000-0000-7000-8000-000000000001/1-a.png";

fn open(url: &Url) -> Store {
    tokio::task::block_in_place(|| Store::open(url, &Access::default()).unwrap())
}

async fn put(store: &Store, watch: &Watch) -> Result<(), Error> {
    let from = tempfile::NamedTempFile::new().unwrap();
    fs::write(&from, "words").unwrap();
    store.put(NAME, from.path(), "image/png", None, &unbounded_channel().0, watch).await
}

struct Share {
    folder: tempfile::TempDir,
    store: Store,
}

impl Share {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("share")).unwrap();
        let store = open(&Url::from_directory_path(folder.path().join("share")).unwrap());
        Self { folder, store }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("share")
    }

    /// What a process that was killed left beside a file, by what its name begins with.
    fn left(&self, begins: &str) -> PathBuf {
        let folder = self.root().join(Path::new(NAME).parent().unwrap());
        fs::create_dir_all(&folder).unwrap();
        let part = folder.join(format!("{begins}x7GbQ2.part"));
        fs::write(&part, "wor").unwrap();
        part
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_a_killed_process_left_goes_when_the_file_is_stored_again() {
    let share = Share::new();
    let (own, others) = (share.left(".confab-1-"), [share.left(".confab-10-"), share.left(".confab-2-")]);
    put(&share.store, &Watch::default()).await.unwrap();
    assert!(!own.exists());
    assert!(others.iter().all(|part| part.exists()), "those of other files are theirs");
    assert_eq!(fs::read_to_string(share.root().join(NAME)).unwrap(), "words");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_a_killed_process_left_goes_with_its_file() {
    let share = Share::new();
    let part = share.left(".confab-1-");
    share.store.remove(NAME).await.unwrap();
    assert!(
        !part.exists() && !part.parent().unwrap().exists(),
        "and the message's folder with the last of them"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_share_that_is_not_there_is_not_taken_for_an_empty_one() {
    let share = Share::new();
    put(&share.store, &Watch::default()).await.unwrap();
    let elsewhere = share.folder.path().join("not mounted");
    fs::rename(share.root(), &elsewhere).unwrap();
    let error = share.store.remove(NAME).await.unwrap_err();
    assert!(
        matches!(&error, Error::Unreached { reason, .. } if reason.contains("Is the share connected?")),
        "{error:?}"
    );
    fs::rename(&elsewhere, share.root()).unwrap();
    share.store.remove(NAME).await.unwrap();
    assert!(!share.root().join(NAME).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stopped_leaves_nothing_in_the_folder() {
    let share = Share::new();
    let watch = Watch::default();
    watch.stop();
    assert_eq!(put(&share.store, &watch).await, Err(Error::Cancelled));
    assert_eq!(fs::read_dir(share.root().join(NAME).parent().unwrap()).unwrap().count(), 0);
}

/// A server whose answer to MKCOL is this (nothing: the connection is cut), and to anything else 409: the folder is missing.
fn without_folders(mkcol: &str) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/files/", listener.local_addr().unwrap());
    let mkcol = mkcol.to_owned();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut first = String::new();
            let _ = reader.read_line(&mut first);
            for header in reader.lines().map_while(Result::ok) {
                if header.is_empty() {
                    break;
                }
            }
            let answer = if first.starts_with("MKCOL") { &mkcol } else { "409 Conflict" };
            if !answer.is_empty() {
                let _ = write!(stream, "HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            }
        }
    });
    Url::parse(&url).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_cannot_make_folders_just_now_has_not_refused_the_file() {
    for mkcol in ["", "503 Service Unavailable", "429 Too Many Requests"] {
        let error = put(&open(&without_folders(mkcol)), &Watch::default()).await.unwrap_err();
        assert!(matches!(error, Error::Unreached { .. }), "{mkcol}: {error:?}");
    }
    for mkcol in ["501 Not Implemented", "404 Not Found"] {
        let error = put(&open(&without_folders(mkcol)), &Watch::default()).await.unwrap_err();
        assert!(matches!(error, Error::Forbidden(_)), "{mkcol}: {error:?}");
    }
}
