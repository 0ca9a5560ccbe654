//! The text of a message as HTML, drawn as the window draws it.
//!
//! A link is underlined words with its address behind them: the page leads nowhere by itself. Must not know: the rest of
//! the page. Tests: below, `tests/commands/export.rs`.

use super::{bdi, plain};
use crate::chat::text::{self, Align, Block, Item, Names, Span, Table, Target};

use std::fmt::Write as _;

/// Adds a text; `tagged` are the names of the people tagged in it, in order.
pub(super) fn push(out: &mut String, text: &str, tagged: &[String]) {
    if !text.is_empty() {
        push_blocks(out, &text::named(text::parse(text, &Names::of_tags(tagged)), tagged));
    }
}

fn push_blocks(out: &mut String, blocks: &[Block]) {
    for block in blocks {
        match block {
            Block::Text(spans) => {
                let _ = write!(out, "<p dir=\"auto\">{}</p>", run(spans));
            }
            // The page's own headings are the title and the days.
            Block::Heading { level, spans } => {
                let level = (level + 2).min(6);
                let _ = write!(out, "<h{level} dir=\"auto\">{}</h{level}>", run(spans));
            }
            Block::Code(code) => {
                let _ = write!(out, "<pre dir=\"ltr\"><code>{}</code></pre>", plain(&code.text()));
            }
            Block::Quote(blocks) => {
                out.push_str("<blockquote>");
                push_blocks(out, blocks);
                out.push_str("</blockquote>");
            }
            Block::List(items) => push_list(out, items),
            Block::Table(table) => push_table(out, table),
            Block::Rule => out.push_str("<hr>"),
        }
    }
}

/// Adds a list; its marks are part of the text, since numbers are as typed.
fn push_list(out: &mut String, items: &[Item]) {
    out.push_str("<div class=\"list\">");
    for item in items {
        let _ = write!(out, "<span>{}</span><div>", plain(item.mark.text()));
        push_blocks(out, &item.blocks);
        out.push_str("</div>");
    }
    out.push_str("</div>");
}

fn push_table(out: &mut String, table: &Table) {
    out.push_str("<table>");
    for (number, row) in std::iter::once(&table.head).chain(&table.rows).enumerate() {
        let cell = if number == 0 { "th" } else { "td" };
        out.push_str("<tr>");
        for (spans, align) in row.iter().zip(&table.columns) {
            let align = match align {
                Align::Natural => "",
                Align::Left => " class=\"left\"",
                Align::Center => " class=\"center\"",
                Align::Right => " class=\"right\"",
            };
            let _ = write!(out, "<{cell}{align} dir=\"auto\">{}</{cell}>", run(spans));
        }
        out.push_str("</tr>");
    }
    out.push_str("</table>");
}

fn run(spans: &[Span]) -> String {
    let mut out = String::new();
    for span in spans {
        let style = span.style;
        let marks = [(style.bold, "b"), (style.italic, "i"), (style.strike, "s"), (style.code, "code")];
        let marks: Vec<&str> = marks.into_iter().filter_map(|(is, mark)| is.then_some(mark)).collect();
        for mark in &marks {
            let _ = write!(out, "<{mark}>");
        }
        match &span.target {
            Some(Target::Link(address)) => {
                let _ = write!(out, "<u>{}</u>", bdi(&span.text));
                if *address != span.text && address.strip_prefix("mailto:") != Some(span.text.as_str()) {
                    let _ = write!(out, " <span class=\"soft\">({})</span>", bdi(address));
                }
            }
            Some(Target::Mention(_)) => {
                let _ = write!(out, "<b>{}</b>", bdi(&span.text));
            }
            None => out.push_str(&plain(&span.text)),
        }
        for mark in marks.iter().rev() {
            let _ = write!(out, "</{mark}>");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> String {
        let mut out = String::new();
        push(&mut out, text, &["Ben <b>".to_owned()]);
        out
    }

    #[test]
    fn a_text_is_drawn_as_in_the_window() {
        assert_eq!(page("a **b** `c`\nd"), "<p dir=\"auto\">a <b>b</b> <code>c</code>\nd</p>");
        assert_eq!(
            page("1. a\n5. b"),
            "<div class=\"list\"><span>1.</span><div><p dir=\"auto\">a</p></div><span>5.</span><div><p dir=\"auto\">b</p></div></div>"
        );
        assert_eq!(
            page("| a |\n|--:|\n| 1 |"),
            "<table><tr><th class=\"right\" dir=\"auto\">a</th></tr><tr><td class=\"right\" dir=\"auto\">1</td></tr></table>"
        );
        assert_eq!(page("```\n<x>\n```"), "<pre dir=\"ltr\"><code>&lt;x&gt;</code></pre>");
    }

    #[test]
    fn markup_and_addresses_are_text() {
        let text = page("<script>x</script> [see](https://e.org/?a=\"b) {tag}");
        assert!(!text.contains("<script") && !text.contains("href"), "{text}");
        assert!(
            text.contains(
                "<u><bdi>see</bdi></u> <span class=\"soft\">(<bdi>https://e.org/?a=&quot;b</bdi>)</span>"
            ),
            "{text}"
        );
        assert!(text.contains("<b><bdi>@Ben &lt;b&gt;</bdi></b>"), "{text}");
    }
}
