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
    let (conversations, late) =
        (profile.session.sidebar().await?.conversations, profile.session.late_unread().await?);
    let (all, mentions) = conversations.iter().fold((0, 0), |(all, mentions), conversation| {
        (all + u64::from(conversation.unread), mentions + u64::from(conversation.mentions))
    });
    let unread_conversations = conversations.iter().filter(|conversation| conversation.unread > 0);
    if unread.json {
        let conversations: Vec<Value> = unread_conversations
            .map(|conversation| {
                json_of(conversation, late.get(&conversation.id).copied().unwrap_or_default())
            })
            .collect();
        output.json(&json!({ "unread": all, "mentions": mentions, "conversations": conversations }));
        return Ok(Exit::Done);
    }
    output.data(&format!("{all}\t{mentions}\ttotal"));
    for conversation in unread_conversations {
        let (sigil, name) = (conversation.id.kind().sigil(), shown::within(&conversation.name));
        output.data(&format!("{}\t{}\t{sigil}{name}", conversation.unread, conversation.mentions));
    }
    Ok(Exit::Done)
}

fn json_of(conversation: &ConversationRow, late: u32) -> Value {
    json!({
        "id": conversation.id.uuid().to_string(),
        "kind": kind(conversation.id),
        "name": conversation.name,
        "unread": conversation.unread,
        "mentions": conversation.mentions,
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
