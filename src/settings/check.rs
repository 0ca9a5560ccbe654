//! One check per setting: takes a text or number; returns the value, or a sentence with the expected form.
//!
//! The settings file and the Welcome screen use the same checks, and so show the same sentences. Pure: nothing here
//! looks at the disk or the network. Tests: `tests/profile`.

use super::{Format, Marks, ReadMarks, Reports, Scope};
use crate::chat::person::Role;
use crate::chat::{CompanyId, PersonId};
use crate::language::tr;

use url::{Host, Url};

use std::path::PathBuf;
use std::time::Duration;

/// The longest name of a person, in characters.
const LONGEST_NAME: usize = 200;

/// Checks `server.url`: `https`, or `http` to a loopback address. The result ends with a slash.
pub fn url(text: &str) -> Result<Url, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(tr::settings_url_missing().to_owned());
    }
    let url = match Url::parse(text) {
        // "localhost:8080" parses as a scheme called localhost.
        Ok(url) if text.contains("://") => url,
        _ if !text.contains("://") => {
            return Err(scheme_guess(text));
        }
        Ok(_) | Err(url::ParseError::RelativeUrlWithoutBase) => {
            return Err(tr::settings_url_scheme().to_owned());
        }
        Err(error) => return Err(tr::settings_url_invalid(&error.to_string())),
    };
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => {
            return Err(tr::settings_url_http().to_owned());
        }
        other => return Err(tr::settings_url_scheme_other(other)),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(tr::settings_url_credentials().to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(tr::settings_url_query().to_owned());
    }
    if url.path().ends_with(super::PUBLISH_PATH) {
        return Err(tr::settings_url_publish_path(super::PUBLISH_PATH));
    }
    Ok(with_slash(url))
}

/// The sentence for an address without a scheme, with the likely whole address: `http` on this computer, where a server
/// has no certificate.
fn scheme_guess(text: &str) -> String {
    let here = Url::parse(&format!("http://{text}")).is_ok_and(|url| is_loopback(&url));
    if here { tr::settings_url_scheme_here(text) } else { tr::settings_url_scheme_guess(text) }
}

/// Checks `server.publish_path`. The result has no leading slash.
pub fn publish_path(text: &str) -> Result<String, String> {
    let path = text.trim().trim_start_matches('/');
    if path.is_empty() {
        return Err(tr::settings_path_missing(super::PUBLISH_PATH));
    }
    if path.contains("://") {
        return Err(tr::settings_path_address().to_owned());
    }
    if path.contains(['?', '#', '\\']) || path.contains(char::is_whitespace) {
        return Err(tr::settings_path_characters().to_owned());
    }
    if path.split('/').any(|part| part == "." || part == ".." || part.is_empty()) {
        return Err(tr::settings_path_parts().to_owned());
    }
    Ok(path.to_owned())
}

/// Checks `server.format`.
pub fn format(text: &str) -> Result<Format, String> {
    match text.trim() {
        "json" => Ok(Format::Json),
        "xml" => Ok(Format::Xml),
        other => Err(tr::SettingsEither { first: "json", second: "xml", text: other }.text()),
    }
}

/// Checks the name and value of one extra header.
pub fn header(name: &str, text: &str) -> Result<(), String> {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if name.is_empty() || !name.chars().all(is_token) {
        return Err(tr::settings_header_name(name));
    }
    let ours = ["host", "content-type", "content-length", "transfer-encoding", "connection", "accept"];
    if ours.contains(&name.to_ascii_lowercase().as_str()) {
        return Err(tr::settings_header_ours(name));
    }
    if !text.chars().all(|c| c == '\t' || (' '..='~').contains(&c)) {
        return Err(tr::settings_header_text(name));
    }
    Ok(())
}

/// Checks `server.ca_file`, but not that the file can be read.
pub fn ca_file(text: &str) -> Result<PathBuf, String> {
    if text.trim().is_empty() || text.contains('\0') {
        return Err(tr::settings_ca_file().to_owned());
    }
    Ok(PathBuf::from(text.trim()))
}

/// Checks `account.user_id`.
pub fn user_id(text: &str) -> Result<PersonId, String> {
    guid(text, tr::settings_user_id_missing).map(PersonId::new)
}

/// Checks `account.company_id`.
pub fn company_id(text: &str) -> Result<CompanyId, String> {
    guid(text, tr::settings_company_id_missing).map(CompanyId::new)
}

/// Checks `account.name`.
pub fn name(text: &str) -> Result<String, String> {
    let name = text.trim();
    if name.is_empty() {
        return Err(tr::settings_name_missing().to_owned());
    }
    if name.chars().any(char::is_control) {
        return Err(tr::settings_name_lines().to_owned());
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(tr::settings_name_long(LONGEST_NAME as u64));
    }
    Ok(name.to_owned())
}

/// Checks `account.role`.
pub fn role(text: &str) -> Result<Role, String> {
    match text.trim() {
        "member" => Ok(Role::Member),
        "support" => Ok(Role::Support),
        other => Err(tr::SettingsEither { first: "member", second: "support", text: other }.text()),
    }
}

/// Checks `publish.max_messages`.
pub fn max_messages(number: i64) -> Result<usize, String> {
    within(number, 1, 10_000)
}

