//! A self-contained HTML page: no script, no picture, no external link, and a content security policy that forbids
//! loading anything.
//!
//! Texts by others are written as text, never as markup. Control characters, and characters that change the text
//! direction, are spelled out by number; every such text is isolated in an element with its own direction. Tests:
//! below, `tests/commands/export.rs`.

use super::{About, Form, date};
use crate::chat::message::{Marks, Shared};
use crate::chat::{Attachment, Stamp, shown};
use crate::clock::Zone;
use crate::row::Record;

use chrono::{DateTime, FixedOffset};

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

/// The HTML format; `day` is the day of the last record, for the day headings.
pub(super) struct Html {
    day: String,
    /// The time zone that dates are written in.
    zone: &'static dyn Zone,
}

impl Html {
    pub(super) fn new(zone: &'static dyn Zone) -> Self {
        Self { day: String::new(), zone }
    }
}

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1d2433;--soft:#5d6779;--line:#dfe3ea;--card:#f5f7fa;--mark:#7a4b00}\
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ef;--soft:#9aa4b5;--line:#343b48;--card:#1e232d;--mark:#f0c77a}}\
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);max-width:46rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.4rem;margin:0}h2{font-size:.9rem;color:var(--soft);border-top:1px solid var(--line);padding-top:1rem}\
article{margin:1rem 0;overflow:hidden}article:target{background:var(--card)}\
header,footer,.soft{color:var(--soft);font-size:.85rem}header b{color:var(--ink);font-size:1rem}\
p{margin:.15rem 0;white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:isolate}bdi{overflow-wrap:anywhere}\
blockquote{margin:.4rem 0;padding:.3rem .8rem;border-left:3px solid var(--line);background:var(--card)}\
code{color:var(--mark);font-size:.8em}a{color:inherit}ul{margin:.2rem 0;padding-left:1.2rem}";

impl Form for Html {
    fn begin(&mut self, to: &mut dyn Write, about: &About) -> io::Result<()> {
        let title = about.title.as_deref().unwrap_or("Reported messages");
        writeln!(
            to,
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
             <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"referrer\" content=\"no-referrer\">\
             <title>{}</title><style>{STYLE}</style></head>\n<body><h1>{}</h1><div class=\"soft\">Exported on {}.</div>",
            plain(title),
            bdi(title),
            moment(about.at, self.zone)
        )
    }

    fn record(&mut self, to: &mut dyn Write, record: &Record) -> io::Result<()> {
        let message = &record.message;
        let day = local(message.sent_at, self.zone).format("%A, %-d %B %Y").to_string();
        if day != self.day {
            writeln!(to, "<h2>{day}</h2>")?;
            self.day = day;
        }
        to.write_all(article(record, self.zone).as_bytes())
    }

    fn end(&mut self, to: &mut dyn Write) -> io::Result<()> {
        writeln!(to, "</body></html>")
    }
}

fn article(record: &Record, zone: &dyn Zone) -> String {
    let message = &record.message;
    // Names every field, so that the compiler asks for a new one.
    let Marks { deleted: _, pinned_by, starred_by, read: _, archived, reported } = &message.marks;
    let mut out = format!(
        "<article id=\"m-{}\"><header><b>{}</b> {}",
        message.id,
        bdi(&shown::name(&message.author_name)),
        moment(message.sent_at, zone)
    );
    for (is_so, word) in [
        (message.edited_at.is_some(), "edited"),
        (pinned_by.is_some(), "pinned"),
        (starred_by.is_some(), "starred"),
        (*archived, "archived"),
    ] {
        if is_so {
            let _ = write!(out, " · {word}");
        }
    }
    if let Some(parent) = message.parent {
        let _ = write!(out, " · <a href=\"#m-{parent}\">in reply</a>");
    }
    out.push_str("</header>");
    push_text(&mut out, &message.text);
    push_files(&mut out, &message.files);
    if let Some(shared) = message.shared.as_deref() {
        push_shared(&mut out, shared, zone);
    }
    if !record.tag_names.is_empty() {
        let names: Vec<_> = record.tag_names.iter().map(|name| bdi(&shown::name(name))).collect();
        let _ = write!(out, "<footer>Tagged: {}</footer>", names.join(", "));
    }
    let mut reactions: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for reaction in &record.reactions {
        reactions.entry(&reaction.text).or_default().push(bdi(&shown::name(&reaction.author_name)));
    }
    for (emoji, people) in reactions {
        let _ = write!(out, "<footer>{} {}</footer>", bdi(emoji), people.join(", "));
    }
    if let Some(reason) = reported {
        let _ = write!(out, "<footer>Reported: {}</footer>", bdi(reason));
    }
    if !record.versions.is_empty() {
        out.push_str("<details class=\"soft\"><summary>Earlier versions</summary>");
        for version in &record.versions {
            let _ = write!(out, "<div>until {}</div>", moment(version.until, zone));
            push_text(&mut out, &version.text);
        }
        out.push_str("</details>");
    }
    out.push_str("</article>\n");
    out
}

