//! `confab demo` and `confab demo-server`.
//!
//! With a display the demo is the window on a throw-away profile; without one, or with `--headless`, a script drives
//! the same screens by keys in the headless renderer.

mod play;
pub(super) mod world;

use super::arguments::{Demo, DemoServer, Global, Part};
use super::begin::ProfileOpener;
use super::output::Output;
use super::{Exit, Stop, window};
use crate::chat::person::Role;
use crate::clock::Clock;
use crate::demo::listener::Life;
use crate::demo::serve::until_told;
use crate::demo::{Options, Size, Weather};
use world::{Wanted, World};

pub(super) fn play(global: &Global, demo: &Demo, output: &mut Output) -> Result<Exit, Stop> {
    has_no_profile("demo", global)?;
    let wanted = wanted(demo)?;
    let _logging = crate::logging::start(None, crate::logging::Verbosity::of_count(global.verbose)).ok();
    if demo.headless || !window::has_display() {
        if !demo.headless {
            output.say("No display found. The demo plays without a window.");
        }
        return play::play(wanted, &demo.out, output);
    }
    crate::theme::fonts::load_bundled();
    let engine = window::engine()?;
    let opener = ProfileOpener::new(engine.handle().clone(), None);
    let (world, opened) = engine.block_on(World::begin(&wanted)).map_err(Stop::other)?;
    opener.keep_world(world);
    window::run(engine, &opener, Some(opened), wanted.clock)
}

/// Refuses options that name a profile or server: the demo has its own, and never touches others.
fn has_no_profile(command: &str, global: &Global) -> Result<(), Stop> {
    // A variable set for all commands is not meant for this one.
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let named = global.profile.as_ref().map(|path| path.as_os_str().to_owned());
    if named.is_some() && named != set("CONFAB_PROFILE") {
        return Err(Stop::usage(format!(
            "--profile: confab {command} never uses your profile. Leave out --profile."
        )));
    }
    if global.server.is_some() {
        return Err(Stop::usage(format!(
            "--server: confab {command} brings its own server. Leave out --server."
        )));
    }
    Ok(())
}

fn wanted(demo: &Demo) -> Result<Wanted, Stop> {
    let usual = Size::default();
    let size = Size {
        people: demo.people.unwrap_or(usual.people),
        messages: demo.messages.unwrap_or(usual.messages),
    };
    let clock = demo.at.map_or(Clock::System, Clock::starting_at);
    let role = match demo.part {
        Part::Member => Role::Member,
        Part::Reviewer => Role::Support,
    };
    Ok(Wanted { weather: weather(&demo.weather)?, seed: demo.seed, size, role, life: Life::GoesOn, clock })
}

fn weather(word: &str) -> Result<Weather, Stop> {
    Weather::of_word(word).ok_or_else(|| {
        let known: Vec<_> = Weather::ALL.into_iter().map(Weather::word).collect();
        Stop::usage(format!("--weather: unknown condition “{word}”. Use one of {}.", known.join(", ")))
    })
}

/// `confab demo-server`: runs only the server, until it is stopped.
pub(super) async fn serve(global: &Global, server: DemoServer, output: &mut Output) -> Result<Exit, Stop> {
    has_no_profile("demo-server", global)?;
    let _logging = crate::logging::start(None, crate::logging::Verbosity::of_count(global.verbose)).ok();
    let options = Options {
        listen: server.listen,
        data: server.data,
        weather: weather(&server.weather)?,
        seed: server.seed,
        size: Size::default(),
    };
    output.say("The demo server is running. To stop the server, press Ctrl+C.");
    match crate::demo::serve(options, &mut std::io::stdout(), until_told()).await {
        Ok(()) => Ok(Exit::Done),
        Err(error) => Err(Stop::usage(error.to_string())),
    }
}
