//! Request bodies in both formats are bound as measured on the framework.

use super::stage::{call, json_body, post};

use confab::demo::binding::{Bound, Format, publish, query};
use confab::demo::service::Faults;
use confab::remote::wire::{MessageType, Publish, TypeNames, json, xml};

const JSON_SAMPLE: &[u8] = include_bytes!("../wire/samples/publish-request.json");
const XML_SAMPLE: &[u8] = include_bytes!("../wire/samples/publish-request.xml");

fn understood(bound: Bound) -> (Publish, Faults) {
    match bound {
        Bound::Call { publish, faults } => (publish, faults),
        Bound::Null => panic!("bound to null"),
    }
}

fn xml_body(inside: &str) -> String {
    format!(
        "<PublishMesssageModel xmlns=\"{}\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><CompanyId>b1f7d1ba-3b14-4d28-95c7-a56ab95b1a89</CompanyId><Messages><MessageUpsertInputModel>{inside}</MessageUpsertInputModel></Messages><UserId>b1129105-9859-4ef5-b004-39adaa2e15d1</UserId></PublishMesssageModel>",
        xml::MODELS
    )
}

fn of_xml(inside: &str) -> Bound {
    publish(Format::Xml, xml_body(inside).as_bytes())
}

#[test]
fn both_samples_bind_without_loss_and_alike() {
    let (mut of_json, faults) = understood(publish(Format::Json, JSON_SAMPLE));
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(of_json, json::read_publish(JSON_SAMPLE).unwrap());
    let (of_xml, _) = understood(publish(Format::Xml, XML_SAMPLE));
    for message in &mut of_json.messages {
        assert_eq!(message.is_channel.take(), Some(true));
    }
    assert_eq!(of_xml, of_json);
}

#[test]
fn what_the_client_writes_in_xml_is_understood_by_this_other_reader() {
    let mut message = post(100, "a < b & c\n\u{1F600} \"quoted\" 林");
    message.tagged_members = Some(vec![uuid::Uuid::from_u128(5)]);
    let body = xml::write_publish(&call(vec![message.clone()]), &TypeNames::default());
    let (publish, _) = understood(publish(Format::Xml, &body));
    message.is_channel = None;
    assert_eq!(publish.messages, [message]);
}

#[test]
fn an_xml_element_out_of_order_loses_the_ones_before_it_without_an_error() {
    let (publish, faults) = understood(of_xml(
        "<Message>hello</Message><Id>591beec0-9407-47c0-8740-c5601a93f7c8</Id><MessageType>Text</MessageType>",
    ));
    assert!(faults.is_empty());
    assert_eq!(publish.messages[0].id, None);
    assert_eq!(publish.messages[0].message.as_deref(), Some("hello"));
}

#[test]
fn an_xml_element_of_another_namespace_or_unknown_or_twice_is_passed_over() {
    let (publish, _) = understood(of_xml(
        "<Message xmlns=\"urn:other\">no</Message><IsChannel>true</IsChannel><Message>yes</Message><Message>late</Message><MessageType>Text</MessageType><Zebra/>",
    ));
    assert_eq!(publish.messages[0].message.as_deref(), Some("yes"));
    assert_eq!(publish.messages[0].is_channel, None);
}

#[test]
fn one_value_that_does_not_parse_costs_the_whole_xml_call() {
    for inside in [
        "<MessageType>1</MessageType>",
        "<MessageType>Reaction</MessageType>",
        "<MessageType>text</MessageType>",
        "<Id>12</Id>",
        "<IsRead>yes</IsRead>",
        "<MessageDateTime>tomorrow</MessageDateTime>",
        "<Message>a<b/></Message>",
    ] {
        assert_eq!(of_xml(inside), Bound::Null, "{inside}");
    }
    let broken = xml_body("<Message>a</Message>").replace("</Messages>", "");
    assert_eq!(publish(Format::Xml, broken.as_bytes()), Bound::Null);
    let foreign = xml_body("").replace(xml::MODELS, "urn:other");
    assert_eq!(publish(Format::Xml, foreign.as_bytes()), Bound::Null);
    let doctype = format!("<!DOCTYPE a [<!ENTITY b \"c\">]>{}", xml_body(""));
    assert_eq!(publish(Format::Xml, doctype.as_bytes()), Bound::Null);
}

