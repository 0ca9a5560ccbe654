//! The JSON reader loses only the parts that it cannot read.

use crate::samples;

use confab::remote::wire::{Date, MAX_BODY, MAX_ENTRIES, Message, MessageType, ReadError, Why, json};
use proptest::prelude::*;

const ID: &str = "591beec0-9407-47c0-8740-c5601a93f7c8";

fn message(fields: &str) -> (Message, Vec<(String, Why)>) {
    let body = format!("{{\"Id\":\"{ID}\",{fields},\"SenderName\":\"kept\"}}");
    let (message, notes) = json::inspect_message(body.as_bytes()).unwrap();
    assert_eq!(message.id.unwrap().to_string(), ID);
    assert_eq!(message.sender_name.as_deref(), Some("kept"), "the rest must survive");
    (message, notes.kept().iter().map(|note| (note.place.clone(), note.why)).collect())
}

#[test]
fn names_are_read_in_any_casing() {
    for name in ["Message", "message", "MESSAGE", "mEsSaGe"] {
        assert_eq!(message(&format!("\"{name}\":\"hi\"")).0.message.as_deref(), Some("hi"));
    }
    let lower = String::from_utf8(samples::JSON.to_vec()).unwrap();
    let camel: String = lower
        .split('"')
        .enumerate()
        .map(|(index, part)| {
            let is_name = index % 2 == 1 && part.chars().all(char::is_alphabetic);
            let part =
                if is_name { format!("{}{}", part[..1].to_lowercase(), &part[1..]) } else { part.to_owned() };
            if index == 0 { part } else { format!("\"{part}") }
        })
        .collect();
    assert_eq!(json::read_publish(camel.as_bytes()), json::read_publish(samples::JSON));
}

#[test]
fn unknown_fields_are_ignored_however_deep_they_nest() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let (_, notes) = message(&format!("\"New\":{deep},\"Other\":1e999,\"Third\":{{\"Id\":5}}"));
    assert_eq!(notes, []);
}

#[test]
fn a_field_of_the_wrong_type_loses_only_itself() {
    for (field, why) in [
        ("\"Message\":5", Why::WrongType),
        ("\"Message\":[\"a\"]", Why::WrongType),
        ("\"ChannelId\":7", Why::WrongType),
        ("\"ChannelId\":\"general\"", Why::NotAGuid),
        ("\"MessageDateTime\":\"yesterday\"", Why::NotADate),
        ("\"MessageDateTime\":1e999", Why::WrongType),
        ("\"IsPinned\":\"perhaps\"", Why::WrongType),
        ("\"IsPinned\":{}", Why::WrongType),
        ("\"MessageType\":[1]", Why::WrongType),
        ("\"MessageType\":1.5", Why::WrongType),
        ("\"MessageType\":99999999999999999999", Why::WrongType),
        ("\"Files\":\"a.png\"", Why::WrongType),
        ("\"SharedMessage\":[]", Why::WrongType),
    ] {
        let (read, notes) = message(field);
        let name = field.split('"').nth(1).unwrap();
        assert_eq!(notes, [(name.to_owned(), why)], "{field}");
        // It is sent back unchanged, and no other field differs.
        let written = json::write_message(&read, &Default::default());
        assert!(written.contains(field), "{field}: {written}");
        assert_eq!(written.matches("null").count(), 28, "{field}");
    }
}

#[test]
fn a_note_says_where_and_never_what() {
    let (read, notes) = message(&format!(
        "\"SharedMessage\":{{\"Message\":\"kept\",\"TaggedMembers\":[\"{ID}\",\"secret\",null],\
         \"Files\":[{{\"FileName\":1,\"FilePath\":\"p\"}},5]}}"
    ));
    let shared = read.shared_message.unwrap();
    assert_eq!(shared.message.as_deref(), Some("kept"));
    assert_eq!(shared.tagged_members.unwrap().len(), 1);
    assert_eq!(shared.files.unwrap()[0].path.as_deref(), Some("p"));
    let places: Vec<_> = notes.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(
        places,
        [
            "SharedMessage.TaggedMembers[1]",
            "SharedMessage.TaggedMembers[2]",
            "SharedMessage.Files[0].FileName",
            "SharedMessage.Files[1]",
        ]
    );
}

#[test]
fn absent_and_null_are_the_same() {
    assert_eq!(message("\"Message\":null,\"Files\":null,\"IsRead\":null").0, message("\"IsPinned\":null").0);
    assert_eq!(json::read_publish(b"{}").unwrap().messages, []);
    assert_eq!(json::read_publish(b"{\"Messages\":null}").unwrap().messages, []);
}

#[test]
fn empty_and_null_are_not_the_same() {
    let (read, _) = message("\"ReportMessage\":\"\",\"Files\":[],\"TaggedMembers\":[]");
    assert_eq!(read.report_message.as_deref(), Some(""));
    assert_eq!((read.files, read.tagged_members), (Some(vec![]), Some(vec![])));
}

#[test]
fn half_a_surrogate_pair_costs_one_character() {
    for (escaped, text) in [
        (r"a\ud800b", "a\u{FFFD}b"),
        (r"a\uDC00", "a\u{FFFD}"),
        (r"\ud83d\ude00", "😀"),
        (r"\ud800\ud83d\ude00", "\u{FFFD}😀"),
        (r"\ud800\\ud800", "\u{FFFD}\\ud800"),
        (r"\\ud800", r"\ud800"),
        (r"\\\ud800", "\\\u{FFFD}"),
    ] {
        let (read, notes) = message(&format!("\"Message\":\"{escaped}\",\"\\ud800\":1"));
        assert_eq!(read.message.as_deref(), Some(text), "{escaped}");
        assert_eq!(notes, []);
    }
}

