//! The whole content of a message survives writing and reading, in both syntaxes.

use crate::arbitrary;

use confab::remote::wire::{Message, MessageType, Publish, TypeNames, json, xml};
use proptest::prelude::*;

/// The part of a call that XML can contain: no `IsChannel`, types as names, no forbidden characters.
fn as_xml_carries(mut publish: Publish, types: &TypeNames) -> Publish {
    let keep = |text: &mut Option<String>| {
        if let Some(text) = text {
            text.retain(xml::is_xml_char);
        }
    };
    let name = |kind: &mut Option<MessageType>| {
        *kind = kind.as_ref().and_then(|kind| MessageType::named(types.xml_name(kind)));
    };
    for message in &mut publish.messages {
        message.is_channel = None;
        name(&mut message.message_type);
        let texts = [
            &mut message.message,
            &mut message.files_xml,
            &mut message.sender_name,
            &mut message.receiver_name,
            &mut message.channel_name,
            &mut message.report_message,
            &mut message.tagged_members_ids,
        ];
        texts.into_iter().for_each(keep);
        let mut files: Vec<_> = message.files.iter_mut().flatten().collect();
        if let Some(shared) = &mut message.shared_message {
            name(&mut shared.message_type);
            [&mut shared.message, &mut shared.report_message, &mut shared.sender_name]
                .into_iter()
                .for_each(keep);
            shared.tagged_members_list.iter_mut().flatten().for_each(|person| keep(&mut person.full_name));
            files.extend(shared.files.iter_mut().flatten());
        }
        for file in files {
            [&mut file.path, &mut file.name, &mut file.duration].into_iter().for_each(keep);
        }
    }
    publish
}

#[test]
fn white_space_and_carriage_returns_survive_xml() {
    for text in ["", " ", "  a  ", "\r", "a\r\nb\rc\n", "\t\n", "]]>", "a & b < c > d \" '", "&amp;", "👍🏽"]
    {
        let message = Message { message: Some(text.to_owned()), ..Message::default() };
        let written = xml::write_message(&message, &TypeNames::default());
        assert_eq!(xml::read_message(written.as_bytes()).unwrap(), message, "{text:?}");
    }
}

#[test]
fn what_xml_cannot_carry_is_left_out_and_the_rest_stays() {
    let message = Message { message: Some("a\u{0}\u{1f}b\u{ffff}\u{7f}c".to_owned()), ..Message::default() };
    let written = xml::write_message(&message, &TypeNames::default());
    let read = xml::read_message(written.as_bytes()).unwrap();
    assert_eq!(read.message.as_deref(), Some("ab\u{7f}c"));
}

proptest! {
    #[test]
    fn property_any_call_survives_json(publish in arbitrary::publish()) {
        let types = TypeNames::default();
        let written = json::write_publish(&publish, &types);
        let (read, notes) = json::inspect_publish(&written).unwrap();
        prop_assert!(notes.is_empty(), "{:?}", notes);
        prop_assert_eq!(&read, &publish);
        if let (Some(user), Some(company)) = (publish.user_id, publish.company_id) {
            let frozen: Vec<_> = publish.messages.iter().map(|message| json::write_message(message, &types)).collect();
            prop_assert_eq!(json::join_publish(user, company, frozen.iter().map(String::as_str)), written);
        }
    }

    #[test]
    fn property_any_call_survives_xml(publish in arbitrary::publish()) {
        let types = TypeNames::new([(3, "Image".to_owned())]);
        let written = xml::write_publish(&publish, &types);
        let (read, notes) = xml::inspect_publish(&written).unwrap();
        prop_assert!(notes.is_empty(), "{:?}", notes);
        prop_assert_eq!(read, as_xml_carries(publish, &types));
    }

    #[test]
    fn property_a_strict_json_parser_reads_what_is_written(message in arbitrary::message()) {
        let written = json::write_message(&message, &TypeNames::default());
        let value: serde_json::Value = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(value["Message"].as_str(), message.message.as_deref());
    }
}
