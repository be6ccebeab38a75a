//! The TLS handshake behind a narrow boundary.
//!
//! An [`Engine`] is fed whole records and answers with bytes to send and one [`Step`]: another
//! record is wanted, the application must act first, the connection stands ([`Established`]) or
//! it failed ([`Failure`]). What it needs to know about the program behind the connection it asks
//! through [`Application`]. Nothing outside this module knows which TLS implementation does the
//! work, so another could take its place.
//!
//! Numbers are those of the TLS registries: versions (0x0303), cipher suites, groups, signature
//! schemes, alerts. Reasons are OpenSSL's `SSL_R_*`.

mod client;
mod client_hello;
mod configs;
mod current;
mod driver;
mod errors;
pub mod extensions;
mod facts;
mod flight_checks;
mod groups;
mod hello_checks;
mod keys;
mod messages;
mod observer;
mod provider;
mod reactions;
mod relay;
mod report;
mod resolver;
mod restore;
mod resumption;
mod selection;
mod server;
mod server_hello_checks;
mod server_state;
mod signer;
mod suites;
mod unprotected;
mod verifier;

pub use client_hello::ClientHello;
pub use driver::{Engine, NO_CIPHERS};
pub use facts::{Facts, KeyShare, Short};
pub use keys::hash;
pub use provider::{supports_group, supports_suite};
pub use restore::Saved;
pub use resumption::{ClientSession, Ticket};
pub use signer::usable;

use configs::Configs;
use facts::fragment_size;

use crate::error::reason::Reason;
use crate::error::Fatal;
use crate::record::alert::{Alert, AlertDescription};
use crate::record::{ContentType, RecordKey};
use crate::sys::library::Library;
use crate::sys::pkey::PKey;
use std::ffi::c_int;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};
use tls::registry::extension::ExtensionType;
use tls::registry::group::NamedGroup;
use tls::registry::scheme::SignatureScheme;
use tls::registry::state::HandshakeState;
use tls::registry::suite::CipherSuite;
use tls::registry::version::ProtocolVersion;
use tls::schedule::Secret;
use zeroize::Zeroizing;

pub use tls::registry::version::{TLS12, TLS13};

/// What may be negotiated, most preferred first. One value serves many connections: share it by
/// `Arc`, and what the engine derives from it is derived once.
#[derive(Debug, Default)]
pub struct Profile {
    /// Whose cryptography is used.
    pub library: Library,
    /// TLS 1.2 may be negotiated.
    pub tls12: bool,
    /// TLS 1.3 may be negotiated.
    pub tls13: bool,
    /// TLS 1.2 cipher suites, in order.
    pub tls12_suites: Vec<CipherSuite>,
    /// TLS 1.3 cipher suites, in order.
    pub tls13_suites: Vec<CipherSuite>,
    /// Key exchange groups, in order; a client offers a key share for the first.
    pub groups: Vec<NamedGroup>,
    /// Those among which a server of TLS 1.3 chooses, if not all.
    pub tls13_server_groups: Option<Vec<NamedGroup>>,
    /// Signature schemes, in order: a client accepts these of a server, a server signs with them.
    pub signature_schemes: Vec<SignatureScheme>,
    /// A client signs with these, a server asks for them and accepts them.
    pub client_signature_schemes: Vec<SignatureScheme>,
    /// The groups of the list, those too that are not spoken here: certificates' curves must be there.
    pub listed_groups: Vec<NamedGroup>,
    /// Why no handshake can begin.
    pub obstacle: Option<Obstacle>,
    /// Filled in by the engine.
    configs: Configs,
}

