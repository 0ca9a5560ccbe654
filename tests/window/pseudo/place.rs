//! Worlds with every kind of row.

use crate::pictures::{content, here, there};
use crate::world::{DAY, MINUTE, PEOPLE, SECOND, World, channel, direct, group, person};

use confab::chat::attachment::Media;
use confab::chat::message::Shared;
use confab::chat::wish::{self, Mark};
use confab::chat::{MessageId, Stamp, conversation};
use confab::row::{
    Cause, Connection, Delivery, EntryId, Original, Parent, PathAccess, Position, Reaction, Revision, Upload,
    WishState,
};

/// The conversation with every kind of row.
pub(super) fn rows() -> conversation::Id {
    channel(3)
}

/// The conversation with every state of files.
pub(super) fn files() -> conversation::Id {
    channel(4)
}

/// A world with every state of a conversation in the sidebar.
pub(super) fn busy() -> World {
    let mut world = World::busy();
    world.conversation(channel(6), "old-plans", 0, 0);
    world.conversation(group(3), "Tea round", 120, 3);
    let by_name = |world: &World, name: &str| {
        world.conversations.iter().position(|conversation| conversation.name == name).unwrap()
    };
    let at = by_name(&world, "general");
    world.conversations[at].draft = true;
    let at = by_name(&world, "random");
    world.conversations[at].marks.muted = true;
    let at = by_name(&world, "old-plans");
    world.conversations[at].membership = conversation::Membership::Left;
    let at = by_name(&world, "Tea round");
    world.conversations[at].marks.starred = true;
    let at = by_name(&world, "Launch crew");
    world.conversations[at].membership = conversation::Membership::Unmade;
    world
}

pub(super) fn offline(world: &World, cause: Cause, seconds: i64) -> Connection {
    let next_try = Stamp::from_ticks(world.now.ticks() + seconds * SECOND, 0);
    Connection::Offline { next_try, cause, detail: "no route".to_owned() }
}

/// Every kind of message.
pub(super) fn every_row() -> World {
    let (mut world, of) = (busy(), rows());
    let now = world.now.ticks();
    for (days, text) in [(400, "A year ago."), (10, "Ten days ago."), (1, "Yesterday evening.")] {
        world.say_at(of, 7, now - days * DAY, text);
    }
    marked(&mut world, of);
    threads(&mut world, of);
    shares(&mut world, of);
    mine(&mut world, of);
    let last = world.say_at(of, 8, now - 2 * MINUTE, "The last one that was read.");
    world.read.insert(of, Position { ticks: now - 2 * MINUTE, id: last });
    world.say_at(of, 8, now - MINUTE, "The first new one.");
    let long: Vec<String> = (1..400).map(|line| format!("{line}. a line of a long report")).collect();
    world.say_at(of, 2, now - 30 * SECOND, &long.join("\n"));
    world
}

fn marked(world: &mut World, of: conversation::Id) {
    let now = world.now.ticks();
    let say = |world: &mut World, author, minutes: i64, text: &str| {
        world.say_at(of, author, now - minutes * MINUTE, text)
    };
    let edited = say(world, 7, 300, "Edited twice, and both are here.");
    world.alter(edited, |row| (row.earlier, row.message.edited_at) = (2, Some(row.message.sent_at)));
    let version = |text: &str, minutes: i64| Revision {
        text: text.to_owned(),
        at: Stamp::from_ticks(now - minutes * MINUTE, 0),
    };
    world.earlier.insert(edited, vec![version("Edited once.", 301), version("Not edited yet.", 302)]);
    let elsewhere = say(world, 6, 299, "Edited elsewhere.");
    world.alter(elsewhere, |row| row.message.edited_at = Some(row.message.sent_at));
    for (at, pinner) in [Some(0), Some(6), None].into_iter().enumerate() {
        let id = say(world, 2, 290 - 10 * at as i64, "Pinned for everyone.");
        world.alter(id, |row| {
            row.message.marks.pinned_by = Some(person(pinner.unwrap_or(500)));
            row.pinner = pinner.map(|pinner| PEOPLE[pinner as usize].to_owned());
        });
    }
    let id = say(world, 3, 260, "Of every mark one.");
    world.alter(id, |row| {
        row.message.marks.starred_by = Some(person(0));
        row.message.marks.pinned_by = Some(person(6));
        row.pinner = Some(PEOPLE[6].to_owned());
        row.message.marks.reported = Some("spam: again and again".to_owned());
        row.message.tags = vec![person(0)];
    });
    for (minutes, late) in [(250, 20), (240, 90), (10_000, 9_900 - 3 * 1_440)] {
        let id = say(world, 6, minutes, "Late.");
        world.alter(id, |row| row.came_late = Some(Stamp::from_ticks(now - late * MINUTE, 0)));
    }
    say(world, 5, 230, "");
    let archived = say(world, 6, 220, "Done with.");
    world.alter(archived, |row| row.message.marks.archived = true);
    let deleted = say(world, 6, 215, "Gone.");
    world.alter(deleted, |row| row.message.marks.deleted = true);
    let id = say(world, 4, 210, "Reacted to.");
    world.alter(id, |row| {
        let people = (0..40).map(|at| (person(at), PEOPLE[at as usize % 9].to_owned()));
        row.reactions = vec![Reaction { emoji: "🎉".to_owned(), people: people.collect() }];
        let one = |emoji: &emojis::Emoji| Reaction {
            emoji: emoji.as_str().to_owned(),
            people: vec![(person(1), PEOPLE[1].to_owned())],
        };
        row.reactions.extend(emojis::iter().take(45).map(one));
        row.more_reactions = 700;
    });
}

