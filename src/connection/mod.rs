//! SSL: one TLS connection.
//!
//! A [`Connection`] consists of owners, one in each file. An owner's fields are private, its methods name the
//! events that change it, and it clears and copies itself. An operation that concerns several owners is a
//! method of `Connection`.
//!
//! | file | owner of |
//! | --- | --- |
//! | `lock` | the turns of threads; no thread waits for a BIO or a callback |
//! | `configuration` | the context, the settings, and what is set on this connection alone |
//! | `state` | the side, the phase, the shutdown flags, what the last call waits for |
//! | `version` | the version and the method, before, during and after the handshake |
//! | `transport` | the BIOs |
//! | `flight` | sealed messages on their way to the transport |
//! | `channel` | the record layer: both directions, keys, what waits to be written |
//! | `negotiation` | the results of the handshake so far |
//! | `offer` | what the peer offers |
//! | `identity` | our identity towards the peer: the certificate in use, authorities |
//! | `status` | the status of the server's certificate (OCSP stapling) |
//! | `verification` | the parameters of the peer's verification, the result, the chain |
//! | `resumption` | the session, whether it is resumed, and tickets |
//! | `reports` | the info, msg and extension callbacks, and what was reported to them |
//!
//! | file | operation |
//! | --- | --- |
//! | `handshake` | drives the handshake engine |
//! | `hello` | keeps the ClientHello for the callbacks |
//! | `application` | answers the engine's questions |
//! | `parameters` | prepares the settings for the engine |
//! | `credentials` | prepares our certificates for the engine, and calls the callbacks that choose them |
//! | `check_chain` | checks whether a chain suits the peer |
//! | `signature_algorithms` | finds the common signature algorithms |
//! | `peer_ciphers` | shows the suites that a client offered |
//! | `verify` | verifies the peer's chain |
//! | `dane` | matches the peer with TLSA records |
//! | `read` | reads records and application data |
//! | `write` | writes application data |
//! | `batch` | writes several records at once |
//! | `engine` | the handshake machine of `tls` is driven, in builds with the feature `own-engine` |
//! | `post_handshake` | processes messages after the handshake: tickets, key updates, renegotiation |
//! | `alerts` | sends and receives alerts; ends the connection after a fatal error |
//! | `shutdown` | carries out what the closing table decides |
//! | `exporter` | derives keying material for the application |
//! | `key_log` | writes secrets to the key log |
//! | `configured` | implements what an SSL has in common with an SSL_CTX |
//! | `held` | releases the context and the settings after a call |
//!
//! All state is in cells, because callbacks use the connection again: an entry point holds no borrow while the
//! application's callbacks run.

mod alerts;
mod application;
mod batch;
mod channel;
mod check_chain;
mod configuration;
pub mod configured;
mod credentials;
mod dane;
#[cfg(feature = "own-engine")]
mod engine;
pub mod exporter;
mod flight;
mod handshake;
mod held;
pub mod hello;
pub mod identity;
pub mod key_log;
pub(crate) mod lock;
pub mod negotiation;
mod offer;
mod parameters;
mod peer_ciphers;
mod post_handshake;
mod read;
pub mod reports;
pub mod resumption;
mod shutdown;
mod signature_algorithms;
pub mod state;
pub mod status;
#[cfg(test)]
mod tests;
pub mod transport;
pub mod verification;
mod verify;
pub mod version;
mod write;

use std::cell::RefCell;
use std::sync::Arc;

use libc::{c_int, c_void};

use crate::callbacks;
use crate::context::{Configured, Context};
use crate::error::reason::Reason;
use crate::error::verdict::{self, Queue};
use crate::memory;
use crate::objects::{self, Mark};
use crate::record::ContentType;
use crate::sys::err;
use crate::sys::ex_data::ExData;
use crate::sys::ffi;
use crate::sys::param::VerifyParam;
use channel::Channel;
use configuration::Configuration;
use handshake::Handshaking;
use identity::Identity;
use lock::{Inside, Lock};
use negotiation::Negotiation;
use reports::Reports;
use resumption::Resumption;
use state::{ConnectionState, Role};
use transport::Transport;
use verification::Verification;

/// A call's failure value, as OpenSSL's internal functions return it: 0, or a negative number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop(pub c_int);

/// The result of an operation on the connection.
pub type Io<T> = Result<T, Stop>;

