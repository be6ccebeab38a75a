//! One side of a connection: a record layer in memory, and a journal of all that the handshake calls.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use super::program::{Callbacks, Session, Store};
use crate::cipher::group;
use crate::cipher::list::CipherList;
use crate::cipher::missing::Missing;
use crate::config::{Config, Credential, Options, Verify};
use crate::error::{Fatal, Reason};
use crate::facts::Facts;
use crate::link::{Direction, Kind, Records, Rule};
use crate::machine::{Handshake, Outcome, Side};
use crate::message::client_hello::ClientHello;
use crate::record::alert::{Alert, Effect};
use crate::record::{ContentType, Protocol, RecordKey, RecordReader, RecordWriter};
use crate::registry::alert::{self, AlertDescription};
use crate::registry::message::HandshakeType;
use crate::registry::version::{ProtocolVersion, TLS12, TLS13};
use crate::schedule::{Secret, Transcript};

/// How messages are put into records.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Packing {
    /// A record for each message, as OpenSSL does.
    #[default]
    Apart,
    /// A record for each byte.
    Bytes,
    /// As many messages in a record as have the same key.
    Together,
}

/// What to send instead of a message.
type Tamper = Box<dyn FnMut(Kind, &[u8]) -> Vec<(Kind, Vec<u8>)>>;

/// What the handshake sees of one side, and what the test sees of the handshake.
pub struct Endpoint {
    pub side: Side,
    pub facts: Facts,
    pub config: RefCell<Arc<Config>>,
    pub on: Callbacks,
    /// Every call in order.
    journal: RefCell<Vec<String>>,

    // The record layer.
    pub reader: RefCell<RecordReader>,
    pub writer: RefCell<RecordWriter>,
    pub packing: Cell<Packing>,
    /// Replaces each message that is sent by others, which are sealed like it.
    tamper: RefCell<Option<Tamper>>,
    /// Messages that wait for their record.
    waiting: RefCell<Vec<u8>>,
    secrets: [RefCell<Option<Secret>>; 2],
    plaintext_alerts: Cell<bool>,
    /// Application data that was received.
    pub received: RefCell<Vec<u8>>,

    // The program.
    pub session: RefCell<Option<Rc<RefCell<Session>>>>,
    pub candidate: RefCell<Option<Rc<RefCell<Session>>>>,
    /// Server: what sessions are found in.
    pub store: Rc<Store>,
    /// Client: sessions with their tickets.
    pub tickets: RefCell<Vec<Rc<RefCell<Session>>>>,
    pub hello: RefCell<Option<Rc<ClientHello>>>,
    pub chain: RefCell<Vec<Vec<u8>>>,
    pub authorities: RefCell<Vec<Vec<u8>>>,
    pub credential: RefCell<Option<Arc<Credential>>>,
    pub response: RefCell<Vec<u8>>,
    pub received_response: RefCell<Vec<u8>>,
    pub transcript: RefCell<Option<Transcript>>,
    pub clock: Cell<i64>,
    pub shutdown_sent: Cell<bool>,
    pub stateless: Cell<bool>,
    pub in_init: Cell<bool>,
}

/// The settings with which OpenSSL starts; its minimum is Debian's.
fn defaults(side: Side) -> Config {
    let missing = Missing::legacy();
    let suites = CipherList::new(&missing);
    let suites = suites.ciphers().iter().copied();
    let groups = group::DEFAULT.iter().copied();
    Config {
        missing,
        lowest: Some(TLS12),
        tls13_capable: true,
        suites: suites.filter(|suite| suite.is_supported()).collect(),
        groups: groups.collect(),
        verify: Verify {
            peer: side == Side::Client,
            ..Verify::default()
        },
        max_cert_list: 102_400,
        num_tickets: 2,
        recv_max_early_data: 16_384,
        options: Options {
            middlebox_compat: true,
            no_compression: true,
            server_cache: true,
            ..Options::default()
        },
        ..Config::default()
    }
}

