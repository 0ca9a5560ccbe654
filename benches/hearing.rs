//! The delay until a message arrives, and the cost of an idle reader: `cargo bench --bench hearing`.
//!
//! Two sessions with databases on disk talk over HTTP to the demo server. The server runs in a process of its own, so
//! that the figures are those of the reader alone; that process also counts the bytes on the wire. `CONFAB_ARRIVALS`
//! sets the number of messages sent for each figure.

// A benchmark may panic, and prints its results.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use confab::chat::wish::{Post, Wish};
use confab::chat::{MessageId, Person, Stamp, conversation};
use confab::clock::Clock;
use confab::demo::listener::Life;
use confab::demo::{Company, Listener, Size};
use confab::outbox::plan::Limits;
use confab::outbox::terms::{Measure, Terms};
use confab::remote::http::{Endpoint, Format, Http};
use confab::remote::wire::TypeNames;
use confab::requests::Attention;
use confab::row::{Change, Me, Span};
use confab::session::{Session, Setup};
use confab::settings::{MessageTypes, ReadMarks, Reports};
use confab::store::{Access, Store};
use confab::sync::Plan;

use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Set in the process that is the server.
const SERVER: &str = "CONFAB_HEARING_SERVER";
const SEED: u64 = 7;
/// How long the idle reader is measured.
const WATCHED: Duration = Duration::from_secs(50);
const WATCHED_AWAY: Duration = Duration::from_secs(150);

fn main() {
    let runtime =
        || tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    if std::env::var_os(SERVER).is_some() {
        runtime().block_on(serve());
        return;
    }
    let arrivals = std::env::var("CONFAB_ARRIVALS").ok().and_then(|text| text.parse().ok()).unwrap_or(40);
    runtime().block_on(measure(arrivals));
}

/// The company is invented from the same seed in both processes.
fn company() -> Company {
    Company::invent(SEED, Size { people: 5, messages: 0 }, Stamp::from_ticks(17_700_000_000_000_000, 0))
}

/// The server behind a proxy that counts bytes. A line on standard input is answered with the count.
async fn serve() {
    let running = Listener::of_company(company())
        .life(Life::Answers)
        .start("127.0.0.1:0".parse().unwrap())
        .await
        .unwrap();
    let (inner, line) = (running.address(), TcpListener::bind("127.0.0.1:0").await.unwrap());
    println!("http://{}/", line.local_addr().unwrap());
    let bytes = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&bytes);
    tokio::spawn(async move {
        loop {
            let (client, _) = line.accept().await.unwrap();
            let server = TcpStream::connect(inner).await.unwrap();
            let (from_client, to_client) = client.into_split();
            let (from_server, to_server) = server.into_split();
            tokio::spawn(count(from_client, to_server, Arc::clone(&counted)));
            tokio::spawn(count(from_server, to_client, Arc::clone(&counted)));
        }
    });
    let (asked, mut asks) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || {
        std::io::stdin().lines().map_while(Result::ok).try_for_each(|_| asked.send(()))
    });
    while asks.recv().await.is_some() {
        println!("{}", bytes.load(Ordering::SeqCst));
    }
}

