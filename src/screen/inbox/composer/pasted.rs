//! Checks pasted text before it is inserted: removes characters that no message can contain, and limits the length. Tells
//! text that only names pasted files.
//!
//! The user is told about both. The rule is the same for JSON and XML, so that the profile's format does not decide if
//! a character is dropped or sent. Tests: `composer/tests.rs`, `tests/window/hostile.rs`.

use crate::chat::shown;
use crate::language::tr;
use crate::widget::editor::Edit;

use iced::widget::text_editor::{Action, Edit as Change};

use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A longer line is refused, in characters: typing in it would lag visibly, since a line is shaped as a whole.
const LONGEST_LINE: usize = 20_000;
/// A longer text is refused, in bytes.
const LONGEST: usize = 100_000;

/// The part of an edit that is allowed in a text of `here` bytes, and a sentence if some or all of it is left out.
pub(super) fn checked(edit: Edit, here: usize) -> (Option<Edit>, Option<String>) {
    let Edit::Action(Action::Edit(Change::Paste(text))) = &edit else { return (Some(edit), None) };
    let longest = text.split('\n').map(|line| line.chars().count()).max().unwrap_or_default();
    if longest > LONGEST_LINE {
        let (length, most) = (longest as u64, LONGEST_LINE as u64);
        return (None, Some(tr::ComposerPastedLineTooLong { length, most }.text()));
    }
    if here + text.len() > LONGEST {
        let (length, most) = (text.chars().count() as u64, LONGEST as u64);
        return (None, Some(tr::ComposerPastedTooLong { length, most }.text()));
    }
    if shown::first_unsendable(text).is_none() {
        return (Some(edit), None);
    }
    let clean: String = text.chars().filter(|letter| shown::is_sendable(*letter)).collect();
    let words = tr::composer_pasted_less((text.chars().count() - clean.chars().count()) as u64);
    (Some(Edit::Action(Action::Edit(Change::Paste(Arc::new(clean))))), Some(words))
}

/// The text that an edit pastes, as it is in the field.
pub(super) fn of(edit: &Edit) -> Option<String> {
    match edit {
        Edit::Action(Action::Edit(Change::Paste(text))) => {
            Some(text.replace("\r\n", "\n").replace('\r', "\n"))
        }
        _ => None,
    }
}

/// True if a text names these files and nothing else: their paths, addresses or names, one per line, as file managers
/// copy them.
pub(super) fn names(text: &str, paths: &[PathBuf]) -> bool {
    let mut lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.retain(|line| !line.starts_with('#'));
    // GNOME begins with its format and the action.
    for words in [&["x-special/nautilus-clipboard", "x-special/gnome-copied-files"][..], &["copy", "cut"]] {
        if lines.len() > paths.len() && lines.first().is_some_and(|first| words.contains(first)) {
            lines.remove(0);
        }
    }
    !paths.is_empty()
        && lines.len() == paths.len()
        && paths.iter().all(|path| lines.iter().any(|line| is_of(line, path)))
}

fn is_of(line: &str, path: &Path) -> bool {
    let line = ['"', '\'']
        .into_iter()
        .find_map(|quote| line.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(line);
    let whole = same(&path.to_string_lossy());
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    if same(line) == whole || name.as_deref() == Some(line) {
        return true;
    }
    let Some(address) = line.strip_prefix("file:") else { return false };
    // Some programs write an address without encoding it.
    [address.to_owned(), decoded(address)].into_iter().any(|address| {
        let behind_host = address.strip_prefix("//").and_then(|rest| rest.find('/').map(|at| &rest[at..]));
        let local = behind_host.unwrap_or(&address);
        let without_slash = local.strip_prefix('/').filter(|rest| rest.get(1..2) == Some(":"));
        [Some(local), without_slash, Some(&address)].into_iter().flatten().any(|way| same(way) == whole)
    })
}

/// A path with the same slashes on every system, and none at the end.
fn same(path: &str) -> String {
    path.replace('\\', "/").trim_end_matches('/').to_owned()
}

/// Decodes `%20` and the like.
fn decoded(address: &str) -> String {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let [first, behind @ ..] = rest {
        let digits = behind.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let is_hex = |digits: &&str| digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let byte = digits.filter(is_hex).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        rest = match (first, byte) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                behind.get(2..).unwrap_or_default()
            }
            _ => {
                bytes.push(*first);
                behind
            }
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
