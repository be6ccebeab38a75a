//! Sessions of clients from their facts.
//!
//! rustls has no way to make such a session but a handshake. So there is one, in memory, with a
//! server that knows the session's secret and gives its ticket.

use super::current::{self, Secret};
use super::driver::{drive, Progress};
use super::resumption::{restored_tls12, ClientSession, PostHandshake, Tls13};
use super::{client, psk, TLS12, TLS13};
use rustls::client::UnbufferedClientConnection;
use rustls::crypto::tls12::Prf;
use rustls::crypto::{aws_lc_rs, ActiveKeyExchange, CryptoProvider, GetRandomFailed, SecureRandom};
use rustls::pki_types::ServerName;
use rustls::server::{
    ClientHello, ProducesTickets, ResolvesServerCert, StoresServerSessions,
    UnbufferedServerConnection,
};
use rustls::sign::{CertifiedKey, Signer, SigningKey};
use rustls::{
    Error, ServerConfig, SignatureAlgorithm, SignatureScheme, SupportedCipherSuite,
    Tls12CipherSuite,
};
use std::cell::{Cell, RefCell};
use std::sync::{Arc, LazyLock};
use zeroize::Zeroizing;

/// What there is to know about a client's session.
#[derive(Debug)]
pub struct Saved<'a> {
    /// Version of the session.
    pub version: u16,
    /// Its cipher suite.
    pub suite: u16,
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
    /// The server's certificates, the leaf first.
    pub chain: &'a [Vec<u8>],
}

thread_local! {
    static RESTORING: Cell<bool> = const { Cell::new(false) };
    static MASTER: RefCell<Option<Secret>> = const { RefCell::new(None) };
    static ID: Cell<Option<[u8; 32]>> = const { Cell::new(None) };
}

/// Whether the handshake on this thread is the one in memory: nothing is to be verified.
pub(super) fn restoring() -> bool {
    RESTORING.get()
}

/// Ends the restoring, also when a panic unwinds.
struct Restoring;

impl Restoring {
    fn begin(saved: &Saved<'_>) -> Self {
        RESTORING.set(true);
        MASTER.set(Some(Zeroizing::new(saved.secret.to_vec())));
        ID.set(saved.id.try_into().ok());
        Self
    }
}

impl Drop for Restoring {
    fn drop(&mut self) {
        RESTORING.set(false);
        MASTER.set(None);
        ID.set(None);
    }
}

impl ClientSession {
    /// Makes a session from its facts; `None` if it is none that could be resumed.
    pub fn restore(saved: &Saved<'_>) -> Option<Self> {
        let by_id = saved.ticket.is_empty();
        let usable = match saved.version {
            TLS13 => !by_id && !saved.secret.is_empty() && saved.secret.len() <= 64,
            TLS12 => {
                saved.extended_master_secret
                    && saved.secret.len() == 48
                    && (!by_id || saved.id.len() == 32)
            }
            _ => false,
        };
        if !usable || saved.chain.is_empty() {
            return None;
        }
        let _restoring = Restoring::begin(saved);
        current::outside(|| {
            super::resumption::at(saved.time, || {
                let client = handshake(saved).ok()?;
                if saved.version == TLS12 {
                    return restored_tls12();
                }
                let (_, kernel) = client.dangerous_into_kernel_connection().ok()?;
                let secret = Zeroizing::new(saved.secret.to_vec());
                let message = new_session_ticket(saved);
                let origin = PostHandshake::new(kernel);
                let session = Tls13::new(origin, message, saved.time, Some(secret));
                session.value()?;
                Some(ClientSession::tls13(session))
            })
        })
    }
}

/// The body of the NewSessionTicket that the session came with.
fn new_session_ticket(saved: &Saved<'_>) -> Vec<u8> {
    let mut body = saved.lifetime.to_be_bytes().to_vec();
    body.extend_from_slice(&saved.age_add.to_be_bytes());
    body.push(0);
    body.extend_from_slice(&(saved.ticket.len() as u16).to_be_bytes());
    body.extend_from_slice(saved.ticket);
    body.extend_from_slice(&[0, 0]);
    body
}

/// The handshake in memory.
fn handshake(saved: &Saved<'_>) -> Result<UnbufferedClientConnection, Error> {
    let suite = match saved.version {
        TLS12 => SUITES.iter(),
        _ => psk::SUITES.iter(),
    }
    .find(|s| u16::from(s.suite()) == saved.suite)
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
    let config = client::base_config(provider.clone(), versions, tickets)?;
    let name = ServerName::try_from("unnamed").map_err(|_| Error::HandshakeNotComplete)?;
    let mut client = UnbufferedClientConnection::new(Arc::new(config), name)?;

    let key = Arc::new(NoKey(rsa(saved.suite)));
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

fn rsa(suite: u16) -> bool {
    matches!(suite, 0xc02f | 0xc030 | 0xcca8)
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

/// A PRF which makes the given master secret of any key exchange.
struct GivenMaster(&'static dyn Prf);

impl Prf for GivenMaster {
    fn for_key_exchange(
        &self,
        output: &mut [u8; 48],
        _: Box<dyn ActiveKeyExchange>,
        _: &[u8],
        _: &[u8],
        _: &[u8],
    ) -> Result<(), Error> {
        MASTER.with_borrow(|master| match master {
            Some(master) if master.len() == output.len() => {
                output.copy_from_slice(master);
                Ok(())
            }
            _ => Err(Error::HandshakeNotComplete),
        })
    }

    fn for_secret(&self, output: &mut [u8], secret: &[u8], label: &[u8], seed: &[u8]) {
        self.0.for_secret(output, secret, label, seed);
    }
}

/// The TLS 1.2 suites with that PRF.
static SUITES: LazyLock<Vec<SupportedCipherSuite>> = LazyLock::new(|| {
    let given = |suite: &SupportedCipherSuite| match suite {
        SupportedCipherSuite::Tls12(suite) => {
            let prf = Box::leak(Box::new(GivenMaster(suite.prf_provider)));
            Some(SupportedCipherSuite::Tls12(Box::leak(Box::new(
                Tls12CipherSuite {
                    common: psk::common(&suite.common),
                    prf_provider: prf,
                    kx: suite.kx,
                    sign: suite.sign,
                    aead_alg: suite.aead_alg,
                },
            ))))
        }
        SupportedCipherSuite::Tls13(_) => None,
    };
    aws_lc_rs::ALL_CIPHER_SUITES
        .iter()
        .filter_map(given)
        .collect()
});

/// Randomness, but 32 bytes of it are the session's id.
#[derive(Debug)]
struct GivenId;

impl SecureRandom for GivenId {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), GetRandomFailed> {
        match (ID.get(), <&mut [u8; 32]>::try_from(&mut *buffer)) {
            (Some(id), Ok(buffer)) => *buffer = id,
            _ => aws_lc_rs::default_provider().secure_random.fill(buffer)?,
        }
        Ok(())
    }
}
