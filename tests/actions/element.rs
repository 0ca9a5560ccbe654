//! The expected elements of publish calls as JSON objects, written by hand from `docs/server-api.md` part 2; its
//! section numbers are in the comments. A value that only the clock or the client knows is a placeholder, see
//! [`difference`].

use serde_json::{Map, Value, json};
use uuid::Uuid;

pub type Element = Map<String, Value>;

pub const ME: Uuid = Uuid::from_u128(0xa5_0001);
pub const BEN: Uuid = Uuid::from_u128(0xa5_0002);
pub const CHI: Uuid = Uuid::from_u128(0xa5_0003);
/// In no conversation but that of the reviewers.
pub const DEE: Uuid = Uuid::from_u128(0xa5_0004);
pub const GENERAL: Uuid = Uuid::from_u128(0xa5_0010);
pub const RANDOM: Uuid = Uuid::from_u128(0xa5_0011);
pub const CREW: Uuid = Uuid::from_u128(0xa5_0012);

/// A date of this run, in UTC, seven digits.
pub const NOW: &str = "<now>";
/// An id that the client made, UUID v7.
pub const FRESH: &str = "<fresh>";

pub fn name(person: Uuid) -> &'static str {
    let all = [(ME, "Asha Rao"), (BEN, "Ben Okri"), (CHI, "Chi Adu"), (DEE, "Dee Moss")];
    all.into_iter().find(|it| it.0 == person).unwrap().1
}

/// The three kinds of conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Channel,
    Direct,
    Group,
}

impl Place {
    pub const ALL: [Self; 3] = [Self::Channel, Self::Direct, Self::Group];

    /// The routing fields of an element by this author (2.4). The direct messages are with Ben.
    fn route(self, author: Uuid) -> Value {
        match self {
            Self::Channel => {
                json!({"ChannelId": GENERAL, "ChannelName": "general", "IsChannel": true, "IsGroupChat": false})
            }
            Self::Group => {
                json!({"ChannelId": CREW, "ChannelName": "Launch crew", "IsChannel": false, "IsGroupChat": true})
            }
            Self::Direct => {
                let to = if author == ME { BEN } else { ME };
                json!({"ReceiverId": to, "ReceiverName": name(to), "IsChannel": false, "IsGroupChat": false})
            }
        }
    }
}

/// The element with these fields added or replaced.
pub fn with(mut element: Element, more: Value) -> Element {
    let Value::Object(more) = more else { panic!("an object") };
    element.extend(more);
    element
}

/// A text message by the user (2.2, 2.4).
pub fn text(place: Place, id: Uuid, author: Uuid, text: &str, at: &str) -> Element {
    let route = place.route(author).as_object().unwrap().clone();
    let content = json!({
        "Id": id, "SenderId": author, "SenderName": name(author), "Message": text,
        "MessageDateTime": at, "MessageType": 1,
    });
    with(route, content)
}

/// The element with these people tagged (2.6).
pub fn tagged(element: Element, people: &[Uuid]) -> Element {
    let joined = people.iter().map(Uuid::to_string).collect::<Vec<_>>().join(",");
    with(element, json!({"TaggedMembers": people, "TaggedMembersIds": joined}))
}

/// The element with two files (2.9, 2.10), one of them a recording.
pub fn with_files(element: Element) -> Element {
    with(
        element,
        json!({
            "MessageType": 2,
            "Files": [
                {"FilePath": "https://files.example.org/q3 & q4.pdf", "FileName": "q3 & q4.pdf"},
                {"FilePath": "https://files.example.org/call.ogg", "FileName": "call.ogg", "FileDuration": "00:01:07"},
            ],
            "FilesXml": "<Files><FileModel><FilePath>https://files.example.org/q3 &amp; q4.pdf</FilePath>\
                <FileName>q3 &amp; q4.pdf</FileName><FileDuration/></FileModel>\
                <FileModel><FilePath>https://files.example.org/call.ogg</FilePath><FileName>call.ogg</FileName>\
                <FileDuration>00:01:07</FileDuration></FileModel></Files>",
        }),
    )
}

