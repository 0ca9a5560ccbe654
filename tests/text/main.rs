//! Message texts against CommonMark's own examples: which are read as the specification says, and which are not, with
//! the reason for each.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod deviations;
mod html;

use confab::chat::text::{Block, Names, Span, Style, Target, parse, spans};
use deviations::DEVIATIONS;

use serde::Deserialize;

use std::collections::BTreeMap;

/// An example of the specification (`tests/text/commonmark`).
#[derive(Deserialize)]
struct Example {
    example: u16,
    markdown: String,
    html: String,
}

fn examples() -> Vec<Example> {
    // Only whole addresses are links here.
    let whole = include_str!("commonmark/examples.json")
        .replace("/uri", "http://e.org/uri")
        .replace("/url", "http://e.org/url");
    serde_json::from_str(&whole).unwrap()
}

/// Blocks and runs in a form that both sides can be brought to: marks of blocks, and each run with its look.
#[derive(Default, PartialEq)]
struct Form(Vec<Token>);

#[derive(Debug, PartialEq)]
enum Token {
    Mark(String),
    Run(Style, Option<String>, String),
}

impl Form {
    fn mark(&mut self, mark: impl Into<String>) {
        self.0.push(Token::Mark(mark.into()));
    }

    /// Adds text. Paragraphs and lines are not told apart: only words count.
    fn run(&mut self, style: Style, link: Option<&str>, text: &str) {
        if let Some(Token::Run(last, of, said)) = self.0.last_mut()
            && *last == style
            && of.as_deref() == link
        {
            said.push_str(text);
            return;
        }
        self.0.push(Token::Run(style, link.map(str::to_owned), text.to_owned()));
    }

    /// With white space made one space, and none at the ends of blocks.
    fn text(&self) -> String {
        let mut text = String::new();
        for token in &self.0 {
            match token {
                Token::Mark(mark) => text.push_str(&format!("\n{mark} ")),
                Token::Run(style, link, said) => {
                    let look: String = [(style.bold, 'b'), (style.italic, 'i'), (style.code, 'c')]
                        .iter()
                        .filter_map(|(is, letter)| is.then_some(*letter))
                        .collect();
                    let link = link.as_ref().map(|link| format!("<{link}>")).unwrap_or_default();
                    if look.is_empty() && link.is_empty() {
                        text.push_str(said);
                    } else {
                        text.push_str(&format!("{{{look}{link} {said}}}"));
                    }
                }
            }
        }
        let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        let mut whole = String::new();
        for line in lines.filter(|line| !line.is_empty()) {
            let is_block = line.starts_with('\u{1}');
            whole.push_str(if is_block { "\n" } else { " " });
            whole.push_str(&line);
        }
        whole.trim().to_owned()
    }
}

/// The form of our tree.
fn ours(blocks: &[Block]) -> Form {
    let mut form = Form::default();
    add(&mut form, blocks);
    form
}

fn add(form: &mut Form, blocks: &[Block]) {
    let run = |form: &mut Form, spans: &[Span]| {
        for span in spans {
            let link = match &span.target {
                Some(Target::Link(address)) => Some(address.as_str()),
                Some(Target::Mention(_)) | None => None,
            };
            form.run(span.style, link, &span.text);
        }
        form.run(Style::default(), None, "\n");
    };
    for block in blocks {
        match block {
            Block::Text(spans) => run(form, spans),
            Block::Heading { level, spans } => {
                form.mark(format!("\u{1}H{level}"));
                run(form, spans);
                form.mark("\u{1}/");
            }
            Block::Code(code) => {
                form.mark("\u{1}C");
                form.run(Style::default(), None, &code.text());
                form.mark("\u{1}/");
            }
            Block::Quote(blocks) => {
                form.mark("\u{1}Q");
                add(form, blocks);
                form.mark("\u{1}/");
            }
            Block::List(items) => {
                form.mark("\u{1}L");
                for item in items {
                    form.mark("\u{1}*");
                    add(form, &item.blocks);
                }
                form.mark("\u{1}/");
            }
            Block::Table(_) => form.mark("\u{1}T"),
            Block::Rule => form.mark("\u{1}---"),
        }
    }
}

#[test]
fn examples_match_the_specification_except_listed_deviations() {
    let mut reasons: BTreeMap<u16, &str> = BTreeMap::new();
    for (reason, numbers) in DEVIATIONS {
        for number in *numbers {
            assert!(reasons.insert(*number, reason).is_none(), "{number} has two reasons");
        }
    }
    let mut wrong = Vec::new();
    for Example { example, markdown, html } in examples() {
        let mine = ours(&parse(&markdown, &Names::none())).text();
        let theirs = html::form(&html).text();
        if (mine == theirs) == reasons.contains_key(&example) {
            wrong.push(format!("{example}\n{markdown}\nours:   {mine:?}\ntheirs: {theirs:?}\n"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differ, or are the same against the table:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn no_word_of_an_example_vanishes() {
    for Example { example, markdown, .. } in examples() {
        let blocks = parse(&markdown, &Names::none());
        let mut shown: String = ours(&blocks).0.iter().fold(String::new(), |mut all, token| {
            if let Token::Run(_, link, text) = token {
                all.push_str(text);
                all.push_str(link.as_deref().unwrap_or_default());
            }
            all
        });
        shown.push_str(&languages(&blocks));
        shown.retain(char::is_alphanumeric);
        // The numbers of list items are no spans.
        let digits = |word: &str| word.chars().all(char::is_numeric);
        for word in markdown.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.len() > 2) {
            let is_title = markdown.contains(&format!("\"{word}"))
                || markdown.contains(&format!("'{word}"))
                || markdown.contains(&format!("({word}"));
            assert!(
                shown.contains(word) || is_title || digits(word),
                "{example}: {word:?} of {markdown:?} in {shown:?}"
            );
        }
        for span in spans(&blocks) {
            assert!(markdown.get(span.source.clone()).is_some(), "{example}: {span:?}");
        }
    }
}

/// The languages that code blocks name beside their code.
fn languages(blocks: &[Block]) -> String {
    let of = |block: &Block| match block {
        Block::Code(code) => code.language.clone().unwrap_or_default(),
        Block::Quote(blocks) => languages(blocks),
        Block::List(items) => items.iter().map(|item| languages(&item.blocks)).collect(),
        Block::Text(_) | Block::Heading { .. } | Block::Table(_) | Block::Rule => String::new(),
    };
    blocks.iter().map(of).collect()
}
