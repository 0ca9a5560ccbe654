//! Drafts, rosters, preferences and reading positions survive a restart.

use crate::{BEN, GENERAL, ME, fresh, message, open, with};

use confab::chat::draft::{Aim, Draft};
use confab::chat::person::Role;
use confab::chat::wish::{Post, Wish};
use confab::chat::{Conversation, GroupId, MessageId, Person, PersonId, conversation};
use confab::preferences::{Appearance, Preferences, SendKey};
use confab::row::{Position, Span, Which};

use uuid::Uuid;

fn person(id: confab::chat::PersonId, name: &str) -> Person {
    Person { id, name: name.to_owned(), role: Role::Member }
}

#[tokio::test]
async fn a_draft_is_kept_whole_and_an_empty_one_is_forgotten() {
    let (folder, session) = fresh();
    session.seed(vec![message(1, 5)]).await.unwrap();
    let draft = Draft {
        text: "half a  sentence\n".to_owned(),
        tags: vec![BEN],
        aim: Aim::Edit(message(1, 5).id),
        ..Draft::default()
    };
    session.save_draft(GENERAL, draft.clone()).await.unwrap();
    drop(session);
    let session = open(folder.path());
    assert_eq!(session.draft(GENERAL).await.unwrap(), draft);
    assert!(session.sidebar().await.unwrap().conversations[0].draft);
    session.save_draft(GENERAL, Draft::default()).await.unwrap();
    assert_eq!(session.draft(GENERAL).await.unwrap(), Draft::default());
    assert!(!session.sidebar().await.unwrap().conversations[0].draft);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_for_later_is_written_later() {
    let (_folder, session) = fresh();
    for _ in 0..8 {
        let draft = |text: usize| Draft { text: text.to_string(), ..Draft::default() };
        let saves = (0..300).map(|number| session.save_draft(GENERAL, draft(number)));
        assert!(futures::future::join_all(saves).await.iter().all(Result::is_ok));
        assert_eq!(session.draft(GENERAL).await.unwrap(), draft(299));
    }
}

#[tokio::test]
async fn a_composer_clears_its_draft_and_a_command_leaves_it_and_what_was_read_alone() {
    let (_folder, session) = fresh();
    session.seed(vec![message(1, 5)]).await.unwrap();
    let draft = Draft { text: "half".to_owned(), ..Draft::default() };
    session.save_draft(GENERAL, draft.clone()).await.unwrap();
    let post = |text: &str| {
        let text = text.to_owned();
        Wish::Post(Post {
            id: MessageId::fresh(),
            to: GENERAL,
            text,
            tags: Vec::new(),
            files: Vec::new(),
            reply_to: None,
        })
    };
    let kept = session.submit_by_command(post("from a script")).await.unwrap();
    let edit = Wish::Edit { message: kept.message, text: "from another".to_owned() };
    session.submit_by_command(edit).await.unwrap();
    assert_eq!(session.draft(GENERAL).await.unwrap(), draft);
    assert_eq!(session.sidebar().await.unwrap().conversations[0].unread, 1);
    session.submit(post("from a person")).await.unwrap();
    assert_eq!(session.draft(GENERAL).await.unwrap(), Draft::default());
    assert_eq!(session.sidebar().await.unwrap().conversations[0].unread, 0);
}

#[tokio::test]
async fn an_edit_takes_no_tag_away_that_no_word_named() {
    let (_folder, session) = fresh();
    let chi = PersonId::new(Uuid::from_u128(77));
    session.merge_roster(vec![person(BEN, "Ben Okri"), person(chi, "Chi Adu")], Vec::new()).await.unwrap();
    let (text, id) = ("for @Ben Okri".to_owned(), MessageId::fresh());
    let post = Post { id, to: GENERAL, text, tags: vec![chi, BEN], files: Vec::new(), reply_to: None };
    session.submit_by_command(Wish::Post(post)).await.unwrap();
    let steps = [
        ("for @Ben Okri, please", vec![chi, BEN]),
        ("for nobody", vec![chi]),
        ("for @Ben Okri after all", vec![chi, BEN]),
        ("@Chi Adu!", vec![chi]),
        ("and for none", vec![]),
    ];
    for (text, tags) in steps {
        session.submit(Wish::Edit { message: id, text: text.to_owned() }).await.unwrap();
        let page = session.page(GENERAL, Span::Latest).await.unwrap();
        assert_eq!(page.rows[0].message.tags, tags, "{text}");
    }
}

#[tokio::test]
async fn a_roster_is_merged_by_id_and_nothing_known_is_forgotten() {
    let (_folder, session) = fresh();
    let crew = conversation::Id::Group(GroupId::new(Uuid::from_u128(30)));
    let group = |name: &str, members| Conversation { id: crew, name: name.to_owned(), members };
    session.merge_roster(vec![person(BEN, "Ben")], vec![group("Crew", vec![ME, BEN])]).await.unwrap();
    session.merge_roster(vec![person(BEN, "Ben Okri")], vec![group("", vec![BEN])]).await.unwrap();
    let (people, conversations) = session.roster().await.unwrap();
    assert_eq!(people, [person(BEN, "Ben Okri")]);
    assert_eq!(conversations, [group("Crew", vec![ME, BEN])]);
    // The author's name in a message is learned too, and changes nobody's role.
    session
        .merge_roster(vec![Person { role: Role::Support, ..person(BEN, "Ben") }], Vec::new())
        .await
        .unwrap();
    session.seed(vec![message(1, 5)]).await.unwrap();
    assert_eq!(session.roster().await.unwrap().0[0].role, Role::Support);
}

#[tokio::test]
async fn preferences_are_kept_and_a_strange_word_reads_as_the_default() {
    let (folder, session) = fresh();
    assert_eq!(session.preferences().await.unwrap(), Preferences::default());
    let chosen = Preferences {
        sidebar: 320,
        appearance: Appearance::Dark,
        text_size: 125,
        send_key: SendKey::CtrlEnter,
        ..Preferences::default()
    };
    session.save_preferences(chosen).await.unwrap();
    drop(session);
    let file = rusqlite::Connection::open(folder.path().join("confab.db")).unwrap();
    file.execute("UPDATE interface SET value = 'gigantic' WHERE key = 'text_size'", []).unwrap();
    drop(file);
    let session = open(folder.path());
    assert_eq!(session.preferences().await.unwrap(), Preferences { text_size: 100, ..chosen });
}

#[tokio::test]
async fn what_is_unread_is_counted_anew_whenever_it_changes() {
    let (_folder, session) = fresh();
    let unread = async || {
        let conversations = session.sidebar().await.unwrap().conversations;
        (conversations[0].unread, conversations[0].mentions)
    };
    let mut tagged = message(2, 20);
    tagged.tags = vec![ME];
    session.seed(vec![message(1, 10), tagged.clone()]).await.unwrap();
    assert_eq!(unread().await, (2, 1));
    assert_eq!(unread().await, (2, 1));
    session.seed(vec![message(3, 30)]).await.unwrap();
    assert_eq!(unread().await, (3, 1));
    tagged.tags.clear();
    session.seed(vec![tagged.clone()]).await.unwrap();
    assert_eq!(unread().await, (3, 0));
    tagged.marks.deleted = true;
    session.seed(vec![tagged]).await.unwrap();
    assert_eq!(unread().await, (2, 0));
    session.mark_read(GENERAL, Position { ticks: 10, id: message(1, 10).id }).await.unwrap();
    assert_eq!(unread().await, (1, 0));
}

#[tokio::test]
async fn a_text_that_no_message_can_carry_is_refused_in_words_whatever_the_format() {
    use confab::chat::wish::{Post, Share};
    use confab::chat::{MessageId, Wish, shown};
    use confab::remote::wire::xml;

    let (_folder, session) = fresh();
    session.seed(vec![message(1, 10)]).await.unwrap();
    let (text, known) = ("ab\0c".to_owned(), message(1, 10).id);
    let post = Post {
        id: MessageId::fresh(),
        to: GENERAL,
        text: text.clone(),
        tags: Vec::new(),
        files: Vec::new(),
        reply_to: None,
    };
    let share =
        Share { id: MessageId::fresh(), message: known, to: GENERAL, text: text.clone(), tags: Vec::new() };
    let react = |emoji: &str| {
        let (id, emoji) = (MessageId::fresh(), emoji.to_owned());
        Wish::React { id, message: known, emoji, state: confab::chat::wish::Switch::On }
    };
    for (emoji, words) in [("\u{fe0f}", "needs an emoji"), (&"👍".repeat(65), "reply instead")] {
        let error = session.submit(react(emoji)).await.unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
    let wishes = [
        Wish::Post(post),
        Wish::Share(share),
        react(&text),
        Wish::Report { message: known, reason: text, context: confab::chat::wish::Switch::Off },
    ];
    for wish in wishes {
        let error = session.submit(wish).await.unwrap_err().to_string();
        assert_eq!(error, "The text has a character that cannot be sent (U+0000, at position 3). Remove it.");
    }
    assert!(session.outbox().await.unwrap().is_empty());
    for letter in '\0'..=char::MAX {
        assert_eq!(shown::is_sendable(letter), xml::is_xml_char(letter), "{letter:?}");
    }
}

#[tokio::test]
async fn a_report_by_child_that_is_taken_back_leaves_the_reason_of_the_one_before_it() {
    use confab::settings::Reports;

    let folder = tempfile::tempdir().unwrap();
    let session = with(folder.path(), Reports::Child);
    let known = message(1, 10).id;
    session.seed(vec![message(1, 10)]).await.unwrap();
    let report = async |reason: &str| {
        let wish = Wish::Report {
            message: known,
            reason: reason.to_owned(),
            context: confab::chat::wish::Switch::Off,
        };
        session.submit(wish).await.unwrap().entry.unwrap()
    };
    let reason = async || {
        let rows = session.page(GENERAL, Span::Latest).await.unwrap().rows;
        rows[0].message.marks.reported.clone()
    };
    let (first, second) = (report("spam").await, report("scam").await);
    session.discard(Which::One(second)).await.unwrap();
    assert_eq!(reason().await.as_deref(), Some("spam"));
    let third = report("odd").await;
    session.discard(Which::One(first)).await.unwrap();
    assert_eq!(reason().await.as_deref(), Some("odd"));
    session.discard(Which::One(third)).await.unwrap();
    assert_eq!(reason().await, None);
}

#[tokio::test]
async fn who_is_tagged_twice_is_tagged_once() {
    let (_folder, session) = fresh();
    let (id, text) = (MessageId::fresh(), "@Ben".to_owned());
    let post = Post { id, to: GENERAL, text, tags: vec![BEN, ME, BEN], files: Vec::new(), reply_to: None };
    session.submit(Wish::Post(post)).await.unwrap();
    let rows = session.page(GENERAL, Span::Latest).await.unwrap().rows;
    assert_eq!(rows[0].message.tags, [BEN, ME]);
}

/// True if a text is anywhere in the files of a profile's database.
fn stands_in(folder: &std::path::Path, words: &str) -> bool {
    std::fs::read_dir(folder).unwrap().flatten().filter(|entry| entry.path().is_file()).any(|entry| {
        let bytes = std::fs::read(entry.path()).unwrap();
        bytes.windows(words.len()).any(|part| part == words.as_bytes())
    })
}

#[tokio::test]
async fn of_a_long_text_that_is_gone_nothing_stands_in_the_database() {
    let (folder, session) = fresh();
    // The texts have no part in common, and each needs several pages.
    let text = |number: u32| -> String { (0..600).map(|at| format!("w{number}x{at:03} ")).collect() };
    let words = |number: u32| [0, 150, 300, 450, 599].map(|at| format!("w{number}x{at:03} "));
    let posted: Vec<_> = (0..20).map(|_| MessageId::fresh()).collect();
    for (number, id) in (0..).zip(&posted) {
        let post = Post {
            id: *id,
            to: GENERAL,
            text: text(100 + number),
            tags: Vec::new(),
            files: Vec::new(),
            reply_to: None,
        };
        session.submit(Wish::Post(post)).await.unwrap();
        session.save_draft(GENERAL, Draft { text: text(200 + number), ..Draft::default() }).await.unwrap();
        let edit = Wish::Edit { message: *id, text: text(300 + number) };
        session.submit(edit).await.unwrap();
    }
    session.save_draft(GENERAL, Draft::default()).await.unwrap();
    for id in &posted[..10] {
        session.submit(Wish::Delete { message: *id }).await.unwrap();
    }
    session.close().await;
    drop(session);
    let gone = (100..110).chain(200..220).chain(300..310);
    let left: Vec<_> = gone.flat_map(words).filter(|words| stands_in(folder.path(), words)).collect();
    assert_eq!(left, Vec::<String>::new());
    assert!(stands_in(folder.path(), "w315x450 "), "what is not deleted is there");
}

#[tokio::test]
async fn every_section_of_the_sidebar_has_the_newest_first_and_a_new_group_does_not_sink() {
    let (_folder, session) = fresh();
    let channel = |number: u128| {
        conversation::Id::Channel(confab::chat::ChannelId::new(Uuid::from_u128(0xC0_0000 + number)))
    };
    let group = |number: u128| conversation::Id::Group(GroupId::new(Uuid::from_u128(0x60_0000 + number)));
    let rooms = [(channel(1), "alpha"), (channel(2), "beta"), (group(1), "Aces"), (group(2), "Birds")];
    let conversations = rooms.map(|(id, name)| Conversation {
        id,
        name: name.to_owned(),
        members: [ME, BEN].into_iter().collect(),
    });
    session.merge_roster(vec![person(BEN, "Ben")], conversations.to_vec()).await.unwrap();
    let say = |number: u128, ticks: i64, to: conversation::Id| {
        let mut message = message(number, ticks);
        message.conversation = to;
        message
    };
    session.seed(vec![say(1, 10, channel(1)), say(2, 20, channel(2)), say(3, 30, group(1))]).await.unwrap();
    let new = conversation::Id::Group(GroupId::fresh());
    let (id, people) = (MessageId::fresh(), vec![BEN]);
    let wish = Wish::Create { id, conversation: new, name: "Zebras".to_owned(), people };
    session.submit(wish).await.unwrap();
    let order: Vec<_> =
        session.sidebar().await.unwrap().conversations.into_iter().map(|row| row.id).collect();
    assert_eq!(order, [channel(2), channel(1), new, group(1), group(2)]);
}
