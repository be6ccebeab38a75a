//! The engine: records in, records out.

use super::current::{self, Call, Notes};
use super::observer::{self, Event, Observer, Sender};
use super::{
    client, errors, keys, server, Answer, Application, Direction, Established, Failure, Message,
    Parameters, Refusal, Step, Why, TLS12, TLS13,
};
use crate::error::reason::Reason;
use crate::record::alert::{self, Alert, Effect, Limits};
use crate::record::{ContentType, Protocol, Violation, HEADER_LEN};
use rustls::client::{ClientConnectionData, UnbufferedClientConnection};
use rustls::server::{ServerConnectionData, UnbufferedServerConnection};
use rustls::unbuffered::{ConnectionState, EncodeError, UnbufferedStatus};
use rustls::Error;
use std::cell::RefCell;

/// A handshake under way.
pub struct Engine {
    pub(super) own: Sender,
    pub(super) connection: Option<Connection>,
    pub(super) parameters: Parameters,
    pub(super) notes: RefCell<Notes>,
    pub(super) observer: Observer,
    /// How much of the input the observer has seen.
    seen: usize,
    /// Client: where the server's request for a certificate stands.
    request: Request,
    limits: Limits,
    started: bool,
    /// Where OpenSSL's machine would be, `TLS_ST_*`.
    state: i32,
    /// The version that callbacks are told, as far as it is known.
    version: u16,
    /// Client: a record that is to be sent before the next.
    deferred: Vec<u8>,
    /// Server: what happens before rustls is asked.
    pub(super) opening: server::Opening,
}

/// rustls's half of a handshake.
pub(super) enum Connection {
    Client(Box<UnbufferedClientConnection>),
    Server(Box<UnbufferedServerConnection>),
}

/// Where the server's request for a certificate stands. The application is asked when the server
/// has said all it has to say, and rustls sees nothing from the request on before that.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Request {
    None,
    Received,
    Asking,
}

/// How far rustls came.
enum Progress {
    NeedRecord,
    Done,
    PeerClosed,
}

