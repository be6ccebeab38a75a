//! What is known of a connection, in the end and on the way.

use super::driver::Engine;
use super::observer::Sender;
use super::{Application, CertificateRequest, ClientHello, Credential, ServerHello, TLS12, TLS13};
use crate::sys::library::Library;
use rustls::{CommonState, HandshakeKind};
use std::ops::Deref;
use std::sync::Arc;
use tls::registry::group::NamedGroup;
use tls::registry::scheme::SignatureScheme;
use tls::registry::suite::CipherSuite;
use tls::registry::version::ProtocolVersion;
use tls::schedule::SecretBytes;

/// Up to `N` bytes, kept in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Short<const N: usize> {
    bytes: [u8; N],
    len: u8,
}

impl<const N: usize> Short<N> {
    /// As much of `bytes` as fits.
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let len = bytes.len().min(N).min(usize::from(u8::MAX));
        let mut short = Self::default();
        short.bytes[..len].copy_from_slice(&bytes[..len]);
        short.len = len as u8;
        short
    }
}

impl<const N: usize> Default for Short<N> {
    fn default() -> Self {
        Self {
            bytes: [0; N],
            len: 0,
        }
    }
}

impl<const N: usize> Deref for Short<N> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

/// A share of the key exchange: an ephemeral public key as it stands on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyShare {
    pub group: NamedGroup,
    pub key: Box<[u8]>,
}

/// What is known about a connection, on the way and after its handshake.
#[derive(Debug, Default)]
pub struct Facts {
    /// Whose cryptography the connection uses.
    pub library: Library,
    /// Negotiated version.
    pub version: Option<ProtocolVersion>,
    /// Negotiated cipher suite.
    pub suite: Option<CipherSuite>,
    /// Key exchange group; a resumption of TLS 1.2 has none.
    pub group: Option<NamedGroup>,
    /// Scheme of the peer's handshake signature.
    pub peer_signature_scheme: Option<SignatureScheme>,
    /// Scheme of our own handshake signature.
    pub signature_scheme: Option<SignatureScheme>,
    /// A session was resumed.
    pub resumed: bool,
    /// TLS 1.2: the extended master secret is in use.
    pub extended_master_secret: bool,
    /// Server: a client certificate was requested. Client: one was asked for.
    pub certificate_requested: bool,
    /// The peer said that it can do secure renegotiation.
    pub secure_renegotiation: bool,
    /// Random of the client.
    pub client_random: [u8; 32],
    /// Random of the server.
    pub server_random: [u8; 32],
    /// Session id of the server's hello (TLS 1.2), or of the client's (TLS 1.3).
    pub session_id: Short<32>,
    /// TLS 1.2: the master secret.
    pub master_secret: SecretBytes,
    /// TLS 1.3: the exporter master secret.
    pub exporter_secret: SecretBytes,
    /// TLS 1.3: the resumption master secret, of which the keys of tickets are made.
    pub resumption_secret: SecretBytes,
    /// Our Finished, if known.
    pub finished: Short<48>,
    /// The peer's Finished, if known.
    pub peer_finished: Short<48>,
    /// The selected protocol, empty if none.
    pub alpn: Box<[u8]>,
    /// The name the client asked for.
    pub server_name: Option<Box<str>>,
    /// The peer's share of the key exchange; a TLS 1.2 server's client has none to show.
    pub peer_key_share: Option<KeyShare>,
    /// Our share of the key exchange: a client's of TLS 1.3, also where TLS 1.2 was negotiated; a server's
    /// of TLS 1.2 until the client's has come.
    pub own_key_share: Option<KeyShare>,
    /// The certificate request, on clients which received one.
    pub certificate_request: Option<Arc<CertificateRequest>>,
    /// Which of `Parameters::credentials` was sent.
    pub credential: Option<Arc<Credential>>,
}

impl Facts {
    /// The group of the key exchange as the session has it: a TLS 1.3 server has chosen it when it finds a
    /// share of its client's.
    pub fn session_group(&self) -> Option<NamedGroup> {
        match (self.group, &self.peer_key_share) {
            (None, Some(share)) if self.version == Some(TLS13) => Some(share.group),
            (group, _) => group,
        }
    }
}

/// rustls's form of the longest fragment: header included, `None` for the default.
pub(super) fn fragment_size(max: usize) -> Option<usize> {
    (1..16384).contains(&max).then_some(max + 5)
}

