//! The server's side: the ClientHello is ours to read first, with the application's callbacks in
//! OpenSSL's order; then rustls gets a configuration in which everything is decided.

use super::configs::{self, Choice};
use super::current::{self, Call};
use super::driver::{refusal, Connection, Engine, Stop};
use super::resumption::{ServerStore, Tickets};
use super::state::ServerState;
use super::{
    selection, AlpnAnswer, Answer, Application, CertificateRequest, ClientHello, Found, Parameters,
    Refusal, Why, TLS12, TLS13,
};
use crate::error::reason::Reason;
use crate::handshake::client_hello::Malformed;
use crate::record::alert;
use rustls::server::UnbufferedServerConnection;
use std::rc::Rc;
use std::sync::Arc;

/// How far the ClientHello has been worked on.
#[derive(Default)]
pub(super) struct Opening {
    message: Option<Vec<u8>>,
    hello: Option<Rc<ClientHello>>,
    /// The one that answers a HelloRetryRequest.
    second_hello: Option<ClientHello>,
    stage: Stage,
    version: u16,
    /// Something else came first.
    unexpected: Option<Refusal>,
    protocol: Option<Vec<u8>>,
    /// Warning alerts to send.
    pub warnings: Vec<u8>,
}

#[derive(Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    #[default]
    Receiving,
    ClientHelloCallback,
    Version,
    ServerName,
    /// TLS 1.3 chooses the protocol before the certificate, TLS 1.2 after it.
    EarlyProtocol,
    Certificate,
    Selection,
    Done,
}

impl Opening {
    /// A ClientHello was received. One after the first is rustls's to judge.
    pub fn received(&mut self, message: &[u8]) {
        match self.stage {
            Stage::Receiving => self.message = Some(message.to_vec()),
            _ => self.second_hello = ClientHello::parse(message).ok(),
        }
    }

    /// Something else than a ClientHello was received.
    pub fn received_other(&mut self, reason: Reason) {
        if self.stage == Stage::Receiving {
            self.unexpected = Some(refusal(alert::UNEXPECTED_MESSAGE, reason));
        }
    }

    /// The version chosen so far, or 0.
    pub fn version(&self) -> u16 {
        self.version
    }

    /// The version of records in the clear: the client's own where we have none in common.
    pub fn record_version(&self) -> u16 {
        match &self.hello {
            Some(hello) if self.version == 0 => hello.legacy_version().clamp(0x0300, TLS12),
            _ => TLS12,
        }
    }

    /// The version that callbacks are told before the ServerHello, if a version was looked for.
    pub fn told_version(&self) -> Option<u16> {
        match self.version {
            0 if self.stage == Stage::Version => Some(self.record_version()),
            0 => None,
            version => Some(version),
        }
    }

    /// The client's share of the key exchange in that group, as it was sent last.
    pub fn key_share(&self, group: u16) -> Option<&[u8]> {
        let hello = self.second_hello.as_ref().or(self.hello());
        hello?.key_share(group)
    }

    /// The ClientHello, once it is parsed.
    pub fn hello(&self) -> Option<&ClientHello> {
        self.hello.as_deref()
    }
}

/// Goes through the stages until rustls can be fed.
pub(super) fn prepare(engine: &mut Engine, app: &dyn Application) -> Result<(), Stop> {
    if engine.opening.stage == Stage::Done {
        return Ok(());
    }
    if engine.opening.stage == Stage::Receiving {
        receive(engine)?;
        engine.opening.stage = Stage::ClientHelloCallback;
    }
    let Some(hello) = engine.opening.hello.clone() else {
        return Err(refusal(alert::INTERNAL_ERROR, Reason::ERR_R_INTERNAL_ERROR).into());
    };
    stages(engine, app, &hello)?;
    engine.opening.stage = Stage::Done;
    Ok(())
}

/// Waits for the whole ClientHello and parses it.
fn receive(engine: &mut Engine) -> Result<(), Stop> {
    let Some(message) = engine.opening.message.take() else {
        return match engine.opening.unexpected.take() {
            Some(refusal) => Err(refusal.into()),
            None => Err(Stop::NeedRecord),
        };
    };
    let hello = ClientHello::parse(&message).map_err(|malformed| match malformed {
        Malformed::TooShort => refusal(alert::DECODE_ERROR, Reason::LENGTH_TOO_SHORT),
        Malformed::Length => refusal(alert::DECODE_ERROR, Reason::LENGTH_MISMATCH),
        Malformed::DuplicateExtension => refusal(alert::ILLEGAL_PARAMETER, Reason::BAD_EXTENSION),
    })?;
    engine.opening.hello = Some(Rc::new(hello));
    Ok(())
}

