//! Performs the actions that the program requests of its runtime, as a window would where possible.

use super::{Driver, window};

use iced::advanced::subscription;
use iced::advanced::widget::Operation;
use iced::advanced::widget::operation::Outcome;
use iced::{Event, Point, Program};
use iced_runtime::{Action, clipboard, image, system, user_interface::Cache};

use std::borrow::Cow;

impl<P> Driver<P>
where
    P: Program,
{
    pub(super) fn perform(&mut self, action: Action<P::Message>) {
        self.stale = true;
        match action {
            Action::Output(message) => self.update(message),
            Action::Widget(operation) => self.operate(operation),
            Action::Clipboard(action) => self.use_clipboard(action),
            Action::Window(action) => self.use_window(action),
            Action::System(action) => self.use_system(action),
            Action::LoadFont { bytes, channel } => {
                load_font(bytes);
                let _ = channel.send(Ok(()));
            }
            // The software renderer needs no allocation; the answer never comes, as from a closed window.
            Action::Image(image::Action::Allocate(..)) => {}
            Action::Reload => self.cache = Cache::new(),
            Action::Exit => self.over = true,
        }
    }

    fn operate(&mut self, operation: Box<dyn Operation>) {
        self.with_interface(|interface, renderer, _, _| {
            let mut next = Some(operation);
            while let Some(mut operation) = next.take() {
                interface.operate(renderer, operation.as_mut());
                next = match operation.finish() {
                    Outcome::Chain(following) => Some(following),
                    Outcome::None | Outcome::Some(()) => None,
                };
            }
        });
    }

    fn use_clipboard(&mut self, action: clipboard::Action) {
        use iced::advanced::clipboard::Clipboard as _;
        match action {
            clipboard::Action::Read { target, channel } => {
                let _ = channel.send(self.clipboard.read(target));
            }
            clipboard::Action::Write { target, contents } => self.clipboard.write(target, contents),
        }
    }

    fn use_system(&mut self, action: system::Action) {
        match action {
            system::Action::GetTheme(channel) => {
                let _ = channel.send(self.stage.mode);
            }
            system::Action::NotifyTheme(mode) => {
                self.stage.mode = mode;
                self.tracker.broadcast(subscription::Event::SystemThemeChanged(mode));
            }
            // There is no machine to report on.
            system::Action::GetInformation(_) => {}
        }
    }

    fn use_window(&mut self, action: iced_runtime::window::Action) {
        use iced_runtime::window::Action;
        match action {
            Action::Open(id, _, channel) => {
                self.window = id;
                let _ = channel.send(id);
            }
            Action::Close(_) => self.over = true,
            Action::GetOldest(channel) | Action::GetLatest(channel) => {
                let _ = channel.send(Some(self.window));
            }
            Action::Resize(_, size) => {
                self.stage.size = size;
                self.take_in(&Event::Window(window::Event::Resized(size)));
            }
            Action::GetSize(_, channel) => {
                let _ = channel.send(self.stage.size);
            }
            Action::GetMaximized(_, channel) => {
                let _ = channel.send(false);
            }
            Action::GetMinimized(_, channel) => {
                let _ = channel.send(Some(false));
            }
            Action::GetPosition(_, channel) => {
                let _ = channel.send(Some(Point::ORIGIN));
            }
            Action::GetScaleFactor(_, channel) => {
                let _ = channel.send(self.stage.scale);
            }
            Action::GetMode(_, channel) => {
                let _ = channel.send(window::Mode::Windowed);
            }
            Action::GetMonitorSize(_, channel) => {
                let _ = channel.send(Some(self.stage.size));
            }
            // Actions of a window manager, or for a real window: they have no effect here.
            _ => {}
        }
    }
}

fn load_font(bytes: Cow<'static, [u8]>) {
    iced::advanced::graphics::text::font_system()
        .write()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .load_font(bytes);
}
