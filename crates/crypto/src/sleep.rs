//! Sleeping without the standard library, whose sleep aborts if the thread is cancelled during it.

use libc::{c_int, timespec};

extern "C-unwind" {
    fn nanosleep(duration: *const timespec, left: *mut timespec) -> c_int;
}

/// Sleeps for this many milliseconds, or until a signal arrives. The thread may be cancelled meanwhile.
pub fn sleep(milliseconds: u64) {
    let duration = timespec {
        tv_sec: i64::try_from(milliseconds / 1000).unwrap_or(i64::MAX),
        tv_nsec: (milliseconds % 1000 * 1_000_000) as i64,
    };
    // SAFETY: a duration; what is left of it is of no interest.
    unsafe { nanosleep(&duration, std::ptr::null_mut()) };
}

/// Sleeps for less than a second, in microseconds, without a point at which the thread can be cancelled: a raw
/// system call is not a cancellation point.
pub fn rest(microseconds: u32) {
    let duration = timespec {
        tv_sec: 0,
        tv_nsec: i64::from(microseconds) * 1000,
    };
    let none = std::ptr::null_mut::<timespec>();
    // SAFETY: the kernel only reads `duration`, and NULL means that it stores no rest.
    unsafe { libc::syscall(libc::SYS_nanosleep, &raw const duration, none) };
}