/// The object behind `SSL`.
pub struct Connection {
    mark: Mark,
    lock: Lock,
    pub(crate) configuration: Configuration,
    pub state: ConnectionState,
    pub(crate) transport: Transport,
    channel: RefCell<Channel>,
    handshaking: RefCell<Option<Box<Handshaking>>>,
    pub(crate) resumption: Resumption,
    pub(crate) reports: Reports,
    pub(crate) version: version::Version,
    pub(crate) negotiation: Negotiation,
    pub(crate) identity: Identity,
    pub(crate) verification: Verification,
    pub(crate) ex_data: ExData,
    #[cfg(feature = "own-engine")]
    engine: engine::Engine,
}

const MARK: Mark = Mark::new(b"SSL_SSL!");
objects::marked!(Connection, mark, "SSL", MARK, 4096);

impl Connection {
    /// A new connection with the context's settings; `None` when libcrypto is out of memory.
    // The count is atomic, because threads share an SSL. The content need not be, because they take turns.
    #[allow(clippy::arc_with_non_send_sync)]
    pub fn new(context: &Arc<Context>) -> Option<Arc<Connection>> {
        let param = VerifyParam::new()?;
        let connection = Arc::new(Connection {
            mark: MARK,
            lock: Lock::default(),
            configuration: Configuration::new(context),
            state: ConnectionState::new(context.method().server),
            transport: Transport::default(),
            channel: RefCell::new(Channel::new(false)),
            handshaking: RefCell::new(None),
            resumption: Resumption::default(),
            reports: Reports::default(),
            version: version::Version::new(context.method()),
            negotiation: Negotiation::default(),
            identity: Identity::default(),
            verification: Verification::new(param, context),
            ex_data: ExData::empty(ffi::CRYPTO_EX_INDEX_SSL),
            #[cfg(feature = "own-engine")]
            engine: engine::Engine::default(),
        });
        let made = connection.ex_data.init(connection.address());
        made.then_some(connection)
    }

    /// The address by which the application knows the object.
    pub fn address(&self) -> *const c_void {
        (self as *const Connection).cast()
    }

    /// The address as callbacks get it.
    pub fn as_ptr(&self) -> *mut callbacks::SSL {
        (self as *const Connection).cast_mut().cast()
    }

