//! Driving the handshake engine: records in, flights out.

use std::time::Instant;

use libc::c_int;

use super::state::{Role, Want, TLS_ST_OK};
use super::{Connection, Io, Stop};
use crate::constants::SSL_SECOP_VERSION;
use crate::constants::{SSL_CB_HANDSHAKE_DONE, SSL_CB_HANDSHAKE_START};
use crate::context::security::Secured;
use crate::error::reason::Reason;
use crate::handshake::{Engine, Established, Failure, Step, Why, TLS12, TLS13};
use crate::memory;
use crate::record::alert::{self, Alert};
use crate::record::{ContentType, Protocol, HEADER_LEN, MAX_PLAINTEXT};
use crate::sys::defer::Defer;
use crate::sys::err;

/// A first handshake under way.
pub(crate) struct Handshaking {
    engine: Engine,
    /// A record for the engine; empty for none.
    record: Vec<u8>,
    /// The engine needs a record, and none was read since it said so.
    needs_record: bool,
    /// A handshake message of the peer has arrived.
    heard: bool,
    /// The time when the last flight was made that the peer answers, for the round trip. Not by the time of
    /// day (`crypto::clock`), which jumps when somebody sets it.
    flight_sent: Option<Instant>,
    /// The engine is done; its last flight may still wait to be written.
    established: Option<Box<Established>>,
}

impl Handshaking {
    /// Seals an alert under the keys now in use.
    pub fn alert(&mut self, app: &Connection, alert: Alert, output: &mut Vec<u8>) {
        self.engine.alert(app, alert, output);
    }
}

impl Connection {
    /// `SSL_do_handshake`.
    pub fn do_handshake(&self) -> c_int {
        if !self.has_role() {
            err::raise(Reason::CONNECTION_TYPE_NOT_SET);
            return -1;
        }
        if self.refuse_interruption().is_err() {
            return -1;
        }
        if self.state.in_init() {
            return self.handshake();
        }
        1
    }

    /// `SSL_connect` and `SSL_accept`: sets the side unless it is set, and does the handshake.
    pub fn do_handshake_as(&self, role: Role) -> c_int {
        if !self.has_role() {
            self.set_role(role);
        }
        self.do_handshake()
    }

    /// Does the handshake that is due before data can flow.
    pub(crate) fn enter_handshake(&self) -> Io<()> {
        match self.handshake() {
            returned if returned < 0 => Err(Stop(returned)),
            0 => Err(Stop(-1)),
            _ => Ok(()),
        }
    }

    /// Continues the handshake, or what a message after it requires. 1 when it is done.
    pub(crate) fn handshake(&self) -> c_int {
        if self.refuse_without_memory().is_err() {
            return -1;
        }
        let returned = self.run_handshake();
        let over = returned == 1 || self.state.is_dead();
        if over && !self.state.in_handshake_call() {
            memory::wipe_stack();
        }
        returned
    }

