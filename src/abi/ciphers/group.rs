//! The group of the key exchange (SSL_get0_group_name(3)).

use std::cell::UnsafeCell;
use std::ptr::null;

use libc::c_char;

use crate::abi::{entry, SSL};
use tls::registry::group::GROUPS;

/// A name with its NUL.
type GroupName = [u8; 16];

/// The names of all groups, in writable memory, because programs get pointers to them. Nothing here
/// reads or writes them afterwards.
struct Names<const N: usize>([UnsafeCell<GroupName>; N]);

// SAFETY: the library never reads the bytes after it has made them; programs that write them synchronise
// themselves, as with OpenSSL.
unsafe impl<const N: usize> Sync for Names<N> {}

static NAMES: Names<{ GROUPS.len() }> = {
    let mut names = [const { UnsafeCell::new([0; 16]) }; GROUPS.len()];
    let mut i = 0;
    while i < GROUPS.len() {
        let name = GROUPS[i].name().to_bytes();
        let mut copy: GroupName = [0; 16];
        let mut at = 0;
        while at < name.len() {
            copy[at] = name[at];
            at += 1;
        }
        names[i] = UnsafeCell::new(copy);
        i += 1;
    }
    Names(names)
};

/// The name of the key exchange's group, such as `x25519`. For a resumed TLS 1.2 session it is the
/// original handshake's group. NULL before the key exchange.
///
/// The name is static, and each call returns the same memory. A program that writes into it (haproxy
/// changes the letters to capitals) reads its own text later. See SSL_get0_group_name(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_get0_group_name(s: *mut SSL) -> *const c_char {
    let group = s.key_exchange_group();
    let place = GROUPS.iter().position(|known| Some(known.id) == group);
    place.map_or(null(), |i| NAMES.0[i].get().cast::<c_char>().cast_const())
}
