//! Rewrites a text for the CommonMark parser: hides marks that people in a chat did not mean, and inserts line breaks where
//! a chat ends a block.
//!
//! A hidden mark is replaced by a control character of the same length (`shield`); an inserted break is recorded, so that
//! every byte can be traced back to the text as typed.
//!
//! Deviations from CommonMark, each with its reason:
//! - Raw HTML, entities and `<address>` are text: people write about them.
//! - There are no link definitions (`[a]: address`), setext headings, `~~~` fences and `+` lists, and no indented code
//!   outside lists: their words or their spaces would vanish, and hardly anyone means them.
//! - A backslash stays unless it keeps a mark from counting: `C:\_old` and `¯\_(ツ)_/¯` stay as typed.
//! - A fence may begin and end beside its code, as in other chat programs, and a word after it that is no language is
//!   code.
//! - A quote mark before a sign, as in `>_<`, is text.
//! - A quote or a list ends where its lines end: an answer below a quote must not look like the other person's words.
//! - Marks inside addresses and names are part of them.
//! - An empty list item or heading is text.
//! - `**` counts beside the punctuation of scripts without spaces.
//!
//! Pure, linear in the text. Tests: `text/tests.rs`.

use super::names::Names;
use super::shield::{hidden, shield};

/// Faces that look like a quote mark and text, such as `>_<`; `<` has its stand-in already.
const FACES: &[&str] = &[">_\u{1}", ">.\u{1}", ">_>", ">.>", ">:", ">;", ">=", ">\u{1}"];

/// A text for the parser.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    pub text: String,
    /// The end of each insertion, and the length of all up to it.
    inserted: Vec<(usize, usize)>,
}

impl Prepared {
    /// The byte of the text as typed for a byte of this one.
    pub(super) fn original(&self, at: usize) -> usize {
        let count = self.inserted.partition_point(|(end, _)| *end <= at);
        let before = count.checked_sub(1).and_then(|last| self.inserted.get(last)).map_or(0, |(_, sum)| *sum);
        // Inside an insertion, take its beginning.
        let inside = self.inserted.get(count).map_or(0, |(end, sum)| {
            let start = end - (sum - before);
            at.saturating_sub(start)
        });
        at - before - inside
    }

    fn insert(&mut self, text: &str) {
        self.text.push_str(text);
        let before = self.inserted.last().map_or(0, |(_, sum)| *sum);
        self.inserted.push((self.text.len(), before + text.len()));
    }
}

/// The text for the parser.
pub(super) fn prepare(text: &str, names: &Names<'_>) -> Prepared {
    let shielded = shield(text, names);
    let mut lines = Lines::default();
    let mut rest = shielded.as_str();
    while !rest.is_empty() {
        rest = lines.take(rest);
    }
    lines.prepared
}

/// The fence of an open code block.
struct Fence {
    marks: usize,
    quotes: usize,
    /// The beginning of its further lines: quote marks, and the indentation of a list.
    next: String,
}

/// The line before, as far as it decides on the next one.
#[derive(Default)]
struct Before {
    text: bool,
    quotes: usize,
    list: bool,
}

/// Writes the lines of a text, with blocks ended as in a chat.
#[derive(Default)]
struct Lines {
    prepared: Prepared,
    fence: Option<Fence>,
    before: Before,
    /// The beginning of the line, if it is written already.
    begun: Option<Margin>,
    /// True if no fence follows.
    no_more: bool,
}

/// The beginning of a line.
#[derive(Default)]
struct Margin {
    /// The bytes of its quote and list marks.
    length: usize,
    quotes: usize,
    list: bool,
    /// The width of the spaces after them.
    indent: usize,
    /// The beginning of a further line of the same block.
    next: String,
}

