//! Leftovers of killed processes in a store, and a store that cannot be reached and must not look empty.

use confab::files::Error;
use confab::files::object::{Access, ObjectStore};
use confab::files::watch::Watch;

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use tokio::sync::mpsc::unbounded_channel;
use url::Url;

const NAME: &str = "2026/11/01980000-0000-7000-8000-000000000001/1-a.png";

fn open(url: &Url) -> ObjectStore {
    tokio::task::block_in_place(|| ObjectStore::open(url, &Access::default()).unwrap())
}

async fn put(store: &ObjectStore, watch: &Watch) -> Result<(), Error> {
    let from = tempfile::NamedTempFile::new().unwrap();
    fs::write(&from, "words").unwrap();
    store.put(NAME, from.path(), "image/png", None, &unbounded_channel().0, watch).await
}

struct Share {
    folder: tempfile::TempDir,
    store: ObjectStore,
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

    /// A leftover of a killed process beside a file, by the beginning of its name.
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

/// The paths of all files in a folder and its subfolders, relative to it.
#[cfg(unix)]
fn all_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap().flatten() {
            found.push(entry.path().strip_prefix(folder).unwrap().to_owned());
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            }
        }
    }
    found.sort();
    found
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_made_or_taken_away_behind_a_link_that_leads_out_of_the_store() {
    for linked in ["2026", "2026/11", "2026/11/01980000-0000-7000-8000-000000000001"] {
        let share = Share::new();
        let elsewhere = tempfile::tempdir().unwrap();
        let link = share.root().join(linked);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), &link).unwrap();
        // The files under the very name, and under a part of it.
        let rest = Path::new(NAME).strip_prefix(linked).unwrap();
        for there in [false, true] {
            if there {
                let file = elsewhere.path().join(rest);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(&file, "somebody's").unwrap();
                fs::write(file.with_file_name(".confab-1-x7GbQ2.part"), "somebody's").unwrap();
            }
            let before = all_in(elsewhere.path());
            let error = put(&share.store, &Watch::default()).await.unwrap_err();
            assert!(error.to_string().contains("leads out of the file storage"), "{linked}: {error}");
            assert!(share.store.remove(NAME).await.is_err(), "{linked}");
            assert_eq!(all_in(elsewhere.path()), before, "{linked}");
        }
        fs::remove_dir_all(elsewhere.path()).unwrap();
        // Nor through a dangling link.
        let error = put(&share.store, &Watch::default()).await.unwrap_err();
        assert!(error.to_string().contains("leads out of the file storage"), "{linked}: {error}");
        assert!(!elsewhere.path().exists(), "{linked}");
    }
}

#[cfg(unix)]
#[test]
fn of_a_folder_that_is_a_link_to_others_files_only_our_own_are_swept() {
    use confab::files::place::Places;

    let folder = tempfile::tempdir().unwrap();
    let (elsewhere, files) = (folder.path().join("elsewhere"), folder.path().join("files"));
    for theirs in ["incoming/letters", "opened/holiday", "opened/2026", "originals/aa", "thumbs/aa"] {
        fs::create_dir_all(elsewhere.join(theirs)).unwrap();
        fs::write(elsewhere.join(theirs).join("a.txt"), "somebody's").unwrap();
    }
    for theirs in ["incoming/in-tray.txt", "incoming/in-0123456789abcdef-my notes.txt", "opened/a.txt"] {
        fs::write(elsewhere.join(theirs), "somebody's").unwrap();
    }
    let hash = "ab".repeat(32);
    // A link named like our files that leads to a file which is not ours.
    std::os::unix::fs::symlink(elsewhere.join("incoming/letters"), elsewhere.join("opened").join(&hash))
        .unwrap();
    let theirs = all_in(&elsewhere);
    let ours = [
        elsewhere.join("opened").join("cd".repeat(32)),
        elsewhere.join("incoming/in-0123456789abcdef-uGhTbs"),
    ];
    fs::create_dir(&ours[0]).unwrap();
    fs::write(ours[0].join("plan.txt"), "a copy").unwrap();
    fs::write(&ours[1], "half of it").unwrap();
    std::os::unix::fs::symlink(&elsewhere, &files).unwrap();
    let places = Places::new(files);
    places.sweep_incoming().unwrap();
    places.sweep_opened().unwrap();
    assert_eq!(all_in(&elsewhere), theirs);
    assert!(ours.iter().all(|ours| !ours.exists()));
}

/// A server with this answer to MKCOL (if empty, it cuts the connection), and 409 for anything else: the folder is
/// missing.
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
