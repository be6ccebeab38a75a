//! The client's side: how its handshake begins.

use super::configs;
use super::current::{self, Call};
use super::driver::{Connection, Engine, Stop};
use super::{server, Application, Obstacle, Parameters};
use crate::error::reason::Reason;
use crate::error::Fatal;
use crate::record::alert;
use rustls::client::UnbufferedClientConnection;
use rustls::pki_types::{DnsName, ServerName};
use std::sync::Arc;

/// Starts the handshake unless it has started.
pub(super) fn prepare(engine: &mut Engine, app: &dyn Application) -> Result<(), Stop> {
    if engine.connection.is_some() {
        return Ok(());
    }
    engine.ask_parameters(app);
    let parameters = &engine.parameters;
    let profile = &parameters.profile;
    match profile.obstacle {
        None => {}
        Some(Obstacle::NoProtocols) => {
            let none = Reason::NO_PROTOCOLS_AVAILABLE;
            return Err(Fatal::new(alert::PROTOCOL_VERSION, none).into());
        }
        Some(Obstacle::NoCiphers) => {
            return Err(Fatal::new(alert::INTERNAL_ERROR, Reason::NO_CIPHERS_AVAILABLE).into());
        }
        Some(Obstacle::NoSignatures) => return Err(server::no_signatures().into()),
    }
    let name = server_name(parameters);
    let mut config = configs::client(parameters)
        .map_err(|_| Fatal::new(alert::INTERNAL_ERROR, Reason::NO_SUITABLE_GROUPS))?;
    config.enable_sni = name.is_some();
    config.alpn_protocols = protocols(&parameters.alpn);
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
    .map_err(|_| Fatal::new(alert::INTERNAL_ERROR, Reason::ERR_R_INTERNAL_ERROR))?;
    engine.connection = Some(Connection::Client(Box::new(connection)));
    Ok(())
}

/// The name to send, if it is one that the extension can carry.
fn server_name(parameters: &Parameters) -> Option<ServerName<'static>> {
    let name = parameters.server_name.as_deref()?;
    let name = DnsName::try_from(name).ok()?;
    Some(ServerName::DnsName(name.to_owned()))
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
