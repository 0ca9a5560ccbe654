//! `confab roster`.

use super::world::{BEN, Profile};

#[test]
fn an_id_that_stands_twice_is_counted_once() {
    let profile = Profile::new("http://127.0.0.1:9/", "");
    let file = profile.folder.path().join("twice.json");
    let person = format!(r#"{{"id":"{BEN}","name":"Ben"}}"#);
    std::fs::write(&file, format!(r#"{{"people":[{person},{person}]}}"#)).unwrap();
    let run = profile.run(&["roster", "import", file.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.words, "Imported 1 person.\n");
}

#[test]
fn a_mistake_is_named_by_file_line_and_field_and_nothing_is_imported() {
    let profile = Profile::new("http://127.0.0.1:9/", "");
    let before = profile.run(&["roster", "show"]).out;
    let file = profile.folder.path().join("wrong.json");
    let text = format!("{{\"people\": [\n{{\"id\":\"{BEN}\",\"name\":\"Ben\"}},\n{{\"id\":\"{BEN}\"}}]}}");
    std::fs::write(&file, text).unwrap();
    let run = profile.run(&["roster", "import", file.to_str().unwrap()]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.words.contains("wrong.json: Line 3: “name” is missing. Nothing was imported."), "{run:?}");
    assert_eq!(profile.run(&["roster", "show"]).out, before);
}
