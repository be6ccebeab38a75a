//! The parts of a ClientHello that a server's callbacks and getters can read.

use std::ffi::CString;
use std::ptr::null;
use std::rc::Rc;

use libc::{c_char, c_int};

use super::Connection;
use crate::constants::TLS1_3_VERSION;
use crate::handshake::{ClientHello, Facts, Refusal, TLS13};
use crate::record::alert;
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
    pub early_data: bool,
    /// The client may be asked for a certificate after the handshake.
    pub post_handshake_auth: bool,
    pub secure_renegotiation: bool,
    /// The type of certificate status that the client asked for.
    pub status_type: Option<c_int>,
    /// The cipher suites as they stand on the wire.
    pub raw_suites: Box<[u8]>,
    /// The signature schemes that the peer accepts; empty if a session is resumed.
    pub signature_schemes: Box<[SignatureScheme]>,
    /// The signature schemes that the peer accepts in certificates, if it sent a list of its own for these.
    pub certificate_schemes: Box<[SignatureScheme]>,
    /// The common signature schemes, as of the moment when both lists were compared.
    pub shared_schemes: Box<[SignatureScheme]>,
    /// The cipher suites; kept by `SSL_clear`. A hello that resumes a TLS 1.2 session does not change them.
    pub suites: Box<[CipherSuite]>,
    /// The groups, likewise.
    pub groups: Box<[NamedGroup]>,
    /// TLS 1.2: the peer's point formats, until the next hello; empty if a session is resumed.
    pub point_formats: Box<[u8]>,
    /// The list of protocols that was given to alpn_select_cb.
    pub protocols: Box<[u8]>,
}

impl PeerOffer {
    /// `SSL_clear`.
    pub fn clear(&mut self) {
        *self = PeerOffer {
            suites: std::mem::take(&mut self.suites),
            groups: std::mem::take(&mut self.groups),
            point_formats: std::mem::take(&mut self.point_formats),
            ..PeerOffer::default()
        };
    }

    /// Takes the cipher suites, when the version is chosen.
    fn take_suites(&mut self, hello: &ClientHello) {
        if !self.raw_suites.is_empty() {
            return;
        }
        self.raw_suites = hello.ciphers().into();
        self.secure_renegotiation = hello.suites().any(|suite| suite == RENEGOTIATION_SIGNAL);
    }

    /// Takes the extensions, when they are parsed.
    fn take_extensions(&mut self, hello: &ClientHello, hit: bool, tls13: bool) {
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
    fn settle(&mut self, hello: &ClientHello, hit: bool, tls13: bool) {
        if !hit || tls13 {
            self.suites = hello.suites().collect();
        }
    }
}

impl Connection {
    /// Keeps the ClientHello for the callbacks that follow.
    pub(crate) fn keep_client_hello(&self, hello: &Rc<ClientHello>) {
        self.negotiation.keep_client_hello(hello);
    }

    /// Takes what is readable once the ClientHello callback has accepted the hello, before the version is
    /// chosen.
    pub(crate) fn accept_client_hello(&self, hello: &ClientHello) {
        let lists_versions = hello.extension(extension::SUPPORTED_VERSIONS).is_some();
        self.version
            .client_hello(hello.legacy_version(), lists_versions);
        let mut facts = Box::<Facts>::default();
        facts.client_random.copy_from_slice(hello.random());
        self.put_facts(Some(facts));
    }

    /// Takes what is readable once the version is chosen.
    pub(crate) fn take_offered_suites(&self) {
        let hello = self.negotiation.client_hello();
        if let Some(hello) = &*hello {
            self.negotiation
                .note_offer(|offered| offered.take_suites(hello));
        }
    }

    /// Takes what is readable once the extensions are parsed, before the server name callback.
    pub(crate) fn take_offered_extensions(&self) -> Result<(), Refusal> {
        let (hit, tls13) = (self.resumption.hit(), self.is_tls13());
        let hello = self.negotiation.client_hello();
        let Some(hello) = &*hello else {
            return Ok(());
        };
        self.negotiation
            .note_offer(|offered| offered.take_extensions(hello, hit, tls13));
        let malformed = |reason| Refusal {
            alert: alert::DECODE_ERROR,
            reason: Some(reason),
        };
        match hello.authorities() {
            Some(names) if tls13 => {
                let names = names.map_err(malformed)?;
                self.identity
                    .receive_peer_authorities(&names)
                    .map_err(malformed)
            }
            _ => Ok(()),
        }
    }

    /// Ends the callbacks' access to the ClientHello.
    pub(crate) fn settle_client_hello(&self) {
        let (hit, tls13) = (self.resumption.hit(), self.is_tls13());
        if let Some(hello) = self.negotiation.settle_client_hello() {
            self.negotiation
                .note_offer(|offered| offered.settle(&hello, hit, tls13));
            if !hit {
                self.compare_sigalgs();
            }
        }
    }

    /// Frees the ClientHello at the end of the handshake.
    pub(crate) fn forget_client_hello(&self) {
        self.negotiation.forget_client_hello();
    }

    /// Server: takes the name that the client asks for, before it is accepted or refused. A resumed TLS 1.2
    /// session has a name of its own.
    pub(crate) fn take_requested_name(&self, name: Option<&str>) {
        let kept = !self.resumption.hit() || self.version() == TLS13;
        let name = name.filter(|_| kept);
        self.negotiation
            .set_host_name(name.and_then(|name| CString::new(name).ok()));
    }

    /// Server: stores the accepted name in the session.
    pub(crate) fn accept_requested_name(&self) {
        if !self.resumption.hit() {
            let name = self.negotiation.host_name().clone();
            self.update_session(|data| data.host_name = name);
        }
    }

    /// The name that `SSL_get_servername` returns, NULL for none: that of a resumed TLS 1.2 session, or else
    /// the name that the client asks for.
    pub fn shown_host_name(&self) -> *const c_char {
        let server = self.has_role() && self.state.is_server();
        let hit = self.resumption.hit() && self.version() != TLS13;
        let own = self.negotiation.host_name();
        let of_session = self.resumption.ask(|data| {
            let name = data.host_name.as_ref().map(|name| name.as_ptr());
            name.map(|name| (name, data.version != TLS1_3_VERSION))
        });
        let of_session = of_session.flatten();
        let recalled = match of_session {
            _ if server && hit => return of_session.map_or(null(), |(name, _)| name),
            Some((name, tls12)) if !server && self.state.in_before() => {
                (own.is_none() && tls12).then_some(name)
            }
            Some((name, _)) if !server && hit => Some(name),
            _ => None,
        };
        recalled.unwrap_or_else(|| own.as_ref().map_or(null(), |name| name.as_ptr()))
    }
}