impl Lines {
    /// Writes the first line of this text, or its first part, and returns the rest.
    fn take<'t>(&mut self, text: &'t str) -> &'t str {
        let line = &text[..text.find('\n').map_or(text.len(), |at| at + 1)];
        let begun = self.begun.take();
        let is_begun = begun.is_some();
        let margin = begun.unwrap_or_else(|| margin(line, self.before.list));
        if let Some(fence) = self.fence.take_if(|fence| is_begun || margin.quotes >= fence.quotes) {
            return self.code(fence, text, line, margin);
        }
        self.fence = None;
        let says = &line[margin.length..];
        if says.trim().is_empty() && !margin.list {
            self.prepared.text.push_str(line);
            self.before = Before { text: false, quotes: margin.quotes, list: self.before.list };
            return &text[line.len()..];
        }
        if !is_begun {
            self.separate(&margin);
        }
        let fence = says.trim_start_matches(' ');
        if fence.starts_with("```") && !fence.trim_start_matches('`').contains('`') {
            self.prepared.text.push_str(line);
            self.fence =
                Some(Fence { marks: ticks(fence), quotes: margin.quotes, next: margin.next.clone() });
        } else if let Some(at) = self.fence_inside(says, &text[line.len()..]) {
            let (begins, rest) = text.split_at(margin.length + at);
            self.prepared.text.push_str(begins);
            self.prepared.insert(&format!("\n{}", margin.next));
            self.begun = Some(Margin { length: 0, ..margin });
            return rest;
        } else {
            self.write(&line[..margin.length], says, &margin);
        }
        let list = margin.list || (self.before.list && margin.indent >= 2);
        self.before = Before { text: true, quotes: margin.quotes, list };
        &text[line.len()..]
    }

    /// Writes a line inside a code block, up to the end of the block if that is in it.
    fn code<'t>(&mut self, fence: Fence, text: &'t str, line: &'t str, margin: Margin) -> &'t str {
        let Some((at, end)) = closes(line, fence.marks) else {
            self.prepared.text.push_str(line);
            self.fence = Some(fence);
            return &text[line.len()..];
        };
        let (code, rest) = (&line[..at], &line[end..]);
        self.prepared.text.push_str(code);
        if !code.trim_matches(['>', ' ', '\t']).is_empty() {
            self.prepared.insert(&format!("\n{}", fence.next));
        }
        let end = end + rest.len() - rest.trim_start_matches([' ', '\t']).len();
        self.prepared.text.push_str(&line[at..end]);
        self.before = Before { text: false, quotes: fence.quotes, list: self.before.list };
        if rest.trim().is_empty() {
            self.prepared.text.push_str(&line[end..]);
            return &text[line.len()..];
        }
        self.prepared.insert(&format!("\n{}", fence.next));
        self.begun = Some(Margin { length: 0, list: false, ..margin });
        &text[end..]
    }

    /// Separates a line from the quote or the list above it, unless it belongs to it.
    fn separate(&mut self, margin: &Margin) {
        let leaves_quote = margin.quotes < self.before.quotes;
        let leaves_list = self.before.list && !margin.list && margin.indent < 2;
        if self.before.text && (leaves_quote || (leaves_list && margin.quotes == self.before.quotes)) {
            self.prepared.insert(&format!("{}\n", ">".repeat(margin.quotes)));
            self.before.text = false;
        }
    }

    /// The place in a line at which a code block begins that ends on a later line.
    fn fence_inside(&mut self, says: &str, rest: &str) -> Option<usize> {
        if self.no_more || !says.contains("```") {
            return None;
        }
        let mut last = None;
        let (mut count, mut at) = (0, 0);
        while let Some(found) = says[at..].find("```") {
            let start = at + found;
            (last, count, at) = (Some(start), count + 1, start + ticks(&says[start..]));
        }
        if count % 2 == 0 {
            return None;
        }
        self.no_more = !rest.contains("```");
        last.filter(|at| !self.no_more && *at > 0)
    }

    /// Writes a line of text, and takes the meaning from the marks at its beginning that do not count here.
    fn write(&mut self, begins: &str, says: &str, margin: &Margin) {
        let words = says.trim();
        let is_made_of = |mark: char| words.chars().all(|letter| letter == mark);
        let is_rule = is_rule(words);
        if is_rule && self.before.text {
            self.prepared.insert(&format!("{}\n", ">".repeat(margin.quotes)));
        }
        let out = &mut self.prepared.text;
        out.push_str(begins);
        let (indent, says) = says.split_at(says.len() - says.trim_start_matches([' ', '\t']).len());
        let is_block = (is_rule && margin.indent < 4) || says.starts_with(['#', '|', '`']);
        if (margin.list && margin.indent < 4) || (!margin.list && self.before.list) || is_block {
            out.push_str(indent);
        } else if let Some((last, before)) = indent.as_bytes().split_last() {
            // A real space before the first word, so that marks count there.
            out.extend(before.iter().map(|blank| hidden(char::from(*blank))));
            out.push(if *last == b' ' { ' ' } else { hidden(char::from(*last)) });
        }
        let is_heading = words.chars().all(|letter| letter == '#' || letter == ' ');
        let hides =
            if (is_made_of('-') && !is_rule) || is_made_of('=') || is_heading || matches!(words, "+" | "*") {
                words.len()
            } else if says.starts_with("~~~") {
                says.len() - says.trim_start_matches('~').len()
            } else {
                usize::from(says.starts_with("+ ") || says.starts_with("+\t") || is_face(says))
            };
        let (marks, says) = says.split_at(hides);
        out.extend(marks.chars().map(hidden));
        out.push_str(says);
    }
}

