//! The file cache: its limit, least recently used files, files in use, deleted files, and unknown files.

use crate::desk::{Desk, HOUR, passes, picture, walk};
use crate::server::Dislike;
use crate::world::{BEN, GENERAL, ME, RANDOM, folder, is_parked, noon, share};

use confab::changes::Board;
use confab::chat::Stamp;
use confab::chat::attachment::ContentHash;
use confab::chat::draft::Draft;
use confab::clock::Clock;
use confab::files::object::Access as Key;
use confab::remote::{Call, Failure, Page, Receipt, Remote, Rest, Search, wire};
use confab::row::{Upload, WishState};
use confab::settings::MessageTypes;
use confab::sync::{Reader, Round};

use futures::future::BoxFuture;
use url::Url;

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

const PLENTY: u64 = 1_000_000_000;

/// Pictures by others, one per hour, each drawn.
async fn pictures(desk: &Desk, count: u64) -> Vec<ContentHash> {
    let mut contents = Vec::new();
    for number in 0..count {
        let (_, content) = desk.fetched(&format!("{number}.png"), &picture(number)).await;
        desk.draw(content).await;
        assert_eq!(desk.thumbnails(content), 1);
        contents.push(content);
        passes(HOUR).await;
    }
    contents
}

#[tokio::test(start_paused = true)]
async fn originals_and_thumbnails_stay_under_the_cap_and_the_least_recently_used_go_first() {
    let desk = Desk::new(PLENTY);
    let all = pictures(&desk, 4).await;
    desk.tidy().await;
    assert!(all.iter().all(|content| desk.has(*content)), "all of them fit");
    // The oldest one is drawn again: the last use counts.
    passes(HOUR).await;
    desk.draw(all[0]).await;
    let cap = desk.kept() * 3 / 4 + 1_000;
    let desk = desk.with_cap(cap);
    desk.tidy().await;
    assert!(desk.kept() <= cap);
    assert_eq!(all.iter().map(|content| desk.has(*content)).collect::<Vec<_>>(), [true, false, true, true]);
    assert_eq!(desk.thumbnails(all[1]), 0, "what was made of it goes with it");
}

