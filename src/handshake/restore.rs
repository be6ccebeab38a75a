//! Sessions of clients from their facts.
//!
//! rustls has no way to make such a session but a handshake. So there is one, in memory, with a
//! server that knows what the session is to be: for TLS 1.2 one per session, which gets the master
//! secret and the ticket or id; for TLS 1.3 one per cipher suite and process, and what is left of it
//! gets the tickets of all sessions, each with its key.

use super::configs;
use super::current;
use super::driver::{drive, Progress};
use super::resumption::{at, ClientSession};
use super::suites::{self, SUITES};
use super::{TLS12, TLS13};
use crate::sys::defer::Defer;
use crate::try_lock;
use rustls::client::{
    ClientConnectionData, Tls12ClientSessionValue, Tls13ClientSessionValue,
    UnbufferedClientConnection,
};
use rustls::crypto::{aws_lc_rs, CryptoProvider, GetRandomFailed, SecureRandom};
use rustls::kernel::KernelConnection;
use rustls::pki_types::ServerName;
use rustls::server::{
    ClientHello, ProducesTickets, ResolvesServerCert, StoresServerSessions,
    UnbufferedServerConnection,
};
use rustls::sign::{CertifiedKey, Signer, SigningKey};
use rustls::{Error, ServerConfig, SignatureAlgorithm, SignatureScheme};
use std::cell::{Cell, RefCell};
use std::ptr;
use std::sync::{Arc, Mutex};
use tls::registry::suite::CipherSuite;
use tls::registry::version::ProtocolVersion;
use tls::schedule::SecretBytes;

/// What there is to know about a client's session.
#[derive(Debug)]
pub struct Saved<'a> {
    /// Version of the session.
    pub version: ProtocolVersion,
    /// Its cipher suite.
    pub suite: CipherSuite,
    /// TLS 1.2: the master secret; TLS 1.3: the ticket's pre-shared key.
    pub secret: &'a [u8],
    /// The ticket, or nothing.
    pub ticket: &'a [u8],
    /// TLS 1.2: the session id, if there is no ticket.
    pub id: &'a [u8],
    /// When the session was made, in seconds since 1970.
    pub time: u64,
    /// Seconds that the ticket lasts.
    pub lifetime: u32,
    /// TLS 1.3: `ticket_age_add`.
    pub age_add: u32,
    /// TLS 1.2: the extended master secret was used. A session without it is not restored.
    pub extended_master_secret: bool,
    /// TLS 1.2: the server's certificates, the leaf first.
    pub chain: &'a [Vec<u8>],
}

/// What the handshake in memory is made with, and what comes of it.
#[derive(Default)]
struct Restoring {
    /// TLS 1.2: the master secret. TLS 1.3: the key of the ticket.
    secret: Option<SecretBytes>,
    /// TLS 1.2: the session id.
    id: Option<[u8; 32]>,
    tls12: RefCell<Option<Tls12ClientSessionValue>>,
    ticket: RefCell<Option<Tls13ClientSessionValue>>,
}

thread_local! {
    // A pointer, because a thread-local with a destructor is gone in the last moments of its thread, in
    // which destructors of pthread keys and handlers of atexit may still use connections.
    static RESTORING: Cell<*const Restoring> = const { Cell::new(ptr::null()) };
}

impl Restoring {
    /// Runs `work`, within which the code that rustls calls finds this value.
    fn during<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = RESTORING.replace(self);
        let _restore = Defer(|| RESTORING.set(before));
        work()
    }
}

/// Looks at the handshake in memory, if that is the one on this thread.
fn with<T>(look: impl FnOnce(&Restoring) -> Option<T>) -> Option<T> {
    // SAFETY: NULL, or set by `during`, which holds a reference until it sets it back.
    look(unsafe { RESTORING.get().as_ref() }?)
}

/// Whether the handshake on this thread is the one in memory: nothing is to be verified.
pub(super) fn restoring() -> bool {
    !RESTORING.get().is_null()
}

/// The master secret of the handshake in memory.
pub(super) fn given_master() -> Option<[u8; 48]> {
    with(|restoring| restoring.secret.as_deref()?.try_into().ok())
}

/// The key of the ticket that is being worked on.
pub(super) fn given_key() -> Option<SecretBytes> {
    with(|restoring| restoring.secret.clone())
}

/// Keeps what the handshake in memory ended with.
pub(super) fn keep_tls12(session: Tls12ClientSessionValue) {
    with(|restoring| restoring.tls12.replace(Some(session)));
}

