//! Copying files in: which files are accepted, which are refused, and what is left after a failure.

use confab::files::Error;
use confab::files::place::Places;
use confab::files::take::take;
use confab::files::watch::Watch;
use confab::row::Source;

use std::fs::{self, File};
use std::io::{Seek as _, SeekFrom, Write as _};
#[cfg(unix)]
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

const LIMIT: u64 = 1_000_000;
/// A file that takes a while to copy.
const LARGE: u64 = 60_000_000;

struct Desk {
    folder: tempfile::TempDir,
    places: Places,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::new(folder.path().join("files"));
        Self { folder, places }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn take(&self, path: &Path) -> Result<confab::files::take::Copied, Error> {
        take(&self.places, &Source::Path(path.to_owned()), LIMIT, &Watch::default())
    }

    fn refused(&self, path: &Path, words: &str) {
        let began = Instant::now();
        let error = self.take(path).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
        assert!(began.elapsed() < Duration::from_secs(5));
        assert_eq!(self.kept(), 0, "something was kept");
    }

    /// The number of files in the profile.
    fn kept(&self) -> usize {
        fn count(folder: &Path) -> usize {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            entries.map(|entry| if entry.path().is_dir() { count(&entry.path()) } else { 1 }).sum()
        }
        count(&self.path("files"))
    }
}

#[test]
fn a_file_is_copied_and_its_original_is_no_longer_needed() {
    let desk = Desk::new();
    let path = desk.path("a.txt");
    fs::write(&path, "words").unwrap();
    let copied = desk.take(&path).unwrap();
    assert_eq!((copied.name.as_str(), copied.bytes), ("a.txt", 5));
    fs::remove_file(&path).unwrap();
    let kept = desk.places.original(copied.content);
    assert_eq!(fs::read_to_string(&kept).unwrap(), "words");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&kept).unwrap().permissions().mode() & 0o177, 0);
    }
}

#[test]
fn the_same_bytes_are_kept_once_whatever_they_are_called() {
    let desk = Desk::new();
    for name in ["a.txt", "b.bin"] {
        fs::write(desk.path(name), "words").unwrap();
        desk.take(&desk.path(name)).unwrap();
    }
    let source = Source::Bytes { name: "c".to_owned(), bytes: Arc::from(*b"words") };
    take(&desk.places, &source, LIMIT, &Watch::default()).unwrap();
    assert_eq!(desk.kept(), 1);
}

#[test]
fn a_damaged_copy_of_another_length_is_replaced() {
    let desk = Desk::new();
    fs::write(desk.path("a"), "words").unwrap();
    let kept = desk.places.original(desk.take(&desk.path("a")).unwrap().content);
    fs::write(&kept, "wo").unwrap();
    desk.take(&desk.path("a")).unwrap();
    assert_eq!(fs::read_to_string(&kept).unwrap(), "words");
}

#[test]
fn an_empty_file_is_refused() {
    let desk = Desk::new();
    File::create(desk.path("empty.txt")).unwrap();
    desk.refused(&desk.path("empty.txt"), "empty.txt is empty");
}

#[test]
fn a_folder_is_refused() {
    let desk = Desk::new();
    fs::create_dir(desk.path("folder")).unwrap();
    desk.refused(&desk.path("folder"), "folder is a folder");
}

#[test]
fn what_is_not_there_is_refused() {
    let desk = Desk::new();
    desk.refused(&desk.path("gone.png"), "There is no file at gone.png");
}

/// Root can read every file, so the test runs as another user.
#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    fs::write(&secret, "for others").unwrap();
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).unwrap();
    if File::open(&secret).is_err() {
        return not_allowed();
    }
    let run = |program: &Path, arguments: &[&str]| {
        let mut somebody = std::process::Command::new("setpriv");
        somebody
            .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
            .arg(program)
            .args(arguments)
            .output()
    };
    let exe = std::env::current_exe().unwrap();
    if !run(&exe, &["--list"]).is_ok_and(|out| out.status.success()) {
        eprintln!("skipped: root can read everything, and nobody else runs this program here");
        return;
    }
    let out = run(&exe, &["--exact", "taking::not_allowed", "--ignored", "--nocapture"]).unwrap();
    let words = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success() && words.contains("1 passed"), "{words}");
}

