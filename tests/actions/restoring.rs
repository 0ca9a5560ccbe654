//! A client that marks an old copy of a message undoes its edit at the server. The author's client restores the newer
//! text, or asks the author.

use crate::element::{BEN, Element, ME, Place};
use crate::world::{Manner, Profile, kept, place_id, post, put, recorded, server, text_at};

use confab::chat::{MessageId, Wish};
use confab::demo::listener::Running;
use confab::outbox::worker::Step;
use confab::row::Words;

use serde_json::json;

async fn say_and_edit(me: &mut Profile) -> MessageId {
    let post = post(place_id(Place::Channel), "at 10");
    let id = post.id;
    me.session.submit(Wish::Post(post)).await.unwrap();
    assert_eq!(me.drain().await, Step::Idle { wake_at: None });
    me.read().await;
    me.session.submit(Wish::Edit { message: id, text: "at 11".to_owned() }).await.unwrap();
    assert_eq!(me.drain().await, Step::Idle { wake_at: None });
    me.read().await;
    id
}

/// Acts as a careless client: sends a mark with an outdated text, or with none.
fn carelessly(server: &Running, id: MessageId, mark: Element) {
    let (mut element, stored) = kept(server, id.uuid()).unwrap();
    element.insert("Message".to_owned(), json!("at 10"));
    element.extend(mark);
    put(server, &element, &stored.starred.into_iter().collect::<Vec<_>>(), &[ME, BEN]);
}

fn pinned() -> Element {
    json!({"IsPinned": true, "PinnedByUserId": BEN}).as_object().unwrap().clone()
}

#[tokio::test]
async fn a_pin_that_undid_an_edit_is_answered_with_the_edit_at_most_three_times_an_hour() {
    let server = server().await;
    let mut me = Profile::new(&server, Manner::default()).await;
    let id = say_and_edit(&mut me).await;
    for round in 0..5 {
        let by = if round % 2 == 0 { BEN } else { crate::element::CHI };
        let mut mark = pinned();
        mark.insert("PinnedByUserId".to_owned(), json!(by));
        carelessly(&server, id, mark);
        me.read().await;
        assert_eq!(me.message(id).await.text, "at 11", "what was written here stays here");
        assert_eq!(me.drain().await, Step::Idle { wake_at: None });
        let stands = if round < 3 { "at 11" } else { "at 10" };
        assert_eq!(text_at(&server, id), stands, "round {round}");
        assert_eq!(kept(&server, id.uuid()).unwrap().0["IsPinned"], true, "the pin stays");
        me.read().await;
    }
}

#[tokio::test]
async fn a_mark_that_was_taken_off_is_answered_too_before_the_edit_was_seen_and_after() {
    let marks = [
        (pinned(), json!({"IsPinned": false, "PinnedByUserId": null})),
        (json!({"IsArchieved": true}).as_object().unwrap().clone(), json!({"IsArchieved": false})),
    ];
    for (before, after) in marks {
        for is_seen in [false, true] {
            let server = server().await;
            let mut me = Profile::new(&server, Manner::default()).await;
            let post = post(place_id(Place::Channel), "at 10");
            let id = post.id;
            me.session.submit(Wish::Post(post)).await.unwrap();
            assert_eq!(me.drain().await, Step::Idle { wake_at: None });
            carelessly(&server, id, before.clone());
            me.read().await;
            me.session.submit(Wish::Edit { message: id, text: "at 11".to_owned() }).await.unwrap();
            assert_eq!(me.drain().await, Step::Idle { wake_at: None });
            if is_seen {
                me.read().await;
            }
            carelessly(&server, id, after.as_object().unwrap().clone());
            me.read().await;
            assert_eq!(me.drain().await, Step::Idle { wake_at: None });
            assert_eq!(text_at(&server, id), "at 11", "{after}, seen before: {is_seen}");
        }
    }
}

#[tokio::test]
async fn without_a_mark_the_person_is_asked_and_both_answers_work() {
    for (words, stands) in [(Words::Ours, "at 11"), (Words::Theirs, "at 10")] {
        let server = server().await;
        let mut me = Profile::new(&server, Manner::default()).await;
        let id = say_and_edit(&mut me).await;
        let before = recorded(&server).len();
        carelessly(&server, id, Element::new());
        me.read().await;
        assert_eq!(me.message(id).await.server_text.as_deref(), Some("at 10"));
        assert_eq!(me.drain().await, Step::Idle { wake_at: None });
        assert_eq!(recorded(&server).len(), before, "nothing goes by itself");
        me.session.resolve_text_conflict(id, words).await.unwrap();
        assert_eq!(me.drain().await, Step::Idle { wake_at: None });
        me.read().await;
        let settled = me.message(id).await;
        assert_eq!((settled.text.as_str(), settled.server_text), (stands, None));
        assert_eq!(text_at(&server, id), stands);
    }
}

#[tokio::test]
async fn an_edit_made_on_another_device_and_a_deletion_are_never_undone() {
    let server = server().await;
    let mut me = Profile::new(&server, Manner::default()).await;
    let id = say_and_edit(&mut me).await;
    let mut other = Profile::new(&server, Manner::default()).await;
    other.read().await;
    other.session.submit(Wish::Edit { message: id, text: "at 10".to_owned() }).await.unwrap();
    assert_eq!(other.drain().await, Step::Idle { wake_at: None });
    me.read().await;
    let taken = me.message(id).await;
    assert_eq!((taken.text.as_str(), taken.server_text), ("at 10", None));
    let mut deleted = pinned();
    deleted.insert("IsDeleted".to_owned(), json!(true));
    carelessly(&server, id, deleted);
    me.read().await;
    assert_eq!(me.drain().await, Step::Idle { wake_at: None });
    assert_eq!(kept(&server, id.uuid()).unwrap().0["IsDeleted"], true);
}
