//! The text that is copied from a timeline: as typed, with its marks.
//!
//! Text from several messages names the author and the time of each. Pure. Must not know: how a selection is made. Tests:
//! below.

use super::Timeline;
use crate::chat::mention::PLACEHOLDER;
use crate::chat::shown;
use crate::chat::text::{self, Names, Span, Target};
use crate::row::Row;
use crate::screen::inbox::message::content::{SHARED, order};
use crate::screen::words::{self, Now};
use crate::widget::passage::Spot;

use std::ops::Range;
use std::sync::Arc;

/// One message with its author and time.
pub fn line(row: &Row, text: &str, now: Now) -> String {
    let name = shown::name(&row.message.author_name);
    format!("{name}, {}: {text}", words::stamp(row.message.sent_at, now))
}

/// All of a message, with the names of people in place of placeholders.
pub fn whole(row: &Row) -> String {
    slice(&row.message.text, None, None, &row.tagged)
}

/// The text of a timeline between two places.
pub fn between(timeline: &Timeline, from: Spot, to: Spot, now: Now) -> String {
    let is_selected = |row: &&Arc<Row>| (from.order..=to.order).contains(&order(row));
    let is_gone = |row: &Row| {
        row.message.marks.deleted || row.message.marks.archived || timeline.is_hidden(row.message.id)
    };
    let parts: Vec<(&Arc<Row>, Parts)> = timeline
        .rows()
        .iter()
        .filter(is_selected)
        .filter(|row| !is_gone(row))
        .map(|row| {
            let first = (order(row) == from.order).then_some((from.part, from.at));
            let last = (order(row) == to.order).then_some((to.part, to.at));
            (row, of_row(row, first, last))
        })
        .filter(|(_, parts)| parts.own.is_some() || parts.shared.is_some())
        .collect();
    match &parts[..] {
        [(_, Parts { own: Some(only), shared: None } | Parts { own: None, shared: Some(only) })] => {
            only.clone()
        }
        several => {
            several.iter().flat_map(|(row, parts)| lines(row, parts, now)).collect::<Vec<_>>().join("\n")
        }
    }
}

/// The copied parts of a message: its own text, and the text that it shares.
struct Parts {
    own: Option<String>,
    shared: Option<String>,
}

/// A line for each part, with its author: shared words are not those of who shared them.
fn lines(row: &Row, parts: &Parts, now: Now) -> Vec<String> {
    let shared = row.message.shared.as_deref().zip(parts.shared.as_ref()).map(|(shared, text)| {
        let name = shown::name(&shared.author_name);
        match shared.sent_at {
            Some(at) => format!("{name}, {}: {text}", words::stamp(at, now)),
            None => format!("{name}: {text}"),
        }
    });
    parts.own.as_ref().map(|text| line(row, text, now)).into_iter().chain(shared).collect()
}

/// The text of one message from a place to another; without a place, from its beginning or to its end.
fn of_row(row: &Row, first: Option<(u32, usize)>, last: Option<(u32, usize)>) -> Parts {
    let with_own = first.is_none_or(|place| is_own(&place));
    let with_shared = last.is_none_or(|place| is_shared(&place));
    let own =
        with_own.then(|| slice(&row.message.text, first.filter(is_own), last.filter(is_own), &row.tagged));
    let shared = row.message.shared.as_ref().filter(|_| with_shared).map(|shared| {
        let names: Vec<String> = shared.tags.iter().map(|(_, name)| name.clone()).collect();
        slice(&shared.text, first.filter(is_shared), last.filter(is_shared), &names)
    });
    Parts { own: own.filter(|text| !text.is_empty()), shared: shared.filter(|text| !text.is_empty()) }
}

const fn is_own(place: &(u32, usize)) -> bool {
    place.0 < SHARED
}

const fn is_shared(place: &(u32, usize)) -> bool {
    place.0 >= SHARED
}

/// Part of a text as typed, with the marks of what it contains, and with names in place of placeholders.
fn slice(text: &str, first: Option<(u32, usize)>, last: Option<(u32, usize)>, names: &[String]) -> String {
    let start = first.map_or(0, |(_, at)| at);
    let end = last.map_or(text.len(), |(_, at)| at);
    if text.get(start..end).is_none() {
        return String::new();
    }
    let blocks = text::parse(text, &Names::of_tags(names));
    let spans = text::spans(&blocks);
    let plain = named(text, start..end, &spans, names);
    if first.is_none() && last.is_none() {
        return plain;
    }
    let holds = |range: &Range<usize>, place: usize| range.start <= place && place <= range.end;
    let first = spans.iter().position(|span| holds(&span.source, start) && start < span.source.end);
    let last = spans.iter().rposition(|span| holds(&span.source, end) && span.source.start < end);
    let (Some(first), Some(last)) = (first, last) else { return plain };
    let (one, other) = (spans[first], spans[last]);
    if first == last && !(start <= one.source.start && other.source.end <= end) {
        return plain;
    }
    // The mark of a list or a quote belongs to its line.
    let before = first.checked_sub(1).map_or(0, |before| spans[before].source.end);
    let gap = text.get(before..one.source.start).unwrap_or_default();
    let gap = gap.rfind('\n').map_or(if before == 0 { gap } else { "" }, |at| &gap[at + 1..]);
    let line = if start <= one.source.start { gap.trim_end_matches(['*', '_', '~', '`', '[']) } else { "" };
    let (opens, closes) = (marks(one).0, marks(other).1);
    format!("{line}{opens}{plain}{closes}")
}

/// Part of a text with the names of people in place of placeholders, which would name others in another message.
fn named(text: &str, range: Range<usize>, spans: &[&Span], names: &[String]) -> String {
    let mut named = String::with_capacity(range.len());
    let mut at = range.start;
    for span in spans.iter().filter(|span| range.start <= span.source.start && span.source.end <= range.end) {
        let Some(Target::Mention(place)) = span.target else { continue };
        if text.get(span.source.clone()) == Some(PLACEHOLDER)
            && let Some(name) = names.get(place)
        {
            named.push_str(text.get(at..span.source.start).unwrap_or_default());
            named.push('@');
            named.push_str(name);
            at = span.source.end;
        }
    }
    named.push_str(text.get(at..range.end).unwrap_or_default());
    named
}

/// The marks before and behind a span.
fn marks(span: &Span) -> (String, String) {
    let style = span.style;
    let all = [(style.bold, "**"), (style.italic, "*"), (style.strike, "~~"), (style.code, "`")];
    let marks: Vec<&str> = all.into_iter().filter_map(|(is, mark)| is.then_some(mark)).collect();
    let (mut opens, mut closes) = (marks.concat(), marks.iter().rev().copied().collect::<String>());
    if let Some(Target::Link(address)) = &span.target
        && *address != span.text
        && address.strip_prefix("mailto:") != Some(span.text.as_str())
    {
        opens.push('[');
        closes = format!("]({address}){closes}");
    }
    (opens, closes)
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
        assert_eq!(part("**bold *and italic* inside** x", "bold ", "bold "), "**bold **");
        assert_eq!(part("Look: ```js\na();\n``` x", "Look", "Look:"), "Look:");
        assert_eq!(slice("ask {tag} please", None, None, &["Ben".to_owned()]), "ask @Ben please");
        assert_eq!(part("```\nlet a;\nb\n```\nx", "let", "b"), "let a;\nb");
    }
}
