//! Names are found in every Unicode form that a keyboard or a file name can produce.

use super::world::{Profile, Server};

use serde_json::json;

const CLEO: &str = "44444444-9859-4ef5-b004-39adaa2e15d1";
const TEAM: &str = "55555555-9859-4ef5-b004-39adaa2e15d1";
const COMPOSED: &str = "Cléo Dübois";
const APART: &str = "Cle\u{301}o Du\u{308}bois";

#[test]
fn a_name_in_another_form_is_found_and_tagged() {
    let server = Server::new();
    for (known, written) in [(COMPOSED, APART), (APART, COMPOSED), (COMPOSED, "CLÉO DÜBOIS")] {
        let profile = Profile::new(&server.url, "");
        let roster = json!({
            "people": [{"id": CLEO, "name": known}],
            "channels": [{"id": TEAM, "name": "Größe ﬁx", "members": []}],
        });
        let run = profile.run_with(&["roster", "import", "-"], &roster.to_string());
        assert_eq!(run.code, 0, "{run:?}");
        let to = format!("@{written}");
        assert_eq!(profile.run(&["send", "--to", &to, "hello"]).code, 0, "{to}");
        let run = profile.run(&["send", "--to", "#GRO\u{308}SSE FIX", "--tag", written, "hello"]);
        assert_eq!(run.code, 0, "{run:?}");
        let post =
            json!({"do": "post", "to": "#general", "text": format!("@{known} hello"), "tags": [written]});
        let run = profile.run_with(&["apply"], &post.to_string());
        assert_eq!(run.code, 0, "{run:?}");
        let run = profile.run(&["export", "--in", &to, "--out", "-"]);
        assert_eq!(run.code, 0, "{run:?}");
    }
    let elements = server.elements();
    assert_eq!(elements.len(), 9);
    for element in elements.iter().filter(|element| element["ChannelId"] == json!(TEAM)) {
        assert!(element.to_string().contains(CLEO), "{element}");
    }
}