/// Keeps what rustls made of the ticket that it was given. The ticket of a connection, which rustls does
/// not see, is nothing to keep.
pub(super) fn keep_ticket(ticket: Tls13ClientSessionValue) {
    with(|restoring| restoring.ticket.replace(Some(ticket)));
}

impl ClientSession {
    /// Makes a session from its facts; `None` if it is none that could be resumed.
    pub fn restore(saved: &Saved<'_>) -> Option<Self> {
        match saved.version {
            TLS13 => Tls13::new(saved).map(ClientSession::tls13),
            TLS12 => restore_tls12(saved),
            _ => None,
        }
    }
}

fn restore_tls12(saved: &Saved<'_>) -> Option<ClientSession> {
    let by_id = saved.ticket.is_empty();
    let whole = saved.extended_master_secret && saved.secret.len() == 48 && !saved.chain.is_empty();
    if !whole || (by_id && saved.id.len() != 32) {
        return None;
    }
    let restoring = Restoring {
        secret: SecretBytes::new(saved.secret),
        id: saved.id.try_into().ok(),
        ..Restoring::default()
    };
    restoring
        .during(|| current::outside(|| at(saved.time, || handshake(saved))))
        .ok()?;
    restoring.tls12.take().map(ClientSession::tls12)
}

/// A client's session of TLS 1.3.
pub(super) struct Tls13 {
    suite: CipherSuite,
    key: SecretBytes,
    /// The body of the NewSessionTicket that the session came with, and when.
    message: Vec<u8>,
    time: u64,
}

/// What is left of a handshake with a cipher suite, and makes rustls's sessions of tickets.
type Template = KernelConnection<ClientConnectionData>;

/// At most one for each suite.
static TEMPLATES: Mutex<Vec<(CipherSuite, Template)>> = Mutex::new(Vec::new());

impl Tls13 {
    fn new(saved: &Saved<'_>) -> Option<Self> {
        let known = SUITES.iter().any(|s| u16::from(s.suite()) == saved.suite.0);
        if !known || saved.ticket.is_empty() || saved.secret.is_empty() {
            return None;
        }
        Some(Self {
            suite: saved.suite,
            key: SecretBytes::new(saved.secret)?,
            message: new_session_ticket(saved),
            time: saved.time,
        })
    }

    /// rustls's value, for one use.
    pub fn value(&self) -> Option<Tls13ClientSessionValue> {
        current::outside(|| {
            let Some(mut templates) = try_lock::lock(&TEMPLATES) else {
                return self.value_from(&mut template(self.suite)?);
            };
            if !templates.iter().any(|(suite, _)| *suite == self.suite) {
                templates.push((self.suite, template(self.suite)?));
            }
            let (_, template) = templates
                .iter_mut()
                .find(|(suite, _)| *suite == self.suite)?;
            self.value_from(template)
        })
    }

    fn value_from(&self, template: &mut Template) -> Option<Tls13ClientSessionValue> {
        let restoring = Restoring {
            secret: Some(self.key.clone()),
            ..Restoring::default()
        };
        restoring
            .during(|| {
                at(self.time, || {
                    template.handle_new_session_ticket(&self.message)
                })
            })
            .ok()?;
        restoring.ticket.take()
    }
}

fn template(suite: CipherSuite) -> Option<Template> {
    let saved = Saved {
        version: TLS13,
        suite,
        secret: &[],
        ticket: &[],
        id: &[],
        time: 0,
        lifetime: 0,
        age_add: 0,
        extended_master_secret: false,
        // rustls requires a certificate, but never inspects it.
        chain: &[vec![0]],
    };
    let client = Restoring::default().during(|| handshake(&saved)).ok()?;
    Some(client.dangerous_into_kernel_connection().ok()?.1)
}

/// The body of the NewSessionTicket that the session came with.
fn new_session_ticket(saved: &Saved<'_>) -> Vec<u8> {
    let mut body = Vec::with_capacity(13 + saved.ticket.len());
    body.extend_from_slice(&saved.lifetime.to_be_bytes());
    body.extend_from_slice(&saved.age_add.to_be_bytes());
    body.push(0);
    body.extend_from_slice(&(saved.ticket.len() as u16).to_be_bytes());
    body.extend_from_slice(saved.ticket);
    body.extend_from_slice(&[0, 0]);
    body
}

