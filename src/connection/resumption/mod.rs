//! Sessions in the life of a connection: which one is offered, kept, sealed into a ticket, found
//! again, handed to the application, and dropped from the cache.
//!
//! The points are OpenSSL's: with TLS 1.2 the application hears of a new session at the end of the
//! handshake; with TLS 1.3 a server's once for each ticket, a client's when the ticket arrives. A
//! session that was handed out is not changed any more: a new ticket makes a copy.

mod client;
mod server;

use std::cell::RefCell;
use std::ffi::CString;
use std::sync::Arc;

use libc::{c_int, c_long};
use zeroize::Zeroizing;

use super::state::Role;
use super::Connection;
use crate::cipher::Cipher;
use crate::constants::{SSL_OP_NO_TICKET, SSL_VERIFY_PEER};
use crate::handshake::{ClientSession, TLS12, TLS13};
use crate::session::cache::{self, SessionCache};
use crate::session::{now, Data, Id, Session};

/// A ticket of TLS 1.2 with its lifetime in seconds.
type Ticket12 = (Vec<u8>, u32);

/// What the handshake under way has found or made.
#[derive(Default)]
pub struct Resumption {
    /// Server: the session that the client offers, if it may be resumed.
    candidate: RefCell<Option<Arc<Session>>>,
    /// Server: the sessions that tickets or ids were given out for.
    made: RefCell<Vec<Arc<Session>>>,
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
        self.outside(|| drop(old));
    }

    /// Takes a session out of the internal cache, of which the application is told.
    fn remove_from_cache(&self, session: &Arc<Session>) -> bool {
        self.outside(|| self.cache().remove(self.session_context(), session))
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
            self.remove_from_cache(&session);
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

    /// A new session with what is known of every connection.
    fn blank_session(&self) -> Data {
        Data {
            timeout: self.cache().session_timeout(),
            context: Id::new(&self.settings().session_id_context).unwrap_or_default(),
            verify_result: 0,
            fragment_length: 0,
            ..Data::default()
        }
    }

    /// A handshake that resumes nothing works on a session of its own, which nobody can resume yet.
    pub(crate) fn begin_session(&self) {
        if self.current_session().is_none() {
            self.replace_session(Some(Session::with(self.blank_session())));
        }
    }

    /// Server: there is another client, of whom the last one's session and certificates say nothing.
    pub(crate) fn forget_last_client(&self) {
        self.replace_session(None);
        self.peer.forget();
    }

    /// The handshake is over: makes the connection's session say what was found out, and gives it
    /// to the caches. `new` is the engine's session of a TLS 1.2 client, `ticket` what came for it.
    pub(crate) fn remember_session(&self, new: Option<ClientSession>, ticket: Option<Ticket12>) {
        match self.role() {
            Role::Server => self.remember_server_session(),
            _ => self.remember_client_session(new, ticket),
        }
    }

    /// Without a session id context nobody knows what a verified client was verified for.
    fn has_context_if_needed(&self, session: &Session) -> bool {
        let verifies = self.settings().verify_mode & SSL_VERIFY_PEER != 0;
        !verifies || !session.read().context.is_empty()
    }

    fn resumed_and_tls13(&self) -> (bool, bool) {
        let facts = self.facts.borrow();
        facts.as_ref().map_or((false, false), |facts| {
            (facts.resumed, facts.version == TLS13)
        })
    }

    /// A resumption with TLS 1.2 exchanges no keys: the group is that of the original handshake.
    fn recall_group(&self, session: &Session) {
        if let Some(facts) = self.facts.borrow_mut().as_mut() {
            if facts.version == TLS12 {
                facts.group = session.read().group;
            }
        }
    }

    /// Fills in what only the finished handshake knows.
    fn describe(&self, session: &Session, resumed: bool) {
        let facts = self.facts.borrow();
        let Some(facts) = facts.as_ref() else {
            return;
        };
        session.update(|data| {
            data.version = c_int::from(facts.version);
            data.cipher = Cipher::find(facts.suite);
            data.group = facts.group;
            data.verify_result = self.verify_result.get();
            if facts.version == TLS12 {
                data.secret = Zeroizing::new(facts.master_secret.to_vec());
                data.extended_master_secret = facts.extended_master_secret;
            }
            if !facts.alpn.is_empty() {
                data.alpn = facts.alpn.to_vec();
            }
            if !resumed {
                data.peer = self.peer.chain();
                data.host_name = facts
                    .server_name
                    .as_deref()
                    .and_then(|name| CString::new(name).ok());
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
                self.outside(|| context.cache.add(context, session));
            }
            if let Some(callback) = hooks.new_session {
                let given = Arc::into_raw(session.clone());
                // SAFETY: the application's callback, called with a live connection as documented.
                let tell = || unsafe { callback(self.as_ptr(), given.cast_mut()) };
                if self.outside(tell) == 0 {
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
                self.outside(|| context.cache.flush(context, now()));
            }
        }
    }
}
