//! Where the cases are, whose decisions count, and the thread of one case.

use super::super::report::named;
use super::super::share::snapshot;
use super::super::{Error, Person, date, entry, make};
use crate::chat::conversation::{self, Membership};
use crate::chat::message::Shared;
use crate::chat::person::Role;
use crate::chat::wish::{self, Aspect};
use crate::chat::{Message, MessageId, PersonId, Stamp};
use crate::entry::{Entry, Origin};
use crate::language::tr;
use crate::review::{Reply, Reviewers, State, fold};
use crate::store::message::{self as messages, Progress};
use crate::store::{
    Connection, Transaction, conversation as conversations, membership, report, review, revision,
};

/// The reviewers' conversation as this reviewer uses it.
#[derive(Debug, Clone)]
pub(in crate::session) struct Desk {
    /// The conversation of the threads.
    pub(in crate::session) home: conversation::Id,
    /// The conversations that reports come to.
    pub(in crate::session) places: Vec<conversation::Id>,
    pub(in crate::session) reviewers: Reviewers,
}

/// Everything about one case that is here.
#[derive(Debug, Clone)]
pub(in crate::session) struct Thread {
    pub(in crate::session) subject: MessageId,
    /// The reports to the reviewers, oldest first.
    pub(in crate::session) reports: Vec<(Message, Progress)>,
    /// The replies to them.
    pub(in crate::session) replies: Vec<(Message, Progress)>,
    /// The messages that reporters sent along.
    pub(in crate::session) context: Vec<Message>,
    /// The reported message, if it is here.
    pub(in crate::session) own: Option<Message>,
    /// The reason of a public report, and who made it if that is known.
    pub(in crate::session) public: Option<(String, Option<PersonId>)>,
    /// The date of the newest act that counts.
    pub(in crate::session) newest: Option<Stamp>,
    pub(in crate::session) state: State,
}

/// Fails for people without the role.
pub(super) fn check_role(by: &Person) -> Result<(), Error> {
    if by.role == Role::Support { Ok(()) } else { Err(Error::Invalid(tr::desk_no_role().to_owned())) }
}

impl Desk {
    /// The desk of a reviewer.
    ///
    /// # Errors
    /// If the person is no reviewer, or the company has no reviewers' conversation.
    pub(in crate::session) fn of(connection: &Connection, by: &Person) -> Result<Self, Error> {
        check_role(by)?;
        let Some(to) = &by.review.to else { return Err(Error::Invalid(tr::desk_no_place().to_owned())) };
        let to = named(connection, to, by.id)?;
        let reviewers = reviewers(connection, to, by)?;
        if !reviewers.contains(by.id) {
            return Err(Error::Invalid(tr::desk_not_listed().to_owned()));
        }
        let mine = conversation::Id::Direct(by.id);
        let is_shared = match to {
            conversation::Id::Channel(_) | conversation::Id::Group(_) => {
                if membership::of(connection, to)? != Membership::In {
                    return Err(Error::Invalid(tr::desk_not_inside().to_owned()));
                }
                true
            }
            conversation::Id::Direct(_) => false,
        };
        // Reports to one person come as direct messages by the reporters, who must not see the thread.
        let home = if is_shared { to } else { mine };
        let mut places = vec![home];
        let second = by.review.to_if_reviewer.as_ref().map(|second| named(connection, second, by.id));
        let second = second.transpose().ok().flatten();
        for place in std::iter::once(to).chain(second) {
            if place == mine {
                places.extend(review::direct_places(connection)?);
            } else if place.kind() != conversation::Kind::Direct {
                places.push(place);
            }
        }
        places.sort();
        places.dedup();
        Ok(Self { home, places, reviewers })
    }

    /// The thread of a case.
    ///
    /// # Errors
    /// If the message was not reported.
    pub(in crate::session) fn thread(
        &self,
        connection: &Connection,
        subject: MessageId,
    ) -> Result<Thread, Error> {
        let mut reports = Vec::new();
        for place in &self.places {
            reports.extend(review::reports_of(connection, *place, subject)?);
        }
        reports.sort_by_key(|(report, _)| (report.sent_at, report.id));
        let own = messages::get(connection, subject)?.map(|(message, _)| message);
        let public = match &own {
            // A reply with a reason in the reviewers' conversation is not reported.
            Some(own) if self.places.contains(&own.conversation) => None,
            Some(own) => public_report(connection, own)?,
            None => None,
        };
        if subject.uuid().is_nil() || reports.is_empty() && public.is_none() {
            return Err(Error::Invalid(tr::desk_no_case(&subject.to_string())));
        }
        let (mut replies, mut context) = (Vec::new(), Vec::new());
        for (report, _) in &reports {
            replies.extend(review::replies(connection, report.id)?);
            context.extend(review::context(connection, report.id)?);
        }
        let acts: Vec<_> =
            replies.iter().filter_map(|(reply, _)| Reply::of(reply, subject, &self.reviewers)).collect();
        let newest = acts.iter().map(|act| act.at).max();
        let state = fold(&acts);
        Ok(Thread { subject, reports, replies, context, own, public, newest, state })
    }
}

impl Thread {
    /// The report under which the thread is continued: the oldest one in this conversation.
    pub(in crate::session) fn root(&self, home: conversation::Id) -> Option<MessageId> {
        self.reports.iter().find(|(report, _)| report.conversation == home).map(|(report, _)| report.id)
    }