#[cfg(unix)]
#[test]
#[ignore = "run by the test above it, as somebody who is not root"]
fn not_allowed() {
    let desk = Desk::new();
    let path = desk.path("secret.txt");
    fs::write(&path, "for others").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    desk.refused(&path, "You do not have permission to read secret.txt.");
}

#[test]
fn a_file_deleted_while_it_is_copied_is_whole_or_told() {
    let (desk, path, outcome) = meddled(|path| fs::remove_file(path));
    assert!(!path.exists());
    match outcome {
        Ok(copied) => assert_eq!((copied.bytes, desk.kept()), (LARGE, 1)),
        Err(error) => {
            assert!(error.to_string().contains("There is no file at"), "{error}");
            assert_eq!(desk.kept(), 0);
        }
    }
}

#[test]
fn a_file_cut_short_while_it_is_copied_is_told() {
    let cut = |path: &Path| File::options().write(true).open(path)?.set_len(LARGE / 2);
    let (desk, path, outcome) = meddled(cut);
    assert_eq!(fs::metadata(path).unwrap().len(), LARGE / 2);
    match outcome {
        // It was copied before it was truncated.
        Ok(copied) => assert_eq!((copied.bytes, desk.kept()), (LARGE, 1)),
        Err(error) => {
            assert!(error.to_string().contains("changed while it was copied"), "{error}");
            assert_eq!(desk.kept(), 0);
        }
    }
}

/// Copies a large file that is changed as soon as the copy has begun.
fn meddled(
    meddle: impl Fn(&Path) -> std::io::Result<()> + Send + 'static,
) -> (Desk, PathBuf, Result<confab::files::take::Copied, Error>) {
    let desk = Desk::new();
    let path = desk.path("large.bin");
    File::create(&path).unwrap().set_len(LARGE).unwrap();
    let watch = Watch::default();
    let (theirs, copying) = (path.clone(), watch.clone());
    let meddler = std::thread::spawn(move || {
        let began = Instant::now();
        while copying.done() == 0 && began.elapsed() < Duration::from_secs(5) {
            std::hint::spin_loop();
        }
        meddle(&theirs).unwrap();
    });
    let outcome = take(&desk.places, &Source::Path(path.clone()), LARGE, &watch);
    meddler.join().unwrap();
    (desk, path, outcome)
}

#[cfg(unix)]
#[test]
fn a_pipe_that_nobody_writes_to_is_refused_without_waiting() {
    let desk = Desk::new();
    let path = desk.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    desk.refused(&path, "not a file but a pipe");
}

