//! DANE: certificates authenticated by records in the DNS (SSL_CTX_dane_enable(3)).

use std::ffi::CStr;
use std::ptr;

use libc::{c_char, c_int, c_uchar, c_ulong};

use crate::abi::{entry, store, SSL, SSL_CTX};
use crate::error::reason::Reason;
use crate::sys::dane::Refusal;
use crate::sys::err;
use crate::sys::ffi::{EVP_MD, EVP_PKEY, SSL_DANE, X509};

/// Allows DANE in connections of the context, with the matching types SHA2-256 (1) and SHA2-512 (2).
///
/// Returns 1; further calls do nothing. See SSL_CTX_dane_enable(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_dane_enable(ctx: *mut SSL_CTX) -> c_int {
    ctx.dane.enable();
    1
}

/// Sets the digest of a matching type and its rank. Among records with the same usage and selector,
/// only those of the highest rank are used, and those of type 0, which contain the full data.
///
/// The context takes no reference to `md`, which must outlive it. NULL removes the type. Returns 1,
/// or 0 with `SSL_R_DANE_CANNOT_OVERRIDE_MTYPE_FULL` on the queue. See SSL_CTX_dane_enable(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_dane_mtype_set(
    ctx: *mut SSL_CTX,
    md: *const EVP_MD,
    mtype: u8,
    ord: u8,
) -> c_int {
    // SAFETY: the digest is static or lives as long as the context.
    unsafe {
        match ctx.dane.set_type(mtype, md, ord) {
            Ok(()) => 1,
            Err(refusal) => {
                err::raise(Reason::from(refusal));
                0
            }
        }
    }
}

/// Sets flags for connections made from now on: `DANE_FLAG_NO_DANE_EE_NAMECHECKS` (1), the only one,
/// skips name checks if a record of usage DANE-EE(3) matches.
///
/// Returns the old flags. See SSL_CTX_dane_set_flags(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_dane_set_flags(
    ctx: *mut SSL_CTX,
    flags: c_ulong,
) -> c_ulong {
    ctx.dane.set_flags(flags)
}

/// Clears flags for connections made from now on. Returns the old flags. See
/// SSL_CTX_dane_clear_flags(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_dane_clear_flags(
    ctx: *mut SSL_CTX,
    flags: c_ulong,
) -> c_ulong {
    ctx.dane.clear_flags(flags)
}

/// Switches DANE on for one connection, before its handshake. The peer is verified as without DANE
/// until `SSL_dane_tlsa_add` gives a first record.
///
/// `basedomain` is copied: it is the name that the certificate must have, even if it reads as an IP
/// address, and the server name that a client sends, unless one is set. NULL, or an empty name where
/// a server name is set, checks no name. Returns 1; 0 with `SSL_R_CONTEXT_NOT_DANE_ENABLED` or
/// `SSL_R_DANE_ALREADY_ENABLED`, -1 with `SSL_R_ERROR_SETTING_TLSA_BASE_DOMAIN` on the queue. See
/// SSL_dane_enable(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_dane_enable(ssl: *mut SSL, basedomain: *const c_char) -> c_int {
    // SAFETY: the argument is NULL or a string.
    unsafe {
        let name = (!basedomain.is_null()).then(|| CStr::from_ptr(basedomain));
        ssl.enable_dane(name)
    }
}

/// Adds a TLSA record. With one record or more, a peer that matches none of them fails verification
/// with `X509_V_ERR_DANE_NO_MATCH`.
///
/// The data, in binary, is copied. Returns 1; 0 for an unusable record, with a reason
/// `SSL_R_DANE_TLSA_*` on the queue; -1 if DANE is not enabled (`SSL_R_DANE_NOT_ENABLED`), for empty
/// data, and if memory is out. See SSL_dane_tlsa_add(3).
#[entry(failure = -1)]
pub unsafe extern "C-unwind" fn SSL_dane_tlsa_add(
    ssl: *mut SSL,
    usage: u8,
    selector: u8,
    mtype: u8,
    data: *const c_uchar,
    dlen: usize,
) -> c_int {
    // SAFETY: NULL or readable for its length.
    unsafe {
        let Err(refusal) = ssl
            .verification
            .dane()
            .add((usage, selector, mtype), data, dlen)
        else {
            return 1;
        };
        err::raise(Reason::from(refusal));
        match refusal {
            Refusal::NotEnabled | Refusal::NoMemory => -1,
            _ => 0,
        }
    }
}

/// Sets flags of this connection, as `SSL_CTX_dane_set_flags`. Returns the old flags. See
/// SSL_dane_set_flags(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_dane_set_flags(ssl: *mut SSL, flags: c_ulong) -> c_ulong {
    ssl.verification.dane().set_flags(flags)
}

/// Clears flags of this connection. Returns the old flags. See SSL_dane_clear_flags(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_dane_clear_flags(ssl: *mut SSL, flags: c_ulong) -> c_ulong {
    ssl.verification.dane().clear_flags(flags)
}

/// The connection's records and their match, for `X509_STORE_CTX_set0_dane`. The result remains the
/// connection's, and exists even if DANE is not enabled; NULL for NULL.
#[entry(null = ptr::null_mut())]
pub unsafe extern "C-unwind" fn SSL_get0_dane(ssl: *mut SSL) -> *mut SSL_DANE {
    ssl.verification.dane().as_ptr()
}

/// The certificate or key that a TLSA record matched, and its depth in the chain.
///
/// On success stores the certificate that matched and NULL for the key, or NULL for the certificate
/// and the bare key that signed the chain. Both remain the connection's, until its next handshake;
/// `mcert` and `mspki` may be NULL. Returns the depth; -1 without records, if verification failed,
/// and after a resumption; then nothing is stored. See SSL_get0_dane_authority(3).
#[entry(failure = -1)]
pub unsafe extern "C-unwind" fn SSL_get0_dane_authority(
    ssl: *mut SSL,
    mcert: *mut *mut X509,
    mspki: *mut *mut EVP_PKEY,
) -> c_int {
    // SAFETY: the caller's place is NULL or writable.
    unsafe {
        let Some(found) = ssl.dane_match() else {
            return -1;
        };
        if let Some(record) = found.record {
            store(mcert, record.certificate);
            store(mspki, record.key);
        }
        found.depth
    }
}

/// The TLSA record that matched, and the depth of its match.
///
/// Stores each value whose pointer is not NULL; the data remains the connection's, until it is
/// freed. Returns as `SSL_get0_dane_authority`. See SSL_get0_dane_tlsa(3).
#[entry(failure = -1)]
pub unsafe extern "C-unwind" fn SSL_get0_dane_tlsa(
    ssl: *mut SSL,
    usage: *mut u8,
    selector: *mut u8,
    mtype: *mut u8,
    data: *mut *const c_uchar,
    dlen: *mut usize,
) -> c_int {
    // SAFETY: the caller's place is NULL or writable.
    unsafe {
        let Some(found) = ssl.dane_match() else {
            return -1;
        };
        if let Some(record) = found.record {
            store(usage, record.usage);
            store(selector, record.selector);
            store(mtype, record.matching);
            store(data, record.data);
            store(dlen, record.length);
        }
        found.depth
    }
}
