//! Importing a roster in the window.

use crate::app::{Bare, begun, shown_in};
use crate::twin::{Setup, open, picture};
use crate::world::World;

use confab::app::{Answer, Environment};
use confab::headless::Chord;
use confab::screen::words::Now;

use iced::keyboard::key::Named;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const PATIENT: Duration = Duration::from_secs(10);
const ID: &str = "b1129105-9859-4ef5-b004-39adaa2e15d1";

#[tokio::test]
async fn a_path_that_is_written_is_read_and_what_it_holds_is_there_at_once() {
    let profile = begun().await;
    let mut window = shown_in(&profile, Arc::new(Bare::default())).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.json");
    let channel = format!(r#"{{"id":"{ID}","name":"launch-2028","members":["{ID}"]}}"#);
    std::fs::write(
        &path,
        format!(r#"{{"people":[{{"id":"{ID}","name":"New Here"}}],"channels":[{channel},{channel}]}}"#),
    )
    .unwrap();
    window.key(Chord::character('i').command().shift()).await;
    assert!(window.shows("Import a roster"));
    window.type_text(path.to_str().unwrap()).await;
    window.key(Chord::named(Named::Enter)).await;
    window.wait_for_text("Imported 1 person and 1 conversation.", PATIENT).await.unwrap();
    window.png(&picture("roster-done")).unwrap();
    window.key(Chord::named(Named::Enter)).await;
    assert!(!window.shows("Import a roster"), "Enter leaves it when all is done");
    window.wait_for_text("launch-2028", PATIENT).await.unwrap();
}

#[tokio::test]
async fn what_is_wrong_with_a_file_is_told_with_its_line_and_the_field_stays() {
    let profile = begun().await;
    let mut window = shown_in(&profile, Arc::new(Bare::default())).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.json");
    std::fs::write(&path, "{\n\"people\": [\n{\"id\": 5, \"name\": \"A\"}]}").unwrap();
    window.key(Chord::character('i').command().shift()).await;
    window.key(Chord::named(Named::Enter)).await;
    assert!(window.shows("Enter the path of a roster file, or choose one."));
    window.type_text(path.to_str().unwrap()).await;
    window.key(Chord::named(Named::Enter)).await;
    window
        .wait_until("the sentence", PATIENT, |window| {
            window.shows_part("roster.json. Line 3: “id” must be an ID")
                && window.shows_part("Nothing was imported.")
        })
        .await
        .unwrap();
    window.png(&picture("roster-wrong")).unwrap();
    window.key(Chord::named(Named::Escape)).await;
    assert!(!window.shows("Import a roster"));
}

/// A file dialog that returns these paths, the last one first.
#[derive(Debug)]
struct Chooser(Mutex<Vec<Option<PathBuf>>>);

impl Environment for Chooser {
    fn now(&self) -> Now {
        Bare::default().now()
    }

    fn choose_roster(&self) -> Answer<Option<PathBuf>> {
        Box::pin(std::future::ready(self.0.lock().unwrap().pop().unwrap()))
    }
}

#[tokio::test]
async fn a_file_that_is_chosen_in_the_systems_dialog_is_read_and_one_that_is_not_leaves_the_field() {
    let profile = begun().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster.json");
    std::fs::write(&path, format!(r#"{{"people":[{{"id":"{ID}","name":"New Here"}}]}}"#)).unwrap();
    let answers = Mutex::new(vec![Some(path), None]);
    let mut window = shown_in(&profile, Arc::new(Chooser(answers))).await;
    window.key(Chord::character('i').command().shift()).await;
    window.click("Choose a file…").await.unwrap();
    window.wait_for_text("No file chosen. Choose a file, or enter its path here.", PATIENT).await.unwrap();
    window.click("Choose a file…").await.unwrap();
    window.wait_for_text("Imported 1 person.", PATIENT).await.unwrap();
}

#[tokio::test]
async fn an_empty_window_offers_it() {
    let mut window = open(World::empty(), Setup::default()).await;
    window.click("Import a roster…").await.unwrap();
    assert!(window.shows("Roster file"));
    for (name, setup) in [
        ("roster-dark", Setup::default().dark()),
        ("roster-narrow", Setup::default().sized(480.0, 640.0)),
        ("roster-200", Setup::default().sized(1080.0, 720.0).text(200)),
    ] {
        let mut window = open(World::busy(), setup).await;
        window.key(Chord::character('k').command()).await;
        window.type_text("roster").await;
        window.key(Chord::named(Named::Enter)).await;
        window.png(&picture(name)).unwrap();
    }
}