    /// The reported message as the first reporter saw it.
    pub(in crate::session) fn snapshot(&self) -> Option<&Shared> {
        self.reports.first().and_then(|(report, _)| report.shared.as_deref())
    }

    /// The reported message as others may see it: as its first reporter saw it, unless the copy here tells otherwise.
    pub(super) fn trusted(&self, connection: &Connection) -> Result<Shared, Error> {
        match (self.snapshot(), &self.own) {
            (Some(shared), Some(own)) if !is_other(connection, own, shared)? => Ok(shared.clone()),
            (_, Some(own)) => snapshot(connection, own.clone()),
            (Some(shared), None) => Ok(shared.clone()),
            (None, None) => Err(Error::Invalid(tr::desk_no_case(&self.subject.to_string()))),
        }
    }

    /// The author of the reported message.
    pub(in crate::session) fn author(&self) -> Option<PersonId> {
        let known = self.own.as_ref().map(|own| own.author);
        known.or_else(|| self.snapshot().and_then(|shared| shared.author))
    }

    /// The name of the author of the reported message.
    pub(super) fn author_name(&self, connection: &Connection) -> Result<String, Error> {
        let own = self.own.as_ref().map(|own| own.author_name.clone());
        let name = own.or_else(|| self.snapshot().map(|shared| shared.author_name.clone()));
        match (name.filter(|name| !name.is_empty()), self.author()) {
            (Some(name), _) => Ok(name),
            (None, Some(author)) => {
                let name = conversations::person_name(connection, author)?;
                Ok(name.unwrap_or_else(|| tr::details_no_name().to_owned()))
            }
            (None, None) => Ok(tr::details_no_name().to_owned()),
        }
    }

    /// The conversation of the reported message.
    pub(in crate::session) fn place(&self) -> Option<conversation::Id> {
        let known = self.own.as_ref().map(|own| own.conversation);
        known.or_else(|| self.snapshot().and_then(|shared| shared.conversation))
    }

    /// Everybody who reported it to the reviewers.
    pub(in crate::session) fn reporters(&self) -> impl Iterator<Item = PersonId> {
        self.reports.iter().filter(|(report, _)| !report.marks.deleted).map(|(report, _)| report.author)
    }

    /// The first reporter besides `me`.
    pub(in crate::session) fn reporter(&self, me: PersonId) -> Option<PersonId> {
        let public = self.public.iter().filter_map(|(_, by)| *by);
        self.reporters().chain(public).find(|by| *by != me)
    }
}

/// True if a snapshot shows a text or an author that the message does not have here: a report may say anything.
pub(in crate::session) fn is_other(
    connection: &Connection,
    own: &Message,
    shared: &Shared,
) -> Result<bool, Error> {
    let is_text = own.text == shared.text || revision::said(connection, own.id, &shared.text)?;
    Ok(!is_text || shared.author != Some(own.author))
}

/// The people whose decisions count.
fn reviewers(connection: &Connection, to: conversation::Id, by: &Person) -> Result<Reviewers, Error> {
    if !by.review.reviewers.is_empty() {
        return Ok(Reviewers(by.review.reviewers.iter().copied().collect()));
    }
    let members = match to {
        conversation::Id::Direct(person) => vec![person],
        conversation::Id::Channel(_) | conversation::Id::Group(_) => conversations::members(connection, to)?,
    };
    // The members may not be known: the roster tells who reviews.
    if members.iter().all(|member| *member == by.id) {
        let people = conversations::people(connection)?;
        let support = people.iter().filter(|person| person.role == Role::Support).map(|person| person.id);
        return Ok(Reviewers(support.chain(members).collect()));
    }
    Ok(Reviewers(members.into_iter().collect()))
}

/// The reason of a report that everybody in the conversation can see, and who made it; a report on the message itself
/// does not tell who.
fn public_report(
    connection: &Connection,
    own: &Message,
) -> Result<Option<(String, Option<PersonId>)>, Error> {
    if own.is_private_report() || own.is_report_context() {
        return Ok(None);
    }
    if let Some((reason, by)) = report::first_below(connection, own.id)? {
        return Ok(Some((reason, Some(by))));
    }
    Ok(own.marks.reported.clone().map(|reason| (reason, None)))
}

/// Begins the thread of a case that has no report in the desk's conversation: the reviewer shares the message there.
pub(super) fn open(
    tx: &Transaction<'_>,
    desk: &Desk,
    thread: &Thread,
    by: &Person,
    now: Stamp,
) -> Result<MessageId, Error> {
    let first = thread.reports.first().map(|(report, _)| report);
    let reason = first
        .and_then(|report| report.marks.reported.clone())
        .or_else(|| thread.public.as_ref().map(|(reason, _)| reason.clone()))
        .unwrap_or_default();
    let mut shared = thread.trusted(tx)?;
    shared.reported = Some(reason.clone());
    let at = date::of_new(tx, desk.home, by, now)?;
    let mut share = Message::text(MessageId::fresh(), desk.home, by.id, by.name.clone(), at, String::new());
    share.from = shared.author;
    share.shared = Some(Box::new(shared));
    share.marks.reported = Some(reason);
    let entry = entry(&share, wish::Kind::Report, None, now);
    let entry = Entry { origin: Origin::Makes, aspect: Aspect::Content, ..entry };
    make(tx, &share, &entry)?;
    Ok(share.id)
}
