//! Walks through an envelope once and collects the decisive facts: flags, errors, ids, reasons.
//!
//! Nothing else is built, so the memory used does not depend on the answer's shape. Must not know: where the bytes
//! came from. Tests: `tests/wire/answer.rs`.

use super::plain::{plain, shorten};
use super::{Answer, Entries, Fields, MAX_DEPTH, Whole, string, unreadable, with_inner};
use crate::language::tr;
use crate::remote::wire::raw::{flag, integer};

use serde_json::value::RawValue;
use uuid::Uuid;

/// The most reasons that are collected.
const MAX_WORDS: usize = 8;

/// The facts found in an answer.
#[derive(Debug, Default)]
pub(super) struct Survey {
    is_object: bool,
    /// A wrapper whose content is missing.
    hollow: bool,
    fields: usize,
    /// There was a `success` flag or a list of messages.
    judged: bool,
    /// A `success` flag outside of a list was false.
    failed: bool,
    /// There was an entry of type error.
    errors: bool,
    /// There was the report of an exception, or an `error` with content.
    alarm: bool,
    words: Vec<String>,
    /// Texts in a failing envelope that are not marked as errors.
    remarks: Vec<String>,
    elements: Vec<(Uuid, String)>,
}

pub(super) fn of(raw: &RawValue) -> Survey {
    let mut survey = Survey::default();
    survey.visit(raw, 0);
    survey
}

/// The relevant fields of an object.
#[derive(Default)]
struct Sketch {
    success: Option<bool>,
    kind_is_error: bool,
    id: Option<Uuid>,
    words: Option<String>,
}

impl Sketch {
    /// Records a field; `false` if it is not relevant.
    fn take(&mut self, name: &str, raw: &RawValue) -> bool {
        match name.to_ascii_lowercase().as_str() {
            "success" | "issuccess" => self.success = flag(raw).or(self.success),
            "messagetypeenum" => self.kind_is_error = is_error(raw),
            "id" | "messageid" | "fieldname" => {
                self.id = string(raw).and_then(|text| Uuid::try_parse(text.trim()).ok()).or(self.id);
            }
            "message" | "reason" | "errormessage" => {
                self.words = string(raw).filter(|text| !text.trim().is_empty()).or(self.words.take());
            }
            _ => return false,
        }
        true
    }
}

/// `messageTypeEnum`: 0 info, 1 warning, 2 error, as a number or by name.
fn is_error(raw: &RawValue) -> bool {
    string(raw).map_or_else(
        || integer(raw.get()) == Some(2),
        |name| name.trim() == "2" || name.trim().eq_ignore_ascii_case("error"),
    )
}

impl Survey {
    fn visit(&mut self, raw: &RawValue, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        match raw.get().as_bytes().first() {
            Some(b'{') => self.envelope(raw, depth),
            Some(b'[') => {
                Entries::walk(raw, |entry| self.element(entry));
            }
            Some(b'"') => {
                with_inner(raw, |inner| self.visit(inner, depth + 1));
            }
            _ => {}
        }
    }

    fn envelope(&mut self, raw: &RawValue, depth: usize) {
        self.is_object = true;
        let mut sketch = Sketch::default();
        let mut fields = 0;
        Fields::walk(raw, |name, value| {
            fields += 1;
            if sketch.take(name, value) {
                return;
            }
            match name.to_ascii_lowercase().as_str() {
                "apiresponsemessages" => self.entries(value, depth),
                "content" | "data" | "result" | "value" => {
                    // A wrapper without content proves nothing.
                    let hollow = name.eq_ignore_ascii_case("content") && value.get() == "null";
                    self.hollow |= hollow;
                    fields -= usize::from(hollow);
                    self.visit(value, depth + 1);
                }
                "serializersettings" | "encoding" | "request" | "contentencoding" | "contenttype" => {
                    fields -= 1;
                }
                "exceptionmessage" | "exceptiontype" | "stacktrace" | "error" | "errors" => {
                    self.alarm |= says_something(value);
                }
                _ => {}
            }
        });
        // A `Message` as the only field is the form of ASP.NET's own error reports.
        self.alarm |= depth == 0 && fields == 1 && sketch.words.is_some();
        self.fields += fields;
        self.judged |= sketch.success.is_some();
        self.failed |= sketch.success == Some(false);
        // An entry of `apiResponseMessages` without the list around it.
        self.errors |= sketch.kind_is_error;
        if sketch.success == Some(false) || sketch.kind_is_error {
            push(&mut self.words, sketch.words);
        }
    }

    /// Reads `apiResponseMessages`: a list, one entry, or either as a string.
    fn entries(&mut self, raw: &RawValue, depth: usize) {
        match raw.get().as_bytes().first() {
            Some(b'[') => {
                self.judged = true;
                Entries::walk(raw, |entry| self.entry(entry));
            }
            Some(b'{') => self.entry(raw),
            Some(b'"') if depth < MAX_DEPTH => {
                with_inner(raw, |inner| self.entries(inner, depth + 1));
            }
            _ => {}
        }
    }

    fn entry(&mut self, raw: &RawValue) {
        let mut sketch = Sketch::default();
        Fields::walk(raw, |name, value| {
            sketch.take(name, value);
        });
        if !sketch.kind_is_error {
            push(&mut self.remarks, sketch.words);
            return;
        }
        self.errors = true;
        if let Some(id) = sketch.id {
            self.elements.push((id, reason(sketch.words.as_slice())));
        }
        push(&mut self.words, sketch.words);
    }

    /// Reads an entry of a list of results, or of a bare list of errors; echoed messages are neither and prove
    /// nothing.
    fn element(&mut self, raw: &RawValue) {
        let mut sketch = Sketch::default();
        Fields::walk(raw, |name, value| {
            sketch.take(name, value);
        });
        if sketch.success != Some(false) && !sketch.kind_is_error {
            return;
        }
        self.errors = true;
        if let Some(id) = sketch.id {
            self.elements.push((id, reason(sketch.words.as_slice())));
        }
        push(&mut self.words, sketch.words);
    }

    /// The reason in an envelope whose status has already refused the call.
    pub(super) fn said(&self) -> Option<String> {
        let words = if self.words.is_empty() { &self.remarks } else { &self.words };
        (!words.is_empty()).then(|| reason(words))
    }

    pub(super) fn verdict(self) -> Answer {
        if self.failed || self.errors {
            let words = if self.words.is_empty() { &self.remarks } else { &self.words };
            let whole = if self.failed { Whole::Failed } else { Whole::Unsaid };
            return Answer::Refused { reason: reason(words), elements: self.elements, whole };
        }
        if self.alarm && !self.judged {
            return unreadable(tr::remote_server_error());
        }
        if !self.is_object {
            return unreadable(tr::remote_reply_unknown());
        }
        if self.hollow && self.fields == 0 && !self.judged {
            return unreadable(tr::remote_reply_empty());
        }
        Answer::Accepted
    }
}

fn push(words: &mut Vec<String>, more: Option<String>) {
    if let Some(more) = more
        && words.len() < MAX_WORDS
        && !words.contains(&more)
    {
        words.push(more);
    }
}

fn reason(words: &[String]) -> String {
    if words.is_empty() {
        return tr::remote_rejected().to_owned();
    }
    shorten(&words.iter().map(|said| plain(said)).collect::<Vec<_>>().join(" "))
}

fn says_something(raw: &RawValue) -> bool {
    !matches!(raw.get(), "null" | "false" | "\"\"" | "[]" | "{}" | "0")
}
