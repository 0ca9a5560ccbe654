//! The server settings that are accepted, and the endpoint made from them.

use confab::remote::http::{Endpoint, Format, Http, SetupError, check_url};
use confab::remote::wire::TypeNames;

use std::time::Duration;

pub(crate) fn endpoint(url: &str) -> Endpoint {
    Endpoint {
        url: check_url(url).unwrap(),
        publish_path: "Message/MessageApi/PublishMessagesToServer".to_owned(),
        read_path: "Message/MessageApi/GetUserOrChannelMessages".to_owned(),
        format: Format::Json,
        headers: Vec::new(),
        ca_file: None,
        token: None,
        timeout: Duration::from_secs(30),
        type_names: TypeNames::default(),
    }
}

#[test]
fn addresses_that_can_be_used_are_taken() {
    for url in [
        "https://chat.example.org",
        " https://chat.example.org:8443/prefix/ ",
        "http://127.0.0.1:8080/",
        "http://127.8.9.1/",
        "http://[::1]:8080",
        "http://localhost",
        "http://LOCALHOST.:1",
    ] {
        assert!(check_url(url).is_ok(), "{url}");
    }
}

#[test]
fn other_addresses_are_refused_with_a_sentence() {
    for (url, part) in [
        ("", "Enter the server address"),
        ("chat.example.org", "Enter the server address"),
        ("ftp://chat.example.org/", "must start with https://"),
        ("file:///etc/passwd", "must start with https://"),
        ("localhost:8080", "must start with https://"),
        ("http://chat.example.org/", "only for a server on this computer"),
        ("http://127.0.0.1.example.org/", "only for a server on this computer"),
        ("http://localhost.example.org/", "only for a server on this computer"),
        ("http://10.0.0.1/", "only for a server on this computer"),
        ("http://0.0.0.0/", "only for a server on this computer"),
        ("http://[::ffff:10.0.0.1]/", "only for a server on this computer"),
        ("https://me:secret@chat.example.org/", "name and password"),
        ("https://me@chat.example.org/", "name and password"),
        ("https://chat.example.org/?a=b", "from the ?"),
        ("https://chat.example.org/#a", "from the ?"),
    ] {
        let words = check_url(url).unwrap_err();
        assert!(words.contains(part), "{url}: {words}");
        assert!(!words.contains("secret"));
    }
}

#[test]
fn headers_that_are_ours_or_broken_are_refused() {
    let with = |name: &str, value: &str| {
        let headers = vec![(name.to_owned(), value.to_owned())];
        Http::new(Endpoint { headers, ..endpoint("http://127.0.0.1/") }).map(|_| ())
    };
    assert_eq!(with("X-Tenant", "acme"), Ok(()));
    assert_eq!(with("Content-Type", "text/plain"), Err(SetupError::OwnHeader("Content-Type".to_owned())));
    assert_eq!(with("HOST", "x"), Err(SetupError::OwnHeader("HOST".to_owned())));
    assert_eq!(with("X Y", "x"), Err(SetupError::Header("X Y".to_owned())));
    assert_eq!(with("X", "a\r\nEvil: b"), Err(SetupError::Header("X".to_owned())));
    let token = Endpoint { token: Some("a\nb".to_owned()), ..endpoint("http://127.0.0.1/") };
    assert_eq!(Http::new(token).map(|_| ()), Err(SetupError::Token));
    let path = Endpoint { publish_path: "https://evil.example/".to_owned(), ..endpoint("http://127.0.0.1/") };
    assert!(matches!(Http::new(path), Err(SetupError::Path(_))));
}

#[test]
fn neither_token_nor_header_values_are_printed() {
    let endpoint = Endpoint {
        token: Some("s3cret".to_owned()),
        headers: vec![("X-Key".to_owned(), "s3cret".to_owned())],
        ..endpoint("http://127.0.0.1/")
    };
    let shown = format!("{endpoint:?} {:?}", Http::new(endpoint.clone()).unwrap());
    assert!(!shown.contains("s3cret"), "{shown}");
}

#[test]
fn an_unusable_certificate_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for content in [
        None,
        Some(""),
        Some("no certificate"),
        Some("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
    ] {
        let path = folder.path().join("ca.pem");
        if let Some(content) = content {
            std::fs::write(&path, content).unwrap();
        }
        let endpoint = Endpoint { ca_file: Some(path), ..endpoint("https://chat.example.org/") };
        let error = Http::new(endpoint).map(|_| ()).unwrap_err();
        assert!(error.to_string().contains("ca.pem"), "{content:?}: {error}");
    }
}
