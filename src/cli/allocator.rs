//! How much memory the C library's allocator may keep that nobody uses any more.
//!
//! glibc gives every thread an arena of its own, up to eight for a core, and raises by itself the size from which it asks
//! the system for memory and gives it back. The threads that read and write for a window come and go: after a minute in a
//! busy company each arena held what one of them once needed, 14 of 81 MB.
//! Elsewhere the system's allocator is left as it is. Must not know: what is allocated.

/// Arenas: one for the window, one for all that work for it.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const ARENAS: i32 = 2;
/// Bytes from which a piece is the system's own and goes back to it at once, and that stay unused at an arena's end: what
/// glibc begins with, and stays at from here on.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const PIECE: i32 = 128 * 1024;

/// Sets the bounds, for the threads that are not there yet too.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code, reason = "the C library has no other way to set these once the program runs")]
pub(super) fn bound() {
    for (parameter, value) in
        [(libc::M_ARENA_MAX, ARENAS), (libc::M_MMAP_THRESHOLD, PIECE), (libc::M_TRIM_THRESHOLD, PIECE)]
    {
        // SAFETY: it takes the allocator's own lock, and touches nothing that was allocated.
        let is_set = unsafe { libc::mallopt(parameter, value) };
        tracing::trace!(parameter, is_set, "a bound of the allocator");
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(super) fn bound() {}