fn push_text(out: &mut String, text: &str) {
    if !text.is_empty() {
        let _ = write!(out, "<p dir=\"auto\">{}</p>", plain(text));
    }
}

fn push_files(out: &mut String, files: &[Attachment]) {
    if files.is_empty() {
        return;
    }
    out.push_str("<ul>");
    for file in files {
        let _ = write!(out, "<li>{} <span class=\"soft\">{}", bdi(&shown::name(&file.name)), bdi(&file.path));
        if let Some(duration) = &file.duration {
            let _ = write!(out, " {}", bdi(duration));
        }
        out.push_str("</span></li>");
    }
    out.push_str("</ul>");
}

fn push_shared(out: &mut String, shared: &Shared, zone: &dyn Zone) {
    let _ = write!(out, "<blockquote><header><b>{}</b>", bdi(&shown::name(&shared.author_name)));
    if let Some(at) = shared.sent_at {
        let _ = write!(out, " {}", moment(at, zone));
    }
    out.push_str("</header>");
    push_text(out, &shared.text);
    push_files(out, &shared.files);
    out.push_str("</blockquote>");
}

/// Converts a time to the time zone.
fn local(at: Stamp, zone: &dyn Zone) -> DateTime<FixedOffset> {
    at.on(zone.offset(at.utc()))
}

/// Formats a time with its offset from UTC: the page may be read in another zone than it was written in.
fn moment(at: Stamp, zone: &dyn Zone) -> String {
    let local = local(at, zone);
    let offset =
        if local.offset().local_minus_utc() == 0 { String::new() } else { local.format("%:z").to_string() };
    format!("<time datetime=\"{}\">{} UTC{offset}</time>", date(at), local.format("%Y-%m-%d %H:%M"))
}

/// Isolates a text by others within a line of the page.
fn bdi(text: &str) -> String {
    format!("<bdi>{}</bdi>", plain(text))
}

/// Escapes a text. Characters that would end the isolation around it, or that are invisible and not harmless, are
/// spelled out.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(letter),
            '\r' => {}
            letter if letter.is_control() || turns(letter) => {
                let _ = write!(out, "[U+{:04X}]", u32::from(letter));
            }
            letter => out.push(letter),
        }
    }
    out
}

/// True for embeddings, overrides and isolates of direction, and for line separators that some readers take for the end
/// of markup.
const fn turns(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_text_is_text() {
        assert_eq!(
            plain("<img src=x onerror='a()'>&\""),
            "&lt;img src=x onerror=&#39;a()&#39;&gt;&amp;&quot;"
        );
    }

    #[test]
    fn what_turns_or_cannot_be_seen_is_spelled_out() {
        assert_eq!(plain("a\u{202e}b\u{0}c\u{2069}"), "a[U+202E]b[U+0000]c[U+2069]");
        assert_eq!(plain("one\r\ntwo\tthree"), "one\ntwo\tthree");
    }
}
