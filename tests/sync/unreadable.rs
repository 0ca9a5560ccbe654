//! Elements that cannot be read are counted once each, and affect no other element.

use crate::{DAY, count, element, world};

use confab::changes::Board;
use confab::clock::Clock;
use confab::remote::http::{Endpoint, Format, Http};
use confab::remote::wire::{self, TypeNames};
use confab::settings::MessageTypes;
use confab::store::{Access, Store};
use confab::sync::{Reader, Round};

use std::io::{Read as _, Write as _};
use std::sync::Arc;
use std::time::Duration;

#[tokio::test]
async fn what_lacks_its_sender_is_counted_once_however_often_it_comes() {
    let mut world = world(3);
    let strange = wire::Message { sender_id: None, ..element(7) };
    world.server.messages.lock().unwrap().push(strange);
    for _ in 0..3 {
        assert_eq!(world.reader.round().await, Ok(Round::Read));
    }
    assert_eq!(count(&world.session).await, 3);
    assert_eq!(world.board.reading().unreadable, 1);
    assert_eq!(world.reader.take_tally().unreadable, 1);
    // Nor after a restart.
    let mut next = world.restarted();
    assert_eq!(next.round().await, Ok(Round::Read));
    assert_eq!(next.take_tally().unreadable, 0);
}

/// A server with two pages; the first contains an element with an invalid id.
fn broken_pages() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let page = |from: u32, to: u32| -> Vec<String> {
        (from..to)
            .map(|number| match number {
                40 => r#"{"Id":"forty","Message":"who knows"}"#.to_owned(),
                41 => "17".to_owned(),
                _ => wire::json::write_message(&element(number), &TypeNames::default()),
            })
            .collect()
    };
    let (first, second) = (page(0, 100), page(100, 150));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = Vec::new();
            let mut chunk = [0; 4_096];
            while !request.ends_with(b"}") {
                let read = stream.read(&mut chunk).unwrap();
                request.extend_from_slice(&chunk[..read]);
            }
            let text = String::from_utf8_lossy(&request);
            let page = if text.contains("\"PageNumber\":1,") { &first } else { &second };
            let body = format!(r#"{{"success":true,"data":[{}]}}"#, page.join(","));
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(body.as_bytes()).unwrap();
        }
    });
    url
}

#[tokio::test]
async fn a_page_with_unreadable_elements_is_not_taken_for_the_last_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("confab.db"), Access::Write).unwrap();
    let endpoint = Endpoint {
        url: broken_pages().parse().unwrap(),
        publish_path: "publish".to_owned(),
        read_path: "read".to_owned(),
        format: Format::Json,
        headers: Vec::new(),
        ca_file: None,
        token: None,
        timeout: Duration::from_secs(20),
        type_names: TypeNames::default(),
    };
    let remote = Arc::new(Http::new(endpoint).unwrap());
    let (board, kinds) = (Board::default(), MessageTypes::ALL);
    let mut reader = Reader::new(store, remote, crate::ME, kinds, board.clone(), Clock::System);
    assert_eq!(reader.round().await, Ok(Round::Read));
    let tally = reader.take_tally();
    assert_eq!((tally.messages, tally.unreadable), (148, 2), "{DAY}");
    assert_eq!(board.reading().unreadable, 2);
}