/// Checks `publish.max_bytes`.
pub fn max_bytes(number: i64) -> Result<usize, String> {
    within(number, 1_000, 100_000_000)
}

/// Checks `publish.max_text`; 0 means no limit.
pub fn max_text(number: i64) -> Result<Option<usize>, String> {
    within(number, 0, 100_000_000).map(|limit| (limit > 0).then_some(limit))
}

/// Checks `review.context`.
pub fn context(number: i64) -> Result<usize, String> {
    within(number, 0, 50)
}

/// Checks `review.keep_days`.
pub fn keep_days(number: i64) -> Result<usize, String> {
    within(number, 0, 36_500)
}

/// Checks `publish.timeout`: `30s`, `2m`, `1m 30s`.
pub fn timeout(text: &str) -> Result<Duration, String> {
    let time = humantime::parse_duration(text.trim()).map_err(|_| tr::settings_time(text))?;
    if !(Duration::from_secs(1)..=Duration::from_secs(600)).contains(&time) {
        return Err(tr::settings_time_range(text));
    }
    Ok(time)
}

/// Checks `publish.reports`.
pub fn reports(text: &str) -> Result<Reports, String> {
    match text.trim() {
        "on_message" => Ok(Reports::OnMessage),
        "child" => Ok(Reports::Child),
        other => Err(tr::SettingsEither { first: "on_message", second: "child", text: other }.text()),
    }
}

/// Checks `publish.marks`.
pub fn marks(text: &str) -> Result<Marks, String> {
    match text.trim() {
        "whole" => Ok(Marks::Whole),
        "flags" => Ok(Marks::Flags),
        other => Err(tr::SettingsEither { first: "whole", second: "flags", text: other }.text()),
    }
}

/// Checks `publish.read_marks`.
pub fn read_marks(text: &str) -> Result<ReadMarks, String> {
    match text.trim() {
        "off" => Ok(ReadMarks::Off),
        "direct" => Ok(ReadMarks::Direct),
        "all" => Ok(ReadMarks::All),
        other => {
            Err(tr::SettingsOneOfThree { first: "off", second: "direct", third: "all", text: other }.text())
        }
    }
}

/// Checks `sync.scope`.
pub fn scope(text: &str) -> Result<Scope, String> {
    let text = text.trim();
    Scope::ALL.into_iter().find(|scope| scope.word() == text).ok_or_else(|| {
        tr::SettingsOneOfThree { first: "auto", second: "account", third: "conversation", text }.text()
    })
}

/// Checks the number of a kind of message; the server has no member 0.
pub fn message_type(number: i64) -> Result<i64, String> {
    within(number, 1, i64::from(i32::MAX)).map(|_| number)
}

/// Checks the XML name of a kind of message.
pub fn message_type_name(text: &str) -> Result<String, String> {
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if !starts || !text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Err(tr::settings_kind_name(text));
    }
    Ok(text.to_owned())
}

/// Checks `files.store`.
pub fn store(text: &str) -> Result<Url, String> {
    let url = Url::parse(text.trim()).map_err(|_| tr::settings_store_address(text))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(tr::settings_store_credentials().to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(tr::settings_store_query().to_owned());
    }
    match url.scheme() {
        "file" if url.path().len() > 1 => Ok(url),
        "file" => Err(tr::settings_store_folder().to_owned()),
        "s3" | "az" | "gs" if url.host_str().is_some_and(|host| !host.is_empty()) => Ok(url),
        "s3" | "az" | "gs" => Err(tr::settings_store_bucket(url.scheme())),
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(tr::settings_store_http().to_owned()),
        other => Err(tr::settings_store_scheme(other)),
    }
}

/// Checks `files.max_bytes`.
pub fn max_file_bytes(number: i64) -> Result<u64, String> {
    bytes_within(number, 1_000)
}

/// Checks `files.max_count`.
pub fn max_files(number: i64) -> Result<usize, String> {
    within(number, 1, 100)
}

/// Checks `files.cache_bytes`.
pub fn cache_bytes(number: i64) -> Result<u64, String> {
    bytes_within(number, 1_000_000)
}

fn bytes_within(number: i64, least: i64) -> Result<u64, String> {
    const MOST: i64 = 1_000_000_000_000;
    if !(least..=MOST).contains(&number) {
        return Err(out_of_range(number, least, MOST));
    }
    Ok(number.unsigned_abs())
}

/// True if an address is this computer: `localhost`, `127.…` or `[::1]`.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

pub(super) fn with_slash(mut url: Url) -> Url {
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    url
}

fn guid(text: &str, missing: fn() -> &'static str) -> Result<uuid::Uuid, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(missing().to_owned());
    }
    match uuid::Uuid::parse_str(text) {
        Ok(id) if !id.is_nil() => Ok(id),
        Ok(_) => Err(tr::settings_id_zeros().to_owned()),
        Err(_) => Err(tr::settings_id_invalid().to_owned()),
    }
}

fn out_of_range(number: i64, least: i64, most: i64) -> String {
    let (number, least, most) = (&number.to_string(), &least.to_string(), &most.to_string());
    tr::SettingsNumber { number, least, most }.text()
}

fn within(number: i64, least: i64, most: i64) -> Result<usize, String> {
    if !(least..=most).contains(&number) {
        return Err(out_of_range(number, least, most));
    }
    usize::try_from(number).map_err(|_| out_of_range(number, least, most))
}
