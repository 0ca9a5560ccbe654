//! Connections that can be cut: at once, or after some more bytes.
//!
//! Every connection has scissors that the call on it may use; a cut one fails like a broken cable and is reset, not
//! closed in order. Must not know: HTTP. Tests: `tests/demo/listener.rs`.

use super::{Shared, call, held};
use crate::demo::weather::Weather;

use axum::Router;
use axum::extract::connect_info::Connected;
use axum::serve::IncomingStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

/// Takes connections until the server stops.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut stopped = shared.stopped.clone();
    let harbour = Harbour { listener, shared: Arc::clone(&shared) };
    let router = Router::new().fallback(call::answer).with_state(shared);
    let service = router.into_make_service_with_connect_info::<Scissors>();
    let until = async move {
        // An error means that the other end is gone: that is the stop.
        while stopped.changed().await.is_ok() {}
    };
    if let Err(error) = axum::serve(harbour, service).with_graceful_shutdown(until).await {
        tracing::warn!(%error, "the demo server ended");
    }
}

/// How many more bytes may be written on one connection.
#[derive(Debug, Clone)]
pub(super) struct Scissors(Arc<AtomicUsize>);

impl Scissors {
    fn new() -> Self {
        Self(Arc::new(AtomicUsize::new(usize::MAX)))
    }

    /// Cuts the connection after so many more bytes of the server's.
    pub(super) fn cut_after(&self, bytes: usize) {
        self.0.store(bytes, Ordering::Release);
    }

    fn left(&self) -> usize {
        self.0.load(Ordering::Acquire)
    }

    fn is_cut(&self) -> bool {
        self.left() == 0
    }
}

impl Connected<IncomingStream<'_, Harbour>> for Scissors {
    fn connect_info(stream: IncomingStream<'_, Harbour>) -> Self {
        stream.io().scissors.clone()
    }
}

/// Where connections come in; in offline weather they are reset at once.
struct Harbour {
    listener: TcpListener,
    shared: Arc<Shared>,
}

impl axum::serve::Listener for Harbour {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Line, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok((stream, from)) => {
                    let line = Line { stream, scissors: Scissors::new() };
                    if held(&self.shared.sky).weather() == Weather::Offline {
                        line.scissors.cut_after(0);
                        continue;
                    }
                    let _ = line.stream.set_nodelay(true);
                    return (line, from);
                }
                // Out of file handles, mostly: some will be given back.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// One connection.
pub(super) struct Line {
    stream: TcpStream,
    scissors: Scissors,
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.scissors.is_cut() {
            // A reset instead of an orderly end, as a broken connection has it.
            let _ = self.stream.set_zero_linger();
        }
    }
}

fn broken() -> io::Error {
    io::Error::from(io::ErrorKind::ConnectionReset)
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.scissors.is_cut() {
            return Poll::Ready(Err(broken()));
        }
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let left = self.scissors.left();
        if left == 0 {
            return Poll::Ready(Err(broken()));
        }
        let now = &bytes[..bytes.len().min(left)];
        let written = std::task::ready!(Pin::new(&mut self.stream).poll_write(cx, now))?;
        if left != usize::MAX {
            self.scissors.cut_after(left - written);
        }
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.scissors.is_cut() {
            return Poll::Ready(Err(broken()));
        }
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
