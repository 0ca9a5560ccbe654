//! Parses an XML document into a tree of elements.
//!
//! The server reads without a DTD, so a document with entities of its own is malformed.
//! Must not know: the models. Tests: `tests/demo/binding.rs`.

use quick_xml::NsReader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

/// Maximum depth of a document; the models need six levels.
const DEEPEST: usize = 32;

/// One element.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The namespace; empty if there is none.
    pub(super) space: String,
    pub(super) name: String,
    /// Has `nil="true"` of the schema instance namespace.
    pub(super) nil: bool,
    pub(super) children: Vec<Node>,
    pub(super) text: String,
}

/// The root element of a document; `None` if it is malformed.
pub(super) fn parse(text: &str) -> Option<Node> {
    let mut reader = NsReader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<Node> = Vec::new();
    let mut root = None;
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                if root.is_some() || open.len() >= DEEPEST {
                    return None;
                }
                open.push(node(&reader, &start));
            }
            Event::End(_) => {
                let done = open.pop()?;
                match open.last_mut() {
                    Some(parent) => parent.children.push(done),
                    None => root = Some(done),
                }
            }
            Event::Text(part) => append(&mut open, &part.xml10_content())?,
            Event::CData(part) => append(&mut open, &part.xml10_content())?,
            Event::GeneralRef(reference) => match resolve_xml_entity(&reference) {
                Some(known) => append(&mut open, known)?,
                None => append(&mut open, reference.resolve_char_ref().ok()??.encode_utf8(&mut [0; 4]))?,
            },
            Event::DocType(_) => return None,
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => return root.filter(|_| open.is_empty()),
        }
    }
}

/// Adds text to the innermost element. Outside the root only white space is allowed.
fn append(open: &mut [Node], part: &str) -> Option<()> {
    match open.last_mut() {
        Some(node) => node.text.push_str(part),
        None => part.trim().is_empty().then_some(())?,
    }
    Some(())
}

fn node(reader: &NsReader<&[u8]>, start: &BytesStart<'_>) -> Node {
    let space = match reader.resolver().resolve_element(start.name()).0 {
        ResolveResult::Bound(namespace) => namespace.0.to_owned(),
        ResolveResult::Unbound | ResolveResult::Unknown(_) => String::new(),
    };
    let nil = start.attributes().with_checks(false).flatten().any(|attribute| {
        attribute.key.local_name().into_inner() == "nil" && matches!(attribute.value.trim(), "true" | "1")
    });
    let name = start.local_name().into_inner().to_owned();
    Node { space, name, nil, children: Vec::new(), text: String::new() }
}
