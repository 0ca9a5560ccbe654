//! Every decision in every situation: the elements on the wire, the thread, and the state at both desks.

use super::*;

/// The circumstances of the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Situation {
    Online,
    /// The reviewer has no connection for a while.
    Offline,
    /// A colleague has already decided to keep it, and the reviewer does not know yet.
    ColleagueFirst,
    AuthorEdited,
    AuthorDeleted,
    /// The reviewer is not in the conversation.
    NoMember,
}

const SITUATIONS: [Situation; 6] = [
    Situation::Online,
    Situation::Offline,
    Situation::ColleagueFirst,
    Situation::AuthorEdited,
    Situation::AuthorDeleted,
    Situation::NoMember,
];

/// The end of a decision that is told in the thread.
fn expected(decision: Decision, situation: Situation) -> Option<Outcome> {
    match (situation, decision) {
        (Situation::ColleagueFirst, _) => Some(Outcome::Skipped),
        (_, Decision::Keep) => None,
        (Situation::NoMember, Decision::Remove | Decision::Archive) => Some(Outcome::Refused),
        // Nothing is left that could be archived.
        (Situation::AuthorDeleted, Decision::Archive) => Some(Outcome::Refused),
        (Situation::AuthorDeleted, Decision::Remove) => Some(Outcome::Gone),
        (_, _) => Some(Outcome::Done),
    }
}

/// The elements on the wire besides replies in the thread.
fn effects(world: &World) -> Vec<Element> {
    world.published().into_iter().filter(|element| element.get("ChannelId") != Some(&json!(DESK))).collect()
}

async fn played(decision: Decision, situation: Situation) {
    let mut world = World::new().await;
    let told = format!("{decision:?} {situation:?}");
    match situation {
        Situation::Online | Situation::Offline | Situation::NoMember => {}
        Situation::ColleagueFirst => {
            submit(&world.dee, Decision::Keep).await;
            world.dee.drain().await;
        }
        Situation::AuthorEdited | Situation::AuthorDeleted => {
            let ben = Profile::new(&world.server, member(BEN)).await;
            let wish = if situation == Situation::AuthorEdited {
                Wish::Edit { message: subject(), text: "Sorry".to_owned() }
            } else {
                Wish::Delete { message: subject() }
            };
            ben.session.submit(wish).await.unwrap();
            ben.drain().await;
        }
    }
    let skip = effects(&world).len();
    let to = (decision == Decision::HandOver).then_some(conversation::Id::Direct(PersonId::new(ME)));
    let wished = Decide { to, ..decide(decision) };
    let desk = if situation == Situation::NoMember { &world.dee } else { &world.chi };
    desk.session.submit(Wish::Decide(wished.clone())).await.unwrap();
    if situation == Situation::Offline {
        // Time passes: nothing leaves, nothing is lost.
        assert_eq!(world.published().len(), 0, "{told}");
        assert!(!world.chi.session.tend_cases().await.unwrap(), "{told}");
    }
    world.settle().await;
    world.settle().await;

    let states = [case(&world.chi).await.row.state, case(&world.dee).await.row.state];
    assert_eq!(states[0], states[1], "{told}");
    let made = states[0].made(wished.id).unwrap();
    let stands = situation != Situation::ColleagueFirst;
    assert_eq!(made.standing == Standing::Stands, stands, "{told}: {made:?}");
    assert_eq!(made.outcome, expected(decision, situation), "{told}");
    let threads = [acts(&world.chi).await, acts(&world.dee).await];
    assert_eq!(threads[0], threads[1], "{told}");

    let effects: Vec<_> = effects(&world).into_iter().skip(skip).collect();
    let count = match expected(decision, situation) {
        Some(Outcome::Done) => 1,
        Some(Outcome::Refused | Outcome::Skipped | Outcome::Unconfirmed | Outcome::Gone) | None => 0,
    };
    assert_eq!(effects.len(), count, "{told}: {effects:?}");
    if matches!(decision, Decision::Remove | Decision::Archive)
        && let [element] = &effects[..]
    {
        let newest = if situation == Situation::AuthorEdited { "Sorry" } else { SPAM };
        assert_eq!(element["Message"], json!(newest), "{told}: never an old text");
        assert_eq!(element["SenderId"], json!(BEN), "{told}");
        assert!(!element.contains_key("ReportMessage"), "{told}");
    }
    // Nobody else learns of it: Asha and Ben see the message, its removal and direct messages.
    for person in [ME, BEN] {
        let profile = Profile::new(&world.server, member(person)).await;
        assert!(profile.session.cases().await.is_err(), "{told}");
        let sidebar = profile.session.sidebar().await.unwrap();
        assert!(sidebar.conversations.iter().all(|row| row.id != home()), "{told}");
    }
}

#[tokio::test]
async fn every_decision_in_every_situation_leaves_two_desks_that_agree() {
    for situation in SITUATIONS {
        for decision in Decision::ALL {
            played(decision, situation).await;
        }
    }
}
