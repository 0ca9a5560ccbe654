//! Checks the rules of `src/lib.rs` on who may import whom, in every `use` line and every inline path of `src`.
//!
//! The parser understands comments, strings, nested groups, `self` and `super`; it misses paths that a macro builds.
//! Exceptions are in the tables below, each with its reason. Made-up files at the end prove that every rule fails when
//! it should. `circles` checks for circular dependencies.

// Tests may panic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod circles;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The interface: may see iced, and is never seen by the engine.
const INTERFACE: &[&str] = &["app", "screen", "widget", "theme", "icon", "headless"];
/// The engine: works without a window.
const ENGINE: &[&str] = &[
    "chat",
    "clock",
    "directory",
    "changes",
    "entry",
    "evidence",
    "files",
    "language",
    "logging",
    "outbox",
    "pause",
    "preferences",
    "proxy",
    "remote",
    "requests",
    "review",
    "row",
    "session",
    "settings",
    "store",
    "sync",
    "transfer",
];
/// The parts of a session: none of them knows the session.
const BELOW_SESSION: &[&str] = &[
    "changes",
    "chat",
    "clock",
    "directory",
    "entry",
    "evidence",
    "files",
    "language",
    "outbox",
    "pause",
    "preferences",
    "proxy",
    "remote",
    "requests",
    "review",
    "roster",
    "row",
    "settings",
    "store",
    "sync",
    "transfer",
];
/// Rules without a clock, a disk, a network or dice.
const PURE: &[&str] = &[
    "entry",
    "pause",
    "review",
    "outbox::fold",
    "outbox::plan",
    "outbox::settle",
    "outbox::backoff",
    "sync::apply",
    "sync::history",
    "sync::pace",
];

/// Modules besides `remote::convert` that see both the wire and the vocabulary, and why that is no conversion.
const BOTH: &[(&str, &str)] = &[
    ("outbox::terms", "hands the wire's type names to its writer"),
    ("outbox::render", "writes what convert made, with the wire's writer"),
    ("sync", "hands elements to convert, remembers the server's date digit for digit"),
    ("session::open", "gives the remote its type names from the settings"),
    ("demo", "stands in for somebody else's server"),
];

/// The paths that a module uses, from the crate's root (`crate::…`) and from other crates.
fn names(module: &[&str], source: &str) -> BTreeSet<String> {
    let text = without_comments_and_strings(source);
    let mut names = BTreeSet::new();
    let mut rest = text.as_str();
    while let Some(at) = find_word(rest, "use") {
        names.extend(rest[..at].split('\n').flat_map(inline_paths));
        let tree = &rest[at + 3..];
        let end = tree.find(';').unwrap_or(tree.len());
        expand("", &tree[..end], &mut names);
        rest = &tree[end..];
    }
    names.extend(inline_paths(rest));
    names.into_iter().map(|name| absolute(module, &name)).collect()
}

/// Finds `use` at the beginning of a statement.
fn find_word(text: &str, word: &str) -> Option<usize> {
    text.match_indices(word).map(|(at, _)| at).find(|at| {
        let before = text[..*at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(|c| c.is_alphanumeric() || "_:.<".contains(c))
            && after.is_some_and(char::is_whitespace)
            // `impl Trait + use<'_>` captures, it does not import.
            && !text[at + word.len()..].trim_start().starts_with('<')
    })
}

/// Every path of at least two steps in a piece of code.
fn inline_paths(code: &str) -> Vec<String> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    code.split(|c| !is_part(c))
        .map(|word| word.trim_matches(':'))
        .filter(|word| word.contains("::") && !word.starts_with(|c: char| c.is_uppercase()))
        .map(str::to_owned)
        .collect()
}

/// Expands a use tree: `a::{b, c::{d}}` to `a::b` and `a::c::d`.
fn expand(prefix: &str, tree: &str, names: &mut BTreeSet<String>) {
    let tree = tree.trim();
    let joined = |step: &str| if prefix.is_empty() { step.to_owned() } else { format!("{prefix}::{step}") };
    let Some(open) = tree.find('{') else {
        let path = tree.split(" as ").next().unwrap_or(tree).trim().trim_end_matches("::*");
        if !path.is_empty() && path != "self" {
            names.insert(joined(path));
        } else if path == "self" {
            names.insert(prefix.to_owned());
        }
        return;
    };
    let prefix = joined(tree[..open].trim().trim_end_matches("::"));
    let inner = &tree[open + 1..tree.rfind('}').unwrap_or(tree.len())];
    let (mut depth, mut start) = (0, 0);
    for (at, character) in inner.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                expand(&prefix, &inner[start..at], names);
                start = at + 1;
            }
            _ => {}
        }
    }
    expand(&prefix, &inner[start..], names);
}

