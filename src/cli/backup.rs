//! `confab backup`: copies the profile's database to one consistent file, even if it is written to meanwhile.
//!
//! Must not know: how it is copied. Tests: `tests/commands/backup.rs`.

use super::arguments::{Backup, Global};
use super::output::Output;
use super::profile::Profile;
use super::{Exit, Stop};
use crate::directory::whole_file::{self, Output as File};

use std::io;
use std::path::Path;

pub(super) async fn run(global: &Global, backup: Backup, output: &mut Output) -> Result<Exit, Stop> {
    let profile = Profile::open_read_only(global)?;
    let path = &backup.file;
    let unwritable = |error: io::Error| {
        Stop::other(format!("{} cannot be written: {}.", path.display(), whole_file::reason(&error)))
    };
    // A backup must not overwrite the files that it is meant to save.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let real = |folder: &Path| std::fs::canonicalize(folder).ok();
    let inside = real(folder.unwrap_or(Path::new("."))) == real(profile.directory.root());
    if inside {
        return Err(Stop::usage(format!(
            "{} is inside the profile folder. Choose a path in another folder.",
            path.display()
        )));
    }
    let no_file = || Stop::usage(format!("{} is not a regular file. Choose another path.", path.display()));
    // Checked first: opening a pipe would wait for its reader.
    if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(no_file());
    }
    let file = File::begin(path).map_err(unwritable)?;
    let File::Beside { file: copy, .. } = &file else { return Err(no_file()) };
    profile.session.back_up(copy.path().to_path_buf()).await?;
    file.finish().map_err(unwritable)?;
    output.say(&format!(
        "Copied the database to {}. Attachments that are not uploaded yet are in {}; copy that folder too.",
        path.display(),
        profile.directory.files().display()
    ));
    Ok(Exit::Done)
}
