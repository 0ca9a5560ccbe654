//! Tells if the end of a text is inside an open code block, where the send key inserts a line break.
//!
//! A fence is a line that begins with three backticks, after at most three spaces. Pure. Tests: below.

/// The place where a text ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    InCode,
    Outside,
}

/// Tells if the end of this text is inside a code block.
pub fn at_end(text: &str) -> Place {
    let fences = text.lines().filter(|line| is_fence(line)).count();
    if fences % 2 == 1 { Place::InCode } else { Place::Outside }
}

fn is_fence(line: &str) -> bool {
    let bare = line.trim_start_matches(' ');
    line.len() - bare.len() <= 3 && bare.starts_with("```")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_fence_is_code_until_it_is_closed() {
        assert_eq!(at_end("see"), Place::Outside);
        assert_eq!(at_end("see\n```rust"), Place::InCode);
        assert_eq!(at_end("see\n```rust\nlet a = 1;"), Place::InCode);
        assert_eq!(at_end("see\n```rust\nlet a = 1;\n```"), Place::Outside);
        assert_eq!(at_end("inline ``` marks"), Place::Outside);
    }
}
