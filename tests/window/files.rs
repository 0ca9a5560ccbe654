//! Pictures, sounds and cards under messages: their size, their requests, and the actions on them.

use crate::pictures::{content, here, there};
use crate::twin::{Message, Play, Setup, change, file_asks, file_requests, open, picture};
use crate::world::{MINUTE, World, channel};

use confab::chat::MessageId;
use confab::headless::{Chord, Driver};
use confab::intent::Intent;
use confab::intent::files::{Ask, FileRequest};
use confab::row::{Change, Delivery, PathAccess, Playback, Progress, Transfer, Transfers, Upload, WishState};
use confab::screen::inbox::Message as Screen;
use confab::screen::inbox::files;

use iced::keyboard::key::Named;

fn draws(window: &Driver<Play>) -> usize {
    file_requests(window).iter().filter(|ask| matches!(ask, FileRequest::Draw(_))).count()
}

/// A conversation that begins with a few texts.
fn conversation() -> World {
    let mut world = World::busy();
    let now = world.now.ticks();
    world.say_at(channel(3), 7, now - 50 * MINUTE, "Here is what we saw on Friday.");
    world
}

fn post(world: &mut World, author: u128, minutes: i64, text: &str) -> MessageId {
    let at = world.now.ticks() - minutes * MINUTE;
    if author == 0 {
        world.put(channel(3), 0, at, text, Delivery::Seen)
    } else {
        world.say_at(channel(3), author, at, text)
    }
}

async fn shown(world: World, setup: Setup) -> Driver<Play> {
    let mut window = open(world, setup).await;
    window.click("launch-2027").await.unwrap();
    window.settle().await;
    window
}

/// Sets the progress of transfers that the screen reads.
async fn tell(window: &mut Driver<Play>, transfers: Vec<(Transfer, Progress)>) {
    let transfers = Transfers(transfers.into_iter().collect());
    window.send(Message::Screen(Screen::Files(files::Message::TransfersRead(transfers)))).await;
}

#[tokio::test]
async fn the_room_of_a_picture_is_there_before_it_and_stays_when_it_comes() {
    let mut world = conversation();
    let id = post(&mut world, 2, 40, "The lake");
    world.attach(id, here("lake.jpg", 1, Some((4_000, 3_000)), 3_100_000));
    post(&mut world, 2, 39, "and below it");
    world.shelf.dark = true;
    let mut window = shown(world, Setup::default()).await;
    let before = window.find("and below it").unwrap();
    assert_eq!(draws(&window), 1);
    let Some(FileRequest::Draw(sight)) =
        file_requests(&window).into_iter().find(|ask| matches!(ask, FileRequest::Draw(_)))
    else {
        panic!("asked")
    };
    assert_eq!((sight.within.width, sight.within.height), (360, 270));
    let mut world = window.state().world.clone();
    let Some(message) = crate::pictures::answer_session(
        &mut {
            world.shelf.dark = false;
            world
        },
        &FileRequest::Draw(sight),
    ) else {
        panic!("drawn")
    };
    window.send(Message::Screen(Screen::Files(message))).await;
    assert!(window.find("Picture lake.jpg").is_ok(), "it is there");
    assert_eq!(window.find("and below it").unwrap(), before);
}

#[tokio::test]
async fn a_picture_is_wanted_once_however_often_it_is_drawn() {
    let mut world = conversation();
    let id = post(&mut world, 2, 40, "The lake");
    world.attach(id, here("lake.jpg", 1, Some((4_000, 3_000)), 3_100_000));
    let away = post(&mut world, 2, 38, "The sea");
    world.attach(away, there("sea.jpg", PathAccess::Store));
    let mut window = shown(world, Setup::default()).await;
    for _ in 0..4 {
        window.hover("The lake").await.unwrap();
        window.hover("The sea").await.unwrap();
        window.png(&picture("files-once")).unwrap();
    }
    assert_eq!(draws(&window), 1);
    let fetches =
        file_requests(&window).iter().filter(|ask| matches!(ask, FileRequest::Fetch { .. })).count();
    assert_eq!(fetches, 1);
}

