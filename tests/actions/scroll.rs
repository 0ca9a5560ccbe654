//! Scrolling through hundreds of messages makes as few calls as the profile's limit allows, not one per message.

use crate::element::{BEN, ME, Place, text};
use crate::world::{Manner, Profile, place_id, put, recorded, server};

use confab::chat::wish::Switch;
use confab::chat::{MessageId, Wish};
use confab::clock::Clock;
use confab::outbox::worker::Step;
use confab::row::Span;

use uuid::Uuid;

use std::time::Duration;

const MESSAGES: u32 = 500;

/// Marks everything as seen like a scroll does, a few rows at a time, and returns the number of elements in each call.
async fn scroll(most: usize) -> Vec<usize> {
    let server = server().await;
    for number in 0..MESSAGES {
        let at = format!("2026-01-14T06:54:46.{number:07}+00:00");
        put(
            &server,
            &text(Place::Group, Uuid::from_u128(0x5c_0000 + u128::from(number)), BEN, "word", &at),
            &[],
            &[],
        );
    }
    let clock = Clock::tokio(chrono::Utc::now());
    let profile = Profile::new(&server, Manner { messages: most, clock, ..Manner::default() }).await;
    let mut publisher = profile.session.publisher().unwrap();
    // On a slow machine, too, all of this happens at the same time.
    tokio::time::pause();
    let ids: Vec<_> =
        (0..MESSAGES).map(|number| MessageId::new(Uuid::from_u128(0x5c_0000 + u128::from(number)))).collect();
    for rows in ids.chunks(7) {
        let seen = rows.iter().map(|message| Wish::Read { message: *message, state: Switch::On }).collect();
        profile.session.submit_all(seen).await.unwrap();
        let step = publisher.step().await.unwrap();
        assert!(matches!(step, Step::Idle { wake_at: Some(_) }), "{step:?}");
    }
    tokio::time::advance(Duration::from_secs(2)).await;
    tokio::time::resume();
    assert_eq!(profile.drain().await, Step::Idle { wake_at: None });
    // Rows that become visible again add nothing.
    profile.session.submit(Wish::Read { message: ids[0], state: Switch::On }).await.unwrap();
    assert!(profile.session.outbox().await.unwrap().is_empty());
    let elements = recorded(&server);
    assert_eq!(elements.len(), ids.len());
    assert!(elements.iter().all(|element| element["IsRead"] == true && element["Message"] == "word"));
    server.with_service(|service| assert!(service.all().all(|stored| stored.read.contains(&ME))));
    let calls = server.transcript().unwrap();
    calls.iter().map(|call| call.body.as_ref().unwrap().get().matches("\"IsRead\":true").count()).collect()
}

#[tokio::test]
async fn a_scroll_through_500_messages_is_one_call_where_a_call_may_carry_500() {
    assert_eq!(scroll(500).await, [500]);
}

#[tokio::test]
async fn a_scroll_through_500_messages_is_five_calls_of_a_hundred_by_default() {
    assert_eq!(scroll(100).await, [100; 5]);
}

#[tokio::test]
async fn a_mark_made_by_a_command_does_not_wait_for_others() {
    let server = server().await;
    let id = Uuid::from_u128(0x5c_0000);
    put(&server, &text(Place::Direct, id, BEN, "word", "2026-01-14T06:54:46.0000000+00:00"), &[], &[]);
    let profile = Profile::new(&server, Manner::default()).await;
    let message = MessageId::new(id);
    profile.session.submit_by_command(Wish::Read { message, state: Switch::On }).await.unwrap();
    let mut publisher = profile.session.publisher().unwrap();
    assert_eq!(publisher.step().await.unwrap(), Step::Idle { wake_at: None });
    assert_eq!(recorded(&server).len(), 1);
    assert!(
        profile.session.page(place_id(Place::Direct), Span::Latest).await.unwrap().rows[0].message.marks.read
    );
}
