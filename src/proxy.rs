//! Finds the proxy that the environment sets for a server, and checks that it can be used.
//!
//! The client library reads the variables itself, but silently ignores those it cannot use: then a call would bypass a
//! proxy that somebody has set. It also applies `NO_PROXY=*` to names only, not to numeric addresses. Must not know:
//! the server. Tests: below, `tests/commands/proxy.rs`.

use crate::language::tr;

use reqwest::{ClientBuilder, Proxy, Url};

use std::ffi::OsString;

/// The variables that the client library reads, in its order: the first one set counts.
const NAMED: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const EXCEPT: [&str; 2] = ["NO_PROXY", "no_proxy"];
const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// The way to a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Direct,
    /// By the system's configuration, if there is one.
    System,
    /// Through the proxy in this variable.
    Through(&'static str),
}

/// Configures a client with the proxy for `url`, and returns the variable that set it.
///
/// # Errors
/// If a variable does not contain a usable proxy.
pub(crate) fn apply(
    builder: ClientBuilder,
    url: &Url,
) -> Result<(ClientBuilder, Option<&'static str>), String> {
    Ok(match way(url, std::env::var_os)? {
        Way::Direct => (builder.no_proxy(), None),
        Way::System => (builder, None),
        Way::Through(name) => (builder, Some(name)),
    })
}

fn way(url: &Url, variable: impl Fn(&'static str) -> Option<OsString>) -> Result<Way, String> {
    let text = |names: &[&'static str]| {
        // The library ignores values that are not text, too.
        names.iter().find_map(|name| Some((*name, variable(name)?.into_string().ok()?)))
    };
    let host = url.host_str().unwrap_or_default();
    let except = text(&EXCEPT).map(|(_, list)| list).unwrap_or_default();
    if except.split(',').map(str::trim).any(|entry| entry == "*" || covers(entry, host)) {
        return Ok(Way::Direct);
    }
    let (secure, all) = NAMED.split_at(2);
    let named = [secure, all].into_iter().find_map(|names| text(names).filter(|(_, text)| !text.is_empty()));
    let Some((name, proxy)) = named else { return Ok(Way::System) };
    check(name, &proxy)?;
    Ok(Way::Through(name))
}

/// Checks that a proxy can be used. The error does not repeat the value, which may contain a password.
fn check(variable: &str, proxy: &str) -> Result<(), String> {
    if proxy.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
        return Err(tr::connect_proxy_characters(variable));
    }
    let (scheme, rest) = proxy.split_once("://").unwrap_or(("http", proxy));
    let scheme = scheme.to_ascii_lowercase();
    if !SCHEMES.contains(&scheme.as_str()) {
        let scheme: String = scheme.chars().take(20).collect();
        return Err(tr::ConnectProxyKind { scheme: &scheme, variable }.text());
    }
    let whole = format!("{scheme}://{rest}");
    if Proxy::all(&whole).is_err() || Url::parse(&whole).is_ok_and(|url| url.host().is_none()) {
        return Err(tr::connect_proxy_address(variable));
    }
    Ok(())
}

/// True if a `NO_PROXY` entry covers a host: the name itself and everything below it.
fn covers(entry: &str, host: &str) -> bool {
    let entry = entry.trim_start_matches('.');
    let below = |rest: &str| rest.is_empty() || rest.ends_with('.');
    !entry.is_empty()
        && host.to_ascii_lowercase().strip_suffix(&entry.to_ascii_lowercase()).is_some_and(below)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str, set: &[(&str, &str)]) -> Result<Way, String> {
        let find = |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).into());
        way(&Url::parse(url).unwrap(), find)
    }

    #[test]
    fn a_proxy_that_can_be_used_is_named_by_its_variable() {
        for proxy in [
            "http://proxy.example.org:3128",
            "proxy.example.org:3128",
            "localhost",
            "http://asha:secret@proxy.example.org",
            "socks5h://127.0.0.1:1080",
            "SOCKS5://127.0.0.1:1080",
            "https://proxy.example.org/",
        ] {
            let way = of("https://chat.example.org/", &[("https_proxy", proxy)]);
            assert_eq!(way, Ok(Way::Through("https_proxy")), "{proxy}");
        }
        assert_eq!(of("https://chat.example.org/", &[]), Ok(Way::System));
        assert_eq!(
            of("https://chat.example.org/", &[("HTTPS_PROXY", ""), ("ALL_PROXY", "http://a")]),
            Ok(Way::Through("ALL_PROXY"))
        );
    }

    #[test]
    fn what_is_no_proxy_is_said_without_its_password() {
        for proxy in ["ftp://asha:secret@proxy", "http://", "http://asha:secret@", "a proxy", "http://a b:1"]
        {
            let words = of("https://chat.example.org/", &[("ALL_PROXY", proxy)]).unwrap_err();
            assert!(words.contains("ALL_PROXY") && !words.contains("secret"), "{words}");
        }
    }

    #[test]
    fn no_proxy_counts_for_addresses_in_numbers_too() {
        let through = ("HTTPS_PROXY", "http://proxy.example.org");
        for (url, except) in [
            ("https://10.0.0.7/", "*"),
            ("https://[2001:db8::1]/", " * "),
            ("https://chat.example.org/", "a,*"),
            ("https://chat.example.org/", "example.org"),
            ("https://Chat.example.org/", ".EXAMPLE.org"),
        ] {
            assert_eq!(of(url, &[through, ("no_proxy", except)]), Ok(Way::Direct), "{url} {except}");
        }
        for except in ["", "other.org", "ample.org", "chat.example.org.evil"] {
            let way = of("https://chat.example.org/", &[through, ("NO_PROXY", except)]);
            assert_eq!(way, Ok(Way::Through("HTTPS_PROXY")), "{except}");
        }
        // An unusable proxy does not matter where it is not used.
        assert_eq!(of("https://a.b/", &[("HTTPS_PROXY", "ftp://x"), ("NO_PROXY", "a.b")]), Ok(Way::Direct));
    }
}
