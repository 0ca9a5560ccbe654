//! The scope of reading calls: everything at once, or each conversation (`sync.scope`, `docs/server-api.md` 2.27).
//!
//! With `auto` everything is asked for first. A server that answers nothing to that, or refuses it, is asked about the
//! conversations known here; where it has something to say the answer is remembered, so that it is found out once. A server
//! that returns nothing either way is empty; both ways are tried until one returns something.
//! Must not know: pages, dates. Tests: `tests/sync/scope.rs`.

use super::Reader;
use super::page::LARGEST;
use super::track::{History, Track};

use crate::chat::conversation;
use crate::remote::Route;
use crate::settings::Scope;
use crate::store::interface::{self, Shelf};
use crate::store::{self, route};

use std::collections::{HashMap, HashSet};

/// Under this name it is remembered which way the server answers.
const ANSWERS: &str = "read_scope";
/// While neither way has brought anything, conversations are asked about every so many milliseconds.
const PROBE_EVERY: i64 = 600_000;
/// Of many conversations, these (written in last) are asked about in every round …
const RECENT: usize = 10;
/// … and so many of the others, in turn.
const OTHERS: usize = 10;

/// Which way the server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Account,
    Conversation,
}

impl Way {
    const fn word(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Conversation => "conversation",
        }
    }
}

/// Which of the tracks a round reads.
#[derive(Debug)]
pub(super) struct Routes {
    scope: Scope,
    way: Option<Way>,
    /// The way that the disk remembers.
    remembered: Option<Way>,
    loaded: bool,
    /// When conversations were last asked about without knowing whether that is the way.
    probed: Option<i64>,
    /// Where the turn of the others is.
    turn: usize,
    /// The conversations that this person is in, as of the round before.
    known: HashSet<Route>,
    /// How many elements the largest page had that ever came.
    pub(super) largest: usize,
    /// All conversations are read in one round: for a command that ends with it.
    thorough: bool,
}

impl Routes {
    pub(super) fn new(scope: Scope) -> Self {
        let way = match scope {
            Scope::Account => Some(Way::Account),
            Scope::Conversation => Some(Way::Conversation),
            Scope::Auto => None,
        };
        Self {
            scope,
            way,
            remembered: None,
            loaded: false,
            probed: None,
            turn: 0,
            known: HashSet::new(),
            largest: 0,
            thorough: false,
        }
    }

    /// The server had something to say, asked in this way.
    pub(super) const fn answered(&mut self, route: Option<Route>) {
        if self.way.is_none() {
            self.way = Some(match route {
                None => Way::Account,
                Some(_) => Way::Conversation,
            });
        }
    }

    /// True if a track asked in this way is still of interest.
    const fn wants(&self, route: Option<Route>) -> bool {
        match (self.way, route) {
            (None, _) | (Some(Way::Account), None) | (Some(Way::Conversation), Some(_)) => true,
            (Some(Way::Account), Some(_)) | (Some(Way::Conversation), None) => false,
        }
    }

    /// Of so many conversations, those whose turn it is.
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
    /// The same, reading every conversation in each round: for a command that ends with it.
    #[must_use]
    pub fn thorough(mut self) -> Self {
        self.routes.thorough = true;
        self
    }

    /// True if a refusal may mean that this server is asked in another way, or that only this conversation is not ours.
    pub(super) fn may_be_scoped(&self, index: usize) -> bool {
        let everything = self.tracks.get(index).is_some_and(|track| track.route.is_none());
        !everything || self.routes.way.is_none()
    }

    /// The tracks to read in this round, by their places.
    pub(super) async fn choose_tracks(&mut self) -> Result<Vec<usize>, store::Error> {
        self.load().await?;
        let now = self.clock.millis();
        let mut chosen = Vec::new();
        if self.routes.wants(None) {
            chosen.push(0);
        }
        let each = match self.routes.way {
            Some(Way::Account) => false,
            Some(Way::Conversation) => true,
            None => {
                self.routes.probed.is_none_or(|then| !(0..PROBE_EVERY).contains(&now.saturating_sub(then)))
            }
        };
        if each {
            if self.routes.way.is_none() {
                self.routes.probed = Some(now);
            }
            chosen.extend(self.conversation_tracks().await?);
        }
        Ok(chosen)
    }

