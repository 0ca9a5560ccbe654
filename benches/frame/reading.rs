//! The first reading of a long history in an open window: when it can be used, how quick it is, and what a frame costs.
//!
//! The server is a loopback listener in this process, which gives the newest first, a hundred messages a page. What counts
//! of a frame is the work of the thread that draws. `CONFAB_READING` sets the number of messages.

use super::pictures::cpu;
use super::{ME, PLACE, Play, begin, make_place};

use confab::chat::CompanyId;
use confab::clock::Clock;
use confab::headless::{Driver, Stage, Surface};
use confab::outbox::plan::Limits;
use confab::outbox::terms::{Measure, Terms};
use confab::remote::http::{Endpoint, Format, Http};
use confab::remote::wire::TypeNames;
use confab::row::{FirstReading, Me, Span};
use confab::session::{Session, Setup};
use confab::settings::{MessageTypes, ReadMarks, Reports};
use confab::store::{Access, Store};
use confab::sync::Plan;

use url::Url;
use uuid::Uuid;

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

const PAGE: usize = 100;

pub(super) fn report() {
    let count = std::env::var("CONFAB_READING").ok().and_then(|text| text.parse().ok()).unwrap_or(100_000);
    if cpu().is_none() {
        println!("\nFirst reading: left out; this system does not tell what a thread has used.");
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let before = memory();
    let Measured { usable, whole, mut frames } = runtime.block_on(read(count));
    frames.sort();
    let at = |share: usize| frames[(frames.len() * share / 100).min(frames.len() - 1)].as_micros();
    let over = frames.iter().filter(|frame| frame.as_millis() >= 16).count();
    println!(
        "\nFirst reading of {count} messages in an open window; µs of the drawing thread's CPU for a frame"
    );
    println!(
        "usable after {:.2} s; all after {:.1} s, {:.0} a second; memory at most {} MB, {before} before",
        usable.as_secs_f64(),
        whole.as_secs_f64(),
        count as f64 / whole.as_secs_f64(),
        memory()
    );
    println!(
        "frames {}, median {}, 99 % {}, slowest {}, over 16 ms {over}",
        frames.len(),
        at(50),
        at(99),
        at(100)
    );
}

struct Measured {
    /// The time until the newest message was in the window.
    usable: Duration,
    whole: Duration,
    frames: Vec<Duration>,
}

async fn read(count: usize) -> Measured {
    let folder = tempfile::tempdir().unwrap();
    let session = session(&folder, &serve(count));
    make_place(&session).await;
    let mut driver = begin(session.clone(), Stage::default()).await;
    let mut surface = Surface::new();
    let _ = driver.paint(&mut surface);
    let start = Instant::now();
    session.start();
    let newest = format!("{}: the crane is booked for nine.", count - 1);
    let (mut usable, mut frames) = (None, Vec::new());
    loop {
        let before = cpu().unwrap();
        frame(&mut driver, &mut surface).await;
        frames.push(cpu().unwrap() - before);
        if usable.is_none() && driver.shows(&newest) {
            usable = Some(start.elapsed());
        }
        if usable.is_some() && session.reading().first == FirstReading::Done {
            let page = session.page(PLACE, Span::Latest).await.unwrap();
            if page.before as usize + page.rows.len() == count {
                break;
            }
        }
        assert!(start.elapsed() < Duration::from_secs(1_200), "it ends");
    }
    let whole = start.elapsed();
    session.close().await;
    Measured { usable: usable.unwrap(), whole, frames }
}

/// The next thing that happens, drawn.
async fn frame(driver: &mut Driver<Play>, surface: &mut Surface) {
    driver.turn(tokio::time::Instant::now() + Duration::from_millis(100)).await;
    driver.paint(surface).expect("the software renderer");
}

fn session(folder: &tempfile::TempDir, url: &Url) -> Session {
    let store = Store::open(&folder.path().join("confab.db"), Access::Write).unwrap();
    let endpoint = Endpoint {
        url: url.clone(),
        publish_path: "publish".to_owned(),
        read_path: "read".to_owned(),
        format: Format::Json,
        headers: Vec::new(),
        ca_file: None,
        token: None,
        timeout: Duration::from_secs(20),
        type_names: TypeNames::default(),
    };
    let terms = Terms {
        me: ME,
        me_name: "Asha Rao".to_owned(),
        company: CompanyId::new(Uuid::from_u128(9)),
        limits: Limits { messages: 100, bytes: 1_000_000 },
        kinds: MessageTypes::ALL,
        marks: confab::settings::Marks::default(),
        types: TypeNames::default(),
        measure: Measure { envelope: 200, element: |element, _| element.len() + 1 },
    };
    Session::new(Setup {
        file_settings: confab::transfer::FileSettings::beside(&store),
        store,
        me: Me::member(ME, "Asha Rao"),
        clock: Clock::System,
        line: Some((Arc::new(Http::new(endpoint).unwrap()), terms)),
        read_every: Some(Plan::default()),
        max_text: 0,
        reports: Reports::OnMessage,
        review: confab::settings::Review::default(),
        read_marks: ReadMarks::default(),
    })
}

/// A server with this many messages, newest first; none is newer than a requested date.
fn serve(count: usize) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || answer(stream, count));
        }
    });
    url
}

fn answer(stream: TcpStream, count: usize) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if let Some(told) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = told.trim().parse().ok()?;
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let asked = String::from_utf8(body).ok()?;
        let page: usize = asked.split("\"PageNumber\":").nth(1)?.split(',').next()?.parse().ok()?;
        let news = asked.contains("LastSyncDateTime");
        let page = if news { String::new() } else { messages(count, page) };
        let body = format!("{{\"success\":true,\"data\":[{page}]}}");
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
        reader.get_mut().write_all((head + &body).as_bytes()).ok()?;
    }
}

fn messages(count: usize, page: usize) -> String {
    let mut all = String::new();
    let first = count.saturating_sub((page - 1) * PAGE);
    for number in (first.saturating_sub(PAGE)..first).rev() {
        let at = chrono::DateTime::from_timestamp(1_780_000_000 - ((count - number) * 60) as i64, 0).unwrap();
        let _ = write!(
            all,
            "{}{{\"Id\":\"{}\",\"ChannelId\":\"{}\",\"ChannelName\":\"general\",\"IsChannel\":true,\"SenderId\":\"{}\",\
             \"SenderName\":\"Colleague {}\",\"Message\":\"{number}: the crane is booked for nine.\",\"MessageType\":1,\
             \"MessageDateTime\":\"{}.0000000+00:00\"}}",
            if all.is_empty() { "" } else { "," },
            Uuid::from_u128(1_000_000 + number as u128),
            PLACE.uuid(),
            Uuid::from_u128(10 + (number / 3 % 7) as u128),
            number / 3 % 7,
            at.format("%Y-%m-%dT%H:%M:%S"),
        );
    }
    all
}

/// The most memory that this process has used so far, in MB.
fn memory() -> u64 {
    let told = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().split(' ').next().and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or_default()
        / 1024
}
