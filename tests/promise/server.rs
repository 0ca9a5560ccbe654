//! The scripted server: an upsert by id that records every call and every effect.
//!
//! It is as harsh as `docs/server-api.md` 2.15: a received text always overwrites the stored one, and a non-null
//! `IsStarred` changes nothing but the star. It records a violation if two calls overlap, or if a mark or a child
//! arrives before its message.

use confab::remote::wire::conversation::Action;
use confab::remote::wire::{self, json};
use confab::remote::{Call, Errand, Failure, Others, Page, Reached, Receipt, Remote, Rest, Search, Wait};

use futures::future::BoxFuture;
use tokio::sync::{Semaphore, watch};
use uuid::Uuid;

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

/// The server's reaction to one call.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Follows its standing rules.
    Ordinary,
    /// Refuses the call as a whole.
    Refuse,
    /// Applies everything; the answer is lost on its way back.
    LoseAnswer,
    /// The call never arrives, and the client knows that.
    Unreached,
    /// The call never arrives, and the client cannot know that.
    LoseCall,
    Busy {
        status: u16,
        after: Option<Wait>,
    },
    SignIn,
    Misdirected,
    /// Applies everything and answers with garbage.
    Rubbish,
}

/// The server's treatment of elements that contain the marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dislike {
    /// Refuses the whole call and applies nothing of it.
    WholeCall,
    /// Applies the elements before the culprit, then refuses the call.
    FromCulpritOn,
    /// Names the culprits and accepts the others.
    ByName,
    /// Names the culprits, calls the call a failure and applies nothing.
    ByNameAndNothingElse,
    /// Breaks: 500, nothing applied.
    Breaks,
}

/// One call as it arrived.
#[derive(Debug, Clone)]
pub struct Seen {
    pub errand: Errand,
    pub elements: Vec<wire::Message>,
    pub raw: Vec<Arc<str>>,
    pub at: tokio::time::Instant,
}

/// A message on the server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stored {
    pub place: Option<Uuid>,
    pub text: String,
    pub deleted: bool,
    pub pinned: bool,
    pub starred: bool,
    pub read: bool,
    pub archived: bool,
    pub reported: String,
    /// Joined by commas, as received.
    pub tags: String,
    pub parent: Option<Uuid>,
    pub shared: Option<Uuid>,
    pub reacted_by: Option<Uuid>,
}

/// A change of what is stored: the message and its state afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    pub id: Uuid,
    pub after: Stored,
}

/// The moments at which the hook is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The call has arrived and is not applied yet.
    Arrived,
    /// The call is applied, but not answered yet.
    Applied,
}

type Hook = Box<dyn FnMut(Moment, &Book) + Send>;

/// Everything the server knows.
#[derive(Default, Clone)]
pub struct Book {
    pub calls: Vec<Seen>,
    pub effects: Vec<Effect>,
    pub violations: Vec<String>,
    pub stored: HashMap<Uuid, Stored>,
    /// Channels and groups that do not exist until somebody creates them.
    pub unmade: HashSet<Uuid>,
    /// Channels and groups that were created or changed.
    pub rooms: HashMap<Uuid, Room>,
    /// The mute, star and hide marks of conversations.
    pub conversations: HashMap<Uuid, [bool; 3]>,
    /// People who have left a channel or group. Their messages there are refused, their own marks are not; `None` to
    /// refuse nothing.
    pub left: Option<HashSet<(Uuid, Uuid)>>,
    /// Effects on conversations in order, in words.
    pub changes: Vec<String>,
}

/// A channel or group on the server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Room {
    pub name: String,
    pub members: BTreeSet<Uuid>,
}

#[derive(Default)]
struct Inner {
    book: Book,
    script: VecDeque<Reply>,
    dislikes: Vec<(String, Dislike)>,
    in_call: bool,
    hook: Option<Hook>,
}

/// A handle on the server; clones share it.
#[derive(Clone)]
pub struct Server {
    inner: Arc<Mutex<Inner>>,
    gate: Arc<Mutex<Option<Arc<Semaphore>>>>,
    arrivals: Arc<watch::Sender<usize>>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Server")
    }
}

impl Server {
    pub fn new() -> Self {
        Self { inner: Arc::default(), gate: Arc::default(), arrivals: Arc::new(watch::Sender::new(0)) }
    }