/// Makes paths of this crate absolute; leaves others unchanged.
fn absolute(module: &[&str], name: &str) -> String {
    let mut steps: Vec<&str> = name.split("::").collect();
    let mut base = match steps[0] {
        "crate" => Vec::new(),
        "self" => module.to_vec(),
        "super" => {
            let mut base = module.to_vec();
            while steps.get(1) == Some(&"super") {
                base.pop();
                steps.remove(0);
            }
            base.pop();
            base
        }
        _ => return name.to_owned(),
    };
    base.extend(&steps[1..]);
    format!("crate::{}", base.join("::"))
}

/// The code without comments and strings, so that a word in them imports nothing.
fn without_comments_and_strings(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(character) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(hashes) = raw_string(rest, code.chars().next_back()) {
            let close = format!("\"{}", "#".repeat(hashes));
            let open = 2 + hashes;
            rest[open..].find(&close).map_or(rest.len(), |end| open + end + close.len())
        } else if character == '"' {
            string_end(rest)
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\\"'") {
            if rest.starts_with("'\"'") { 3 } else { 4 }
        } else {
            code.push(character);
            rest = &rest[character.len_utf8()..];
            continue;
        };
        code.push(' ');
        rest = &rest[skipped..];
    }
    code
}

fn raw_string(rest: &str, before: Option<char>) -> Option<usize> {
    let tail = rest.strip_prefix('r')?;
    let hashes = tail.len() - tail.trim_start_matches('#').len();
    let is_word = before.is_some_and(|c| c.is_alphanumeric() && c != 'b' || c == '_');
    (!is_word && tail[hashes..].starts_with('"')).then_some(hashes)
}

