//! Finds the names of mentioned people in a message's text, so that they are drawn as mentions.
//!
//! A mention is `@Full Name` in the text (`docs/server-api.md` 2.6); the `{tag}` placeholders of the earlier client are
//! filled in order. Pure. Must not know: the ids of people. Tests: below.

use super::markup::Block;
use crate::chat::mention::{PLACEHOLDER, begins};
use crate::widget::passage::{Kind, Piece};

/// The text with each placeholder replaced by the next mentioned person's name; placeholders without a name stay.
pub fn filled(text: &str, names: &[String]) -> String {
    let mut parts = text.split(PLACEHOLDER);
    let mut filled = parts.next().unwrap_or_default().to_owned();
    let mut names = names.iter();
    for part in parts {
        match names.next() {
            Some(name) => {
                filled.push('@');
                filled.push_str(name);
            }
            None => filled.push_str(PLACEHOLDER),
        }
        filled.push_str(part);
    }
    filled
}

/// The blocks with the names of mentioned people marked. Code is left as it is.
pub fn marked(blocks: Vec<Block>, names: &[String]) -> Vec<Block> {
    if names.is_empty() {
        return blocks;
    }
    // Longer names first: `@Ben Okri` is not `@Ben` and a rest.
    let mut longest: Vec<&str> = names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    longest.sort_by_key(|name| std::cmp::Reverse(name.len()));
    blocks
        .into_iter()
        .map(|block| match block {
            Block::Text(pieces) => Block::Text(in_pieces(pieces, &longest)),
            Block::Quote(pieces) => Block::Quote(in_pieces(pieces, &longest)),
            Block::Item { mark, depth, says } => Block::Item { mark, depth, says: in_pieces(says, &longest) },
            Block::Code(code) => Block::Code(code),
        })
        .collect()
}

fn in_pieces(pieces: Vec<Piece>, names: &[&str]) -> Vec<Piece> {
    pieces
        .into_iter()
        .flat_map(|piece| match piece.kind {
            Kind::Plain | Kind::Bold | Kind::Italic => split(piece, names),
            Kind::Code | Kind::Mention | Kind::Link(_) => vec![piece],
        })
        .collect()
}

fn split(piece: Piece, names: &[&str]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = piece.text.as_str();
    let mut plain = String::new();
    while let Some(at) = rest.find('@') {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        let found = names.iter().find_map(|name| Some((name, begins(&from[1..], name)?)));
        match found {
            Some((name, length)) => {
                if !plain.is_empty() {
                    pieces.push(Piece { text: std::mem::take(&mut plain), kind: piece.kind.clone() });
                }
                pieces.push(Piece { text: format!("@{name}"), kind: Kind::Mention });
                rest = &from[1 + length..];
            }
            None => {
                plain.push('@');
                rest = &from[1..];
            }
        }
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        pieces.push(Piece { text: plain, kind: piece.kind });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::super::markup;
    use super::*;

    fn mentions(text: &str, names: &[&str]) -> Vec<String> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let pieces = marked(markup::blocks(text), &names).into_iter().flat_map(|block| match block {
            Block::Text(pieces) | Block::Quote(pieces) | Block::Item { says: pieces, .. } => pieces,
            Block::Code(_) => Vec::new(),
        });
        pieces.filter(|piece| piece.kind == Kind::Mention).map(|piece| piece.text).collect()
    }

    #[test]
    fn names_are_found_at_their_place_the_longer_first() {
        assert_eq!(mentions("hi @Ben Okri and @Ben!", &["Ben", "Ben Okri"]), ["@Ben Okri", "@Ben"]);
        assert_eq!(mentions("**@Ben** and > @Ben", &["Ben"]), ["@Ben", "@Ben"]);
        assert_eq!(mentions("@Benedict, a@b, `@Ben`", &["Ben"]), Vec::<String>::new());
        assert_eq!(mentions("nothing", &["Ben", ""]), Vec::<String>::new());
        assert_eq!(mentions("@Cle\u{301}o!", &["Cléo"]), ["@Cléo"], "drawn by its name in whatever form");
    }

    #[test]
    fn placeholders_are_filled_in_order() {
        let names = ["Ben Okri".to_owned(), "佐藤".to_owned()];
        assert_eq!(filled("ask {tag} or {tag} or {tag}", &names), "ask @Ben Okri or @佐藤 or {tag}");
        assert_eq!(filled("no tags", &names), "no tags");
    }
}
