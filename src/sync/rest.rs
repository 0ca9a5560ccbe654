//! Decides if another page follows the one that was read.
//!
//! Must not know: how pages are read. Tests: `tests/sync`.

use crate::remote::Rest;

/// The key of the size of the largest page that ever came, in elements.
pub(super) const LARGEST: &str = "largest_page";
/// No server is taken to give pages smaller than this while it has more.
const FEW: usize = 10;

/// The rest behind a page of this many elements. A server may give fewer than it is asked for, so a page as large as the largest
/// that ever came is not taken for the last.
pub(super) const fn behind(rest: Rest, count: usize, largest: usize) -> Rest {
    if count >= FEW && count >= largest { Rest::Perhaps } else { rest }
}
