//! Processes messages after the handshake: tickets, key updates, and attempts to renegotiate.

use std::rc::Rc;

use super::channel::Channel;
use super::state::TLS_ST_OK;
use super::{Connection, Io};
use crate::constants::SSL3_RT_HANDSHAKE;
use crate::constants::SSL_CB_HANDSHAKE_START;
use crate::error::reason::Reason;
use crate::handshake::extensions::extensions;
use crate::handshake::{Direction, Message, Ticket, TLS13};
use crate::record::alert::{self, Alert};
use crate::record::message::{self, HandshakeMessage, KeyUpdate};
use crate::record::{ContentType, Fatal};
use crate::sys::defer::Defer;
use tls::registry::state::{self, HandshakeState};

impl Connection {
    /// Sends a KeyUpdate if one is due; otherwise processes the peer's next message.
    pub(crate) fn continue_after_handshake(&self) -> Io<()> {
        let renegotiating = self.version() != TLS13;
        if self.state.begin_message() && renegotiating {
            // OpenSSL treats it as the start of a handshake for a moment.
            self.report_info(SSL_CB_HANDSHAKE_START, 1);
        }
        // A due message waits until the pending record is written. OpenSSL ends the connection in this case.
        let writing = self.channel.borrow().writer.has_output();
        if self.transport.flight().is_due() {
            self.flush_flight()?;
            self.finish_key_update();
        } else if !writing && self.resumption.owes_extra_tickets() {
            self.send_tickets()?;
        } else if !writing && self.state.key_update_due() {
            self.send_key_update()?;
        } else {
            let message = self.current_message()?;
            self.enter_state_of(&message);
            self.report_message(Message {
                direction: Direction::Read,
                version: self.version(),
                content_type: SSL3_RT_HANDSHAKE,
                bytes: &message.bytes,
            });
            let acted = self.act_on(&message);
            self.channel.borrow_mut().end_message();
            acted?;
            let _finished = Defer(|| self.finish_message());
            self.leave_state_of(&message);
        }
        self.finish_message();
        Ok(())
    }

    fn finish_message(&self) {
        self.state.finish();
    }

    /// The message whose processing a callback interrupted, or else the peer's next one.
    fn current_message(&self) -> Io<Rc<HandshakeMessage>> {
        let current = self.channel.borrow().current_message();
        if let Some(message) = current {
            return Ok(message);
        }
        let message = Rc::new(self.read_message()?);
        self.channel.borrow_mut().begin_message(&message);
        Ok(message)
    }

    /// Reports a message's states to the info callback: OpenSSL's state machine goes from finished to reading,
    /// and then to the message's state.
    fn enter_state_of(&self, message: &HandshakeMessage) {
        if let Some(state) = self.state_of(message) {
            self.report_loop();
            self.report_loop();
            self.state.move_to(state);
        }
    }

    fn leave_state_of(&self, message: &HandshakeMessage) {
        if self.state_of(message).is_some() {
            self.report_loop();
            self.state.move_to(TLS_ST_OK);
        }
    }

    /// `TLS_ST_CR_SESSION_TICKET`, `TLS_ST_SR_KEY_UPDATE`, `TLS_ST_CR_KEY_UPDATE`. TLS 1.2 has no
    /// state for what comes after the handshake.
    fn state_of(&self, message: &HandshakeMessage) -> Option<HandshakeState> {
        if self.version() != TLS13 {
            return None;
        }
        match message.message_type {
            message::NEW_SESSION_TICKET => Some(state::CR_SESSION_TICKET),
            message::KEY_UPDATE if self.state.is_server() => Some(state::SR_KEY_UPDATE),
            message::KEY_UPDATE => Some(state::CR_KEY_UPDATE),
            _ => None,
        }
    }

    fn act_on(&self, message: &HandshakeMessage) -> Io<()> {
        match message.message_type {
            message::NEW_SESSION_TICKET => self.receive_ticket(message),
            message::KEY_UPDATE => self.receive_key_update(message),
            // A HelloRequest to a client or a ClientHello to a server. Renegotiation is not supported.
            _ => {
                self.send_alert(Alert::warning(alert::NO_RENEGOTIATION));
                Ok(())
            }
        }
    }

    /// The peer uses new keys from now on. If it asks for new keys of ours too, our KeyUpdate goes out with our
    /// next write.
    fn receive_key_update(&self, message: &HandshakeMessage) -> Io<()> {
        let updated = KeyUpdate::parse(message).and_then(|update| {
            self.channel.borrow_mut().update_read_key()?;
            Ok(update)
        });
        if updated.is_ok() {
            self.log_updated_key(Direction::Read);
        }
        match updated {
            Ok(KeyUpdate::Requested) => self
                .state
                .require_key_update(KeyUpdate::NotRequested as i32),
            Ok(KeyUpdate::NotRequested) => {}
            Err(violation) => return Err(self.violation(violation)),
        }
        Ok(())
    }

