//! The boundary of the handshake: what it asks of the record layer and of the program behind the connection.
//!
//! The machine calls at once and in order, so the order of its code is the order in which an application's
//! callbacks run. Every method takes `&self`, because a callback may call the same connection again; the
//! machine is out of its cell meanwhile, and holds no borrow of what the connection owns.

use std::ffi::{CStr, CString};
use std::rc::Rc;
use std::sync::Arc;

use crypto::hash::Function;
use crypto::pkey::PKey;
use zeroize::Zeroizing;

use crate::choose::signature::PeerKey;
use crate::choose::Question;
use crate::cipher::Cipher;
use crate::config::{Config, Credential};
use crate::error::{Fatal, Reason};
use crate::exchange::psk::MAX_KEY_LENGTH;
use crate::exchange::Share;
use crate::facts::Facts;
use crate::message::client_hello::ClientHello;
use crate::record::{Protocol, RecordKey};
use crate::registry::alert::AlertDescription;
use crate::registry::extension::ExtensionType;
use crate::registry::group::NamedGroup;
use crate::registry::state::HandshakeState;
use crate::registry::version::ProtocolVersion;
use crate::schedule::{Secret, Transcript};
use crate::session::Resumable;

/// All that the machine asks for.
pub trait Link: Records + Program {
    /// Fills `out` with random bytes that go over the wire (`RAND_bytes_ex`).
    fn random(&self, out: &mut [u8]) -> Result<(), Fatal>;

    /// A new key pair for one exchange. Tests replace it to replay known handshakes.
    fn share(&self, group: NamedGroup) -> Result<Share, Fatal>;

    /// Seconds since 1970.
    fn now(&self) -> i64;
}

/// Which way records go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// From the peer.
    Read,
    /// To the peer.
    Write,
}

/// What a message is, as its record says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A handshake message, header included.
    Handshake,
    /// ChangeCipherSpec.
    ChangeCipherSpec,
    /// A ClientHello in the format of SSL 2.0, which is a record of its own: without the record's length.
    Ssl2Hello,
}

/// What records must look like from now on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    /// The version is negotiated.
    Version(Protocol, ProtocolVersion),
    /// Client: a HelloRetryRequest has come, after which ChangeCipherSpec is passed over like in TLS 1.3.
    AfterRetry,
    /// Server of TLS 1.3: alerts may still come in the clear.
    PlaintextAlerts(bool),
    /// Client of TLS 1.3 with an early key: its own alerts go out in the clear.
    OwnPlaintextAlerts(bool),
    /// Server of TLS 1.3: so many bytes of early data that was rejected are passed over, or none is expected.
    SkipEarlyData(Option<usize>),
    /// Server of TLS 1.3: so many bytes of early data are accepted, or none is expected any more.
    ReadEarlyData(Option<usize>),
    /// At most so many bytes of content per record in either direction (max_fragment_length).
    FragmentLength(usize),
    /// Our records carry this version in their header.
    HeaderVersion(ProtocolVersion),
}

/// The record layer below.
pub trait Records {
    /// Puts one message into the flight, under the present key. The msg callback hears of it.
    fn send(&self, kind: Kind, message: &[u8]) -> Result<(), Fatal>;

    /// Puts a warning alert into the flight.
    fn warn(&self, description: AlertDescription);

    /// Uses a key from the next record on; `None` for none. `secret` is what a key update starts from.
    fn install(&self, direction: Direction, key: Option<RecordKey>, secret: Option<Secret>);

    /// The secret that the key of a direction was installed with.
    fn secret(&self, direction: Direction) -> Option<Secret>;

    /// Changes what records must look like.
    fn rule(&self, rule: Rule);

    /// Nothing of the current record is left unread (`RECORD_LAYER_processed_read_pending`).
    fn at_boundary(&self) -> bool;
}

/// The answer of a callback that may ask for time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    Continue,
    /// Ask again when the handshake is called next.
    Wait,
}

/// The answer of the client certificate callback.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CertificateAnswer {
    /// A certificate and its key.
    Given,
    None,
    /// Ask again when the handshake is called next.
    Wait,
}

/// The key of the peer's certificate, as far as signatures go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LeafKey {
    /// There is none, or its parameters are missing.
    Unreadable,
    /// It is of a type that no certificate in TLS has (`ssl_cert_lookup_by_pkey`).
    Unknown,
    Known {
        key: PeerKey,
        /// The certificate's key usage lets the key sign.
        may_sign: bool,
    },
}

/// What session_secret_cb gives.
pub struct SessionSecret {
    pub secret: Zeroizing<Vec<u8>>,
    pub suite: Option<&'static Cipher>,
}

/// What psk_client_callback gives.
pub struct PskAnswer {
    /// The identity, without the NUL at its end.
    pub identity: CString,
    pub key: Zeroizing<[u8; MAX_KEY_LENGTH]>,
    /// What the callback returned: the length of the key.
    pub length: usize,
}

