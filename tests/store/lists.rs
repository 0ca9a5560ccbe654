//! Lists of messages by mark: their contents, order, pages and cost.

use crate::{BEN, GENERAL, ME, fresh, message};

use confab::chat::person::Role;
use confab::chat::wish::{Mark, Switch, Wish};
use confab::chat::{Attachment, ChannelId, Conversation, Message, Person, PersonId, conversation};
use confab::row::{Filter, ListPage, ListQuery, ListSpan};
use confab::session::Session;

use uuid::Uuid;

use std::time::{Duration, Instant};

const FILTERS: [Filter; 6] =
    [Filter::Pinned, Filter::Starred, Filter::Files, Filter::TaggedMe, Filter::From(BEN), Filter::Archived];
const CARO: PersonId = PersonId::new(Uuid::from_u128(3));
const OTHER: conversation::Id = conversation::Id::Channel(ChannelId::new(Uuid::from_u128(11)));

/// Gives a message the property that the filter selects; for `From` that is its author.
fn carry(message: &mut Message, filter: Filter) {
    match filter {
        Filter::Pinned => message.marks.pinned_by = Some(BEN),
        Filter::Starred => message.marks.starred_by = Some(ME),
        Filter::Files => {
            message.files = vec![Attachment {
                path: "https://files.example/a".to_owned(),
                name: "plan.pdf".to_owned(),
                duration: None,
            }];
        }
        Filter::TaggedMe => message.tags = vec![CARO, ME],
        Filter::From(person) => message.author = person,
        Filter::Archived => message.marks.archived = true,
    }
}

async fn newest(session: &Session, filter: Filter) -> ListPage {
    session.list_messages(ListQuery::Within(GENERAL, filter), ListSpan::Newest(0)).await.unwrap()
}

#[tokio::test]
async fn every_list_comes_newest_first_and_page_by_page_without_a_gap() {
    for filter in FILTERS {
        let (_folder, session) = fresh();
        let mut messages = Vec::new();
        for number in 0..400_u128 {
            // Equal times, so that ids decide too.
            let mut one = message(number, i64::try_from(number / 7).unwrap());
            one.author = CARO;
            if number % 2 == 0 {
                carry(&mut one, filter);
            }
            messages.push(one);
        }
        session.seed(messages.clone()).await.unwrap();
        let mut expected: Vec<_> = messages.into_iter().step_by(2).map(|one| one.id).collect();
        expected.reverse();
        let (mut all, mut span) = (Vec::new(), ListSpan::Newest(0));
        loop {
            let page = session.list_messages(ListQuery::Within(GENERAL, filter), span).await.unwrap();
            span = ListSpan::OlderThan(page.listed.last().unwrap().row.position());
            all.extend(page.listed.into_iter().map(|listed| listed.row.message.id));
            if !page.more {
                break;
            }
        }
        assert_eq!(all, expected, "{filter:?}");
        let again =
            session.list_messages(ListQuery::Within(GENERAL, filter), ListSpan::Newest(130)).await.unwrap();
        assert_eq!((again.listed.len(), again.more), (130, true), "{filter:?}");
    }
}

#[tokio::test]
async fn what_is_deleted_is_in_no_list_and_what_is_archived_in_its_own_alone() {
    let (_folder, session) = fresh();
    let mut all = Vec::new();
    for (number, filter) in FILTERS.into_iter().enumerate() {
        for state in 0..3 {
            let number = u128::try_from(number * 3 + state).unwrap();
            let mut one = message(number, i64::try_from(number).unwrap());
            one.author = CARO;
            carry(&mut one, filter);
            one.marks.archived |= state == 1;
            one.marks.deleted = state == 2;
            all.push(one);
        }
    }
    session.seed(all).await.unwrap();
    for filter in FILTERS {
        let found = newest(&session, filter).await.listed.len();
        assert_eq!(found, if filter == Filter::Archived { 7 } else { 1 }, "{filter:?}");
    }
    let overview = session.overview(GENERAL).await.unwrap();
    let counts = (overview.pinned, overview.starred, overview.files, overview.tagged_me, overview.archived);
    assert_eq!(counts, (1, 1, 1, 1, 7));
    assert_eq!(overview.newest_pin.unwrap().message.marks.pinned_by, Some(BEN));
}

