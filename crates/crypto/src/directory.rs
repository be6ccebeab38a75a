//! The names in a directory.

use std::ffi::{CStr, CString};
use std::mem::MaybeUninit;
use std::ptr::null_mut;

use libc::c_int;

use super::{err, ffi};

/// A directory that is being read.
pub struct Directory<'a> {
    path: &'a CStr,
    reading: *mut ffi::OPENSSL_DIR_CTX,
}

impl Directory<'_> {
    /// Nothing is opened before the first name is asked for.
    pub fn new(path: &CStr) -> Directory<'_> {
        Directory {
            path,
            reading: null_mut(),
        }
    }

    /// The next name, in no order. `Ok(None)` at the end, `Err` with the `errno` of a failure.
    pub fn next_name(&mut self) -> Result<Option<CString>, c_int> {
        err::clear_errno();
        // SAFETY: a string, and a place for libcrypto's own state. The name lives until the next call.
        let name = unsafe {
            let name = ffi::OPENSSL_DIR_read(&mut self.reading, self.path.as_ptr());
            (!name.is_null()).then(|| CStr::from_ptr(name).to_owned())
        };
        match (name, err::errno()) {
            (None, error @ 1..) => Err(error),
            (name, _) => Ok(name),
        }
    }
}

impl Drop for Directory<'_> {
    fn drop(&mut self) {
        // SAFETY: libcrypto's own state, or NULL.
        unsafe { ffi::OPENSSL_DIR_end(&mut self.reading) };
    }
}

/// Whether this is the path of a directory.
pub fn is_directory(path: &CStr) -> bool {
    let mut status = MaybeUninit::<libc::stat>::uninit();
    // SAFETY: the path is a string, and the structure is filled if 0 is returned.
    unsafe {
        libc::stat(path.as_ptr(), status.as_mut_ptr()) == 0
            && status.assume_init().st_mode & libc::S_IFMT == libc::S_IFDIR
    }
}
