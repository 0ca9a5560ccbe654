//! `confab unread`: counts the unread messages in the profile, without the network.

use super::arguments::{Global, Unread};
use super::output::Output;
use super::profile::Profile;
use super::{Exit, Stop};
use crate::chat::{conversation, shown};
use crate::row::ConversationRow;

use serde_json::{Value, json};

pub(super) async fn run(global: &Global, unread: Unread, output: &mut Output) -> Result<Exit, Stop> {
    let profile = Profile::open_read_only(global)?;
    let (talks, late) = (profile.session.sidebar().await?.talks, profile.session.late_unread().await?);
    let (all, mentions) = talks.iter().fold((0, 0), |(all, mentions), talk| {
        (all + u64::from(talk.unread), mentions + u64::from(talk.mentions))
    });
    let unread_talks = talks.iter().filter(|talk| talk.unread > 0);
    if unread.json {
        let conversations: Vec<Value> =
            unread_talks.map(|talk| json_of(talk, late.get(&talk.id).copied().unwrap_or_default())).collect();
        output.json(&json!({ "unread": all, "mentions": mentions, "conversations": conversations }));
        return Ok(Exit::Done);
    }
    output.data(&format!("{all}\t{mentions}\ttotal"));
    for talk in unread_talks {
        let (sigil, name) = (talk.id.kind().sigil(), shown::within(&talk.name));
        output.data(&format!("{}\t{}\t{sigil}{name}", talk.unread, talk.mentions));
    }
    Ok(Exit::Done)
}

fn json_of(talk: &ConversationRow, late: u32) -> Value {
    json!({
        "id": talk.id.uuid().to_string(),
        "kind": kind(talk.id),
        "name": talk.name,
        "unread": talk.unread,
        "mentions": talk.mentions,
        "late": late,
    })
}

const fn kind(id: conversation::Id) -> &'static str {
    match id {
        conversation::Id::Channel(_) => "channel",
        conversation::Id::Direct(_) => "direct",
        conversation::Id::Group(_) => "group",
    }
}
