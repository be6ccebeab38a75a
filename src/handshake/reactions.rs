//! What the engine does itself about what the peer sends, before rustls sees it.

use super::driver::{Engine, Received, Stop};
use super::extensions::EARLY_DATA;
use super::observer::{Event, Sender};
use super::server_hello_checks::{Answered, Asked};
use super::{flight_checks, keys, messages, server_hello_checks, signer};
use super::{Answer, Application, Direction, Why, TLS12, TLS13};
use crate::error::reason::Reason;
use crate::error::Fatal;
use crate::record::alert::{self, Alert, Effect};
use crate::record::{ContentType, Protocol, HEADER_LEN};
use crate::sys::aead::TAG_LEN;
use tls::registry::message::{
    HandshakeType, CERTIFICATE, CERTIFICATE_REQUEST, CERTIFICATE_STATUS, CERTIFICATE_VERIFY,
    CLIENT_HELLO, CLIENT_KEY_EXCHANGE, ENCRYPTED_EXTENSIONS, FINISHED, HELLO_REQUEST,
    NEW_SESSION_TICKET, SERVER_HELLO, SERVER_HELLO_DONE, SERVER_KEY_EXCHANGE,
};

/// How much may be received between a server's request for a certificate and its own proof.
const MAX_HELD: usize = 1 << 18;

/// Bytes by which early data may be longer than the limit for its protection: OpenSSL grants those of
/// six records.
const EARLY_DATA_OVERHEAD: usize = 6 * 17 + 2;

/// Where the server's request for a certificate stands. In TLS 1.3 the application is asked when the
/// server has proved itself, and rustls sees nothing from the request on before that.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Request {
    None,
    Received,
    Asking,
}

impl Engine {
    /// Shows the observer and the application what was received: one record, or none.
    pub(super) fn watch(&mut self, app: &dyn Application, record: &[u8]) -> Result<(), Stop> {
        if self.request == Request::Received && self.input.len() > MAX_HELD {
            self.request = Request::Asking;
        }
        if let Some(kind) = record.first() {
            self.observe(app, ContentType::from(*kind), record);
        }
        self.deliver_reports(app);
        if let Some(received) = self.received.take() {
            if self.observer.may_be_early_data() && self.early_data_offered() {
                self.events.clear();
                self.input.truncate(received.start);
                self.observer.forged = false;
                return self.pass_over_early_data(received.len);
            }
            self.tell_facts(app);
            self.check_lengths()?;
            self.limits.record(received.kind, received.len);
            // rustls would take it for one in the clear.
            let changes = received.kind == ContentType::ChangeCipherSpec && !received.in_the_clear;
            if changes && self.observer.forged {
                let reason = Reason::DECRYPTION_FAILED_OR_BAD_RECORD_MAC;
                return Err(Fatal::new(alert::BAD_RECORD_MAC, reason).into());
            }
            // Protected records of TLS 1.2 follow ChangeCipherSpec.
            let finishes = received.in_the_clear || received.kind == ContentType::Handshake;
            if self.observer.version == Some(TLS12) && !finishes && !self.observer.forged {
                let reason = Reason::DATA_BETWEEN_CCS_AND_FINISHED;
                return Err(Fatal::new(alert::UNEXPECTED_MESSAGE, reason).into());
            }
            let data = received.kind == ContentType::ApplicationData && received.in_the_clear;
            if data && self.observer.version == Some(TLS12) {
                let reason = Reason::UNEXPECTED_RECORD;
                return Err(Fatal::new(alert::UNEXPECTED_MESSAGE, reason).into());
            }
        }
        while let Some(event) = self.events.pop_front() {
            self.react(app, &event)?;
        }
        Ok(())
    }

    /// Follows what a record says.
    fn observe(&mut self, app: &dyn Application, kind: ContentType, record: &[u8]) {
        self.received = Some(Received {
            kind,
            len: record.len() - HEADER_LEN,
            start: self.input.len(),
            in_the_clear: !self.observer.protects(kind),
        });
        let events = {
            let secrets = &self.notes.borrow().secrets;
            let peer = self.own.other();
            self.observer
                .received(peer, record, secrets, &mut self.input)
        };
        self.report(app, Direction::Read, record, &events);
        self.events = events.into();
    }

