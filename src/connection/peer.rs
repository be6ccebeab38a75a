//! What the peer showed of itself: its certificates, which are its session's, and the authorities that
//! it accepts.
//!
//! Applications get pointers to libcrypto's objects that stay valid until the next handshake, so the
//! objects are kept here. A stack of them is made when it is asked for.

use std::cell::{Cell, RefCell};

use super::Connection;
use crate::context::authorities::List;
use crate::error::reason::Reason;
use crate::session::peer::Peer as Chain;
use crate::sys::ffi::{self, stack_st_X509, stack_st_X509_NAME};
use crate::sys::x509::X509;
use crate::sys::x509_cert::CertStack;
use crate::sys::x509_name::{Name, NameStack};

/// The peer's certificates and names, as libcrypto's objects.
#[derive(Default)]
pub struct Peer {
    /// The last verification's chain, also after `SSL_clear`, with the peer whose certificates are in it.
    verified_chain: RefCell<Option<(CertStack, Chain)>>,
    /// The authorities that the peer accepts: a server says so with a certificate request, a client of
    /// TLS 1.3 in its hello.
    authorities: List,
    /// Client: cert_cb has answered; client_cert_cb suspended the handshake.
    pub(super) certificate_callback_done: Cell<bool>,
    /// Client: the verification of the session's peer was suspended.
    pub(super) verification_suspended: Cell<bool>,
}

impl Peer {
    /// Forgets what the last handshake's peer asked for.
    pub fn clear(&self) {
        self.authorities.set(None);
        self.certificate_callback_done.set(false);
        self.verification_suspended.set(false);
    }

    /// Keeps the names of a certificate request for the application's callbacks; none where the request
    /// does not speak of names.
    pub(super) fn set_authorities(&self, names: Option<&[Vec<u8>]>) {
        let names = names
            .and_then(|names| NameStack::of(names.iter().filter_map(|der| Name::from_der(der))));
        self.authorities.set(names);
    }

    /// Keeps the names of a client's hello. Fails with the reason for which they are none.
    pub(super) fn receive_authorities(&self, names: &[&[u8]]) -> Result<(), Reason> {
        let parse = |der: &&[u8]| match Name::parse(der) {
            Some((name, length)) if length == der.len() => Ok(name),
            Some(_) => Err(Reason::CA_DN_LENGTH_MISMATCH),
            None => Err(Reason::ERR_R_ASN1_LIB),
        };
        let names = names.iter().map(parse);
        let names = names.collect::<Result<Vec<Name>, Reason>>()?;
        let names = NameStack::of(names).ok_or(Reason::ERR_R_MALLOC_FAILURE)?;
        self.authorities.set(Some(names));
        Ok(())
    }

    /// `SSL_get0_peer_CA_list`: NULL where none were received.
    pub fn authorities(&self) -> *mut stack_st_X509_NAME {
        self.authorities.as_ptr()
    }
}

impl Connection {
    /// The peer's certificate (`SSL_get0_peer_certificate`), NULL for none.
    pub fn peer_certificate(&self) -> *mut ffi::X509 {
        let peer = self.session_peer();
        let shown = self.outside(|| peer.shown_leaf());
        shown.map_or(std::ptr::null_mut(), X509::as_ptr)
    }

    /// The chain that the peer sent (`SSL_get_peer_cert_chain`), NULL for none: with the peer's own
    /// certificate on clients, without it on servers.
    pub fn peer_chain(&self) -> *mut stack_st_X509 {
        let peer = self.session_peer();
        self.outside(|| peer.shown_chain())
    }

    /// `SSL_get0_verified_chain`: NULL before a verification.
    pub fn verified_chain(&self) -> *mut stack_st_X509 {
        let verified = {
            let verified = self.peer.verified_chain.borrow();
            let share = |(chain, peer): &(CertStack, Chain)| Some((chain.share()?, peer.clone()));
            verified.as_ref().and_then(share)
        };
        let shown = verified.and_then(|(verified, peer)| {
            let shown = self.outside(|| peer.show(&verified))?;
            Some((shown, peer))
        });
        if shown.is_some() {
            self.put(&self.peer.verified_chain, shown);
        }
        let verified = self.peer.verified_chain.borrow();
        verified
            .as_ref()
            .map_or(std::ptr::null_mut(), |(chain, _)| chain.as_ptr())
    }

    /// Keeps the chain that a verification of the session's peer has built.
    pub(super) fn keep_verified_chain(&self, chain: Option<CertStack>) {
        let chain = chain.map(|chain| (chain, self.session_peer()));
        self.put(&self.peer.verified_chain, chain);
    }
}
