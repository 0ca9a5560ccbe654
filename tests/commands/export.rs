//! `confab export`: every field, no harmful output, and no more memory for a long history than for a short one.

use super::attach::PNG;
use super::world::{BEN, GENERAL, ME, Profile, Run, Server, run_in};

use rusqlite::{Connection, params};
use serde_json::{Value, json};
use uuid::Uuid;

use std::path::PathBuf;

/// 2026-01-14T01:24:46.8208821Z in 100 ns ticks since 1970.
const TICKS: i64 = 17_683_538_868_208_821;

fn bytes(id: &str) -> Vec<u8> {
    Uuid::parse_str(id).unwrap().as_bytes().to_vec()
}

fn general() -> Vec<u8> {
    [vec![0], bytes(GENERAL)].concat()
}

struct History {
    profile: Profile,
    file: Connection,
    next: u128,
}

impl History {
    fn new() -> Self {
        let profile = Profile::new(&Server::new().url, "");
        let file = Connection::open(profile.root().join("confab.db")).unwrap();
        Self { profile, file, next: 0 }
    }

    /// Adds a message by Ben in *general*, a second after the previous one.
    fn say(&mut self, name: &str, text: &str) -> Uuid {
        self.next += 1;
        let id = Uuid::from_u128(0xe0_0000 + self.next);
        self.file
            .execute(
                "INSERT INTO message (id, conversation, author, author_name, ticks, tick_offset, text)
                 VALUES (?1, ?2, ?3, ?4, ?5, 330, ?6)",
                params![
                    id.as_bytes(),
                    general(),
                    bytes(BEN),
                    name,
                    TICKS + 10_000_000 * self.next as i64,
                    text
                ],
            )
            .unwrap();
        id
    }

    fn set(&self, id: Uuid, what: &str) {
        self.file.execute(&format!("UPDATE message SET {what} WHERE id = ?1"), [id.as_bytes()]).unwrap();
    }

    /// Adds a report on a message as a message of its own.
    fn report(&mut self, on: Uuid, by: &str, reason: &str) -> Uuid {
        let id = self.say(by, "");
        self.set(id, &format!("parent = x'{}', reported = '{reason}', shown = 0", on.simple()));
        self.set(on, &format!("reported = '{reason}'"));
        id
    }

    /// Puts a file into the profile, as if it had been downloaded from a path; 0 is a picture, 3 any other file.
    fn keep(&self, path: &str, bytes: &[u8], media: u8, media_type: &str, here: bool) {
        let hash = *blake3::hash(bytes).as_bytes();
        let name = blake3::Hash::from_bytes(hash).to_hex();
        let folder = self.profile.root().join("files/originals").join(&name[..2]);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name.as_str()), bytes).unwrap();
        self.file
            .execute(
                "INSERT INTO content (hash, bytes, media, media_type, width, height, here, used_ticks)
                 VALUES (?1, ?2, ?3, ?4, 1, 1, ?5, ?6)",
                params![hash, bytes.len() as i64, media, media_type, here, TICKS],
            )
            .unwrap();
        self.file.execute("INSERT INTO located (path, hash) VALUES (?1, ?2)", params![path, hash]).unwrap();
    }

    fn out(&self, name: &str) -> PathBuf {
        self.profile.folder.path().join(name)
    }

    fn export(&self, name: &str, arguments: &[&str]) -> String {
        let out = self.out(name);
        let run = self.profile.run(&[&["export", "--out", out.to_str().unwrap()], arguments].concat());
        assert_eq!((run.code, run.out.as_str()), (0, ""), "{run:?}");
        std::fs::read_to_string(out).unwrap()
    }
}

/// Parses a table as a spreadsheet does (RFC 4180).
fn table(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut is_quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => field.push(letters.next().unwrap()),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(std::mem::take(&mut field)),
            '\n' if !is_quoted => {
                row.push(std::mem::take(&mut field).trim_end_matches('\r').to_owned());
                rows.push(std::mem::take(&mut row));
            }
            letter => field.push(letter),
        }
    }
    rows
}

