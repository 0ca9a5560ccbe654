//! Connections that can be cut, at once or after a number of bytes.
//!
//! Every connection has scissors for the call on it. A cut connection is reset, as if the cable broke. In offline weather
//! idle connections end and the port is closed. Must not know: HTTP. Tests: `tests/demo/listener.rs`.

use super::{Port, Shared};
use crate::demo::weather::Weather;

use axum::Router;
use axum::extract::connect_info::Connected;
use axum::serve::IncomingStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

/// Delay before retrying what the system refused.
const PATIENCE: Duration = Duration::from_millis(100);

/// Takes connections until the server stops; `router` answers their calls.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>, router: Router) {
    let mut stopped = shared.stopped.clone();
    let Ok(address) = listener.local_addr() else { return };
    let outlook = shared.outlook.subscribe();
    let harbour = Harbour { listener: Some(listener), address, outlook, shared };
    let service = router.into_make_service_with_connect_info::<Scissors>();
    let until = async move {
        // An error means that the sender was dropped, which is the stop signal.
        while stopped.changed().await.is_ok() {}
    };
    if let Err(error) = axum::serve(harbour, service).with_graceful_shutdown(until).await {
        tracing::warn!(%error, "the demo server ended");
    }
}

/// Number of bytes that may still be written to one connection.
#[derive(Debug, Clone)]
pub(super) struct Scissors(Arc<AtomicUsize>);

impl Scissors {
    fn new() -> Self {
        Self(Arc::new(AtomicUsize::new(usize::MAX)))
    }

    /// Cuts the connection after this number of bytes from the server.
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

/// Accepts connections. In offline weather the port is closed, so that the system itself refuses connections.
struct Harbour {
    listener: Option<TcpListener>,
    address: SocketAddr,
    outlook: watch::Receiver<Weather>,
    shared: Arc<Shared>,
}

impl Harbour {
    /// The open port; in offline weather waits until it ends.
    async fn port(&mut self) -> &TcpListener {
        if *self.outlook.borrow() == Weather::Offline {
            self.listener = None;
            self.shared.port.send_replace(Port::Closed);
            let _ = self.outlook.wait_for(|weather| *weather != Weather::Offline).await;
        }
        let listener = match self.listener.take() {
            Some(listener) => listener,
            None => again(self.address).await,
        };
        self.shared.port.send_replace(Port::Open);
        self.listener.insert(listener)
    }
}

/// Opens the same port again.
async fn again(address: SocketAddr) -> TcpListener {
    loop {
        match TcpListener::bind(address).await {
            Ok(listener) => return listener,
            Err(error) => {
                tracing::warn!(%error, "the demo server's port is not free yet");
                tokio::time::sleep(PATIENCE).await;
            }
        }
    }
}

impl axum::serve::Listener for Harbour {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Line, SocketAddr) {
        let mut outlook = self.outlook.clone();
        loop {
            let _ = outlook.borrow_and_update();
            let port = self.port().await;
            let accepted = tokio::select! {
                accepted = port.accept() => accepted,
                _ = outlook.changed() => continue,
            };
            match accepted {
                Ok((stream, from)) => {
                    let _ = stream.set_nodelay(true);
                    return (Line::new(stream, outlook), from);
                }
                // Usually out of file handles, which will be freed.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(PATIENCE).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

/// One connection.
pub(super) struct Line {
    stream: TcpStream,
    scissors: Scissors,
    /// Completes when the weather becomes offline.
    offline: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl Line {
    fn new(stream: TcpStream, mut outlook: watch::Receiver<Weather>) -> Self {
        let offline = async move {
            if outlook.wait_for(|weather| *weather == Weather::Offline).await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        Self { stream, scissors: Scissors::new(), offline: Box::pin(offline) }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.scissors.is_cut() {
            // A reset, as on a broken connection.
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
        if self.offline.as_mut().poll(cx).is_ready() {
            self.scissors.cut_after(0);
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
