//! What scripts hand over: a file, or standard input for `-`, up to a size.
//!
//! Everything is checked before anything is queued, so it is held as a whole: an input without an end would take all
//! memory. Must not know: what is in it. Tests: below, `tests/commands`.

use super::Stop;

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The largest list of wishes or people, in bytes: some million lines.
pub(super) const MOST: u64 = 500_000_000;

/// The bytes of a file, or of standard input.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Stop> {
    if path.as_os_str() == "-" {
        return up_to(std::io::stdin().lock(), "Standard input", MOST);
    }
    let name = path.display().to_string();
    let file = File::open(path).map_err(|error| Stop::usage(format!("{name} cannot be read: {error}.")))?;
    up_to(file, &name, MOST)
}

/// All of an input, if it is not larger than this.
pub(super) fn up_to(input: impl Read, name: &str, most: u64) -> Result<Vec<u8>, Stop> {
    let mut bytes = Vec::new();
    let length = input
        .take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Stop::usage(format!("{name} cannot be read: {error}.")))?;
    if length as u64 > most {
        let megabytes = most / 1_000_000;
        return Err(Stop::usage(format!(
            "{name} is larger than {megabytes} MB, which is too much at once; nothing of it was taken."
        )));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_without_an_end_is_refused_in_words() {
        let stop = up_to(std::io::repeat(b'a'), "Standard input", 2_000_000).expect_err("it has no end");
        assert!(stop.words.contains("larger than 2 MB"), "{}", stop.words);
        assert_eq!(up_to(&b"two"[..], "Standard input", 3).ok(), Some(b"two".to_vec()));
    }
}
