//! `[review]`: where reports of messages go. Tests: below, `tests/profile/settings.rs`.

use crate::chat::PersonId;
use crate::chat::conversation::Kind;
use crate::chat::person::Role;
use crate::language::tr;

use uuid::Uuid;

use std::fmt;

/// The company's policy for reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Where reports go. `None`: they are made as `publish.reports` says, and everyone in the conversation sees them.
    pub to: Option<Destination>,
    /// Where reports about a member of `to` go.
    pub to_if_reviewer: Option<Destination>,
    /// The people whose claims and decisions count; if empty, the members of the reviewers' conversation.
    pub reviewers: Vec<PersonId>,
    /// The reasons to choose from; if empty, the client's own.
    pub reasons: Vec<String>,
    /// How many messages before and after the reported one go along, if the reporter agrees.
    pub context: usize,
    /// Tells reporters of the decision by direct message.
    pub tell_reporter: bool,
    /// Tells the author by direct message that a message was removed or archived.
    pub tell_author: bool,
    /// How many days evidence is kept after the end of a case.
    pub keep_days: usize,
}

impl Default for Review {
    fn default() -> Self {
        Self {
            to: None,
            to_if_reviewer: None,
            reviewers: Vec::new(),
            reasons: Vec::new(),
            context: 5,
            tell_reporter: true,
            tell_author: false,
            keep_days: 90,
        }
    }
}

impl Review {
    /// True if this person has the role of a reviewer and is not left out of the list, and the company has a conversation
    /// for reviewers.
    pub fn is_reviewer(&self, person: PersonId, role: Role) -> bool {
        let is_listed = self.reviewers.is_empty() || self.reviewers.contains(&person);
        role == Role::Support && self.to.is_some() && is_listed
    }
}

/// A conversation as the settings name it: `&Reviewers`, `@Asha Rao`, or with its id, `&Reviewers b1f7d1ba-…`, for people
/// who are not in it and do not know it by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    pub kind: Kind,
    /// Without its sigil.
    pub name: String,
    pub id: Option<Uuid>,
}

impl fmt::Display for Destination {
    /// As the settings name it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind.sigil(), self.name)?;
        self.id.map_or(Ok(()), |id| write!(f, " {id}"))
    }
}

/// Checks `review.to` and `review.to_if_reviewer`.
pub(super) fn destination(text: &str) -> Result<Destination, String> {
    let wrong = || Err(tr::settings_review_to(text));
    let text = text.trim();
    let Some(kind) = Kind::ALL.into_iter().find(|kind| text.starts_with(kind.sigil())) else {
        return wrong();
    };
    let named = text.strip_prefix(kind.sigil()).unwrap_or(text).trim();
    let (name, id) = match named.rsplit_once(char::is_whitespace) {
        Some((name, last)) => match Uuid::parse_str(last) {
            Ok(id) => (name.trim(), Some(id)),
            Err(_) => (named, None),
        },
        None => (named, None),
    };
    // An id with a mistake in it is no name.
    let is_id = |word: &str| {
        word.len() > 30 && word.chars().all(|letter| letter.is_ascii_hexdigit() || letter == '-')
    };
    let is_wrong = |name: &str| name.starts_with(['#', '@', '&']) || name.split_whitespace().any(is_id);
    if name.is_empty() || is_wrong(name) || id.is_some_and(|id| id.is_nil()) {
        return wrong();
    }
    Ok(Destination { kind, name: name.to_owned(), id })
}

/// The most reviewers.
const REVIEWERS: usize = 1_000;

/// Checks `review.reviewers`.
pub(super) fn reviewers(given: &[String]) -> Result<Vec<PersonId>, String> {
    let mut people = Vec::new();
    for text in given {
        let person: PersonId = text.parse().map_err(|_| tr::settings_review_reviewer(text))?;
        if person.uuid().is_nil() {
            return Err(tr::settings_review_reviewer(text));
        }
        if !people.contains(&person) {
            people.push(person);
        }
    }
    if people.is_empty() || people.len() > REVIEWERS {
        return Err(tr::settings_enter_reviewers().to_owned());
    }
    Ok(people)
}

/// The most reasons, and the longest one, in characters.
const REASONS: usize = 20;
const LONGEST: usize = 80;

/// Checks `review.reasons`.
pub(super) fn reasons(given: &[String]) -> Result<Vec<String>, String> {
    let reasons: Vec<String> = given.iter().map(|reason| reason.trim().to_owned()).collect();
    let fits = |reason: &String| !reason.is_empty() && reason.chars().count() <= LONGEST;
    let mut each = reasons.clone();
    each.sort();
    each.dedup();
    if reasons.is_empty()
        || reasons.len() > REASONS
        || each.len() < reasons.len()
        || !reasons.iter().all(fits)
    {
        return Err(tr::settings_enter_reasons(EXAMPLE));
    }
    Ok(reasons)
}

/// How reasons are written in the file.
pub(super) const EXAMPLE: &str = "[\"Spam\", \"Harassment\"]";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_a_name_with_a_sigil_and_perhaps_an_id() {
        let id = "b1f7d1ba-3b14-4d28-95c7-a56ab95b1a89";
        let whole = format!("&Night desk {id}");
        let found = destination(&whole).unwrap();
        assert_eq!((found.kind, found.name.as_str()), (Kind::Group, "Night desk"));
        assert_eq!(found.id, Some(Uuid::parse_str(id).unwrap()));
        assert_eq!(found.to_string(), whole);
        assert_eq!(destination(" @Head of Support ").unwrap().to_string(), "@Head of Support");
        let short = &id[1..];
        let nil = Uuid::nil();
        for wrong in [
            "Reviewers",
            "&",
            "",
            "#  ",
            "&&Desk",
            &format!("&{id}"),
            &format!("&Desk {short}"),
            &format!("&Desk {nil}"),
        ] {
            assert!(destination(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn reviewers_are_ids_and_each_counts_once() {
        let id = "b1f7d1ba-3b14-4d28-95c7-a56ab95b1a89";
        let of = |given: &[&str]| reviewers(&given.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&[id, id]).unwrap(), [id.parse().unwrap()]);
        let nil = Uuid::nil().to_string();
        for wrong in [&[][..], &["@Chi Wu"], &[""], &[id, &nil]] {
            assert!(of(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn reasons_are_different_words() {
        let of = |given: &[&str]| reasons(&given.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["Spam ", "Other"]).unwrap(), ["Spam", "Other"]);
        let long = "x".repeat(81);
        for wrong in [&[][..], &["Spam", " Spam"], &[""], &[long.as_str()]] {
            assert!(of(wrong).is_err(), "{wrong:?}");
        }
    }
}
