//! The answers of the in-memory world when a screen reads: as the store would give them, from the same rows. Changes
//! nothing.

use super::{PEOPLE, World, direct, person};

use confab::chat::person::Role;
use confab::chat::{FeedId, conversation};
use confab::row::{
    ConversationRow, Filter, ListPage, ListQuery, ListSpan, Listed, Member, Overview, Page, Position, Row,
    Sidebar, Span, Target, WishState,
};
use confab::screen::words::Now;

use std::sync::Arc;

impl World {
    /// Lists messages by mark as the store does, in pages of 60.
    pub fn found(&self, of: ListQuery, span: ListSpan) -> Result<ListPage, String> {
        if let Some(error) = &self.unreadable {
            return Err(error.clone());
        }
        let mut rows: Vec<&Arc<Row>> = match of {
            ListQuery::Starred => self.history.values().flatten().collect(),
            ListQuery::Within(of, _) => self.rows(of).iter().collect(),
        };
        rows.retain(|row| match of {
            ListQuery::Starred => self.belongs(row, Filter::Starred),
            ListQuery::Within(_, filter) => self.belongs(row, filter),
        });
        rows.sort_by_key(|row| std::cmp::Reverse(row.position()));
        let many = match span {
            ListSpan::Newest(many) => many.max(60) as usize,
            ListSpan::OlderThan(at) => {
                rows.retain(|row| row.position() < at);
                60
            }
        };
        let more = rows.len() > many;
        let place = |of| {
            self.conversations
                .iter()
                .find(|conversation| conversation.id == of)
                .map(|conversation| conversation.name.clone())
        };
        let listed = |row: &Arc<Row>| Listed {
            row: Arc::clone(row),
            place: place(row.message.conversation).unwrap_or_default(),
        };
        Ok(ListPage { listed: rows.into_iter().take(many).map(listed).collect(), more })
    }

    fn belongs(&self, row: &Row, filter: Filter) -> bool {
        let (message, marks) = (&row.message, &row.message.marks);
        !marks.deleted
            && marks.archived == (filter == Filter::Archived)
            && match filter {
                Filter::Pinned => marks.pinned_by.is_some(),
                Filter::Starred => marks.starred_by == Some(self.me.id),
                Filter::Files => !message.files.is_empty(),
                Filter::TaggedMe => message.tags.contains(&self.me.id),
                Filter::From(person) => message.author == person,
                Filter::Archived => true,
            }
    }

    pub fn overview(&self, of: conversation::Id) -> Overview {
        let all = |filter| self.rows(of).iter().filter(move |row| self.belongs(row, filter));
        let count = |filter| u32::try_from(all(filter).count()).unwrap();
        Overview {
            pinned: count(Filter::Pinned),
            starred: count(Filter::Starred),
            files: count(Filter::Files),
            tagged_me: count(Filter::TaggedMe),
            archived: count(Filter::Archived),
            newest_pin: all(Filter::Pinned).next_back().cloned(),
        }
    }

    /// The members: everybody is in every channel and group; the last person is support staff.
    pub fn members(&self, of: conversation::Id) -> Vec<Member> {
        let last = PEOPLE.len() as u128 - 1;
        let member = |at: u128| Member {
            id: person(at),
            name: PEOPLE[at as usize].to_owned(),
            role: if at == last { Role::Support } else { Role::Member },
        };
        let mut members: Vec<Member> = match of {
            conversation::Id::Direct(id) => {
                (0..=last).filter(|at| *at == 0 || person(*at) == id).map(member).collect()
            }
            conversation::Id::Channel(_) | conversation::Id::Group(_) => (0..=last).map(member).collect(),
        };
        members.extend((0..self.crowd).map(|at| Member {
            id: person(1_000 + at),
            name: format!("Somebody {at}"),
            role: Role::Member,
        }));
        members
    }

    pub fn now(&self) -> Now {
        Now { at: self.now, zone: &chrono::Utc }
    }

    /// The conversations as the store returns them: starred ones first, by kind, without hidden ones.
    fn shown_conversations(&self) -> Vec<ConversationRow> {
        let mut conversations: Vec<_> =
            self.conversations.iter().filter(|conversation| !conversation.marks.hidden).cloned().collect();
        conversations.sort_by_key(|conversation| (!conversation.marks.starred, conversation.id.kind()));
        conversations
    }

    pub fn sidebar(&self) -> Sidebar {
        Sidebar {
            conversations: self.shown_conversations(),
            last_open: None,
            waiting: u32::try_from(self.waiting.len()).unwrap(),
            parked: u32::try_from(
                self.waiting.iter().filter(|line| matches!(line.state, WishState::Parked(_))).count(),
            )
            .unwrap(),
            ..Sidebar::default()
        }
    }

    pub fn page(&self, of: impl Into<FeedId>, span: Span) -> Page {
        let of = of.into();
        let all = &self.feed(of)[..];
        let place = |at: Position| all.partition_point(|row| row.position() < at);
        let around = |at: usize| (at.saturating_sub(60), (at + 60).min(all.len()));
        let (from, to) = match span {
            Span::Latest => (all.len().saturating_sub(120), all.len()),
            Span::Before(at) => (place(at).saturating_sub(120), place(at)),
            Span::After(at) => ((place(at) + 1).min(all.len()), (place(at) + 121).min(all.len())),
            Span::Around(id) => around(all.iter().position(|row| row.message.id == id).unwrap_or(0)),
            Span::Rank(rank) => around(usize::try_from(rank).unwrap()),
            Span::Again { first, last } => {
                let end = (place(last) + 1).min(all.len());
                (place(first), if end + 60 >= all.len() { all.len() } else { end })
            }
        };
        Page {
            rows: all[from..to].iter().map(|row| self.as_read(row)).collect(),
            before: from as u64,
            after: (all.len() - to) as u64,
            first_unread: all
                .iter()
                .find(|row| of.root.is_none() && self.is_unread(row))
                .map(|row| row.position()),
        }
    }

    fn as_read(&self, row: &Arc<Row>) -> Arc<Row> {
        let unread = self.is_unread(row);
        if unread == row.unread { Arc::clone(row) } else { Arc::new(Row { unread, ..(**row).clone() }) }
    }

    pub fn targets(&self) -> Vec<Target> {
        let mut targets: Vec<Target> = self
            .conversations
            .iter()
            .map(|conversation| Target {
                id: conversation.id,
                name: conversation.name.clone(),
                last_at: conversation.last_at,
            })
            .collect();
        for (number, name) in PEOPLE.iter().enumerate().skip(1) {
            let id = direct(number as u128);
            if targets.iter().all(|target| target.id != id) {
                targets.push(Target { id, name: (*name).to_owned(), last_at: None });
            }
        }
        targets
    }
}
