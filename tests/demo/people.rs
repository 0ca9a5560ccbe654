//! The invented company is reproducible and complete, and looks like a real one.

use super::stage::{company, noon};

use confab::chat::conversation::{self, Kind};
use confab::chat::{Message, message};
use confab::demo::chatter::{self, Language};
use confab::demo::people::{Company, Size};
use confab::demo::service::{Query, Service};

use std::collections::{BTreeMap, BTreeSet, HashSet};

const DAY: i64 = 24 * 3_600 * 10_000_000;

fn usual() -> Company {
    Company::invent(1, Size::default(), noon())
}

fn of(company: &Company, id: conversation::Id) -> Vec<&Message> {
    company.messages.iter().filter(|message| message.conversation == id).collect()
}

#[test]
fn a_seed_repeats_the_whole_company_and_another_does_not() {
    let (one, two, other) = (company(), company(), Company::invent(8, Size::default(), noon()));
    assert_eq!(one.messages, two.messages);
    assert_eq!(one.people, two.people);
    assert_eq!(one.conversations, two.conversations);
    assert_ne!(one.me.id, other.me.id);
    assert_ne!(one.messages[0].id, other.messages[0].id);
}

#[test]
fn the_asked_for_numbers_come_out_exactly_and_every_id_and_name_once() {
    for (people, messages) in [(4, 50), (24, 600), (300, 3_000)] {
        let company = Company::invent(2, Size { people, messages }, noon());
        assert_eq!((company.people.len(), company.messages.len()), (people, messages));
        let names: BTreeSet<&str> = company.people.iter().map(|person| person.name.as_str()).collect();
        assert_eq!(names.len(), people);
        let ids: HashSet<_> = company.messages.iter().map(|message| message.id).collect();
        assert_eq!(ids.len(), messages);
    }
    assert_eq!(Company::invent(2, Size { people: 0, messages: 0 }, noon()).people.len(), 4);
}

#[test]
fn every_line_of_the_chatter_reads_and_every_place_has_some() {
    assert_eq!(chatter::misread(), Vec::<&str>::new());
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for exchange in chatter::exchanges() {
        *places.entry(exchange.place).or_default() += 1;
    }
    let company = usual();
    for conversation in &company.conversations {
        let place = match conversation.id.kind() {
            Kind::Channel => conversation.name.as_str(),
            Kind::Direct => "direct",
            Kind::Group => "group",
        };
        assert!(places.get(place).is_some_and(|count| *count >= 2), "{place}");
    }
}

#[test]
fn no_slot_stays_open_and_tags_stand_in_the_text() {
    let company = usual();
    let mut tagged = 0;
    for message in &company.messages {
        for slot in [
            "{part}",
            "{place}",
            "{day}",
            "{n}",
            "{@",
            "{version}",
            "{customer}",
            "{town}",
            "{time",
            "{file}",
        ] {
            assert!(!message.text.contains(slot), "{}", message.text);
        }
        for person in &message.tags {
            tagged += 1;
            let name = &company.person(*person).unwrap().name;
            assert!(message.text.contains(&format!("@{name}")), "{}", message.text);
        }
    }
    assert!(tagged > 3, "{tagged}");
}

#[test]
fn people_write_another_language_only_if_it_is_theirs() {
    let mut written = BTreeSet::new();
    for seed in 1..=6 {
        for people in [4, 8, 24] {
            let company = Company::invent(seed, Size { people, messages: 400 }, noon());
            for message in &company.messages {
                // A tag is the name of somebody else.
                let text = message.tags.iter().fold(message.text.clone(), |text, person| {
                    text.replace(&company.person(*person).unwrap().name, "")
                });
                let Some(language) = Language::of(&text) else { continue };
                let own = match language {
                    Language::Arabic => "Yara Haddad",
                    Language::Chinese => "林 小雨",
                    Language::Hebrew => "מיכל ברק",
                    Language::Japanese => "佐々木 美咲",
                    Language::Russian => "Артём Лебедев",
                };
                assert_eq!(message.author_name, own, "{text}");
                written.insert(language);
            }
        }
    }
    assert_eq!(written.len(), 5, "{written:?}");
}

#[test]
fn a_history_of_the_usual_size_repeats_no_conversation() {
    for seed in 1..=6 {
        let company = Company::invent(seed, Size::default(), noon());
        let mut seen = BTreeSet::new();
        let texts = company.messages.iter().filter(|message| message.reacted_by.is_none());
        for text in texts.map(|message| &message.text).filter(|text| text.chars().count() > 30) {
            assert!(seen.insert(text), "seed {seed}: {text}");
        }
    }
}

