//! Reading `settings.toml`: the contract's example, the defaults, and the message for every mistake.

use confab::chat::message::Kind;
use confab::chat::person::Role;
use confab::settings::{Error, Format, Key, Overrides, Place, Reports, Settings, check, load};

use std::path::PathBuf;
use std::time::Duration;

const LEAST: &str = r#"[server]
url = "https://chat.example.org/team"
[account]
user_id = "b1129105-9859-4ef5-b004-39adaa2e15d1"
company_id = "b1f7d1ba-3b14-4d28-95c7-a56ab95b1a89"
name = "Asha Rao"
"#;

const CONTRACT: &str = r#"[server]
url = "https://chat.example.org/"       # joined with the publish path; a path prefix is kept
publish_path = "Message/MessageApi/PublishMessagesToServer"
format = "json"                          # or "xml"
headers = { "X-Tenant" = "acme" }        # optional
ca_file = "/etc/ssl/acme.pem"            # optional
message_types = { text = 1 }              # JSON; a kind without a number goes as text
message_type_names = { text = "Text" }   # XML
[account]
user_id = "b1129105-9859-4ef5-b004-39adaa2e15d1"
company_id = "b1f7d1ba-3b14-4d28-95c7-a56ab95b1a89"
name = "Asha Rao"
role = "member"                          # or "support"
[publish]
max_messages = 100                       # per call
max_bytes = 1000000                      # per call, serialised
timeout = "30s"
max_text = 0                             # characters; 0: no limit
reports = "on_message"                   # or "child"
marks = "whole"                          # or "flags"
read_marks = "off"                       # or "direct", "all"
[files]
store = "file:///srv/share/chat"
"#;

fn read_with(text: &str, overrides: &Overrides) -> Result<Settings, Error> {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("settings.toml");
    std::fs::write(&path, text).unwrap();
    load(&path, overrides)
}

fn read(text: &str) -> Result<Settings, Error> {
    read_with(text, &Overrides::none())
}

/// The only problem found in a text: its line and its sentence.
fn complaint(text: &str) -> (usize, String) {
    match read(text) {
        Err(Error::Invalid(problems)) if problems.len() == 1 => match &problems[0].place {
            Place::Line { line, .. } => (*line, problems[0].reason.clone()),
            Place::File(_) | Place::Named(_) | Place::Form => (0, problems[0].reason.clone()),
        },
        other => panic!("one complaint expected, got {other:?}"),
    }
}

fn environment(pairs: &[(&str, &str)]) -> Overrides {
    Overrides::from_environment(pairs.iter().map(|(name, text)| ((*name).into(), (*text).into())))
}

#[test]
fn the_example_of_the_contract_reads() {
    let settings = read(CONTRACT).unwrap();
    assert_eq!(
        settings.server.publish_url().as_str(),
        "https://chat.example.org/Message/MessageApi/PublishMessagesToServer"
    );
    assert_eq!(settings.server.headers["X-Tenant"], "acme");
    assert_eq!(settings.server.ca_file, Some(PathBuf::from("/etc/ssl/acme.pem")));
    assert_eq!(settings.server.message_types.number(Kind::Reaction), 1);
    assert_eq!(settings.account.role, Role::Member);
    assert_eq!(settings.publish.max_text, None);
    assert_eq!(settings.files.store.unwrap().as_str(), "file:///srv/share/chat");
}

#[test]
fn what_is_left_out_has_the_contracts_default() {
    let least = read(LEAST).unwrap();
    let mut whole = read(CONTRACT).unwrap();
    whole.server.url = least.server.url.clone();
    whole.server.headers.clear();
    whole.server.ca_file = None;
    whole.files.store = None;
    assert_eq!(least, whole);
}

#[test]
fn a_path_prefix_of_the_server_is_kept_for_both_calls() {
    let server = read(LEAST).unwrap().server;
    assert_eq!(
        server.publish_url().as_str(),
        "https://chat.example.org/team/Message/MessageApi/PublishMessagesToServer"
    );
    assert_eq!(
        server.read_url().as_str(),
        "https://chat.example.org/team/Message/MessageApi/GetUserOrChannelMessages"
    );
}

