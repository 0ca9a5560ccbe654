//! Reads the wire's XML as a stream of events, so that a bad element affects only itself.
//!
//! Elements are matched by local name in any case; order and namespaces are noted where a `DataContractSerializer`
//! would have skipped elements. Recursion follows the models, which are three levels deep; unknown elements are
//! skipped without recursion.
//! Tests: `tests/wire/xml_reader.rs`.

use super::super::model::{Model, Slot};
use super::super::note::Trail;
use super::super::text::decode;
use super::super::{Date, MessageType, Notes, ReadError, Why};
use super::{ARRAYS, MODELS};

use quick_xml::NsReader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, QName, ResolveResult};
use uuid::Uuid;

/// Reads a model from a whole document.
pub(super) fn body<M: Model>(bytes: &[u8]) -> Result<(M, Notes), ReadError> {
    let text = decode(bytes)?;
    let mut source = Source::new(&text);
    if !source.root()?.is_named(M::NAME) {
        return Err(ReadError::Unexpected("the expected root element"));
    }
    let model = source.fill()?;
    source.tail()?;
    Ok((model, source.trail.into_notes()))
}

/// The parts of a start tag that the reader needs.
struct Element<'a> {
    /// The full name with its prefix.
    name: String,
    space: Space,
    nil: bool,
    start: BytesStart<'a>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Space {
    Models,
    Arrays,
    Other,
}

impl Element<'_> {
    fn local(&self) -> &str {
        self.start.local_name().into_inner()
    }

    fn is_named(&self, name: &str) -> bool {
        self.local().eq_ignore_ascii_case(name)
    }
}

/// The rest of the document.
struct Source<'a> {
    reader: NsReader<&'a [u8]>,
    trail: Trail,
}

impl<'a> Source<'a> {
    fn new(text: &'a str) -> Self {
        let mut reader = NsReader::from_str(text);
        // Then every element has a start and an end, even `<Files/>`.
        reader.config_mut().expand_empty_elements = true;
        Self { reader, trail: Trail::new() }
    }

    fn malformed(&self) -> ReadError {
        ReadError::Malformed { at: self.reader.error_position().max(self.reader.buffer_position()) }
    }

