//! The sentences of the window, by language: `assets/language/en.ftl`, in Fluent.
//!
//! `build.rs` generates a function for each message (`tr`), so that ids and arguments are checked at compile time. A
//! language is parsed once, when its first sentence is needed. From then on a sentence without arguments is a list
//! lookup, as cheap as a literal in the code; Fluent formats sentences with arguments and knows plurals.
//!
//! Fluent's own isolation of arguments is off: `chat::shown::within` isolates right-to-left names.
//!
//! Must not know: any other module of ours. Tests: `tests` beside, `tests/window/pseudo.rs`.

mod pseudo;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use std::cell::Cell;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A function or a struct for each message of `assets/language/en.ftl`, named as the message.
pub(crate) mod tr {
    include!(concat!(env!("OUT_DIR"), "/sentences.rs"));
}

/// A language of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    English,
    /// `en-XA`: English with accents, about 40 % longer and in brackets. It shows what is cut, and what is not in the file
    /// of sentences.
    Pseudo,
}

impl Language {
    const ALL: [Self; 2] = [Self::English, Self::Pseudo];

    /// The language with this tag of BCP 47.
    pub fn of(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Pseudo => "en-XA",
        }
    }

    const fn place(self) -> usize {
        match self {
            Self::English => 0,
            Self::Pseudo => 1,
        }
    }
}

/// The place of the chosen language in [`LOADED`].
static CHOSEN: AtomicUsize = AtomicUsize::new(Language::English.place());
static LOADED: [OnceLock<Sentences>; Language::ALL.len()] = [const { OnceLock::new() }; Language::ALL.len()];

thread_local! {
    static HERE: Cell<Option<Language>> = const { Cell::new(None) };
}

/// Chooses the language of this process. Sentences made before stay as they are.
pub fn choose(language: Language) {
    CHOSEN.store(language.place(), Ordering::Relaxed);
}

/// Chooses the language of this thread alone: tests run side by side.
pub fn choose_here(language: Language) {
    HERE.set(Some(language));
}

/// The sentences of one language.
struct Sentences {
    language: Language,
    bundle: FluentBundle<FluentResource>,
    /// Those without arguments; empty for the others.
    plain: Vec<String>,
}

impl Sentences {
    fn load(language: Language) -> Self {
        // `build.rs` has parsed it without errors.
        let resource = FluentResource::try_new(include_str!("../assets/language/en.ftl").to_owned())
            .unwrap_or_else(|(resource, _)| resource);
        let mut bundle =
            FluentBundle::new_concurrent(vec![Language::English.tag().parse().unwrap_or_default()]);
        bundle.set_use_isolating(false);
        if language == Language::Pseudo {
            bundle.set_transform(Some(pseudo::accented));
        }
        bundle.add_resource_overriding(resource);
        // `NUMBER`; it fails only if it is there.
        let _ = bundle.add_builtins();
        let mut sentences = Self { language, bundle, plain: Vec::new() };
        sentences.plain = tr::IDS.iter().map(|id| sentences.put(id, None)).collect();
        sentences
    }

    fn put(&self, id: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|message| message.value()) else {
            return String::new();
        };
        let text = self.bundle.format_pattern(pattern, arguments, &mut Vec::new());
        match self.language {
            Language::English => text.into_owned(),
            Language::Pseudo => pseudo::bracketed(&text),
        }
    }
}

fn chosen() -> &'static Sentences {
    let [english, pseudo] = &LOADED;
    let place = HERE.get().map_or_else(|| CHOSEN.load(Ordering::Relaxed), Language::place);
    if place == Language::Pseudo.place() {
        pseudo.get_or_init(|| Sentences::load(Language::Pseudo))
    } else {
        english.get_or_init(|| Sentences::load(Language::English))
    }
}

/// The sentence at this place in [`tr::IDS`], which has no arguments.
fn plain(at: usize) -> &'static str {
    chosen().plain.get(at).map_or("", String::as_str)
}

/// The sentence at this place in [`tr::IDS`], with its arguments.
fn filled<const N: usize>(at: usize, arguments: [(&'static str, FluentValue<'_>); N]) -> String {
    let id = tr::IDS.get(at).copied().unwrap_or_default();
    chosen().put(id, Some(&arguments.into_iter().collect()))
}

#[cfg(test)]
mod tests;
