//! The program behind the connection, as the handshake engine sees it.

use std::rc::Rc;
use std::sync::Arc;

use libc::{c_int, c_uint};

use super::state::{Role, Want};
use super::Connection;
use crate::constants::*;
use crate::error::reason::Reason;
use crate::error::Fatal;
use crate::handshake::{
    AlpnAnswer, Answer, Application, CertificateRequest, Chosen, ClientHello, Credential,
    Direction, Facts, Found, Handles, Message, Parameters, Sealed, ServerHello, TLS12,
};
use crate::record::alert::{self, Alert, AlertDescription};
use crate::record::ContentType;
use crate::session::peer::PeerCertificates;
use crate::session::Data;
use tls::registry::extension;
use tls::registry::extension::ExtensionType;
use tls::registry::state::{self, HandshakeState};
use tls::registry::suite::CipherSuite;
use tls::registry::version::ProtocolVersion;

impl Application for Connection {
    fn parameters(&self) -> Parameters {
        self.handshake_parameters()
    }

    fn discard(&self, old: Parameters) {
        self.outside(|| drop(old));
    }

    fn client_hello(&self, hello: &Rc<ClientHello>) -> Answer {
        self.keep_client_hello(hello);
        self.put_facts(None);
        let asks_status = hello.extension(extension::STATUS_REQUEST).is_some();
        self.identity.status().note_request(asks_status);
        let callback = self.context().hooks().client_hello;
        if let Some(call) = callback.call {
            let mut alert = c_int::from(alert::INTERNAL_ERROR.0);
            // SAFETY: the application's callback, called with a live connection as documented.
            let ask = || unsafe { call(self.as_ptr(), &mut alert, callback.arg) };
            match self.outside(ask) {
                SSL_CLIENT_HELLO_SUCCESS => {}
                SSL_CLIENT_HELLO_RETRY => return Answer::Suspend,
                _ => return refuse(alert, Reason::CALLBACK_FAILED),
            }
        }
        self.accept_client_hello(hello);
        Answer::Continue
    }

    fn begin_session(
        &self,
        hello: &ClientHello,
        version: ProtocolVersion,
        suite: Option<CipherSuite>,
    ) -> Result<Option<Found>, Fatal> {
        self.begin_server_session(hello, version, suite)
    }

    fn server_name(&self, name: Option<&str>) -> Answer {
        if let Err(refusal) = self.take_offered_extensions() {
            return Answer::Fail(refusal);
        }
        self.take_requested_name(name);
        let tickets_before = !self.has_option(SSL_OP_NO_TICKET);
        let (returned, alert) = self.call_server_name();
        if returned == SSL_TLSEXT_ERR_OK && name.is_some() {
            self.accept_requested_name();
        }
        self.follow_context();
        if returned == SSL_TLSEXT_ERR_OK {
            if let Err(refusal) = self.follow_ticket_option(tickets_before) {
                return Answer::Fail(refusal);
            }
        }
        let answer = match returned {
            SSL_TLSEXT_ERR_ALERT_FATAL => refuse(alert, Reason::CALLBACK_FAILED),
            SSL_TLSEXT_ERR_ALERT_WARNING => Answer::Warn(description(alert)),
            SSL_TLSEXT_ERR_OK => Answer::Continue,
            _ => Answer::NoAck,
        };
        self.update_session(Data::disable_fragment_length);
        answer
    }

    fn client_hello_done(&self) {
        self.settle_client_hello();
    }

    fn settle_session(&self, suite: CipherSuite) -> Handles {
        self.settle_server_session(suite)
    }

    fn retry_requested(&self) {
        self.set_session_aside();
    }

    fn server_hello_sent(&self, hello: &ServerHello<'_>) {
        self.follow_server_hello(hello);
    }

    fn server_hello_received(&self, hello: &ServerHello<'_>) -> Result<(), Fatal> {
        self.take_server_hello(hello)?;
        let formats: &[u8] = match hello.resumes {
            true => &[],
            false => hello.point_formats,
        };
        self.negotiation
            .note_offer(|offered| offered.set_point_formats(formats));
        Ok(())
    }