#[tokio::test]
async fn a_picture_that_is_learned_about_keeps_the_room_it_was_given() {
    let mut world = conversation();
    let id = post(&mut world, 2, 40, "The sea");
    world.attach(id, there("sea.jpg", PathAccess::Store));
    post(&mut world, 2, 39, "and below it");
    let mut window = shown(world, Setup::default()).await;
    let before = window.find("and below it").unwrap();
    window
        .send(change(Change::Files, move |world| {
            let (_, file) = here("sea.jpg", 9, Some((900, 3_000)), 2_000_000);
            world.alter(id, |row| row.files[0] = file);
        }))
        .await;
    assert_eq!(draws(&window), 1);
    assert!(window.find("Picture sea.jpg").is_ok());
    assert_eq!(window.find("and below it").unwrap(), before);
}

#[tokio::test]
async fn a_file_from_elsewhere_is_loaded_on_a_word_alone() {
    let mut world = conversation();
    let id = post(&mut world, 2, 40, "From their site");
    world.attach(id, there("chart.png", PathAccess::Web));
    let mut window = shown(world, Setup::default()).await;
    assert!(file_requests(&window).is_empty(), "{:?}", file_requests(&window));
    assert!(window.find("PNG picture on files.example.org").is_ok());
    window.click("Load").await.unwrap();
    assert!(
        matches!(&file_requests(&window)[..], [FileRequest::Fetch { path }] if path.ends_with("chart.png"))
    );
}

#[tokio::test]
async fn a_file_that_did_not_come_says_why_and_is_tried_again() {
    let mut world = conversation();
    let id = post(&mut world, 2, 40, "The sea");
    world.attach(id, there("sea.jpg", PathAccess::Store));
    let mut window = shown(world, Setup::default()).await;
    let of = Transfer::Fetch("https://files.example.org/2026/11/sea.jpg".to_owned());
    let gone = "It is not there any more. Its sender may have deleted it.";
    tell(&mut window, vec![(of.clone(), Progress::Failed(gone.to_owned()))]).await;
    assert!(window.find(gone).is_ok());
    let before = file_requests(&window).len();
    window.click("Try again").await.unwrap();
    assert_eq!(
        file_requests(&window)[before..],
        [
            FileRequest::Again(of),
            FileRequest::Fetch { path: "https://files.example.org/2026/11/sea.jpg".to_owned() }
        ]
    );
    assert!(window.find(gone).is_err());
}

#[tokio::test]
async fn a_picture_that_cannot_be_drawn_says_why_and_can_be_saved() {
    let mut world = conversation();
    let id = post(&mut world, 2, 40, "The sea");
    world.attach(id, here("sea.jpg", 4, Some((900, 600)), 2_000));
    world.shelf.broken.insert(content(4));
    let mut window = shown(world, Setup::default()).await;
    assert!(window.find("This picture is incomplete or damaged.").is_ok());
    window.click("Save…").await.unwrap();
    assert!(matches!(file_asks(&window).last(), Some(Ask::Save { name, .. }) if name == "sea.jpg"));
}

#[tokio::test]
async fn what_a_person_stops_does_not_begin_by_itself_again() {
    let mut world = conversation();
    let id = post(&mut world, 2, 40, "The sea");
    world.attach(id, there("sea.jpg", PathAccess::Store));
    let mut window = shown(world, Setup::default()).await;
    let of = Transfer::Fetch("https://files.example.org/2026/11/sea.jpg".to_owned());
    let running = Progress::Running { done: 3_100_000, total: Some(12_000_000) };
    tell(&mut window, vec![(of.clone(), running)]).await;
    assert!(window.find("Loading 3.1 of 12 MB").is_ok());
    window.click("Stop").await.unwrap();
    tell(&mut window, Vec::new()).await;
    let fetches =
        || file_requests(&window).iter().filter(|ask| matches!(ask, FileRequest::Fetch { .. })).count();
    assert_eq!(fetches(), 1);
    assert!(file_requests(&window).contains(&FileRequest::Cancel(of)));
    window.click("Load").await.unwrap();
    let fetches =
        file_requests(&window).iter().filter(|ask| matches!(ask, FileRequest::Fetch { .. })).count();
    assert_eq!(fetches, 2);
}

