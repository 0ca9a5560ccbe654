//! Finds addresses that are written bare in a text: `https://…`, `http://…`, `mailto:…`, `ben@example.org`.
//!
//! `linkify` finds them; what is added here is where an address ends in scripts without spaces and before the marks of
//! Markdown. Pure. Tests: `text/tests.rs`.

use crate::chat::find::is_spaceless;
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

/// Signs that end a sentence or a mark rather than an address.
const TRAILING: &[char] = &['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~'];
/// The longest fields of a mail address, in bytes.
const FIELDS: usize = 2_000;

/// The addresses in a text, in order.
pub(super) fn find(text: &str) -> Vec<Found> {
    if !text.contains("://") && !text.contains('@') {
        return Vec::new();
    }
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url, LinkKind::Email]);
    let mut found: Vec<Found> = Vec::new();
    for link in finder.links(text) {
        let end = found.last().map_or(0, |last| last.range.end);
        let next = match link.kind() {
            LinkKind::Email if link.start() < end => None,
            LinkKind::Email => mail(text, link.start(), link.end()),
            LinkKind::Url | _ => url(text, link.start(), link.end()),
        };
        found.extend(next.filter(|next| next.range.start >= end));
    }
    found
}

fn url(text: &str, start: usize, end: usize) -> Option<Found> {
    let whole = text.get(start..end)?;
    let end = ["**", "~~", "]("].iter().filter_map(|mark| whole.find(mark)).min().unwrap_or(whole.len());
    let end = whole[..end].find(ENDS).unwrap_or(end);
    let address = whole[..end].trim_end_matches(TRAILING);
    is_link(address).then(|| Found { range: start..start + address.len(), address: address.to_owned() })
}

/// An address of a person. The finder also takes marks, and letters of scripts without spaces, as parts of it.
fn mail(text: &str, start: usize, end: usize) -> Option<Found> {
    const SCHEME: &str = "mailto:";
    let whole = text.get(start..end)?;
    let (local, domain) = whole.split_once('@')?;
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '+' | '_' | '-');
    let begins = local
        .rfind(|letter| !is_of_name(letter))
        .map_or(0, |at| at + local[at..].chars().next().map_or(0, char::len_utf8));
    let begins = begins + local[begins..].len() - local[begins..].trim_start_matches(['_', '.']).len();
    let is_end = |letter: char| {
        ENDS.contains(&letter) || is_spaceless(letter) || matches!(letter, '*' | '_' | '~' | '`' | '|')
    };
    let domain = &domain[..domain.find(is_end).unwrap_or(domain.len())];
    let end = start + local.len() + 1 + domain.trim_end_matches(TRAILING).len();
    let start = start + begins;
    let person = text.get(start..end)?;
    let scheme = start.checked_sub(SCHEME.len()).filter(|at| text.get(*at..start) == Some(SCHEME));
    let Some(start) = scheme else {
        let address = format!("{SCHEME}{person}");
        return is_link(&address).then_some(Found { range: start..end, address });
    };
    let range = start..end + fields(text.get(end..)?);
    let address = text.get(range.clone())?.to_owned();
    is_link(&address).then_some(Found { range, address })
}

/// The length of the fields behind a mail address, such as `?subject=Plan`.
fn fields(rest: &str) -> usize {
    if !rest.starts_with('?') {
        return 0;
    }
    let rest = &rest[..rest.floor_char_boundary(FIELDS)];
    let length = rest
        .find(|letter: char| letter.is_whitespace() || "<>\"`)]".contains(letter) || ENDS.contains(&letter));
    rest[..length.unwrap_or(rest.len())].trim_end_matches(TRAILING).len()
}
