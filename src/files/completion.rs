//! Completions for a path while it is typed.
//!
//! Must not know: the field it is typed in. Tests: below.

use std::path::Path;

/// The most completions offered.
const MOST: usize = 6;
/// The most entries of a folder that are examined: it may be on a slow share.
const LOOKED_AT: usize = 20_000;

/// The names in the path's folder that start like its last component; folders come first and end with a separator,
/// sorted by name. Hidden names are offered once their dot is typed. Empty if the folder cannot be listed.
pub fn complete(path: &Path, ends_in_separator: bool) -> Vec<String> {
    let (folder, begun) = match (ends_in_separator, path.parent()) {
        (true, _) | (false, None) => (path, String::new()),
        (false, Some(folder)) => {
            (folder, path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default())
        }
    };
    if !path.is_absolute() {
        return Vec::new();
    }
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<(bool, String)> = entries
        .take(LOOKED_AT)
        .filter_map(|entry| {
            let entry = entry.ok()?;
            // A name that is not valid text cannot be typed into the field either.
            let name = entry.file_name().into_string().ok()?;
            let fits =
                name.to_lowercase().starts_with(&begun) && (begun.starts_with('.') || !name.starts_with('.'));
            fits.then(|| (!std::fs::metadata(entry.path()).is_ok_and(|found| found.is_dir()), name))
        })
        .collect();
    found.sort_by_cached_key(|(is_file, name)| (*is_file, name.to_lowercase()));
    found.truncate(MOST);
    let named = |(is_file, name)| if is_file { name } else { format!("{name}{}", std::path::MAIN_SEPARATOR) };
    found.into_iter().map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_begin_alike_are_offered_and_folders_come_first() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["Report.pdf", "report 2.pdf", "other.txt", ".report"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        std::fs::create_dir(folder.path().join("reports")).unwrap();
        let slash = std::path::MAIN_SEPARATOR;
        let found = complete(&folder.path().join("rep"), false);
        assert_eq!(found, [format!("reports{slash}"), "report 2.pdf".into(), "Report.pdf".into()]);
        assert_eq!(complete(&folder.path().join(".r"), false), [".report"]);
        assert_eq!(complete(folder.path(), true).len(), 4);
    }

    #[test]
    fn what_cannot_be_listed_offers_nothing_and_a_full_folder_not_everything() {
        let folder = tempfile::tempdir().unwrap();
        assert!(complete(&folder.path().join("none/x"), false).is_empty());
        assert!(complete(Path::new("relative"), false).is_empty());
        for number in 0..50 {
            std::fs::write(folder.path().join(format!("{number}")), "x").unwrap();
        }
        assert_eq!(complete(folder.path(), true).len(), MOST);
    }
}
