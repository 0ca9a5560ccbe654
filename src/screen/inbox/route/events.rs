//! Carries out the events of the parts, and the outcome of a dialog.
//!
//! Must not know: which part sent an event. Tests: `tests/window`.

use crate::chat::{FeedId, MessageId, conversation, shown};
use crate::intent::files::FileRequest;
use crate::intent::{Intent, Read, Request};
use crate::language::tr;
use crate::preferences::Preferences;
use crate::row::Row;
use crate::screen::Action;
use crate::screen::dialog::beside::{Author, ConversationMenu, EmojiPicker, MessageMenu, PersonMenu, Use};
use crate::screen::dialog::emoji::Picker;
use crate::screen::dialog::lightbox::{Lightbox, Shot};
use crate::screen::dialog::menu::Menu;
use crate::screen::dialog::person_menu::Whose;
use crate::screen::dialog::{Dialog, Outcome, conversation_menu, person_menu};
use crate::screen::inbox::event::{self, Event, Opens};
use crate::screen::inbox::feed::{self, Feed};
use crate::screen::inbox::files::{self, At, acting};
use crate::screen::inbox::focus::{Focus, Side};
use crate::screen::inbox::message::{self, Act};
use crate::screen::inbox::toast::{Messages, Offer};
use crate::screen::inbox::{Inbox, Message, actions, overlay};
use crate::widget::list::{Align, find};
use crate::widget::place_at::Anchor;

use iced::Rectangle;
use iced::advanced::widget::operate;
use iced::widget::operation;

use std::sync::Arc;

/// The indent of a message's text, in logical pixels at the normal text size: padding, avatar, padding.
const GUTTER: f32 = 60.0;

