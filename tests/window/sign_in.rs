//! The dialog for a new token after the server rejected the old one.

use crate::app::{Bare, begun_with, shown_in};
use crate::twin::picture;
use crate::world::person;

use confab::app::{Answer, Environment};
use confab::chat::CompanyId;
use confab::chat::wish;
use confab::headless::Chord;
use confab::intent::Secret;
use confab::outbox::plan::Limits;
use confab::outbox::terms::{Measure, Terms};
use confab::remote::switch::Switch;
use confab::remote::wire::TypeNames;
use confab::remote::{Call, Failure, Page, Receipt, Remote, Rest, Search};
use confab::screen::words::Now;
use confab::session::Session;
use confab::settings::MessageTypes;

use futures::future::{BoxFuture, ready};
use iced::keyboard::key::Named;
use uuid::Uuid;

use std::sync::Arc;
use std::time::Duration;

const PATIENT: Duration = Duration::from_secs(10);

/// A server that accepts only the token `new`; the field is the token of the connection.
#[derive(Debug)]
struct Line(&'static str);

impl Line {
    fn door(&self) -> Result<(), Failure> {
        if self.0 == "new" { Ok(()) } else { Err(Failure::SignIn) }
    }
}

impl Remote for Line {
    fn publish(&self, _: Call) -> BoxFuture<'static, Result<Receipt, Failure>> {
        let door = self.door();
        Box::pin(async move { door.map(|()| Receipt::default()) })
    }

    fn messages(&self, _: Search, _: u32) -> BoxFuture<'static, Result<Page, Failure>> {
        let page = Page { messages: Vec::new(), notes: Default::default(), rest: Rest::None };
        let door = self.door();
        Box::pin(async move { door.map(|()| page) })
    }
}

/// An environment in which the new token is accepted and takes effect at once.
#[derive(Debug)]
struct Doorkeeper {
    switch: Switch,
    session: Session,
}

impl Environment for Doorkeeper {
    fn now(&self) -> Now {
        Bare::default().now()
    }

    fn sign_in(&self, token: Secret) -> Answer<Result<String, String>> {
        assert_eq!(token.0, "new");
        self.switch.set(Arc::new(Line("new")));
        self.session.line_changed();
        Box::pin(ready(Ok("The token is in use and saved in the system keyring.".to_owned())))
    }
}

#[tokio::test]
async fn a_new_token_works_without_a_restart() {
    let switch = Switch::new(Arc::new(Line("old")));
    let terms = Terms {
        me: person(0),
        me_name: "Asha".to_owned(),
        company: CompanyId::new(Uuid::from_u128(99)),
        limits: Limits { messages: 100, bytes: 1_000_000 },
        kinds: MessageTypes::ALL,
        types: TypeNames::default(),
        marks: confab::settings::Marks::default(),
        measure: Measure { envelope: 120, element: |element, _| element.len() + 1 },
    };
    let profile = begun_with(Some((Arc::new(switch.clone()), terms))).await;
    profile.session.start();
    let session = profile.session.clone();
    let mut window = shown_in(&profile, Arc::new(Doorkeeper { switch, session })).await;
    window.type_text("who am I").await;
    window.key(Chord::named(Named::Enter)).await;
    window.wait_for_text("Not signed in", PATIENT).await.unwrap();
    window.click("Sign in…").await.unwrap();
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("Enter the new token."));
    window.png(&picture("sign-in")).unwrap();
    window.type_text("new").await;
    window.key(Chord::named(Named::Enter)).await;
    window.wait_for_text("The token is in use and saved in the system keyring.", PATIENT).await.unwrap();
    window.key(Chord::named(Named::Escape)).await;
    window.wait_for_text("Sent", PATIENT).await.unwrap();
    window.wait_for_text("Connected", PATIENT).await.unwrap();
    let waiting = profile.session.outbox().await.unwrap();
    assert!(waiting.iter().all(|line| line.kind == wish::Kind::Read), "{waiting:?}");
}
