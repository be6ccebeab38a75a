//! What happens when the library is loaded: nothing but the checks that a user must hear about.

use std::sync::atomic::{AtomicU8, Ordering};

use crate::close::profile::Profile;
use crate::sys::ffi;

/// The environment's name for the compatibility profile of the process.
const PROFILE: &str = "LIBSSL_RS_PROFILE";

static DEFAULT_PROFILE: AtomicU8 = AtomicU8::new(Profile::V3_0 as u8);

/// The profile that new contexts start with.
pub fn default_profile() -> Profile {
    [Profile::V1_0_1, Profile::V1_1_1]
        .into_iter()
        .find(|profile| *profile as u8 == DEFAULT_PROFILE.load(Ordering::Relaxed))
        .unwrap_or_default()
}

/// Runs before `main` (or inside `dlopen`).
///
/// Says on stderr when the libcrypto of the process has another major version than the one whose
/// types we use, since nothing would work, and when the environment asks for a profile that we do
/// not have.
extern "C-unwind" fn on_load() {
    // SAFETY: OpenSSL_version_num has no preconditions.
    let version = unsafe { ffi::OpenSSL_version_num() };
    if version >> 28 != 3 {
        eprintln!(
            "libssl-rs: this process has libcrypto {}.x; libssl-rs needs libcrypto.so.3",
            version >> 28
        );
    }
    match std::env::var(PROFILE).as_deref() {
        Err(_) | Ok("") => {}
        Ok(name) => match Profile::named(name) {
            Some(profile) => DEFAULT_PROFILE.store(profile as u8, Ordering::Relaxed),
            None => eprintln!(
                "libssl-rs: {PROFILE}={name} is none of 3.0, 1.1.1, 1.0.1; 3.0 is in force"
            ),
        },
    }
}

#[used]
#[link_section = ".init_array"]
static ON_LOAD: extern "C-unwind" fn() = on_load;
