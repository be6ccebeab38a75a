//! Prepares our certificates for the handshake and calls the callbacks that may choose them.

use std::sync::Arc;

use libc::c_int;

use super::state::{Role, Want};
use super::Connection;
use crate::cipher::{group, sigalg};
use crate::constants::SSL_MODE_NO_AUTO_CHAIN;
use crate::context::credentials::{use_certificate, use_key, Conditions, Holder, Slot};
use crate::context::policy::Moment;
use crate::context::security::Secured;
use crate::context::{Configured, Context};
use crate::error::reason::Reason;
use crate::error::Fatal;
use crate::handshake::{Answer, CertificateRequest, Chosen, Credential};
use crate::record::alert;
use crate::sys::err;
use crate::sys::library::Library;
use crate::sys::pkey::{Curve, Kind, PKey};
use crate::sys::store::Store;
use crate::sys::x509::X509;
use crate::sys::x509_cert::CertStack;
use crate::sys::x509_store_ctx::StoreContext;
use tls::registry::scheme::{self, SignatureScheme};

impl Connection {
    /// Our certificates, keys and chains, the most preferred first. A certificate whose chain cannot be sent is
    /// left out; [`Connection::ask_for_certificate`] reports why.
    pub(crate) fn handshake_credentials(&self) -> Vec<Arc<Credential>> {
        self.suiting_the_peer(self.prepare_credentials().0)
    }

    /// Whether a server has, or may get, a certificate that TLS 1.3 can use.
    pub(crate) fn can_serve_tls13(&self) -> bool {
        let settings = self.settings();
        let named = |context: &Context| context.hooks().server_name.call.is_some();
        if settings.cert.call.is_some() || named(&self.context()) || named(self.session_context()) {
            return true;
        }
        let schemes = settings.sigalgs.as_deref().unwrap_or(sigalg::DEFAULT);
        // In TLS 1.3 the signature algorithm determines the curve.
        let suits = |key: &PKey| match key.subject_public_key().kind {
            Kind::Dsa | Kind::Other => false,
            Kind::Ec(curve) => {
                let signs = |scheme: SignatureScheme| schemes.contains(&scheme);
                match curve {
                    Curve::P256 => signs(scheme::ECDSA_SECP256R1_SHA256),
                    Curve::P384 => signs(scheme::ECDSA_SECP384R1_SHA384),
                    Curve::P521 => signs(scheme::ECDSA_SECP521R1_SHA512),
                    Curve::Other => false,
                }
            }
            _ => true,
        };
        let mut usable = settings.credentials.usable(false);
        usable.any(|slot| slot.key.as_ref().is_some_and(suits))
    }

    /// Runs the application's certificate callbacks: on servers before a certificate is chosen, on
    /// clients when the server asks for one.
    pub(crate) fn ask_for_certificate(&self, request: &CertificateRequest) -> Answer {
        let server = self.role() == Role::Server;
        if server || !self.identity.callback_answered() {
            if let Some(answer) = self.run_certificate_callback(server) {
                return answer;
            }
        }
        let (mut credentials, mut refusal) = self.prepare_credentials();
        credentials = self.suiting_the_peer(credentials);
        if !server && refusal.is_none() && !self.can_answer(&credentials, request) {
            self.identity.begin_client_certificate();
            if self.find_client_certificate().is_err() {
                return Answer::Suspend;
            }
            (credentials, refusal) = self.prepare_credentials();
        }
        self.identity.end_callbacks();
        match refusal {
            // There is no other certificate to send, so the handshake fails.
            Some(reason) if credentials.is_empty() => {
                Answer::Fail(Fatal::new(alert::INTERNAL_ERROR, reason))
            }
            _ => Answer::Continue,
        }
    }

    /// `SSL_CTX_set_cert_cb`: the answer, if it stops the handshake.
    fn run_certificate_callback(&self, server: bool) -> Option<Answer> {
        let callback = self.settings().cert;
        let call = callback.call?;
        // SAFETY: the application's callback, called with a live connection as documented.
        let returned = self.outside(|| unsafe { call(self.as_ptr(), callback.arg) });
        match returned {
            ..=-1 => Some(Answer::Suspend),
            0 => Some(Answer::Fail(Fatal::new(
                alert::INTERNAL_ERROR,
                if server {
                    Reason::CERT_CB_ERROR
                } else {
                    Reason::CALLBACK_FAILED
                },
            ))),
            1.. => {
                self.state.wait_for(Want::Nothing);
                None
            }
        }
    }

