//! Limits on the unused memory that the C library's allocator keeps.
//!
//! glibc gives each thread its own arena, up to eight per core, and raises at run time the size from which it maps
//! memory from the system and returns it. The threads that read and write for a window come and go: after a minute in a
//! busy company, each arena held memory that one of them had once needed, 14 of 81 MB. On other systems, the allocator
//! is left unchanged. Must not know: the allocations.

/// Number of arenas: one for the window, one for all its worker threads.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const ARENAS: i32 = 2;
/// Bytes from which an allocation is mapped by the system and returned to it at once, and that may stay unused at an
/// arena's end: glibc's initial value, fixed here so that glibc does not raise it.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const PIECE: i32 = 128 * 1024;

/// Sets the limits, also for threads that start later.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code, reason = "the C library has no other way to set these once the program runs")]
pub(super) fn bound() {
    for (parameter, value) in
        [(libc::M_ARENA_MAX, ARENAS), (libc::M_MMAP_THRESHOLD, PIECE), (libc::M_TRIM_THRESHOLD, PIECE)]
    {
        // SAFETY: it takes the allocator's own lock, and does not touch allocated memory.
        let is_set = unsafe { libc::mallopt(parameter, value) };
        tracing::trace!(parameter, is_set, "a bound of the allocator");
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(super) fn bound() {}
