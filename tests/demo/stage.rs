//! Shared by these tests: a small company, elements, and a bare HTTP client that sees every byte.

use confab::chat::Stamp;
use confab::demo::people::{Company, Size};
use confab::demo::service::{Answer, Faults, Outcome, Room, Service};
use confab::remote::wire::{Date, Message, MessageType, Publish, TypeNames, json};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use uuid::Uuid;

use std::net::SocketAddr;

pub(crate) const ME: Uuid = Uuid::from_u128(1);
pub(crate) const BEN: Uuid = Uuid::from_u128(2);
pub(crate) const STRANGER: Uuid = Uuid::from_u128(3);
pub(crate) const GENERAL: Uuid = Uuid::from_u128(10);
pub(crate) const COMPANY: Uuid = Uuid::from_u128(20);

/// 2026-11-20T12:00:00Z, a Friday.
pub(crate) fn noon() -> Stamp {
    Stamp::from_ticks(17_951_760_000_000_000, 0)
}

/// Seconds after noon.
pub(crate) fn later(seconds: i64) -> Stamp {
    Stamp::from_ticks(noon().ticks() + seconds * 10_000_000, 0)
}

pub(crate) fn service() -> Service {
    let general = Room { id: GENERAL, name: "general".to_owned(), members: [ME, BEN].into() };
    Service::new(ME, [ME, BEN], [general])
}

pub(crate) fn company() -> Company {
    Company::invent(7, Size { people: 8, messages: 120 }, noon())
}

/// A complete new message to #general.
pub(crate) fn post(id: u128, text: &str) -> Message {
    Message {
        id: Some(Uuid::from_u128(id)),
        channel_id: Some(GENERAL),
        channel_name: Some("general".to_owned()),
        sender_id: Some(ME),
        sender_name: Some("Asha Rao".to_owned()),
        message: Some(text.to_owned()),
        message_date_time: Some(Date::from_ticks(noon().ticks(), 0)),
        message_type: Some(MessageType::TEXT),
        is_channel: Some(true),
        is_group_chat: Some(false),
        ..Message::default()
    }
}

pub(crate) fn call(messages: Vec<Message>) -> Publish {
    Publish { user_id: Some(ME), company_id: Some(COMPANY), messages }
}

pub(crate) fn publish(service: &mut Service, messages: Vec<Message>) -> Outcome {
    service.publish(&call(messages), &Faults::new(), later(60))
}

/// The word of a refusal.
pub(crate) fn refusal(answer: &Answer) -> &str {
    match answer {
        Answer::Refused(entry) => &entry.message,
        Answer::Done | Answer::Page(_) => panic!("accepted"),
    }
}

pub(crate) fn json_body(messages: Vec<Message>) -> Vec<u8> {
    json::write_publish(&call(messages), &TypeNames::default())
}

/// The answer on a connection.
#[derive(Debug, Clone, Default)]
pub(crate) struct Heard {
    /// 0 if there was no status line.
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
    /// The connection ended before the announced length.
    pub(crate) cut: bool,
}

impl Heard {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// One request on a connection of its own.
pub(crate) async fn request(
    address: SocketAddr,
    verb: &str,
    path: &str,
    headers: &str,
    body: &[u8],
) -> Heard {
    let Ok(mut stream) = TcpStream::connect(address).await else {
        return Heard { cut: true, ..Heard::default() };
    };
    let head = format!(
        "{verb} {path} HTTP/1.1\r\nHost: demo\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n",
        body.len()
    );
    let mut bytes = Vec::new();
    let sent = async {
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(body).await
    };
    // A refused body may be answered before it was sent completely.
    let _ = sent.await;
    let mut chunk = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut chunk).await {
        bytes.extend_from_slice(&chunk[..read]);
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return Heard { cut: true, body: text, ..Heard::default() };
    };
    let mut heard = Heard { head: head.to_owned(), body: body.to_owned(), ..Heard::default() };
    heard.status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let announced: usize = heard.header("content-length").unwrap().parse().unwrap();
    heard.cut = announced != heard.body.len();
    heard
}

pub(crate) const PUBLISH: &str = "/Message/MessageApi/PublishMessagesToServer";
pub(crate) const READ: &str = "/Message/MessageApi/GetUserOrChannelMessages";
pub(crate) const JSON: &str = "Content-Type: application/json; charset=utf-8\r\n";

pub(crate) async fn post_json(address: SocketAddr, body: &[u8]) -> Heard {
    request(address, "POST", PUBLISH, JSON, body).await
}
