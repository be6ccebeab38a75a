//! What happens when the library is loaded: nothing but the checks that a user must hear about.

use crate::sys::ffi;

/// Runs before `main` (or inside `dlopen`).
///
/// Says on stderr when the libcrypto of the process has another major version than the one whose types we use: nothing would work.
extern "C" fn on_load() {
    // SAFETY: OpenSSL_version_num has no preconditions.
    let version = unsafe { ffi::OpenSSL_version_num() };
    if version >> 28 != 3 {
        eprintln!(
            "libssl-rs: this process has libcrypto {}.x; libssl-rs needs libcrypto.so.3",
            version >> 28
        );
    }
}

#[used]
#[link_section = ".init_array"]
static ON_LOAD: extern "C" fn() = on_load;
