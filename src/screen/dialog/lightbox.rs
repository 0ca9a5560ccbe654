//! The lightbox: one picture in the whole window, fitted or zoomed in and panned, with the pictures before and after
//! it.
//!
//! ```text
//!   Fit ──in, wheel──► By(z) ──0, out far enough──► Fit          ◄ ► another picture: Fit again
//! ```
//! A picture is first decoded to the size of the window, and once more, larger, when it is zoomed in. The inbox
//! delivers the pictures that the lightbox requests; an animated picture is requested once more with all its frames,
//! and plays while it is open. Must not know: the session. Drawing is in `view`. Tests: below,
//! `tests/window/lightbox.rs`.

#[cfg(test)]
mod tests;
pub mod view;

use super::modal::{Modal, Outcome};

use crate::chat::attachment::{ContentHash, Size as Pixels};
use crate::intent::Intent;
use crate::intent::files::{Ask, FileRequest};
use crate::row::PictureRequest;
use crate::screen::inbox::files::At;
use crate::screen::keys::{Act, Command, Motion, Zoom};
use crate::widget::picture::Drawn;

use iced::{Size, Vector};

use std::sync::Arc;

/// Largest zoom factor, in physical pixels per picture pixel.
const CLOSEST: f32 = 8.0;
/// Largest size that a zoomed-in picture is decoded to, in pixels: 64 MB.
const LARGE: Pixels = Pixels { width: 4_096, height: 4_096 };
/// Zoom factors that keys and buttons step through, in physical pixels per picture pixel.
const STOPS: [f32; 12] = [0.125, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0, 6.0, CLOSEST];
/// Share of the picture area that an arrow key pans by.
const STRIDE: f32 = 0.2;

/// One picture of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Shot {
    pub at: At,
    pub path: String,
    pub name: String,
    pub author: String,
    pub when: String,
    pub content: Option<ContentHash>,
    /// The picture's own size, if it is known.
    pub own: Option<Pixels>,
    pub bytes: Option<u64>,
    /// True if it may be animated.
    pub moves: bool,
    pub stands: Stands,
}

/// Where a picture's bytes are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stands {
    Here,
    /// Being fetched: bytes so far, and the total if it is known.
    Coming {
        done: u64,
        total: Option<u64>,
    },
    Away,
    Failed(String),
}

/// An event in the lightbox.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Message {
    /// The picture area has this size, in logical pixels.
    Fits(Size),
    /// Zoomed by a factor around a point, measured from the middle of the picture area.
    Zoomed {
        by: f32,
        around: Vector,
    },
    Moved(Vector),
    Zoom(Zoom),
    Step(isize),
    /// Time for the next frame of an animated picture.
    Next,
    Save,
    Copy,
    Again,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Close {
    Fit,
    /// Physical pixels per picture pixel.
    By(f32),
}

/// The frames of an animated picture.
#[derive(Debug, Clone, Default)]
enum Motions {
    #[default]
    None,
    /// Requested, not delivered yet.
    Awaited,
    Here {
        frames: Arc<[(Arc<Drawn>, u32)]>,
        at: usize,
    },
}

/// The state of the lightbox.
#[derive(Debug, Clone)]
pub struct Lightbox {
    shots: Vec<Shot>,
    on: usize,
    /// Physical pixels per logical pixel.
    scale: f32,
    room: Size,
    close: Close,
    /// Offset of the picture's middle from the picture area's, in logical pixels.
    shift: Vector,
    /// The picture decoded to fit, and the area that it was decoded for, in physical pixels.
    fitted: Option<(Arc<Drawn>, Pixels)>,
    large: Option<Arc<Drawn>>,
    motion: Motions,
    /// The decode in progress: one at a time, so that pictures passed by do not queue up.
    awaited: Option<PictureRequest>,
    /// Why the picture cannot be drawn, in words.
    failed: Option<String>,
}

impl Lightbox {
    /// Opens at the picture `at` among `shots`.
    pub fn new(shots: Vec<Shot>, at: At, scale: f32) -> Self {
        let on = shots.iter().position(|shot| shot.at == at).unwrap_or_default();
        Self {
            shots,
            on,
            scale,
            room: Size::ZERO,
            close: Close::Fit,
            shift: Vector::ZERO,
            fitted: None,
            large: None,
            motion: Motions::None,
            awaited: None,
            failed: None,
        }
    }

