//! Requests one page, stores it, and records the progress of its track, all in one transaction.
//!
//! Names in messages are learned here, and elements that cannot be read are counted. Must not know: which page is
//! next, and when. Tests: `tests/sync`.

use super::history::{Content, Seen};
use super::track::{History, Track};
use super::{Reader, fresh, keep, names, rest};

use crate::chat::{Stamp, conversation};
use crate::outbox::worker::Command;
use crate::remote::{Failure, Page, Rest, Search, wire};
use crate::row::Change;
use crate::store::interface::{self, Table};
use crate::store::{self, unreadable};

use uuid::Uuid;

use std::collections::HashSet;
use std::sync::Arc;

/// The purpose of reading a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    News,
    History,
}

/// The result of a call.
pub(super) enum Step {
    /// There is another page.
    Next,
    Done,
    /// Not made: the calls of this round are used up.
    Spent,
    Failed(Failure),
}

/// The changes that a page made here.
struct Changed {
    track: Track,
    touched: HashSet<conversation::Id>,
    messages: u64,
    unreadable: u64,
    /// The effect of the page on the outbox.
    queued: Queued,
}

/// A page's effect on the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Queued {
    Something,
    Nothing,
}

impl Reader {
    /// Requests the next page of a track and stores it.
    pub(super) async fn next_call(&mut self, index: usize, part: Part) -> Result<Step, store::Error> {
        let Some(track) = self.tracks.get(index) else { return Ok(Step::Done) };
        let (since, number) = match (part, &track.history) {
            (Part::News, _) => (track.news.since.clone(), track.news.page),
            (Part::History, History::Under(first)) => match first.walk.page() {
                Some(page) => (None, page),
                None => return Ok(Step::Done),
            },
            (Part::History, History::Done) => return Ok(Step::Done),
        };
        if self.calls == 0 {
            return Ok(Step::Spent);
        }
        self.calls -= 1;
        let search = Search { since, within: track.route, message: None };
        let _turn = self.requests.turn().await;
        let latest_trusted_date = super::latest_trusted_date(&*self.remote, self.clock);
        match self.remote.messages(search, number).await {
            Ok(page) => self.keep(index, part, page, latest_trusted_date).await,
            Err(failure) => Ok(Step::Failed(failure)),
        }
    }

    async fn keep(
        &mut self,
        index: usize,
        part: Part,
        page: Page,
        latest_trusted_date: i64,
    ) -> Result<Step, store::Error> {
        let Some(track) = self.tracks.get(index).cloned() else { return Ok(Step::Done) };
        let Page { messages, notes, rest } = page;
        let count = messages.len() + notes.lost().len();
        let rest = rest::behind(rest, count, self.scope.largest);
        let grown = (count > self.scope.largest).then_some(count);
        self.scope.largest = self.scope.largest.max(count);
        if !notes.is_empty() {
            let places: Vec<_> = notes.kept().iter().map(|note| (note.place.as_str(), note.why)).collect();
            tracing::info!(count = notes.count(), ?places, "parts of a page could not be read");
        }
        if !messages.is_empty() {
            self.scope.answered(track.route);
        }
        let (me, kinds, now) = (self.me, Arc::clone(&self.kinds), super::now(&*self.remote, self.clock));
        let steady = self.clock.steady();
        let lost = notes.lost().to_vec();
        let changed = self
            .store
            .write(move |tx| {
                let mut page = PageImport {
                    tx,
                    track,
                    part,
                    now,
                    steady,
                    latest_trusted_date,
                    lost,
                    touched: HashSet::new(),
                    messages: 0,
                    queued: Queued::Nothing,
                };
                for element in keep::oldest_first(&messages) {
                    page.element(element, me, &kinds)?;
                }
                fresh::is_readable(tx)?;
                if let Some(count) = grown {
                    interface::set(tx, Table::Connection, rest::LARGEST, &count.to_string())?;
                }
                page.end(&messages, rest)
            })
            .await?;
        let step = match (part, &changed.track.history) {
            (Part::News, _) if changed.track.news.page > 1 => Step::Next,
            (Part::History, History::Under(_)) => Step::Next,
            (Part::News | Part::History, _) => Step::Done,
        };
        self.touched.extend(changed.touched);
        self.tally.messages += changed.messages;
        self.tally.unreadable += changed.unreadable;
        self.board.add_unreadable(changed.unreadable);
        if changed.queued == Queued::Something {
            self.board.mark(Change::Outbox);
            // If no publisher runs, the next one sends it.
            let _ = self.publisher.as_ref().map(|publisher| publisher.send(Command::Wake));
        }
        if let Some(track) = self.tracks.get_mut(index) {
            *track = changed.track;
        }
        Ok(step)
    }
}

