//! Resolves `#channel`, `@Person Name`, `&Group name` or an id to a conversation or a person.
//!
//! The exact spelling wins, then the spelling in another case, then one without accents. Within each, a name must be
//! unique, because a message must not go to the wrong person. The error for an unknown or ambiguous name lists similar
//! ones. Must not know: where the names came from. Tests: below.

use crate::chat::fold::form;
use crate::chat::{Conversation, Person, PersonId, conversation, find, shown};

use uuid::Uuid;

/// All people and conversations that a name can mean.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    pub(super) people: Vec<Person>,
    pub(super) conversations: Vec<Conversation>,
}

/// The most similar names listed.
const OFFERED: usize = 5;

impl Names {
    /// The conversation that `text` means.
    pub(super) fn conversation(&self, text: &str) -> Result<conversation::Id, String> {
        // The prefixes are normalized too: `＃` and `＠` are wide forms of `#` and `@`.
        let text = &*form(text.trim());
        if let Ok(id) = Uuid::parse_str(text) {
            return self.by_id(id).ok_or_else(|| {
                format!(
                    "No conversation or person has the ID {id}. To import a roster: confab roster import FILE"
                )
            });
        }
        let kind = conversation::Kind::ALL.into_iter().find(|kind| text.starts_with(kind.sigil()));
        let Some(kind) = kind else {
            return Err(self.unknown(text, "use #channel, @Person Name, &Group name or an ID"));
        };
        let name = text.trim_start_matches(kind.sigil()).trim();
        let known: Vec<_> = self.all().into_iter().filter(|(id, _)| id.kind() == kind).collect();
        match find::matching(&known, name).as_slice() {
            [(id, _)] => Ok(*id),
            [] => Err(self.unknown(text, "no conversation or person has this name")),
            several => {
                let ids: Vec<_> = several
                    .iter()
                    .map(|(id, name)| format!("{} {}", id.uuid(), shown::within(name)))
                    .collect();
                Err(format!("“{text}” has several matches. Use one of these IDs:\n  {}", ids.join("\n  ")))
            }
        }
    }

    /// The person that `text` means: a name with or without its `@`, or an id.
    pub(super) fn person(&self, text: &str) -> Result<PersonId, String> {
        let text = text.trim();
        if let Ok(id) = Uuid::parse_str(text) {
            return Ok(PersonId::new(id));
        }
        let text = &*form(text);
        let name = text.strip_prefix('@').unwrap_or(text);
        match self.conversation(&format!("@{name}"))? {
            conversation::Id::Direct(id) => Ok(id),
            conversation::Id::Channel(_) | conversation::Id::Group(_) => {
                Err(format!("“{text}” is not a person."))
            }
        }
    }

    fn by_id(&self, id: Uuid) -> Option<conversation::Id> {
        self.all().into_iter().map(|(known, _)| known).find(|known| known.uuid() == id)
    }

    /// All conversations, and people as direct messages.
    fn all(&self) -> Vec<(conversation::Id, &str)> {
        let people =
            self.people.iter().map(|person| (conversation::Id::Direct(person.id), person.name.as_str()));
        let mut all: Vec<_> =
            self.conversations.iter().map(|known| (known.id, known.name.as_str())).chain(people).collect();
        all.sort_by_key(|(id, _)| *id);
        all.dedup_by_key(|(id, _)| *id);
        all
    }

    fn unknown(&self, text: &str, problem: &str) -> String {
        let wanted = find::key(text.trim_start_matches(['#', '@', '&']));
        let mut near: Vec<_> = self
            .all()
            .into_iter()
            .map(|(id, name)| (distance(&wanted, &find::key(name)), format!("{}{name}", id.kind().sigil())))
            .filter(|(distance, _)| *distance <= wanted.chars().count().max(3) / 2 + 1)
            .collect();
        near.sort();
        let near: Vec<_> =
            near.into_iter().take(OFFERED).map(|(_, name)| shown::within(&name).into_owned()).collect();
        if near.is_empty() {
            return format!("“{text}”: {problem}.");
        }
        format!("“{text}”: {problem}. Similar names: {}", near.join(", "))
    }
}

