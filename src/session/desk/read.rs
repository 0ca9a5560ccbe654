//! Reads cases as rows.

use super::super::Error;
use super::super::submit::Person;
use super::super::submit::desk::{Desk, Thread, is_other};
use crate::chat::message::Shared;
use crate::chat::{Message, MessageId, PersonId, Stamp, conversation, shown};
use crate::review::{Hash, Reply, Stage, State, Tail, fold, spoken};
use crate::row::Revision;
use crate::row::review::{Around, Case, CaseReport, CaseRow, Current, Said};
use crate::store::{
    Connection, annotate, conversation as conversations, file, message as messages, review, revision,
};

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The longest excerpt of a reported message, in characters.
const EXCERPT: usize = 160;
/// How many messages before and after the reported one are shown of the user's own history.
const AROUND: usize = 5;
/// The most replies that are shown; all of them count.
const SAID: usize = 2_000;

/// The names of people and conversations, each read once.
#[derive(Default)]
struct Names {
    people: HashMap<PersonId, String>,
    places: HashMap<conversation::Id, String>,
}

impl Names {
    fn person(&mut self, connection: &Connection, id: PersonId) -> Result<String, Error> {
        if let Some(known) = self.people.get(&id) {
            return Ok(known.clone());
        }
        let name = conversations::person_name(connection, id)?.unwrap_or_default();
        self.people.insert(id, name.clone());
        Ok(name)
    }

    fn place(&mut self, connection: &Connection, id: Option<conversation::Id>) -> Result<String, Error> {
        let Some(id) = id else { return Ok(String::new()) };
        if let Some(known) = self.places.get(&id) {
            return Ok(known.clone());
        }
        let name = conversations::name(connection, id)?;
        self.places.insert(id, name.clone());
        Ok(name)
    }
}

/// The reports of one message.
struct Reported<'a> {
    first: &'a Message,
    shared: &'a Shared,
    count: u32,
    roots: Vec<MessageId>,
}

/// The cases as they were read last, with the version for which they were read.
#[derive(Debug, Default)]
pub(in crate::session) struct Cached(Mutex<Option<(i64, Arc<Vec<CaseRow>>)>>);

/// All cases, read again only if something has changed.
pub(super) fn cases(
    connection: &Connection,
    by: &Person,
    cached: &Cached,
) -> Result<(i64, Arc<Vec<CaseRow>>), Error> {
    let desk = Desk::of(connection, by)?;
    let version = review::version(connection, &desk.places)?;
    let mut cached = cached.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((known, rows)) = &*cached
        && *known == version
    {
        return Ok((version, Arc::clone(rows)));
    }
    let rows = Arc::new(all(connection, &desk)?);
    *cached = Some((version, Arc::clone(&rows)));
    Ok((version, rows))
}

fn all(connection: &Connection, desk: &Desk) -> Result<Vec<CaseRow>, Error> {
    let mut reports = Vec::new();
    for place in &desk.places {
        reports.extend(review::reports(connection, *place)?);
    }
    reports.sort_by_key(|report| (report.sent_at, report.id));
    let (mut names, mut rows) = (Names::default(), Vec::new());
    let private = by_subject(&reports);
    for reported in &private {
        let mut acts = Vec::new();
        for root in &reported.roots {
            let replies = review::replies(connection, *root)?;
            let counting =
                replies.iter().filter_map(|(reply, _)| Reply::of(reply, reported.shared.id, &desk.reviewers));
            acts.extend(counting);
        }
        rows.push(row_of_report(connection, reported, fold(&acts), &mut names)?);
    }
    let known: std::collections::HashSet<_> = rows.iter().map(|row| row.id).collect();
    let marked = review::marked(connection)?.into_iter();
    let mut public: Vec<_> = marked
        .filter(|message| !desk.places.contains(&message.conversation))
        .map(|message| subject_of_mark(&message))
        .collect();
    public.sort();
    public.dedup();
    for subject in public.into_iter().filter(|subject| !known.contains(subject)) {
        match desk.thread(connection, subject) {
            Ok(thread) => rows.extend(row_of_thread(connection, &thread, &mut names)?),
            Err(Error::Invalid(_)) => {}
            Err(error) => return Err(error),
        }
    }
    rows.sort_by_key(CaseRow::position);
    Ok(rows)
}

/// The message that a public report is about.
fn subject_of_mark(marked: &Message) -> MessageId {
    match marked.parent {
        Some(parent) if marked.is_report() => parent,
        Some(_) | None => marked.id,
    }
}

