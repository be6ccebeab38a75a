//! The BIOs of a connection: SSL_set_bio(3), SSL_set_fd(3), SSL_get_rbio(3).

use libc::c_int;

use crate::abi::{entry, SSL};
use crate::error::reason::Reason;
use crate::sys::bio::Bio;
use crate::sys::err;
use crate::sys::ffi::BIO;

/// Connects `ssl` to its transport: it reads from `rbio` and writes to `wbio`.
///
/// Takes over the caller's references: two, but only one if both are the same BIO, if only `wbio`
/// changes, or if only `rbio` changes and the two were different; none if nothing changes. The old
/// BIOs are freed. NULL removes a side. See SSL_set_bio(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_bio(ssl: *mut SSL, rbio: *mut BIO, wbio: *mut BIO) {
    // SAFETY: the caller gives away the references that SSL_set_bio(3) names.
    unsafe { ssl.set_transport(rbio, wbio) }
}

/// Sets the BIO to read from and takes over the caller's reference; the old BIO is freed. See
/// SSL_set_bio(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set0_rbio(ssl: *mut SSL, rbio: *mut BIO) {
    // SAFETY: the caller gives its reference away.
    unsafe {
        ssl.set_reader(Bio::from_owned(rbio));
    }
}

/// Sets the BIO to write to and takes over the caller's reference; the old BIO is freed. See
/// SSL_set_bio(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set0_wbio(ssl: *mut SSL, wbio: *mut BIO) {
    // SAFETY: the caller gives its reference away.
    unsafe {
        ssl.set_writer(Bio::from_owned(wbio));
    }
}

/// The BIO that is read from, NULL if there is none. Still owned by `ssl`. See SSL_get_rbio(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_rbio(ssl: *const SSL) -> *mut BIO {
    ssl.transport.read_ptr()
}

/// The BIO that is written to, NULL if there is none. Still owned by `ssl`. See SSL_get_rbio(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_wbio(ssl: *const SSL) -> *mut BIO {
    ssl.transport.write_ptr()
}

/// Sets the socket `fd` as the transport, in a new socket BIO. The descriptor remains the caller's:
/// `SSL_free` does not close it. Returns 1, or 0 when memory is out. See SSL_set_fd(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_fd(ssl: *mut SSL, fd: c_int) -> c_int {
    let Some(bio) = Bio::socket(fd) else {
        return out_of_memory();
    };
    ssl.set_reader(Some(bio.clone()));
    ssl.set_writer(Some(bio));
    1
}

/// As `SSL_set_fd`, for reading only. If output goes to the same `fd`, its BIO is used for both. See
/// SSL_set_fd(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_rfd(ssl: *mut SSL, fd: c_int) -> c_int {
    let shared = ssl.with_writer(|bio| bio.is_socket(fd).then(|| bio.clone()));
    let Some(bio) = shared.flatten().or_else(|| Bio::socket(fd)) else {
        return out_of_memory();
    };
    ssl.set_reader(Some(bio));
    1
}

/// As `SSL_set_fd`, for writing only. If input comes from the same `fd`, its BIO is used for both.
/// See SSL_set_fd(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_wfd(ssl: *mut SSL, fd: c_int) -> c_int {
    let shared = ssl.with_reader(|bio| bio.is_socket(fd).then(|| bio.clone()));
    let Some(bio) = shared.flatten().or_else(|| Bio::socket(fd)) else {
        return out_of_memory();
    };
    ssl.set_writer(Some(bio));
    1
}

/// The read BIO's descriptor, -1 if it has none. See SSL_get_fd(3).
#[entry(failure = -1)]
pub unsafe extern "C-unwind" fn SSL_get_fd(ssl: *const SSL) -> c_int {
    ssl.read_descriptor()
}

/// As `SSL_get_fd`. See SSL_get_fd(3).
#[entry(failure = -1)]
pub unsafe extern "C-unwind" fn SSL_get_rfd(ssl: *const SSL) -> c_int {
    ssl.read_descriptor()
}

/// The write BIO's descriptor, -1 if it has none. See SSL_get_fd(3).
#[entry(failure = -1)]
pub unsafe extern "C-unwind" fn SSL_get_wfd(ssl: *const SSL) -> c_int {
    ssl.write_descriptor()
}

fn out_of_memory() -> c_int {
    err::raise(Reason::ERR_R_BUF_LIB);
    0
}