fn is_face(text: &str) -> bool {
    FACES.iter().any(|face| text.starts_with(face))
}

/// True if a line is a rule across: `---`, `* * *`.
fn is_rule(text: &str) -> bool {
    let mut marks = text.chars().filter(|letter| !letter.is_whitespace());
    let Some(first) = marks.next().filter(|first| matches!(first, '-' | '*' | '_')) else { return false };
    let mut count = 1;
    marks.all(|mark| {
        count += 1;
        mark == first
    }) && count >= 3
}

/// The number of backticks at the beginning of a text.
fn ticks(text: &str) -> usize {
    text.len() - text.trim_start_matches('`').len()
}

/// The fence in a line that closes a code block: nothing but a space may follow it, so that one in a string does not
/// close it.
fn closes(line: &str, marks: usize) -> Option<(usize, usize)> {
    let mut at = 0;
    while let Some(found) = line[at..].find('`') {
        let start = at + found;
        at = start + ticks(&line[start..]);
        if at - start >= marks && !line[at..].starts_with(|next: char| !next.is_whitespace()) {
            return Some((start, at));
        }
    }
    None
}

/// The beginning of a line, in a list or not: its quote marks and list marks.
fn margin(line: &str, in_list: bool) -> Margin {
    /// Deeper ones are text.
    const DEEPEST: usize = 32;
    let mut margin = Margin::default();
    for _ in 0..DEEPEST {
        let rest = &line[margin.length..];
        let spaces = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        margin.indent = rest[..spaces].chars().map(|blank| if blank == '\t' { 4 } else { 1 }).sum();
        let bare = &rest[spaces..];
        let quoted = bare.strip_prefix('>').filter(|_| !is_face(bare));
        if let Some(quoted) = quoted.filter(|_| margin.indent <= 3 && !margin.list) {
            margin.quotes += 1;
            margin.length += spaces + 1 + usize::from(quoted.starts_with(' '));
            margin.next.push_str("> ");
            margin.indent = 0;
        } else if let Some(mark) = list_mark(bare)
            && (margin.indent < 4 || in_list || margin.list)
            && !is_rule(bare)
        {
            margin.list = true;
            margin.length += spaces + mark + 1;
            margin.next.extend(std::iter::repeat_n(' ', margin.indent + mark + 1));
        } else {
            break;
        }
    }
    margin
}

/// The length of a list mark that is followed by words.
fn list_mark(text: &str) -> Option<usize> {
    let digits = text.len() - text.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let mark = match digits {
        0 => usize::from(text.starts_with(['-', '*'])),
        1..=9 => digits + usize::from(text[digits..].starts_with(['.', ')'])),
        _ => return None,
    };
    let rest = &text[mark..];
    (mark > digits && rest.starts_with([' ', '\t']) && !rest.trim().is_empty()).then_some(mark)
}