    /// `SSL_key_update`: requests a KeyUpdate, which goes out with the next write or handshake call.
    pub fn request_key_update(&self, update: i32) -> Result<(), Reason> {
        if self.version() != TLS13 {
            return Err(Reason::WRONG_SSL_VERSION);
        }
        if update != KeyUpdate::NotRequested as i32 && update != KeyUpdate::Requested as i32 {
            return Err(Reason::INVALID_KEY_UPDATE_TYPE);
        }
        if !self.state.is_init_finished() {
            return Err(Reason::STILL_IN_INIT);
        }
        if self.channel.borrow().writer.has_output() {
            return Err(Reason::BAD_WRITE_RETRY);
        }
        self.state.require_message();
        self.state.require_key_update(update);
        Ok(())
    }

    fn send_key_update(&self) -> Io<()> {
        let update = match self.state.key_update() {
            1 => KeyUpdate::Requested,
            _ => KeyUpdate::NotRequested,
        };
        self.report_loop();
        self.state.move_to(match self.state.is_server() {
            true => state::SW_KEY_UPDATE,
            false => state::CW_KEY_UPDATE,
        });
        // Nothing may be sealed between the message and the change of keys.
        self.queue_handshake(&update.encode(), Channel::update_write_key)?;
        self.state.end_key_update();
        self.flush_flight()?;
        self.finish_key_update();
        Ok(())
    }

    /// Notes that the transport has taken the KeyUpdate, if it was the last message.
    fn finish_key_update(&self) {
        if [state::SW_KEY_UPDATE, state::CW_KEY_UPDATE].contains(&self.state.hand_state()) {
            self.log_updated_key(Direction::Write);
            self.report_loop();
            self.state.move_to(TLS_ST_OK);
        }
    }

    /// Logs the new secret after a KeyUpdate.
    fn log_updated_key(&self, direction: Direction) {
        let secret = self.channel.borrow().secret(direction).cloned();
        let random = self.negotiation.facts().as_ref().map(|f| f.client_random);
        let (Some(secret), Some(random)) = (secret, random) else {
            return;
        };
        let label = match self.state.is_server() == (direction == Direction::Write) {
            true => "SERVER_TRAFFIC_SECRET_N",
            false => "CLIENT_TRAFFIC_SECRET_N",
        };
        self.log_key(label, &random, secret.as_ref());
    }

    /// Changes the keys before the AEAD's confidentiality limit is reached (RFC 8446 section 5.5). TLS 1.2 has
    /// no key update: the connection ends at the limit.
    pub(crate) fn rekey_before_limit(&self) -> Io<()> {
        if self.version() != TLS13 {
            return Err(self.fatal(Some(alert::INTERNAL_ERROR), Reason::ERR_R_INTERNAL_ERROR));
        }
        self.state
            .require_key_update(KeyUpdate::NotRequested as i32);
        self.send_key_update()
    }

    /// Seals a message into the flight and reports it.
    pub(crate) fn queue_message(&self, message: &[u8]) -> Io<()> {
        self.queue_handshake(message, |_| Ok(()))
    }

    /// The same; `then` is done before anything else is sealed.
    fn queue_handshake(
        &self,
        message: &[u8],
        then: impl FnOnce(&mut Channel) -> Result<(), Fatal>,
    ) -> Io<()> {
        let mut then = Some(then);
        let mut headers = Vec::new();
        let mut rest = message;
        while !rest.is_empty() {
            let fragment = self.channel.borrow().writer.fragment_len();
            let (content, more) = rest.split_at(rest.len().min(fragment));
            rest = more;
            let padding = self.record_padding(ContentType::Handshake, content.len());
            let mut channel = self.channel.borrow_mut();
            let queued = channel.queue_record(
                ContentType::Handshake,
                content,
                padding,
                self.transport.flight(),
            );
            let queued = queued.and_then(|header| {
                if let Some(then) = then.take().filter(|_| rest.is_empty()) {
                    then(&mut channel)?;
                }
                Ok(header)
            });
            drop(channel);
            headers.push(queued.map_err(|violation| self.violation(violation))?);
        }
        if self.reports_records() {
            for header in headers {
                self.report_record(Direction::Write, &header, ContentType::Handshake);
            }
        }
        self.report_message(Message {
            direction: Direction::Write,
            version: self.version(),
            content_type: SSL3_RT_HANDSHAKE,
            bytes: message,
        });
        Ok(())
    }

    /// A TLS 1.3 ticket from the server.
    fn receive_ticket(&self, message: &HandshakeMessage) -> Io<()> {
        for (kind, content) in extensions(TLS13, &message.bytes) {
            self.report_extension(kind, content);
        }
        let ticket = Ticket::parse(message.body()).map_err(|fatal| self.violation(fatal))?;
        let key = self
            .negotiation
            .facts()
            .as_deref()
            .and_then(|facts| ticket.key(facts));
        if let Some(key) = key {
            self.remember_ticket(&ticket, &key);
        }
        Ok(())
    }
}
