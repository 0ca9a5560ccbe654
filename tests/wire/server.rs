//! A tiny HTTP server that follows its script, one act per request, and records the requests.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

/// The handling of the next request.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// Read it completely, write these bytes, keep the connection.
    Say(Vec<u8>),
    /// Read it completely, write these bytes, close.
    SayAndClose(Vec<u8>),
    /// Read it completely, write these bytes one by one, keep the connection.
    Drip(Vec<u8>),
    /// Read only the head, write these bytes, then read the rest and close.
    SayEarly(Vec<u8>),
    /// Read only the head, write these bytes and close with the body unread, which resets the connection.
    SayAndReset(Vec<u8>),
    /// Read only the head and close, without reading the body.
    CutBeforeBody,
    /// Read it completely and close without an answer.
    CutAfterBody,
    /// Read it completely and never answer.
    Stall,
}

#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// A header's value; the case of its name does not matter.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    script: VecDeque<Act>,
    requests: Vec<Request>,
    connections: usize,
}

impl Server {
    /// Listens on loopback. The connection of a request beyond the script is closed.
    pub(crate) async fn start(script: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State { script: script.into_iter().collect(), ..State::default() }));
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.lock().unwrap().connections += 1;
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Self { url, state }
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.state.lock().unwrap().requests.clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }
}

async fn serve(mut stream: TcpStream, state: Arc<Mutex<State>>) -> Option<()> {
    let mut kept = Vec::new();
    loop {
        let head = read_head(&mut stream, &mut kept).await?;
        let (act, place) = {
            let mut state = state.lock().unwrap();
            let act = state.script.pop_front().unwrap_or(Act::CutAfterBody);
            state.requests.push(Request { head: head.clone(), body: Vec::new() });
            (act, state.requests.len() - 1)
        };
        if let Act::CutBeforeBody = act {
            return None;
        }
        if let Act::SayAndReset(answer) = &act {
            stream.write_all(answer).await.ok()?;
            return None;
        }
        if let Act::SayEarly(answer) = &act {
            stream.write_all(answer).await.ok()?;
        }
        let body = read_body(&mut stream, &mut kept, &head).await?;
        state.lock().unwrap().requests[place].body = body;
        match act {
            Act::Say(answer) => stream.write_all(&answer).await.ok()?,
            Act::Drip(answer) => {
                for byte in answer {
                    stream.write_all(&[byte]).await.ok()?;
                    tokio::task::yield_now().await;
                }
            }
            Act::SayAndClose(answer) => {
                stream.write_all(&answer).await.ok()?;
                return stream.shutdown().await.ok();
            }
            Act::SayEarly(_) | Act::SayAndReset(_) | Act::CutAfterBody | Act::CutBeforeBody => {
                return stream.shutdown().await.ok();
            }
            Act::Stall => std::future::pending().await,
        }
    }
}

async fn read_head(stream: &mut TcpStream, kept: &mut Vec<u8>) -> Option<String> {
    loop {
        if let Some(end) = kept.windows(4).position(|part| part == b"\r\n\r\n") {
            let rest = kept.split_off(end + 4);
            let head = String::from_utf8(std::mem::replace(kept, rest)).unwrap();
            return Some(head);
        }
        more(stream, kept).await?;
    }
}

async fn read_body(stream: &mut TcpStream, kept: &mut Vec<u8>, head: &str) -> Option<Vec<u8>> {
    let request = Request { head: head.to_owned(), body: Vec::new() };
    let length: usize = request.header("content-length").unwrap().parse().unwrap();
    while kept.len() < length {
        more(stream, kept).await?;
    }
    let rest = kept.split_off(length);
    Some(std::mem::replace(kept, rest))
}

async fn more(stream: &mut TcpStream, kept: &mut Vec<u8>) -> Option<()> {
    let mut part = vec![0; 64 * 1024];
    let count = stream.read(&mut part).await.ok().filter(|count| *count > 0)?;
    kept.extend_from_slice(&part[..count]);
    Some(())
}

/// An answer with the correct length.
pub(crate) fn answer(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}