    /// True if a chosen track is still to be read: an answer in this round may have settled the way.
    pub(super) fn is_wanted(&self, index: usize) -> bool {
        self.tracks.get(index).is_some_and(|track| !track.refused && self.routes.wants(track.route))
    }

    /// True if the first reading of a conversation is still to come.
    pub(super) fn is_behind(&self) -> bool {
        self.routes.way.is_some()
            && self.tracks.iter().any(|track| {
                let is_ours = track.route.is_none_or(|route| self.routes.known.contains(&route));
                let is_under = matches!(track.history, History::Under(_));
                is_ours && is_under && !track.refused && self.routes.wants(track.route)
            })
    }

    /// True if the server refuses whatever is asked of it.
    pub(super) fn is_refused(&self) -> bool {
        let is_ours = |route: Option<Route>| route.is_none_or(|route| self.routes.known.contains(&route));
        let mut wanted = self
            .tracks
            .iter()
            .filter(|track| self.routes.wants(track.route) && is_ours(track.route))
            .peekable();
        wanted.peek().is_some() && wanted.all(|track| track.refused)
    }

    /// Remembers which way the server answers.
    pub(super) async fn learn_scope(&mut self) -> Result<(), store::Error> {
        let (Scope::Auto, Some(way)) = (self.routes.scope, self.routes.way) else { return Ok(()) };
        if self.routes.remembered == Some(way) {
            return Ok(());
        }
        self.store.write(move |tx| interface::set(tx, Shelf::Line, ANSWERS, way.word())).await?;
        self.routes.remembered = Some(way);
        Ok(())
    }

    /// Reads once what the disk remembers.
    async fn load(&mut self) -> Result<(), store::Error> {
        if self.routes.loaded {
            return Ok(());
        }
        let (track, word, largest) = self
            .store
            .read(|connection| -> Result<_, store::Error> {
                let get = |key| interface::get(connection, Shelf::Line, key);
                Ok((Track::load(connection, None)?, get(ANSWERS)?, get(LARGEST)?))
            })
            .await?;
        let remembered =
            [Way::Account, Way::Conversation].into_iter().find(|way| Some(way.word()) == word.as_deref());
        if self.routes.scope == Scope::Auto {
            // A date means that it has answered so before.
            let answered = track.cursor().is_some().then_some(Way::Account);
            self.routes.way = remembered.or(answered);
        }
        self.routes.largest = largest.and_then(|text| text.parse().ok()).unwrap_or_default();
        self.routes.remembered = remembered;
        self.tracks = vec![track];
        self.routes.loaded = true;
        Ok(())
    }

    /// The places of the conversations' tracks whose turn it is; those that are new here begin.
    async fn conversation_tracks(&mut self) -> Result<Vec<usize>, store::Error> {
        let me = self.me;
        let tracks = self.tracks.iter().enumerate();
        let known: HashMap<Route, usize> =
            tracks.filter_map(|(place, track)| Some((track.route?, place))).collect();
        let before = known.clone();
        let (routes, new) = self
            .store
            .read(move |connection| -> Result<_, store::Error> {
                let routes: Vec<Route> = route::all(connection, me)?.into_iter().map(route_of).collect();
                let new = routes.iter().filter(|route| !before.contains_key(route));
                let new: Vec<Track> =
                    new.map(|route| Track::load(connection, Some(*route))).collect::<Result<_, _>>()?;
                Ok((routes, new))
            })
            .await?;
        let begun = (self.tracks.len()..).zip(&new).filter_map(|(place, track)| Some((track.route?, place)));
        let places: HashMap<Route, usize> = known.into_iter().chain(begun).collect();
        self.tracks.extend(new);
        // Of one that was left since there is no more to be read.
        self.routes.known = routes.iter().copied().collect();
        let places: Vec<usize> = routes.iter().filter_map(|route| places.get(route).copied()).collect();
        Ok(self
            .routes
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
        let mut routes = Routes::new(Scope::Conversation);
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..9 {
            let turn = routes.take_turn(95);
            assert_eq!(turn.len(), RECENT + OTHERS);
            assert!((0..RECENT).all(|recent| turn.contains(&recent)));
            seen.extend(turn);
        }
        assert_eq!(seen.len(), 95);
        assert_eq!(routes.take_turn(20), (0..20).collect::<Vec<_>>());
    }
}
