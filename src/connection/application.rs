//! The program behind the connection, as the handshake engine sees it.

use std::sync::Arc;

use libc::{c_int, c_uint};

use super::state::{Role, Want};
use super::Connection;
use crate::error::reason::Reason;
use crate::handshake::{
    AlpnAnswer, Answer, Application, CertificateRequest, ClientHello, Credential, Direction, Facts,
    Found, Message, Parameters, Refusal, ServerSession, TLS13,
};
use crate::record::alert;

/// The extension with which a client asks for the certificate's status (RFC 6066 section 8).
const EXTENSION_STATUS_REQUEST: u16 = 5;

/// `TLS_ST_CW_CLNT_HELLO`
const STATE_CLIENT_WRITES_HELLO: i32 = 12;

/// Return values of the callbacks.
const CLIENT_HELLO_RETRY: c_int = -1;
const CLIENT_HELLO_SUCCESS: c_int = 1;
const TLSEXT_OK: c_int = 0;
const TLSEXT_ALERT_WARNING: c_int = 1;
const TLSEXT_ALERT_FATAL: c_int = 2;
const TLSEXT_NOACK: c_int = 3;

impl Application for Connection {
    fn parameters(&self) -> Parameters {
        self.handshake_parameters()
    }

    fn client_hello(&self, hello: &ClientHello) -> Answer {
        self.forget_last_client();
        self.keep_client_hello(hello);
        self.status_requested
            .set(hello.extension(EXTENSION_STATUS_REQUEST).is_some());
        let callback = self.context().hooks().client_hello;
        if let Some(call) = callback.call {
            let mut alert = c_int::from(alert::INTERNAL_ERROR);
            // SAFETY: the application's callback, called with a live connection as documented.
            let ask = || unsafe { call(self.as_ptr(), &mut alert, callback.arg) };
            match self.outside(ask) {
                CLIENT_HELLO_SUCCESS => {}
                CLIENT_HELLO_RETRY => return Answer::Suspend,
                _ => return refuse(alert, Reason::CALLBACK_FAILED),
            }
        }
        self.version.client_hello(hello.legacy_version());
        Answer::Continue
    }

    fn server_name(&self, name: Option<&str>) -> Answer {
        self.set_host_name(name);
        let mut callback = self.context().hooks().server_name;
        if callback.call.is_none() {
            callback = self.session_context().hooks().server_name;
        }
        let Some(call) = callback.call else {
            self.forget_client_hello();
            return Answer::NoAck;
        };
        let mut alert = c_int::from(alert::UNRECOGNIZED_NAME);
        // SAFETY: the application's callback, called with a live connection as documented.
        let returned = self.outside(|| unsafe { call(self.as_ptr(), &mut alert, callback.arg) });
        self.forget_client_hello();
        match returned {
            TLSEXT_ALERT_FATAL => refuse(alert, Reason::CALLBACK_FAILED),
            TLSEXT_ALERT_WARNING => {
                Answer::Warn(u8::try_from(alert).unwrap_or(alert::INTERNAL_ERROR))
            }
            TLSEXT_OK => Answer::Continue,
            _ => Answer::NoAck,
        }
    }

    fn certificate(&self, request: &CertificateRequest) -> Answer {
        if self.role() == Role::Server {
            self.begin_session();
        }
        self.ask_for_certificate(request)
    }

    fn certificate_chosen(&self, credential: &Arc<Credential>) -> Result<Option<Vec<u8>>, Refusal> {
        *self.chosen.borrow_mut() = Some(credential.clone());
        match self.status_requested.take() {
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
        // SAFETY: the application's callback; the list lives for the call.
        let ask = || unsafe {
            call(
                self.as_ptr(),
                &mut chosen,
                &mut length,
                offered.as_ptr(),
                offered.len() as c_uint,
                callback.arg,
            )
        };
        let returned = self.outside(ask);
        match returned {
            TLSEXT_OK if !chosen.is_null() => {
                // SAFETY: the callback gave a pointer to as many bytes, alive until it is called again.
                let name = unsafe { std::slice::from_raw_parts(chosen, usize::from(length)) };
                AlpnAnswer::Select(name.to_vec())
            }
            TLSEXT_NOACK => AlpnAnswer::NoAck,
            _ => AlpnAnswer::Fail(Refusal {
                alert: alert::NO_APPLICATION_PROTOCOL,
                reason: Some(Reason::NO_APPLICATION_PROTOCOL),
            }),
        }
    }

    fn learned(&self, facts: Facts) {
        self.follow_negotiation(facts.version);
        *self.facts.borrow_mut() = Some(Box::new(facts));
    }

    fn verify_peer(&self, chain: &[Vec<u8>], ocsp: &[u8]) -> Answer {
        if self.state.want.get() == Want::RetryVerify {
            self.state.want.set(Want::Nothing);
        }
        let verified = self.verify_peer_chain(chain);
        if verified.is_ok() && self.state.want.get() == Want::RetryVerify {
            return Answer::Suspend;
        }
        let checked = verified.and_then(|()| match self.role() {
            Role::Client => self.check_status(ocsp),
            _ => Ok(()),
        });
        checked.map_or_else(Answer::Fail, |()| Answer::Continue)
    }

    fn with_private_key(&self, operation: &mut dyn FnMut()) {
        self.outside(operation);
    }

    fn key_log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        self.log_key(label, client_random, secret);
    }

    fn wants_messages(&self) -> bool {
        self.settings().message.call.is_some()
    }

    fn message(&self, message: Message<'_>) {
        if is_ticket(&message) {
            self.report_done_before_tickets();
        }
        self.report_message(message);
    }

    fn state(&self, state: i32) {
        self.report_loop();
        self.state.hand_state.set(state);
        if state == STATE_CLIENT_WRITES_HELLO {
            self.version.try_highest(self.enabled_versions().highest());
        }
    }

    fn alert(&self, direction: Direction, level: u8, description: u8) {
        self.report_alert(direction, level, description);
    }

    fn store_session(&self, id: &[u8], session: &ServerSession<'_>) -> bool {
        self.store_server_session(id, session)
    }

    fn lookup_session(&self, id: &[u8]) -> Result<Option<Found>, Refusal> {
        self.lookup_server_session(id)
    }

    fn remove_session(&self, id: &[u8]) {
        self.remove_server_session(id);
    }

    fn seal_ticket(&self, session: &ServerSession<'_>) -> Option<Vec<u8>> {
        self.seal_server_ticket(session)
    }

    fn open_ticket(&self, ticket: &[u8]) -> Result<Option<Found>, Refusal> {
        self.open_server_ticket(ticket)
    }
}

/// A TLS 1.3 server's NewSessionTicket.
fn is_ticket(message: &Message<'_>) -> bool {
    const HANDSHAKE: u16 = 22;
    const NEW_SESSION_TICKET: u8 = 4;
    message.direction == Direction::Write
        && message.version == TLS13
        && message.content_type == HANDSHAKE
        && message.bytes.first() == Some(&NEW_SESSION_TICKET)
}

fn refuse(alert: c_int, reason: Reason) -> Answer {
    Answer::Fail(Refusal {
        alert: u8::try_from(alert).unwrap_or(alert::INTERNAL_ERROR),
        reason: Some(reason),
    })
}
