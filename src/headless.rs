//! Runs the whole interface without a display: the real `update`, `view`, tasks and subscriptions of an iced program,
//! with real events as input, and texts and pixels as output. The demo and the tests use it.
//!
//! A [`Driver`] is an event loop that the caller runs: everything happens inside its methods, in the order in which
//! they are called. Tasks and subscriptions run on the tokio runtime in which the driver is awaited. With one thread
//! and a paused clock, every run gives the same result. Redraws and the timers of widgets (a tooltip's delay, a
//! blinking caret) follow tokio's clock.
//!
//! Must not know: Confab's screens or sentences. It runs any program that is drawn with iced's own renderer.
//! Tests: `tests/headless/`.

mod input;
mod perform;
mod read;
mod surface;

pub use input::{Chord, WindowFocus};
pub use read::{Found, Picture};
pub use surface::{Painted, Surface};

use iced::advanced::renderer::Headless as _;
use iced::advanced::subscription;
use iced::advanced::{InputMethod, clipboard, mouse};
use iced::futures::StreamExt as _;
use iced::futures::channel::mpsc;
use iced::{Event, Program, Size, Subscription, Task, keyboard, window};
use iced_futures::subscription::Tracker;
use iced_runtime::user_interface::{self, Cache, UserInterface};
use iced_runtime::{Action, task};
use thiserror::Error;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Why a play could not go on.
#[derive(Debug, Clone, Error)]
pub enum Error {
    /// The software renderer is missing from this build.
    #[error("the software renderer is not available")]
    NoRenderer,
    /// No text on the screen matches.
    #[error("no text {wanted:?} on the screen; it shows {seen:?}")]
    NoText {
        /// The text that was looked for.
        wanted: String,
        /// The texts on the screen.
        seen: Vec<String>,
    },
    /// A wait timed out.
    #[error("waited {limit:?} for {wanted:?} in vain; the screen shows {seen:?}")]
    TimedOut {
        /// The condition that was waited for, in the caller's words.
        wanted: String,
        /// The time limit.
        limit: Duration,
        /// The texts on the screen.
        seen: Vec<String>,
    },
    /// A picture could not be written.
    #[error("the picture could not be written: {0}")]
    Picture(String),
}

/// The simulated window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stage {
    /// Size in logical pixels.
    pub size: Size,
    /// Physical pixels per logical pixel, in pictures.
    pub scale: f32,
    /// How long [`Driver::settle`] waits for tasks that are still running.
    pub patience: Duration,
    /// The system's answer when asked for light or dark.
    pub mode: iced::theme::Mode,
}

impl Default for Stage {
    fn default() -> Self {
        Self {
            size: Size::new(1000.0, 700.0),
            scale: 1.0,
            patience: Duration::from_secs(2),
            mode: iced::theme::Mode::Light,
        }
    }
}

/// Runs one program in a simulated window.
pub struct Driver<P: Program> {
    program: P,
    state: P::State,
    stage: Stage,
    window: window::Id,
    renderer: P::Renderer,
    cache: Cache,
    cursor: mouse::Cursor,
    modifiers: keyboard::Modifiers,
    clipboard: Clip,
    tracker: Tracker,
    actions: mpsc::UnboundedReceiver<Action<P::Message>>,
    sender: mpsc::UnboundedSender<Action<P::Message>>,
    running: Arc<Running>,
    next_redraw: Option<Instant>,
    input_method: InputMethod,
    stale: bool,
    over: bool,
    frames: usize,
}

/// The contents of the clipboards: the ordinary one and X11's primary selection.
#[derive(Debug, Default)]
struct Clip {
    standard: Option<String>,
    primary: Option<String>,
}

impl clipboard::Clipboard for Clip {
    fn read(&self, kind: clipboard::Kind) -> Option<String> {
        match kind {
            clipboard::Kind::Standard => self.standard.clone(),
            clipboard::Kind::Primary => self.primary.clone(),
        }
    }