    /// A server that starts with the book of another one.
    pub fn with(book: Book) -> Self {
        let server = Self::new();
        server.lock().book = book;
        server
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Scripts the reactions to the next calls, in order; after that the standing rules apply.
    pub fn script(&self, replies: impl IntoIterator<Item = Reply>) {
        self.lock().script.extend(replies);
    }

    /// From now on elements whose text contains `marker` are disliked.
    pub fn dislike(&self, marker: &str, how: Dislike) {
        self.lock().dislikes.push((marker.to_owned(), how));
    }

    pub fn like_everything(&self) {
        self.lock().dislikes.clear();
    }

    pub fn forget_script(&self) {
        self.lock().script.clear();
    }

    /// Adds an old message to the server.
    pub fn knows(&self, id: Uuid, place: Uuid, text: &str) {
        let stored = Stored { place: Some(place), text: text.to_owned(), ..Stored::default() };
        self.lock().book.stored.insert(id, stored);
    }

    /// Makes a channel or group unknown until somebody creates it.
    pub fn lacks(&self, room: Uuid) {
        self.lock().book.unmade.insert(room);
    }

    /// From now on messages by people who have left the channel or group are refused.
    pub fn refuse_who_left(&self) {
        self.lock().book.left.get_or_insert_default();
    }

    /// Sets a hook that is called at every moment of every call, with the current book.
    pub fn hook(&self, hook: impl FnMut(Moment, &Book) + Send + 'static) {
        self.lock().hook = Some(Box::new(hook));
    }

    /// Holds calls that arrive from now on, unapplied, until [`Server::release`].
    pub fn hold(&self) {
        *self.gate.lock().unwrap() = Some(Arc::new(Semaphore::new(0)));
    }

    /// Releases held calls and holds no more.
    pub fn release(&self) {
        if let Some(gate) = self.gate.lock().unwrap().take() {
            gate.add_permits(1_000);
        }
    }

    /// Waits until this many calls have arrived since the beginning.
    pub async fn arrived(&self, calls: usize) {
        let mut arrivals = self.arrivals.subscribe();
        arrivals.wait_for(|count| *count >= calls).await.unwrap();
    }

    pub fn book(&self) -> Book {
        self.lock().book.clone()
    }

    pub fn calls(&self) -> usize {
        self.lock().book.calls.len()
    }

    pub fn effects(&self) -> usize {
        self.lock().book.effects.len()
    }

    /// Texts in the order in which messages were created or changed.
    pub fn texts(&self) -> Vec<String> {
        self.lock().book.effects.iter().map(|effect| effect.after.text.clone()).collect()
    }

    /// The texts of each call's elements.
    pub fn calls_in_words(&self) -> Vec<Vec<String>> {
        let words =
            |seen: &Seen| seen.elements.iter().map(|e| e.message.clone().unwrap_or_default()).collect();
        self.lock().book.calls.iter().map(words).collect()
    }

    pub fn stored(&self, id: Uuid) -> Option<Stored> {
        self.lock().book.stored.get(&id).cloned()
    }

    /// Checks that no violation was recorded.
    #[track_caller]
    pub fn assert_well_treated(&self) {
        assert_eq!(self.lock().book.violations, Vec::<String>::new());
    }

    async fn handle(self, call: Call) -> Result<Receipt, Failure> {
        let busy = self.arrive(&call);
        let gate = self.gate.lock().unwrap().clone();
        if let Some(gate) = gate {
            gate.acquire().await.unwrap().forget();
        }
        tokio::task::yield_now().await;
        let result = self.lock().judge();
        if matches!(result, Ok(_) | Err(Failure::Unclear(_) | Failure::Unreachable { .. })) {
            self.moment(Moment::Applied);
        }
        tokio::task::yield_now().await;
        drop(busy);
        result
    }

    fn arrive(&self, call: &Call) -> Busy {
        {
            let mut inner = self.lock();
            if inner.in_call {
                inner.book.violations.push("two calls at once".to_owned());
            }
            inner.in_call = true;
            let elements = match call.errand {
                Errand::Messages => call
                    .elements
                    .iter()
                    .map(|raw| json::read_message(raw.as_bytes()).expect("an element"))
                    .collect(),
                Errand::Conversation(_) => Vec::new(),
            };
            let raw = call.elements.clone();
            inner.book.calls.push(Seen {
                errand: call.errand,
                elements,
                raw,
                at: tokio::time::Instant::now(),
            });
        }
        self.moment(Moment::Arrived);
        self.arrivals.send_modify(|count| *count += 1);
        Busy(self.clone())
    }

    fn moment(&self, moment: Moment) {
        let mut inner = self.lock();
        if let Some(mut hook) = inner.hook.take() {
            hook(moment, &inner.book);
            inner.hook = Some(hook);
        }
    }
}

/// A running call; a dropped connection ends it too.
struct Busy(Server);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.lock().in_call = false;
    }
}

