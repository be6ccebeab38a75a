//! Signature algorithms and groups of the peers (SSL_get_shared_sigalgs(3), SSL_group_to_name).

use libc::{c_char, c_int, c_uchar};

use crate::abi::{entry, store, SSL};
use crate::cipher::group::{Group, NID_UNKNOWN};
use crate::cipher::sigalg::SignatureAlgorithm;
use crate::sys::ffi::OSSL_LIB_CTX;
use crate::sys::mem;
use crate::sys::signature::is_available;
use tls::registry::group::NamedGroup;
use tls::registry::scheme::{SignatureScheme, SCHEMES};

/// Stores the components of an algorithm at the caller's places.
///
/// # Safety
/// Each place is NULL or writable.
unsafe fn describe(
    id: SignatureScheme,
    sign: *mut c_int,
    hash: *mut c_int,
    sign_hash: *mut c_int,
    raw_sign: *mut c_uchar,
    raw_hash: *mut c_uchar,
) {
    let known = SignatureAlgorithm::find(id);
    let [upper, lower] = id.0.to_be_bytes();
    // SAFETY: each place is NULL or writable, by this function's contract.
    unsafe {
        store(sign, known.map_or(0, |a| a.sig_nid));
        store(hash, known.map_or(0, |a| a.hash_nid));
        store(sign_hash, known.map_or(0, |a| a.sig_hash_nid));
        store(raw_sign, lower);
        store(raw_hash, upper);
    }
}

/// A signature algorithm that the peer offered, and how many it offered.
///
/// With an `idx` of 0 or more, the places that are not NULL get the algorithm at that index of the
/// peer's list: NIDs of key type, digest and both together (NID_undef if there is none), and the
/// lower and upper byte of its number on the wire. With a negative `idx` nothing is written. Returns
/// the number of algorithms; 0 if the peer sent none, past the end of its list and, with an error on
/// the queue, for NULL. See SSL_get_shared_sigalgs(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_sigalgs(
    ssl: *mut SSL,
    idx: c_int,
    psign: *mut c_int,
    phash: *mut c_int,
    psignhash: *mut c_int,
    rsig: *mut c_uchar,
    rhash: *mut c_uchar,
) -> c_int {
    let offered = ssl.offered_sigalgs();
    if let Ok(index) = usize::try_from(idx) {
        let Some(&id) = offered.get(index) else {
            return 0;
        };
        // SAFETY: each place is NULL or writable.
        unsafe { describe(id, psign, phash, psignhash, rsig, rhash) };
    }
    offered.len() as c_int
}

/// A signature algorithm that both peers have, and how many they share.
///
/// As `SSL_get_sigalgs`, but of the algorithms that are also ours, in the order of preference;
/// a negative `idx` gives 0. See SSL_get_shared_sigalgs(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_shared_sigalgs(
    ssl: *mut SSL,
    idx: c_int,
    psign: *mut c_int,
    phash: *mut c_int,
    psignhash: *mut c_int,
    rsig: *mut c_uchar,
    rhash: *mut c_uchar,
) -> c_int {
    let shared = ssl.shared_sigalgs();
    let at = usize::try_from(idx).ok().and_then(|i| shared.get(i));
    let Some(&id) = at else {
        return 0;
    };
    // SAFETY: each place is NULL or writable.
    unsafe { describe(id, psign, phash, psignhash, rsig, rhash) };
    shared.len() as c_int
}

/// The name of a group, such as "secp256r1" or "x25519".
///
/// `nid` is a NID, or 0x1000000 (TLSEXT_nid_unknown) plus the group's number on the wire. Returns
/// a static string; NULL for an unknown group and, with an error on the queue, for a NULL
/// connection. See SSL_CTX_set1_curves(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_group_to_name(ssl: *mut SSL, nid: c_int) -> *const c_char {
    let group = if nid & NID_UNKNOWN != 0 {
        Group::find(NamedGroup(nid as u16))
    } else {
        Group::find_nid(nid)
    };
    group.map_or(std::ptr::null(), |g| g.name().as_ptr())
}

/// The signature algorithms that libcrypto's providers can make and check, by name, separated by
/// colons. They are those of OpenSSL 3.5; a handshake may support fewer.
///
/// `libctx` has the providers, NULL for the default. Returns a string that the caller frees with
/// `OPENSSL_free`, or NULL if memory is out. See SSL_get1_builtin_sigalgs(3).
#[entry(since = "3.4.0")]
pub unsafe extern "C-unwind" fn SSL_get1_builtin_sigalgs(libctx: *mut OSSL_LIB_CTX) -> *mut c_char {
    let mut list: Vec<u8> = Vec::new();
    for algorithm in SCHEMES {
        // SAFETY: the application's library context is live, or NULL for the default one.
        if unsafe { is_available(libctx, algorithm.hash_nid, algorithm.sig_nid) } {
            if !list.is_empty() {
                list.push(b':');
            }
            list.extend(algorithm.full_name.to_bytes());
        }
    }
    list.push(0);
    mem::copy_of(&list).cast()
}