impl Endpoint {
    pub fn new(side: Side) -> Endpoint {
        let writer = RecordWriter::new();
        Endpoint {
            side,
            facts: Facts::default(),
            config: RefCell::new(Arc::new(defaults(side))),
            on: Callbacks::default(),
            journal: RefCell::default(),
            reader: RefCell::new(RecordReader::new(side == Side::Server)),
            writer: RefCell::new(writer),
            packing: Cell::default(),
            tamper: RefCell::default(),
            waiting: RefCell::default(),
            secrets: Default::default(),
            plaintext_alerts: Cell::new(false),
            received: RefCell::default(),
            session: RefCell::default(),
            candidate: RefCell::default(),
            store: Rc::default(),
            tickets: RefCell::default(),
            hello: RefCell::default(),
            chain: RefCell::default(),
            authorities: RefCell::default(),
            credential: RefCell::default(),
            response: RefCell::default(),
            received_response: RefCell::default(),
            transcript: RefCell::default(),
            clock: Cell::new(1_800_000_000),
            shutdown_sent: Cell::new(false),
            stateless: Cell::new(false),
            in_init: Cell::new(true),
        }
    }

    /// Changes the settings.
    pub fn configure(&self, change: impl FnOnce(&mut Config)) {
        let mut config = self.config.borrow_mut();
        change(Arc::make_mut(&mut config));
    }

    pub fn note(&self, what: impl Into<String>) {
        self.journal.borrow_mut().push(what.into());
    }

    /// Takes the journal.
    pub fn take_journal(&self) -> Vec<String> {
        self.journal.take()
    }

    /// The entries that begin with one of these words.
    pub fn noted(&self, words: &[&str]) -> Vec<String> {
        let journal = self.journal.borrow();
        let begins = |entry: &&String| {
            let first = entry.split(' ').next().unwrap_or_default();
            words.contains(&first)
        };
        journal.iter().filter(begins).cloned().collect()
    }

    /// Whether the journal has this entry.
    pub fn has_noted(&self, entry: &str) -> bool {
        self.journal.borrow().iter().any(|noted| noted == entry)
    }

    /// Puts waiting messages into their record.
    fn pack(&self) {
        let waiting = self.waiting.take();
        self.put(ContentType::Handshake, &waiting);
    }

    fn put(&self, content_type: ContentType, mut content: &[u8]) {
        let mut writer = self.writer.borrow_mut();
        while !content.is_empty() {
            let some = match self.packing.get() {
                Packing::Bytes => &content[..1],
                _ => content,
            };
            let taken = writer.write(content_type, some).expect("the key seals");
            content = &content[taken..];
        }
    }

    /// Takes what is to be sent.
    pub fn take_output(&self) -> Vec<u8> {
        self.pack();
        let mut writer = self.writer.borrow_mut();
        let output = writer.output().to_vec();
        writer.sent(output.len());
        output
    }

    /// Puts application data into the flight.
    pub fn write(&self, data: &[u8]) {
        self.pack();
        self.put(ContentType::ApplicationData, data);
    }

    /// Sends the alert of a failure.
    fn send_alert(&self, fatal: Fatal) {
        let Some(description) = fatal.alert else {
            self.note(format!("failed silently {:?}", fatal.reason));
            return;
        };
        self.note(format!("failed {description:?} {:?}", fatal.reason));
        self.pack();
        let alert = Alert::fatal(description).known_to(self.facts.version.get());
        let alert = alert.encode();
        let mut writer = self.writer.borrow_mut();
        if self.plaintext_alerts.get() {
            writer.set_key(None);
        }
        let sent = writer.write(ContentType::Alert, &alert);
        sent.expect("the key seals");
    }

