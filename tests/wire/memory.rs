//! Readers stay within their memory limits, whatever the input.
//!
//! The allocator of this test binary counts the memory of each thread; a reader runs on one thread.

use confab::remote::Remote as _;
use confab::remote::answer::{self, PUBLISH_CAP};
use confab::remote::http::Http;
use confab::remote::wire::{json, xml};

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::io::{Read as _, Write as _};

struct Counting;

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

fn count(bytes: isize) {
    // Once the thread's local storage is gone, nothing is measured any more.
    let _ = HELD.try_with(|held| {
        held.set(held.get() + bytes);
        let _ = PEAK.try_with(|peak| peak.set(peak.get().max(held.get())));
    });
}

fn size(layout: Layout) -> isize {
    isize::try_from(layout.size()).unwrap_or(isize::MAX)
}

// SAFETY: every call is passed to the system's allocator unchanged, and counting allocates nothing.
#[allow(unsafe_code, reason = "an allocator is unsafe to write; every call goes to the system's own")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(size(layout));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-size(layout));
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// The peak memory of `work` in bytes, beyond the memory held before.
fn peak<T>(work: impl FnOnce() -> T) -> usize {
    let before = HELD.get();
    PEAK.set(before);
    drop(work());
    usize::try_from(PEAK.get() - before).unwrap_or(0)
}

/// Bodies of this length, designed to take as much memory as possible.
fn greedy(length: usize) -> Vec<(&'static str, Vec<u8>)> {
    let fill = |start: &str, unit: &str, end: &str| {
        let count = (length - start.len() - end.len()) / unit.len();
        [start, &unit.repeat(count), end].concat().into_bytes()
    };
    vec![
        ("no UTF-8", vec![0xFF; length]),
        ("deep arrays", vec![b'['; length]),
        ("deep objects", fill("", "{\"data\":", "")),
        ("control characters", fill("{\"Message\":\"", "\u{1}", "\"}")),
        ("half surrogates", fill("{\"Message\":\"", "\\ud800", "\"}")),
        ("empty messages", fill("{\"Messages\":[", "{},", "{}]}")),
        ("empty files", fill("{\"Messages\":[{\"Files\":[", "{},", "{}]}]}")),
        (
            "many messages with an id",
            fill("{\"data\":[", "{\"Id\":\"591beec0-9407-47c0-8740-c5601a93f7c8\"},", "{}]}"),
        ),
        ("numbers", fill("{\"data\":[", "0,", "0]}")),
        ("fields", fill("{", "\"a\":1,", "\"b\":2}")),
        (
            "errors",
            fill(
                "{\"apiResponseMessages\":[",
                "{\"messageTypeEnum\":2,\"id\":\"591beec0-9407-47c0-8740-c5601a93f7c8\"},",
                "{}]}",
            ),
        ),
        ("a string in a string", fill("{\"data\":\"{\\\"data\\\":\\\"", "\\\\\\\\", "\\\"}\"}")),
        (
            "elements",
            fill(
                "<PublishMesssageModel><Messages>",
                "<MessageUpsertInputModel/>",
                "</Messages></PublishMesssageModel>",
            ),
        ),
        ("deep elements", fill("<PublishMesssageModel>", "<a>", "")),
        (
            "references",
            fill("<PublishMesssageModel><Messages><MessageUpsertInputModel><Message>", "&#1;", ""),
        ),
    ]
}

#[test]
fn an_answer_takes_at_most_sixteen_mebibytes() {
    for (name, body) in greedy(PUBLISH_CAP) {
        let took = peak(|| (answer::read(&body), answer::words(&body)));
        assert!(took <= 16 * PUBLISH_CAP, "{name}: {took}");
    }
    assert!(
        peak(|| answer::read(&vec![b'x'; 5_000_000])) < 5_000_000 + 4096,
        "a longer one is not looked at"
    );
}

#[test]
fn a_body_takes_at_most_twelve_times_its_length_and_the_entries_it_may_keep() {
    // The memory for entries does not grow with the body, so a smaller body proves the same.
    let (length, entries) = (256 * 1024, 64 * 1024 * 1024);
    for (name, body) in greedy(length) {
        for (reader, took) in [
            ("json", peak(|| json::inspect_publish(&body))),
            ("xml", peak(|| xml::inspect_publish(&body))),
            ("page", peak(|| answer::read_messages(&body))),
        ] {
            assert!(took <= length * 12 + entries, "{name}, {reader}: {took}");
        }
    }
}

/// The client runs on the thread that is counted; the server's thread is not.
#[test]
fn a_compressed_answer_takes_no_more_than_one_that_is_not() {
    let bomb = crate::body::gzip(&vec![b'['; 500_000_000]);
    assert!(bomb.len() < PUBLISH_CAP, "{}", bomb.len());
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let head = "Content-Encoding: gzip\r\nConnection: close\r\n";
    let answer = crate::server::answer(200, head, &bomb);
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut head = [0; 64 * 1024];
        let _ = stream.read(&mut head).unwrap();
        let _ = stream.write_all(&answer);
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let http = Http::new(crate::endpoint::endpoint(&url)).unwrap();
    let took = peak(|| runtime.block_on(http.publish(crate::http::call())));
    assert!(took <= 16 * PUBLISH_CAP, "{took}");
    server.join().unwrap();
}
