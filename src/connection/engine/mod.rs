//! Driving the handshake machine of `tls`: records in, flights out.
//!
//! | file | subject |
//! | --- | --- |
//! | `config` | the settings, as the machine wants them |
//! | `credentials` | our certificates, as the machine wants them |
//! | `facts` | what the getters see of the machine's facts |
//! | `program` | the machine's questions to the program |
//! | `records` | the machine's record layer |

mod config;
mod credentials;
mod facts;
mod program;
mod records;

use std::cell::{Cell, OnceCell, RefCell};
use std::sync::Arc;

use super::read::{Next, Wanted};
use super::state::{Role, Want};
use super::{Connection, Io, Stop};
use crate::error::reason::Reason;
use crate::record::{alert, ContentType, Protocol};
use crate::session::peer::PeerCertificates;
use crate::session::Session;
use crate::sys::err;
use tls::config::Config;
use tls::error::Fatal;
use tls::facts::Facts;
use tls::link::Kind;
use tls::machine::{Handshake, Outcome, Side, Why};
use tls::registry::state;
use tls::registry::version::{ProtocolVersion, TLS13};
use tls::schedule::{Secret, Transcript};

/// The handshake machine, and what it has left with the connection.
#[derive(Default)]
pub(crate) struct Engine {
    handshake: RefCell<Option<Box<Handshake>>>,
    /// A handshake was begun and is not over.
    under_way: Cell<bool>,
    /// The machine runs: a callback of it may have called.
    runs: Cell<bool>,
    /// The message that the machine sends is in the flight, and not all of its callbacks have returned.
    queued: Cell<bool>,
    /// The machine waits for a record.
    reads: Cell<bool>,
    /// A flush was asked for and is not over.
    flushes: Cell<Option<bool>>,
    facts: OnceCell<Box<Facts>>,
    config: RefCell<Option<Arc<Config>>>,
    secrets: [RefCell<Option<Secret>>; 2],
    transcript: RefCell<Option<Transcript>>,
    /// The session that was found last.
    candidate: RefCell<Option<Arc<Session>>>,
    /// DER of the peer's chain that comes in.
    received: RefCell<Vec<Vec<u8>>>,
    chain: RefCell<Option<PeerCertificates>>,
    response: RefCell<Vec<u8>>,
    /// Server: the version of records before one is negotiated.
    header_version: Cell<Option<ProtocolVersion>>,
    /// Our alerts go out in the clear, although there is a key.
    plaintext_alerts: Cell<bool>,
}

impl Engine {
    /// A handshake was begun and is not over.
    pub(super) fn is_under_way(&self) -> bool {
        self.under_way.get()
    }

    /// Client: the server has asked for a certificate.
    fn was_asked(&self) -> bool {
        let facts = self.facts();
        facts.peer_schemes.get().is_some() || !facts.certificate_types.borrow().is_empty()
    }

    /// What is known; the cells are empty before the handshake.
    fn facts(&self) -> &Facts {
        self.facts.get_or_init(Box::default)
    }
}

/// The handshake is out of its cell while it runs. It goes back however that ends, unless the connection was
/// cleared meanwhile.
struct Running<'a> {
    connection: &'a Connection,
    handshake: Option<Box<Handshake>>,
    number: u64,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let engine = &self.connection.engine;
        engine.runs.set(false);
        if self.connection.channel.borrow().number() == self.number {
            engine.handshake.replace(self.handshake.take());
        }
    }
}

impl Connection {
    /// `SSL_clear`: nothing of a handshake is left.
    pub(super) fn reset_engine(&self) {
        let engine = &self.engine;
        let old = engine.handshake.take();
        let rest = (
            engine.candidate.take(),
            engine.chain.take(),
            engine.config.take(),
        );
        engine.flushes.set(None);
        engine.reads.set(false);
        engine.queued.set(false);
        engine.under_way.set(false);
        engine.plaintext_alerts.set(false);
        engine.header_version.set(None);
        engine.transcript.take();
        engine.received.take();
        engine.response.take();
        engine.secrets.iter().for_each(|secret| drop(secret.take()));
        self.clear_engine_facts();
        self.outside(|| drop((old, rest)));
    }

