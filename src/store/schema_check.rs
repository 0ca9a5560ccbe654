//! Checks, before a database is changed, that it has the tables that its version number promises.
//!
//! Another program's database, a lost version number and a missing table are reported as damage: migrating such a
//! database would fail half-way or, worse, succeed. Must not know: the content of the tables. Tests: below,
//! `tests/promise/damage.rs`.

use super::{Error, SCHEMA};
use crate::language::tr;

use rusqlite::{Connection, OptionalExtension as _};

/// Checks that the tables and columns of all schema steps up to the database's version exist.
///
/// # Errors
/// [`Error::Malformed`] with what is missing or should not be there.
pub(super) fn check(connection: &Connection) -> Result<(), Error> {
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let wrong = |reason: String| Err(Error::Malformed(reason));
    let Ok(steps) = usize::try_from(version) else {
        return wrong(tr::database_version(&version.to_string()));
    };
    let mut tables = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
    let tables: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let tables: Vec<String> = tables.into_iter().filter(|name| !name.starts_with("sqlite_")).collect();
    if steps == 0 {
        return match tables.first() {
            None => Ok(()),
            Some(_) => wrong(tr::database_no_version().to_owned()),
        };
    }
    for part in SCHEMA.iter().take(steps).flat_map(|step| parts(step)) {
        let (table, column) = part;
        if !tables.iter().any(|known| known == table) {
            return wrong(tr::database_no_table(table));
        }
        if let Some(column) = column
            && !has_column(connection, table, column)?
        {
            return wrong(tr::DatabaseNoColumn { table, column, version: &version.to_string() }.text());
        }
    }
    Ok(())
}

fn has_column(connection: &Connection, table: &str, column: &str) -> Result<bool, Error> {
    let found = connection
        .query_row("SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2", [table, column], |_| Ok(()))
        .optional()?;
    Ok(found.is_some())
}

/// The tables that a step creates and the columns that it adds: `(table, None)` and `(table, Some(column))`.
fn parts(step: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    step.lines().filter_map(|line| {
        let mut words = line.split(|letter: char| letter.is_whitespace() || letter == '(');
        match (words.next()?, words.next()?, words.next()?) {
            ("CREATE", "TABLE", table) => Some((table, None)),
            ("ALTER", "TABLE", table) => match (words.next()?, words.next()?, words.next()?) {
                ("ADD", "COLUMN", column) => Some((table, Some(column))),
                _ => None,
            },
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::database;

    fn at(version: i64) -> Connection {
        let connection = database();
        connection.pragma_update(None, "user_version", version).unwrap();
        connection
    }

    #[test]
    fn every_table_of_the_schema_is_asked_for() {
        let known = i64::try_from(SCHEMA.len()).unwrap();
        assert_eq!(check(&at(known)), Ok(()));
        let made: Vec<_> = SCHEMA.iter().flat_map(|step| parts(step)).collect();
        let connection = at(known);
        let count: i64 = connection
            .query_row(
                "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(made.iter().filter(|(_, column)| column.is_none()).count() as i64, count);
        for (table, column) in made {
            let connection = at(known);
            connection.pragma_update(None, "foreign_keys", false).unwrap();
            let gone = match column {
                None => format!("ALTER TABLE \"{table}\" RENAME TO gone"),
                Some(column) => format!("ALTER TABLE \"{table}\" RENAME COLUMN \"{column}\" TO gone"),
            };
            connection.execute_batch(&gone).unwrap();
            let reason = check(&connection).unwrap_err().to_string();
            assert!(reason.contains(&format!("“{}”", column.unwrap_or(table))), "{reason}");
        }
    }

    #[test]
    fn a_version_number_that_says_less_or_more_than_the_tables_is_damage() {
        assert!(matches!(check(&at(0)), Err(Error::Malformed(_))));
        assert!(matches!(check(&at(-1)), Err(Error::Malformed(_))));
        let foreign = Connection::open_in_memory().unwrap();
        assert_eq!(check(&foreign), Ok(()), "an empty one is a first start");
        foreign.execute_batch("CREATE TABLE moz_places (id); PRAGMA user_version = 3").unwrap();
        assert!(matches!(check(&foreign), Err(Error::Malformed(_))));
    }
}