    /// Asks `SSL_CTX_set_client_cert_engine`, then `SSL_CTX_set_client_cert_cb`, and uses the certificate that
    /// they give; an error if one of them wants to be asked again. A certificate that cannot be used is
    /// ignored: the client continues without one.
    fn find_client_certificate(&self) -> Result<(), c_int> {
        let (mut returned, mut cert, mut key) = self.ask_client_certificate_engine();
        if returned == 0 {
            (returned, cert, key) = self.run_client_certificate_callback();
        }
        if returned < 0 {
            return Err(returned);
        }
        self.state.wait_for(Want::Nothing);
        if returned == 1 {
            match (&cert, &key) {
                (Some(cert), Some(key)) => {
                    let _used = use_certificate(self, cert) && use_key(self, key);
                }
                _ => err::raise(Reason::BAD_DATA_RETURNED_BY_CALLBACK),
            }
        }
        self.discard((cert, key));
        Ok(())
    }

    /// The same for the machine.
    #[cfg(feature = "own-engine")]
    pub(super) fn ask_for_client_certificate(&self) -> tls::link::CertificateAnswer {
        use tls::link::CertificateAnswer;
        let (mut returned, mut cert, mut key) = self.ask_client_certificate_engine();
        if returned == 0 {
            (returned, cert, key) = self.run_client_certificate_callback();
        }
        if returned < 0 {
            return CertificateAnswer::Wait;
        }
        self.state.wait_for(Want::Nothing);
        let mut answer = CertificateAnswer::None;
        if returned == 1 {
            match (&cert, &key) {
                (Some(cert), Some(key)) => {
                    if use_certificate(self, cert) && use_key(self, key) {
                        answer = CertificateAnswer::Given;
                    }
                }
                _ => err::raise(Reason::BAD_DATA_RETURNED_BY_CALLBACK),
            }
        }
        self.discard((cert, key));
        answer
    }

    fn ask_client_certificate_engine(&self) -> (c_int, Option<X509>, Option<PKey>) {
        let Some(engine) = self.context().client_cert_engine() else {
            return (0, None, None);
        };
        let (ssl, authorities) = (self.as_ptr().cast(), self.identity.peer_authorities());
        // SAFETY: a live connection, and its list of names.
        self.outside(|| unsafe { engine.client_certificate(ssl, authorities) })
    }

    fn run_client_certificate_callback(&self) -> (c_int, Option<X509>, Option<PKey>) {
        let Some(call) = self.context().hooks().client_cert else {
            return (0, None, None);
        };
        let (mut cert, mut key) = (std::ptr::null_mut(), std::ptr::null_mut());
        // SAFETY: the application's callback, called with a live connection as documented.
        let returned = self.outside(|| unsafe { call(self.as_ptr(), &mut cert, &mut key) });
        if returned < 0 {
            return (returned, None, None);
        }
        // SAFETY: the callback gave both away: each is NULL or a live object that we free.
        unsafe { (returned, X509::from_owned(cert), PKey::from_owned(key)) }
    }

    /// Whether one of our keys can make a signature that the server accepts and we allow.
    fn can_answer(&self, credentials: &[Arc<Credential>], request: &CertificateRequest) -> bool {
        let allowed = self.policy(Moment::Shared).client_sigalgs();
        let shared = |key: &PKey| {
            let kind = key.subject_public_key().kind;
            let mut schemes = request.signature_schemes.iter();
            schemes.any(|scheme| {
                allowed.contains(scheme) && sigalg::algorithm(*scheme, kind).is_some()
            })
        };
        credentials.iter().any(|credential| shared(&credential.key))
    }

