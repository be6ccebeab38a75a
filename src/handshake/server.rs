//! The server's side: the ClientHello is ours to read first, with the application's callbacks in
//! OpenSSL's order; then rustls gets a configuration in which everything is decided.

use super::configs::{self, Choice};
use super::current::{self, Call};
use super::driver::{Connection, Engine, Stop};
use super::resumption::{ServerStore, Tickets};
use super::{
    hello_checks, selection, server_state, signer, AlpnAnswer, Answer, Application,
    CertificateRequest, ClientHello, KeyShare, Obstacle, Why, TLS12, TLS13,
};
use crate::error::reason::Reason;
use crate::error::Fatal;
use crate::record::alert::{self, AlertDescription};
use crate::sys::err;
use rustls::server::UnbufferedServerConnection;
use std::rc::Rc;
use std::sync::Arc;
use tls::registry::group::NamedGroup;
use tls::registry::scheme::SignatureScheme;
use tls::registry::suite::{CipherSuite, TLS_AES_128_GCM_SHA256};
use tls::registry::version::{ProtocolVersion, SSL3};

/// How far the ClientHello has been worked on.
#[derive(Default)]
pub(super) struct Opening {
    message: Option<Vec<u8>>,
    hello: Option<Rc<ClientHello>>,
    /// The one that answers a HelloRetryRequest.
    second_hello: Option<ClientHello>,
    stage: Stage,
    version: Option<ProtocolVersion>,
    /// The cipher suite, which TLS 1.3 chooses before it looks for a session.
    suite: Option<CipherSuite>,
    /// TLS 1.3: the group of the key exchange.
    group: Option<NamedGroup>,
    /// TLS 1.2: that of the session to be resumed.
    session_suite: Option<CipherSuite>,
    /// The random of the ServerHello, once it is made.
    random: Option<[u8; 32]>,
    /// Something else came first.
    unexpected: Option<Fatal>,
    protocol: Option<Vec<u8>>,
    /// Warning alerts to send.
    pub warnings: Vec<AlertDescription>,
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
            self.unexpected = Some(Fatal::new(alert::UNEXPECTED_MESSAGE, reason));
        }
    }

    /// Nothing has been received yet.
    pub fn is_awaited(&self) -> bool {
        self.stage == Stage::Receiving && self.message.is_none()
    }

    /// The version, once it is chosen.
    pub fn version(&self) -> Option<ProtocolVersion> {
        self.version
    }

    /// The cipher suite, once it is chosen.
    pub fn suite(&self) -> Option<CipherSuite> {
        self.suite
    }

    /// The random of the ServerHello to come, once it is made.
    pub fn random(&self) -> Option<[u8; 32]> {
        self.random
    }

    /// The version of records in the clear: the client's own where we have none in common.
    pub fn record_version(&self) -> ProtocolVersion {
        match &self.hello {
            Some(hello) if self.version.is_none() => hello.legacy_version().clamp(SSL3, TLS12),
            _ => TLS12,
        }
    }

    /// The version that callbacks are told before the ServerHello, if a version was looked for.
    pub fn told_version(&self) -> Option<ProtocolVersion> {
        match self.version {
            None if self.stage == Stage::Version => Some(self.record_version()),
            version => version,
        }
    }

    /// TLS 1.3: the client's share of the key exchange that is used, as it was sent last.
    pub fn peer_share(&self) -> Option<KeyShare> {
        let hello = self.second_hello.as_ref().or(self.hello())?;
        let group = self.group?;
        let key = hello.key_share(group)?.into();
        Some(KeyShare { group, key })
    }

    /// The ClientHello, once it is parsed.
    pub fn hello(&self) -> Option<&ClientHello> {
        self.hello.as_deref()
    }
}

/// How a server that cannot begin fails.
pub(super) fn refused_by(obstacle: Obstacle) -> Fatal {
    match obstacle {
        Obstacle::NoProtocols => {
            Fatal::new(alert::PROTOCOL_VERSION, Reason::NO_PROTOCOLS_AVAILABLE)
        }
        Obstacle::NoCiphers => Fatal::new(alert::HANDSHAKE_FAILURE, Reason::NO_CIPHERS_AVAILABLE),
        Obstacle::NoSignatures => no_signatures(),
    }
}

/// There is nothing to write into a list of signature algorithms.
pub(super) fn no_signatures() -> Fatal {
    err::raise(Reason::NO_SUITABLE_SIGNATURE_ALGORITHM);
    internal()
}

fn internal() -> Fatal {
    Fatal::new(alert::INTERNAL_ERROR, Reason::ERR_R_INTERNAL_ERROR)
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
        return Err(internal().into());
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
    let hello = ClientHello::parse(&message)?;
    engine.opening.hello = Some(Rc::new(hello));
    Ok(())
}

