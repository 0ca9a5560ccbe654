//! Checks if a path in a message is inside the profile's object store. Every path is untrusted until this accepts it.
//!
//! Only compares text, without disk or network: a folder is checked again for links when it is read. Tests: below.

use crate::row::PathAccess;

use std::path::{Component, Path, PathBuf};

use url::Url;

/// The name, relative to the store's root, of a path inside the store at this address.
pub fn name_of(address: &Url, path: &str) -> Option<String> {
    match address.scheme() {
        "file" => in_folder(&address.to_file_path().ok()?, path),
        _ => in_address(address, path),
    }
}

/// Classifies a path in a message.
pub fn path_access(address: Option<&Url>, path: &str) -> PathAccess {
    if address.is_some_and(|address| name_of(address, path).is_some()) {
        return PathAccess::Store;
    }
    match Url::parse(path) {
        Ok(url) if url.scheme() == "https" && url.host().is_some() => PathAccess::Web,
        Ok(_) | Err(_) => PathAccess::None,
    }
}

fn in_folder(root: &Path, path: &str) -> Option<String> {
    let path = match Url::parse(path) {
        Ok(url) if url.scheme() == "file" => url.to_file_path().ok()?,
        // A drive letter parses as a scheme.
        _ => PathBuf::from(path),
    };
    let inside = path.strip_prefix(root).ok()?;
    let mut name = String::new();
    for part in inside.components() {
        let Component::Normal(part) = part else { return None };
        let part = part.to_str().filter(|part| is_part(part))?;
        if !name.is_empty() {
            name.push('/');
        }
        name.push_str(part);
    }
    (!name.is_empty()).then_some(name)
}

fn in_address(address: &Url, path: &str) -> Option<String> {
    // Parsing resolves `..` and `%2e%2e`, as a server would.
    let url = Url::parse(path).ok()?;
    let same = url.scheme() == address.scheme()
        && url.host() == address.host()
        && url.port_or_known_default() == address.port_or_known_default()
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    let base = address.path().trim_end_matches('/');
    let inside = url.path().strip_prefix(base)?.strip_prefix('/')?;
    // Our own paths are plain; another client's may be escaped, but must not hide a separator.
    let plain = inside.split('/').all(is_part)
        && !["%2f", "%5c", "%25", "%00"].iter().any(|hidden| inside.to_ascii_lowercase().contains(hidden));
    (same && plain).then(|| inside.to_owned())
}

fn is_part(part: &str) -> bool {
    !part.is_empty() && part != "." && part != ".." && !part.contains(['/', '\\', '\0', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(address: &str, path: &str) -> Option<String> {
        name_of(&Url::parse(address).unwrap(), path)
    }

    #[test]
    #[cfg(unix)]
    fn only_what_lies_below_the_folder_is_in_it() {
        let folder = "file:///srv/share/chat";
        assert_eq!(name(folder, "/srv/share/chat/2026/11/a.png").as_deref(), Some("2026/11/a.png"));
        assert_eq!(name(folder, "file:///srv/share/chat/a%20b.png").as_deref(), Some("a b.png"));
        for hostile in [
            "/etc/passwd",
            "file:///etc/shadow",
            "/srv/share/chat",
            "/srv/share/chat/../secret",
            "file:///srv/share/chat/%2e%2e/secret",
            "/srv/share/chatter/a.png",
            "\\\\evil\\share\\a.png",
            "file://evil/srv/share/chat/a.png",
            "2026/11/a.png",
            "",
        ] {
            assert_eq!(name(folder, hostile), None, "{hostile}");
        }
    }

    #[test]
    fn only_the_same_server_and_folder_is_the_store() {
        let dav = "https://files.example.org/chat/";
        assert_eq!(name(dav, "https://files.example.org/chat/2026/a.png").as_deref(), Some("2026/a.png"));
        assert_eq!(name(dav, "https://files.example.org:443/chat/a.png").as_deref(), Some("a.png"));
        for hostile in [
            "http://files.example.org/chat/a.png",
            "https://files.example.org.evil/chat/a.png",
            "https://files.example.org@evil.org/chat/a.png",
            "https://user@files.example.org/chat/a.png",
            "https://files.example.org:8443/chat/a.png",
            "https://files.example.org/chat/../secret",
            "https://files.example.org/chat/%2e%2e/secret",
            "https://files.example.org/chat/..%2fsecret",
            "https://files.example.org/chat/..%5Csecret",
            "https://files.example.org/chat/..%252fsecret",
            "https://files.example.org/chat/a.png?x=1",
            "https://files.example.org/chatter/a.png",
            "https://files.example.org/chat/",
            "javascript:alert(1)",
        ] {
            assert_eq!(name(dav, hostile), None, "{hostile}");
        }
        assert_eq!(name("s3://bucket/pre", "s3://bucket/pre/a.png").as_deref(), Some("a.png"));
        assert_eq!(name("s3://bucket/pre", "s3://other/pre/a.png"), None);
        assert_eq!(name("s3://bucket", "gs://bucket/a.png"), None);
    }

    #[test]
    fn what_is_not_in_the_store_is_elsewhere_on_the_web_or_nowhere() {
        assert_eq!(path_access(None, "https://example.org/a.png"), PathAccess::Web);
        for nowhere in
            ["http://example.org/a.png", "file:///etc/passwd", "/etc/passwd", "ftp://x/y", "a.png", ""]
        {
            assert_eq!(path_access(None, nowhere), PathAccess::None, "{nowhere}");
        }
    }
}
