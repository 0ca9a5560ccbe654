//! Starting the window when the environment names a display server that does not exist.

#![cfg(all(unix, not(target_os = "macos")))]

use super::world::{Profile, Server, command, finish};

#[test]
fn a_display_that_is_named_and_not_there_is_said() {
    let profile = Profile::new(&Server::new().url, "");
    for set in [
        &[("WAYLAND_DISPLAY", "wayland-nowhere")][..],
        &[("DISPLAY", ":4711")],
        &[("DISPLAY", "nonsense")],
        &[("WAYLAND_DISPLAY", "/nonexistent/socket"), ("DISPLAY", ":4711")],
    ] {
        let mut confab = command(&profile.root());
        confab.env("XDG_RUNTIME_DIR", profile.folder.path()).envs(set.iter().copied());
        let run = finish(&mut confab, "");
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{set:?}: {run:?}");
        for (name, value) in set {
            assert!(run.words.contains(&format!("{name}={value}")), "{run:?}");
        }
        assert!(run.words.contains("confab demo --headless"), "{run:?}");
    }
}

#[test]
fn a_display_server_that_ends_takes_the_window_along_with_a_sentence() {
    let profile = Profile::new(&Server::new().url, "");
    let socket = profile.folder.path().join("wayland-7");
    let listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let path = socket.clone();
    let server = std::thread::spawn(move || {
        // The first connection only checks for an answer; the window's own connection is cut, and the server is gone.
        drop(listener.accept().unwrap());
        let window = listener.accept().unwrap();
        std::fs::remove_file(&path).unwrap();
        drop(listener);
        drop(window);
    });
    let mut confab = command(&profile.root());
    confab.env("XDG_RUNTIME_DIR", profile.folder.path()).env("WAYLAND_DISPLAY", "wayland-7");
    let run = finish(&mut confab, "");
    server.join().unwrap();
    assert_eq!((run.code, run.out.as_str()), (1, ""), "{run:?}");
    assert!(run.words.contains("The display server stopped"), "{run:?}");
}
