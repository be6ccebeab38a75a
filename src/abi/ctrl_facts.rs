//! The commands of SSL_ctrl(3) that ask what was negotiated.

use std::mem::ManuallyDrop;
use std::ptr::null;

use libc::{c_char, c_int, c_long, c_uchar, c_void};

use super::constants::SSL_OP_CIPHER_SERVER_PREFERENCE;
use super::store;
use crate::cipher::sigalg::SignatureAlgorithm;
use crate::cipher::{group, sigalg_names};
use crate::connection::state::{Role, Want};
use crate::connection::Connection;
use crate::handshake::{Facts, TLS12};
use crate::sys::pkey::PKey;

/// Commands that OpenSSL got after 3.0 (`SSL_CTRL_GET_IANA_GROUPS` and so on).
pub const GET_IANA_GROUPS: c_int = 135;
pub const GET_SIGNATURE_NAME: c_int = 140;
pub const GET_PEER_SIGNATURE_NAME: c_int = 141;

/// Something that the handshake found out, if there was one.
fn ask<T>(ssl: &Connection, get: impl FnOnce(&Facts) -> T) -> Option<T> {
    ssl.facts.borrow().as_ref().map(|facts| get(facts))
}

pub fn secure_renegotiation(ssl: &Connection) -> c_long {
    let negotiated = ask(ssl, |facts| facts.secure_renegotiation).unwrap_or(false);
    // A server of TLS 1.3, which has no renegotiation, still says what the client signalled.
    c_long::from(negotiated || ssl.client_offers.get().secure_renegotiation)
}

/// -1 while it is not known.
pub fn extended_master_secret(ssl: &Connection) -> c_long {
    if ssl.state.in_init.get() || ssl.state.depth.get() > 0 {
        return -1;
    }
    ask(ssl, |facts| c_long::from(facts.extended_master_secret)).unwrap_or(-1)
}

/// What OpenSSL notes of the negotiation (`TLS1_FLAGS_*`): that TLS 1.2 has the extended master secret.
pub fn flags(ssl: &Connection) -> c_long {
    const RECEIVED_EXTMS: c_long = 0x200;
    let negotiated = ask(ssl, |facts| {
        facts.extended_master_secret && facts.version == TLS12
    });
    match negotiated {
        Some(true) => RECEIVED_EXTMS,
        _ => 0,
    }
}

/// The bytes of the ClientHello's cipher suites, which stay with the connection; without a place
/// for the pointer, how many bytes a suite has.
///
/// # Safety
/// `place` is NULL or takes a pointer.
pub unsafe fn raw_cipher_list(ssl: &Connection, place: *mut c_void) -> c_long {
    if place.is_null() {
        return 2;
    }
    let (start, length) = ssl.raw_cipher_list();
    if length == 0 {
        return 0;
    }
    // SAFETY: as the contract says.
    unsafe { store(place.cast::<*const c_uchar>(), start) };
    length as c_long
}

/// The peer's groups as NIDs, in its order; returns how many.
///
/// # Safety
/// `place` is NULL or takes as many ints as there are groups.
pub unsafe fn peer_groups(ssl: &Connection, place: *mut c_void) -> c_long {
    ask(ssl, |facts| {
        for (i, &id) in facts.offers.groups().iter().enumerate() {
            if !place.is_null() {
                // SAFETY: as the contract says.
                unsafe { place.cast::<c_int>().add(i).write(group::nid_of(id)) };
            }
        }
        facts.offers.groups().len() as c_long
    })
    .unwrap_or(0)
}

/// The peer's groups by their numbers in TLS's registry, which stay with the connection; returns how
/// many.
///
/// # Safety
/// `place` is NULL or takes a pointer.
pub unsafe fn peer_group_numbers(ssl: &Connection, place: *mut c_void) -> c_long {
    let (start, count) = ask(ssl, |facts| {
        let groups = facts.offers.groups();
        (groups.as_ptr(), groups.len())
    })
    .filter(|&(_, count)| count > 0)
    .unwrap_or((null(), 0));
    // SAFETY: as the contract says.
    unsafe { store(place.cast::<*const u16>(), start) };
    count as c_long
}

