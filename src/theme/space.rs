//! Distances, in logical pixels, on a grid of four. They do not grow with the text size: larger text is for reading,
//! not for larger gaps.

/// Between an icon and its own text when they nearly touch.
pub const HALF: f32 = 2.0;
/// One step of the grid.
pub const ONE: f32 = 4.0;
/// Between neighbours that belong together.
pub const TWO: f32 = 8.0;
/// Inside rows and controls.
pub const THREE: f32 = 12.0;
/// Inside panels, beside the timeline.
pub const FOUR: f32 = 16.0;
/// Inside dialogs.
pub const SIX: f32 = 24.0;
/// Around an empty state.
pub const EIGHT: f32 = 32.0;

/// Corners of controls, rows and panels.
pub const RADIUS: f32 = 6.0;
/// Corners of floating panels.
pub const RADIUS_LARGE: f32 = 10.0;
/// Corners of pills, which are round at both ends.
pub const PILL: f32 = 11.0;
/// Width of dividers and borders.
pub const LINE: f32 = 1.0;
/// Width of the focus ring.
pub const RING: f32 = 2.0;