#[tokio::test]
async fn an_archived_message_is_found_there_and_leaves_when_it_is_brought_back() {
    let (_folder, session) = fresh();
    let one = message(1, 5);
    session.seed(vec![one.clone()]).await.unwrap();
    session.submit(Wish::Mark { message: one.id, mark: Mark::Archive, state: Switch::On }).await.unwrap();
    assert_eq!(newest(&session, Filter::Archived).await.listed[0].row.message.id, one.id);
    assert!(newest(&session, Filter::From(BEN)).await.listed.is_empty());
    session.submit(Wish::Mark { message: one.id, mark: Mark::Archive, state: Switch::Off }).await.unwrap();
    assert!(newest(&session, Filter::Archived).await.listed.is_empty());
    assert_eq!(newest(&session, Filter::From(BEN)).await.listed.len(), 1);
}

#[tokio::test]
async fn stars_are_ones_own_and_are_found_in_all_conversations() {
    let (_folder, session) = fresh();
    let general = Conversation { id: GENERAL, name: "general".to_owned(), members: Vec::new() };
    let other = Conversation { id: OTHER, name: "other".to_owned(), members: Vec::new() };
    session.merge_roster(Vec::new(), vec![general, other]).await.unwrap();
    let mut all: Vec<Message> =
        (1..=4).map(|number| message(number, i64::try_from(number).unwrap())).collect();
    all[1].conversation = OTHER;
    all[3].marks.starred_by = Some(CARO);
    session.seed(all.clone()).await.unwrap();
    for one in &all[..3] {
        session.submit(Wish::Mark { message: one.id, mark: Mark::Star, state: Switch::On }).await.unwrap();
    }
    let found = session.list_messages(ListQuery::Starred, ListSpan::Newest(0)).await.unwrap().listed;
    let found: Vec<_> = found.iter().map(|listed| (listed.row.message.id, listed.place.as_str())).collect();
    assert_eq!(found, [(all[2].id, "general"), (all[1].id, "other"), (all[0].id, "general")]);
    assert_eq!(newest(&session, Filter::Starred).await.listed.len(), 2);
}

#[tokio::test]
async fn members_are_those_of_the_roster_and_those_who_wrote_by_name() {
    let (_folder, session) = fresh();
    let person = |id, name: &str, role| Person { id, name: name.to_owned(), role };
    let people = vec![person(ME, "Asha", Role::Member), person(CARO, "caro", Role::Support)];
    let general = Conversation { id: GENERAL, name: "general".to_owned(), members: vec![ME, CARO] };
    session.merge_roster(people, vec![general]).await.unwrap();
    session.seed(vec![message(1, 5), message(2, 6)]).await.unwrap();
    let members = session.members(GENERAL).await.unwrap();
    let members: Vec<_> = members.iter().map(|one| (one.name.as_str(), one.role)).collect();
    assert_eq!(members, [("Asha", Role::Member), ("Ben", Role::Member), ("caro", Role::Support)]);
    assert_eq!(session.members(conversation::Id::Direct(BEN)).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_long_history_costs_a_list_nothing() {
    let (folder, session) = fresh();
    session.seed(vec![message(0, 0)]).await.unwrap();
    {
        let file = rusqlite::Connection::open(folder.path().join("confab.db")).unwrap();
        file.execute_batch(
            "BEGIN; WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
             INSERT INTO message (id, conversation, author, author_name, ticks, text, pinned_by)
             SELECT randomblob(16), conversation, author, author_name, i * 600000000, 'number ' || i,
                    CASE WHEN i % 9000 = 0 THEN author END
               FROM n, (SELECT conversation, author, author_name FROM message LIMIT 1); COMMIT;",
        )
        .unwrap();
    }
    let begun = Instant::now();
    for _ in 0..20 {
        assert_eq!(newest(&session, Filter::Pinned).await.listed.len(), 11);
        assert_eq!(newest(&session, Filter::From(BEN)).await.listed.len(), 60);
        assert_eq!(session.overview(GENERAL).await.unwrap().pinned, 11);
        assert_eq!(session.members(GENERAL).await.unwrap().len(), 1);
    }
    // A scan of the history takes 20 ms or more; each of these takes about one.
    let each = begun.elapsed() / 80;
    assert!(each < Duration::from_millis(15), "{each:?}");
}
