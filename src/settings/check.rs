//! One check per setting: takes a text or number; returns the value, or a sentence that tells what is expected.
//!
//! The settings file and the Welcome screen use the same checks, and so show the same sentences. Pure: nothing here
//! looks at the disk or the network. Tests: `tests/profile`.

use super::{Format, Marks, ReadMarks, Reports, Scope};
use crate::chat::person::Role;
use crate::chat::{CompanyId, PersonId};

use url::{Host, Url};

use std::path::PathBuf;
use std::time::Duration;

/// The longest name of a person, in characters.
const LONGEST_NAME: usize = 200;

/// Checks `server.url`: `https`, or `http` to a loopback address. The result ends with a slash.
pub fn url(text: &str) -> Result<Url, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("Enter the address of the server, such as https://chat.example.org/".to_owned());
    }
    let url = match Url::parse(text) {
        // "localhost:8080" parses as a scheme called localhost.
        Ok(url) if text.contains("://") => url,
        _ if !text.contains("://") => {
            return Err(format!("The address starts with https://. Did you mean https://{text}?"));
        }
        Ok(_) | Err(url::ParseError::RelativeUrlWithoutBase) => {
            return Err("The address starts with https://".to_owned());
        }
        Err(error) => return Err(format!("This is not an address: {error}.")),
    };
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => {
            return Err("Messages would travel readable for everyone on the way: use https:// (plain http:// is for this computer alone).".to_owned());
        }
        other => return Err(format!("The address starts with https://, not {other}://.")),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "Leave user name and password out of the address: the token is kept in the system's keyring."
                .to_owned(),
        );
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(
            "Leave out everything from the ? or # on: only the server's address is needed.".to_owned()
        );
    }
    if url.path().ends_with(super::PUBLISH_PATH) {
        return Err(format!("Leave out {}: it is the publish_path.", super::PUBLISH_PATH));
    }
    Ok(with_slash(url))
}

/// Checks `server.publish_path`. The result has no leading slash.
pub fn publish_path(text: &str) -> Result<String, String> {
    let path = text.trim().trim_start_matches('/');
    if path.is_empty() {
        return Err(format!("Enter the path of the publish call; it is usually {}.", super::PUBLISH_PATH));
    }
    if path.contains("://") {
        return Err("Enter only the path after the server's address, without https://".to_owned());
    }
    if path.contains(['?', '#', '\\']) || path.contains(char::is_whitespace) {
        return Err("A path has no spaces, no ?, no # and no backslash.".to_owned());
    }
    if path.split('/').any(|part| part == "." || part == ".." || part.is_empty()) {
        return Err("A path is names with a single / between them.".to_owned());
    }
    Ok(path.to_owned())
}

/// Checks `server.format`.
pub fn format(text: &str) -> Result<Format, String> {
    match text.trim() {
        "json" => Ok(Format::Json),
        "xml" => Ok(Format::Xml),
        other => Err(format!("It is \"json\" or \"xml\", not \"{other}\".")),
    }
}

/// Checks the name and value of one extra header.
pub fn header(name: &str, text: &str) -> Result<(), String> {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if name.is_empty() || !name.chars().all(is_token) {
        return Err(format!("\"{name}\" is no header name: letters, digits and hyphens, such as X-Tenant."));
    }
    let ours = ["host", "content-type", "content-length", "transfer-encoding", "connection", "accept"];
    if ours.contains(&name.to_ascii_lowercase().as_str()) {
        return Err(format!("Confab sets the header {name} itself."));
    }
    if !text.chars().all(|c| c == '\t' || (' '..='~').contains(&c)) {
        return Err(format!("The text of the header {name} may hold plain ASCII characters alone."));
    }
    Ok(())
}

/// Checks `server.ca_file`, but not that the file can be read.
pub fn ca_file(text: &str) -> Result<PathBuf, String> {
    if text.trim().is_empty() || text.contains('\0') {
        return Err("Enter the path of a PEM file, such as /etc/ssl/acme.pem, or leave it out.".to_owned());
    }
    Ok(PathBuf::from(text.trim()))
}

/// Checks `account.user_id`.
pub fn user_id(text: &str) -> Result<PersonId, String> {
    guid(text, "your user id").map(PersonId::new)
}

/// Checks `account.company_id`.
pub fn company_id(text: &str) -> Result<CompanyId, String> {
    guid(text, "your company's id").map(CompanyId::new)
}

/// Checks `account.name`.
pub fn name(text: &str) -> Result<String, String> {
    let name = text.trim();
    if name.is_empty() {
        return Err("Enter your name as others are to see it.".to_owned());
    }
    if name.chars().any(char::is_control) {
        return Err("A name is one line of text.".to_owned());
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(format!("A name has at most {LONGEST_NAME} characters."));
    }
    Ok(name.to_owned())
}

/// Checks `account.role`.
pub fn role(text: &str) -> Result<Role, String> {
    match text.trim() {
        "member" => Ok(Role::Member),
        "support" => Ok(Role::Support),
        other => Err(format!("It is \"member\" or \"support\", not \"{other}\".")),
    }
}

/// Checks `publish.max_messages`.
pub fn max_messages(number: i64) -> Result<usize, String> {
    within(number, 1, 10_000, "messages in one call")
}

/// Checks `publish.max_bytes`.
pub fn max_bytes(number: i64) -> Result<usize, String> {
    within(number, 1_000, 100_000_000, "bytes in one call")
}