    /// The current picture.
    pub fn shot(&self) -> Option<&Shot> {
        self.shots.get(self.on)
    }

    /// The file of the current picture.
    pub fn here(&self) -> At {
        let none = At {
            message: crate::chat::MessageId::new(uuid::Uuid::nil()),
            of: crate::screen::inbox::files::Of::Message,
            number: 0,
        };
        self.shot().map_or(none, |shot| shot.at)
    }

    /// The current picture's position, counted from 1, and the number of pictures: `3 of 7`.
    pub fn place(&self) -> (usize, usize) {
        (self.on + 1, self.shots.len())
    }

    /// The window moved to another screen.
    pub fn rescale(&mut self, scale: f32) {
        self.scale = scale;
        self.let_go();
    }

    /// True if `sight` is the decode in progress.
    pub fn awaits(&self, sight: PictureRequest) -> bool {
        self.awaited == Some(sight)
    }

    /// Takes new data about the pictures and returns the requests due; the current picture stays open.
    pub fn renew(&mut self, shots: Vec<Shot>) -> Vec<Intent> {
        let here = self.here();
        let before = self.shot().cloned();
        // A picture that was deleted meanwhile stays open.
        let Some(on) = shots.iter().position(|shot| shot.at == here) else { return Vec::new() };
        (self.shots, self.on) = (shots, on);
        if before.is_some_and(|before| before.content != self.shot().and_then(|shot| shot.content)) {
            self.let_go();
        }
        self.wants()
    }

    /// A picture was decoded, or could not be.
    pub fn lit(&mut self, sight: PictureRequest, result: Result<Arc<Drawn>, String>) -> Vec<Intent> {
        if self.awaited == Some(sight) {
            self.awaited = None;
        }
        if self.shot().and_then(|shot| shot.content) == Some(sight.content) {
            match result {
                Ok(drawn) if sight.within == LARGE => self.large = Some(drawn),
                Ok(drawn) => self.fitted = Some((drawn, sight.within)),
                Err(reason) => self.failed = Some(reason),
            }
        }
        self.wants()
    }

    /// The frames of an animated picture were decoded.
    pub fn moving(&mut self, sight: PictureRequest, frames: Arc<[(Arc<Drawn>, u32)]>) {
        let is_it = self.shot().and_then(|shot| shot.content) == Some(sight.content);
        if is_it && frames.len() > 1 {
            self.motion = Motions::Here { frames, at: 0 };
        }
    }

    /// How long the current frame of an animated picture is shown, in milliseconds.
    pub fn stands(&self) -> Option<u32> {
        match &self.motion {
            Motions::Here { frames, at } => frames.get(*at).map(|(_, millis)| *millis),
            Motions::None | Motions::Awaited => None,
        }
    }

    /// Handles an event and returns the requests due.
    pub fn update(&mut self, message: Message) -> Vec<Intent> {
        match message {
            Message::Fits(room) => {
                if self.room != room {
                    self.room = room;
                    self.moved(Vector::ZERO);
                }
            }
            Message::Zoomed { by, around } => self.zoom_to(self.factor() * by, around),
            Message::Moved(by) => self.moved(by),
            Message::Zoom(Zoom::Fit) => self.fit(),
            Message::Zoom(Zoom::In) => {
                let now = self.factor();
                let next = STOPS.into_iter().find(|stop| *stop > now * 1.01).unwrap_or(CLOSEST);
                self.zoom_to(next, Vector::ZERO);
            }
            Message::Zoom(Zoom::Out) => {
                let now = self.factor();
                let next = STOPS.into_iter().rev().find(|stop| *stop < now * 0.99).unwrap_or_default();
                self.zoom_to(next, Vector::ZERO);
            }
            Message::Step(by) => self.step(by),
            Message::Next => {
                if let Motions::Here { frames, at } = &mut self.motion {
                    *at = (*at + 1) % frames.len().max(1);
                }
            }
            Message::Save => {
                let save = self.shot().map(|shot| Ask::Save {
                    path: shot.path.clone(),
                    name: shot.name.clone(),
                    content: shot.content,
                });
                return save.map(Intent::Files).into_iter().collect();
            }
            Message::Copy => {
                let shot = self.shot().filter(|shot| shot.stands == Stands::Here);
                return shot
                    .and_then(|shot| shot.content)
                    .map(Ask::CopyPicture)
                    .map(Intent::Files)
                    .into_iter()
                    .collect();
            }
            Message::Again => return self.again(),
        }
        self.wants()
    }