fn threads(world: &mut World, of: conversation::Id) {
    let now = world.now.ticks();
    let root = world.say_at(of, 2, now - 9 * DAY, "Who takes the minutes?");
    world.reply_at(root, 6, now - 8 * DAY, "I can.");
    world.alter(root, |row| row.replies.draft = true);
    let old = world.say_at(of, 2, now - 700 * DAY, "Who was at the first meeting?");
    world.reply_at(old, 6, now - 699 * DAY, "All of us were.");
    let root = world.say_at(of, 2, now - 200 * MINUTE, "Who opens the door?");
    for minutes in [190, 189, 188] {
        world.reply_at(root, 1, now - minutes * MINUTE, "Not me.");
    }
    world.alter(root, |row| row.replies.draft = true);
    let draft = world.say_at(of, 2, now - 187 * MINUTE, "Nobody replied to this yet.");
    world.alter(draft, |row| row.replies.draft = true);
    let lost = world.reply_at(root, 6, now - 180 * MINUTE, "To one that was deleted.");
    world.alter(lost, |row| row.parent = Some(Parent::Deleted));
    let far = world.reply_at(root, 6, now - 179 * MINUTE, "To one that is not here.");
    world.alter(far, |row| row.parent = Some(Parent::Unknown));
    let deleted = world.say_at(of, 6, now - 170 * MINUTE, "Deleted with replies.");
    world.reply_at(deleted, 1, now - 169 * MINUTE, "Why?");
    world.alter(deleted, |row| row.message.marks.deleted = true);
    let archived = world.say_at(of, 6, now - 168 * MINUTE, "Archived with replies.");
    world.reply_at(archived, 1, now - 167 * MINUTE, "Good.");
    world.alter(archived, |row| row.message.marks.archived = true);
}

fn shares(world: &mut World, of: conversation::Id) {
    let now = world.now.ticks();
    let from = [
        (Some(channel(5)), "support-and-escalations-for-the-northern-region", true),
        (Some(channel(99)), "", false),
        (Some(direct(6)), "", true),
        (Some(group(9)), "", false),
        (None, "", false),
    ];
    for (at, (conversation, place, is_here)) in from.into_iter().enumerate() {
        let id = world.say_at(of, 6, now - (150 - at as i64) * MINUTE, "Look:");
        let shared = Shared {
            id: MessageId::fresh(),
            conversation,
            author: Some(person(6)),
            author_name: PEOPLE[6].to_owned(),
            sent_at: Some(Stamp::from_ticks(now - 30 * DAY, 0)),
            text: "What was shared.".to_owned(),
            kind: confab::chat::message::Kind::Text,
            files: Vec::new(),
            more_files: 2,
            tags: Vec::new(),
            parent: None,
            reported: None,
        };
        world.alter(id, |row| {
            row.message.shared = Some(Box::new(shared));
            row.original = Some(Original { place: place.to_owned(), here: is_here });
        });
    }
}

/// The user's own messages, in every state.
fn mine(world: &mut World, of: conversation::Id) {
    let now = world.now.ticks();
    let since = Stamp::from_ticks(now - 20 * SECOND, 0);
    let put = |world: &mut World, minutes: i64, text: &str, delivery| {
        world.put(of, 0, now - minutes * MINUTE, text, delivery)
    };
    let older = put(world, 60, "Changed here.", Delivery::Seen);
    world.alter(older, |row| row.message.server_text = Some("Changed there.".to_owned()));
    for (minutes, kept) in [(59, 1), (58, 400)] {
        let cut = put(world, minutes, "Kept in part.", Delivery::Seen);
        world.alter(cut, |row| row.message.server_kept = Some(kept));
    }
    put(world, 50, "Sent.", Delivery::Accepted);
    put(world, 49, "Not sent yet.", Delivery::Waiting { since, unanswered: false });
    put(world, 48, "Sent or not.", Delivery::Waiting { since, unanswered: true });
    let reason = "You are no longer a member of this channel.".to_owned();
    let text = "Dates are fixed.";
    let id = put(world, 47, text, Delivery::Parked { entry: EntryId(1), reason: reason.clone() });
    world.wait(of, id, text, WishState::Parked(reason), 47);
}