async fn count(
    from: tokio::net::tcp::OwnedReadHalf,
    to: tokio::net::tcp::OwnedWriteHalf,
    bytes: Arc<AtomicU64>,
) {
    let mut chunk = vec![0; 64 * 1024];
    loop {
        if from.readable().await.is_err() {
            return;
        }
        match from.try_read(&mut chunk) {
            Ok(0) => return,
            Ok(read) => {
                bytes.fetch_add(read as u64, Ordering::SeqCst);
                let mut sent = 0;
                while sent < read {
                    if to.writable().await.is_err() {
                        return;
                    }
                    match to.try_write(&chunk[sent..read]) {
                        Ok(wrote) => sent += wrote,
                        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                        Err(_) => return,
                    }
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(_) => return,
        }
    }
}

/// The server's process.
struct Server {
    child: Child,
    lines: BufReader<std::process::ChildStdout>,
    url: Url,
}

impl Server {
    fn start() -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .env(SERVER, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut url = String::new();
        lines.read_line(&mut url).unwrap();
        Self { child, lines, url: url.trim().parse().unwrap() }
    }

    /// Bytes transferred so far, in both directions.
    fn bytes(&mut self) -> u64 {
        writeln!(self.child.stdin.as_mut().unwrap()).unwrap();
        let mut told = String::new();
        self.lines.read_line(&mut told).unwrap();
        told.trim().parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A session of one of the company's people.
fn session(folder: &TempDir, url: &Url, person: &Person, reads: Option<Plan>) -> Session {
    let company = company();
    let store = Store::open(&folder.path().join("confab.db"), Access::Write).unwrap();
    let endpoint = Endpoint {
        url: url.clone(),
        publish_path: "Message/MessageApi/PublishMessagesToServer".to_owned(),
        read_path: "Message/MessageApi/GetUserOrChannelMessages".to_owned(),
        format: Format::Json,
        headers: Vec::new(),
        ca_file: None,
        // The demo server takes the token as the person's id.
        token: Some(person.id.to_string()),
        timeout: Duration::from_secs(20),
        type_names: TypeNames::default(),
    };
    let terms = Terms {
        me: person.id,
        me_name: person.name.clone(),
        company: company.id,
        limits: Limits { messages: 100, bytes: 1_000_000 },
        kinds: MessageTypes::ALL,
        marks: confab::settings::Marks::default(),
        types: TypeNames::default(),
        measure: Measure { envelope: 200, element: |element, _| element.len() + 1 },
    };
    let session = Session::new(Setup {
        file_settings: confab::transfer::FileSettings::beside(&store),
        store,
        me: Me::member(person.id, person.name.clone()),
        clock: Clock::System,
        line: Some((Arc::new(Http::new(endpoint).unwrap()), terms)),
        read_every: reads,
        max_text: 0,
        reports: Reports::OnMessage,
        review: confab::settings::Review::default(),
        read_marks: ReadMarks::default(),
    });
    session.start();
    session
}

async fn measure(arrivals: usize) {
    let mut server = Server::start();
    let company = company();
    let of = company.conversations.iter().find(|of| of.id.kind() == conversation::Kind::Channel).unwrap().id;
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let listener = session(&folders[0], &server.url, &company.people[0], Some(Plan::default()));
    let sender = session(&folders[1], &server.url, &company.people[1], None);
    for session in [&listener, &sender] {
        session.merge_roster(company.people.clone(), company.conversations.clone()).await.unwrap();
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    println!("From `send` in one profile to the stored message in another; {arrivals} messages each");
    println!("{:>12}  {:>8}  {:>8}", "window", "p50, s", "p95, s");
    for (name, attention, between) in
        [("in front", Attention::Here, 4_000), ("behind", Attention::Away, 4_000)]
    {
        listener.set_attention(attention);
        let mut times = arrive(&listener, &sender, of, arrivals, between).await;
        times.sort();
        let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64();
        println!("{name:>12}  {:>8.2}  {:>8.2}", at(50), at(95));
    }
    sender.close().await;
    println!("\nA reader that hears nothing");
    println!("{:>24}  {:>12}  {:>14}", "window", "CPU, %", "kB in an hour");
    for (name, attention, time) in [
        ("in front, every 2 s", Attention::Here, WATCHED),
        ("behind, every 30 s", Attention::Away, WATCHED_AWAY),
    ] {
        listener.set_attention(attention);
        tokio::time::sleep(Duration::from_secs(1)).await;
        let (used, bytes, start) = (cpu(), server.bytes(), Instant::now());
        tokio::time::sleep(time).await;
        let seconds = start.elapsed().as_secs_f64();
        let percent = (cpu() - used).as_secs_f64() / seconds * 100.0;
        let hour = (server.bytes() - bytes) as f64 / seconds * 3.6;
        println!("{name:>24}  {percent:>12.2}  {hour:>14.0}");
    }
    listener.close().await;
}

/// Sends messages at intervals; returns the time until each was stored by the other session.
async fn arrive(
    listener: &Session,
    sender: &Session,
    of: conversation::Id,
    count: usize,
    between: u64,
) -> Vec<Duration> {
    let changes = listener.changes();
    let mut chance = fastrand::Rng::with_seed(SEED);
    let mut sent: Vec<(MessageId, Instant)> = Vec::new();
    let mut times = Vec::new();
    let mut next = tokio::time::Instant::now();
    while times.len() < count {
        tokio::select! {
            () = tokio::time::sleep_until(next), if sent.len() < count => {
                let id = MessageId::fresh();
                let text = format!("number {}", sent.len());
                let post = Post { id, to: of, text, tags: Vec::new(), files: Vec::new(), reply_to: None };
                sent.push((id, Instant::now()));
                sender.submit(Wish::Post(post)).await.unwrap();
                next = tokio::time::Instant::now() + Duration::from_millis(chance.u64(between / 4..between));
            }
            change = changes.next() => {
                if change == Change::Conversation(of) {
                    let page = listener.page(of, Span::Latest).await.unwrap();
                    let now = Instant::now();
                    for (id, then) in &mut sent {
                        if !id.uuid().is_nil() && page.rows.iter().any(|row| row.message.id == *id) {
                            times.push(now.duration_since(*then));
                            *id = MessageId::new(uuid::Uuid::nil());
                        }
                    }
                }
            }
        }
    }
    times
}

/// This process's processor time, threads that have ended included; zero where the system does not report it.
/// Linux counts it in hundredths of a second.
fn cpu() -> Duration {
    let told = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = told.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = fields.iter().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum::<u64>();
    Duration::from_millis(ticks * 10)
}
