//! Durable submits against bare commits of the same bytes under the same pragmas, in turns on one disk.

use super::{TEXT, channel, post, session, share};

use std::time::{Duration, Instant};

pub(crate) async fn measure(count: usize) {
    // A real disk, because durability is measured.
    let folder = tempfile::tempdir().unwrap();
    let session = session(&folder.path().join("confab.db"), None);
    let bare = rusqlite::Connection::open(folder.path().join("bare.db")).unwrap();
    bare.pragma_update(None, "journal_mode", "WAL").unwrap();
    bare.pragma_update(None, "synchronous", "FULL").unwrap();
    bare.execute_batch("CREATE TABLE bare (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)").unwrap();
    // The rows of a message and of its wish: text, ids, numbers.
    let bytes = vec![b'x'; TEXT.len() + 260];
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for turn in 0..count {
        let wish = post(channel(turn as u128 % 20));
        let began = Instant::now();
        session.submit(wish).await.unwrap();
        ours.push(began.elapsed());
        let began = Instant::now();
        bare.execute("INSERT INTO bare (bytes) VALUES (?1)", [&bytes]).unwrap();
        theirs.push(began.elapsed());
    }
    let per_second = |times: &[Duration]| times.len() as f64 / times.iter().sum::<Duration>().as_secs_f64();
    let (fast, bare_fast) = (per_second(&ours), per_second(&theirs));
    println!(
        "submit, durable      {fast:>9.0} a second   p50 {:?}  p99 {:?}",
        share(&mut ours, 0.5),
        share(&mut ours, 0.99)
    );
    println!(
        "bare SQLite commit   {bare_fast:>9.0} a second   p50 {:?}  p99 {:?}",
        share(&mut theirs, 0.5),
        share(&mut theirs, 0.99)
    );
    println!("submit / bare        {:>9.2}", fast / bare_fast);
}