/// The answer of the server name callback.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NameAnswer {
    /// `SSL_TLSEXT_ERR_OK`
    Accept,
    /// `SSL_TLSEXT_ERR_ALERT_WARNING`, with this alert.
    Warn(AlertDescription),
    /// `SSL_TLSEXT_ERR_ALERT_FATAL`, with this alert.
    Refuse(AlertDescription),
    /// A value that `SSL_TLSEXT_ERR_*` does not have: the extension is acknowledged, but not kept.
    Other,
    /// `SSL_TLSEXT_ERR_NOACK`: go on without acknowledging the extension.
    Ignore,
}

/// What a ticket stands for (`SSL_TICKET_STATUS`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ticket {
    /// It is as if there were none (`SSL_TICKET_NONE`).
    None,
    /// The client would like to have one (`SSL_TICKET_EMPTY`).
    Empty,
    /// It is not one of ours; the client is to get a new ticket (`SSL_TICKET_NO_DECRYPT`).
    NoneRenew,
    /// The candidate is the session, and its ticket stays good.
    Found,
    /// The candidate is the session; the client is to get a new ticket.
    FoundRenew,
}

/// A ticket of our own.
#[derive(Debug)]
pub struct Sealed {
    /// The ticket; `None` if the application wants none.
    pub ticket: Option<Vec<u8>>,
}

/// The program behind the connection: its settings, its callbacks, its sessions.
///
/// A method that fails gives the alert and the reason of the place in OpenSSL where the callback is called.
pub trait Program {
    /// What is known of the connection; the getters of the C API look there.
    fn facts(&self) -> &Facts;

    /// The settings as they stand now. One value serves many connections.
    fn config(&self) -> Arc<Config>;

    /// Frees settings that are not used any more. To free the last of a key may call the program.
    fn release(&self, config: Arc<Config>);

    /// Whether the security level or callback allows this (`ssl_security`).
    fn allows(&self, question: Question) -> bool;

    // Watching.

    /// The info callback is told of a step (`SSL_CB_LOOP`), before the state changes.
    fn told_step(&self);

    /// The state that `SSL_get_state` shows from now on.
    fn enter(&self, state: HandshakeState);

    /// A handshake, or what comes after one, begins: the info callback hears `SSL_CB_HANDSHAKE_START` if
    /// `report`. Fails if the version is not secure enough.
    fn started(&self, report: bool) -> Result<(), Fatal>;

    /// Counts an attempt at a handshake; `first`: of this connection.
    fn count_attempt(&self, first: bool);

    /// We have sent close_notify.
    fn sent_shutdown(&self) -> bool;

    /// `SSL_stateless` is under way.
    fn is_stateless(&self) -> bool;

    /// Client: nothing is on its way in the record layer, so that a renegotiation can begin.
    fn may_renegotiate(&self) -> bool;

    /// TLS 1.3: keeps the hash of the handshake for a certificate request after it, and gives it back.
    fn save_transcript(&self, transcript: &Transcript);
    fn saved_transcript(&self) -> Option<Transcript>;

    /// The handshake is over, for the caches (`cleanuphand` in `tls_finish_handshake`).
    fn end_session(&self);

    /// `SSL_in_init` is false from now on, and the info callback hears `SSL_CB_HANDSHAKE_DONE` if `report`.
    /// With `more`, the handshake goes on afterwards.
    fn done(&self, report: bool, more: bool);

    /// The shutdown flags are cleared.
    fn clear_shutdown(&self);

    /// A whole message of the peer's, for the msg callback.
    fn received(&self, kind: Kind, message: &[u8]);

    /// An extension in a message of the peer's, for the debug callback.
    fn extension_seen(&self, kind: ExtensionType, content: &[u8]);

    /// Gives the content of an extension of the program's, by its index in the settings; `None` to leave it out.
    /// `context` is the message (`SSL_EXT_*`); in a Certificate, `chain` is the certificate's index.
    fn add_custom(
        &self,
        index: usize,
        context: u32,
        chain: usize,
    ) -> Result<Option<Vec<u8>>, AlertDescription>;

    /// Reads an extension of the program's.
    fn parse_custom(
        &self,
        index: usize,
        context: u32,
        chain: usize,
        content: &[u8],
    ) -> Result<(), AlertDescription>;

