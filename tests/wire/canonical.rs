//! A small XML canonicalizer: two documents with the same canonical form have the same elements, in the same order and
//! namespaces, with the same text.

use quick_xml::NsReader;
use quick_xml::events::Event;
use quick_xml::name::ResolveResult;

/// One line per start, text and end; names as `{namespace}local`. White space between elements does not count, nor
/// do prefixes; the prefix of every namespace declaration is listed by [`declarations`].
pub(crate) fn canonical(document: &[u8]) -> String {
    let text = std::str::from_utf8(document).unwrap();
    let mut reader = NsReader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut out = String::new();
    let mut words = String::new();
    loop {
        let (space, event) = reader.read_resolved_event().unwrap();
        let space = match space {
            ResolveResult::Bound(space) => space.0.to_owned(),
            ResolveResult::Unbound => String::new(),
            ResolveResult::Unknown(prefix) => panic!("undeclared prefix {prefix:?}"),
        };
        match event {
            Event::Start(start) => {
                assert!(words.trim().is_empty(), "mixed content");
                words.clear();
                out.push_str(&format!("<{{{space}}}{}", start.local_name().into_inner()));
                for attribute in start.attributes().map(Result::unwrap) {
                    if attribute.key.as_namespace_binding().is_none() {
                        out.push_str(&format!(" {}={:?}", attribute.key.0, attribute.value));
                    }
                }
                out.push_str(">\n");
            }
            Event::End(end) => {
                if !words.trim().is_empty() {
                    out.push_str(&format!("{words:?}\n"));
                }
                words.clear();
                out.push_str(&format!("</{}>\n", end.local_name().into_inner()));
            }
            Event::Text(part) => words.push_str(&part.xml10_content()),
            Event::GeneralRef(part) => words.push_str(&format!("&{};", &*part)),
            Event::Eof => return out,
            other => panic!("not expected here: {other:?}"),
        }
    }
}

/// Every namespace declaration with its element, in order.
pub(crate) fn declarations(document: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(document).unwrap();
    let mut reader = NsReader::from_str(text);
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) | Event::Empty(start) => {
                for attribute in start.attributes().map(Result::unwrap) {
                    found.push(format!("{} {}={}", start.name().0, attribute.key.0, attribute.value));
                }
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}