#[test]
fn the_history_looks_lived_in_whatever_the_seed() {
    for seed in 1..=6 {
        let company = Company::invent(seed, Size::default(), noon());
        let least = |what: &str, wanted: usize, test: &dyn Fn(&Message) -> bool| {
            let found = company.messages.iter().filter(|message| test(message)).count();
            assert!(found >= wanted, "seed {seed}: {found} {what}");
        };
        least("reactions", 45, &|m| m.kind == message::Kind::Reaction && m.reacted_by.is_some());
        least("replies", 1, &|m| m.parent.is_some() && m.reacted_by.is_none());
        least("pins", 2, &|m| m.marks.pinned_by.is_some());
        least("pieces of code", 3, &|m| m.text.contains("```"));
        least("links", 3, &|m| m.text.contains("https://"));
        least("long ones", 1, &|m| m.text.chars().count() > 400);
        least("in CJK", 2, &|m| m.text.chars().any(|c| ('\u{3040}'..='\u{9fff}').contains(&c)));
        least("right to left", 1, &|m| m.text.chars().any(|c| ('\u{0590}'..='\u{06ff}').contains(&c)));
        least("of the person's own", 25, &|m| m.author == company.me.id);
        least("edited", 1, &|m| m.edited_at.is_some());
        least("passed on", 1, &|m| m.shared.is_some());
        least("starred", 1, &|m| m.marks.starred_by == Some(company.me.id));
        least("reported", 1, &|m| m.marks.reported.is_some());
        least("archived", 1, &|m| m.marks.archived);
        let general = company.conversations[0].id;
        let today = |what: &str, test: &dyn Fn(&Message) -> bool| {
            let found = company.messages.iter().rev().filter(|m| m.conversation == general).take(20);
            assert!(
                found.into_iter().any(test),
                "seed {seed}: nothing {what} stands at the end of the first channel"
            );
        };
        today("tagging the person", &|m| m.tags.contains(&company.me.id));
        today("pinned", &|m| m.marks.pinned_by.is_some());
        today("starred", &|m| m.marks.starred_by.is_some());
        today("edited", &|m| m.edited_at.is_some());
        today("deleted", &|m| m.marks.deleted);
        today("passed on", &|m| m.shared.is_some());
        today("in a thread", &|m| m.parent.is_some() && m.reacted_by.is_none());
        let unread: BTreeSet<_> =
            company.messages.iter().filter(|m| !m.marks.read).map(|message| message.conversation).collect();
        assert!((3..12).contains(&unread.len()), "{}", unread.len());
        assert!(company.messages.iter().all(|m| m.author != company.me.id || m.marks.read));
        let texts: BTreeSet<&str> = company.messages.iter().map(|message| message.text.as_str()).collect();
        assert!(texts.len() > 220, "{}", texts.len());
    }
}

#[test]
fn it_is_spread_over_days_in_order_and_ends_before_now() {
    let company = usual();
    let at: Vec<i64> = company.messages.iter().map(|message| message.sent_at.ticks()).collect();
    assert!(at.is_sorted());
    assert!(at.iter().all(|at| *at < noon().ticks()));
    assert!(noon().ticks() - at.last().unwrap() < 90 * 60 * 10_000_000, "somebody spoke lately");
    let days: BTreeSet<i64> = at.iter().map(|at| at.div_euclid(DAY)).collect();
    assert!(days.len() >= 5, "{}", days.len());
    for conversation in &company.conversations {
        assert!(!of(&company, conversation.id).is_empty(), "{}", conversation.name);
    }
}

#[test]
fn authors_are_members_and_children_have_their_parents_before_them() {
    let company = usual();
    let mut seen = HashSet::new();
    for message in &company.messages {
        let conversation = company.conversation(message.conversation).unwrap();
        match conversation.id {
            conversation::Id::Direct(person) => {
                assert!(message.author == person || message.author == company.me.id);
            }
            conversation::Id::Channel(_) | conversation::Id::Group(_) => {
                assert!(conversation.members.contains(&message.author));
            }
        }
        assert!(message.parent.is_none_or(|parent| seen.contains(&parent)));
        seen.insert(message.id);
    }
}

#[test]
fn the_service_has_the_same_history() {
    let company = usual();
    let service = Service::of_company(&company);
    assert_eq!(service.count(), company.messages.len());
    let mine = service.messages(&Query::default(), company.me.id.uuid());
    assert_eq!(mine.len(), company.messages.len(), "the person at the demo is everywhere");
    for (ours, theirs) in company.messages.iter().zip(&mine) {
        assert_eq!(Some(ours.id.uuid()), theirs.id);
        assert_eq!(Some(&ours.text), theirs.message.as_ref());
        assert_eq!(Some(ours.marks.read), theirs.is_read);
        assert_eq!(ours.sent_at.ticks(), theirs.message_date_time.as_ref().unwrap().ticks());
    }
}

#[test]
fn a_hundred_thousand_messages_are_invented_in_a_moment() {
    let began = std::time::Instant::now();
    let company = Company::invent(3, Size { people: 200, messages: 100_000 }, noon());
    assert_eq!(company.messages.len(), 100_000);
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

#[test]
#[ignore = "for the eye: prints the history"]
fn print_the_history() {
    let company = usual();
    for conversation in &company.conversations {
        println!("\n== {} ({})", conversation.title(), conversation.members.len());
        for message in of(&company, conversation.id) {
            println!(
                "{} {:<22} {}{}{}",
                message.sent_at.utc().format("%a %d %H:%M:%S"),
                message.author_name,
                if message.marks.read { "" } else { "* " },
                if message.parent.is_some() { "↳ " } else { "" },
                message.text.replace('\n', " ⏎ ").chars().take(90).collect::<String>(),
            );
        }
    }
}