/// Checks `publish.max_text`; 0 means no limit.
pub fn max_text(number: i64) -> Result<Option<usize>, String> {
    within(number, 0, 100_000_000, "characters in one text").map(|limit| (limit > 0).then_some(limit))
}

/// Checks `publish.timeout`: `30s`, `2m`, `1m 30s`.
pub fn timeout(text: &str) -> Result<Duration, String> {
    let time = humantime::parse_duration(text.trim())
        .map_err(|_| format!("\"{text}\" is no time: write it as 30s or 2m."))?;
    if !(Duration::from_secs(1)..=Duration::from_secs(600)).contains(&time) {
        return Err(format!("A call takes from 1s to 10m, not {text}."));
    }
    Ok(time)
}

/// Checks `publish.reports`.
pub fn reports(text: &str) -> Result<Reports, String> {
    match text.trim() {
        "on_message" => Ok(Reports::OnMessage),
        "child" => Ok(Reports::Child),
        other => Err(format!("It is \"on_message\" or \"child\", not \"{other}\".")),
    }
}

/// Checks `publish.marks`.
pub fn marks(text: &str) -> Result<Marks, String> {
    match text.trim() {
        "whole" => Ok(Marks::Whole),
        "flags" => Ok(Marks::Flags),
        other => Err(format!("It is \"whole\" or \"flags\", not \"{other}\".")),
    }
}

/// Checks `publish.read_marks`.
pub fn read_marks(text: &str) -> Result<ReadMarks, String> {
    match text.trim() {
        "off" => Ok(ReadMarks::Off),
        "direct" => Ok(ReadMarks::Direct),
        "all" => Ok(ReadMarks::All),
        other => Err(format!("It is \"off\", \"direct\" or \"all\", not \"{other}\".")),
    }
}

/// Checks `sync.scope`.
pub fn scope(text: &str) -> Result<Scope, String> {
    let text = text.trim();
    Scope::ALL
        .into_iter()
        .find(|scope| scope.word() == text)
        .ok_or_else(|| format!("It is \"auto\", \"account\" or \"conversation\", not \"{text}\"."))
}

/// Checks the number of a kind of message; the server has no member 0.
pub fn message_type(number: i64) -> Result<i64, String> {
    within(number, 1, i64::from(i32::MAX), "the number of a kind").map(|_| number)
}

/// Checks the XML name of a kind of message.
pub fn message_type_name(text: &str) -> Result<String, String> {
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if !starts || !text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Err(format!("\"{text}\" is no name of a kind: letters and digits, such as \"Text\"."));
    }
    Ok(text.to_owned())
}

/// Checks `files.store`.
pub fn store(text: &str) -> Result<Url, String> {
    let url = Url::parse(text.trim()).map_err(|_| {
        format!("\"{text}\" is no address: write it as file:///folder, s3://bucket/folder, az://, gs:// or https://.")
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("Leave user name and password out of the address: secrets are kept in the system's keyring or the variable CONFAB_FILES_SECRET.".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("Leave out everything from the ? or # on.".to_owned());
    }
    match url.scheme() {
        "file" if url.path().len() > 1 => Ok(url),
        "file" => Err("Name the folder: file:///srv/share/chat".to_owned()),
        "s3" | "az" | "gs" if url.host_str().is_some_and(|host| !host.is_empty()) => Ok(url),
        "s3" | "az" | "gs" => Err(format!("Name the bucket or container: {}://name/folder", url.scheme())),
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err("Files would travel readable for everyone on the way: use https://".to_owned()),
        other => Err(format!("It starts with file://, s3://, az://, gs:// or https://, not {other}://.")),
    }
}

/// Checks `files.max_bytes`.
pub fn max_file_bytes(number: i64) -> Result<u64, String> {
    bytes_within(number, 1_000, "bytes of one file")
}

/// Checks `files.max_count`.
pub fn max_files(number: i64) -> Result<usize, String> {
    within(number, 1, 100, "files in one message")
}

/// Checks `files.cache_bytes`.
pub fn cache_bytes(number: i64) -> Result<u64, String> {
    bytes_within(number, 1_000_000, "bytes of files kept here")
}

fn bytes_within(number: i64, least: i64, what: &str) -> Result<u64, String> {
    const MOST: i64 = 1_000_000_000_000;
    if !(least..=MOST).contains(&number) {
        return Err(format!("{number} is out of range: {what} can be {least} to {MOST}."));
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

fn guid(text: &str, what: &str) -> Result<uuid::Uuid, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(format!("Enter {what}, a GUID such as b1129105-9859-4ef5-b004-39adaa2e15d1."));
    }
    match uuid::Uuid::parse_str(text) {
        Ok(id) if !id.is_nil() => Ok(id),
        Ok(_) => Err("A GUID of nothing but zeros belongs to nobody.".to_owned()),
        Err(_) => Err(format!(
            "\"{text}\" is no GUID: 32 digits (0-9, a-f) in groups, such as b1129105-9859-4ef5-b004-39adaa2e15d1."
        )),
    }
}

fn within(number: i64, least: i64, most: i64, what: &str) -> Result<usize, String> {
    if !(least..=most).contains(&number) {
        return Err(format!("{number} is out of range: {what} can be {least} to {most}."));
    }
    usize::try_from(number).map_err(|_| format!("{number} is out of range."))
}
