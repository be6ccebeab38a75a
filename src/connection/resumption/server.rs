//! Servers: sessions given out under ids and in tickets, and found again.

use std::ffi::CString;
use std::sync::Arc;

use libc::c_int;
use zeroize::Zeroizing;

use super::{cache, now, Cipher, Connection, Data, Id, Session, TLS12, TLS13};
use crate::constants::{
    SSL_TICKET_NO_DECRYPT, SSL_TICKET_RETURN_IGNORE, SSL_TICKET_RETURN_IGNORE_RENEW,
    SSL_TICKET_RETURN_USE, SSL_TICKET_RETURN_USE_RENEW, SSL_TICKET_SUCCESS,
    SSL_TICKET_SUCCESS_RENEW,
};
use crate::error::reason::Reason;
use crate::handshake::{Found, Refusal, ServerSession, ServerState};
use crate::record::alert;
use crate::session::ticket::{self, Opened, Sealed, NAME_LENGTH};
use crate::session::{asn1, MAX_ID};

/// Bytes of a TLS 1.2 master secret.
const MASTER_SECRET_LENGTH: usize = 48;

/// Where a session was found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Cache,
    Ticket { renew: bool },
}

/// The handshake fails, and it is not the client's fault.
fn refusal(reason: Reason) -> Refusal {
    Refusal {
        alert: alert::INTERNAL_ERROR,
        reason: Some(reason),
    }
}

impl Connection {
    /// Server: sessions are kept, so that they have ids.
    pub(crate) fn keeps_server_sessions(&self) -> bool {
        self.cache().mode() & cache::SERVER != 0
    }

    /// Seconds that new sessions and tickets last.
    pub(crate) fn session_lifetime(&self) -> u32 {
        u32::try_from(self.cache().session_timeout()).unwrap_or(u32::MAX)
    }

    /// Server: the session behind an id or a ticket to be given out. `None`: the application or
    /// libcrypto refuses.
    fn make_server_session(&self, id: Id, made: &ServerSession<'_>) -> Option<Arc<Session>> {
        let state = &made.state;
        let tls13 = state.version == TLS13;
        if !tls13 && !made.resumed {
            if let Some(callback) = self.settings().not_resumable {
                // SAFETY: the application's callback. All our suites have forward secrecy.
                if self.outside(|| unsafe { callback(self.as_ptr(), 1) }) != 0 {
                    return None;
                }
            }
        }
        let earlier = self.resumption.made.borrow().last().cloned();
        let earlier = earlier.or_else(|| match made.resumed {
            true => self.resumption.candidate.borrow().clone(),
            false => None,
        });
        let session = match earlier {
            Some(earlier) => earlier.renew()?,
            None => Session::with(self.blank_session()),
        };
        session.update(|data| {
            data.id = id;
            data.version = c_int::from(state.version);
            data.cipher = Cipher::find(state.suite);
            data.secret = Zeroizing::new(state.secret.to_vec());
            data.extended_master_secret = state.extended_master_secret;
            data.ticket_age_add = state.age_add;
            data.alpn = state.alpn.to_vec();
            if tls13 {
                data.time = now();
            }
            if tls13 || !made.resumed {
                data.group = made.group;
            }
            if !made.resumed {
                data.peer = self.peer.chain();
                data.host_name = state.server_name.and_then(|name| CString::new(name).ok());
            }
            data.verify_result = self.verify_result.get();
        });
        self.replace_session(Some(session.clone()));
        self.resumption.made.borrow_mut().push(session.clone());
        Some(session)
    }

    /// Server: keeps a session under an id. False if nobody will find it there.
    pub(crate) fn store_server_session(&self, id: &[u8], made: &ServerSession<'_>) -> bool {
        let Some(id) = Id::new(id) else {
            return false;
        };
        let Some(session) = self.make_server_session(id, made) else {
            return false;
        };
        let (context, mode) = (self.session_context(), self.cache().mode());
        if mode & cache::SERVER == 0 || !self.has_context_if_needed(&session) {
            return false;
        }
        if mode & cache::NO_INTERNAL_STORE == 0 && made.state.version == TLS13 {
            // The client may come back as soon as it has the ticket.
            self.outside(|| context.cache.add(context, &session));
        }
        mode & cache::NO_INTERNAL_STORE == 0 || context.hooks().new_session.is_some()
    }

