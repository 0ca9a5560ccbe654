//! Makes file names safe: for object stores, and for the user's folders on any system.
//!
//! A name in a message is untrusted: it may leave its folder, name a device, end in an alternate stream, or hide its
//! extension behind a character that reverses the text. Must not know: the file. Tests: below.

/// The longest name made here, in bytes.
const LONGEST: usize = 120;
/// The longest extension that counts as one, in letters.
const LONGEST_ENDING: usize = 12;
/// Names that Windows takes for devices, with any extension.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// The last part of a stored file's path: `<n>-<safe name>`. Only letters, digits, `.`, `-` and `_`, which are the
/// same in every address, object store and file system, so that nothing needs escaping.
pub fn stored(n: usize, name: &str) -> String {
    let name = for_folder(name);
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    // A name of only foreign letters is reduced to its number.
    let told = plain.trim_matches(['_', '.', '-']);
    let (stem, ending) = split(&plain);
    if told.is_empty() || stem.trim_matches(['_', '.', '-']).is_empty() {
        return if ending.is_empty() { format!("{n}-file") } else { format!("{n}-file.{ending}") };
    }
    format!("{n}-{}", squeezed(&plain))
}

const fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')
}

/// Replaces runs of `_` with one.
fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '_' || !out.ends_with('_') {
            out.push(c);
        }
    }
    out
}

/// Makes a name for a file in the user's folder: readable, but harmless.
pub fn for_folder(name: &str) -> String {
    // Anything before the last separator of either system is a folder, and escaped separators count.
    let name = unescaped(name);
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let cleaned: String = name
        .chars()
        .filter(|c| !is_hidden(*c))
        .map(|c| if c.is_control() || "<>:\"|?*".contains(c) { '_' } else { c })
        .collect();
    // Windows drops trailing dots and blanks; leading ones could make a hidden file, an option or a home folder.
    let name = cleaned.trim_end_matches(|c: char| c.is_whitespace() || c == '.');
    let name = name.trim_start_matches(|c: char| c.is_whitespace() || ".-~".contains(c));
    if name.is_empty() {
        return "file".to_owned();
    }
    let stem = name.split('.').next().unwrap_or_default().trim().to_lowercase();
    let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let is_port =
        numbered.is_some_and(|n| n.chars().count() == 1 && n.chars().all(|c| "0123456789¹²³".contains(c)));
    let is_device = is_port || DEVICES.contains(&stem.as_str());
    cut(&if is_device { format!("_{name}") } else { name.to_owned() })
}

/// Invisible characters that change the text: text direction, joiners, invisible spaces, tags.
const fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Decodes separators written as `%2f` or `%5c`, even if escaped several times.
fn unescaped(name: &str) -> String {
    let mut name = name.to_owned();
    loop {
        let mut next = name.replace("%2f", "/").replace("%2F", "/").replace("%5c", "\\").replace("%5C", "\\");
        next = next.replace("%252", "%2").replace("%255", "%5");
        if next == name {
            return name;
        }
        name = next;
    }
}

/// Splits a name into its stem and its extension without the dot; only a short and plain ending counts as an
/// extension.
pub fn split(name: &str) -> (&str, &str) {
    match name.rsplit_once('.') {
        Some((stem, ending))
            if !stem.is_empty()
                && !ending.is_empty()
                && ending.len() <= LONGEST_ENDING
                && ending.chars().all(|c| c.is_ascii_alphanumeric()) =>
        {
            (stem, ending)
        }
        Some(_) | None => (name, ""),
    }
}

/// Shortens a name to what file systems accept; keeps the extension.
fn cut(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let (stem, ending) = split(name);
    let room = LONGEST - ending.len() - 1;
    let mut end = room.min(stem.len());
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    let stem = stem[..end].trim_end_matches([' ', '.']);
    if ending.is_empty() { stem.to_owned() } else { format!("{stem}.{ending}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    #[test]
    fn a_name_that_climbs_out_of_its_folder_is_only_its_last_part() {
        for name in ["../../etc/x", "..%2f..%2fx", "..%252f..%252Fx", "..\\..\\x", "/etc/x", "C:\\x"] {
            assert_eq!(for_folder(name), "x", "{name}");
            assert_eq!(stored(1, name), "1-x", "{name}");
        }
        assert_eq!(for_folder(".."), "file");
        assert_eq!(for_folder("..%2f.."), "file");
    }

    #[test]
    fn devices_of_windows_are_no_names() {
        for name in ["CON", "con.txt", "NUL.tar.gz", "aux", "COM1", "lpt9.log", "COM¹.txt"] {
            assert_eq!(for_folder(name), format!("_{name}"));
        }
        assert_eq!(for_folder("console.txt"), "console.txt");
        assert_eq!(for_folder("com10.txt"), "com10.txt");
    }

    #[test]
    fn a_stream_behind_a_name_is_part_of_the_name() {
        assert_eq!(for_folder("a.txt:evil"), "a.txt_evil");
        assert_eq!(stored(2, "a.txt:evil"), "2-a.txt_evil");
    }

    #[test]
    fn an_ending_behind_a_mark_that_turns_the_direction_is_shown_as_it_is() {
        assert_eq!(for_folder("photo_\u{202e}gnp.exe"), "photo_gnp.exe");
        assert_eq!(stored(1, "photo_\u{202e}gnp.exe"), "1-photo_gnp.exe");
        assert_eq!(for_folder("a\u{200b}b\u{2066}c.txt"), "abc.txt");
    }

    #[test]
    fn no_name_is_an_option_a_home_or_hidden_however_it_begins() {
        for name in ["-.-rf", "~.~rf", " .-rf", ".~ -rf"] {
            assert_eq!(for_folder(name), "rf", "{name}");
        }
    }

    #[test]
    fn long_names_keep_their_ending() {
        let name = for_folder(&format!("{}.jpeg", "ö".repeat(300)));
        assert!(name.len() <= LONGEST && name.ends_with("ö.jpeg"), "{name}");
        let name = for_folder(&"x".repeat(300));
        assert!(name.len() <= LONGEST, "{name}");
    }

    #[test]
    fn a_stored_name_is_plain_in_every_address() {
        assert_eq!(stored(1, "Quarterly report (final).pdf"), "1-Quarterly_report_final_.pdf");
        assert_eq!(stored(3, "会議.png"), "3-file.png");
        assert_eq!(stored(3, "50% off? #1.png"), "3-50_off_1.png");
        assert_eq!(stored(4, ""), "4-file");
        assert_eq!(stored(4, "..."), "4-file");
        assert_eq!(stored(5, "-rf ~"), "5-rf_");
    }

    proptest! {
        #[test]
        fn whatever_comes_is_one_safe_name(name in ".{0,400}") {
            let safe = for_folder(&name);
            prop_assert!(!safe.is_empty() && safe.len() <= LONGEST + 1);
            prop_assert!(!safe.contains(['/', '\\', ':', '\0']) && safe != "." && safe != "..");
            prop_assert!(!safe.starts_with(['.', '-', '~']) && !safe.ends_with(['.', ' ']));
            let stored = stored(1, &name);
            prop_assert!(stored.chars().all(is_plain), "{stored}");
        }
    }
}