    /// A line for the key log; the client's random is in the facts.
    fn key_log(&self, label: &'static str, secret: &[u8]);

    /// A line for the key log about an RSA key exchange, which is named by the first 8 bytes of the encrypted
    /// secret.
    fn key_log_rsa(&self, encrypted: &[u8; 8], premaster: &[u8]);

    // Server: the ClientHello.

    /// client_hello_cb. The hello stays with the connection until `client_hello_done`.
    fn client_hello(&self, hello: &Rc<ClientHello>) -> Result<Answer, Fatal>;

    /// Nobody looks into the ClientHello any more.
    fn client_hello_done(&self);

    /// servername_cb, on either side. It may have changed the context and the settings. Without a callback,
    /// [`NameAnswer::Ignore`].
    fn server_name(&self) -> NameAnswer;

    /// The first handshake may have moved to another context: its attempt is counted there
    /// (`stats.sess_accept`).
    fn move_attempt(&self);

    /// alpn_select_cb: `None` to go on without.
    fn select_alpn(&self, offered: &[u8]) -> Result<Option<Vec<u8>>, Fatal>;

    /// Server: npn_advertised_cb: the list of protocols, in wire form; `None` for no answer.
    fn advertise_protocols(&self) -> Option<Vec<u8>>;

    /// Client: npn_select_cb: one of the protocols that the server knows, or another; `None` for a failure.
    fn select_protocol(&self, advertised: &[u8]) -> Option<Vec<u8>>;

    /// session_ticket_cb sees the peer's ticket extension: false if the handshake is to fail.
    fn ticket_extension_seen(&self, content: &[u8]) -> bool;

    /// Server: keeps the DER of the OCSP responders that the client trusts, or none. False if one is malformed.
    fn receive_responders(&self, responders: &[&[u8]]) -> bool;

    /// Server: keeps the DER of the extensions for the OCSP request. False if it is malformed.
    fn receive_status_extensions(&self, extensions: &[u8]) -> bool;

    /// gen_stateless_cookie_cb: `None` for a failure.
    fn make_cookie(&self) -> Option<Vec<u8>>;

    /// verify_stateless_cookie_cb
    fn check_cookie(&self, cookie: &[u8]) -> bool;

    /// The key that authenticates the cookies of the context.
    fn cookie_key(&self) -> Zeroizing<[u8; 32]>;

    /// allow_early_data_cb.
    fn allows_early_data(&self) -> bool;

    /// The status callback: true if the response that is set now is to be sent (server), or is accepted
    /// (client).
    fn status(&self) -> Result<bool, Fatal>;

    /// The response that a server sends.
    fn status_response(&self) -> Vec<u8>;

    /// Client: the response that came; empty for none.
    fn received_status(&self, response: &[u8]);

    // Certificates.

    /// cert_cb, on either side.
    fn certificate(&self) -> Result<Answer, Fatal>;

    /// Client: client_cert_cb and the engine; what they give is in the next `config`.
    fn client_certificate(&self) -> CertificateAnswer;

    /// This is the certificate in use (`s->cert->key`).
    fn use_credential(&self, credential: &Arc<Credential>);

    /// Whether the security level or callback allows the chain that we send (`ssl_security_cert_chain`).
    fn check_own_chain(&self, credential: &Credential) -> Result<(), Fatal>;

    /// Client: the server has named an issuer of one of the chain's certificates, or none at all.
    fn issuer_asked(&self, credential: &Credential) -> bool;

    /// Parses and keeps a certificate of the peer's chain (DER); the `first` begins a new chain.
    fn receive_certificate(&self, der: &[u8], first: bool) -> Result<(), Fatal>;

    /// Verifies the chain that was received, and records the result. A server does not wait.
    fn verify_chain(&self) -> Result<Answer, Fatal>;

    /// The key of the leaf of the chain that was received last, or of the session's peer.
    fn peer_key(&self) -> LeafKey;

    /// The same key, to encrypt for it.
    fn peer_public_key(&self) -> Option<PKey>;

    /// The chain that was received is the session's, with the result of its verification.
    fn keep_chain(&self);

    /// Client: the timestamps of the server's certificate are validated (`ssl_validate_ct`). Fails only where
    /// the peer is verified.
    fn validate_timestamps(&self) -> Result<(), Fatal>;

    /// Whether a key for Diffie-Hellman is secure enough (`SSL_SECOP_TMP_DH`).
    fn allows_dh(&self, bits: i32, key: &PKey) -> bool;

    /// Server: the parameters for DHE: set, given by callback, or automatic ones; `None` if there are none.
    fn dh_parameters(&self) -> Result<Option<PKey>, Fatal>;

    /// Server: psk_server_callback: writes the key of an identity, and gives its length.
    fn server_psk(&self, identity: &CStr, key: &mut [u8; MAX_KEY_LENGTH]) -> usize;

    /// Server: the client has no certificate.
    fn no_peer_certificate(&self);

    /// Names of the authorities that the peer accepts, DER.
    fn receive_authorities(&self, names: &[&[u8]]) -> Result<(), Fatal>;

    /// The peer has named no authorities yet.
    fn forget_authorities(&self);

    /// Signs with the key of a credential. The key may be an engine's or the application's own.
    fn sign(
        &self,
        credential: &Credential,
        scheme: &'static crate::registry::scheme::SignatureAlgorithm,
        message: &[u8],
    ) -> Result<Vec<u8>, Fatal>;

    /// Checks the peer's signature with the leaf's key. `false`: it is wrong.
    fn verify_signature(
        &self,
        scheme: &'static crate::registry::scheme::SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, Fatal>;

    /// An error that comes before a fatal one in the queue.
    fn queue_error(&self, reason: Reason);

    // Sessions. The candidate is the session that was found last, until it is adopted or dropped.

    /// Reads and changes what the connection's session says. Nothing happens if it has none.
    fn session(&self, change: &mut dyn FnMut(&mut Resumable));

    /// A new session with the time and the timeout of the context (`ssl_get_new_session`, which gives it the rest
    /// afterwards); `with_id`: a server of TLS 1.2 or older gives it an id.
    fn new_session(&self, with_id: bool) -> Result<(), Fatal>;

    /// Server: there is no session any more.
    fn drop_session(&self);

    /// Others may have the session: it is replaced by a copy, which can change, and be resumed
    /// (`ssl_session_dup`).
    fn copy_session(&self) -> Result<(), Fatal>;

    /// Client: the server did not resume the session that we had (`sess_miss`).
    fn count_miss(&self);

    /// session_secret_cb on a client: the session's secret, and the suite that the application prefers.
    /// `None` for a failure.
    fn client_session_secret(&self) -> Option<SessionSecret>;

    /// session_secret_cb on a server, with the client's suites; `None` for a failure. What it gives makes the
    /// session verified, and the connection's suites those of the client.
    fn server_session_secret(&self, suites: &[&'static Cipher]) -> Option<SessionSecret>;

    /// Client: psk_client_callback, with the server's hint.
    fn client_psk(&self, hint: Option<&CStr>) -> PskAnswer;

    /// Server: the session gets a new id (`ssl_generate_session_id`).
    fn renew_session_id(&self) -> Result<(), Fatal>;

    /// Server: opens a ticket and asks the application's callbacks (`tls_decrypt_ticket`, but for
    /// `ext.ticket_expected`). `id` is the client's session id, which becomes the session's, if there is one.
    fn open_ticket(&self, ticket: &[u8], id: &[u8]) -> Result<Ticket, Fatal>;

    /// Server: looks a session up by its id, in the cache and by the application's callback. True if there is
    /// a candidate.
    fn lookup(&self, version: ProtocolVersion, id: &[u8]) -> Result<bool, Fatal>;

    /// Server of TLS 1.3: psk_find_session_cb. True if there is a session by this identity: a copy of it, with
    /// the session id context of the connection, is the candidate.
    fn find_psk(&self, identity: &[u8]) -> Result<bool, Fatal>;

    /// Client of TLS 1.3: psk_use_session_cb. The session that it gives becomes the candidate, and its identity
    /// is returned. After a HelloRetryRequest the callback is told which hash it must have.
    fn use_psk(&self, hash: Option<Function>) -> Result<Option<Vec<u8>>, Fatal>;

    /// The candidate is a new session of TLS 1.3 with this key and suite, and with the session id context of the
    /// connection: the key is that of a callback that knows no sessions.
    fn make_candidate(&self, key: &[u8], suite: &'static Cipher) -> Result<(), Fatal>;

    /// Reads the candidate.
    fn candidate(&self, look: &mut dyn FnMut(&Resumable));

    /// The candidate becomes the connection's session. On a server this is counted (`sess_hit`), and the result
    /// of its verification is that of the connection.
    fn adopt_candidate(&self);

    /// The candidate leaves the cache, so that it serves only once. False if it was not there any more.
    fn take_candidate(&self) -> bool;

    /// The candidate is not used; `expired`: it leaves the cache, from which it was.
    fn drop_candidate(&self, expired: bool);

    /// Server: a session was found whose time is over (`sess_timeout`).
    fn count_timeout(&self);

    /// Whether the session may still be resumed by others (`not_resumable_session_cb` included).
    fn decide_resumable(&self, ephemeral: bool) -> bool;

    /// Server: generate_ticket_cb: false if it fails.
    fn generate_ticket(&self) -> bool;

    /// Server: seals the connection's session into a ticket (ticket key callbacks).
    fn seal_ticket(&self) -> Result<Sealed, Fatal>;

    /// Server of TLS 1.3: the ticket is made; the caches and the application hear of its session.
    fn end_ticket(&self);

    /// Client up to TLS 1.2: the session leaves the client's cache, if there is one: a new ticket replaces it.
    fn forget_session(&self);

    /// Client of TLS 1.3: the session with its ticket is complete; the caches and the application hear of it.
    fn ticket_received(&self);
}
