//! What the peer offers, as far as getters and later steps of the handshake need it.

use libc::c_int;

use crate::handshake::ClientHello;
use tls::registry::group::NamedGroup;
use tls::registry::scheme::SignatureScheme;
use tls::registry::suite::CipherSuite;
use tls::registry::{extension, suite};

/// The cipher suite that stands for an empty renegotiation_info (RFC 5746, section 3.3).
const RENEGOTIATION_SIGNAL: CipherSuite = suite::TLS_EMPTY_RENEGOTIATION_INFO_SCSV;

/// What the peer offers: a client in its ClientHello, a server in its certificate request. Each value is kept
/// as long as OpenSSL keeps it.
#[derive(Default)]
pub(crate) struct PeerOffer {
    /// The client offers early data.
    early_data: bool,
    /// The client may be asked for a certificate after the handshake.
    post_handshake_auth: bool,
    /// The client signalled secure renegotiation (RFC 5746).
    secure_renegotiation: bool,
    /// The type of certificate status that the client asked for.
    status_type: Option<c_int>,
    /// The cipher suites as they stand on the wire.
    raw_suites: Box<[u8]>,
    /// The signature schemes that the peer accepts; empty if a session is resumed.
    signature_schemes: Box<[SignatureScheme]>,
    /// The signature schemes that the peer accepts in certificates, if it sent a list of its own for these.
    certificate_schemes: Box<[SignatureScheme]>,
    /// The common signature schemes, as of the moment when both lists were compared.
    shared_schemes: Box<[SignatureScheme]>,
    /// The cipher suites; kept by `SSL_clear`. A hello that resumes a TLS 1.2 session does not change them.
    suites: Box<[CipherSuite]>,
    /// The groups, likewise.
    groups: Box<[NamedGroup]>,
    /// TLS 1.2: the peer's point formats, until the next hello; empty if a session is resumed.
    point_formats: Box<[u8]>,
    /// The list of protocols that was given to alpn_select_cb.
    protocols: Box<[u8]>,
}

/// Replaces a list if it has changed: programs have pointers to the old one.
#[cfg(feature = "own-engine")]
fn keep<T: Clone + PartialEq>(list: &mut Box<[T]>, now: &[T]) {
    if **list != *now {
        *list = now.into();
    }
}

#[cfg(feature = "own-engine")]
impl PeerOffer {
    /// What the machine has found out by now.
    pub(super) fn follow(&mut self, facts: &tls::facts::Facts, server: bool) {
        use tls::facts::{EarlyData, PostHandshakeAuth};
        let schemes = facts.peer_schemes.get();
        let certificate_schemes = facts.peer_cert_schemes.get();
        self.early_data = facts.early_data.get() != EarlyData::NotSent;
        self.post_handshake_auth =
            server && facts.post_handshake_auth.get() != PostHandshakeAuth::None;
        self.secure_renegotiation = facts.secure_renegotiation.get();
        self.status_type = facts.status_type.get().map(c_int::from);
        keep(&mut self.raw_suites, &facts.raw_suites.borrow());
        keep(
            &mut self.signature_schemes,
            schemes.as_deref().unwrap_or_default(),
        );
        keep(
            &mut self.certificate_schemes,
            certificate_schemes.as_deref().unwrap_or_default(),
        );
        let shared: Vec<_> = facts.shared_schemes.get().iter().map(|a| a.id).collect();
        keep(&mut self.shared_schemes, &shared);
        let suites: Vec<_> = facts
            .peer_suites
            .get()
            .iter()
            .map(|suite| suite.id)
            .collect();
        keep(&mut self.suites, &suites);
        keep(&mut self.groups, &facts.peer_groups.get());
        keep(&mut self.point_formats, &facts.peer_point_formats.borrow());
    }
}

/// Changing it.
impl PeerOffer {
    /// Sets the point formats that a server sent.
    pub(super) fn set_point_formats(&mut self, formats: &[u8]) {
        self.point_formats = formats.into();
    }

    /// Sets the signature schemes of a certificate request.
    pub(super) fn set_schemes(
        &mut self,
        in_handshake: &[SignatureScheme],
        in_certificates: &[SignatureScheme],
    ) {
        self.signature_schemes = in_handshake.into();
        self.certificate_schemes = in_certificates.into();
    }

