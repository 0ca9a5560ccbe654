//! A record of every publish call that reached the server, in order.
//!
//! Calls are written to an unnamed temporary file, so a long run takes no memory. A call whose response was cut off has a
//! null status; a call that was cut before it arrived is not in the transcript. Tests: `tests/demo/listener.rs`.

use super::binding::Format;
use crate::remote::wire::{Publish, TypeNames, json};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom, Write as _};

/// One call in the transcript.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Call {
    /// Time of arrival in UTC, to the millisecond.
    pub at: String,
    /// `json` or `xml`.
    pub format: String,
    /// The status of the response; null if the connection was cut.
    pub status: Option<u16>,
    /// `{UserId, CompanyId, Messages}`: the received JSON, or JSON converted from XML; null if the body does not parse.
    pub body: Option<Box<RawValue>>,
}

/// The calls of one run.
#[derive(Debug)]
pub struct Transcript {
    file: File,
    count: usize,
}

impl Transcript {
    /// An empty transcript.
    ///
    /// # Errors
    /// If no temporary file can be created.
    pub fn new() -> io::Result<Self> {
        Ok(Self { file: tempfile::tempfile()?, count: 0 })
    }

    /// Appends one call.
    ///
    /// # Errors
    /// If the temporary file cannot be written.
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

    /// Number of calls.
    pub fn count(&self) -> usize {
        self.count
    }

    /// All calls, oldest first.
    ///
    /// # Errors
    /// If the temporary file cannot be read.
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

/// The body of a call for the transcript: the received JSON, otherwise the parsed call written as JSON.
pub fn body(format: Format, bytes: &[u8], understood: Option<&Publish>) -> Option<Box<RawValue>> {
    let came = || {
        let text = std::str::from_utf8(bytes).ok()?.trim();
        // A line break would end the record. In JSON it is only layout, so nothing is lost.
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
