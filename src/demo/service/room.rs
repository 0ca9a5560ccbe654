//! The calls about conversations: creating channels and groups, adding people, leaving, and personal marks.
//!
//! As strict as the other calls (`docs/server-api.md` 2.15): an upsert by id, so repeating a call changes nothing. The
//! name of another channel is rejected, and so are people who are not members. Tests: `tests/demo/room.rs`.

use super::upsert::REMOVED;
use super::{Answer, Harshness, Room, Service};
use crate::remote::wire::conversation::Action;

use serde_json::Value;
use uuid::Uuid;

use std::collections::btree_map::Entry;

/// Person and conversation.
pub type MarksKey = (Uuid, Uuid);

/// A person's marks on a conversation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    pub muted: bool,
    pub starred: bool,
    pub hidden: bool,
}

/// The result of a call about a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct RoomOutcome {
    pub answer: Answer,
    /// The changed channel or group.
    pub room: Option<Uuid>,
    /// The changed marks.
    pub marks: Option<MarksKey>,
}

impl Service {
    /// Applies a call about a conversation by `actor`; `body` is bound leniently.
    pub fn change_room(&mut self, action: Action, body: &Value, actor: Uuid) -> RoomOutcome {
        let mut outcome = RoomOutcome { answer: Answer::Done, room: None, marks: None };
        let done = match action {
            Action::CreateChannel => self.create(body).map(|room| outcome.room = Some(room)),
            Action::AddMembers => self.add(body, actor).map(|room| outcome.room = Some(room)),
            Action::LeaveChannel => self.leave(body).map(|room| outcome.room = Some(room)),
            Action::GroupMembers => self.group(body, actor).map(|room| outcome.room = Some(room)),
            Action::UpsertConversation => self.mark(body).map(|marks| outcome.marks = Some(marks)),
        };
        if let Err(answer) = done {
            outcome.answer = answer;
        }
        outcome
    }

    /// A person's marks on a conversation.
    pub fn marks_of(&self, key: MarksKey) -> Marks {
        self.marks.get(&key).copied().unwrap_or_default()
    }

    /// Sets a person's marks without checking rules, for the journal.
    pub fn put_marks(&mut self, key: MarksKey, marks: Marks) {
        self.marks.insert(key, marks);
    }

    fn create(&mut self, body: &Value) -> Result<Uuid, Answer> {
        let id = guid(body, "Id").ok_or_else(|| required("Id"))?;
        let owner = guid(body, "OwnerId").ok_or_else(|| required("OwnerId"))?;
        let name = text(body, "ChannelName").filter(|name| !name.trim().is_empty());
        let name = name.ok_or_else(|| required("ChannelName"))?;
        if flag(body, "IsInsert") != Some(true) {
            return Err(Answer::refuse(Some("IsInsert"), "ChannelNotFound"));
        }
        let taken = |room: &Room| room.id != id && room.name.eq_ignore_ascii_case(&name);
        if self.rooms.values().any(taken) {
            return Err(Answer::refuse(Some("ChannelName"), "ChannelNameAlreadyExists"));
        }
        let members = ids(body, "ChannelMembers", "ChannelMemberId");
        if !members.contains(&owner) && self.manner.is(Harshness::MembersOnly) {
            // The owner is a member only if the call says so.
            return Err(Answer::refuse(Some("ChannelMembers"), "OwnerMustBeAMember"));
        }
        let room =
            self.rooms.entry(id).or_insert_with(|| Room { id, name: String::new(), members: [].into() });
        room.name = name;
        room.members.extend(members);
        Ok(id)
    }

    fn add(&mut self, body: &Value, actor: Uuid) -> Result<Uuid, Answer> {
        let id = guid(body, "Id").ok_or_else(|| required("Id"))?;
        let members = ids(body, "ChannelMembers", "ChannelMemberId");
        let room = self.entered(id, actor)?;
        room.members.extend(members);
        Ok(id)
    }