fn string_end(rest: &str) -> usize {
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// True if a path is `root` or below it.
fn is_in(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

fn any_in(path: &str, roots: &[&str]) -> bool {
    roots.iter().any(|root| is_in(path, root))
}

/// The module of a file below `src`: `remote/wire/date.rs` is `remote::wire::date`.
fn module_of(file: &str) -> String {
    match file.trim_end_matches(".rs") {
        "lib" | "main" => String::new(),
        path => path.replace('/', "::"),
    }
}

/// Lines of a file, at most.
const LONGEST: usize = 600;

/// All violations of the rules in a file.
fn faults(file: &str, source: &str) -> Vec<String> {
    let module = module_of(file);
    let steps: Vec<&str> = module.split("::").filter(|step| !step.is_empty()).collect();
    let names = names(&steps, source);
    let ours: Vec<&str> = names.iter().filter_map(|name| name.strip_prefix("crate::")).collect();
    let mut faults = Vec::new();
    let mut fault = |words: String| faults.push(format!("src/{file}: {words}"));

    for name in &ours {
        for closed in ["chat", "language", "remote::wire"] {
            // `chat` has sentences on names that cannot be shown.
            let speaks = is_in(&module, "chat") && is_in(name, "language");
            if is_in(&module, closed) && !is_in(name, closed) && !speaks {
                fault(format!("{closed} imports nothing of ours, but names {name}"));
            }
        }
        let draws = any_in(&module, &["screen", "widget", "theme", "icon"]);
        if draws && any_in(name, &["store", "remote", "entry", "outbox", "sync", "directory", "cli", "demo"])
        {
            fault(format!("screens get rows as arguments, but this names {name}"));
        }
        if draws && is_in(name, "session") {
            fault(format!("screens never see the session, but this names {name}"));
        }
        let routes = any_in(&module, &["screen::inbox::route", "screen::inbox::view"]);
        let part = is_in(&module, "screen::inbox") && module != "screen::inbox" && !routes;
        if part && is_in(name, "screen::inbox::Inbox") {
            fault("a part of the inbox knows no other part, but this names the inbox".to_owned());
        }
        if let (Some(here), Some(there)) = (part_of(&module), part_of(name))
            && here != there
        {
            fault(format!("a part of the inbox knows no other part, but this names {name}"));
        }
        if any_in(&module, BELOW_SESSION) && is_in(name, "session") {
            fault(format!("the session stands above the engine's parts, but this names {name}"));
        }
        if any_in(&module, ENGINE) && (any_in(name, INTERFACE) || any_in(name, &["cli", "intent", "demo"])) {
            fault(format!("the engine works without a window, but this names {name}"));
        }
        // The roster file is part of the contract, so another server can write one too. The demo may use our clock,
        // which can be set to another time. The other reviewer writes tails as any client may (`review`).
        let allowed = [
            "demo",
            "chat",
            "clock",
            "remote::wire",
            "remote::convert",
            "roster::write",
            "settings::MessageTypes",
            "review",
        ];
        if is_in(&module, "demo") && !any_in(name, &allowed) {
            fault(format!("the demo is somebody else's server, but this names {name}"));
        }
        let of_store = is_in(name, "store") && *name != "store::message::Progress";
        if any_in(&module, PURE) && (of_store || any_in(name, &["clock", "remote::http", "outbox::worker"])) {
            fault(format!("pure rules get everything as arguments, but this names {name}"));
        }
    }
    let sees = |what: &str| ours.iter().any(|name| is_in(name, what));
    let may_see_both = is_in(&module, "remote::convert") || BOTH.iter().any(|(who, _)| is_in(&module, who));
    if sees("remote::wire") && sees("chat") && !may_see_both {
        fault("only remote::convert knows both the wire and the vocabulary".to_owned());
    }
    for name in &names {
        let root = name.split("::").next().unwrap_or_default();
        if root == "rusqlite" && !is_in(&module, "store") {
            fault(format!("only the store sees SQL, but this names {name}"));
        }
        // These two start a window, or play one, with iced.
        let starts = any_in(&module, &["cli::window", "cli::demo"]);
        if root.starts_with("iced") && !any_in(&module, INTERFACE) && !starts {
            fault(format!("only the interface sees iced, but this names {name}"));
        }
        let outside =
            ["std::fs", "std::net", "std::env", "std::io", "std::process", "tokio", "fastrand", "reqwest"];
        let moment = ["Instant", "SystemTime", "Utc::now", "Local::now", "now_v7", "new_v4"];
        let is_moment = moment.iter().any(|word| name.ends_with(word) || name.contains(&format!("{word}::")));
        if any_in(&module, PURE) && (any_in(name, &outside) || is_moment) {
            fault(format!("pure rules get time and chance as arguments, but this names {name}"));
        }
    }
    let writes_states = any_in(&module, &["store::outbox::column", "store::outbox::step"]);
    let alias = if is_in(&module, "store::outbox") { "" } else { "o." };
    if let Some(number) = literal_state(source, alias).filter(|_| !writes_states) {
        fault(format!("an entry's state and aspect have names (`column`), but this says {number}"));
    }
    if !source.starts_with("//! ") {
        fault("a module opens with `//!` and says what it is for".to_owned());
    }
    let lines = source.lines().count();
    if lines > LONGEST {
        fault(format!("{lines} lines; split it"));
    }
    faults
}

/// A state or an aspect of an entry as a literal number in SQL.
fn literal_state(source: &str, alias: &str) -> Option<String> {
    let columns = ["state", "aspect"].map(|column| format!("{alias}{column}"));
    let operators = [" = ", " <> ", " IN ("];
    let mut words = columns.iter().flat_map(|column| operators.iter().map(move |op| format!("{column}{op}")));
    words.find(|word| {
        source.split(word.as_str()).skip(1).any(|rest| rest.starts_with(|next: char| next.is_ascii_digit()))
    })
}

fn every_file(folder: &Path, see: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            every_file(&path, see);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            see(&path);
        }
    }
}

/// The files in the list of `lib.rs` for one more action on a message.
fn told_of_actions(map: &str) -> BTreeSet<String> {
    let section = map.split("# One more action on a message").nth(1).unwrap();
    let list = section.split("//! Besides those").next().unwrap();
    let file = |line: &str| Some(line.strip_prefix("//! - `")?.split('`').next()?.to_owned());
    list.lines().filter_map(file).collect()
}

#[test]
fn one_more_action_touches_what_the_map_says_and_nothing_else() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let told = told_of_actions(&fs::read_to_string(src.join("lib.rs")).unwrap());
    let found: BTreeSet<String> =
        files_naming(&[&["Mark::Pin", "Act::Pin", "Self::Pin"]]).into_iter().collect();
    assert_eq!(found, told);
    assert!(told.len() <= 6, "{} files", told.len());
}

