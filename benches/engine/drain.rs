//! The outbox drained through the real HTTP client against posting ready-made bodies of the same size to the same
//! listener.

use super::{channel, post, session};

use confab::outbox::worker::Step;
use confab::remote::http::{Endpoint, Format, Http};
use confab::remote::wire::{TypeNames, json};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const PER_CALL: usize = 100;

pub(crate) async fn measure(wishes: usize) {
    compare(wishes, Duration::ZERO).await;
    // A server that needs 0.2 ms per message.
    compare(wishes / 5, Duration::from_millis(20)).await;
}

async fn compare(wishes: usize, work: Duration) {
    let received = Arc::new(AtomicU64::new(0));
    let url = listen(Arc::clone(&received), work);
    println!("a listener that takes {work:?} a call:");
    let http = Http::new(Endpoint {
        url: url.parse().unwrap(),
        publish_path: "publish".to_owned(),
        read_path: "read".to_owned(),
        format: Format::Json,
        headers: Vec::new(),
        ca_file: None,
        token: None,
        timeout: Duration::from_secs(30),
        type_names: TypeNames::default(),
    })
    .unwrap();

    // Filled in memory if possible, because only the drain is measured; then moved to the disk, like a profile.
    let disk = tempfile::tempdir().unwrap();
    let path = disk.path().join("confab.db");
    fill(&path, wishes).await;

    let session = session(&path, Some(Arc::new(http)));
    let mut publisher = session.publisher().unwrap();
    let began = Instant::now();
    loop {
        match publisher.step().await.unwrap() {
            Step::Went => drop(publisher.take_delivered()),
            Step::Idle { .. } => break,
            other @ (Step::BackOff { .. } | Step::ServerWait { .. } | Step::Stopped) => panic!("{other:?}"),
        }
    }
    let ours = began.elapsed();
    let bytes = received.swap(0, Ordering::SeqCst);
    assert_eq!(session.outbox().await.unwrap().len(), 0);

    let theirs = ready_made(&url, wishes, usize::try_from(bytes).unwrap() / wishes).await;
    let per_second = |time: Duration| wishes as f64 / time.as_secs_f64();
    println!(
        "drain of {wishes} wishes  {:>8.0} a second   {ours:.2?}, {} bytes a wish",
        per_second(ours),
        bytes / wishes as u64
    );
    println!("ready-made bodies    {:>9.0} a second   {theirs:.2?}", per_second(theirs));
    println!("drain / ready-made   {:>9.2}", theirs.as_secs_f64() / ours.as_secs_f64());
    let floor = noted(&url, wishes, usize::try_from(bytes).unwrap() / wishes, disk.path()).await;
    println!("ready-made, noted    {:>9.0} a second   {floor:.2?}", per_second(floor));
    println!("drain / noted        {:>9.2}", floor.as_secs_f64() / ours.as_secs_f64());
}

/// The same bodies, each recorded on disk as sent before the next one: the least that any crash-safe outbox does. One
/// row per wish and one durable commit per call, with the store's own pragmas.
async fn noted(url: &str, wishes: usize, bytes: usize, folder: &Path) -> Duration {
    let queue = rusqlite::Connection::open(folder.join("noted.db")).unwrap();
    queue.pragma_update(None, "journal_mode", "WAL").unwrap();
    queue.pragma_update(None, "synchronous", "FULL").unwrap();
    queue.execute_batch("CREATE TABLE queue (id INTEGER PRIMARY KEY, body TEXT NOT NULL); BEGIN").unwrap();
    let element = format!("{{\"Message\":\"{}\"}}", "x".repeat(bytes.saturating_sub(16)));
    for _ in 0..wishes {
        queue.execute("INSERT INTO queue (body) VALUES (?1)", [&element]).unwrap();
    }
    queue.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).tcp_nodelay(true).build().unwrap();
    let began = Instant::now();
    for call in 0..wishes.div_ceil(PER_CALL) {
        let last = i64::try_from((call + 1) * PER_CALL).unwrap();
        let mut next = queue.prepare_cached("SELECT body FROM queue ORDER BY id LIMIT ?1").unwrap();
        let elements: Vec<String> = next
            .query_map([i64::try_from(PER_CALL).unwrap()], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let body = json::join_publish(Uuid::nil(), Uuid::nil(), elements.iter().map(String::as_str));
        let sent = client.post(format!("{url}publish")).header("Content-Type", "application/json").body(body);
        assert!(!sent.send().await.unwrap().bytes().await.unwrap().is_empty());
        queue.execute("DELETE FROM queue WHERE id <= ?1", [last]).unwrap();
    }
    began.elapsed()
}

async fn fill(path: &Path, wishes: usize) {
    let memory = Path::new("/dev/shm");
    let quick = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
    let draft = quick.path().join("confab.db");
    let session = session(&draft, None);
    for turn in 0..wishes {
        session.submit(post(channel(turn as u128 % 50))).await.unwrap();
    }
    drop(session);
    let all = rusqlite::Connection::open(&draft).unwrap();
    all.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(all);
    std::fs::copy(&draft, path).unwrap();
}

/// Bodies of the same size, made beforehand, posted one after the other over one connection.
async fn ready_made(url: &str, wishes: usize, bytes: usize) -> Duration {
    let element = format!("{{\"Message\":\"{}\"}}", "x".repeat(bytes.saturating_sub(16)));
    let body = json::join_publish(Uuid::nil(), Uuid::nil(), std::iter::repeat_n(element.as_str(), PER_CALL));
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).tcp_nodelay(true).build().unwrap();
    let began = Instant::now();
    for _ in 0..wishes.div_ceil(PER_CALL) {
        let sent = client
            .post(format!("{url}publish"))
            .header("Content-Type", "application/json")
            .body(body.clone());
        let answer = sent.send().await.unwrap().bytes().await.unwrap();
        assert!(!answer.is_empty());
    }
    began.elapsed()
}

/// A listener on its own thread that reads bodies and accepts everything.
fn listen(received: Arc<AtomicU64>, work: Duration) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, Arc::clone(&received), work));
            }
        });
    });
    url
}

async fn serve(stream: TcpStream, received: Arc<AtomicU64>, work: Duration) {
    let mut stream = BufReader::with_capacity(64 * 1024, stream);
    let answer = r#"{"success":true,"apiResponseMessages":[]}"#;
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{answer}",
        answer.len()
    );
    let mut body = Vec::new();
    loop {
        let (mut length, mut line) = (0_usize, String::new());
        loop {
            line.clear();
            if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                return;
            }
            let header = line.trim_end().to_ascii_lowercase();
            if let Some(value) = header.strip_prefix("content-length: ") {
                length = value.parse().unwrap();
            }
            if header.is_empty() {
                break;
            }
        }
        body.resize(length, 0);
        if stream.read_exact(&mut body).await.is_err() {
            return;
        }
        received.fetch_add(length as u64, Ordering::SeqCst);
        if !work.is_zero() {
            tokio::time::sleep(work).await;
        }
        if stream.get_mut().write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}
