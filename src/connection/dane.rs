//! DANE: the peer must match TLSA records from the DNS. See SSL_CTX_dane_enable(3).

use std::ffi::{CStr, CString};

use super::Connection;
use crate::constants::TLSEXT_MAXLEN_host_name;
use crate::error::reason::Reason;
use crate::sys::dane::Match;
use crate::sys::err;
use crate::sys::ffi::X509_V_OK;

impl Connection {
    /// `SSL_dane_enable`: the base domain becomes the server name too, unless one is set. 1; 0 if DANE is not
    /// allowed or is enabled already; -1 for an invalid name.
    pub fn enable_dane(&self, base_domain: Option<&CStr>) -> i32 {
        let Some(types) = self.context().dane.types() else {
            err::raise(Reason::CONTEXT_NOT_DANE_ENABLED);
            return 0;
        };
        if self.verification.dane().is_enabled() {
            err::raise(Reason::DANE_ALREADY_ENABLED);
            return 0;
        }
        // The server name is set first: if it is invalid, nothing has changed yet.
        let unnamed = self.negotiation.host_name().is_none();
        if (unnamed && !self.name_host(base_domain.map(CStr::to_owned)))
            || !self.verification.param().set_host_name(base_domain)
        {
            err::raise(Reason::ERROR_SETTING_TLSA_BASE_DOMAIN);
            return -1;
        }
        match self.verification.dane().enable(types) {
            Ok(()) => 1,
            Err(refusal) => {
                err::raise(Reason::from(refusal));
                -1
            }
        }
    }

    /// Sets the name for the server name extension (`SSL_set_tlsext_host_name`). A name of a wrong length gives
    /// false and an error on the queue, and leaves no name.
    pub fn name_host(&self, name: Option<CString>) -> bool {
        let lengths = 1..=TLSEXT_MAXLEN_host_name as usize;
        let valid = name
            .as_ref()
            .is_none_or(|name| lengths.contains(&name.as_bytes().len()));
        self.negotiation.set_host_name(name.filter(|_| valid));
        if !valid {
            err::raise(Reason::SSL3_EXT_INVALID_SERVERNAME);
        }
        valid
    }

    /// What authenticated the peer; `None` without TLSA records, or if the peer was not verified.
    pub fn dane_match(&self) -> Option<Match> {
        let verified = self.verification.result() == X509_V_OK.into();
        (verified && self.verification.dane().has_records())
            .then(|| self.verification.dane().matched())
    }
}
