//! Sending. rustls puts as many messages into a record as fit; OpenSSL gives each message its
//! records. So what rustls sends is taken apart, and sealed message by message.

use super::driver::{whole_record, Engine, Progress};
use super::observer::{Event, Sender};
use super::report::Report;
use super::{keys, unprotected, Application, Direction, TLS13};
use crate::error::Fatal;
use crate::record::alert::Alert;
use crate::record::{ContentType, RecordHeader, HEADER_LEN, MAX_PLAINTEXT};
use rustls::Error;
use tls::registry::message::{HandshakeType, FINISHED, NEW_SESSION_TICKET, SERVER_HELLO};
use tls::registry::version::{ProtocolVersion, TLS10};

/// A record to be sealed and sent.
pub(super) struct Piece {
    content_type: ContentType,
    version: ProtocolVersion,
    protected: bool,
    /// It follows our Finished.
    finished: bool,
    content: Vec<u8>,
    /// What ends with it.
    ends: Option<Event>,
    /// That is a ServerHello.
    is_hello: bool,
    /// That is our Finished.
    is_finished: bool,
}

impl Engine {
    /// Passes on what rustls sends, message by message, and reports it. Fails where the application
    /// refused what rustls could not know.
    pub(super) fn relay(
        &mut self,
        app: &dyn Application,
        output: &mut Vec<u8>,
    ) -> Result<(), Fatal> {
        loop {
            self.send_pieces(app, output);
            self.deliver_reports(app);
            let Some(record) = whole_record(&self.sent).map(<[u8]>::to_vec) else {
                return Ok(());
            };
            self.sent.drain(..record.len());
            let tls13 = self.observer.version == Some(TLS13);
            if ContentType::from(record[0]) == ContentType::ChangeCipherSpec
                && tls13
                && !self.parameters.middlebox_compat
            {
                continue;
            }
            if let Err(refusal) = self.take_apart(&record) {
                self.send_pieces(app, output);
                return Err(refusal);
            }
        }
    }

    /// Makes pieces of a record of rustls's.
    fn take_apart(&mut self, record: &[u8]) -> Result<(), Fatal> {
        let finished = !self.observer.finished(self.own).is_empty();
        let protected = unprotected::wants_protection(record);
        for event in self.observer.sent(self.own, record) {
            let message_type = match &event {
                Event::Message(message) => message.first().copied().map(HandshakeType),
                _ => None,
            };
            if message_type == Some(NEW_SESSION_TICKET) {
                self.notes.borrow().ticket_lifetime?;
            }
            let (content_type, content) = match &event {
                Event::Message(message) => (ContentType::Handshake, message.as_slice()),
                Event::Alert(content) => (ContentType::Alert, content.as_slice()),
                _ => (ContentType::ChangeCipherSpec, &[1][..]),
            };
            let mut chunks = content.chunks(self.fragment_len()).peekable();
            while let Some(chunk) = chunks.next() {
                let ends = chunks.peek().is_none().then(|| event.clone());
                self.pieces.push_back(Piece {
                    content_type,
                    version: ProtocolVersion(u16::from_be_bytes([record[1], record[2]])),
                    protected,
                    finished,
                    content: chunk.to_vec(),
                    is_hello: ends.is_some()
                        && message_type == Some(SERVER_HELLO)
                        && self.is_server(),
                    is_finished: ends.is_some() && message_type == Some(FINISHED),
                    ends,
                });
            }
        }
        Ok(())
    }

    /// Sends the pieces. One goes when it is sealed: where the application's padding callback throws an
    /// exception, the next call begins with it.
    fn send_pieces(&mut self, app: &dyn Application, output: &mut Vec<u8>) {
        while let Some(piece) = self.pieces.front() {
            let padding = match piece.protected {
                true => self.padding(app, piece.content_type, piece.content.len()),
                false => 0,
            };
            let Some(piece) = self.pieces.pop_front() else {
                return;
            };
            if piece.protected {
                self.report_handshake_secrets();
            }
            // What a message says is known when it is sent, not before those in front of it.
            if let Some(Event::Message(message)) = &piece.ends {
                self.observer.learn(self.own, message);
            }
            let start = output.len();
            if piece.protected {
                let (kind, content) = (piece.content_type, &piece.content);
                self.seal(padding, piece.finished, kind, content, output);
            } else {
                write_record(piece.content_type, piece.version, &piece.content, output);
            }
            let mut inside = Vec::new();
            if piece.protected && self.observer.version == Some(TLS13) {
                inside.push(Event::InnerType(piece.content_type));
            }
            inside.extend(piece.ends);
            self.report(app, Direction::Write, &output[start..], &inside);
            if piece.is_hello {
                self.reports.push_back(Report::ServerHello);
            }
            if piece.is_finished && self.observer.version == Some(TLS13) {
                self.report_traffic_secrets();
            }
        }
    }

