//! Sending. rustls puts as many messages into a record as fit; OpenSSL gives each message its
//! records. So what rustls sends is taken apart, and sealed message by message.

use super::driver::{whole_record, Engine, Progress};
use super::observer::{Event, Sender};
use super::report::Report;
use super::{keys, unprotected, Application, Direction, Refusal, TLS13};
use crate::record::message::NEW_SESSION_TICKET;
use crate::record::{HEADER_LEN, MAX_PLAINTEXT};
use rustls::Error;

/// The version of the records before the ServerHello.
const TLS10: u16 = 0x0301;

/// The type of a ServerHello or HelloRetryRequest.
const SERVER_HELLO: u8 = 2;

impl Engine {
    /// Passes on what rustls sends, message by message, and reports it. Fails where the application
    /// refused what rustls could not know.
    pub(super) fn relay(
        &mut self,
        app: &dyn Application,
        output: &mut Vec<u8>,
    ) -> Result<(), Refusal> {
        while let Some(record) = whole_record(&self.sent).map(<[u8]>::to_vec) {
            self.sent.drain(..record.len());
            let tls13 = self.observer.version == TLS13;
            if record[0] == 20 && tls13 && !self.parameters.middlebox_compat {
                continue;
            }
            let finished = !self.observer.finished(self.own).is_empty();
            let protected = unprotected::wants_protection(&record);
            for event in self.observer.sent(self.own, &record) {
                if let Event::Message(message) = &event {
                    self.observer.learn(self.own, message);
                }
                let message_type = match &event {
                    Event::Message(message) => message.first().copied(),
                    _ => None,
                };
                if message_type == Some(NEW_SESSION_TICKET) {
                    self.notes.borrow().ticket_lifetime?;
                }
                let (content_type, content) = match &event {
                    Event::Message(message) => (22, message.as_slice()),
                    Event::Alert(content) => (21, content.as_slice()),
                    _ => (20, &[1][..]),
                };
                let version = [record[1], record[2]];
                let mut chunks = content.chunks(self.fragment_len()).peekable();
                while let Some(chunk) = chunks.next() {
                    let start = output.len();
                    if protected {
                        self.seal(app, finished, content_type, chunk, output);
                    } else {
                        write_record(content_type, version, chunk, output);
                    }
                    let mut inside = Vec::new();
                    if protected && self.observer.version == TLS13 {
                        inside.push(Event::InnerType(content_type));
                    }
                    if chunks.peek().is_none() {
                        inside.push(event.clone());
                    }
                    self.report(app, Direction::Write, &output[start..], &inside);
                }
                if message_type == Some(SERVER_HELLO) && self.is_server() {
                    self.reports.push_back(Report::ServerHello);
                }
            }
            self.deliver_reports(app);
        }
        Ok(())
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
        app: &dyn Application,
        finished: bool,
        content_type: u8,
        content: &[u8],
        output: &mut Vec<u8>,
    ) {
        let inner = content.len() + 1;
        let room = self.fragment_len().saturating_sub(inner);
        let padding = match self.observer.version == TLS13 && room > 0 {
            true => app.padding(content_type, inner).min(room),
            false => 0,
        };
        let finished = finished && self.observer.version == TLS13;
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
        let alone = sent.first() == Some(&20) && sent.len() == HEADER_LEN + 1;
        if matches!(result, Ok(Progress::NeedRecord)) && alone && self.own == Sender::Client {
            self.deferred = std::mem::take(sent);
        } else if result.is_ok() && !sent.is_empty() {
            sent.splice(..0, self.deferred.drain(..));
        }
    }

    /// Appends an alert to `output`, under the keys now in use, for failures which the caller
    /// found (a record that is no TLS, the end of the input).
    pub fn alert(
        &mut self,
        app: &dyn Application,
        level: u8,
        description: u8,
        output: &mut Vec<u8>,
    ) {
        // Like OpenSSL's, a TLS 1.3 client's alerts are in the clear until it has sent Finished.
        if self.observer.finished(self.own).is_empty() {
            // As long as a client knows no version its records say 1.0, like its ClientHello's.
            let version = match self.own {
                Sender::Client if self.observer.version == 0 => TLS10,
                _ => self.opening.record_version(),
            };
            let version = version.to_be_bytes();
            write_record(21, version, &[level, description], output);
        } else {
            self.seal(app, true, 21, &[level, description], output);
        }
    }

    /// Appends an alert to `output` and reports it.
    pub(super) fn send_alert(
        &mut self,
        app: &dyn Application,
        level: u8,
        description: u8,
        output: &mut Vec<u8>,
    ) {
        let start = output.len();
        self.alert(app, level, description, output);
        if self.observer.version == 0 {
            self.version = self.opening.told_version().unwrap_or(self.version);
        }
        let mut events = Vec::new();
        if output.get(start) == Some(&23) {
            events.push(Event::InnerType(21));
        }
        events.push(Event::Alert(vec![level, description]));
        if output.len() > start {
            self.report(app, Direction::Write, &output[start..], &events);
            self.deliver_reports(app);
        }
    }
}

/// One record in the clear.
fn write_record(content_type: u8, version: [u8; 2], content: &[u8], output: &mut Vec<u8>) {
    let length = (content.len() as u16).to_be_bytes();
    output.extend_from_slice(&[content_type, version[0], version[1], length[0], length[1]]);
    output.extend_from_slice(content);
}
