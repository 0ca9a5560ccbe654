//! Decides if another page follows the one that was read.
//!
//! Must not know: how pages are read. Tests: `tests/sync`.

use crate::remote::Rest;

/// The key of the size of the largest page that ever came, in elements.
pub(super) const LARGEST: &str = "largest_page";
/// For smaller pages the answer of the remote counts.
const FEW: usize = 10;

/// Corrects `rest` for a page of this many elements. A server may return fewer than requested, so a page as large as
/// the largest one ever received is not taken for the last.
pub(super) const fn behind(rest: Rest, count: usize, largest: usize) -> Rest {
    if count >= FEW && count >= largest { Rest::Perhaps } else { rest }
}
