//! The scope of read calls: the whole account, or each conversation (`sync.scope`, `docs/server-api.md` 2.27).
//!
//! With `auto`, the account is tried first. A server that returns nothing for it, or refuses it, is asked about the
//! conversations known here; the scope that brings an answer is remembered, so that the search happens only once. A
//! server that returns nothing for either scope is empty; both are tried until one returns something. Must not know:
//! pages, dates. Tests: `tests/sync/scope.rs`.

use super::Reader;
use super::rest::LARGEST;
use super::track::{History, Track};

use crate::chat::conversation;
use crate::remote::Route;
use crate::settings::Scope;
use crate::store::interface::{self, Table};
use crate::store::{self, sync_targets};

use std::collections::{HashMap, HashSet};

/// Key of the scope that the server answers.
const ANSWERS: &str = "read_scope";
/// How often to ask about conversations while neither scope has brought anything, in milliseconds.
const PROBE_EVERY: i64 = 600_000;
/// If there are many conversations, this many recent ones are asked about in every round …
const RECENT: usize = 10;
/// … and this many of the others, in turn.
const OTHERS: usize = 10;

/// The scope that the server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ScopeAnswer {
    Account,
    Conversation,
}

impl ScopeAnswer {
    const fn word(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Conversation => "conversation",
        }
    }
}

/// Chooses the tracks that a round reads.
#[derive(Debug)]
pub(super) struct ScopeState {
    scope: Scope,
    answer: Option<ScopeAnswer>,
    /// The scope stored on disk.
    remembered: Option<ScopeAnswer>,
    loaded: bool,
    /// When conversations were last asked about without knowing if that is the right scope.
    probed: Option<i64>,
    /// The position of the rotation among the others.
    turn: usize,
    /// The user's conversations in the previous round.
    known: HashSet<Route>,
    /// The number of elements of the largest page ever received.
    pub(super) largest: usize,
    /// Reads all conversations in one round: for a command, which ends then.
    thorough: bool,
}

impl ScopeState {
    pub(super) fn new(scope: Scope) -> Self {
        let answer = match scope {
            Scope::Account => Some(ScopeAnswer::Account),
            Scope::Conversation => Some(ScopeAnswer::Conversation),
            Scope::Auto => None,
        };
        Self {
            scope,
            answer,
            remembered: None,
            loaded: false,
            probed: None,
            turn: 0,
            known: HashSet::new(),
            largest: 0,
            thorough: false,
        }
    }

    /// Records that the server returned something for this route.
    pub(super) const fn answered(&mut self, route: Option<Route>) {
        if self.answer.is_none() {
            self.answer = Some(match route {
                None => ScopeAnswer::Account,
                Some(_) => ScopeAnswer::Conversation,
            });
        }
    }

    /// True if a track with this route is still relevant.
    const fn wants(&self, route: Option<Route>) -> bool {
        match (self.answer, route) {
            (None, _) | (Some(ScopeAnswer::Account), None) | (Some(ScopeAnswer::Conversation), Some(_)) => {
                true
            }
            (Some(ScopeAnswer::Account), Some(_)) | (Some(ScopeAnswer::Conversation), None) => false,
        }
    }

    /// Of this many conversations, those to read in this round.
    fn take_turn(&mut self, count: usize) -> Vec<usize> {
        if self.thorough || count <= RECENT + OTHERS {
            return (0..count).collect();
        }
        let others = count - RECENT;
        let from = self.turn % others;
        self.turn = (from + OTHERS) % others;
        (0..RECENT).chain((0..OTHERS).map(|step| RECENT + (from + step) % others)).collect()
    }
}

impl Reader {
    /// Reads every conversation in each round: for a command, which ends then.
    #[must_use]
    pub fn thorough(mut self) -> Self {
        self.scope.thorough = true;
        self
    }

    /// True if a refusal may mean that this server has to be asked in another way, or that the user is not in this
    /// conversation.
    pub(super) fn may_be_scoped(&self, index: usize) -> bool {
        let everything = self.tracks.get(index).is_some_and(|track| track.route.is_none());
        !everything || self.scope.answer.is_none()
    }

    /// The indexes of the tracks to read in this round.
    pub(super) async fn choose_tracks(&mut self) -> Result<Vec<usize>, store::Error> {
        self.load().await?;
        let now = self.clock.millis();
        let mut chosen = Vec::new();
        if self.scope.wants(None) {
            chosen.push(0);
        }
        let each = match self.scope.answer {
            Some(ScopeAnswer::Account) => false,
            Some(ScopeAnswer::Conversation) => true,
            None => {
                self.scope.probed.is_none_or(|then| !(0..PROBE_EVERY).contains(&now.saturating_sub(then)))
            }
        };
        if each {
            if self.scope.answer.is_none() {
                self.scope.probed = Some(now);
            }
            chosen.extend(self.conversation_tracks().await?);
        }
        Ok(chosen)
    }

