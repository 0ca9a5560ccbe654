//! Forbids circular dependencies, direct and indirect, between the modules at the root of the crate and between files.
//!
//! A file may use the module that it is a part of, and that module may use the file.

use super::{every_file, is_in, module_of, names};

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// One module that uses another.
type Arrow = (String, String);

/// The arrows from a file's module to those of other files.
fn arrows(file: &str, source: &str, modules: &BTreeSet<String>) -> BTreeSet<Arrow> {
    let module = module_of(file);
    let steps: Vec<&str> = module.split("::").filter(|step| !step.is_empty()).collect();
    let to = |name: &String| {
        let path = match name.strip_prefix("crate::") {
            Some(path) => path.to_owned(),
            None => format!("{module}::{name}"),
        };
        let ends = path.match_indices("::").map(|(at, _)| at).chain([path.len()]);
        ends.map(|end| &path[..end]).filter(|part| modules.contains(*part)).last().map(str::to_owned)
    };
    let used = names(&steps, source).iter().filter_map(to).filter(|to| !is_in(&module, to)).collect();
    let used: BTreeSet<String> = if module.is_empty() { BTreeSet::new() } else { used };
    used.into_iter().map(|to| (module.clone(), to)).collect()
}

/// The same arrows between the modules at the root of the crate.
fn at_the_root(arrows: &BTreeSet<Arrow>) -> BTreeSet<Arrow> {
    let root = |module: &String| module.split("::").next().unwrap_or_default().to_owned();
    arrows.iter().map(|(from, to)| (root(from), root(to))).filter(|(from, to)| from != to).collect()
}

/// The arrows on circles or between circles: those left after removing the modules that use no other, or that no other
/// uses.
fn on_circles(arrows: &BTreeSet<Arrow>) -> BTreeSet<Arrow> {
    let mut left = arrows.clone();
    loop {
        let users: BTreeSet<String> = left.iter().map(|(from, _)| from.clone()).collect();
        let used: BTreeSet<String> = left.iter().map(|(_, to)| to.clone()).collect();
        let before = left.len();
        left.retain(|(from, to)| used.contains(from) && users.contains(to));
        if left.len() == before {
            return left;
        }
    }
}

/// The arrows of all files.
fn all(files: &[(String, String)]) -> BTreeSet<Arrow> {
    let modules = files.iter().map(|(file, _)| module_of(file)).collect();
    files.iter().flat_map(|(file, source)| arrows(file, source, &modules)).collect()
}

#[test]
fn no_two_modules_use_each_other_not_even_through_others() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    every_file(&src, &mut |path| {
        let file = path.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
        files.push((file, fs::read_to_string(path).unwrap()));
    });
    let all = all(&files);
    assert!(all.contains(&("outbox::call".to_owned(), "store::outbox".to_owned())), "{all:?}");
    assert_eq!(on_circles(&all), BTreeSet::new());
    assert_eq!(on_circles(&at_the_root(&all)), BTreeSet::new());
}

#[test]
fn a_circle_is_found_among_files_and_at_the_root() {
    let file = |(file, code): (&str, &str)| (file.to_owned(), code.to_owned());
    let circle = |arrows: &[(&str, &str)]| {
        arrows.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect::<BTreeSet<_>>()
    };
    let mut files = [
        ("outbox.rs", "pub mod plan;\nuse plan::Plan;"),
        ("outbox/plan.rs", "use super::Limits;\nuse crate::store::{self, page};"),
        ("store.rs", "pub mod page;"),
        ("store/page.rs", "use super::super::{chat::Message, row};"),
        ("row.rs", "use crate::chat::Stamp;"),
        ("row/list.rs", "use crate::chat;"),
        ("chat.rs", ""),
    ]
    .map(file)
    .to_vec();
    assert_eq!(on_circles(&all(&files)), BTreeSet::new());
    assert_eq!(on_circles(&at_the_root(&all(&files))), BTreeSet::new());
    // A circle only between root modules: the store uses another file of `row`.
    files.push(file(("row/draft.rs", "fn f() { crate::outbox::plan::plan(); }")));
    assert_eq!(on_circles(&all(&files)), BTreeSet::new());
    let at_root = circle(&[("outbox", "store"), ("row", "outbox"), ("store", "row")]);
    assert_eq!(on_circles(&at_the_root(&all(&files))), at_root);
    // A circle only between files.
    files.pop();
    files.push(file(("store/draft.rs", "use super::page::Page;")));
    files.push(file(("store/page.rs", "use crate::store::draft;")));
    let among_files = circle(&[("store::draft", "store::page"), ("store::page", "store::draft")]);
    assert_eq!(on_circles(&all(&files)), among_files);
    assert_eq!(on_circles(&at_the_root(&all(&files))), BTreeSet::new());
}
