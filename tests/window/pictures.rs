//! Files in the in-memory world: messages with files, and the session's answers about them.

use crate::world::World;

use confab::chat::attachment::{Attachment, ContentHash, Facts, Media, Size};
use confab::chat::{MessageId, media};
use confab::intent::files::{Ask, FileRequest};
use confab::row::{File, Frame, PathAccess, Picture, PictureRequest, Playback, Waveform};
use confab::screen::inbox::files::Message;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The bytes of files, and their state.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    pub sizes: HashMap<ContentHash, Size>,
    /// Files that cannot be drawn.
    pub broken: HashSet<ContentHash>,
    /// True if requests to draw are not answered.
    pub dark: bool,
    pub playback: Playback,
}

pub(crate) fn content(number: u8) -> ContentHash {
    ContentHash::new([number; 32])
}

/// A file whose bytes are here.
pub(crate) fn here(name: &str, number: u8, size: Option<(u32, u32)>, bytes: u64) -> (Attachment, File) {
    let (sort, media_type) = media::claimed(name).unwrap_or((Media::Other, "application/octet-stream"));
    let size = size.map(|(width, height)| Size { width, height });
    let facts = Facts { bytes, media: sort, media_type: media_type.to_owned(), size, millis: None };
    let (attachment, file) = there(name, PathAccess::Store);
    (attachment, File { content: Some(content(number)), facts: Some(facts), here: true, ..file })
}

/// A file that was not downloaded yet.
pub(crate) fn there(name: &str, access: PathAccess) -> (Attachment, File) {
    let path = format!("https://files.example.org/2026/11/{name}");
    (Attachment { path, name: name.to_owned(), duration: None }, File { access, ..File::default() })
}

impl World {
    /// Attaches a file to a message.
    pub fn attach(&mut self, id: MessageId, (attachment, file): (Attachment, File)) {
        if let (Some(content), Some(size)) = (file.content, file.facts.as_ref().and_then(|facts| facts.size))
        {
            self.shelf.sizes.insert(content, size);
        }
        self.alter(id, |row| {
            row.message.files.push(attachment);
            row.files.push(file);
        });
    }
}

/// The session's answer to a request about files, if it answers at once.
pub(crate) fn answer_session(world: &mut World, ask: &FileRequest) -> Option<Message> {
    let shelf = &mut world.shelf;
    match ask {
        FileRequest::Draw(_) if shelf.dark => None,
        FileRequest::Draw(sight) if shelf.broken.contains(&sight.content) => {
            Some(Message::Drawn(*sight, Err("This picture is incomplete or damaged.".to_owned())))
        }
        FileRequest::Draw(sight) => {
            Some(Message::Drawn(*sight, Ok(drawn(*sight, shelf.sizes.get(&sight.content).copied()))))
        }
        FileRequest::Animate(sight) => Some(Message::Animated(*sight, Ok(moving(*sight)))),
        FileRequest::Hear(content) => Some(Message::Heard(*content, Ok(loud()))),
        FileRequest::Play { content, from } => {
            shelf.playback = Playback::Playing { content: *content, at: *from };
            Some(Message::PlaybackRead(shelf.playback.clone()))
        }
        FileRequest::Pause => {
            if let Playback::Playing { content, at } = shelf.playback {
                shelf.playback = Playback::Paused { content, at };
            }
            Some(Message::PlaybackRead(shelf.playback.clone()))
        }
        _ => None,
    }
}

/// The system's answer to an intent about files.
pub(crate) fn answer_system(ask: &Ask) -> Option<Message> {
    match ask {
        Ask::Save { name, .. } => Some(Message::Done(Ok(Some(format!("Saved as Downloads/{name}"))))),
        Ask::CopyPicture(_) => Some(Message::Done(Ok(Some("Picture copied".to_owned())))),
        _ => None,
    }
}

/// As loud as a few spoken words.
fn loud() -> Waveform {
    let at = |bar: usize| {
        let word = ((bar as f32 * 0.37).sin() * (bar as f32 * 0.11).cos()).abs();
        let hiss = ((bar * 7_919) % 23) as f32 / 60.0;
        ((word * 0.8 + hiss * word).min(1.0) * 255.0) as u8
    };
    Waveform((0..Waveform::BARS).map(at).collect())
}

/// Three pictures, each for 200 ms.
fn moving(sight: PictureRequest) -> Vec<Frame> {
    let of = |number: u8| PictureRequest { content: content(number * 5), ..sight };
    (1..4).map(|number| Frame { picture: drawn(of(number), None), millis: 200 }).collect()
}

/// A made-up photograph: a sky, a sun, hills.
fn drawn(sight: PictureRequest, own: Option<Size>) -> Picture {
    let own = own.unwrap_or(Size { width: 640, height: 400 });
    let scale = (f64::from(sight.within.width) / f64::from(own.width))
        .min(f64::from(sight.within.height) / f64::from(own.height))
        .min(1.0);
    let side = |length: u32| ((f64::from(length) * scale).round() as u32).max(1);
    let (width, height) = (side(own.width), side(own.height));
    let tint = f32::from(sight.content.bytes()[0]) * 0.7;
    let pixel = |at: u32| {
        let (x, y) = ((at % width) as f32 / width as f32, (at / width) as f32 / height as f32);
        let hill = 0.62 + 0.09 * (x * 7.0 + tint).sin() + 0.04 * (x * 17.0 + tint * 2.0).sin();
        let far = 0.50 + 0.06 * (x * 4.0 + tint * 1.7).sin();
        let sun = (x - 0.7).hypot((y - 0.24) * height as f32 / width as f32);
        let (r, g, b) = if y > hill {
            (0.20 + 0.1 * tint.sin(), 0.42 - y * 0.15, 0.30)
        } else if y > far {
            (0.38, 0.52, 0.56 + 0.1 * tint.cos())
        } else if sun < 0.06 {
            (1.0, 0.95, 0.80)
        } else {
            (0.55 + y * 0.7, 0.70 + y * 0.3, 0.93 - y * 0.25 * tint.cos().abs())
        };
        [r, g, b, 1.0_f32].map(|part| (part.clamp(0.0, 1.0) * 255.0) as u8)
    };
    let pixels: Vec<u8> = (0..width * height).flat_map(pixel).collect();
    Picture { size: Size { width, height }, pixels: Arc::from(pixels) }
}