#[cfg(unix)]
#[test]
fn devices_and_sockets_are_refused() {
    let desk = Desk::new();
    desk.refused(Path::new("/dev/zero"), "not a file but a pipe, a socket or a device");
    let socket = desk.path("socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    desk.refused(&socket, "not a file but a pipe, a socket or a device");
}

#[cfg(unix)]
#[test]
fn a_link_in_a_circle_is_refused_and_one_to_a_file_is_taken() {
    use std::os::unix::fs::symlink;
    let desk = Desk::new();
    symlink(desk.path("two"), desk.path("one")).unwrap();
    symlink(desk.path("one"), desk.path("two")).unwrap();
    desk.refused(&desk.path("one"), "leads back to itself");
    fs::write(desk.path("real.txt"), "words").unwrap();
    symlink(desk.path("real.txt"), desk.path("link.txt")).unwrap();
    assert_eq!(desk.take(&desk.path("link.txt")).unwrap().name, "link.txt");
}

#[test]
fn ten_sparse_gigabytes_are_refused_before_a_byte_is_copied() {
    let desk = Desk::new();
    let mut file = File::create(desk.path("sparse.bin")).unwrap();
    file.seek(SeekFrom::Start(10_000_000_000)).unwrap();
    file.write_all(&[1]).unwrap();
    desk.refused(&desk.path("sparse.bin"), "sparse.bin has a size of 10 GB; the limit is 1.0 MB");
}

#[test]
fn a_file_that_grows_for_ever_is_given_up() {
    let desk = Desk::new();
    let path = desk.path("log.txt");
    fs::write(&path, vec![b'x'; 500_000]).unwrap();
    let stop = Watch::default();
    let (growing, stopped) = (path.clone(), stop.clone());
    let writer = std::thread::spawn(move || {
        let mut file = fs::OpenOptions::new().append(true).open(growing).unwrap();
        while !stopped.is_stopped() {
            file.write_all(&[b'x'; 4_096]).unwrap();
        }
    });
    // It may be reported as changed or as too large, but never be copied in a state that it never had.
    let taken = desk.take(&path);
    stop.stop();
    writer.join().unwrap();
    if let Err(error) = taken {
        let words = error.to_string();
        assert!(words.contains("changed while it was copied") || words.contains("the limit is"), "{words}");
        assert_eq!(desk.kept(), 0);
    }
}

#[test]
fn a_copy_that_is_stopped_leaves_nothing() {
    let desk = Desk::new();
    fs::write(desk.path("a.bin"), vec![7; 900_000]).unwrap();
    let watch = Watch::default();
    watch.stop();
    let error = take(&desk.places, &Source::Path(desk.path("a.bin")), LIMIT, &watch).unwrap_err();
    assert_eq!((error, desk.kept()), (Error::Cancelled, 0));
}

#[test]
fn what_a_killed_process_left_on_its_way_in_is_swept() {
    let desk = Desk::new();
    let ours = desk.places.incoming().unwrap();
    let left = ["in-0123456789abcdef-uGhTbs", "in-0123456789abcdef-uGhTbs.clone"];
    let left = left.map(|name| ours.path().with_file_name(name));
    left.iter().for_each(|left| fs::write(left, "half of it").unwrap());
    desk.places.sweep_incoming().unwrap();
    assert!(ours.path().exists(), "what this process began may be another thread's");
    assert!(left.iter().all(|left| !left.exists()), "{left:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_keeps_nothing() {
    let allowed = std::process::Command::new("unshare").args(["-rm", "true"]).output();
    if !allowed.is_ok_and(|out| out.status.success()) {
        eprintln!("skipped: this system has no unshare for us");
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let out = std::process::Command::new("unshare")
        .args(["-rm", "sh", "-c"])
        .arg("mount -t tmpfs -o size=300k tmpfs \"$1\" && exec \"$2\" --exact taking::on_a_small_disk --ignored --nocapture")
        .arg("sh")
        .args([place.path().as_os_str(), std::env::current_exe().unwrap().as_os_str()])
        .env("CONFAB_TEST_PLACE", place.path())
        .output()
        .unwrap();
    let words = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success() && words.contains("1 passed"), "{words}");
}

#[test]
#[ignore = "run in a namespace by the test above it"]
fn on_a_small_disk() {
    let place = PathBuf::from(std::env::var_os("CONFAB_TEST_PLACE").unwrap());
    let outside = tempfile::tempdir_in("/dev/shm").unwrap();
    let (large, small) = (outside.path().join("large"), outside.path().join("small"));
    fs::write(&large, vec![7; 800_000]).unwrap();
    fs::write(&small, vec![7; 1_000]).unwrap();
    let places = Places::new(place.join("files"));
    let take = |path: &Path| take(&places, &Source::Path(path.to_owned()), LIMIT, &Watch::default());
    let error = take(&large).unwrap_err();
    assert!(error.to_string().contains("The disk is full"), "{error}");
    assert_eq!(fs::read_dir(place.join("files/incoming")).unwrap().count(), 0);
    take(&small).unwrap();
}
