//! Who we are to the peer: the certificate that the handshake uses, its status, and which authorities either
//! side accepts.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use super::status::CertificateStatus;
use super::Connection;
use crate::context::authorities::{Authorities, AuthorityList};
use crate::error::reason::Reason;
use crate::handshake::Credential;
use crate::sys::ffi::stack_st_X509_NAME;
use crate::sys::x509_name::{Name, NameStack};

/// Our identity in one handshake, and what the peer asks of it.
#[derive(Default)]
pub struct Identity {
    /// The certificate that the handshake uses.
    chosen: RefCell<Option<Arc<Credential>>>,
    /// OCSP stapling.
    status: CertificateStatus,
    /// The authorities that we accept.
    authorities: Authorities,
    /// The authorities that the peer accepts: a server says so with a certificate request, a client of
    /// TLS 1.3 in its hello.
    peer_authorities: AuthorityList,
    /// Client: cert_cb has answered; client_cert_cb suspended the handshake.
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

    /// `SSL_get0_peer_CA_list`: NULL where none were received.
    pub fn peer_authorities(&self) -> *mut stack_st_X509_NAME {
        self.peer_authorities.as_ptr()
    }

    /// Keeps the names of a certificate request for the application's callbacks; none where the request
    /// does not speak of names.
    pub(super) fn set_peer_authorities(&self, names: Option<&[Vec<u8>]>) {
        let names = names
            .and_then(|names| NameStack::of(names.iter().filter_map(|der| Name::from_der(der))));
        self.peer_authorities.set(names);
    }

    /// Keeps the names of a client's hello. Fails with the reason for which they are none.
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

    /// Client: client_cert_cb is asked, which may suspend the handshake; cert_cb has answered.
    pub(super) fn begin_client_certificate(&self) {
        self.callback_answered.set(true);
    }

    /// The callbacks have answered.
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
    /// The handshake uses this certificate.
    pub(super) fn choose_credential(&self, credential: &Arc<Credential>) {
        self.put(&self.identity.chosen, Some(credential.clone()));
    }

    /// The certificate that the handshake uses, as soon as it is chosen.
    pub(crate) fn credential_in_use(&self) -> Option<Arc<Credential>> {
        let chosen = self.identity.chosen.borrow().clone();
        chosen.or_else(|| self.negotiation.facts().as_ref()?.credential.clone())
    }

    /// The names of the authorities that the peer is told, DER: a server has two lists.
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
