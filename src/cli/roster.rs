//! `confab roster`: people, channels and groups, merged from a file or shown as one.

use super::arguments::{Global, Roster, RosterAction};
use super::output::Output;
use super::profile::Profile;
use super::{Exit, Stop};
use crate::chat::person::Role;
use crate::chat::{ChannelId, Conversation, GroupId, Person, PersonId, conversation};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A roster file, as `CONTRACT.md` writes it.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    people: Vec<FilePerson>,
    #[serde(default)]
    channels: Vec<FileConversation>,
    #[serde(default)]
    groups: Vec<FileConversation>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FilePerson {
    id: Uuid,
    name: String,
    #[serde(default)]
    role: FileRole,
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum FileRole {
    #[default]
    Member,
    Support,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileConversation {
    id: Uuid,
    name: String,
    #[serde(default)]
    members: Vec<Uuid>,
}

pub(super) async fn run(global: &Global, roster: Roster, output: &mut Output) -> Result<Exit, Stop> {
    match roster.action {
        RosterAction::Import { file } => {
            let bytes = std::fs::read(&file)
                .map_err(|error| Stop::usage(format!("{} cannot be read: {error}.", file.display())))?;
            let (people, conversations) = read(&bytes)
                .map_err(|words| Stop::usage(format!("{}: {words} Nothing was imported.", file.display())))?;
            let counts = format!("{} people and {} conversations", people.len(), conversations.len());
            Profile::open(global)?.session.merge_roster(people, conversations).await?;
            output.say(&format!("Merged {counts}."));
        }
        RosterAction::Show { json } => {
            let (people, conversations) = Profile::look(global)?.session.roster().await?;
            show(people, conversations, json, output);
        }
    }
    Ok(Exit::Done)
}

/// Reads a roster file.
pub(crate) fn read(bytes: &[u8]) -> Result<(Vec<Person>, Vec<Conversation>), String> {
    let file: File = serde_json::from_slice(bytes).map_err(|error| format!("{error}."))?;
    let named = |name: &str, what: &str, id: Uuid| {
        if name.trim().is_empty() {
            Err(format!("{what} {id} has no name."))
        } else {
            Ok(name.trim().to_owned())
        }
    };
    let mut people = Vec::new();
    for person in file.people {
        let role = match person.role {
            FileRole::Member => Role::Member,
            FileRole::Support => Role::Support,
        };
        let name = named(&person.name, "The person", person.id)?;
        people.push(Person { id: PersonId::new(person.id), name, role });
    }
    let channels = file.channels.into_iter().map(|it| (conversation::Id::Channel(ChannelId::new(it.id)), it));
    let groups = file.groups.into_iter().map(|it| (conversation::Id::Group(GroupId::new(it.id)), it));
    let mut conversations = Vec::new();
    for (id, it) in channels.chain(groups) {
        let name = named(&it.name, "The conversation", it.id)?;
        conversations.push(Conversation {
            id,
            name,
            members: it.members.into_iter().map(PersonId::new).collect(),
        });
    }
    Ok((people, conversations))
}

fn show(people: Vec<Person>, conversations: Vec<Conversation>, as_json: bool, output: &mut Output) {
    if !as_json {
        for person in &people {
            output.data(&format!("@{}  {}", person.name, person.id));
        }
        for conversation in conversations.iter().filter(|it| it.id.kind() != conversation::Kind::Direct) {
            let members = conversation.members.len();
            output.data(&format!("{}  {}  {members} members", conversation.title(), conversation.id.uuid()));
        }
        return;
    }
    let mut file = File::default();
    for person in people {
        let role = match person.role {
            Role::Member => FileRole::Member,
            Role::Support => FileRole::Support,
        };
        file.people.push(FilePerson { id: person.id.uuid(), name: person.name, role });
    }
    for known in conversations {
        let members = known.members.into_iter().map(PersonId::uuid).collect();
        let it = FileConversation { id: known.id.uuid(), name: known.name, members };
        match known.id {
            conversation::Id::Channel(_) => file.channels.push(it),
            conversation::Id::Group(_) => file.groups.push(it),
            conversation::Id::Direct(_) => {}
        }
    }
    match serde_json::to_value(&file) {
        Ok(value) => output.json(&value),
        Err(error) => output.say(&error.to_string()),
    }
}
