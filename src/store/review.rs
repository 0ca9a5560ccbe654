//! Reads cases: the reports of messages, the replies to them, and how far the user's own decisions are.
//!
//! Must not know: the rules of a case (`review`), who may read it (`session::desk`). Tests: below, `tests/actions/desk.rs`.

use super::Error;
use super::code::{conversation_key, conversation_of, uuid_of};
use super::message::{self, Progress, columns};
use crate::chat::{Message, MessageId, PersonId, Stamp, conversation};
use crate::review::Step;

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _, ToSql, params};

/// The most replies to one report that are read; further ones do not count.
pub(crate) const REPLIES: usize = 20_000;

/// The reports to the reviewers, all of them or those of one message. A report that was taken back is still one.
macro_rules! reports {
    ($of:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM message INDEXED BY message_reports
              WHERE shared IS NOT NULL AND reported IS NOT NULL AND parent IS NULL AND conversation = ?1",
            $of,
            " AND CASE WHEN json_valid(shared) THEN json_extract(shared, '$.reported') END IS NOT NULL
              ORDER BY ticks, id"
        )
    };
}

const ALL: &str = reports!("");
const OF_MESSAGE: &str =
    reports!(" AND CASE WHEN json_valid(shared) THEN json_extract(shared, '$.id') END = ?2");
/// Somebody from outside may write reports into the conversation, so that these are read apart.
const REPLIES_TO: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM message INDEXED BY message_children
      WHERE parent = ?1 AND reacted_by IS NULL AND shared IS NULL AND reported IS NULL ORDER BY ticks, id LIMIT ?2"
);
const CONTEXT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM message INDEXED BY message_children
      WHERE parent = ?1 AND shared IS NOT NULL AND reported IS NOT NULL AND deleted = 0 ORDER BY ticks, id LIMIT 200"
);
const MARKED: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM message INDEXED BY message_reported
      WHERE reported IS NOT NULL AND shared IS NULL AND reacted_by IS NULL ORDER BY ticks, id"
);

fn all(connection: &Connection, sql: &str, values: &[&dyn ToSql]) -> Result<Vec<(Message, Progress)>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        // A row that cannot be read is quarantined when it is drawn.
        found.extend(message::read(row).ok());
    }
    Ok(found)
}

/// The direct messages that contain reports.
pub(crate) fn direct_places(connection: &Connection) -> Result<Vec<conversation::Id>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT conversation FROM message INDEXED BY message_reports
          WHERE shared IS NOT NULL AND reported IS NOT NULL AND conversation >= x'01' AND conversation < x'02'",
    )?;
    let places = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    places.map(|key| conversation_of(&key?).map_err(Error::Database)).collect()
}

/// A number that changes whenever the cases in these conversations may have changed.
pub(crate) fn version(connection: &Connection, places: &[conversation::Id]) -> Result<i64, Error> {
    let (count, newest): (i64, i64) = connection
        .prepare_cached(
            "SELECT count(*), coalesce(max(ticks), 0) FROM message INDEXED BY message_reported
              WHERE reported IS NOT NULL AND shared IS NULL",
        )?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut version = newest.wrapping_mul(31).wrapping_add(count);
    let mut statement = connection.prepare_cached("SELECT version FROM conversation WHERE id = ?1")?;
    for place in places {
        let of: Option<i64> = statement.query_row([conversation_key(*place)], |row| row.get(0)).optional()?;
        version = version.wrapping_mul(31).wrapping_add(of.unwrap_or(-1));
    }
    Ok(version)
}

/// The number of reports in a conversation by each person.
pub(crate) fn reporters(
    connection: &Connection,
    within: conversation::Id,
) -> Result<HashMap<PersonId, u32>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT author, count(*) FROM message INDEXED BY message_reports
          WHERE shared IS NOT NULL AND reported IS NOT NULL AND parent IS NULL AND conversation = ?1 GROUP BY author",
    )?;
    let mut rows = statement.query([conversation_key(within)])?;
    let mut found = HashMap::new();
    while let Some(row) = rows.next()? {
        if let Ok(author) = uuid_of(&row.get::<_, Vec<u8>>(0)?) {
            found.insert(PersonId::new(author), row.get(1)?);
        }
    }
    Ok(found)
}

/// All reports in a conversation, oldest first.
pub(crate) fn reports(connection: &Connection, within: conversation::Id) -> Result<Vec<Message>, Error> {
    let found = all(connection, ALL, &[&conversation_key(within)])?;
    Ok(found.into_iter().map(|(message, _)| message).collect())
}

/// The reports of one message in a conversation, oldest first.
pub(crate) fn reports_of(
    connection: &Connection,
    within: conversation::Id,
    subject: MessageId,
) -> Result<Vec<(Message, Progress)>, Error> {
    all(connection, OF_MESSAGE, &[&conversation_key(within), &subject.to_string()])
}

/// The messages that were sent along with a report.
pub(crate) fn context(connection: &Connection, report: MessageId) -> Result<Vec<Message>, Error> {
    let found = all(connection, CONTEXT, &[report.uuid().as_bytes()])?;
    Ok(found.into_iter().map(|(message, _)| message).collect())
}

