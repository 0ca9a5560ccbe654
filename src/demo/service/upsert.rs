//! The upsert: applies the elements of a call in order until one is rejected.
//!
//! Follows `docs/server-api.md` 1.3, 2.2, 2.5 and 2.15. Tests: `tests/demo/service.rs`.

use super::{Answer, Faults, Harshness, Outcome, Service, Stored};
use crate::chat::Stamp;
use crate::remote::wire::{Date, Message, MessageType, Publish};

use uuid::Uuid;

use std::collections::BTreeSet;

/// The forerunner's text for a sender who is not in the channel.
pub(super) const REMOVED: &str = "SeemsYouAreRemovedFromTheChannel";

pub(super) fn publish(service: &mut Service, request: &Publish, faults: &Faults, now: Stamp) -> Outcome {
    let mut outcome =
        Outcome { answer: Answer::Done, new: Vec::new(), changed: BTreeSet::new(), gone: Vec::new() };
    let Some(actor) = request.user_id else {
        outcome.answer = Answer::refuse(Some("UserId"), "UserIdIsRequired");
        return outcome;
    };
    for (index, element) in request.messages.iter().enumerate() {
        let fault = faults.get(&index).filter(|_| service.manner.is(Harshness::NoBadValues));
        let refused = match fault {
            Some(field) => Err(Answer::refuse(Some(field), format!("The value is not valid for {field}."))),
            None => element_applied(service, element, actor, now, &mut outcome),
        };
        if let Err(answer) = refused {
            outcome.answer = answer;
            break;
        }
    }
    outcome
}

fn element_applied(
    service: &mut Service,
    element: &Message,
    actor: Uuid,
    now: Stamp,
    outcome: &mut Outcome,
) -> Result<(), Answer> {
    allowed(service, element)?;
    let id = element.id.unwrap_or_else(|| service.make_id(now));
    let known = service.take(id);
    let star_alone = element.is_starred.is_some() && service.manner.is(Harshness::StarAlone);
    if star_alone {
        // A star on an unknown message succeeds and does nothing.
        if let Some(mut stored) = known {
            mark(&mut stored.starred, element.is_starred, element.starred_by_user_id.unwrap_or(actor));
            stored.touched = now.ticks();
            service.put(stored);
            outcome.changed.insert(id);
        }
        return Ok(());
    }
    let is_new = known.is_none();
    let mut stored = match known {
        Some(mut stored) => {
            overwrite(service, &mut stored.message, element);
            if service.manner.is(Harshness::RepeatIsEdit) {
                stored.message.is_edited = Some(true);
            }
            stored
        }
        None => Stored {
            message: inserted(service, id, element, now),
            touched: now.ticks(),
            starred: BTreeSet::new(),
            read: [element.sender_id.unwrap_or(actor)].into(),
        },
    };
    stored.touched = now.ticks();
    mark(&mut stored.starred, element.is_starred, element.starred_by_user_id.unwrap_or(actor));
    mark(&mut stored.read, element.is_read, actor);
    if let Some(key) = super::reaction_key(&stored.message)
        && let Some(earlier) = service.reactions.get(&key).copied()
    {
        service.take(earlier);
        outcome.changed.remove(&earlier);
        outcome.gone.push(earlier);
    }
    service.put(stored);
    outcome.changed.insert(id);
    if is_new {
        outcome.new.push(id);
    }
    Ok(())
}