#[tokio::test(start_paused = true)]
async fn small_pictures_count() {
    let desk = Desk::new(PLENTY);
    let all = pictures(&desk, 3).await;
    let originals: u64 =
        walk(&desk.files().join("originals")).iter().map(|path| fs::metadata(path).unwrap().len()).sum();
    assert!(originals < desk.kept());
    let desk = desk.with_cap(originals);
    desk.tidy().await;
    assert!(desk.kept() <= originals);
    assert_eq!(all.iter().filter(|content| desk.has(**content)).count(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_is_larger_than_the_cap_takes_nothing_else_along() {
    let desk = Desk::new(100_000);
    let (_, small) = desk.fetched("small.bin", &[1; 60_000]).await;
    passes(HOUR).await;
    let (_, large) = desk.fetched("large.bin", &[2; 100_001]).await;
    desk.tidy().await;
    assert!(desk.has(small) && !desk.has(large));
}

#[tokio::test(start_paused = true)]
async fn what_went_from_the_cache_comes_again() {
    let desk = Desk::new(1);
    let (message, content) = desk.fetched("a.bin", &[1; 1_000]).await;
    desk.tidy().await;
    assert!(!desk.has(content));
    let again = desk.session.fetch(desk.path(message).await, "a.bin".to_owned()).await.unwrap();
    assert_eq!(again, Some(content));
    assert!(desk.has(content));
}

#[tokio::test(start_paused = true)]
async fn what_is_unsent_or_stands_in_a_composer_stays_however_small_the_cap_and_does_not_count() {
    let desk = Desk::new(5_000);
    let waits = desk.take("waits.bin", &[1; 9_000]).await;
    let drafted = desk.take("drafted.bin", &[2; 9_000]).await;
    let kept = desk.post(vec![waits.clone()]).await;
    let draft = Draft { files: vec![drafted.clone()], ..Draft::default() };
    desk.session.save_draft(RANDOM, draft).await.unwrap();
    let (_, other) = desk.fetched("other.bin", &[3; 4_000]).await;
    passes(24 * HOUR).await;
    desk.tidy().await;
    assert!(desk.has(waits.content) && desk.has(drafted.content));
    assert!(desk.has(other), "what must stay takes nobody's room");
    // Once it is sent, it is like any other file, and larger than the limit.
    desk.send().await;
    assert!(desk.session.wish_state(kept.entry.unwrap()).await.unwrap().is_none());
    desk.session.save_draft(RANDOM, Draft::default()).await.unwrap();
    desk.tidy().await;
    assert!(!desk.has(waits.content) && !desk.has(drafted.content) && desk.has(other));
}

#[tokio::test(start_paused = true)]
async fn what_was_taken_a_moment_ago_may_be_on_its_way_to_a_composer() {
    let desk = Desk::new(1);
    let taken = desk.take("a.bin", &[1; 9_000]).await;
    desk.tidy().await;
    assert!(desk.has(taken.content), "neither needless nor beyond the cap yet");
    passes(HOUR / 2).await;
    desk.tidy().await;
    assert!(desk.has(taken.content));
    passes(HOUR).await;
    desk.tidy().await;
    assert!(!desk.has(taken.content), "nobody wanted it");
}

#[tokio::test(start_paused = true)]
async fn what_nobody_knows_goes_and_what_is_no_hash_stays() {
    let desk = Desk::new(PLENTY);
    let (_, content) = desk.fetched("a.png", &picture(1)).await;
    desk.draw(content).await;
    let unknown = ContentHash::new([0xab; 32]).to_string();
    let originals = desk.files().join("originals").join(&unknown[..2]);
    let thumbs = desk.files().join("thumbs").join(&unknown[..2]);
    fs::create_dir_all(&originals).unwrap();
    fs::create_dir_all(&thumbs).unwrap();
    let (stray, small, strange) = (
        originals.join(&unknown),
        thumbs.join(format!("{unknown}-200x200.png")),
        originals.join("notes.txt"),
    );
    for path in [&stray, &small, &strange] {
        fs::write(path, "x").unwrap();
        // By the clock of this test, which need not be that of the disk.
        File::options().write(true).open(path).unwrap().set_modified(SystemTime::now()).unwrap();
    }
    desk.tidy().await;
    assert!(stray.exists(), "a moment ago: its row may be about to be written");
    assert!(!small.exists());
    for path in [&stray, &strange] {
        File::options().write(true).open(path).unwrap().set_modified(SystemTime::now() - 2 * HOUR).unwrap();
    }
    desk.tidy().await;
    assert!(!stray.exists() && strange.exists());
    assert!(desk.has(content) && desk.thumbnails(content) == 1);
}

#[tokio::test(start_paused = true)]
async fn deleting_a_message_deletes_its_files_and_thumbnails() {
    let desk = Desk::new(PLENTY);
    let taken = desk.take("a.png", &picture(1)).await;
    let message = desk.sent(vec![taken.clone()]).await;
    desk.draw(taken.content).await;
    desk.tidy().await;
    assert!(desk.has(taken.content) && desk.thumbnails(taken.content) == 1);
    desk.delete(message).await;
    desk.tidy().await;
    assert!(!desk.has(taken.content));
    assert_eq!(desk.thumbnails(taken.content), 0);
}

/// A server that returns one message.
#[derive(Debug)]
struct News(wire::Message);

impl Remote for News {
    fn publish(&self, _: Call) -> BoxFuture<'static, Result<Receipt, Failure>> {
        Box::pin(async { Ok(Receipt::default()) })
    }

    fn messages(&self, _: Search, _: u32) -> BoxFuture<'static, Result<Page, Failure>> {
        let messages = vec![self.0.clone()];
        Box::pin(async { Ok(Page { messages, notes: wire::Notes::default(), rest: Rest::None }) })
    }
}

#[tokio::test(start_paused = true)]
async fn what_somebody_else_deletes_goes_too_even_if_the_server_no_longer_says_what_it_had() {
    let desk = Desk::new(PLENTY);
    let (message, content) = desk.fetched("a.png", &picture(1)).await;
    desk.draw(content).await;
    let news = News(wire::Message {
        id: Some(message.uuid()),
        channel_id: Some(GENERAL.uuid()),
        is_channel: Some(true),
        sender_id: Some(BEN.uuid()),
        message_date_time: Some(wire::Date::from_ticks(Stamp::from(noon()).ticks(), 0)),
        is_deleted: Some(true),
        ..wire::Message::default()
    });
    let (kinds, board) = (MessageTypes::ALL, Board::default());
    let mut reader = Reader::new(desk.store.clone(), Arc::new(news), ME, kinds, board, desk.clock);
    assert_eq!(reader.round().await, Ok(Round::Read));
    desk.tidy().await;
    assert!(!desk.has(content) && desk.thumbnails(content) == 0);
}

#[tokio::test(start_paused = true)]
async fn the_files_of_a_deleted_message_stay_while_something_else_has_the_same_bytes() {
    let bytes = picture(1);
    for case in ["another message", "the same place", "a share", "a draft", "an unsent message"] {
        let desk = Desk::new(PLENTY);
        let taken = desk.take("a.png", &bytes).await;
        let message = desk.sent(vec![taken.clone()]).await;
        let path = desk.path(message).await;
        let other = match case {
            "another message" => Some(desk.sent(vec![taken.clone()]).await),
            "the same place" => Some(desk.theirs(&path, "other.png").await),
            "a share" => {
                let shared = desk.session.submit(share(message, RANDOM, "see")).await.unwrap();
                desk.send().await;
                Some(shared.message)
            }
            "a draft" => {
                let draft = Draft { files: vec![taken.clone()], ..Draft::default() };
                desk.session.save_draft(GENERAL, draft).await.unwrap();
                None
            }
            _ => Some(desk.post(vec![taken.clone()]).await.message),
        };
        desk.delete(message).await;
        passes(24 * HOUR).await;
        desk.tidy().await;
        assert!(desk.has(taken.content), "{case}");
        match (case, other) {
            // A file by others is not deleted.
            ("the same place", _) => continue,
            (_, Some(other)) => desk.delete(other).await,
            (_, None) => desk.session.save_draft(GENERAL, Draft::default()).await.unwrap(),
        }
        passes(24 * HOUR).await;
        desk.tidy().await;
        assert!(!desk.has(taken.content), "{case}: nothing has it any more");
    }
}

#[tokio::test(start_paused = true)]
async fn the_same_bytes_taken_twice_are_kept_once() {
    let desk = Desk::new(PLENTY);
    let (one, two) = (desk.take("a.png", &picture(1)).await, desk.take("b.png", &picture(1)).await);
    assert_eq!(one.content, two.content);
    let first = desk.sent(vec![one.clone(), two]).await;
    let (_, fetched) = desk.fetched("c.png", &picture(1)).await;
    assert_eq!(fetched, one.content);
    assert_eq!(walk(&desk.files().join("originals")).len(), 1);
    desk.delete(first).await;
    desk.tidy().await;
    assert!(desk.has(one.content), "theirs has it too");
}

#[tokio::test(start_paused = true)]
async fn a_message_of_files_alone_waits_under_their_names() {
    let desk = Desk::new(PLENTY);
    let files = vec![desk.take("a.png", &picture(1)).await, desk.take("b.png", &picture(2)).await];
    desk.post_saying("", files).await;
    assert_eq!(desk.session.outbox().await.unwrap()[0].excerpt, "a.png, b.png");
}

#[tokio::test(start_paused = true)]
async fn discarding_a_message_that_was_never_sent_sweeps_what_was_stored_of_it() {
    let desk = Desk::new(PLENTY);
    desk.server.dislike("look", Dislike::WholeCall);
    let taken = desk.take("a.png", &picture(1)).await;
    let kept = desk.post(vec![taken.clone(), taken.clone()]).await;
    desk.send().await;
    assert!(desk.session.outbox().await.unwrap().iter().all(is_parked));
    assert_eq!(desk.share().len(), 2);
    desk.tidy().await;
    assert!(desk.has(taken.content), "it can be tried again");
    desk.discard(kept).await;
    desk.send().await;
    assert_eq!(desk.share(), Vec::<std::path::PathBuf>::new());
    passes(2 * HOUR).await;
    desk.tidy().await;
    assert!(!desk.has(taken.content));
    assert!(walk(&desk.files()).is_empty(), "{:?}", walk(&desk.files()));
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_swept_is_tried_again_without_a_word_from_anybody() {
    let desk = Desk::new(PLENTY);
    desk.server.dislike("look", Dislike::WholeCall);
    let taken = desk.take("a.png", &picture(1)).await;
    let kept = desk.post(vec![taken]).await;
    desk.send().await;
    let (share, away) = (desk.home.path().join("share"), desk.home.path().join("away"));
    std::fs::rename(&share, &away).unwrap();
    desk.discard(kept).await;
    let running = tokio::spawn(desk.session.uploader().run());
    tokio::time::sleep(Duration::from_secs(2)).await;
    std::fs::rename(&away, &share).unwrap();
    assert_eq!(desk.share().len(), 1);
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_secs(60)).await;
        if desk.share().is_empty() {
            break;
        }
    }
    assert_eq!(desk.share(), Vec::<std::path::PathBuf>::new());
    running.abort();
}