/// The replies to a report that are no reports themselves, oldest first.
pub(crate) fn replies(connection: &Connection, report: MessageId) -> Result<Vec<(Message, Progress)>, Error> {
    let most = i64::try_from(REPLIES).unwrap_or(i64::MAX);
    all(connection, REPLIES_TO, &[report.uuid().as_bytes(), &most])
}

/// The messages that carry the reason of a public report, and the reports below messages, oldest first.
pub(crate) fn marked(connection: &Connection) -> Result<Vec<Message>, Error> {
    let found = all(connection, MARKED, &[])?;
    Ok(found.into_iter().map(|(message, _)| message).collect())
}

/// One of the user's decisions whose effect is not told yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pending {
    pub(crate) reply: MessageId,
    pub(crate) subject: MessageId,
    pub(crate) step: Step,
    pub(crate) words: String,
}

const fn code(step: Step) -> i64 {
    match step {
        Step::Written => 0,
        Step::ReadBack => 1,
        Step::Sent => 2,
        Step::Gone => 3,
        // Such a decision is not stored.
        Step::Told => 4,
    }
}

const fn step_of(code: i64) -> Step {
    match code {
        0 => Step::Written,
        1 => Step::ReadBack,
        3 => Step::Gone,
        _ => Step::Sent,
    }
}

/// Records a decision that was written just now.
pub(crate) fn note(connection: &Connection, pending: &Pending) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO decision (reply, subject, step, words) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            pending.reply.uuid().as_bytes(),
            pending.subject.uuid().as_bytes(),
            code(pending.step),
            pending.words
        ])?;
    Ok(())
}

/// Records that a removal was not sent, because the author had deleted the message already.
pub(crate) fn set_gone(connection: &Connection, subject: MessageId) -> Result<(), Error> {
    connection
        .prepare_cached("UPDATE decision SET step = ?2 WHERE subject = ?1 AND step = ?3")?
        .execute(params![subject.uuid().as_bytes(), code(Step::Gone), code(Step::Sent)])?;
    Ok(())
}

/// Records that the server was read to the end: decisions that were seen there are read back, with all that was said
/// before them.
pub(crate) fn read_to_end(connection: &Connection) -> Result<(), Error> {
    connection
        .prepare_cached(
            "UPDATE decision SET step = ?2
              WHERE step = ?3 AND reply IN (SELECT id FROM message WHERE delivery = ?1)",
        )?
        .execute([Progress::Seen.code(), code(Step::ReadBack), code(Step::Written)])?;
    Ok(())
}

/// When a message arrived here or was accepted, by this computer's clock; `None` if that is not known.
pub(crate) fn settled_at(connection: &Connection, id: MessageId) -> Result<Option<Stamp>, Error> {
    let ticks = connection
        .prepare_cached("SELECT coalesce(accepted_ticks, arrived) FROM message WHERE id = ?1")?
        .query_row([id.uuid().as_bytes()], |row| row.get::<_, Option<i64>>(0))
        .optional()?;
    Ok(ticks.flatten().map(|ticks| Stamp::from_ticks(ticks, 0)))
}

/// True if this message was sent by this profile, not by another device of the user.
pub(crate) fn is_made_here(connection: &Connection, id: MessageId) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM message WHERE id = ?1 AND (accepted_ticks IS NOT NULL OR delivery = ?2))",
        )?
        .query_row(params![id.uuid().as_bytes(), Progress::Waiting.code()], |row| row.get(0))?)
}

/// Records how far a decision is; one that is told is forgotten.
pub(crate) fn set_step(connection: &Connection, reply: MessageId, step: Step) -> Result<(), Error> {
    if step == Step::Told {
        connection
            .prepare_cached("DELETE FROM decision WHERE reply = ?1")?
            .execute([reply.uuid().as_bytes()])?;
        return Ok(());
    }
    connection
        .prepare_cached("UPDATE decision SET step = ?2 WHERE reply = ?1")?
        .execute(params![reply.uuid().as_bytes(), code(step)])?;
    Ok(())
}

/// The user's decisions whose effects are not told yet.
pub(crate) fn pending(connection: &Connection) -> Result<Vec<Pending>, Error> {
    let mut statement = connection.prepare_cached("SELECT reply, subject, step, words FROM decision")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let id = |column| row.get::<_, Vec<u8>>(column).map(|bytes| uuid_of(&bytes).ok());
        let (Some(reply), Some(subject)) = (id(0)?, id(1)?) else { continue };
        found.push(Pending {
            reply: MessageId::new(reply),
            subject: MessageId::new(subject),
            step: step_of(row.get(2)?),
            words: row.get(3)?,
        });
    }
    Ok(found)
}

/// True if this decision of the user is on its way.
pub(crate) fn is_pending(connection: &Connection, reply: MessageId) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM decision WHERE reply = ?1")?
        .query_row([reply.uuid().as_bytes()], |_| Ok(()))
        .optional()?
        .is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::{database, explained};

    #[test]
    fn cases_are_found_without_reading_the_history() {
        let database = database();
        let plan = |sql| explained(&database, sql);
        assert!(plan(OF_MESSAGE).contains("INDEX message_reports (<expr>=?)"));
        assert!(plan(ALL).contains("INDEX message_reports"));
        assert!(plan(REPLIES_TO).contains("INDEX message_children (parent=?)"));
        assert!(plan(MARKED).contains("INDEX message_reported"));
    }
}
