//! Initialising libcrypto, with its configuration file.

use super::ffi::{self, OPENSSL_INIT_SETTINGS};

const ADD_ALL_CIPHERS: u64 = 0x4;
const ADD_ALL_DIGESTS: u64 = 0x8;
const LOAD_CONFIG: u64 = 0x40;
const NO_LOAD_CONFIG: u64 = 0x80;

/// Initialises libcrypto as libssl does: all algorithms, and the configuration file unless it is
/// declined. False when libcrypto cannot be used.
///
/// # Safety
/// `settings` is NULL or live.
pub unsafe fn init(mut options: u64, settings: *const OPENSSL_INIT_SETTINGS) -> bool {
    options |= ADD_ALL_CIPHERS | ADD_ALL_DIGESTS;
    if options & NO_LOAD_CONFIG == 0 {
        options |= LOAD_CONFIG;
    }
    // SAFETY: as this function's contract says; libcrypto ignores the bits that it doesn't know.
    unsafe { ffi::OPENSSL_init_crypto(options, settings) == 1 }
}

/// Whether libcrypto is release 3.5 or later.
pub fn is_since_3_5() -> bool {
    // SAFETY: the function has no preconditions.
    (unsafe { ffi::OpenSSL_version_num() }) >= 0x3050_0000
}

/// Initialises libcrypto with the defaults.
pub fn init_default() -> bool {
    // SAFETY: no settings.
    unsafe { init(0, std::ptr::null()) }
}
