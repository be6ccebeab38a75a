//! The client's side: its configuration.

use super::current::{self, Call};
use super::driver::{refusal, Connection, Engine, Stop};
use super::resolver::{ClientResolver, KeyLog};
use super::resumption::{ClientStore, Clock};
use super::verifier::ServerVerifier;
use super::{provider, Application, Parameters};
use crate::error::reason::Reason;
use crate::record::alert;
use rustls::client::danger::ServerCertVerifier;
use rustls::client::{
    ClientSessionStore, ResolvesClientCert, Resumption, Tls12Resumption, UnbufferedClientConnection,
};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{DnsName, ServerName};
use rustls::{ClientConfig, Error, SupportedProtocolVersion};
use std::sync::{Arc, LazyLock};

/// The objects that rustls compares before it resumes, and others that need no copies.
struct Shared {
    verifier: Arc<dyn ServerCertVerifier>,
    resolver: Arc<dyn ResolvesClientCert>,
    store: Arc<dyn ClientSessionStore>,
    key_log: Arc<dyn rustls::KeyLog>,
    clock: Arc<Clock>,
}

static SHARED: LazyLock<Shared> = LazyLock::new(|| Shared {
    verifier: Arc::new(ServerVerifier),
    resolver: Arc::new(ClientResolver),
    store: Arc::new(ClientStore),
    key_log: Arc::new(KeyLog),
    clock: Arc::new(Clock),
});

/// Starts the handshake unless it has started.
pub(super) fn prepare(engine: &mut Engine, app: &dyn Application) -> Result<(), Stop> {
    if engine.connection.is_some() {
        return Ok(());
    }
    engine.parameters = app.parameters();
    let parameters = &engine.parameters;
    if provider::versions(&parameters.profile).is_empty() {
        let none = match parameters.profile.tls12 || parameters.profile.tls13 {
            true => Reason::NO_CIPHERS_AVAILABLE,
            false => Reason::NO_PROTOCOLS_AVAILABLE,
        };
        return Err(refusal(alert::INTERNAL_ERROR, none).into());
    }
    let name = server_name(parameters);
    let config = config(parameters, name.is_some())
        .map_err(|_| refusal(alert::INTERNAL_ERROR, Reason::NO_SUITABLE_GROUPS))?;
    // rustls wants a name; without the extension nobody sees which.
    let name = name.unwrap_or_else(|| ServerName::DnsName(DnsName::try_from("unnamed").unwrap()));
    let call = Call {
        app,
        parameters,
        notes: &engine.notes,
    };
    let connection = current::enter(&call, || {
        UnbufferedClientConnection::new(Arc::new(config), name)
    })
    .map_err(|_| refusal(alert::INTERNAL_ERROR, Reason::ERR_R_INTERNAL_ERROR))?;
    engine.connection = Some(Connection::Client(Box::new(connection)));
    Ok(())
}

/// The name to send, if it is one that the extension can carry.
fn server_name(parameters: &Parameters) -> Option<ServerName<'static>> {
    let name = parameters.server_name.as_deref()?;
    let name = DnsName::try_from(name).ok()?;
    Some(ServerName::DnsName(name.to_owned()))
}

fn config(parameters: &Parameters, enable_sni: bool) -> Result<ClientConfig, Error> {
    let profile = &parameters.profile;
    let provider = provider::client_provider(profile, parameters.fallback);
    let versions = provider::versions(profile);
    let mut config = base_config(provider, &versions, parameters.tickets)?;
    config.enable_sni = enable_sni;
    config.alpn_protocols = protocols(&parameters.alpn);
    // OpenSSL lets the server choose what it likes.
    config.check_selected_alpn = false;
    config.max_fragment_size = super::fragment_size(parameters.max_fragment);
    Ok(config)
}

/// A configuration with the shared objects.
pub(super) fn base_config(
    provider: Arc<CryptoProvider>,
    versions: &[&'static SupportedProtocolVersion],
    tickets: bool,
) -> Result<ClientConfig, Error> {
    let shared = &*SHARED;
    let mut config = ClientConfig::builder_with_details(provider, shared.clock.clone())
        .with_protocol_versions(versions)?
        .dangerous()
        .with_custom_certificate_verifier(shared.verifier.clone())
        .with_client_cert_resolver(shared.resolver.clone());
    config.resumption = Resumption::store(shared.store.clone()).tls12_resumption(match tickets {
        true => Tls12Resumption::SessionIdOrTickets,
        false => Tls12Resumption::SessionIdOnly,
    });
    config.key_log = shared.key_log.clone();
    Ok(config)
}

/// The names in a protocol list in wire form.
fn protocols(mut list: &[u8]) -> Vec<Vec<u8>> {
    let mut names = Vec::new();
    while let Some((len, rest)) = list.split_first() {
        let Some((name, rest)) = rest.split_at_checked(usize::from(*len)) else {
            break;
        };
        names.push(name.to_vec());
        list = rest;
    }
    names
}
