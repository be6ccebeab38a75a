//! Servers: finds or makes the session of a connection, from the ClientHello on (`ssl_get_prev_session`,
//! `ssl_get_new_session`).

use libc::{c_int, c_uint};

use super::lookup::{internal_error, OfferedSession};
use super::{cache, Connection, Id, TLS12, TLS13};
use crate::cipher::{kx, Cipher};
use crate::constants::SSL_MAX_MASTER_KEY_LENGTH;
use crate::constants::SSL_OP_NO_TICKET;
use crate::error::reason::Reason;
use crate::error::Fatal;
use crate::handshake::{supports_suite, ClientHello, Found, Handles, ServerHello, MAX_SECRET};
use crate::record::alert;
use crate::session::MAX_ID;
use crate::sys::clock::now;
use tls::registry::extension;
use tls::registry::suite::CipherSuite;
use tls::registry::version::ProtocolVersion;

/// Bytes of a TLS 1.2 master secret.
const MASTER_SECRET_LENGTH: usize = SSL_MAX_MASTER_KEY_LENGTH as usize;

/// How often another random session id is tried if the cache has the id already.
const ID_ATTEMPTS: usize = 10;

impl Connection {
    /// Server: gives the connection the session that the client wants to resume, or a new one. `suite` is the
    /// TLS 1.3 suite.
    pub(crate) fn begin_server_session(
        &self,
        hello: &ClientHello,
        version: ProtocolVersion,
        suite: Option<CipherSuite>,
    ) -> Result<Option<Found>, Fatal> {
        let resumption = &self.resumption;
        resumption.hit.set(false);
        let offered = match (version, suite) {
            (TLS13, Some(suite)) => {
                self.replace_session(None);
                self.offered_as_key(hello, suite)?
            }
            _ => self.offered_by_ticket_or_id(hello)?,
        };
        if let Some(offered) = offered {
            if let Some(found) = self.admit(&offered, hello, version, suite)? {
                self.verification
                    .set_result(offered.session.read().verify_result);
                self.replace_session(Some(offered.session));
                self.cache().statistics.hits.add();
                resumption.hit.set(true);
                return Ok(Some(found));
            }
            if !offered.by_id {
                resumption.ticket_expected.set(true);
            }
        }
        self.begin_new_session(hello, version)?;
        Ok(None)
    }

    /// Whether a session may be resumed here; if so, what the engine needs.
    fn admit(
        &self,
        offered: &OfferedSession,
        hello: &ClientHello,
        version: ProtocolVersion,
        suite: Option<CipherSuite>,
    ) -> Result<Option<Found>, Fatal> {
        let extended = has_extended_master_secret(hello, version);
        let (found, context, expired) = {
            let data = offered.session.read();
            let suite = match version {
                TLS13 => suite,
                _ => data.cipher.map(|cipher| cipher.id),
            };
            let Some(suite) = suite else {
                return Ok(None);
            };
            let fits = match version {
                TLS12 => data.secret.len() == MASTER_SECRET_LENGTH && supports_suite(suite),
                _ => (1..=MAX_SECRET).contains(&data.secret.len()),
            };
            if data.version != c_int::from(version.0) || !fits {
                return Ok(None);
            }
            let found = Found {
                known_by: offered.known_by.clone(),
                suite,
                secret: data.secret.clone(),
                extended_master_secret: data.extended_master_secret,
                created: u64::try_from(data.time).unwrap_or(0),
                age_add: data.ticket_age_add,
            };
            (found, data.context, data.expired(now()))
        };
        if context.as_slice() != &*self.settings().session_id_context {
            return Ok(None);
        }
        if self.lacks_context(context.as_slice()) {
            return Err(internal_error(Reason::SESSION_ID_CONTEXT_UNINITIALIZED));
        }
        if expired {
            self.cache().statistics.timeouts.add();
            if offered.by_id {
                self.remove_from_cache(&offered.session);
            }
            return Ok(None);
        }
        match (found.extended_master_secret, extended) {
            (true, false) if version == TLS12 => Err(Fatal::new(
                alert::HANDSHAKE_FAILURE,
                Reason::INCONSISTENT_EXTMS,
            )),
            (false, true) => Ok(None),
            _ => Ok(Some(found)),
        }
    }

    /// A new session. With TLS 1.2 it has an id, unless the client gets a ticket.
    fn begin_new_session(
        &self,
        hello: &ClientHello,
        version: ProtocolVersion,
    ) -> Result<(), Fatal> {
        let mut data = self.blank_session(version);
        data.extended_master_secret = has_extended_master_secret(hello, version);
        self.replace_session(None);
        if version == TLS12 {
            data.id = self.new_session_id()?;
        }
        self.replace_session(Some(self.new_session(data)));
        Ok(())
    }

