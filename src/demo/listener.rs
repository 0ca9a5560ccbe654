//! The HTTP server on 127.0.0.1: carries out the decisions of `weather` and hands bodies to `service`.
//!
//! Rejects calls that ASP.NET would reject, with the same words, and records every call in the transcript. The only part
//! of the demo that reads the clock, which need not be the system's. Must not know: the meaning of an element.
//! Tests: `tests/demo/listener.rs`.

mod call;
mod files;
mod line;
mod reply;
mod reviewing;

use super::binding::Format;
use super::colleagues;
use super::happenings;
use super::journal::{Effect, Journal};
use super::people::Company;
use super::seeding;
use super::service::{Answer, Manner, Outcome, Service};
use super::transcript::{Call, Transcript};
use super::weather::{Sky, Weather};
use crate::chat::{Message, PersonId, Stamp};
use crate::clock::{Clock, Deadline};
use crate::remote::wire::conversation::Action;
use crate::remote::wire::{self, Publish};
use files::Table;

use axum::Router;
use chrono::{DateTime, Utc};
use serde_json::Value;
use serde_json::value::RawValue;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use url::Url;
use uuid::Uuid;

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Path of the publish call.
pub const PUBLISH_PATH: &str = "/Message/MessageApi/PublishMessagesToServer";
/// Path of the reading call.
pub const READ_PATH: &str = "/Message/MessageApi/GetUserOrChannelMessages";
/// Maximum length of a body in bytes: ASP.NET's default.
pub const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// Maximum number of answers that wait to be sent in one conversation; further ones are dropped.
const MOST_PENDING: usize = 2;
/// Number of texts in a conversation that colleagues do not repeat.
const LATELY: usize = 3;
/// Time that a stop leaves for calls to finish.
const PATIENCE: Duration = Duration::from_millis(500);

/// An error that prevents the server from starting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("\"{0}\" is not an address. Enter one such as 127.0.0.1:8080; port 0 picks a free port.")]
    NotAnAddress(String),
    #[error("The demo server has no protection, so it only listens on 127.0.0.1, not on {0}.")]
    NotLoopback(String),
    #[error("The demo server cannot listen on {address}: {reason}.")]
    Port { address: SocketAddr, reason: String },
    #[error("The demo server cannot write its transcript: {0}.")]
    Transcript(String),
    #[error("The demo server cannot store files: {0}.")]
    Files(String),
}

/// Parses the address of `--listen`.
///
/// # Errors
/// For anything but 127.0.0.1 and a port.
pub fn address(text: &str) -> Result<SocketAddr, Error> {
    let given: SocketAddr = text.trim().parse().map_err(|_| Error::NotAnAddress(text.to_owned()))?;
    if given.ip() != Ipv4Addr::LOCALHOST {
        return Err(Error::NotLoopback(given.ip().to_string()));
    }
    Ok(given)
}

/// A server that has not started yet.
#[derive(Debug)]
pub struct Listener {
    service: Service,
    weather: Weather,
    seed: u64,
    company: Option<Company>,
    journal: Option<Journal>,
    life: Life,
    clock: Clock,
    /// The folder that keeps files between runs.
    shelf: Option<PathBuf>,
}

/// The activity of the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// Colleagues answer new messages.
    Answers,
    /// Colleagues also write on their own; the first minute shows every feature.
    GoesOn,
}

impl Listener {
    /// A server without colleagues; clear weather, nothing kept between runs.
    pub fn new(service: Service) -> Self {
        Self {
            service,
            weather: Weather::Clear,
            seed: 0,
            company: None,
            journal: None,
            life: Life::Answers,
            clock: Clock::System,
            shelf: None,
        }
    }

    /// A server of a company whose colleagues answer.
    pub fn of_company(company: Company) -> Self {
        let service = Service::of_company(&company);
        Self { company: Some(company), ..Self::new(service) }
    }

    /// Sets the initial weather, and the seed of its decisions and of the answers.
    #[must_use]
    pub fn weather(self, weather: Weather, seed: u64) -> Self {
        Self { weather, seed, ..self }
    }

    /// Applies the changes of a journal and records every further one in it.
    #[must_use]
    pub fn journal(mut self, journal: Journal, past: Vec<Effect>) -> Self {
        for effect in past {
            effect.redo(&mut self.service);
        }
        Self { journal: Some(journal), ..self }
    }

    /// Keeps files in a folder between runs.
    #[must_use]
    pub fn files(self, folder: PathBuf) -> Self {
        Self { shelf: Some(folder), ..self }
    }

    /// Sets the activity of the company.
    #[must_use]
    pub fn life(self, life: Life) -> Self {
        Self { life, ..self }
    }

    /// Sets the clock of the server and the company.
    #[must_use]
    pub fn clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Changes the service before it starts.
    #[must_use]
    pub fn with_service(self, change: impl FnOnce(Service) -> Service) -> Self {
        Self { service: change(self.service), ..self }
    }

