//! Generates arbitrary messages, and edits that damage a document in small ways.

use confab::remote::wire::{Date, Extra, File, Message, MessageType, Publish, Shared, Tagged};
use proptest::option;
use proptest::prelude::*;
use uuid::Uuid;

fn guid() -> impl Strategy<Value = Uuid> {
    any::<u128>().prop_map(Uuid::from_u128)
}

/// Any text: every plane, control characters, characters that both syntaxes escape, white space at the ends.
pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ \\t\\r\\n<>&\"'\\\\\\]]{0,12}",
        prop::collection::vec(any::<char>(), 0..12).prop_map(String::from_iter),
        Just("\u{0}\u{b}\u{1f}\u{7f}\u{85}\u{2028}\u{fffe}\u{ffff}".to_owned()),
        Just("]]> &amp; <![CDATA[x]]> \\u0041 \r\n".to_owned()),
    ]
}

fn date() -> impl Strategy<Value = Date> {
    prop_oneof![
        (any::<i64>(), -900..900).prop_map(|(ticks, offset)| Date::from_ticks(ticks, offset)),
        Just(Date::parse("2025-12-14T01:24:46.820Z").unwrap()),
        Just(Date::parse("/Date(12345+0100)/").unwrap()),
    ]
}

/// Types as a reader returns them: `Text` is a number, and a name is never just digits.
fn kind() -> impl Strategy<Value = MessageType> {
    prop_oneof![
        any::<i64>().prop_map(MessageType::Number),
        "[A-Z][a-z]{1,8}".prop_map(|name| MessageType::named(&name).unwrap()),
    ]
}

fn file() -> impl Strategy<Value = File> {
    (option::of(text()), option::of(text()), option::of(text())).prop_map(|(path, name, duration)| File {
        path,
        name,
        duration,
    })
}

fn guids() -> impl Strategy<Value = Option<Vec<Uuid>>> {
    option::of(prop::collection::vec(guid(), 0..3))
}

fn files() -> impl Strategy<Value = Option<Vec<File>>> {
    option::of(prop::collection::vec(file(), 0..3))
}

prop_compose! {
    fn shared()(
        ids in prop::array::uniform5(option::of(guid())),
        texts in prop::array::uniform3(option::of(text())),
        message_date_time in option::of(date()),
        message_type in option::of(kind()),
        files in files(),
        people in option::of(prop::collection::vec((option::of(guid()), option::of(text())), 0..3)),
        tagged_members in guids(),
    ) -> Shared {
        let [id, channel_id, sender_id, receiver_id, parent_message_id] = ids;
        let [message, report_message, sender_name] = texts;
        let tagged_members_list =
            people.map(|all| all.into_iter().map(|(member_id, full_name)| Tagged { member_id, full_name }).collect());
        Shared {
            id, channel_id, sender_id, receiver_id, message, message_date_time, message_type, files, report_message,
            tagged_members_list, tagged_members, parent_message_id, sender_name,
        }
    }
}

prop_compose! {
    pub(crate) fn message()(
        ids in prop::array::uniform10(option::of(guid())),
        texts in prop::array::uniform7(option::of(text())),
        flags in prop::array::uniform8(any::<Option<bool>>()),
        dates in prop::array::uniform2(option::of(date())),
        message_type in option::of(kind()),
        files in files(),
        tagged_members in guids(),
        shared_message in option::of(shared().prop_map(Box::new)),
    ) -> Message {
        let [id, channel_id, sender_id, receiver_id, pinned_by_user_id, reacted_by_user_id, parent_message_id,
             from_user_id, shared_message_id, starred_by_user_id] = ids;
        let [message, files_xml, sender_name, receiver_name, channel_name, report_message, tagged_members_ids] = texts;
        let [is_deleted, is_edited, is_pinned, is_starred, is_read, is_channel, is_group_chat, is_archieved] = flags;
        let [message_date_time, updated_date_time] = dates;
        Message {
            extra: Extra::default(),
            id, channel_id, sender_id, receiver_id, message, is_deleted, is_edited, message_date_time,
            updated_date_time, message_type, files, files_xml, sender_name, receiver_name, channel_name, is_pinned,
            is_starred, is_read, pinned_by_user_id, reacted_by_user_id, report_message, tagged_members,
            tagged_members_ids, parent_message_id, from_user_id, is_channel, is_group_chat, is_archieved,
            shared_message, shared_message_id, starred_by_user_id,
        }
    }
}

prop_compose! {
    pub(crate) fn publish()(
        user_id in option::of(guid()),
        company_id in option::of(guid()),
        messages in prop::collection::vec(message(), 0..3),
    ) -> Publish {
        Publish { user_id, company_id, messages }
    }
}

/// Replaces, inserts or removes single bytes.
pub(crate) fn mutate(bytes: &mut Vec<u8>, edits: &[(prop::sample::Index, u8, u8)]) {
    for (place, byte, what) in edits {
        if bytes.is_empty() {
            return;
        }
        let at = place.index(bytes.len());
        match what {
            0 => bytes[at] = *byte,
            1 => bytes.insert(at, *byte),
            _ => {
                bytes.remove(at);
            }
        }
    }
}
