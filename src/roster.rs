//! Parses roster files: people, channels and groups in the format of `docs/contract.md`, for the command and the
//! window.
//!
//! Mistakes are reported in words, with line and field. If an id occurs twice, the later name counts, and the members
//! of both are combined. Pure. Must not know: where the file comes from or goes to. Tests: below and
//! `tests/commands/roster.rs`.

mod write;

pub use write::write;

use crate::chat::person::Role;
use crate::chat::{Conversation, Person, PersonId, conversation};
use crate::language::tr;

use serde_json::value::RawValue;
use uuid::Uuid;

use std::collections::{BTreeMap, HashMap, HashSet};

/// The largest roster file that is read, in bytes: a hundred thousand people.
pub const LARGEST: u64 = 64 * 1024 * 1024;

/// The contents of a roster, each id once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    pub people: Vec<Person>,
    pub conversations: Vec<Conversation>,
}

impl Roster {
    /// A sentence on what was imported: `Imported 3 people and 1 conversation.`
    pub fn imported(&self) -> String {
        match (self.people.len() as u64, self.conversations.len() as u64) {
            (0, 0) => tr::roster_imported_nothing().to_owned(),
            (people, 0) => tr::roster_imported_people(people),
            (0, conversations) => tr::roster_imported_conversations(conversations),
            (people, conversations) => tr::RosterImported { people, conversations }.text(),
        }
    }
}

/// An object with raw values, so that each one's place in the file is known.
type Fields<'a> = BTreeMap<String, &'a RawValue>;

/// Parses a roster file.
///
/// # Errors
/// If the file is not a roster; the message names the line, and the field if there is one.
pub fn read(bytes: &[u8]) -> Result<Roster, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        tr::roster_not_text(lines(before))
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let file = File { text };
    let mut found = Found::default();
    for (name, list) in file.fields(text, tr::roster_not_roster)? {
        match name.as_str() {
            "people" => found.people(&file, list)?,
            "channels" => found.conversations(&file, list, conversation::Kind::Channel)?,
            "groups" => found.conversations(&file, list, conversation::Kind::Group)?,
            other => return Err(tr::RosterUnknown { line: file.line(list.get()), field: other }.text()),
        }
    }
    Ok(found.roster)
}

/// The roster so far, and the index of each id in it.
#[derive(Debug, Default)]
struct Found {
    roster: Roster,
    people: HashMap<PersonId, usize>,
    conversations: HashMap<conversation::Id, usize>,
}

impl Found {
    fn people(&mut self, file: &File<'_>, list: &RawValue) -> Result<(), String> {
        for entry in file.list(list, "people")? {
            let person = file.person(entry)?;
            match self.people.get(&person.id).and_then(|at| self.roster.people.get_mut(*at)) {
                Some(known) => *known = person,
                None => {
                    self.people.insert(person.id, self.roster.people.len());
                    self.roster.people.push(person);
                }
            }
        }
        Ok(())
    }

    fn conversations(
        &mut self,
        file: &File<'_>,
        list: &RawValue,
        kind: conversation::Kind,
    ) -> Result<(), String> {
        let what = if kind == conversation::Kind::Channel { "channels" } else { "groups" };
        for entry in file.list(list, what)? {
            let read = file.conversation(entry, kind)?;
            match self.conversations.get(&read.id).and_then(|at| self.roster.conversations.get_mut(*at)) {
                Some(known) => {
                    known.name = read.name;
                    let here: HashSet<_> = known.members.iter().copied().collect();
                    known.members.extend(read.members.into_iter().filter(|person| !here.contains(person)));
                }
                None => {
                    self.conversations.insert(read.id, self.roster.conversations.len());
                    self.roster.conversations.push(read);
                }
            }
        }
        Ok(())
    }
}

/// The file's text, to find the line of a value.
struct File<'a> {
    text: &'a str,
}

