//! Proxies in the environment: used, bypassed, or reported as unusable.

use super::world::{Profile, command, finish};

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

/// Records the beginning of each connection, and refuses it.
fn listen(answer: &'static [u8]) -> (u16, Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (note, noted) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut begin = vec![0; 2_000];
            let length = stream.read(&mut begin).unwrap_or(0);
            begin.truncate(length);
            let _ = note.send(begin);
            let _ = stream.write_all(answer);
        }
    });
    (port, noted)
}

const REFUSES: &[u8] =
    b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// The output of `send` with these variables; the port of its server is closed.
fn send(set: &[(&str, String)]) -> String {
    let profile = Profile::new("https://127.0.0.1:1/", "");
    let mut send = command(&profile.root());
    for name in
        ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy", "REQUEST_METHOD"]
    {
        send.env_remove(name);
    }
    let set = set.iter().map(|(name, text)| (*name, text.as_str()));
    let run = finish(send.args(["send", "--to", "#general", "hello"]).envs(set), "");
    assert_eq!(run.code, 3, "{run:?}");
    run.words
}

#[test]
fn a_proxy_is_asked_with_or_without_a_scheme_and_with_its_password() {
    let (port, noted) = listen(REFUSES);
    for (name, proxy) in [
        ("HTTPS_PROXY", format!("http://127.0.0.1:{port}")),
        ("https_proxy", format!("127.0.0.1:{port}")),
        ("ALL_PROXY", format!("http://asha:s%40cret@127.0.0.1:{port}/")),
    ] {
        let words = send(&[(name, proxy)]);
        let asked = String::from_utf8(noted.recv().unwrap()).unwrap();
        assert!(asked.starts_with("CONNECT 127.0.0.1:1 HTTP/1.1\r\n"), "{asked}");
        // asha:s@cret
        let knows = asked.to_lowercase().contains("proxy-authorization: basic yxnoytpzqgnyzxq=");
        assert_eq!(knows, name == "ALL_PROXY", "{asked}");
        assert!(words.contains(&format!("The proxy set in {name} needs a valid user name")), "{words}");
        assert!(!words.contains("cret"), "{words}");
    }
}

#[test]
fn a_socks_proxy_is_asked() {
    let (port, noted) = listen(&[]);
    let words = send(&[("ALL_PROXY", format!("socks5h://127.0.0.1:{port}"))]);
    assert_eq!(noted.recv().unwrap().first(), Some(&5), "the version of the protocol");
    assert!(words.contains("through the proxy set in ALL_PROXY"), "{words}");
}

#[test]
fn no_proxy_passes_every_proxy_by_for_addresses_too() {
    let (port, noted) = listen(REFUSES);
    let proxy = format!("http://127.0.0.1:{port}");
    let words = send(&[("HTTPS_PROXY", proxy), ("NO_PROXY", "*".to_owned())]);
    assert!(words.contains("Could not reach the server 127.0.0.1."), "{words}");
    assert!(noted.try_recv().is_err());
}

#[test]
fn what_is_no_proxy_is_said_and_not_passed_by() {
    for proxy in ["ftp://asha:secret@127.0.0.1:1", "http://", "not a proxy"] {
        let words = send(&[("HTTPS_PROXY", proxy.to_owned())]);
        assert!(words.contains("The proxy set in HTTPS_PROXY"), "{words}");
        assert!(!words.contains("secret"), "{words}");
    }
}
