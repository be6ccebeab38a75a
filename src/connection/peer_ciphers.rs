//! The suites that a client offered, for `SSL_get_client_ciphers` and `SSL_get_shared_ciphers`.

use super::state::Role;
use super::Connection;
use crate::cipher::Cipher;
use crate::context::ciphers::stack_of;
use crate::sys::ffi::stack_st_SSL_CIPHER;
use crate::sys::stack::BorrowedStack;

/// A list and the stack that shows it.
pub(crate) struct PeerCiphers {
    ciphers: Vec<&'static Cipher>,
    stack: BorrowedStack<Cipher>,
}

impl Connection {
    /// Server: the suites of the client's offer that we know, in the client's order; empty before the offer is
    /// known.
    pub(crate) fn peer_ciphers(&self) -> Vec<&'static Cipher> {
        if self.role() != Role::Server {
            return Vec::new();
        }
        let offered = self.negotiation.offered();
        offered
            .suites()
            .iter()
            .copied()
            .filter_map(Cipher::find)
            .filter(|c| !c.is_signal())
            .collect()
    }

    /// The same suites as a stack that lives until another handshake changes the list; NULL if there are none.
    pub(crate) fn peer_ciphers_stack(&self) -> *mut stack_st_SSL_CIPHER {
        let ciphers = self.peer_ciphers();
        if ciphers.is_empty() {
            return std::ptr::null_mut();
        }
        self.negotiation.show_ciphers(|shown| {
            if !shown.as_ref().is_some_and(|s| s.ciphers == ciphers) {
                let stack = stack_of(ciphers.iter().copied());
                *shown = stack.map(|stack| PeerCiphers { ciphers, stack });
            }
            shown
                .as_ref()
                .map_or(std::ptr::null_mut(), |s| s.stack.as_ptr())
        })
    }
}
