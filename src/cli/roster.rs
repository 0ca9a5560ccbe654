//! `confab roster`: people, channels and groups, merged from a file or shown as one.

use super::arguments::{Global, Roster, RosterAction};
use super::output::Output;
use super::profile::Profile;
use super::{Exit, Stop, input};
use crate::chat::{Conversation, Person, conversation, shown};
use crate::cli::output::count;
use crate::roster;

pub(super) async fn run(global: &Global, roster: Roster, output: &mut Output) -> Result<Exit, Stop> {
    match roster.action {
        RosterAction::Import { file } => {
            let bytes = input::bytes(&file, roster::LARGEST)?;
            let roster = roster::read(&bytes)
                .map_err(|words| Stop::usage(format!("{}: {words} Nothing was imported.", file.display())))?;
            let imported = roster.imported();
            Profile::open(global)?.session.merge_roster(roster.people, roster.conversations).await?;
            output.say(&imported);
        }
        RosterAction::Show { json } => {
            let (people, conversations) = Profile::open_read_only(global)?.session.roster().await?;
            show(&people, &conversations, json, output);
        }
    }
    Ok(Exit::Done)
}

fn show(people: &[Person], conversations: &[Conversation], as_json: bool, output: &mut Output) {
    if !as_json {
        for person in people {
            output.data(&format!("@{}  {}", shown::within(&person.name), person.id));
        }
        for conversation in conversations.iter().filter(|it| it.id.kind() != conversation::Kind::Direct) {
            let members = match conversation.members.len() as u64 {
                0 => "members unknown".to_owned(),
                known => count(known, "member", "members"),
            };
            let (sigil, name) = (conversation.id.kind().sigil(), shown::within(&conversation.name));
            output.data(&format!("{sigil}{name}  {}  {members}", conversation.id.uuid()));
        }
        return;
    }
    output.json(&roster::write(people, conversations));
}
