//! Carrying out what screens ask: the one place where an `Intent` becomes a call of the session.
//!
//! Every call runs in a task and comes back as a fact. Must not know: any screen's state. Tests: `tests/window/app.rs`.

mod files;

use super::{App, Message, Stage};

use crate::directory::whole;
use crate::intent::{Intent, Order, Place, Read};
use crate::roster;
use crate::screen::inbox;
use crate::session::{Error, Session};

use iced::Task;

use std::path::PathBuf;

impl App {
    /// Carries one thing out.
    pub(super) fn carry(&mut self, intent: Intent) -> Task<Message> {
        match intent {
            Intent::Prefer(preferences) => self.prefer(preferences),
            Intent::Open(Place::Preferences) => self.open_sheet(),
            Intent::Open(place) => self.go(place),
            Intent::Copy(text) => iced::clipboard::write(text),
            Intent::Follow(address) => {
                (self.environment.follow)(&address);
                Task::none()
            }
            Intent::Weather(word) => {
                (self.environment.weather)(&word);
                self.in_inbox(inbox::Message::WeatherChanged(word))
            }
            Intent::ChooseRoster => Task::perform((self.environment.choose)(), |path| {
                Message::Inbox(inbox::Message::RosterChosen(path))
            }),
            Intent::SignIn(token) => Task::perform((self.environment.sign_in)(token), |result| {
                Message::Inbox(inbox::Message::SignedIn(result))
            }),
            Intent::Start(start) => Task::perform((self.environment.begin)(start), Message::Began),
            Intent::Quit => self.leave(),
            Intent::Files(ask) => self.carry_files(ask),
            Intent::Submit { .. }
            | Intent::SubmitAll { .. }
            | Intent::Read(_)
            | Intent::Keep { .. }
            | Intent::UseEmoji(_)
            | Intent::Opened(_)
            | Intent::ImportRoster(_)
            | Intent::MarkRead { .. }
            | Intent::MarkUnread { .. }
            | Intent::SettleWords { .. }
            | Intent::MarkEverythingRead
            | Intent::Order(_) => match &self.stage {
                Stage::Inbox(ready) => ask(&ready.session, intent).map(Message::Inbox),
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
                    Message::Preferred(told(result, "Your choice could not be saved."))
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
            Place::Waiting => ready.inbox.show_waiting(),
            Place::Preferences => return self.open_sheet(),
        };
        self.follow(action, Message::Inbox)
    }
}

/// Asks the session; the answer is a fact for the inbox.
fn ask(session: &Session, intent: Intent) -> Task<inbox::Message> {
    let session = session.clone();
    match intent {
        Intent::Submit { of, wish } => {
            let (subject, deed) = (wish.subject(), wish.deed());
            Task::perform(async move { session.submit(wish).await }, move |result| {
                let result = result.map(|_| ()).map_err(sentence);
                inbox::Message::Submitted { of, subject, deed, result }
            })
        }
        Intent::SubmitAll { of, wishes } => {
            let subjects = wishes.iter().map(|wish| (wish.subject(), wish.deed())).collect();
            Task::perform(async move { session.submit_all(wishes).await }, move |result| {
                let result = result.map(|_| ()).map_err(sentence);
                inbox::Message::SubmittedAll { of, wishes: subjects, result }
            })
        }
        Intent::Read(read) => self::read(session, read),
        Intent::Keep { of, draft } => {
            Task::perform(async move { session.save_draft(of, draft).await }, move |result| {
                inbox::Message::Kept { of, result: result.map_err(sentence) }
            })
        }
        Intent::UseEmoji(emoji) => ordered(async move { session.use_emoji(emoji).await }),
        Intent::Opened(of) => ordered(async move { session.save_last_open(of).await }),
        Intent::ImportRoster(path) => Task::perform(import(session, path), inbox::Message::RosterImported),
        Intent::MarkRead { of, up_to, seen } => {
            ordered(async move { session.mark_seen(of, up_to, seen).await })
        }
        Intent::MarkUnread { of: _, from } => ordered(async move { session.mark_unread(from).await }),
        Intent::SettleWords { message, words } => {
            ordered(async move { session.settle_words(message, words).await })
        }
        Intent::MarkEverythingRead => ordered(async move { session.mark_everything_read().await }),
        Intent::Order(Order::Retry(which)) => ordered(async move { session.retry(which).await }),
        Intent::Order(Order::Discard(which)) => ordered(async move { session.discard(which).await }),
        Intent::Order(Order::Skip(entry)) => ordered(async move { session.skip(entry).await }),
        Intent::Order(Order::TryNow) => {
            session.try_now();
            Task::none()
        }
        // Not the session's.
        Intent::Files(_)
        | Intent::Prefer(_)
        | Intent::Open(_)
        | Intent::Copy(_)
        | Intent::Follow(_)
        | Intent::Weather(_)
        | Intent::ChooseRoster
        | Intent::SignIn(_)
        | Intent::Start(_)
        | Intent::Quit => Task::none(),
    }
}

/// Reads a roster file and merges it: what it held, or what is wrong with it.
async fn import(session: Session, path: PathBuf) -> Result<String, String> {
    let named = path.display().to_string();
    let read = tokio::task::spawn_blocking(move || {
        let bytes = whole::read(&path, roster::LARGEST)
            .map_err(|error| format!("{} cannot be read: {}.", path.display(), whole::reason(&error)))?;
        roster::read(&bytes)
    });
    let roster = read.await.map_err(|error| error.to_string())?;
    let roster = roster.map_err(|words| {
        let words = if words.starts_with("Line ") { format!("{named}: {words}") } else { words };
        format!("{words} Nothing was imported.")
    })?;
    let count = roster.count();
    session.merge_roster(roster.people, roster.conversations).await.map_err(sentence)?;
    Ok(count)
}

fn read(session: Session, read: Read) -> Task<inbox::Message> {
    match read {
        Read::Sidebar => Task::perform(async move { session.sidebar().await }, |result| {
            inbox::Message::SidebarLoaded(result.map_err(sentence))
        }),
        Read::Page { of, span } => {
            Task::perform(async move { session.page(of, span).await }, move |result| {
                inbox::Message::PageLoaded { of, span, page: result.map_err(sentence) }
            })
        }
        Read::Draft(of) => Task::perform(async move { session.draft(of).await }, move |result| {
            inbox::Message::DraftLoaded { of, draft: result.map_err(sentence) }
        }),
        Read::Waiting => Task::perform(async move { session.waiting().await }, |result| {
            inbox::Message::WaitingLoaded(result.map_err(sentence))
        }),
        Read::Emoji => Task::perform(async move { session.emoji_used().await }, |result| {
            inbox::Message::EmojiLoaded(result.map_err(sentence))
        }),
        Read::Earlier(of) => Task::perform(async move { session.revisions(of).await }, move |result| {
            inbox::Message::EarlierLoaded { of, versions: result.map_err(sentence) }
        }),
        Read::Found { of, reach } => {
            Task::perform(async move { session.found(of, reach).await }, move |result| {
                inbox::Message::FoundLoaded { of, reach, finds: result.map_err(sentence) }
            })
        }
        Read::Overview(of) => Task::perform(async move { session.overview(of).await }, move |result| {
            inbox::Message::OverviewLoaded { of, overview: result.map_err(sentence) }
        }),
        Read::Members(of) => Task::perform(async move { session.members(of).await }, move |result| {
            inbox::Message::MembersLoaded { of, members: result.map_err(sentence) }
        }),
        Read::Targets => Task::perform(async move { session.targets().await }, |result| {
            inbox::Message::TargetsLoaded(result.map_err(sentence))
        }),
    }
}

fn ordered<T: Send + 'static>(
    order: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Task<inbox::Message> {
    Task::perform(order, |result| inbox::Message::Ordered(result.map(|_| ()).map_err(sentence)))
}

fn told(result: Result<(), Error>, what: &str) -> Result<(), String> {
    result.map_err(|error| format!("{what} {error}"))
}

/// An error of the session is a sentence for people.
#[expect(clippy::needless_pass_by_value, reason = "it stands where a function of an error is wanted")]
fn sentence(error: Error) -> String {
    error.to_string()
}
