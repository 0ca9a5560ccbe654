//! The XML reader loses only the parts that it cannot read, and notes the parts that the server would skip.

use crate::samples;

use confab::remote::wire::{MAX_BODY, Message, MessageType, Notes, Publish, ReadError, Why, xml};
use proptest::prelude::*;

const ID: &str = "591beec0-9407-47c0-8740-c5601a93f7c8";

fn publish(inner: &str) -> (Publish, Notes) {
    let body = format!(
        "<PublishMesssageModel xmlns:i=\"{}\" xmlns=\"{}\">{inner}</PublishMesssageModel>",
        xml::INSTANCE,
        xml::MODELS
    );
    xml::inspect_publish(body.as_bytes()).unwrap_or_else(|error| panic!("{error}: {body}"))
}

fn message(fields: &str) -> (Message, Vec<(String, Why)>) {
    let (mut publish, notes) = publish(&format!(
        "<Messages><MessageUpsertInputModel>{fields}<UpdatedDateTime>2025-12-14T01:24:46Z</UpdatedDateTime>\
         </MessageUpsertInputModel></Messages>"
    ));
    let message = publish.messages.remove(0);
    assert!(message.updated_date_time.is_some(), "the rest must survive");
    let place = |place: &str| place.trim_start_matches("Messages[0].").to_owned();
    (message, notes.kept().iter().map(|note| (place(&note.place), note.why)).collect())
}

fn text(inner: &str) -> Option<String> {
    let (message, notes) = message(&format!("<Message>{inner}</Message>"));
    assert_eq!(notes, []);
    message.message
}

#[test]
fn elements_out_of_order_are_read_and_noted_because_the_server_would_lose_them() {
    let (read, notes) = message(&format!("<Message>hi</Message><Id>{ID}</Id>"));
    assert_eq!(read.id.unwrap().to_string(), ID);
    assert_eq!(read.message.as_deref(), Some("hi"));
    assert_eq!(notes, [("Id".to_owned(), Why::OutOfOrder)]);
    assert!(!Why::OutOfOrder.is_loss());
}

#[test]
fn other_casings_prefixes_and_namespaces_are_read_and_noted() {
    for element in
        ["<message>hi</message>", "<Message xmlns=\"urn:x\">hi</Message>", "<x:MESSAGE>hi</x:MESSAGE>"]
    {
        let (read, notes) = message(element);
        assert_eq!(read.message.as_deref(), Some("hi"), "{element}");
        assert_eq!(notes, [("Message".to_owned(), Why::Foreign)], "{element}");
    }
    let prefixed = format!("<p:Message xmlns:p=\"{}\">hi</p:Message>", xml::MODELS);
    assert_eq!(message(&prefixed).1, [], "the same namespace under a prefix is the same name");
    let (read, notes) = message(&format!("<TaggedMembers><guid>{ID}</guid></TaggedMembers>"));
    assert_eq!(read.tagged_members.unwrap().len(), 1);
    assert_eq!(notes, [("TaggedMembers[0]".to_owned(), Why::Foreign)]);
}

#[test]
fn nil_is_null_and_empty_is_empty() {
    let nil = "<Files i:nil=\"true\"/><IsRead i:nil=\" 1 \"></IsRead><Message i:nil=\"true\">gone<x/></Message>\
               <SharedMessage i:nil=\"true\"/><TaggedMembers i:nil=\"true\"/>";
    assert_eq!(message(nil), message(""));
    let (read, notes) = message("<Files/><Message/><SharedMessage/><TaggedMembers></TaggedMembers>");
    assert_eq!((read.files, read.tagged_members), (Some(vec![]), Some(vec![])));
    assert_eq!(read.message.as_deref(), Some(""));
    assert!(read.shared_message.is_some());
    assert_eq!(notes, []);
    assert_eq!(message("<Message i:nil=\"false\">here</Message>").0.message.as_deref(), Some("here"));
}

#[test]
fn text_is_read_from_every_form_xml_has_for_it() {
    assert_eq!(text("a<![CDATA[<b>&amp;]]>c").as_deref(), Some("a<b>&amp;c"));
    assert_eq!(text("&lt;&#65;&#x42;&amp;&apos;&quot;&gt;").as_deref(), Some("<AB&'\">"));
    assert_eq!(text("a<!-- no -->b<?no?>c").as_deref(), Some("abc"));
    assert_eq!(text("  a\r\nb&#xD;\rc ").as_deref(), Some("  a\nb\r\nc "));
    assert_eq!(text("&#xD800;&#0;&#x110000;").as_deref(), Some("\u{FFFD}\u{FFFD}\u{FFFD}"));
}

#[test]
fn entities_of_a_document_type_are_never_expanded() {
    let inner = "<Messages><MessageUpsertInputModel><Message>&lol9;&file;</Message></MessageUpsertInputModel></Messages>";
    let body = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY lol \"lol\"><!ENTITY lol9 \"&lol;&lol;&lol;\">\
         <!ENTITY file SYSTEM \"file:///etc/passwd\">]><PublishMesssageModel>{inner}</PublishMesssageModel>"
    );
    let publish = xml::read_publish(body.as_bytes()).unwrap();
    assert_eq!(publish.messages[0].message.as_deref(), Some("&lol9;&file;"));
}