    fn leave(&mut self, body: &Value) -> Result<Uuid, Answer> {
        let id = guid(body, "Id").ok_or_else(|| required("Id"))?;
        if flag(body, "IsLeft") != Some(true) {
            return Err(required("IsLeft"));
        }
        for member in ids(body, "ChannelMembers", "ChannelMemberId") {
            self.entered(id, member)?.members.remove(&member);
        }
        Ok(id)
    }

    /// Creates a group, or adds and removes members of an existing one.
    fn group(&mut self, body: &Value, actor: Uuid) -> Result<Uuid, Answer> {
        let id = guid(body, "Id").ok_or_else(|| required("Id"))?;
        let name = text(body, "GroupName").filter(|name| !name.trim().is_empty());
        if let Entry::Vacant(free) = self.rooms.entry(id) {
            let name = name.clone().ok_or_else(|| required("GroupName"))?;
            free.insert(Room { id, name, members: [actor].into() });
        }
        let entries = list(body, "GroupMembers");
        let leaves = |entry: &Value| flag(entry, "IsLeft") == Some(true);
        let member = |entry: &Value| guid(entry, "MemberId");
        // A person who has left may leave again.
        let room = if entries.iter().all(leaves) {
            self.rooms.get_mut(&id).ok_or_else(removed)?
        } else {
            self.entered(id, actor)?
        };
        room.name = name.unwrap_or_default();
        for entry in &entries {
            let Some(person) = member(entry) else { return Err(required("MemberId")) };
            if leaves(entry) {
                room.members.remove(&person);
            } else {
                room.members.insert(person);
            }
        }
        Ok(id)
    }

    fn mark(&mut self, body: &Value) -> Result<MarksKey, Answer> {
        let id = guid(body, "ConversationId").ok_or_else(|| required("ConversationId"))?;
        let person = guid(body, "UserId").ok_or_else(|| required("UserId"))?;
        let is_channel = flag(body, "IsChannel") == Some(true);
        if is_channel || self.rooms.contains_key(&id) {
            self.entered(id, person)?;
        }
        let marks = self.marks.entry((person, id)).or_default();
        marks.muted = flag(body, "Mute").unwrap_or(marks.muted);
        marks.starred = flag(body, "Star").unwrap_or(marks.starred);
        marks.hidden = flag(body, "Hide").unwrap_or(marks.hidden);
        Ok((person, id))
    }

    /// A channel or group with this member.
    fn entered(&mut self, id: Uuid, person: Uuid) -> Result<&mut Room, Answer> {
        let harsh = self.manner.is(Harshness::MembersOnly);
        let room = self.rooms.get_mut(&id).ok_or_else(removed)?;
        if harsh && !room.members.contains(&person) { Err(removed()) } else { Ok(room) }
    }
}

fn removed() -> Answer {
    Answer::refuse(Some("ChannelId"), REMOVED)
}

fn required(field: &str) -> Answer {
    Answer::refuse(Some(field), format!("{field}IsRequired"))
}

fn find<'a>(body: &'a Value, name: &str) -> Option<&'a Value> {
    let (_, value) = body.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
    Some(value).filter(|value| !value.is_null())
}

fn guid(body: &Value, name: &str) -> Option<Uuid> {
    Uuid::parse_str(find(body, name)?.as_str()?).ok()
}

fn text(body: &Value, name: &str) -> Option<String> {
    find(body, name)?.as_str().map(str::to_owned)
}

fn flag(body: &Value, name: &str) -> Option<bool> {
    find(body, name)?.as_bool()
}

fn list(body: &Value, name: &str) -> Vec<Value> {
    find(body, name).and_then(Value::as_array).cloned().unwrap_or_default()
}

fn ids(body: &Value, name: &str, field: &str) -> Vec<Uuid> {
    list(body, name).iter().filter_map(|entry| guid(entry, field)).collect()
}
