//! Input of scripts: a file, or standard input for `-`, up to a limit.
//!
//! The input is read as a whole, because everything is checked before anything is queued: an endless input would use
//! up all memory. Must not know: the contents. Tests: below, `tests/commands/limits.rs`.

use super::Stop;

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// The largest list of wishes, in bytes: some million lines.
const WISHES: u64 = 500_000_000;
/// The longest line of wishes, in bytes: a line larger than the largest call that `publish.max_bytes` allows could
/// never be sent.
const LINE: usize = 100_000_000;
/// Bytes read at once.
const PIECE: usize = 64 * 1024;

/// Reads a file, or standard input, of at most `most` bytes.
pub(super) fn bytes(path: &Path, most: u64) -> Result<Vec<u8>, Stop> {
    read(path, most, usize::MAX)
}

/// Like [`bytes`], for wishes: no line may be longer than the largest possible call.
pub(super) fn lines(path: &Path) -> Result<Vec<u8>, Stop> {
    read(path, WISHES, LINE)
}

fn read(path: &Path, most: u64, longest: usize) -> Result<Vec<u8>, Stop> {
    if path.as_os_str() == "-" {
        return up_to(std::io::stdin().lock(), "Standard input", most, longest);
    }
    let name = path.display().to_string();
    let file = File::open(path).map_err(|error| Stop::usage(format!("{name} cannot be read: {error}.")))?;
    up_to(file, &name, most, longest)
}

/// Reads the whole input, unless it or one of its lines exceeds the limits. Input that is too large is not read to
/// its end.
pub(super) fn up_to(mut input: impl Read, name: &str, most: u64, longest: usize) -> Result<Vec<u8>, Stop> {
    let mut bytes = Vec::new();
    let mut piece = vec![0; PIECE];
    let (mut number, mut begin) = (1, 0);
    loop {
        let length = match input.read(&mut piece) {
            Ok(0) => return Ok(bytes),
            Ok(length) => length,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(Stop::usage(format!("{name} cannot be read: {error}."))),
        };
        let read = piece.get(..length).unwrap_or_default();
        if (bytes.len() + length) as u64 > most {
            return Err(Stop::usage(format!(
                "{name} is larger than {}, the most that Confab reads at once. Nothing was queued or imported.",
                megabytes(most)
            )));
        }
        let before = bytes.len();
        bytes.extend_from_slice(read);
        let ends = read.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| before + at);
        for end in ends.chain([bytes.len()]) {
            if end - begin > longest {
                return Err(Stop::usage(format!(
                    "{name}, line {number}: longer than {}, the most that one call can contain. Nothing was queued.",
                    megabytes(longest as u64)
                )));
            }
            if bytes.get(end) == Some(&b'\n') {
                (number, begin) = (number + 1, end + 1);
            }
        }
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_without_an_end_is_refused_in_words() {
        let endless = || std::io::repeat(b'a');
        let stop = up_to(endless(), "Standard input", 2_000_000, usize::MAX).expect_err("it has no end");
        assert!(stop.words.contains("larger than 2 MB"), "{}", stop.words);
        assert_eq!(up_to(&b"two"[..], "Standard input", 3, 3).ok(), Some(b"two".to_vec()));
    }

    #[test]
    fn a_line_that_is_too_long_is_named_before_it_has_been_read_to_its_end() {
        let begin = &b"one\ntwo\n"[..];
        let stop = up_to(begin.chain(std::io::repeat(b'a')), "wishes", u64::MAX, 1_000_000);
        let words = stop.expect_err("it is too long").words;
        assert!(words.starts_with("wishes, line 3: longer than 1 MB"), "{words}");
        assert!(up_to(&b"four\nfour\nfour"[..], "wishes", 100, 4).is_ok());
        assert!(up_to(&b"four\nfives\nfour"[..], "wishes", 100, 4).is_err());
    }
}