/// The user's reaction to an element (2.5).
pub fn reaction(place: Place, id: Uuid, to: &Element, emoji: &str, at: &str) -> Element {
    let more = json!({"ParentMessageId": to["Id"], "ReactedByUserId": ME, "MessageType": 6});
    with(text(place, id, ME, emoji, at), more)
}

/// A share of this message with a comment in *random* (2.7).
pub fn share(id: Uuid, comment: &str, of: &Element) -> Element {
    let route =
        json!({"ChannelId": RANDOM, "ChannelName": "random", "IsChannel": true, "IsGroupChat": false});
    let mut content = text(Place::Channel, id, ME, comment, NOW);
    content.extend(route.as_object().unwrap().clone());
    let more = json!({
        "SharedMessage": snapshot(of), "SharedMessageId": of["Id"], "FromUserId": of["SenderId"],
    });
    with(content, more)
}

/// `SharedMessageModel` of a message.
pub fn snapshot(of: &Element) -> Element {
    let same = [
        "Id",
        "ChannelId",
        "SenderId",
        "ReceiverId",
        "Message",
        "MessageDateTime",
        "MessageType",
        "Files",
        "ReportMessage",
        "TaggedMembers",
        "ParentMessageId",
        "SenderName",
    ];
    let mut snapshot: Element =
        of.clone().into_iter().filter(|(name, _)| same.contains(&name.as_str())).collect();
    if let Some(people) = of.get("TaggedMembers").and_then(Value::as_array) {
        let listed = people.iter().map(|id| {
            let known = Uuid::parse_str(id.as_str().unwrap()).unwrap();
            json!({"MemberId": id, "FullName": name(known)})
        });
        snapshot.insert("TaggedMembersList".to_owned(), listed.collect());
    }
    snapshot
}

/// The element as sent in XML: without the fields that the XML model lacks, every kind as `Text` (2.10).
pub fn in_xml(mut element: Element) -> Element {
    element.remove("IsChannel");
    element.insert("MessageType".to_owned(), json!(1));
    if let Some(Value::Object(shared)) = element.get_mut("SharedMessage") {
        shared.insert("MessageType".to_owned(), json!(1));
    }
    element
}

/// A recorded element without null fields: null and absent are the same for the server.
pub fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(object) => object
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, without_nulls(value)))
            .collect(),
        Value::Array(list) => list.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// The field in which a recorded element differs from the expected one, if there is one.
pub fn difference(
    expected: &Value,
    recorded: &Value,
    began: chrono::DateTime<chrono::Utc>,
) -> Option<String> {
    match (expected, recorded) {
        (Value::Object(one), Value::Object(other)) => {
            let names: std::collections::BTreeSet<_> = one.keys().chain(other.keys()).collect();
            names.into_iter().find_map(|name| match (one.get(name), other.get(name)) {
                (Some(one), Some(other)) => {
                    difference(one, other, began).map(|words| format!("{name}: {words}"))
                }
                (Some(one), None) => Some(format!("{name} is missing; it should be {one}")),
                (None, other) => Some(format!("{name} should be absent and is {}", other.unwrap())),
            })
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            one.iter().zip(other).find_map(|(one, other)| difference(one, other, began))
        }
        (Value::String(placeholder), Value::String(date)) if placeholder == NOW => {
            let at = chrono::DateTime::parse_from_rfc3339(date).ok().map(|at| at.to_utc());
            // The client's stamps have a precision of 100 ns, this clock has a higher one.
            let is_now = at.is_some_and(|at| {
                at + chrono::TimeDelta::microseconds(1) >= began && at <= chrono::Utc::now()
            });
            (!is_now || date.len() != 33 || !date.ends_with("+00:00"))
                .then(|| format!("{date} is not a moment of this run"))
        }
        (Value::String(placeholder), Value::String(id)) if placeholder == FRESH => {
            let version = Uuid::parse_str(id).ok().map(|id| id.get_version_num());
            (version != Some(7)).then(|| format!("{id} is not an id of the client's making"))
        }
        _ => (expected != recorded).then(|| format!("{recorded} should be {expected}")),
    }
}