fn stages(engine: &mut Engine, app: &dyn Application, hello: &Rc<ClientHello>) -> Result<(), Stop> {
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
        hello_checks::check_suites(hello)?;
        engine.notes.borrow_mut().peer_groups = hello.groups();
        engine.opening.version = Some(version);
        app.learned(engine.known());
        if version == TLS13 {
            let suite = selection::tls13_suite(&engine.parameters, hello)?;
            engine.opening.suite = Some(suite);
            app.learned(engine.known());
        }
        hello_checks::check_before_session(hello, version)?;
        begin_session(engine, app, hello, version)?;
        let usable = selection::own_groups(&engine.parameters, version);
        hello_checks::check_before_callbacks(hello, version, engine.resumes(), &usable)?;
        if version == TLS13 {
            let group = selection::group(&engine.parameters, hello, version);
            engine.opening.group = group.ok();
            app.learned(engine.known());
        }
        engine.opening.stage = Stage::ServerName;
    }
    let version = engine.opening.version.ok_or(internal())?;
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
        }
        let resumes = engine.resumes();
        let group = selection::group(&engine.parameters, hello, version);
        hello_checks::check_presence(hello, version, resumes, group)?;
        if !resumes && hello_checks::names_signature_algorithms(hello) {
            selection::check_schemes(&engine.parameters, hello)?;
        }
        app.client_hello_done();
        engine.opening.random = Some(server_random(engine)?);
        app.learned(engine.known());
        engine.opening.stage = Stage::Certificate;
    }
    if engine.opening.stage == Stage::Certificate {
        if !engine.resumes() {
            let request = CertificateRequest {
                signature_schemes: hello.signature_schemes(),
                certificate_schemes: hello.certificate_schemes(),
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
    select(engine, app, hello, version)
}

/// The application's choice of a protocol.
fn protocol(app: &dyn Application, hello: &ClientHello) -> Result<Option<Vec<u8>>, Stop> {
    match hello.alpn().map(|offered| app.select_alpn(offered)) {
        None | Some(AlpnAnswer::NoAck) => Ok(None),
        Some(AlpnAnswer::Select(protocol)) => Ok(Some(protocol)),
        Some(AlpnAnswer::Fail(refusal)) => Err(refusal.into()),
    }
}

/// Finds the session that the client wants to resume, or begins a new one.
fn begin_session(
    engine: &mut Engine,
    app: &dyn Application,
    hello: &ClientHello,
    version: ProtocolVersion,
) -> Result<(), Fatal> {
    let Some(found) = app.begin_session(hello, version, engine.opening.suite)? else {
        return Ok(());
    };
    if version < TLS13 && !hello.suites().any(|suite| suite == found.suite) {
        let reason = Reason::REQUIRED_CIPHER_MISSING;
        return Err(Fatal::new(alert::ILLEGAL_PARAMETER, reason));
    }
    engine.opening.session_suite = Some(found.suite).filter(|_| version < TLS13);
    let state = server_state::encode(&found, version, hello.server_name());
    engine.notes.borrow_mut().resume = Some((found.known_by, state.into()));
    Ok(())
}

/// The random of the ServerHello, with the downgrade signal of RFC 8446, section 4.1.3.
fn server_random(engine: &Engine) -> Result<[u8; 32], Fatal> {
    const DOWNGRADE_TO_TLS12: &[u8; 8] = b"DOWNGRD\x01";
    let mut random = [0; 32];
    let failed = internal();
    let library = &engine.parameters.profile.library;
    library.random(&mut random).ok_or(failed)?;
    if engine.opening.version < Some(TLS13) && engine.parameters.profile.tls13 {
        random[24..].copy_from_slice(DOWNGRADE_TO_TLS12);
    }
    Ok(random)
}

/// Chooses suite, certificate and group, and makes rustls's half.
fn select(
    engine: &mut Engine,
    app: &dyn Application,
    hello: &ClientHello,
    version: ProtocolVersion,
) -> Result<(), Stop> {
    let parameters = &engine.parameters;
    let resumes = engine.resumes();
    let fixed = match version {
        TLS13 => engine.opening.suite,
        _ => engine.opening.session_suite,
    };
    let choice = selection::choose(parameters, hello, version, fixed, resumes)?;
    let asks = parameters.verify.peer && !parameters.verify.post_handshake && !resumes;
    let accepted = &parameters.profile.client_signature_schemes;
    let fits = |scheme: &SignatureScheme| version < TLS13 || signer::is_tls13(*scheme);
    if asks && !accepted.iter().any(fits) {
        return Err(no_signatures().into());
    }
    let credential = choice.credential.clone();
    engine.opening.suite = Some(choice.suite);
    engine.opening.group = Some(choice.group);
    let mut notes = engine.notes.borrow_mut();
    notes.credential = choice.credential;
    notes.suite = Some(choice.suite);
    notes.group = Some(choice.group);
    drop(notes);
    app.learned(engine.known());
    let handles = app.settle_session(choice.suite);
    if let (false, Some((credential, _))) = (resumes, &credential) {
        let staple = app.certificate_chosen(credential)?;
        engine.notes.borrow_mut().staple = staple;
    }
    if version < TLS13 {
        engine.opening.protocol = protocol(app, hello)?;
    }
    // rustls takes the session id, if it needs one, after the random.
    let randoms = engine.opening.random.into_iter().chain(handles.id);
    engine.notes.borrow_mut().randoms = randoms.collect();

    // Another version's suite has to be there for the downgrade signal of RFC 8446, 4.1.3.
    let other = match version {
        TLS12 => parameters.profile.tls13.then_some(TLS_AES_128_GCM_SHA256),
        _ => None,
    };
    let decided = Choice {
        suites: [Some(choice.suite), other],
        group: choice.group,
    };
    let mut config = configs::server(parameters, decided).map_err(|_| internal())?;
    config.alpn_protocols = engine.opening.protocol.iter().cloned().collect();
    config.ticketer = Arc::new(Tickets {
        // In TLS 1.3 rustls asks it for the session, and tickets follow the handshake.
        enabled: version == TLS13 || handles.ticket,
    });
    config.session_storage = Arc::new(ServerStore {
        enabled: handles.id.is_some(),
    });
    config.send_tls13_tickets = 0;
    let call = Call {
        app,
        parameters,
        notes: &engine.notes,
    };
    let connection = current::enter(&call, || UnbufferedServerConnection::new(Arc::new(config)))
        .map_err(|_| internal())?;
    engine.connection = Some(Connection::Server(Box::new(connection)));
    Ok(())
}
