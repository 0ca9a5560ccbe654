//! The attachments of a composer: those copied into the profile, and those being copied.
//!
//! ```text
//!   chosen · dropped · pasted ─► coming ─┬─ taken ─► shown in the strip, part of the draft
//!                                        └─ cannot be ─► its sentence, nothing else changes
//! ```
//! If files are still being copied, the message is sent automatically once they are here, unless it was changed
//! meanwhile. Must not know: how a file is copied. Tests: below and `tests/window/attaching.rs`.

use super::{Composer, pasted};
use crate::chat::Stamp;
use crate::chat::attachment::StagedFile;
use crate::chat::draft::Aim;
use crate::language::tr;

use std::path::PathBuf;

impl Composer {
    /// The attachments to send with the message.
    pub fn files(&self) -> &[StagedFile] {
        match self.aim {
            Aim::New => &self.files,
            Aim::Edit(_) => &[],
        }
    }

    /// How many files are being copied.
    pub const fn coming(&self) -> usize {
        self.coming.files
    }

    /// True if the message is sent as soon as all files are copied.
    pub const fn sends_when_here(&self) -> bool {
        self.coming.then_send
    }

    /// Cancels automatic sending: the message was changed meanwhile.
    pub(super) const fn cancel_auto_send(&mut self) {
        self.coming.then_send = false;
    }

    /// Removes the text that pasting files has inserted: many file managers also copy the paths as text, and users may
    /// not want to share a path.
    pub fn forget_pasted(&mut self, paths: &[PathBuf], now: Stamp) {
        let pasted = std::mem::take(&mut self.pasted);
        if !pasted::names(&pasted, paths) {
            return;
        }
        // More may have been typed since.
        let text = self.text.text();
        let before = text.get(..self.text.caret()).unwrap_or(text);
        let start = before.rfind(&pasted).or_else(|| text.rfind(&pasted));
        if let Some(start) = start {
            let instant = self.instant(now);
            self.text.replace(start..start + pasted.len(), "", instant);
            self.touch(now);
        }
    }

    /// True if there is something to send.
    pub fn has_something(&self) -> bool {
        !self.text.is_empty() || !self.files().is_empty() || self.coming.files > 0
    }

    /// True if files can be added now; otherwise the composer shows why not.
    pub fn may_take(&mut self) -> bool {
        match self.aim {
            Aim::New => true,
            Aim::Edit(_) => {
                self.trouble = Some(tr::composer_edit_takes_no_files().to_owned());
                false
            }
        }
    }

    /// Starts to count this many files as being copied.
    pub fn files_come(&mut self, count: usize) {
        if self.coming.is_over() {
            self.trouble = None;
        }
        self.coming.files += count;
    }

    /// Files were copied into the profile, or could not be. Returns true if the message is to be sent now.
    pub fn files_came(&mut self, results: Vec<Result<StagedFile, String>>, most: usize, now: Stamp) -> bool {
        self.coming.files = self.coming.files.saturating_sub(results.len());
        let mut refused = Vec::new();
        for result in results {
            match result {
                Ok(_) if self.all_files().len() >= most => {
                    refused.push(tr::composer_too_many_files(most as u64));
                }
                Ok(taken) => {
                    self.all_files().push(taken);
                    self.touched.get_or_insert(now);
                }
                Err(sentence) => refused.push(sentence),
            }
        }
        refused.dedup();
        if !refused.is_empty() {
            // The error about other files that were added at the same time was not read yet.
            let told = self.trouble.take().filter(|told| self.coming.told && !refused.contains(told));
            self.trouble = Some(told.into_iter().chain(refused).collect::<Vec<_>>().join(" "));
            self.coming.told = true;
            self.cancel_auto_send();
        }
        self.coming.told &= !self.coming.is_over();
        let sends = self.coming.is_over() && self.coming.then_send;
        if sends {
            self.coming.then_send = false;
        }
        sends
    }

    /// The attachments of the new message, which is set aside during an edit.
    fn all_files(&mut self) -> &mut Vec<StagedFile> {
        match self.aim {
            Aim::New => &mut self.files,
            Aim::Edit(_) => &mut self.aside.get_or_insert_default().files,
        }
    }

