//! Messages to the user of a program, on descriptor 2.
//!
//! They must not harm the program: if anything is wrong with the descriptor, they are lost.

use std::ffi::{c_int, c_void};

const STDERR: c_int = 2;

/// `PTHREAD_CANCEL_DISABLE`
const CANCEL_DISABLE: c_int = 1;

extern "C-unwind" {
    fn pthread_setcancelstate(state: c_int, old: *mut c_int) -> c_int;
    fn poll(descriptors: *mut libc::pollfd, count: libc::nfds_t, timeout: c_int) -> c_int;
    fn write(descriptor: c_int, bytes: *const c_void, length: usize) -> isize;
}

/// Writes a line, if that neither blocks nor raises SIGPIPE. The thread is not cancelled in it.
pub fn say(message: &str) {
    let line = format!("libssl-rs: {message}\n");
    let mut descriptor = libc::pollfd {
        fd: STDERR,
        events: libc::POLLOUT,
        revents: 0,
    };
    let mut cancel = 0;
    // SAFETY: the pointers are those of local variables, with their lengths.
    unsafe {
        pthread_setcancelstate(CANCEL_DISABLE, &mut cancel);
        // A pipe without a reader reports an error and is writable too.
        if poll(&mut descriptor, 1, 0) == 1 && descriptor.revents == libc::POLLOUT {
            write(STDERR, line.as_ptr().cast(), line.len());
        }
        pthread_setcancelstate(cancel, &mut cancel);
    }
}
