//! Sessions in the life of a connection: which one is offered, kept, sealed into a ticket, found
//! again, handed to the application, and dropped from the cache.
//!
//! The points are OpenSSL's: with TLS 1.2 the application hears of a new session at the end of the
//! handshake; with TLS 1.3 a server's once for each ticket, a client's when the ticket arrives. A
//! session that was handed out is not changed any more: a new ticket makes a copy.

use std::cell::RefCell;
use std::ffi::CString;
use std::sync::Arc;

use aws_lc_rs::digest;
use libc::{c_int, c_long, c_ulong};
use zeroize::Zeroizing;

use super::state::Role;
use super::Connection;
use crate::abi::constants::{
    SSL_OP_NO_TICKET, SSL_TICKET_NO_DECRYPT, SSL_TICKET_RETURN_ABORT, SSL_TICKET_RETURN_USE,
    SSL_TICKET_RETURN_USE_RENEW, SSL_TICKET_SUCCESS, SSL_TICKET_SUCCESS_RENEW, SSL_VERIFY_PEER,
};
use crate::cipher::Cipher;
use crate::error::reason::Reason;
use crate::handshake::{ClientSession, ServerSession, TLS12, TLS13};
use crate::session::cache::{self, SessionCache};
use crate::session::export::Exportable;
use crate::session::peer::Peer;
use crate::session::ticket::{self, Opened, Sealed, NAME_LENGTH};
use crate::session::{asn1, now, Data, Engine, Id, Session, MAX_ID};
use crate::sys::cipher::random;
use crate::sys::err;

/// What the handshake under way has found or made.
#[derive(Default)]
pub struct Resumption {
    /// Server: the session that the client offers, if it may be resumed.
    candidate: RefCell<Option<Arc<Session>>>,
    /// Server: the sessions that tickets or ids were given out for.
    made: RefCell<Vec<Arc<Session>>>,
}

/// The parts of a TLS 1.3 ticket that a session says.
pub struct TicketFacts<'a> {
    pub ticket: &'a [u8],
    pub lifetime: u32,
    pub age_add: u32,
    pub max_early_data: u32,
}

impl Connection {
    fn cache(&self) -> &SessionCache {
        &self.session_context().cache
    }

    fn current_session(&self) -> Option<Arc<Session>> {
        self.session.borrow().clone()
    }

    /// Makes this the connection's session. The old one goes when nothing is borrowed.
    fn replace_session(&self, session: Option<Arc<Session>>) {
        let old = self.session.replace(session);
        drop(old);
    }

    /// A handshake begins: counts it, and forgets the last one.
    pub(crate) fn count_attempt(&self) {
        let statistics = &self.cache().statistics;
        match self.role() {
            Role::Server => statistics.accept.add(),
            _ => statistics.connect.add(),
        }
        let _ = self.resumption.candidate.take();
        let _ = self.resumption.made.take();
    }

    /// The connection's session is not to be resumed: a fatal alert was sent or received.
    pub(crate) fn forget_session(&self) {
        if let Some(session) = self.current_session() {
            self.cache().remove(self.session_context(), &session);
        }
    }

    /// Lets go of a session whose connection was not shut down, and forgets it.
    pub(crate) fn clear_bad_session(&self) {
        if self.state.sent_shutdown() || self.state.in_init.get() {
            return;
        }
        self.forget_session();
        self.replace_session(None);
    }

    /// `SSL_set_session`: the session that a client offers.
    pub(crate) fn set_session(&self, session: Option<Arc<Session>>) {
        self.clear_bad_session();
        if let Some(session) = &session {
            self.verify_result.set(session.read().verify_result);
        }
        self.replace_session(session);
    }

    /// Client: what the engine needs to offer the session that was set.
    pub(crate) fn session_to_resume(&self) -> Option<ClientSession> {
        let session = self.current_session()?;
        if !session.is_resumable() {
            return None;
        }
        let data = session.read();
        match &data.engine {
            Engine::Client(client) => Some(client.state.clone()),
            _ => None,
        }
    }

    /// Server: sessions are kept, so that they have ids.
    pub(crate) fn keeps_server_sessions(&self) -> bool {
        self.cache().mode() & cache::SERVER != 0
    }

    /// Seconds that new sessions and tickets last.
    pub(crate) fn session_lifetime(&self) -> u32 {
        u32::try_from(self.cache().session_timeout()).unwrap_or(u32::MAX)
    }

