//! The text that is copied from a timeline: as typed, with its marks.
//!
//! Text from several messages names the author and the time of each. Pure. Must not know: how a selection is made. Tests:
//! below.

use crate::chat::shown;
use crate::chat::text::{self, Names, Span, Style};
use crate::row::Row;
use crate::screen::inbox::message::view::{SHARED, order};
use crate::screen::words::{self, Now};
use crate::widget::passage::Spot;

use std::ops::Range;
use std::sync::Arc;

/// One message with its author and time.
pub fn line(row: &Row, text: &str, now: Now) -> String {
    let name = shown::name(&row.message.author_name);
    format!("{name}, {}: {text}", words::stamp(row.message.sent_at, now))
}

/// The text of these rows between two places.
pub fn between(rows: &[Arc<Row>], from: Spot, to: Spot, now: Now) -> String {
    let selected = |row: &&Arc<Row>| (from.order..=to.order).contains(&order(row));
    let parts: Vec<(&Arc<Row>, String)> = rows
        .iter()
        .filter(selected)
        .map(|row| {
            let first = (order(row) == from.order).then_some((from.part, from.at));
            let last = (order(row) == to.order).then_some((to.part, to.at));
            (row, of_row(row, first, last))
        })
        .filter(|(_, text)| !text.is_empty())
        .collect();
    match &parts[..] {
        [(_, only)] => only.clone(),
        several => several.iter().map(|(row, text)| line(row, text, now)).collect::<Vec<_>>().join("\n"),
    }
}

/// The text of one message from a place to another; without a place, from its beginning or to its end.
fn of_row(row: &Row, first: Option<(u32, usize)>, last: Option<(u32, usize)>) -> String {
    if row.message.marks.deleted || row.message.marks.archived {
        return String::new();
    }
    let own = slice(&row.message.text, first.filter(is_own), last.filter(is_own), &row.tagged);
    let shared = row.message.shared.as_ref().map(|shared| {
        let names: Vec<String> = shared.tags.iter().map(|(_, name)| name.clone()).collect();
        slice(&shared.text, first.filter(is_shared), last.filter(is_shared), &names)
    });
    let with_own = first.is_none_or(|place| is_own(&place));
    let with_shared = last.is_none_or(|place| is_shared(&place));
    let parts = [with_own.then_some(own), shared.filter(|_| with_shared)];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

const fn is_own(place: &(u32, usize)) -> bool {
    place.0 < SHARED
}

const fn is_shared(place: &(u32, usize)) -> bool {
    place.0 >= SHARED
}

/// Part of a text as typed, with the marks of what it contains.
fn slice(text: &str, first: Option<(u32, usize)>, last: Option<(u32, usize)>, names: &[String]) -> String {
    if first.is_none() && last.is_none() {
        return text.to_owned();
    }
    let start = first.map_or(0, |(_, at)| at);
    let end = last.map_or(text.len(), |(_, at)| at);
    let Some(plain) = text.get(start..end) else { return String::new() };
    let blocks = text::parse(text, &Names::of_tags(names));
    let spans = text::spans(&blocks);
    let holds = |range: &Range<usize>, place: usize| range.start <= place && place <= range.end;
    let first = spans.iter().position(|span| holds(&span.source, start) && start < span.source.end);
    let last = spans.iter().rposition(|span| holds(&span.source, end) && span.source.start < end);
    let (Some(first), Some(last)) = (first, last) else { return plain.to_owned() };
    let (one, other) = (spans[first], spans[last]);
    let is_whole = start <= one.source.start && other.source.end <= end;
    if first == last && !is_whole {
        return plain.to_owned();
    }
    // The marks before the first span and after the last one.
    let before = first.checked_sub(1).map_or(0, |before| spans[before].source.end);
    let after = spans.get(last + 1).map_or(text.len(), |after| after.source.start);
    let opens = text.get(before..one.source.start).unwrap_or_default();
    let opens = opens.rsplit('\n').next().unwrap_or_default();
    let closes = text.get(other.source.end..after).unwrap_or_default();
    let closes = closes.split('\n').next().unwrap_or_default();
    let opens = if start <= one.source.start { opens } else { marks(one, opens) };
    let closes = if other.source.end <= end { closes } else { marks(other, closes) };
    format!("{opens}{plain}{closes}")
}

/// The marks of a span that is only partly copied.
fn marks<'t>(span: &Span, marks: &'t str) -> &'t str {
    let is_plain = span.style == Style::default() && span.target.is_none();
    if is_plain { "" } else { marks }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str, from: &str, to: &str) -> String {
        let start = text.find(from).unwrap();
        let end = text.rfind(to).unwrap() + to.len();
        slice(text, Some((0, start)), Some((0, end)), &[])
    }

    #[test]
    fn marks_are_copied_with_what_they_mark() {
        let text = "a **bold** [link](https://e.org) `code` end";
        assert_eq!(part(text, "a ", "end"), text);
        assert_eq!(part(text, "bold", "bold"), "**bold**");
        assert_eq!(part(text, "ol", "ol"), "ol");
        assert_eq!(part(text, "old", "link"), "**old** [link](https://e.org)");
        assert_eq!(part(text, "a ", "bo"), "a **bo**");
        assert_eq!(part(text, "link", "code"), "[link](https://e.org) `code`");
        assert_eq!(part("- one\n- two\n\n> three", "one", "three"), "- one\n- two\n\n> three");
        assert_eq!(part("```\nlet a;\nb\n```\nx", "let", "b"), "let a;\nb");
    }
}
