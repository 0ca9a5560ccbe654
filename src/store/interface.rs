//! Small values by name: preferences, and the state of the connection that must survive a restart.
//!
//! Must not know: how preferences are applied, the meaning of the connection's values. Tests: `tests/store`.

use super::Error;
use crate::chat::conversation;
use crate::preferences::window::Place;
use crate::preferences::{Appearance, Contrast, Density, Preferences, Renderer, SendKey, SkinTone};

use rusqlite::{Connection, OptionalExtension as _};
use uuid::Uuid;

/// Key of the conversation that was open last. Value: its sigil and its id.
const LAST_OPEN: &str = "last_open";
/// Key of the window's size and place.
const WINDOW: &str = "window";
/// Key of the emoji used last. Value: newest first, separated by blanks.
const EMOJI: &str = "emoji";
/// The number of emoji remembered.
const REMEMBERED: usize = 18;

/// The table that holds a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    Interface,
    Connection,
}

/// A value, if it was ever set.
pub(crate) fn get(connection: &Connection, table: Table, key: &str) -> Result<Option<String>, Error> {
    let sql = match table {
        Table::Interface => "SELECT value FROM interface WHERE key = ?1",
        Table::Connection => "SELECT value FROM line WHERE key = ?1",
    };
    Ok(connection.prepare_cached(sql)?.query_row([key], |row| row.get(0)).optional()?)
}

/// Sets a value.
pub(crate) fn set(connection: &Connection, table: Table, key: &str, value: &str) -> Result<(), Error> {
    let sql = match table {
        Table::Interface => "INSERT OR REPLACE INTO interface (key, value) VALUES (?1, ?2)",
        Table::Connection => "INSERT OR REPLACE INTO line (key, value) VALUES (?1, ?2)",
    };
    connection.prepare_cached(sql)?.execute([key, value])?;
    Ok(())
}

/// Forgets a value.
pub(crate) fn remove(connection: &Connection, table: Table, key: &str) -> Result<(), Error> {
    let sql = match table {
        Table::Interface => "DELETE FROM interface WHERE key = ?1",
        Table::Connection => "DELETE FROM line WHERE key = ?1",
    };
    connection.prepare_cached(sql)?.execute([key])?;
    Ok(())
}

/// The stored preferences.
pub(crate) fn preferences(connection: &Connection) -> Result<Preferences, Error> {
    let word = |key: &str| get(connection, Table::Interface, key).map(Option::unwrap_or_default);
    let text_size = word("text_size")?.parse::<u16>().ok().filter(|size| (50..=400).contains(size));
    let sidebar = word("sidebar")?.parse::<u16>().ok().filter(|width| Preferences::SIDEBAR.contains(width));
    Ok(Preferences {
        appearance: Appearance::of_word(&word("appearance")?),
        contrast: Contrast::of_word(&word("contrast")?),
        text_size: text_size.unwrap_or(Preferences::default().text_size),
        send_key: SendKey::of_word(&word("send_key")?),
        renderer: Renderer::of_word(&word("renderer")?),
        density: Density::of_word(&word("density")?),
        skin_tone: SkinTone::of_word(&word("skin_tone")?),
        sidebar: sidebar.unwrap_or(Preferences::default().sidebar),
    })
}

/// Saves the preferences.
pub(crate) fn save_preferences(connection: &Connection, preferences: Preferences) -> Result<(), Error> {
    let set = |key: &str, value: &str| set(connection, Table::Interface, key, value);
    set("appearance", preferences.appearance.word())?;
    set("contrast", preferences.contrast.word())?;
    set("text_size", &preferences.text_size.to_string())?;
    set("send_key", preferences.send_key.word())?;
    set("renderer", preferences.renderer.word())?;
    set("density", preferences.density.word())?;
    set("skin_tone", preferences.skin_tone.word())?;
    set("sidebar", &preferences.sidebar.to_string())
}

/// The conversation that was open last; `None` if the value cannot be read.
pub(crate) fn last_open(connection: &Connection) -> Result<Option<conversation::Id>, Error> {
    let text = get(connection, Table::Interface, LAST_OPEN)?.unwrap_or_default();
    let mut letters = text.chars();
    let sigil = letters.next();
    let kind = conversation::Kind::ALL.into_iter().find(|kind| Some(kind.sigil()) == sigil);
    let id = Uuid::parse_str(letters.as_str()).ok();
    Ok(kind.zip(id).map(|(kind, id)| conversation::Id::of(kind, id)))
}

/// Saves the id of the open conversation.
pub(crate) fn save_last_open(connection: &Connection, open: conversation::Id) -> Result<(), Error> {
    set(connection, Table::Interface, LAST_OPEN, &format!("{}{}", open.kind().sigil(), open.uuid()))
}

/// The window's size and place; `None` if there is none yet, or if the value cannot be read.
pub(crate) fn window(connection: &Connection) -> Result<Option<Place>, Error> {
    Ok(get(connection, Table::Interface, WINDOW)?.and_then(|words| words.parse().ok()))
}

/// Saves the window's size and place.
pub(crate) fn save_window(connection: &Connection, place: Place) -> Result<(), Error> {
    set(connection, Table::Interface, WINDOW, &place.words())
}

/// The emoji used last, newest first.
pub(crate) fn emoji_used(connection: &Connection) -> Result<Vec<String>, Error> {
    let kept = get(connection, Table::Interface, EMOJI)?.unwrap_or_default();
    Ok(kept.split(' ').filter(|emoji| !emoji.is_empty()).map(str::to_owned).collect())
}

/// Moves an emoji to the front of those used last.
pub(crate) fn use_emoji(connection: &Connection, emoji: &str) -> Result<(), Error> {
    let before = emoji_used(connection)?;
    let others = before.iter().map(String::as_str).filter(|other| *other != emoji);
    let all: Vec<&str> = std::iter::once(emoji).chain(others).take(REMEMBERED).collect();
    set(connection, Table::Interface, EMOJI, &all.join(" "))
}