#[test]
fn a_first_start_is_told_apart_from_a_fault() {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("settings.toml");
    assert_eq!(load(&path, &Overrides::none()), Err(Error::Absent(path.clone())));
    assert_eq!(load(&path, &environment(&[("CONFAB_SERVER_FORMAT", "xml")])), Err(Error::Absent(path)));
}

#[test]
fn a_mistyped_key_is_named_with_its_line_and_the_one_that_was_meant() {
    let text = LEAST.replace("name =", "nmae =");
    let Err(Error::Invalid(problems)) = read(&text) else { panic!("accepted") };
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert_eq!(problems[0].reason, "[account] has no setting nmae. Did you mean name?");
    assert!(
        problems[0].to_string().contains("settings.toml, line 6. [account] has no setting nmae"),
        "{}",
        problems[0]
    );
    let missing = problems[1].to_string();
    assert!(missing.starts_with("Add account.name to /"), "{missing}");
    assert!(
        missing.ends_with("settings.toml. Enter your name as others will see it, such as \"Asha Rao\"."),
        "{missing}"
    );
    assert_eq!(problems[1].key, Some(Key::Name));
}

#[test]
fn a_key_in_the_wrong_table_is_led_home() {
    let (line, words) = complaint(&LEAST.replace("[account]", "timeout = \"5s\"\n[account]"));
    assert_eq!(
        (line, words.as_str()),
        (3, "[server] has no setting timeout. Did you mean timeout in [publish]?")
    );
    let (line, words) = complaint(&format!("max_text = 3\n{LEAST}"));
    assert_eq!(line, 1);
    assert_eq!(words, "max_text must be in a table. Did you mean max_text in [publish]?");
    let (_, words) = complaint(&format!("{LEAST}[pubish]\n"));
    assert_eq!(words, "There is no table [pubish]. Did you mean [publish]?");
    for (text, said) in [
        (format!("{LEAST}[name]\n"), "There is no table [name]. Did you mean the setting name in [account]?"),
        (format!("{LEAST}[proxy]\n"), "There is no table [proxy]."),
        (format!("proxy = 1\n{LEAST}"), "proxy must be in a table, such as [server]."),
        (format!("{LEAST}proxy = 1\n"), "[account] has no setting proxy."),
        (
            format!("publish = 1\n{LEAST}"),
            "This is a number. Write publish as a table that begins with [publish].",
        ),
    ] {
        assert_eq!(complaint(&text).1, said, "{text}");
    }
}

#[test]
fn wrong_types_and_impossible_values_say_what_is_expected() {
    let server = |line: &str| complaint(&LEAST.replace("[account]", &format!("{line}\n[account]")));
    let publish = |line: &str| complaint(&format!("{LEAST}[publish]\n{line}\n"));
    for (line, words) in [
        ("format = \"yaml\"", "Enter \"json\" or \"xml\", not \"yaml\"."),
        ("format = 3", "This is a number. Enter \"json\" or \"xml\"."),
        ("headers = \"X\"", "This is text. Enter a table of headers, such as { \"X-Tenant\" = \"acme\" }."),
        ("headers = { \"X\" = 1 }", "This is a number. Enter the value of the header X, such as \"acme\"."),
        ("headers = { \"X Y\" = \"a\" }", "is not a header name"),
        ("headers = { \"Content-Type\" = \"a\" }", "Confab sets the header Content-Type itself."),
        ("headers = { \"X\" = \"a\\nb\" }", "plain ASCII"),
        ("message_types = { txt = 1 }", "txt is not a kind of message. Did you mean text?"),
        (
            "message_types = { sticker = 1 }",
            "sticker is not a kind of message. Use one of these: text, file, image, audio, video, reaction.",
        ),
        ("message_types = { text = 0 }", "0 is out of range"),
        ("message_types = { text = \"1\" }", "This is text. Enter a whole number for text, such as 2."),
        (
            "message_type_names = { image = 3 }",
            "This is a number. Enter a name for image in quotation marks.",
        ),
        ("message_type_names = { image = \"a b\" }", "is not a valid name for a kind of message"),
        (
            "publish_path = \"../x\"",
            "Separate the parts of the path with a single /. Do not use . or .. as a part.",
        ),
        ("ca_file = \"\"", "PEM"),
    ] {
        let (at, said) = server(line);
        assert_eq!(at, 3, "{line}: {said}");
        assert!(said.contains(words), "{line}: {said}");
    }
    for (line, words) in [
        ("max_messages = 0", "0 is out of range. Enter a number from 1 to 10000."),
        ("max_messages = 1.5", "This is a decimal number. Enter a whole number from 1 to 10000."),
        (
            "max_bytes = 99999999999999999999",
            "This number is too large. Enter a whole number of bytes from 1000 to 100000000.",
        ),
        ("timeout = 30", "This is a number. Enter a duration from 1s to 10m, such as \"30s\"."),
        ("timeout = \"soon\"", "\"soon\" is not a duration. Write it as 30s or 2m."),
        ("timeout = \"1h\"", "1h is out of range. Enter a duration from 1s to 10m."),
        ("max_text = -1", "-1 is out of range"),
        ("reports = true", "This is a boolean, true or false. Enter \"on_message\" or \"child\"."),
    ] {
        let (at, said) = publish(line);
        assert_eq!(at, 8, "{line}: {said}");
        assert!(said.contains(words), "{line}: {said}");
    }
}