/// The part of the inbox that a module belongs to, by the module that owns its state. `keyboard` is no part of its own: it
/// reads the composer to tell what Enter does.
fn part_of(module: &str) -> Option<&'static str> {
    const PARTS: [(&str, &str); 11] = [
        ("sidebar", "sidebar"),
        ("feeds", "feeds"),
        ("feed", "feeds"),
        ("timeline", "feeds"),
        ("composer", "feeds"),
        ("details", "details"),
        ("desk", "desk"),
        ("message_list", "message list"),
        ("outbox_panel", "outbox panel"),
        ("overlay", "overlay"),
        ("toast", "toast"),
    ];
    let is_here = |name: &str| is_in(module, &format!("screen::inbox::{name}"));
    PARTS.into_iter().find(|(name, _)| is_here(name)).map(|(_, part)| part)
}

/// The files below `src` whose code names something of every group: a word of the group's, and no longer word.
fn files_naming(groups: &[&[&str]]) -> Vec<String> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    every_file(&src, &mut |path| {
        let code = without_comments_and_strings(&fs::read_to_string(path).unwrap());
        let is_end = |rest: &str| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_');
        let names = |group: &&[&str]| group.iter().any(|name| code.split(name).skip(1).any(is_end));
        if groups.iter().all(names) {
            files.push(path.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/"));
        }
    });
    files.sort();
    files
}

#[test]
fn one_more_panel_touches_three_files_and_its_own() {
    let naming = files_naming(&[
        &["Panel::Outbox", "Context::Outbox", "Self::Outbox"],
        &["Panel::MessageList", "Context::MessageList", "Self::MessageList"],
        &["Panel::Details", "Context::Details", "Self::Details"],
    ]);
    assert_eq!(naming, ["screen/inbox/panels.rs", "screen/keys.rs", "screen/panel.rs"]);
}

#[test]
fn one_more_dialog_touches_two_files_and_its_own() {
    let naming =
        files_naming(&[&["Dialog::Earlier"], &["Dialog::Report"], &["Dialog::Keys"], &["Dialog::Lightbox"]]);
    assert_eq!(naming, ["screen/dialog.rs", "screen/dialog/view.rs"]);
}

#[test]
fn every_file_on_the_map_is_there() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let map = fs::read_to_string(src.join("lib.rs")).unwrap();
    let named = map
        .lines()
        .take_while(|line| line.starts_with("//!"))
        .flat_map(|line| line.split('`').skip(1).step_by(2));
    let files: Vec<&str> = named.filter(|word| word.contains('/') && word.contains('.')).collect();
    let elsewhere = ["tests/", "assets/", "docs/"];
    let ours = files.iter().filter(|file| !elsewhere.iter().any(|folder| file.starts_with(folder)));
    let missing: Vec<_> = ours.filter(|file| !src.join(file).exists()).collect();
    assert!(files.len() > 40, "only {} files are named", files.len());
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_module_keeps_the_rules() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut all, mut files) = (Vec::new(), 0);
    every_file(&src, &mut |path| {
        let file = path.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
        all.extend(faults(&file, &fs::read_to_string(path).unwrap()));
        files += 1;
    });
    assert!(files > 50, "only {files} files were found");
    all.sort();
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// The tests that a module names in its header.
fn named_tests(source: &str) -> Vec<&str> {
    let header = source.lines().take_while(|line| line.starts_with("//!"));
    header.flat_map(|line| line.split('`')).filter(|word| word.starts_with("tests/")).collect()
}

#[test]
fn every_test_that_a_module_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut missing = Vec::new();
    every_file(&root.join("src"), &mut |path| {
        let source = fs::read_to_string(path).unwrap();
        let lost = named_tests(&source).into_iter().filter(|test| !root.join(test).exists());
        missing.extend(lost.map(|test| format!("{}: {test}", path.display())));
    });
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    assert_eq!(named_tests("//! A module. Tests: below, `tests/wire`.\n\nfn f() {}\n"), ["tests/wire"]);
}

#[test]
fn no_test_and_no_benchmark_outgrows_its_name() {
    let mut long = Vec::new();
    for folder in ["tests", "benches"] {
        every_file(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut |path| {
            if path.extension().is_some_and(|extension| extension == "rs")
                && fs::read_to_string(path).unwrap().lines().count() > LONGEST
            {
                long.push(path.to_path_buf());
            }
        });
    }
    assert!(long.is_empty(), "split {long:?}");
}

