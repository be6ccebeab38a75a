//! rustls's configurations. What they have from a profile alone is made once for each profile; each
//! handshake gets a copy, which shares it.

use super::provider;
use super::resolver::{ClientResolver, KeyLog, ServerResolver};
use super::resumption::{ClientStore, Clock};
use super::verifier::{ClientVerifier, ServerVerifier};
use super::{fragment_size, Parameters, VerifyMode};
use crate::cipher::Cipher;
use crate::sys::library::Library;
use crate::try_lock;
use rustls::client::danger::ServerCertVerifier;
use rustls::client::{ClientSessionStore, ResolvesClientCert, Resumption, Tls12Resumption};
use rustls::crypto::CryptoProvider;
use rustls::{ClientConfig, Error, ServerConfig, SupportedProtocolVersion};
use std::sync::{Arc, LazyLock, Mutex, OnceLock};
use tls::registry::group::NamedGroup;
use tls::registry::suite::CipherSuite;

/// What was made of one profile.
#[derive(Default)]
pub(super) struct Configs {
    /// By whether there are tickets, and whether it is said that a higher version failed.
    client: [OnceLock<ClientConfig>; 4],
    servers: Mutex<Vec<(Choice, ServerConfig)>>,
}

impl std::fmt::Debug for Configs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Configs")
    }
}

/// What a server has decided: the cipher suite, another that is to be there, and the group.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Choice {
    pub suites: [Option<CipherSuite>; 2],
    pub group: NamedGroup,
}

/// The most choices whose configuration is kept.
const KEPT: usize = 16;

/// The objects that rustls compares before it resumes, and others that need no copies.
struct Shared {
    verifier: Arc<dyn ServerCertVerifier>,
    client_resolver: Arc<dyn ResolvesClientCert>,
    server_resolver: Arc<ServerResolver>,
    store: Arc<dyn ClientSessionStore>,
    key_log: Arc<dyn rustls::KeyLog>,
    clock: Arc<Clock>,
}

static SHARED: LazyLock<Shared> = LazyLock::new(|| Shared {
    verifier: Arc::new(ServerVerifier),
    client_resolver: Arc::new(ClientResolver),
    server_resolver: Arc::new(ServerResolver),
    store: Arc::new(ClientStore),
    key_log: Arc::new(KeyLog),
    clock: Arc::new(Clock),
});

/// A client's configuration, but for protocols and the like.
pub(super) fn client(parameters: &Parameters) -> Result<ClientConfig, Error> {
    let profile = &parameters.profile;
    let (tickets, fallback) = (parameters.tickets, parameters.fallback);
    let made = &profile.configs.client[2 * usize::from(tickets) + usize::from(fallback)];
    let mut config = match made.get() {
        Some(config) => config.clone(),
        None => {
            let provider = provider::client_provider(profile, fallback);
            let config = bare_client(provider, &provider::versions(profile), tickets)?;
            made.get_or_init(|| config).clone()
        }
    };
    config.max_fragment_size = fragment_size(parameters.max_fragment);
    Ok(config)
}

/// A client's configuration with the shared objects.
pub(super) fn bare_client(
    provider: Arc<CryptoProvider>,
    versions: &[&'static SupportedProtocolVersion],
    tickets: bool,
) -> Result<ClientConfig, Error> {
    let shared = &*SHARED;
    let mut config = ClientConfig::builder_with_details(provider, shared.clock.clone())
        .with_protocol_versions(versions)?
        .dangerous()
        .with_custom_certificate_verifier(shared.verifier.clone())
        .with_client_cert_resolver(shared.client_resolver.clone());
    config.resumption = Resumption::store(shared.store.clone()).tls12_resumption(match tickets {
        true => Tls12Resumption::SessionIdOrTickets,
        false => Tls12Resumption::SessionIdOnly,
    });
    config.key_log = shared.key_log.clone();
    Ok(config)
}

/// A server's configuration, but for protocols and sessions.
pub(super) fn server(parameters: &Parameters, choice: Choice) -> Result<ServerConfig, Error> {
    let library = &parameters.profile.library;
    let mut config = match parameters.verify.peer {
        // Who is asked for, and how, is the connection's.
        true => bare_server(library, choice, client_verifier(parameters, choice))?,
        false => plain_server(parameters, choice)?,
    };
    config.max_fragment_size = fragment_size(parameters.max_fragment);
    Ok(config)
}

/// That of a server which asks for no certificate.
fn plain_server(parameters: &Parameters, choice: Choice) -> Result<ServerConfig, Error> {
    let nobody = ClientVerifier {
        mode: VerifyMode::default(),
        authorities: Vec::new(),
    };
    let library = &parameters.profile.library;
    let Some(mut made) = try_lock::lock(&parameters.profile.configs.servers) else {
        return bare_server(library, choice, nobody);
    };
    if let Some((_, config)) = made.iter().find(|(of, _)| *of == choice) {
        return Ok(config.clone());
    }
    let config = bare_server(library, choice, nobody)?;
    if made.len() < KEPT {
        made.push((choice, config.clone()));
    }
    Ok(config)
}

fn client_verifier(parameters: &Parameters, choice: Choice) -> ClientVerifier {
    ClientVerifier {
        mode: match parameters.verify {
            later if later.post_handshake && choice.is_tls13() => VerifyMode::default(),
            now => now,
        },
        authorities: parameters.authorities.0.clone(),
    }
}

fn bare_server(
    library: &Library,
    choice: Choice,
    verifier: ClientVerifier,
) -> Result<ServerConfig, Error> {
    let shared = &*SHARED;
    let suites = choice.suites.into_iter().flatten();
    let provider = provider::provider(library, suites, [choice.group]);
    let versions: &[_] = match choice.suites {
        _ if choice.is_tls13() => &[&rustls::version::TLS13],
        [_, Some(_)] => &[&rustls::version::TLS13, &rustls::version::TLS12],
        _ => &[&rustls::version::TLS12],
    };
    let mut config = ServerConfig::builder_with_details(provider, shared.clock.clone())
        .with_protocol_versions(versions)?
        .with_client_cert_verifier(Arc::new(verifier))
        .with_cert_resolver(shared.server_resolver.clone());
    config.key_log = shared.key_log.clone();
    config.ignore_client_order = true;
    Ok(config)
}

impl Choice {
    fn is_tls13(&self) -> bool {
        self.suites[0].is_some_and(|suite| Cipher::find(suite).is_some_and(Cipher::is_tls13))
    }
}
