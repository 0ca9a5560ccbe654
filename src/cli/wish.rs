//! Parses wishes from JSON lines, exactly as `docs/contract.md` defines them.
//!
//! An error names the line and the field. Names are resolved here, so that a wish contains only ids. Tests: below.

use super::target::Names;
use crate::chat::wish::{self, Decide, Decision, Post, Share, Switch, Wish};
use crate::chat::{ChannelId, Conversation, GroupId, MessageId, PersonId, conversation};

use std::borrow::Cow;
use std::path::PathBuf;

use serde_json::error::Category;
use serde_json::{Map, Value};

/// A parsed line.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) number: usize,
    pub(super) wish: Wish,
    /// The paths of the files to attach, which the wish itself does not have yet.
    pub(super) files: Vec<PathBuf>,
}

/// Parses all lines, skipping blank ones. The error names the first bad line and the expected value.
pub(super) fn read_lines(text: &str, names: &Names) -> Result<Vec<Line>, String> {
    let mut wishes = Vec::new();
    // A later line can name a conversation that an earlier line creates.
    let mut names = Cow::Borrowed(names);
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let line = line.trim_start_matches('\u{feff}').trim();
        if line.is_empty() {
            continue;
        }
        let (wish, files) = read_line(line, &names)
            .map_err(|words| format!("Line {number}: {words}\nNothing was queued."))?;
        if let Wish::Create { conversation: id, name, people, .. } = &wish
            && let Ok(name) = conversation::name::parse(id.kind(), name)
        {
            let made = Conversation { id: *id, name, members: people.clone() };
            names.to_mut().conversations.push(made);
        }
        wishes.push(Line { number, wish, files });
    }
    Ok(wishes)
}

fn read_line(line: &str, names: &Names) -> Result<(Wish, Vec<PathBuf>), String> {
    let value: Value = serde_json::from_str(line).map_err(|error| not_json(&error))?;
    let Value::Object(object) = value else { return Err("not a JSON object.".to_owned()) };
    let mut fields = Fields { object, names, files: Vec::new() };
    let word = fields.text("do")?;
    let kind = wish::Kind::of_word(&word).ok_or_else(|| {
        let known: Vec<_> = wish::Kind::all().map(wish::Kind::word).collect();
        format!("do: unknown action “{word}”. Use one of {}.", known.join(", "))
    })?;
    let wish = fields.wish(kind)?;
    match fields.object.keys().next() {
        Some(strange) => Err(format!("{strange}: unknown field of “{}”.", kind.word())),
        None => Ok((wish, fields.files)),
    }
}

/// Explains why a line is not JSON, and where; the parser's own message is about its grammar.
fn not_json(error: &serde_json::Error) -> String {
    let why = match error.classify() {
        Category::Eof => "the line ends too early; a bracket or quotation mark is not closed",
        Category::Syntax | Category::Io | Category::Data => {
            "a comma, a colon or a quotation mark is missing or wrong"
        }
    };
    format!("not a JSON object (at column {}: {why}).", error.column())
}

struct Fields<'a> {
    object: Map<String, Value>,
    names: &'a Names,
    /// The paths of the files to attach.
    files: Vec<PathBuf>,
}