impl Engine {
    /// What is known so far.
    pub(super) fn known(&self) -> Facts {
        let notes = self.notes.borrow();
        let (observer, opening) = (&self.observer, &self.opening);
        let (own, peer) = (self.own, self.peer());
        let secret = |s: &Option<_>| s.clone().unwrap_or_default();
        let (peer_key_share, own_key_share) = self.key_shares();
        let mut facts = Facts {
            library: notes.secrets.library.clone(),
            version: self.chosen_version(),
            suite: observer.suite.or(opening.suite()),
            group: match observer.group() {
                // A server that asks for another share has chosen its group by then.
                None if self.is_server() => observer.asked_group,
                group => group,
            },
            client_random: observer.client_random,
            server_random: match opening.random() {
                Some(random) if !observer.has_server_hello => random,
                _ => observer.server_random,
            },
            session_id: Short::new(&observer.session_id),
            master_secret: secret(&notes.secrets.master),
            exporter_secret: secret(&notes.secrets.exporter),
            resumption_secret: secret(&notes.secrets.resumption),
            extended_master_secret: observer.extended_master_secret,
            secure_renegotiation: observer.secure_renegotiation,
            peer_signature_scheme: match notes.peer_scheme_refused {
                true => None,
                false => observer.scheme(peer),
            },
            signature_scheme: match &notes.credential {
                // A server chooses its scheme together with the suite.
                Some((_, scheme)) if self.is_server() && notes.resume.is_none() => Some(*scheme),
                _ => notes.own_scheme,
            },
            certificate_requested: observer.request.is_some(),
            finished: Short::new(observer.finished(own)),
            peer_finished: Short::new(observer.finished(peer)),
            peer_key_share,
            own_key_share,
            ..Facts::default()
        };
        drop(notes);
        match self.is_server() {
            true => {
                let name = opening.hello().and_then(ClientHello::server_name);
                facts.server_name = name.map(Box::from);
            }
            false => {
                facts.server_name = self.parameters.server_name.as_deref().map(Box::from);
                facts.certificate_request = observer.request.clone();
            }
        }
        facts
    }

    /// The version, once it is chosen: a HelloRetryRequest chooses none yet.
    fn chosen_version(&self) -> Option<ProtocolVersion> {
        match self.own {
            Sender::Client if !self.observer.has_server_hello => None,
            _ => self.observer.version.max(self.opening.version()),
        }
    }

    /// The peer's share of the key exchange, and ours.
    fn key_shares(&self) -> (Option<KeyShare>, Option<KeyShare>) {
        let observer = &self.observer;
        let server = observer.key_share(Sender::Server).cloned();
        match (self.own, self.chosen_version()) {
            (Sender::Client, _) => (server, observer.key_share(Sender::Client).cloned()),
            (Sender::Server, Some(TLS13)) => (self.opening.peer_share(), server),
            (Sender::Server, _) => (None, server.filter(|_| !observer.client_key_exchanged)),
        }
    }

    /// What the ServerHello says of the session: nothing before it, if it is a HelloRetryRequest, or if its
    /// version was not offered.
    pub(super) fn server_hello(&self) -> Option<ServerHello<'_>> {
        let observer = &self.observer;
        let (version, suite) = (observer.version?, observer.suite?);
        let profile = &self.parameters.profile;
        let known = version == TLS12 && profile.tls12 || version == TLS13 && profile.tls13;
        if !observer.has_server_hello || !known {
            return None;
        }
        let resumes = match self.is_server() {
            true => {
                let offered = self.notes.borrow().resume.is_some();
                offered && (observer.resumes || version == TLS12)
            }
            false => {
                let offered = self.parameters.session.as_ref();
                offered.is_some_and(|session| session.version() == version) && observer.resumes
            }
        };
        Some(ServerHello {
            version,
            suite,
            session_id: &observer.session_id,
            resumes,
            group: observer.group(),
            point_formats: &observer.point_formats,
            extended_master_secret: observer.extended_master_secret,
        })
    }

    /// What is known, if that has grown since the application was told. A server's knows nothing before
    /// there is a version.
    pub(super) fn news(&mut self) -> Option<Facts> {
        let notes = self.notes.borrow();
        let known = (self.observer.messages, notes.own_scheme);
        drop(notes);
        if known == self.told || self.is_server() && self.opening.version().is_none() {
            return None;
        }
        self.told = known;
        Some(self.known())
    }

    /// Tells the application what is known if that has grown.
    pub(super) fn tell_facts(&mut self, app: &dyn Application) {
        if let Some(facts) = self.news() {
            app.learned(facts);
        }
    }

    /// Adds what rustls knows in the end.
    pub(super) fn describe(&self, common: &CommonState) -> Facts {
        let mut facts = self.known();
        let notes = self.notes.borrow();
        facts.version = common
            .protocol_version()
            .map(|version| ProtocolVersion(version.into()));
        facts.suite = common
            .negotiated_cipher_suite()
            .map(|s| CipherSuite(s.suite().into()));
        facts.group = common
            .negotiated_key_exchange_group()
            .map(|g| NamedGroup(g.name().into()));
        facts.alpn = common.alpn_protocol().unwrap_or_default().into();
        facts.resumed = common.handshake_kind() == Some(HandshakeKind::Resumed);
        let sent = |_: &_| self.is_server() && !facts.resumed || notes.own_scheme.is_some();
        let credential = notes.credential.as_ref().filter(sent);
        facts.credential = credential.map(|(c, _)| c.clone());
        facts
    }
}