    /// Removes an attachment.
    pub fn remove_file(&mut self, at: usize, now: Stamp) {
        let sent = match &self.state {
            super::State::Sending { files, .. } => *files,
            super::State::Still | super::State::Keeping | super::State::KeepingThenSend => 0,
        };
        // An attachment that is being saved with its message can no longer be removed.
        if at >= sent && at < self.files.len() && self.aim == Aim::New {
            self.files.remove(at);
            self.touch(now);
        }
    }

    /// Backspace at the start of the text: removes the last attachment.
    pub fn remove_last_file(&mut self, now: Stamp) {
        if let Some(last) = self.files().len().checked_sub(1) {
            self.remove_file(last, now);
        }
    }

    /// True if sending has to wait for files that are being copied; it then happens automatically.
    pub(super) fn waits_for_files(&mut self) -> bool {
        if self.coming.is_over() || self.aim != Aim::New {
            return false;
        }
        self.coming.then_send = true;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::attachment::{ContentHash, Facts, Media};
    use crate::chat::{ChannelId, MessageId, Wish, conversation};
    use crate::screen::inbox::composer::Sent;
    use crate::widget::editor::Edit;

    use iced::widget::text_editor::{Action, Edit as Change};

    use uuid::Uuid;

    const PLACE: conversation::Id = conversation::Id::Channel(ChannelId::new(Uuid::from_u128(1)));
    const NOW: Stamp = Stamp::from_ticks(0, 0);

    fn taken(name: &str) -> StagedFile {
        let facts = Facts {
            bytes: 1,
            media: Media::Other,
            media_type: "text/plain".to_owned(),
            size: None,
            millis: None,
        };
        StagedFile { content: ContentHash::new([1; 32]), name: name.to_owned(), facts }
    }

    fn with(names: &[&str]) -> Composer {
        let mut composer = Composer::new();
        composer.loaded(crate::chat::Draft::default());
        composer.files_come(names.len());
        assert!(!composer.files_came(names.iter().map(|name| Ok(taken(name))).collect(), 20, NOW));
        composer
    }

    fn posted(sent: Sent) -> Vec<String> {
        let Sent::Wish(Wish::Post(post)) = sent else { panic!("{sent:?}") };
        post.files.iter().map(|file| file.name.clone()).collect()
    }

    fn typed(composer: &mut Composer, text: &str) {
        let paste = Change::Paste(std::sync::Arc::new(text.to_owned()));
        composer.perform(Edit::Action(Action::Edit(paste)), NOW);
    }

    fn names(composer: &Composer) -> Vec<&str> {
        composer.files().iter().map(|file| file.name.as_str()).collect()
    }

    #[test]
    fn files_alone_are_sent_and_what_came_meanwhile_stays() {
        let mut composer = with(&["a"]);
        assert_eq!(posted(composer.send(PLACE, &[])), ["a"]);
        composer.files_come(1);
        composer.files_came(vec![Ok(taken("b"))], 20, NOW);
        composer.remove_file(0, NOW);
        composer.submitted(Ok(()), NOW);
        assert_eq!(names(&composer), ["b"]);
        assert_eq!(composer.keep().map(|draft| draft.files.len()), Some(1));
    }

    #[test]
    fn a_message_that_was_not_kept_keeps_its_files() {
        let mut composer = with(&["a", "b"]);
        assert_eq!(posted(composer.send(PLACE, &[])), ["a", "b"]);
        composer.submitted(Err("full".to_owned()), NOW);
        assert_eq!(names(&composer), ["a", "b"]);
    }

    #[test]
    fn sending_waits_for_files_that_are_coming_unless_one_cannot_be_taken() {
        let mut composer = with(&[]);
        composer.files_come(2);
        assert_eq!(composer.send(PLACE, &[]), Sent::Nothing);
        assert!(!composer.files_came(vec![Ok(taken("a"))], 20, NOW));
        assert!(composer.files_came(vec![Ok(taken("b"))], 20, NOW));
        assert_eq!(posted(composer.send(PLACE, &[])), ["a", "b"]);

        let mut composer = with(&[]);
        composer.files_come(2);
        assert_eq!(composer.send(PLACE, &[]), Sent::Nothing);
        assert!(!composer.files_came(vec![Ok(taken("a")), Err("b is empty.".to_owned())], 20, NOW));
        assert_eq!((names(&composer), composer.trouble()), (vec!["a"], Some("b is empty.")));
    }

    #[test]
    fn what_is_changed_while_files_come_is_not_sent_by_itself() {
        let begin = || {
            let mut composer = with(&[]);
            composer.files_come(1);
            assert_eq!(composer.send(PLACE, &[]), Sent::Nothing);
            assert!(composer.sends_when_here());
            composer
        };
        let mut more = begin();
        typed(&mut more, "w");
        assert!(!more.sends_when_here() && !more.files_came(vec![Ok(taken("a"))], 20, NOW));
        let mut edits = begin();
        edits.edit(MessageId::new(Uuid::from_u128(5)), "words", NOW);
        assert!(!edits.files_came(vec![Ok(taken("a"))], 20, NOW));
        edits.leave(NOW);
        assert_eq!(names(&edits), ["a"]);
    }

    #[test]
    fn every_refusal_of_those_that_come_together_is_told() {
        let mut composer = with(&[]);
        composer.files_come(1);
        composer.files_come(1);
        composer.files_came(vec![Err("a is empty.".to_owned())], 20, NOW);
        composer.files_came(vec![Err("b is empty.".to_owned())], 20, NOW);
        assert_eq!(composer.trouble(), Some("a is empty. b is empty."));
        composer.files_come(1);
        composer.files_came(vec![Err("c is empty.".to_owned())], 20, NOW);
        assert_eq!(composer.trouble(), Some("c is empty."));
    }

    #[test]
    fn a_path_that_a_file_manager_pastes_beside_its_file_is_taken_out() {
        let one = |path: &str, pasted: &str| {
            let mut composer = with(&[]);
            typed(&mut composer, "See ");
            typed(&mut composer, pasted);
            composer.forget_pasted(&[PathBuf::from(path)], NOW);
            composer.text().text().to_owned()
        };
        for (path, pasted) in [
            ("/home/asha/c.png", "/home/asha/c.png"),
            ("/home/asha/c.png", "file:///home/asha/c.png"),
            ("/home/asha/c.png", "file:///home/asha/c.png\r\n"),
            ("/home/asha/c.png", "file://localhost/home/asha/c.png"),
            ("/home/asha/c.png", "file:/home/asha/c.png"),
            ("/home/asha/c.png", "c.png"),
            ("/home/asha/c.png", "copy\nfile:///home/asha/c.png"),
            ("/home/asha/c.png", "x-special/nautilus-clipboard\ncut\nfile:///home/asha/c.png\n"),
            ("/home/asha/a b (1)[2].pdf", "file:///home/asha/a%20b%20(1)%5b2%5D.pdf"),
            ("/home/asha/a b (1)[2].pdf", "file:///home/asha/a b (1)[2].pdf"),
            ("/home/asha/a b.pdf", "'/home/asha/a b.pdf'"),
            ("/home/asha/Größe 100%.pdf", "file:///home/asha/Gr%C3%B6%C3%9Fe%20100%25.pdf"),
            ("/home/asha/Größe 100%.pdf", "file:///home/asha/Größe 100%.pdf"),
            ("/home/asha/photos", "file:///home/asha/photos/"),
            ("C:\\Users\\Asha\\a b.pdf", "C:\\Users\\Asha\\a b.pdf"),
            ("C:\\Users\\Asha\\a b.pdf", "\"C:\\Users\\Asha\\a b.pdf\"\r\n"),
            ("C:\\Users\\Asha\\a b.pdf", "file:///C:/Users/Asha/a%20b.pdf"),
            ("\\\\server\\share\\a.pdf", "file://server/share/a.pdf"),
        ] {
            assert_eq!(one(path, pasted), "See ", "{pasted}");
        }
        for pasted in ["a caption", "file:///home/asha/d.png", "file:///home/asha/c.png and more", ""] {
            assert_eq!(one("/home/asha/c.png", pasted), format!("See {pasted}"), "it is no path of the file");
        }
    }

    #[test]
    fn paths_that_a_file_manager_pastes_beside_files_are_taken_out() {
        let paths = [PathBuf::from("/home/asha/a b.pdf"), PathBuf::from("/home/asha/c.png")];
        for pasted in [
            "/home/asha/a b.pdf\n/home/asha/c.png",
            "file:///home/asha/a%20b.pdf\nfile:///home/asha/c.png\n",
            "copy\nfile:///home/asha/a%20b.pdf\nfile:///home/asha/c.png",
            "# two files\r\nfile:///home/asha/c.png\r\nfile:///home/asha/a%20b.pdf\r\n",
            "a b.pdf\rc.png",
        ] {
            let mut composer = with(&[]);
            typed(&mut composer, "See ");
            typed(&mut composer, pasted);
            composer.forget_pasted(&paths, NOW);
            assert_eq!(composer.text().text(), "See ");
            typed(&mut composer, "a caption");
            composer.forget_pasted(&paths, NOW);
            assert_eq!(composer.text().text(), "See a caption", "what is no path stays");
        }
    }

    #[test]
    fn a_path_that_was_typed_stays_and_typing_after_a_pasted_one_does_not_keep_it() {
        let paths = [PathBuf::from("/home/asha/c.png")];
        let typed_letters = |composer: &mut Composer, text: &str| {
            for letter in text.chars() {
                composer.perform(Edit::Action(Action::Edit(Change::Insert(letter))), NOW);
            }
        };
        let mut composer = with(&[]);
        typed_letters(&mut composer, "It is in /home/asha/c.png");
        composer.forget_pasted(&paths, NOW);
        assert_eq!(composer.text().text(), "It is in /home/asha/c.png");
        typed(&mut composer, "file:///home/asha/c.png");
        typed_letters(&mut composer, " and");
        composer.forget_pasted(&paths, NOW);
        assert_eq!(composer.text().text(), "It is in /home/asha/c.png and");
    }

    #[test]
    fn an_edit_that_is_kept_brings_files_back_once_and_none_that_were_sent() {
        let mut composer = with(&["a"]);
        composer.edit(MessageId::new(Uuid::from_u128(5)), "words", NOW);
        typed(&mut composer, "!");
        assert!(matches!(composer.send(PLACE, &[]), Sent::Wish(Wish::Edit { .. })));
        composer.submitted(Ok(()), NOW);
        assert_eq!(names(&composer), ["a"]);

        assert_eq!(posted(composer.send(PLACE, &[])), ["a"]);
        composer.edit(MessageId::new(Uuid::from_u128(5)), "words", NOW);
        composer.submitted(Ok(()), NOW);
        typed(&mut composer, "!");
        assert!(matches!(composer.send(PLACE, &[]), Sent::Wish(Wish::Edit { .. })));
        composer.submitted(Ok(()), NOW);
        assert!(names(&composer).is_empty() && composer.is_empty());
    }

    #[test]
    fn an_edit_sets_files_aside_and_takes_none() {
        let mut composer = with(&["a"]);
        composer.edit(MessageId::new(Uuid::from_u128(5)), "words", NOW);
        assert!(composer.files().is_empty() && !composer.may_take());
        assert!(composer.trouble().unwrap().contains("You cannot add files"));
        composer.leave(NOW);
        assert_eq!(names(&composer), ["a"]);
    }

    #[test]
    fn no_more_than_the_limit_are_taken() {
        let mut composer = with(&["a"]);
        composer.files_come(2);
        composer.files_came(vec![Ok(taken("b")), Ok(taken("c"))], 2, NOW);
        assert_eq!(
            (names(&composer), composer.trouble()),
            (vec!["a", "b"], Some("A message can have at most 2 files."))
        );
    }

    #[test]
    fn a_draft_brings_its_files_back() {
        let composer = with(&["a"]);
        let mut again = Composer::new();
        again.loaded(composer.draft());
        assert_eq!(names(&again), ["a"]);
        again.remove_last_file(NOW);
        assert!(again.is_empty() && again.keep().is_some());
    }
}
