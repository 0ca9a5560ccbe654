//! A server on a real port that holds a call at a chosen point until the caller is dead.
//!
//! It handles publish calls itself and records them; it forwards requests about files to a demo server, whose file
//! store the test can inspect. Only the end of the caller releases a held call, so nothing here depends on time.

use crate::server::Book;

use confab::chat::Stamp;
use confab::demo::{Company, Listener, Service, Size};
use confab::remote::wire::{self, json};

use tempfile::TempDir;
use tokio::runtime::Runtime;
use uuid::Uuid;

use std::collections::HashMap;
use std::io::{BufReader, Read, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The point at which a call is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// Half of a file has arrived; the index of the file, from 0.
    HalfStored(u32),
    /// The store has the whole file, and has not answered yet.
    Stored,
    /// A publish call has arrived completely; it is not applied, and never will be.
    Arrived,
    /// The call is applied, but not answered.
    Applied,
    /// The call is answered.
    Answered,
}

/// The calls that the server received.
#[derive(Default)]
pub struct Heard {
    pub book: Book,
    pub files: HashMap<Uuid, Vec<wire::File>>,
    /// Messages that arrived again with other content.
    pub changed: Vec<Uuid>,
}

struct Inner {
    heard: Mutex<Heard>,
    hold: Mutex<Option<Hold>>,
    reached: Mutex<Sender<()>>,
    /// Random numbers for storms; `None` in clear weather.
    storm: Mutex<Option<fastrand::Rng>>,
    upstream: SocketAddr,
}

pub struct Gate {
    pub url: String,
    reached: Receiver<()>,
    inner: Arc<Inner>,
    shelf: TempDir,
    _runtime: Runtime,
}

impl Gate {
    pub fn start() -> Self {
        let (runtime, shelf) = (Runtime::new().unwrap(), crate::world::folder());
        let service = Service::of_company(&Company::invent(1, Size::default(), Stamp::from_ticks(0, 0)));
        let demo = Listener::new(service).files(shelf.path().to_owned());
        let running = runtime.block_on(demo.start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))).unwrap();
        let upstream = running.address();
        // It serves as long as the runtime exists.
        std::mem::forget(running);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let (sender, reached) = channel();
        let inner = Arc::new(Inner {
            heard: Mutex::default(),
            hold: Mutex::new(None),
            reached: Mutex::new(sender),
            storm: Mutex::new(None),
            upstream,
        });
        let shared = Arc::clone(&inner);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let inner = Arc::clone(&shared);
                // A killed caller may leave half a call behind.
                std::thread::spawn(move || inner.serve(stream));
            }
        });
        Self { url, reached, inner, shelf, _runtime: runtime }
    }

    /// Holds the next call that reaches this point.
    pub fn hold(&self, at: Hold) {
        *self.inner.hold.lock().unwrap() = Some(at);
    }

    /// Waits until a call is held; false if it takes too long.
    pub fn is_reached(&self) -> bool {
        self.reached.recv_timeout(Duration::from_secs(20)).is_ok()
    }

    pub fn storm(&self, seed: u64) {
        *self.inner.storm.lock().unwrap() = Some(fastrand::Rng::with_seed(seed));
    }

    /// From now on the weather is clear and no call is held.
    pub fn calm(&self) {
        *self.inner.hold.lock().unwrap() = None;
        *self.inner.storm.lock().unwrap() = None;
    }

    /// The address of the file store.
    pub fn store(&self) -> String {
        format!("{}files/", self.url)
    }

    /// Where the files of the file store are.
    pub fn shelf(&self) -> PathBuf {
        self.shelf.path().to_owned()
    }

    pub fn look<T>(&self, at: impl FnOnce(&Heard) -> T) -> T {
        at(&self.inner.heard.lock().unwrap())
    }

    /// Downloads an address without credentials.
    pub fn get(&self, url: &str) -> Vec<u8> {
        let path = url.strip_prefix(self.url.trim_end_matches('/')).expect("an address of this server");
        let mut stream = TcpStream::connect(self.inner.upstream).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        assert!(head.starts_with("HTTP/1.1 200"), "{path}: {head}");
        answer.split_off(end + 4)
    }
}

/// How bad the weather is for one call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weather {
    Clear,
    CutBefore,
    CutAfter,
}

struct Head {
    line: String,
    headers: String,
    length: usize,
}