    /// Server: seals a session into a ticket.
    pub(crate) fn seal_server_ticket(&self, made: &ServerSession<'_>) -> Option<Vec<u8>> {
        let id = match made.state.version {
            TLS13 => {
                let mut id = [0; MAX_ID];
                self.library().random(&mut id)?;
                Id::new(&id)?
            }
            _ => Id::default(),
        };
        let session = self.make_server_session(id, made)?;
        let callback = self.session_context().hooks().generate_ticket;
        if let Some(call) = callback.call {
            // SAFETY: the application's callback, called with a live connection as documented.
            if self.outside(|| unsafe { call(self.as_ptr(), callback.arg) }) == 0 {
                return None;
            }
        }
        let der = asn1::encode(&session.read())?;
        match ticket::seal(self, &der) {
            Sealed::Ticket(ticket) => Some(ticket),
            Sealed::Declined | Sealed::Failed => None,
        }
    }

    /// Server: what the engine stored under this id, in our cache or the application's.
    pub(crate) fn lookup_server_session(&self, id: &[u8]) -> Result<Option<Found>, Refusal> {
        let (context, cache) = (self.session_context(), self.cache());
        let mut found = None;
        if cache.mode() & cache::NO_INTERNAL_LOOKUP == 0 {
            found = [TLS12, TLS13]
                .iter()
                .find_map(|version| cache.find(c_int::from(*version), id));
            if found.is_none() {
                cache.statistics.misses.add();
            }
        }
        if found.is_none() {
            let Some(session) = self.ask_for_session(id) else {
                return Ok(None);
            };
            cache.statistics.callback_hits.add();
            if cache.mode() & cache::NO_INTERNAL_STORE == 0 {
                self.outside(|| cache.add(context, &session));
            }
            found = Some(session);
        }
        match found {
            Some(session) => self.admit(&session, Source::Cache),
            None => Ok(None),
        }
    }

    /// The session that the application's own cache has under this id.
    fn ask_for_session(&self, id: &[u8]) -> Option<Arc<Session>> {
        let callback = self.session_context().hooks().get_session?;
        let length = c_int::try_from(id.len()).ok()?;
        let mut copy: c_int = 1;
        // SAFETY: the application's callback, called with a live connection as documented.
        let ask = || unsafe { callback(self.as_ptr(), id.as_ptr(), length, &mut copy) };
        let found = self.outside(ask);
        // SAFETY: NULL or a live session of ours.
        let session = unsafe { Session::share(found) }?;
        if copy == 0 {
            // SAFETY: the callback gave its reference away; ours keeps the session alive.
            drop(unsafe { Arc::from_raw(found) });
        }
        session.may_resume().then_some(session)
    }

    /// Server: forgets the session with this id.
    pub(crate) fn remove_server_session(&self, id: &[u8]) {
        for version in [TLS12, TLS13] {
            if let Some(session) = self.cache().find(c_int::from(version), id) {
                self.remove_from_cache(&session);
            }
        }
    }

    /// Server: what the engine sealed into this ticket.
    pub(crate) fn open_server_ticket(&self, ticket: &[u8]) -> Result<Option<Found>, Refusal> {
        let (mut session, mut renew) = (None, false);
        let mut status = SSL_TICKET_NO_DECRYPT;
        match ticket::open(self, ticket) {
            Opened::Session { der, answer } => {
                if let Some(data) = whole(&der) {
                    // A ticket of TLS 1.3 is best used once.
                    renew = answer.unwrap_or(data.version == c_int::from(TLS13));
                    session = Some(Session::with(data));
                    status = match renew {
                        true => SSL_TICKET_SUCCESS_RENEW,
                        false => SSL_TICKET_SUCCESS,
                    };
                }
            }
            Opened::Unknown => {}
            Opened::Failed => return Err(refusal(Reason::ERR_R_INTERNAL_ERROR)),
        }
        let callback = self.session_context().hooks().decrypt_ticket;
        if let Some(call) = callback.call {
            let found = session
                .as_ref()
                .map_or(std::ptr::null_mut(), |s| s.as_ptr());
            let name = &ticket[..ticket.len().min(NAME_LENGTH)];
            // SAFETY: the application's callback; name and session live until the end of the call.
            let ask = || unsafe {
                call(
                    self.as_ptr(),
                    found,
                    name.as_ptr(),
                    name.len(),
                    status,
                    callback.arg,
                )
            };
            let answer = self.outside(ask);
            match answer {
                SSL_TICKET_RETURN_USE | SSL_TICKET_RETURN_USE_RENEW if session.is_some() => {
                    renew = answer == SSL_TICKET_RETURN_USE_RENEW;
                }
                SSL_TICKET_RETURN_IGNORE | SSL_TICKET_RETURN_IGNORE_RENEW => return Ok(None),
                _ => return Err(refusal(Reason::ERR_R_INTERNAL_ERROR)),
            }
        }
        match session {
            Some(session) => self.admit(&session, Source::Ticket { renew }),
            None => Ok(None),
        }
    }

