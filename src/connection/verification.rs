//! The parameters of the peer's verification, its result, and the peer's certificates, which belong to the
//! session.
//!
//! Applications get pointers to libcrypto's objects that stay valid until the next handshake, so the objects
//! are kept here. A stack of them is made on request.

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
    /// The chain of the last verification, kept by `SSL_clear`, and the peer's certificates that are in it.
    chain: RefCell<Option<(CertStack, PeerCertificates)>>,
    /// Client: the verification of the session's peer was suspended.
    suspended: Cell<bool>,
}

impl Verification {
    /// A verification with these parameters, to which it adds a context's.
    #[inline]
    pub(super) fn new(param: VerifyParam, context: &Context) -> Verification {
        param.inherit(&context.param);
        Verification {
            param,
            dane: Dane::new(&context.dane),
            result: Cell::new(0),
            chain: RefCell::new(None),
            suspended: Cell::new(false),
        }
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

    /// `SSL_set_verify_result`; also sets the result that a resumed session has.
    pub fn set_result(&self, result: c_long) {
        self.result.set(result);
    }

    /// Client: notes that the same chain is verified again later.
    pub(super) fn suspend(&self) {
        self.suspended.set(true);
    }

    /// Ends a suspension; returns whether there was one.
    pub(super) fn resume(&self) -> bool {
        self.suspended.take()
    }

    /// `SSL_clear`; keeps the verified chain. Returns what the caller frees.
    pub(super) fn clear(&self) -> impl Sized {
        self.suspended.set(false);
        self.param.forget_peername();
        self.dane.reset()
    }

    /// `SSL_dup`: copies the parameters of another verification.
    pub(super) fn copy_from(&self, other: &Verification, context: &Context) -> Result<(), Reason> {
        self.dane.copy_from(&other.dane, &context.dane)?;
        self.param.inherit(&other.param);
        Ok(())
    }
}

impl Connection {
    /// The peer's certificate (`SSL_get0_peer_certificate`); NULL for none.
    pub fn peer_certificate(&self) -> *mut ffi::X509 {
        let peer = self.session_peer();
        let shown = self.outside(|| peer.shown_leaf());
        shown.map_or(std::ptr::null_mut(), X509::as_ptr)
    }

    /// The chain that the peer sent (`SSL_get_peer_cert_chain`); NULL for none. On clients it includes the
    /// peer's own certificate, on servers it does not.
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

    /// Keeps the chain that the verification of the session's peer built.
    pub(super) fn keep_verified_chain(&self, chain: Option<CertStack>) {
        let chain = chain.map(|chain| (chain, self.session_peer()));
        self.put(&self.verification.chain, chain);
    }
}
