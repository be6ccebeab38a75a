//! The engine: records in, records out.

use super::current::{self, Call, Notes};
use super::observer::{Event, Observer, Sender};
use super::reactions::Request;
use super::relay::Piece;
use super::report::Report;
use super::{
    client, errors, keys, server, Application, Established, Failure, Parameters, Step, Traffic,
    Why, TLS12, TLS13,
};
use crate::cipher::group;
use crate::error::reason::Reason;
use crate::record::alert::{self, Alert, AlertDescription, Limits};
use crate::record::{ContentType, Fatal, RecordKey, HEADER_LEN};
use crate::sys::pkey::PKey;
use rustls::client::{ClientConnectionData, UnbufferedClientConnection};
use rustls::server::{ServerConnectionData, UnbufferedServerConnection};
use rustls::unbuffered::{ConnectionState, EncodeError, UnbufferedStatus};
use rustls::{CommonState, Error};
use std::cell::RefCell;
use std::collections::VecDeque;
use tls::registry::group::{X25519, X448};
use tls::registry::scheme::SignatureScheme;
use tls::registry::state::{self, HandshakeState};
use tls::registry::suite::CipherSuite;
use tls::registry::version::ProtocolVersion;
use tls::registry::version::TLS10;

/// A handshake under way.
pub struct Engine {
    pub(super) own: Sender,
    pub(super) connection: Option<Connection>,
    pub(super) parameters: Parameters,
    pub(super) notes: RefCell<Notes>,
    pub(super) observer: Observer,
    /// The peer's records without their protection, until rustls has used them up.
    pub(super) input: Vec<u8>,
    /// Server: bytes of early data that were passed over.
    pub(super) early_data: usize,
    /// Client: where the server's request for a certificate stands.
    pub(super) request: Request,
    /// Client: the suite that a HelloRetryRequest names.
    pub(super) retry_suite: Option<CipherSuite>,
    /// Client: the ServerHello has come.
    pub(super) answered: bool,
    /// Client: the server's flight is complete, and the application has not heard of it.
    pub(super) flight_done: bool,
    /// A flight was made, and the step to reading is still to be told of.
    pub(super) turns: bool,
    pub(super) limits: Limits,
    started: bool,
    /// How much the application knows: messages that were looked at, and our scheme.
    pub(super) told: (u32, Option<SignatureScheme>),
    /// Where OpenSSL's machine would be, `TLS_ST_*`.
    pub(super) state: HandshakeState,
    /// The version that callbacks are told, as far as it is known.
    pub(super) version: ProtocolVersion,
    /// Client: a record that is to be sent before the next.
    pub(super) deferred: Vec<u8>,
    /// What our records are sealed with, and whether those are the keys that follow Finished.
    pub(super) sealing: Option<(RecordKey, bool)>,
    /// Client: the server's chain until it is verified.
    pub(super) unverified: Option<Vec<Vec<u8>>>,
    /// Client: the verification was suspended in this step.
    pub(super) verify_suspended: bool,
    /// Server: what happens before rustls is asked.
    pub(super) opening: server::Opening,
    /// A record was received, of which these events are not acted on yet.
    pub(super) received: Option<Received>,
    pub(super) events: VecDeque<Event>,
    /// What the application's callbacks have not heard of yet.
    pub(super) reports: VecDeque<Report>,
    /// How far rustls came in this step, and what it sends.
    progress: Option<Result<Progress, Error>>,
    pub(super) sent: Vec<u8>,
    /// Records of it that are not sealed yet.
    pub(super) pieces: VecDeque<Piece>,
    /// The handshake has failed; only the alert may be left to send.
    failed: bool,
}

/// A record that was received and observed.
pub(super) struct Received {
    pub kind: ContentType,
    /// Length of its body.
    pub len: usize,
    /// Where it begins in the input.
    pub start: usize,
    /// It is not protected.
    pub in_the_clear: bool,
}

/// rustls's half of a handshake.
pub(super) enum Connection {
    Client(Box<UnbufferedClientConnection>),
    Server(Box<UnbufferedServerConnection>),
}

/// How far rustls came.
pub(super) enum Progress {
    NeedRecord,
    Done,
    PeerClosed,
}

/// Why the engine stops before it is done.
pub(super) enum Stop {
    Suspended(Why),
    Refused(Fatal),
    NeedRecord,
    AlertReceived(AlertDescription),
    PeerClosed,
}

impl From<Fatal> for Stop {
    fn from(refusal: Fatal) -> Self {
        Self::Refused(refusal)
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Engine({:?})", self.own)
    }
}