fn by_subject(reports: &[Message]) -> Vec<Reported<'_>> {
    let mut found: Vec<Reported<'_>> = Vec::new();
    let mut places = HashMap::new();
    for report in reports {
        let Some(shared) = report.shared.as_deref().filter(|shared| !shared.id.uuid().is_nil()) else {
            continue;
        };
        let at = *places.entry(shared.id).or_insert_with(|| {
            found.push(Reported { first: report, shared, count: 0, roots: Vec::new() });
            found.len() - 1
        });
        if let Some(case) = found.get_mut(at) {
            case.count += 1;
            case.roots.push(report.id);
        }
    }
    found
}

fn row_of_report(
    connection: &Connection,
    reported: &Reported<'_>,
    state: State,
    names: &mut Names,
) -> Result<CaseRow, Error> {
    let Reported { first, shared, count, .. } = reported;
    let mut row = CaseRow {
        id: shared.id,
        author: shared.author,
        author_name: match shared.author {
            Some(author) if shared.author_name.is_empty() => names.person(connection, author)?,
            Some(_) | None => shared.author_name.clone(),
        },
        place: shared.conversation,
        place_name: names.place(connection, shared.conversation)?,
        excerpt: excerpt(&shared.text),
        files: files_of(shared),
        reports: *count,
        reason: first.marks.reported.clone().unwrap_or_default(),
        reported_at: first.sent_at,
        reviewer_name: reviewer(connection, &state, names)?,
        state: Arc::new(state),
        is_other: false,
    };
    // The copy here tells who wrote it and where; a report may say anything.
    if let Some((own, _)) = messages::get(connection, shared.id)? {
        row.is_other = is_other(connection, &own, shared)?;
        if row.is_other {
            row.excerpt = excerpt(&own.text);
        }
        row.author = Some(own.author);
        row.author_name = own.author_name;
        row.place = Some(own.conversation);
        row.place_name = names.place(connection, row.place)?;
    }
    Ok(row)
}

fn row_of_thread(
    connection: &Connection,
    thread: &Thread,
    names: &mut Names,
) -> Result<Option<CaseRow>, Error> {
    if let Some((first, _)) = thread.reports.first()
        && let Some(shared) = first.shared.as_deref()
    {
        let reported = Reported { first, shared, count: count(thread.reports.len()), roots: Vec::new() };
        return row_of_report(connection, &reported, thread.state.clone(), names).map(Some);
    }
    let (Some(own), Some((reason, _))) = (&thread.own, &thread.public) else { return Ok(None) };
    Ok(Some(CaseRow {
        id: own.id,
        author: Some(own.author),
        author_name: own.author_name.clone(),
        place: Some(own.conversation),
        place_name: names.place(connection, Some(own.conversation))?,
        excerpt: excerpt(&own.text),
        files: count(own.files.len()).saturating_add(own.more_files),
        reports: 0,
        reason: reason.clone(),
        reported_at: own.sent_at,
        reviewer_name: reviewer(connection, &thread.state, names)?,
        state: Arc::new(thread.state.clone()),
        is_other: false,
    }))
}

/// The name of the reviewer that the state is about: who decided, or else asked, or else works on it.
fn reviewer(connection: &Connection, state: &State, names: &mut Names) -> Result<String, Error> {
    let asked = state.asked_by().filter(|_| state.stage() == Stage::Waiting);
    let reviewer = state.decided_by().or(asked).or(state.claim.map(|claim| claim.by));
    let name = reviewer.map(|reviewer| names.person(connection, reviewer)).transpose()?;
    Ok(name.unwrap_or_default())
}

fn files_of(shared: &Shared) -> u32 {
    count(shared.files.len()).saturating_add(shared.more_files)
}

fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return line;
    }
    shown::within(&line).chars().take(EXCERPT).collect()
}

pub(super) fn case(
    connection: &Connection,
    id: MessageId,
    by: &Person,
    cached: &Cached,
) -> Result<Case, Error> {
    let desk = Desk::of(connection, by)?;
    // A report names its case too.
    let subject = match messages::get(connection, id)? {
        Some((report, _)) if report.is_private_report() => {
            report.shared.as_ref().map_or(id, |shared| shared.id)
        }
        Some(_) | None => id,
    };
    let thread = desk.thread(connection, subject)?;
    let mut names = Names::default();
    let Some(row) = row_of_thread(connection, &thread, &mut names)? else {
        return Err(Error::Invalid(crate::language::tr::desk_no_case(&id.to_string())));
    };
    let (_, all) = cases(connection, by, cached)?;
    let others =
        all.iter().filter(|other| row.author.is_some() && other.author == row.author && other.id != row.id);
    let decided = others.clone().filter(|other| other.state.decided_by().is_some()).count();
    let author_cases = (count(others.count()), count(decided));
    Ok(Case {
        reports: reports(connection, &desk, &thread, &mut names)?,
        current: current(connection, &thread)?,
        context: context(connection, &thread, &mut names)?,
        thread: said(connection, &desk, &thread, &mut names)?,
        root: thread.root(desk.home).map(|root| (desk.home, root)),
        author_cases,
        row,
    })
}

