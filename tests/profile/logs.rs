//! The log of a profile.

use confab::directory::Directory;
use confab::logging::{self, Verbosity};

#[test]
fn lines_reach_the_profiles_log_and_libraries_are_quiet() {
    let directory = Directory::throw_away().unwrap();
    let logging = logging::start(Some(&directory), Verbosity::Quiet).unwrap();
    tracing::info!(target: "confab::test", wishes = 3, "drained");
    tracing::info!(target: "hyper", "a library's chatter");
    tracing::warn!(target: "hyper", "a library's warning");
    drop(logging);
    let mut files = std::fs::read_dir(directory.logs()).unwrap();
    let text = std::fs::read_to_string(files.next().unwrap().unwrap().path()).unwrap();
    assert!(text.contains("drained") && text.contains("wishes=3") && text.contains("warning"), "{text}");
    assert!(!text.contains("chatter"), "{text}");
    assert_eq!(logging::start(None, Verbosity::Quiet).unwrap_err(), logging::Error::Twice);
}
