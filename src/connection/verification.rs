//! What the peer's certificates are verified by, what came of it, and the certificates themselves, which
//! are its session's.
//!
//! Applications get pointers to libcrypto's objects that stay valid until the next handshake, so the
//! objects are kept here. A stack of them is made when it is asked for.

use std::cell::{Cell, RefCell};

use libc::c_long;

use super::Connection;
use crate::context::Context;
use crate::error::reason::Reason;
use crate::session::peer::PeerCertificates;
use crate::sys::dane::Dane;
use crate::sys::ffi::{self, stack_st_X509};
use crate::sys::param::VerifyParam;
use crate::sys::x509::X509;
use crate::sys::x509_cert::CertStack;

/// The verification of the peer.
pub struct Verification {
    /// `SSL_get0_param`.
    param: VerifyParam,
    /// TLSA records that the peer must match.
    dane: Dane,
    /// `X509_V_*` (`SSL_get_verify_result`).
    result: Cell<c_long>,
    /// The last verification's chain, also after `SSL_clear`, with the peer whose certificates are in it.
    chain: RefCell<Option<(CertStack, PeerCertificates)>>,
    /// Client: the verification of the session's peer was suspended.
    suspended: Cell<bool>,
}

impl Verification {
    /// On a context's terms; `None` when libcrypto is out of memory.
    #[inline]
    pub(super) fn new(context: &Context) -> Option<Verification> {
        let param = VerifyParam::new()?;
        param.inherit(&context.param);
        Some(Verification {
            param,
            dane: Dane::new(&context.dane),
            result: Cell::new(0),
            chain: RefCell::new(None),
            suspended: Cell::new(false),
        })
    }

    /// libcrypto's parameters.
    pub fn param(&self) -> &VerifyParam {
        &self.param
    }

    pub fn dane(&self) -> &Dane {
        &self.dane
    }

    /// `SSL_get_verify_result`.
    pub fn result(&self) -> c_long {
        self.result.get()
    }

    /// `SSL_set_verify_result`; also the result of a session that is resumed.
    pub fn set_result(&self, result: c_long) {
        self.result.set(result);
    }

    /// Client: the same chain is to be verified again.
    pub(super) fn suspend(&self) {
        self.suspended.set(true);
    }

    /// Goes on; whether it had been suspended.
    pub(super) fn resume(&self) -> bool {
        self.suspended.take()
    }

    /// `SSL_clear`. Returns what is to be freed; the verified chain stays.
    pub(super) fn clear(&self) -> impl Sized {
        self.suspended.set(false);
        self.param.forget_peername();
        self.dane.reset()
    }

    /// `SSL_dup`: the terms of another verification.
    pub(super) fn copy_from(&self, other: &Verification, context: &Context) -> Result<(), Reason> {
        self.dane.copy_from(&other.dane, &context.dane)?;
        self.param.inherit(&other.param);
        Ok(())
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
            let verified = self.verification.chain.borrow();
            let share = |(chain, peer): &(CertStack, PeerCertificates)| {
                Some((chain.share()?, peer.clone()))
            };
            verified.as_ref().and_then(share)
        };
        let shown = verified.and_then(|(verified, peer)| {
            let shown = self.outside(|| peer.show(&verified))?;
            Some((shown, peer))
        });
        if shown.is_some() {
            self.put(&self.verification.chain, shown);
        }
        let verified = self.verification.chain.borrow();
        verified
            .as_ref()
            .map_or(std::ptr::null_mut(), |(chain, _)| chain.as_ptr())
    }

    /// Keeps the chain that a verification of the session's peer has built.
    pub(super) fn keep_verified_chain(&self, chain: Option<CertStack>) {
        let chain = chain.map(|chain| (chain, self.session_peer()));
        self.put(&self.verification.chain, chain);
    }
}