    fn event(&mut self) -> Result<Event<'a>, ReadError> {
        self.reader.read_event().map_err(|_| self.malformed())
    }

    /// Returns the root element; skips everything before it.
    fn root(&mut self) -> Result<Element<'a>, ReadError> {
        loop {
            match self.event()? {
                Event::Start(start) => return Ok(self.element(start)),
                Event::Eof => return Err(ReadError::Unexpected("XML")),
                Event::Text(text) if !text.trim().is_empty() => return Err(ReadError::Unexpected("XML")),
                Event::End(_) | Event::Empty(_) | Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => {
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    /// Checks that only comments and white space follow the root.
    fn tail(&mut self) -> Result<(), ReadError> {
        loop {
            match self.event()? {
                Event::Eof => return Ok(()),
                Event::Start(_) => return Err(self.malformed()),
                Event::Text(text) if !text.trim().is_empty() => return Err(self.malformed()),
                Event::End(_) | Event::Empty(_) | Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => {
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    /// Returns the next child of the open element, or `None` at its end; skips text between children.
    fn child(&mut self) -> Result<Option<Element<'a>>, ReadError> {
        loop {
            match self.event()? {
                Event::Start(start) => return Ok(Some(self.element(start))),
                Event::End(_) => return Ok(None),
                Event::Eof => return Err(self.malformed()),
                Event::Empty(_) | Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => {}
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    fn element(&self, start: BytesStart<'a>) -> Element<'a> {
        let space = match self.reader.resolver().resolve_element(start.name()).0 {
            ResolveResult::Bound(Namespace(MODELS)) => Space::Models,
            ResolveResult::Bound(Namespace(ARRAYS)) => Space::Arrays,
            ResolveResult::Bound(_) | ResolveResult::Unbound | ResolveResult::Unknown(_) => Space::Other,
        };
        // Unchecked: looking for duplicates takes time quadratic in the number of attributes.
        let nil = start.attributes().with_checks(false).flatten().any(|attribute| {
            attribute.key.local_name().into_inner() == "nil" && matches!(attribute.value.trim(), "true" | "1")
        });
        Element { name: start.name().0.to_owned(), space, nil, start }
    }

    /// Skips the rest of an element.
    fn skip(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        self.reader.read_to_end(QName(&element.name)).map_err(|_| self.malformed())?;
        Ok(())
    }

    /// Reads the fields of the open element.
    fn fill<M: Model>(&mut self) -> Result<M, ReadError> {
        let mut model = M::default();
        let mut last = "";
        while let Some(element) = self.child()? {
            let Some((name, slot)) = model.slot(element.local()) else {
                self.skip(&element)?;
                continue;
            };
            self.trail.enter_field(name);
            self.check(&element, name, Space::Models);
            if name <= last {
                self.trail.note(Why::OutOfOrder);
            }
            last = name;
            self.fill_slot(slot, &element)?;
            self.trail.leave();
        }
        Ok(model)
    }

    /// If an element comes twice, the last one counts.
    fn fill_slot(&mut self, slot: Slot<'_>, element: &Element<'_>) -> Result<(), ReadError> {
        match slot {
            Slot::Guid(into) => *into = self.value(element, Why::NotAGuid, guid)?,
            Slot::Text(into) => *into = self.text(element)?,
            Slot::Flag(into) => *into = self.value(element, Why::WrongType, flag)?,
            Slot::Date(into) => *into = self.value(element, Why::NotADate, Date::parse)?,
            Slot::Kind(into) => *into = self.value(element, Why::WrongType, MessageType::named)?,
            Slot::Guids(into) => *into = self.list(element, "guid", Space::Arrays, Self::guid)?,
            Slot::Files(into) => *into = self.models(element)?,
            Slot::Tagged(into) => *into = self.models(element)?,
            Slot::Messages(into) => *into = self.models(element)?.unwrap_or_default(),
            Slot::Shared(into) => *into = self.model(element)?.map(Box::new),
        }
        Ok(())
    }

    fn check(&mut self, element: &Element<'_>, name: &str, space: Space) {
        if element.space != space || element.local() != name {
            self.trail.note(Why::Foreign);
        }
    }

    fn model<M: Model>(&mut self, element: &Element<'_>) -> Result<Option<M>, ReadError> {
        if element.nil {
            self.skip(element)?;
            return Ok(None);
        }
        self.fill().map(Some)
    }

    fn models<M: Model>(&mut self, element: &Element<'_>) -> Result<Option<Vec<M>>, ReadError> {
        self.list(element, M::NAME, Space::Models, |source, entry| {
            let model = source.model(entry)?;
            Ok(source.trail.or_note(model, Why::WrongType))
        })
    }

    fn guid(&mut self, entry: &Element<'_>) -> Result<Option<Uuid>, ReadError> {
        self.value(entry, Why::NotAGuid, guid)
    }

    fn list<T>(
        &mut self,
        element: &Element<'_>,
        entry_name: &str,
        space: Space,
        read: impl Fn(&mut Self, &Element<'_>) -> Result<Option<T>, ReadError>,
    ) -> Result<Option<Vec<T>>, ReadError> {
        if element.nil {
            self.skip(element)?;
            return Ok(None);
        }
        let (mut entries, mut index) = (Vec::new(), 0);
        while let Some(entry) = self.child()? {
            self.trail.enter_entry(index);
            if !entry.is_named(entry_name) {
                self.trail.note(Why::WrongType);
                self.skip(&entry)?;
            } else if self.trail.admit::<T>() {
                self.check(&entry, entry_name, space);
                entries.extend(read(self, &entry)?);
            } else {
                self.skip(&entry)?;
            }
            self.trail.leave();
            index += 1;
        }
        Ok(Some(entries))
    }

    /// Reads a value; surrounding white space is ignored.
    fn value<T>(
        &mut self,
        element: &Element<'_>,
        why: Why,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, ReadError> {
        let Some(text) = self.text(element)? else { return Ok(None) };
        Ok(self.trail.or_note(read(text.trim()), why))
    }

    /// Reads text unchanged; `None` for nil and, with a note, for an element with children.
    fn text(&mut self, element: &Element<'_>) -> Result<Option<String>, ReadError> {
        if element.nil {
            self.skip(element)?;
            return Ok(None);
        }
        let mut text = Some(String::new());
        loop {
            match self.event()? {
                Event::End(_) => return Ok(text),
                Event::Eof => return Err(self.malformed()),
                Event::Start(start) => {
                    let child = self.element(start);
                    self.skip(&child)?;
                    self.trail.note(Why::WrongType);
                    text = None;
                }
                Event::Text(part) => append(&mut text, &part.xml10_content()),
                Event::CData(part) => append(&mut text, &part.xml10_content()),
                Event::GeneralRef(reference) => append(&mut text, &resolve(&reference)),
                // Never happens: empty elements are expanded.
                Event::Empty(_) => {}
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }
}

fn append(text: &mut Option<String>, part: &str) {
    if let Some(text) = text {
        text.push_str(part);
    }
}

/// Resolves XML's five entities and numeric characters; other references, which a document type declaration would
/// have to define, are kept as written.
fn resolve(reference: &BytesRef<'_>) -> String {
    if let Some(known) = resolve_xml_entity(reference) {
        return known.to_owned();
    }
    if reference.is_char_ref() {
        let character = reference.resolve_char_ref().ok().flatten();
        return character.unwrap_or(char::REPLACEMENT_CHARACTER).to_string();
    }
    format!("&{};", &**reference)
}

fn guid(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text).ok()
}

fn flag(text: &str) -> Option<bool> {
    if text == "1" || text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text == "0" || text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}
