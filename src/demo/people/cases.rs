//! The cases of `cases.txt`, parsed: what was said, who reported it, and what the other reviewer does.
//!
//! The text file explains its syntax. Must not know: who the people are, the present time. Tests:
//! `tests/demo/reports.rs`.

use crate::chat::conversation::Kind;
use crate::chat::wish::Decision;

const TEXT: &str = include_str!("cases.txt");
/// Seconds in a minute, an hour and a day.
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A message and all that is known about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    pub place: Place,
    /// Seconds since the reported message was sent.
    pub ago: i64,
    /// Oldest first; exactly one is reported.
    pub said: Vec<Said>,
    pub since: Since,
    pub reports: Vec<Report>,
    /// The steps of the other reviewer before the start, oldest first.
    pub past: Vec<Step>,
    /// Events after the start, in order.
    pub later: Vec<Step>,
}

/// Where a message was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A channel of the user, by its name.
    Channel(&'static str),
    /// A group of the user.
    Group,
    /// A conversation that the user cannot see.
    OfOthers(Kind),
}

/// A message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    pub who: char,
    /// The text with its slots.
    pub text: &'static str,
    /// The name of its file, or nothing.
    pub file: &'static str,
    pub is_reported: bool,
}

/// A change of the reported message by its author since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    Nothing,
    Edited(&'static str),
    Deleted,
}

/// A report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    pub who: char,
    pub reason: &'static str,
    pub manner: Manner,
}

/// How somebody reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Alone,
    /// With the messages around the reported one.
    WithContext,
    /// The report was taken back.
    TakenBack,
}

/// An act of the other reviewer or of the author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Seconds before or after the start.
    pub seconds: i64,
    pub deed: Deed,
    /// A note, a text, or nothing.
    pub words: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Note,
    Claim,
    Decide(Decision),
    /// Tells that the last decision was refused.
    Refused,
    /// The author edits the reported message.
    Edit,
    /// The author deletes the reported message.
    Delete,
}

impl Sketch {
    /// The letter of the author.
    pub fn author(&self) -> Option<char> {
        self.said.iter().find(|said| said.is_reported).map(|said| said.who)
    }
}

/// All cases, in the order of the file.
pub fn sketches() -> Vec<Sketch> {
    blocks().filter_map(sketch).collect()
}

/// Lines of the file that do not parse, and the first lines of incomplete cases; empty if the file is correct.
pub fn misread() -> Vec<&'static str> {
    let mut wrong = Vec::new();
    for block in blocks() {
        let Some(head) = lines(block).next() else { continue };
        let mut case = empty(head);
        if case.is_none() || sketch(block).is_none() {
            wrong.push(head);
        }
        if let Some(case) = &mut case {
            wrong.extend(lines(block).skip(1).filter(|line| add(case, line).is_none()));
        }
    }
    wrong
}

fn blocks() -> impl Iterator<Item = &'static str> {
    TEXT.split("\n\n").filter(|block| lines(block).next().is_some())
}

fn lines(block: &'static str) -> impl Iterator<Item = &'static str> {
    block.lines().filter(|line| !line.starts_with(';') && !line.trim().is_empty())
}

fn sketch(block: &'static str) -> Option<Sketch> {
    let mut case = empty(lines(block).next()?)?;
    for line in lines(block).skip(1) {
        add(&mut case, line)?;
    }
    let reported = case.said.iter().filter(|said| said.is_reported).count();
    (reported == 1 && !case.reports.is_empty()).then_some(case)
}

/// The case of a first line such as `[direct of others 5d]`.
fn empty(head: &'static str) -> Option<Sketch> {
    let (place, ago) = head.strip_prefix('[')?.strip_suffix(']')?.rsplit_once(' ')?;
    let place = match place {
        "group" => Place::Group,
        "channel of others" => Place::OfOthers(Kind::Channel),
        "direct of others" => Place::OfOthers(Kind::Direct),
        "group of others" => Place::OfOthers(Kind::Group),
        name => Place::Channel(name),
    };
    Some(Sketch {
        place,
        ago: seconds(ago)?,
        said: Vec::new(),
        since: Since::Nothing,
        reports: Vec::new(),
        past: Vec::new(),
        later: Vec::new(),
    })
}

/// Adds a line to its case; `None` if it does not parse.
fn add(case: &mut Sketch, line: &'static str) -> Option<()> {
    let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
    match mark {
        "*" => case.since = Since::Edited(rest),
        "x" => case.since = Since::Deleted,
        ">" => case.reports.push(report(rest, Manner::Alone)?),
        ">+" => case.reports.push(report(rest, Manner::WithContext)?),
        ">-" => case.reports.push(report(rest, Manner::TakenBack)?),
        "=" => case.past.push(step(rest)?),
        "+" => case.later.push(step(rest)?),
        _ => case.said.push(said(mark, rest)?),
    }
    Some(())
}

fn said(mark: &'static str, text: &'static str) -> Option<Said> {
    let who = mark.chars().next().filter(char::is_ascii_uppercase)?;
    let (is_reported, file) = match mark.get(1..)?.strip_prefix('%') {
        Some(rest) => (true, rest),
        None => (false, mark.get(1..)?),
    };
    let file = if file == ":" { "" } else { file.strip_prefix('~')? };
    Some(Said { who, text, file, is_reported })
}

fn report(text: &'static str, manner: Manner) -> Option<Report> {
    let (who, reason) = text.split_once(' ')?;
    let who = who.chars().next().filter(char::is_ascii_uppercase)?;
    Some(Report { who, reason, manner })
}

fn step(text: &'static str) -> Option<Step> {
    let (when, rest) = text.split_once(' ')?;
    let (deed, words) = rest.split_once(' ').unwrap_or((rest, ""));
    let deed = match deed {
        "note" => Deed::Note,
        "claim" => Deed::Claim,
        "refused" => Deed::Refused,
        "edit" => Deed::Edit,
        "delete" => Deed::Delete,
        word => Deed::Decide(Decision::of_word(word)?),
    };
    Some(Step { seconds: seconds(when)?, deed, words })
}

/// A length of time such as `90s`, `25m`, `30h` or `6d`.
fn seconds(text: &str) -> Option<i64> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let unit = match unit {
        "s" => 1,
        "m" => MINUTE,
        "h" => HOUR,
        "d" => DAY,
        _ => return None,
    };
    number.parse::<i64>().ok()?.checked_mul(unit)
}