/// Answers every request with these bytes, and counts the requests.
fn server(answer: &'static str) -> (Url, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = Url::parse(&format!("http://{}/files/", listener.local_addr().unwrap())).unwrap();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let _ = stream.read(&mut [0; 65_536]);
            counted.fetch_add(1, Ordering::SeqCst);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    (url, count)
}

#[tokio::test]
async fn a_store_that_says_at_once_is_not_asked_at_once_and_the_round_is_over() {
    let (place, asked) =
        server("HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let desk = Desk::with_store(folder(), PLENTY, (place, Key::default()));
    for number in 1..4 {
        let taken = desk.take("a.png", &picture(number)).await;
        desk.post(vec![taken]).await;
    }
    let uploader = desk.session.uploader();
    assert_eq!(uploader.once().await.unwrap(), 0);
    assert_eq!(asked.load(Ordering::SeqCst), 1, "the others would wait as long");
    assert!(uploader.next_try().await.unwrap().unwrap() > desk.clock.millis());
}

#[tokio::test]
async fn a_file_that_was_to_be_tried_by_a_clock_a_year_ahead_is_tried_when_the_clock_is_right() {
    let (place, asked) = server("HTTP/1.1 500 Broken\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let address = (place, Key::default());
    let ahead = Clock::tokio(noon() + chrono::TimeDelta::days(365));
    let desk = Desk::with_clock(folder(), PLENTY, address.clone(), ahead);
    let taken = desk.take("a.png", &picture(1)).await;
    desk.post(vec![taken]).await;
    assert_eq!(desk.session.uploader().once().await.unwrap(), 0);
    assert!(asked.load(Ordering::SeqCst) > 0, "it was tried");
    let Desk { home, .. } = desk;
    let desk = Desk::with_clock(home, PLENTY, address, Clock::tokio(noon()));
    let uploader = desk.session.uploader();
    uploader.once().await.unwrap();
    let next = uploader.next_try().await.unwrap().expect("it is tried again");
    assert!(next - desk.clock.millis() <= 2_000, "in {} ms", next - desk.clock.millis());
}

#[tokio::test(start_paused = true)]
async fn a_store_that_could_not_be_opened_is_opened_once_what_it_lacked_is_there() {
    let home = folder();
    let certificates = home.path().join("own.pem");
    let place = Url::parse("https://127.0.0.1:9/files/").unwrap();
    let key = Key { ca_file: Some(certificates.clone()), ..Key::default() };
    let desk = Desk::with_store(home, PLENTY, (place, key));
    let taken = desk.take("a.png", &picture(1)).await;
    let kept = desk.post(vec![taken]).await;
    let why = async || {
        desk.session.uploader().end_waits().await.unwrap();
        desk.session.uploader().once().await.unwrap();
        match desk.session.wish_state(kept.entry.unwrap()).await.unwrap() {
            Some(WishState::Files(Upload::Trouble(words))) => words,
            other => panic!("{other:?}"),
        }
    };
    let words = why().await;
    let expected = format!("Check server.ca_file. There is no file at {}.", certificates.display());
    assert_eq!(words, expected);
    std::fs::write(certificates, "").unwrap();
    let words = why().await;
    assert!(words.contains("cannot be reached"), "{words}");
}
