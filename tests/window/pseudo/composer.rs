//! The composer in every state.

use super::check::{Faults, Shot};
use super::data::Data;
use super::{SIZES, Sizes, begin, draw, enter, place};

use crate::pictures::{content, here};
use crate::twin::{Message, Play, change};
use crate::world::channel;

use confab::chat::attachment::StagedFile;
use confab::chat::conversation::Membership;
use confab::headless::{Chord, Driver};
use confab::language::{self, Language};
use confab::row::Change;
use confab::screen::inbox::Message as Screen;
use confab::screen::inbox::staging;

use iced::keyboard::key::Named;

use std::path::PathBuf;

fn taken(name: &str, number: u8) -> StagedFile {
    let (_, file) = here(name, number, None, 1_200_000);
    StagedFile { content: content(number), name: name.to_owned(), facts: file.facts.unwrap() }
}

async fn stage(window: &mut Driver<Play>, message: staging::Message) {
    window.send(Message::Screen(Screen::Staging(message))).await;
}

async fn opened(size: Sizes) -> Driver<Play> {
    let mut window = begin(place::busy(), size).await;
    enter(&mut window, channel(5)).await;
    window
}

#[tokio::test]
async fn texts_edits_and_completions() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    let typed = ["thanks @", "@", "done :tad", ":tad", "Written by me."];
    for size in SIZES {
        let shot = |name| Shot { name, size };
        let data = Data::of_world(&place::busy()).with(&typed);
        let mut window = opened(size).await;
        faults.see(&mut window, shot("composer"), None, &data);
        window.type_text("thanks @").await;
        faults.see(&mut window, shot("completion"), None, &data);
        let mut window = opened(size).await;
        window.type_text("done :tad").await;
        faults.check(&mut window, shot("completion-emoji"), None, &data);
        let mut window = opened(size).await;
        window.type_text(" ").await;
        window.key(Chord::named(Named::Enter)).await;
        faults.check(&mut window, shot("composer-blank"), None, &data);
        window.type_text("Written by me.").await;
        window.key(Chord::named(Named::Enter)).await;
        window.key(Chord::named(Named::ArrowUp)).await;
        faults.see(&mut window, shot("composer-edit"), None, &data);
        window.key(Chord::character('a').command()).await;
        window.key(Chord::named(Named::Backspace)).await;
        window.key(Chord::named(Named::Enter)).await;
        faults.check(&mut window, shot("composer-edit-empty"), None, &data);
    }
    faults.none();
}

#[tokio::test]
async fn what_was_not_saved_and_what_is_too_long() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    for size in SIZES {
        let shot = |name| Shot { name, size };
        let long = "x".repeat(30_000);
        let data = Data::of_world(&place::busy()).with(&["Written by me.", &long]);
        let mut window = opened(size).await;
        window.set_clipboard(&long);
        window.key(Chord::character('v').command()).await;
        faults.see(&mut window, shot("composer-too-long"), None, &data);
        let mut window = opened(size).await;
        let refused =
            change(Change::Sidebar, |world| world.refuses = Some("[Ťhéé ďííšk ííš fúúll.]".to_owned()));
        window.send(refused).await;
        window.type_text("Written by me.").await;
        window.key(Chord::named(Named::Enter)).await;
        faults.see(&mut window, shot("composer-refused"), None, &data);
    }
    faults.none();
}

#[tokio::test]
async fn files_to_send() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    let names = ["plan.pdf", "Voice memo.m4a", "holiday.png"];
    for size in SIZES {
        let shot = |name| Shot { name, size };
        let data = Data::of_world(&place::busy()).with(&names).with(&["More:", "png"]);
        let of = channel(5).into();
        let mut window = opened(size).await;
        let chosen = |count: usize| Ok(Some(vec![PathBuf::from("/a.pdf"); count]));
        for count in [1, 4] {
            stage(&mut window, staging::Message::Chosen { of, result: chosen(count) }).await;
            faults.check(&mut window, shot("composer-files-coming"), None, &data);
        }
        window.key(Chord::named(Named::Enter)).await;
        draw(&mut window, shot("composer-files-coming"));
        faults.check(&mut window, shot("composer-files-then-send"), None, &data);
        let mut files: Vec<StagedFile> =
            names.iter().enumerate().map(|(at, name)| taken(name, at as u8 + 1)).collect();
        files[1].facts.millis = Some(123_000);
        files[2].facts.media_type = "application/x-executable".to_owned();
        let mut window = opened(size).await;
        window.type_text("More:").await;
        let results = files.clone().into_iter().map(Ok).collect();
        stage(&mut window, staging::Message::Taken { of, results, most: 3 }).await;
        faults.see(&mut window, shot("composer-files"), None, &data);
        let results = vec![Ok(files[0].clone())];
        stage(&mut window, staging::Message::Taken { of, results, most: 3 }).await;
        faults.check(&mut window, shot("composer-files-many"), None, &data);
        stage(&mut window, staging::Message::Hovered).await;
        faults.see(&mut window, shot("drop"), None, &data);
    }
    faults.none();
}

#[tokio::test]
async fn a_conversation_that_takes_no_messages() {
    language::choose_here(Language::Pseudo);
    let mut faults = Faults::default();
    for size in SIZES {
        for (name, membership) in [("left", Membership::Left), ("not-created", Membership::Unmade)] {
            let mut world = place::busy();
            for conversation in
                world.conversations.iter_mut().filter(|conversation| conversation.id == channel(5))
            {
                conversation.membership = membership;
            }
            let data = Data::of_world(&world);
            let mut window = begin(world, size).await;
            enter(&mut window, channel(5)).await;
            draw(&mut window, Shot { name, size });
            faults.check(&mut window, Shot { name, size }, None, &data);
        }
    }
    faults.none();
}
