//! Attaching files in a composer: chosen, typed as a path, dropped or pasted; and the strip that shows them.

use crate::pictures::{content, here};
use crate::twin::{Message, Play, Setup, file_asks, file_requests, open, picture, wishes};
use crate::world::{World, channel};

use confab::chat::attachment::{Facts, Media, Size, StagedFile};
use confab::chat::{FeedId, Wish};
use confab::headless::{Chord, Driver};
use confab::intent::files::{Ask, FileRequest};
use confab::intent::{Intent, Request, Secret};
use confab::row::Source;
use confab::screen::inbox::Message as Screen;
use confab::screen::inbox::staging;

use iced::keyboard::key::Named;

use std::path::PathBuf;
use std::sync::Arc;

const HERE: u128 = 1;

fn feed_id() -> FeedId {
    channel(HERE).into()
}

fn takes(window: &Driver<Play>) -> Vec<FileRequest> {
    file_requests(window).into_iter().filter(|ask| matches!(ask, FileRequest::Take { .. })).collect()
}

async fn tell(window: &mut Driver<Play>, message: staging::Message) {
    window.send(Message::Screen(Screen::Staging(message))).await;
}

fn taken(name: &str, number: u8, bytes: u64) -> StagedFile {
    let (_, file) = here(name, number, None, bytes);
    StagedFile { content: content(number), name: name.to_owned(), facts: file.facts.unwrap() }
}

fn photo(name: &str, number: u8) -> StagedFile {
    let mut taken = taken(name, number, 2_400_000);
    taken.facts.size = Some(Size { width: 1_600, height: 1_200 });
    taken
}

/// A window whose composer has these attachments.
async fn staged(setup: Setup, files: Vec<StagedFile>) -> Driver<Play> {
    let mut world = World::busy();
    for file in &files {
        if let Some(size) = file.facts.size {
            world.shelf.sizes.insert(file.content, size);
        }
    }
    let mut window = open(world, setup).await;
    if window.find("Message #design").is_err() {
        window.click("design").await.unwrap();
    }
    let sources = files.iter().map(|file| PathBuf::from(&file.name)).collect();
    tell(&mut window, staging::Message::Chosen { of: feed_id(), result: Ok(Some(sources)) }).await;
    let results = files.into_iter().map(Ok).collect();
    tell(&mut window, staging::Message::Taken { of: feed_id(), results, most: 20 }).await;
    window.settle().await;
    window
}

fn all_sorts() -> Vec<StagedFile> {
    let mut memo = taken("Voice memo 22 November.m4a", 3, 412_000);
    memo.facts.millis = Some(123_000);
    let mut fake = taken("holiday.png", 4, 8_000);
    fake.facts =
        Facts { media: Media::Other, media_type: "application/x-executable".to_owned(), ..fake.facts };
    vec![
        photo("Up the mountain, Friday morning, before the rain came.jpg", 1),
        photo("صورة من البحيرة.jpg", 2),
        memo,
        taken("報告書の下書き.pdf", 5, 1_200_000),
        fake,
        taken("archive 🎉.zip", 6, 1_999_000_000),
    ]
}

#[tokio::test]
async fn the_button_and_its_key_ask_for_files_and_what_is_chosen_is_copied_and_stands_in_the_strip() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.click("Attach files  Ctrl+U").await.unwrap();
    window.key(Chord::character('u').command()).await;
    assert_eq!(file_asks(&window), [Ask::Choose { of: feed_id() }, Ask::Choose { of: feed_id() }]);
    tell(&mut window, staging::Message::Chosen { of: feed_id(), result: Ok(None) }).await;
    assert!(takes(&window).is_empty(), "the dialog was left");
    let path = PathBuf::from("/home/asha/plan.pdf");
    tell(&mut window, staging::Message::Chosen { of: feed_id(), result: Ok(Some(vec![path.clone()])) }).await;
    assert_eq!(takes(&window), [FileRequest::Take { of: feed_id(), sources: vec![Source::Path(path)] }]);
    assert!(window.shows("Adding a file…"));
    let results = vec![Ok(taken("plan.pdf", 1, 12_000_000))];
    tell(&mut window, staging::Message::Taken { of: feed_id(), results, most: 20 }).await;
    assert!(!window.shows("Adding a file…") && window.shows("plan.pdf") && window.shows("12 MB"));
    window.click("Remove plan.pdf").await.unwrap();
    assert!(!window.shows("plan.pdf"));
}