impl Engine {
    fn new(own: Sender) -> Self {
        Self {
            own,
            connection: None,
            parameters: Parameters::default(),
            notes: RefCell::default(),
            observer: Observer::default(),
            input: Vec::new(),
            early_data: 0,
            request: Request::None,
            retry_suite: None,
            answered: false,
            flight_done: false,
            turns: false,
            limits: Limits::default(),
            started: false,
            told: Default::default(),
            state: state::BEFORE,
            version: TLS12,
            deferred: Vec::new(),
            sealing: None,
            unverified: None,
            verify_suspended: false,
            opening: server::Opening::default(),
            received: None,
            events: VecDeque::new(),
            reports: VecDeque::new(),
            progress: None,
            sent: Vec::new(),
            pieces: VecDeque::new(),
            failed: false,
        }
    }

    /// A client's handshake. Nothing happens before the first [`Engine::step`].
    pub fn client() -> Self {
        Self::new(Sender::Client)
    }

    /// A server's handshake.
    pub fn server() -> Self {
        Self::new(Sender::Server)
    }

    /// The negotiated version.
    pub fn negotiated_version(&self) -> Option<ProtocolVersion> {
        self.observer.version
    }

    /// TLS 1.3: the peer's records are protected from now on.
    pub fn is_protected(&self) -> bool {
        self.notes.borrow().secrets.client_handshake.is_some()
    }

    /// Whether a record of the peer's with this outer type is one that has to be opened.
    pub fn opens(&self, content_type: ContentType) -> bool {
        let keys = self.observer.version != Some(TLS13) || self.is_protected();
        keys && self.observer.protects(content_type)
    }

    pub(super) fn is_server(&self) -> bool {
        self.own == Sender::Server
    }

    /// Server: a session is about to be resumed.
    pub(super) fn resumes(&self) -> bool {
        self.notes.borrow().resume.is_some()
    }

    pub(super) fn peer(&self) -> Sender {
        self.own.other()
    }

    /// The step that ended with an exception cannot be repeated.
    pub fn has_failed(&self) -> bool {
        self.failed
    }

    /// Goes on as far as possible. `record` is one whole record, or empty where none was asked for;
    /// what is appended to `output` is to be written before anything else is done, whatever
    /// the result. After [`Step::Failed`] and [`Step::Established`] the engine is to be dropped,
    /// but for [`Engine::alert`].
    ///
    /// A callback that the application leaves with an exception leaves this function too. The next call, without a
    /// record, goes on from there. (If it came from within rustls, the handshake fails then.)
    pub fn step(&mut self, app: &dyn Application, record: &[u8], output: &mut Vec<u8>) -> Step {
        if !self.started {
            let profile = app.parameters().profile;
            self.started = true;
            self.version = match profile.tls13 || self.is_server() {
                true => TLS13,
                false => TLS12,
            };
            if self.is_server() {
                self.enter_state(app, state::BEFORE);
                if let Some(obstacle) = profile.obstacle {
                    return self.fail(app, server::refused_by(obstacle), output);
                }
            }
        }
        let ready = self.watch(app, record).and_then(|()| match self.own {
            Sender::Client => client::prepare(self, app),
            Sender::Server => server::prepare(self, app),
        });
        for description in std::mem::take(&mut self.opening.warnings) {
            self.send_alert(app, Alert::warning(description), output);
        }
        let ready = ready.and_then(|()| self.resume_verification(app));
        let ready = ready.and_then(|()| self.ask_for_certificate(app));
        match ready.and_then(|()| self.end_server_flight(app)) {
            Ok(()) => {}
            Err(Stop::NeedRecord) => return Step::NeedRecord,
            Err(Stop::PeerClosed) => return Step::PeerClosed,
            Err(Stop::AlertReceived(description)) => return received_alert(description),
            Err(Stop::Suspended(why)) => return Step::Suspended(why),
            Err(Stop::Refused(refusal)) => {
                return self.fail(app, refusal, output);
            }
        }

        let mut sends = !self.sent.is_empty() || !self.pieces.is_empty();
        if self.progress.is_none() {
            let result = self.run(app);
            self.defer_change_cipher_spec(&result);
            sends = !self.sent.is_empty();
            self.progress = Some(result);
        }
        // What rustls has decided is told before its messages.
        self.tell_facts(app);
        self.deliver_key_log(app);
        if let Err(refusal) = self.relay(app, output) {
            return self.fail(app, refusal, output);
        }
        self.tell_facts(app);
        let progress = self.progress.take();
        match progress.unwrap_or(Err(Error::HandshakeNotComplete)) {
            Ok(Progress::NeedRecord) => {
                self.turns |= sends;
                Step::NeedRecord
            }
            Ok(Progress::PeerClosed) => Step::PeerClosed,
            Ok(Progress::Done) => match self.finish() {
                Ok(established) => Step::Established(Box::new(established)),
                Err(e) => self.fail_with(app, &e, output),
            },
            Err(Error::AlertReceived(description)) => {
                received_alert(AlertDescription(description.into()))
            }
            Err(e) => self.fail_with(app, &e, output),
        }
    }

