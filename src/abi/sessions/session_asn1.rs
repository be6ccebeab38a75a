//! Sessions as DER and PEM (d2i_SSL_SESSION(3), PEM_read_bio_SSL_SESSION(3)).
//!
//! The form is OpenSSL's, so that any process can resume the session.

use std::ptr::{null, null_mut};
use std::sync::Arc;

use libc::{c_char, c_int, c_long, c_uchar, c_void, FILE};

use crate::abi::{bytes, entry, SSL_SESSION};
use crate::error::reason::Reason;
use crate::objects;
use crate::session::asn1::{self, DecodeError};
use crate::session::{Data, Session};
use crate::sys::err;
use crate::sys::ffi::{self, pem_password_cb, BIO, OSSL_LIB_CTX};

const PEM_NAME: &std::ffi::CStr = c"SSL SESSION PARAMETERS";

/// Writes a session as DER.
///
/// With `pp` NULL nothing is written. With `*pp` NULL, `*pp` gets a buffer that the caller frees
/// with `OPENSSL_free`; otherwise the bytes are written to `*pp`, which advances behind them.
/// Returns the number of bytes; 0 for NULL and for a session without a cipher; -1 when memory is
/// out. See i2d_SSL_SESSION(3).
#[entry(pointer, failure = -1)]
pub unsafe extern "C-unwind" fn i2d_SSL_SESSION(
    r#in: *const SSL_SESSION,
    pp: *mut *mut c_uchar,
) -> c_int {
    // SAFETY: the application's session is NULL or live during the call.
    let der = unsafe { objects::get(r#in) }.and_then(|session| asn1::encode(&session.read()));
    let Some(der) = der else {
        return 0;
    };
    let Ok(length) = c_int::try_from(der.len()) else {
        return -1;
    };
    if pp.is_null() {
        return length;
    }
    // SAFETY: `*pp` is NULL, or writable for the encoding's length; the new memory has this length too.
    unsafe {
        if (*pp).is_null() {
            let buffer = ffi::CRYPTO_malloc(der.len(), c"".as_ptr(), 0);
            if buffer.is_null() {
                err::raise(Reason::ERR_R_MALLOC_FAILURE);
                return -1;
            }
            *pp = buffer.cast();
            std::ptr::copy_nonoverlapping(der.as_ptr(), *pp, der.len());
        } else {
            std::ptr::copy_nonoverlapping(der.as_ptr(), *pp, der.len());
            *pp = (*pp).add(der.len());
        }
    }
    length
}

/// Reads a session from the `length` bytes at `*pp`, which advances behind the session.
///
/// With `a` and `*a` not NULL that session is changed, up to the first malformed field; otherwise a
/// new one is made, which `*a` gets too. Returns the session, or NULL, with an error on the queue
/// unless a field is too long or the suite is unknown. See d2i_SSL_SESSION(3).
#[entry]
pub unsafe extern "C-unwind" fn d2i_SSL_SESSION(
    a: *mut *mut SSL_SESSION,
    pp: *mut *const c_uchar,
    length: c_long,
) -> *mut SSL_SESSION {
    // SAFETY: `*pp` is readable for `length`; `a` is NULL, or `*a` is NULL or live.
    unsafe {
        let der = bytes(*pp, usize::try_from(length).unwrap_or(0));
        let given = a.as_ref().and_then(|a| a.as_ref());
        let mut data = given.map_or_else(Data::default, |session| session.read().clone());
        let read = asn1::decode(der, &mut data);
        let session = match given {
            Some(session) => {
                // The old peer's certificates are freed after the lock.
                drop(session.update(|old| std::mem::replace(old, data)));
                None
            }
            None => Some(data),
        };
        match read {
            Ok(used) => *pp = (*pp).add(used),
            Err(failure) => {
                match failure {
                    DecodeError::DerError(why) => err::raise_encoding(why.0),
                    DecodeError::Reason(reason) => err::raise(reason),
                    DecodeError::Unsaid => {}
                }
                return null_mut();
            }
        }
        let Some(data) = session else {
            return *a;
        };
        let session = Arc::into_raw(Session::with(data)).cast_mut();
        if !a.is_null() {
            *a = session;
        }
        session
    }
}

/// As `d2i_SSL_SESSION`. The library context and the property query are ignored: they concern a
/// peer's raw public key, which no session has. See d2i_SSL_SESSION_ex(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn d2i_SSL_SESSION_ex(
    a: *mut *mut SSL_SESSION,
    pp: *mut *const c_uchar,
    length: c_long,
    _libctx: *mut OSSL_LIB_CTX,
    _propq: *const c_char,
) -> *mut SSL_SESSION {
    // SAFETY: the arguments are passed on as they are.
    unsafe { d2i_SSL_SESSION(a, pp, length) }
}

unsafe extern "C-unwind" fn d2i(
    a: *mut *mut c_void,
    pp: *mut *const c_uchar,
    length: c_long,
) -> *mut c_void {
    // SAFETY: libcrypto passes the `*a` of its caller, which is NULL or a live session.
    unsafe { d2i_SSL_SESSION(a.cast(), pp, length).cast() }
}

unsafe extern "C-unwind" fn i2d(session: *const c_void, pp: *mut *mut c_uchar) -> c_int {
    // SAFETY: libcrypto passes the session that its caller gave.
    unsafe { i2d_SSL_SESSION(session.cast(), pp) }
}

/// Reads a session from the next PEM block "SSL SESSION PARAMETERS". `x` is used like `a` of
/// `d2i_SSL_SESSION`; `cb` and `u` give the password of an encrypted block.
///
/// Returns the session, or NULL with an error on the queue. See PEM_read_bio_SSL_SESSION(3).
#[entry]
pub unsafe extern "C-unwind" fn PEM_read_bio_SSL_SESSION(
    out: *mut BIO,
    x: *mut *mut SSL_SESSION,
    cb: pem_password_cb,
    u: *mut c_void,
) -> *mut SSL_SESSION {
    // SAFETY: the caller's arguments are valid, and the function reads DER of a session.
    unsafe { ffi::PEM_ASN1_read_bio(Some(d2i), PEM_NAME.as_ptr(), out, x.cast(), cb, u).cast() }
}

/// As `PEM_read_bio_SSL_SESSION`, from a stdio file. See PEM_read_SSL_SESSION(3).
#[entry]
pub unsafe extern "C-unwind" fn PEM_read_SSL_SESSION(
    out: *mut FILE,
    x: *mut *mut SSL_SESSION,
    cb: pem_password_cb,
    u: *mut c_void,
) -> *mut SSL_SESSION {
    // SAFETY: the caller's arguments are valid, and the function reads DER of a session.
    unsafe { ffi::PEM_ASN1_read(Some(d2i), PEM_NAME.as_ptr(), out, x.cast(), cb, u).cast() }
}

/// Writes a session as a PEM block, unencrypted: it contains the session's secret.
///
/// Returns 1, or 0 with an error on the queue. See PEM_write_bio_SSL_SESSION(3).
#[entry]
pub unsafe extern "C-unwind" fn PEM_write_bio_SSL_SESSION(
    out: *mut BIO,
    x: *const SSL_SESSION,
) -> c_int {
    let name = PEM_NAME.as_ptr();
    // SAFETY: the caller's arguments are valid, and the function writes DER of a session; no encryption.
    unsafe {
        ffi::PEM_ASN1_write_bio(
            Some(i2d),
            name,
            out,
            x.cast(),
            null(),
            null(),
            0,
            None,
            null_mut(),
        )
    }
}

/// As `PEM_write_bio_SSL_SESSION`, to a stdio file. See PEM_write_SSL_SESSION(3).
#[entry]
pub unsafe extern "C-unwind" fn PEM_write_SSL_SESSION(
    out: *mut FILE,
    x: *const SSL_SESSION,
) -> c_int {
    let name = PEM_NAME.as_ptr();
    // SAFETY: the caller's arguments are valid, and the function writes DER of a session; no encryption.
    unsafe {
        ffi::PEM_ASN1_write(
            Some(i2d),
            name,
            out,
            x.cast(),
            null(),
            null(),
            0,
            None,
            null_mut(),
        )
    }
}
