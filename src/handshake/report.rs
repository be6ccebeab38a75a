//! What the application's info and msg callbacks are told.

use super::current::KeyLogLine;
use super::driver::Engine;
use super::extensions::extensions;
use super::observer::{self, Event, Sender};
use super::resolver::MASTER_SECRET;
use super::{Application, Direction, Facts, Message, TLS12, TLS13};
use crate::constants::{
    SSL3_RT_ALERT, SSL3_RT_CHANGE_CIPHER_SPEC, SSL3_RT_HANDSHAKE, SSL3_RT_HEADER,
    SSL3_RT_INNER_CONTENT_TYPE,
};
use crate::record::alert::Alert;
use crate::record::ContentType;
use crate::record::HEADER_LEN;
use std::collections::VecDeque;
use std::ffi::c_int;
use tls::registry::extension::ExtensionType;
use tls::registry::message::{HandshakeType, CLIENT_HELLO, FINISHED, SERVER_HELLO};
use tls::registry::state::{self, HandshakeState};
use tls::registry::version::ProtocolVersion;

/// Labels of the key log's lines.
const CLIENT_HANDSHAKE: &str = "CLIENT_HANDSHAKE_TRAFFIC_SECRET";
const SERVER_HANDSHAKE: &str = "SERVER_HANDSHAKE_TRAFFIC_SECRET";
const CLIENT_TRAFFIC: &str = "CLIENT_TRAFFIC_SECRET_0";
const SERVER_TRAFFIC: &str = "SERVER_TRAFFIC_SECRET_0";
const EXPORTER: &str = "EXPORTER_SECRET";

/// One thing that a callback is to hear of.
pub(super) enum Report {
    /// A change of state.
    State(HandshakeState),
    Message {
        direction: Direction,
        version: ProtocolVersion,
        content_type: c_int,
        bytes: Vec<u8>,
    },
    /// Type and content of one of the peer's extensions.
    Extension(ExtensionType, Vec<u8>),
    Alert(Direction, Alert),
    /// More is known.
    Facts(Box<Facts>),
    /// A line of the key log.
    Secret(KeyLogLine),
    /// Server: the ServerHello.
    ServerHello,
    /// Server: a HelloRetryRequest is made.
    Retry,
}

fn is_finished(event: &Event) -> bool {
    matches!(event, Event::Message(message) if message.first() == Some(&FINISHED.0))
}

impl Engine {
    /// Calls the callbacks for everything that waits. One of them may throw an exception, or end its
    /// thread: the next step goes on with what is left.
    pub(super) fn deliver_reports(&mut self, app: &dyn Application) {
        while let Some(report) = self.reports.pop_front() {
            match report {
                Report::State(state) => {
                    self.state = state;
                    app.state(state);
                }
                Report::Message {
                    direction,
                    version,
                    content_type,
                    bytes,
                } => app.message(Message {
                    direction,
                    version,
                    content_type,
                    bytes: &bytes,
                }),
                Report::Extension(kind, content) => app.extension(kind, &content),
                Report::Alert(direction, alert) => {
                    app.alert(direction, alert);
                }
                Report::Facts(facts) => app.learned(*facts),
                Report::Secret((label, client_random, secret)) => {
                    app.key_log(&label, &client_random, &secret);
                }
                Report::ServerHello => {
                    if let Some(hello) = self.server_hello() {
                        app.server_hello_sent(&hello);
                    }
                }
                Report::Retry => app.retry_requested(),
            }
        }
    }

    /// Gives the application's key log what OpenSSL tells when it has worked on a message of the peer's.
    /// rustls tells several secrets at once, in an order of its own.
    pub(super) fn deliver_key_log(&mut self, app: &dyn Application) {
        let peer_is_done = !self.observer.finished(self.peer()).is_empty();
        let due: &[&str] = match (self.observer.version, self.own) {
            (Some(TLS13), Sender::Client) if peer_is_done => &[EXPORTER, SERVER_TRAFFIC],
            (Some(TLS13), Sender::Client) if self.parameters.middlebox_compat => {
                &[SERVER_HANDSHAKE]
            }
            (Some(TLS13), Sender::Client) => &[SERVER_HANDSHAKE, CLIENT_HANDSHAKE],
            (Some(TLS13), Sender::Server) if peer_is_done => &[CLIENT_TRAFFIC],
            _ => &[],
        };
        self.report_secrets(due);
        self.deliver_reports(app);
    }

    /// A server of TLS 1.3 is about to send what is protected.
    pub(super) fn report_handshake_secrets(&mut self) {
        if self.is_server() && self.observer.version == Some(TLS13) {
            self.report_secrets(&[SERVER_HANDSHAKE, CLIENT_HANDSHAKE]);
        }
    }

    /// TLS 1.3: our Finished is sent.
    pub(super) fn report_traffic_secrets(&mut self) {
        self.report_secrets(match self.own {
            Sender::Server => &[EXPORTER, SERVER_TRAFFIC],
            Sender::Client => &[CLIENT_TRAFFIC],
        });
    }

    fn report_secrets(&mut self, labels: &[&str]) {
        let due = self.take_secrets(labels);
        self.reports.extend(due.into_iter().map(Report::Secret));
    }

    /// What OpenSSL logs while it makes one of these messages.
    fn secrets_made_with(&mut self, events: &[Event]) -> Vec<KeyLogLine> {
        let has_message = events.iter().any(|e| matches!(e, Event::Message(_)));
        self.take_secrets(match (self.observer.version, self.own) {
            (Some(TLS13), Sender::Client) if has_message => &[CLIENT_HANDSHAKE],
            (Some(TLS12), _) if events.iter().any(is_finished) => &[MASTER_SECRET],
            _ => &[],
        })
    }

