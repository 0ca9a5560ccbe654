//! Kills the real program: `confab apply` gets SIGKILL at a random moment, hundreds of times, against a real HTTP
//! server that loses calls and answers. At the end `outbox flush` runs once.
//!
//! Every wish that was acknowledged on standard output is on the server, each effect happened once, and the wishes of a
//! channel arrived in order. `CONFAB_KILLS` sets the number of kills (300).

use crate::server::Book;
use crate::world::folder;

use confab::remote::wire::json;

use serde_json::{Value, json};
use uuid::Uuid;

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const CHANNELS: [&str; 3] = ["general", "random", "ops"];

/// The fate of one request.
#[derive(Clone, Copy)]
enum Weather {
    Clear,
    CutBefore,
    CutAfter,
    Slow,
}

#[derive(Clone)]
struct Server {
    url: String,
    book: Arc<Mutex<Book>>,
    stormy: Arc<AtomicBool>,
}

impl Server {
    fn start(seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let server = Self { url, book: Arc::default(), stormy: Arc::new(AtomicBool::new(true)) };
        let this = server.clone();
        std::thread::spawn(move || {
            let mut dice = fastrand::Rng::with_seed(seed);
            for stream in listener.incoming().flatten() {
                let weather = match dice.u8(0..10) {
                    _ if !this.stormy.load(Ordering::SeqCst) => Weather::Clear,
                    0 => Weather::CutBefore,
                    1 | 2 => Weather::CutAfter,
                    3 | 4 => Weather::Slow,
                    _ => Weather::Clear,
                };
                // One at a time, as the client promises; a killed one may leave half a request behind.
                let _ = this.serve(stream, weather);
            }
        });
        server
    }

    fn serve(&self, stream: TcpStream, weather: Weather) -> Option<()> {
        stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
        let mut reader = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut header = String::new();
            if reader.read_line(&mut header).ok()? == 0 {
                return None;
            }
            let header = header.trim_end().to_ascii_lowercase();
            if let Some(value) = header.strip_prefix("content-length: ") {
                length = value.parse().ok()?;
            }
            if header.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        if matches!(weather, Weather::CutBefore) {
            return None;
        }
        if matches!(weather, Weather::Slow) {
            std::thread::sleep(Duration::from_millis(8));
        }
        let call = json::read_publish(&body).expect("a publish call");
        {
            let mut book = self.book.lock().unwrap();
            call.messages.iter().for_each(|element| book.apply(element));
        }
        if matches!(weather, Weather::CutAfter) {
            return None;
        }
        let answer = r#"{"success":true,"apiResponseMessages":[]}"#;
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n";
        write!(reader.into_inner(), "{head}Content-Length: {}\r\n\r\n{answer}", answer.len()).ok()
    }
}

/// Starts the program, without settings from the environment of this process.
pub fn confab(profile: &Path, arguments: &[&str], input: &str) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_confab"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CONFAB_")) {
        command.env_remove(name);
    }
    let mut child = command
        .args(arguments)
        .env("CONFAB_PROFILE", profile)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    // A few lines fit into the pipe without a reader.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child
}

/// Makes a profile for a server, with `more` in its settings.
pub fn profile(url: &str, more: &str, folder: &Path) {
    let settings = format!(
        "[account]\nuser_id = \"{}\"\ncompany_id = \"{}\"\nname = \"Asha\"\n[server]\nurl = \"{url}\"\n{more}",
        Uuid::from_u128(1),
        Uuid::from_u128(99),
    );
    std::fs::write(folder.join("settings.toml"), settings).unwrap();
    let channels: Vec<_> = CHANNELS
        .iter()
        .zip(10_u128..)
        .map(|(name, id)| json!({ "id": Uuid::from_u128(id), "name": name, "members": [] }))
        .collect();
    let roster = folder.join("files").join("roster.json");
    std::fs::create_dir(folder.join("files")).unwrap();
    std::fs::write(&roster, json!({ "channels": channels }).to_string()).unwrap();
    let import = confab(folder, &["roster", "import", roster.to_str().unwrap()], "").wait().unwrap();
    assert!(import.success());
}

/// The wishes of all rounds, in order.
#[derive(Default)]
struct Wishes {
    /// The rank of each wish, by text: texts are unique.
    rank: HashMap<String, usize>,
    /// The acknowledged texts, with the message of each.
    acknowledged: Vec<(Uuid, String)>,
}

