//! `confab backup`: copies the profile's database to one consistent file, even if it is written to meanwhile.
//!
//! Must not know: how it is copied. Tests: `tests/commands/backup.rs`.

use super::arguments::{Backup, Global};
use super::output::Output;
use super::profile::Profile;
use super::{Exit, Stop};
use crate::directory::whole_file::{self, Output as File};

use std::io;

pub(super) async fn run(global: &Global, backup: Backup, output: &mut Output) -> Result<Exit, Stop> {
    let profile = Profile::open_read_only(global)?;
    let path = &backup.file;
    let unwritable = |error: io::Error| {
        Stop::other(format!("{} cannot be written: {}.", path.display(), whole_file::reason(&error)))
    };
    profile.check_output(path)?;
    let file = File::begin(path).map_err(unwritable)?;
    let File::Beside { file: copy, .. } = &file else {
        return Err(unwritable(io::ErrorKind::NotSeekable.into()));
    };
    profile.session.back_up(copy.path().to_path_buf()).await?;
    file.finish().map_err(unwritable)?;
    output.say(&format!(
        "Copied the database to {}. Attachments that are not uploaded yet are in {}; copy that folder too.",
        path.display(),
        profile.directory.files().display()
    ));
    Ok(Exit::Done)
}