    /// Enters the lock. No other thread is inside until the result is dropped.
    #[inline]
    pub(crate) fn enter(&self) -> Inside<'_> {
        self.lock.enter()
    }

    /// Runs code that may call the application: a BIO, a callback, or libcrypto with callbacks. No cell may be
    /// borrowed meanwhile, and all state may have changed afterwards.
    #[inline]
    pub(crate) fn outside<T>(&self, call: impl FnOnce() -> T) -> T {
        self.lock.outside(call)
    }

    /// Replaces the value of a cell. The old value is freed after the borrow ends, because freeing may call the
    /// application.
    pub(crate) fn put<T>(&self, cell: &RefCell<T>, value: T) {
        let old = cell.replace(value);
        self.outside(|| drop(old));
    }

    /// A copy of a connection before its handshake (`SSL_dup`).
    pub fn duplicate(&self) -> Result<Arc<Connection>, Reason> {
        let full = Reason::ERR_R_MALLOC_FAILURE;
        let copy = Connection::new(&self.context()).ok_or(full)?;
        let terms = &self.verification;
        copy.verification.copy_from(terms, &self.context())?;
        copy.set_method(self.method());
        copy.configuration.copy_from(&self.configuration);
        copy.reports.copy_from(&self.reports);
        if !copy.identity.copy_from(&self.identity) {
            return Err(full);
        }
        copy.resumption.copy_from(&self.resumption);
        if !self.outside(|| copy.ex_data.copy_from(&self.ex_data)) {
            return Err(full);
        }
        copy.state.set_server(self.state.is_server());
        if self.has_role() {
            copy.set_role(self.role());
        }
        copy.state.set_shutdown(self.state.shutdown());
        Ok(copy)
    }

    /// Marks the connection unusable after a panic inside.
    pub(crate) fn kill(&self) {
        self.state.fail(true);
    }

    /// The side that was set.
    pub fn role(&self) -> Role {
        self.state.role()
    }

    /// `SSL_set_connect_state` or `SSL_set_accept_state` was called.
    pub fn has_role(&self) -> bool {
        self.role() != Role::Unset
    }

    /// `SSL_set_connect_state`, `SSL_set_accept_state`: sets the side and returns to the state before the
    /// handshake.
    pub fn set_role(&self, role: Role) {
        self.version.choose_side(role);
        self.state.set_role(role);
        self.reset_channel();
    }

    /// `SSL_clear`: prepares the object for another connection with the same settings. The BIOs and the session
    /// stay; a session that was not shut down properly is removed from the cache.
    pub fn clear(&self) {
        self.clear_bad_session();
        self.state.clear();
        self.reset_channel();
        self.version.clear(self.context().method());
        self.reports.clear();
        self.discard(self.negotiation.clear());
        self.discard(self.identity.clear());
        self.discard(self.resumption.clear());
        self.discard(self.verification.clear());
    }

    /// Replaces the record layer and drops unsent output.
    pub(crate) fn renew_channel(&self) {
        self.channel.borrow_mut().renew(self.state.is_server());
        self.transport.flight().drop_rest();
        self.apply_fragment_lengths();
    }

    fn reset_channel(&self) {
        self.put(&self.handshaking, None);
        #[cfg(feature = "own-engine")]
        self.reset_engine();
        self.renew_channel();
    }

    /// Gives the settings' record lengths to the record layer.
    pub(crate) fn apply_fragment_lengths(&self) {
        let settings = self.settings();
        let mut channel = self.channel.borrow_mut();
        channel.writer.set_max_fragment(settings.max_send_fragment);
        channel
            .writer
            .set_split_fragment(settings.split_send_fragment);
        channel
            .writer
            .set_block_padding(settings.block_padding, settings.handshake_padding);
        if settings.read_buffer_length > 0 {
            channel.reader.set_buffer_len(settings.read_buffer_length);
        }
    }

    /// The padding that the application's callback asks for; `None` if there is no callback, or no room in the
    /// record.
    fn record_padding(&self, content_type: ContentType, length: usize) -> Option<usize> {
        self.settings().record_padding.call?;
        match self.channel.borrow().writer.padding_room(length) {
            0 => None,
            _ => self.ask_for_padding(content_type, length + 1),
        }
    }

    /// Calls the padding callback with the length of the content and its type byte.
    fn ask_for_padding(&self, content_type: ContentType, length: usize) -> Option<usize> {
        let callback = self.settings().record_padding;
        let call = callback.call?;
        let content_type = c_int::from(u8::from(content_type));
        // SAFETY: the application's callback, called with a live connection as documented.
        let ask = || unsafe { call(self.as_ptr(), content_type, length, callback.arg) };
        Some(self.outside(ask))
    }

    /// Fails in a signal handler that interrupted a call on the same connection: that call's changes may be
    /// incomplete, so the handler can neither send nor receive. Queues no error, because the queue belongs to
    /// the interrupted call.
    pub(crate) fn refuse_interruption(&self) -> Io<()> {
        match self.lock.interrupted() {
            true => Err(Stop(-1)),
            false => Ok(()),
        }
    }

    /// Fails if there is no memory for a record. Nothing has begun then, and an unfinished operation can
    /// continue later.
    pub(crate) fn refuse_without_memory(&self) -> Io<()> {
        if memory::available() {
            return Ok(());
        }
        err::raise(Reason::ERR_R_MALLOC_FAILURE);
        Err(Stop(-1))
    }

    /// Fails without keys, so that application data is never sent or received unprotected: a callback may call
    /// during the first handshake, or may have cleared the connection.
    pub(crate) fn refuse_without_keys(&self) -> Io<()> {
        if self.is_established() {
            return Ok(());
        }
        err::raise(Reason::ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
        Err(Stop(-1))
    }

    /// `SSL_get_error`.
    pub fn error_of(&self, returned: c_int) -> c_int {
        let queue = match err::peek() {
            0 => Queue::Empty,
            entry if err::is_system(entry) => Queue::System,
            _ => Queue::Library,
        };
        verdict::get_error(&verdict::ErrorInput {
            returned,
            profile: self.configuration.profile(),
            queue,
            want: self.state.want(),
            reader: self.transport.reader_retry(),
            writer: self.transport.writer_retry(),
            peer_closed: self.state.peer_closed(),
        })
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.clear_bad_session();
        self.ex_data.free(self.address());
    }
}