#[test]
fn every_mistake_is_told_at_once_in_the_files_words() {
    let Err(error @ Error::Invalid(_)) =
        read("[server]\nurl = 3\nformat = \"x\"\n[account]\nuser_id = \"me\"\n")
    else {
        panic!("accepted")
    };
    let told = error.to_string();
    assert_eq!(told.lines().count(), 5, "{told}");
    for (key, line) in [("server.url", 2), ("server.format", 3), ("account.user_id", 5)] {
        let (start, end) = (format!("Check {key} in /"), format!("settings.toml, line {line}."));
        assert!(told.lines().any(|told| told.starts_with(&start) && told.contains(&end)), "{told}");
    }
}

#[test]
fn what_is_not_toml_is_told_by_its_line() {
    let (line, words) = complaint("[server]\nurl = \"https://x.example\"\nformat = json\n");
    assert_eq!(line, 3);
    assert_eq!(words, "This is not TOML: put text in quotation marks, such as name = \"Asha Rao\".");
    for (text, line, says) in [
        ("[server]\nurl = \"https://x.example\nformat = \"json\"\n", 2, "quotation mark"),
        ("[server]\nurl \"x\"\n", 2, "write a setting as name = value"),
        ("[server\nurl = \"x\"\n", 1, "bracket"),
        ("[server]\nurl = \"C:\\data\"\n", 2, "double each backslash"),
        ("[server]\nurl = \"x\"\nurl = \"y\"\n", 3, "in the file twice"),
        ("[server]\n= 3\n", 2, "write a setting as name = value"),
        ("[server]\nurl = \n", 2, ""),
    ] {
        let (at, words) = complaint(text);
        assert_eq!(at, line, "{text}: {words}");
        assert!(words.contains(says), "{text}: {words}");
        for parser in ["expected", "ident", "literal", "newline"] {
            assert!(!words.contains(parser), "{words}");
        }
    }
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("settings.toml");
    std::fs::write(&path, b"[server]\nurl = \"\xff\"\n").unwrap();
    let told = load(&path, &Overrides::none()).unwrap_err().to_string();
    assert!(told.starts_with("Check /"), "{told}");
    assert!(told.ends_with("settings.toml, line 2. This line is not UTF-8 text."), "{told}");
}

#[test]
fn plain_http_leads_to_this_computer_alone() {
    for good in
        ["http://127.0.0.1:8080/", "http://localhost:3000", "http://[::1]:1/", "https://chat.example.org"]
    {
        assert!(check::url(good).is_ok(), "{good}");
    }
    for bad in
        ["http://chat.example.org/", "http://127.0.0.1.example.org/", "http://10.0.0.1/", "http://0.0.0.0/"]
    {
        assert!(check::url(bad).unwrap_err().contains("use https://"), "{bad}");
    }
}