impl Remote for Server {
    fn publish(&self, call: Call) -> BoxFuture<'static, Result<Receipt, Failure>> {
        Box::pin(self.clone().handle(call))
    }

    fn messages(&self, _: Search, _: u32) -> BoxFuture<'static, Result<Page, Failure>> {
        let page = Page { messages: Vec::new(), notes: wire::Notes::default(), rest: Rest::None };
        Box::pin(async move { Ok(page) })
    }
}

impl Inner {
    fn judge(&mut self) -> Result<Receipt, Failure> {
        let elements = self.book.calls.last().expect("a call").elements.clone();
        let lost = || Failure::Unreachable {
            reached: Reached::Perhaps,
            words: "The connection was cut.".to_owned(),
        };
        match self.script.pop_front().unwrap_or(Reply::Ordinary) {
            Reply::Ordinary => self.ordinary(&elements),
            Reply::Refuse => Err(Failure::Refused("No.".to_owned())),
            Reply::LoseAnswer => self.ordinary(&elements).and(Err(lost())),
            Reply::Rubbish => {
                self.ordinary(&elements).and(Err(Failure::Unclear("Rubbish came back.".to_owned())))
            }
            Reply::LoseCall => Err(lost()),
            Reply::Unreached => Err(Failure::Unreachable {
                reached: Reached::Never,
                words: "There is no network.".to_owned(),
            }),
            Reply::Busy { status, after } => Err(Failure::Busy { status, after }),
            Reply::SignIn => Err(Failure::SignIn),
            Reply::Misdirected => Err(Failure::Misdirected("Check the address.".to_owned())),
        }
    }

    fn ordinary(&mut self, elements: &[wire::Message]) -> Result<Receipt, Failure> {
        let call = self.book.calls.last().expect("a call");
        if let Errand::Conversation(action) = call.errand {
            let body = call.raw[0].to_string();
            return match self.dislikes.iter().find(|(marker, _)| body.contains(marker)) {
                Some((_, Dislike::Breaks)) => Err(Failure::Busy { status: 500, after: None }),
                Some(_) => Err(Failure::Refused("This name is bad.".to_owned())),
                None => {
                    self.book.change(action, &serde_json::from_str(&body).expect("a body"));
                    Ok(Receipt::default())
                }
            };
        }
        let has_left = |element: &wire::Message| {
            let place = element.channel_id.zip(element.sender_id);
            let is_said =
                element.is_read.or(element.is_starred).is_none() && element.report_message.is_none();
            is_said && place.zip(self.book.left.as_ref()).is_some_and(|(place, left)| left.contains(&place))
        };
        if elements.iter().any(has_left) {
            return Err(Failure::Refused("SeemsYouAreRemovedFromTheChannel".to_owned()));
        }
        // Of a star element it reads nothing but the star.
        let disliked = |element: &wire::Message| {
            let text = element.message.as_deref().unwrap_or_default();
            let found = self.dislikes.iter().find(|(marker, _)| text.contains(marker));
            found.filter(|_| element.is_starred.is_none()).map(|(_, how)| *how)
        };
        let verdicts: Vec<_> = elements.iter().map(disliked).collect();
        if verdicts.contains(&Some(Dislike::Breaks)) {
            return Err(Failure::Busy { status: 500, after: None });
        }
        if verdicts.contains(&Some(Dislike::WholeCall)) {
            return Err(Failure::Refused("One of them is bad.".to_owned()));
        }
        if let Some(culprit) = verdicts.iter().position(|verdict| *verdict == Some(Dislike::FromCulpritOn)) {
            elements[..culprit].iter().for_each(|element| self.book.apply(element));
            return Err(Failure::Refused("One of them is bad.".to_owned()));
        }
        let mut named: Vec<_> = elements
            .iter()
            .zip(&verdicts)
            .filter(|(_, verdict)| verdict.is_some())
            .map(|(element, _)| (element.id.expect("an id"), "This one is bad.".to_owned()))
            .collect();
        if verdicts.contains(&Some(Dislike::ByNameAndNothingElse)) {
            return Ok(Receipt { refused: named, others: Others::Unsaid });
        }
        // Elements about a message that was just refused are refused too.
        for element in elements {
            let id = element.id.expect("an id");
            let of_refused = |id: &Uuid| named.iter().any(|(bad, _)| bad == id);
            if of_refused(&id) {
                continue;
            }
            if element.parent_message_id.as_ref().is_some_and(of_refused) {
                named.push((id, "There is no such parent.".to_owned()));
            } else {
                self.book.apply(element);
            }
        }
        Ok(Receipt { refused: named, others: Others::Accepted })
    }
}

