//! The output of a command: data to standard output, messages to standard error, a progress bar only on a terminal.
//!
//! A reader that closes the pipe does not stop the command: the work goes on, and the remaining data is not written. A
//! full disk is different: the caller relies on the file, so the command does not end with 0.

use crate::chat::shown;

use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write as _};

use indicatif::{ProgressBar, ProgressStyle};

/// The two streams of a command.
#[derive(Debug)]
pub(super) struct Output {
    data: std::io::Stdout,
    words: std::io::Stderr,
    /// The first error of standard output.
    failed: Option<io::ErrorKind>,
}

impl Output {
    pub(super) fn new() -> Self {
        Self { data: std::io::stdout(), words: std::io::stderr(), failed: None }
    }

    /// Prints one line of data and flushes it, so that a reader can act on it at once.
    pub(super) fn data(&mut self, line: &str) {
        let mut data = self.data.lock();
        if let Err(error) = writeln!(data, "{line}").and_then(|()| data.flush()) {
            self.failed.get_or_insert(error.kind());
        }
    }

    /// Why data is missing from standard output, in a sentence; a closed pipe is no failure.
    pub(super) fn failure(&self) -> Option<String> {
        let kind = self.failed.filter(|kind| *kind != io::ErrorKind::BrokenPipe)?;
        Some(format!("Could not write to standard output: {kind}."))
    }

    /// Prints an object as a line of JSON. Characters that could control a terminal are escaped, so the text is read
    /// back unchanged.
    pub(super) fn json(&mut self, value: &serde_json::Value) {
        self.data(&escaped(&value.to_string()));
    }

    /// Prints a message for the user.
    pub(super) fn say(&mut self, words: &str) {
        // The message may contain text by others, which must not control the terminal.
        let _ = writeln!(self.words.lock(), "{}", shown::text(words));
    }

    /// A progress bar for `length` steps; invisible for little work and if standard error is not a terminal.
    pub(super) fn bar(&self, length: u64, what: &str) -> ProgressBar {
        if length < 200 || !self.words.is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(length);
        if let Ok(style) =
            ProgressStyle::with_template("{msg} {bar:32} {human_pos} of {human_len}, {eta} left")
        {
            bar.set_style(style);
        }
        bar.set_message(what.to_owned());
        bar
    }
}

/// Escapes JSON so that no character controls a terminal or reverses the text beside it. Such characters occur only
/// in strings.
fn escaped(json: &str) -> Cow<'_, str> {
    if !json.contains(shown::is_control_like) {
        return Cow::Borrowed(json);
    }
    let mut safe = String::with_capacity(json.len() + 16);
    for letter in json.chars() {
        if shown::is_control_like(letter) {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                safe.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            safe.push(letter);
        }
    }
    Cow::Owned(safe)
}

/// `1 message`, `3 messages`.
pub(in crate::cli) fn count(number: u64, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn json_steers_no_terminal_and_reads_back_as_it_was() {
        let reason = "no\u{202e}gpj.\u{9b}31m\u{7f}\u{2066}a\u{2028}é 你 👍\u{1b}[2J\n";
        let value = serde_json::json!({ "reason": reason });
        let line = value.to_string();
        let safe = escaped(&line);
        assert!(!safe.contains(|letter: char| letter.is_control()), "{safe:?}");
        for bad in ['\u{202e}', '\u{2066}', '\u{2028}'] {
            assert!(!safe.contains(bad), "{safe:?}");
        }
        assert!(safe.contains("é 你 👍") && safe.contains("\\u202e"), "{safe}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), value);
    }
}
