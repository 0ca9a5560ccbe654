//! Tells if the end of a text is inside code, where the send key inserts a line break and no completions are offered.
//!
//! A fence is three or more backticks at the start of a line, after at most three spaces, with no further backtick on the
//! line: ```` ```code``` ```` is inline code. As many backticks close it, also beside the code. Inline code ends on its
//! line. Pure. Tests: below.

/// The place where a text ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In a code block.
    InBlock,
    /// In inline code that is not closed yet.
    Inline,
    Outside,
}

/// Tells where this text ends.
pub fn at_end(text: &str) -> Place {
    let mut open: Option<usize> = None;
    let mut tail = "";
    for line in text.split('\n') {
        tail = line;
        match open {
            Some(marks) => {
                if let Some(end) = runs(line).find(|(_, count)| *count >= marks).map(|(at, count)| at + count)
                {
                    open = None;
                    tail = &line[end..];
                }
            }
            None => open = opens(line),
        }
    }
    match open {
        Some(_) => Place::InBlock,
        None if is_inline(tail) => Place::Inline,
        None => Place::Outside,
    }
}

/// How many backticks open a code block on this line, if any.
fn opens(line: &str) -> Option<usize> {
    let bare = line.trim_start_matches(' ');
    let (_, count) = runs(bare).next().filter(|(at, count)| *at == 0 && *count >= 3)?;
    (line.len() - bare.len() <= 3 && !bare[count..].contains('`')).then_some(count)
}

/// True if inline code is open at the end of a line: a run of backticks is closed by a run of the same length.
fn is_inline(line: &str) -> bool {
    let mut open = None;
    for (_, count) in runs(line) {
        open = match open {
            None => Some(count),
            Some(marks) if marks == count => None,
            Some(marks) => Some(marks),
        };
    }
    open.is_some()
}

/// The runs of backticks: where each begins, and its length.
fn runs(line: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + line.get(at..)?.find('`')?;
        let count = line[start..].len() - line[start..].trim_start_matches('`').len();
        at = start + count;
        Some((start, count))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_fence_is_code_until_it_is_closed() {
        assert_eq!(at_end("see"), Place::Outside);
        assert_eq!(at_end("see\n```rust"), Place::InBlock);
        assert_eq!(at_end("see\n```rust\nlet a = 1;"), Place::InBlock);
        assert_eq!(at_end("see\n```rust\nlet a = 1;\n```"), Place::Outside);
        assert_eq!(at_end("see\n```rust\nlet a = 1;```"), Place::Outside);
        assert_eq!(at_end("````\n```\n"), Place::InBlock, "fewer backticks close nothing");
        assert_eq!(at_end("````\n```\n````\n"), Place::Outside);
        assert_eq!(at_end("inline ``` marks\n"), Place::Outside);
        assert_eq!(at_end("    ```\n"), Place::Outside);
    }

    #[test]
    fn a_fence_that_is_closed_on_its_line_opens_nothing() {
        assert_eq!(at_end("```systemctl restart relay``` "), Place::Outside);
        assert_eq!(at_end("```systemctl restart relay```\nask "), Place::Outside);
        assert_eq!(at_end("```\nmake all\n``` ask "), Place::Outside);
        assert_eq!(at_end("```a``` and ```b"), Place::Inline);
    }

    #[test]
    fn inline_code_ends_with_as_many_backticks_or_with_its_line() {
        assert_eq!(at_end("`a "), Place::Inline);
        assert_eq!(at_end("`a` "), Place::Outside);
        assert_eq!(at_end("``a ` b "), Place::Inline);
        assert_eq!(at_end("``a ` b`` "), Place::Outside);
        assert_eq!(at_end("`a\nb "), Place::Outside);
    }
}