/// The hashes of the log that the user's own replies told to the others.
pub(super) fn told_hashes(connection: &Connection, by: &Person) -> Result<Vec<Hash>, Error> {
    let desk = Desk::of(connection, by)?;
    let mut told = Vec::new();
    for place in &desk.places {
        for report in review::reports(connection, *place)? {
            let replies = review::replies(connection, report.id)?;
            for (reply, _) in replies.iter().filter(|(reply, _)| reply.author == by.id) {
                // Another device has a log of its own.
                if let Some(hash) = Tail::of(&reply.text).and_then(|tail| tail.log)
                    && review::is_made_here(connection, reply.id)?
                {
                    told.push(hash);
                }
            }
        }
    }
    Ok(told)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn reports(
    connection: &Connection,
    desk: &Desk,
    thread: &Thread,
    names: &mut Names,
) -> Result<Vec<CaseReport>, Error> {
    let mut by_person: HashMap<PersonId, u32> = HashMap::new();
    for place in &desk.places {
        for (person, number) in review::reporters(connection, *place)? {
            *by_person.entry(person).or_default() += number;
        }
    }
    for (report, _) in &thread.reports {
        by_person.entry(report.author).and_modify(|number| *number = number.saturating_sub(1));
    }
    let mut reports = Vec::with_capacity(thread.reports.len());
    for (report, _) in &thread.reports {
        let Some(snapshot) = report.shared.as_deref() else { continue };
        let known = names.person(connection, report.author)?;
        reports.push(CaseReport {
            id: report.id,
            by: report.author,
            by_name: if known.is_empty() { report.author_name.clone() } else { known },
            at: report.sent_at,
            reason: report.marks.reported.clone().unwrap_or_default(),
            snapshot: snapshot.clone(),
            files: file::of_paths(connection, &snapshot.files)?,
            withdrawn: report.marks.deleted,
            others: by_person.get(&report.author).copied().unwrap_or_default(),
        });
    }
    Ok(reports)
}

fn current(connection: &Connection, thread: &Thread) -> Result<Option<Current>, Error> {
    let Some(own) = &thread.own else { return Ok(None) };
    let earlier: Vec<Revision> = revision::all(connection, own.id)?;
    Ok(Some(Current {
        text: own.text.clone(),
        deleted: own.marks.deleted,
        archived: own.marks.archived,
        edited_at: own.edited_at,
        earlier,
    }))
}

/// The messages around the reported one. The user's own history knows them best; of two reporters who sent the same
/// message along, the first counts.
fn context(connection: &Connection, thread: &Thread, names: &mut Names) -> Result<Vec<Around>, Error> {
    let mut around = Vec::new();
    if let Some(own) = &thread.own {
        for message in messages::around(connection, own, AROUND)? {
            around.push(Around {
                id: message.id,
                author_name: message.author_name,
                at: Some(message.sent_at),
                text: message.text,
                files: count(message.files.len()),
                from: None,
            });
        }
    }
    for sent in &thread.context {
        let Some(shared) = sent.shared.as_deref() else { continue };
        if shared.id == thread.subject || around.iter().any(|known| known.id == shared.id) {
            continue;
        }
        around.push(Around {
            id: shared.id,
            author_name: shared.author_name.clone(),
            at: shared.sent_at,
            text: shared.text.clone(),
            files: files_of(shared),
            from: Some(names.person(connection, sent.author)?),
        });
    }
    around.sort_by_key(|message| (message.at.map(Stamp::ticks), message.id));
    Ok(around)
}

fn said(
    connection: &Connection,
    desk: &Desk,
    thread: &Thread,
    names: &mut Names,
) -> Result<Vec<Said>, Error> {
    let mut said = Vec::new();
    let replies = thread.replies.iter();
    let skip = replies.clone().count().saturating_sub(SAID);
    for (reply, progress) in replies.skip(skip) {
        let known = names.person(connection, reply.author)?;
        let act = Reply::of(reply, thread.subject, &desk.reviewers).map(|reply| reply.act);
        said.push(Said {
            id: reply.id,
            by: reply.author,
            by_name: if known.is_empty() { reply.author_name.clone() } else { known },
            at: reply.sent_at,
            text: match act {
                _ if reply.marks.deleted => String::new(),
                Some(_) => spoken(&reply.text).to_owned(),
                // A tail that does not count must not look like a decision.
                None => reply.text.clone(),
            },
            act,
            delivery: annotate::delivery(connection, reply, *progress)?,
        });
    }
    said.sort_by_key(|said| (said.at, said.id));
    Ok(said)
}