    /// What the engine needs in order to resume a session. One that does not say for which name
    /// it is will do for any.
    fn engine_state(&self, data: &Data) -> Option<Vec<u8>> {
        let hello = self.client_hello.borrow();
        let asked = hello.as_ref().and_then(|hello| hello.server_name());
        let version = u16::try_from(data.version).ok()?;
        let fits = match version {
            TLS12 => data.secret.len() == MASTER_SECRET_LENGTH,
            TLS13 => !data.secret.is_empty(),
            _ => false,
        };
        let peer_chain = data.peer.to_der();
        let state = ServerState {
            server_name: match &data.host_name {
                Some(name) => Some(name.to_str().ok()?),
                None => asked,
            },
            version,
            suite: data.cipher?.protocol_id(),
            secret: &data.secret,
            extended_master_secret: data.extended_master_secret,
            peer_chain: peer_chain.iter().map(Vec::as_slice).collect(),
            alpn: &data.alpn,
            created: u64::try_from(data.time).unwrap_or(0),
            age_add: data.ticket_age_add,
        };
        fits.then(|| state.encode())?
    }

    /// Whether a session may be resumed here; if so, the engine's state.
    fn admit(&self, session: &Arc<Session>, source: Source) -> Result<Option<Found>, Refusal> {
        let (state, verify_result, tls13) = {
            let data = session.read();
            let Some(state) = self.engine_state(&data) else {
                return Ok(None);
            };
            if data.context.as_slice() != &*self.settings().session_id_context {
                return Ok(None);
            }
            let tls13 = data.version == c_int::from(TLS13);
            (state, data.verify_result, tls13)
        };
        if !self.has_context_if_needed(session) {
            return Err(refusal(Reason::SESSION_ID_CONTEXT_UNINITIALIZED));
        }
        if session.read().expired(now()) {
            self.cache().statistics.timeouts.add();
            if source == Source::Cache {
                self.remove_from_cache(session);
            }
            return Ok(None);
        }
        self.verify_result.set(verify_result);
        *self.resumption.candidate.borrow_mut() = Some(session.clone());
        Ok(Some(Found {
            state,
            renew: match source {
                Source::Cache => tls13,
                Source::Ticket { renew } => renew,
            },
        }))
    }

    pub(super) fn remember_server_session(&self) {
        let (resumed, tls13) = self.resumed_and_tls13();
        let statistics = &self.cache().statistics;
        let made = self.resumption.made.take();
        let candidate = self.resumption.candidate.take();
        if resumed {
            statistics.hits.add();
            if let Some(session) = &candidate {
                self.complete(session);
                self.recall_group(session);
            }
            if !tls13 || made.is_empty() {
                self.replace_session(candidate);
            }
        } else {
            if candidate.is_some() && self.peer.chain().certificates().is_empty() {
                self.verify_result.set(0);
            }
            if made.is_empty() {
                self.replace_session(Some(Session::with(self.blank_session())));
            }
        }
        if !resumed || tls13 {
            let current = self.current_session();
            for session in made
                .iter()
                .chain(current.as_ref().filter(|_| made.is_empty()))
            {
                self.describe(session, resumed);
            }
        }
        for session in &made {
            self.update_cache(session, cache::SERVER, resumed);
        }
        // N.B. the context in force counts it, which may not be the one that counted the attempt.
        self.context().cache.statistics.accept_good.add();
    }

    /// The sessions of tickets that were made after the handshake.
    pub(crate) fn remember_extra_tickets(&self) {
        for session in self.resumption.made.take() {
            self.describe(&session, false);
            self.update_cache(&session, cache::SERVER, false);
        }
    }

    /// Fills in what a resumed session did not say because it came in a ticket.
    fn complete(&self, session: &Session) {
        let facts = self.facts.borrow();
        let Some(facts) = facts.as_ref() else {
            return;
        };
        let id = Id::new(&facts.session_id);
        session.update(|data| {
            if data.id.is_empty() && data.version == c_int::from(TLS12) {
                data.id = id.unwrap_or_default();
            }
        });
    }
}

/// A session from its DER form, which must be all there is.
fn whole(der: &[u8]) -> Option<Data> {
    let (data, used) = asn1::decode(der).ok()?;
    (used == der.len()).then_some(data)
}