fn head(reader: &mut impl std::io::BufRead) -> Option<Head> {
    let (mut line, mut headers, mut length) = (String::new(), String::new(), 0);
    reader.read_line(&mut line).ok()?;
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header).ok()? == 0 {
            return None;
        }
        if header.trim_end().is_empty() {
            return Some(Head { line, headers, length });
        }
        let small = header.to_ascii_lowercase();
        if let Some(value) = small.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if !small.starts_with("connection:") {
            headers.push_str(&header);
        }
    }
}

impl Inner {
    fn serve(&self, stream: TcpStream) -> Option<()> {
        stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
        let mut reader = BufReader::new(stream);
        let head = head(&mut reader)?;
        let weather = self.weather();
        if weather == Weather::CutBefore {
            return None;
        }
        if head.line.split(' ').nth(1)?.starts_with("/files/") {
            self.hand_through(reader, &head, weather)
        } else {
            self.publish(reader, &head, weather)
        }
    }

    fn weather(&self) -> Weather {
        let mut storm = self.storm.lock().unwrap();
        let Some(dice) = storm.as_mut() else { return Weather::Clear };
        match dice.u8(0..12) {
            0 => Weather::CutBefore,
            1 => Weather::CutAfter,
            2 | 3 => {
                let millis = dice.u64(1..6);
                drop(storm);
                std::thread::sleep(Duration::from_millis(millis));
                Weather::Clear
            }
            _ => Weather::Clear,
        }
    }

    /// If a call is to be held here, waits for the end of the caller and returns true.
    fn held(&self, at: Hold, stream: &mut TcpStream) -> bool {
        if self.hold.lock().unwrap().take_if(|hold| *hold == at).is_none() {
            return false;
        }
        self.reached.lock().unwrap().send(()).unwrap();
        let mut rest = [0; 4_096];
        while stream.read(&mut rest).is_ok_and(|read| read > 0) {}
        true
    }

    fn hand_through(&self, mut reader: BufReader<TcpStream>, head: &Head, weather: Weather) -> Option<()> {
        let mut upstream = TcpStream::connect(self.upstream).ok()?;
        write!(upstream, "{}{}Connection: close\r\n\r\n", head.line, head.headers).ok()?;
        let is_put = head.line.starts_with("PUT ");
        let half = u64::try_from(head.length / 2).ok()?;
        std::io::copy(&mut (&mut reader).take(half), &mut upstream).ok()?;
        if is_put {
            let which = head.line.split(' ').nth(1)?.rsplit('/').next()?.split('-').next()?;
            let which: u32 = which.parse().ok()?;
            if self.held(Hold::HalfStored(which.checked_sub(1)?), reader.get_mut()) {
                return None;
            }
        }
        let rest = u64::try_from(head.length).ok()? - half;
        if std::io::copy(&mut (&mut reader).take(rest), &mut upstream).ok()? < rest {
            return None;
        }
        upstream.flush().ok()?;
        let mut answer = Vec::new();
        upstream.read_to_end(&mut answer).ok()?;
        if weather == Weather::CutAfter || (is_put && self.held(Hold::Stored, reader.get_mut())) {
            return None;
        }
        let mut stream = reader.into_inner();
        stream.write_all(&answer).ok()?;
        stream.shutdown(Shutdown::Write).ok()
    }

    fn publish(&self, mut reader: BufReader<TcpStream>, head: &Head, weather: Weather) -> Option<()> {
        let mut body = vec![0; head.length];
        reader.read_exact(&mut body).ok()?;
        if self.held(Hold::Arrived, reader.get_mut()) {
            return None;
        }
        let call = json::read_publish(&body).expect("a publish call");
        {
            let mut heard = self.heard.lock().unwrap();
            for element in &call.messages {
                let (id, files) = (element.id.unwrap(), element.files.clone().unwrap_or_default());
                if heard.files.insert(id, files.clone()).is_some_and(|before| before != files) {
                    heard.changed.push(id);
                }
                heard.book.apply(element);
            }
        }
        if self.held(Hold::Applied, reader.get_mut()) || weather == Weather::CutAfter {
            return None;
        }
        let answer = r#"{"success":true,"apiResponseMessages":[]}"#;
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n";
        let stream = reader.get_mut();
        write!(stream, "{head}Content-Length: {}\r\n\r\n{answer}", answer.len()).ok()?;
        stream.shutdown(Shutdown::Write).ok()?;
        self.held(Hold::Answered, stream);
        Some(())
    }
}
