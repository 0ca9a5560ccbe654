//! A case as a line, and as words.

use crate::chat::wish::Decision;
use crate::chat::{Stamp, shown};
use crate::cli::output::count;
use crate::row::review::{Case, CaseRow};
use crate::session::desk::json::{date, place, stage};

fn decision(row: &CaseRow) -> Option<Decision> {
    row.state.standing().next().map(|made| made.decision)
}

pub(super) fn words_of_row(row: &CaseRow, now: Stamp) -> String {
    let mut state = stage(row.state.stage()).to_owned();
    if let Some(decision) = decision(row) {
        state = format!("{state}: {} by {}", decision.word(), shown::within(&row.reviewer_name));
    } else if row.state.claimed_by(now).is_some() {
        state = format!("{state}, claimed by {}", shown::within(&row.reviewer_name));
    }
    let reports = count(u64::from(row.reports.max(1)), "report", "reports");
    format!(
        "{}  {state}  {reports}: {}\n    {} in {}: {}",
        row.id,
        shown::within(&row.reason),
        shown::within(&row.author_name),
        shown::within(&place(row)),
        shown::within(&row.excerpt),
    )
}

pub(super) fn words_of(case: &Case, now: Stamp) -> String {
    let mut lines = vec![words_of_row(&case.row, now)];
    for report in &case.reports {
        let back = if report.withdrawn { ", taken back" } else { "" };
        lines.push(format!(
            "  Reported by {} on {}{back}: {}",
            shown::within(&report.by_name),
            date(report.at),
            shown::within(&report.reason)
        ));
        lines.extend(indented(&report.snapshot.text));
        let files = report.snapshot.files.iter().map(|file| shown::within(&file.name).into_owned());
        lines.extend(files.map(|name| format!("    [{name}]")));
    }
    if let Some(current) = &case.current {
        let differs = case.reports.iter().all(|report| report.snapshot.text != current.text);
        if current.deleted {
            lines.push("  The message is deleted.".to_owned());
        } else if differs {
            lines.push("  The message is different now:".to_owned());
            lines.extend(indented(&current.text));
        }
    }
    for said in &case.thread {
        lines.push(format!("  {} on {}:", shown::within(&said.by_name), date(said.at)));
        lines.extend(indented(&said.text));
    }
    lines.join("\n")
}

fn indented(text: &str) -> impl Iterator<Item = String> + '_ {
    text.lines().map(|line| format!("    {}", shown::within(line)))
}