#[tokio::test]
async fn a_message_of_files_alone_is_sent_and_one_that_is_still_copied_is_waited_for() {
    let mut window = open(World::busy(), Setup::default()).await;
    let chosen = Some(vec![PathBuf::from("/a.pdf"), PathBuf::from("/b.pdf")]);
    tell(&mut window, staging::Message::Chosen { of: feed_id(), result: Ok(chosen) }).await;
    window.key(Chord::named(Named::Enter)).await;
    let posts = |window: &Driver<Play>| {
        let asked = window.state().world.asked.iter();
        asked
            .filter_map(|intent| match intent {
                Intent::Session(Request::Submit { wish: Wish::Post(post), .. }) => Some(post.clone()),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
    assert!(posts(&window).is_empty(), "not before its files are here");
    let results = vec![Ok(taken("a.pdf", 1, 1_000)), Ok(taken("b.pdf", 2, 1_000))];
    tell(&mut window, staging::Message::Taken { of: feed_id(), results, most: 20 }).await;
    let posts = posts(&window);
    let names: Vec<&str> = posts[0].files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!((posts.len(), posts[0].text.as_str(), names), (1, "", vec!["a.pdf", "b.pdf"]));
}

#[tokio::test]
async fn what_cannot_be_taken_is_told_and_the_others_stay() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.type_text("Here they are").await;
    let chosen = Some(vec![PathBuf::from("/a.pdf"), PathBuf::from("/film.mkv")]);
    tell(&mut window, staging::Message::Chosen { of: feed_id(), result: Ok(chosen) }).await;
    window.key(Chord::named(Named::Enter)).await;
    let refused = "film.mkv has a size of 9.0 GB; the limit is 2.0 GB.";
    let results = vec![Ok(taken("a.pdf", 1, 1_000)), Err(refused.to_owned())];
    tell(&mut window, staging::Message::Taken { of: feed_id(), results, most: 20 }).await;
    assert!(window.shows(refused) && window.shows("a.pdf") && window.shows("Here they are"));
    assert!(wishes(&window).is_empty(), "a message is not sent with fewer files than were chosen");
    let results = vec![Ok(taken("b.pdf", 2, 1_000))];
    tell(&mut window, staging::Message::Taken { of: feed_id(), results, most: 1 }).await;
    assert!(window.shows("A message can have at most 1 file."));
    assert!(!window.shows("b.pdf"));
}

#[tokio::test]
async fn backspace_in_an_empty_field_takes_the_last_file_back() {
    let mut window = staged(Setup::default(), vec![taken("a.pdf", 1, 1_000), taken("b.pdf", 2, 1_000)]).await;
    window.type_text("x").await;
    window.key(Chord::named(Named::Backspace)).await;
    assert!(window.shows("b.pdf"), "a letter was taken back");
    window.key(Chord::named(Named::Backspace).again()).await;
    assert!(window.shows("b.pdf"), "held down it stops where the words end");
    window.key(Chord::named(Named::Backspace)).await;
    assert!(window.shows("a.pdf") && !window.shows("b.pdf"));
}

#[tokio::test]
async fn what_waits_to_be_sent_says_so_and_a_change_ends_it() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.click("Message #design").await.unwrap();
    let path = |name: &str| Source::Path(PathBuf::from(name));
    tell(&mut window, staging::Message::Pasted { of: feed_id(), sources: vec![path("/tmp/a.pdf")] }).await;
    window.type_text("here it is\n").await;
    assert!(window.shows("This will be sent when the file has been added…"));
    window.png(&picture("attaching-waits")).unwrap();
    window.type_text("!").await;
    assert!(window.shows("Adding a file…"));
    let results = vec![Ok(taken("a.pdf", 1, 1_000))];
    tell(&mut window, staging::Message::Taken { of: feed_id(), results, most: 20 }).await;
    assert!(window.shows("a.pdf") && window.shows("here it is!"), "it waits for Enter");
}

#[tokio::test]
async fn a_file_over_the_window_says_where_it_would_go_and_one_let_go_is_copied() {
    let mut window = open(World::busy(), Setup::default()).await;
    tell(&mut window, staging::Message::Hovered).await;
    assert!(window.shows("Drop to attach in #design"));
    window.png(&picture("attaching-drop")).unwrap();
    tell(&mut window, staging::Message::TakenAway).await;
    assert!(!window.shows("Drop to attach in #design"));
    tell(&mut window, staging::Message::Hovered).await;
    tell(&mut window, staging::Message::Dropped(PathBuf::from("/home/asha/a.pdf"))).await;
    assert!(!window.shows("Drop to attach in #design"));
    assert_eq!(takes(&window).len(), 1);
}

#[tokio::test]
async fn what_is_pasted_beside_text_goes_along() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.set_clipboard("See this:");
    window.key(Chord::character('v').command()).await;
    assert!(window.shows("See this:"));
    assert_eq!(file_asks(&window), [Ask::Paste { of: feed_id() }]);
    let bytes = Source::Bytes { name: "Pasted picture.png".to_owned(), bytes: Arc::from([1_u8, 2, 3]) };
    tell(&mut window, staging::Message::Pasted { of: feed_id(), sources: vec![bytes] }).await;
    assert_eq!(takes(&window).len(), 1);
    assert!(window.shows("See this:") && window.shows("Adding a file…"));
    tell(&mut window, staging::Message::Pasted { of: feed_id(), sources: Vec::new() }).await;
    assert_eq!(takes(&window).len(), 1, "a clipboard of text alone brings nothing more");
}

