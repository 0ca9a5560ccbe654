//! Links in messages: which addresses are links, where each leads, and if its words say so.
//!
//! Only `http`, `https` and `mailto` addresses are links. Drawing a link never fetches anything. Pure. Must not know: how
//! a link is found in a text ([`text`](super::text)), or opened. Tests: below and `tests/window/links.rs`.

use super::shown::{self, is_control_like};
use crate::language::tr;

use url::{Host, Url};

/// The parts before an address that people skip.
const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];
/// How many characters of a mail's subject are kept.
const SUBJECT: usize = 120;
/// How many characters of an address are shown.
const TOLD: usize = 200;

/// True if this address may be opened.
pub fn is_link(address: &str) -> bool {
    !address.contains(char::is_whitespace)
        && Url::parse(address).is_ok_and(|url| match url.scheme() {
            "http" | "https" => url.has_host(),
            "mailto" => url.path().contains('@'),
            _ => false,
        })
}

/// Where an address really leads.
enum Target {
    /// The host as the network knows it, with the port if one is given.
    Host(String),
    Mail {
        to: String,
        subject: Option<String>,
    },
}

impl Target {
    fn of(address: &str) -> Option<Self> {
        let url = Url::parse(address).ok()?;
        let host = match url.host() {
            Some(Host::Ipv6(host)) => format!("[{host}]"),
            Some(Host::Domain(_) | Host::Ipv4(_)) => url.host_str().unwrap_or_default().to_owned(),
            None => return Some(Self::Mail { to: cut(url.path()), subject: subject(&url) }),
        };
        Some(Self::Host(end(url.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}")))))
    }
}

/// The end of a host, which decides where it leads.
fn end(host: String) -> String {
    match host.char_indices().nth_back(TOLD) {
        Some((at, _)) => format!("…{}", &host[host.ceil_char_boundary(at + 1)..]),
        None => host,
    }
}

fn cut(address: &str) -> String {
    address.chars().take(TOLD).collect()
}

/// Where an address really leads, in words: the host, or the recipient of a mail and its subject.
pub fn leads_to(address: &str) -> String {
    match Target::of(address) {
        Some(Target::Host(host)) => host,
        Some(Target::Mail { to, subject: None }) => tr::link_mail(&to),
        Some(Target::Mail { to, subject: Some(subject) }) => {
            tr::LinkMailAbout { address: &to, subject: &subject }.text()
        }
        None => String::new(),
    }
}

/// The address to hand to the system's program, if it may be opened. A mail keeps only recipient and subject: some
/// programs also accept files from the disk, hidden recipients or a body that the user has not seen.
pub fn opened(address: &str) -> Option<String> {
    let url = Url::parse(address).ok().filter(|_| is_link(address))?;
    if url.scheme() != "mailto" {
        return Some(address.to_owned());
    }
    let mut mail = Url::parse(&format!("mailto:{}", url.path())).ok()?;
    if let Some(subject) = subject(&url) {
        // Not a form: mail programs show a `+` as it is.
        let escaped: String = url::form_urlencoded::byte_serialize(subject.as_bytes()).collect();
        mail.set_query(Some(&format!("subject={}", escaped.replace('+', "%20"))));
    }
    Some(mail.into())
}

/// The subject of a mail address, in one line.
fn subject(url: &Url) -> Option<String> {
    let (_, subject) = url
        .query()?
        .split('&')
        .filter_map(|field| field.split_once('='))
        .find(|(name, _)| name.eq_ignore_ascii_case("subject"))?;
    let field = format!("s={}", subject.replace('+', "%2B"));
    let (_, subject) = url::form_urlencoded::parse(field.as_bytes()).next()?;
    let subject: String = subject.chars().filter(|letter| !is_control_like(*letter)).take(SUBJECT).collect();
    Some(subject).filter(|subject| !subject.trim().is_empty())
}

/// A label for opening it: `Open example.org`, `Write to ben@example.org`.
pub fn opening(address: &str) -> String {
    match Target::of(address) {
        Some(Target::Host(host)) => tr::link_open(&shown::within(&host)),
        Some(Target::Mail { to, .. }) => tr::link_write(&shown::within(&to)),
        None => tr::message_open_link().to_owned(),
    }
}

/// The question before it is opened: `Open example.org?`.
pub fn opening_asks(address: &str) -> String {
    match Target::of(address) {
        Some(Target::Host(host)) => tr::link_open_title(&shown::within(&host)),
        Some(Target::Mail { to, .. }) => tr::link_write_title(&shown::within(&to)),
        None => tr::message_open_link().to_owned(),
    }
}

/// True if the user should be asked before it is opened: its text does not say where it leads.
pub fn is_doubtful(words: &str, address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return true };
    // `https://your-bank.example@elsewhere.example` names one host and leads to another.
    let poses =
        matches!(url.scheme(), "http" | "https") && (!url.username().is_empty() || url.password().is_some());
    let disguised = url.host_str().is_some_and(|host| host.split('.').any(|part| part.starts_with("xn--")));
    poses || disguised || plain(words) != plain(address)
}

/// An address without the parts that people skip: the scheme, `www.`, a trailing slash.
fn plain(address: &str) -> &str {
    let address = address.trim();
    let rest = SCHEMES.into_iter().find_map(|scheme| address.strip_prefix(scheme)).unwrap_or(address);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_mail_the_address_and_the_subject_are_opened_and_shown() {
        for (address, opens, shows) in [
            ("mailto:a@b.org", "mailto:a@b.org", "Email to a@b.org"),
            ("mailto:a@b.org?attach=/etc/passwd&body=send", "mailto:a@b.org", "Email to a@b.org"),
            (
                "mailto:a@b.org?bcc=c@d.org&Subject=The%20plan%0d%0aBcc:%20x@y.org&attachment=/etc/passwd",
                "mailto:a@b.org?subject=The%20planBcc%3A%20x%40y.org",
                "Email to a@b.org: The planBcc: x@y.org",
            ),
            ("mailto:a@b.org?subject=1%2B1+1", "mailto:a@b.org?subject=1%2B1%2B1", "Email to a@b.org: 1+1+1"),
            ("mailto:a@b.org?subject=", "mailto:a@b.org", "Email to a@b.org"),
            ("mailto:a@b.org#x", "mailto:a@b.org", "Email to a@b.org"),
            ("MAILTO:a@b.org?attach=x", "mailto:a@b.org", "Email to a@b.org"),
        ] {
            assert_eq!(opened(address).as_deref(), Some(opens), "{address}");
            assert_eq!(leads_to(address), shows, "{address}");
        }
        assert_eq!(opened("https://a.org/?q=1").as_deref(), Some("https://a.org/?q=1"));
        for bad in ["file:///etc/passwd", "javascript:x", "mailto:nobody", "mailto:?to=a@b.org"] {
            assert_eq!(opened(bad), None, "{bad}");
        }
    }

    #[test]
    fn only_three_schemes_are_links() {
        for good in ["https://example.org", "http://[::1]:8080/x", "mailto:ben@example.org"] {
            assert!(is_link(good), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "data:text/html,x",
            "ftp://example.org",
            "smb://share/x",
            "confab:x",
            "https://",
            "https:// example.org",
            "mailto:nobody",
            "",
        ] {
            assert!(!is_link(bad), "{bad}");
        }
    }

    #[test]
    fn where_it_leads_is_the_host_that_the_network_knows() {
        assert_eq!(leads_to("https://bank.example@evil.example/login"), "evil.example");
        assert_eq!(leads_to("https://EXAMPLE.org:8443/a?b"), "example.org:8443");
        assert_eq!(leads_to("https://аррӏе.com/"), "xn--80ak6aa92e.com");
        assert_eq!(leads_to("mailto:ben@example.org?subject=x"), "Email to ben@example.org: x");
    }

    #[test]
    fn what_does_not_say_where_it_leads_is_doubtful() {
        assert!(!is_doubtful("https://example.org/a", "https://example.org/a"));
        assert!(!is_doubtful("example.org", "https://www.example.org/"));
        assert!(!is_doubtful("ben@example.org", "mailto:ben@example.org"));
        assert!(is_doubtful("the plan", "https://example.org/plan"));
        assert!(is_doubtful("https://bank.example", "https://evil.example"));
        assert!(is_doubtful("https://bank.example@evil.example", "https://bank.example@evil.example"));
        assert!(is_doubtful("https://аррӏе.com", "https://аррӏе.com"));
    }
}