    /// Sets the common signature schemes.
    pub(super) fn set_shared_schemes(&mut self, schemes: Vec<SignatureScheme>) {
        self.shared_schemes = schemes.into();
    }

    /// Keeps the list of protocols for alpn_select_cb. The address stays valid until another list is kept.
    pub(super) fn keep_protocols(&mut self, protocols: &[u8]) -> *const [u8] {
        self.protocols = protocols.into();
        &*self.protocols
    }

    /// `SSL_clear`.
    pub(super) fn clear(&mut self) {
        *self = PeerOffer {
            suites: std::mem::take(&mut self.suites),
            groups: std::mem::take(&mut self.groups),
            point_formats: std::mem::take(&mut self.point_formats),
            ..PeerOffer::default()
        };
    }

    /// Takes the cipher suites, when the version is chosen.
    pub(super) fn take_suites(&mut self, hello: &ClientHello) {
        if !self.raw_suites.is_empty() {
            return;
        }
        self.raw_suites = hello.ciphers().into();
        self.secure_renegotiation = hello.suites().any(|suite| suite == RENEGOTIATION_SIGNAL);
    }

    /// Takes the extensions, when they are parsed.
    pub(super) fn take_extensions(&mut self, hello: &ClientHello, hit: bool, tls13: bool) {
        let has = |kind| hello.extension(kind).is_some();
        self.early_data = has(extension::EARLY_DATA);
        self.post_handshake_auth = has(extension::POST_HANDSHAKE_AUTH);
        self.secure_renegotiation |= has(extension::RENEGOTIATION_INFO);
        let status = hello.extension(extension::STATUS_REQUEST);
        self.status_type = status
            .and_then(<[u8]>::first)
            .map(|kind| c_int::from(*kind));
        if !hit || tls13 {
            self.groups = hello.groups().into();
        }
        self.point_formats = match hit || tls13 {
            true => Box::default(),
            false => hello.point_formats().into(),
        };
        if !hit {
            self.signature_schemes = hello.signature_schemes().into();
            self.certificate_schemes = hello.certificate_schemes().into();
        }
    }

    /// Takes the rest, when the application's callbacks have run.
    pub(super) fn settle(&mut self, hello: &ClientHello, hit: bool, tls13: bool) {
        if !hit || tls13 {
            self.suites = hello.suites().collect();
        }
    }
}

/// Reading it.
impl PeerOffer {
    /// The client offers early data.
    pub fn early_data(&self) -> bool {
        self.early_data
    }

    /// The client may be asked for a certificate after the handshake.
    pub fn post_handshake_auth(&self) -> bool {
        self.post_handshake_auth
    }

    /// The client signalled secure renegotiation (RFC 5746).
    pub fn secure_renegotiation(&self) -> bool {
        self.secure_renegotiation
    }

    /// The type of certificate status that the client asked for.
    pub fn status_type(&self) -> Option<c_int> {
        self.status_type
    }

    /// The cipher suites as they stand on the wire.
    pub fn raw_suites(&self) -> &[u8] {
        &self.raw_suites
    }

    /// The signature schemes that the peer accepts; empty if a session is resumed.
    pub fn signature_schemes(&self) -> &[SignatureScheme] {
        &self.signature_schemes
    }

    /// The signature schemes that the peer accepts in certificates, if it sent a list of its own for these.
    pub fn certificate_schemes(&self) -> &[SignatureScheme] {
        &self.certificate_schemes
    }

    /// The common signature schemes, as of the moment when both lists were compared.
    pub fn shared_schemes(&self) -> &[SignatureScheme] {
        &self.shared_schemes
    }

    /// The cipher suites; kept by `SSL_clear`. A hello that resumes a TLS 1.2 session does not change them.
    pub fn suites(&self) -> &[CipherSuite] {
        &self.suites
    }

    /// The groups, likewise.
    pub fn groups(&self) -> &[NamedGroup] {
        &self.groups
    }

    /// TLS 1.2: the peer's point formats, until the next hello; empty if a session is resumed.
    pub fn point_formats(&self) -> &[u8] {
        &self.point_formats
    }
}