    /// Handles a key command; `None` if it means nothing here.
    fn command(&mut self, command: Command) -> Option<Vec<Intent>> {
        if let Command::Zoom(zoom) = command {
            return Some(self.update(Message::Zoom(zoom)));
        }
        if command == Command::Act(Act::Save) {
            return Some(self.update(Message::Save));
        }
        if command == Command::Act(Act::Copy) {
            return Some(self.update(Message::Copy));
        }
        let Command::Move(motion) = command else { return None };
        Some(match motion {
            Motion::Left => self.arrow(-1.0, 0.0),
            Motion::Right => self.arrow(1.0, 0.0),
            Motion::Up => self.arrow(0.0, -1.0),
            Motion::Down => self.arrow(0.0, 1.0),
            Motion::First => self.update(Message::Step(isize::MIN)),
            Motion::Last => self.update(Message::Step(isize::MAX)),
            Motion::PageUp | Motion::PageDown => Vec::new(),
        })
    }

    /// Handles an arrow key: steps to another picture, or pans if zoomed in.
    fn arrow(&mut self, x: f32, y: f32) -> Vec<Intent> {
        match self.close {
            Close::Fit if x != 0.0 => self.update(Message::Step(x as isize)),
            Close::Fit => Vec::new(),
            Close::By(_) => {
                let by = Vector::new(-x * self.room.width * STRIDE, -y * self.room.height * STRIDE);
                self.update(Message::Moved(by))
            }
        }
    }

    fn again(&mut self) -> Vec<Intent> {
        use crate::row::Transfer;
        self.failed = None;
        let Some(shot) = self.shots.get_mut(self.on) else { return Vec::new() };
        if let Stands::Failed(_) = shot.stands {
            shot.stands = Stands::Coming { done: 0, total: None };
            let path = shot.path.clone();
            return vec![
                FileRequest::Again(Transfer::Fetch(path.clone())).into(),
                FileRequest::Fetch { path }.into(),
            ];
        }
        self.wants()
    }

    fn step(&mut self, by: isize) {
        let last = self.shots.len().saturating_sub(1);
        let next = self.on.saturating_add_signed(by).min(last);
        if next != self.on {
            self.on = next;
            self.let_go();
            self.fit();
        }
    }

    fn let_go(&mut self) {
        (self.fitted, self.large, self.failed) = (None, None, None);
        self.motion = Motions::None;
    }

    fn fit(&mut self) {
        (self.close, self.shift) = (Close::Fit, Vector::ZERO);
    }

    /// The picture area in physical pixels.
    fn window(&self) -> Pixels {
        let side = |length: f32| (length * self.scale).floor().max(1.0) as u32;
        Pixels { width: side(self.room.width), height: side(self.room.height) }
    }

    /// The picture's own size, as far as it is known.
    fn own(&self) -> Option<(f32, f32)> {
        let told = self.shot().and_then(|shot| shot.own).map(|own| (own.width, own.height));
        let own = told.or_else(|| self.fitted.as_ref().map(|(drawn, _)| drawn.size()))?;
        Some((own.0.max(1) as f32, own.1.max(1) as f32))
    }

    /// Zoom factor that fits the picture: at most one logical pixel per picture pixel, as in a message.
    fn fitting(&self) -> f32 {
        let (window, most) = (self.window(), self.scale.max(1.0));
        self.own().map_or(1.0, |(width, height)| {
            (window.width as f32 / width).min(window.height as f32 / height).min(most)
        })
    }

    /// Current zoom factor, in physical pixels per picture pixel.
    pub fn factor(&self) -> f32 {
        match self.close {
            Close::Fit => self.fitting(),
            Close::By(factor) => factor,
        }
    }

    fn zoom_to(&mut self, factor: f32, around: Vector) {
        let (before, least) = (self.factor(), self.fitting());
        if factor <= least * 1.001 {
            return self.fit();
        }
        let factor = factor.min(CLOSEST.max(least));
        self.close = Close::By(factor);
        let by = factor / before.max(f32::EPSILON);
        // The point under the pointer stays there.
        self.shift = around - (around - self.shift) * by;
        self.moved(Vector::ZERO);
    }

