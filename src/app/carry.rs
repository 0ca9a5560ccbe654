//! Carries out intents: the only place where an `Intent` becomes a call of the session.
//!
//! Every call that waits runs in a task and comes back as a fact. Must not know: any screen's state.
//! Tests: `tests/window/app.rs`.

mod export;
mod files;

use super::{App, Message, Stage};

use crate::chat::MessageId;
use crate::directory::whole_file;
use crate::evidence::log::Did;
use crate::intent::{Intent, Order, Place, Read, Request};
use crate::language::tr;
use crate::roster;
use crate::row::review::Case;
use crate::screen::inbox;
use crate::screen::inbox::engine::Fact;
use crate::session::{Error, Session};

use iced::Task;

use std::path::PathBuf;
use std::sync::Arc;

impl App {
    /// Carries out an intent.
    pub(super) fn carry(&mut self, intent: Intent) -> Task<Message> {
        match intent {
            Intent::Prefer(preferences) => self.prefer(preferences),
            Intent::Open(Place::Preferences) => self.open_sheet(),
            Intent::Open(place) => self.go(place),
            Intent::Copy(text) => iced::clipboard::write(text),
            Intent::Follow(address) => {
                self.environment.open_link(&address);
                Task::none()
            }
            Intent::Weather(word) => {
                self.environment.set_weather(&word);
                self.engine(Fact::WeatherChanged(word))
            }
            Intent::ChooseRoster => Task::perform(self.environment.choose_roster(), |path| {
                Message::Inbox(inbox::Message::Engine(Fact::RosterChosen(path)))
            }),
            Intent::SignIn(token) => Task::perform(self.environment.sign_in(token), |result| {
                Message::Inbox(inbox::Message::Engine(Fact::SignedIn(result)))
            }),
            Intent::Start(start) => Task::perform(self.environment.begin(start), Message::Began),
            Intent::Quit => self.leave(),
            Intent::Files(ask) => self.carry_files(ask),
            Intent::Session(request) => match &self.stage {
                Stage::Inbox(ready) => ask(&ready.session, request).map(Message::Inbox),
                Stage::Welcome(_) => Task::none(),
            },
        }
    }

    fn prefer(&mut self, preferences: crate::preferences::Preferences) -> Task<Message> {
        self.preferences = preferences;
        match &mut self.stage {
            Stage::Inbox(ready) => {
                ready.inbox.prefer(preferences);
                let session = ready.session.clone();
                Task::perform(async move { session.save_preferences(preferences).await }, |result| {
                    Message::Preferred(result.map_err(|error| tr::error_preferences(&error.to_string())))
                })
            }
            Stage::Welcome(_) => Task::none(),
        }
    }

    fn go(&mut self, place: Place) -> Task<Message> {
        let Stage::Inbox(ready) = &mut self.stage else {
            return Task::none();
        };
        let action = match place {
            Place::Conversation(of) => ready.inbox.open(of, None),
            Place::Message(of, id) => ready.inbox.open(of, Some(id)),
            Place::Preferences => return self.open_sheet(),
        };
        self.follow(action, Message::Inbox)
    }
}

/// Sends a request to the session; the answer is a fact for the inbox.
fn ask(session: &Session, request: Request) -> Task<inbox::Message> {
    let session = session.clone();
    let fact = match request {
        Request::Files(request) => return files::ask(session, request),
        Request::Submit { of, wish } => {
            let (subject, kind) = (wish.subject(), wish.kind());
            Task::perform(async move { session.submit(wish).await }, move |result| {
                let result = result.map(|_| ()).map_err(sentence);
                Fact::Submitted { of, subject, kind, result }
            })
        }
        Request::SubmitAll { of, wishes } => {
            let subjects = wishes.iter().map(|wish| (wish.subject(), wish.kind())).collect();
            Task::perform(async move { session.submit_all(wishes).await }, move |result| {
                let result = result.map(|_| ()).map_err(sentence);
                Fact::SubmittedAll { of, wishes: subjects, result }
            })
        }
        Request::Read(read) => self::read(session, read),
        Request::Keep { of, draft } => {
            Task::perform(async move { session.save_draft(of, draft).await }, move |result| Fact::Kept {
                of,
                result: result.map_err(sentence),
            })
        }
        Request::UseEmoji(emoji) => ordered(async move { session.use_emoji(emoji).await }),
        Request::Opened(of) => ordered(async move { session.save_last_open(of).await }),
        Request::ImportRoster(path) => Task::perform(import(session, path), Fact::RosterImported),
        Request::MarkRead { of, up_to, seen } => {
            ordered(async move { session.mark_seen(of, up_to, seen).await })
        }
        Request::MarkUnread { of: _, from } => ordered(async move { session.mark_unread(from).await }),
        Request::SettleWords { message, words } => {
            ordered(async move { session.resolve_text_conflict(message, words).await })
        }
        Request::FilesShown(case) => Task::future(async move {
            session.note_seen(case, Did::Unblurred).await;
        })
        .discard(),
        Request::MarkEverythingRead => ordered(async move { session.mark_everything_read().await }),
        Request::UndoMarkEverythingRead => {
            Task::perform(async move { session.undo_mark_everything_read().await }, |left_out| {
                Fact::ReadingUndone(left_out.map_err(sentence))
            })
        }
        Request::Order(Order::Retry(which)) => ordered(async move { session.retry(which).await }),
        Request::Order(Order::Discard(which)) => ordered(async move { session.discard(which).await }),
        Request::Order(Order::Skip(entry)) => ordered(async move { session.skip(entry).await }),
        Request::Order(Order::TryNow) => {
            session.try_now();
            Task::none()
        }
    };
    fact.map(inbox::Message::Engine)
}