#[test]
fn every_rule_bites() {
    let bad = [
        ("chat/message.rs", "use crate::store::Store;", "chat imports nothing of ours"),
        ("chat/message.rs", "fn f() { crate::clock::Clock::default(); }", "chat imports nothing of ours"),
        ("language.rs", "use crate::chat::shown;", "language imports nothing of ours"),
        ("remote/wire/date.rs", "use super::super::convert;", "remote::wire imports nothing of ours"),
        (
            "remote/http.rs",
            "use crate::{chat::Message, remote::wire::Date};",
            "only remote::convert knows both",
        ),
        (
            "row.rs",
            "use crate::{chat::{Stamp, Wish}, remote::{self, wire}};",
            "only remote::convert knows both",
        ),
        ("session.rs", "use rusqlite::Connection;", "only the store sees SQL"),
        ("outbox/call.rs", "fn f(c: &rusqlite::Connection) {}", "only the store sees SQL"),
        ("row.rs", "use iced::Color;", "only the interface sees iced"),
        ("cli/send.rs", "use iced_selection::text;", "only the interface sees iced"),
        ("screen/inbox/timeline.rs", "use crate::store::Store;", "screens get rows as arguments"),
        (
            "screen/dialog/menu.rs",
            "use crate::{\n    icon::Icon,\n    entry::State,\n};",
            "screens get rows as arguments",
        ),
        ("screen/inbox.rs", "use crate::session::Session;", "screens never see the session"),
        ("outbox/worker.rs", "use crate::session::Session;", "the session stands above the engine's parts"),
        ("widget/list.rs", "use super::super::sync::Reader;", "screens get rows as arguments"),
        ("screen/inbox/toast.rs", "use super::{Inbox, Message};", "a part of the inbox knows no other part"),
        ("screen/inbox/feed/view.rs", "fn f(inbox: &crate::screen::inbox::Inbox) {}", "a part of the inbox"),
        ("screen/inbox/sidebar/view.rs", "use crate::screen::inbox::feed::Feed;", "a part of the inbox"),
        ("screen/inbox/details.rs", "use super::message_list;", "a part of the inbox"),
        ("store/page.rs", "use crate::screen::words;", "the engine works without a window"),
        ("demo/service.rs", "use crate::outbox::plan;", "the demo is somebody else's server"),
        ("demo.rs", "use crate::store::Store;", "the demo is somebody else's server"),
        ("outbox/plan.rs", "use std::time::Instant;", "pure rules get time and chance"),
        ("outbox/backoff.rs", "fn f() -> f64 { fastrand::f64() }", "pure rules get time and chance"),
        ("outbox/fold.rs", "fn f() { let _ = chrono::Utc::now(); }", "pure rules get time and chance"),
        ("outbox/settle.rs", "use crate::clock::Clock;", "pure rules get everything as arguments"),
        (
            "sync/apply.rs",
            "use crate::store::message::{self, Progress};",
            "pure rules get everything as arguments",
        ),
    ];
    let named = "an entry's state and aspect have names";
    let literal = [
        ("store/outbox.rs", r#"const A: &str = "UPDATE outbox SET state = 1 WHERE entry = ?1";"#, named),
        ("store/outbox/delays.rs", r#"const A: &str = "SELECT 1 FROM outbox WHERE aspect <> 0";"#, named),
        ("store/file/upload.rs", r#"const A: &str = "JOIN outbox o WHERE o.state = 0";"#, named),
    ];
    for (file, code, words) in bad.into_iter().chain(literal) {
        let found = faults(file, &format!("//! A made-up module.\n\n{code}\n"));
        assert!(found.iter().any(|fault| fault.contains(words)), "{file}: {code}\n{found:?}");
    }
    assert!(faults("clock.rs", "use std::fmt;\n")[0].contains("opens with"));
    assert!(faults("clock.rs", &format!("//! Long.\n{}", "\n".repeat(600)))[0].contains("601 lines"));
}

#[test]
fn what_the_rules_allow_passes() {
    let good = [
        ("chat/shown.rs", "use crate::language::tr;"),
        ("remote/convert.rs", "use super::wire;\nuse crate::chat::Message;"),
        ("store/page.rs", "use rusqlite::params;\nuse crate::row::Row;"),
        ("screen/inbox.rs", "use crate::row::{self, Row};\nuse iced::Task;"),
        ("sync/apply.rs", "use crate::store::message::Progress;"),
        (
            "session.rs",
            "// use rusqlite::Connection;\n/* iced::Color */ fn f() -> &'static str { \"use iced::Color;\" }",
        ),
        ("session.rs", "fn f() -> &'static str { r#\"say \"use iced::Color;\" \"# }"),
        ("outbox/settle.rs", "use std::time::Duration;"),
        ("session.rs", "fn f<'a>(x: &'a str) -> impl Fn() + use<'a> { move || drop(x) }"),
    ];
    for (file, code) in good {
        assert_eq!(faults(file, &format!("//! A made-up module.\n\n{code}\n")), Vec::<String>::new());
    }
}
