//! Makes a server's tickets: one within the TLS 1.2 handshake, some after the TLS 1.3 handshake.

use zeroize::Zeroizing;

use super::lookup::internal_error;
use super::{cache, Connection, Session, TLS13};
use crate::connection::state::TLS_ST_OK;
use crate::connection::Io;
use crate::error::reason::Reason;
use crate::error::Fatal;
use crate::handshake::{self, Ticket};
use crate::session::asn1;
use crate::session::ticket::{self, Sealed};
use crate::sys::clock::now;
use crate::sys::err;
use tls::registry::state;

/// The highest lifetime of a TLS 1.3 ticket, in seconds (RFC 8446, section 4.6.1).
const ONE_WEEK: i64 = 7 * 24 * 60 * 60;

impl Connection {
    /// Server, TLS 1.2: seals the session into a ticket.
    pub(crate) fn seal_tls12_ticket(&self) -> Result<handshake::Sealed, Fatal> {
        let session = self
            .current_session()
            .ok_or(internal_error(Reason::ERR_R_INTERNAL_ERROR))?;
        self.ask_for_ticket_data()?;
        let timeout = session.read().timeout;
        Ok(match self.seal(&session)? {
            Some(ticket) => handshake::Sealed {
                ticket,
                // A resumption does not repeat the lifetime.
                lifetime: match self.resumption.hit() {
                    true => 0,
                    false => timeout as u32,
                },
            },
            None => handshake::Sealed {
                ticket: Vec::new(),
                lifetime: 0,
            },
        })
    }

    /// Calls the application's callback, which puts its ticket data into the connection's session.
    pub(super) fn ask_for_ticket_data(&self) -> Result<(), Fatal> {
        let callback = self.session_context().hooks().generate_ticket;
        let Some(call) = callback.call else {
            return Ok(());
        };
        // SAFETY: the application's callback, called with a live connection as documented.
        match self.outside(|| unsafe { call(self.as_ptr(), callback.arg) }) {
            0 => Err(internal_error(Reason::ERR_R_INTERNAL_ERROR)),
            _ => Ok(()),
        }
    }