    /// A function of its own, so that its stack frame is gone when the stack is wiped.
    #[inline(never)]
    fn run_handshake(&self) -> c_int {
        if self.state.is_dead() {
            return -1;
        }
        if self.version.undefined_side() {
            err::raise(Reason::ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
            return 0;
        }
        err::clear();
        err::clear_errno();
        let result = {
            let _entered = self.state.enter_handshake();
            if !self.state.in_init() || self.state.in_before() {
                self.clear();
            }
            if self.sends_tickets() {
                self.send_tickets()
            } else if self.machine_is_under_way() {
                self.go_on_with_machine()
            } else if self.is_established() {
                self.continue_after_handshake()
            } else {
                #[cfg(not(feature = "own-engine"))]
                let result = self.first_handshake();
                #[cfg(feature = "own-engine")]
                let result = self.run_machine();
                result
            }
        };
        let returned = match result {
            Ok(()) => 1,
            Err(Stop(0))
                if !self
                    .configuration
                    .profile()
                    .handshake_stops_with_minus_one() =>
            {
                0
            }
            Err(_) => -1,
        };
        self.report_exit(returned);
        returned
    }

    /// A handshake was completed since the object was made or cleared.
    pub(crate) fn is_established(&self) -> bool {
        self.channel.borrow().is_established()
    }

    #[cfg(feature = "own-engine")]
    fn machine_is_under_way(&self) -> bool {
        self.engine.is_under_way()
    }

    #[cfg(not(feature = "own-engine"))]
    fn machine_is_under_way(&self) -> bool {
        false
    }

    #[cfg(feature = "own-engine")]
    fn go_on_with_machine(&self) -> Io<()> {
        self.run_machine()
    }

    #[cfg(not(feature = "own-engine"))]
    fn go_on_with_machine(&self) -> Io<()> {
        Ok(())
    }

    fn first_handshake(&self) -> Io<()> {
        if self.state.is_unstarted() {
            self.start_handshake()?;
        }
        if self.configuration.profile().forgets_early_flags() && self.waits_for_client() {
            self.state.set_shutdown(0);
        }
        loop {
            while self.transport.flight().is_due() {
                self.flush_flight()?;
            }
            self.turn_to_reading();
            let (established, needs_record) = match self.handshaking.borrow_mut().as_deref_mut() {
                Some(handshaking) => (handshaking.established.take(), handshaking.needs_record),
                None => (None, false),
            };
            if let Some(established) = established {
                self.put(&self.handshaking, None);
                return self.finish_handshake(*established);
            }
            if needs_record {
                let read = self.read_raw_record();
                if read.is_err() {
                    // OpenSSL reports this whatever prevented it from reading the message.
                    self.state.wait_for(Want::Reading);
                }
                read?;
            }
            self.step()?;
        }
    }

    /// Tells the engine that its flight is written.
    fn turn_to_reading(&self) {
        let handshaking = self.handshaking.borrow_mut().take_if(|h| h.engine.turns());
        if handshaking.is_none() {
            return;
        }
        let mut taken = Taken {
            connection: self,
            handshaking,
            output: Vec::new(),
        };
        if let Some(handshaking) = &mut taken.handshaking {
            handshaking.engine.turn_to_reading(self);
        }
    }

    /// This is a server that has not received a message yet.
    fn waits_for_client(&self) -> bool {
        let handshaking = self.handshaking.borrow();
        self.state.is_server() && handshaking.as_ref().is_some_and(|h| !h.heard)
    }

    fn start_handshake(&self) -> Io<()> {
        let server = self.role() == Role::Server;
        self.state.set_server(server);
        self.report_info(SSL_CB_HANDSHAKE_START, 1);
        let version = self.current_version().0.into();
        if !self.is_secure(SSL_SECOP_VERSION, 0, version, std::ptr::null_mut()) {
            // OpenSSL does not look for another version that the security level allows.
            return Err(self.fatal(None, Reason::ERR_R_INTERNAL_ERROR));
        }
        if self.method().version.is_some_and(|only| only < TLS12) {
            // The same error as for a version that a policy forbids, which programs that try each version
            // expect.
            return Err(self.fatal(None, Reason::UNSUPPORTED_PROTOCOL));
        }
        let engine = if server {
            Engine::server()
        } else {
            Engine::client()
        };
        let handshaking = Handshaking {
            engine,
            record: Vec::new(),
            needs_record: false,
            heard: false,
            flight_sent: None,
            established: None,
        };
        self.put(&self.handshaking, Some(Box::new(handshaking)));
        self.negotiation.begin_round_trip();
        self.renew_channel();
        self.count_attempt();
        self.state.begin_handshake();
        Ok(())
    }

    /// Runs one step of the engine on the available input.
    fn step(&self) -> Io<()> {
        let taken = self.handshaking.borrow_mut().take();
        let Some(handshaking) = taken else {
            // A callback of this handshake called the handshake again.
            err::raise(Reason::ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
            return Err(Stop(-1));
        };
        let mut taken = Taken {
            connection: self,
            handshaking: Some(handshaking),
            output: Vec::new(),
        };
        let Taken {
            handshaking: Some(handshaking),
            output,
            ..
        } = &mut taken
        else {
            return Err(Stop(-1));
        };
        // A suspended callback's want stays until the callback has answered.
        let wanted = self.state.want();
        if !matches!(
            wanted,
            Want::ClientHelloCallback | Want::X509Lookup | Want::RetryVerify
        ) {
            self.state.wait_for(Want::Nothing);
        }
        let record = std::mem::take(&mut handshaking.record);
        let step = handshaking.engine.step(self, &record, output);
        if self.state.sent_shutdown() {
            drop_alert(&step, output);
        }
        let output = std::mem::take(output);
        self.transport.flight().push(&output);
        self.follow_version(&handshaking.engine);
        self.time_flight(handshaking, &step, !output.is_empty());
        let mut result = Ok(());
        match step {
            Step::NeedRecord => handshaking.needs_record = true,
            Step::Established(established) => handshaking.established = Some(established),
            Step::Suspended(why) => {
                self.state.wait_for(match why {
                    Why::ClientHello => Want::ClientHelloCallback,
                    Why::Certificate => Want::X509Lookup,
                    Why::Verify => Want::RetryVerify,
                });
                result = Err(Stop(-1));
            }
            Step::PeerClosed => {
                self.receive_close_notify();
                self.state.note_warning(alert::CLOSE_NOTIFY);
                self.state.wait_for(Want::Reading);
                handshaking.needs_record = true;
                result = Err(Stop(0));
            }
            Step::Failed(failure) => result = Err(self.fail_handshake(&failure)),
        }
        result
    }

    /// Measures the time from a flight to the peer's answer: from the ClientHello to the end of the server's
    /// flight, or from there to the client's Finished. As in OpenSSL, a resumed TLS 1.2 session has no such
    /// time.
    fn time_flight(&self, handshaking: &mut Handshaking, step: &Step, sends: bool) {
        let engine = &handshaking.engine;
        let established = match step {
            Step::Established(established) => Some(&established.facts),
            _ => None,
        };
        let answered = match self.state.is_server() {
            true => established.is_some(),
            false => {
                let heard_server =
                    engine.is_protected() || engine.negotiated_version() == Some(TLS12);
                heard_server && (sends || established.is_some())
            }
        };
        if !answered {
            if sends {
                handshaking.flight_sent = Some(Instant::now());
            }
            return;
        }
        if established.is_some_and(|facts| facts.resumed && facts.version == Some(TLS12)) {
            return;
        }
        let sent = handshaking.flight_sent;
        let time = sent.map(|sent| sent.elapsed());
        self.negotiation.end_round_trip(time);
    }

    /// Applies the negotiated version's rules to the peer's records.
    fn follow_version(&self, engine: &Engine) {
        let version = engine.negotiated_version();
        let mut channel = self.channel.borrow_mut();
        let rules = channel.reader.rules_mut();
        match version {
            Some(TLS12) => {
                rules.protocol = Some(Protocol::Tls12);
                rules.version = Some(TLS12);
            }
            Some(TLS13) => {
                rules.protocol = Some(Protocol::Tls13);
                rules.encrypted = engine.is_protected();
                rules.plaintext_alert = self.state.is_server();
            }
            _ => {}
        }
    }

    /// Reads one whole record as it is on the wire.
    fn read_raw_record(&self) -> Io<()> {
        if self.state.received_shutdown() && self.channel.borrow().is_stuck() {
            return Err(Stop(0));
        }
        loop {
            self.state.wait_for(Want::Nothing);
            let next = {
                let mut channel = self.channel.borrow_mut();
                channel.reader.next_raw()
            };
            let Some(record) = next.map_err(|violation| self.violation(violation))? else {
                let pushed = self.fill(|channel, fresh| channel.reader.push_input(fresh))?;
                pushed.map_err(|violation| self.violation(violation))?;
                continue;
            };
            if self.state.received_shutdown() {
                // Input after the peer's close_notify is ignored.
                self.channel.borrow_mut().set_stuck(true);
                return Err(Stop(0));
            }
            return self.take_raw_record(record);
        }
    }

    /// Gives a record to the engine. Before the version is known, only handshake messages are allowed, and
    /// alerts to a client.
    fn take_raw_record(&self, record: Vec<u8>) -> Io<()> {
        let content_type = ContentType::from(record[0]);
        let protected = {
            let handshaking = self.handshaking.borrow();
            handshaking
                .as_ref()
                .is_some_and(|h| h.engine.opens(content_type))
        };
        if !protected && record.len() - HEADER_LEN > MAX_PLAINTEXT {
            self.channel.borrow_mut().set_stuck(true);
            return Err(self.fatal(Some(alert::RECORD_OVERFLOW), Reason::DATA_LENGTH_TOO_LONG));
        }
        if let Some(handshaking) = self.handshaking.borrow_mut().as_deref_mut() {
            let expected = match content_type {
                ContentType::Handshake | ContentType::ChangeCipherSpec => true,
                ContentType::Alert => handshaking.heard || !self.state.is_server(),
                _ => handshaking.heard,
            };
            if expected {
                handshaking.heard |= content_type == ContentType::Handshake;
                handshaking.needs_record = false;
                handshaking.record = record;
                return Ok(());
            }
        }
        self.channel.borrow_mut().set_stuck(true);
        if content_type == ContentType::ApplicationData {
            let length = record.len() - HEADER_LEN;
            self.channel.borrow_mut().strand(length);
        }
        Err(self.fatal(Some(alert::UNEXPECTED_MESSAGE), Reason::UNEXPECTED_MESSAGE))
    }

    fn fail_handshake(&self, failure: &Failure) -> Stop {
        self.forget_client_hello();
        self.state.wait_for(Want::Nothing);
        if let Some(description) = failure.alert_received {
            self.receive_fatal_alert(description);
            self.state.wait_for(Want::Reading);
            return Stop(-1);
        }
        let reason = failure.reason;
        // OpenSSL finds these errors while it reads a record.
        let misread = RECORD_REASONS.contains(&reason);
        // A record that could not be decrypted is discarded; one that is refused for its content is not.
        let opened = reason != Reason::DECRYPTION_FAILED_OR_BAD_RECORD_MAC;
        let remains = misread && opened || reason == Reason::UNEXPECTED_MESSAGE;
        self.channel.borrow_mut().set_stuck(remains);
        if failure.text.is_empty() {
            err::raise(reason);
        } else {
            err::raise_data(reason, &failure.text);
        }
        self.die(None);
        self.forget_session();
        // The alert is in the flight. A failure of the transport changes nothing.
        let _ = self.flush_flight();
        self.state.wait_for(if misread {
            Want::Reading
        } else {
            Want::Nothing
        });
        Stop(-1)
    }

    /// Ends the handshake once all of it is written: takes over the keys.
    fn finish_handshake(&self, established: Established) -> Io<()> {
        let Established {
            read,
            write,
            facts,
            session,
            peer_chain: _,
        } = established;
        let server = self.state.is_server();
        self.channel.borrow_mut().establish(server, read, write);
        self.apply_fragment_lengths();
        self.put_facts(Some(Box::new(facts)));
        if self.owes_tickets() {
            return self.send_tickets();
        }
        {
            // Frees the handshake, even if a callback throws an exception.
            let _finished = Defer(|| {
                self.state.move_to(TLS_ST_OK);
                self.state.finish();
                self.reports.begin_done();
            });
            self.report_loop();
            self.forget_client_hello();
            self.state.move_to(TLS_ST_OK);
            self.end_handshake_of_session(session);
        }
        self.report_info(SSL_CB_HANDSHAKE_DONE, 1);
        Ok(())
    }

    /// Completes a TLS 1.3 server's handshake before its first ticket. As in OpenSSL, the tickets begin a new
    /// phase of the handshake.
    pub(crate) fn end_before_tickets(&self) {
        if self.reports.begin_done() {
            self.end_handshake_of_session(None);
            self.state
                .finish_for(|| self.report_info(SSL_CB_HANDSHAKE_DONE, 1));
        }
    }
}

/// A handshake taken out of its cell for one step, because the engine calls the application, which may read the
/// cell. It returns to the cell however the step ends: after an exception in a callback, the next step
/// continues from there, and no output is lost.
struct Taken<'a> {
    connection: &'a Connection,
    handshaking: Option<Box<Handshaking>>,
    output: Vec<u8>,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let handshaking = self.handshaking.take();
        if handshaking.as_ref().is_some_and(|h| h.engine.has_failed()) {
            self.connection.kill();
        }
        self.connection.transport.flight().push(&self.output);
        self.connection
            .put(&self.connection.handshaking, handshaking);
    }
}

/// Removes a failure's alert, the last record, from the output: nothing may follow our close_notify, even if
/// SENT_SHUTDOWN was only set by `SSL_set_shutdown`.
fn drop_alert(step: &Step, output: &mut Vec<u8>) {
    let sent = matches!(step, Step::Failed(failure) if failure.alert_sent.is_some());
    let mut start = 0;
    while let (true, &[_, _, _, high, low, ..]) = (sent, &output[start..]) {
        let end = start + HEADER_LEN + usize::from(u16::from_be_bytes([high, low]));
        if end >= output.len() {
            output.truncate(start);
            return;
        }
        start = end;
    }
}

/// Reasons that concern a record rather than a handshake message.
const RECORD_REASONS: [Reason; 5] = [
    Reason::INVALID_ALERT,
    Reason::UNKNOWN_ALERT_TYPE,
    Reason::TOO_MANY_WARN_ALERTS,
    Reason::UNEXPECTED_RECORD,
    Reason::DECRYPTION_FAILED_OR_BAD_RECORD_MAC,
];
