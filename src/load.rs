//! Runs when the library is loaded: checks whose failure is reported to the user.

use std::borrow::Cow;
use std::ffi::{c_char, CStr};

use crypto::aead::{self, Implementation};

use crate::connection::lock::forked;
use crate::context::settings::set_default_profile;
use crate::error::reason::REASONS;
use crate::profile::Profile;
use crate::stderr;
use crate::sys::{err, ffi};
use crate::unwind;

/// The environment variable that sets the compatibility profile of the process.
const PROFILE: &CStr = c"LIBSSL_RS_PROFILE";

/// The environment variable that chooses the implementation of AES-GCM. Tests and measurements use it to
/// reach the code for other processors.
const AES_GCM: &CStr = c"LIBSSL_RS_AES_GCM";

ctor::declarative::ctor! {
    /// Runs before `main` (or inside `dlopen`).
    ///
    /// Reports on stderr a libcrypto with another major version than the one whose types we use, because
    /// nothing would work, and an unknown profile in the environment.
    #[ctor(unsafe)]
    fn on_load() {
        // The test harness reports panics itself.
        if !cfg!(test) {
            unwind::report_panics();
        }
        err::set_texts(REASONS);
        // SAFETY: the function may be called at any time. If memory is out, a child of a fork may wait
        // for a thread that it does not have.
        unsafe { libc::pthread_atfork(None, None, Some(forked)) };
        take_link_name();
        check_libcrypto();
        read_profile();
        choose_aes_gcm();
    }
}

extern "C" {
    fn secure_getenv(name: *const c_char) -> *const c_char;
}

/// Makes the loader know this library by its link name too. Then a program that opens "libssl.so" (Qt)
/// gets this library, and not the system's beside it.
fn take_link_name() {
    // SAFETY: the argument is a string, and no file is loaded. The loader finds the link in the library's own
    // directory first (RUNPATH); if it is this file, the loader notes its name.
    unsafe { libc::dlopen(c"libssl.so".as_ptr(), libc::RTLD_LAZY | libc::RTLD_NOLOAD) };
}

fn check_libcrypto() {
    // SAFETY: OpenSSL_version_num has no preconditions.
    let major = unsafe { ffi::OpenSSL_version_num() } >> 28;
    if major != 3 {
        stderr::say(&format!(
            "this process has libcrypto {major}.x; libssl-rs needs libcrypto.so.3"
        ));
    }
}

fn read_profile() {
    let Some(name) = environment(PROFILE) else {
        return;
    };
    match Profile::named(&name) {
        Some(profile) => set_default_profile(profile),
        None => stderr::say(&format!(
            "LIBSSL_RS_PROFILE={name} is none of 3.0, 1.1.1, 1.0.1; 3.0 is in force"
        )),
    }
}

fn choose_aes_gcm() {
    let mut chosen = aead::fastest();
    if let Some(name) = environment(AES_GCM) {
        match Implementation::named(&name) {
            Some(named) => chosen = named,
            None => stderr::say(&format!(
                "LIBSSL_RS_AES_GCM={name} is neither aws-lc nor ring; {} is in use",
                chosen.name()
            )),
        }
    }
    aead::choose(chosen);
}

/// A variable of the environment that is set and not empty. `None` in a program with more rights than its
/// user.
fn environment(name: &CStr) -> Option<Cow<'static, str>> {
    // SAFETY: the name is a string.
    let value = unsafe { secure_getenv(name.as_ptr()) };
    if value.is_null() {
        return None;
    }
    // SAFETY: the environment's strings end with NUL, and do not change while a library is loaded.
    let value = unsafe { CStr::from_ptr(value) }.to_string_lossy();
    (!value.is_empty()).then_some(value)
}