    /// Starts the server in the current tokio runtime; it accepts calls when this returns.
    ///
    /// # Errors
    /// If the port, the transcript or the folder for files is not available.
    pub async fn start(self, address: SocketAddr) -> Result<Running, Error> {
        if address.ip() != Ipv4Addr::LOCALHOST {
            return Err(Error::NotLoopback(address.ip().to_string()));
        }
        let port = |error: &io::Error| Error::Port { address, reason: error.to_string() };
        let listener = TcpListener::bind(address).await.map_err(|error| port(&error))?;
        let address = listener.local_addr().map_err(|error| port(&error))?;
        let url = Url::parse(&format!("http://{address}/"))
            .map_err(|error| Error::Port { address, reason: error.to_string() })?;
        let transcript = Transcript::new().map_err(|error| Error::Transcript(error.to_string()))?;
        let folder = self.shelf;
        let shelf = tokio::task::spawn_blocking(move || Table::open(folder)).await;
        let shelf = shelf.unwrap_or_else(|error| Err(io::Error::other(error)));
        let shelf = shelf.map_err(|error| Error::Files(error.to_string()))?;
        let mut service = self.service;
        if let Ok(below) = url.join(files::PREFIX) {
            service.place_files(&below);
        }
        let (stop, stopped) = watch::channel(());
        let shared = Arc::new(Shared {
            shelf,
            manner: service.manner().clone(),
            state: Mutex::new(State { service, journal: self.journal, transcript }),
            sky: Mutex::new(Sky::new(self.weather, self.seed)),
            outlook: watch::Sender::new(self.weather),
            port: watch::Sender::new(Port::Open),
            company: self.company,
            seed: self.seed,
            readings: AtomicUsize::new(0),
            clock: self.clock,
            answering: Mutex::default(),
            stopped,
        });
        if self.life == Life::GoesOn {
            shared.go_on(self.clock.stamp());
            shared.let_review();
        }
        let router = Router::new().fallback(call::answer).with_state(Arc::clone(&shared));
        let task = tokio::spawn(line::serve(listener, Arc::clone(&shared), router));
        Ok(Running { url, address, shared, stop: Some(stop), task })
    }
}

/// A running server, stopped when dropped.
#[derive(Debug)]
pub struct Running {
    url: Url,
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: Option<watch::Sender<()>>,
    task: JoinHandle<()>,
}

impl Running {
    /// The server's URL for a profile, `http://127.0.0.1:PORT/`.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The URL of its file store, for a profile.
    pub fn store(&self) -> Option<Url> {
        self.url.join(files::PREFIX).ok()
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The current weather.
    pub fn weather(&self) -> Weather {
        held(&self.shared.sky).weather()
    }

    /// Changes the weather from the next call on.
    pub fn set_weather(&self, weather: Weather) {
        held(&self.shared.sky).set(weather);
        self.shared.outlook.send_replace(weather);
    }

    /// Waits until the port follows the weather: closed in offline weather, otherwise open.
    pub fn weathered(&self) -> impl Future<Output = ()> + use<> {
        let wanted = Port::of(self.weather());
        let mut port = self.shared.port.subscribe();
        async move {
            let _ = port.wait_for(|port| *port == wanted).await;
        }
    }

    /// The company, if there is one.
    pub fn company(&self) -> Option<&Company> {
        self.shared.company.as_ref()
    }

    /// Gives access to the service between two calls.
    pub fn with_service<T>(&self, look: impl FnOnce(&mut Service) -> T) -> T {
        look(&mut held(&self.shared.state).service)
    }

    /// All publish calls so far, oldest first. Blocking: reads a file.
    ///
    /// # Errors
    /// If the temporary file cannot be read.
    pub fn transcript(&self) -> io::Result<Vec<Call>> {
        held(&self.shared.state).transcript.calls()
    }

    /// Number of publish calls so far.
    pub fn calls(&self) -> usize {
        held(&self.shared.state).transcript.count()
    }

    /// Number of reading calls so far.
    pub fn readings(&self) -> usize {
        self.shared.readings.load(Ordering::Relaxed)
    }

    /// Stops accepting calls, waits half a second for the running ones, and frees the port.
    pub async fn stop(mut self) {
        self.stop = None;
        if tokio::time::timeout(PATIENCE, &mut self.task).await.is_err() {
            self.task.abort();
        }
    }
}

/// The state of the port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Port {
    Open,
    Closed,
}

impl Port {
    fn of(weather: Weather) -> Self {
        if weather == Weather::Offline { Self::Closed } else { Self::Open }
    }
}

/// State shared by all calls.
#[derive(Debug)]
struct Shared {
    shelf: Table,
    /// A copy, so that an arriving call never waits for one that is being written to disk.
    manner: Manner,
    state: Mutex<State>,
    sky: Mutex<Sky>,
    /// The weather, for connections.
    outlook: watch::Sender<Weather>,
    port: watch::Sender<Port>,
    company: Option<Company>,
    seed: u64,
    clock: Clock,
    /// By channel, group or other person.
    answering: Mutex<HashMap<Uuid, Answering>>,
    /// Reading calls so far.
    readings: AtomicUsize,
    /// Closed when the server stops.
    stopped: watch::Receiver<()>,
}

