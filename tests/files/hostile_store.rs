//! A store that lies, cuts connections, refuses and redirects.

use confab::files::Error;
use confab::files::object::{Access, ObjectStore};
use confab::files::watch::Watch;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::mpsc::unbounded_channel;
use url::Url;

/// A server that answers every request with these bytes and closes; it records the beginning of each.
fn server(answer: impl AsRef<[u8]>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/files/", listener.local_addr().unwrap());
    let (answer, heard) = (answer.as_ref().to_vec(), Arc::new(Mutex::new(Vec::new())));
    let log = Arc::clone(&heard);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut head = [0; 4_096];
            let read = stream.read(&mut head).unwrap_or_default();
            log.lock().unwrap().push(String::from_utf8_lossy(&head[..read]).into_owned());
            let _ = stream.write_all(&answer);
        }
    });
    (url, heard)
}

async fn get_with(answer: impl AsRef<[u8]>, limit: u64) -> Result<Vec<u8>, Error> {
    get_named(answer, "a.png", limit).await
}

async fn get_named(answer: impl AsRef<[u8]>, name: &str, limit: u64) -> Result<Vec<u8>, Error> {
    let (url, _) = server(answer);
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().join("into");
    let store = tokio::task::block_in_place(|| {
        ObjectStore::open(&Url::parse(&url).unwrap(), &Access::default()).unwrap()
    });
    store.get(&store.path_of(name), &into, limit, &Watch::default()).await?;
    Ok(std::fs::read(into).unwrap())
}

async fn put_with(answer: &str) -> Error {
    let (url, _) = server(answer);
    let folder = tempfile::tempdir().unwrap();
    let from = folder.path().join("from");
    std::fs::write(&from, "words").unwrap();
    let store = tokio::task::block_in_place(|| {
        ObjectStore::open(&Url::parse(&url).unwrap(), &Access::default()).unwrap()
    });
    let (notes, _noted) = unbounded_channel();
    store.put("a.png", &from, "image/png", None, &notes, &Watch::default()).await.unwrap_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_page_in_place_of_a_file_is_told() {
    let error =
        get_with("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<p>x", 1_000).await;
    let words = error.unwrap_err().to_string();
    assert!(words.contains("returned a web page instead of the file"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_page_in_answer_to_an_upload_is_not_taken_for_a_stored_file() {
    let error = put_with("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<p>x").await;
    assert!(error.to_string().contains("returned a web page instead of storing"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_not_followed_wherever_it_leads() {
    for place in ["file:///etc/passwd", "http://127.0.0.1:9/x", "https://example.org/x", "//evil/x"] {
        let answer = format!("HTTP/1.1 302 Found\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n");
        let error = get_with(answer, 1_000).await.unwrap_err();
        assert!(error.to_string().contains("which Confab does not follow"), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lies_about_the_length_are_told() {
    let error =
        get_with("HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\nshort", 1_000).await;
    assert!(matches!(error.unwrap_err(), Error::Unreached { .. }));
    let error = get_with("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx", 1_000).await;
    assert!(matches!(error.unwrap_err(), Error::Refused(_)));
    // A body that is longer than declared is cut to the declared length.
    let got =
        get_with("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nwords and more", 1_000)
            .await;
    assert_eq!(got.unwrap(), b"words");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_without_end_stops_at_the_limit() {
    let body = "x".repeat(100_000);
    let error = get_with(format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{body}"), 1_000).await;
    assert!(matches!(error.unwrap_err(), Error::Refused(_)));
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn coded(coding: &str, body: &[u8]) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_compressed_on_the_way_is_stored_as_it_was_sent() {
    let words: Vec<u8> = (0..90_000_u32).map(|at| (at / 7) as u8).collect();
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    zlib.write_all(&words).unwrap();
    let zlib = zlib.finish().unwrap();
    for (coding, body) in
        [("gzip", gzip(&words)), ("X-Gzip", gzip(&words)), ("deflate", zlib), ("identity", words.clone())]
    {
        assert_eq!(get_with(coded(coding, &body), 100_000).await.unwrap(), words, "{coding}");
    }
    // A file that is gzip itself: some servers declare that as its encoding.
    let packed = gzip(&words);
    for name in ["a.tar.gz", "a.TGZ", "a.svgz"] {
        assert_eq!(get_named(coded("gzip", &packed), name, 100_000).await.unwrap(), packed, "{name}");
    }
    let error = get_with(coded("br", b"xyz"), 1_000).await.unwrap_err();
    assert!(matches!(&error, Error::Forbidden(words) if words.contains("(br)")), "{error:?}");
    let cut = &packed[..packed.len() - 20];
    assert!(matches!(get_with(coded("gzip", cut), 100_000).await.unwrap_err(), Error::Unreached { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_compressed_bomb_stops_at_the_limit() {
    let bomb = gzip(&vec![0; 50_000_000]);
    assert!(bomb.len() < 60_000);
    assert!(matches!(get_with(coded("gzip", &bomb), 1_000_000).await.unwrap_err(), Error::Refused(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_has_words_and_a_consequence() {
    let answer =
        |status: &str, headers: &str| format!("HTTP/1.1 {status}\r\n{headers}Content-Length: 0\r\n\r\n");
    for status in ["401 Unauthorized", "403 Forbidden"] {
        let error = put_with(&answer(status, "")).await;
        assert!(
            matches!(&error, Error::Forbidden(words) if words.contains("rejected the request")),
            "{error:?}"
        );
    }
    let error = put_with(&answer("413 Too Large", "")).await;
    assert!(matches!(&error, Error::Refused(words) if words.contains("too large")), "{error:?}");
    let error = put_with(&answer("507 Full", "")).await;
    assert!(error.to_string().contains("is full"), "{error:?}");
    let error = put_with(&answer("503 Busy", "Retry-After: 7\r\n")).await;
    assert!(
        matches!(error, Error::Unreached { after: Some(after), .. } if after == Duration::from_secs(7)),
        "{error:?}"
    );
    let error = put_with("").await;
    assert!(matches!(error, Error::Unreached { .. }), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_goes_with_every_request_to_the_store() {
    let (url, heard) = server("HTTP/1.1 201 Created\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let access = Access { secret: Some("asha:secret".to_owned()), ..Access::default() };
    let store =
        tokio::task::block_in_place(|| ObjectStore::open(&Url::parse(&url).unwrap(), &access).unwrap());
    let (notes, _noted) = unbounded_channel();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    store.put("2026/a.png", &from, "text/plain", None, &notes, &Watch::default()).await.unwrap();
    let heard = heard.lock().unwrap();
    assert!(
        heard.len() >= 2 && heard.iter().all(|head| head.contains("Basic YXNoYTpzZWNyZXQ=")),
        "{heard:?}"
    );
    assert!(!format!("{access:?}").contains("secret"));
}