    /// An id for a new session; an empty one where the client gets a ticket instead
    /// (`ssl_generate_session_id`).
    pub(super) fn new_session_id(&self) -> Result<Id, Fatal> {
        if self.resumption.ticket_expected.get() {
            return Ok(Id::default());
        }
        let is_taken = |id: &[u8]| {
            let version = c_int::from(self.version().0);
            self.cache().find(version, id).is_some()
        };
        let mut id = [0; MAX_ID];
        // In TLS 1.3 the session exists already, and has this id until it gets its final one.
        self.update_session(|data| data.id = Id::new(&id).unwrap_or_default());
        let mut length = MAX_ID as c_uint;
        let failed = internal_error(Reason::SSL_SESSION_ID_CALLBACK_FAILED);
        let own = self.settings().generate_session_id;
        let callback = own.or_else(|| self.session_context().settings().generate_session_id);
        if let Some(callback) = callback {
            // SAFETY: the application's callback; the id has room for as many bytes.
            let ask = || unsafe { callback(self.as_ptr(), id.as_mut_ptr(), &mut length) };
            let returned = self.outside(ask);
            self.update_session(|data| data.id = Id::new(&id).unwrap_or_default());
            if returned == 0 {
                return Err(failed);
            }
        } else {
            let random = (0..ID_ATTEMPTS).find_map(|_| {
                self.library().random(&mut id)?;
                (!is_taken(&id)).then_some(())
            });
            random.ok_or(failed)?;
        }
        let id = match id.get(..length as usize) {
            // In TLS 1.2 the engine supports only ids of full length.
            Some(id) if id.len() == MAX_ID || !id.is_empty() && self.version() == TLS13 => id,
            _ => return Err(internal_error(Reason::SSL_SESSION_ID_HAS_BAD_LENGTH)),
        };
        let id = Id::new(id).unwrap_or_default();
        self.update_session(|data| data.id = id);
        if is_taken(id.as_slice()) {
            return Err(internal_error(Reason::SSL_SESSION_ID_CONFLICT));
        }
        Ok(id)
    }

    /// Gives the session an id if the server name callback has switched tickets off.
    pub(crate) fn follow_ticket_option(&self, tickets_before: bool) -> Result<(), Fatal> {
        let expected = &self.resumption.ticket_expected;
        if !expected.get() || !tickets_before || !self.has_option(SSL_OP_NO_TICKET) {
            return Ok(());
        }
        expected.set(false);
        if !self.resumption.hit() {
            let id = self.new_session_id()?;
            self.update_session(|data| data.id = id);
        }
        Ok(())
    }

    /// Settles the session once suite and certificate are chosen: whether the application forbids resumption,
    /// and which handles the client gets.
    pub(crate) fn settle_server_session(&self, suite: CipherSuite) -> Handles {
        let (hit, expected) = (self.resumption.hit(), &self.resumption.ticket_expected);
        let Some(session) = self.current_session() else {
            return Handles::default();
        };
        if !hit {
            if let Some(callback) = self.settings().not_resumable {
                let cipher = Cipher::find(suite);
                let forward_secret =
                    cipher.is_some_and(|cipher| cipher.kx & (kx::ECDHE | kx::DHE) != 0);
                // SAFETY: the application's callback, called with a live connection as documented.
                let ask = || unsafe { callback(self.as_ptr(), c_int::from(forward_secret)) };
                match self.outside(ask) {
                    0 => session.allow_resumption(),
                    _ => session.forbid_resumption(),
                }
            }
            if !session.may_resume() {
                expected.set(false);
            }
            if self.context().cache.mode() & cache::SERVER == 0 {
                session.update(|data| data.id = Id::default());
            }
        }
        if self.version() == TLS13 {
            return Handles::default();
        }
        expected.set(expected.get() && self.uses_tickets());
        let id = session.read().id;
        Handles {
            id: <[u8; MAX_ID]>::try_from(id.as_slice())
                .ok()
                .filter(|_| !hit),
            ticket: expected.get(),
        }
    }

    /// Sets the session aside after a HelloRetryRequest. OpenSSL drops the session and makes one for the next
    /// ClientHello; here the same session is used again.
    pub(crate) fn set_session_aside(&self) {
        let hit = self.resumption.hit.replace(false);
        let session = self.resumption.session.take();
        let aside = session.map(|session| (session, hit));
        self.put(&self.resumption.aside, aside);
    }

    /// Restores the session that was set aside, after the second ClientHello.
    pub(crate) fn restore_session(&self) {
        if let Some((session, hit)) = self.resumption.aside.take() {
            self.replace_session(Some(session));
            self.resumption.hit.set(hit);
        }
    }

    /// Follows the ServerHello that was sent: what it does not announce does not happen.
    pub(crate) fn follow_server_hello(&self, hello: &ServerHello<'_>) {
        let resumption = &self.resumption;
        if resumption.hit() && !hello.resumes {
            // The client's second ClientHello did not offer the session again.
            resumption.hit.set(false);
            self.verification.set_result(0);
            self.replace_session(Some(self.new_session(self.blank_session(hello.version))));
        }
        if hello.version == TLS12 && !resumption.hit() {
            self.update_session(|data| data.id = Id::new(hello.session_id).unwrap_or_default());
        }
        if hello.version == TLS13 {
            self.update_session(|data| data.group = hello.group.map_or(0, |group| group.0.into()));
        }
    }
}

/// TLS 1.2: the client offers the extended master secret.
fn has_extended_master_secret(hello: &ClientHello, version: ProtocolVersion) -> bool {
    version == TLS12 && hello.extension(extension::EXTENDED_MASTER_SECRET).is_some()
}