#[test]
fn values_are_trimmed_and_texts_are_not() {
    let (read, notes) = message(&format!(
        "<Id>\n {ID}\t</Id><IsDeleted> TRUE </IsDeleted><IsRead>0</IsRead><Message> a </Message>\
         <MessageDateTime> 2025-12-14T01:24:46.8208821+00:00\n</MessageDateTime><MessageType> Text </MessageType>"
    ));
    assert_eq!(notes, []);
    assert_eq!((read.is_deleted, read.is_read), (Some(true), Some(false)));
    assert_eq!(read.message.as_deref(), Some(" a "));
    assert_eq!(read.message_date_time.unwrap().as_str(), "2025-12-14T01:24:46.8208821+00:00");
    assert_eq!(read.message_type, Some(MessageType::TEXT));
}

#[test]
fn names_and_numbers_of_types_are_kept_as_they_came() {
    for (written, kind) in [("Poll", "Poll"), ("3", "3")] {
        let (read, _) = message(&format!("<MessageType>{written}</MessageType>"));
        assert_eq!(read.message_type, Some(MessageType::Name(kind.to_owned())));
    }
}

#[test]
fn a_bad_field_loses_only_itself() {
    for (field, why) in [
        ("<Id>5</Id>", Why::NotAGuid),
        ("<Id/>", Why::NotAGuid),
        ("<IsRead>perhaps</IsRead>", Why::WrongType),
        ("<Message>a<b>c</b>d</Message>", Why::WrongType),
        ("<MessageDateTime>yesterday</MessageDateTime>", Why::NotADate),
        ("<MessageType/>", Why::WrongType),
    ] {
        let (read, notes) = message(field);
        assert_eq!(notes.iter().map(|(_, why)| *why).collect::<Vec<_>>(), [why], "{field}");
        assert_eq!(Message { updated_date_time: None, ..read }, Message::default(), "{field}");
    }
    let (read, notes) =
        message("<Files>x<FileModel><FileName>n</FileName></FileModel><Other><FileName/></Other></Files>");
    assert_eq!(read.files.unwrap().len(), 1);
    assert_eq!(notes, [("Files[1]".to_owned(), Why::WrongType)]);
}

#[test]
fn unknown_elements_are_ignored_however_deep_they_nest() {
    let deep = "<a>".repeat(20_000) + &"</a>".repeat(20_000);
    let (read, notes) =
        message(&format!("<New>{deep}</New><Message>hi</Message><Zzz><Message>no</Message></Zzz>"));
    assert_eq!(read.message.as_deref(), Some("hi"));
    assert_eq!(notes, []);
}

#[test]
fn is_channel_is_read_where_a_newer_server_writes_it() {
    assert_eq!(message("<IsChannel>true</IsChannel>").0.is_channel, Some(true));
}

#[test]
fn what_is_no_call_is_an_error_of_its_kind() {
    assert_eq!(xml::read_publish(b""), Err(ReadError::Empty));
    assert_eq!(xml::read_publish(b"{}"), Err(ReadError::Unexpected("XML")));
    assert_eq!(xml::read_publish(&vec![b' '; MAX_BODY + 1]), Err(ReadError::TooLong(MAX_BODY)));
    assert!(matches!(xml::read_publish(b"<html></html>"), Err(ReadError::Unexpected(_))));
    for body in [
        "<PublishMesssageModel/><a/>",
        "<PublishMesssageModel/>x",
        "<PublishMesssageModel></a>",
        "<PublishMesssageModel><Messages></PublishMesssageModel>",
    ] {
        assert!(matches!(xml::read_publish(body.as_bytes()), Err(ReadError::Malformed { .. })), "{body}");
    }
}

#[test]
fn a_sample_cut_anywhere_is_refused_and_never_half_read() {
    let whole = samples::XML.trim_ascii_end();
    for end in 0..whole.len() {
        assert!(xml::read_publish(&whole[..end]).is_err(), "{end}");
    }
}

#[test]
fn many_namespaces_and_attributes_cost_no_more_than_their_bytes() {
    let attributes: String = (0..50_000).map(|index| format!(" a{index}=\"\"")).collect();
    assert!(message(&format!("<Message{attributes}>hi</Message>")).0.message.is_some());
    let spaces: String = (0..50_000).map(|index| format!(" xmlns:a{index}=\"u\"")).collect();
    let body = format!("<PublishMesssageModel{spaces}></PublishMesssageModel>");
    assert!(xml::read_publish(body.as_bytes()).is_err());
}

proptest! {
    #[test]
    fn property_any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = xml::inspect_publish(&bytes);
    }

    #[test]
    fn property_any_xml_like_text_is_read_or_refused(
        inner in r#"(</?(Messages|MessageUpsertInputModel|Id|Files|FileModel|TaggedMembers|SharedMessage|d:guid)( xmlns:d="u"| i:nil="true")?/?>|&(lt|x|#x?[0-9a-f]{1,3});|<!\[CDATA\[|\]\]>|<!--|-->|<\?|[a-z \r]){0,60}"#,
    ) {
        let _ = xml::inspect_publish(format!("<PublishMesssageModel>{inner}</PublishMesssageModel>").as_bytes());
        let _ = xml::inspect_publish(inner.as_bytes());
    }

    #[test]
    fn property_a_mutated_sample_is_read_or_refused(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..12),
    ) {
        let mut bytes = samples::XML.to_vec();
        crate::arbitrary::mutate(&mut bytes, &edits);
        if let Ok((publish, _)) = xml::inspect_publish(&bytes) {
            let _ = xml::write_publish(&publish, &Default::default());
        }
    }
}
