//! Finds addresses that are written bare in a text: `https://…`, `http://…`, `mailto:…`, `ben@example.org`.
//!
//! `linkify` finds them; what is added here is where an address ends in scripts without spaces and before the marks of
//! Markdown. Pure. Tests: `text/tests.rs`.

use crate::chat::link::is_link;

use linkify::{LinkFinder, LinkKind};

use std::ops::Range;

/// An address in a text.
pub(super) struct Found {
    pub range: Range<usize>,
    pub address: String,
}

/// Punctuation that an address never contains unescaped, but that follows one without a space.
const ENDS: &[char] = &[
    '。', '、', '，', '．', '！', '？', '；', '：', '（', '）', '［', '］', '｛', '｝', '「', '」', '『',
    '』', '【', '】', '《', '》', '〈', '〉', '〔', '〕', '“', '”', '‘', '’', '„', '‚', '«', '»', '‹', '›',
    '…', '·', '・', '～', '\u{3000}', '।', '。', '،', '؛', '؟', '۔',
];

/// The addresses in a text, in order.
pub(super) fn find(text: &str) -> Vec<Found> {
    if !text.contains("://") && !text.contains('@') {
        return Vec::new();
    }
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url, LinkKind::Email]);
    finder
        .links(text)
        .filter_map(|link| match link.kind() {
            LinkKind::Url => url(text, link.start(), link.end()),
            LinkKind::Email => mail(text, link.start(), link.end()),
            _ => None,
        })
        .collect()
}

fn url(text: &str, start: usize, end: usize) -> Option<Found> {
    let whole = text.get(start..end)?;
    let end = ["**", "~~", "]("].iter().filter_map(|mark| whole.find(mark)).min().unwrap_or(whole.len());
    let end = whole[..end].find(ENDS).unwrap_or(end);
    let address = whole[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~']);
    is_link(address).then(|| Found { range: start..start + address.len(), address: address.to_owned() })
}

fn mail(text: &str, start: usize, end: usize) -> Option<Found> {
    const SCHEME: &str = "mailto:";
    let person = text.get(start..end)?;
    let before = text.get(..start)?;
    let scheme = before.len().checked_sub(SCHEME.len()).filter(|at| before.get(*at..) == Some(SCHEME));
    let Some(start) = scheme else {
        let address = format!("{SCHEME}{person}");
        return is_link(&address).then_some(Found { range: start..end, address });
    };
    let fields = text.get(end..)?;
    let fields = if fields.starts_with('?') {
        let length = fields.find(|letter: char| letter.is_whitespace() || "<>\"`)]".contains(letter));
        let fields = &fields[..length.unwrap_or(fields.len())];
        let fields = &fields[..fields.find(ENDS).unwrap_or(fields.len())];
        fields.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']).len()
    } else {
        0
    };
    let range = start..end + fields;
    let address = text.get(range.clone())?.to_owned();
    is_link(&address).then_some(Found { range, address })
}
