//! The group of the key exchange (SSL_get0_group_name(3)).

use std::cell::UnsafeCell;
use std::ptr::null;

use libc::c_char;

use crate::abi::{entry, SSL};
use tls::registry::group::GROUPS;

/// A name with its NUL.
type GroupName = [u8; 16];

/// The names of all groups, in writable memory: the entry points give them away, and nothing else
/// reads or writes them.
struct Names<const N: usize>([UnsafeCell<GroupName>; N]);

// SAFETY: the library never looks at the bytes; programs that write them do so at their own risk, as
// with OpenSSL, whose names belong to the context.
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

/// The number of the group of the key exchange; before there was one, and where a TLS 1.2 session is
/// resumed, that of the session.
fn key_exchange(ssl: &SSL) -> u16 {
    match ssl
        .negotiation
        .facts()
        .as_ref()
        .map_or(0, |facts| facts.group)
    {
        0 => ssl
            .resumption
            .ask(|session| session.group as u16)
            .unwrap_or(0),
        group => group,
    }
}

/// The name of the group of the key exchange, such as `x25519`; of a TLS 1.2 session that is resumed,
/// the group in which it was made. NULL before there is one.
///
/// The name is static, and the same memory each time. A program may write into it (haproxy makes the
/// letters capitals), and then finds there what it wrote. See SSL_get0_group_name(3).
#[entry(since = "3.2.0")]
pub unsafe extern "C-unwind" fn SSL_get0_group_name(s: *mut SSL) -> *const c_char {
    let group = key_exchange(s);
    let place = GROUPS.iter().position(|known| known.id == group);
    place.map_or(null(), |i| NAMES.0[i].get().cast::<c_char>().cast_const())
}
