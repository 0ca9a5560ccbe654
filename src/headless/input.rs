//! Simulated input: pointer, wheel, keys, window.

use super::{Driver, Error};

use iced::keyboard::key::{Code, Named, NativeCode, Physical};
use iced::keyboard::{Key, Location, Modifiers};
use iced::{Event, Point, Program, Size, keyboard, mouse, window};

use std::time::Duration;

/// A key with its modifiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chord {
    modifiers: Modifiers,
    key: Key,
    repeat: bool,
}

impl Chord {
    /// A named key alone.
    pub const fn named(key: Named) -> Self {
        Self { modifiers: Modifiers::empty(), key: Key::Named(key), repeat: false }
    }

    /// A character key alone. Not for typing: see [`Driver::type_text`].
    pub fn character(character: char) -> Self {
        Self {
            modifiers: Modifiers::empty(),
            key: Key::Character(character.to_string().into()),
            repeat: false,
        }
    }

    /// The repeated press of a key that is held down.
    #[must_use]
    pub const fn again(mut self) -> Self {
        self.repeat = true;
        self
    }

    /// Adds modifiers.
    #[must_use]
    pub const fn with(mut self, modifiers: Modifiers) -> Self {
        self.modifiers = self.modifiers.union(modifiers);
        self
    }

    /// Adds Ctrl, or Cmd on macOS.
    #[must_use]
    pub const fn command(self) -> Self {
        self.with(Modifiers::COMMAND)
    }

    /// Adds Shift.
    #[must_use]
    pub const fn shift(self) -> Self {
        self.with(Modifiers::SHIFT)
    }

    /// Adds Alt.
    #[must_use]
    pub const fn alt(self) -> Self {
        self.with(Modifiers::ALT)
    }
}

/// Keyboard focus of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowFocus {
    /// The window has keyboard focus.
    Gained,
    /// Another window has keyboard focus.
    Lost,
}

