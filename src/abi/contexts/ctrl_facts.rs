//! The commands of SSL_ctrl(3) that return what was negotiated.

use std::mem::ManuallyDrop;
use std::ptr::null;

use libc::{c_char, c_int, c_long, c_uchar, c_void};

use crate::abi::store;
use crate::cipher::sigalg::SignatureAlgorithm;
use crate::cipher::{group, sigalg};
use crate::connection::state::{Role, Want};
use crate::connection::Connection;
use crate::constants::SSL_OP_CIPHER_SERVER_PREFERENCE;
use crate::context::policy::Moment;
use crate::handshake::{Facts, KeyShare, TLS12};
use crate::sys::pkey::PKey;
use tls::registry::scheme::SignatureScheme;

/// Commands that OpenSSL got after 3.0 (`SSL_CTRL_GET_IANA_GROUPS` and so on).
pub const GET_IANA_GROUPS: c_int = 135;
pub const GET_SIGNATURE_NAME: c_int = 140;
pub const GET_PEER_SIGNATURE_NAME: c_int = 141;

/// A value from the handshake's facts; `None` before it is known.
fn ask<T>(ssl: &Connection, get: impl FnOnce(&Facts) -> T) -> Option<T> {
    ssl.negotiation.facts().as_ref().map(|facts| get(facts))
}

pub fn secure_renegotiation(ssl: &Connection) -> c_long {
    let negotiated = ask(ssl, |facts| facts.secure_renegotiation).unwrap_or(false);
    // A server reports what its client signalled, even in TLS 1.3, which has no renegotiation.
    c_long::from(negotiated || ssl.negotiation.offered().secure_renegotiation())
}

/// Returns -1 while it is unknown.
pub fn extended_master_secret(ssl: &Connection) -> c_long {
    if ssl.state.in_init() || ssl.state.in_handshake_call() {
        return -1;
    }
    ask(ssl, |facts| c_long::from(facts.extended_master_secret)).unwrap_or(-1)
}

/// OpenSSL's flags (`TLS1_FLAGS_*`): whether TLS 1.2 negotiated the extended master secret.
pub fn flags(ssl: &Connection) -> c_long {
    const RECEIVED_EXTMS: c_long = 0x200;
    let negotiated = ask(ssl, |facts| {
        facts.extended_master_secret && facts.version == Some(TLS12)
    });
    match negotiated {
        Some(true) => RECEIVED_EXTMS,
        _ => 0,
    }
}

/// Stores a pointer to the bytes of the ClientHello's cipher suites, which remain the connection's.
/// Without a place, returns the number of bytes per suite.
///
/// # Safety
/// `place` is NULL or takes a pointer.
pub unsafe fn raw_cipher_list(ssl: &Connection, place: *mut c_void) -> c_long {
    if place.is_null() {
        return 2;
    }
    let offered = ssl.negotiation.offered();
    let suites = offered.raw_suites();
    if suites.is_empty() {
        return 0;
    }
    // SAFETY: `place` is NULL or takes a pointer, by this function's contract.
    unsafe { store(place.cast::<*const c_uchar>(), suites.as_ptr()) };
    suites.len() as c_long
}

/// Stores a pointer to the point formats that the peer accepts, which remain the connection's;
/// returns their number.
///
/// # Safety
/// `place` takes a pointer.
pub unsafe fn point_formats(ssl: &Connection, place: *mut c_void) -> c_long {
    let offered = ssl.negotiation.offered();
    let formats = offered.point_formats();
    if formats.is_empty() {
        return 0;
    }
    // SAFETY: `place` takes a pointer, by this function's contract.
    unsafe { store(place.cast::<*const c_uchar>(), formats.as_ptr()) };
    formats.len() as c_long
}

/// Stores the peer's groups as NIDs, in the peer's order; returns their number.
///
/// # Safety
/// `place` is NULL or takes as many ints as there are groups.
pub unsafe fn peer_groups(ssl: &Connection, place: *mut c_void) -> c_long {
    if !ssl.resumption.has_session() {
        return 0;
    }
    let offered = ssl.negotiation.offered();
    for (i, &id) in offered.groups().iter().enumerate() {
        if !place.is_null() {
            // SAFETY: `place` is NULL or takes as many ints as there are groups, by this function's contract.
            unsafe { place.cast::<c_int>().add(i).write(group::nid_of(id)) };
        }
    }
    offered.groups().len() as c_long
}

/// Stores a pointer to the peer's groups by their numbers in TLS's registry, which remain the
/// connection's; returns their number.
///
/// # Safety
/// `place` is NULL or takes a pointer.
pub unsafe fn peer_group_numbers(ssl: &Connection, place: *mut c_void) -> c_long {
    let offered = ssl.negotiation.offered();
    let groups = offered.groups();
    let start = match groups.is_empty() {
        true => null(),
        false => groups.as_ptr().cast::<u16>(),
    };
    // SAFETY: `place` is NULL or takes a pointer, by this function's contract.
    unsafe { store(place.cast::<*const u16>(), start) };
    groups.len() as c_long
}

/// Server: the NID of the common group at this index, in the order of preference; 0 for none. With
/// -1 the number of common groups, with -2 the first of them.
pub fn shared_group(ssl: &Connection, nth: c_long) -> c_long {
    if !ssl.state.is_server() {
        return 0;
    }
    let own = ssl.policy(Moment::Shared).groups();
    let peer = ssl.negotiation.offered().groups().to_vec();
    let (preferred, other) = match ssl.has_option(SSL_OP_CIPHER_SERVER_PREFERENCE) {
        true => (own, peer),
        false => (peer, own),
    };
    let mut shared = preferred.into_iter().filter(|id| other.contains(id));
    match nth {
        -1 => shared.count() as c_long,
        nth => {
            let nth = usize::try_from(nth).unwrap_or(0);
            shared.nth(nth).map_or(0, |id| group::nid_of(id).into())
        }
    }
}

