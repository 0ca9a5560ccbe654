//! Colours for code: finds keywords, strings, comments and numbers, on a thread of its own.
//!
//! Nothing waits for it: [`parts`] answers at once, and [`finished`] tells when it is worth asking again. Results are kept
//! for a few blocks; the rules of the languages take some megabytes and are dropped when no code came for a while. Source
//! of the rules: the syntaxes that `syntect` brings. Must not know: how code is drawn. Tests: below,
//! `tests/window/text.rs`.

use iced::Subscription;
use iced::futures::stream;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxSet};
use tokio::sync::Notify;

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

/// Longer code, in bytes, stays without colours.
const LONGEST: usize = 40_000;
/// Longer lines, in bytes, stay without colours: a rule may take long on them.
const LINE: usize = 400;
/// How many blocks are kept; more than a window shows at once.
const KEPT: usize = 512;
/// Code nested deeper than this, in scopes of the rules, stays without colours from there on.
const DEEPEST: usize = 200;
/// How long the thread waits for more code before it ends.
const IDLE: Duration = Duration::from_secs(5);

/// The kind of a part of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Keyword,
    Text,
    Comment,
    Number,
}

/// The parts of a code, in order, as byte ranges.
pub type Parts = Arc<[(Range<usize>, Kind)]>;

/// A code in a language.
struct Job {
    key: u64,
    code: String,
    language: String,
}

#[derive(Default)]
struct Cache {
    done: HashMap<u64, Parts>,
    /// The keys of `done`, oldest first.
    order: VecDeque<u64>,
    waiting: Vec<u64>,
    worker: Option<mpsc::Sender<Job>>,
}

static CACHE: LazyLock<Mutex<Cache>> = LazyLock::new(Mutex::default);
static FINISHED: Notify = Notify::const_new();

fn cache() -> MutexGuard<'static, Cache> {
    CACHE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The parts of a code, or `None` while they are being found.
pub fn parts(code: &str, language: &str) -> Option<Parts> {
    if code.len() > LONGEST {
        return Some(Arc::new([]));
    }
    let mut hasher = DefaultHasher::new();
    (code, language).hash(&mut hasher);
    let key = hasher.finish();
    let mut cache = cache();
    if let Some(parts) = cache.done.get(&key) {
        return Some(Arc::clone(parts));
    }
    if !cache.waiting.contains(&key) {
        let job = Job { key, code: code.to_owned(), language: language.to_owned() };
        cache.request(job);
    }
    None
}

impl Cache {
    fn request(&mut self, job: Job) {
        let key = job.key;
        let job = match &self.worker {
            Some(worker) => worker.send(job).err().map(|mpsc::SendError(job)| job),
            None => Some(job),
        };
        if let Some(job) = job {
            let (worker, jobs) = mpsc::channel();
            let started = thread::Builder::new().name("highlight".to_owned()).spawn(move || work(&jobs));
            if started.is_err() || worker.send(job).is_err() {
                return;
            }
            self.worker = Some(worker);
            // Those of a thread that broke off are asked for again.
            self.waiting.clear();
        }
        self.waiting.push(key);
    }

    fn store(&mut self, key: u64, parts: Parts) {
        self.waiting.retain(|waiting| *waiting != key);
        self.done.insert(key, parts);
        self.order.push_back(key);
        if self.order.len() > KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            self.done.remove(&oldest);
        }
    }
}

/// Wakes the window each time parts were found.
pub fn finished() -> Subscription<()> {
    Subscription::run(|| stream::unfold((), |()| async { Some((FINISHED.notified().await, ())) }))
}

fn work(jobs: &mpsc::Receiver<Job>) {
    let rules = Rules::new();
    loop {
        let job = match jobs.recv_timeout(IDLE) {
            Ok(job) => job,
            Err(_) => {
                let mut cache = cache();
                // One may have come before the lock was taken; later ones start another thread.
                let Ok(job) = jobs.try_recv() else {
                    cache.worker = None;
                    return;
                };
                job
            }
        };
        let parts = rules.parts(&job.code, &job.language).into();
        cache().store(job.key, parts);
        FINISHED.notify_one();
    }
}

/// The rules of all languages.
struct Rules {
    syntaxes: SyntaxSet,
    /// The beginnings of the scopes that have a colour.
    scopes: Vec<(Scope, Kind)>,
}