fn stages(engine: &mut Engine, app: &dyn Application, hello: &ClientHello) -> Result<(), Stop> {
    if engine.opening.stage == Stage::ClientHelloCallback {
        match app.client_hello(hello) {
            Answer::Continue | Answer::NoAck | Answer::Warn(_) => {}
            Answer::Suspend => return Err(Stop::Suspended(Why::ClientHello)),
            Answer::Fail(refusal) => return Err(refusal.into()),
        }
        engine.opening.stage = Stage::Version;
    }
    if engine.opening.stage == Stage::Version {
        engine.ask_parameters(app);
        let version = selection::version(&engine.parameters, hello)?;
        engine.opening.version = version;
        if version == TLS13 {
            selection::check_suites(&engine.parameters, hello)?;
        }
        let resume = find_session(app, &engine.parameters, hello, version)?;
        engine.notes.borrow_mut().resume = resume;
        app.learned(engine.known(Some(hello)));
        engine.opening.stage = Stage::ServerName;
    }
    let version = engine.opening.version;
    if engine.opening.stage == Stage::ServerName {
        match app.server_name(hello.server_name()) {
            Answer::Fail(refusal) => return Err(refusal.into()),
            Answer::Suspend => return Err(Stop::Suspended(Why::Certificate)),
            Answer::Warn(alert) if version < TLS13 => engine.opening.warnings.push(alert),
            Answer::Continue | Answer::NoAck | Answer::Warn(_) => {}
        }
        engine.ask_parameters(app);
        engine.opening.stage = Stage::EarlyProtocol;
    }
    if engine.opening.stage == Stage::EarlyProtocol {
        if version == TLS13 {
            engine.opening.protocol = protocol(app, hello)?;
            selection::check_extensions(&engine.parameters, hello)?;
        }
        engine.opening.stage = Stage::Certificate;
    }
    if engine.opening.stage == Stage::Certificate {
        if engine.notes.borrow().resume.is_none() {
            let request = CertificateRequest {
                signature_schemes: hello.signature_schemes(),
                ..CertificateRequest::default()
            };
            match app.certificate(&request) {
                Answer::Continue | Answer::NoAck | Answer::Warn(_) => {}
                Answer::Suspend => return Err(Stop::Suspended(Why::Certificate)),
                Answer::Fail(refusal) => return Err(refusal.into()),
            }
            engine.ask_parameters(app);
        }
        engine.opening.stage = Stage::Selection;
    }
    select(engine, app, hello)
}

/// The application's choice of a protocol.
fn protocol(app: &dyn Application, hello: &ClientHello) -> Result<Option<Vec<u8>>, Stop> {
    match hello.alpn().map(|offered| app.select_alpn(offered)) {
        None | Some(AlpnAnswer::NoAck) => Ok(None),
        Some(AlpnAnswer::Select(protocol)) => Ok(Some(protocol)),
        Some(AlpnAnswer::Fail(refusal)) => Err(refusal.into()),
    }
}