    /// Server: the client's first hello offered early data, which we never accept.
    fn early_data_offered(&self) -> bool {
        let hello = self.opening.hello();
        self.observer.version == Some(TLS13)
            && hello.is_some_and(|h| h.extension(EARLY_DATA).is_some())
    }

    /// Counts early data that is not looked at (RFC 8446, section 4.2.10).
    fn pass_over_early_data(&mut self, len: usize) -> Result<(), Stop> {
        let max = self.parameters.max_early_data;
        // OpenSSL does not count the tag where it has tried to open the record.
        self.early_data += match self.is_protected() {
            true if len > TAG_LEN => len - TAG_LEN,
            _ => len,
        };
        if max == 0 || self.early_data > max + EARLY_DATA_OVERHEAD {
            let reason = Reason::TOO_MUCH_EARLY_DATA;
            return Err(Fatal::new(alert::UNEXPECTED_MESSAGE, reason).into());
        }
        Err(Stop::NeedRecord)
    }

    /// Refuses messages that are longer than OpenSSL takes them, as soon as their length is known.
    fn check_lengths(&mut self) -> Result<(), Stop> {
        let started = self.observer.announced(self.peer());
        // What cannot be a ClientHello is not waited for: it could be 16 MB.
        let opening = self.is_server() && self.connection.is_none();
        let kind = started.map_or(CLIENT_HELLO, |(kind, _)| kind);
        if opening && kind != CLIENT_HELLO {
            return Err(Fatal::new(alert::UNEXPECTED_MESSAGE, Reason::UNEXPECTED_MESSAGE).into());
        }
        let whole = self.events.iter().filter_map(|event| match event {
            Event::Message(message) => Some((HandshakeType(message[0]), message.len() - 4)),
            _ => None,
        });
        let max_certificate = self.parameters.max_certificate;
        for (kind, len) in whole.chain(started) {
            let max = messages::max_len(self.is_server(), kind, max_certificate);
            if max.is_some_and(|max| len > max) {
                let reason = Reason::EXCESSIVE_MESSAGE_SIZE;
                return Err(Fatal::new(alert::ILLEGAL_PARAMETER, reason).into());
            }
        }
        Ok(())
    }

    /// Does what the engine itself has to do about something received.
    fn react(&mut self, app: &dyn Application, event: &Event) -> Result<(), Stop> {
        match (event, self.own) {
            (Event::Alert(content), _) => self.react_to_alert(content),
            (Event::InnerType(ContentType::ChangeCipherSpec | ContentType::Other(_)), _) => {
                let reason = Reason::BAD_RECORD_TYPE;
                Err(Fatal::new(alert::UNEXPECTED_MESSAGE, reason).into())
            }
            (Event::Empty, _) => {
                let reason = Reason::BAD_LENGTH;
                Err(Fatal::new(alert::UNEXPECTED_MESSAGE, reason).into())
            }
            (Event::BadChangeCipherSpec, _) if self.observer.version == Some(TLS13) => {
                let reason = Reason::INVALID_CCS_MESSAGE;
                Err(Fatal::new(alert::ILLEGAL_PARAMETER, reason).into())
            }
            (Event::BadChangeCipherSpec, _) if self.connection.is_some() => {
                let reason = Reason::BAD_CHANGE_CIPHER_SPEC;
                Err(Fatal::new(alert::UNEXPECTED_MESSAGE, reason).into())
            }
            // Also without content: it has no place in a handshake.
            (Event::InnerType(ContentType::ApplicationData), _) => {
                let reason = Reason::UNEXPECTED_RECORD;
                Err(Fatal::new(alert::UNEXPECTED_MESSAGE, reason).into())
            }
            (_, Sender::Client) => self.react_to_server(app, event),
            (_, Sender::Server) => self.react_to_client(app, event),
        }
    }

