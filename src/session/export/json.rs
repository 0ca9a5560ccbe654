//! One JSON object with every field of every message, its earlier versions and its reactions.
//!
//! One message per line, so that a text tool can search it. Texts are unchanged: a reader of JSON gets data, not text
//! for display. Tests: `tests/commands/export.rs`.

use super::{About, Form, date, kind, place_word};
use crate::chat::message::{Marks, Shared};
use crate::chat::{Attachment, Message, conversation};
use crate::row::{Record, Records};

use std::io::{self, Write};

use serde_json::{Value, json};

#[derive(Default)]
pub(super) struct Json {
    began: bool,
}

impl Form for Json {
    fn begin(&mut self, to: &mut dyn Write, about: &About) -> io::Result<()> {
        let of = match about.of {
            Records::Conversation(id) => json!({
                "id": id.uuid().to_string(), "kind": place_word(id.kind()), "title": about.title,
            }),
            Records::Reported => Value::Null,
        };
        let reported = about.of == Records::Reported;
        write!(
            to,
            "{{\"exported_at\":{},\"conversation\":{of},\"reported\":{reported},\"messages\":[",
            json!(date(about.at))
        )
    }

    fn record(&mut self, to: &mut dyn Write, record: &Record) -> io::Result<()> {
        to.write_all(if self.began { b",\n" } else { b"\n" })?;
        self.began = true;
        serde_json::to_writer(to, &object(record)).map_err(io::Error::from)
    }

    fn end(&mut self, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(b"\n]}\n")
    }
}

fn object(record: &Record) -> Value {
    let message = &record.message;
    // Names every field, so that the compiler asks for a new one.
    let Marks { deleted: _, pinned_by, starred_by, read, archived, reported } = &message.marks;
    let tags: Vec<_> = message
        .tags
        .iter()
        .zip(&record.tag_names)
        .map(|(id, name)| json!({"id": id.to_string(), "name": name}))
        .collect();
    let versions: Vec<_> = record
        .versions
        .iter()
        .map(|version| {
            let tags: Vec<_> = version.tags.iter().map(ToString::to_string).collect();
            json!({"until": date(version.until), "text": version.text, "tags": tags})
        })
        .collect();
    json!({
        "id": message.id.to_string(),
        "conversation": place(message.conversation, &record.conversation_name),
        "author": {"id": message.author.to_string(), "name": message.author_name},
        "sent_at": date(message.sent_at),
        "edited_at": message.edited_at.map(date),
        "text": message.text,
        "kind": kind(message.kind),
        "files": files(&message.files),
        "reply_to": message.parent.map(|id| id.to_string()),
        "tags": tags,
        "shared": message.shared.as_deref().map(shared),
        "from": message.from.map(|id| id.to_string()),
        "pinned_by": pinned_by.map(|id| id.to_string()),
        "starred_by": starred_by.map(|id| id.to_string()),
        "read": read,
        "archived": archived,
        "reported": reported,
        "reactions": record.reactions.iter().map(reaction).collect::<Vec<_>>(),
        "earlier_versions": versions,
        "reports": record.reports.iter().map(report).collect::<Vec<_>>(),
    })
}

fn place(id: conversation::Id, name: &str) -> Value {
    json!({"id": id.uuid().to_string(), "kind": place_word(id.kind()), "name": name})
}

fn files(files: &[Attachment]) -> Vec<Value> {
    let file = |file: &Attachment| json!({"path": file.path, "name": file.name, "duration": file.duration});
    files.iter().map(file).collect()
}

fn shared(shared: &Shared) -> Value {
    let tags: Vec<_> =
        shared.tags.iter().map(|(id, name)| json!({"id": id.to_string(), "name": name})).collect();
    json!({
        "id": shared.id.to_string(),
        "conversation": shared.conversation.map(|id| {
            json!({"id": id.uuid().to_string(), "kind": place_word(id.kind())})
        }),
        "author": {"id": shared.author.map(|id| id.to_string()), "name": shared.author_name},
        "sent_at": shared.sent_at.map(date),
        "text": shared.text,
        "kind": kind(shared.kind),
        "files": files(&shared.files),
        "reply_to": shared.parent.map(|id| id.to_string()),
        "tags": tags,
        "reported": shared.reported,
    })
}

fn reaction(reaction: &Message) -> Value {
    let by = reaction.reacted_by.unwrap_or(reaction.author);
    json!({
        "id": reaction.id.to_string(), "emoji": reaction.text, "at": date(reaction.sent_at),
        "by": {"id": by.to_string(), "name": reaction.author_name},
    })
}

fn report(report: &Message) -> Value {
    json!({
        "id": report.id.to_string(), "at": date(report.sent_at),
        "by": {"id": report.author.to_string(), "name": report.author_name},
        "reason": report.marks.reported,
    })
}