    fn server_extensions(&self, name_accepted: bool, protocol: Option<&[u8]>) -> Answer {
        if let Err(refusal) = self.take_server_extensions(name_accepted, protocol) {
            return Answer::Fail(refusal);
        }
        match self.call_server_name() {
            (SSL_TLSEXT_ERR_ALERT_FATAL, alert) => refuse(alert, Reason::CALLBACK_FAILED),
            _ => Answer::Continue,
        }
    }

    fn certificate_requested(&self, request: &CertificateRequest) {
        // In TLS 1.3 the names are in an extension that is never empty.
        let named = self.version() == TLS12 || !request.authorities.is_empty();
        let names = named.then_some(&request.authorities[..]);
        self.identity.set_peer_authorities(names);
        self.negotiation.note_offer(|offered| {
            offered.set_schemes(&request.signature_schemes, &request.certificate_schemes);
        });
        self.compare_sigalgs();
    }

    fn certificate(&self, request: &CertificateRequest) -> Answer {
        self.ask_for_certificate(request)
    }

    fn certificate_chosen(&self, credential: &Arc<Credential>) -> Result<Option<Vec<u8>>, Fatal> {
        self.choose_credential(credential);
        match self.identity.status().take_request() {
            true => self.choose_status(),
            false => Ok(None),
        }
    }

    fn select_alpn(&self, offered: &[u8]) -> AlpnAnswer {
        let callback = self.context().hooks().alpn_select;
        let Some(call) = callback.call else {
            return AlpnAnswer::NoAck;
        };
        let mut chosen = std::ptr::null();
        let mut length = 0;
        // Programs return a pointer into the list, and some read it again later, so the list must stay alive.
        let offered = self
            .negotiation
            .note_offer(|kept| kept.keep_protocols(offered));
        // SAFETY: the application's callback; the list stays with the connection.
        let ask = || unsafe {
            call(
                self.as_ptr(),
                &mut chosen,
                &mut length,
                offered.cast(),
                offered.len() as c_uint,
                callback.arg,
            )
        };
        let returned = self.outside(ask);
        match returned {
            SSL_TLSEXT_ERR_OK if !chosen.is_null() => {
                // SAFETY: the callback gave a pointer to as many bytes, alive until it is called again.
                let name = unsafe { std::slice::from_raw_parts(chosen, usize::from(length)) };
                self.put_protocol(name);
                AlpnAnswer::Select(name.to_vec())
            }
            SSL_TLSEXT_ERR_NOACK => AlpnAnswer::NoAck,
            _ => AlpnAnswer::Fail(Fatal::new(
                alert::NO_APPLICATION_PROTOCOL,
                Reason::NO_APPLICATION_PROTOCOL,
            )),
        }
    }

    fn learned(&self, facts: Facts) {
        if let Some(version) = facts.version {
            self.follow_negotiation(version);
            self.take_offered_suites();
        }
        if let (Some(group), false) = (facts.session_group(), self.resumption.hit()) {
            self.update_session(|data| data.group = group.0.into());
        }
        self.put_facts(Some(Box::new(facts)));
    }

    fn certificate_status(&self, response: &[u8]) {
        if self.settings().status_type != -1 {
            self.identity.status().received(response);
        }
    }

    fn verify_peer(&self, chain: &[Vec<u8>]) -> Answer {
        let again = self.verification.resume();
        if self.state.want() == Want::RetryVerify {
            self.state.wait_for(Want::Nothing);
        }
        let verified = self.verify_peer_chain(chain, again);
        if verified.is_ok() && self.state.want() == Want::RetryVerify {
            if self.role() != Role::Server {
                self.verification.suspend();
                return Answer::Suspend;
            }
            // A server's callback cannot suspend the handshake: its request to wait counts as success.
            self.state.wait_for(Want::Nothing);
        }
        verified.map_or_else(Answer::Fail, |()| Answer::Continue)
    }

    fn accepts(&self, choice: Chosen) -> bool {
        Connection::accepts(self, choice)
    }

