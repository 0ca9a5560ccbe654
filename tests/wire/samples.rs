//! The server's own two samples are the authority: both are read and written back.

use crate::canonical::{canonical, declarations};

use confab::remote::wire::{MessageType, TypeNames, json, xml};
use serde_json::Value;

use std::fmt;

pub(crate) const JSON: &[u8] = include_bytes!("samples/publish-request.json");
pub(crate) const XML: &[u8] = include_bytes!("samples/publish-request.xml");

#[test]
fn the_json_sample_is_read_whole_and_written_back_equal() {
    let (publish, notes) = json::inspect_publish(JSON).unwrap();
    assert!(notes.is_empty(), "{notes:?}");
    let written = json::write_publish(&publish, &TypeNames::default());
    let equal: (Value, Value) =
        (serde_json::from_slice(JSON).unwrap(), serde_json::from_slice(&written).unwrap());
    assert_eq!(equal.0, equal.1);
}

#[test]
fn json_fields_are_written_in_the_order_of_the_sample() {
    let publish = json::read_publish(JSON).unwrap();
    let written = json::write_publish(&publish, &TypeNames::default());
    assert_eq!(keys(&written), keys(JSON));
}

#[test]
fn but_for_white_space_the_json_sample_comes_back_byte_for_byte() {
    let publish = json::read_publish(JSON).unwrap();
    let written = String::from_utf8(json::write_publish(&publish, &TypeNames::default())).unwrap();
    let sample = std::str::from_utf8(JSON).unwrap();
    let bare = sample.lines().map(str::trim).collect::<String>().replace("\": ", "\":");
    assert_eq!(written, bare);
}

#[test]
fn the_xml_sample_is_read_whole_and_written_back_equal() {
    let (publish, notes) = xml::inspect_publish(XML).unwrap();
    assert!(notes.is_empty(), "{notes:?}");
    let written = xml::write_publish(&publish, &TypeNames::default());
    assert_eq!(canonical(&written), canonical(XML));
    assert_eq!(declarations(&written), declarations(XML));
}

#[test]
fn but_for_line_ends_the_xml_sample_comes_back_byte_for_byte() {
    let publish = xml::read_publish(XML).unwrap();
    let written = String::from_utf8(xml::write_publish(&publish, &TypeNames::default())).unwrap();
    assert_eq!(written, std::str::from_utf8(XML).unwrap().replace('\n', ""));
}

#[test]
fn both_samples_hold_the_same_value_apart_from_is_channel() {
    let mut from_json = json::read_publish(JSON).unwrap();
    for message in &mut from_json.messages {
        assert_eq!(message.is_channel.take(), Some(true));
    }
    assert_eq!(from_json, xml::read_publish(XML).unwrap());
    assert_eq!(from_json.messages[0].message_type, Some(MessageType::TEXT));
}

#[test]
fn xml_is_written_in_ordinal_order_at_every_level() {
    let (_, notes) = xml::inspect_publish(XML).unwrap();
    assert!(notes.is_empty());
    let publish = json::read_publish(JSON).unwrap();
    let (_, notes) = xml::inspect_publish(&xml::write_publish(&publish, &TypeNames::default())).unwrap();
    assert!(notes.is_empty(), "the reader notes what a DataContractSerializer would skip: {notes:?}");
}

#[test]
fn frozen_elements_put_together_give_the_bytes_of_writing_at_once() {
    let publish = json::read_publish(JSON).unwrap();
    let (user, company) = (publish.user_id.unwrap(), publish.company_id.unwrap());
    let types = TypeNames::default();
    for count in 0..=2 {
        let mut part = publish.clone();
        part.messages.truncate(count);
        let frozen: Vec<String> =
            part.messages.iter().map(|message| json::write_message(message, &types)).collect();
        let joined = json::join_publish(user, company, frozen.iter().map(String::as_str));
        assert_eq!(joined, json::write_publish(&part, &types));
        let frozen: Vec<String> =
            part.messages.iter().map(|message| xml::write_message(message, &types)).collect();
        let joined = xml::join_publish(user, company, frozen.iter().map(String::as_str));
        assert_eq!(joined, xml::write_publish(&part, &types));
    }
}

#[test]
fn an_empty_element_writes_every_field_as_null_in_json_and_none_in_xml() {
    let written = json::write_message(&Default::default(), &TypeNames::default());
    let value: Value = serde_json::from_str(&written).unwrap();
    assert_eq!(value.as_object().unwrap().len(), 31);
    assert!(value.as_object().unwrap().values().all(Value::is_null));
    assert_eq!(
        xml::write_message(&Default::default(), &TypeNames::default()),
        "<MessageUpsertInputModel></MessageUpsertInputModel>"
    );
}

/// All object keys in the order of the document (`serde_json::Value` sorts them).
fn keys(json: &[u8]) -> Vec<String> {
    struct Keys<'a>(&'a mut Vec<String>);

    impl<'de> serde::de::DeserializeSeed<'de> for Keys<'_> {
        type Value = ();

        fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
            deserializer.deserialize_any(self)
        }
    }

    impl<'de> serde::de::Visitor<'de> for Keys<'_> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("anything")
        }

        fn visit_bool<E>(self, _: bool) -> Result<(), E> {
            Ok(())
        }

        fn visit_u64<E>(self, _: u64) -> Result<(), E> {
            Ok(())
        }

        fn visit_str<E>(self, _: &str) -> Result<(), E> {
            Ok(())
        }

        fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
            while seq.next_element_seed(Keys(self.0))?.is_some() {}
            Ok(())
        }

        fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            while let Some(key) = map.next_key::<String>()? {
                self.0.push(key);
                map.next_value_seed(Keys(self.0))?;
            }
            Ok(())
        }
    }

    let mut found = Vec::new();
    let seed = Keys(&mut found);
    serde::de::DeserializeSeed::deserialize(seed, &mut serde_json::Deserializer::from_slice(json)).unwrap();
    found
}
