//! Every publish call that reached the server, in order: kept whole, but not in memory.
//!
//! Calls go to an unnamed temporary file, so a transcript is complete however long the run and costs no memory. A call
//! whose answer the weather cut off has a status of null; one cut before it was received is not in it. Tests: `tests/demo/listener.rs`.

use super::binding::Format;
use crate::remote::wire::{Publish, TypeNames, json};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom, Write as _};

/// One call as the transcript tells it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Call {
    /// When it was received, UTC, to the millisecond.
    pub at: String,
    /// `json` or `xml`.
    pub format: String,
    /// The status of the answer; null when the connection was cut instead.
    pub status: Option<u16>,
    /// `{UserId, CompanyId, Messages}`: as it came in JSON, as it was understood in XML; null for an unreadable body.
    pub body: Option<Box<RawValue>>,
}

/// The calls of one run.
#[derive(Debug)]
pub struct Transcript {
    file: File,
    count: usize,
}

impl Transcript {
    /// An empty one.
    ///
    /// # Errors
    /// When the system gives no temporary file.
    pub fn new() -> io::Result<Self> {
        Ok(Self { file: tempfile::tempfile()?, count: 0 })
    }

    /// Notes one call.
    ///
    /// # Errors
    /// When the temporary folder is full.
    pub fn add(
        &mut self,
        at: DateTime<Utc>,
        format: Format,
        status: Option<u16>,
        body: Option<Box<RawValue>>,
    ) -> io::Result<()> {
        let at = at.to_rfc3339_opts(SecondsFormat::Millis, true);
        let call = Call { at, format: format.word().to_owned(), status, body };
        let mut line = serde_json::to_vec(&call)?;
        line.push(b'\n');
        self.file.write_all(&line)?;
        self.count += 1;
        Ok(())
    }

    /// How many calls there were.
    pub fn count(&self) -> usize {
        self.count
    }

    /// All calls, oldest first.
    ///
    /// # Errors
    /// When the temporary file cannot be read back.
    pub fn calls(&mut self) -> io::Result<Vec<Call>> {
        self.file.seek(SeekFrom::Start(0))?;
        let mut calls = Vec::with_capacity(self.count);
        for line in BufReader::new(&self.file).lines() {
            calls.push(serde_json::from_str(&line?)?);
        }
        self.file.seek(SeekFrom::End(0))?;
        Ok(calls)
    }
}

/// The body of a call for the transcript: what came if that is JSON of one line, else what was understood of it.
pub fn body(format: Format, bytes: &[u8], understood: Option<&Publish>) -> Option<Box<RawValue>> {
    let came = || {
        let text = std::str::from_utf8(bytes).ok()?.trim();
        // A line break would end the record; inside a JSON text it is only ever layout, so nothing is lost.
        let text = text.replace(['\r', '\n'], " ");
        RawValue::from_string(text).ok()
    };
    let written = || {
        let text = String::from_utf8(json::write_publish(understood?, &TypeNames::default())).ok()?;
        RawValue::from_string(text).ok()
    };
    match format {
        Format::Json => came().filter(|_| understood.is_some()).or_else(written),
        Format::Xml => written(),
    }
}
