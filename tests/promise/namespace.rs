//! Small, full or read-only disks for a test, in a mount namespace of its own.

use std::path::PathBuf;
use std::process::Command;

/// Runs an ignored test of this program in a mount namespace of its own, after the shell script `prepare` has set up
/// the folder `$1`. Returns false, with a message, if the system does not allow that.
pub fn in_a_namespace(test: &str, prepare: &str) -> bool {
    let allowed =
        Command::new("unshare").args(["-rm", "true"]).output().is_ok_and(|out| out.status.success());
    if !allowed {
        eprintln!("skipped: this system has no unshare for us, so {test} has no disk of its own");
        return false;
    }
    let place = tempfile::tempdir().unwrap();
    let exe = std::env::current_exe().unwrap();
    let script = format!(
        "set -e; {prepare}; CONFAB_TEST_PLACE=\"$1\" exec \"$2\" --exact {test} --ignored --nocapture"
    );
    let out = Command::new("unshare")
        .args(["-rm", "sh", "-c", &script, "sh"])
        .args([place.path().as_os_str(), exe.as_os_str()])
        .output()
        .unwrap();
    let words = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success() && words.contains("1 passed"), "{words}");
    true
}

/// The folder that `prepare` has set up.
pub fn place() -> PathBuf {
    std::env::var_os("CONFAB_TEST_PLACE").expect("run by the test that names it").into()
}