    /// A new session with what is known of every connection.
    fn blank_session(&self) -> Data {
        Data {
            timeout: self.cache().session_timeout(),
            context: Id::new(&self.settings().session_id_context).unwrap_or_default(),
            verify_result: 0,
            ..Data::default()
        }
    }

    /// Server: the session behind an id or a ticket to be given out. `None`: the application or
    /// libcrypto refuses.
    fn make_server_session(&self, id: Id, made: &ServerSession<'_>) -> Option<Arc<Session>> {
        let tls13 = made.version == TLS13;
        if !tls13 {
            if let Some(callback) = self.settings().not_resumable {
                // SAFETY: the application's callback. All our suites have forward secrecy.
                if unsafe { callback(self.as_ptr(), 1) } != 0 {
                    return None;
                }
            }
        }
        let earlier = match tls13 {
            true => self.resumption.made.borrow().last().cloned(),
            false => None,
        };
        let earlier = earlier.or_else(|| match tls13 {
            true => self.resumption.candidate.borrow().clone(),
            false => None,
        });
        let session = match earlier {
            Some(earlier) => earlier.renew()?,
            None => Session::with(self.blank_session()),
        };
        session.update(|data| {
            data.id = id;
            data.version = c_int::from(made.version);
            data.cipher = Cipher::find(made.suite);
            data.secret = Zeroizing::new(made.secret.to_vec());
            data.extended_master_secret = made.extended_master_secret;
            data.ticket_age_add = made.age_add;
            data.time = now();
            data.verify_result = self.verify_result.get();
            data.engine = Engine::Server(Zeroizing::new(made.state.to_vec()));
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
        if mode & cache::NO_INTERNAL_STORE == 0 && made.version == TLS13 {
            // The client may come back as soon as it has the ticket.
            context.cache.add(context, &session);
        }
        mode & cache::NO_INTERNAL_STORE == 0 || context.hooks().new_session.is_some()
    }

    /// Server: seals a session into a ticket.
    pub(crate) fn seal_server_ticket(&self, made: &ServerSession<'_>) -> Option<Vec<u8>> {
        let id = match made.version {
            TLS13 => {
                let mut id = [0; MAX_ID];
                random(&mut id).then(|| Id::new(&id))??
            }
            _ => Id::default(),
        };
        let session = self.make_server_session(id, made)?;
        let callback = self.session_context().hooks().generate_ticket;
        if let Some(call) = callback.call {
            // SAFETY: the application's callback, called with a live connection as documented.
            if unsafe { call(self.as_ptr(), callback.arg) } == 0 {
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
    pub(crate) fn lookup_server_session(&self, id: &[u8]) -> Option<Vec<u8>> {
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
            let session = self.ask_for_session(id)?;
            cache.statistics.callback_hits.add();
            if cache.mode() & cache::NO_INTERNAL_STORE == 0 {
                cache.add(context, &session);
            }
            found = Some(session);
        }
        self.admit(&found?, true)
    }

    /// The session that the application's own cache has under this id.
    fn ask_for_session(&self, id: &[u8]) -> Option<Arc<Session>> {
        let callback = self.session_context().hooks().get_session?;
        let length = c_int::try_from(id.len()).ok()?;
        let mut copy: c_int = 1;
        // SAFETY: the application's callback, called with a live connection as documented.
        let found = unsafe { callback(self.as_ptr(), id.as_ptr(), length, &mut copy) };
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
                self.cache().remove(self.session_context(), &session);
            }
        }
    }

    /// Server: what the engine sealed into this ticket.
    pub(crate) fn open_server_ticket(&self, ticket: &[u8]) -> Option<Vec<u8>> {
        let (mut session, mut status) = (None, SSL_TICKET_NO_DECRYPT);
        match ticket::open(self, ticket) {
            Opened::Session { der, renew } => {
                if let Some(data) = whole(&der) {
                    session = Some(Session::with(data));
                    status = match renew {
                        true => SSL_TICKET_SUCCESS_RENEW,
                        false => SSL_TICKET_SUCCESS,
                    };
                }
            }
            Opened::Unknown => {}
            Opened::Failed => {
                err::raise(Reason::ERR_R_INTERNAL_ERROR);
                return None;
            }
        }
        let callback = self.session_context().hooks().decrypt_ticket;
        if let Some(call) = callback.call {
            let found = session
                .as_ref()
                .map_or(std::ptr::null_mut(), |s| s.as_ptr());
            let name = &ticket[..ticket.len().min(NAME_LENGTH)];
            // SAFETY: the application's callback; name and session live until the end of the call.
            let answer = unsafe {
                call(
                    self.as_ptr(),
                    found,
                    name.as_ptr(),
                    name.len(),
                    status,
                    callback.arg,
                )
            };
            if !matches!(answer, SSL_TICKET_RETURN_USE | SSL_TICKET_RETURN_USE_RENEW) {
                if answer == SSL_TICKET_RETURN_ABORT {
                    err::raise(Reason::ERR_R_INTERNAL_ERROR);
                }
                return None;
            }
        }
        self.admit(&session?, false)
    }

    /// Without a session id context nobody knows what a verified client was verified for.
    fn has_context_if_needed(&self, session: &Session) -> bool {
        let verifies = self.settings().verify_mode & SSL_VERIFY_PEER != 0;
        !verifies || !session.read().context.is_empty()
    }

    /// Whether a session may be resumed here; if so, the engine's state.
    fn admit(&self, session: &Arc<Session>, from_cache: bool) -> Option<Vec<u8>> {
        let (state, verify_result) = {
            let data = session.read();
            let Engine::Server(state) = &data.engine else {
                return None;
            };
            if data.context.as_slice() != &*self.settings().session_id_context {
                return None;
            }
            (state.to_vec(), data.verify_result)
        };
        if !self.has_context_if_needed(session) {
            err::raise(Reason::SESSION_ID_CONTEXT_UNINITIALIZED);
            return None;
        }
        if session.read().expired(now()) {
            self.cache().statistics.timeouts.add();
            if from_cache {
                self.cache().remove(self.session_context(), session);
            }
            return None;
        }
        self.verify_result.set(verify_result);
        *self.resumption.candidate.borrow_mut() = Some(session.clone());
        Some(state)
    }

    /// The handshake is over: makes the connection's session say what was found out, and gives it
    /// to the caches. `new` is the engine's session of a TLS 1.2 client.
    pub(crate) fn remember_session(&self, new: Option<ClientSession>) {
        match self.role() {
            Role::Server => self.remember_server_session(),
            _ => self.remember_client_session(new),
        }
    }

    fn remember_server_session(&self) {
        let (resumed, tls13) = self.resumed_and_tls13();
        let statistics = &self.cache().statistics;
        let made = self.resumption.made.take();
        let candidate = self.resumption.candidate.take();
        if resumed {
            statistics.hits.add();
            if !tls13 || made.is_empty() {
                self.replace_session(candidate);
            }
        } else {
            if candidate.is_some() && self.peer().chain().is_empty() {
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

    fn remember_client_session(&self, new: Option<ClientSession>) {
        let (resumed, tls13) = self.resumed_and_tls13();
        let statistics = &self.cache().statistics;
        let ticket = self.facts.borrow().as_ref().and_then(|f| f.ticket.clone());
        if resumed {
            if let (Some(session), true) = (self.current_session(), tls13) {
                // Tickets of TLS 1.3 are best used once.
                if self.cache().mode() & cache::CLIENT != 0 {
                    self.cache().remove(self.session_context(), &session);
                }
            } else if let (Some(ticket), Some(new)) = (ticket, new) {
                self.renew_client_session(&ticket, new);
            }
            statistics.hits.add();
        } else {
            let offered = self.current_session();
            if offered.is_some_and(|session| !session.read().id.is_empty()) {
                statistics.misses.add();
            }
            let session = Session::with(self.blank_session());
            self.describe(&session, false);
            session.update(|data| {
                if tls13 {
                    return;
                }
                if let Some(facts) = self.facts.borrow().as_ref() {
                    data.id = Id::new(&facts.session_id).unwrap_or_default();
                }
                if let Some(new) = new {
                    data.engine = Engine::Client(Exportable::new(new));
                }
                if let Some((ticket, lifetime)) = &ticket {
                    put_ticket(data, ticket, *lifetime);
                }
            });
            self.replace_session(Some(session));
        }
        if let (Some(session), false) = (self.current_session(), tls13) {
            self.update_cache(&session, cache::CLIENT, resumed);
        }
        statistics.connect_good.add();
    }

    /// Client, TLS 1.2: a resumed session got a new ticket, so the old one is out of date.
    fn renew_client_session(&self, (ticket, lifetime): &(Vec<u8>, u32), new: ClientSession) {
        let Some(old) = self.current_session() else {
            return;
        };
        let Some(session) = old.renew() else {
            return;
        };
        if self.cache().mode() & cache::CLIENT != 0 {
            self.cache().remove(self.session_context(), &old);
        }
        session.update(|data| {
            data.time = now();
            data.engine = Engine::Client(Exportable::new(new));
            put_ticket(data, ticket, *lifetime);
        });
        self.replace_session(Some(session));
    }

    /// Client, TLS 1.3: a ticket arrived, which makes a resumable session.
    pub(crate) fn remember_ticket(&self, new: ClientSession, facts: &TicketFacts<'_>) {
        let Some(session) = self.current_session().and_then(|old| old.renew()) else {
            return;
        };
        session.update(|data| {
            data.time = now();
            data.engine = Engine::Client(Exportable::new(new));
            data.ticket_age_add = facts.age_add;
            data.max_early_data = facts.max_early_data;
            put_ticket(data, facts.ticket, facts.lifetime);
        });
        self.replace_session(Some(session.clone()));
        self.update_cache(&session, cache::CLIENT, self.resumed_and_tls13().0);
    }

    fn resumed_and_tls13(&self) -> (bool, bool) {
        let facts = self.facts.borrow();
        facts.as_ref().map_or((false, false), |facts| {
            (facts.resumed, facts.version == TLS13)
        })
    }

    fn peer(&self) -> Peer {
        let facts = self.facts.borrow();
        facts
            .as_ref()
            .map_or_else(Peer::default, |facts| Peer::new(&facts.peer_chain))
    }

    /// Fills in what only the finished handshake knows.
    fn describe(&self, session: &Session, resumed: bool) {
        let facts = self.facts.borrow();
        let Some(facts) = facts.as_ref() else {
            return;
        };
        let peer = self.peer();
        session.update(|data| {
            data.version = c_int::from(facts.version);
            data.cipher = Cipher::find(facts.suite);
            data.group = facts.group;
            data.verify_result = self.verify_result.get();
            if facts.version == TLS12 {
                data.secret = facts.master_secret.clone();
                data.extended_master_secret = facts.extended_master_secret;
            }
            if !facts.alpn.is_empty() {
                data.alpn = facts.alpn.clone();
            }
            if !resumed {
                data.peer = peer;
                data.host_name = facts
                    .server_name
                    .as_ref()
                    .and_then(|name| CString::new(name.as_str()).ok());
            }
        });
    }

    /// Gives a new session to the internal cache and to the application, as the cache's mode says.
    fn update_cache(&self, session: &Arc<Session>, side: c_long, resumed: bool) {
        if session.read().id.is_empty() || !session.may_resume() {
            return;
        }
        let server = side == cache::SERVER;
        if server && !self.has_context_if_needed(session) {
            return;
        }
        let (context, mode) = (self.session_context(), self.cache().mode());
        let hooks = context.hooks();
        let tls13 = session.read().version == c_int::from(TLS13);
        if mode & side != 0 && (!resumed || tls13) {
            // A TLS 1.3 server's tickets hold the whole session: there is no reason to keep it,
            // but for the application that wants to hear of its end.
            let keep = !(tls13 && server)
                || hooks.remove_session.is_some()
                || self.has_option(SSL_OP_NO_TICKET);
            if keep && mode & cache::NO_INTERNAL_STORE == 0 {
                context.cache.add(context, session);
            }
            if let Some(callback) = hooks.new_session {
                let given = Arc::into_raw(session.clone());
                // SAFETY: the application's callback, called with a live connection as documented.
                if unsafe { callback(self.as_ptr(), given.cast_mut()) } == 0 {
                    // SAFETY: the callback did not take the reference that was made for it.
                    drop(unsafe { Arc::from_raw(given) });
                }
            }
        }
        if mode & cache::NO_AUTO_CLEAR == 0 && mode & side == side {
            let good = match server {
                true => &context.cache.statistics.accept_good,
                false => &context.cache.statistics.connect_good,
            };
            if good.get() & 0xff == 0xff {
                context.cache.flush(context, now());
            }
        }
    }
}

/// A ticket that a client received. Its hash becomes the id, so that caches can tell sessions apart.
fn put_ticket(data: &mut Data, ticket: &[u8], lifetime: u32) {
    if ticket.is_empty() {
        return;
    }
    data.ticket = ticket.to_vec();
    data.ticket_lifetime = c_ulong::from(lifetime);
    data.id = Id::new(digest::digest(&digest::SHA256, ticket).as_ref()).unwrap_or_default();
}

/// A session from its DER form, which must be all there is.
fn whole(der: &[u8]) -> Option<Data> {
    let (data, used) = asn1::decode(der).ok()?;
    (used == der.len()).then_some(data)
}