    /// A TLS 1.2 server leaves out certificates on a curve that the security level or callback forbids. In
    /// strict mode only the chains that suit the peer remain; a TLS 1.3 server keeps all that it can sign with.
    fn suiting_the_peer(&self, mut credentials: Vec<Arc<Credential>>) -> Vec<Arc<Credential>> {
        let known = self.negotiation.facts().is_some();
        let server = self.role() == Role::Server;
        if known && server && self.is_tls12() {
            credentials.retain(
                |credential| match credential.key.subject_public_key().kind {
                    Kind::Ec(curve) => {
                        let group = group::of_curve(curve);
                        group.is_none_or(|group| self.accepts(Chosen::Group(group)))
                    }
                    _ => true,
                },
            );
        }
        if known && self.is_strict() && !(server && self.is_tls13()) {
            let own = self.credentials();
            credentials.retain(|credential| {
                let slot = own.with_key(&credential.key);
                slot.is_some_and(|slot| self.suits_peer_strictly(slot))
            });
        }
        credentials
    }

    /// The credentials that can be sent, and the reason if one cannot. All connections of a context share the
    /// credentials made for the same certificates and conditions.
    fn prepare_credentials(&self) -> (Vec<Arc<Credential>>, Option<Reason>) {
        let credentials = self.credentials();
        let context = self.context();
        let client = self.role() != Role::Server;
        let no_auto_chain = self.has_mode(SSL_MODE_NO_AUTO_CHAIN);
        let extra = context.extra_chain.get();
        let store = credentials
            .chain_store
            .clone()
            .or_else(|| Context::store(&context))
            .filter(|_| !no_auto_chain && extra.is_none());
        let conditions = Conditions {
            client,
            current: credentials.current_index(),
            no_auto_chain,
            extra_chain: extra
                .as_ref()
                .map(|(number, chain)| (*number, chain.iter().count())),
            store: store
                .as_ref()
                .map(|store| (store.clone(), store.object_count())),
            security_level: self.settings().security_level,
        };
        if let Some(prepared) = credentials.prepared.get(&conditions) {
            return (prepared, None);
        }
        let mut prepared = Vec::new();
        let mut refusal = None;
        for slot in credentials.usable(client) {
            let extra = extra.as_ref().map(|(_, chain)| &**chain);
            let chain = slot.chain.as_deref().or(extra);
            match self.prepare(slot, chain, store.as_ref()) {
                Ok(credential) => prepared.extend(credential.map(Arc::new)),
                Err(reason) => refusal = refusal.or(Some(reason)),
            }
        }
        // An application's security callback may answer differently each time, so nothing is kept then.
        if refusal.is_none() && self.settings().security_callback.is_none() {
            credentials.prepared.keep(conditions, prepared.clone());
        }
        (prepared, refusal)
    }

    /// One slot with the chain that was set for it, or else with as much of a chain as the store has.
    fn prepare(
        &self,
        slot: &Slot,
        chain: Option<&CertStack>,
        store: Option<&Store>,
    ) -> Result<Option<Credential>, Reason> {
        let Some((leaf, key)) = slot.pair() else {
            return Ok(None);
        };
        let certs: Vec<X509> = match (chain, store) {
            (None, Some(store)) => {
                let library = self.library();
                self.outside(|| build_chain(&library, leaf, store))
                    .ok_or(Reason::ERR_R_X509_LIB)?
            }
            _ => std::iter::once(leaf.clone())
                .chain(chain.iter().flat_map(|chain| chain.certificates()))
                .collect(),
        };
        self.check_chain(&certs, false)?;
        let chain = certs
            .iter()
            .map(X509::to_der)
            .collect::<Option<Vec<_>>>()
            .ok_or(Reason::ERR_R_BUF_LIB)?;
        let mut credential = Credential::new(chain, key.clone());
        credential.may_sign = leaf.may_sign();
        Ok(Some(credential))
    }
}

/// The leaf and the issuers that the store has. The chain need not end in a root, so a failed verification does
/// not matter.
fn build_chain(library: &Library, leaf: &X509, store: &Store) -> Option<Vec<X509>> {
    let verification = StoreContext::new(library, Some(store), leaf, None)?;
    verification.verify();
    err::clear();
    let chain = verification.chain()?;
    let certs = chain.certificates().collect();
    Some(certs)
}