    /// Lets rustls work on the input.
    fn run(&mut self, app: &dyn Application) -> Result<Progress, Error> {
        let call = Call {
            app,
            parameters: &self.parameters,
            notes: &self.notes,
        };
        let (input, sent) = (&mut self.input, &mut self.sent);
        let result = match &mut self.connection {
            Some(Connection::Client(c)) => current::enter(&call, || drive(&mut **c, input, sent)),
            Some(Connection::Server(c)) => current::enter(&call, || drive(&mut **c, input, sent)),
            None => Err(Error::HandshakeNotComplete),
        };
        // Where rustls could not be told of a failure, it has gone on with zeros.
        if result.is_ok() && self.notes.borrow().refusal.is_some() {
            sent.clear();
            return Err(Error::HandshakeNotComplete);
        }
        result
    }

    /// Asks for the parameters as they stand now.
    pub(super) fn ask_parameters(&mut self, app: &dyn Application) {
        let old = std::mem::replace(&mut self.parameters, app.parameters());
        app.discard(old);
        let library = &self.parameters.profile.library;
        self.notes.borrow_mut().secrets.library = library.clone();
    }

    fn fail_with(&mut self, app: &dyn Application, error: &Error, output: &mut Vec<u8>) -> Step {
        let refused = self.notes.borrow_mut().refusal.take();
        if let Some(refused) = refused {
            if self.notes.borrow().peer_scheme_refused {
                app.learned(self.known());
            }
            let refused = match self.blames_point(&refused) {
                true => Fatal::new(alert::ILLEGAL_PARAMETER, Reason::BAD_ECPOINT),
                false => refused,
            };
            return self.fail(app, refused, output);
        }
        let version = self.observer.version.max(self.opening.version());
        let (alert, mut reason) = errors::translate(error, version, self.observer.forged);
        let other = match version {
            Some(TLS13) => self.peer_share_is_a_number(),
            _ => self.is_server(),
        };
        if reason == Reason::BAD_ECPOINT && other {
            reason = Reason::BAD_KEY_SHARE;
        }
        self.fail(app, Fatal::new(alert, reason), output)
    }

    /// TLS 1.2 client: OpenSSL looks at the server's point before the signature over it.
    fn blames_point(&self, refused: &Fatal) -> bool {
        let signed = self.own == Sender::Client && self.observer.version == Some(TLS12);
        if !signed || refused.reason != Reason::BAD_SIGNATURE {
            return false;
        }
        let library = &self.parameters.profile.library;
        let share = self.observer.key_share(Sender::Server);
        share.is_some_and(|s| {
            let group = group::exchange(s.group);
            group.is_none_or(|group| PKey::from_encoded(library, group, &s.key).is_none())
        })
    }

    /// Of X25519 and X448 every key of the right length is well-formed, also one that gives no secret.
    fn peer_share_is_a_number(&self) -> bool {
        let share = match self.own {
            Sender::Client => self.observer.key_share(Sender::Server).cloned(),
            Sender::Server => self.opening.peer_share(),
        };
        share.is_some_and(|share| {
            matches!((share.group, share.key.len()), (X25519, 32) | (X448, 56))
        })
    }

    /// Sends the alert and says why.
    fn fail(&mut self, app: &dyn Application, refusal: Fatal, output: &mut Vec<u8>) -> Step {
        self.failed = true;
        let version = self.observer.version.max(self.opening.version());
        let alert = refusal.alert.map(|description| {
            // Of SSL 3.0 the engine knows the number only: it answers as TLS.
            let version = version.map_or(TLS12, |version| version.max(TLS10));
            let alert = Alert::fatal(description).known_to(version);
            self.send_alert(app, alert, output);
            alert.description
        });
        Step::Failed(Failure {
            reason: refusal.reason,
            text: match refusal.reason {
                Reason::NO_CIPHERS_AVAILABLE => NO_CIPHERS.to_owned(),
                _ => String::new(),
            },
            alert_sent: alert,
            alert_received: None,
        })
    }

