//! Encodes ids and small enums as column values, and decodes them.
//!
//! A value that cannot be decoded is an error of its row, never a panic: the caller quarantines the row. Must not
//! know: the tables. Tests: `tests/promise`.

use crate::chat::person::Role;
use crate::chat::{MessageId, PersonId, conversation, message};

use rusqlite::Row;
use rusqlite::types::{FromSql, ValueRef};
use uuid::Uuid;

/// A description of a damaged row for the Outbox and the log.
pub(crate) type Fault = String;

pub(super) fn conversation_key(id: conversation::Id) -> [u8; 17] {
    let mut key = [0; 17];
    key[0] = match id.kind() {
        conversation::Kind::Channel => 0,
        conversation::Kind::Direct => 1,
        conversation::Kind::Group => 2,
    };
    key[1..].copy_from_slice(id.uuid().as_bytes());
    key
}

pub(super) fn conversation_of(key: &[u8]) -> Result<conversation::Id, Fault> {
    let (kind, id) = key.split_first().ok_or_else(|| "an empty conversation id".to_owned())?;
    let kind = match kind {
        0 => conversation::Kind::Channel,
        1 => conversation::Kind::Direct,
        2 => conversation::Kind::Group,
        other => return Err(format!("an unknown kind of conversation, {other}")),
    };
    Ok(conversation::Id::of(kind, uuid_of(id)?))
}

pub(super) fn uuid_of(bytes: &[u8]) -> Result<Uuid, Fault> {
    Uuid::from_slice(bytes).map_err(|_| format!("an id of {} bytes instead of 16", bytes.len()))
}

pub(super) fn people_key(people: &[PersonId]) -> Option<Vec<u8>> {
    if people.is_empty() {
        return None;
    }
    Some(people.iter().flat_map(|person| *person.uuid().as_bytes()).collect())
}

pub(super) fn people_of(bytes: Option<Vec<u8>>) -> Result<Vec<PersonId>, Fault> {
    bytes.unwrap_or_default().chunks(16).map(|chunk| uuid_of(chunk).map(PersonId::new)).collect()
}

pub(super) const fn role_code(role: Role) -> i64 {
    match role {
        Role::Member => 0,
        Role::Support => 1,
    }
}

pub(super) const fn role_of(code: i64) -> Role {
    if code == 1 { Role::Support } else { Role::Member }
}

/// The code of a kind, and the server's number if the kind is unknown.
pub(super) const fn kind_code(kind: message::Kind) -> (i64, Option<i64>) {
    match kind {
        message::Kind::Text => (0, None),
        message::Kind::File => (1, None),
        message::Kind::Image => (2, None),
        message::Kind::Audio => (3, None),
        message::Kind::Video => (4, None),
        message::Kind::Reaction => (5, None),
        message::Kind::Unknown(number) => (99, Some(number)),
    }
}

pub(super) fn kind_of(code: i64, number: Option<i64>) -> message::Kind {
    match code {
        1 => message::Kind::File,
        2 => message::Kind::Image,
        3 => message::Kind::Audio,
        4 => message::Kind::Video,
        5 => message::Kind::Reaction,
        99 => message::Kind::Unknown(number.unwrap_or_default()),
        _ => message::Kind::Text,
    }
}

/// Reads the columns of a row in the order of its SELECT. A look-up by name compares with every column name of the
/// row, which cost more than the values themselves (measured: `benches/engine`); here the name only describes a
/// fault.
pub(super) struct Fields<'r> {
    row: &'r Row<'r>,
    next: usize,
}

impl<'r> Fields<'r> {
    pub(super) const fn of(row: &'r Row<'r>) -> Self {
        Self { row, next: 0 }
    }

    pub(super) fn next<T: FromSql>(&mut self, name: &str) -> Result<T, Fault> {
        let index = self.next;
        self.next += 1;
        self.row.get(index).map_err(|error| format!("{name}: {error}"))
    }

    fn uuid(&mut self, name: &str) -> Result<Uuid, Fault> {
        self.opt_uuid(name)?.ok_or_else(|| format!("{name}: nothing where an id should be"))
    }

    fn opt_uuid(&mut self, name: &str) -> Result<Option<Uuid>, Fault> {
        let index = self.next;
        self.next += 1;
        // Without a copy: every row has several ids.
        match self.row.get_ref(index) {
            Ok(ValueRef::Null) => Ok(None),
            Ok(ValueRef::Blob(bytes)) => uuid_of(bytes).map(Some).map_err(|fault| format!("{name}: {fault}")),
            Ok(other) => Err(format!("{name}: {} instead of an id", other.data_type())),
            Err(error) => Err(format!("{name}: {error}")),
        }
    }

    pub(super) fn message(&mut self, name: &str) -> Result<MessageId, Fault> {
        self.uuid(name).map(MessageId::new)
    }

    pub(super) fn opt_message(&mut self, name: &str) -> Result<Option<MessageId>, Fault> {
        Ok(self.opt_uuid(name)?.map(MessageId::new))
    }

    pub(super) fn person(&mut self, name: &str) -> Result<PersonId, Fault> {
        self.uuid(name).map(PersonId::new)
    }

    pub(super) fn opt_person(&mut self, name: &str) -> Result<Option<PersonId>, Fault> {
        Ok(self.opt_uuid(name)?.map(PersonId::new))
    }

    pub(super) fn conversation(&mut self, name: &str) -> Result<conversation::Id, Fault> {
        conversation_of(&self.next::<Vec<u8>>(name)?)
    }
}