impl Profile {
    /// A profile that allows this.
    pub fn new(
        (tls12, tls12_suites): (bool, Vec<CipherSuite>),
        (tls13, tls13_suites): (bool, Vec<CipherSuite>),
        groups: Vec<NamedGroup>,
        signature_schemes: Vec<SignatureScheme>,
    ) -> Self {
        let best_has_suites = match tls13 {
            true => !tls13_suites.is_empty(),
            false => !tls12_suites.is_empty(),
        };
        Self {
            obstacle: match best_has_suites {
                _ if !tls12 && !tls13 => Some(Obstacle::NoProtocols),
                true => None,
                // OpenSSL does not fall back to TLS 1.2.
                false => Some(Obstacle::NoCiphers),
            },
            library: Library::DEFAULT,
            tls12,
            tls13,
            tls12_suites,
            tls13_suites,
            client_signature_schemes: signature_schemes.clone(),
            signature_schemes,
            listed_groups: groups.clone(),
            tls13_server_groups: None,
            groups,
            configs: Configs::default(),
        }
    }

    /// The same with the cryptography of `library`.
    pub fn on(mut self, library: Library) -> Self {
        self.library = library;
        self
    }
}

/// Why a handshake fails before it has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// No version is enabled.
    NoProtocols,
    /// The highest version has no cipher suites.
    NoCiphers,
    /// Client: no signature algorithm is left.
    NoSignatures,
}

/// A certificate with its chain and private key.
#[derive(Debug)]
pub struct Credential {
    /// DER certificates, the leaf first.
    pub chain: Vec<Vec<u8>>,
    /// The leaf's private key.
    pub key: PKey,
    /// The leaf's key usage lets the key sign.
    pub may_sign: bool,
    /// As rustls takes it, with the scheme that the key signs with there.
    certified: OnceLock<(SignatureScheme, Arc<rustls::sign::CertifiedKey>)>,
}

impl Credential {
    pub fn new(chain: Vec<Vec<u8>>, key: PKey) -> Self {
        Self {
            chain,
            key,
            may_sign: true,
            certified: OnceLock::new(),
        }
    }
}

/// How the peer's certificate is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VerifyMode {
    /// `SSL_VERIFY_PEER`: a server asks for a client certificate; a client fails if
    /// [`Application::verify_peer`] does.
    pub peer: bool,
    /// `SSL_VERIFY_FAIL_IF_NO_PEER_CERT` (servers).
    pub require: bool,
    /// `SSL_VERIFY_POST_HANDSHAKE`: a TLS 1.3 server does not ask in the handshake.
    pub post_handshake: bool,
}

/// The parameters of one handshake. Asked for again after each callback that may change them.
#[derive(Debug, Default, Clone)]
pub struct Parameters {
    /// What may be negotiated.
    pub profile: Arc<Profile>,
    /// `SSL_OP_CIPHER_SERVER_PREFERENCE`.
    pub server_preference: bool,
    /// The longest Certificate message that the peer may send; `None` for any.
    pub max_certificate: Option<usize>,
    /// `SSL_OP_PRIORITIZE_CHACHA`.
    pub prioritize_chacha: bool,
    /// Client: protocol names to offer, in wire form (each with its length before it).
    pub alpn: Vec<u8>,
    /// Client: host name for the server name extension.
    pub server_name: Option<String>,
    /// How the peer's certificate is treated.
    pub verify: VerifyMode,
    /// The authorities that we accept, which a server tells with a certificate request, and a client of
    /// TLS 1.3 in its hello.
    pub authorities: Authorities,
    /// Own certificates, at most one per key type, most preferred first.
    pub credentials: Vec<Arc<Credential>>,
    /// Client: the session to resume.
    pub session: Option<ClientSession>,
    /// Client: tickets of TLS 1.2 may be used.
    pub tickets: bool,
    /// Server: bytes of early data that a client may send before it knows that there is none.
    pub max_early_data: usize,
    /// `SSL_OP_ENABLE_MIDDLEBOX_COMPAT`: ChangeCipherSpec is sent in TLS 1.3.
    pub middlebox_compat: bool,
    /// Client: `SSL_MODE_SEND_FALLBACK_SCSV`, tell the server that a higher version failed.
    pub fallback: bool,
    /// Client: `SSL_OP_LEGACY_SERVER_CONNECT`, go on with a server that cannot renegotiate safely.
    pub legacy_server: bool,
    /// Longest plaintext in one record, `SSL_CTX_set_max_send_fragment`; 0 means the default.
    pub max_fragment: usize,
}