#[test]
fn an_absent_or_null_message_type_is_zero_in_both_formats() {
    let zero = Some(MessageType::Number(0));
    let (publish_xml, _) = understood(of_xml("<Message>a</Message>"));
    assert_eq!(publish_xml.messages[0].message_type, zero);
    for body in [r#"{"Messages":[{"MessageType":null}]}"#, r#"{"Messages":[{}]}"#] {
        let (publish, faults) = understood(publish(Format::Json, body.as_bytes()));
        assert_eq!((publish.messages[0].message_type.clone(), faults.len()), (zero.clone(), 0));
    }
}

#[test]
fn in_json_a_bad_value_is_a_fault_of_its_element_alone() {
    let body = br#"{"messages":[{"id":"591beec0-9407-47c0-8740-c5601a93f7c8"},{"MessageDateTime":"soon"},{"MESSAGETYPE":"Nonsense"},{"MessageType":77}]}"#;
    let (publish, faults) = understood(publish(Format::Json, body));
    assert_eq!(publish.messages.len(), 4);
    let expected: Faults = [(1, "MessageDateTime".to_owned()), (2, "MessageType".to_owned())].into();
    assert_eq!(faults, expected);
    assert_eq!(publish.messages[3].message_type, Some(MessageType::Number(77)));
}

#[test]
fn an_unreadable_body_is_null() {
    for body in [&b""[..], b"{", b"[]", b"<html>"] {
        assert_eq!(publish(Format::Json, body), Bound::Null);
        assert_eq!(publish(Format::Xml, body), Bound::Null);
    }
}

#[test]
fn four_media_types_are_known_with_any_parameter_and_casing() {
    assert_eq!(Format::of_media_type("application/json; charset=utf-8"), Some(Format::Json));
    assert_eq!(Format::of_media_type("Text/JSON"), Some(Format::Json));
    assert_eq!(Format::of_media_type("application/xml"), Some(Format::Xml));
    assert_eq!(Format::of_media_type("text/xml;charset=utf-8"), Some(Format::Xml));
    for other in ["", "text/plain", "application/x-www-form-urlencoded", "application/problem+json"] {
        assert_eq!(Format::of_media_type(other), None, "{other}");
    }
}

#[test]
fn a_query_says_the_same_in_both_formats() {
    let json = br#"{"pagination":true,"PageSize":25,"PageNumber":2,"IsPinned":false,"LastSyncDateTime":"2025-12-14T01:24:46.8208821+00:00","Other":1}"#;
    let xml = format!(
        "<MessageSearchInputModel xmlns=\"{}\"><IsPinned>false</IsPinned><LastSyncDateTime>2025-12-14T01:24:46.8208821+00:00</LastSyncDateTime><PageNumber>2</PageNumber><PageSize>25</PageSize><Pagination>true</Pagination></MessageSearchInputModel>",
        xml::MODELS
    );
    let query_json = query(Format::Json, json).unwrap();
    assert_eq!(Some(&query_json), query(Format::Xml, xml.as_bytes()).as_ref());
    assert_eq!((query_json.page_size, query_json.page_number, query_json.pagination), (25, 2, Some(true)));
    assert_eq!(query(Format::Json, b"[]"), None);
}

#[test]
fn a_body_of_ours_binds() {
    let (publish, faults) = understood(publish(Format::Json, &json_body(vec![post(1, "a")])));
    assert!(faults.is_empty());
    assert_eq!(publish.messages, [post(1, "a")]);
}
