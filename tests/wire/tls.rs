//! TLS: a certificate from `ca_file` is trusted, an unknown one or one for another name is not, and the sentence says
//! why.
//!
//! The keys in `samples/tls` are for this test alone (valid from 2020 to 2126, for `localhost`); the keys of their
//! authorities were deleted. Linux only, because macOS and Windows also let the system judge such a long validity.
#![cfg(target_os = "linux")]

use crate::endpoint::endpoint;
use crate::http::call;
use crate::server::answer;

use confab::remote::http::{Endpoint, Http};
use confab::remote::{Failure, Reached, Receipt, Remote};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire/samples/tls").join(name)
}

/// Serves one connection and returns the bytes of its request, or nothing if there was no handshake.
fn serve() -> (u16, JoinHandle<Vec<u8>>) {
    let chain = vec![CertificateDer::from_pem_file(file("leaf.pem")).unwrap()];
    let key = PrivateKeyDer::from_pem_file(file("leaf.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let connection = ServerConnection::new(Arc::new(config)).unwrap();
        let mut stream = StreamOwned::new(connection, stream);
        let mut got = Vec::new();
        let mut part = [0; 4096];
        while !got.ends_with(b"}]}") {
            match stream.read(&mut part) {
                Ok(count) if count > 0 => got.extend_from_slice(&part[..count]),
                Ok(_) | Err(_) => return got,
            }
        }
        stream.write_all(&answer(200, "Connection: close\r\n", b"{\"success\":true}")).unwrap();
        stream.conn.send_close_notify();
        stream.flush().unwrap();
        got
    });
    (port, thread)
}

async fn publish(host: &str, ca_file: Option<PathBuf>) -> (Result<Receipt, Failure>, Vec<u8>) {
    let (port, thread) = serve();
    let endpoint = Endpoint { ca_file, ..endpoint(&format!("https://{host}:{port}/")) };
    let outcome = Http::new(endpoint).unwrap().publish(call()).await;
    (outcome, thread.join().unwrap())
}

#[tokio::test]
async fn an_authority_from_the_settings_is_trusted() {
    let (outcome, got) = publish("localhost", Some(file("ca.pem"))).await;
    assert_eq!(outcome, Ok(Receipt::default()));
    assert!(got.starts_with(b"POST /Message/MessageApi/PublishMessagesToServer HTTP/1.1\r\n"));
}

#[tokio::test]
async fn a_certificate_for_another_name_is_not_trusted_and_nothing_leaves() {
    let (outcome, got) = publish("127.0.0.1", Some(file("ca.pem"))).await;
    let Err(Failure::Unreachable { reached: Reached::Never, words }) = outcome else { panic!("{outcome:?}") };
    assert!(words.contains("another name"), "{words}");
    assert_eq!(got, b"");
}

#[tokio::test]
async fn an_unknown_authority_is_not_trusted_and_nothing_leaves() {
    let (outcome, got) = publish("localhost", Some(file("other.pem"))).await;
    let Err(Failure::Unreachable { reached: Reached::Never, words }) = outcome else { panic!("{outcome:?}") };
    assert!(words.contains("does not trust"), "{words}");
    assert_eq!(got, b"");
}
