//! The machine's record layer.

use crate::connection::Connection;
use crate::handshake::{Direction as Side, Message};
use crate::record::alert::Alert;
use crate::record::{ContentType, Protocol, HEADER_LEN};
use tls::error::Fatal;
use tls::link::{Direction, Kind, Records, Rule};
use tls::record::RecordKey;
use tls::registry::alert::AlertDescription;
use tls::registry::state;
use tls::registry::version::{ProtocolVersion, TLS10, TLS12, TLS13};
use tls::schedule::Secret;

impl Connection {
    /// The version in the header of unprotected records (`do_ssl3_write`).
    fn header_version(&self) -> ProtocolVersion {
        if let Some(version) = self.engine.header_version.get() {
            return version;
        }
        let facts = self.engine.facts();
        let version = facts.version.get();
        let hello = self.state.hand_state() == state::CW_CLNT_HELLO;
        match hello && facts.is_first_handshake() && version > TLS10 {
            // Some servers stumble over a newer one.
            true => TLS10,
            false => version.min(TLS12),
        }
    }

    /// Seals a message into the flight, and returns the headers of its records.
    fn queue_for_machine(
        &self,
        content_type: ContentType,
        message: &[u8],
    ) -> Result<Vec<[u8; HEADER_LEN]>, Fatal> {
        let version = self.header_version();
        let fragment = self.channel.borrow().writer.fragment_len();
        let mut paddings = Vec::new();
        for content in message.chunks(fragment) {
            let padding = self.record_padding(content_type, content.len());
            paddings.push((content, padding));
        }
        let channel = &mut *self.channel.borrow_mut();
        channel.writer.set_version(version);
        let flight = self.transport.flight();
        let queue =
            |(content, padding)| channel.queue_record(content_type, content, padding, flight);
        paddings.into_iter().map(queue).collect()
    }

    /// Seals an alert of a handshake into the flight.
    pub(in crate::connection) fn queue_machine_alert(&self, alert: Alert) {
        let content_type = ContentType::Alert;
        let padding = self.record_padding(content_type, alert.encode().len());
        let version = self.header_version();
        let mut channel = self.channel.borrow_mut();
        channel.writer.set_version(version);
        let plaintext = self.engine.plaintext_alerts.get();
        let queued = channel.queue_alert(alert, padding, plaintext, self.transport.flight());
        drop(channel);
        if let (Ok(header), true) = (queued, self.reports_records()) {
            self.report_record(Side::Write, &header, content_type);
        }
    }
}

impl Records for Connection {
    fn send(&self, kind: Kind, message: &[u8]) -> Result<(), Fatal> {
        let content_type = match kind {
            Kind::Handshake | Kind::Ssl2Hello => ContentType::Handshake,
            Kind::ChangeCipherSpec => ContentType::ChangeCipherSpec,
        };
        // After an exception of a callback the machine sends the message again.
        if !self.engine.queued.get() {
            let headers = self.queue_for_machine(content_type, message)?;
            self.engine.queued.set(true);
            if self.reports_records() {
                for header in headers {
                    self.report_record(Side::Write, &header, content_type);
                }
            }
        }
        self.report_message(Message {
            direction: Side::Write,
            version: self.engine.facts().version.get(),
            content_type: u8::from(content_type).into(),
            bytes: message,
        });
        self.engine.queued.set(false);
        Ok(())
    }

    fn warn(&self, description: AlertDescription) {
        self.send_alert(Alert::warning(description));
    }

    fn install(&self, direction: Direction, key: Option<RecordKey>, secret: Option<Secret>) {
        let mut channel = self.channel.borrow_mut();
        match direction {
            Direction::Read => channel.install_read_key(key),
            Direction::Write => channel.writer.set_key(key),
        }
        drop(channel);
        self.engine.secrets[direction as usize].replace(secret);
    }

    fn secret(&self, direction: Direction) -> Option<Secret> {
        self.engine.secrets[direction as usize].borrow().clone()
    }

    fn rule(&self, rule: Rule) {
        match rule {
            Rule::Version(protocol, version) => {
                let mut channel = self.channel.borrow_mut();
                let rules = channel.reader.rules_mut();
                rules.protocol = Some(protocol);
                rules.version = (protocol == Protocol::Tls12).then_some(version);
                drop(channel);
                self.engine.header_version.set(None);
                self.follow_negotiation(version);
            }
            Rule::PlaintextAlerts(allowed) => {
                let mut channel = self.channel.borrow_mut();
                channel.reader.rules_mut().plaintext_alert = allowed;
            }
            Rule::FragmentLength(length) => {
                let mut channel = self.channel.borrow_mut();
                channel.reader.set_max_fragment(length);
                channel.writer.set_max_fragment(length);
            }
            Rule::HeaderVersion(version) => {
                let version = version.min(TLS13).min(TLS12);
                self.engine.header_version.set(Some(version));
            }
            Rule::AfterRetry => {
                self.engine.header_version.set(Some(TLS12));
                let mut channel = self.channel.borrow_mut();
                channel.reader.rules_mut().after_retry = true;
            }
            Rule::SkipEarlyData(limit) => {
                self.channel.borrow_mut().reader.skip_early_data(limit);
            }
            Rule::ReadEarlyData(limit) => {
                self.channel.borrow_mut().reader.read_early_data(limit);
            }
            Rule::OwnPlaintextAlerts(plaintext) => self.engine.plaintext_alerts.set(plaintext),
        }
    }

    fn at_boundary(&self) -> bool {
        !self.channel.borrow().reader.has_record()
    }
}