/// DER names of certificate authorities, as they are sent.
#[derive(Debug, Clone, Default)]
pub struct Authorities(Vec<rustls::DistinguishedName>);

impl From<Vec<Vec<u8>>> for Authorities {
    fn from(names: Vec<Vec<u8>>) -> Self {
        let names = names.into_iter();
        Self(names.map(rustls::DistinguishedName::from).collect())
    }
}

/// The application's answer where the handshake asks whether to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Go on.
    Continue,
    /// Go on, but don't acknowledge the extension (server name).
    NoAck,
    /// Go on without acknowledgement, and send this warning alert (not in TLS 1.3).
    Warn(AlertDescription),
    /// Not yet: ask again when the handshake is called the next time.
    Suspend,
    /// Fail the handshake.
    Fail(Fatal),
}

/// What the peer has chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// Client: the server's cipher suite.
    Suite(CipherSuite),
    /// Client, TLS 1.2: the server's group of the key exchange.
    Group(NamedGroup),
    /// What the peer signs with.
    Scheme(SignatureScheme),
}

/// The answer of ALPN selection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlpnAnswer {
    /// This protocol.
    Select(Vec<u8>),
    /// Go on without ALPN.
    NoAck,
    /// Fail the handshake.
    Fail(Fatal),
}

/// On which side of us bytes were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Received.
    Read,
    /// Sent.
    Write,
}

/// What the msg callback is told about.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// Received or sent.
    pub direction: Direction,
    /// The version argument of the callback.
    pub version: ProtocolVersion,
    /// `SSL3_RT_*`: the content type, or OpenSSL's numbers for a record header and an inner content type.
    pub content_type: c_int,
    /// The whole message.
    pub bytes: &'a [u8],
}

/// A session that a server resumes.
#[derive(Clone)]
pub struct Found {
    /// The ticket or session id by which the client names it.
    pub known_by: Vec<u8>,
    /// The cipher suite of the resumption.
    pub suite: CipherSuite,
    /// TLS 1.2: the master secret; TLS 1.3: the pre-shared key. At most [`MAX_SECRET`] bytes.
    pub secret: Zeroizing<Vec<u8>>,
    /// TLS 1.2: the extended master secret was used.
    pub extended_master_secret: bool,
    /// When the session was made, in seconds since 1970.
    pub created: u64,
    /// TLS 1.3: `ticket_age_add`.
    pub age_add: u32,
}

/// The longest secret of a session that a server can resume.
pub const MAX_SECRET: usize = 255;

/// What a TLS 1.2 client gets in order to resume the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Handles {
    /// The session id of a full handshake; `None` for an empty one.
    pub id: Option<[u8; 32]>,
    /// A ticket.
    pub ticket: bool,
}

/// A TLS 1.2 ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Empty where the application wants none.
    pub ticket: Vec<u8>,
    /// Seconds that it lasts, 0 for an unspecified time.
    pub lifetime: u32,
}

/// What a ServerHello says of the session.
#[derive(Debug, Clone, Copy)]
pub struct ServerHello<'a> {
    /// Negotiated version.
    pub version: ProtocolVersion,
    /// Negotiated cipher suite.
    pub suite: CipherSuite,
    /// The session id.
    pub session_id: &'a [u8],
    /// The session that the client wants to resume is resumed.
    pub resumes: bool,
    /// TLS 1.3: the group of the key share.
    pub group: Option<NamedGroup>,
    /// TLS 1.2: the point formats that the server takes, as they stand on the wire.
    pub point_formats: &'a [u8],
    /// TLS 1.2: the extended master secret is used.
    pub extended_master_secret: bool,
}

