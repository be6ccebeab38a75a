//! Servers: finds the session for a client's ticket or session id (`tls_decrypt_ticket`,
//! `lookup_sess_in_cache`).

use std::sync::Arc;

use libc::c_int;

use super::{cache, Connection, Id, Session};
use crate::constants::{
    SSL_TICKET_EMPTY, SSL_TICKET_NO_DECRYPT, SSL_TICKET_RETURN_IGNORE,
    SSL_TICKET_RETURN_IGNORE_RENEW, SSL_TICKET_RETURN_USE, SSL_TICKET_RETURN_USE_RENEW,
    SSL_TICKET_SUCCESS, SSL_TICKET_SUCCESS_RENEW,
};
use crate::constants::{TLS1_2_VERSION, TLS1_3_VERSION};
use crate::error::reason::Reason;
use crate::error::Fatal;
use crate::handshake::{self, ClientHello};
use crate::objects;
use crate::record::alert;
use crate::session::ticket::{Opened, NAME_LENGTH};
use crate::session::{asn1, Data, MAX_ID};
use tls::registry::extension;
use tls::registry::suite::CipherSuite;

/// A session that the client wants to resume and that is not admitted yet.
pub(super) struct OfferedSession {
    pub session: Arc<Session>,
    /// The ticket or session id by which the engine asks for the session.
    pub known_by: Vec<u8>,
    /// The session was found by its session id, not in a ticket.
    pub by_id: bool,
}

/// The result of opening a ticket (`SSL_TICKET_STATUS`).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TicketStatus {
    /// The ticket is ignored.
    None,
    Empty,
    NoDecrypt,
    Success,
    /// The ticket is good, and the client gets a new one.
    SuccessRenew,
}

impl TicketStatus {
    /// The number that the application's callback gets.
    fn number(self) -> c_int {
        match self {
            TicketStatus::None | TicketStatus::NoDecrypt => SSL_TICKET_NO_DECRYPT,
            TicketStatus::Empty => SSL_TICKET_EMPTY,
            TicketStatus::Success => SSL_TICKET_SUCCESS,
            TicketStatus::SuccessRenew => SSL_TICKET_SUCCESS_RENEW,
        }
    }
}

/// A failure of the handshake that the client did not cause.
pub(super) fn internal_error(reason: Reason) -> Fatal {
    Fatal::new(alert::INTERNAL_ERROR, reason)
}

impl Connection {
    /// TLS 1.2: the session in the client's ticket or with its session id.
    pub(super) fn offered_by_ticket_or_id(
        &self,
        hello: &ClientHello,
    ) -> Result<Option<OfferedSession>, Fatal> {
        self.resumption.ticket_expected.set(false);
        let (ticket, id) = (
            hello.extension(extension::SESSION_TICKET),
            hello.session_id(),
        );
        if let Some(ticket) = ticket.filter(|_| self.uses_tickets()) {
            let (status, session) = self.open_ticket(ticket, id, false)?;
            if let Some(session) = session {
                return Ok(Some(OfferedSession {
                    session,
                    known_by: ticket.to_vec(),
                    by_id: false,
                }));
            }
            if !matches!(status, TicketStatus::None | TicketStatus::Empty) {
                return Ok(None);
            }
        }
        if id.is_empty() {
            return Ok(None);
        }
        let version = TLS1_2_VERSION;
        Ok(self
            .find_in_cache(version, id)
            .map(|session| OfferedSession {
                session,
                // The engine asks for the ticket first, if there is one.
                known_by: ticket
                    .filter(|ticket| !ticket.is_empty())
                    .unwrap_or(id)
                    .to_vec(),
                by_id: true,
            }))
    }

    /// TLS 1.3: the first session among the client's pre-shared keys that suits the hash of `suite`.
    pub(super) fn offered_as_key(
        &self,
        hello: &ClientHello,
        suite: CipherSuite,
    ) -> Result<Option<OfferedSession>, Fatal> {
        let expected = &self.resumption.ticket_expected;
        let identities = hello.psk_identities();
        expected.set(identities.is_empty() || !hello.offers_psk_with_dhe());
        if expected.get() {
            return Ok(None);
        }
        let malformed = Fatal::new(alert::DECODE_ERROR, Reason::BAD_EXTENSION);
        for (index, identity) in identities.into_iter().enumerate() {
            let identity = identity.ok_or(malformed)?;
            let session = if self.has_stateful_tickets() {
                expected.set(true);
                let is_id = identity.len() == MAX_ID;
                is_id
                    .then(|| self.find_in_cache(TLS1_3_VERSION, identity))
                    .flatten()
            } else {
                self.open_ticket(identity, &[], true)?.1
            };
            let Some(session) = session else {
                continue;
            };
            if self.resists_replay() && !self.remove_from_cache(&session) {
                continue;
            }
            if !session.has_hash_of(suite) {
                expected.set(true);
                continue;
            }
            let hash_length = handshake::hash(&self.library(), suite).map(|hash| hash.output_len());
            if hello.psk_binder(index).map(<[u8]>::len) != hash_length {
                return Err(malformed);
            }
            return Ok(Some(OfferedSession {
                session,
                known_by: identity.to_vec(),
                by_id: false,
            }));
        }
        Ok(None)
    }