#[test]
fn raw_control_characters_and_bad_utf8_are_read() {
    assert_eq!(message("\"Message\":\"a\n\tb\u{1}\"").0.message.as_deref(), Some("a\n\tb\u{1}"));
    let body = b"{\"Message\":\"a\xff\xfeb\"}";
    assert_eq!(json::read_message(body).unwrap().message.as_deref(), Some("a\u{FFFD}\u{FFFD}b"));
}

#[test]
fn other_encodings_and_a_byte_order_mark_are_read() {
    let text = "{\"Message\":\"Zoë 😀\"}";
    let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for body in [
        [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        [b"\xFF\xFE", &le[..]].concat(),
        [b"\xFE\xFF", &be[..]].concat(),
        le,
        be,
    ] {
        assert_eq!(json::read_message(&body).unwrap().message.as_deref(), Some("Zoë 😀"));
    }
}

#[test]
fn flags_and_types_are_read_as_others_write_them() {
    for (written, flag) in [
        ("true", true),
        ("\"True\"", true),
        ("1", true),
        ("\"1\"", true),
        ("false", false),
        ("0", false),
        ("\"FALSE\"", false),
    ] {
        assert_eq!(message(&format!("\"IsRead\":{written}")).0.is_read, Some(flag), "{written}");
    }
    for (written, kind) in [
        ("1", MessageType::TEXT),
        ("1.0", MessageType::TEXT),
        ("\"1\"", MessageType::TEXT),
        ("\"text\"", MessageType::TEXT),
        ("-3", MessageType::Number(-3)),
        ("\"Poll\"", MessageType::Name("Poll".to_owned())),
    ] {
        assert_eq!(message(&format!("\"MessageType\":{written}")).0.message_type, Some(kind), "{written}");
    }
    let (read, _) = message(
        "\"MessageDateTime\":\"/Date(0)/\",\"ParentMessageId\":\"{591BEEC0-9407-47C0-8740-C5601A93F7C8}\"",
    );
    assert_eq!(read.message_date_time, Date::parse("/Date(0)/"));
    assert_eq!(read.parent_message_id.unwrap().to_string(), ID);
}

#[test]
fn of_a_name_that_comes_twice_the_last_one_counts() {
    assert_eq!(message("\"Message\":\"a\",\"message\":\"b\"").0.message.as_deref(), Some("b"));
}

#[test]
fn a_message_that_is_none_costs_itself() {
    let body = format!("{{\"Messages\":[1,{{\"Id\":\"{ID}\"}},null,[],\"x\"]}}");
    let (publish, notes) = json::inspect_publish(body.as_bytes()).unwrap();
    assert_eq!(publish.messages.len(), 1);
    assert_eq!(notes.count(), 4);
}

#[test]
fn entries_and_notes_are_bounded() {
    let body = format!("{{\"Messages\":[{}{{}}]}}", "{},".repeat(MAX_ENTRIES + 500));
    let (publish, notes) = json::inspect_publish(body.as_bytes()).unwrap();
    assert_eq!(publish.messages.len(), MAX_ENTRIES);
    assert_eq!((notes.count(), notes.kept().len()), (501, 32));
    assert_eq!(notes.kept()[0].why, Why::TooMany);
}

#[test]
fn what_is_no_call_is_an_error_of_its_kind() {
    assert_eq!(json::read_publish(b" \n"), Err(ReadError::Empty));
    assert_eq!(json::read_publish(b"[]"), Err(ReadError::Unexpected("an object")));
    assert_eq!(json::read_publish(b"\"{}\""), Err(ReadError::Unexpected("an object")));
    assert_eq!(json::read_publish(&vec![b' '; MAX_BODY + 1]), Err(ReadError::TooLong(MAX_BODY)));
    assert!(matches!(json::read_publish(b"<html>"), Err(ReadError::Malformed { .. })));
    assert!(matches!(json::read_publish(b"{\"a\":1} x"), Err(ReadError::Malformed { .. })));
}

#[test]
fn a_sample_cut_anywhere_is_malformed_and_never_half_read() {
    let whole = samples::JSON.trim_ascii_end();
    for end in 1..whole.len() {
        assert!(matches!(json::read_publish(&whole[..end]), Err(ReadError::Malformed { .. })), "{end}");
    }
}

proptest! {
    #[test]
    fn property_any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = json::inspect_publish(&bytes);
        let _ = json::inspect_message(&bytes);
    }

    #[test]
    fn property_any_json_like_text_is_read_or_refused(text in r#"([{}\[\],:"]|"[A-Za-z]{0,3}"|"(Id|Message|Files|IsRead|SharedMessage|MessageType)":|null|true|-?[0-9]{1,3}|\\u[dD][89a-f][0-9]{2}){0,60}"#) {
        let _ = json::inspect_publish(text.as_bytes());
        let _ = json::inspect_message(text.as_bytes());
    }

    #[test]
    fn property_a_mutated_sample_is_read_or_refused(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..12),
    ) {
        let mut bytes = samples::JSON.to_vec();
        crate::arbitrary::mutate(&mut bytes, &edits);
        if let Ok((publish, _)) = json::inspect_publish(&bytes) {
            let written = json::write_publish(&publish, &Default::default());
            prop_assert_eq!(json::read_publish(&written).unwrap(), publish);
        }
    }
}