    /// The next record's content for the handshake; `None` if there is none.
    fn next_record(&self) -> Result<Option<(Kind, Vec<u8>)>, Fatal> {
        loop {
            let mut reader = self.reader.borrow_mut();
            let Some(record) = reader.next_record()? else {
                return Ok(None);
            };
            let content = reader.data().to_vec();
            reader.discard();
            drop(reader);
            match record.content_type {
                ContentType::Handshake if content.is_empty() => {}
                ContentType::Handshake => return Ok(Some((Kind::Handshake, content))),
                ContentType::ChangeCipherSpec => {
                    return Ok(Some((Kind::ChangeCipherSpec, content)))
                }
                ContentType::Alert => self.alerted(&content)?,
                ContentType::ApplicationData if !self.in_init.get() => {
                    self.received.borrow_mut().extend_from_slice(&content);
                }
                ContentType::ApplicationData => {
                    return Err(Fatal::new(
                        alert::UNEXPECTED_MESSAGE,
                        Reason::APP_DATA_IN_HANDSHAKE,
                    ))
                }
                ContentType::Other(_) => {
                    return Err(Fatal::new(
                        alert::UNEXPECTED_MESSAGE,
                        Reason::UNEXPECTED_RECORD,
                    ))
                }
            }
        }
    }

    fn alerted(&self, content: &[u8]) -> Result<(), Fatal> {
        let alert = Alert::parse(content)?;
        let protocol = match self.facts.version.get() == TLS13 {
            true => Protocol::Tls13,
            false => Protocol::Tls12,
        };
        self.note(format!("alerted {:?}", alert.description));
        match alert.effect(protocol)? {
            Effect::Fatal => Err(Fatal::silent(Reason::from_alert(alert.description))),
            _ => Ok(()),
        }
    }
}

impl Endpoint {
    /// Every message that is sent from now on is replaced by what this gives.
    pub fn tamper(&self, tamper: impl FnMut(Kind, &[u8]) -> Vec<(Kind, Vec<u8>)> + 'static) {
        self.tamper.replace(Some(Box::new(tamper)));
    }

    /// Puts a message into the flight.
    pub fn send_message(&self, kind: Kind, message: &[u8]) {
        match kind {
            Kind::ChangeCipherSpec => {
                self.note("send CHANGE_CIPHER_SPEC");
                self.pack();
                self.put(ContentType::ChangeCipherSpec, message);
            }
            Kind::Ssl2Hello => unreachable!("nobody writes it"),
            Kind::Handshake => {
                self.note(format!("send {:?}", HandshakeType(message[0])));
                let together = self.packing.get() == Packing::Together;
                self.waiting.borrow_mut().extend_from_slice(message);
                if !together {
                    self.pack();
                }
            }
        }
    }
}

impl Records for Endpoint {
    fn send(&self, kind: Kind, message: &[u8]) -> Result<(), Fatal> {
        let tampered = match &mut *self.tamper.borrow_mut() {
            Some(tamper) => tamper(kind, message),
            None => vec![(kind, message.to_vec())],
        };
        for (kind, message) in tampered {
            self.send_message(kind, &message);
        }
        Ok(())
    }

    fn warn(&self, description: AlertDescription) {
        self.note(format!("warn {description:?}"));
        self.pack();
        let alert = Alert::warning(description).encode();
        self.put(ContentType::Alert, &alert);
    }

    fn install(&self, direction: Direction, key: Option<RecordKey>, secret: Option<Secret>) {
        let what = match (&key, &secret) {
            (None, _) => "none",
            (Some(_), None) => "key",
            (Some(_), Some(_)) => "lasting key",
        };
        self.secrets[direction as usize].replace(secret);
        match direction {
            Direction::Read => {
                self.note(format!("install read {what}"));
                self.reader.borrow_mut().set_key(key);
            }
            Direction::Write => {
                self.note(format!("install write {what}"));
                self.pack();
                self.writer.borrow_mut().set_key(key);
            }
        }
    }

    fn secret(&self, direction: Direction) -> Option<Secret> {
        self.secrets[direction as usize].borrow().clone()
    }

    fn rule(&self, rule: Rule) {
        self.note(format!("rule {rule:?}"));
        let mut reader = self.reader.borrow_mut();
        match rule {
            Rule::Version(protocol, version) => {
                let rules = reader.rules_mut();
                rules.protocol = Some(protocol);
                rules.version = (protocol == Protocol::Tls12).then_some(version);
            }
            Rule::AfterRetry => reader.rules_mut().after_retry = true,
            Rule::PlaintextAlerts(allowed) => reader.rules_mut().plaintext_alert = allowed,
            Rule::OwnPlaintextAlerts(plaintext) => self.plaintext_alerts.set(plaintext),
            Rule::FragmentLength(length) => {
                reader.set_max_fragment(length);
                self.writer.borrow_mut().set_max_fragment(length);
            }
            Rule::HeaderVersion(version) => self.writer.borrow_mut().set_version(version),
            Rule::SkipEarlyData(limit) => reader.skip_early_data(limit),
            Rule::ReadEarlyData(limit) => reader.read_early_data(limit),
        }
    }