/// A page on its way into the store.
struct PageImport<'a, 'c> {
    tx: &'a store::Transaction<'c>,
    track: Track,
    part: Part,
    now: Stamp,
    steady: i64,
    /// Like [`super::latest_trusted_date`], at the time of the request.
    latest_trusted_date: i64,
    /// Hashes of elements that cannot be read.
    lost: Vec<Uuid>,
    touched: HashSet<conversation::Id>,
    messages: u64,
    queued: Queued,
}

impl PageImport<'_, '_> {
    fn element(
        &mut self,
        element: &wire::Message,
        me: crate::chat::PersonId,
        kinds: &crate::settings::MessageTypes,
    ) -> Result<(), store::Error> {
        // The first reading brings history: nobody has to read years of messages to make them count as read.
        let read_to = match self.part {
            Part::News => Some(self.track.cursor().map_or(i64::MIN, wire::Date::ticks)),
            Part::History => None,
        };
        let (now, steady) = (self.now, self.steady);
        let mut reading =
            keep::Reading { me, kinds, now, steady, read_to, newest: &mut self.track.news.here };
        let Some(kept) = keep::element(self.tx, element, &mut reading)? else {
            self.lost.extend(element.id);
            return Ok(());
        };
        if kept.queued {
            self.queued = Queued::Something;
        }
        names::learn(self.tx, element, kept.conversation, self.now)?;
        match self.part {
            Part::News => self.track.pass_news(kept.dated, kept.news, self.latest_trusted_date),
            Part::History => {
                self.track.pass_history(kept.dated.as_ref(), kept.news, self.latest_trusted_date);
            }
        }
        if kept.changed {
            self.messages += 1;
            self.touched.insert(kept.conversation);
        }
        Ok(())
    }

    fn end(mut self, messages: &[wire::Message], rest: Rest) -> Result<Changed, store::Error> {
        let ids: Vec<_> = messages.iter().map(|message| message.id).collect();
        let before = self.track.cursor().cloned();
        match self.part {
            Part::News => {
                if rest == Rest::None || ids == self.track.news.before {
                    // The date moves only with the last page, whatever their order: before that, a restart begins
                    // again.
                    self.track.end_news();
                } else {
                    self.track.news.page += 1;
                    self.track.news.before = ids;
                }
                if self.track.cursor() != before.as_ref() {
                    self.track.save(self.tx)?;
                }
            }
            Part::History => {
                let seen = Seen { dates: dates(messages), content: content(&ids, &self.track.before, rest) };
                self.track.record_page(seen, self.now.ticks() / 10_000);
                self.track.before = ids;
                self.track.save(self.tx)?;
            }
        }
        let unreadable = unreadable::note(self.tx, &self.lost, self.now)?;
        Ok(Changed {
            track: self.track,
            touched: self.touched,
            messages: self.messages,
            unreadable,
            queued: self.queued,
        })
    }
}

fn content(ids: &[Option<Uuid>], before: &[Option<Uuid>], rest: Rest) -> Content {
    match rest {
        _ if ids.is_empty() && rest == Rest::None => Content::Empty,
        _ if ids == before => Content::Repeated,
        Rest::None => Content::Rest,
        Rest::Perhaps => Content::Full,
    }
}

/// The oldest and the newest date of a page.
fn dates(messages: &[wire::Message]) -> Option<(i64, i64)> {
    let date = |message: &wire::Message| {
        let date = message.message_date_time.as_ref().or(message.updated_date_time.as_ref());
        date.map(wire::Date::ticks)
    };
    let ticks: Vec<i64> = messages.iter().filter_map(date).collect();
    ticks.iter().min().copied().zip(ticks.iter().max().copied())
}