#[test]
fn an_address_that_is_none_is_explained() {
    for (text, words) in [
        ("", "Enter the server address"),
        ("chat.example.org", "Did you mean https://chat.example.org?"),
        ("localhost:8080", "Did you mean http://localhost:8080?"),
        ("127.0.0.1:37701/", "Did you mean http://127.0.0.1:37701/?"),
        ("[::1]:8080", "Did you mean http://[::1]:8080?"),
        ("localhost.example.org", "Did you mean https://localhost.example.org?"),
        ("ftp://chat.example.org", "not ftp://"),
        ("https://asha:secret@chat.example.org", "Remove the user name and password"),
        ("https://chat.example.org/?a=1", "Remove everything from the ?"),
        (
            "https://chat.example.org/Message/MessageApi/PublishMessagesToServer",
            "it belongs to server.publish_path",
        ),
        ("https://", "This is not a valid address"),
    ] {
        let said = check::url(text).unwrap_err();
        assert!(said.contains(words), "{text}: {said}");
    }
}

#[test]
fn the_fields_of_the_welcome_screen_answer_in_sentences() {
    for said in [
        check::user_id("12").unwrap_err(),
        check::user_id("").unwrap_err(),
        check::company_id("00000000-0000-0000-0000-000000000000").unwrap_err(),
        check::name("  ").unwrap_err(),
        check::name("a\nb").unwrap_err(),
        check::store("s3://").unwrap_err(),
        check::store("/srv").unwrap_err(),
        check::publish_path("https://a/b").unwrap_err(),
    ] {
        assert!(
            said.ends_with(['.', 'r', '/']) && said.chars().next().is_some_and(|c| !c.is_lowercase()),
            "{said}"
        );
    }
    assert_eq!(check::name(" 林 小雨 ").unwrap(), "林 小雨");
    assert_eq!(check::publish_path("/a/b").unwrap(), "a/b");
}

#[test]
fn the_environment_overrides_one_key_and_nothing_else() {
    let overrides = environment(&[
        ("CONFAB_SERVER_FORMAT", "xml"),
        ("CONFAB_PUBLISH_MAX_BYTES", "5000"),
        ("CONFAB_SERVER_HEADERS", "{ \"X-A\" = \"b\" }"),
        ("CONFAB_PUBLISH_REPORTS", "child"),
        ("CONFAB_ACCOUNT_NAME", ""),
        ("CONFAB_TOKEN", "t"),
        ("CONFAB_PROFILE", "/tmp"),
        ("HOME", "/root"),
    ]);
    let settings = read_with(CONTRACT, &overrides).unwrap();
    assert_eq!(settings.server.format, Format::Xml);
    assert_eq!(settings.publish.max_bytes, 5000);
    assert_eq!(settings.publish.reports, Reports::Child);
    assert_eq!(settings.server.headers.keys().collect::<Vec<_>>(), ["X-A"]);
    assert_eq!(settings.account.name, "Asha Rao");
    assert_eq!(settings.publish.timeout, Duration::from_secs(30));
}

#[test]
fn a_mistake_in_the_environment_is_named_by_its_variable() {
    let error = read_with(LEAST, &environment(&[("CONFAB_SERVER_FORMAT", "yaml")])).unwrap_err();
    assert_eq!(error.to_string(), "Check CONFAB_SERVER_FORMAT. Enter \"json\" or \"xml\", not \"yaml\".");
    let error = read_with(LEAST, &environment(&[("CONFAB_SERVER_ULR", "x")])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Check CONFAB_SERVER_ULR. Confab has no variable with this name. Did you mean CONFAB_SERVER_URL?"
    );
    let error = read_with(LEAST, &environment(&[("CONFAB_SERVER_HEADERS", "X=1")])).unwrap_err();
    assert!(
        error.to_string().starts_with("Check CONFAB_SERVER_HEADERS. This is text. Enter a table"),
        "{error}"
    );
    let mut overrides = Overrides::none();
    overrides.set(Key::Url, "--server", "nowhere".to_owned());
    let error = read_with(LEAST, &overrides).unwrap_err();
    assert!(error.to_string().starts_with("Check --server. The address must start with https://"), "{error}");
}