    fn at_boundary(&self) -> bool {
        !self.reader.borrow().has_record()
    }
}

/// An endpoint with its handshake.
pub struct Peer {
    pub link: Endpoint,
    pub handshake: Handshake,
    /// Why the handshake stopped last.
    pub outcome: Option<Outcome>,
}

impl std::ops::Deref for Peer {
    type Target = Endpoint;

    fn deref(&self) -> &Endpoint {
        &self.link
    }
}

impl Peer {
    pub fn new(side: Side) -> Peer {
        Peer::of(Endpoint::new(side))
    }

    pub fn of(link: Endpoint) -> Peer {
        Peer {
            handshake: Handshake::new(link.side, &link),
            link,
            outcome: None,
        }
    }

    /// A new connection with the same settings; a client has the session of this one, a server its store.
    pub fn again(&self) -> Peer {
        let mut link = Endpoint::new(self.side);
        link.config = self.config.clone();
        link.store = Rc::clone(&self.store);
        if self.side == Side::Client {
            let ticket = self.tickets.borrow().last().cloned();
            let session = ticket.or_else(|| self.session.borrow().clone());
            link.session.replace(session);
        }
        Peer::of(link)
    }

    /// The handshake goes on as far as it can.
    pub fn advance(&mut self) -> Outcome {
        let outcome = self.go();
        match outcome {
            Outcome::Failed(fatal) => self.link.send_alert(fatal),
            outcome => self.link.note(format!("outcome {outcome:?}")),
        }
        self.outcome = Some(outcome);
        outcome
    }

    fn go(&mut self) -> Outcome {
        loop {
            match self.handshake.run(&self.link) {
                Outcome::Flush { .. } => self.link.note("flush"),
                Outcome::Record => match self.link.next_record() {
                    Ok(Some((kind, content))) => self.handshake.receive(kind, &content),
                    Ok(None) => return Outcome::Record,
                    Err(fatal) => return Outcome::Failed(fatal),
                },
                other => return other,
            }
        }
    }

    /// After the handshake: reads all records. Application data is collected, messages are answered.
    pub fn read(&mut self) -> Outcome {
        if let Some(fatal) = self.failure() {
            return Outcome::Failed(fatal);
        }
        loop {
            match self.link.next_record() {
                Err(fatal) => {
                    self.link.send_alert(fatal);
                    return self.keep(Outcome::Failed(fatal));
                }
                Ok(None) => return Outcome::Done,
                Ok(Some((kind, content))) => {
                    self.handshake.receive(kind, &content);
                    loop {
                        match self.advance() {
                            Outcome::Done if self.handshake.has_input() => {}
                            Outcome::Done | Outcome::Record => break,
                            other => return other,
                        }
                    }
                }
            }
        }
    }

    /// Puts application data into the flight, behind a KeyUpdate that is due.
    pub fn write(&mut self, data: &[u8]) {
        if self.is_done() && self.handshake.key_update.is_some() {
            self.advance();
        }
        self.link.write(data);
    }

    fn keep(&mut self, outcome: Outcome) -> Outcome {
        self.outcome = Some(outcome);
        outcome
    }

    /// Takes bytes from the wire.
    pub fn deliver(&mut self, bytes: &[u8]) {
        let pushed = self.link.reader.borrow_mut().push_input(bytes);
        pushed.expect("memory");
    }

    pub fn version(&self) -> ProtocolVersion {
        self.link.facts.version.get()
    }

    pub fn is_done(&self) -> bool {
        self.outcome == Some(Outcome::Done)
    }

    /// The failure that ended the handshake.
    pub fn failure(&self) -> Option<Fatal> {
        match self.outcome {
            Some(Outcome::Failed(fatal)) => Some(fatal),
            _ => None,
        }
    }
}