    fn peer_has_no_certificate(&self) {
        self.set_peer(PeerCertificates::without_certificate());
    }

    fn server_flight_done(&self) -> Result<(), Fatal> {
        self.check_status()
    }

    fn master_secret(&self, secret: &[u8]) {
        self.take_master_secret(secret);
    }

    fn padding(&self, content_type: ContentType, length: usize) -> usize {
        let asked = self.ask_for_padding(content_type, length);
        asked.unwrap_or_else(|| match self.settings().handshake_padding {
            0 => 0,
            block => length.next_multiple_of(block) - length,
        })
    }

    fn with_private_key(&self, operation: &mut dyn FnMut()) {
        self.outside(operation);
    }

    fn key_log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        // A connection that has keys also has a session with its secret.
        self.restore_session();
        self.put_client_master_secret();
        self.log_key(label, client_random, secret);
    }

    fn wants_messages(&self) -> bool {
        self.settings().message.call.is_some()
    }

    fn message(&self, message: Message<'_>) {
        self.report_message(message);
    }

    fn wants_extensions(&self) -> bool {
        self.reports.wants_extensions()
    }

    fn extension(&self, kind: ExtensionType, content: &[u8]) {
        self.report_extension(kind, content);
    }

    fn state(&self, next: HandshakeState) {
        let last = self.state.hand_state();
        match (last, next) {
            (state::CW_KEY_EXCH, _) => self.put_client_master_secret(),
            // The session gets its suite when the keys change.
            (state::CW_CHANGE, _) if self.is_tls12() => self.put_cipher_into_session(),
            (_, state::SW_SRVR_HELLO) => self.restore_session(),
            // After the ServerHello of TLS 1.3 and its ChangeCipherSpec.
            (_, state::SW_ENCRYPTED_EXTENSIONS) => self.put_cipher_into_session(),
            _ => {}
        }
        self.report_loop();
        self.state.move_to(next);
        match next {
            state::CW_CLNT_HELLO => {
                self.version.try_highest(self.enabled_versions().highest());
                self.begin_client_session();
            }
            state::SR_CHANGE => self.put_cipher_into_session(),
            _ => {}
        }
    }

    fn alert(&self, direction: Direction, alert: Alert) {
        if (direction, alert.level) == (Direction::Read, alert::WARNING) {
            self.state.note_warning(alert.description);
        }
        self.report_alert(direction, alert);
    }

    fn new_session_ticket(&self, ticket: &[u8], lifetime: u32) {
        self.receive_ticket_of_session(ticket, lifetime);
    }

    fn seal_ticket(&self) -> Result<Sealed, Fatal> {
        self.seal_tls12_ticket()
    }
}

impl Connection {
    /// Calls the application's server name callback, on either side. Returns its result and its alert.
    pub(super) fn call_server_name(&self) -> (c_int, c_int) {
        let mut callback = self.context().hooks().server_name;
        if callback.call.is_none() {
            callback = self.session_context().hooks().server_name;
        }
        let mut alert = c_int::from(alert::UNRECOGNIZED_NAME.0);
        let Some(call) = callback.call else {
            return (SSL_TLSEXT_ERR_NOACK, alert);
        };
        // SAFETY: the application's callback, called with a live connection as documented.
        let returned = self.outside(|| unsafe { call(self.as_ptr(), &mut alert, callback.arg) });
        (returned, alert)
    }

    /// Counts the attempt for the new context if a callback changed the context.
    pub(super) fn follow_context(&self) {
        let (now, first) = (self.context(), self.session_context());
        if !Arc::ptr_eq(&now, first) {
            now.cache.statistics.accept.add();
            first.cache.statistics.accept.subtract();
        }
    }
}

/// The alert whose number the application has set.
fn description(alert: c_int) -> AlertDescription {
    u8::try_from(alert).map_or(alert::INTERNAL_ERROR, AlertDescription)
}

fn refuse(alert: c_int, reason: Reason) -> Answer {
    Answer::Fail(Fatal::new(description(alert), reason))
}