    fn react_to_alert(&mut self, content: &[u8]) -> Result<(), Stop> {
        let protocol = match self.observer.version {
            Some(TLS13) => Protocol::Tls13,
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
        self.check_message(message)?;
        match HandshakeType(message[0]) {
            CERTIFICATE_REQUEST => {
                if let Some(request) = &self.observer.request {
                    app.certificate_requested(request);
                    // In TLS 1.3 the server's certificate is still to come.
                    self.request = match self.observer.version {
                        Some(TLS13) => Request::Received,
                        _ => Request::Asking,
                    };
                }
            }
            SERVER_HELLO => {
                if let Some(hello) = self.server_hello() {
                    app.server_hello_received(&hello)?;
                }
                if self.observer.version == Some(TLS12) {
                    self.check_renegotiation()?;
                    self.tell_extensions(app)?;
                }
            }
            ENCRYPTED_EXTENSIONS => self.tell_extensions(app)?,
            NEW_SESSION_TICKET if self.observer.version == Some(TLS12) => {
                if let Some((ticket, lifetime)) = self.observer.ticket.take() {
                    app.new_session_ticket(&ticket, lifetime);
                }
            }
            CERTIFICATE_VERIFY if self.request == Request::Received => {
                self.request = Request::Asking;
            }
            SERVER_HELLO_DONE => self.flight_done = true,
            FINISHED => self.flight_done = self.observer.version == Some(TLS13),
            _ => {}
        }
        if let Some(response) = self.observer.take_status() {
            app.certificate_status(&response);
        }
        // OpenSSL verifies the chain as soon as it is there.
        if let Some(chain) = self.observer.take_chain() {
            self.unverified = Some(chain);
            self.verify_chain(app)?;
        }
        Ok(())
    }

    /// Client: checks what the server says before rustls does, which knows other alerts and reasons.
    fn check_message(&mut self, message: &[u8]) -> Result<(), Stop> {
        let (kind, body) = (HandshakeType(message[0]), &message[4..]);
        let Some(hello) = &self.observer.client_hello else {
            return Ok(());
        };
        // Before there is a version nothing but a ServerHello is read.
        let version = self.observer.version.unwrap_or(TLS12);
        match kind {
            SERVER_HELLO if !self.answered => {
                let asked = Asked {
                    parameters: &self.parameters,
                    hello,
                    retry_suite: self.retry_suite,
                };
                match server_hello_checks::check(body, &asked)? {
                    Answered::Hello => self.answered = true,
                    Answered::Retry(suite) => self.retry_suite = Some(suite),
                }
            }
            _ if !self.answered && kind != HELLO_REQUEST => {
                let reason = Reason::UNEXPECTED_MESSAGE;
                return Err(Fatal::new(alert::UNEXPECTED_MESSAGE, reason).into());
            }
            // Who resumes has proved itself.
            kind if self.observer.resumes && (CERTIFICATE..=CERTIFICATE_VERIFY).contains(&kind) => {
                let reason = Reason::UNEXPECTED_MESSAGE;
                return Err(Fatal::new(alert::UNEXPECTED_MESSAGE, reason).into());
            }
            ENCRYPTED_EXTENSIONS if version == TLS13 => {
                server_hello_checks::check_encrypted_extensions(body, hello)?;
            }
            CERTIFICATE => flight_checks::check_server_certificate(body, version, hello)?,
            CERTIFICATE_STATUS if version == TLS12 => flight_checks::check_status(body)?,
            SERVER_KEY_EXCHANGE if version == TLS12 => {
                let groups = &self.parameters.profile.groups;
                flight_checks::check_server_key_exchange(body, groups)?;
            }
            CERTIFICATE_REQUEST => flight_checks::check_certificate_request(body, version)?,
            CERTIFICATE_VERIFY if version == TLS13 => {
                flight_checks::check_certificate_verify(body)?;
            }
            FINISHED => self.check_finished(body)?,
            _ => {}
        }
        Ok(())
    }

    /// Server: the same for what a client says behind its hello.
    fn check_client_message(&self, message: &[u8]) -> Result<(), Stop> {
        let (kind, body) = (HandshakeType(message[0]), &message[4..]);
        let version = self.observer.version.unwrap_or(TLS12);
        match kind {
            CERTIFICATE => flight_checks::check_client_certificate(body, version)?,
            CLIENT_KEY_EXCHANGE if version == TLS12 => {
                flight_checks::check_client_key_exchange(body)?;
            }
            CERTIFICATE_VERIFY => flight_checks::check_certificate_verify(body)?,
            FINISHED => self.check_finished(body)?,
            _ => {}
        }
        Ok(())
    }

    /// Checks a Finished where one may be expected.
    fn check_finished(&self, body: &[u8]) -> Result<(), Stop> {
        const TLS12_VERIFY_DATA: usize = 12;
        let observer = &self.observer;
        let proved =
            self.is_server() || observer.resumes || observer.scheme(Sender::Server).is_some();
        if !observer.opened || observer.forged || !proved {
            return Ok(());
        }
        let library = &self.parameters.profile.library;
        let length = match observer.version {
            Some(TLS13) => observer
                .suite
                .and_then(|suite| keys::hash(library, suite))
                .map(|hash| hash.output_len()),
            _ => Some(TLS12_VERIFY_DATA),
        };
        if let Some(length) = length {
            flight_checks::check_finished(body, length)?;
        }
        Ok(())
    }

    /// Client: has the chain verified. If that is suspended, what the record holds behind the chain
    /// is still followed, and the application is asked again with the next step.
    fn verify_chain(&mut self, app: &dyn Application) -> Result<(), Stop> {
        let Some(chain) = &self.unverified else {
            return Ok(());
        };
        let answer = app.verify_peer(chain);
        if matches!(answer, Answer::Suspend) {
            self.verify_suspended = true;
            return Ok(());
        }
        let chain = self.unverified.take().unwrap_or_default();
        if let Answer::Fail(refusal) = answer {
            return Err(refusal.into());
        }
        self.notes.borrow_mut().verified = Some(chain);
        Ok(())
    }

    /// What a suspended verification says now.
    pub(super) fn resume_verification(&mut self, app: &dyn Application) -> Result<(), Stop> {
        if !self.verify_suspended {
            self.verify_chain(app)?;
        }
        match std::mem::take(&mut self.verify_suspended) {
            true => Err(Stop::Suspended(Why::Verify)),
            false => Ok(()),
        }
    }

    fn tell_extensions(&self, app: &dyn Application) -> Result<(), Stop> {
        let observer = &self.observer;
        match app.server_extensions(observer.name_accepted, observer.protocol.as_deref()) {
            Answer::Fail(refusal) => Err(refusal.into()),
            _ => Ok(()),
        }
    }

    /// Client: tells the application that the server's flight is complete.
    pub(super) fn end_server_flight(&mut self, app: &dyn Application) -> Result<(), Stop> {
        if !std::mem::take(&mut self.flight_done) || self.observer.forged {
            return Ok(());
        }
        Ok(app.server_flight_done()?)
    }

    /// OpenSSL talks TLS 1.2 only to servers that know RFC 5746, unless it is told otherwise.
    fn check_renegotiation(&self) -> Result<(), Stop> {
        let observer = &self.observer;
        if !observer.secure_renegotiation && !self.parameters.legacy_server {
            let reason = Reason::UNSAFE_LEGACY_RENEGOTIATION_DISABLED;
            return Err(Fatal::new(alert::HANDSHAKE_FAILURE, reason).into());
        }
        Ok(())
    }

    fn react_to_client(&mut self, app: &dyn Application, event: &Event) -> Result<(), Stop> {
        if let (Event::Message(message), true) = (event, self.connection.is_some()) {
            self.check_client_message(message)?;
        }
        let opening = &mut self.opening;
        match event {
            Event::Message(message) if HandshakeType(message[0]) == CLIENT_HELLO => {
                opening.received(message)
            }
            Event::Message(message)
                if HandshakeType(message[0]) == CERTIFICATE
                    && self.observer.no_client_certificate
                    && !self.parameters.verify.require =>
            {
                app.peer_has_no_certificate();
            }
            _ if self.connection.is_some() => {}
            Event::Message(_) => opening.received_other(Reason::UNEXPECTED_MESSAGE),
            Event::ChangeCipherSpec => opening.received_other(Reason::UNEXPECTED_MESSAGE),
            _ => {}
        }
        Ok(())
    }

    /// Client: the server wants a certificate. The application chooses it before rustls sees the
    /// request, because it may take its time.
    pub(super) fn ask_for_certificate(&mut self, app: &dyn Application) -> Result<(), Stop> {
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
        self.ask_parameters(app);
        let peer = &request.signature_schemes;
        let version = self.observer.version.unwrap_or(TLS12);
        let chosen = signer::choose_for_client(version, &self.parameters, peer);
        if let Some((_, scheme)) = chosen {
            self.notes.borrow_mut().own_scheme = Some(scheme);
            self.tell_facts(app);
        }
        Ok(())
    }
}
