//! What is known of a connection, in the end and on the way.

use super::driver::Engine;
use super::{Application, CertificateRequest, ClientHello, Credential, ServerHello, TLS12, TLS13};
use crate::record::secret::SecretBytes;
use crate::sys::library::Library;
use rustls::{CommonState, HandshakeKind};
use std::ops::Deref;
use std::sync::Arc;

/// Up to `N` bytes, kept in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Short<const N: usize> {
    bytes: [u8; N],
    len: u8,
}

impl<const N: usize> Short<N> {
    /// As much of `bytes` as fits.
    fn new(bytes: &[u8]) -> Self {
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

/// What the peer says that it can do, in its order.
#[derive(Debug, Default)]
pub struct Offers {
    numbers: Box<[u16]>,
    suites: u16,
    groups: u16,
}

impl Offers {
    fn new(suites: &[u16], groups: &[u16], signature_schemes: &[u16]) -> Self {
        Self {
            numbers: [suites, groups, signature_schemes].concat().into(),
            // A ClientHello has no room for more.
            suites: suites.len() as u16,
            groups: groups.len() as u16,
        }
    }

    /// Server: the client's cipher suites.
    pub fn suites(&self) -> &[u16] {
        &self.numbers[..usize::from(self.suites)]
    }

    /// Server: the client's groups.
    pub fn groups(&self) -> &[u16] {
        &self.numbers[usize::from(self.suites)..][..usize::from(self.groups)]
    }

    /// The peer's signature schemes.
    pub fn signature_schemes(&self) -> &[u16] {
        &self.numbers[usize::from(self.suites) + usize::from(self.groups)..]
    }
}

/// What is known about a connection after its handshake.
#[derive(Debug, Default)]
pub struct Facts {
    /// Whose cryptography the connection uses.
    pub library: Library,
    /// Negotiated version.
    pub version: u16,
    /// Negotiated cipher suite.
    pub suite: u16,
    /// Key exchange group, 0 if there was none (TLS 1.2 resumption).
    pub group: u16,
    /// Scheme of the peer's handshake signature, 0 if there was none.
    pub peer_signature_scheme: u16,
    /// Scheme of our own handshake signature, 0 if there was none.
    pub signature_scheme: u16,
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
    /// The peer's ephemeral public key in the group, as it stood on the wire.
    pub peer_key_share: Box<[u8]>,
    /// What the peer says that it can do.
    pub offers: Offers,
    /// What the peer accepts in certificates, if it said so.
    pub certificate_schemes: Box<[u16]>,
    /// The certificate request, on clients which received one.
    pub certificate_request: Option<Box<CertificateRequest>>,
    /// Which of `Parameters::credentials` was sent.
    pub credential: Option<Arc<Credential>>,
}

/// rustls's form of the longest fragment: header included, `None` for the default.
pub(super) fn fragment_size(max: usize) -> Option<usize> {
    (1..16384).contains(&max).then_some(max + 5)
}

impl Engine {
    /// What is known so far. `hello` is the ClientHello, for servers.
    pub(super) fn known(&self, hello: Option<&ClientHello>) -> Facts {
        let notes = self.notes.borrow();
        let observer = &self.observer;
        let (own, peer) = (self.own, self.peer());
        let secret = |s: &Option<_>| s.clone().unwrap_or_default();
        let mut facts = Facts {
            library: notes.secrets.library.clone(),
            version: observer.version.max(self.opening.version()),
            suite: match observer.suite {
                0 => self.opening.suite(),
                suite => suite,
            },
            peer_key_share: observer.key_share(peer).into(),
            client_random: observer.client_random,
            server_random: match self.opening.random() {
                Some(random) if !observer.has_server_hello => random,
                _ => observer.server_random,
            },
            session_id: Short::new(&observer.session_id),
            master_secret: secret(&notes.secrets.master),
            exporter_secret: secret(&notes.secrets.exporter),
            resumption_secret: secret(&notes.secrets.resumption),
            extended_master_secret: observer.extended_master_secret,
            secure_renegotiation: observer.secure_renegotiation,
            peer_signature_scheme: notes.peer_scheme,
            signature_scheme: notes.own_scheme,
            certificate_requested: observer.request.is_some(),
            finished: Short::new(observer.finished(own)),
            peer_finished: Short::new(observer.finished(peer)),
            ..Facts::default()
        };
        if let Some(hello) = hello {
            facts.server_name = hello.server_name().map(Box::from);
            let suites: Vec<u16> = hello.suites().collect();
            facts.offers = Offers::new(&suites, &hello.groups(), &hello.signature_schemes());
            facts.certificate_schemes = hello.certificate_schemes().into();
            facts.secure_renegotiation =
                hello.extension(0xff01).is_some() || suites.contains(&0x00ff);
        }
        if !self.is_server() {
            facts.server_name = self.parameters.server_name.as_deref().map(Box::from);
            if let Some(request) = &observer.request {
                facts.offers = Offers::new(&[], &[], &request.signature_schemes);
                facts.certificate_schemes = request.certificate_schemes.as_slice().into();
                facts.certificate_request = Some(Box::new(request.clone()));
            }
        }
        facts
    }

    /// What the ServerHello says of the session: nothing before it, if it is a HelloRetryRequest, or if its
    /// version was not offered.
    pub(super) fn server_hello(&self) -> Option<ServerHello<'_>> {
        let observer = &self.observer;
        let version = observer.version;
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
            suite: observer.suite,
            session_id: &observer.session_id,
            resumes,
            group: observer.group,
            extended_master_secret: observer.extended_master_secret,
        })
    }

    /// Tells the application what is known if that has grown.
    pub(super) fn tell_facts(&mut self, app: &dyn Application) {
        let (observer, notes) = (&self.observer, self.notes.borrow());
        let known = (
            observer.version,
            observer.suite,
            observer.request.is_some(),
            notes.peer_scheme,
            notes.own_scheme,
        );
        drop(notes);
        if known != self.told && known.0 != 0 {
            self.told = known;
            app.learned(self.known(self.opening.hello()));
        }
    }

    /// Adds what rustls knows in the end.
    pub(super) fn describe(&self, common: &CommonState) -> Facts {
        let mut facts = self.known(self.opening.hello());
        let notes = self.notes.borrow();
        facts.version = common.protocol_version().map_or(0, u16::from);
        facts.suite = common
            .negotiated_cipher_suite()
            .map_or(0, |s| s.suite().into());
        facts.group = common
            .negotiated_key_exchange_group()
            .map_or(0, |g| g.name().into());
        facts.alpn = common.alpn_protocol().unwrap_or_default().into();
        facts.resumed = common.handshake_kind() == Some(HandshakeKind::Resumed);
        if facts.version == TLS13 && self.is_server() {
            let share = self.opening.key_share(facts.group);
            facts.peer_key_share = share.unwrap_or_default().into();
        }
        let sent = |_: &_| self.is_server() && !facts.resumed || notes.own_scheme != 0;
        let credential = notes.credential.as_ref().filter(sent);
        facts.credential = credential.map(|(c, _)| c.clone());
        facts
    }
}