/// The handshake in memory.
fn handshake(saved: &Saved<'_>) -> Result<UnbufferedClientConnection, Error> {
    let suite = SUITES
        .iter()
        .find(|s| u16::from(s.suite()) == saved.suite.0)
        .ok_or(Error::HandshakeNotComplete)?;
    let provider = Arc::new(CryptoProvider {
        cipher_suites: vec![*suite],
        secure_random: &GivenId,
        ..aws_lc_rs::default_provider()
    });
    let versions: &[_] = match saved.version {
        TLS12 => &[&rustls::version::TLS12],
        _ => &[&rustls::version::TLS13],
    };
    let tickets = !saved.ticket.is_empty();
    let mut config = configs::bare_client(provider.clone(), versions, tickets)?;
    config.enable_secret_extraction = true;
    let name = ServerName::try_from("unnamed").map_err(|_| Error::HandshakeNotComplete)?;
    let mut client = UnbufferedClientConnection::new(Arc::new(config), name)?;

    let key = Arc::new(NoKey(suites::signs_with_rsa(saved.suite)));
    let chain = saved.chain.iter().map(|c| c.clone().into()).collect();
    let server = Arc::new(Server {
        key: Arc::new(CertifiedKey::new(chain, key)),
        ticket: saved.ticket.to_vec(),
        lifetime: saved.lifetime,
    });
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)?
        .with_no_client_auth()
        .with_cert_resolver(server.clone());
    config.send_tls13_tickets = 0;
    config.ticketer = server.clone();
    config.session_storage = server;
    let mut server = UnbufferedServerConnection::new(Arc::new(config))?;

    let (mut to_client, mut to_server) = (Vec::new(), Vec::new());
    for _ in 0..4 {
        let progress = drive(&mut client, &mut to_client, &mut to_server)?;
        if matches!(progress, Progress::Done) {
            return Ok(client);
        }
        drive(&mut server, &mut to_server, &mut to_client)?;
    }
    Err(Error::HandshakeNotComplete)
}

/// The server in memory: what it has of a certificate, a ticket, a cache.
#[derive(Debug)]
struct Server {
    key: Arc<CertifiedKey>,
    ticket: Vec<u8>,
    lifetime: u32,
}

impl ResolvesServerCert for Server {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.key.clone())
    }
}

impl ProducesTickets for Server {
    fn enabled(&self) -> bool {
        !self.ticket.is_empty()
    }

    fn lifetime(&self) -> u32 {
        self.lifetime
    }

    fn encrypt(&self, _: &[u8]) -> Option<Vec<u8>> {
        Some(self.ticket.clone())
    }

    fn decrypt(&self, _: &[u8]) -> Option<Vec<u8>> {
        None
    }
}

impl StoresServerSessions for Server {
    fn put(&self, _: Vec<u8>, _: Vec<u8>) -> bool {
        true
    }

    fn get(&self, _: &[u8]) -> Option<Vec<u8>> {
        None
    }

    fn take(&self, _: &[u8]) -> Option<Vec<u8>> {
        None
    }

    fn can_cache(&self) -> bool {
        self.ticket.is_empty()
    }
}

/// A key that signs nothing: the client in memory does not verify either.
#[derive(Debug, Clone)]
struct NoKey(bool);

impl NoKey {
    /// The scheme that the client in memory offers and the server uses.
    fn scheme(rsa: bool) -> SignatureScheme {
        match rsa {
            true => SignatureScheme::RSA_PSS_SHA256,
            false => SignatureScheme::ECDSA_NISTP256_SHA256,
        }
    }
}

/// What the client in memory says it can verify.
pub(super) fn schemes() -> Vec<SignatureScheme> {
    vec![NoKey::scheme(true), NoKey::scheme(false)]
}

impl SigningKey for NoKey {
    fn choose_scheme(&self, _: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        Some(Box::new(self.clone()))
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        match self.0 {
            true => SignatureAlgorithm::RSA,
            false => SignatureAlgorithm::ECDSA,
        }
    }
}

impl Signer for NoKey {
    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(vec![0])
    }

    fn scheme(&self) -> SignatureScheme {
        NoKey::scheme(self.0)
    }
}

/// Randomness, but 32 bytes of it are the session's id.
#[derive(Debug)]
struct GivenId;

impl SecureRandom for GivenId {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), GetRandomFailed> {
        match (
            with(|restoring| restoring.id),
            <&mut [u8; 32]>::try_from(&mut *buffer),
        ) {
            (Some(id), Ok(buffer)) => *buffer = id,
            _ => aws_lc_rs::default_provider().secure_random.fill(buffer)?,
        }
        Ok(())
    }
}