impl<'a> File<'a> {
    /// The line of a piece of this text, counted from 1.
    fn line(&self, piece: &str) -> u64 {
        let start = (piece.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        lines(self.text.as_bytes().get(..start).unwrap_or_default())
    }

    fn fields(&self, piece: &'a str, other: fn(u64) -> String) -> Result<Fields<'a>, String> {
        serde_json::from_str(piece).map_err(|error| {
            // The parser counts lines from the piece's first.
            let line = self.line(piece.trim_start()).saturating_add(error.line() as u64).saturating_sub(1);
            match error.classify() {
                serde_json::error::Category::Data => other(self.line(piece.trim_start())),
                serde_json::error::Category::Eof => tr::roster_cut_off(line),
                serde_json::error::Category::Syntax | serde_json::error::Category::Io => {
                    tr::roster_not_json(line)
                }
            }
        })
    }

    fn list(&self, at: &'a RawValue, name: &str) -> Result<Vec<&'a RawValue>, String> {
        serde_json::from_str(at.get())
            .map_err(|_| tr::RosterList { line: self.line(at.get()), field: name }.text())
    }

    fn person(&self, entry: &'a RawValue) -> Result<Person, String> {
        let fields = self.fields(entry.get(), tr::roster_not_person)?;
        for (name, value) in &fields {
            if !matches!(name.as_str(), "id" | "name" | "role") {
                return Err(tr::RosterUnknownPerson { line: self.line(value.get()), field: name }.text());
            }
        }
        let role = match fields.get("role") {
            None => Role::Member,
            Some(value) => match serde_json::from_str::<&str>(value.get()) {
                Ok("member") => Role::Member,
                Ok("support") => Role::Support,
                Ok(_) | Err(_) => {
                    return Err(tr::RosterRole { line: self.line(value.get()), field: "role" }.text());
                }
            },
        };
        let id = PersonId::new(self.id(entry, &fields)?);
        Ok(Person { id, name: self.name(entry, &fields)?, role })
    }

    fn conversation(&self, entry: &'a RawValue, kind: conversation::Kind) -> Result<Conversation, String> {
        let fields = self.fields(entry.get(), tr::roster_not_conversation)?;
        for (name, value) in &fields {
            if !matches!(name.as_str(), "id" | "name" | "members") {
                return Err(
                    tr::RosterUnknownConversation { line: self.line(value.get()), field: name }.text()
                );
            }
        }
        let (mut members, mut seen) = (Vec::new(), HashSet::new());
        if let Some(list) = fields.get("members") {
            for value in self.list(list, "members")? {
                let id = uuid(value)
                    .ok_or_else(|| tr::RosterIds { line: self.line(value.get()), field: "members" }.text())?;
                let person = PersonId::new(id);
                if seen.insert(person) {
                    members.push(person);
                }
            }
        }
        let id = conversation::Id::of(kind, self.id(entry, &fields)?);
        Ok(Conversation { id, name: self.name(entry, &fields)?, members })
    }

    fn id(&self, entry: &RawValue, fields: &Fields<'_>) -> Result<Uuid, String> {
        let value = fields.get("id").ok_or_else(|| self.missing(entry, "id"))?;
        uuid(value)
            .filter(|id| !id.is_nil())
            .ok_or_else(|| tr::RosterId { line: self.line(value.get()), field: "id" }.text())
    }

    fn name(&self, entry: &RawValue, fields: &Fields<'_>) -> Result<String, String> {
        let value = fields.get("name").ok_or_else(|| self.missing(entry, "name"))?;
        let name: String = serde_json::from_str(value.get())
            .map_err(|_| tr::RosterText { line: self.line(value.get()), field: "name" }.text())?;
        if crate::chat::shown::is_blank(&name) {
            return Err(tr::RosterName { line: self.line(value.get()), field: "name" }.text());
        }
        Ok(crate::chat::shown::kept(name.trim().to_owned()))
    }

    fn missing(&self, entry: &RawValue, field: &str) -> String {
        tr::RosterMissing { line: self.line(entry.get()), field }.text()
    }
}

fn uuid(value: &RawValue) -> Option<Uuid> {
    serde_json::from_str::<String>(value.get()).ok().and_then(|text| Uuid::parse_str(text.trim()).ok())
}

/// The line after these bytes, counted from 1.
fn lines(before: &[u8]) -> u64 {
    before.iter().filter(|byte| **byte == b'\n').count() as u64 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "b1129105-9859-4ef5-b004-39adaa2e15d1";
    const OTHER: &str = "b1f7d1ba-3b14-4d28-95c7-a56ab95b1a89";

    fn wrong(text: &str) -> String {
        read(text.as_bytes()).unwrap_err()
    }

    #[test]
    fn the_contracts_example_is_read() {
        let text = format!(
            r#"{{"people":[{{"id":"{ID}","name":"Asha Rao","role":"member"}}],
                "channels":[{{"id":"{ID}","name":"general","members":["{ID}"]}}],
                "groups":[{{"id":"{ID}","name":"Launch crew","members":["{ID}"]}}]}}"#
        );
        let roster = read(text.as_bytes()).unwrap();
        assert_eq!(roster.imported(), "Imported 1 person and 2 conversations.");
        assert_eq!(roster.conversations[1].title(), "&Launch crew");
    }

    #[test]
    fn an_id_that_stands_there_twice_counts_once_and_the_later_name_holds() {
        let text = format!(
            r#"{{"people":[{{"id":"{ID}","name":"A"}},{{"id":"{ID}","name":"B"}}],
                "channels":[{{"id":"{ID}","name":"one","members":["{ID}","{ID}"]}},
                            {{"id":"{ID}","name":"two","members":["{OTHER}"]}}]}}"#
        );
        let roster = read(text.as_bytes()).unwrap();
        assert_eq!(roster.imported(), "Imported 1 person and 1 conversation.");
        assert_eq!(roster.people[0].name, "B");
        assert_eq!(
            (roster.conversations[0].name.as_str(), roster.conversations[0].members.len()),
            ("two", 2)
        );
    }

    #[test]
    fn only_what_is_in_the_roster_is_said_to_be_imported() {
        let imported = |text: &str| read(text.as_bytes()).unwrap().imported();
        let entry = |id: &str| format!(r#"{{"id":"{id}","name":"A"}}"#);
        let (one, two) = (entry(ID), format!("{},{}", entry(ID), entry(OTHER)));
        assert_eq!(imported(&format!(r#"{{"people":[{one}]}}"#)), "Imported 1 person.");
        assert_eq!(imported(&format!(r#"{{"people":[{two}]}}"#)), "Imported 2 people.");
        assert_eq!(imported(&format!(r#"{{"groups":[{one}]}}"#)), "Imported 1 conversation.");
        assert_eq!(imported(&format!(r#"{{"channels":[{two}]}}"#)), "Imported 2 conversations.");
        assert_eq!(imported("{}"), "The roster has no entries, so nothing was imported.");
    }

    /// If each member were searched for among all the others, this would take minutes.
    #[test]
    fn a_channel_of_four_hundred_thousand_members_is_read() {
        let members = |from: u128| -> String {
            let ids = (from..from + 400_000).map(|id| format!("\"{}\"", Uuid::from_u128(id)));
            ids.collect::<Vec<_>>().join(",")
        };
        let text = format!(
            r#"{{"channels":[{{"id":"{ID}","name":"all","members":[{},{}]}},
                            {{"id":"{ID}","name":"all","members":[{}]}}]}}"#,
            members(1),
            members(1),
            members(200_001)
        );
        let roster = read(text.as_bytes()).unwrap();
        let members = &roster.conversations[0].members;
        assert_eq!((roster.conversations.len(), members.len()), (1, 600_000));
        assert_eq!(members[599_999], PersonId::new(Uuid::from_u128(600_000)), "in their order");
    }

    #[test]
    fn a_name_of_a_megabyte_is_cut() {
        use crate::chat::shown::KEPT;
        let long = "x".repeat(1_000_000);
        let text = format!(
            r#"{{"people":[{{"id":"{ID}","name":"{long}"}}],"channels":[{{"id":"{ID}","name":"{long}"}}],
                "groups":[{{"id":"{OTHER}","name":"{}"}}]}}"#,
            "y".repeat(KEPT)
        );
        let roster = read(text.as_bytes()).unwrap();
        assert!(roster.people[0].name.len() <= KEPT && roster.people[0].name.contains('…'));
        assert!(roster.conversations[0].name.len() <= KEPT);
        assert_eq!(roster.conversations[1].name.len(), KEPT, "whole");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_field() {
        let person = |fields: &str| format!("{{\n \"people\": [\n  {{{fields}}}\n ]\n}}");
        let cases = [
            (person(&format!(r#""id":"{ID}""#)), "Line 3: “name” is missing."),
            (person(&format!("\"id\":\"{ID}\",\n\"name\":5")), "Line 4: “name” must be text."),
            (person(r#""id":"x","name":"A""#), "Line 3: “id” must be an ID"),
            (
                person(r#""id":"00000000-0000-0000-0000-000000000000","name":"A""#),
                "Line 3: “id” must be an ID",
            ),
            (person(&format!(r#""id":"{ID}","nmae":"A""#)), "Line 3: “nmae” is unknown"),
            (person(&format!(r#""id":"{ID}","name":"A","role":"boss""#)), "Line 3: “role” must be member"),
            (person(&format!("\"id\":\"{ID}\",\"name\":\"\u{200b} \"")), "a visible name"),
            ("{\n\"people\": 5}".to_owned(), "Line 2: “people” must be a list."),
            ("{\n\"persons\": []}".to_owned(), "Line 2: “persons” is unknown"),
            ("[]".to_owned(), "Line 1: a roster must be"),
            ("{\n\n\"people\": [,]}".to_owned(), "Line 3: this is not JSON"),
            ("{\"people\":\n[".to_owned(), "Line 2: the file ends too early"),
        ];
        for (text, words) in cases {
            let found = wrong(&text);
            assert!(found.contains(words), "{text}\n{found}\n{words}");
        }
        assert_eq!(read(b"{\"people\":\n\xff}").unwrap_err(), "Line 2: this is not UTF-8 text.");
    }
}