#[tokio::test]
async fn a_sound_is_played_paused_sought_in_and_says_when_it_cannot_be() {
    let mut world = conversation();
    let id = post(&mut world, 2, 40, "");
    let mut sound = here("memo.m4a", 5, None, 400_000);
    if let Some(facts) = &mut sound.1.facts {
        facts.millis = Some(123_000);
    }
    world.attach(id, sound);
    let mut window = shown(world, Setup::default()).await;
    assert!(file_requests(&window).contains(&FileRequest::Hear(content(5))));
    window.click("Play").await.unwrap();
    assert_eq!(file_requests(&window).last(), Some(&FileRequest::Play { content: content(5), from: 0 }));
    let playing = Playback::Playing { content: content(5), at: 14_200 };
    window.send(Message::Screen(Screen::Files(files::Message::PlaybackRead(playing.clone())))).await;
    assert!(window.find("0:14 / 2:03").is_ok());
    window.send(change(Change::Connection, move |world| world.shelf.playback = playing)).await;
    window.click("Pause").await.unwrap();
    assert_eq!(file_requests(&window).last(), Some(&FileRequest::Pause));
    // O on its message continues from the paused position.
    window.key(Chord::named(Named::F6)).await;
    window.key(Chord::character('o')).await;
    assert_eq!(file_requests(&window).last(), Some(&FileRequest::Play { content: content(5), from: 14_200 }));
    // A press on the waveform.
    let play = window.find("Pause").unwrap();
    let name = window.find("memo.m4a").unwrap();
    window.click_at(iced::Point::new(name.x + 4.0, play.center_y())).await;
    assert!(matches!(file_requests(&window).last(), Some(FileRequest::Play { from, .. }) if *from < 6_000));
    let failed = Playback::Failed { content: content(5), reason: "No sound service answers.".to_owned() };
    window.send(Message::Screen(Screen::Files(files::Message::PlaybackRead(failed)))).await;
    assert!(window.find("No sound service answers.").is_ok());
}

#[tokio::test]
async fn a_sound_that_is_not_here_is_brought_and_then_played() {
    let mut world = conversation();
    let id = post(&mut world, 2, 40, "");
    let mut sound = there("lecture.mp3", PathAccess::Store);
    sound.0.duration = Some("01:30:00".to_owned());
    world.attach(id, sound);
    let mut window = shown(world, Setup::default()).await;
    assert!(file_requests(&window).is_empty(), "it is long");
    assert!(window.find("1:30:00").is_ok());
    window.click("Play").await.unwrap();
    assert!(matches!(file_requests(&window).last(), Some(FileRequest::Fetch { .. })));
    window
        .send(change(Change::Files, move |world| {
            let (_, file) = here("lecture.mp3", 6, None, 60_000_000);
            world.alter(id, |row| row.files[0] = file);
        }))
        .await;
    assert!(file_requests(&window).contains(&FileRequest::Play { content: content(6), from: 0 }));
}