#[test]
fn json_has_every_field_the_reactions_and_the_earlier_versions() {
    let mut history = History::new();
    let first = history.say("Ben Okri", "Where it began");
    let id = history.say("Ben Okri", "The new @Asha Rao plan");
    let (me, ben) = (format!("x'{}'", ME.replace('-', "")), format!("x'{}'", BEN.replace('-', "")));
    let parent = format!("x'{}'", first.simple());
    history.set(
        id,
        &format!(
            "kind = 1, parent = {parent}, tags = {me}, edited_ticks = {}, edited_offset = 0, pinned_by = {ben},
             starred_by = {me}, read = 1, archived = 1, reported = 'odd', from_person = {ben},
             files = '[{{\"path\":\"https://f.example.org/a.ogg\",\"name\":\"a.ogg\",\"duration\":\"00:00:09\"}}]',
             shared = '{{\"id\":\"{first}\",\"author\":\"{BEN}\",\"author_name\":\"Ben Okri\",\"text\":\"Where it began\"}}'",
            TICKS + 900_000_000
        ),
    );
    let version = "INSERT INTO revision (message, ticks, text, tags) VALUES (?1, ?2, 'The old plan', NULL)";
    history.file.execute(version, params![id.as_bytes(), TICKS + 900_000_000]).unwrap();
    let reaction = history.say("Ben Okri", "🎉");
    history.set(reaction, &format!("parent = x'{}', reacted_by = {ben}, kind = 5, shown = 0", id.simple()));
    let gone = history.say("Ben Okri", "gone");
    history.set(gone, "deleted = 1");
    history
        .file
        .execute("INSERT OR IGNORE INTO person (id, name) VALUES (?1, 'Asha Rao')", [bytes(ME)])
        .unwrap();
    let text = history.export("general", &["--in", "#general"]);
    assert!(!text.contains("gone"), "what was deleted is not handed on");
    let whole: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(whole["conversation"], json!({"id": GENERAL, "kind": "channel", "title": "#general"}));
    assert_eq!(whole["messages"].as_array().unwrap().len(), 2);
    assert_eq!(
        whole["messages"][1],
        json!({
            "id": id.to_string(),
            "conversation": {"id": GENERAL, "kind": "channel", "name": "general"},
            "author": {"id": BEN, "name": "Ben Okri"},
            "sent_at": "2026-01-14T06:54:48.8208821+05:30",
            "edited_at": "2026-01-14T01:26:16.8208821+00:00",
            "text": "The new @Asha Rao plan",
            "kind": "file",
            "files": [{"path": "https://f.example.org/a.ogg", "name": "a.ogg", "duration": "00:00:09"}],
            "reply_to": first.to_string(),
            "tags": [{"id": ME, "name": "Asha Rao"}],
            "shared": {
                "id": first.to_string(), "conversation": null, "author": {"id": BEN, "name": "Ben Okri"},
                "sent_at": null, "text": "Where it began", "kind": "text", "files": [], "reply_to": null, "tags": [],
                "reported": null,
            },
            "from": BEN,
            "pinned_by": BEN,
            "starred_by": ME,
            "read": true,
            "archived": true,
            "reported": "odd",
            "reactions": [{
                "id": reaction.to_string(), "emoji": "🎉", "at": "2026-01-14T06:54:49.8208821+05:30",
                "by": {"id": BEN, "name": "Ben Okri"},
            }],
            "earlier_versions": [{"until": "2026-01-14T01:26:16.8208821+00:00", "text": "The old plan", "tags": []}],
            "reports": [],
        })
    );
    // All reported messages; the extension of the file name decides the format.
    let reported = table(&history.export("reported.csv", &["--reported"]));
    assert_eq!((reported.len(), &reported[1][0]), (2, &id.to_string()));
    assert_eq!(reported[1][reported[0].iter().position(|name| name == "reported").unwrap()], "odd");
}

#[test]
fn a_spreadsheet_finds_no_formula_and_no_row_too_many() {
    let mut history = History::new();
    let hostile = [
        "=HYPERLINK(\"http://evil.example\",\"click\")",
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1:A9)",
        "\t=1+1",
        "\u{200b}=1+1",
        "a\",\"b\r\n\"c\",=1",
        "bell \u{7} nul \u{0}",
    ];
    for text in hostile {
        history.say("=Ben", text);
    }
    let rows = table(&history.export("general", &["--in", "#general", "--format", "csv"]));
    assert_eq!(rows.len(), hostile.len() + 1);
    assert!(rows.iter().all(|row| row.len() == rows[0].len()));
    let text = rows[0].iter().position(|name| name == "text").unwrap();
    for (row, hostile) in rows[1..].iter().zip(hostile) {
        for field in row {
            let seen =
                field.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '\u{200b}');
            assert!(!seen.starts_with(['=', '+', '-', '@']), "{field:?}");
        }
        let kept = row[text].strip_prefix('\'').unwrap_or(&row[text]);
        let expected = hostile.replace("\r\n", "\n").replace(['\u{7}', '\u{0}'], "\u{fffd}");
        assert_eq!(kept.replace("\r\n", "\n"), expected);
    }
}

