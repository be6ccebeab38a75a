//! What the peer showed of itself: its certificates, the authorities it accepts.
//!
//! Applications get pointers to libcrypto's objects that stay valid until the next handshake, so the
//! objects are kept here, made once from the handshake's bytes.

use std::cell::{Cell, RefCell};

use super::state::Role;
use super::Connection;
use crate::context::authorities::List;
use crate::sys::ffi::{self, stack_st_X509, stack_st_X509_NAME};
use crate::sys::x509::X509;
use crate::sys::x509_cert::CertStack;
use crate::sys::x509_name::{Name, NameStack};

/// The peer's certificates and names, as libcrypto's objects.
#[derive(Default)]
pub struct Peer {
    certificate: RefCell<Option<X509>>,
    chain: RefCell<Option<CertStack>>,
    verified_chain: RefCell<Option<CertStack>>,
    /// Client: the authorities that the server accepts.
    authorities: List,
    /// Client: cert_cb has answered; client_cert_cb suspended the handshake.
    pub(super) certificate_callback_done: Cell<bool>,
}

impl Peer {
    /// Forgets the last handshake's peer.
    pub fn clear(&self) {
        self.clear_certificates();
        self.authorities.set(None);
        self.certificate_callback_done.set(false);
    }

    pub(super) fn clear_certificates(&self) {
        self.set_chain(None);
        self.set_certificate(None);
        self.set_verified_chain(None);
    }

    pub(super) fn set_certificate(&self, cert: Option<X509>) {
        drop(self.certificate.replace(cert));
    }

    pub(super) fn set_chain(&self, chain: Option<CertStack>) {
        drop(self.chain.replace(chain));
    }

    pub(super) fn set_verified_chain(&self, chain: Option<CertStack>) {
        drop(self.verified_chain.replace(chain));
    }

    /// `SSL_get0_verified_chain`: NULL before a verification.
    pub fn verified_chain(&self) -> *mut stack_st_X509 {
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
        self.peer
            .certificate
            .borrow()
            .as_ref()
            .map_or(std::ptr::null_mut(), X509::as_ptr)
    }

    /// The chain that the peer sent (`SSL_get_peer_cert_chain`), NULL for none: with the peer's own
    /// certificate on clients, without it on servers.
    pub fn peer_chain(&self) -> *mut stack_st_X509 {
        self.recall_peer();
        self.peer
            .chain
            .borrow()
            .as_ref()
            .map_or(std::ptr::null_mut(), CertStack::as_ptr)
    }

    /// The certificates of a resumed session, or of one that is set to be resumed, were not verified
    /// in this handshake: makes their objects.
    fn recall_peer(&self) {
        if self.peer.certificate.borrow().is_some() || self.peer.chain.borrow().is_some() {
            return;
        }
        let asked = self.role() == Role::Server && !self.state.in_init.get();
        let parse = |chain: &[Vec<u8>]| chain.iter().map(|der| X509::received(der)).collect();
        let session = self.session.borrow().clone();
        let session_peer = session.map(|session| session.read().peer.clone());
        let certs: Option<Vec<X509>> = match &*self.facts.borrow() {
            // A client that was asked and has no certificate sends an empty list of them.
            Some(facts) if asked && facts.certificate_requested && facts.peer_chain.is_empty() => {
                self.peer.set_chain(CertStack::new());
                return;
            }
            Some(facts) => parse(&facts.peer_chain),
            None => session_peer.as_ref().and_then(|peer| parse(peer.chain())),
        };
        let certs = certs.unwrap_or_default();
        if session_peer.is_none_or(|peer| peer.is_whole()) {
            self.keep_peer(certs);
        } else {
            // What a ticket or a file carries is the leaf, and no chain.
            self.peer.set_certificate(certs.into_iter().next());
        }
    }

    /// Keeps the peer's certificates, the leaf first.
    pub(super) fn keep_peer(&self, certs: Vec<X509>) {
        let Some(leaf) = certs.first().cloned() else {
            return;
        };
        let skip = usize::from(self.role() == Role::Server);
        self.peer
            .set_chain(CertStack::of(certs.into_iter().skip(skip)));
        self.peer.set_certificate(Some(leaf));
    }
}
