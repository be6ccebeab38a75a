//! The thread's error queue, which is libcrypto's and is shared with the application.

use std::ffi::CString;
use std::panic::Location;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::OnceLock;

use libc::{c_int, c_ulong};

use super::{ffi, reasons};
use crate::defer::Defer;

/// Adds an entry of `ERR_LIB_SSL` to the thread's error queue.
#[track_caller]
pub fn raise(reason: impl Into<u32>) {
    push(ffi::ERR_LIB_SSL, reason.into(), None);
}

/// Adds an entry with a text (`ERR_get_error_all`'s data, the last part of `ERR_print_errors`' line).
#[track_caller]
pub fn raise_data(reason: impl Into<u32>, data: &str) {
    push(ffi::ERR_LIB_SSL, reason.into(), Some(data));
}

/// Adds an entry of `ERR_LIB_SYS` for an `errno`, with a text that names the operation.
#[track_caller]
pub fn raise_system(errno: c_int, data: &str) {
    const ERR_LIB_SYS: c_int = 2;
    let place = Location::caller();
    let file = CString::new(place.file()).unwrap_or_default();
    let data = CString::new(data).unwrap_or_default();
    // SAFETY: libcrypto copies the strings, which live until the end of this function.
    unsafe {
        ffi::ERR_new();
        ffi::ERR_set_debug(file.as_ptr(), place.line() as c_int, c"".as_ptr());
        ffi::ERR_set_error(ERR_LIB_SYS, errno, c"%s".as_ptr(), data.as_ptr());
    }
}

/// Adds the entry that libcrypto's ciphers leave when a record does not authenticate: programs see
/// it first.
#[track_caller]
pub fn raise_cipher_failure() {
    const ERR_LIB_PROV: c_int = 57;
    const CIPHER_OPERATION_FAILED: u32 = 102;
    push(ERR_LIB_PROV, CIPHER_OPERATION_FAILED, None);
}

/// Adds libcrypto's entry for malformed DER (`ASN1_R_*`).
#[track_caller]
pub fn raise_encoding(reason: u32) {
    const ERR_LIB_ASN1: c_int = 13;
    push(ERR_LIB_ASN1, reason, None);
}

/// Adds libcrypto's entry for a missing BIO.
#[track_caller]
pub fn raise_missing_bio() {
    const ERR_LIB_BIO: c_int = 32;
    push(ERR_LIB_BIO, reasons::ERR_R_PASSED_NULL_PARAMETER, None);
}

/// Adds libcrypto's entry for a key derivation of length 0.
#[track_caller]
pub fn raise_no_key_length() {
    const ERR_LIB_PROV: c_int = 57;
    const INVALID_KEY_LENGTH: u32 = 105;
    push(ERR_LIB_PROV, INVALID_KEY_LENGTH, None);
}

/// Adds libcrypto's entry for a missing list.
#[track_caller]
pub fn raise_missing_list() {
    const ERR_LIB_CONF: c_int = 14;
    const LIST_CANNOT_BE_NULL: u32 = 115;
    push(ERR_LIB_CONF, LIST_CANNOT_BE_NULL, None);
}

#[track_caller]
fn push(library: c_int, reason: u32, data: Option<&str>) {
    load_strings();
    let place = Location::caller();
    let file = CString::new(place.file()).unwrap_or_default();
    let data = data.map(|text| CString::new(text).unwrap_or_default());
    // SAFETY: libcrypto copies the strings, which live until the end of this function.
    unsafe {
        ffi::ERR_new();
        ffi::ERR_set_debug(file.as_ptr(), place.line() as c_int, c"".as_ptr());
        match data {
            Some(text) => {
                ffi::ERR_set_error(library, reason as c_int, c"%s".as_ptr(), text.as_ptr())
            }
            None => ffi::ERR_set_error(library, reason as c_int, std::ptr::null()),
        }
    }
}

