//! Paints as a software window does: only the parts of a frame that differ from the one before.
//!
//! A picture ([`Driver::picture`]) paints everything and so never shows leftovers of partial painting: the edge of a
//! shadow that is gone, a rectangle of an old frame. A [`Surface`] keeps its pixels from frame to frame, as the screen
//! does, with iced's own comparison of layers; `tests/window/surface.rs` compares it with a picture, `benches/frame.rs`
//! times it.
//!
//! Source: `iced_tiny_skia::window::compositor::present`, 0.14.1.

use super::{Driver, Picture};

use iced::advanced::graphics::{Viewport, damage};
use iced::{Color, Program, Rectangle, Size};
use iced_tiny_skia::Layer;
use tiny_skia::{Mask, PixmapMut};

/// The pixels on the screen.
#[derive(Debug, Default)]
pub struct Surface {
    last: Option<Last>,
}

#[derive(Debug)]
struct Last {
    size: Size<u32>,
    ground: Color,
    layers: Vec<Layer>,
    /// Blue, green, red, alpha.
    pixels: Vec<u8>,
    mask: Mask,
}

/// The result of painting a frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Painted {
    /// The repainted parts, in logical pixels. Empty if nothing differs.
    pub damage: Vec<Rectangle>,
    /// The layers of the frame, in logical pixels, from the lowest. Each is prepared for every repainted part that it
    /// touches, even if nothing is drawn in it.
    pub layers: Vec<Rectangle>,
}

impl Surface {
    /// An empty surface: the first frame is painted whole.
    pub fn new() -> Self {
        Self::default()
    }

    /// The pixels shown now; `None` before the first frame.
    pub fn picture(&self) -> Option<Picture> {
        let last = self.last.as_ref()?;
        let rgba =
            last.pixels.chunks_exact(4).flat_map(|bgra| [bgra[2], bgra[1], bgra[0], bgra[3]]).collect();
        Some(Picture { size: last.size, rgba })
    }

    /// Paints what `renderer` was last asked to draw, where it differs. `None` if the surface has no size to paint on.
    fn paint(
        &mut self,
        renderer: &mut iced_tiny_skia::Renderer,
        size: Size<u32>,
        factor: f32,
        ground: Color,
    ) -> Option<Painted> {
        let viewport = Viewport::with_physical_size(size, factor);
        let whole = Rectangle::with_size(viewport.logical_size());
        let layers = renderer.layers().to_vec();
        let kept = self.last.take().filter(|last| last.size == size && last.ground == ground);
        let (mut pixels, mut mask, damage) = match kept {
            Some(last) => {
                let damage = damage::diff(&last.layers, &layers, |layer| vec![layer.bounds], Layer::damage);
                (last.pixels, last.mask, damage::group(damage, whole))
            }
            None => {
                let pixels = vec![0; size.width as usize * size.height as usize * 4];
                (pixels, Mask::new(size.width, size.height)?, vec![whole])
            }
        };
        if !damage.is_empty() {
            let mut canvas = PixmapMut::from_bytes(&mut pixels, size.width, size.height)?;
            renderer.draw(&mut canvas, &mut mask, &viewport, &damage, ground);
        }
        let bounds = layers.iter().map(|layer| layer.bounds).collect();
        self.last = Some(Last { size, ground, layers, pixels, mask });
        Some(Painted { damage, layers: bounds })
    }
}

impl<P> Driver<P>
where
    P: Program<Renderer = iced::Renderer>,
{
    /// Updates a surface to the current screen. `None` if the renderer is not the software one.
    pub fn paint(&mut self, surface: &mut Surface) -> Option<Painted> {
        let (size, factor) = self.canvas();
        self.drawn(|renderer, ground| match renderer {
            iced::Renderer::Secondary(software) => surface.paint(software, size, factor, ground),
            iced::Renderer::Primary(_) => None,
        })
    }
}