    fn moved(&mut self, by: Vector) {
        let size = self.size();
        let keep = |shift: f32, size: f32, room: f32| {
            let most = ((size - room) / 2.0).max(0.0);
            shift.clamp(-most, most)
        };
        let to = self.shift + by;
        self.shift =
            Vector::new(keep(to.x, size.width, self.room.width), keep(to.y, size.height, self.room.height));
    }

    /// The size to draw the picture at, in logical pixels.
    pub fn size(&self) -> Size {
        let (width, height) = self.own().unwrap_or((1.0, 1.0));
        let by = self.factor() / self.scale;
        match (self.close, &self.fitted) {
            // Pixel for pixel if it was decoded for this area.
            (Close::Fit, Some((drawn, within))) if *within == self.window() && by * self.scale <= 1.0 => {
                let (width, height) = drawn.size();
                Size::new(width as f32 / self.scale, height as f32 / self.scale)
            }
            (Close::Fit | Close::By(_), _) => Size::new(width * by, height * by),
        }
    }

    /// Offset of the picture's middle from the picture area's, in logical pixels.
    pub const fn shift(&self) -> Vector {
        self.shift
    }

    /// The picture or frame to draw.
    pub fn drawn(&self) -> Option<&Arc<Drawn>> {
        if let Motions::Here { frames, at } = &self.motion {
            return frames.get(*at).map(|(drawn, _)| drawn);
        }
        let fitted = self.fitted.as_ref().map(|(drawn, _)| drawn);
        match self.close {
            Close::Fit => fitted.or(self.large.as_ref()),
            Close::By(_) => self.large.as_ref().or(fitted),
        }
    }

    /// Why the picture cannot be shown, if it failed.
    pub fn trouble(&self) -> Option<&str> {
        match self.shot().map(|shot| &shot.stands) {
            Some(Stands::Failed(reason)) => Some(reason),
            Some(Stands::Here | Stands::Coming { .. } | Stands::Away) | None => self.failed.as_deref(),
        }
    }

    /// The requests that are due and not made yet.
    fn wants(&mut self) -> Vec<Intent> {
        if self.room == Size::ZERO || self.failed.is_some() {
            return Vec::new();
        }
        let window = self.window();
        let needs_more = |drawn: &Arc<Drawn>, own: (f32, f32), size: Size, scale: f32| {
            let (width, _) = drawn.size();
            (width as f32) < own.0 * 0.99 && size.width * scale > width as f32 * 1.01
        };
        let within = match (&self.fitted, self.own(), &self.large) {
            (None, _, _) => Some(window),
            (Some((_, within)), _, _) if *within != window => Some(window),
            (Some((drawn, _)), Some(own), None) if needs_more(drawn, own, self.size(), self.scale) => {
                Some(LARGE)
            }
            (Some(_), _, _) => None,
        };
        let still = matches!(self.motion, Motions::None) && self.fitted.is_some();
        let Some(shot) = self.shots.get_mut(self.on) else { return Vec::new() };
        match (&shot.stands, shot.content, within) {
            (Stands::Here, Some(content), None) if shot.moves && still => {
                self.motion = Motions::Awaited;
                vec![FileRequest::Animate(PictureRequest { content, within: window }).into()]
            }
            (Stands::Away, _, _) => {
                shot.stands = Stands::Coming { done: 0, total: None };
                vec![FileRequest::Fetch { path: shot.path.clone() }.into()]
            }
            (Stands::Here, Some(content), Some(within)) => {
                if self.awaited.is_some() {
                    return Vec::new();
                }
                let sight = PictureRequest { content, within };
                self.awaited = Some(sight);
                vec![FileRequest::Draw(sight).into()]
            }
            (Stands::Here | Stands::Coming { .. } | Stands::Failed(_), _, _) => Vec::new(),
        }
    }
}

impl Modal for Lightbox {
    fn goes_sideways(&self) -> bool {
        true
    }

    fn enter(&mut self) -> Outcome {
        Outcome::Stay
    }

    fn special(&mut self, command: Command) -> Option<Outcome> {
        self.command(command).map(Outcome::AwaitAll)
    }
}
