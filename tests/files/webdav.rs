//! Differences between WebDAV servers: their answers for a folder that is missing, that exists, or that cannot be
//! created.

use confab::files::Error;
use confab::files::object::{Access, ObjectStore};
use confab::files::watch::Watch;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use tokio::sync::mpsc::unbounded_channel;
use url::Url;

const NAME: &str = "2026/11/01980000-0000-7000-8000-000000000001/1-a.txt";
const BASE: &str = "/dav/team/chat/";

/// A server's answers.
#[derive(Debug, Clone, Copy)]
struct Habits {
    /// To a PUT into a missing folder.
    put: u16,
    /// To MKCOL with a missing parent.
    unparented: u16,
    /// To MKCOL of an existing folder.
    there: u16,
    /// True if it creates folders.
    makes: bool,
}

const USUAL: Habits = Habits { put: 409, unparented: 409, there: 405, makes: true };

#[derive(Debug)]
struct Dav {
    habits: Habits,
    folders: BTreeSet<String>,
    files: BTreeMap<String, Vec<u8>>,
    asked: Vec<String>,
}

impl Dav {
    fn answer(&mut self, verb: &str, path: &str, body: Vec<u8>) -> u16 {
        self.asked.push(format!("{verb} {path}"));
        let parent = |path: &str| path[..=path.trim_end_matches('/').rfind('/').unwrap()].to_owned();
        match verb {
            "MKCOL" if self.folders.contains(path) => self.habits.there,
            "MKCOL" if !self.habits.makes => 403,
            "MKCOL" if !self.folders.contains(&parent(path)) => self.habits.unparented,
            "MKCOL" => {
                self.folders.insert(path.to_owned());
                201
            }
            "PUT" if !self.folders.contains(&parent(path)) => self.habits.put,
            "PUT" => {
                self.files.insert(path.to_owned(), body);
                201
            }
            _ => 501,
        }
    }
}

fn serve(stream: &TcpStream, dav: &Mutex<Dav>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let (mut first, mut length) = (String::new(), 0);
        reader.read_line(&mut first).ok().filter(|read| *read > 0)?;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
            if line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let mut words = first.split(' ');
        let status = dav.lock().unwrap().answer(words.next()?, words.next()?, body);
        write!(reader.get_mut(), "HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n").ok()?;
    }
}

/// Stores a file twice on a server with these folders.
async fn put(habits: Habits, folders: &[&str]) -> (Result<(), Error>, Arc<Mutex<Dav>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = Url::parse(&format!("http://{}{BASE}", listener.local_addr().unwrap())).unwrap();
    let folders = folders.iter().map(|folder| (*folder).to_owned()).collect();
    let dav = Arc::new(Mutex::new(Dav { habits, folders, files: BTreeMap::new(), asked: Vec::new() }));
    let shared = Arc::clone(&dav);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let shared = Arc::clone(&shared);
            std::thread::spawn(move || serve(&stream, &shared));
        }
    });
    let store = tokio::task::block_in_place(|| ObjectStore::open(&url, &Access::default()).unwrap());
    let from = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&from, "words").unwrap();
    let mut outcome = Ok(());
    for name in [NAME, &NAME.replace("0001/", "0002/")] {
        let (notes, _noted) = unbounded_channel();
        outcome = store.put(name, from.path(), "text/plain", None, &notes, &Watch::default()).await;
        if outcome.is_err() {
            break;
        }
    }
    (outcome, dav)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stores_own_folder_is_made_where_it_is_missing() {
    for put_says in [409, 404] {
        for unparented in [409, 404] {
            for folders in [&["/", "/dav/"][..], &["/"], &["/", "/dav/", "/dav/team/"]] {
                let habits = Habits { put: put_says, unparented, ..USUAL };
                let (outcome, dav) = put(habits, folders).await;
                outcome.unwrap();
                let dav = dav.lock().unwrap();
                assert_eq!(dav.files.len(), 2, "{:?}", dav.asked);
                assert!(dav.files.contains_key(&format!("{BASE}{NAME}")));
                assert!(!dav.asked.contains(&"MKCOL /".to_owned()), "{:?}", dav.asked);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_that_are_there_are_not_asked_for_above_the_stores_own() {
    let (outcome, dav) = put(USUAL, &["/", "/dav/", "/dav/team/", BASE]).await;
    outcome.unwrap();
    let dav = dav.lock().unwrap();
    assert!(dav.asked.iter().all(|asked| asked.contains(&format!("{BASE}2026/"))), "{:?}", dav.asked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_says_409_of_a_folder_that_is_there_stores_files() {
    let habits = Habits { there: 409, ..USUAL };
    let (outcome, dav) = put(habits, &["/", "/dav/", "/dav/team/", BASE, &format!("{BASE}2026/")]).await;
    outcome.unwrap();
    assert_eq!(dav.lock().unwrap().files.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_missing_and_cannot_be_made_is_named() {
    for status in [409, 404] {
        let habits = Habits { put: status, makes: false, ..USUAL };
        let error = put(habits, &["/", "/dav/"]).await.0.unwrap_err();
        assert!(matches!(error, Error::Forbidden(_)), "it waits for the settings: {error:?}");
        let words = error.to_string();
        assert!(words.contains("no folder for the file") && words.contains(BASE), "{words}");
        assert!(words.contains(&status.to_string()) && !words.contains("does not have this file"), "{words}");
    }
}
