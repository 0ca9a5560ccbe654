//! A message that somebody made very large is limited when it is read.

use confab::chat::shown::KEPT;
use confab::chat::{PersonId, shown};
use confab::remote::answer::read_messages;
use confab::remote::convert::{Heard, LONGEST_PATH, MOST_FILES, MOST_TAGS, heard};
use confab::settings::MessageTypes;

use uuid::Uuid;

const ME: PersonId = PersonId::new(Uuid::from_u128(7));
/// Larger than any real message.
const LARGE: usize = 100_000;

/// A message with these fields, as it comes in a page.
fn read(fields: &str) -> Heard {
    let (id, author, channel) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
    let body = format!(
        r#"{{"success":true,"data":[{{"Id":"{id}","SenderId":"{author}","ChannelId":"{channel}",
            "MessageDateTime":"2026-11-29T10:00:00Z",{fields}}}]}}"#
    );
    let (messages, notes) = read_messages(body.as_bytes()).unwrap();
    assert!(notes.is_empty(), "nothing of the page is lost");
    heard(&messages[0], ME, &MessageTypes::default()).unwrap()
}

fn list(entry: impl Fn(usize) -> String, count: usize) -> String {
    format!("[{}]", (0..count).map(entry).collect::<Vec<_>>().join(","))
}

#[test]
fn of_a_hundred_thousand_files_the_first_are_kept_and_the_others_counted() {
    let files = list(|at| format!(r#"{{"FilePath":"p{at}","FileName":"n{at}"}}"#), LARGE);
    let heard = read(&format!(
        r#""Files":{files},"SharedMessage":{{"Id":"{}","Files":{files}}}"#,
        Uuid::from_u128(9)
    ));
    let shared = heard.message.shared.unwrap();
    for (kept, more) in [(&heard.message.files, heard.message.more_files), (&shared.files, shared.more_files)]
    {
        assert_eq!((kept.len(), more as usize), (MOST_FILES, LARGE - MOST_FILES));
        assert_eq!((kept[0].name.as_str(), kept[MOST_FILES - 1].path.as_str()), ("n0", "p99"));
    }
    let few = read(&format!(r#""Files":{}"#, list(|at| format!(r#"{{"FileName":"n{at}"}}"#), MOST_FILES)));
    assert_eq!((few.message.files.len(), few.message.more_files), (MOST_FILES, 0));
}

#[test]
fn of_a_hundred_thousand_tags_the_first_are_kept_and_ones_own() {
    let id = |at: usize| Uuid::from_u128(1_000 + at as u128);
    let me = ME.uuid();
    let listed = list(|at| format!("\"{}\"", if at == LARGE - 2 { me } else { id(at) }), LARGE);
    let joined =
        (0..LARGE).map(|at| if at == LARGE - 2 { me } else { id(at) }.to_string()).collect::<Vec<_>>();
    for fields in
        [format!(r#""TaggedMembers":{listed}"#), format!(r#""TaggedMembersIds":"{}""#, joined.join(","))]
    {
        let tags = read(&fields).message.tags;
        assert_eq!(tags.len(), MOST_TAGS + 1);
        assert_eq!((tags[0].uuid(), *tags.last().unwrap()), (id(0), ME));
    }
    let people = list(|at| format!(r#"{{"MemberId":"{}","FullName":"n{at}"}}"#, id(at)), LARGE);
    let shared =
        read(&format!(r#""SharedMessage":{{"Id":"{}","TaggedMembersList":{people}}}"#, Uuid::from_u128(9)));
    assert_eq!(shared.message.shared.unwrap().tags.len(), MOST_TAGS);
}

#[test]
fn a_name_of_a_megabyte_is_kept_without_its_middle() {
    let long = format!("{}.exe", "é".repeat(500_000));
    let (other, tagged) = (Uuid::from_u128(9), Uuid::from_u128(10));
    let file = format!(r#"{{"FilePath":"p","FileName":"{long}","FileDuration":"{long}"}}"#);
    let heard = read(&format!(
        r#""SenderName":"{long}","ChannelName":"{long}","ReportMessage":"{long}","Files":[{file}],
           "SharedMessage":{{"Id":"{other}","SenderName":"{long}","ReportMessage":"{long}","Files":[{file}],
                             "TaggedMembersList":[{{"MemberId":"{tagged}","FullName":"{long}"}}]}}"#
    ));
    let message = &heard.message;
    let shared = message.shared.as_ref().unwrap();
    let names = [
        &message.author_name,
        heard.conversation_name.as_ref().unwrap(),
        message.marks.reported.as_ref().unwrap(),
        &message.files[0].name,
        message.files[0].duration.as_ref().unwrap(),
        &shared.author_name,
        shared.reported.as_ref().unwrap(),
        &shared.files[0].name,
        &shared.tags[0].1,
    ];
    for (at, name) in names.into_iter().enumerate() {
        assert!(name.len() <= KEPT && name.contains('…') && name.ends_with(".exe"), "{at}: {}", name.len());
        assert!(shown::name(name).chars().count() <= shown::NAME, "{at}");
    }
    let reaction = read(&format!(r#""ReactedByUserId":"{other}","Message":"{long}""#));
    assert!(reaction.message.text.len() <= KEPT);
    let text = read(&format!(r#""Message":"{long}""#));
    assert_eq!(text.message.text, long, "words are never cut");
}

#[test]
fn a_path_that_is_too_long_leads_nowhere() {
    let file = |length: usize| format!(r#""Files":[{{"FilePath":"{}","FileName":"a"}}]"#, "p".repeat(length));
    assert_eq!(read(&file(LONGEST_PATH)).message.files[0].path.len(), LONGEST_PATH);
    assert_eq!(read(&file(LONGEST_PATH + 1)).message.files[0].path, "");
}