/// Chooses suite, certificate and group, and makes rustls's half.
fn select(engine: &mut Engine, app: &dyn Application, hello: &ClientHello) -> Result<(), Stop> {
    let version = engine.opening.version;
    let parameters = &engine.parameters;
    let resume = engine.notes.borrow().resume.clone();
    let session_suite = resume
        .as_ref()
        .and_then(|(_, found)| ServerState::parse(&found.state).map(|s| s.suite));
    let choice = selection::choose(parameters, hello, version, session_suite)?;
    if let (None, Some((credential, _))) = (&resume, &choice.credential) {
        let staple = app.certificate_chosen(credential)?;
        engine.notes.borrow_mut().staple = staple;
    }
    engine.notes.borrow_mut().credential = choice.credential;
    engine.notes.borrow_mut().suite = choice.suite;
    engine.notes.borrow_mut().group = choice.group;
    if version < TLS13 {
        engine.opening.protocol = protocol(app, hello)?;
    }

    // Another version's suite has to be there for the downgrade signal of RFC 8446, 4.1.3.
    let other = match version {
        TLS12 => parameters.profile.tls13.then_some(0x1301),
        _ => None,
    };
    let decided = Choice {
        suites: [Some(choice.suite), other],
        group: choice.group,
    };
    let mut config = configs::server(parameters, decided)
        .map_err(|_| refusal(alert::INTERNAL_ERROR, Reason::ERR_R_INTERNAL_ERROR))?;
    config.alpn_protocols = engine.opening.protocol.iter().cloned().collect();
    // Like OpenSSL, give a client that can use a ticket no session id, and send no ticket to a
    // client that came with one, unless it is to be renewed: then it gets one at most.
    let ticket = hello.extension(35);
    let came_with_ticket = resume.is_some() && ticket.is_some_and(|t| !t.is_empty());
    let renew = resume.as_ref().is_some_and(|(_, found)| found.renew);
    config.ticketer = Arc::new(Tickets {
        enabled: parameters.tickets && (version == TLS13 || !came_with_ticket || renew),
        lifetime: match resume {
            Some(_) if version < TLS13 => 0,
            _ => parameters.ticket_lifetime,
        },
    });
    config.session_storage = Arc::new(ServerStore {
        enabled: parameters.cache && !(parameters.tickets && ticket.is_some()),
    });
    config.send_tls13_tickets = match resume {
        Some(_) => parameters.ticket_count.min(usize::from(renew)),
        None => parameters.ticket_count,
    };
    let call = Call {
        app,
        parameters,
        notes: &engine.notes,
    };
    let connection = current::enter(&call, || UnbufferedServerConnection::new(Arc::new(config)))
        .map_err(|_| refusal(alert::INTERNAL_ERROR, Reason::ERR_R_INTERNAL_ERROR))?;
    engine.connection = Some(Connection::Server(Box::new(connection)));
    Ok(())
}

/// What a session is known by, and the session.
type Known = (Vec<u8>, Found);

/// Looks for the session that the client wants to resume: what it is known by, and its state.
/// A session that rustls would not resume counts as none.
fn find_session(
    app: &dyn Application,
    parameters: &Parameters,
    hello: &ClientHello,
    version: u16,
) -> Result<Option<Known>, Refusal> {
    let usable = |state: &[u8]| {
        let suites = match version {
            TLS13 => &parameters.profile.tls13_suites,
            _ => &parameters.profile.tls12_suites,
        };
        let offers_ems = hello.extension(23).is_some();
        ServerState::parse(state).is_some_and(|stored| {
            stored.version == version
                && suites.contains(&stored.suite)
                && hello.suites().any(|s| s == stored.suite)
                // rustls fails a session that had the extension if it is missing now.
                && (version == TLS13 || stored.extended_master_secret || !offers_ems)
                && same_name(stored.server_name, hello.server_name())
                && (version == TLS12 || offers_psk_with_dhe(hello))
        })
    };
    let known = |key: &[u8], found: Option<Found>| {
        let found = found.filter(|found| usable(&found.state))?;
        Some((key.to_vec(), found))
    };
    if version == TLS13 {
        for identity in hello.psk_identities() {
            let found = match parameters.tickets {
                true => app.open_ticket(identity)?,
                false => app.lookup_session(identity)?,
            };
            if let Some(known) = known(identity, found) {
                return Ok(Some(known));
            }
        }
        return Ok(None);
    }
    Ok(match hello.extension(35) {
        Some(ticket) if parameters.tickets && !ticket.is_empty() => {
            known(ticket, app.open_ticket(ticket)?)
        }
        _ if hello.session_id().is_empty() => None,
        _ => known(hello.session_id(), app.lookup_session(hello.session_id())?),
    })
}

/// The client can do a key exchange besides (psk_key_exchange_modes, RFC 8446 section 4.2.9), without
/// which there is no resumption.
fn offers_psk_with_dhe(hello: &ClientHello) -> bool {
    const PSK_DHE_KE: u8 = 1;
    let modes = hello.extension(45).and_then(|modes| modes.get(1..));
    modes.is_some_and(|modes| modes.contains(&PSK_DHE_KE))
}

fn same_name(a: Option<&str>, b: Option<&str>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
        (None, b) => b.is_none_or(|name| name.parse::<std::net::IpAddr>().is_ok()),
        (Some(_), None) => false,
    }
}