    /// Runs `work` with what seals and opens tickets: the context's keys, or the application's callback.
    pub(super) fn with_ticket_keys<T>(&self, work: impl FnOnce(ticket::Sealer<'_>) -> T) -> T {
        let context = self.session_context();
        let hooks = context.hooks();
        work(ticket::Sealer {
            library: context.library(),
            keys: &context.ticket_keys,
            callback: ticket::TicketKeyCallback::of(hooks.ticket_key, hooks.ticket_key_hmac),
            ask: &|call| self.outside(|| call(self.as_ptr())),
        })
    }

    /// Seals a session into a ticket; `None` if the application's key callback refuses one.
    pub(super) fn seal(&self, session: &Session) -> Result<Option<Vec<u8>>, Fatal> {
        let failed = internal_error(Reason::ERR_R_INTERNAL_ERROR);
        let data = session.read().clone();
        let der = asn1::encode(&data).ok_or(failed)?;
        match self.with_ticket_keys(|keys| keys.seal(&der)) {
            Sealed::Ticket(ticket) => Ok(Some(ticket)),
            Sealed::Declined => Ok(None),
            Sealed::CallbackFailed => Err(internal_error(Reason::CALLBACK_FAILED)),
            Sealed::Failed => Err(failed),
        }
    }

    /// Server, TLS 1.3: tickets are due after the handshake.
    pub(crate) fn owes_tickets(&self) -> bool {
        let resumption = &self.resumption;
        self.state.is_server()
            && self.version() == TLS13
            && resumption.ticket_expected.get()
            && self.settings().num_tickets > resumption.sent.get()
    }

    /// Tickets are being sent: the handshake or the later call is not done before that.
    pub(crate) fn sends_tickets(&self) -> bool {
        self.resumption.sending.get()
    }

    /// Server, TLS 1.3: sends the tickets that are due, each in a separate write. The first ticket after the
    /// handshake completes it.
    pub(crate) fn send_tickets(&self) -> Io<()> {
        let resumption = &self.resumption;
        let mut more = true;
        if resumption.sending.replace(true) {
            self.flush_tickets()?;
            more = self.owes_more_tickets();
        }
        while more {
            self.report_loop();
            self.state.move_to(state::SW_SESSION_TICKET);
            self.end_before_tickets();
            let extra = &resumption.extra;
            extra.set(extra.get().saturating_sub(1));
            match self.make_tls13_ticket() {
                Ok(Some(message)) => self.queue_message(&message)?,
                Ok(None) => {}
                Err(refusal) => {
                    resumption.sending.set(false);
                    return Err(self.refuse(refusal));
                }
            }
            self.flush_tickets()?;
            more = self.owes_more_tickets();
        }
        resumption.sending.set(false);
        self.report_loop();
        self.forget_client_hello();
        self.state.move_to(TLS_ST_OK);
        self.state.finish();
        Ok(())
    }

    /// More tickets are due. After a resumption one is enough.
    fn owes_more_tickets(&self) -> bool {
        let resumption = &self.resumption;
        resumption.owes_extra_tickets()
            || !resumption.hit() && self.settings().num_tickets > resumption.sent.get()
    }

    /// Writes a ticket. A failed write to a client that has gone is not an error, because its earlier data can
    /// still be read.
    fn flush_tickets(&self) -> Io<()> {
        while self.transport.flight().is_due() {
            let Err(stop) = self.flush_flight() else {
                continue;
            };
            let errno = std::io::Error::last_os_error().raw_os_error();
            let gone = matches!(errno, Some(libc::EPIPE | libc::ECONNRESET));
            if !gone || err::peek() != 0 {
                return Err(stop);
            }
            self.transport.flight().drop_rest();
            self.state.wait_for(crate::connection::state::Want::Nothing);
        }
        Ok(())
    }

    /// Makes the next ticket's message and its session, which becomes the connection's; `None` if the
    /// application's key callback refuses a ticket (`tls_construct_new_session_ticket`).
    fn make_tls13_ticket(&self) -> Result<Option<Vec<u8>>, Fatal> {
        let resumption = &self.resumption;
        let failed = internal_error(Reason::ERR_R_INTERNAL_ERROR);
        let mut session = self.current_session().ok_or(failed)?;
        if resumption.sent.get() != 0 || resumption.hit() {
            // A cache may have the session, so it is not changed.
            session = self.outside(|| session.renew()).ok_or(failed)?;
            self.replace_session(Some(session.clone()));
        }
        let id = self.new_session_id()?;
        let mut age_add = [0; 4];
        self.library().random(&mut age_add).ok_or(failed)?;
        let mut ticket = Ticket {
            lifetime: 0,
            age_add: u32::from_be_bytes(age_add),
            nonce: resumption.next_nonce.get().to_be_bytes().to_vec(),
            ticket: Vec::new(),
            max_early_data: self.settings().max_early_data,
        };
        let key = self
            .negotiation
            .facts()
            .as_deref()
            .and_then(|facts| ticket.key(facts));
        let key = Zeroizing::new(key.ok_or(failed)?.as_ref().to_vec());
        let protocol = self.negotiation.protocol().to_vec();
        ticket.lifetime = session.update(|data| {
            data.id = id;
            data.ticket_age_add = ticket.age_add;
            data.secret = key;
            data.time = now();
            if !protocol.is_empty() {
                data.alpn = protocol.into();
            }
            data.max_early_data = ticket.max_early_data;
            data.timeout.min(ONE_WEEK) as u32
        });
        self.ask_for_ticket_data()?;
        let sealed = match self.has_stateful_tickets() {
            true => Some(session.read().id.as_slice().to_vec()),
            false => self.seal(&session)?,
        };
        resumption.sent.set(resumption.sent.get() + 1);
        resumption.next_nonce.set(resumption.next_nonce.get() + 1);
        let Some(sealed) = sealed else {
            return Ok(None);
        };
        ticket.ticket = sealed;
        let message = ticket.encode().ok_or(failed)?;
        self.update_cache(cache::SERVER);
        Ok(Some(message))
    }

    /// `SSL_new_session_ticket`: requests a ticket, which goes out with the next write or handshake call. False
    /// on clients, with TLS 1.2, and before the end of the handshake.
    pub fn request_ticket(&self) -> bool {
        let tickets = &self.resumption.extra;
        let busy = self.state.in_init() && tickets.get() == 0;
        let possible = self.state.is_server() && self.version() == TLS13 && self.is_established();
        if busy || !possible {
            return false;
        }
        tickets.set(tickets.get() + 1);
        if !self.channel.borrow().writer.has_output() {
            self.state.require_message();
        }
        true
    }

    /// Ends the connection because of a refusal after the handshake.
    fn refuse(&self, refusal: Fatal) -> crate::connection::Stop {
        self.violation(refusal)
    }
}