    /// Opens a ticket and asks the application about it; decides whether the client gets a new one.
    pub(super) fn open_ticket(
        &self,
        ticket: &[u8],
        session_id: &[u8],
        tls13: bool,
    ) -> Result<(TicketStatus, Option<Arc<Session>>), Fatal> {
        let failed = internal_error(Reason::ERR_R_INTERNAL_ERROR);
        let (mut status, mut session) = match ticket {
            [] => (TicketStatus::Empty, None),
            _ => match self.with_ticket_keys(|keys| keys.open(ticket)) {
                Opened::Session { der, answer } => match whole(&der) {
                    Some(mut data) => {
                        if !session_id.is_empty() {
                            data.id = Id::new(session_id).unwrap_or_default();
                        }
                        // A TLS 1.3 ticket should be used once (RFC 8446, appendix C.4).
                        let status = match answer.unwrap_or(tls13) {
                            true => TicketStatus::SuccessRenew,
                            false => TicketStatus::Success,
                        };
                        (status, Some(self.new_session(data)))
                    }
                    None => (TicketStatus::NoDecrypt, None),
                },
                Opened::Unknown => (TicketStatus::NoDecrypt, None),
                Opened::Failed => return Err(failed),
            },
        };
        let callback = self.session_context().hooks().decrypt_ticket;
        if let Some(call) = callback.call {
            let found = session
                .as_ref()
                .map_or(std::ptr::null_mut(), |session| session.as_ptr());
            let name = &ticket[..ticket.len().min(NAME_LENGTH)];
            // SAFETY: the application's callback; name and session live until the end of the call.
            let ask = || unsafe {
                call(
                    self.as_ptr(),
                    found,
                    name.as_ptr(),
                    name.len(),
                    status.number(),
                    callback.arg,
                )
            };
            match self.outside(ask) {
                SSL_TICKET_RETURN_USE if session.is_some() => status = TicketStatus::Success,
                SSL_TICKET_RETURN_USE_RENEW if session.is_some() => {
                    status = TicketStatus::SuccessRenew
                }
                SSL_TICKET_RETURN_IGNORE => (status, session) = (TicketStatus::None, None),
                SSL_TICKET_RETURN_IGNORE_RENEW => {
                    if session.take().is_some() {
                        status = TicketStatus::NoDecrypt;
                    }
                }
                _ => return Err(failed),
            }
        }
        if !matches!(status, TicketStatus::None | TicketStatus::Success) {
            self.resumption.ticket_expected.set(true);
        }
        Ok((status, session))
    }

    /// The session with this id in our cache or the application's.
    pub(super) fn find_in_cache(&self, version: c_int, id: &[u8]) -> Option<Arc<Session>> {
        let (context, cache) = (self.session_context(), self.cache());
        if cache.mode() & cache::NO_INTERNAL_LOOKUP == 0 {
            let found = cache.find(version, id);
            if found.is_some() {
                return found;
            }
            cache.statistics.misses.add();
        }
        let session = self.ask_for_session(id)?;
        cache.statistics.callback_hits.add();
        if cache.mode() & cache::NO_INTERNAL_STORE == 0 {
            self.outside(|| context.add_session(&session));
        }
        Some(session)
    }

    /// The session with this id in the application's own cache.
    fn ask_for_session(&self, id: &[u8]) -> Option<Arc<Session>> {
        let callback = self.session_context().hooks().get_session?;
        let length = c_int::try_from(id.len()).ok()?;
        let mut copy: c_int = 1;
        // SAFETY: the application's callback, called with a live connection as documented.
        let ask = || unsafe { callback(self.as_ptr(), id.as_ptr(), length, &mut copy) };
        let found: *mut Session = self.outside(ask).cast();
        // SAFETY: the callback returned NULL or a live session of this library.
        let session = unsafe { objects::share(found) }?;
        if copy == 0 {
            // SAFETY: the callback gave its reference away; `session` has another one, which keeps the session
            // alive.
            drop(unsafe { Arc::from_raw(found) });
        }
        session.may_resume().then_some(session)
    }
}

/// Reads a session from DER; nothing may follow it.
fn whole(der: &[u8]) -> Option<Data> {
    let mut data = Data::default();
    let used = asn1::decode(der, &mut data).ok()?;
    (used == der.len()).then_some(data)
}
