//! A profile in a temporary folder, a server that records requests, and the real program between them.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::Value;

pub(crate) const ME: &str = "b1129105-9859-4ef5-b004-39adaa2e15d1";
pub(crate) const COMPANY: &str = "b1f7d1ba-3b14-4d28-95c7-a56ab95b1a89";
pub(crate) const BEN: &str = "11111111-9859-4ef5-b004-39adaa2e15d1";
pub(crate) const GENERAL: &str = "22222222-9859-4ef5-b004-39adaa2e15d1";
pub(crate) const CREW: &str = "33333333-9859-4ef5-b004-39adaa2e15d1";

/// One request as received.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) content_type: String,
    pub(crate) authorization: Option<String>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("the body is UTF-8")
    }
}

type Answers = dyn Fn(&Request) -> String + Send + Sync;

/// A server on a loopback port that records every request and gives the answers set by the test.
pub(crate) struct Server {
    pub(crate) url: String,
    requests: Arc<Mutex<Vec<Request>>>,
    answers: Arc<Mutex<Box<Answers>>>,
}

pub(crate) fn accept() -> String {
    respond("200 OK", "", r#"{"success":true,"apiResponseMessages":[]}"#)
}

pub(crate) fn refuse(words: &str) -> String {
    let body =
        format!(r#"{{"success":false,"apiResponseMessages":[{{"messageTypeEnum":2,"message":"{words}"}}]}}"#);
    respond("200 OK", "", &body)
}

pub(crate) fn respond(status: &str, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

impl Server {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let answers: Arc<Mutex<Box<Answers>>> = Arc::new(Mutex::new(Box::new(|_| accept())));
        let (log, table) = (Arc::clone(&requests), Arc::clone(&answers));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { return };
                let Some((request, mut stream)) = read(stream) else { continue };
                log.lock().unwrap().push(request.clone());
                let answer = table.lock().unwrap()(&request);
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { url, requests, answers }
    }

    /// Sets the answers from now on; an empty answer cuts the connection.
    pub(crate) fn answer(&self, with: impl Fn(&Request) -> String + Send + Sync + 'static) {
        *self.answers.lock().unwrap() = Box::new(with);
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// Every element of every JSON call, in order.
    pub(crate) fn elements(&self) -> Vec<Value> {
        self.requests()
            .iter()
            .flat_map(|request| request.json()["Messages"].as_array().cloned().unwrap_or_default())
            .collect()
    }
}

fn read(stream: TcpStream) -> Option<(Request, TcpStream)> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let (mut length, mut content_type, mut authorization) = (0, String::new(), None);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        match name.to_lowercase().as_str() {
            "content-length" => length = value.parse().ok()?,
            "content-type" => value.clone_into(&mut content_type),
            "authorization" => authorization = Some(value.to_owned()),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((Request { path, content_type, authorization, body }, reader.into_inner()))
}

/// A profile folder with settings and a roster.
pub(crate) struct Profile {
    pub(crate) folder: tempfile::TempDir,
}

/// The result of a run of the program.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) words: String,
}

impl Run {
    pub(crate) fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }
}

impl Profile {
    pub(crate) fn new(server: &str, more: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("profile");
        std::fs::create_dir(&root).unwrap();
        std::fs::write(
            root.join("settings.toml"),
            format!(
                "[account]\nuser_id = \"{ME}\"\ncompany_id = \"{COMPANY}\"\nname = \"Asha Rao\"\n[server]\nurl = \"{server}\"\n{more}"
            ),
        )
        .unwrap();
        let roster = folder.path().join("roster.json");
        std::fs::write(
            &roster,
            format!(
                r#"{{"people":[{{"id":"{BEN}","name":"Ben Okri","role":"member"}}],
                    "channels":[{{"id":"{GENERAL}","name":"general","members":["{BEN}"]}}],
                    "groups":[{{"id":"{CREW}","name":"Launch crew","members":["{BEN}"]}}]}}"#
            ),
        )
        .unwrap();
        let profile = Self { folder };
        assert_eq!(profile.run(&["roster", "import", roster.to_str().unwrap()]).code, 0);
        profile
    }

    pub(crate) fn root(&self) -> std::path::PathBuf {
        self.folder.path().join("profile")
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, "")
    }

    pub(crate) fn run_with(&self, arguments: &[&str], input: &str) -> Run {
        run_in(&self.root(), arguments, input, &[])
    }
}

/// Runs the program on a profile, without settings from the environment of this process.
pub(crate) fn run_in(root: &Path, arguments: &[&str], input: &str, environment: &[(&str, &str)]) -> Run {
    let mut command = command(root);
    finish(command.args(arguments).envs(environment.iter().copied()), input)
}

/// The program on a profile, without settings from the environment of this process.
pub(crate) fn command(root: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_confab"));
    clean(&mut command, root);
    command
}

/// The program as a shell starts it, after `prepare` has set limits; `"$@"` are its arguments.
#[cfg(unix)]
pub(crate) fn in_shell(root: &Path, prepare: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("sh");
    let script = format!("{prepare}; exec \"$0\" \"$@\"");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_confab")]).args(arguments);
    clean(&mut command, root);
    command
}

fn clean(command: &mut Command, root: &Path) {
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"CONFAB_")) {
        command.env_remove(name);
    }
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "RUST_BACKTRACE"] {
        command.env_remove(name);
    }
    command.env("CONFAB_PROFILE", root);
}

/// Runs a command to its end.
pub(crate) fn finish(command: &mut Command, input: &str) -> Run {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // The program may end without reading its input.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    let Output { status, stdout, stderr } = child.wait_with_output().expect("the program ends");
    Run {
        code: status.code().unwrap_or(-1),
        out: String::from_utf8(stdout).expect("UTF-8"),
        words: String::from_utf8(stderr).expect("UTF-8"),
    }
}