#[test]
fn a_spreadsheet_is_told_that_the_letters_are_utf_8() {
    let mut history = History::new();
    history.say("Ben Okri", "Grüße aus Zürich");
    let text = history.export("a.csv", &["--in", "#general"]);
    assert!(text.starts_with("\u{feff}\"id\",\"conversation\""), "{text}");
    assert!(text.contains("\"Grüße aus Zürich\"") && text.matches('\u{feff}').count() == 1);
    let run = history.profile.run(&["export", "--in", "#general", "--format", "csv", "--out", "-"]);
    assert_eq!(run.out, text, "also where the shell writes the file");
}

#[test]
fn the_page_is_one_file_that_runs_nothing_and_asks_nobody() {
    let mut history = History::new();
    history
        .say("<b>Ben</b>\u{202e}", "</p><script>alert(1)</script><img src=\"https://evil.example/x.png\">");
    history.say("Ben Okri", "a \u{202e}b\u{2069} \u{0}\u{1b}[31m javascript:alert(1) ' onmouseover='x");
    history.say("\u{200b}", &"Z\u{301}".repeat(2_000));
    let id = history.say("Ben Okri", "x");
    history.set(
        id,
        "files = '[{\"path\":\"javascript:alert(1)\",\"name\":\"\\\"><svg onload=x>\"}]', reported = '<i>', parent = x'00000000000000000000000000e00001'",
    );
    let page = history.export("general.html", &["--in", "#general"]);
    for markup in [
        "<script",
        "<img",
        "<svg",
        "<i>",
        "<b>Ben",
        "https://evil.example/x.png\">",
        "\u{202e}",
        "\u{2069}",
        "\u{0}",
        "\u{1b}",
        "<link",
        "url(",
    ] {
        assert!(!page.contains(markup), "{markup:?}");
    }
    assert!(page.contains("default-src 'none'"));
    assert!(page.contains("[U+202E]") && page.contains("[U+0000]") && page.contains("(no visible name)"));
    // Every link stays on the page, every tag is one of ours, and every element is closed.
    let hrefs: Vec<_> =
        page.match_indices("href=\"").map(|(at, word)| &page[at + word.len()..][..3]).collect();
    assert_eq!(hrefs, ["#m-"]);
    for tag in ["article", "p", "bdi", "header", "footer", "ul", "li", "time", "body", "html"] {
        let opened = page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}

/// The files of a message, each with its path as its name.
fn files(paths: &[&str]) -> String {
    let files: Vec<_> = paths.iter().map(|path| json!({"path": path, "name": path})).collect();
    format!("files = '{}'", Value::from(files))
}

#[test]
fn pictures_that_are_here_are_in_the_page_and_the_others_are_named_with_their_size() {
    let mut history = History::new();
    let large = [PNG.as_slice(), &vec![0; 4 << 20]].concat();
    history.keep("small.png", &PNG, 0, "image/png", true);
    history.keep("large.png", &large, 0, "image/png", true);
    history.keep("gone.jpg", b"gone", 0, "image/jpeg", false);
    history.keep("a.svg", b"<svg onload='x'/>", 3, "image/svg+xml", true);
    history.keep("b.svg", b"<svg onload='y'/>", 0, "image/svg+xml", true);
    let id = history.say("Ben Okri", "Look");
    history.set(id, &files(&["small.png", "large.png", "gone.jpg", "a.svg", "b.svg", "never.png"]));
    let page = history.export("a.html", &["--in", "#general"]);
    let data = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, PNG);
    let picture = format!(
        "<figure><img alt=\"small.png\" width=\"1\" height=\"1\" src=\"data:image/png;base64,{data}\">"
    );
    assert!(page.contains(&picture), "{page}");
    assert_eq!((page.matches("<img").count(), page.matches("data:").count()), (1, 2));
    for (name, size) in [("large.png", "4.1 MB"), ("gone.jpg", "4 bytes"), ("a.svg", "17 bytes")] {
        let line =
            format!("<li><bdi>{name}</bdi> <span class=\"soft\"><bdi>{name}</bdi> · {size}</span></li>");
        assert!(page.contains(&line), "{line}: {page}");
    }
    assert!(page.contains("<bdi>never.png</bdi></span></li>"), "it is not downloaded for this");
    assert!(page.contains("img-src data:\"") && page.contains("@media print"));
}