impl Inbox {
    /// Carries out the answer of a part.
    pub(in crate::screen::inbox) fn carry<Part: Send + 'static>(
        &mut self,
        answer: event::Action<Part>,
        to: fn(Part) -> Message,
    ) -> Action<Message> {
        let done = self.all(answer.asks);
        done.and(Action::run(answer.task.map(to)))
    }

    /// Carries out several events in order.
    pub(super) fn all(&mut self, events: impl IntoIterator<Item = Event>) -> Action<Message> {
        events.into_iter().fold(Action::none(), |done, event| done.and(self.event(event)))
    }

    /// Carries out an event.
    pub(super) fn event(&mut self, event: Event) -> Action<Message> {
        match event {
            Event::Ask(intent) => self.decided(&intent).and(Action::ask(intent)),
            Event::Command(command) => self.command(command),
            Event::Focus(focus) => self.focus_on(focus),
            Event::Typing(side) => {
                self.keyboard.focus_on(Focus::composer(side));
                Action::none()
            }
            Event::ReadOn => self.read_on(),
            Event::Open(of, at) => self.open(of, at),
            Event::OpenThread(of, root) => self.open_thread(of, root),
            Event::OpenPanel(panel) => self.open_panel(panel),
            Event::List(query) => self.list(query),
            Event::ShowListed(id) => self.show_listed(id),
            Event::Back => self.go_back(),
            Event::LeavePanel => self.leave_panel(),
            Event::ClosePanel => self.close_panel(),
            Event::Show(dialog) => self.show(dialog),
            Event::Resume(dialog) => {
                let dialog = self.overlay.resume(dialog);
                self.show(dialog)
            }
            Event::Menu(id, at) => self.message_menu(id, at),
            Event::PersonMenu(id, at) => self.person_menu(id, at),
            Event::Emoji(id, at) => self.emoji_picker(Use::React(id), at),
            Event::EmojiFor(feed) => self.emoji_picker(Use::Write(feed), self.shared.pointer.into()),
            Event::Beside(id, opens) => self.open_beside(id, opens),
            Event::HoldOrder(order) => {
                self.shared.conversations.set_order(order);
                Action::none()
            }
            Event::ConversationMenu(of, at) => self.conversation_menu(of, at),
            Event::Act(id, act) => self.act(id, act),
            Event::React(id, emoji) => self.react(id, emoji),
            Event::File(at, act) => self.act_on_file(at, act),
            Event::ActOnConversation(of, act) => self.all(actions::conversation::act(of, act, &self.shared)),
            Event::Want(want) => Action::asks(self.shared.files.want(want)),
            Event::FilesChanged => self.files_changed(),
            Event::Staging(message) => self.in_staging(message),
            Event::Send(side) => self.send(side),
            Event::Quote(id) => self.quote(id),
            Event::Edit(of, id) => self.edit_anywhere(of, id),
            Event::EditThere(of, id) => self.edit_there(of, id),
            Event::Choose(id) => self.choose(id),
            Event::ChooseTo(id) => self.choose_to(id),
            Event::Unfold(id) => {
                let side = self.feeds.side();
                if let Some(feed) = self.feeds.on_mut(side) {
                    feed.timeline_mut().unfold(id);
                }
                Action::none()
            }
            Event::MarkUnread(of, from) => {
                if let Some(feed) = self.feeds.find_mut(of) {
                    feed.mark_unread(from);
                }
                Action::ask(Request::MarkUnread { of, from })
            }
            Event::Delete { of, messages, left_out } => self.delete(Messages { of, messages }, left_out),
            Event::Archive { of, messages } => {
                let now = self.shared.now.at;
                Action::asks(self.change_toasts(|toasts| toasts.archive(Messages { of, messages }, now)))
            }
            Event::Toast(sentence) => self.toast(sentence),
            Event::DismissToast => self.dismiss_toast(),
        }
    }

    /// Shows a toast; a deletion held back by the previous toast is submitted.
    pub(super) fn toast(&mut self, sentence: String) -> Action<Message> {
        self.toast_with(sentence, Offer::Nothing)
    }

    /// Shows a toast that only explains something: it does not end an undo that is offered.
    pub(super) fn hint(&mut self, sentence: &str) -> Action<Message> {
        if self.toasts.can_undo() { Action::none() } else { self.toast(sentence.to_owned()) }
    }

    pub(super) fn toast_with(&mut self, sentence: String, offer: Offer) -> Action<Message> {
        let now = self.shared.now.at;
        Action::from(self.change_toasts(|toasts| toasts.show(sentence, offer, now)))
    }

    /// Draws messages of one conversation as deleted and offers to undo that. `left_out` counts those that stay.
    fn delete(&mut self, deleted: Messages, left_out: usize) -> Action<Message> {
        self.feeds.hide(deleted.of, &deleted.messages);
        let now = self.shared.now.at;
        Action::from(self.change_toasts(|toasts| toasts.delete(deleted, left_out, now)))
    }

    /// The row of a message that is loaded, in the timeline, a thread or a list, and not drawn as deleted.
    pub(super) fn row(&self, id: MessageId) -> Option<&Arc<Row>> {
        let listed = || self.panels.message_list.row(id).filter(|_| !self.shared.is_deleted(id));
        self.feeds.row(id).or_else(listed)
    }

    /// Performs an action on a message, if the action applies to it.
    pub(super) fn act(&mut self, id: MessageId, act: Act) -> Action<Message> {
        let Some(row) = self.row(id).cloned() else { return Action::none() };
        if act == Act::Copy
            && let Some(text) =
                self.feeds.on(self.feeds.side()).and_then(|feed| feed.selected_in(id, self.shared.now))
        {
            return Action::ask(Intent::Copy(text));
        }
        self.all(actions::message::act(&row, act, &self.shared))
    }

    fn react(&mut self, id: MessageId, emoji: String) -> Action<Message> {
        let Some(row) = self.row(id).cloned() else { return Action::none() };
        self.all(actions::message::react(&row, emoji, &self.shared))
    }

    /// Selects a message, or deselects it. One in a thread or a list can be selected if the timeline has loaded it.
    fn choose(&mut self, id: MessageId) -> Action<Message> {
        if !self.feeds.is_here(id) {
            return Action::none();
        }
        if let Some(open) = self.feeds.main_mut() {
            open.timeline_mut().choose(id);
        }
        // The key bindings for messages apply to the selection.
        self.focus_on(Focus::Message(id))
    }

    /// A press with Shift: selects from where the selection began, or from the focused message, to this message.
    fn choose_to(&mut self, id: MessageId) -> Action<Message> {
        let from = if let Focus::Message(from) = self.focus() { Some(from) } else { None };
        if let Some(open) = self.feeds.main_mut() {
            open.timeline_mut().choose_to(from, id);
        }
        self.focus_on(Focus::Message(id))
    }

    /// Scrolls a message into view and opens its menu or picker beside it. Only the list knows where a row is drawn, so
    /// it is asked first; its answer comes as [`Message::Placed`].
    pub(super) fn open_beside(&mut self, id: MessageId, opens: Opens) -> Action<Message> {
        if self.row(id).is_none() {
            return Action::none();
        }
        let key = message::key(id);
        let list = match self.panels.list_panel_mut() {
            Some(panel) if self.keyboard.focus() == Focus::Panel(Some(key)) => {
                panel.reveal(key);
                panel.list()
            }
            Some(_) | None => {
                let side = self.feeds.side();
                self.feeds.jump(side, feed::row(id, Align::Nearest));
                feed::list(side)
            }
        };
        Action::run(operate(find::row(list, key)).map(move |at| Message::Placed(id, opens, at)))
    }

    /// The list answered where the message is drawn.
    pub(in crate::screen::inbox) fn placed(
        &mut self,
        id: MessageId,
        opens: Opens,
        at: Option<Rectangle>,
    ) -> Action<Message> {
        let scale = self.shared.scale();
        let anchor: Anchor = match at {
            Some(row) => Rectangle { x: row.x + GUTTER * scale, ..row }.into(),
            // It was scrolled out of view meanwhile.
            None => self.shared.middle().into(),
        };
        match opens {
            Opens::Menu => self.message_menu(id, anchor),
            Opens::Emoji => self.emoji_picker(Use::React(id), anchor),
        }
    }

    /// Opens the menu of a message.
    fn message_menu(&mut self, id: MessageId, at: Anchor) -> Action<Message> {
        let row = self.row(id);
        let mut lines = row.map(|row| message::menu(row, self.shared.me.id)).unwrap_or_default();
        // Several messages can be selected in the timeline only.
        let here = self.feeds.is_here(id);
        lines.retain(|line| here || line.what != Act::Choose);
        if lines.is_empty() {
            return Action::none();
        }
        self.show(Dialog::Message(MessageMenu { of: id, menu: Menu::new(at, lines) }))
    }

    /// Opens the menu of the author of a message.
    fn person_menu(&mut self, id: MessageId, at: Anchor) -> Action<Message> {
        let Some(row) = self.row(id) else { return Action::none() };
        let of = row.message.conversation;
        let shown_in = self.feeds.side_with(id).and_then(|side| self.feeds.on(side));
        let place = shown_in.map_or(FeedId::from(of), Feed::feed_id);
        let id = row.message.author;
        // A mention is found by the name that is known here, if only one person has it.
        let known = self.shared.name_of_person(id);
        let people = &self.shared.people;
        let is_alone = |name: &str| people.iter().filter(|person| person.name == name).count() == 1;
        // Before the names are read, that of the message has to do.
        let is_told_apart = people.is_empty() || known.is_some_and(is_alone);
        let name = known.map_or_else(|| shown::name(&row.message.author_name).into_owned(), str::to_owned);
        let author = Author { id, name, place };
        let whose = if author.id == self.shared.me.id {
            Whose::Own
        } else if of == conversation::Id::Direct(author.id) {
            Whose::DirectPartner
        } else if self.shared.conversations.gone().is_some() || !is_told_apart {
            Whose::NotMentionable
        } else {
            Whose::Colleague
        };
        let menu = Menu::new(at, person_menu::menu(whose));
        self.show(Dialog::Person(PersonMenu { author, menu }))
    }

    /// Mentions a person in a composer.
    fn mention(&mut self, of: FeedId, name: &str) -> Action<Message> {
        let composer = self.feeds.side_of(of).and_then(|side| self.feeds.composer(side));
        let joins = composer.is_some_and(|composer| {
            let before = composer.text().text().get(..composer.text().caret());
            before.is_some_and(|before| before.ends_with(char::is_alphanumeric))
        });
        let mention = if joins { format!(" @{name} ") } else { format!("@{name} ") };
        self.feeds.mention_in(of, &mention, self.shared.now);
        let closed = self.close_dialog();
        let side = if of.root.is_some() { Side::Thread } else { Side::Timeline };
        closed.and(self.focus_on(Focus::composer(side)))
    }

    /// Opens the emoji picker.
    fn emoji_picker(&mut self, to: Use, at: Anchor) -> Action<Message> {
        let picker = Picker::new(self.shared.preferences.skin_tone);
        let shown = self.show(Dialog::Emoji(EmojiPicker { to, at, picker }));
        shown.and(Action::ask(Request::Read(Read::Emoji)))
    }

    /// Opens the menu of a conversation.
    pub(super) fn conversation_menu(&mut self, of: conversation::Id, at: Anchor) -> Action<Message> {
        let lines = self.shared.conversations.row(of).map(conversation_menu::menu).unwrap_or_default();
        if lines.is_empty() {
            return Action::none();
        }
        self.show(Dialog::Conversation(ConversationMenu { of, menu: Menu::new(at, lines) }))
    }

    /// Runs an action chosen in a message's menu, if the menu would still show the same line for it.
    fn chosen_in_menu(&mut self, id: MessageId, act: Act) -> Action<Message> {
        let told = self.overlay.label(act);
        let closed = self.close_dialog();
        let now = self.row(id).map(|row| message::menu(row, self.shared.me.id)).unwrap_or_default();
        if told.is_some() && told == overlay::label(&now, act) {
            return closed.and(self.act(id, act));
        }
        closed.and(self.toast(tr::toast_changed().to_owned()))
    }

    /// Carries out the outcome of a dialog's event.
    pub(in crate::screen::inbox) fn after_dialog(&mut self, outcome: Outcome) -> Action<Message> {
        match outcome {
            Outcome::Stay => self.overlay.reveal(),
            Outcome::Turn => self.overlay.reveal().and(self.focus_on(Focus::Dialog)),
            Outcome::Await(intent) => {
                if let Intent::Session(Request::Files(FileRequest::Take { of, sources })) = &intent
                    && let Some(feed) = self.feeds.find_mut(*of)
                {
                    feed.composer_mut().files_come(sources.len());
                }
                Action::ask(intent)
            }
            Outcome::AwaitAll(asks) => Action::asks(asks),
            Outcome::Rewritten(ask) => {
                let field = self.overlay.open().and_then(Dialog::field);
                let end = field.map_or_else(iced::Task::none, operation::move_cursor_to_end);
                Action::ask(ask).and(self.focus_on(Focus::Dialog)).and(Action::run(end))
            }
            Outcome::Close => self.close_dialog(),
            Outcome::Open(of) => self.open(of, None),
            Outcome::Do(command) => self.close_dialog().and(self.command(command)),
            Outcome::Share(asks) => {
                let sentence = tr::toast_shared(asks.len() as u64);
                let said = self.finish_dialog().and(self.toast(sentence));
                said.and(Action::asks(asks))
            }
            Outcome::Ask(intent) => {
                let closed = self.finish_dialog().and(self.decided(&intent));
                closed.and(Action::ask(intent))
            }
            Outcome::Act(id, act) => self.chosen_in_menu(id, act),
            Outcome::Conversation(of, act) => {
                let closed = self.close_dialog();
                closed.and(self.event(Event::ActOnConversation(of, act)))
            }
            Outcome::React(id, emoji) => self.close_dialog().and(self.react(id, emoji)),
            Outcome::Write(feed, emoji) => {
                self.feeds.insert_in(feed, &emoji, &self.shared);
                self.close_dialog().and(Action::ask(Request::UseEmoji(emoji)))
            }
            Outcome::Mention(of, name) => self.mention(of, &name),
            Outcome::List(query) => {
                let closed = self.close_dialog();
                closed.and(self.event(Event::List(query)))
            }
            Outcome::Tone(skin_tone) => {
                // The keyboard focus stays in the field.
                let preferences = Preferences { skin_tone, ..self.shared.preferences };
                Action::ask(Intent::Prefer(preferences)).and(self.focus_on(Focus::Dialog))
            }
        }
    }

    fn act_on_file(&mut self, at: At, act: files::Act) -> Action<Message> {
        let reported = || self.panels.desk.sent().filter(|row| row.message.id == at.message);
        let Some(row) = self.row(at.message).or_else(reported).cloned() else { return Action::none() };
        if act == files::Act::Show {
            return self.show_picture(at);
        }
        let events = self.shared.files.act(&row, at, act);
        self.all(events)
    }

    /// Opens a picture in the viewer, among all pictures that are loaded here.
    fn show_picture(&mut self, at: At) -> Action<Message> {
        let shots = self.shots(at);
        if !shots.iter().any(|shot| shot.at == at) {
            return Action::none();
        }
        let lightbox = Lightbox::new(shots, at, self.shared.files.scale());
        self.show(Dialog::Lightbox(Box::new(lightbox)))
    }

    /// All loaded pictures of the same timeline or thread, oldest first; in a list, those of the same message.
    fn shots(&self, at: At) -> Vec<Shot> {
        let id = at.message;
        let sides = [self.feeds.side(), Side::Timeline, Side::Thread];
        let feed = sides
            .into_iter()
            .filter_map(|side| self.feeds.on(side))
            .find(|feed| feed.timeline().row(id).is_some());
        match feed.map(feed::Feed::timeline) {
            Some(timeline) => {
                let rows = timeline.rows().iter().filter(|row| !timeline.is_hidden(row.message.id));
                actions::pictures::shots(rows, &self.shared)
            }
            None => {
                let reported = self.panels.desk.sent().filter(|row| row.message.id == id);
                let row = self.panels.message_list.row(id).or(reported);
                actions::pictures::shots(row, &self.shared)
            }
        }
    }

    /// Updates what depends on a file's progress: the sound that is to be played, the picture in the viewer.
    pub(super) fn files_moved(&mut self) -> Action<Message> {
        let row = self.shared.files.to_play().and_then(|at| self.row(at.message)).cloned();
        let played = Action::from(self.shared.files.play_due(row.as_deref()));
        let shots = self.overlay.lightbox().map(|lightbox| self.shots(lightbox.here()));
        let looked = match (shots, self.overlay.lightbox_mut()) {
            (Some(shots), Some(lightbox)) => Action::asks(lightbox.renew(shots)),
            (_, _) => Action::none(),
        };
        played.and(looked)
    }

    /// Handles a result of files.
    pub(in crate::screen::inbox) fn in_files(&mut self, message: files::Message) -> Action<Message> {
        use files::Message as File;

        match message {
            File::Drawn(sight, result) => {
                let drawn = self.shared.files.picture_drawn(sight, &result);
                let drawn = self.carry(drawn, Message::Files);
                if self.overlay.lightbox().is_some_and(|lightbox| lightbox.awaits(sight)) {
                    drawn.and(Action::run(acting::whole(sight, result).map(Message::Files)))
                } else {
                    drawn
                }
            }
            File::Ready(cut, result) => Action::asks(self.shared.files.ready(cut, result)),
            File::Animated(sight, Ok(frames)) => {
                Action::run(acting::painted(sight, frames).map(Message::Files))
            }
            // The picture stays still then.
            File::Animated(_, Err(_)) => Action::none(),
            File::Moving(sight, frames) => {
                if let Some(lightbox) = self.overlay.lightbox_mut() {
                    lightbox.moving(sight, frames);
                }
                Action::none()
            }
            File::Lit(sight, result) => match self.overlay.lightbox_mut() {
                Some(lightbox) => Action::asks(lightbox.lit(sight, result)),
                None => Action::none(),
            },
            File::Heard(content, result) => {
                self.shared.files.heard(content, result);
                Action::none()
            }
            File::Done(Ok(Some(sentence))) => self.toast(sentence),
            File::Exported(path, sentence) => self.toast_with(sentence, Offer::Reveal(path)),
            File::Done(Ok(None)) => Action::none(),
            File::Done(Err(sentence)) => self.report(Err(sentence)),
            File::TransfersRead(transfers) => {
                let stops = self.shared.files.transfers_read(transfers);
                Action::asks(stops).and(self.files_moved())
            }
            File::PlaybackRead(playback) => {
                self.shared.files.playback_read(playback);
                Action::none()
            }
        }
    }
}