/// Why the engine stops before it is done.
pub(super) enum Stop {
    Suspended(Why),
    Refused(Refusal),
    NeedRecord,
    AlertReceived(u8),
    PeerClosed,
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Violation> for Stop {
    fn from(violation: Violation) -> Self {
        let alert = violation.alert.unwrap_or(alert::INTERNAL_ERROR);
        Self::Refused(refusal(alert, violation.reason))
    }
}

/// A refusal with an alert and a reason.
pub(super) fn refusal(alert: u8, reason: Reason) -> Refusal {
    Refusal {
        alert,
        reason: Some(reason),
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
            seen: 0,
            request: Request::None,
            limits: Limits::default(),
            started: false,
            state: observer::BEFORE,
            version: 0,
            deferred: Vec::new(),
            opening: server::Opening::default(),
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

    pub(super) fn is_server(&self) -> bool {
        self.own == Sender::Server
    }

    fn peer(&self) -> Sender {
        match self.own {
            Sender::Client => Sender::Server,
            Sender::Server => Sender::Client,
        }
    }

    /// Goes on as far as possible. `input` is empty or has one more whole record appended by the
    /// caller (the engine takes the bytes out when it is done with them, which may be later);
    /// what is appended to `output` is to be written before anything else is done, whatever
    /// the result. After [`Step::Failed`] and [`Step::Established`] the engine is to be dropped,
    /// but for [`Engine::alert`].
    pub fn step(
        &mut self,
        app: &dyn Application,
        input: &mut Vec<u8>,
        output: &mut Vec<u8>,
    ) -> Step {
        if !self.started {
            self.started = true;
            self.version = match app.parameters().profile.tls13 || self.is_server() {
                true => TLS13,
                false => TLS12,
            };
            if self.is_server() {
                self.enter_state(app, observer::BEFORE);
            }
        }
        let start = output.len();
        let ready = self.watch(app, input).and_then(|()| match self.own {
            Sender::Client => client::prepare(self, app),
            Sender::Server => server::prepare(self, app),
        });
        for description in std::mem::take(&mut self.opening.warnings) {
            self.alert(alert::WARNING, description, output);
        }
        self.report_sent(app, &output[start..]);
        match ready.and_then(|()| self.ask_for_certificate(app)) {
            Ok(()) => {}
            Err(Stop::NeedRecord) => return Step::NeedRecord,
            Err(Stop::PeerClosed) => return Step::PeerClosed,
            Err(Stop::AlertReceived(description)) => return received_alert(description),
            Err(Stop::Suspended(why)) => return Step::Suspended(why),
            Err(Stop::Refused(refusal)) => {
                return self.fail(app, refusal, String::new(), output);
            }
        }

        let mut sent = Vec::new();
        let result = self.run(app, input, &mut sent);
        self.defer_change_cipher_spec(&result, &mut sent);
        let tickets = self.report_sent(app, &sent);
        match result {
            Ok(Progress::NeedRecord) => {
                if !sent.is_empty() {
                    self.turn_to_reading(app);
                }
                output.append(&mut sent);
                Step::NeedRecord
            }
            Ok(Progress::PeerClosed) => {
                output.append(&mut sent);
                Step::PeerClosed
            }
            Ok(Progress::Done) => match self.finish() {
                Ok(mut established) => {
                    self.separate_tickets(&tickets, &mut sent, &mut established);
                    output.append(&mut sent);
                    Step::Established(Box::new(established))
                }
                Err(e) => self.fail_with(app, &e, output),
            },
            Err(Error::AlertReceived(description)) => received_alert(description.into()),
            Err(e) => {
                output.append(&mut sent);
                self.fail_with(app, &e, output)
            }
        }
    }

    /// A TLS 1.3 client's ChangeCipherSpec goes out with what follows it, as OpenSSL's does, and
    /// not at all if that is an alert.
    fn defer_change_cipher_spec(&mut self, result: &Result<Progress, Error>, sent: &mut Vec<u8>) {
        let alone = sent.first() == Some(&20) && sent.len() == HEADER_LEN + 1;
        if matches!(result, Ok(Progress::NeedRecord)) && alone && !self.is_server() {
            self.deferred = std::mem::take(sent);
        } else if result.is_ok() && !sent.is_empty() {
            sent.splice(..0, self.deferred.drain(..));
        }
    }

    /// Appends an alert to `output`, under the keys now in use, for failures which the caller
    /// found (a record that is no TLS, the end of the input).
    pub fn alert(&mut self, level: u8, description: u8, output: &mut Vec<u8>) {
        let alert = [level, description];
        // Like OpenSSL's, a TLS 1.3 client's alerts are in the clear until it has sent Finished.
        let secrets = &self.notes.borrow().secrets;
        match self.observer.key_after_finished(self.own, secrets) {
            Some(key) => {
                let _ = keys::seal(key, 21, &alert, output);
            }
            None => {
                let [major, minor] = self.opening.record_version().to_be_bytes();
                output.extend_from_slice(&[21, major, minor, 0, 2, level, description]);
            }
        }
    }

    /// Shows the observer and the application what was received.
    fn watch(&mut self, app: &dyn Application, input: &[u8]) -> Result<(), Stop> {
        while let Some(record) = whole_record(&input[self.seen.min(input.len())..]) {
            self.seen += record.len();
            let peer = self.peer();
            let events = {
                let secrets = &self.notes.borrow().secrets;
                self.observer.record(peer, record, secrets)
            };
            self.report(app, Direction::Read, record, &events);
            if let Some(kind) = record.first() {
                let len = record.len() - HEADER_LEN;
                self.limits.record(ContentType::from(*kind), len);
            }
            for event in &events {
                self.react(app, event)?;
            }
        }
        Ok(())
    }

    /// Does what the engine itself has to do about something received.
    fn react(&mut self, app: &dyn Application, event: &Event) -> Result<(), Stop> {
        match (event, self.own) {
            (Event::Alert(content), _) => self.react_to_alert(content),
            (_, Sender::Client) => self.react_to_server(app, event),
            (_, Sender::Server) => self.react_to_client(event),
        }
    }

    fn react_to_alert(&mut self, content: &[u8]) -> Result<(), Stop> {
        let protocol = match self.observer.version {
            TLS13 => Protocol::Tls13,
            _ => Protocol::Tls12,
        };
        let alert = Alert::parse(content)?;
        if alert.is_warning(protocol) {
            self.limits.warning()?;
        }
        match alert.effect(protocol)? {
            Effect::CloseNotify => Err(Stop::PeerClosed),
            Effect::Fatal => Err(Stop::AlertReceived(alert.description)),
            Effect::Ignore => Ok(()),
        }
    }

    fn react_to_server(&mut self, app: &dyn Application, event: &Event) -> Result<(), Stop> {
        let Event::Message(message) = event else {
            return Ok(());
        };
        match message[0] {
            13 if self.observer.request.is_some() => self.request = Request::Received,
            2 => self.check_renegotiation()?,
            14 | 20 if self.request == Request::Received => self.request = Request::Asking,
            _ => {}
        }
        // OpenSSL verifies the chain as soon as it is there.
        if let Some((chain, ocsp_response)) = self.observer.take_chain() {
            app.verify_peer(&chain, &ocsp_response)?;
            let mut notes = self.notes.borrow_mut();
            notes.ocsp_response = ocsp_response;
            notes.verified = Some(chain);
        }
        Ok(())
    }

    /// OpenSSL talks TLS 1.2 only to servers that know RFC 5746, unless it is told otherwise.
    fn check_renegotiation(&self) -> Result<(), Stop> {
        let observer = &self.observer;
        if observer.version == TLS12
            && !observer.secure_renegotiation
            && !self.parameters.legacy_server
        {
            let reason = Reason::UNSAFE_LEGACY_RENEGOTIATION_DISABLED;
            return Err(refusal(alert::HANDSHAKE_FAILURE, reason).into());
        }
        Ok(())
    }

    fn react_to_client(&mut self, event: &Event) -> Result<(), Stop> {
        let opening = &mut self.opening;
        match event {
            _ if self.connection.is_some() => {}
            Event::Message(message) if message[0] == 1 => opening.received(message),
            Event::Message(_) => opening.received_other(Reason::UNEXPECTED_MESSAGE),
            Event::ChangeCipherSpec => opening.received_other(Reason::CCS_RECEIVED_EARLY),
            _ => {}
        }
        Ok(())
    }

    /// Client: the server wants a certificate. The application chooses it before rustls sees the
    /// request, because it may take its time.
    fn ask_for_certificate(&mut self, app: &dyn Application) -> Result<(), Stop> {
        match self.request {
            Request::None => return Ok(()),
            _ if self.observer.forged => return Ok(()), // rustls will refuse the record
            Request::Received => return Err(Stop::NeedRecord),
            Request::Asking => {}
        }
        let request = self.observer.request.clone().unwrap_or_default();
        match app.certificate(&request) {
            Answer::Continue | Answer::NoAck | Answer::Warn(_) => {}
            Answer::Suspend => return Err(Stop::Suspended(Why::Certificate)),
            Answer::Fail(refusal) => return Err(refusal.into()),
        }
        self.request = Request::None;
        self.parameters = app.parameters();
        Ok(())
    }

    /// Lets rustls work on the input.
    fn run(
        &mut self,
        app: &dyn Application,
        input: &mut Vec<u8>,
        sent: &mut Vec<u8>,
    ) -> Result<Progress, Error> {
        let call = Call {
            app,
            parameters: &self.parameters,
            notes: &self.notes,
        };
        let before = input.len();
        let result = match &mut self.connection {
            Some(Connection::Client(c)) => current::enter(&call, || drive(&mut **c, input, sent)),
            Some(Connection::Server(c)) => current::enter(&call, || drive(&mut **c, input, sent)),
            None => Err(Error::HandshakeNotComplete),
        };
        self.seen -= (before - input.len()).min(self.seen);
        result
    }

    /// Shows the observer and the application what is about to be sent. Returns the last
    /// handshake messages: those of the last record.
    fn report_sent(&mut self, app: &dyn Application, sent: &[u8]) -> Vec<Vec<u8>> {
        let mut rest = sent;
        let mut last = Vec::new();
        while let Some(record) = whole_record(rest) {
            rest = &rest[record.len()..];
            let events = {
                let secrets = &self.notes.borrow().secrets;
                self.observer.record(self.own, record, secrets)
            };
            self.report(app, Direction::Write, record, &events);
            last = events;
        }
        last.into_iter()
            .filter_map(|event| match event {
                Event::Message(message) => Some(message),
                _ => None,
            })
            .collect()
    }

    /// Tells the application what a record holds, in the order in which OpenSSL would: a received
    /// header comes before the change of state that the message brings, a sent one after it.
    fn report(
        &mut self,
        app: &dyn Application,
        direction: Direction,
        record: &[u8],
        events: &[Event],
    ) {
        let server = self.is_server();
        let writing = direction == Direction::Write;
        let version = match (writing, self.observer.version) {
            (true, version @ TLS12..) => version,
            _ => self.version,
        };
        let tell = |version, content_type, bytes: &[u8]| {
            if app.wants_messages() {
                app.message(Message {
                    direction,
                    version,
                    content_type,
                    bytes,
                });
            }
        };
        let header = |inner: Option<&u8>| {
            tell(0, 256, &record[..HEADER_LEN]);
            if let Some(inner) = inner {
                // OpenSSL gives the record's version for what it sends.
                tell(if writing { TLS12 } else { version }, 257, &[*inner]);
            }
        };
        let (inner, events) = match events {
            [Event::InnerType(inner), rest @ ..] => (Some(inner), rest),
            _ => (None, events),
        };
        let mut headed = !writing || events.is_empty();
        if headed {
            header(inner);
        }
        for event in events {
            let state = match event {
                Event::Message(message) => observer::state(server, writing, message[0]),
                // OpenSSL drops those of TLS 1.3 before anybody hears of them.
                Event::ChangeCipherSpec if version == TLS13 && !writing => None,
                Event::ChangeCipherSpec => {
                    Some(observer::change_cipher_spec_state(server, writing))
                }
                _ => None,
            };
            if let Some(state) = state {
                self.enter_state(app, state);
            }
            if !headed {
                header(inner);
                headed = true;
            }
            match event {
                Event::Message(message) => tell(version, 22, message),
                Event::ChangeCipherSpec if writing => tell(version, 20, &[1]),
                Event::Alert(content) => {
                    if let Ok(alert) = Alert::parse(content) {
                        tell(version, 21, content);
                        app.alert(direction, alert.level, alert.description);
                    }
                }
                _ => {}
            }
        }
        if self.observer.version != 0 {
            self.version = self.observer.version;
        }
    }

    fn enter_state(&mut self, app: &dyn Application, state: i32) {
        self.state = state;
        app.state(state);
    }

    /// OpenSSL's machine makes a step of its own where it turns from writing to reading.
    fn turn_to_reading(&mut self, app: &dyn Application) {
        if self.is_server() && self.observer.version == TLS13 {
            self.enter_state(app, observer::EARLY_DATA);
        }
        self.enter_state(app, self.state);
    }

    fn fail_with(&mut self, app: &dyn Application, error: &Error, output: &mut Vec<u8>) -> Step {
        let refused = self.notes.borrow_mut().refusal.take();
        if let Some(refusal) = refused {
            return self.fail(app, refusal, String::new(), output);
        }
        let version = self.observer.version.max(self.opening.version());
        let (alert, reason) = errors::translate(error, version, self.observer.forged);
        self.fail(app, refusal(alert, reason), error.to_string(), output)
    }

    /// Sends the alert and says why.
    fn fail(
        &mut self,
        app: &dyn Application,
        refusal: Refusal,
        text: String,
        output: &mut Vec<u8>,
    ) -> Step {
        let version = self.observer.version.max(self.opening.version());
        let description = match refusal.alert {
            // TLS 1.2 does not know these.
            alert::CERTIFICATE_REQUIRED | alert::MISSING_EXTENSION if version != TLS13 => {
                alert::HANDSHAKE_FAILURE
            }
            description => description,
        };
        let start = output.len();
        self.alert(alert::FATAL, description, output);
        let event = Event::Alert(vec![alert::FATAL, description]);
        self.report(app, Direction::Write, &output[start..], &[event]);
        Step::Failed(Failure {
            reason: refusal.reason,
            text,
            alert_sent: Some(description),
            alert_received: None,
        })
    }

    /// Takes the secrets over from rustls.
    fn finish(&mut self) -> Result<Established, Error> {
        let mut facts = Box::<super::Facts>::default();
        match self.connection.take() {
            Some(Connection::Client(c)) => {
                self.describe(&c, &mut facts);
                client::finish(self, *c, *facts)
            }
            Some(Connection::Server(c)) => {
                self.describe(&c, &mut facts);
                server::finish(self, *c, *facts)
            }
            None => Err(Error::HandshakeNotComplete),
        }
    }

    /// OpenSSL sends each TLS 1.3 ticket in a record of its own, rustls all of them in one. The
    /// record was not sent yet, so its messages are sealed again.
    fn separate_tickets(
        &self,
        messages: &[Vec<u8>],
        sent: &mut Vec<u8>,
        established: &mut Established,
    ) {
        let several = messages.len() > 1 && messages.iter().all(|m| m[0] == 4);
        if !several || established.facts.version != TLS13 || established.write.sequence != 1 {
            return;
        }
        let Some(mut key) = keys::tls13(established.facts.suite, &established.write.secret) else {
            return;
        };
        let mut sealed = Vec::new();
        for message in messages {
            if keys::seal(&mut key, 22, message, &mut sealed).is_none() {
                return;
            }
        }
        // The tickets are the last record.
        let mut start = 0;
        let mut rest = sent.as_slice();
        while let Some(record) = whole_record(rest) {
            start = sent.len() - rest.len();
            rest = &rest[record.len()..];
        }
        sent.truncate(start);
        sent.append(&mut sealed);
        established.write.sequence = key.sequence();
    }
}

/// The peer failed the handshake.
fn received_alert(description: u8) -> Step {
    Step::Failed(Failure {
        reason: Some(Reason::from_alert(description)),
        text: String::new(),
        alert_sent: None,
        alert_received: Some(description),
    })
}

/// The record that `bytes` begin with.
fn whole_record(bytes: &[u8]) -> Option<&[u8]> {
    let length = bytes.get(3..HEADER_LEN)?;
    bytes.get(..HEADER_LEN + usize::from(u16::from_be_bytes([length[0], length[1]])))
}

/// The two sorts of rustls connection.
trait Process {
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
fn drive<C: Process>(
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