#[test]
fn a_page_has_pictures_only_up_to_a_limit_together() {
    let mut history = History::new();
    let names: Vec<_> = (0..18).map(|number| format!("{number}.png")).collect();
    for (number, name) in names.iter().enumerate() {
        let mut bytes = vec![number as u8; 4 << 20];
        bytes[..PNG.len()].copy_from_slice(&PNG);
        history.keep(name, &bytes, 0, "image/png", true);
        let id = history.say("Ben Okri", "");
        history.set(id, &files(&[name]));
    }
    let page = history.export("a.html", &["--in", "#general"]);
    assert_eq!((page.matches("<img").count(), page.matches("<li>").count()), (16, 2));
}

#[test]
fn a_report_says_who_made_it_when_and_why_as_far_as_is_known() {
    let mut history = History::new();
    let told = history.say("Ben Okri", "Buy this");
    let report = history.report(told, "Asha Rao", "spam <link>");
    let plain = history.say("Ben Okri", "And this");
    history.set(plain, "reported = 'also spam'");
    let whole: Value = serde_json::from_str(&history.export("a.json", &["--reported"])).unwrap();
    let messages = whole["messages"].as_array().unwrap();
    assert_eq!(
        messages[0]["reports"],
        json!([{
            "id": report.to_string(), "at": "2026-01-14T06:54:48.8208821+05:30",
            "by": {"id": BEN, "name": "Asha Rao"}, "reason": "spam <link>",
        }])
    );
    assert_eq!((&messages[1]["reported"], &messages[1]["reports"]), (&json!("also spam"), &json!([])));
    let rows = table(&history.export("a.csv", &["--reported"]));
    let reports = rows[0].iter().position(|name| name == "reports").unwrap();
    assert_eq!(rows[1][reports], "2026-01-14T06:54:48.8208821+05:30 Asha Rao: spam <link>");
    assert_eq!(rows[2][reports], "");
    let page = history.export("a.html", &["--reported"]);
    assert!(page.contains("<footer>Reported by <bdi>Asha Rao</bdi> on <time"), "{page}");
    assert!(page.contains("</time>: <bdi>spam &lt;link&gt;</bdi></footer>"), "{page}");
    assert!(page.contains("<footer>Reported: <bdi>also spam</bdi></footer>"), "{page}");
    assert_eq!(page.matches("<footer>Reported").count(), 2);
    for name in ["b.json", "b.csv", "b.html"] {
        let whole = history.export(name, &["--in", "#general"]);
        assert!(!whole.contains("Asha Rao"), "a member must not learn who reported: {whole}");
    }
    assert_eq!(page.matches(" · in <bdi>#general</bdi>").count(), 2);
    let page = history.export("b.html", &["--in", "#general"]);
    assert!(!page.contains(" · in <bdi>"));
}

#[test]
fn a_page_writes_dates_as_the_persons_clocks_showed_them_then() {
    let history = |ticks: &[i64]| {
        let mut history = History::new();
        for at in ticks {
            let id = history.say("Ben Okri", "x");
            history.set(id, &format!("ticks = {at}, tick_offset = 0"));
        }
        history
    };
    let page = |history: &History, zone: &str| {
        let arguments = ["export", "--in", "#general", "--format", "html", "--out", "-"];
        let run = run_in(&history.profile.root(), &arguments, "", &[("TZ", zone)]);
        assert_eq!(run.code, 0, "{run:?}");
        run.out
    };
    // 7 July 2026, 22:30 UTC; 29 November 2026, 12:00 UTC.
    let days = history(&[17_834_634_000_000_000, 17_959_536_000_000_000]);
    // The rules of central Europe and of Newfoundland, written out, so that no time zone database is needed.
    let berlin = page(&days, "CET-1CEST,M3.5.0,M10.5.0/3");
    for words in [
        "<h2>Wednesday, 8 July 2026</h2>",
        ">2026-07-08 00:30 UTC+02:00</time>",
        ">2026-11-29 13:00 UTC+01:00</time>",
    ] {
        assert!(berlin.contains(words), "{words}: {berlin}");
    }
    let st_johns = page(&days, "NST3:30NDT,M3.2.0,M11.1.0");
    for words in [
        "<h2>Tuesday, 7 July 2026</h2>",
        ">2026-07-07 20:00 UTC-02:30</time>",
        ">2026-11-29 08:30 UTC-03:30</time>",
    ] {
        assert!(st_johns.contains(words), "{words}: {st_johns}");
    }
    assert!(page(&days, "UTC").contains(">2026-07-07 22:30 UTC</time>"));
    // The first and the last date that a server can write, in zones ahead of UTC and behind it.
    let ends = history(&[-621_355_968_000_000_000, 2_534_023_007_999_999_999]);
    for zone in ["CET-1CEST,M3.5.0,M10.5.0/3", "<+14>-14", "<-12>12", "NST3:30NDT,M3.2.0,M11.1.0"] {
        assert_eq!(page(&ends, zone).matches("</article>").count(), 2, "{zone}");
    }
}