/// The program behind the connection. Methods may call back into the library, also for the same
/// connection; none is called while the engine holds a lock.
pub trait Application {
    /// The parameters as they stand now.
    fn parameters(&self) -> Parameters;

    /// Frees those that were in force before, which may call the application.
    fn discard(&self, old: Parameters) {
        drop(old);
    }

    /// Server: a ClientHello was received (client_hello_cb). The engine has it until its end, or until the
    /// client says hello once more: so long stays what the application was shown of it.
    fn client_hello(&self, hello: &Rc<ClientHello>) -> Answer;

    /// Server: the version is chosen, and with TLS 1.3 the suite. From here on the connection has its
    /// session: the one that the client wants to resume, which is given back, or a new one.
    fn begin_session(
        &self,
        hello: &ClientHello,
        version: ProtocolVersion,
        suite: Option<CipherSuite>,
    ) -> Result<Option<Found>, Fatal>;

    /// Server: the client asked for this name, or for none (servername_cb).
    fn server_name(&self, name: Option<&str>) -> Answer;

    /// Server: the application's part of the ClientHello is over (but for ALPN in TLS 1.2).
    fn client_hello_done(&self);

    /// Server: suite and certificate are chosen. What the client gets in order to resume the session.
    fn settle_session(&self, suite: CipherSuite) -> Handles;

    /// Server: a HelloRetryRequest was sent.
    fn retry_requested(&self);

    /// Whether what the peer has chosen is secure enough.
    fn accepts(&self, choice: Chosen) -> bool;

