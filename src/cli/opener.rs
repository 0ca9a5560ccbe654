//! Opens a file or a link with the system's program, which gets none of Confab's secrets.
//!
//! A program inherits the environment of its parent, and ours may contain tokens. Must not know: the file or link, and
//! if opening it is allowed. Tests: below.

use std::ffi::{OsStr, OsString};
use std::io;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// How long to wait for a launcher to fail before it counts as successful; if it fails, the next one is tried.
const FAILS_WITHIN: Duration = Duration::from_millis(150);
/// How often the launcher is checked meanwhile.
const LOOK: Duration = Duration::from_millis(10);

/// Prefixes of cloud variables that contain secrets …
const CLOUDS: [&str; 6] = ["AWS_", "AZURE_", "GOOGLE_", "GCP_", "GCLOUD_", "CLOUDSDK_"];
/// … if their name contains one of these words.
const SECRETS: [&str; 7] = ["KEY", "SECRET", "TOKEN", "PASSWORD", "CREDENTIAL", "SAS", "SERVICE_ACCOUNT"];

/// Opens a path or an address; returns when a launcher has accepted it.
///
/// # Errors
/// If no launcher of the system can open it.
pub(super) fn open(what: impl AsRef<OsStr>) -> io::Result<()> {
    start(::open::commands(what), std::env::vars_os().map(|(name, _)| name))
}

fn start(launchers: Vec<Command>, variables: impl Iterator<Item = OsString>) -> io::Result<()> {
    let secrets: Vec<OsString> = variables.filter(|name| is_secret(name)).collect();
    let mut failed = io::Error::from(io::ErrorKind::NotFound);
    for mut launcher in launchers {
        for name in &secrets {
            launcher.env_remove(name);
        }
        launcher.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt as _;
            // Ctrl+C in Confab's terminal must not end it.
            launcher.process_group(0);
        }
        match launcher.spawn().and_then(takes) {
            Ok(()) => return Ok(()),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

/// Succeeds if a launcher ended well, or is still running after [`FAILS_WITHIN`]; a thread then waits for its end.
fn takes(mut launcher: Child) -> io::Result<()> {
    let mut waited = Duration::ZERO;
    loop {
        match launcher.try_wait()? {
            // Explorer returns an error even if it has opened the file.
            Some(status) if status.success() || cfg!(windows) => return Ok(()),
            Some(status) => return Err(io::Error::other(status.to_string())),
            None if waited < FAILS_WITHIN => {
                std::thread::sleep(LOOK);
                waited += LOOK;
            }
            None => {
                std::thread::Builder::new().name("confab-opened".to_owned()).spawn(move || {
                    let _ = launcher.wait();
                })?;
                return Ok(());
            }
        }
    }
}

/// True for all of Confab's own variables, because a header or a store's secret is among them; for cloud variables
/// only if they contain secrets.
fn is_secret(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_ascii_uppercase();
    name.starts_with("CONFAB_")
        || (CLOUDS.iter().any(|cloud| name.starts_with(cloud))
            && SECRETS.iter().any(|word| name.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_by_their_names() {
        for name in [
            "CONFAB_TOKEN",
            "CONFAB_FILES_SECRET",
            "CONFAB_SERVER_HEADERS",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN",
            "AZURE_STORAGE_ACCOUNT_KEY",
            "AZURE_STORAGE_KEY",
            "AZURE_STORAGE_SAS_KEY",
            "AZURE_STORAGE_CLIENT_SECRET",
            "AZURE_CLIENT_SECRET",
            "GOOGLE_SERVICE_ACCOUNT_KEY",
            "GOOGLE_SERVICE_ACCOUNT",
            "GOOGLE_APPLICATION_CREDENTIALS",
        ] {
            assert!(is_secret(OsStr::new(name)), "{name}");
        }
        for name in
            ["PATH", "HOME", "DISPLAY", "AWS_REGION", "AWS_PROFILE", "XDG_RUNTIME_DIR", "SSH_AUTH_SOCK"]
        {
            assert!(!is_secret(OsStr::new(name)), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn an_opened_program_gets_the_environment_without_the_secrets() {
        let folder = tempfile::tempdir().unwrap();
        let seen = folder.path().join("seen");
        let mut missing = Command::new("/nonexistent/launcher");
        missing.arg("x");
        let mut fails = Command::new("false");
        fails.arg("x");
        let mut launcher = Command::new("sh");
        launcher.arg("-c").arg("env > \"$0\"").arg(&seen);
        for (name, text) in
            [("CONFAB_TOKEN", "t0k3n"), ("AWS_SECRET_ACCESS_KEY", "s3cr3t"), ("PLAIN", "stays")]
        {
            launcher.env(name, text);
        }
        let names = ["CONFAB_TOKEN", "AWS_SECRET_ACCESS_KEY", "PLAIN"].map(OsString::from);
        start(vec![missing, fails, launcher], names.into_iter()).unwrap();
        // Opening returns while a slow launcher is still running.
        let text = loop {
            match std::fs::read_to_string(&seen) {
                Ok(text) if text.contains("PLAIN=stays") => break text,
                Ok(_) | Err(_) => std::thread::yield_now(),
            }
        };
        assert!(!text.contains("t0k3n") && !text.contains("s3cr3t"), "{text}");
    }

    #[test]
    fn where_no_launcher_takes_it_that_is_said() {
        assert!(start(vec![Command::new("/nonexistent/launcher")], std::iter::empty()).is_err());
    }
}