/// One run of the program: four posts and an edit, killed after a while.
fn round(
    number: usize,
    folder: &Path,
    wishes: &mut Wishes,
    dice: &mut fastrand::Rng,
    patience: Duration,
) -> Duration {
    let (mut lines, mut wished) = (String::new(), Vec::new());
    for post in 0..4 {
        let (id, text) = (Uuid::now_v7(), format!("{number}.{post}"));
        let to = format!("#{}", CHANNELS[dice.usize(0..3)]);
        writeln!(lines, "{}", json!({ "do": "post", "to": to, "text": text, "id": id })).unwrap();
        wished.push((id, text));
    }
    let (id, text) = (wished[0].0, format!("{number}.edited"));
    writeln!(lines, "{}", json!({ "do": "edit", "message": id, "text": text })).unwrap();
    wished.push((id, text));
    for (_, text) in &wished {
        let rank = wishes.rank.len();
        wishes.rank.insert(text.clone(), rank);
    }
    let began = Instant::now();
    let mut child = confab(folder, &["apply", "-", "--json"], &lines);
    let out = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let lines = BufReader::new(out).lines().map_while(Result::ok);
        // A kill may cut a line in two; half a line is not counted.
        lines.filter_map(|line| serde_json::from_str::<Value>(&line).ok()).collect::<Vec<_>>()
    });
    while began.elapsed() < patience && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_micros(200));
    }
    let _ = child.kill();
    child.wait().unwrap();
    let took = began.elapsed();
    for line in reader.join().unwrap() {
        if line["state"] == "kept" {
            let index = usize::try_from(line["line"].as_u64().unwrap()).unwrap() - 1;
            wishes.acknowledged.push(wished[index].clone());
        }
    }
    took
}

#[test]
fn killed_at_random_instants_every_acknowledged_wish_arrives_once_and_in_order() {
    let kills = std::env::var("CONFAB_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(300);
    let seed = fastrand::u64(..);
    eprintln!("seed {seed}");
    let mut dice = fastrand::Rng::with_seed(seed);
    let (folder, server, mut wishes) = (folder(), Server::start(seed), Wishes::default());
    profile(&server.url, "", folder.path());
    // The duration of a whole run here, so that kills happen everywhere in it.
    let whole =
        (0..3).map(|n| round(n, folder.path(), &mut wishes, &mut dice, Duration::from_secs(20))).max();
    let whole = whole.unwrap().min(Duration::from_millis(250));
    for number in 3..kills + 3 {
        let patience = whole.mul_f64(dice.f64() * 1.1);
        round(number, folder.path(), &mut wishes, &mut dice, patience);
    }
    server.stormy.store(false, Ordering::SeqCst);
    let flush = confab(folder.path(), &["outbox", "flush", "--timeout", "30s"], "").wait().unwrap();
    assert!(flush.success(), "{flush:?}");

    let book = server.book.lock().unwrap();
    assert_eq!(book.violations, Vec::<String>::new());
    for (id, text) in &wishes.acknowledged {
        // A post that was edited before it was sent arrives with the new text.
        let stored =
            book.stored.get(id).unwrap_or_else(|| panic!("{text} was acknowledged and never arrived"));
        let edited = format!("{}.edited", text.split('.').next().unwrap());
        assert!([text, &edited].contains(&&stored.text), "{text} arrived as {}", stored.text);
        if text.ends_with("edited") {
            assert_eq!(&stored.text, text);
        }
    }
    let mut seen = HashSet::new();
    let mut last: HashMap<Option<Uuid>, usize> = HashMap::new();
    for effect in &book.effects {
        assert!(seen.insert(effect.after.text.clone()), "{} took effect twice", effect.after.text);
        let known = book.effects.iter().find(|first| first.id == effect.id).unwrap();
        // An edit that was folded into its post has the rank of the post.
        if known == effect && effect.after.text.ends_with("edited") {
            continue;
        }
        let rank = wishes.rank[&effect.after.text];
        let before = last.insert(effect.after.place, rank);
        assert!(before < Some(rank), "{} came too late", effect.after.text);
    }
    let share = wishes.acknowledged.len() * 100 / wishes.rank.len();
    assert!((10..=97).contains(&share), "{share} % acknowledged: the kills do not fall where they should");
    eprintln!("{kills} kills, {share} % of {} wishes acknowledged", wishes.rank.len());
}