#[test]
fn a_mistake_in_a_form_is_told_without_a_place() {
    let mut overrides = Overrides::none();
    overrides.fill_in(Key::Name, " ".to_owned());
    let error = read_with(LEAST, &overrides).unwrap_err();
    assert_eq!(error.to_string(), "Enter your name as others will see it.");
}

#[test]
fn an_environment_alone_can_be_a_whole_profile() {
    let temp = tempfile::tempdir().unwrap();
    let overrides = environment(&[
        ("CONFAB_SERVER_URL", "http://127.0.0.1:9/"),
        ("CONFAB_ACCOUNT_USER_ID", "b1129105-9859-4ef5-b004-39adaa2e15d1"),
        ("CONFAB_ACCOUNT_COMPANY_ID", "b1f7d1ba-3b14-4d28-95c7-a56ab95b1a89"),
        ("CONFAB_ACCOUNT_NAME", "Asha Rao"),
    ]);
    let settings = load(&temp.path().join("settings.toml"), &overrides).unwrap();
    assert_eq!(settings.server.url.as_str(), "http://127.0.0.1:9/");
}

#[test]
fn a_kind_the_server_numbers_differently_reads_back() {
    let text = LEAST.replace("[account]", "message_types = { image = 9, video = 9 }\n[account]");
    let types = read(&text).unwrap().server.message_types;
    assert_eq!(types.number(Kind::Image), 9);
    assert_eq!(types.kind(9), Kind::Image);
    assert_eq!((types.number(Kind::File), types.kind(2)), (1, Kind::Unknown(2)));
    assert_eq!(types.kind(77), Kind::Unknown(77));
    assert_eq!(types.number(Kind::Unknown(77)), 77);
}

#[test]
fn debug_shows_neither_names_nor_headers() {
    let settings = read(CONTRACT).unwrap();
    let shown = format!("{settings:?}");
    assert!(!shown.contains("Asha") && !shown.contains("acme\""), "{shown}");
}

#[test]
fn the_readme_describes_every_key_and_none_that_there_is_not() {
    let readme = include_str!("../../README.md");
    let (_, section) = readme.split_once("### Settings\n").expect("a section");
    let described: Vec<String> = section
        .lines()
        .skip_while(|line| !line.starts_with("|---"))
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.split('`').nth(1).unwrap_or_default().to_owned())
        .collect();
    let known: Vec<String> =
        Key::ALL.into_iter().map(|key| format!("{}.{}", key.section(), key.name())).collect();
    assert_eq!(described, known);
}

#[test]
fn the_readmes_defaults_are_those_of_the_code() {
    let readme = include_str!("../../README.md");
    let (_, section) = readme.split_once("### Settings\n").expect("a section");
    let mut tables = std::collections::BTreeMap::<&str, String>::new();
    for line in
        section.lines().take_while(|line| !line.starts_with("## ")).filter(|line| line.starts_with("| `"))
    {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let (section, name) = cells[1].trim_matches('`').split_once('.').unwrap();
        if cells[2].starts_with('`') {
            let line = format!("{name} = {}\n", cells[2].trim_matches('`'));
            tables.entry(section).or_default().push_str(&line);
        }
    }
    assert_eq!(tables.len(), 6, "{tables:?}");
    let (server, account) = LEAST.split_once("[account]\n").unwrap();
    let spelled = format!(
        "{server}{}[account]\n{account}{}[publish]\n{}[sync]\n{}[review]\n{}[files]\n{}",
        tables["server"],
        tables["account"],
        tables["publish"],
        tables["sync"],
        tables["review"],
        tables["files"]
    );
    let folder = tempfile::tempdir().unwrap();
    let (least, full) = (folder.path().join("least.toml"), folder.path().join("full.toml"));
    std::fs::write(&least, LEAST).unwrap();
    std::fs::write(&full, spelled).unwrap();
    let read = |path: &std::path::Path| load(path, &Overrides::none()).unwrap();
    assert_eq!(read(&full), read(&least));
}