/// The edit distance between two names; a name that contains the other one is near, whatever its length.
fn distance(wanted: &str, name: &str) -> usize {
    if !wanted.is_empty() && name.contains(wanted) {
        return 1;
    }
    strsim::damerau_levenshtein(wanted, name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::person::Role;
    use crate::chat::{ChannelId, GroupId};

    fn names() -> Names {
        let person = |id, name: &str| Person {
            id: PersonId::new(Uuid::from_u128(id)),
            name: name.to_owned(),
            role: Role::Member,
        };
        let conversation = |id, name: &str| Conversation { id, name: name.to_owned(), members: Vec::new() };
        Names {
            people: vec![person(1, "Ben Okri"), person(2, "Ben Okri"), person(3, "Asha Rao")],
            conversations: vec![
                conversation(conversation::Id::Channel(ChannelId::new(Uuid::from_u128(11))), "general"),
                conversation(conversation::Id::Group(GroupId::new(Uuid::from_u128(12))), "Launch crew"),
            ],
        }
    }

    #[test]
    fn a_name_is_found_in_any_casing_under_its_own_sigil() {
        assert_eq!(names().conversation("#General").expect("known").uuid(), Uuid::from_u128(11));
        assert_eq!(names().conversation("&launch crew").expect("known").uuid(), Uuid::from_u128(12));
        assert!(names().conversation("&general").is_err());
    }

    #[test]
    fn a_name_is_found_in_whatever_form_it_is_written() {
        let names = Names {
            people: vec![Person {
                id: PersonId::new(Uuid::from_u128(4)),
                name: "Cléo Dübois".to_owned(),
                role: Role::Member,
            }],
            conversations: Vec::new(),
        };
        for written in ["@Cle\u{301}o Du\u{308}bois", "@CLÉO DÜBOIS", "＠Cléo\u{a0}Dübois"] {
            assert_eq!(
                names.conversation(written).map(conversation::Id::uuid),
                Ok(Uuid::from_u128(4)),
                "{written}"
            );
            assert!(names.person(written).is_ok(), "{written}");
        }
        assert!(names.person("Cle\u{301}o Du\u{308}bois").is_ok());
    }

    fn people(known: &[&str]) -> Names {
        let person = |(at, name): (usize, &&str)| Person {
            id: PersonId::new(Uuid::from_u128(at as u128 + 1)),
            name: (*name).to_owned(),
            role: Role::Member,
        };
        Names { people: known.iter().enumerate().map(person).collect(), conversations: Vec::new() }
    }

    #[test]
    fn a_name_without_its_accents_is_found_if_only_one_fits() {
        let names = people(&["Cléo Dübois", "Søren Kjær", "Jorg Baum", "ハナコ"]);
        let id = |written: &str| names.conversation(written).map(|id| id.uuid().as_u128());
        assert_eq!(id("@cleo dubois"), Ok(1));
        assert_eq!(id("@Soren Kjaer"), Ok(2));
        assert_eq!(id("@はなこ"), Ok(4));
        assert!(id("@Jörg Baum").unwrap_err().contains("Similar names: @Jorg Baum"));
    }

    #[test]
    fn the_exact_name_comes_first_and_names_that_fit_alike_are_listed() {
        let names = people(&["Cléo", "Cleo", "cleo", "Zoé", "Zoë"]);
        let id = |written: &str| names.conversation(written).map(|id| id.uuid().as_u128());
        assert_eq!((id("@Cleo"), id("@cleo"), id("@Cléo"), id("@CLÉO")), (Ok(2), Ok(3), Ok(1), Ok(1)));
        let words = id("@zoe").unwrap_err();
        assert!(
            words.contains("Zoé") && words.contains("Zoë") && words.contains("several matches"),
            "{words}"
        );
        assert!(id("@CLEO").unwrap_err().contains("several matches"));
    }

    #[test]
    fn a_slip_is_answered_with_the_near_names() {
        assert!(names().conversation("#genral").expect_err("unknown").contains("#general"));
        assert!(names().conversation("asha").expect_err("no sigil").contains("@Asha Rao"));
    }

    #[test]
    fn two_people_of_one_name_are_told_apart_by_id() {
        let words = names().conversation("@Ben Okri").expect_err("ambiguous");
        assert!(
            words.contains(&Uuid::from_u128(1).to_string())
                && words.contains(&Uuid::from_u128(2).to_string())
        );
    }
}