#[tokio::test]
async fn a_sound_that_was_stopped_does_not_play_later() {
    let mut world = conversation();
    let id = post(&mut world, 2, 40, "");
    let mut sound = there("lecture.mp3", PathAccess::Store);
    let path = sound.0.path.clone();
    sound.0.duration = Some("01:30:00".to_owned());
    world.attach(id, sound);
    let mut window = shown(world, Setup::default()).await;
    window.click("Play").await.unwrap();
    let of = Transfer::Fetch(path);
    tell(&mut window, vec![(of.clone(), Progress::Running { done: 9, total: Some(60_000_000) })]).await;
    window.click("Stop loading").await.unwrap();
    assert!(file_requests(&window).contains(&FileRequest::Cancel(of)));
    tell(&mut window, Vec::new()).await;
    window
        .send(change(Change::Files, move |world| {
            let (_, file) = here("lecture.mp3", 6, None, 60_000_000);
            world.alter(id, |row| row.files[0] = file);
        }))
        .await;
    assert!(!file_requests(&window).iter().any(|ask| matches!(ask, FileRequest::Play { .. })));
}

#[tokio::test]
async fn what_nobody_asked_for_and_turns_out_to_be_large_stops_and_is_offered() {
    let mut world = conversation();
    let id = post(&mut world, 2, 40, "");
    let sea = there("sea.jpg", PathAccess::Store);
    let of = Transfer::Fetch(sea.0.path.clone());
    world.attach(id, sea);
    let mut window = shown(world, Setup::default()).await;
    let large = Progress::Running { done: 9, total: Some(2_000_000_000) };
    tell(&mut window, vec![(of.clone(), large.clone())]).await;
    assert!(file_requests(&window).contains(&FileRequest::Cancel(of.clone())));
    tell(&mut window, Vec::new()).await;
    let fetches = |window: &Driver<Play>| {
        file_requests(window).iter().filter(|ask| matches!(ask, FileRequest::Fetch { .. })).count()
    };
    assert_eq!(fetches(&window), 1, "it does not begin again by itself");
    window.click("Load").await.unwrap();
    assert_eq!(fetches(&window), 2);
    let before = file_requests(&window).len();
    tell(&mut window, vec![(of, large)]).await;
    assert_eq!(file_requests(&window).len(), before, "that was asked for");
}

#[tokio::test]
async fn a_card_says_what_a_file_is_and_warns_of_one_that_is_not_what_it_says() {
    let mut world = conversation();
    let id = post(&mut world, 2, 40, "");
    world.attach(
        id,
        here("Quarterly figures for the whole of the northern region, final (2).pdf", 7, None, 12_300_000),
    );
    let mut elf = here("holiday.png", 8, None, 8_000);
    if let Some(facts) = &mut elf.1.facts {
        facts.media = confab::chat::attachment::Media::Other;
        facts.media_type = "application/x-executable".to_owned();
    }
    world.attach(id, elf);
    let mut window = shown(world, Setup::default()).await;
    assert!(window.find("PDF document · 12 MB").is_ok());
    assert!(window.find("Named .png, but it is a program.").is_ok());
    assert!(window.find("Open").is_ok() && window.find("Show in folder").is_ok());
    assert_eq!(draws(&window), 0);
    window.click("Open").await.unwrap();
    assert!(matches!(file_asks(&window).last(), Some(Ask::Open { name, .. }) if name.ends_with(".pdf")));
}

#[tokio::test]
async fn an_upload_shows_how_far_it_is_and_can_be_taken_back() {
    let mut world = conversation();
    let id = post(&mut world, 0, 1, "Here it is");
    let mut file = here("plan.pdf", 7, None, 12_000_000);
    file.1.upload = Some(Upload::Waits);
    world.attach(id, file);
    let mut window = shown(world, Setup::default()).await;
    let of = Transfer::Upload(id, 0);
    tell(&mut window, vec![(of, Progress::Running { done: 3_100_000, total: Some(12_000_000) })]).await;
    assert!(window.find("Uploading 3.1 of 12 MB").is_ok());
    window.click("Delete the message").await.unwrap();
    assert!(window.shows("Message deleted"), "it can be undone");
}