#[tokio::test]
async fn where_no_dialog_answers_a_path_is_written_and_completed() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::character('u').command()).await;
    let none = Err("No file picker is available.".to_owned());
    tell(&mut window, staging::Message::Chosen { of: feed_id(), result: none }).await;
    assert!(window.shows("Attach a file"));
    window.type_text("/home/asha/re").await;
    let typed = "/home/asha/re".to_owned();
    assert!(
        matches!(file_requests(&window).last(), Some(FileRequest::Complete { typed: of, .. }) if *of == typed)
    );
    let names = vec!["reports/".to_owned(), "report 2.pdf".to_owned(), "Report.pdf".to_owned()];
    tell(&mut window, staging::Message::Completed { typed: "/home/asha/".to_owned(), names: names.clone() })
        .await;
    assert!(!window.shows("reports/"), "that was asked for another path");
    tell(&mut window, staging::Message::Completed { typed, names }).await;
    window.key(Chord::named(Named::ArrowDown)).await;
    window.key(Chord::named(Named::ArrowDown)).await;
    window.png(&picture("attaching-path")).unwrap();
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("/home/asha/report 2.pdf"), "{:?}", window.texts());
    window.key(Chord::named(Named::Enter)).await;
    let path = Source::Path(PathBuf::from("/home/asha/report 2.pdf"));
    assert_eq!(takes(&window), [FileRequest::Take { of: feed_id(), sources: vec![path] }]);
    let missing = "There is no file /home/asha/report 2.pdf.".to_owned();
    let results = vec![Err(missing.clone())];
    tell(&mut window, staging::Message::Taken { of: feed_id(), results, most: 20 }).await;
    assert!(window.shows("Attach a file") && window.shows(&missing), "the path stays to be mended");
    window.key(Chord::named(Named::Enter)).await;
    let results = vec![Ok(taken("report 2.pdf", 1, 1_000))];
    tell(&mut window, staging::Message::Taken { of: feed_id(), results, most: 20 }).await;
    assert!(!window.shows("Attach a file") && window.shows("report 2.pdf"));
    window.type_text("and words").await;
    assert!(window.shows("and words"), "the keyboard is in the field again");
}

#[tokio::test]
async fn an_edit_takes_no_files_and_says_so() {
    let mut window = open(World::busy(), Setup::default()).await;
    window.key(Chord::named(Named::ArrowUp)).await;
    window.key(Chord::character('u').command()).await;
    assert!(file_requests(&window).is_empty());
    assert!(
        window.shows("You cannot add files while you edit a message. Press Esc to cancel the edit first.")
    );
}

#[tokio::test]
async fn the_strip_looks_finished() {
    for (name, setup) in [
        ("attaching-light", Setup::default()),
        ("attaching-dark", Setup::default().dark()),
        ("attaching-480", Setup::default().sized(480.0, 800.0)),
        ("attaching-200", Setup::default().sized(1080.0, 900.0).text(200)),
    ] {
        let mut window = staged(setup, all_sorts()).await;
        window.type_text("All of it, as promised").await;
        window.png(&picture(name)).unwrap();
        assert!(window.shows("Voice memo 22 November.m4a"), "{name}");
    }
}

#[tokio::test]
async fn where_files_are_stored_is_said_with_what_opens_it_and_a_refusal_stays_to_be_mended() {
    let mut window = open(World::busy(), Setup::default()).await;
    tell(&mut window, staging::Message::PlaceAsked).await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("Enter an address."));
    window.type_text("https://files.example.org/chat/").await;
    window.key(Chord::named(Named::Tab)).await;
    window.type_text("asha:open sesame").await;
    window.key(Chord::named(Named::Enter)).await;
    let address = "https://files.example.org/chat/".to_owned();
    let secret = Secret("asha:open sesame".to_owned());
    assert_eq!(file_asks(&window).last(), Some(&Ask::Place { address, secret }));
    let refused = "files.example.org does not let this secret in.";
    tell(&mut window, staging::Message::Placed(Err(refused.to_owned()))).await;
    assert!(window.shows(refused) && window.shows("https://files.example.org/chat/"));
    window.png(&picture("attaching-place")).unwrap();
    window.key(Chord::named(Named::Enter)).await;
    let kept = "File storage is set up. The secret is saved in the system keyring.";
    tell(&mut window, staging::Message::Placed(Ok(kept.to_owned()))).await;
    assert!(window.shows(kept));
    window.key(Chord::named(Named::Enter)).await;
    assert!(!window.shows("File storage"));
}