/// Reads a roster file and merges it. Returns sentences on what was imported, or on what is wrong with the file.
async fn import(session: Session, path: PathBuf) -> Result<String, String> {
    let read = tokio::task::spawn_blocking(move || {
        let bytes =
            whole_file::read(&path, roster::LARGEST).map_err(|error| whole_file::not_read(&path, &error))?;
        roster::read(&bytes)
            .map_err(|words| format!("{} {words}", tr::import_check_file(&path.display().to_string())))
    });
    let roster = read.await.map_err(|error| tr::error_internal(&error.to_string()))?;
    let roster = roster.map_err(|words| format!("{words} {}", tr::error_roster_unchanged()))?;
    let imported = roster.imported();
    session.merge_roster(roster.people, roster.conversations).await.map_err(sentence)?;
    Ok(imported)
}

fn read(session: Session, read: Read) -> Task<Fact> {
    match read {
        Read::Sidebar => Task::perform(async move { session.sidebar().await }, |result| {
            Fact::SidebarLoaded(result.map_err(sentence))
        }),
        Read::Page { of, span } => {
            Task::perform(async move { session.page(of, span).await }, move |result| Fact::PageLoaded {
                of,
                span,
                page: result.map_err(sentence),
            })
        }
        Read::Draft(of) => Task::perform(async move { session.draft(of).await }, move |result| {
            Fact::DraftLoaded { of, draft: result.map_err(sentence) }
        }),
        Read::Outbox => Task::perform(async move { session.outbox().await }, |result| {
            Fact::OutboxLoaded(result.map_err(sentence))
        }),
        Read::Emoji => Task::perform(async move { session.emoji_used().await }, |result| {
            Fact::EmojiLoaded(result.map_err(sentence))
        }),
        Read::Earlier(of) => Task::perform(async move { session.revisions(of).await }, move |result| {
            Fact::EarlierLoaded { of, versions: result.map_err(sentence) }
        }),
        Read::List { of, span } => {
            Task::perform(async move { session.list_messages(of, span).await }, move |result| {
                Fact::ListLoaded { of, span, listed: result.map_err(sentence) }
            })
        }
        Read::Overview(of) => Task::perform(async move { session.overview(of).await }, move |result| {
            Fact::OverviewLoaded { of, overview: result.map_err(sentence) }
        }),
        Read::Members(of) => Task::perform(async move { session.members(of).await }, move |result| {
            Fact::MembersLoaded { of, members: result.map_err(sentence) }
        }),
        Read::Cases => Task::perform(async move { session.cases().await }, |result| {
            Fact::CasesLoaded(result.map_err(sentence))
        }),
        Read::Case(of) => Task::perform(async move { seen(session, of).await }, move |result| {
            Fact::CaseLoaded { of, case: result.map(Arc::new).map_err(sentence) }
        }),
        Read::Targets => Task::perform(async move { session.targets().await }, |result| {
            Fact::TargetsLoaded(result.map_err(sentence))
        }),
    }
}

/// A case that the user opens: that is logged.
async fn seen(session: Session, of: MessageId) -> Result<Case, Error> {
    let case = session.case(of).await?;
    session.note_seen(of, Did::Saw).await;
    Ok(case)
}

fn ordered<T: Send + 'static>(order: impl Future<Output = Result<T, Error>> + Send + 'static) -> Task<Fact> {
    Task::perform(order, |result| Fact::Ordered(result.map(|_| ()).map_err(sentence)))
}

/// Turns an error of the session into a sentence for people.
#[expect(clippy::needless_pass_by_value, reason = "it stands where a function of an error is wanted")]
fn sentence(error: Error) -> String {
    error.to_string()
}