    /// Both sides have finished: rustls is dropped, and the keys are handed over.
    fn finish(&mut self) -> Result<Established, Error> {
        let connection = self.connection.take();
        let common: &CommonState = match &connection {
            Some(Connection::Client(c)) => c,
            Some(Connection::Server(c)) => c,
            None => return Err(Error::HandshakeNotComplete),
        };
        let facts = self.describe(common);
        let peer_chain = match common.peer_certificates() {
            // What a session of TLS 1.3 was restored from knows no chain.
            Some(chain) if self.is_server() || !facts.resumed || facts.version != Some(TLS13) => {
                chain.iter().map(|cert| cert.to_vec()).collect()
            }
            _ => Vec::new(),
        };
        let mut notes = self.notes.borrow_mut();
        let secrets = &notes.secrets;
        let read = self.observer.take_peer_key(self.own.other(), secrets);
        let tls13 = facts.version == Some(TLS13);
        let write = match self.sealing.take() {
            Some((key, after_finished)) if after_finished == tls13 => Some(key),
            _ => self.observer.new_key(self.own, secrets, true),
        };
        let traffic = |key: Option<RecordKey>, sender| {
            Ok::<_, Error>(Traffic {
                key: key.ok_or(Error::HandshakeNotComplete)?,
                secret: facts.suite.and_then(|suite| {
                    keys::traffic_secret(&secrets.library, suite, secrets, sender)
                }),
            })
        };
        Ok(Established {
            read: traffic(read, self.own.other())?,
            write: traffic(write, self.own)?,
            session: notes.session.take(),
            peer_chain,
            facts,
        })
    }
}

/// What OpenSSL adds where the highest version has no cipher suites.
pub const NO_CIPHERS: &str = "No ciphers enabled for max supported SSL/TLS version";

/// The peer failed the handshake.
fn received_alert(description: AlertDescription) -> Step {
    Step::Failed(Failure {
        reason: Reason::from_alert(description),
        text: String::new(),
        alert_sent: None,
        alert_received: Some(description),
    })
}

/// The record that `bytes` begin with.
pub(super) fn whole_record(bytes: &[u8]) -> Option<&[u8]> {
    let length = bytes.get(3..HEADER_LEN)?;
    bytes.get(..HEADER_LEN + usize::from(u16::from_be_bytes([length[0], length[1]])))
}

/// The two sorts of rustls connection.
pub(super) trait Process {
    type Data;
    fn process<'c, 'i>(&'c mut self, input: &'i mut [u8]) -> UnbufferedStatus<'c, 'i, Self::Data>;
    fn handshaking(&self) -> bool;
}

impl Process for UnbufferedClientConnection {
    type Data = ClientConnectionData;
    fn process<'c, 'i>(&'c mut self, input: &'i mut [u8]) -> UnbufferedStatus<'c, 'i, Self::Data> {
        self.process_tls_records(input)
    }
    fn handshaking(&self) -> bool {
        self.is_handshaking()
    }
}

impl Process for UnbufferedServerConnection {
    type Data = ServerConnectionData;
    fn process<'c, 'i>(&'c mut self, input: &'i mut [u8]) -> UnbufferedStatus<'c, 'i, Self::Data> {
        self.process_tls_records(input)
    }
    fn handshaking(&self) -> bool {
        self.is_handshaking()
    }
}

/// Feeds rustls until it needs more or is done. An alert that it would send with an error stays
/// with it.
pub(super) fn drive<C: Process>(
    connection: &mut C,
    input: &mut Vec<u8>,
    sent: &mut Vec<u8>,
) -> Result<Progress, Error> {
    loop {
        let UnbufferedStatus { discard, state } = connection.process(input);
        let mut progress = None;
        let mut traffic = false;
        match state {
            Err(e) => progress = Some(Err(e)),
            Ok(ConnectionState::EncodeTlsData(mut data)) => {
                if let Err(EncodeError::InsufficientSize(size)) = data.encode(&mut []) {
                    let start = sent.len();
                    sent.resize(start + size.required_size, 0);
                    if data.encode(&mut sent[start..]).is_err() {
                        sent.truncate(start);
                        progress = Some(Err(Error::EncryptError));
                    }
                }
            }
            Ok(ConnectionState::TransmitTlsData(data)) => data.done(),
            Ok(ConnectionState::BlockedHandshake) => progress = Some(Ok(Progress::NeedRecord)),
            Ok(ConnectionState::WriteTraffic(_)) => traffic = true,
            Ok(ConnectionState::PeerClosed | ConnectionState::Closed) => {
                progress = Some(Ok(Progress::PeerClosed));
            }
            // Neither early data nor application data can be there yet.
            Ok(_) => progress = Some(Err(Error::HandshakeNotComplete)),
        }
        input.drain(..discard);
        if traffic {
            progress = Some(Ok(match connection.handshaking() {
                true => Progress::NeedRecord,
                false => Progress::Done,
            }));
        }
        if let Some(progress) = progress {
            return progress;
        }
    }
}