impl Fields<'_> {
    fn wish(&mut self, kind: wish::Kind) -> Result<Wish, String> {
        Ok(match kind {
            wish::Kind::Post => self.post()?,
            wish::Kind::Edit => Wish::Edit { message: self.message()?, text: self.text("text")? },
            wish::Kind::Delete => Wish::Delete { message: self.message()? },
            wish::Kind::Mark(mark) => Wish::Mark { message: self.message()?, mark, state: self.switch()? },
            wish::Kind::Read => Wish::Read { message: self.message()?, state: self.switch()? },
            wish::Kind::Tag => {
                let message = self.message()?;
                if self.object.get("people").is_none_or(Value::is_null) {
                    return Err("people: missing. Enter a list of people.".to_owned());
                }
                Wish::Tag { message, people: self.people("people")? }
            }
            wish::Kind::Share => Wish::Share(Share {
                id: self.own_id()?,
                message: self.message()?,
                to: self.conversation("to")?,
                text: self.optional_text("text")?.unwrap_or_default(),
                tags: self.people("tags")?,
            }),
            wish::Kind::React => Wish::React {
                id: self.own_id()?,
                message: self.message()?,
                emoji: self.text("emoji")?,
                state: self.switch()?,
            },
            wish::Kind::Report => Wish::Report {
                message: self.message()?,
                reason: self.text("reason")?,
                context: self.optional_switch("context")?.unwrap_or(Switch::Off),
            },
            wish::Kind::Decide => self.decide()?,
            wish::Kind::Claim => {
                let message = self.message()?;
                let state = self.switch()?;
                Wish::Claim { id: self.own_id()?, message, state }
            }
            wish::Kind::Undo => {
                let message = self.message()?;
                let decision = self.optional_id("decision")?;
                Wish::Undo { id: self.own_id()?, message, decision }
            }
            wish::Kind::Create => self.create()?,
            wish::Kind::Invite => {
                let conversation = self.conversation("to")?;
                let people = self.people("people")?;
                if people.is_empty() {
                    return Err("people: missing. Enter a list of people.".to_owned());
                }
                Wish::Invite { id: self.own_id()?, conversation, people }
            }
            wish::Kind::Leave => {
                let conversation = self.conversation("to")?;
                Wish::Leave { id: self.own_id()?, conversation }
            }
            wish::Kind::Mute => {
                let (id, conversation, state) = self.mark()?;
                Wish::Mute { id, conversation, state }
            }
            wish::Kind::StarConversation => {
                let (id, conversation, state) = self.mark()?;
                Wish::StarConversation { id, conversation, state }
            }
            wish::Kind::Hide => {
                let (id, conversation, state) = self.mark()?;
                Wish::Hide { id, conversation, state }
            }
        })
    }

    /// Parses the creation of a conversation: `"name":"#launch"` makes a channel, `"name":"&Launch crew"` a group.
    fn create(&mut self) -> Result<Wish, String> {
        let name = self.text("name")?;
        let people = self.people("people")?;
        let id = self.optional_id("id")?.map(MessageId::uuid);
        let conversation = match name.trim().chars().next() {
            Some('#') => conversation::Id::Channel(id.map_or_else(ChannelId::fresh, ChannelId::new)),
            Some('&') => conversation::Id::Group(id.map_or_else(GroupId::fresh, GroupId::new)),
            Some(_) | None => {
                return Err("name: the name must begin with # for a channel or & for a group.".to_owned());
            }
        };
        Ok(Wish::Create { id: MessageId::fresh(), conversation, name, people })
    }

    /// Parses a change to a mark of a conversation.
    fn mark(&mut self) -> Result<(MessageId, conversation::Id, Switch), String> {
        let conversation = self.conversation("to")?;
        let state = self.switch()?;
        Ok((self.own_id()?, conversation, state))
    }

    fn post(&mut self) -> Result<Wish, String> {
        let to = self.conversation("to")?;
        self.files = self.paths("files")?;
        let text = match self.optional_text("text")? {
            Some(text) => text,
            None if self.files.is_empty() => {
                return Err("text: missing. Enter some text, or attach files.".to_owned());
            }
            None => String::new(),
        };
        let tags = self.people("tags")?;
        let reply_to = self.optional_id("reply_to")?;
        Ok(Wish::Post(Post { id: self.own_id()?, to, text, tags, files: Vec::new(), reply_to }))
    }

    fn text(&mut self, name: &str) -> Result<String, String> {
        self.optional_text(name)?.ok_or_else(|| format!("{name}: missing. Enter some text."))
    }

    fn optional_text(&mut self, name: &str) -> Result<Option<String>, String> {
        match self.object.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(format!("{name}: must be text, not {}.", kind(&other))),
        }
    }

    fn message(&mut self) -> Result<MessageId, String> {
        self.optional_id("message")?.ok_or_else(|| "message: missing. Enter the ID of a message.".to_owned())
    }

    fn own_id(&mut self) -> Result<MessageId, String> {
        Ok(self.optional_id("id")?.unwrap_or_else(MessageId::fresh))
    }

    fn optional_id(&mut self, name: &str) -> Result<Option<MessageId>, String> {
        let Some(text) = self.optional_text(name)? else { return Ok(None) };
        let id: MessageId = text.parse().map_err(|_| format!("{name}: “{text}” is not an ID."))?;
        if id.uuid().is_nil() {
            // The server treats it as no id: it might create a new message on every attempt.
            return Err(format!("{name}: an ID cannot be all zeros."));
        }
        Ok(Some(id))
    }

    fn conversation(&mut self, name: &str) -> Result<conversation::Id, String> {
        let text = self.text(name)?;
        self.names.conversation(&text).map_err(|words| format!("{name}: {words}"))
    }

    fn people(&mut self, name: &str) -> Result<Vec<PersonId>, String> {
        let list = match self.object.remove(name) {
            None | Some(Value::Null) => return Ok(Vec::new()),
            Some(Value::Array(list)) => list,
            Some(other) => {
                return Err(format!("{name}: must be a list of people, not {}.", kind(&other)));
            }
        };
        list.iter()
            .map(|person| match person {
                Value::String(text) => self.names.person(text).map_err(|words| format!("{name}: {words}")),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                    Err(format!("{name}: each person must be an ID or a name, not {}.", kind(person)))
                }
            })
            .collect()
    }

    fn paths(&mut self, name: &str) -> Result<Vec<PathBuf>, String> {
        let list = match self.object.remove(name) {
            None | Some(Value::Null) => return Ok(Vec::new()),
            Some(Value::Array(list)) => list,
            Some(other) => return Err(format!("{name}: must be a list of paths, not {}.", kind(&other))),
        };
        list.iter()
            .map(|path| match path {
                Value::String(text) if !text.is_empty() => Ok(PathBuf::from(text)),
                Value::String(_) => Err(format!("{name}: a path cannot be empty.")),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                    Err(format!("{name}: each path must be text, not {}.", kind(path)))
                }
            })
            .collect()
    }

    fn switch(&mut self) -> Result<Switch, String> {
        Ok(self.optional_switch("on")?.unwrap_or(Switch::On))
    }

    fn optional_switch(&mut self, name: &str) -> Result<Option<Switch>, String> {
        match self.object.remove(name) {
            Some(Value::Bool(true)) => Ok(Some(Switch::On)),
            Some(Value::Bool(false)) => Ok(Some(Switch::Off)),
            None => Ok(None),
            Some(other) => Err(format!("{name}: must be true or false, not {}.", kind(&other))),
        }
    }

    fn decide(&mut self) -> Result<Wish, String> {
        let message = self.message()?;
        let word = self.text("decision")?;
        let decision = match word.as_str() {
            // The word of earlier versions.
            "dismiss" => Decision::Keep,
            word => Decision::of_word(word).ok_or_else(|| {
                let known = Decision::ALL.map(Decision::word);
                format!("decision: unknown decision “{word}”. Use one of {}.", known.join(", "))
            })?,
        };
        let to = match self.object.get("to") {
            None | Some(Value::Null) => {
                self.object.remove("to");
                None
            }
            Some(_) => Some(self.conversation("to")?),
        };
        Ok(Wish::Decide(Decide {
            id: self.own_id()?,
            message,
            decision,
            to,
            text: self.optional_text("text")?.unwrap_or_default(),
            note: self.optional_text("note")?.unwrap_or_default(),
        }))
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use uuid::Uuid;

    fn names() -> Names {
        let id = conversation::Id::Channel(ChannelId::new(Uuid::from_u128(11)));
        Names {
            people: Vec::new(),
            conversations: vec![Conversation { id, name: "general".to_owned(), members: Vec::new() }],
        }
    }

    fn refused(line: &str) -> String {
        read_lines(line, &names()).expect_err("a bad line")
    }

    #[test]
    fn a_bad_line_is_named_by_number_and_field() {
        let good = r##"{"do":"post","to":"#general","text":"hello"}"##;
        assert!(
            refused(&format!("{good}\n{{\"do\":\"edit\",\"message\":\"x\",\"text\":\"y\"}}"))
                .starts_with("Line 2: message:")
        );
        assert!(refused(r#"{"do":"dance"}"#).contains("do: unknown action “dance”"));
        assert!(
            refused(r##"{"do":"post","to":"#general","text":7}"##)
                .contains("text: must be text, not a number")
        );
        assert!(refused(r##"{"do":"post","to":"#general","text":"x","colour":"red"}"##).contains("colour:"));
        assert!(refused("{").starts_with("Line 1: not a JSON object (at column 1: the line ends too early"));
        assert!(refused("{do: 1}").contains("(at column 2: a comma, a colon or a quotation mark"));
        assert!(refused("[]").starts_with("Line 1: not a JSON object"));
    }

    #[test]
    fn every_deed_of_the_contract_is_read() {
        let id = Uuid::from_u128(5);
        for rest in [
            r##""do":"post","to":"#general","text":"a","tags":[],"files":[],"reply_to":null"##.to_owned(),
            format!(r#""do":"edit","message":"{id}","text":"a""#),
            format!(r#""do":"delete","message":"{id}""#),
            format!(r#""do":"pin","message":"{id}","on":true"#),
            format!(r#""do":"star","message":"{id}","on":false"#),
            format!(r#""do":"read","message":"{id}","on":true"#),
            format!(r#""do":"archive","message":"{id}","on":true"#),
            format!(r#""do":"tag","message":"{id}","people":["{id}"]"#),
            format!(r##""do":"share","message":"{id}","to":"#general","text":"see"##) + "\"",
            format!(r#""do":"react","message":"{id}","emoji":"👍","on":true"#),
            format!(r#""do":"report","message":"{id}","reason":"spam""#),
            format!(r#""do":"decide","message":"{id}","decision":"remove","note":"x""#),
            format!(r##""do":"create","name":"#launch","people":["{id}"],"id":"{id}""##),
            format!(r##""do":"create","name":"&Crew","people":["{id}"]"##),
            format!(r##""do":"invite","to":"#general","people":["{id}"]"##),
            r##""do":"leave","to":"#general""##.to_owned(),
            r##""do":"mute","to":"#general","on":true"##.to_owned(),
            r##""do":"star_conversation","to":"#general","on":false"##.to_owned(),
            r##""do":"hide","to":"#general""##.to_owned(),
        ] {
            assert_eq!(
                read_lines(&format!("{{{rest}}}"), &names()).map(|lines| lines.len()),
                Ok(1),
                "{rest}"
            );
        }
    }

    #[test]
    fn a_later_line_can_name_what_an_earlier_one_makes() {
        let person = Uuid::from_u128(5);
        let both = format!(
            "{{\"do\":\"create\",\"name\":\"#launch\"}}\n{{\"do\":\"invite\",\"to\":\"#launch\",\"people\":[\"{person}\"]}}"
        );
        let wishes = read_lines(&both, &names()).unwrap();
        let [
            Line { wish: Wish::Create { conversation: made, .. }, .. },
            Line { wish: Wish::Invite { conversation: invited, .. }, .. },
        ] = &wishes[..]
        else {
            panic!("{wishes:?}")
        };
        assert_eq!(made, invited);
        let turned: Vec<&str> = both.lines().rev().collect();
        assert!(read_lines(&turned.join("\n"), &names()).is_err());
    }
}