    fn write(&mut self, kind: clipboard::Kind, contents: String) {
        match kind {
            clipboard::Kind::Standard => self.standard = Some(contents),
            clipboard::Kind::Primary => self.primary = Some(contents),
        }
    }
}

impl<P> std::fmt::Debug for Driver<P>
where
    P: Program,
{
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Driver")
            .field("stage", &self.stage)
            .field("frames", &self.frames)
            .finish_non_exhaustive()
    }
}

impl<P> Driver<P>
where
    P: Program,
{
    /// Boots the program and lets it settle, as opening its window would. Must be awaited inside a tokio runtime.
    ///
    /// # Errors
    /// [`Error::NoRenderer`].
    pub async fn open(program: P, stage: Stage) -> Result<Self, Error> {
        crate::theme::fonts::load();
        let settings = program.settings();
        let renderer = P::Renderer::new(settings.default_font, settings.default_text_size, Some("tiny-skia"))
            .await
            .ok_or(Error::NoRenderer)?;
        let (sender, actions) = mpsc::unbounded();
        let (state, task) = program.boot();
        let mut driver = Self {
            program,
            state,
            stage,
            window: window::Id::unique(),
            renderer,
            cache: Cache::new(),
            cursor: mouse::Cursor::Unavailable,
            modifiers: keyboard::Modifiers::empty(),
            clipboard: Clip::default(),
            tracker: Tracker::new(),
            actions,
            sender,
            running: Arc::default(),
            next_redraw: None,
            input_method: InputMethod::Disabled,
            stale: true,
            over: false,
            frames: 0,
        };
        driver.spawn(task);
        driver.resubscribe();
        driver.redraw();
        driver.event(Event::Window(window::Event::Opened { position: None, size: stage.size })).await;
        Ok(driver)
    }

    /// The program's state, for inspection.
    pub fn state(&self) -> &P::State {
        &self.state
    }

    /// The simulated window as it is now.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// How often the interface was built for a redraw.
    pub fn frames(&self) -> usize {
        self.frames
    }

    /// The request for the input method in the last frame.
    pub fn input_method(&self) -> &InputMethod {
        &self.input_method
    }

    /// True if the program asked to end, or closed its window.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// The text on the clipboard.
    pub fn clipboard(&self) -> Option<&str> {
        self.clipboard.standard.as_deref()
    }

    /// Puts a text on the clipboard, as another program would.
    pub fn set_clipboard(&mut self, text: impl Into<String>) {
        self.clipboard.standard = Some(text.into());
    }

    /// Gives the program a message, then settles.
    pub async fn send(&mut self, message: P::Message) {
        self.update(message);
        self.settle().await;
    }

    /// Does all pending work and redraws, until no task is running, or until the stage's patience ends.
    ///
    /// Subscriptions are not waited for: they have no end. A task that waits for a timer is waited for.
    pub async fn settle(&mut self) {
        let end = Self::now() + self.stage.patience;
        loop {
            self.drain();
            if self.stale {
                self.redraw();
                continue;
            }
            // Lets tasks that are ready run; a paused clock does not advance.
            tokio::task::yield_now().await;
            if self.drain() {
                continue;
            }
            if self.running.count.load(Ordering::SeqCst) == 0 {
                // A subscription woken by the last task may have produced something too.
                tokio::task::yield_now().await;
                if self.drain() {
                    continue;
                }
                return;
            }
            // A task may also end without a last action.
            let running = Arc::clone(&self.running);
            let goes_on = tokio::select! {
                got = self.next_action(end) => got,
                () = running.ended.notified() => true,
            };
            if !goes_on {
                return;
            }
        }
    }

    /// Lets time pass, and does the work that falls due: tasks, subscriptions, widgets' timers.
    pub async fn pause(&mut self, time: Duration) {
        let end = Self::now() + time;
        loop {
            self.settle_now();
            let due = self.next_redraw.filter(|due| *due < end);
            let got = self.next_action(due.unwrap_or(end)).await;
            if got {
                continue;
            }
            match due {
                Some(_) => {
                    self.next_redraw = None;
                    self.stale = true;
                }
                None => break,
            }
        }
        self.settle_now();
    }

    /// Passes an event to the interface and draws the result at once. Work in tasks is not waited for: see
    /// [`Driver::turn`].
    pub fn give(&mut self, event: &Event) {
        self.take_in(event);
        self.settle_now();
    }

    /// One turn of the event loop: waits until `end` for the next action, and draws it. True if there was one.
    pub async fn turn(&mut self, end: Instant) -> bool {
        let got = self.next_action(end).await;
        self.settle_now();
        got
    }

    /// Waits until `reached` returns true, checking after every change. `wanted` names the condition, for the error.
    ///
    /// # Errors
    /// [`Error::TimedOut`] after `limit` of tokio's time.
    pub async fn wait_until(
        &mut self,
        wanted: &str,
        limit: Duration,
        mut reached: impl FnMut(&mut Self) -> bool,
    ) -> Result<(), Error> {
        let end = Self::now() + limit;
        // A change without a message (a file on disk, a server's record) is checked for at intervals.
        let mut patience = Duration::from_millis(5);
        loop {
            self.settle_now();
            if reached(self) {
                return Ok(());
            }
            let look = (Self::now() + patience).min(end);
            patience = (patience * 2).min(Duration::from_millis(250));
            if self.next_action(look).await {
                patience = Duration::from_millis(5);
            } else if Self::now() >= end {
                return Err(Error::TimedOut { wanted: wanted.to_owned(), limit, seen: self.seen() });
            }
        }
    }

    /// Waits until the screen shows exactly this text somewhere.
    ///
    /// # Errors
    /// [`Error::TimedOut`] after `limit` of tokio's time.
    pub async fn wait_for_text(&mut self, text: &str, limit: Duration) -> Result<(), Error> {
        self.wait_until(text, limit, |driver| driver.shows(text)).await
    }

    /// Handles one event and its immediate effects, without waiting for tasks.
    fn take_in(&mut self, event: &Event) {
        match event {
            Event::Mouse(mouse::Event::CursorMoved { position }) => {
                self.cursor = mouse::Cursor::Available(*position);
            }
            Event::Mouse(mouse::Event::CursorLeft) => self.cursor = mouse::Cursor::Unavailable,
            _ => {}
        }
        let (messages, status) = self.with_interface(|interface, renderer, cursor, clipboard| {
            let mut messages = Vec::new();
            let (state, statuses) =
                interface.update(std::slice::from_ref(event), cursor, renderer, clipboard, &mut messages);
            drop(state);
            (messages, statuses.into_iter().next().unwrap_or(iced::event::Status::Ignored))
        });
        self.tracker.broadcast(subscription::Event::Interaction {
            window: self.window,
            event: event.clone(),
            status,
        });
        for message in messages {
            self.update(message);
        }
        self.stale = true;
    }

    /// Handles an event, then settles.
    pub async fn event(&mut self, event: Event) {
        self.take_in(&event);
        self.settle().await;
    }

    /// Does all work that needs no waiting.
    fn settle_now(&mut self) {
        loop {
            let worked = self.drain();
            if self.stale {
                self.redraw();
            } else if !worked {
                return;
            }
        }
    }

    fn drain(&mut self) -> bool {
        let mut worked = false;
        while let Ok(action) = self.actions.try_recv() {
            self.perform(action);
            worked = true;
        }
        worked
    }

    /// The driver stands for the window system, so it tells the interface the time: tokio's, which a test can pause.
    pub(super) fn now() -> Instant {
        Instant::now()
    }

    /// Waits for one action until `end` and performs it; true if there was one.
    async fn next_action(&mut self, end: Instant) -> bool {
        let left = end.saturating_duration_since(Self::now());
        match timeout(left, self.actions.next()).await {
            Ok(Some(action)) => {
                self.perform(action);
                true
            }
            Ok(None) | Err(_) => false,
        }
    }

    fn update(&mut self, message: P::Message) {
        let task = self.program.update(&mut self.state, message);
        self.spawn(task);
        self.resubscribe();
        self.stale = true;
    }

    fn spawn(&mut self, task: Task<P::Message>) {
        let Some(mut actions) = task::into_stream(task) else { return };
        let (sender, running) = (self.sender.clone(), Arc::clone(&self.running));
        let _ = running.count.fetch_add(1, Ordering::SeqCst);
        drop(tokio::spawn(async move {
            let _runs = Runs(running);
            while let Some(action) = actions.next().await {
                if sender.unbounded_send(action).is_err() {
                    break;
                }
            }
        }));
    }

    fn resubscribe(&mut self) {
        let subscription: Subscription<P::Message> = self.program.subscription(&self.state);
        let recipes = subscription::into_recipes(subscription.map(Action::Output));
        for future in self.tracker.update(recipes.into_iter(), self.sender.clone()) {
            drop(tokio::spawn(future));
        }
    }

    /// Sends redraw events until the interface is at rest, at most as many as a window would.
    fn redraw(&mut self) {
        for _ in 0..3 {
            self.stale = false;
            self.frames += 1;
            let event = Event::Window(window::Event::RedrawRequested(Self::now().into_std()));
            let (messages, state) = self.with_interface(|interface, renderer, cursor, clipboard| {
                let mut messages = Vec::new();
                let (state, _) = interface.update(
                    std::slice::from_ref(&event),
                    cursor,
                    renderer,
                    clipboard,
                    &mut messages,
                );
                (messages, state)
            });
            let quiet = messages.is_empty() && !state.has_layout_changed();
            if let user_interface::State::Updated { redraw_request, input_method, .. } = state {
                self.input_method = input_method;
                self.next_redraw = match redraw_request {
                    window::RedrawRequest::NextFrame => Some(Self::now() + Duration::from_millis(16)),
                    window::RedrawRequest::At(due) => Some(Instant::from_std(due)),
                    window::RedrawRequest::Wait => None,
                };
            }
            for message in messages {
                self.update(message);
            }
            if quiet {
                let status = iced::event::Status::Ignored;
                self.tracker.broadcast(subscription::Event::Interaction {
                    window: self.window,
                    event,
                    status,
                });
                break;
            }
        }
        self.stale = false;
    }

    /// Logical size of the view: the stage's size divided by the program's scale factor.
    fn view_size(&self) -> Size {
        let factor = self.program.scale_factor(&self.state, self.window);
        Size::new(self.stage.size.width / factor, self.stage.size.height / factor)
    }

    fn with_interface<T>(
        &mut self,
        run: impl FnOnce(
            &mut UserInterface<'_, P::Message, P::Theme, P::Renderer>,
            &mut P::Renderer,
            mouse::Cursor,
            &mut Clip,
        ) -> T,
    ) -> T {
        let size = self.view_size();
        let cache = std::mem::take(&mut self.cache);
        let view = self.program.view(&self.state, self.window);
        let mut interface = UserInterface::build(view, size, cache, &mut self.renderer);
        let result = run(&mut interface, &mut self.renderer, self.cursor, &mut self.clipboard);
        self.cache = interface.into_cache();
        result
    }
}

/// The number of running tasks, and a signal for the end of one.
#[derive(Debug, Default)]
struct Running {
    count: AtomicUsize,
    ended: Notify,
}

/// Counts a task as running for as long as it lives, however it ends.
struct Runs(Arc<Running>);

impl Drop for Runs {
    fn drop(&mut self) {
        let _ = self.0.count.fetch_sub(1, Ordering::SeqCst);
        self.0.ended.notify_one();
    }
}
