//! Finds addresses, placeholders, mentions and emoji shortcodes in the plain spans of a tree.
//!
//! Must not know: blocks beyond their runs of spans. Tests: `text/tests.rs`.

use super::names::{Names, PLACEHOLDER, SIGNS};
use super::{Block, Span, Target, address};

use std::ops::Range;

/// Refines all runs of some blocks.
pub(super) fn refine(blocks: &mut [Block], names: &Names<'_>) {
    let mut filled = 0;
    each_run(blocks, &mut |run| {
        if run.iter().any(is_plain) {
            *run = std::mem::take(run).into_iter().flat_map(|span| parts(span, names, &mut filled)).collect();
        }
    });
}

/// Calls `change` for each run of spans.
pub(super) fn each_run(blocks: &mut [Block], change: &mut impl FnMut(&mut Vec<Span>)) {
    for block in blocks {
        match block {
            Block::Text(spans) | Block::Heading { spans, .. } => change(spans),
            Block::Quote(blocks) => each_run(blocks, change),
            Block::List(items) => items.iter_mut().for_each(|item| each_run(&mut item.blocks, change)),
            Block::Table(table) => {
                table.head.iter_mut().chain(table.rows.iter_mut().flatten()).for_each(&mut *change);
            }
            Block::Code(_) | Block::Rule => {}
        }
    }
}

fn is_plain(span: &Span) -> bool {
    span.target.is_none() && !span.style.code
}

/// Something in a span that stands for something else.
#[derive(Clone)]
struct Part {
    range: Range<usize>,
    text: Option<String>,
    target: Option<Target>,
}

/// The parts of a span.
fn parts(span: Span, names: &Names<'_>, filled: &mut usize) -> Vec<Span> {
    if !is_plain(&span) || !(span.text.contains(SIGNS) || span.text.contains([':', '{'])) {
        return vec![span];
    }
    let mut found: Vec<Part> = address::find(&span.text)
        .into_iter()
        .map(|found| Part { range: found.range, text: None, target: Some(Target::Link(found.address)) })
        .collect();
    let links = found.len();
    let named = names.find(&span.text).into_iter().map(|named| Part {
        range: named.at..named.at + named.length,
        text: None,
        target: Some(Target::Mention(named.place)),
    });
    found.extend(named);
    found.extend(shortcodes(&span.text));
    if names.fills {
        // Which name fills it is known when all are in order.
        let places = span.text.match_indices(PLACEHOLDER);
        found.extend(places.map(|(at, sign)| Part { range: at..at + sign.len(), text: None, target: None }));
    }
    if found.is_empty() {
        return vec![span];
    }
    // Where two overlap, the address counts, else the first.
    let (addresses, others) = found.split_at(links);
    let free = |part: &&Part| {
        let next = addresses.partition_point(|link| link.range.end <= part.range.start);
        addresses.get(next).is_none_or(|link| link.range.start >= part.range.end)
    };
    let mut kept: Vec<Part> = others.iter().filter(free).chain(addresses).cloned().collect();
    kept.sort_by_key(|part| part.range.start);
    for part in kept.iter_mut().filter(|part| part.target.is_none() && part.text.is_none()) {
        if names.get(*filled).is_some() {
            part.target = Some(Target::Mention(*filled));
            *filled += 1;
        }
    }
    cut(&span, &kept)
}

/// Cuts a span into its parts and the plain text between them.
fn cut(span: &Span, parts: &[Part]) -> Vec<Span> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for part in parts {
        if part.range.start < at {
            continue;
        }
        if at < part.range.start {
            pieces.push(span.part(at..part.range.start));
        }
        let mut whole = span.part(part.range.clone());
        whole.target.clone_from(&part.target);
        if let Some(text) = &part.text {
            whole.stand_for(text.clone());
        }
        pieces.push(whole);
        at = part.range.end;
    }
    if at < span.text.len() {
        pieces.push(span.part(at..span.text.len()));
    }
    pieces
}

/// Emoji written by their names, such as `:tada:`.
fn shortcodes(text: &str) -> Vec<Part> {
    /// The longest name, in bytes.
    const LONGEST: usize = 48;
    let is_of_shortcode = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '+' | '-');
    let mut found = Vec::new();
    let mut end = 0;
    let signs: Vec<usize> = text.match_indices(':').map(|(at, _)| at).collect();
    for pair in signs.windows(2) {
        let &[start, close] = pair else { continue };
        let name = &text[start + 1..close];
        let begins = start >= end
            && text[..start].chars().next_back().is_none_or(|before| !before.is_ascii_alphanumeric());
        if !begins || name.is_empty() || name.len() > LONGEST || !name.chars().all(is_of_shortcode) {
            continue;
        }
        if let Some(emoji) = emojis::get_by_shortcode(name) {
            found.push(Part { range: start..close + 1, text: Some(emoji.as_str().to_owned()), target: None });
            end = close + 1;
        }
    }
    found
}