    /// How much padding the application wants in a record.
    fn padding(&self, app: &dyn Application, content_type: ContentType, length: usize) -> usize {
        let inner = length + 1;
        let room = self.fragment_len().saturating_sub(inner);
        match self.observer.version == Some(TLS13) && room > 0 {
            true => app.padding(content_type, inner).min(room),
            false => 0,
        }
    }

    /// The most content of a record.
    fn fragment_len(&self) -> usize {
        match self.parameters.max_fragment {
            size @ 1..MAX_PLAINTEXT => size,
            _ => MAX_PLAINTEXT,
        }
    }

    /// Seals one record under the keys before or after our Finished.
    fn seal(
        &mut self,
        padding: usize,
        finished: bool,
        content_type: ContentType,
        content: &[u8],
        output: &mut Vec<u8>,
    ) {
        let finished = finished && self.observer.version == Some(TLS13);
        if !matches!(&self.sealing, Some((_, after)) if *after == finished) {
            let secrets = &self.notes.borrow().secrets;
            let key = self.observer.new_key(self.own, secrets, finished);
            self.sealing = key.map(|key| (key, finished));
        }
        if let Some((key, _)) = &mut self.sealing {
            // Without a key nothing is sent: the peer will miss it.
            let _ = keys::seal(key, content_type, content, padding, output);
        }
    }

    /// A TLS 1.3 client's ChangeCipherSpec goes out with what follows it, as OpenSSL's does, and
    /// not at all if that is an alert.
    pub(super) fn defer_change_cipher_spec(&mut self, result: &Result<Progress, Error>) {
        let sent = &mut self.sent;
        let alone = sent.first() == Some(&ContentType::ChangeCipherSpec.into())
            && sent.len() == HEADER_LEN + 1;
        if matches!(result, Ok(Progress::NeedRecord)) && alone && self.own == Sender::Client {
            self.deferred = std::mem::take(sent);
        } else if result.is_ok() && !sent.is_empty() {
            sent.splice(..0, self.deferred.drain(..));
        }
    }

    /// Appends an alert to `output`, under the keys now in use, for failures which the caller
    /// found (a record that is no TLS, the end of the input).
    pub fn alert(&mut self, app: &dyn Application, alert: Alert, output: &mut Vec<u8>) {
        // Like OpenSSL's, a TLS 1.3 client's alerts are in the clear until it has sent Finished.
        if self.observer.finished(self.own).is_empty() {
            // As long as a client knows no version its records say 1.0, like its ClientHello's.
            let version = match self.own {
                Sender::Client if self.observer.version.is_none() => TLS10,
                _ => self.opening.record_version(),
            };
            write_record(ContentType::Alert, version, &alert.encode(), output);
        } else {
            let content = alert.encode();
            let padding = self.padding(app, ContentType::Alert, content.len());
            self.seal(padding, true, ContentType::Alert, &content, output);
        }
    }

    /// Appends an alert to `output` and reports it.
    pub(super) fn send_alert(&mut self, app: &dyn Application, alert: Alert, output: &mut Vec<u8>) {
        let start = output.len();
        self.alert(app, alert, output);
        if self.observer.version.is_none() {
            self.version = self.opening.told_version().unwrap_or(self.version);
        }
        let mut events = Vec::new();
        if output.get(start) == Some(&ContentType::ApplicationData.into()) {
            events.push(Event::InnerType(ContentType::Alert));
        }
        events.push(Event::Alert(alert.encode().to_vec()));
        if output.len() > start {
            self.report(app, Direction::Write, &output[start..], &events);
            self.deliver_reports(app);
        }
    }
}

/// One record in the clear.
fn write_record(
    content_type: ContentType,
    version: ProtocolVersion,
    content: &[u8],
    output: &mut Vec<u8>,
) {
    let header = RecordHeader {
        content_type,
        version,
        length: content.len(),
    };
    output.extend_from_slice(&header.encode());
    output.extend_from_slice(content);
}