#[test]
fn what_cannot_be_is_said_and_leaves_the_old_file_alone() {
    let history = History::new();
    let out = history.out("kept.json");
    std::fs::write(&out, "old").unwrap();
    let out = out.to_str().unwrap();
    let code = |arguments: &[&str]| -> Run { history.profile.run(&[&["export"], arguments].concat()) };
    let unknown = code(&["--in", "#genral", "--out", out]);
    assert!(unknown.code == 2 && unknown.words.contains("#general"), "{unknown:?}");
    assert_eq!(code(&["--out", out]).code, 2);
    assert_eq!(code(&["--in", "#general", "--reported", "--out", out]).code, 2);
    assert_eq!(code(&["--in", "#general"]).code, 2);
    assert_eq!(code(&["--in", "#general", "--format", "pdf", "--out", out]).code, 2);
    let nowhere = code(&["--in", "#general", "--out", "/nowhere/at/all.json"]);
    assert!(nowhere.code == 1 && nowhere.words.contains("cannot be written"), "{nowhere:?}");
    assert_eq!(std::fs::read_to_string(out).unwrap(), "old");
    let said = code(&["--in", "#general", "--out", "-"]);
    let whole: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((said.code, &whole["messages"]), (0, &json!([])));
}

/// The peak memory of the program in kilobytes while it exports this many messages.
#[cfg(target_os = "linux")]
fn peak(messages: u32, format: &str) -> u64 {
    let history = History::new();
    history
        .file
        .execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
             INSERT INTO message (id, conversation, author, author_name, ticks, text)
             SELECT randomblob(16), ?2, ?3, 'Ben Okri', ?4 + i, 'word ' || hex(randomblob(100)) FROM n",
            params![messages, general(), bytes(BEN), TICKS],
        )
        .unwrap();
    let out = history.out("all");
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_confab"))
        .args(["export", "--in", "#general", "--format", format, "--out", out.to_str().unwrap()])
        .env("CONFAB_PROFILE", history.profile.root())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut most = 0;
    let status = loop {
        if let Ok(status) = std::fs::read_to_string(format!("/proc/{}/status", child.id())) {
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
            most = line.trim().trim_end_matches(" kB").parse().unwrap_or(0).max(most);
        }
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    };
    assert!(status.success());
    assert!(std::fs::metadata(&out).unwrap().len() > u64::from(messages) * 200);
    most
}

#[test]
#[cfg(target_os = "linux")]
fn a_long_history_takes_no_more_memory_than_a_short_one() {
    for format in ["json", "csv", "html"] {
        let (short, long) = (peak(1_000, format), peak(10_000, format));
        assert!(long < short + 8_000, "{format}: {short} kB and {long} kB");
    }
}

#[test]
fn damaged_messages_are_counted_and_those_behind_them_are_there() {
    let mut history = History::new();
    for number in 0..450 {
        let id = history.say("Ben Okri", &format!("number {number}"));
        if number < 300 {
            history.set(id, "author = x'01'");
        }
    }
    let out = history.out("general.csv");
    let run = history.profile.run(&["export", "--in", "#general", "--out", out.to_str().unwrap()]);
    assert!(run.code == 1 && run.words.contains("300 messages are damaged"), "{run:?}");
    assert_eq!(table(&std::fs::read_to_string(out).unwrap()).len(), 151);
}