impl Rules {
    fn new() -> Self {
        let kinds = [
            ("comment", Kind::Comment),
            ("string", Kind::Text),
            ("constant.numeric", Kind::Number),
            ("constant.language", Kind::Number),
            ("keyword", Kind::Keyword),
            ("storage", Kind::Keyword),
            ("entity.name.tag", Kind::Keyword),
            ("markup.deleted", Kind::Keyword),
            ("markup.inserted", Kind::Text),
        ];
        let scopes =
            kinds.into_iter().filter_map(|(name, kind)| Some((Scope::new(name).ok()?, kind))).collect();
        Self { syntaxes: SyntaxSet::load_defaults_newlines(), scopes }
    }

    fn parts(&self, code: &str, language: &str) -> Vec<(Range<usize>, Kind)> {
        let mut parts: Vec<(Range<usize>, Kind)> = Vec::new();
        let Some(syntax) = self.syntaxes.find_syntax_by_token(token(language)) else { return parts };
        let mut state = ParseState::new(syntax);
        let mut stack = ScopeStack::new();
        let mut start = 0;
        for line in code.split_inclusive('\n') {
            let end = start + line.len();
            let steps = if line.len() > LINE { None } else { state.parse_line(line, &self.syntaxes).ok() };
            let mut at = start;
            for (offset, step) in steps.into_iter().flatten() {
                self.push(&mut parts, at..start + offset, &stack);
                at = start + offset;
                if stack.apply(&step).is_err() || stack.len() > DEEPEST {
                    return parts;
                }
            }
            self.push(&mut parts, at..end, &stack);
            start = end;
        }
        parts
    }

    fn push(&self, parts: &mut Vec<(Range<usize>, Kind)>, range: Range<usize>, stack: &ScopeStack) {
        let of =
            |scope: &Scope| self.scopes.iter().find(|(of, _)| of.is_prefix_of(*scope)).map(|(_, kind)| *kind);
        let scopes = stack.as_slice();
        // A string or a comment colours all inside it; else the innermost scope counts.
        let outer = scopes
            .iter()
            .find_map(|scope| of(scope).filter(|kind| matches!(kind, Kind::Comment | Kind::Text)));
        let Some(kind) = outer.or_else(|| scopes.iter().rev().find_map(of)) else { return };
        match parts.last_mut() {
            _ if range.is_empty() => {}
            Some((last, of)) if *of == kind && last.end == range.start => last.end = range.end,
            Some(_) | None => parts.push((range, kind)),
        }
    }
}

/// The name by which the rules know a language, or one whose code looks alike.
fn token(language: &str) -> &str {
    match language {
        "console" | "shell" | "zsh" | "fish" => "sh",
        "typescript" | "ts" | "tsx" | "jsx" | "javascript" => "js",
        "golang" => "go",
        "csharp" | "c#" => "cs",
        "kotlin" | "kt" => "java",
        "python" => "py",
        "rust" => "rs",
        "postgresql" | "pgsql" | "mysql" => "sql",
        "jsonc" | "json5" => "json",
        "patch" => "diff",
        "makefile" => "make",
        "batch" | "cmd" => "bat",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'c>(rules: &Rules, code: &'c str, language: &str) -> Vec<(&'c str, Kind)> {
        rules.parts(code, language).into_iter().map(|(range, kind)| (code[range].trim(), kind)).collect()
    }

    #[test]
    fn words_of_a_language_are_found() {
        let rules = Rules::new();
        let rust = found(&rules, "fn a() {\n    let b = \"c // d\"; // e\n    42\n}", "rust");
        for part in [
            ("fn", Kind::Keyword),
            ("let", Kind::Keyword),
            ("\"c // d\"", Kind::Text),
            ("// e", Kind::Comment),
            ("42", Kind::Number),
        ] {
            assert!(rust.contains(&part), "{part:?} in {rust:?}");
        }
        assert!(found(&rules, "select 1 -- one", "sql").contains(&("-- one", Kind::Comment)));
        assert!(found(&rules, "if x:\n  pass", "python").contains(&("if", Kind::Keyword)));
        assert_eq!(found(&rules, "if x", "no such language"), []);
    }

    #[test]
    fn a_line_of_any_length_is_no_hurdle() {
        let rules = Rules::new();
        assert_eq!(rules.parts(&"(".repeat(39_000), "rust"), []);
        let deep = format!("{}\n", "(".repeat(399)).repeat(100);
        assert!(rules.parts(&deep, "rust").len() <= DEEPEST);
        assert!(parts(&"x".repeat(LONGEST + 1), "rust").unwrap().is_empty());
    }

    #[test]
    fn what_was_found_is_kept_and_the_oldest_goes() {
        let mut cache = Cache::default();
        for key in 0..KEPT as u64 + 3 {
            cache.store(key, Arc::new([]));
        }
        assert_eq!(cache.done.len(), KEPT);
        assert!(!cache.done.contains_key(&0));
    }
}
