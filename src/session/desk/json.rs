//! A case as JSON: for `confab review --json`, and for exports.
//!
//! Must not know: where it is written. Tests: `tests/commands/review.rs`.

use crate::chat::wish::Decision;
use crate::chat::{Stamp, conversation};
use crate::review::{Act, Made, Outcome, Stage, Standing};
use crate::row::review::{Case, CaseReport, CaseRow, Said};

use serde_json::{Value, json};

/// A date as it is written in JSON.
pub fn date(at: Stamp) -> String {
    at.utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// The word for a part of the queue.
pub const fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Open => "open",
        Stage::Waiting => "waiting",
        Stage::Decided => "decided",
    }
}

/// The conversation of the reported message, with its sigil; empty if unknown.
pub fn place(row: &CaseRow) -> String {
    match row.place {
        Some(place) => format!("{}{}", place.kind().sigil(), row.place_name),
        None => String::new(),
    }
}

fn decision(row: &CaseRow) -> Option<Decision> {
    row.state.standing().next().map(|made| made.decision)
}

/// A case in the queue.
pub fn row(row: &CaseRow, now: Stamp) -> Value {
    json!({
        "case": row.id.to_string(),
        "author": {"id": row.author.map(|id| id.to_string()), "name": row.author_name},
        "conversation": row.place.map(|id| json!({"id": id.uuid().to_string(), "title": place(row)})),
        "text": row.excerpt,
        "files": row.files,
        "matches": !row.is_other,
        "reason": row.reason,
        "reports": row.reports.max(1),
        "reported_at": date(row.reported_at),
        "state": stage(row.state.stage()),
        "claimed_by": row.state.claimed_by(now).map(|id| id.to_string()),
        "decision": decision(row).map(Decision::word),
        "decided_by": row.state.decided_by().map(|id| id.to_string()),
        "conflict": row.state.conflict().is_some(),
    })
}

/// A whole case.
pub fn case(case: &Case, now: Stamp) -> Value {
    let mut value = row(&case.row, now);
    if let Value::Object(object) = &mut value {
        object.insert("all_reports".to_owned(), case.reports.iter().map(report).collect());
        object.insert(
            "current".to_owned(),
            json!(case.current.as_ref().map(|current| json!({
                "text": current.text,
                "deleted": current.deleted,
                "archived": current.archived,
                "edited_at": current.edited_at.map(date),
                "earlier": current.earlier.iter().map(|version| json!({"text": version.text, "at": date(version.at)})).collect::<Vec<_>>(),
            }))),
        );
        let context = case.context.iter().map(|around| {
            json!({
                "message": around.id.to_string(),
                "author": around.author_name,
                "at": around.at.map(date),
                "text": around.text,
                "files": around.files,
                "sent_by": around.from,
            })
        });
        object.insert("context".to_owned(), context.collect());
        object.insert("thread".to_owned(), case.thread.iter().map(said).collect());
        object.insert("decisions".to_owned(), case.row.state.decisions.iter().map(made).collect());
    }
    value
}

fn report(report: &CaseReport) -> Value {
    json!({
        "id": report.id.to_string(),
        "by": {"id": report.by.to_string(), "name": report.by_name},
        "at": date(report.at),
        "reason": report.reason,
        "text": report.snapshot.text,
        "files": report.snapshot.files.iter().map(|file| json!({"name": file.name, "path": file.path})).collect::<Vec<_>>(),
        "taken_back": report.withdrawn,
        "other_reports": report.others,
    })
}

fn said(said: &Said) -> Value {
    let act = said.act.map(|act| match act {
        Act::Claim => "claim",
        Act::Release => "release",
        Act::Decide(decision) => decision.word(),
        Act::Undo(_) => "undo",
        Act::Tell(_, outcome) => outcome.word(),
    });
    json!({
        "id": said.id.to_string(),
        "by": {"id": said.by.to_string(), "name": said.by_name},
        "at": date(said.at),
        "text": said.text,
        "act": act,
    })
}

fn made(made: &Made) -> Value {
    let standing = match made.standing {
        Standing::Stands => "stands",
        Standing::Late { .. } => "late",
        Standing::Undone { .. } => "undone",
    };
    let to = |to: conversation::Id| format!("{}{}", to.kind().sigil(), to.uuid());
    json!({
        "id": made.id.to_string(),
        "by": made.by.to_string(),
        "at": date(made.at),
        "decision": made.decision.word(),
        "to": made.to.map(to),
        "standing": standing,
        "outcome": made.outcome.map(Outcome::word),
    })
}
