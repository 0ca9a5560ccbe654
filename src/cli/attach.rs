//! Attachments of commands: copied into the profile before anything is queued.
//!
//! Must not know: object stores. Tests: `tests/commands/attach.rs`.

use super::output::Output;
use crate::chat::attachment::StagedFile;
use crate::chat::{media, shown};
use crate::row::Source;
use crate::session::Session;

use std::path::PathBuf;

/// Copies files into the profile, and warns of each whose content does not match its name.
///
/// # Errors
/// If a file cannot be taken; the message names the first such file, and nothing may be queued.
pub(super) async fn take(
    session: &Session,
    paths: &[PathBuf],
    output: &mut Output,
) -> Result<Vec<StagedFile>, String> {
    let (most, _) = session.file_limits();
    if paths.len() > most {
        let files = super::output::count(most as u64, "file", "files");
        return Err(format!("A message can have at most {files}, not {}.", paths.len()));
    }
    let sources = paths.iter().cloned().map(Source::Path).collect();
    let taken: Vec<StagedFile> = session.take(sources).await.into_iter().collect::<Result<_, _>>()?;
    for file in &taken {
        if let Some(words) = media::disagreement(&file.name, &file.facts) {
            output.say(&format!("{}: {words}", shown::name(&file.name)));
        }
    }
    Ok(taken)
}
