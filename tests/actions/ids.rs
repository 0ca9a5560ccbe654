//! Ids given by a script: repeating a line has no further effect, and no line can change another message.

use crate::element::{BEN, Place, text};
use crate::table::{TARGET, THEN, share_of};
use crate::world::{Manner, Profile, kept, place_id, put, random, recorded, server};

use confab::chat::wish::Switch;
use confab::chat::{MessageId, Wish};

#[tokio::test]
async fn a_share_or_reaction_under_the_id_of_another_message_is_no_wish() {
    let server = server().await;
    put(&server, &text(Place::Channel, TARGET, BEN, "Mine", THEN), &[], &[]);
    let profile = Profile::new(&server, Manner::default()).await;
    let taken = MessageId::new(TARGET);
    let react = Wish::React { id: taken, message: taken, emoji: "👍".to_owned(), state: Switch::On };
    for wish in [share_of(taken, taken, random(), "x", &[]), react] {
        let words = profile.session.submit(wish).await.unwrap_err().to_string();
        assert!(words.contains("Another message already"), "{words}");
    }
    profile.drain().await;
    assert!(recorded(&server).is_empty());
    assert_eq!(kept(&server, TARGET).unwrap().0["Message"], "Mine");
}

#[tokio::test]
async fn the_same_share_again_has_its_effect_once() {
    let server = server().await;
    put(&server, &text(Place::Channel, TARGET, BEN, "Look", THEN), &[], &[]);
    let profile = Profile::new(&server, Manner::default()).await;
    let id = MessageId::fresh();
    for _ in 0..2 {
        let wish = share_of(id, MessageId::new(TARGET), place_id(Place::Group), "so", &[]);
        profile.session.submit(wish).await.unwrap();
        profile.drain().await;
    }
    assert_eq!(recorded(&server).len(), 1);
}