    /// True if a chosen track still has to be read: an answer in this round may have settled the scope.
    pub(super) fn is_wanted(&self, index: usize) -> bool {
        self.tracks.get(index).is_some_and(|track| !track.refused && self.scope.wants(track.route))
    }

    /// True if the first reading of a conversation is incomplete.
    pub(super) fn is_behind(&self) -> bool {
        self.scope.answer.is_some()
            && self.tracks.iter().any(|track| {
                let is_ours = track.route.is_none_or(|route| self.scope.known.contains(&route));
                let is_under = matches!(track.history, History::Under(_));
                is_ours && is_under && !track.refused && self.scope.wants(track.route)
            })
    }

    /// True if the server refuses every request.
    pub(super) fn is_refused(&self) -> bool {
        let is_ours = |route: Option<Route>| route.is_none_or(|route| self.scope.known.contains(&route));
        let mut wanted = self
            .tracks
            .iter()
            .filter(|track| self.scope.wants(track.route) && is_ours(track.route))
            .peekable();
        wanted.peek().is_some() && wanted.all(|track| track.refused)
    }

    /// Stores the scope that the server answers.
    pub(super) async fn learn_scope(&mut self) -> Result<(), store::Error> {
        let (Scope::Auto, Some(answer)) = (self.scope.scope, self.scope.answer) else { return Ok(()) };
        if self.scope.remembered == Some(answer) {
            return Ok(());
        }
        self.store.write(move |tx| interface::set(tx, Table::Connection, ANSWERS, answer.word())).await?;
        self.scope.remembered = Some(answer);
        Ok(())
    }

    /// Loads the stored state, once.
    async fn load(&mut self) -> Result<(), store::Error> {
        if self.scope.loaded {
            return Ok(());
        }
        let (track, word, largest) = self
            .store
            .read(|connection| -> Result<_, store::Error> {
                let get = |key| interface::get(connection, Table::Connection, key);
                Ok((Track::load(connection, None)?, get(ANSWERS)?, get(LARGEST)?))
            })
            .await?;
        let remembered = [ScopeAnswer::Account, ScopeAnswer::Conversation]
            .into_iter()
            .find(|answer| Some(answer.word()) == word.as_deref());
        if self.scope.scope == Scope::Auto {
            // A date means that the server has answered like this before.
            let answered = track.cursor().is_some().then_some(ScopeAnswer::Account);
            self.scope.answer = remembered.or(answered);
        }
        self.scope.largest = largest.and_then(|text| text.parse().ok()).unwrap_or_default();
        self.scope.remembered = remembered;
        self.tracks = vec![track];
        self.scope.loaded = true;
        Ok(())
    }

    /// The indexes of the conversation tracks to read in this round; adds tracks for new conversations.
    async fn conversation_tracks(&mut self) -> Result<Vec<usize>, store::Error> {
        let me = self.me;
        let tracks = self.tracks.iter().enumerate();
        let known: HashMap<Route, usize> =
            tracks.filter_map(|(place, track)| Some((track.route?, place))).collect();
        let before = known.clone();
        let (routes, new) = self
            .store
            .read(move |connection| -> Result<_, store::Error> {
                let routes: Vec<Route> =
                    sync_targets::all(connection, me)?.into_iter().map(route_of).collect();
                let new = routes.iter().filter(|route| !before.contains_key(route));
                let new: Vec<Track> =
                    new.map(|route| Track::load(connection, Some(*route))).collect::<Result<_, _>>()?;
                Ok((routes, new))
            })
            .await?;
        let begun = (self.tracks.len()..).zip(&new).filter_map(|(place, track)| Some((track.route?, place)));
        let places: HashMap<Route, usize> = known.into_iter().chain(begun).collect();
        self.tracks.extend(new);
        // A conversation that was left is not read any more.
        self.scope.known = routes.iter().copied().collect();
        let places: Vec<usize> = routes.iter().filter_map(|route| places.get(route).copied()).collect();
        Ok(self
            .scope
            .take_turn(places.len())
            .into_iter()
            .filter_map(|turn| places.get(turn).copied())
            .collect())
    }
}

const fn route_of(id: conversation::Id) -> Route {
    match id {
        conversation::Id::Channel(channel) => Route::Channel(channel.uuid()),
        conversation::Id::Group(group) => Route::Group(group.uuid()),
        conversation::Id::Direct(person) => Route::Direct(person.uuid()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_conversations_the_recent_ones_are_read_in_every_round_and_the_others_in_turn() {
        let mut state = ScopeState::new(Scope::Conversation);
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..9 {
            let turn = state.take_turn(95);
            assert_eq!(turn.len(), RECENT + OTHERS);
            assert!((0..RECENT).all(|recent| turn.contains(&recent)));
            seen.extend(turn);
        }
        assert_eq!(seen.len(), 95);
        assert_eq!(state.take_turn(20), (0..20).collect::<Vec<_>>());
    }
}