    /// Server: the ServerHello was sent. It may say that the session is not resumed after all, because
    /// the client has withdrawn it.
    fn server_hello_sent(&self, hello: &ServerHello<'_>);

    /// Client: the ServerHello has come. Whether a session is resumed is known from here on.
    fn server_hello_received(&self, hello: &ServerHello<'_>) -> Result<(), Fatal>;

    /// Client: the server has answered to the extensions (servername_cb): whether it accepts our name,
    /// and the protocol that it selected.
    fn server_extensions(&self, name_accepted: bool, protocol: Option<&[u8]>) -> Answer;

    /// Server: before a certificate is chosen (cert_cb). Client: the server asked for a
    /// certificate (cert_cb, then client_cert_cb).
    fn certificate(&self, request: &CertificateRequest) -> Answer;

    /// Server: this certificate was chosen. Gives DER of the OCSP response to staple, if the client
    /// asked for one (status callback).
    fn certificate_chosen(&self, credential: &Arc<Credential>) -> Result<Option<Vec<u8>>, Fatal>;

    /// Server: choose from the client's protocols, in wire form (alpn_select_cb).
    fn select_alpn(&self, offered: &[u8]) -> AlpnAnswer;

    /// What is known of the connection so far, each time that there is more. The secrets may be
    /// missing, and what only the end decides.
    fn learned(&self, facts: Facts);

    /// Client: the server asks for a certificate; [`Application::certificate`] follows.
    fn certificate_requested(&self, request: &CertificateRequest);

    /// Client: the status of the server's certificate has come, empty for none (OCSP response). In
    /// TLS 1.3 it comes before the chain is verified, in TLS 1.2 after it.
    fn certificate_status(&self, response: &[u8]);

    /// Verify the peer's chain (DER, leaf first, never empty) and record the result. With
    /// `SSL_VERIFY_NONE` a client goes on with any. A client may suspend, a server may not.
    fn verify_peer(&self, chain: &[Vec<u8>]) -> Answer;

    /// Server: the client was asked for a certificate and has none.
    fn peer_has_no_certificate(&self);

    /// Client: the server has said all that it says before our answer (status callback).
    fn server_flight_done(&self) -> Result<(), Fatal>;

    /// TLS 1.3: bytes of padding for a protected record, whose content and type have so many bytes.
    fn padding(&self, content_type: ContentType, length: usize) -> usize;

    /// Runs an operation of a private key, which may be an engine's or the application's own.
    fn with_private_key(&self, operation: &mut dyn FnMut());

    /// A line for the key log.
    fn key_log(&self, label: &str, client_random: &[u8], secret: &[u8]);

    /// Whether [`Application::message`] wants to be called.
    fn wants_messages(&self) -> bool;

    /// A handshake message, alert or record header, for the msg callback.
    fn message(&self, message: Message<'_>);

    /// Whether [`Application::extension`] wants to be called.
    fn wants_extensions(&self) -> bool;

    /// One of the extensions in a message of the peer's, for the debug callback.
    fn extension(&self, kind: ExtensionType, content: &[u8]);

    /// The handshake is about to move to this state (`TLS_ST_*`, OpenSSL's numbers), perhaps the
    /// one in which it is: first the info callback, then `SSL_get_state` changes.
    fn state(&self, state: HandshakeState);

    /// An alert was sent or received, for the info callback.
    fn alert(&self, direction: Direction, alert: Alert);

    /// TLS 1.2: the master secret is made, or recalled.
    fn master_secret(&self, secret: &[u8]);

    /// Client, TLS 1.2: the server sent a ticket, which is never empty.
    fn new_session_ticket(&self, ticket: &[u8], lifetime: u32);

    /// Server, TLS 1.2: seals the session into a ticket. `Err` fails the handshake.
    fn seal_ticket(&self) -> Result<Sealed, Fatal>;
}

/// The facts behind a call of [`Application::certificate`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CertificateRequest {
    /// Client: DER names of the authorities the server accepts.
    pub authorities: Vec<Vec<u8>>,
    /// The peer's signature schemes.
    pub signature_schemes: Vec<SignatureScheme>,
    /// What the peer accepts in certificates, if it says so.
    pub certificate_schemes: Vec<SignatureScheme>,
    /// Client, TLS 1.2: the certificate types asked for.
    pub certificate_types: Vec<u8>,
}

/// What [`Engine::step`] asks for.
#[derive(Debug)]
pub enum Step {
    /// Write `output`, then read one more record.
    NeedRecord,
    /// Write `output`; a callback wants to be asked again later.
    Suspended(Why),
    /// Write `output`; the handshake is over.
    Established(Box<Established>),
    /// Write `output` (it may hold an alert); the handshake failed.
    Failed(Failure),
    /// The peer sent close_notify within the handshake.
    PeerClosed,
}

/// Which callback suspended the handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// `SSL_ERROR_WANT_CLIENT_HELLO_CB`
    ClientHello,
    /// `SSL_ERROR_WANT_X509_LOOKUP`
    Certificate,
    /// `SSL_ERROR_WANT_RETRY_VERIFY`
    Verify,
}

/// How a handshake failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The reason to queue.
    pub reason: Reason,
    /// More words for the error's data, possibly empty.
    pub text: String,
    /// The fatal alert in `output`.
    pub alert_sent: Option<AlertDescription>,
    /// The fatal alert that the peer sent.
    pub alert_received: Option<AlertDescription>,
}

/// One direction of the connection after its handshake.
pub struct Traffic {
    /// What the next record is protected with.
    pub key: RecordKey,
    /// TLS 1.3: where key updates start from.
    pub secret: Option<Secret>,
}

impl std::fmt::Debug for Traffic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Traffic(sequence {})", self.key.sequence())
    }
}

/// A finished handshake.
#[derive(Debug)]
pub struct Established {
    /// What we read.
    pub read: Traffic,
    /// What we write.
    pub write: Traffic,
    /// What is known about the connection.
    pub facts: Facts,
    /// The peer's chain, DER, leaf first; of the original handshake if resumed, but not told then to
    /// clients of TLS 1.3, nor to servers.
    pub peer_chain: Vec<Vec<u8>>,
    /// Client, TLS 1.2: the new session, if the server offered one.
    pub session: Option<ClientSession>,
}

#[cfg(test)]
mod tests;