impl Book {
    fn change(&mut self, action: Action, body: &serde_json::Value) {
        let guid = |value: &serde_json::Value| value.as_str().map(|id| Uuid::parse_str(id).expect("a guid"));
        if action == Action::UpsertConversation {
            let id = guid(&body["ConversationId"]).expect("an id");
            if self.unmade.contains(&id) {
                self.violations.push(format!("a mark on {id} came before it was made"));
            }
            let conversation = self.conversations.entry(id).or_default();
            let before = *conversation;
            for (mark, name) in conversation.iter_mut().zip(["Mute", "Star", "Hide"]) {
                *mark = body[name].as_bool().unwrap_or(*mark);
            }
            if *conversation != before {
                self.changes.push(format!("marks {conversation:?}"));
            }
            return;
        }
        let id = guid(&body["Id"]).expect("an id");
        let creates =
            body["IsInsert"] == true || (action == Action::GroupMembers && body["GroupName"].is_string());
        if creates {
            self.unmade.remove(&id);
        } else if body["IsLeft"] == true && self.unmade.contains(&id) {
            // Refused with the code for a person who is not in the channel, which the client takes as having left.
            return;
        } else if self.unmade.contains(&id) {
            self.violations.push(format!("{action:?} of {id} came before it was made"));
        }
        let room = self.rooms.entry(id).or_default();
        let before = room.clone();
        for (list, field) in [("ChannelMembers", "ChannelMemberId"), ("GroupMembers", "MemberId")] {
            for member in body[list].as_array().into_iter().flatten() {
                let person = guid(&member[field]).expect("a member");
                if body["IsLeft"] == true || member["IsLeft"] == true {
                    room.members.remove(&person);
                    if let Some(left) = &mut self.left {
                        left.insert((id, person));
                    }
                } else {
                    room.members.insert(person);
                }
            }
        }
        for name in ["ChannelName", "GroupName"] {
            if let Some(name) = body[name].as_str() {
                name.clone_into(&mut room.name);
            }
        }
        if *room != before {
            self.changes.push(format!("{} with {}", room.name, room.members.len()));
        }
    }

    pub fn apply(&mut self, element: &wire::Message) {
        let id = element.id.expect("an id");
        let known = self.stored.get(&id).cloned();
        if element.channel_id.is_some_and(|place| self.unmade.contains(&place)) {
            self.violations.push(format!("{id} came before its channel was made"));
        }
        if known.is_none() && element.is_starred.is_some() {
            self.violations.push(format!("a star on {id} came before the message"));
        }
        if let Some(parent) = element.parent_message_id.filter(|parent| !self.stored.contains_key(parent)) {
            self.violations.push(format!("{id} came before its parent {parent}"));
        }
        let mut after = known.clone().unwrap_or_default();
        if let Some(starred) = element.is_starred {
            after.starred = starred;
        } else {
            after.place = element.channel_id.or(element.receiver_id);
            after.text = element.message.clone().unwrap_or_default();
            after.tags = element.tagged_members_ids.clone().unwrap_or_default();
            after.parent = element.parent_message_id;
            after.shared = element.shared_message.as_ref().and_then(|shared| shared.id);
            after.reacted_by = element.reacted_by_user_id;
            after.deleted = element.is_deleted.unwrap_or(after.deleted);
            after.pinned = element.is_pinned.unwrap_or(after.pinned);
            after.read = element.is_read.unwrap_or(after.read);
            after.archived = element.is_archieved.unwrap_or(after.archived);
            after.reported = element.report_message.clone().unwrap_or(after.reported);
        }
        if known.as_ref() != Some(&after) {
            self.stored.insert(id, after.clone());
            self.effects.push(Effect { id, after });
        }
    }
}