/// Server: the NID of the group that both sides have at this place of the order, 0 for none; for -1
/// how many there are, for -2 the first.
pub fn shared_group(ssl: &Connection, nth: c_long) -> c_long {
    if !ssl.state.server.get() {
        return 0;
    }
    let own = ssl.settings().usable_groups();
    let peer = ask(ssl, |facts| facts.offers.groups().to_vec()).unwrap_or_default();
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

/// The NID of the group of the key exchange, 0 if there was none.
pub fn negotiated_group(ssl: &Connection) -> c_long {
    match ask(ssl, |facts| facts.group) {
        None | Some(0) => 0,
        Some(id) => group::nid_of(id).into(),
    }
}

/// The public key that the peer sent for the key exchange, which the caller frees; 0 if it is not
/// known.
///
/// # Safety
/// `place` takes a pointer.
pub unsafe fn peer_key_share(ssl: &Connection, place: *mut c_void) -> c_long {
    let key = ask(ssl, |facts| match &*facts.peer_key_share {
        [] => None,
        share => PKey::from_key_share(&facts.library, facts.group, share),
    });
    let (Some(key), false) = (key.flatten(), place.is_null()) else {
        return 0;
    };
    let key = ManuallyDrop::new(key);
    // SAFETY: as the contract says; the reference goes to the caller.
    unsafe { store(place.cast(), key.as_ptr()) };
    1
}

/// # Safety
/// `place` is NULL or takes an int.
pub unsafe fn peer_signature(ssl: &Connection, place: *mut c_void) -> c_long {
    // SAFETY: as the contract says.
    unsafe { signature_hash(ask(ssl, |facts| facts.peer_signature_scheme), place) }
}

/// # Safety
/// `place` is NULL or takes an int.
pub unsafe fn signature(ssl: &Connection, place: *mut c_void) -> c_long {
    // SAFETY: as the contract says.
    unsafe { signature_hash(ask(ssl, |facts| facts.signature_scheme), place) }
}

/// Stores the NID of a scheme's digest; 0 if there was no signature.
///
/// # Safety
/// `place` is NULL or takes an int.
unsafe fn signature_hash(scheme: Option<u16>, place: *mut c_void) -> c_long {
    let Some(algorithm) = scheme.and_then(SignatureAlgorithm::find) else {
        return 0;
    };
    // SAFETY: as the contract says.
    unsafe { store(place.cast::<c_int>(), algorithm.hash_nid) };
    1
}

/// # Safety
/// `place` is NULL or takes a pointer.
pub unsafe fn peer_signature_name(ssl: &Connection, place: *mut c_void) -> c_long {
    // SAFETY: as the contract says.
    unsafe { scheme_name(ask(ssl, |facts| facts.peer_signature_scheme), place) }
}

/// # Safety
/// `place` is NULL or takes a pointer.
pub unsafe fn signature_name(ssl: &Connection, place: *mut c_void) -> c_long {
    // SAFETY: as the contract says.
    unsafe { scheme_name(ask(ssl, |facts| facts.signature_scheme), place) }
}

/// Stores a scheme's name, which is static; 0 if there was no signature.
///
/// # Safety
/// `place` is NULL or takes a pointer.
unsafe fn scheme_name(scheme: Option<u16>, place: *mut c_void) -> c_long {
    let (Some(name), false) = (scheme.and_then(sigalg_names::name_of), place.is_null()) else {
        return 0;
    };
    // SAFETY: as the contract says.
    unsafe { store(place.cast::<*const c_char>(), name.as_ptr()) };
    1
}

/// Client: the certificate types that the server asked for; returns how many.
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

/// A verification callback asks to be called again: `SSL_ERROR_WANT_RETRY_VERIFY`.
pub fn set_retry_verify(ssl: &Connection) -> c_long {
    ssl.state.want.set(Want::RetryVerify);
    1
}