    /// Goes on with the handshake (`state_machine`).
    pub(super) fn run_machine(&self) -> Io<()> {
        if self.engine.runs.get() {
            // A callback of this very handshake called for it again.
            err::raise(Reason::ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
            return Err(Stop(-1));
        }
        if self.engine.handshake.borrow().is_none() {
            self.begin_machine();
        }
        let forgets = self.configuration.profile().forgets_early_flags();
        if forgets && self.state.is_server() && self.state.hand_state() == state::BEFORE {
            self.state.set_shutdown(0);
        }
        loop {
            if let Some(forgiving) = self.engine.flushes.get() {
                self.flush_for_machine(forgiving)?;
            }
            if self.engine.reads.get() {
                self.read_for_machine().inspect_err(|_| {
                    // OpenSSL says so whatever kept it from having the message.
                    self.state.wait_for(Want::Reading);
                })?;
                self.engine.reads.set(false);
            }
            let wanted = self.state.want();
            if !matches!(
                wanted,
                Want::ClientHelloCallback | Want::X509Lookup | Want::RetryVerify
            ) {
                self.state.wait_for(Want::Nothing);
            }
            // Outside of this call the machine is in its cell: a BIO may leave with a longjmp.
            match self.step_machine()? {
                Outcome::Record => self.engine.reads.set(true),
                Outcome::Flush { forgiving } => self.engine.flushes.set(Some(forgiving)),
                Outcome::Wait(why) => {
                    self.state.wait_for(match why {
                        Why::ClientHello => Want::ClientHelloCallback,
                        Why::X509Lookup => Want::X509Lookup,
                        Why::RetryVerify => Want::RetryVerify,
                    });
                    return Err(Stop(-1));
                }
                Outcome::Done => {
                    self.engine.under_way.set(false);
                    self.put(&self.engine.handshake, None);
                    return Ok(());
                }
                Outcome::Failed(fatal) => return Err(self.fail(fatal)),
            }
        }
    }

    /// Lets the machine go as far as it can.
    fn step_machine(&self) -> Io<Outcome> {
        let mut running = Running {
            connection: self,
            handshake: self.engine.handshake.borrow_mut().take(),
            number: self.channel.borrow().number(),
        };
        self.engine.runs.set(true);
        let Some(handshake) = running.handshake.as_deref_mut() else {
            return Err(Stop(-1));
        };
        let outcome = handshake.run(self);
        match self.channel.borrow().number() == running.number {
            true => Ok(outcome),
            // A callback has cleared the connection.
            false => Err(Stop(-1)),
        }
    }

    fn begin_machine(&self) {
        let server = self.role() == Role::Server;
        self.state.set_server(server);
        self.renew_channel();
        self.reset_engine();
        let facts = self.engine.facts();
        facts.version.set(self.current_version());
        self.state.begin_handshake();
        self.engine.under_way.set(true);
        let side = match server {
            true => Side::Server,
            false => Side::Client,
        };
        let handshake = Handshake::new(side, self);
        self.put(&self.engine.handshake, Some(Box::new(handshake)));
    }

    /// Writes what was sent.
    fn flush_for_machine(&self, forgiving: bool) -> Io<()> {
        let flushed = self.flush_flight();
        match flushed {
            Err(stop) if !(forgiving && self.is_gone()) => return Err(stop),
            Err(_) => {
                self.transport.flight().drop_rest();
                self.state.wait_for(Want::Nothing);
            }
            Ok(()) => {}
        }
        self.engine.flushes.set(None);
        Ok(())
    }

    /// The peer is gone, as the last system call says.
    fn is_gone(&self) -> bool {
        let errno = std::io::Error::last_os_error().raw_os_error();
        matches!(errno, Some(libc::EPIPE | libc::ECONNRESET)) && err::peek() == 0
    }

    /// The next record for the machine (`ssl3_read_bytes`, of a handshake).
    fn read_for_machine(&self) -> Io<()> {
        loop {
            self.state.wait_for(Want::Nothing);
            let (_, content_type) = self.next_record(&mut Wanted::Nothing)?;
            self.check_record(content_type)?;
            let handshake = content_type == ContentType::Handshake;
            let (awaits_finished, reads_body) =
                self.ask_machine(|machine| (machine.awaits_finished(), machine.reads_body()));
            if awaits_finished && !handshake {
                let reason = Reason::DATA_BETWEEN_CCS_AND_FINISHED;
                return Err(self.fatal(Some(alert::UNEXPECTED_MESSAGE), reason));
            }
            if self.state.received_shutdown() {
                return Err(Stop(0));
            }
            let tls13 = self.is_tls13();
            let changes = content_type == ContentType::ChangeCipherSpec && !reads_body && !tls13;
            if handshake || changes {
                if self.give_to_machine(content_type) {
                    return Ok(());
                }
                continue;
            }
            let is_alert = content_type == ContentType::Alert;
            if !self.version.is_negotiated() && (self.state.is_server() || !is_alert) {
                if let Ok(Some(record)) = self.channel.borrow_mut().reader.next_record() {
                    self.engine.facts().version.set(record.header.version);
                }
                let reason = Reason::UNEXPECTED_MESSAGE;
                return Err(self.fatal(Some(alert::UNEXPECTED_MESSAGE), reason));
            }
            if !is_alert {
                return Err(self.unexpected(content_type));
            }
            if let Next::Return(stop) = self.receive_alert()? {
                return Err(stop);
            }
        }
    }

    /// Asks the machine, which is in its cell.
    fn ask_machine<T: Default>(&self, ask: impl FnOnce(&Handshake) -> T) -> T {
        let handshake = self.engine.handshake.borrow();
        handshake.as_deref().map_or_else(T::default, ask)
    }

    /// Gives the current record to the machine. False for an empty one.
    fn give_to_machine(&self, content_type: ContentType) -> bool {
        let kind = match content_type {
            ContentType::ChangeCipherSpec => Kind::ChangeCipherSpec,
            _ => Kind::Handshake,
        };
        let mut channel = self.channel.borrow_mut();
        let empty = channel.reader.data().is_empty();
        if let Some(handshake) = self.engine.handshake.borrow_mut().as_deref_mut() {
            handshake.receive(kind, channel.reader.data());
        }
        channel.reader.discard();
        !empty
    }

    fn fail(&self, fatal: Fatal) -> Stop {
        self.sync_facts();
        self.forget_client_hello();
        self.state.wait_for(Want::Nothing);
        if fatal.reason == Reason::NO_CIPHERS_AVAILABLE {
            err::raise_data(fatal.reason, crate::handshake::NO_CIPHERS);
            self.die(fatal.alert);
            return Stop(-1);
        }
        self.violation(fatal)
    }

    /// The first handshake is over: the record layer is that of the connection.
    fn establish_channel(&self) {
        let server = self.state.is_server();
        let tls13 = self.engine.facts().version.get() == TLS13;
        let protocol = match tls13 {
            true => Protocol::Tls13,
            false => Protocol::Tls12,
        };
        let [read, write] = &self.engine.secrets;
        let mut channel = self.channel.borrow_mut();
        channel.keep_established(server, protocol, read.take(), write.take());
        drop(channel);
        self.apply_fragment_lengths();
    }
}