/// The colleagues' answers in one conversation.
#[derive(Debug, Default)]
struct Answering {
    /// Answers that were not sent yet.
    pending: usize,
    /// The last texts, so that nobody repeats them.
    lately: Vec<String>,
}

/// The state that one call at a time changes.
#[derive(Debug)]
struct State {
    service: Service,
    journal: Option<Journal>,
    transcript: Transcript,
}

impl State {
    /// Applies a publish call and records it in the journal.
    fn publish(
        &mut self,
        publish: &Publish,
        faults: &super::service::Faults,
        now: Stamp,
    ) -> io::Result<Outcome> {
        let outcome = self.service.publish(publish, faults, now);
        if let Some(journal) = &mut self.journal
            && let Some(effect) = Effect::of(&self.service, &outcome)
        {
            journal.keep(&effect)?;
        }
        Ok(outcome)
    }

    /// Applies a call about a conversation and records it in the journal.
    fn change_room(&mut self, action: Action, body: &Value, actor: Uuid) -> io::Result<Answer> {
        let outcome = self.service.change_room(action, body, actor);
        if let Some(journal) = &mut self.journal
            && let Some(effect) = Effect::of_room(&self.service, &outcome)
        {
            journal.keep(&effect)?;
        }
        Ok(outcome.answer)
    }

    fn note(&mut self, at: DateTime<Utc>, format: Format, status: Option<u16>, body: Option<Box<RawValue>>) {
        if let Err(error) = self.transcript.add(at, format, status, body) {
            tracing::warn!(%error, "a call is missing in the transcript");
        }
    }
}

impl Shared {
    /// Starts the colleagues' answers to new messages.
    fn let_answer(self: &Arc<Self>, new: &[wire::Message]) {
        let Some(company) = &self.company else { return };
        for element in new {
            let Some(heard) = seeding::heard(company, element) else { continue };
            let room = heard.conversation.uuid();
            let mut answering = held(&self.answering);
            let answering = answering.entry(room).or_default();
            for reply in colleagues::answers(company, &heard, self.seed, &answering.lately) {
                if answering.pending >= MOST_PENDING {
                    break;
                }
                answering.pending += 1;
                answering.lately.push(reply.message.text.clone());
                let surplus = answering.lately.len().saturating_sub(LATELY);
                answering.lately.drain(..surplus);
                let shared = Arc::clone(self);
                tokio::spawn(async move { shared.answer(reply, room).await });
            }
        }
    }

    /// Starts the script of the first minute.
    fn go_on(self: &Arc<Self>, start: Stamp) {
        let Some(company) = &self.company else { return };
        let happenings = happenings::first_minute(company, start);
        let shared = Arc::clone(self);
        tokio::spawn(async move {
            // Each is due after the start of the script, not after the one before.
            let script: Vec<_> = happenings
                .into_iter()
                .map(|happening| (Deadline::after(happening.after), happening))
                .collect();
            for (due, happening) in script {
                let wait = due.left();
                if !Arc::clone(&shared).said(wait, happening.by, happening.message).await {
                    return;
                }
            }
        });
    }

    async fn answer(self: Arc<Self>, reply: colleagues::Reply, room: Uuid) {
        let said = Arc::clone(&self).said(reply.after, reply.message.author, reply.message).await;
        if !said {
            return;
        }
        if let Some(answering) = held(&self.answering).get_mut(&room) {
            answering.pending = answering.pending.saturating_sub(1);
        }
    }
}

impl Shared {
    /// Sends a message after a delay; `false` if the server is stopped first. A new message gets the present time.
    async fn said(self: Arc<Self>, after: Duration, by: PersonId, mut message: Message) -> bool {
        let mut stopped = self.stopped.clone();
        tokio::select! {
            () = tokio::time::sleep(after) => {}
            _ = stopped.changed() => return false,
        }
        let saying = tokio::task::spawn_blocking(move || {
            let Some(company) = &self.company else { return };
            let now = self.clock.stamp();
            let mut state = held(&self.state);
            let element = if state.service.stored(message.id.uuid()).is_none() {
                message.sent_at = now;
                seeding::element(company, &message)
            } else {
                seeding::change(company, &message)
            };
            let publish = Publish {
                user_id: Some(by.uuid()),
                company_id: Some(company.id.uuid()),
                messages: vec![element],
            };
            if let Err(error) = state.publish(&publish, &super::service::Faults::new(), now) {
                tracing::warn!(%error, "a colleague's message could not be saved");
            }
        });
        let _ = saying.await;
        true
    }
}

/// Locks a mutex. A call that panicked left the state as it was between two elements, which is consistent.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
