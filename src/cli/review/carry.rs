//! Carries out decisions from a command: reads the server to the end, takes the next steps, and sends what they need.

use crate::cli::Stop;
use crate::cli::profile::Profile;
use crate::cli::publish::{self, Patience};
use crate::sync::{Round, Waits};

use indicatif::ProgressBar;

/// A decision takes three readings: of itself, of its effect, and of its end.
const STEPS: usize = 4;
/// The most rounds of reading per step.
const ROUNDS: usize = 200;

/// Carries out the user's decisions as far as the server allows now. What is left is carried out by a later command, or
/// by the window.
pub(in crate::cli) async fn carry_out(profile: &Profile) -> Result<(), Stop> {
    let session = &profile.session;
    if !session.has_desk() || !session.has_decisions().await? {
        return Ok(());
    }
    carried_out(profile).await?;
    Ok(session.keep_evidence().await?)
}

async fn carried_out(profile: &Profile) -> Result<(), Stop> {
    let session = &profile.session;
    let Some(mut reader) = session.reader(profile.settings.sync.scope) else { return Ok(()) };
    for _ in 0..STEPS {
        let mut rounds = 0;
        loop {
            let round =
                reader.round_with(Waits::Kept).await.map_err(|error| Stop::other(error.to_string()))?;
            rounds += 1;
            match round {
                Round::Read => break,
                Round::More if rounds < ROUNDS => {}
                Round::More
                | Round::Quiet { .. }
                | Round::Resting { .. }
                | Round::Failed
                | Round::Unavailable => return Ok(()),
            }
        }
        if !session.tend_cases().await? {
            return Ok(());
        }
        publish::publish(session, Patience::Once, &ProgressBar::hidden(), |_| {}).await?;
    }
    Ok(())
}
