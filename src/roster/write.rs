//! Writes people, channels and groups as a roster file, for `roster show --json` and the demo server.
//!
//! Tests: `tests/commands/roster.rs`.

use crate::chat::person::Role;
use crate::chat::{Conversation, Person, conversation};

use serde_json::{Value, json};

/// Formats a roster as in `docs/contract.md`; direct messages are left out.
pub fn write(people: &[Person], conversations: &[Conversation]) -> Value {
    let person = |person: &Person| {
        let role = match person.role {
            Role::Member => "member",
            Role::Support => "support",
        };
        json!({ "id": person.id.uuid(), "name": person.name, "role": role })
    };
    let of = |kind: conversation::Kind| -> Vec<Value> {
        let found = conversations.iter().filter(|known| known.id.kind() == kind);
        found
            .map(|known| {
                let members: Vec<_> = known.members.iter().map(|member| member.uuid()).collect();
                json!({ "id": known.id.uuid(), "name": known.name, "members": members })
            })
            .collect()
    };
    json!({
        "people": people.iter().map(person).collect::<Vec<_>>(),
        "channels": of(conversation::Kind::Channel),
        "groups": of(conversation::Kind::Group),
    })
}