#[tokio::test]
async fn what_waits_for_its_files_says_how_far_they_are() {
    let mut world = conversation();
    let id = post(&mut world, 0, 1, "");
    for number in [7, 8] {
        let mut file = here("plan.pdf", number, None, 12_000_000);
        file.1.upload = Some(Upload::Waits);
        world.attach(id, file);
    }
    world.wait(channel(3), id, "plan.pdf, plan.pdf", WishState::Files(Upload::Waits), 1);
    let mut window = shown(world, Setup::default()).await;
    window.key(Chord::character('o').command().shift()).await;
    assert!(window.shows_part("Waiting for its files to be uploaded."));
    let first = (Transfer::Upload(id, 0), Progress::Running { done: 3_100_000, total: Some(12_000_000) });
    let second = (Transfer::Upload(id, 1), Progress::Running { done: 1_000_000, total: Some(8_000_000) });
    tell(&mut window, vec![first.clone(), second]).await;
    assert!(window.shows_part("Uploading 4.1 of 20 MB."));
    window.png(&picture("files-waiting")).unwrap();
    tell(&mut window, vec![first, (Transfer::Upload(id, 1), Progress::Running { done: 5, total: None })])
        .await;
    assert!(window.shows_part("Uploading 3.1 MB."));
}

#[tokio::test]
async fn a_message_without_a_place_for_its_files_leads_to_the_preferences() {
    let mut world = conversation();
    let id = post(&mut world, 0, 1, "Here they are");
    for number in 0..2 {
        let mut file = here("plan.pdf", number, None, 12_000_000);
        file.1.upload = Some(Upload::NoStore);
        world.attach(id, file);
    }
    let mut window = shown(world, Setup::default()).await;
    let said = window
        .texts()
        .iter()
        .filter(|found| found.text == "Not sent yet: file storage is not set up.")
        .count();
    assert_eq!(said, 1);
    window.click("Preferences").await.unwrap();
    let places = &window.state().world.asked;
    assert!(matches!(places.last(), Some(Intent::Open(confab::intent::Place::Preferences))));
}

#[tokio::test]
async fn files_are_reached_by_keys() {
    let mut world = conversation();
    let id = post(&mut world, 2, 40, "");
    world.attach(id, here("a.png", 1, Some((900, 600)), 3_000));
    world.attach(id, here("notes.pdf", 2, None, 3_000));
    let mut window = shown(world, Setup::default()).await;
    window.key(Chord::named(Named::F6)).await;
    window.key(Chord::named(Named::Enter)).await;
    for words in ["Open picture", "Save a.png…", "Save notes.pdf…", "Open notes.pdf"] {
        assert!(window.find(words).is_ok(), "{words}");
    }
    window.png(&picture("files-menu")).unwrap();
    window.key(Chord::named(Named::Escape)).await;
    window.key(Chord::character('o')).await;
    assert!(matches!(window.state().inbox.dialog(), Some(confab::screen::dialog::Dialog::Lightbox(_))));
}

/// Everything a file can be, one after the other.
fn gallery() -> World {
    let mut world = conversation();
    let id = post(&mut world, 2, 48, "The lake, and the way up:");
    world.attach(id, here("lake at noon.jpg", 1, Some((4_000, 2_600)), 3_100_000));
    let id = post(&mut world, 2, 47, "");
    for number in 2..4 {
        world.attach(id, here(&format!("way {number}.jpg"), number, Some((3_000, 4_000)), 3_100_000));
    }
    let id = post(&mut world, 7, 44, "All of Friday");
    for number in 4..13 {
        world.attach(id, here(&format!("friday {number}.jpg"), number, Some((4_000, 3_000)), 2_000_000));
    }
    let id = post(&mut world, 4, 40, "図面です");
    world.attach(id, here("新しい図面(最終版).png", 14, Some((16_000, 60)), 900_000));
    world.attach(id, here("icon.png", 15, Some((24, 24)), 900));
    world.attach(id, here("loop.gif", 16, Some((480, 360)), 900_000));
    world
}

