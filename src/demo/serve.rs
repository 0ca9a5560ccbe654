//! The command `demo-server`: the demo server without a window, for scripts, tests and a second client.
//!
//! Prints its address as one line of JSON, then serves until it is stopped. The `cli` provides the writer and the stop
//! signal. Tests: `tests/demo/serve.rs`.

use super::journal::{self, Journal, Origin};
use super::listener::{self, Listener};
use super::people::{Company, Size};
use super::weather::Weather;
use crate::clock::Clock;

use std::io::Write;
use std::path::PathBuf;

/// The options of the command line.
#[derive(Debug, Clone)]
pub struct Options {
    /// Address and port; `127.0.0.1:0` for any free port.
    pub listen: String,
    /// The folder that keeps changes between runs, if any.
    pub data: Option<PathBuf>,
    pub weather: Weather,
    /// `--seed`; ignored if the data folder already has a company.
    pub seed: u64,
    pub size: Size,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:0".to_owned(),
            data: None,
            weather: Weather::Clear,
            seed: 1,
            size: Size::default(),
        }
    }
}

/// An error that prevents the server from starting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Listener(#[from] listener::Error),
    #[error(transparent)]
    Journal(#[from] journal::Error),
    #[error("The address could not be written: {0}.")]
    Output(String),
}

/// Serves until `stop` is ready. Writes one line to `out`, with all that a profile needs:
/// `{"url", "user_id", "company_id", "name", "seed", "weather", "roster", "store"}`.
///
/// # Errors
/// If the server cannot start or the line cannot be written.
pub async fn serve(
    options: Options,
    out: &mut (impl Write + Send),
    stop: impl Future<Output = ()>,
) -> Result<(), Error> {
    let address = listener::address(&options.listen)?;
    let asked = Origin { seed: options.seed, size: options.size, born: Clock::System.stamp() };
    let data = options.data.clone();
    let opened = tokio::task::spawn_blocking(move || {
        let (journal, origin, past) = match data {
            Some(folder) => {
                let (journal, origin, past) = Journal::open(&folder, asked)?;
                (Some(journal), origin, past)
            }
            None => (None, asked, Vec::new()),
        };
        let company = Company::invent(origin.seed, origin.size, origin.born);
        Ok::<_, journal::Error>((company, journal, origin, past))
    });
    let (company, journal, origin, past) =
        opened.await.map_err(|error| Error::Output(error.to_string()))??;
    let hello = serde_json::json!({
        "user_id": company.me.id.to_string(),
        "company_id": company.id.to_string(),
        "name": company.me.name,
        "seed": origin.seed,
        "weather": options.weather.word(),
        "roster": crate::roster::write(&company.people, &company.conversations),
    });
    let mut listener = Listener::of_company(company).weather(options.weather, origin.seed);
    if let Some(folder) = &options.data {
        listener = listener.files(folder.join("files"));
    }
    if let Some(journal) = journal {
        listener = listener.journal(journal, past);
    }
    let running = listener.start(address).await?;
    let mut hello = hello;
    hello["url"] = running.url().as_str().into();
    hello["store"] = running.store().map(String::from).into();
    writeln!(out, "{hello}").and_then(|()| out.flush()).map_err(|error| Error::Output(error.to_string()))?;
    stop.await;
    running.stop().await;
    Ok(())
}

/// Waits for Ctrl+C, and on Unix also for SIGTERM.
pub async fn until_told() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            // Without a handler, Ctrl+C ends the process as usual.
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut term) = signal(SignalKind::terminate()) else { return interrupted.await };
        tokio::select! {
            () = interrupted => {}
            _ = term.recv() => {}
        }
    }
    #[cfg(not(unix))]
    interrupted.await;
}
