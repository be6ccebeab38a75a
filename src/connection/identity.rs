//! Our identity towards the peer: the certificate that the handshake uses, its status, and the authorities that
//! each side accepts.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use super::status::CertificateStatus;
use super::Connection;
use crate::context::authorities::{Authorities, AuthorityList};
use crate::error::reason::Reason;
use crate::handshake::Credential;
use crate::sys::ffi::stack_st_X509_NAME;
use crate::sys::x509_name::{Name, NameStack};

/// Our identity in one handshake, and what the peer requires of it.
#[derive(Default)]
pub struct Identity {
    /// The certificate that the handshake uses.
    chosen: RefCell<Option<Arc<Credential>>>,
    /// OCSP stapling.
    status: CertificateStatus,
    /// The authorities that we accept.
    authorities: Authorities,
    /// The authorities that the peer accepts: a server sends them in its certificate request, a TLS 1.3 client
    /// in its hello.
    peer_authorities: AuthorityList,
    /// Client: cert_cb has answered, and client_cert_cb has suspended the handshake.
    callback_answered: Cell<bool>,
}

impl Identity {
    /// The status of the server's certificate.
    pub fn status(&self) -> &CertificateStatus {
        &self.status
    }

    /// The lists of authorities that we accept.
    pub fn authorities(&self) -> &Authorities {
        &self.authorities
    }

    /// `SSL_get0_peer_CA_list`: NULL if no list was received.
    pub fn peer_authorities(&self) -> *mut stack_st_X509_NAME {
        self.peer_authorities.as_ptr()
    }

    /// Keeps the names of a certificate request for the application's callbacks; `None` if the request has no
    /// list.
    pub(super) fn set_peer_authorities(&self, names: Option<&[Vec<u8>]>) {
        let names = names
            .and_then(|names| NameStack::of(names.iter().filter_map(|der| Name::from_der(der))));
        self.peer_authorities.set(names);
    }

    /// Keeps the names of a client's hello. Fails with OpenSSL's reason if a name is malformed.
    pub(super) fn receive_peer_authorities(&self, names: &[&[u8]]) -> Result<(), Reason> {
        let parse = |der: &&[u8]| match Name::parse(der) {
            Some((name, length)) if length == der.len() => Ok(name),
            Some(_) => Err(Reason::CA_DN_LENGTH_MISMATCH),
            None => Err(Reason::ERR_R_ASN1_LIB),
        };
        let names = names.iter().map(parse);
        let names = names.collect::<Result<Vec<Name>, Reason>>()?;
        let names = NameStack::of(names).ok_or(Reason::ERR_R_MALLOC_FAILURE)?;
        self.peer_authorities.set(Some(names));
        Ok(())
    }

    /// Client: cert_cb need not be asked again.
    pub(super) fn callback_answered(&self) -> bool {
        self.callback_answered.get()
    }

    /// Client: notes that cert_cb has answered and that client_cert_cb is called next, which may suspend the
    /// handshake.
    pub(super) fn begin_client_certificate(&self) {
        self.callback_answered.set(true);
    }

    /// Notes that all callbacks have answered.
    pub(super) fn end_callbacks(&self) {
        self.callback_answered.set(false);
    }

    /// `SSL_clear`. Returns what is to be freed.
    pub(super) fn clear(&self) -> impl Sized {
        self.peer_authorities.set(None);
        self.callback_answered.set(false);
        self.chosen.take()
    }

    /// `SSL_dup`: the lists of another connection. False when memory is out.
    pub(super) fn copy_from(&self, other: &Identity) -> bool {
        self.authorities.copy_from(&other.authorities)
    }
}

impl Connection {
    /// Sets the certificate that the handshake uses.
    pub(super) fn choose_credential(&self, credential: &Arc<Credential>) {
        self.put(&self.identity.chosen, Some(credential.clone()));
    }

    /// The certificate that the handshake uses, once it is chosen.
    pub(crate) fn credential_in_use(&self) -> Option<Arc<Credential>> {
        let chosen = self.identity.chosen.borrow().clone();
        chosen.or_else(|| self.negotiation.facts().as_ref()?.credential.clone())
    }

    /// The names of the authorities that we send to the peer, DER. A server has two lists.
    pub(crate) fn offered_authorities(&self, server: bool) -> Vec<Vec<u8>> {
        let context = self.context();
        let (ours, inherited) = (&self.identity.authorities, &context.authorities);
        let either = |own: &AuthorityList, inherited: &AuthorityList| {
            own.to_der().or_else(|| inherited.to_der())
        };
        either(&ours.client, &inherited.client)
            .filter(|names| server && !names.is_empty())
            .or_else(|| either(&ours.any, &inherited.any))
            .unwrap_or_default()
    }
}
