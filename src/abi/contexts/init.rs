//! Initialisation of the library, which is automatic (OPENSSL_init_ssl(3)).

use libc::c_int;

use crate::abi::entry;
use crate::constants::OPENSSL_INIT_LOAD_SSL_STRINGS;
use crate::other_libssl;
use crate::sys::ffi::OPENSSL_INIT_SETTINGS;
use crate::sys::{err, init};

/// Initialises libcrypto and this library; further calls do nothing.
///
/// `opts`: bits `OPENSSL_INIT_*`; `settings`: NULL, or which configuration file to load. Returns 1,
/// or 0 if libcrypto cannot be initialised. See OPENSSL_init_ssl(3).
#[entry]
pub unsafe extern "C-unwind" fn OPENSSL_init_ssl(
    opts: u64,
    settings: *const OPENSSL_INIT_SETTINGS,
) -> c_int {
    // SAFETY: the settings are NULL or live, by the caller's contract.
    if unsafe { !init::init(opts, settings) } {
        return 0;
    }
    other_libssl::look();
    if opts & OPENSSL_INIT_LOAD_SSL_STRINGS != 0 {
        err::load_strings();
    }
    1
}

/// Loads the texts of `ERR_LIB_SSL`'s reasons. Returns 1. See ERR_load_SSL_strings(3).
#[entry]
pub extern "C-unwind" fn ERR_load_SSL_strings() -> c_int {
    err::load_strings();
    1
}
