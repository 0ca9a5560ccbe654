//! The demo's world: an invented company, its server on a loopback port, and a throw-away profile connected to it.
//!
//! No real server can be reached from here: the profile's only address is that of the demo's server.
//! Tests: `tests/demo`, `tests/commands`.

use crate::app::Opened;
use crate::chat::person::Role;
use crate::chat::{Conversation, Message, Person, conversation};
use crate::clock::Clock;
use crate::demo::listener::{self, Life};
use crate::demo::transcript::Call;
use crate::demo::{Company, Listener, Running, Size, Weather};
use crate::directory::Directory;
use crate::language::tr;
use crate::row::Position;
use crate::screen::inbox;
use crate::session::{Session, open};
use crate::settings::review::Destination;
use crate::settings::{Account, MessageTypes, Settings};
use crate::store::Access;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::runtime::Handle;

/// Parameters of the world.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct Wanted {
    pub(in crate::cli) weather: Weather,
    pub(in crate::cli) seed: u64,
    pub(in crate::cli) size: Size,
    /// The role of the user.
    pub(in crate::cli) role: Role,
    pub(in crate::cli) life: Life,
    /// The clock of this world.
    pub(in crate::cli) clock: Clock,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            weather: Weather::Clear,
            seed: 7,
            size: Size::default(),
            role: Role::Member,
            life: Life::GoesOn,
            clock: Clock::System,
        }
    }
}

/// Resources that live as long as the demo; clones share them.
#[derive(Debug, Clone)]
pub(in crate::cli) struct World {
    running: Arc<Running>,
    session: Session,
    /// The world's runtime, needed because the weather is changed from the window's thread.
    engine: Handle,
    _directory: Directory,
}

impl World {
    /// Invents the company, starts its server, and opens a profile with its history. The error is a sentence.
    pub(in crate::cli) async fn begin(wanted: &Wanted) -> Result<(Self, Opened), String> {
        let Wanted { seed, size, role, clock, .. } = *wanted;
        let invent = move || invent(seed, size, role, clock);
        let company = tokio::task::spawn_blocking(invent)
            .await
            .map_err(|error| tr::error_internal(&error.to_string()))?;
        let running = Listener::of_company(company.clone())
            .weather(wanted.weather, wanted.seed)
            .life(wanted.life)
            .clock(clock)
            .start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
            .await
            .map_err(|error| not_started(&error))?;
        let account = Account {
            user_id: company.me.id,
            company_id: company.id,
            name: company.me.name.clone(),
            role: company.me.role,
        };
        let mut settings = Settings::new(running.url().clone(), account);
        settings.files.store = running.store();
        settings.server.message_types = MessageTypes::ALL;
        let Conversation { id, name, .. } = &company.reviewers;
        settings.review.to = Some(Destination { kind: id.kind(), name: name.clone(), id: Some(id.uuid()) });
        if let Some(desk) = &company.desk {
            settings.review.reviewers = vec![company.me.id, desk.colleague];
        }
        let directory = Directory::throw_away().map_err(|error| error.to_string())?;
        let plan = open::plan(&settings);
        let session = open::open_at(&directory, &settings, Access::Write, Some(plan), clock)
            .map_err(|error| error.to_string())?;
        furnish(&session, company).await.map_err(|error| error.to_string())?;
        let (remote, terms) = open::line(&settings, None).map_err(|error| error.to_string())?;
        session.connect(remote, terms);
        session.start();
        let preferences = session.preferences().await.unwrap_or_default();
        let demo = inbox::Demo {
            weathers: Weather::ALL
                .into_iter()
                .map(|weather| inbox::Weather::of_word(weather.word()))
                .collect(),
            current: wanted.weather.word().to_owned(),
        };
        Ok((
            Self {
                running: Arc::new(running),
                session: session.clone(),
                engine: Handle::current(),
                _directory: directory,
            },
            Opened { session, preferences, demo: Some(demo), note: None, place: None },
        ))
    }

    /// Changes the weather, starting with the server's next call.
    pub(in crate::cli) fn set_weather(&self, weather: Weather) {
        self.running.set_weather(weather);
        let (weathered, session) = (self.running.weathered(), self.session.clone());
        self.engine.spawn(async move {
            weathered.await;
            // As if a cable were plugged in again.
            session.network_up();
        });
    }

    /// The conversations of a kind, in the company's order.
    pub(in crate::cli) fn conversations(
        &self,
        kind: conversation::Kind,
    ) -> impl Iterator<Item = &Conversation> {
        let all = self.running.company().into_iter().flat_map(|company| &company.conversations);
        all.filter(move |conversation| conversation.id.kind() == kind)
    }

    /// A colleague of the user of the demo who is in this conversation.
    pub(in crate::cli) fn colleague(&self, of: &Conversation) -> Option<&Person> {
        let company = self.running.company()?;
        of.members
            .iter()
            .filter(|member| **member != company.me.id)
            .find_map(|member| company.person(*member))
    }

    /// Every call the server received.
    pub(in crate::cli) fn transcript(&self) -> std::io::Result<Vec<Call>> {
        self.running.transcript()
    }
}

/// The company as it is now for a user with this role.
fn invent(seed: u64, size: Size, role: Role, clock: Clock) -> Company {
    let now = clock.stamp();
    let company = Company::invent(seed, size, now);
    match role {
        Role::Member => company,
        Role::Support => company.for_reviewer(seed, now),
    }
}

/// Why the server could not start, as a sentence.
fn not_started(error: &listener::Error) -> String {
    match error {
        listener::Error::Port { reason, .. } => tr::demo_port(reason),
        listener::Error::Transcript(reason) => tr::demo_transcript(reason),
        listener::Error::Files(reason) => tr::demo_files(reason),
        // These are about `--listen`.
        listener::Error::NotAnAddress(_) | listener::Error::NotLoopback(_) => error.to_string(),
    }
}

/// Gives the profile the company's people, conversations and history, read as far as the history says.
async fn furnish(session: &Session, company: Company) -> Result<(), crate::session::Error> {
    let mut conversations = company.conversations;
    // The cases themselves are read from the server.
    conversations.extend(company.desk.map(|_| company.reviewers));
    session.merge_roster(company.people, conversations).await?;
    let read = read_up_to(&company.messages, session);
    session.seed(company.messages).await?;
    for (of, position) in read {
        session.mark_read(of, position).await?;
    }
    Ok(())
}

/// The newest message of each conversation before the first unread one.
fn read_up_to(messages: &[Message], session: &Session) -> BTreeMap<conversation::Id, Position> {
    let me = session.me().id;
    let mut conversations: BTreeMap<conversation::Id, Vec<&Message>> = BTreeMap::new();
    for message in messages.iter().filter(|message| message.reacted_by.is_none()) {
        conversations.entry(message.conversation).or_default().push(message);
    }
    conversations
        .into_iter()
        .filter_map(|(of, mut messages)| {
            messages.sort_by_key(|message| (message.sent_at.ticks(), message.id));
            let is_read = |message: &&&Message| message.marks.read || message.author == me;
            let last = messages.iter().take_while(is_read).last()?;
            Some((of, Position { ticks: last.sent_at.ticks(), id: last.id }))
        })
        .collect()
}
