//! `MessageType`: numbers, names, and the profile's table between them.

use confab::remote::wire::{Message, MessageType, TypeNames, json, xml};

fn table() -> TypeNames {
    TypeNames::new([
        (3, "Image".to_owned()),
        (6, " Reaction ".to_owned()),
        (3, "Picture".to_owned()),
        (9, " ".to_owned()),
    ])
}

fn as_json(kind: MessageType, types: &TypeNames) -> serde_json::Value {
    let message = Message { message_type: Some(kind), ..Message::default() };
    let value: serde_json::Value = serde_json::from_str(&json::write_message(&message, types)).unwrap();
    value["MessageType"].clone()
}

fn as_xml(kind: MessageType, types: &TypeNames) -> String {
    let message = Message { message_type: Some(kind), ..Message::default() };
    let written = xml::write_message(&message, types);
    let (_, rest) = written.split_once("<MessageType>").unwrap();
    rest.split_once('<').unwrap().0.to_owned()
}

#[test]
fn in_xml_an_unnamed_kind_goes_as_text_because_one_unknown_name_spoils_the_call() {
    assert_eq!(as_xml(MessageType::TEXT, &TypeNames::default()), "Text");
    assert_eq!(as_xml(MessageType::Number(3), &TypeNames::default()), "Text");
    assert_eq!(as_xml(MessageType::Number(3), &table()), "Image");
    assert_eq!(as_xml(MessageType::Number(6), &table()), "Reaction");
    assert_eq!(as_xml(MessageType::Number(9), &table()), "Text");
    assert_eq!(as_xml(MessageType::Name("image".to_owned()), &table()), "Image");
    assert_eq!(as_xml(MessageType::Name("Poll".to_owned()), &table()), "Text");
}

#[test]
fn in_json_a_known_name_goes_as_its_number() {
    assert_eq!(as_json(MessageType::Number(42), &TypeNames::default()), 42);
    assert_eq!(as_json(MessageType::Name("IMAGE".to_owned()), &table()), 3);
    assert_eq!(as_json(MessageType::Name("Poll".to_owned()), &table()), "Poll");
}

#[test]
fn names_lead_back_to_their_numbers() {
    let table = table();
    assert_eq!(table.number_of("Image"), Some(3));
    assert_eq!(table.number_of("text"), Some(1));
    assert_eq!(table.number_of("Picture"), None);
    assert_eq!(table.resolve(&MessageType::Name("17".to_owned())), Some(17));
    assert_eq!(MessageType::named(" TEXT "), Some(MessageType::TEXT));
    assert_eq!(MessageType::named("  "), None);
}