/// The texts of the reasons of `ERR_LIB_SSL`, by number.
static TEXTS: OnceLock<&[(u32, &str)]> = OnceLock::new();

/// Sets the texts that [`load_strings`] loads.
pub fn set_texts(texts: &'static [(u32, &'static str)]) {
    let _ = TEXTS.set(texts);
}

/// Loads the texts of our reasons into libcrypto, once per process (`ERR_load_SSL_strings`).
///
/// libcrypto has them itself since 3.2 and loads them on request; older releases get ours.
pub fn load_strings() {
    static ONCE: OnceLock<()> = OnceLock::new();
    // A static pointer, so that leak checkers see that the memory is in use.
    #[used]
    static KEPT: AtomicPtr<ffi::ERR_STRING_DATA> = AtomicPtr::new(std::ptr::null_mut());
    ONCE.get_or_init(|| {
        let Some(texts) = TEXTS.get().filter(|texts| !brings(texts)) else {
            return;
        };
        let mut table: Vec<ffi::ERR_STRING_DATA> = texts
            .iter()
            .map(|(number, text)| ffi::ERR_STRING_DATA {
                error: c_ulong::from(*number),
                string: CString::new(*text).unwrap_or_default().into_raw(),
            })
            .collect();
        table.push(ffi::ERR_STRING_DATA {
            error: 0,
            string: std::ptr::null(),
        });
        let table = Vec::leak(table).as_mut_ptr();
        KEPT.store(table, Ordering::Relaxed);
        // SAFETY: libcrypto keeps pointers to the table for the rest of the process: it is leaked.
        unsafe { ffi::ERR_load_strings(ffi::ERR_LIB_SSL, table) };
    });
}

/// Asks libcrypto to load its texts of libssl's reasons. True if it has them now.
fn brings(texts: &[(u32, &str)]) -> bool {
    const LIBRARY_SHIFT: u32 = 23;
    const LOAD_SSL_STRINGS: u64 = 0x0020_0000;
    let Some((first, _)) = texts.first() else {
        return true;
    };
    let first = c_ulong::from(*first) | (ffi::ERR_LIB_SSL as c_ulong) << LIBRARY_SHIFT;
    // SAFETY: no settings; libcrypto ignores an option that it doesn't know.
    unsafe {
        ffi::OPENSSL_init_crypto(LOAD_SSL_STRINGS, std::ptr::null());
        !ffi::ERR_reason_error_string(first).is_null()
    }
}

/// The oldest entry of the queue, left in place; 0 when there is none (`ERR_peek_error`).
pub fn peek() -> c_ulong {
    // SAFETY: the function has no preconditions.
    unsafe { ffi::ERR_peek_error() }
}

/// Empties the queue (`ERR_clear_error`).
pub fn clear() {
    // SAFETY: the function has no preconditions.
    unsafe { ffi::ERR_clear_error() }
}

/// Runs a function and removes the errors that it queued.
pub fn without<T>(attempt: impl FnOnce() -> T) -> T {
    // SAFETY: no preconditions; mark and pop stand in pairs.
    unsafe { ffi::ERR_set_mark() };
    // SAFETY: the mark that this removes was set above.
    let _pop = Defer(|| unsafe {
        ffi::ERR_pop_to_mark();
    });
    attempt()
}

/// Sets `errno` to 0, as OpenSSL does before it reads or writes the transport.
pub fn clear_errno() {
    set_errno(0);
}

pub fn set_errno(number: c_int) {
    // SAFETY: errno's location is valid for the thread.
    unsafe { *libc::__errno_location() = number }
}

/// The thread's `errno`.
pub fn errno() -> c_int {
    // SAFETY: errno's location is valid for the thread.
    unsafe { *libc::__errno_location() }
}

/// Whether the operating system caused an entry (`ERR_LIB_SYS`), which its top bit shows.
pub fn is_system(entry: c_ulong) -> bool {
    entry & 0x8000_0000 != 0
}
