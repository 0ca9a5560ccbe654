//! A self-contained HTML page: no script, no external link, and a content security policy that forbids loading
//! anything. Pictures that are here are in the page, within limits ([`picture`]).
//!
//! Texts by others are written as text, never as markup. Control characters, and characters that change the text
//! direction, are spelled out by number; every such text is isolated in an element with its own direction. Tests:
//! below, `tests/commands/export.rs`.

mod picture;
mod text;

use super::{About, Form, date};
use crate::chat::attachment::format_size;
use crate::chat::message::{Marks, Shared};
use crate::chat::{Attachment, Stamp, shown};
use crate::clock::Zone;
use crate::files::place::Places;
use crate::row::{File, Record, Records};

use picture::Pictures;

use chrono::{DateTime, FixedOffset};

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

/// The HTML format; `day` is the day of the last record, for the day headings.
pub(super) struct Html {
    day: String,
    /// The time zone that dates are written in.
    zone: &'static dyn Zone,
    pictures: Pictures,
    /// True if the messages are of several conversations.
    names_place: bool,
}

impl Html {
    pub(super) fn new(zone: &'static dyn Zone, places: Places) -> Self {
        Self { day: String::new(), zone, pictures: Pictures::new(places), names_place: false }
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
code{color:var(--mark);font-size:.9em}a{color:inherit}\
h3,h4,h5,h6{margin:.4rem 0 .1rem;font-size:1rem}pre{margin:.4rem 0;padding:.4rem .8rem;background:var(--card);white-space:pre-wrap;overflow-wrap:anywhere}\
pre code{color:inherit}.list{display:grid;grid-template-columns:max-content 1fr;column-gap:.5rem}.list>span{color:var(--soft);text-align:right}\
table{border-collapse:collapse;margin:.4rem 0}td,th{border:1px solid var(--line);padding:.15rem .6rem;white-space:pre-wrap}.left{text-align:left}.center{text-align:center}.right{text-align:right}\
hr{border:0;border-top:1px solid var(--line)}ul{margin:.2rem 0;padding-left:1.2rem}\
figure{margin:.4rem 0}figcaption{font-size:.85rem;overflow-wrap:anywhere}\
img{max-width:100%;max-height:30rem;width:auto;height:auto;border-radius:.3rem}\
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--line:#bbb;--card:#fff;--mark:#444}\
body{font-size:11pt;max-width:none;margin:0;padding:0}h2,header{break-after:avoid}\
article{overflow:visible}article,blockquote,figure,li,footer{break-inside:avoid}p{orphans:3;widows:3}\
img{max-height:16cm}@page{margin:2cm}}";

impl Form for Html {
    fn begin(&mut self, to: &mut dyn Write, about: &About) -> io::Result<()> {
        let title = about.title.as_deref().unwrap_or("Reported messages");
        self.names_place = about.of == Records::Reported;
        writeln!(
            to,
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta http-equiv=\"Content-Security-Policy\" \
             content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\
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
        let mut out = self.head(record);
        text::push(&mut out, &message.text, &record.tag_names);
        to.write_all(out.as_bytes())?;
        self.files(to, &message.files, &record.files)?;
        if let Some(shared) = message.shared.as_deref() {
            self.shared(to, shared, &record.shared_files)?;
        }
        to.write_all(self.foot(record).as_bytes())
    }

    fn end(&mut self, to: &mut dyn Write) -> io::Result<()> {
        writeln!(to, "</body></html>")
    }
}

impl Html {
    fn head(&self, record: &Record) -> String {
        let message = &record.message;
        // Names every field, so that the compiler asks for a new one.
        let Marks { deleted: _, pinned_by, starred_by, read: _, archived, reported: _ } = &message.marks;
        let mut out = format!(
            "<article id=\"m-{}\"><header><b>{}</b> {}",
            message.id,
            bdi(&shown::name(&message.author_name)),
            moment(message.sent_at, self.zone)
        );
        if self.names_place {
            let sigil = message.conversation.kind().sigil();
            let place = format!("{sigil}{}", shown::name(&record.conversation_name));
            let _ = write!(out, " · in {}", bdi(&place));
        }
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
        out
    }

    fn foot(&self, record: &Record) -> String {
        let mut out = String::new();
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
        let reported = record.message.marks.reported.as_deref();
        // A report on the message itself says neither who made it nor when.
        let is_own = |reason: &&str| {
            !record.reports.iter().any(|report| report.marks.reported.as_deref() == Some(*reason))
        };
        if let Some(reason) = reported.filter(is_own) {
            let _ = write!(out, "<footer>Reported: {}</footer>", bdi(reason));
        }
        for report in &record.reports {
            let _ = write!(
                out,
                "<footer>Reported by {} on {}: {}</footer>",
                bdi(&shown::name(&report.author_name)),
                moment(report.sent_at, self.zone),
                bdi(report.marks.reported.as_deref().unwrap_or_default())
            );
        }
        if !record.versions.is_empty() {
            out.push_str("<details class=\"soft\"><summary>Earlier versions</summary>");
            for version in &record.versions {
                let _ = write!(out, "<div>until {}</div>", moment(version.until, self.zone));
                text::push(&mut out, &version.text, &[]);
            }
            out.push_str("</details>");
        }
        out.push_str("</article>\n");
        out
    }

    /// The pictures that fit into the page, and a list of the other files.
    fn files(&mut self, to: &mut dyn Write, files: &[Attachment], known: &[File]) -> io::Result<()> {
        let mut list = String::new();
        for (at, file) in files.iter().enumerate() {
            let known = known.get(at);
            let about = about(file, known);
            match known.and_then(|known| self.pictures.take(known)) {
                Some(picture) => picture.write(to, &plain(&shown::name(&file.name)), &about)?,
                None => {
                    let _ = write!(list, "<li>{about}</li>");
                }
            }
        }
        if list.is_empty() { Ok(()) } else { write!(to, "<ul>{list}</ul>") }
    }

    fn shared(&mut self, to: &mut dyn Write, shared: &Shared, known: &[File]) -> io::Result<()> {
        let mut out = format!("<blockquote><header><b>{}</b>", bdi(&shown::name(&shared.author_name)));
        if let Some(at) = shared.sent_at {
            let _ = write!(out, " {}", moment(at, self.zone));
        }
        out.push_str("</header>");
        let tagged: Vec<String> = shared.tags.iter().map(|(_, name)| name.clone()).collect();
        text::push(&mut out, &shared.text, &tagged);
        to.write_all(out.as_bytes())?;
        self.files(to, &shared.files, known)?;
        to.write_all(b"</blockquote>")
    }
}

/// A file's name, path, duration and size.
fn about(file: &Attachment, known: Option<&File>) -> String {
    let mut out = format!("{} <span class=\"soft\">{}", bdi(&shown::name(&file.name)), bdi(&file.path));
    if let Some(duration) = &file.duration {
        let _ = write!(out, " {}", bdi(duration));
    }
    if let Some(facts) = known.and_then(|known| known.facts.as_ref()) {
        let _ = write!(out, " · {}", plain(&format_size(facts.bytes)));
    }
    out.push_str("</span>");
    out
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
