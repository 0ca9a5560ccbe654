//! Input above a limit is rejected with that limit, and limits of the system are reported in a sentence.

use super::world::{Profile, Server, command, finish};

use serde_json::json;

use std::fs;

#[test]
fn a_text_that_no_call_could_hold_is_refused_before_anything_is_queued() {
    let server = Server::new();
    let profile = Profile::new(&server.url, "[publish]\nmax_bytes = 20000\n");
    let long = "x".repeat(20_001);
    let first = json!({"do": "post", "to": "#general", "text": "short"});
    for second in [
        json!({"do": "post", "to": "#general", "text": long}),
        json!({"do": "post", "to": "#general", "text": "é".repeat(10_001)}),
    ] {
        let run = profile.run_with(&["apply"], &format!("{first}\n{second}\n"));
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.words.starts_with("Line 2: The text has 2000"), "{run:?}");
        assert!(run.words.contains("at most 20000 (publish.max_bytes)"), "{run:?}");
    }
    let run = profile.run_with(&["send", "--to", "#general", "-"], &long);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.words.contains("publish.max_bytes"), "{run:?}");
    assert!(server.requests().is_empty());
    assert_eq!(profile.run(&["outbox", "list", "--json"]).out, "");
}

#[test]
fn a_settings_file_that_is_too_large_is_refused_with_the_limit() {
    let profile = Profile::new(&Server::new().url, "");
    let path = profile.root().join("settings.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}# {}\n", "x".repeat(1_000_000))).unwrap();
    let run = profile.run(&["roster", "show"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(
        run.words.ends_with("settings.toml is larger than 1 MB, the most that Confab reads at once.\n"),
        "{run:?}"
    );
}

#[cfg(unix)]
#[test]
fn a_file_that_has_no_end_is_refused_wherever_one_is_read_whole() {
    let profile = Profile::new(&Server::new().url, "");
    let path = profile.root().join("settings.toml");
    let text = fs::read_to_string(&path).unwrap();
    let pipe = profile.folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for endless in ["/dev/zero".as_ref(), pipe.as_path()] {
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(endless, &path).unwrap();
        let run = profile.run(&["roster", "show"]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.words.ends_with("settings.toml is not a regular file.\n"), "{run:?}");
        fs::remove_file(&path).unwrap();
        fs::write(&path, &text).unwrap();
        let ca_file = format!("[server]\nca_file = \"{}\"\n", endless.display());
        let secure = text.replace("http://", "https://").replace("[server]\n", &ca_file);
        fs::write(&path, secure).unwrap();
        let run = profile.run(&["send", "--to", "#general", "x"]);
        assert_eq!(run.code, 3, "{run:?}");
        let words = format!("Check server.ca_file. {} is not a regular file.", endless.display());
        assert!(run.words.contains(&words), "{run:?}");
        fs::write(&path, &text).unwrap();
    }
    let run = profile.run(&["roster", "import", "/dev/zero"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.words.contains("larger than 67 MB"), "{run:?}");
}

#[cfg(target_os = "linux")]
mod system {
    use super::*;
    use crate::world::in_shell;

    #[test]
    fn a_limit_on_the_size_of_files_is_an_error_and_not_the_end() {
        let server = Server::new();
        let profile = Profile::new(&server.url, "");
        let text = "x".repeat(500_000);
        // In blocks of 512 bytes or 1 kB, depending on the shell.
        let run = finish(
            &mut in_shell(&profile.root(), "ulimit -f 200", &["send", "--to", "#general", "-"]),
            &text,
        );
        assert_eq!(run.code, 1, "{run:?}");
        assert!(run.words.contains("ulimit -f") || run.words.contains("disk is full"), "{run:?}");
        let run = finish(command(&profile.root()).args(["send", "--to", "#general", "after"]), "");
        assert_eq!(run.code, 0, "{run:?}");
        assert_eq!(server.elements().len(), 1);
    }

    #[test]
    fn a_limit_on_open_files_is_named() {
        let profile = Profile::new(&Server::new().url, "");
        let mut told = 0;
        for files in 4..24 {
            let limit = format!("ulimit -n {files}");
            let run = finish(&mut in_shell(&profile.root(), &limit, &["outbox", "list"]), "");
            assert!([0, 1, 2, 127].contains(&run.code), "{files}: {run:?}");
            assert!(
                !run.words.contains("permissions") && !run.words.contains("panicked"),
                "{files}: {run:?}"
            );
            assert!(run.code == 0 || !run.words.is_empty(), "{files}: {run:?}");
            told += usize::from(run.words.contains("ulimit -n"));
        }
        assert!(told > 0);
    }

    #[test]
    fn a_system_that_gives_no_threads_is_said() {
        let profile = Profile::new(&Server::new().url, "");
        for memory in (40_000..100_000).step_by(2_000).chain([150_000, 200_000, 300_000]) {
            let limit = format!("ulimit -v {memory}");
            let run = finish(&mut in_shell(&profile.root(), &limit, &["outbox", "list"]), "");
            // With almost no memory the program cannot be loaded, or Rust's runtime fails before `main`.
            let before_main = run.words.contains("failed to allocate an alternative stack");
            assert!(!run.words.contains("panicked") || before_main, "{memory}: {run:?}");
            assert!([0, 1, 127, -1].contains(&run.code), "{memory}: {run:?}");
        }
    }
}