fn states() -> World {
    let mut world = conversation();
    world.shelf.broken.insert(content(21));
    let id = post(&mut world, 2, 40, "Still on their way, or lost");
    world.attach(id, there("sea.jpg", PathAccess::Store));
    let id = post(&mut world, 2, 39, "");
    world.attach(id, here("cut.png", 21, Some((800, 500)), 9_000));
    let id = post(&mut world, 5, 36, "صور من الرحلة");
    world.attach(id, there("صورة من البحيرة.jpg", PathAccess::Web));
    let mut lost = there("archive.zip", PathAccess::None);
    lost.0.path = String::new();
    world.attach(id, lost);
    world
}

fn cards() -> World {
    let mut world = conversation();
    let id = post(&mut world, 2, 30, "");
    let mut sound = here("Voice memo 22 November.m4a", 31, None, 400_000);
    if let Some(facts) = &mut sound.1.facts {
        facts.millis = Some(123_000);
    }
    world.attach(id, sound);
    let mut film =
        here("walkthrough of the new onboarding with comments by everybody.mp4", 32, None, 48_000_000);
    if let Some(facts) = &mut film.1.facts {
        facts.millis = Some(3_723_000);
    }
    world.attach(id, film);
    world.attach(id, here("report.pdf", 33, None, 1_200_000));
    let mut elf = here("holiday.png", 34, None, 8_000);
    if let Some(facts) = &mut elf.1.facts {
        facts.media = confab::chat::attachment::Media::Other;
        facts.media_type = "application/x-executable".to_owned();
    }
    world.attach(id, elf);
    let id = post(&mut world, 0, 3, "From me:");
    let mut file = here("lake.jpg", 35, Some((1_600, 1_000)), 12_000_000);
    file.1.upload = Some(Upload::Waits);
    world.attach(id, file);
    let mut file = here("plan.pdf", 36, None, 12_000_000);
    file.1.upload = Some(Upload::Trouble("The store does not answer. Trying again in 40 s.".to_owned()));
    world.attach(id, file);
    world
}

#[tokio::test]
async fn files_look_finished() {
    let setups = || {
        [
            ("light", Setup::default().sized(1000.0, 900.0)),
            ("dark", Setup::default().sized(1000.0, 900.0).dark()),
            ("480", Setup::default().sized(480.0, 900.0)),
            ("200", Setup::default().sized(1200.0, 1000.0).text(200)),
            ("fine", Setup { scale: 2.0, ..Setup::default().sized(760.0, 700.0) }),
        ]
    };
    for (name, setup) in setups() {
        let mut window = shown(gallery(), setup).await;
        window.wheel(iced::Point::new(420.0, 300.0), 100.0).await;
        window.png(&picture(&format!("files-pictures-{name}"))).unwrap();
        window.wheel(iced::Point::new(420.0, 300.0), -100.0).await;
        window.png(&picture(&format!("files-pictures-{name}-end"))).unwrap();
    }
    for (name, setup) in setups() {
        let mut window = shown(states(), setup).await;
        window.png(&picture(&format!("files-states-{name}"))).unwrap();
    }
    for (name, setup) in setups() {
        let mut window = shown(cards(), setup).await;
        let id = window.state().world.rows(channel(3)).last().unwrap().message.id;
        let running = |done| Progress::Running { done, total: Some(12_000_000) };
        tell(&mut window, vec![(Transfer::Upload(id, 0), running(3_100_000))]).await;
        let playing = Playback::Playing { content: content(31), at: 44_200 };
        window.send(Message::Screen(Screen::Files(files::Message::PlaybackRead(playing)))).await;
        window.png(&picture(&format!("files-cards-{name}"))).unwrap();
    }
}

#[tokio::test]
async fn files_that_are_not_shown_are_counted_under_the_others() {
    let mut world = conversation();
    let id = post(&mut world, 2, 40, "All of it");
    world.attach(id, here("plan.txt", 1, None, 400));
    world.alter(id, |row| row.message.more_files = 99_900);
    let mut window = shown(world, Setup::default()).await;
    let words = "… and 99900 more files that Confab does not show. They stay in the message.";
    assert!(window.shows(words));
}
