//! Sleeping. The thread may be cancelled meanwhile, which the standard library's own sleep does not bear.

use libc::{c_int, timespec};

extern "C-unwind" {
    fn nanosleep(duration: *const timespec, left: *mut timespec) -> c_int;
}

/// Sleeps for so many milliseconds, or until a signal comes.
pub fn sleep(milliseconds: u64) {
    let duration = timespec {
        tv_sec: i64::try_from(milliseconds / 1000).unwrap_or(i64::MAX),
        tv_nsec: (milliseconds % 1000 * 1_000_000) as i64,
    };
    // SAFETY: a duration; what is left of it is of no interest.
    unsafe { nanosleep(&duration, std::ptr::null_mut()) };
}