/// A message for every state of a file.
pub(super) fn every_file() -> World {
    let (mut world, of) = (busy(), files());
    let now = world.now.ticks();
    let mut minutes = 100;
    let mut say = |world: &mut World, author: u128, text: &str| {
        minutes -= 1;
        world.put(of, author, now - minutes * MINUTE, text, Delivery::Settled)
    };
    world.shelf.broken.insert(content(21));
    for (name, access) in [
        ("sea.jpg", PathAccess::Store),
        ("hill.jpg", PathAccess::Web),
        ("lost.jpg", PathAccess::Store),
        ("lake.jpg", PathAccess::Web),
        ("report.pdf", PathAccess::Store),
        ("paper.pdf", PathAccess::Web),
        ("lost.pdf", PathAccess::Store),
        ("foreign.pdf", PathAccess::None),
        ("song.mp3", PathAccess::Web),
        ("talk.mp3", PathAccess::Store),
        ("foreign.mp3", PathAccess::None),
    ] {
        let id = say(&mut world, 2, "A file:");
        world.attach(id, there(name, access));
        if name == "lake.jpg" {
            world.alter(id, |row| row.files[0].facts = here("lake.jpg", 9, None, 26_000_000).1.facts);
        }
    }
    let id = say(&mut world, 2, "Damaged:");
    world.attach(id, here("cut.png", 21, Some((800, 500)), 9_000));
    let id = say(&mut world, 2, "Small and damaged:");
    for number in 0..2 {
        world.attach(id, here("cut too.png", 21, Some((800, 500)), 9_000));
        world.alter(id, |row| row.message.more_files = 700 * number);
    }
    let id = say(&mut world, 2, "All kinds:");
    let mut sound = here("memo.m4a", 31, None, 400_000);
    if let Some(facts) = &mut sound.1.facts {
        facts.millis = Some(123_000);
    }
    world.attach(id, sound);
    for (number, name) in [
        "report.pdf",
        "film.mp4",
        "all.zip",
        "list.xlsx",
        "slides.pptx",
        "letter.docx",
        "page.html",
        "plain.txt",
    ]
    .into_iter()
    .enumerate()
    {
        world.attach(id, here(name, 40 + number as u8, None, if number == 0 { 900 } else { 1_200_000 }));
    }
    for (number, sort) in [
        "application/x-executable",
        "application/vnd.microsoft.portable-executable",
        "text/x-shellscript",
        "image/png",
    ]
    .into_iter()
    .enumerate()
    {
        let mut other = here("holiday.pdf", 60 + number as u8, None, 8_000);
        if let Some(facts) = &mut other.1.facts {
            facts.media = Media::Other;
            facts.media_type = sort.to_owned();
        }
        world.attach(id, other);
    }
    own_files(&mut world, of);
    world
}

/// Messages with files that are not uploaded yet.
fn own_files(world: &mut World, of: conversation::Id) {
    let now = world.now.ticks();
    let trouble = || Upload::Trouble("The store does not answer.".to_owned());
    for (at, (name, upload)) in [
        ("waits.jpg", Upload::Waits),
        ("waits.pdf", Upload::Waits),
        ("waits.mp3", Upload::Waits),
        ("no place.pdf", Upload::NoStore),
        ("no place.jpg", Upload::NoStore),
        ("trouble.pdf", trouble()),
        ("trouble.jpg", trouble()),
    ]
    .into_iter()
    .enumerate()
    {
        let delivery = Delivery::Waiting { since: world.now, unanswered: false };
        let id = world.put(of, 0, now - (40 - at as i64) * MINUTE, "From me:", delivery);
        let size = name.ends_with("jpg").then_some((1_600, 1_000));
        let mut file = here(name, 70 + at as u8, size, 12_000_000);
        file.1.upload = Some(upload);
        world.attach(id, file);
    }
}

/// Every state of a wish in the outbox, and every kind of wish.
pub(super) fn full_outbox() -> World {
    let mut world = every_file();
    let now = world.now.ticks();
    let of = channel(5);
    let id = world.put(of, 0, now - 50 * MINUTE, "Rejected.", Delivery::Settled);
    let reason = "The text is too long for this server.".to_owned();
    world.wait(of, id, "Rejected.", WishState::Parked(reason), 3 * 1_440);
    world.wait(of, id, "Behind the rejected one.", WishState::Behind(EntryId(1)), 200);
    let states = [
        WishState::Queued,
        WishState::InFlight,
        WishState::Unanswered,
        WishState::Quarantined("a number is missing".to_owned()),
        WishState::Files(Upload::Waits),
        WishState::Files(Upload::NoStore),
        WishState::Files(Upload::Trouble("The store does not answer.".to_owned())),
    ];
    for state in states {
        world.wait(direct(6), id, "Everything else.", state, 0);
    }
    world.waiting[2].attempts = 7;
    let marks = [Mark::Pin, Mark::Star, Mark::Archive].map(wish::Kind::Mark);
    let kinds = [
        wish::Kind::Edit,
        wish::Kind::Delete,
        wish::Kind::Tag,
        wish::Kind::Share,
        wish::Kind::React,
        wish::Kind::Report,
        wish::Kind::Decide,
        wish::Kind::Create,
        wish::Kind::Invite,
        wish::Kind::Leave,
        wish::Kind::Mute,
        wish::Kind::StarConversation,
        wish::Kind::Hide,
    ];
    for kind in marks.into_iter().chain(kinds) {
        world.wait(of, id, "", WishState::Queued, 5);
        world.waiting.last_mut().unwrap().kind = kind;
    }
    world
}