fn allowed(service: &Service, element: &Message) -> Result<(), Answer> {
    let zero = match &element.message_type {
        None | Some(MessageType::Number(0)) => true,
        Some(MessageType::Number(_) | MessageType::Name(_)) => false,
    };
    if zero && service.manner.is(Harshness::NoKindZero) {
        return Err(Answer::refuse(Some("MessageType"), "MessageTypeIsRequired"));
    }
    let Some(sender) = element.sender_id else {
        return Err(Answer::refuse(Some("SenderId"), "SenderIdIsRequired"));
    };
    match (element.channel_id, element.receiver_id) {
        (Some(channel), _) => {
            let room = service.rooms.get(&channel);
            let is_member = room.is_some_and(|room| room.members.contains(&sender));
            // Somebody who is no member may report into a conversation (2.26).
            let is_report = room.is_some()
                && element.report_message.is_some()
                && element.id.is_none_or(|id| !service.stored.contains_key(&id));
            if !is_member && !is_report && service.manner.is(Harshness::MembersOnly) {
                return Err(Answer::refuse(Some("ChannelId"), REMOVED));
            }
        }
        (None, Some(_)) => {}
        (None, None) => return Err(Answer::refuse(Some("ReceiverId"), "ReceiverIdOrChannelIdIsRequired")),
    }
    let orphan = element.parent_message_id.is_some_and(|parent| !service.stored.contains_key(&parent));
    if orphan && service.manner.is(Harshness::ParentFirst) {
        return Err(Answer::refuse(Some("ParentMessageId"), "ParentMessageIsNotFound"));
    }
    Ok(())
}

/// A new message: the received values, and the server's time if it has no date.
fn inserted(service: &Service, id: Uuid, element: &Message, now: Stamp) -> Message {
    let sent = element.message_date_time.clone();
    let mut message = Message {
        id: Some(id),
        message: kept(service, element.message.as_deref()),
        message_date_time: sent.or_else(|| Some(Date::from_ticks(now.ticks(), 0))),
        is_edited: Some(element.is_edited.unwrap_or(false)),
        is_deleted: Some(element.is_deleted.unwrap_or(false)),
        ..element.clone()
    };
    personal_marks_off(&mut message);
    message
}

/// Updates a known message. Contents are overwritten even with null, flags only with a value.
fn overwrite(service: &Service, message: &mut Message, element: &Message) {
    let before = message.clone();
    let keep_text = element.message.is_none() && !service.manner.is(Harshness::NullWipes);
    *message = Message {
        id: before.id,
        message: if keep_text { before.message } else { kept(service, element.message.as_deref()) },
        is_deleted: element.is_deleted.or(before.is_deleted),
        is_edited: element.is_edited.or(before.is_edited),
        message_date_time: element.message_date_time.clone().or(before.message_date_time),
        updated_date_time: element.updated_date_time.clone().or(before.updated_date_time),
        is_pinned: element.is_pinned.or(before.is_pinned),
        pinned_by_user_id: match element.is_pinned {
            Some(_) => element.pinned_by_user_id,
            None => before.pinned_by_user_id,
        },
        report_message: element.report_message.clone().or(before.report_message),
        is_channel: element.is_channel.or(before.is_channel),
        is_group_chat: element.is_group_chat.or(before.is_group_chat),
        is_archieved: element.is_archieved.or(before.is_archieved),
        ..element.clone()
    };
    personal_marks_off(message);
}

/// Stars and read marks belong to a person, not to the message.
fn personal_marks_off(message: &mut Message) {
    message.is_starred = None;
    message.starred_by_user_id = None;
    message.is_read = None;
}

fn kept(service: &Service, text: Option<&str>) -> Option<String> {
    let text = text?;
    Some(match service.manner.keep_text {
        Some(limit) => text.chars().take(limit).collect(),
        None => text.to_owned(),
    })
}

fn mark(people: &mut BTreeSet<Uuid>, state: Option<bool>, person: Uuid) {
    match state {
        Some(true) => {
            people.insert(person);
        }
        Some(false) => {
            people.remove(&person);
        }
        None => {}
    }
}

impl Service {
    /// A new id for a message without one: the server stores such a message again on every call.
    fn make_id(&mut self, now: Stamp) -> Uuid {
        self.made += 1;
        let seed = format!("{} {} {}", self.person, now.ticks(), self.made);
        Uuid::new_v5(&Uuid::NAMESPACE_OID, seed.as_bytes())
    }
}