/// The NID of the key exchange's group; that of the session before the key exchange and if a TLS 1.2
/// session is resumed. 0 for none.
pub fn negotiated_group(ssl: &Connection) -> c_long {
    ssl.key_exchange_group()
        .map_or(0, |id| group::nid_of(id).into())
}

/// Stores the peer's public key of the key exchange, which the caller frees. Returns 0 if it is
/// unknown.
///
/// # Safety
/// `place` takes a pointer.
pub unsafe fn peer_key_share(ssl: &Connection, place: *mut c_void) -> c_long {
    // SAFETY: `place` takes a pointer, by this function's contract.
    unsafe { key_share(ssl, |facts| facts.peer_key_share.as_ref(), place) }
}

/// Stores our key of the key exchange, without its private part; the caller frees it. Returns 0 if
/// there is none.
///
/// # Safety
/// `place` takes a pointer.
pub unsafe fn own_key_share(ssl: &Connection, place: *mut c_void) -> c_long {
    // SAFETY: `place` takes a pointer, by this function's contract.
    unsafe { key_share(ssl, |facts| facts.own_key_share.as_ref(), place) }
}

/// # Safety
/// `place` takes a pointer.
unsafe fn key_share(
    ssl: &Connection,
    of: impl FnOnce(&Facts) -> Option<&KeyShare>,
    place: *mut c_void,
) -> c_long {
    if !ssl.resumption.has_session() || place.is_null() {
        return 0;
    }
    let key = ask(ssl, |facts| {
        let share = of(facts)?;
        PKey::from_encoded(&facts.library, group::exchange(share.group)?, &share.key)
    });
    let Some(key) = key.flatten() else {
        return 0;
    };
    let key = ManuallyDrop::new(key);
    // SAFETY: `place` takes a pointer, and the caller gets the reference.
    unsafe { store(place.cast(), key.as_ptr()) };
    1
}

/// # Safety
/// `place` is NULL or takes an int.
pub unsafe fn peer_signature(ssl: &Connection, place: *mut c_void) -> c_long {
    // SAFETY: `place` is NULL or takes an int, by this function's contract.
    unsafe {
        signature_hash(
            ask(ssl, |facts| facts.peer_signature_scheme).flatten(),
            place,
        )
    }
}

/// # Safety
/// `place` is NULL or takes an int.
pub unsafe fn signature(ssl: &Connection, place: *mut c_void) -> c_long {
    // SAFETY: `place` is NULL or takes an int, by this function's contract.
    unsafe { signature_hash(ask(ssl, |facts| facts.signature_scheme).flatten(), place) }
}

/// Stores the NID of a scheme's digest; 0 if there was no signature.
///
/// # Safety
/// `place` is NULL or takes an int.
unsafe fn signature_hash(scheme: Option<SignatureScheme>, place: *mut c_void) -> c_long {
    let Some(algorithm) = scheme.and_then(SignatureAlgorithm::find) else {
        return 0;
    };
    // SAFETY: `place` is NULL or takes an int, by this function's contract.
    unsafe { store(place.cast::<c_int>(), algorithm.hash_nid) };
    1
}

/// # Safety
/// `place` is NULL or takes a pointer.
pub unsafe fn peer_signature_name(ssl: &Connection, place: *mut c_void) -> c_long {
    // SAFETY: `place` is NULL or takes a pointer, by this function's contract.
    unsafe {
        scheme_name(
            ask(ssl, |facts| facts.peer_signature_scheme).flatten(),
            place,
        )
    }
}

/// # Safety
/// `place` is NULL or takes a pointer.
pub unsafe fn signature_name(ssl: &Connection, place: *mut c_void) -> c_long {
    // SAFETY: `place` is NULL or takes a pointer, by this function's contract.
    unsafe { scheme_name(ask(ssl, |facts| facts.signature_scheme).flatten(), place) }
}

/// Stores a scheme's name, which is static; 0 if there was no signature.
///
/// # Safety
/// `place` is NULL or takes a pointer.
unsafe fn scheme_name(scheme: Option<SignatureScheme>, place: *mut c_void) -> c_long {
    let (Some(name), false) = (scheme.and_then(sigalg::name_of), place.is_null()) else {
        return 0;
    };
    // SAFETY: `place` is NULL or takes a pointer, by this function's contract.
    unsafe { store(place.cast::<*const c_char>(), name.as_ptr()) };
    1
}

/// Client: stores a pointer to the certificate types that the server requested; returns their
/// number.
///
/// # Safety
/// `place` is NULL or takes a pointer.
pub unsafe fn client_certificate_types(ssl: &Connection, place: *mut c_void) -> c_long {
    if ssl.role() == Role::Server {
        return 0;
    }
    ask(ssl, |facts| {
        let types = facts
            .certificate_request
            .as_ref()
            .map(|r| &r.certificate_types);
        let Some(types) = types.filter(|types| !types.is_empty()) else {
            return 0;
        };
        // SAFETY: as the contract says; the bytes stay with the connection.
        unsafe { store(place.cast::<*const c_uchar>(), types.as_ptr()) };
        types.len() as c_long
    })
    .unwrap_or(0)
}

/// Suspends the handshake, so that the verification callback is called again
/// (`SSL_ERROR_WANT_RETRY_VERIFY`).
pub fn set_retry_verify(ssl: &Connection) -> c_long {
    ssl.state.wait_for(Want::RetryVerify);
    1
}