    fn take_secrets(&mut self, labels: &[&str]) -> Vec<KeyLogLine> {
        let waiting = &mut self.notes.borrow_mut().key_log;
        let take = |label: &&str| {
            let place = waiting.iter().position(|(of, ..)| of == label)?;
            waiting.remove(place)
        };
        labels.iter().filter_map(take).collect()
    }

    /// Has the application hear what a record holds, in the order in which OpenSSL would tell: a received
    /// header comes before the change of state that the message brings, a sent one after it.
    pub(super) fn report(
        &mut self,
        app: &dyn Application,
        direction: Direction,
        record: &[u8],
        events: &[Event],
    ) {
        let server = self.is_server();
        let writing = direction == Direction::Write;
        let version = match (writing, self.observer.version) {
            (true, Some(version)) if version >= TLS12 => version,
            _ => self.version,
        };
        let wants_messages = app.wants_messages();
        let mut news = self.news().map(Box::new);
        let mut secrets = match writing {
            true => self.secrets_made_with(events),
            false => Vec::new(),
        };
        let first = match server {
            true => self.opening.is_awaited().then_some(CLIENT_HELLO),
            false => self.observer.version.is_none().then_some(SERVER_HELLO),
        };
        let out_of_order = |event: &Event| match (first, event) {
            (Some(first), Event::Message(message)) => HandshakeType(message[0]) != first,
            _ => false,
        };
        let reports = &mut self.reports;
        let message = |reports: &mut VecDeque<Report>, version, content_type, bytes: &[u8]| {
            if wants_messages {
                reports.push_back(Report::Message {
                    direction,
                    version,
                    content_type,
                    bytes: bytes.to_vec(),
                });
            }
        };
        let header = |reports: &mut VecDeque<Report>, inner: Option<&ContentType>| {
            // Nothing was sealed where libcrypto ran out of memory.
            let Some(header @ [_, major, minor, ..]) = record.get(..HEADER_LEN) else {
                return;
            };
            let version_of_record = ProtocolVersion(u16::from_be_bytes([*major, *minor]));
            message(reports, version_of_record, SSL3_RT_HEADER, header);
            if let Some(inner) = inner {
                // OpenSSL gives the record's version for what it sends.
                let version = if writing { TLS12 } else { version };
                message(
                    reports,
                    version,
                    SSL3_RT_INNER_CONTENT_TYPE,
                    &[u8::from(*inner)],
                );
            }
        };
        let (inner, events) = match events {
            [Event::InnerType(inner), rest @ ..] => (Some(inner), rest),
            _ => (None, events),
        };
        let mut headed = !writing || events.is_empty();
        if headed {
            header(reports, inner);
        }
        for event in events {
            if !writing && out_of_order(event) {
                // OpenSSL refuses it before anybody hears of it.
                continue;
            }
            let state = match event {
                Event::Message(message) => {
                    observer::state(server, writing, HandshakeType(message[0]))
                }
                // OpenSSL drops those of TLS 1.3 before anybody hears of them.
                Event::ChangeCipherSpec if version == TLS13 && !writing => None,
                Event::ChangeCipherSpec => {
                    Some(observer::change_cipher_spec_state(server, writing))
                }
                _ => None,
            };
            let announced = writing
                && state == Some(state::SW_SESSION_TICKET)
                && std::mem::take(&mut self.notes.borrow_mut().ticket_announced);
            if announced {
                self.state = state::SW_SESSION_TICKET;
            } else if let Some(state) = state {
                reports.push_back(Report::State(state));
                if state == state::SW_SRVR_HELLO && !self.observer.has_server_hello {
                    reports.push_back(Report::Retry);
                }
            }
            // The keys are made before Finished in TLS 1.3, after it in TLS 1.2.
            if version == TLS13 {
                reports.extend(secrets.drain(..).map(Report::Secret));
            }
            // OpenSSL has what the peer's Finished should say before anybody hears of the message.
            if writing || is_finished(event) {
                reports.extend(news.take().map(Report::Facts));
            }
            reports.extend(secrets.drain(..).map(Report::Secret));
            if !headed {
                header(reports, inner);
                headed = true;
            }
            match event {
                Event::Message(bytes) => {
                    message(reports, version, SSL3_RT_HANDSHAKE, bytes);
                    if !writing && app.wants_extensions() {
                        let version = self.observer.version.unwrap_or(TLS12);
                        let found = extensions(version, bytes).into_iter();
                        reports.extend(
                            found.map(|(kind, content)| Report::Extension(kind, content.to_vec())),
                        );
                    }
                }
                Event::ChangeCipherSpec if writing => {
                    message(reports, version, SSL3_RT_CHANGE_CIPHER_SPEC, &[1]);
                }
                Event::Alert(content) => {
                    if let Ok(alert) = Alert::parse(content) {
                        message(reports, version, SSL3_RT_ALERT, content);
                        reports.push_back(Report::Alert(direction, alert));
                    }
                }
                _ => {}
            }
        }
        self.reports.extend(news.map(Report::Facts));
        if let Some(version) = self.observer.version {
            self.version = version;
        }
    }

    pub(super) fn enter_state(&mut self, app: &dyn Application, state: HandshakeState) {
        self.reports.push_back(Report::State(state));
        self.deliver_reports(app);
    }

    /// A flight was made, and [`Engine::turn_to_reading`] not called since.
    pub fn turns(&self) -> bool {
        self.turns
    }

    /// OpenSSL's machine makes a step of its own where it turns from writing to reading. It is made when
    /// the transport has taken the whole flight.
    pub fn turn_to_reading(&mut self, app: &dyn Application) {
        self.turns = false;
        if self.is_server() && self.observer.version == Some(TLS13) {
            self.enter_state(app, state::EARLY_DATA);
        }
        self.enter_state(app, self.state);
    }
}