impl<P> Driver<P>
where
    P: Program,
{
    /// Moves the pointer, in logical pixels from the window's top left.
    pub async fn move_to(&mut self, point: Point) {
        self.event(Event::Mouse(mouse::Event::CursorMoved { position: point })).await;
    }

    /// Moves the pointer over a text.
    ///
    /// # Errors
    /// [`Error::NoText`].
    pub async fn hover(&mut self, text: &str) -> Result<(), Error> {
        let bounds = self.find(text)?;
        self.move_to(bounds.center()).await;
        Ok(())
    }

    /// Presses and releases a button at a point.
    pub async fn press_at(&mut self, point: Point, button: mouse::Button) {
        self.take_in(&Event::Mouse(mouse::Event::CursorMoved { position: point }));
        self.settle_now();
        self.take_in(&Event::Mouse(mouse::Event::ButtonPressed(button)));
        self.settle_now();
        self.event(Event::Mouse(mouse::Event::ButtonReleased(button))).await;
    }

    /// Clicks at a point.
    pub async fn click_at(&mut self, point: Point) {
        self.press_at(point, mouse::Button::Left).await;
    }

    /// Clicks the first text that reads exactly like this.
    ///
    /// # Errors
    /// [`Error::NoText`].
    pub async fn click(&mut self, text: &str) -> Result<(), Error> {
        let bounds = self.find(text)?;
        self.click_at(bounds.center()).await;
        Ok(())
    }

    /// Clicks the first text that reads exactly like this with the right button.
    ///
    /// # Errors
    /// [`Error::NoText`].
    pub async fn right_click(&mut self, text: &str) -> Result<(), Error> {
        let bounds = self.find(text)?;
        self.press_at(bounds.center(), mouse::Button::Right).await;
        Ok(())
    }

    /// Drags with the left button, over a point half way.
    pub async fn drag(&mut self, from: Point, to: Point) {
        self.take_in(&Event::Mouse(mouse::Event::CursorMoved { position: from }));
        self.settle_now();
        self.take_in(&Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)));
        self.settle_now();
        let half = Point::new(f32::midpoint(from.x, to.x), f32::midpoint(from.y, to.y));
        for position in [half, to] {
            self.take_in(&Event::Mouse(mouse::Event::CursorMoved { position }));
            self.settle_now();
        }
        self.event(Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))).await;
    }

    /// Turns the wheel over a point; positive lines go towards the start.
    pub async fn wheel(&mut self, over: Point, lines: f32) {
        self.take_in(&Event::Mouse(mouse::Event::CursorMoved { position: over }));
        self.settle_now();
        let delta = mouse::ScrollDelta::Lines { x: 0.0, y: lines };
        self.event(Event::Mouse(mouse::Event::WheelScrolled { delta })).await;
    }

    /// Presses and releases a key, holding its modifiers down meanwhile.
    pub async fn key(&mut self, chord: Chord) {
        let modifiers = chord.modifiers;
        self.hold(modifiers);
        let text = match &chord.key {
            Key::Character(text) if modifiers.is_empty() || modifiers == Modifiers::SHIFT => {
                Some(text.clone())
            }
            Key::Named(Named::Space) => Some(" ".into()),
            _ => None,
        };
        self.press_key(chord, text).await;
        self.hold(Modifiers::empty());
        self.settle_now();
    }

    /// Types a text, one key press per character; a line break is Enter.
    pub async fn type_text(&mut self, text: &str) {
        for character in text.chars() {
            if character == '\n' {
                self.key(Chord::named(Named::Enter)).await;
            } else {
                let key = Key::Character(character.to_string().into());
                let text = Some(character.to_string().into());
                self.press_key(Chord { modifiers: Modifiers::empty(), key, repeat: false }, text).await;
            }
        }
    }

    /// Resizes the window.
    pub async fn resize(&mut self, size: Size) {
        self.stage.size = size;
        self.event(Event::Window(window::Event::Resized(size))).await;
    }

    /// Gives keyboard focus to the window, or takes it away.
    pub async fn focus_window(&mut self, focus: WindowFocus) {
        let event = match focus {
            WindowFocus::Gained => window::Event::Focused,
            WindowFocus::Lost => window::Event::Unfocused,
        };
        self.event(Event::Window(event)).await;
    }

    /// Asks the window to close, as its frame's button does.
    pub async fn ask_to_close(&mut self) {
        self.event(Event::Window(window::Event::CloseRequested)).await;
    }

    /// Waits, on tokio's clock, without any input.
    pub async fn rest(&mut self, milliseconds: u64) {
        self.pause(Duration::from_millis(milliseconds)).await;
    }

    fn hold(&mut self, modifiers: Modifiers) {
        if self.modifiers != modifiers {
            self.modifiers = modifiers;
            self.take_in(&Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers)));
        }
    }

    async fn press_key(&mut self, chord: Chord, text: Option<iced_runtime::core::SmolStr>) {
        let Chord { modifiers, key, repeat } = chord;
        let physical_key = physical(&key);
        self.take_in(&Event::Keyboard(keyboard::Event::KeyPressed {
            key: key.clone(),
            modified_key: key.clone(),
            physical_key,
            location: Location::Standard,
            modifiers,
            text,
            repeat,
        }));
        self.settle_now();
        self.event(Event::Keyboard(keyboard::Event::KeyReleased {
            modified_key: key.clone(),
            key,
            physical_key,
            location: Location::Standard,
            modifiers,
        }))
        .await;
    }
}

/// The physical key on a US keyboard; iced matches shortcuts by it if the character is not Latin.
fn physical(key: &Key) -> Physical {
    const LETTERS: [Code; 26] = [
        Code::KeyA,
        Code::KeyB,
        Code::KeyC,
        Code::KeyD,
        Code::KeyE,
        Code::KeyF,
        Code::KeyG,
        Code::KeyH,
        Code::KeyI,
        Code::KeyJ,
        Code::KeyK,
        Code::KeyL,
        Code::KeyM,
        Code::KeyN,
        Code::KeyO,
        Code::KeyP,
        Code::KeyQ,
        Code::KeyR,
        Code::KeyS,
        Code::KeyT,
        Code::KeyU,
        Code::KeyV,
        Code::KeyW,
        Code::KeyX,
        Code::KeyY,
        Code::KeyZ,
    ];
    let letter = match key {
        Key::Character(text) => text.bytes().next().map(|byte| byte.to_ascii_lowercase()),
        _ => None,
    };
    letter
        .and_then(|byte| byte.checked_sub(b'a'))
        .and_then(|index| LETTERS.get(usize::from(index)))
        .map_or(Physical::Unidentified(NativeCode::Unidentified), |code| Physical::Code(*code))
}
