//! What the peer showed of itself: its certificates, the authorities it accepts.
//!
//! Applications get pointers to libcrypto's objects that stay valid until the next handshake, so the
//! objects are kept here. A stack of them is made when it is asked for.

use std::cell::{Cell, RefCell};

use super::state::Role;
use super::Connection;
use crate::context::authorities::List;
use crate::session::peer::Peer as Chain;
use crate::sys::ffi::{self, stack_st_X509, stack_st_X509_NAME};
use crate::sys::x509::X509;
use crate::sys::x509_cert::CertStack;
use crate::sys::x509_name::{Name, NameStack};

/// The peer's certificates and names, as libcrypto's objects.
#[derive(Default)]
pub struct Peer {
    /// What the peer sent, or the session that was resumed had.
    chain: RefCell<Chain>,
    /// The chain was accepted: its leaf is the peer's certificate.
    accepted: Cell<bool>,
    /// What `SSL_get_peer_cert_chain` gave out.
    shown: RefCell<Option<CertStack>>,
    verified_chain: RefCell<Option<CertStack>>,
    /// Client: the authorities that the server accepts.
    authorities: List,
    /// Client: cert_cb has answered; client_cert_cb suspended the handshake.
    pub(super) certificate_callback_done: Cell<bool>,
}

impl Peer {
    /// Forgets the last handshake's peer.
    pub fn clear(&self) {
        self.forget();
        self.authorities.set(None);
        self.certificate_callback_done.set(false);
    }

    /// Forgets its certificates.
    pub(super) fn forget(&self) {
        self.set_chain(Chain::default());
        self.set_verified_chain(None);
    }

    /// Takes a chain that is not accepted yet.
    pub(super) fn set_chain(&self, chain: Chain) {
        self.accepted.set(false);
        drop(self.shown.take());
        drop(self.chain.replace(chain));
    }

    pub(super) fn accept(&self) {
        self.accepted.set(true);
    }

    /// The chain, if it was accepted.
    pub(super) fn chain(&self) -> Chain {
        match self.accepted.get() {
            true => self.chain.borrow().clone(),
            false => Chain::default(),
        }
    }

    pub(super) fn set_verified_chain(&self, chain: Option<CertStack>) {
        drop(self.verified_chain.replace(chain));
    }

    /// `SSL_get0_verified_chain`: NULL before a verification.
    pub fn verified_chain(&self) -> *mut stack_st_X509 {
        let shown = {
            let verified = self.verified_chain.borrow();
            let chain = self.chain.borrow();
            verified.as_ref().and_then(|verified| chain.show(verified))
        };
        if shown.is_some() {
            self.set_verified_chain(shown);
        }
        self.verified_chain
            .borrow()
            .as_ref()
            .map_or(std::ptr::null_mut(), CertStack::as_ptr)
    }

    /// Keeps the names of a certificate request for the application's callbacks.
    pub(super) fn set_authorities(&self, names: &[Vec<u8>]) {
        let names = NameStack::of(names.iter().filter_map(|der| Name::from_der(der)));
        self.authorities.set(names);
    }

    /// `SSL_get0_peer_CA_list`: NULL where none were received.
    pub fn authorities(&self) -> *mut stack_st_X509_NAME {
        self.authorities.as_ptr()
    }
}

impl Connection {
    /// The peer's certificate (`SSL_get0_peer_certificate`), NULL for none.
    pub fn peer_certificate(&self) -> *mut ffi::X509 {
        self.recall_peer();
        match self.peer.accepted.get() {
            true => self.peer.chain.borrow().shown().first().map(X509::as_ptr),
            false => None,
        }
        .unwrap_or(std::ptr::null_mut())
    }

    /// The chain that the peer sent (`SSL_get_peer_cert_chain`), NULL for none: with the peer's own
    /// certificate on clients, without it on servers.
    pub fn peer_chain(&self) -> *mut stack_st_X509 {
        self.recall_peer();
        let chain = self.peer.chain.borrow();
        let mut shown = self.peer.shown.borrow_mut();
        // What a ticket or a file carries is the leaf, and no chain. A client that was asked and has
        // no certificate sends an empty list of them.
        let empty = chain.certificates().is_empty();
        if shown.is_none() && chain.is_whole() && (!empty || self.asked_in_vain()) {
            let skip = usize::from(self.role() == Role::Server);
            *shown = CertStack::of(chain.shown().iter().skip(skip).cloned());
        }
        shown
            .as_ref()
            .map_or(std::ptr::null_mut(), CertStack::as_ptr)
    }

    /// Server: the client was asked for a certificate in this handshake.
    fn asked_in_vain(&self) -> bool {
        let facts = self.facts.borrow();
        let asked = facts.as_ref().is_some_and(|f| f.certificate_requested);
        asked && self.role() == Role::Server && !self.state.in_init.get()
    }

    /// The certificates of a resumed session, or of one that is set to be resumed, were not verified
    /// in this handshake.
    pub(super) fn recall_peer(&self) {
        if !self.peer.chain.borrow().certificates().is_empty() {
            return;
        }
        let session = self.session.borrow().clone();
        if let Some(session) = session {
            self.peer.set_chain(session.read().peer.clone());
            self.peer.accept();
        }
    }
}
