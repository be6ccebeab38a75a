//! Compatibility profiles: a function that only libssl-rs has.

use std::ffi::CStr;

use libc::{c_char, c_int};

use crate::abi::{entry, null, SSL_CTX};
use crate::error::reason::Reason;
use crate::profile::Profile;
use crate::sys::err;

/// Makes connections of `ctx` end like those of another generation of OpenSSL, for programs that
/// were written against it.
///
/// `name` is "3.0" (the default), "1.1.1" or "1.0.1". It applies to connections made from now on;
/// the environment variable LIBSSL_RS_PROFILE sets it for all contexts of a process.
/// docs/CONFORMANCE.md lists the differences. The main one: before 3.0, an end of the transport
/// without close_notify was `SSL_ERROR_SYSCALL` with an empty error queue, and the connection
/// remained usable. No profile repeats a security defect.
///
/// Returns 1, or 0 for any other name, with an error on the queue
/// (`ERR_R_PASSED_INVALID_ARGUMENT`, the name in its text), and for NULL.
#[entry(own)]
pub unsafe extern "C-unwind" fn libssl_rs_CTX_set_profile(
    ctx: *mut SSL_CTX,
    name: *const c_char,
) -> c_int {
    if name.is_null() {
        return null(FUNCTION, 0);
    }
    // SAFETY: `name` is not NULL, so it is a NUL-terminated string.
    let name = unsafe { CStr::from_ptr(name) }.to_string_lossy();
    let Some(profile) = Profile::named(&name) else {
        err::raise_data(
            Reason::ERR_R_PASSED_INVALID_ARGUMENT,
            &format!("{FUNCTION}: {name} is none of 3.0, 1.1.1, 1.0.1"),
        );
        return 0;
    };
    ctx.update(|settings| settings.profile = profile);
    1
}
