//! The script of the company's first minute.

use super::stage::{company, noon};

use confab::chat::Stamp;
use confab::demo::Service;
use confab::demo::happenings::first_minute;
use confab::demo::people::{Company, Size};
use confab::demo::seeding::{change, element};
use confab::demo::service::Faults;
use confab::remote::wire::Publish;

use std::time::Duration;

#[test]
fn everything_there_is_happens_within_a_minute() {
    let company = company();
    let all = first_minute(&company, noon());
    assert!(all.is_sorted_by_key(|happening| happening.after));
    assert!(all.last().unwrap().after < Duration::from_secs(60));
    let some = |test: &dyn Fn(&confab::chat::Message) -> bool| all.iter().any(|one| test(&one.message));
    assert!(some(&|m| m.tags.contains(&company.me.id)) && some(&|m| m.reacted_by.is_some()));
    assert!(some(&|m| m.parent.is_some() && m.reacted_by.is_none()) && some(&|m| m.edited_at.is_some()));
    assert!(some(&|m| m.marks.pinned_by.is_some()) && some(&|m| m.shared.is_some()));
    assert!(some(&|m| m.marks.deleted));
    let kinds: std::collections::BTreeSet<_> =
        all.iter().map(|one| format!("{:?}", one.message.conversation.kind())).collect();
    assert_eq!(kinds.len(), 3, "in a channel, a group and a direct talk");
}

#[test]
fn the_harsh_server_takes_all_of_it_in_companies_of_any_size() {
    for people in [4, 8, 24, 300] {
        let company = Company::invent(3, Size { people, messages: 200 }, noon());
        let mut service = Service::of_company(&company);
        let before = service.count();
        let all = first_minute(&company, noon());
        assert!(all.len() >= 8, "{people}: {}", all.len());
        for one in &all {
            let at = Stamp::from_ticks(noon().ticks() + 10_000_000, 0);
            let publish = Publish {
                user_id: Some(one.by.uuid()),
                company_id: Some(company.id.uuid()),
                messages: vec![element(&company, &one.message)],
            };
            let outcome = service.publish(&publish, &Faults::new(), at);
            assert!(outcome.changed.contains(&one.message.id.uuid()), "{:?}", outcome.answer);
        }
        assert!(service.count() > before + 4);
    }
}

#[test]
fn what_the_person_did_to_a_message_meanwhile_stays() {
    let company = company();
    let mut service = Service::of_company(&company);
    let all = first_minute(&company, noon());
    let question = &all[0].message;
    for (number, one) in all.iter().enumerate() {
        let known = service.stored(one.message.id.uuid()).is_some();
        let of = if known { change } else { element };
        let mut messages = vec![of(&company, &one.message)];
        if number == 0 {
            let mut archived = question.clone();
            archived.marks.archived = true;
            messages.push(change(&company, &archived));
        }
        let (user_id, company_id) = (Some(one.by.uuid()), Some(company.id.uuid()));
        service.publish(&Publish { user_id, company_id, messages }, &Faults::new(), noon());
    }
    let stored = service.stored(question.id.uuid()).unwrap();
    assert_eq!(stored.message.is_archieved, Some(true), "no later edit or pin has undone it");
    assert_eq!((stored.message.is_pinned, stored.message.is_edited), (Some(true), Some(true)));
    let share = all.iter().find_map(|one| one.message.shared.as_ref().map(|_| one.message.id)).unwrap();
    let snapshot = service.stored(share.uuid()).unwrap().message.shared_message.clone().unwrap();
    let named = snapshot.tagged_members_list.unwrap();
    assert_eq!(named[0].member_id, Some(company.me.id.uuid()));
}
