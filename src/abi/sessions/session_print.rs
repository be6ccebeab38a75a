//! Sessions as text (SSL_SESSION_print(3)).

use std::ffi::CString;
use std::fmt::Write;

use libc::{c_int, c_long, FILE};
use zeroize::Zeroizing;

use crate::abi::{entry, SSL_SESSION};
use crate::constants::*;
use crate::objects;
use crate::session::{Data, Session};
use crate::sys::err;
use crate::sys::ffi::{self, BIO};
use crate::sys::x509::verify_error_text;

/// Keeps a BIO on a FILE from closing it (`BIO_NOCLOSE`).
const BIO_NOCLOSE: c_int = 0;

/// Writes a session as text, with its secret. Returns 1, or 0 if the session is NULL or writing to
/// `fp` fails. See SSL_SESSION_print(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_print(fp: *mut BIO, ses: *const SSL_SESSION) -> c_int {
    // SAFETY: NULL or live; a BIO.
    unsafe { print(fp, ses) }
}

/// As `SSL_SESSION_print`, to a stdio file. See SSL_SESSION_print(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_print_fp(
    fp: *mut FILE,
    ses: *const SSL_SESSION,
) -> c_int {
    // SAFETY: the file is open and the BIO does not close it; the session is NULL or live.
    unsafe {
        let bio = ffi::BIO_new_fp(fp, BIO_NOCLOSE);
        if bio.is_null() {
            return 0;
        }
        let printed = print(bio, ses);
        ffi::BIO_free_all(bio);
        printed
    }
}

/// Writes id and secret as a line of NSS's key log format. Returns 1, or 0 if the session is NULL or
/// lacks one of them, or if writing to `bp` fails. See SSL_SESSION_print_keylog(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_SESSION_print_keylog(
    bp: *mut BIO,
    x: *const SSL_SESSION,
) -> c_int {
    // SAFETY: the application's session is NULL or live during the call.
    let Some(session) = (unsafe { objects::get(x) }) else {
        return 0;
    };
    let data = session.read();
    if data.id.is_empty() || data.secret.is_empty() {
        return 0;
    }
    let (id, secret) = (hex(data.id.as_slice()), hex(&data.secret));
    let line = Zeroizing::new(format!("RSA Session-ID:{} Master-Key:{}\n", &*id, &*secret));
    drop(data);
    // SAFETY: the BIO is live, by the caller's contract.
    unsafe { put(bp, &line) }.into()
}

/// # Safety
/// `bio` and `session` are NULL or live.
unsafe fn print(bio: *mut BIO, session: *const Session) -> c_int {
    // SAFETY: the pointer is NULL or live, by this function's contract.
    let Some(session) = (unsafe { objects::get(session) }) else {
        return 0;
    };
    let data = session.read().clone();
    // SAFETY: the BIO is live, by this function's contract; the dump reads only the ticket's bytes.
    let done = unsafe {
        put(bio, &head(&data))
            && (data.ticket.is_empty()
                || put(bio, "\n    TLS session ticket:\n")
                    && ffi::BIO_dump_indent(
                        bio,
                        data.ticket.as_ptr().cast(),
                        data.ticket.len() as c_int,
                        4,
                    ) > 0)
            && put(bio, &tail(&data))
    };
    done.into()
}

/// # Safety
/// `bio` is NULL or a live BIO.
unsafe fn put(bio: *mut BIO, text: &str) -> bool {
    if bio.is_null() {
        err::raise_missing_bio();
        return false;
    }
    let length = text.len() as c_int;
    // SAFETY: the text is readable for its length.
    unsafe { ffi::BIO_write(bio, text.as_ptr().cast(), length) == length }
}

fn hex(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(2 * bytes.len()));
    for byte in bytes {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02X}");
    }
    text
}

/// Writes the fields before the ticket.
fn head(data: &Data) -> Zeroizing<String> {
    let protocol = match data.version {
        TLS1_3_VERSION => "TLSv1.3",
        TLS1_2_VERSION => "TLSv1.2",
        TLS1_1_VERSION => "TLSv1.1",
        TLS1_VERSION => "TLSv1",
        SSL3_VERSION => "SSLv3",
        DTLS1_2_VERSION => "DTLSv1.2",
        DTLS1_VERSION => "DTLSv1",
        DTLS1_BAD_VER => "DTLSv0.9",
        _ => "unknown",
    };
    let secret_name = match data.version {
        TLS1_3_VERSION => "Resumption PSK",
        _ => "Master-Key",
    };
    let number = format!("{:04X}", data.suite.map_or(0, |suite| suite.0));
    let cipher = data
        .cipher
        .map_or(number.into(), |c| c.name.to_string_lossy());
    let name = |text: &Option<CString>| match text {
        Some(text) => text.to_string_lossy().into_owned(),
        None => "None".to_owned(),
    };
    let mut text = Zeroizing::new(format!(
        "SSL-Session:\n    Protocol  : {protocol}\n    Cipher    : {cipher}\n    \
         Session-ID: {}\n    Session-ID-ctx: {}\n    {secret_name}: {}\n    \
         PSK identity: {}\n    PSK identity hint: {}\n    SRP username: {}",
        &*hex(data.id.as_slice()),
        &*hex(data.context.as_slice()),
        &*hex(&data.secret),
        name(&data.psk_identity),
        name(&data.psk_hint),
        name(&data.srp_user),
    ));
    if data.ticket_lifetime != 0 {
        let _ = write!(
            text,
            "\n    TLS session ticket lifetime hint: {} (seconds)",
            data.ticket_lifetime as c_long
        );
    }
    text
}

/// Writes the fields after the ticket.
fn tail(data: &Data) -> String {
    let mut text = String::new();
    if data.compression != 0 {
        let _ = write!(text, "\n    Compression: {}", data.compression);
    }
    if data.time != 0 {
        let _ = write!(text, "\n    Start Time: {}", data.time);
    }
    if data.timeout != 0 {
        let _ = write!(text, "\n    Timeout   : {} (sec)", data.timeout);
    }
    let _ = write!(
        text,
        "\n    Verify return code: {} ({})\n    Extended master secret: {}\n",
        data.verify_result,
        verify_error_text(data.verify_result),
        match data.extended_master_secret {
            true => "yes",
            false => "no",
        },
    );
    if data.version == TLS1_3_VERSION {
        let _ = writeln!(text, "    Max Early Data: {}", data.max_early_data);
    }
    text
}
